//! From rows of the workbook to rows of the database.

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, Utc};
use domain::geo::Point;
use domain::geo::polygon::Polygon;
use domain::ids::{CommunityId, GridId, MemberId, PostId, SealedId, StationId, UnitId};
use domain::time::Day;
use people::seed::{MEMBER_NAME, MEMBER_PHONE};
use people::store::{Enrolment, member};
use places::area::{Area, Names};
use places::store::{community, grid, post, station, unit};
use platform::seal::{self, Personal, Sealer};
use platform::time::row_time;
use uuid::Uuid;

use super::{Counts, Plan};
use crate::finding::Findings;
use crate::merge::{Entry, Future};
use crate::present::Present;
use crate::record::Record;
use crate::sheet::Sheet;
use crate::step::{AnyStep, Imported, Step};

/// Corners of the circle that a radius makes.
const CORNERS: u32 = 24;

/// Builds the plan.
pub struct Builder<'a> {
    future: &'a Future,
    present: &'a Present,
    findings: &'a Findings,
    station: StationId,
    sealer: &'a Sealer,
    now: DateTime<Utc>,
    ids: HashMap<(Sheet, String), Uuid>,
    steps: Vec<Box<dyn AnyStep>>,
    counts: Counts,
}

impl<'a> Builder<'a> {
    /// Takes what the plan is made of.
    pub fn new(
        future: &'a Future,
        present: &'a Present,
        findings: &'a Findings,
        station: StationId,
        sealer: &'a Sealer,
        now: DateTime<Utc>,
    ) -> Self {
        let ids = ids(future, present, findings);
        Self { future, present, findings, station, sealer, now, ids, steps: Vec::new(), counts: Counts::default() }
    }

    /// Plans every sheet.
    pub fn plan(mut self) -> Plan {
        self.stations();
        self.communities();
        self.grids();
        self.units();
        self.posts();
        self.members();
        Plan { station: self.station, steps: self.steps, counts: self.counts }
    }

    /// The rows of a sheet that may be written.
    fn right(&mut self, sheet: Sheet) -> Vec<&'a Entry> {
        let (future, findings) = (self.future, self.findings);
        let (bad, right): (Vec<_>, Vec<_>) = future.told(sheet).partition(|(row, _)| findings.is_bad(sheet, *row));
        if !(bad.is_empty() && right.is_empty()) {
            self.counts.entry(sheet).or_default().kept_out = bad.len();
        }
        right.into_iter().map(|(_, entry)| entry).collect()
    }

    /// Adds a row unless it is there already as it should be.
    fn write<E: Imported>(&mut self, sheet: Sheet, before: Option<&E::Model>, after: E::Model) {
        let count = self.counts.entry(sheet).or_default();
        match before {
            Some(before) if *before == after => count.same += 1,
            Some(_) => count.changed += 1,
            None => count.added += 1,
        }
        if before != Some(&after) {
            self.steps.push(Box::new(Step::<E> { before: before.cloned(), after }));
        }
    }

    fn id<I: From<Uuid>>(&self, sheet: Sheet, key: Option<&str>) -> Option<I> {
        self.ids.get(&(sheet, key?.to_owned())).copied().map(I::from)
    }

    fn stations(&mut self) {
        for entry in self.right(Sheet::Station) {
            let it = &entry.record;
            let before = self.present.station.as_ref();
            let Some(boundary) = it.area("boundary") else { continue };
            let after = station::Model {
                id: self.station,
                code: words(it, "code"),
                name: words(it, "name"),
                boundary: Area(boundary.clone()),
                area_km2: it.number("area_km2").unwrap_or_default(),
                pop_household: it.whole("pop_household").unwrap_or_default(),
                pop_resident: it.whole("pop_resident").unwrap_or_default(),
                duty_phone: words(it, "duty_phone"),
                demo: before.is_some_and(|it| it.demo),
                settings: before.map_or_else(|| serde_json::json!({}), |it| it.settings.clone()),
                version: before.map_or(1, |it| it.version),
            };
            let after = counted(before, after, |it| &mut it.version);
            self.write::<station::Entity>(Sheet::Station, before, after);
        }
    }

    fn communities(&mut self) {
        let rows: BTreeMap<CommunityId, &community::Model> =
            self.present.communities.iter().map(|it| (it.id, it)).collect();
        for entry in self.right(Sheet::Communities) {
            let it = &entry.record;
            let id = self.id::<CommunityId>(Sheet::Communities, it.key());
            let (Some(id), Some(boundary), Some(area_type)) = (id, it.area("boundary"), it.choice("area_type")) else {
                continue;
            };
            let before = rows.get(&id).copied();
            let after = community::Model {
                id,
                station_id: self.station,
                code: words(it, "code"),
                name: words(it, "name"),
                area_type,
                boundary: Area(boundary.clone()),
                population: it.whole("population").unwrap_or_default(),
                households: it.whole("households").unwrap_or_default(),
                version: before.map_or(1, |it| it.version),
            };
            let after = counted(before, after, |it| &mut it.version);
            self.write::<community::Entity>(Sheet::Communities, before, after);
        }
    }

    fn grids(&mut self) {
        let rows: BTreeMap<GridId, &grid::Model> = self.present.grids.iter().map(|it| (it.id, it)).collect();
        for entry in self.right(Sheet::Grids) {
            let it = &entry.record;
            let id = self.id::<GridId>(Sheet::Grids, it.key());
            let community = self.id(Sheet::Communities, it.text("community"));
            let (Some(id), Some(community_id), Some(boundary)) = (id, community, it.area("boundary")) else { continue };
            let before = rows.get(&id).copied();
            let after = grid::Model {
                id,
                station_id: self.station,
                community_id,
                code: words(it, "code"),
                name: words(it, "name"),
                boundary: Area(boundary.clone()),
                version: before.map_or(1, |it| it.version),
            };
            let after = counted(before, after, |it| &mut it.version);
            self.write::<grid::Entity>(Sheet::Grids, before, after);
        }
    }

    /// The grid that a row names, with its community.
    fn ground(&self, record: &Record) -> Option<(GridId, CommunityId)> {
        let grid = self.future.target(record, Sheet::Grids, "grid")?;
        let id = self.id(Sheet::Grids, grid.record.key())?;
        Some((id, self.id(Sheet::Communities, grid.record.text("community"))?))
    }

    fn units(&mut self) {
        let rows: BTreeMap<UnitId, &unit::Model> = self.present.units.iter().map(|it| (it.id, it)).collect();
        for entry in self.right(Sheet::Units) {
            let it = &entry.record;
            let id = self.id::<UnitId>(Sheet::Units, it.key());
            let (Some(id), Some(ground), Some(point)) = (id, self.ground(it), it.point()) else { continue };
            let (Some(category), Some(area)) = (it.choice("category"), service_area(it, point)) else { continue };
            let before = rows.get(&id).copied();
            let kept = before.map(|it| &it.service_area.0).filter(|it| it.is_near(&area)).cloned();
            let area = kept.unwrap_or(area);
            let after = unit::Model {
                id,
                station_id: self.station,
                community_id: ground.1,
                grid_id: ground.0,
                name: words(it, "name"),
                aliases: Names(it.names("aliases").unwrap_or_default().to_vec()),
                category,
                key_unit: it.yes("key_unit").unwrap_or_default(),
                lon: point.lon,
                lat: point.lat,
                address_text: words(it, "address"),
                service_area: Area(area),
                version: before.map_or(1, |it| it.version),
            };
            let after = counted(before, after, |it| &mut it.version);
            self.write::<unit::Entity>(Sheet::Units, before, after);
        }
    }

    fn posts(&mut self) {
        let rows: BTreeMap<PostId, &post::Model> = self.present.posts.iter().map(|it| (it.id, it)).collect();
        for entry in self.right(Sheet::Posts) {
            let it = &entry.record;
            let id = self.id::<PostId>(Sheet::Posts, it.key());
            let (Some(id), Some(ground), Some(point)) = (id, self.ground(it), it.point()) else { continue };
            let Some(kind) = it.choice("kind") else { continue };
            let before = rows.get(&id).copied();
            let after = post::Model {
                id,
                station_id: self.station,
                unit_id: self.id(Sheet::Units, it.text("unit")),
                community_id: ground.1,
                grid_id: ground.0,
                name: words(it, "name"),
                kind,
                lon: point.lon,
                lat: point.lat,
                radius_m: it.number("radius_m").unwrap_or_default(),
                required_headcount: it.whole("required_headcount").unwrap_or_default(),
                version: before.map_or(1, |it| it.version),
            };
            let after = counted(before, after, |it| &mut it.version);
            self.write::<post::Entity>(Sheet::Posts, before, after);
        }
    }

    fn members(&mut self) {
        let rows: BTreeMap<String, &member::Model> =
            self.present.members.iter().map(|it| (it.id.to_string(), it)).collect();
        for entry in self.right(Sheet::Members) {
            let it = &entry.record;
            let before = it.text("id").and_then(|id| rows.get(id)).copied();
            let id = before.map_or_else(|| MemberId::from(Uuid::now_v7()), |it| it.id);
            let (Some(kind), Some(level_max), Some(name)) =
                (it.choice("kind"), it.choice("level_max"), it.personal("person"))
            else {
                continue;
            };
            let grid = self.ground(it).or_else(|| self.ground(&self.future.target(it, Sheet::Units, "unit")?.record));
            let name_sealed_id = self.seal(id, before.map(|it| it.name_sealed_id), MEMBER_NAME, name);
            let phone_there = before.and_then(|it| it.phone_sealed_id);
            let phone_sealed_id = match it.personal("phone") {
                Some(phone) => Some(self.seal(id, phone_there, MEMBER_PHONE, phone)),
                None => phone_there,
            };
            let after = member::Model {
                id,
                station_id: self.station,
                community_id: self.id(Sheet::Communities, it.text("community")).or(grid.map(|it| it.1)),
                grid_id: grid.map(|it| it.0),
                unit_id: self.id(Sheet::Units, it.text("unit")),
                post_id: self.id(Sheet::Posts, it.text("post")),
                kind,
                status: before.map_or(Enrolment::Active, |it| it.status),
                name_sealed_id,
                phone_sealed_id,
                adult: it.yes("adult").unwrap_or_default(),
                trained_until: until(it.day("trained_until")),
                guard_cert_until: until(it.day("guard_cert_until")),
                insured_until: until(it.day("insured_until")),
                level_max,
                self_enrolled: it.yes("self_enrolled").unwrap_or_default(),
                version: before.map_or(1, |it| it.version),
            };
            let after = counted(before, after, |it| &mut it.version);
            self.write::<member::Entity>(Sheet::Members, before, after);
        }
    }

    /// Seals a personal value: in the row that is there, so that the former value is nowhere left behind.
    fn seal(&mut self, of: MemberId, there: Option<SealedId>, kind: &str, text: &Personal) -> SealedId {
        if let Some(id) = there.filter(|it| self.present.open.get(it) == Some(text)) {
            return id;
        }
        let id = there.unwrap_or_else(|| SealedId::from(Uuid::now_v7()));
        let before = self.present.sealed.get(&id).cloned();
        let after = self.sealer.seal(id, self.station, of.into(), kind, text, self.now);
        self.steps.push(Box::new(Step::<seal::Entity> { before, after }));
        id
    }
}

/// The ids of the rows that there are or will be, by their keys; a row that a mistake keeps out gets none.
fn ids(future: &Future, present: &Present, findings: &Findings) -> HashMap<(Sheet, String), Uuid> {
    let mut ids = HashMap::new();
    let communities = present.communities.iter().map(|it| (Sheet::Communities, &it.code, Uuid::from(it.id)));
    let grids = present.grids.iter().map(|it| (Sheet::Grids, &it.code, it.id.into()));
    let units = present.units.iter().map(|it| (Sheet::Units, &it.name, it.id.into()));
    let posts = present.posts.iter().map(|it| (Sheet::Posts, &it.name, it.id.into()));
    for (sheet, key, id) in communities.chain(grids).chain(units).chain(posts) {
        ids.insert((sheet, key.clone()), id);
    }
    for sheet in Sheet::ALL.iter().copied() {
        for (row, entry) in future.told(sheet) {
            let new = entry.before.is_none() && !findings.is_bad(sheet, row);
            if let Some(key) = entry.record.key().filter(|_| new) {
                ids.insert((sheet, key.to_owned()), Uuid::now_v7());
            }
        }
    }
    ids
}

/// Counts a change: a row that differs from the one that is there gets the next version.
fn counted<M: PartialEq>(before: Option<&M>, mut after: M, version: fn(&mut M) -> &mut i64) -> M {
    if before.is_some_and(|it| *it != after) {
        *version(&mut after) += 1;
    }
    after
}

fn words(record: &Record, column: &str) -> String {
    record.text(column).unwrap_or_default().to_owned()
}

/// The end of a paper's last day.
fn until(last: Option<Day>) -> Option<DateTime<Utc>> {
    last.map(|it| row_time(it.end()))
}

/// Where a unit's guards serve: the area that is written, or a circle around the gate.
fn service_area(record: &Record, gate: Point) -> Option<Polygon> {
    if let Some(area) = record.area("service_area") {
        return Some(area.clone());
    }
    let (south_west, north_east) = gate.box_around(record.number("service_radius_m")?);
    let (wide, high) = ((north_east.lon - south_west.lon) / 2.0, (north_east.lat - south_west.lat) / 2.0);
    let corner = |it: u32| {
        let (sin, cos) = (f64::from(it % CORNERS) / f64::from(CORNERS) * std::f64::consts::TAU).sin_cos();
        Point::new(gate.lon + wide * cos, gate.lat + high * sin)
    };
    Polygon::new(vec![(0..=CORNERS).map(corner).collect()]).ok()
}
