//! A station's rows as rows of the workbook: what is written out, and what a file is laid over. What is closed is not
//! among them.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use domain::geo::polygon::Polygon;
use domain::ids::{BeatId, CommunityId, GridId, MemberId, PatchId, PostId, UnitId};
use domain::time::{Day, Timestamp};
use people::store::member;
use places::area::Area;
use places::names::place_name;
use places::parts::{beat, micro_grid, patch, patrol_team, responsibility};
use places::store::{community, grid, post, station, unit};
use platform::time::moment;
use uuid::Uuid;

use crate::book::Book;
use crate::present::Present;
use crate::record::{Record, Value};
use crate::sheet::Sheet;

/// Where everything inside is.
const SYSTEM: &str = "wgs84";

impl Present {
    /// The rows as rows of the workbook, in the order of their keys.
    pub fn book(&self) -> Book {
        let named = Names::of(self);
        let mut book = Book::default();
        let mut put = |sheet: Sheet, mut records: Vec<Record>| {
            records.sort_by(|a, b| {
                (a.key(), a.text("id"), a.text("target")).cmp(&(b.key(), b.text("id"), b.text("target")))
            });
            book.records.insert(sheet, records);
        };
        put(Sheet::Station, self.station.iter().map(station_record).collect());
        let open = self.patches.iter().filter(|it| it.closed_at.is_none());
        put(Sheet::Patches, open.map(patch_record).collect());
        let open = self.beats.iter().filter(|it| it.closed_at.is_none());
        put(Sheet::Beats, open.map(|it| named.beat_record(it)).collect());
        let open = self.communities.iter().filter(|it| it.closed_at.is_none());
        put(Sheet::Communities, open.map(community_record).collect());
        let open = self.grids.iter().filter(|it| it.closed_at.is_none());
        put(Sheet::Grids, open.map(|it| named.grid_record(it)).collect());
        let open = self.micro_grids.iter().filter(|it| it.closed_at.is_none());
        put(Sheet::MicroGrids, open.map(|it| named.micro_grid_record(it)).collect());
        let open = self.units.iter().filter(|it| it.closed_at.is_none());
        put(Sheet::Units, open.map(|it| named.unit_record(it)).collect());
        let open = self.posts.iter().filter(|it| it.closed_at.is_none());
        put(Sheet::Posts, open.map(|it| named.post_record(it)).collect());
        let open = self.patrol_teams.iter().filter(|it| it.closed_at.is_none());
        put(Sheet::PatrolTeams, open.map(|it| named.team_record(it)).collect());
        put(Sheet::Members, self.members.iter().map(|it| named.member_record(self, it)).collect());
        put(Sheet::Responsibilities, self.charges.iter().filter_map(|it| named.charge_record(self, it)).collect());
        put(Sheet::LocalNames, self.names.iter().map(|it| named.name_record(it)).collect());
        book
    }
}

/// How rows of the workbook name the others.
struct Names<'a> {
    patches: BTreeMap<PatchId, &'a str>,
    beats: BTreeMap<BeatId, &'a str>,
    communities: BTreeMap<CommunityId, &'a str>,
    grids: BTreeMap<GridId, &'a str>,
    units: BTreeMap<UnitId, &'a str>,
    posts: BTreeMap<PostId, &'a str>,
    charged: BTreeMap<Uuid, &'a str>,
    people: BTreeMap<MemberId, &'a member::Model>,
}

impl<'a> Names<'a> {
    fn of(present: &'a Present) -> Self {
        let patches = present.patches.iter().map(|it| (Uuid::from(it.id), it.code.as_str()));
        let beats = present.beats.iter().map(|it| (it.id.into(), it.code.as_str()));
        let posts = present.posts.iter().map(|it| (it.id.into(), it.name.as_str()));
        let teams = present.patrol_teams.iter().map(|it| (it.id.into(), it.name.as_str()));
        Self {
            patches: present.patches.iter().map(|it| (it.id, it.code.as_str())).collect(),
            beats: present.beats.iter().map(|it| (it.id, it.code.as_str())).collect(),
            communities: present.communities.iter().map(|it| (it.id, it.code.as_str())).collect(),
            grids: present.grids.iter().map(|it| (it.id, it.code.as_str())).collect(),
            units: present.units.iter().map(|it| (it.id, it.name.as_str())).collect(),
            posts: present.posts.iter().map(|it| (it.id, it.name.as_str())).collect(),
            charged: patches.chain(beats).chain(posts).chain(teams).collect(),
            people: present.members.iter().map(|it| (it.id, it)).collect(),
        }
    }

    fn beat_record(&self, row: &beat::Model) -> Record {
        Record::new(Sheet::Beats, 0)
            .words("code", &row.code)
            .words("name", &row.name)
            .words("patch", of(&self.patches, row.patch_id))
            .with("boundary", area(row.boundary.as_ref()))
            .words("crs", SYSTEM)
    }

    fn grid_record(&self, row: &grid::Model) -> Record {
        Record::new(Sheet::Grids, 0)
            .words("code", &row.code)
            .words("name", &row.name)
            .words("community", of(&self.communities, Some(row.community_id)))
            .words("beat", of(&self.beats, row.beat_id))
            .words("kind", row.kind.as_str())
            .with("population", Value::Whole(row.population))
            .with("households", Value::Whole(row.households))
            .with("boundary", area(Some(&row.boundary)))
            .words("crs", SYSTEM)
    }

    fn micro_grid_record(&self, row: &micro_grid::Model) -> Record {
        Record::new(Sheet::MicroGrids, 0)
            .words("code", &row.code)
            .words("name", &row.name)
            .words("grid", of(&self.grids, Some(row.grid_id)))
            .with("households", Value::Whole(row.households))
            .with("lon", Value::Number(row.lon))
            .with("lat", Value::Number(row.lat))
            .with("boundary", area(row.boundary.as_ref()))
            .words("crs", SYSTEM)
    }

    fn unit_record(&self, row: &unit::Model) -> Record {
        Record::new(Sheet::Units, 0)
            .words("name", &row.name)
            .words("uscc", row.uscc.clone().unwrap_or_default())
            .with("aliases", (!row.aliases.0.is_empty()).then(|| Value::Names(row.aliases.0.clone())))
            .words("category", row.category.as_str())
            .with("key_unit", Value::Yes(row.key_unit))
            .words("grid", of(&self.grids, Some(row.grid_id)))
            .words("address", &row.address_text)
            .with("lon", Value::Number(row.lon))
            .with("lat", Value::Number(row.lat))
            .with("service_area", area(Some(&row.service_area)))
            .words("status", row.status.as_str())
            .words("guard_source", row.guard_source.map(|it| it.as_str()).unwrap_or_default())
            .with("guards_full_time", Value::Whole(row.guards_full_time))
            .with("guards_part_time", Value::Whole(row.guards_part_time))
            .words("opening_hours", &row.opening_hours)
            .with("cameras", Value::Whole(row.cameras))
            .with("alarm_button", Value::Yes(row.alarm_button))
            .words("agreement_no", row.agreement_no.clone().unwrap_or_default())
            .words("crs", SYSTEM)
    }

    fn post_record(&self, row: &post::Model) -> Record {
        Record::new(Sheet::Posts, 0)
            .words("name", &row.name)
            .words("unit", of(&self.units, row.unit_id))
            .words("grid", of(&self.grids, Some(row.grid_id)))
            .words("kind", row.kind.as_str())
            .with("lon", Value::Number(row.lon))
            .with("lat", Value::Number(row.lat))
            .with("radius_m", Value::Number(row.radius_m))
            .with("required_headcount", Value::Whole(row.required_headcount))
            .words("duty_hours", &row.duty_hours)
            .words("crs", SYSTEM)
    }

    fn team_record(&self, row: &patrol_team::Model) -> Record {
        Record::new(Sheet::PatrolTeams, 0)
            .words("name", &row.name)
            .words("mode", row.mode.as_str())
            .words("unit", of(&self.units, row.unit_id))
            .words("community", of(&self.communities, row.community_id))
            .words("shift_plan", &row.shift_plan)
    }

    /// A member with the name and without the telephone number: what need not leave stays.
    fn member_record(&self, present: &Present, row: &member::Model) -> Record {
        let name = present.open.get(&row.name_sealed_id).cloned().unwrap_or_default();
        Record::new(Sheet::Members, 0)
            .words("id", row.id.to_string())
            .with("person", Value::Personal(name))
            .words("kind", row.kind.as_str())
            .words("unit", of(&self.units, row.unit_id))
            .words("post", of(&self.posts, row.post_id))
            .words("grid", of(&self.grids, row.grid_id))
            .words("community", of(&self.communities, row.community_id))
            .with("adult", Value::Yes(row.adult))
            .with("trained_until", last_day(row.trained_until))
            .with("guard_cert_until", last_day(row.guard_cert_until))
            .with("insured_until", last_day(row.insured_until))
            .words("level_max", row.level_max.as_str())
            .with("self_enrolled", Value::Yes(row.self_enrolled))
    }

    fn charge_record(&self, present: &Present, row: &responsibility::Model) -> Option<Record> {
        let holder = self.people.get(&row.member_id)?;
        let name = present.open.get(&holder.name_sealed_id).cloned().unwrap_or_default();
        Some(
            Record::new(Sheet::Responsibilities, 0)
                .words("level", row.level.as_str())
                .words("target", *self.charged.get(&row.target_id)?)
                .with("holder", Value::Personal(name))
                .words("holder_id", row.member_id.to_string())
                .with("from", Value::Day(moment(row.starts_at).station_day())),
        )
    }

    fn name_record(&self, row: &place_name::Model) -> Record {
        Record::new(Sheet::LocalNames, 0)
            .words("name", &row.name)
            .words("kind", row.kind.as_str())
            .words("grid", of(&self.grids, Some(row.grid_id)))
            .words("unit", of(&self.units, row.unit_id))
            .with("lon", Value::Number(row.lon))
            .with("lat", Value::Number(row.lat))
            .words("crs", SYSTEM)
    }
}

fn of<K: Ord>(names: &BTreeMap<K, &str>, id: Option<K>) -> String {
    id.and_then(|it| names.get(&it)).copied().unwrap_or_default().to_owned()
}

fn area(area: Option<&Area>) -> Option<Value> {
    area.map(|it| Value::Area(Polygon::clone(&it.0)))
}

/// The last day that counts, of a moment at which it ends.
fn last_day(until: Option<DateTime<Utc>>) -> Option<Value> {
    let last = Timestamp::from_micros(until?.timestamp_micros() - 1);
    let day: Day = last.station_day();
    Some(Value::Day(day))
}

fn station_record(row: &station::Model) -> Record {
    Record::new(Sheet::Station, 0)
        .words("code", &row.code)
        .words("name", &row.name)
        .with("area_km2", Value::Number(row.area_km2))
        .with("pop_household", Value::Whole(row.pop_household))
        .with("pop_resident", Value::Whole(row.pop_resident))
        .words("duty_phone", &row.duty_phone)
        .with("boundary", area(Some(&row.boundary)))
        .words("crs", SYSTEM)
}

fn patch_record(row: &patch::Model) -> Record {
    Record::new(Sheet::Patches, 0)
        .words("code", &row.code)
        .words("name", &row.name)
        .with("boundary", area(row.boundary.as_ref()))
        .words("crs", SYSTEM)
}

fn community_record(row: &community::Model) -> Record {
    Record::new(Sheet::Communities, 0)
        .words("code", &row.code)
        .words("name", &row.name)
        .words("area_type", row.area_type.as_str())
        .words("kind", row.kind.as_str())
        .with("population", Value::Whole(row.population))
        .with("households", Value::Whole(row.households))
        .with("boundary", area(Some(&row.boundary)))
        .words("crs", SYSTEM)
}
