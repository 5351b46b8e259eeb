//! Each kind of place: what of it the history keeps, and what may belong to it.

use domain::ids::StationId;
use domain::jurisdiction::PlaceType;
use platform::db::{Lookup, Rows};
use platform::scope::Audience;
use sea_orm::entity::prelude::*;

use super::{Chart, Charted, open};
use crate::changes::{Changes, Jurisdiction};
use crate::parts::{beat, micro_grid, patch, patrol_team};
use crate::store::{community, grid, post, unit};

impl Charted for community::Entity {
    const TYPE: PlaceType = PlaceType::Community;
    const OF_STATION: Lookup<Self> = Lookup { name: "of_station", column: community::Column::StationId, only: || None };

    fn chart(row: &Self::Model) -> Chart<'_> {
        Chart {
            id: row.id.into(),
            station: row.station_id,
            code: Some(&row.code),
            name: &row.name,
            boundary: Some(&row.boundary),
            parent: None,
            closed_at: row.closed_at,
            version: row.version,
            audience: Audience { community: Some(row.id), ..Audience::default() },
        }
    }

    fn at_version(row: &Self::Model, version: i64) -> Self::Model {
        community::Model { version, ..row.clone() }
    }

    fn closed(row: &Self::Model, at: DateTimeUtc) -> Self::Model {
        community::Model { closed_at: Some(at), ..row.clone() }
    }

    fn alone(row: Self::Model) -> Changes {
        Changes { communities: vec![row], ..Changes::default() }
    }

    fn want_dependents(station: StationId, rows: &mut Rows) {
        rows.find(&grid::Entity::OF_STATION, station);
        rows.find(&unit::Entity::OF_STATION, station);
        rows.find(&post::Entity::OF_STATION, station);
        rows.find(&patrol_team::Entity::OF_STATION, station);
    }

    fn in_use(row: &Self::Model, rows: &Rows) -> bool {
        open::<grid::Entity>(rows, |it| it.community_id == row.id)
            || open::<unit::Entity>(rows, |it| it.community_id == row.id)
            || open::<post::Entity>(rows, |it| it.community_id == row.id)
            || open::<patrol_team::Entity>(rows, |it| it.community_id == Some(row.id))
    }
}

impl Charted for grid::Entity {
    const TYPE: PlaceType = PlaceType::Grid;
    const OF_STATION: Lookup<Self> = Lookup { name: "of_station", column: grid::Column::StationId, only: || None };

    fn chart(row: &Self::Model) -> Chart<'_> {
        Chart {
            id: row.id.into(),
            station: row.station_id,
            code: Some(&row.code),
            name: &row.name,
            boundary: Some(&row.boundary),
            parent: Some(row.community_id.into()),
            closed_at: row.closed_at,
            version: row.version,
            audience: Audience { community: Some(row.community_id), grid: Some(row.id), ..Audience::default() },
        }
    }

    fn at_version(row: &Self::Model, version: i64) -> Self::Model {
        grid::Model { version, ..row.clone() }
    }

    fn closed(row: &Self::Model, at: DateTimeUtc) -> Self::Model {
        grid::Model { closed_at: Some(at), ..row.clone() }
    }

    fn alone(row: Self::Model) -> Changes {
        Changes { grids: vec![row], ..Changes::default() }
    }

    fn want_dependents(station: StationId, rows: &mut Rows) {
        rows.find(&micro_grid::Entity::OF_STATION, station);
        rows.find(&unit::Entity::OF_STATION, station);
        rows.find(&post::Entity::OF_STATION, station);
    }

    fn in_use(row: &Self::Model, rows: &Rows) -> bool {
        open::<micro_grid::Entity>(rows, |it| it.grid_id == row.id)
            || open::<unit::Entity>(rows, |it| it.grid_id == row.id)
            || open::<post::Entity>(rows, |it| it.grid_id == row.id)
    }
}

impl Charted for unit::Entity {
    const TYPE: PlaceType = PlaceType::Unit;
    const OF_STATION: Lookup<Self> = Lookup { name: "of_station", column: unit::Column::StationId, only: || None };

    fn chart(row: &Self::Model) -> Chart<'_> {
        Chart {
            id: row.id.into(),
            station: row.station_id,
            // Not the credit code: one property company answers for several estates.
            code: None,
            name: &row.name,
            boundary: Some(&row.service_area),
            parent: Some(row.grid_id.into()),
            closed_at: row.closed_at,
            version: row.version,
            audience: Audience {
                community: Some(row.community_id),
                grid: Some(row.grid_id),
                unit: Some(row.id),
                ..Audience::default()
            },
        }
    }

    fn at_version(row: &Self::Model, version: i64) -> Self::Model {
        unit::Model { version, ..row.clone() }
    }

    fn closed(row: &Self::Model, at: DateTimeUtc) -> Self::Model {
        unit::Model { closed_at: Some(at), ..row.clone() }
    }

    fn alone(row: Self::Model) -> Changes {
        Changes { units: vec![row], ..Changes::default() }
    }

    fn want_dependents(station: StationId, rows: &mut Rows) {
        rows.find(&post::Entity::OF_STATION, station);
        rows.find(&patrol_team::Entity::OF_STATION, station);
    }

    fn in_use(row: &Self::Model, rows: &Rows) -> bool {
        open::<post::Entity>(rows, |it| it.unit_id == Some(row.id))
            || open::<patrol_team::Entity>(rows, |it| it.unit_id == Some(row.id))
    }
}

impl Charted for post::Entity {
    const TYPE: PlaceType = PlaceType::Post;
    const OF_STATION: Lookup<Self> = Lookup { name: "of_station", column: post::Column::StationId, only: || None };

    fn chart(row: &Self::Model) -> Chart<'_> {
        Chart {
            id: row.id.into(),
            station: row.station_id,
            code: None,
            name: &row.name,
            boundary: None,
            parent: row.unit_id.map(Into::into),
            closed_at: row.closed_at,
            version: row.version,
            audience: Audience {
                community: Some(row.community_id),
                grid: Some(row.grid_id),
                unit: row.unit_id,
                ..Audience::default()
            },
        }
    }

    fn at_version(row: &Self::Model, version: i64) -> Self::Model {
        post::Model { version, ..row.clone() }
    }

    fn closed(row: &Self::Model, at: DateTimeUtc) -> Self::Model {
        post::Model { closed_at: Some(at), ..row.clone() }
    }

    fn alone(row: Self::Model) -> Changes {
        Changes { posts: vec![row], ..Changes::default() }
    }
}

impl Charted for patch::Entity {
    const TYPE: PlaceType = PlaceType::Patch;
    const OF_STATION: Lookup<Self> = Lookup { name: "of_station", column: patch::Column::StationId, only: || None };

    fn chart(row: &Self::Model) -> Chart<'_> {
        Chart {
            id: row.id.into(),
            station: row.station_id,
            code: Some(&row.code),
            name: &row.name,
            boundary: row.boundary.as_ref(),
            parent: None,
            closed_at: row.closed_at,
            version: row.version,
            audience: Audience::default(),
        }
    }

    fn at_version(row: &Self::Model, version: i64) -> Self::Model {
        patch::Model { version, ..row.clone() }
    }

    fn closed(row: &Self::Model, at: DateTimeUtc) -> Self::Model {
        patch::Model { closed_at: Some(at), ..row.clone() }
    }

    fn alone(row: Self::Model) -> Changes {
        Changes { jurisdiction: Jurisdiction { patches: vec![row], ..Jurisdiction::default() }, ..Changes::default() }
    }

    fn want_dependents(station: StationId, rows: &mut Rows) {
        rows.find(&beat::Entity::OF_STATION, station);
    }

    fn in_use(row: &Self::Model, rows: &Rows) -> bool {
        open::<beat::Entity>(rows, |it| it.patch_id == Some(row.id))
    }
}

impl Charted for beat::Entity {
    const TYPE: PlaceType = PlaceType::Beat;
    const OF_STATION: Lookup<Self> = Lookup { name: "of_station", column: beat::Column::StationId, only: || None };

    fn chart(row: &Self::Model) -> Chart<'_> {
        Chart {
            id: row.id.into(),
            station: row.station_id,
            code: Some(&row.code),
            name: &row.name,
            boundary: row.boundary.as_ref(),
            parent: row.patch_id.map(Into::into),
            closed_at: row.closed_at,
            version: row.version,
            audience: Audience::default(),
        }
    }

    fn at_version(row: &Self::Model, version: i64) -> Self::Model {
        beat::Model { version, ..row.clone() }
    }

    fn closed(row: &Self::Model, at: DateTimeUtc) -> Self::Model {
        beat::Model { closed_at: Some(at), ..row.clone() }
    }

    fn alone(row: Self::Model) -> Changes {
        Changes { jurisdiction: Jurisdiction { beats: vec![row], ..Jurisdiction::default() }, ..Changes::default() }
    }

    fn want_dependents(station: StationId, rows: &mut Rows) {
        rows.find(&grid::Entity::OF_STATION, station);
    }

    fn in_use(row: &Self::Model, rows: &Rows) -> bool {
        open::<grid::Entity>(rows, |it| it.beat_id == Some(row.id))
    }
}

impl Charted for micro_grid::Entity {
    const TYPE: PlaceType = PlaceType::MicroGrid;
    const OF_STATION: Lookup<Self> =
        Lookup { name: "of_station", column: micro_grid::Column::StationId, only: || None };

    fn chart(row: &Self::Model) -> Chart<'_> {
        Chart {
            id: row.id.into(),
            station: row.station_id,
            code: Some(&row.code),
            name: &row.name,
            boundary: row.boundary.as_ref(),
            parent: Some(row.grid_id.into()),
            closed_at: row.closed_at,
            version: row.version,
            audience: Audience { grid: Some(row.grid_id), ..Audience::default() },
        }
    }

    fn at_version(row: &Self::Model, version: i64) -> Self::Model {
        micro_grid::Model { version, ..row.clone() }
    }

    fn closed(row: &Self::Model, at: DateTimeUtc) -> Self::Model {
        micro_grid::Model { closed_at: Some(at), ..row.clone() }
    }

    fn alone(row: Self::Model) -> Changes {
        Changes {
            jurisdiction: Jurisdiction { micro_grids: vec![row], ..Jurisdiction::default() },
            ..Changes::default()
        }
    }
}

impl Charted for patrol_team::Entity {
    const TYPE: PlaceType = PlaceType::PatrolTeam;
    const OF_STATION: Lookup<Self> =
        Lookup { name: "of_station", column: patrol_team::Column::StationId, only: || None };

    fn chart(row: &Self::Model) -> Chart<'_> {
        Chart {
            id: row.id.into(),
            station: row.station_id,
            code: None,
            name: &row.name,
            boundary: None,
            parent: row.unit_id.map(Into::into),
            closed_at: row.closed_at,
            version: row.version,
            audience: Audience { community: row.community_id, unit: row.unit_id, ..Audience::default() },
        }
    }

    fn at_version(row: &Self::Model, version: i64) -> Self::Model {
        patrol_team::Model { version, ..row.clone() }
    }

    fn closed(row: &Self::Model, at: DateTimeUtc) -> Self::Model {
        patrol_team::Model { closed_at: Some(at), ..row.clone() }
    }

    fn alone(row: Self::Model) -> Changes {
        Changes {
            jurisdiction: Jurisdiction { patrol_teams: vec![row], ..Jurisdiction::default() },
            ..Changes::default()
        }
    }
}
