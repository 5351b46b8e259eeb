//! Which places somebody sees, by how far their role reaches.

use std::collections::BTreeSet;

use domain::ids::{CommunityId, GridId, UnitId};
use platform::scope::{Reach, Scope};

use crate::atlas::Atlas;
use crate::parts::patrol_team;
use crate::search::{Found, PlaceKind};
use crate::store::{community, grid, post, unit};
use crate::vacancies::Vacancy;

/// What of a station's places somebody sees.
pub enum Sight {
    /// All of them.
    Station,
    /// Those within some places. Communities and grids that hold one of them are seen too: they are its address.
    Part {
        /// The communities.
        communities: BTreeSet<CommunityId>,
        /// The grids.
        grids: BTreeSet<GridId>,
        /// The units.
        units: BTreeSet<UnitId>,
        /// Whether units and posts are seen by the grid they lie in, and not only by unit.
        by_grid: bool,
    },
}

impl Sight {
    /// Works out what `scope` sees of a station.
    pub fn new(scope: &Scope, atlas: &Atlas) -> Self {
        let (mut communities, mut grids, mut units) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
        let mut by_grid = true;
        match &scope.reach {
            Reach::Station => return Self::Station,
            Reach::Community(ids) => {
                communities.extend(ids);
                grids.extend(atlas.grids().iter().filter(|it| ids.contains(&it.community_id)).map(|it| it.id));
            }
            Reach::Grid(ids) => {
                grids.extend(ids);
                communities.extend(ids.iter().filter_map(|it| atlas.grid(*it)).map(|it| it.community_id));
            }
            Reach::Unit(ids) => {
                by_grid = false;
                let own = || ids.iter().filter_map(|it| atlas.unit(*it));
                communities.extend(own().map(|it| it.community_id));
                grids.extend(own().map(|it| it.grid_id));
                units.extend(ids);
            }
            // The names of the area are no secret to whoever serves in it; units and posts are not their matter.
            Reach::Own => {
                by_grid = false;
                communities.extend(atlas.communities().iter().map(|it| it.id));
                grids.extend(atlas.grids().iter().map(|it| it.id));
            }
        }
        Self::Part { communities, grids, units, by_grid }
    }

    /// Tells whether a community is seen.
    pub fn community(&self, it: &community::Model) -> bool {
        self.sees(Some(it.id), None, None)
    }

    /// Tells whether a grid is seen.
    pub fn grid(&self, it: &grid::Model) -> bool {
        self.sees(None, Some(it.id), None)
    }

    /// Tells whether a unit is seen.
    pub fn unit(&self, it: &unit::Model) -> bool {
        self.stands(it.grid_id, Some(it.id))
    }

    /// Tells whether a post is seen.
    pub fn post(&self, it: &post::Model) -> bool {
        self.stands(it.grid_id, it.unit_id)
    }

    /// Tells whether a patrol team is seen.
    pub fn team(&self, it: &patrol_team::Model) -> bool {
        self.sees(it.community_id, None, it.unit_id)
    }

    /// Tells whether a vacancy is seen: those of patches and beats by whoever sees the station.
    pub fn vacancy(&self, it: &Vacancy) -> bool {
        match (self, it.grid) {
            (Self::Station, _) => true,
            (Self::Part { .. }, Some(grid)) => self.stands(grid, it.unit),
            (Self::Part { .. }, None) => self.sees(it.community, None, it.unit),
        }
    }

    /// Tells whether the whole station is seen.
    pub fn whole(&self) -> bool {
        matches!(self, Self::Station)
    }

    /// Tells whether something that was found is seen. Streets are everybody's.
    pub fn found(&self, it: &Found) -> bool {
        match it.kind {
            PlaceKind::Street => true,
            PlaceKind::Community => self.sees(it.community, None, None),
            PlaceKind::Grid | PlaceKind::MicroGrid => self.sees(None, it.grid, None),
            PlaceKind::Unit | PlaceKind::Post => it.grid.is_some_and(|grid| self.stands(grid, it.unit)),
            // What is within a unit is seen as the unit is; what stands in the open as the grid is.
            PlaceKind::Local | PlaceKind::Alias | PlaceKind::Building | PlaceKind::Entrance | PlaceKind::Floor => {
                match it.unit {
                    Some(_) => it.grid.is_some_and(|grid| self.stands(grid, it.unit)),
                    None => self.sees(it.community, it.grid, None),
                }
            }
        }
    }

    fn stands(&self, in_grid: GridId, of_unit: Option<UnitId>) -> bool {
        match self {
            Self::Station => true,
            Self::Part { by_grid, .. } => self.sees(None, by_grid.then_some(in_grid), of_unit),
        }
    }

    fn sees(&self, community: Option<CommunityId>, grid: Option<GridId>, unit: Option<UnitId>) -> bool {
        match self {
            Self::Station => true,
            Self::Part { communities, grids, units, .. } => {
                community.is_some_and(|it| communities.contains(&it))
                    || grid.is_some_and(|it| grids.contains(&it))
                    || unit.is_some_and(|it| units.contains(&it))
            }
        }
    }
}
