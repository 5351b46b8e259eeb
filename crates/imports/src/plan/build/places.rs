//! The station, its communities, grids, units and posts.

use std::collections::BTreeMap;

use ::places::area::{Area, Names};
use ::places::store::{community, grid, post, station, unit};
use domain::geo::Point;
use domain::geo::polygon::Polygon;
use domain::ids::{CommunityId, GridId, PostId, UnitId};
use domain::jurisdiction::{CommunityKind, GridKind, PlaceType, UnitStatus};

use super::{Builder, Span, area, counted, maybe, words};
use crate::record::Record;
use crate::sheet::Sheet;

/// Corners of the circle that a radius makes.
const CORNERS: u32 = 24;
/// What a degree is divided into for the corners of a circle: a centimetre.
const PARTS: f64 = 1e7;

impl Builder<'_> {
    pub(super) fn stations(&mut self) {
        for entry in self.right(Sheet::Station) {
            let it = &entry.record;
            let before = self.present.station.as_ref();
            let Some(boundary) = area(it) else { continue };
            let after = station::Model {
                id: self.station,
                code: words(it, "code"),
                name: words(it, "name"),
                boundary,
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

    pub(super) fn communities(&mut self) {
        let rows: BTreeMap<CommunityId, &community::Model> =
            self.present.communities.iter().map(|it| (it.id, it)).collect();
        for entry in self.right(Sheet::Communities) {
            let it = &entry.record;
            let id = self.id::<CommunityId>(Sheet::Communities, it.key());
            let (Some(id), Some(boundary), Some(area_type)) = (id, area(it), it.choice("area_type")) else { continue };
            let before = rows.get(&id).copied();
            let after = community::Model {
                id,
                station_id: self.station,
                code: words(it, "code"),
                name: words(it, "name"),
                area_type,
                boundary,
                population: it.whole("population").unwrap_or_default(),
                households: it.whole("households").unwrap_or_default(),
                kind: it.choice("kind").unwrap_or(CommunityKind::Neighbourhood),
                closed_at: None,
                version: before.map_or(1, |it| it.version),
            };
            let after = counted(before, after, |it| &mut it.version);
            if self.write::<community::Entity>(Sheet::Communities, before, after.clone()) {
                self.note(Span {
                    kind: PlaceType::Community,
                    place: after.id.into(),
                    code: Some(&after.code),
                    name: &after.name,
                    boundary: Some(&after.boundary),
                    parent: None,
                });
            }
        }
    }

    pub(super) fn grids(&mut self) {
        let rows: BTreeMap<GridId, &grid::Model> = self.present.grids.iter().map(|it| (it.id, it)).collect();
        for entry in self.right(Sheet::Grids) {
            let it = &entry.record;
            let id = self.id::<GridId>(Sheet::Grids, it.key());
            let community = self.id(Sheet::Communities, it.text("community"));
            let (Some(id), Some(community_id), Some(boundary)) = (id, community, area(it)) else { continue };
            let before = rows.get(&id).copied();
            let after = grid::Model {
                id,
                station_id: self.station,
                community_id,
                code: words(it, "code"),
                name: words(it, "name"),
                boundary,
                kind: it.choice("kind").unwrap_or(GridKind::General),
                beat_id: self.id(Sheet::Beats, it.text("beat")),
                households: it.whole("households").unwrap_or_default(),
                population: it.whole("population").unwrap_or_default(),
                closed_at: None,
                version: before.map_or(1, |it| it.version),
            };
            let after = counted(before, after, |it| &mut it.version);
            if self.write::<grid::Entity>(Sheet::Grids, before, after.clone()) {
                self.note(Span {
                    kind: PlaceType::Grid,
                    place: after.id.into(),
                    code: Some(&after.code),
                    name: &after.name,
                    boundary: Some(&after.boundary),
                    parent: Some(after.community_id.into()),
                });
            }
        }
    }

    pub(super) fn units(&mut self) {
        let rows: BTreeMap<UnitId, &unit::Model> = self.present.units.iter().map(|it| (it.id, it)).collect();
        for entry in self.right(Sheet::Units) {
            let id = self.id::<UnitId>(Sheet::Units, entry.record.key());
            let before = id.and_then(|it| rows.get(&it).copied());
            let Some(after) = id.and_then(|id| self.unit(id, &entry.record, before)) else { continue };
            let after = counted(before, after, |it| &mut it.version);
            if self.write::<unit::Entity>(Sheet::Units, before, after.clone()) {
                self.note(Span {
                    kind: PlaceType::Unit,
                    place: after.id.into(),
                    code: None,
                    name: &after.name,
                    boundary: Some(&after.service_area),
                    parent: Some(after.grid_id.into()),
                });
            }
        }
    }

    fn unit(&self, id: UnitId, it: &Record, before: Option<&unit::Model>) -> Option<unit::Model> {
        let (grid_id, community_id) = self.ground(it)?;
        let point = it.point()?;
        let area = service_area(it, point)?;
        let kept = before.map(|it| &it.service_area.0).filter(|it| it.is_near(&area)).cloned();
        Some(unit::Model {
            id,
            station_id: self.station,
            community_id,
            grid_id,
            name: words(it, "name"),
            aliases: Names(it.names("aliases").unwrap_or_default().to_vec()),
            category: it.choice("category")?,
            key_unit: it.yes("key_unit").unwrap_or_default(),
            lon: point.lon,
            lat: point.lat,
            address_text: words(it, "address"),
            service_area: Area(kept.unwrap_or(area)),
            uscc: maybe(it, "uscc"),
            principal_sealed_id: before.and_then(|it| it.principal_sealed_id),
            security_head_sealed_id: before.and_then(|it| it.security_head_sealed_id),
            guards_full_time: it.whole("guards_full_time").unwrap_or_default(),
            guards_part_time: it.whole("guards_part_time").unwrap_or_default(),
            guard_source: it.choice("guard_source"),
            opening_hours: words(it, "opening_hours"),
            cameras: it.whole("cameras").unwrap_or_default(),
            alarm_button: it.yes("alarm_button").unwrap_or_default(),
            joined_at: before.and_then(|it| it.joined_at),
            agreement_no: maybe(it, "agreement_no"),
            status: it.choice("status").unwrap_or(UnitStatus::Active),
            closed_at: None,
            version: before.map_or(1, |it| it.version),
        })
    }

    pub(super) fn posts(&mut self) {
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
                duty_hours: words(it, "duty_hours"),
                closed_at: None,
                version: before.map_or(1, |it| it.version),
            };
            let after = counted(before, after, |it| &mut it.version);
            if self.write::<post::Entity>(Sheet::Posts, before, after.clone()) {
                self.note(Span {
                    kind: PlaceType::Post,
                    place: after.id.into(),
                    code: None,
                    name: &after.name,
                    boundary: None,
                    parent: after.unit_id.map(Into::into),
                });
            }
        }
    }
}

/// Where a unit's guards serve: the area that is written, or a circle around the gate.
fn service_area(record: &Record, gate: Point) -> Option<Polygon> {
    if let Some(area) = record.area("service_area") {
        return Some(area.clone());
    }
    let (south_west, north_east) = gate.box_around(record.number("service_radius_m")?);
    let (wide, high) = ((north_east.lon - south_west.lon) / 2.0, (north_east.lat - south_west.lat) / 2.0);
    let round = |degrees: f64| (degrees * PARTS).round() / PARTS;
    let corner = |it: u32| {
        let (sin, cos) = (f64::from(it % CORNERS) / f64::from(CORNERS) * std::f64::consts::TAU).sin_cos();
        Point::new(round(gate.lon + wide * cos), round(gate.lat + high * sin))
    };
    Polygon::new(vec![(0..=CORNERS).map(corner).collect()]).ok()
}
