//! Patches, beats, micro-grids, patrol teams and local names.

use std::collections::BTreeMap;

use ::places::area::{Lines, Spots};
use ::places::names::place_name;
use ::places::parts::{beat, micro_grid, patch, patrol_team};
use domain::ids::{BeatId, MicroGridId, PatchId, PatrolTeamId, PlaceNameId};
use domain::jurisdiction::{NameSource, PlaceType};
use uuid::Uuid;

use super::{Builder, Span, area, counted, words};
use crate::merge::Entry;
use crate::sheet::Sheet;

impl Builder<'_> {
    pub(super) fn patches(&mut self) {
        let rows: BTreeMap<PatchId, &patch::Model> = self.present.patches.iter().map(|it| (it.id, it)).collect();
        for entry in self.right(Sheet::Patches) {
            let it = &entry.record;
            let Some(id) = self.id::<PatchId>(Sheet::Patches, it.key()) else { continue };
            let before = rows.get(&id).copied();
            let after = patch::Model {
                id,
                station_id: self.station,
                code: words(it, "code"),
                name: words(it, "name"),
                boundary: area(it),
                closed_at: None,
                version: before.map_or(1, |it| it.version),
            };
            let after = counted(before, after, |it| &mut it.version);
            if self.write::<patch::Entity>(Sheet::Patches, before, after.clone()) {
                self.note(Span {
                    kind: PlaceType::Patch,
                    place: after.id.into(),
                    code: Some(&after.code),
                    name: &after.name,
                    boundary: after.boundary.as_ref(),
                    parent: None,
                });
            }
        }
    }

    pub(super) fn beats(&mut self) {
        let rows: BTreeMap<BeatId, &beat::Model> = self.present.beats.iter().map(|it| (it.id, it)).collect();
        for entry in self.right(Sheet::Beats) {
            let it = &entry.record;
            let Some(id) = self.id::<BeatId>(Sheet::Beats, it.key()) else { continue };
            let before = rows.get(&id).copied();
            let after = beat::Model {
                id,
                station_id: self.station,
                patch_id: self.id(Sheet::Patches, it.text("patch")),
                code: words(it, "code"),
                name: words(it, "name"),
                boundary: area(it),
                closed_at: None,
                version: before.map_or(1, |it| it.version),
            };
            let after = counted(before, after, |it| &mut it.version);
            if self.write::<beat::Entity>(Sheet::Beats, before, after.clone()) {
                self.note(Span {
                    kind: PlaceType::Beat,
                    place: after.id.into(),
                    code: Some(&after.code),
                    name: &after.name,
                    boundary: after.boundary.as_ref(),
                    parent: after.patch_id.map(Into::into),
                });
            }
        }
    }

    pub(super) fn micro_grids(&mut self) {
        let rows: BTreeMap<MicroGridId, &micro_grid::Model> =
            self.present.micro_grids.iter().map(|it| (it.id, it)).collect();
        for entry in self.right(Sheet::MicroGrids) {
            let it = &entry.record;
            let id = self.id::<MicroGridId>(Sheet::MicroGrids, it.key());
            let (Some(id), Some((grid_id, _))) = (id, self.ground(it)) else { continue };
            // Where no point is written, the middle of its own area or of its grid stands for it.
            let grid = self.future.target(it, Sheet::Grids, "grid").and_then(|it| it.record.area("boundary"));
            let middle = it.area("boundary").or(grid).map(domain::geo::polygon::Polygon::centroid);
            let Some(point) = it.point().or(middle) else { continue };
            let before = rows.get(&id).copied();
            let after = micro_grid::Model {
                id,
                station_id: self.station,
                grid_id,
                code: words(it, "code"),
                name: words(it, "name"),
                boundary: area(it),
                lon: point.lon,
                lat: point.lat,
                households: it.whole("households").unwrap_or_default(),
                closed_at: None,
                version: before.map_or(1, |it| it.version),
            };
            let after = counted(before, after, |it| &mut it.version);
            if self.write::<micro_grid::Entity>(Sheet::MicroGrids, before, after.clone()) {
                self.note(Span {
                    kind: PlaceType::MicroGrid,
                    place: after.id.into(),
                    code: Some(&after.code),
                    name: &after.name,
                    boundary: after.boundary.as_ref(),
                    parent: Some(after.grid_id.into()),
                });
            }
        }
    }

    pub(super) fn patrol_teams(&mut self) {
        let rows: BTreeMap<PatrolTeamId, &patrol_team::Model> =
            self.present.patrol_teams.iter().map(|it| (it.id, it)).collect();
        for entry in self.right(Sheet::PatrolTeams) {
            let it = &entry.record;
            let id = self.id::<PatrolTeamId>(Sheet::PatrolTeams, it.key());
            let (Some(id), Some(mode)) = (id, it.choice("mode")) else { continue };
            let before = rows.get(&id).copied();
            let after = patrol_team::Model {
                id,
                station_id: self.station,
                unit_id: self.id(Sheet::Units, it.text("unit")),
                community_id: self.id(Sheet::Communities, it.text("community")),
                name: words(it, "name"),
                mode,
                must_reach: before.map_or_else(Spots::default, |it| it.must_reach.clone()),
                must_patrol: before.map_or_else(Lines::default, |it| it.must_patrol.clone()),
                shift_plan: words(it, "shift_plan"),
                closed_at: None,
                version: before.map_or(1, |it| it.version),
            };
            let after = counted(before, after, |it| &mut it.version);
            if self.write::<patrol_team::Entity>(Sheet::PatrolTeams, before, after.clone()) {
                self.note(Span {
                    kind: PlaceType::PatrolTeam,
                    place: after.id.into(),
                    code: None,
                    name: &after.name,
                    boundary: None,
                    parent: after.unit_id.map(Into::into),
                });
            }
        }
    }

    pub(super) fn local_names(&mut self) {
        for entry in self.right(Sheet::LocalNames) {
            let it = &entry.record;
            let (Some((grid_id, community_id)), Some(point), Some(kind)) =
                (self.ground(it), it.point(), it.choice("kind"))
            else {
                continue;
            };
            let unit_id = self.id(Sheet::Units, it.text("unit"));
            let same = |row: &&place_name::Model| {
                row.name == words(it, "name") && row.kind == kind && row.grid_id == grid_id && row.unit_id == unit_id
            };
            let before = self.present.names.iter().find(same).filter(|_| Entry::is_there(entry));
            let after = place_name::Model {
                id: before.map_or_else(|| PlaceNameId::from(Uuid::now_v7()), |it| it.id),
                station_id: self.station,
                kind,
                name: words(it, "name"),
                parent_id: before.and_then(|it| it.parent_id),
                unit_id,
                community_id,
                grid_id,
                lon: point.lon,
                lat: point.lat,
                source: before.map_or(NameSource::Import, |it| it.source),
                incident_id: before.and_then(|it| it.incident_id),
                created_at: before.map_or(self.author.now, |it| it.created_at),
                version: before.map_or(1, |it| it.version),
            };
            let after = counted(before, after, |it| &mut it.version);
            self.write::<place_name::Entity>(Sheet::LocalNames, before, after);
        }
    }
}
