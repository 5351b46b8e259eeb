//! From a town of the simulator to rows: what the demo station is made of.

use anyhow::{Context as _, Result};
use chrono::{DateTime, Utc};
use domain::jurisdiction::{CommunityKind, GridKind, UnitStatus};
use domain::time::Day;
use people::seed::{NewAccount, NewMember};
use places::area::{Area, Names};
use places::changes::Jurisdiction;
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
        kind: CommunityKind::Neighbourhood,
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
        beat_id: None,
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
        jurisdiction: Jurisdiction::default(),
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
    town.members.iter().map(member).collect()
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
