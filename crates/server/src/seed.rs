//! From a town of the simulator to rows: what the demo station is made of.

use anyhow::{Context as _, Result};
use chrono::{DateTime, Utc};
use domain::ids::StationId;
use domain::jurisdiction::charge::Candidate;
use domain::jurisdiction::{CommunityKind, GridKind, NameSource, UnitStatus};
use domain::member::AreaType;
use domain::time::{Day, Timestamp};
use people::seed::{NewAccount, NewMember};
use places::area::{Area, Lines, Names, Spot, Spots};
use places::changes::{Appointment, Follows, Jurisdiction};
use places::names::place_name;
use places::parts::{beat, micro_grid, patch, patrol_team};
use places::seed::Layout;
use places::store::{community, grid, post, station, unit};
use platform::scope::Reach;
use platform::seal::Personal;
use platform::time::row_time;
use simulator::town::{self, Town};

/// What the demo's chief has authorised for calls while nobody is at the desk, each of them a matter that a unit's own
/// people may look after: quarrels over parking, cars in the way, animals indoors, damaged facilities, repairs.
const AUTHORISED: [&str; 5] = ["4007", "5101", "5103", "5105", "5107"];

/// The places of a town.
pub fn layout(town: &Town) -> Layout {
    let station_id = town.station.id;
    let communities = town.communities.iter().map(|it| community::Model {
        id: it.id,
        station_id,
        code: it.code.clone(),
        name: it.name.clone(),
        area_type: it.area_type,
        boundary: Area(it.boundary.clone()),
        population: i64::from(it.population),
        households: i64::from(it.households),
        kind: if it.area_type == AreaType::Remote { CommunityKind::Village } else { CommunityKind::Neighbourhood },
        closed_at: None,
        version: 1,
    });
    let grids = town.grids.iter().map(|it| grid::Model {
        id: it.id,
        station_id,
        community_id: it.community_id,
        code: it.code.clone(),
        name: it.name.clone(),
        boundary: Area(it.boundary.clone()),
        kind: GridKind::General,
        beat_id: town.jurisdiction.beat_of.iter().find(|of| of.0 == it.id).map(|of| of.1),
        households: 0,
        population: 0,
        closed_at: None,
        version: 1,
    });
    Layout {
        station: station(&town.station),
        communities: communities.collect(),
        grids: grids.collect(),
        units: town.units.iter().map(|it| unit(town, it)).collect(),
        posts: town.posts.iter().map(|it| post(town, it)).collect(),
        jurisdiction: jurisdiction(town),
        streets: None,
    }
}

fn station(station: &town::Station) -> station::Model {
    station::Model {
        id: station.id,
        code: station.code.clone(),
        name: station.name.clone(),
        boundary: Area(station.boundary.clone()),
        area_km2: station.area_km2,
        pop_household: i64::from(station.pop_household),
        pop_resident: i64::from(station.pop_resident),
        duty_phone: station.duty_phone.clone(),
        demo: true,
        settings: serde_json::json!({ incidents::settings::NAME: { "desk_absent_categories": AUTHORISED } }),
        version: 1,
    }
}

fn unit(town: &Town, unit: &town::Unit) -> unit::Model {
    unit::Model {
        id: unit.id,
        station_id: town.station.id,
        community_id: unit.community_id,
        grid_id: unit.grid_id,
        name: unit.name.clone(),
        aliases: Names(unit.aliases.clone()),
        category: unit.category,
        key_unit: unit.key_unit,
        lon: unit.point.lon,
        lat: unit.point.lat,
        address_text: unit.address_text.clone(),
        service_area: Area(unit.service_area.clone()),
        uscc: None,
        principal_sealed_id: None,
        security_head_sealed_id: None,
        guards_full_time: 0,
        guards_part_time: 0,
        guard_source: None,
        opening_hours: String::new(),
        cameras: 0,
        alarm_button: false,
        joined_at: None,
        agreement_no: None,
        status: UnitStatus::Active,
        closed_at: None,
        version: 1,
    }
}

fn post(town: &Town, post: &town::Post) -> post::Model {
    post::Model {
        id: post.id,
        station_id: town.station.id,
        unit_id: post.unit_id,
        community_id: post.community_id,
        grid_id: post.grid_id,
        name: post.name.clone(),
        kind: post.kind,
        lon: post.point.lon,
        lat: post.point.lat,
        radius_m: post.radius_m,
        required_headcount: i64::from(post.required_headcount),
        duty_hours: String::new(),
        closed_at: None,
        version: 1,
    }
}

/// The patches, beats and the rest of a town, and who is responsible.
fn jurisdiction(town: &Town) -> Jurisdiction {
    let (station_id, it) = (town.station.id, &town.jurisdiction);
    let patch = |it: &town::jurisdiction::Patch| patch::Model {
        id: it.id,
        station_id,
        code: it.code.clone(),
        name: it.name.clone(),
        boundary: None,
        closed_at: None,
        version: 1,
    };
    let beat = |it: &town::jurisdiction::Beat| beat::Model {
        id: it.id,
        station_id,
        patch_id: Some(it.patch_id),
        code: it.code.clone(),
        name: it.name.clone(),
        boundary: None,
        closed_at: None,
        version: 1,
    };
    let micro_grid = |it: &town::jurisdiction::MicroGrid| micro_grid::Model {
        id: it.id,
        station_id,
        grid_id: it.grid_id,
        code: it.code.clone(),
        name: it.name.clone(),
        boundary: None,
        lon: it.point.lon,
        lat: it.point.lat,
        households: i64::from(it.households),
        closed_at: None,
        version: 1,
    };
    let team = |it: &town::jurisdiction::Team| patrol_team::Model {
        id: it.id,
        station_id,
        unit_id: None,
        community_id: Some(it.community_id),
        name: it.name.clone(),
        mode: it.mode,
        must_reach: Spots(
            it.must_reach.iter().map(|(name, point)| Spot { name: name.clone(), point: *point }).collect(),
        ),
        must_patrol: Lines(vec![it.must_reach.iter().map(|it| it.1).collect()]),
        shift_plan: it.shift_plan.clone(),
        closed_at: None,
        version: 1,
    };
    Jurisdiction {
        patches: it.patches.iter().map(patch).collect(),
        beats: it.beats.iter().map(beat).collect(),
        micro_grids: it.micro_grids.iter().map(micro_grid).collect(),
        patrol_teams: it.teams.iter().map(team).collect(),
        names: it.names.iter().map(|it| name(station_id, it)).collect(),
        appointments: it.charges.iter().filter_map(|it| appointment(town, it)).collect(),
    }
}

fn name(station_id: StationId, it: &town::jurisdiction::Name) -> place_name::Model {
    place_name::Model {
        id: it.id,
        station_id,
        kind: it.kind,
        name: it.name.clone(),
        parent_id: it.parent_id,
        unit_id: it.unit_id,
        community_id: it.within.0,
        grid_id: it.within.1,
        lon: it.point.lon,
        lat: it.point.lat,
        source: NameSource::Import,
        incident_id: None,
        created_at: row_time(SINCE),
        version: 1,
    }
}

fn appointment(town: &Town, it: &town::jurisdiction::Charge) -> Option<Appointment> {
    let member = town.members.iter().chain([&town.jurisdiction.leader]).find(|member| member.id == it.member_id)?;
    let account = town.accounts.iter().find(|account| account.member_id == Some(member.id));
    let candidate = Candidate { kind: member.kind, role: account.map(|it| it.role), serving: true };
    Some(Appointment {
        id: it.id.into(),
        level: it.level,
        target: it.target,
        member: member.id,
        candidate,
        starts_at: row_time(SINCE),
        ends_at: None,
        follows: Follows::Nobody,
    })
}

/// Since when the demo's people are responsible: 2025-01-01 in the station's time.
const SINCE: Timestamp = Timestamp::from_seconds(1_735_660_800);

/// The members of a town.
///
/// # Errors
/// If a paper's last day is no day.
pub fn members(town: &Town) -> Result<Vec<NewMember>> {
    let member = |it: &town::Member| {
        Ok(NewMember {
            id: it.id,
            community: it.community_id,
            grid: it.grid_id,
            unit: it.unit_id,
            post: it.post_id,
            kind: it.kind,
            name: Personal::new(&it.name),
            phone: Some(Personal::new(&it.phone)),
            adult: it.adult,
            trained_until: until(it.trained_until)?,
            guard_cert_until: until(it.guard_cert_until)?,
            insured_until: until(it.insured_until)?,
            level_max: it.level_max,
            self_enrolled: it.self_enrolled,
            consent: it.consent,
        })
    };
    town.members.iter().chain([&town.jurisdiction.leader]).map(member).collect()
}

/// The accounts of a town, all with the same password.
pub fn accounts(town: &Town, password_hash: &str) -> Vec<NewAccount> {
    let account = |it: &town::Account| NewAccount {
        id: it.id,
        login: it.login.clone(),
        password_hash: password_hash.to_owned(),
        role: it.role,
        reach: reach(&it.reach),
        member: it.member_id,
        name: Personal::new(&it.name),
    };
    town.accounts.iter().map(account).collect()
}

fn reach(reach: &town::Reach) -> Reach {
    match reach {
        town::Reach::Station => Reach::Station,
        town::Reach::Community(ids) => Reach::Community(ids.clone()),
        town::Reach::Grid(ids) => Reach::Grid(ids.clone()),
        town::Reach::Unit(ids) => Reach::Unit(ids.clone()),
        town::Reach::Own => Reach::Own,
    }
}

/// The end of a paper's last day, in the station's time.
fn until(last: Option<impl ToString>) -> Result<Option<DateTime<Utc>>> {
    let Some(last) = last else { return Ok(None) };
    let day: Day = last.to_string().parse().context("a paper's last day is no day")?;
    Ok(Some(row_time(day.end())))
}
