//! Charges that nobody holds: allowed, and listed until somebody is appointed.

use chrono::{DateTime, Utc};
use domain::ids::{CommunityId, GridId, UnitId};
use domain::jurisdiction::PlaceType;
use domain::jurisdiction::charge::ChargeLevel;
use sea_orm::entity::prelude::Uuid;

use crate::atlas::Atlas;

/// A charge that nobody holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Vacancy {
    /// Whom it is for.
    pub level: ChargeLevel,
    /// What it is; a grid where the grid belongs to no beat, so that no officer can hold it.
    pub kind: PlaceType,
    /// The place.
    pub target: Uuid,
    /// How it is called.
    pub name: String,
    /// The community it lies in, if it lies in one.
    pub community: Option<CommunityId>,
    /// The grid.
    pub grid: Option<GridId>,
    /// The unit.
    pub unit: Option<UnitId>,
}

/// The vacancies of a station at a moment: patches, then beats and grids without one, then points.
pub fn of(atlas: &Atlas, at: DateTime<Utc>) -> Vec<Vacancy> {
    let vacancy = |level, kind, target: Uuid, name: &str| Vacancy {
        level,
        kind,
        target,
        name: name.to_owned(),
        community: None,
        grid: None,
        unit: None,
    };
    let empty = |target: Uuid| atlas.holder(target, at).is_none();
    let (patch, beat, point) = (ChargeLevel::Patch, ChargeLevel::Beat, ChargeLevel::Point);
    let mut all = Vec::new();
    for it in atlas.patches().iter().filter(|it| empty(it.id.into())) {
        all.push(vacancy(patch, PlaceType::Patch, it.id.into(), &it.name));
    }
    for it in atlas.beats().iter().filter(|it| empty(it.id.into())) {
        all.push(vacancy(beat, PlaceType::Beat, it.id.into(), &it.name));
    }
    for it in atlas.grids().iter().filter(|it| it.beat_id.is_none()) {
        let (community, grid) = (Some(it.community_id), Some(it.id));
        all.push(Vacancy { community, grid, ..vacancy(beat, PlaceType::Grid, it.id.into(), &it.name) });
    }
    for it in atlas.posts().iter().filter(|it| empty(it.id.into())) {
        let (community, grid) = (Some(it.community_id), Some(it.grid_id));
        let here = vacancy(point, PlaceType::Post, it.id.into(), &it.name);
        all.push(Vacancy { community, grid, unit: it.unit_id, ..here });
    }
    for it in atlas.patrol_teams().iter().filter(|it| empty(it.id.into())) {
        let here = vacancy(point, PlaceType::PatrolTeam, it.id.into(), &it.name);
        all.push(Vacancy { community: it.community_id, unit: it.unit_id, ..here });
    }
    all
}
