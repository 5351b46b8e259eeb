//! One station's places as an immutable snapshot, and what lies where in it.

use std::collections::HashMap;

use domain::geo::Point;
use domain::geo::check::{MARGIN_M, Misplaced, misplaced};
use domain::geo::polygon::Bounds;
use domain::ids::{CommunityId, GridId, PostId, UnitId};
use domain::member::AreaType;
use platform::problem::{Refusal, refuse};

use crate::finder::{Finder, distance_to_area_m};
use crate::refusal;
use crate::search::Index;
use crate::store::{community, grid, post, station, unit};
use crate::streets::Streets;

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
    /// Its streets, if a map was imported.
    pub streets: Option<Streets>,
}

/// One station's places. Each list is in the order of its ids.
pub struct Atlas {
    stock: Stock,
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

    /// The names to search.
    pub fn index(&self) -> &Index {
        &self.index
    }

    /// The community with this id.
    pub fn community(&self, id: CommunityId) -> Option<&community::Model> {
        find(&self.stock.communities, id, |it| it.id)
    }

    /// The grid with this id.
    pub fn grid(&self, id: GridId) -> Option<&grid::Model> {
        find(&self.stock.grids, id, |it| it.id)
    }

    /// The unit with this id.
    pub fn unit(&self, id: UnitId) -> Option<&unit::Model> {
        find(&self.stock.units, id, |it| it.id)
    }

    /// The post with this id.
    pub fn post(&self, id: PostId) -> Option<&post::Model> {
        find(&self.stock.posts, id, |it| it.id)
    }

    /// The posts of a unit.
    pub fn posts_of(&self, unit: UnitId) -> impl Iterator<Item = &post::Model> {
        self.posts_of.get(&unit).into_iter().flatten().filter_map(|it| self.post(*it))
    }

    /// Tells whether the guards of `unit` may serve at `point`.
    pub fn serves(&self, unit: UnitId, point: Point) -> bool {
        self.unit(unit).is_some_and(|it| it.service_area.0.contains(point))
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
