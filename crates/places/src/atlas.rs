//! One station's places as an immutable snapshot, and what lies where in it.

use std::collections::HashMap;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use domain::geo::Point;
use domain::geo::check::{MARGIN_M, Misplaced, misplaced};
use domain::geo::polygon::Bounds;
use domain::ids::{CommunityId, GridId, PostId, UnitId};
use domain::member::AreaType;
use platform::problem::{Refusal, refuse};
use platform::time::moment;
use uuid::Uuid;

use crate::finder::{Finder, distance_to_area_m};
use crate::gazetteer::Gazetteer;
use crate::parts::{beat, micro_grid, patch, patrol_team, responsibility};
use crate::search::Index;
use crate::store::{community, grid, post, station, unit};
use crate::streets::Streets;
use crate::{charges, refusal};

/// Where a point lies within its station.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Located {
    /// The community, or the nearest one for a point just outside all of them.
    pub community: CommunityId,
    /// The grid, or the nearest one.
    pub grid: GridId,
    /// The unit in whose service area the point lies; of several the one with the nearest gate.
    pub unit: Option<UnitId>,
    /// How far from town it is.
    pub area_type: AreaType,
}

/// The rows of one station, read together.
pub struct Stock {
    /// The station.
    pub station: station::Model,
    /// Its communities.
    pub communities: Vec<community::Model>,
    /// Its grids.
    pub grids: Vec<grid::Model>,
    /// Its units.
    pub units: Vec<unit::Model>,
    /// Its posts.
    pub posts: Vec<post::Model>,
    /// Its patches, beats, micro-grids and patrol teams, and who is responsible.
    pub parts: Divisions,
    /// What people call places.
    pub names: Arc<Gazetteer>,
    /// Its streets, if a map was imported.
    pub streets: Option<Streets>,
}

/// The parts of a station beside communities, grids, units and posts.
#[derive(Default)]
pub struct Divisions {
    /// The patches.
    pub patches: Vec<patch::Model>,
    /// The beats.
    pub beats: Vec<beat::Model>,
    /// The micro-grids.
    pub micro_grids: Vec<micro_grid::Model>,
    /// The patrol teams.
    pub patrol_teams: Vec<patrol_team::Model>,
    /// The terms of responsibility that have not ended.
    pub terms: Vec<responsibility::Model>,
}

/// Places that are closed: they are in no list and hold no point, but records of the past name them.
#[derive(Default)]
struct Former {
    communities: Vec<community::Model>,
    grids: Vec<grid::Model>,
    units: Vec<unit::Model>,
    posts: Vec<post::Model>,
}

/// One station's places. Each list is in the order of its ids.
pub struct Atlas {
    stock: Stock,
    former: Former,
    near: Bounds,
    grid_finder: Finder,
    unit_finder: Finder,
    posts_of: HashMap<UnitId, Vec<PostId>>,
    index: Index,
}

impl Atlas {
    /// Makes the snapshot.
    pub fn new(mut stock: Stock) -> Self {
        stock.communities.sort_by_key(|it| it.id);
        stock.grids.sort_by_key(|it| it.id);
        stock.units.sort_by_key(|it| it.id);
        stock.posts.sort_by_key(|it| it.id);
        let former = Former {
            communities: stock.communities.extract_if(.., |it| it.closed_at.is_some()).collect(),
            grids: stock.grids.extract_if(.., |it| it.closed_at.is_some()).collect(),
            units: stock.units.extract_if(.., |it| it.closed_at.is_some()).collect(),
            posts: stock.posts.extract_if(.., |it| it.closed_at.is_some()).collect(),
        };
        stock.parts.patches.retain(|it| it.closed_at.is_none());
        stock.parts.beats.retain(|it| it.closed_at.is_none());
        stock.parts.micro_grids.retain(|it| it.closed_at.is_none());
        stock.parts.patrol_teams.retain(|it| it.closed_at.is_none());
        stock.parts.patches.sort_by_key(|it| it.id);
        stock.parts.beats.sort_by_key(|it| it.id);
        stock.parts.micro_grids.sort_by_key(|it| it.id);
        stock.parts.patrol_teams.sort_by_key(|it| it.id);
        let mut posts_of: HashMap<UnitId, Vec<PostId>> = HashMap::new();
        for post in &stock.posts {
            if let Some(unit) = post.unit_id {
                posts_of.entry(unit).or_default().push(post.id);
            }
        }
        Self {
            near: stock.station.boundary.0.bounds().grown_m(MARGIN_M),
            grid_finder: Finder::new(stock.grids.iter().map(|it| &it.boundary.0)),
            unit_finder: Finder::new(stock.units.iter().map(|it| &it.service_area.0)),
            posts_of,
            index: Index::new(&stock),
            former,
            stock,
        }
    }

    /// The station.
    pub fn station(&self) -> &station::Model {
        &self.stock.station
    }

    /// The communities.
    pub fn communities(&self) -> &[community::Model] {
        &self.stock.communities
    }

    /// The grids.
    pub fn grids(&self) -> &[grid::Model] {
        &self.stock.grids
    }

    /// The units.
    pub fn units(&self) -> &[unit::Model] {
        &self.stock.units
    }

    /// The posts.
    pub fn posts(&self) -> &[post::Model] {
        &self.stock.posts
    }

    /// The streets, if a map was imported.
    pub fn streets(&self) -> Option<&Streets> {
        self.stock.streets.as_ref()
    }

    /// The patches.
    pub fn patches(&self) -> &[patch::Model] {
        &self.stock.parts.patches
    }

    /// The beats.
    pub fn beats(&self) -> &[beat::Model] {
        &self.stock.parts.beats
    }

    /// The micro-grids.
    pub fn micro_grids(&self) -> &[micro_grid::Model] {
        &self.stock.parts.micro_grids
    }

    /// The patrol teams.
    pub fn patrol_teams(&self) -> &[patrol_team::Model] {
        &self.stock.parts.patrol_teams
    }

    /// The terms of responsibility that had not ended when the snapshot was made.
    pub fn terms(&self) -> &[responsibility::Model] {
        &self.stock.parts.terms
    }

    /// Who is responsible for a charge at a moment.
    pub fn holder(&self, target: Uuid, at: DateTime<Utc>) -> Option<&responsibility::Model> {
        let at = moment(at);
        self.stock.parts.terms.iter().find(|it| it.target_id == target && charges::term(it).covers(at))
    }

    /// What people call places.
    pub fn names(&self) -> &Arc<Gazetteer> {
        self.index.names()
    }

    /// The names to search.
    pub fn index(&self) -> &Index {
        &self.index
    }

    /// The community with this id, also a closed one.
    pub fn community(&self, id: CommunityId) -> Option<&community::Model> {
        find(&self.stock.communities, id, |it| it.id).or_else(|| find(&self.former.communities, id, |it| it.id))
    }

    /// The grid with this id, also a closed one.
    pub fn grid(&self, id: GridId) -> Option<&grid::Model> {
        find(&self.stock.grids, id, |it| it.id).or_else(|| find(&self.former.grids, id, |it| it.id))
    }

    /// The unit with this id, also a closed one.
    pub fn unit(&self, id: UnitId) -> Option<&unit::Model> {
        find(&self.stock.units, id, |it| it.id).or_else(|| find(&self.former.units, id, |it| it.id))
    }

    /// The post with this id, also a closed one.
    pub fn post(&self, id: PostId) -> Option<&post::Model> {
        find(&self.stock.posts, id, |it| it.id).or_else(|| find(&self.former.posts, id, |it| it.id))
    }

    /// The posts of a unit.
    pub fn posts_of(&self, unit: UnitId) -> impl Iterator<Item = &post::Model> {
        self.posts_of.get(&unit).into_iter().flatten().filter_map(|it| self.post(*it))
    }

    /// Tells whether the guards of `unit` may serve at `point`.
    pub fn serves(&self, unit: UnitId, point: Point) -> bool {
        self.unit(unit).is_some_and(|it| it.closed_at.is_none() && it.service_area.0.contains(point))
    }

    /// Tells what is wrong with a point, or nothing when it lies in or near the jurisdiction.
    pub fn misplaced(&self, point: Point) -> Option<Misplaced> {
        // Nearly every point is fine; only the others are worth the search for the likeliest mistake.
        if self.near.contains(point) { None } else { misplaced(point, &self.stock.station.boundary.0) }
    }

    /// Tells where a point lies.
    ///
    /// # Errors
    /// If it lies outside the jurisdiction: the refusal names the likeliest mistake.
    pub fn locate(&self, point: Point) -> Result<Located, Refusal> {
        if let Some(misplaced) = self.misplaced(point) {
            return Err(refuse(match misplaced {
                Misplaced::Swapped => &refusal::SWAPPED,
                Misplaced::Gcj02 => &refusal::OTHER_REFERENCE,
                Misplaced::Outside => &refusal::OUTSIDE,
            })
            .field("point"));
        }
        let grid = self.grid_at(point).ok_or_else(|| refuse(&refusal::OUTSIDE).field("point"))?;
        let area_type = self.community(grid.community_id).map_or(AreaType::Suburban, |it| it.area_type);
        Ok(Located {
            community: grid.community_id,
            grid: grid.id,
            unit: self.unit_at(point).map(|it| it.id),
            area_type,
        })
    }

    /// The grid that holds the point, else the nearest one.
    fn grid_at(&self, point: Point) -> Option<&grid::Model> {
        let grids = &self.stock.grids;
        let inside = self.grid_finder.near(point).map(|it| &grids[it]).find(|it| it.boundary.0.contains(point));
        inside.or_else(|| {
            let metres = |it: &grid::Model| distance_to_area_m(&it.boundary.0, point);
            grids.iter().min_by(|a, b| metres(a).total_cmp(&metres(b)))
        })
    }

    /// The unit in whose service area the point lies; of several the one with the nearest gate.
    pub fn unit_at(&self, point: Point) -> Option<&unit::Model> {
        let units = &self.stock.units;
        self.unit_finder
            .near(point)
            .map(|it| &units[it])
            .filter(|it| it.service_area.0.contains(point))
            .min_by(|a, b| a.point().distance_m(point).total_cmp(&b.point().distance_m(point)))
    }
}

fn find<M, K: Ord>(rows: &[M], id: K, key: fn(&M) -> K) -> Option<&M> {
    rows.binary_search_by(|it| key(it).cmp(&id)).ok().map(|it| &rows[it])
}
