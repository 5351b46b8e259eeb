//! Places as the wire shows them.

use domain::geo::Point;
use domain::geo::polygon::Polygon;
use domain::ids::{BeatId, CommunityId, GridId, PostId, StationId, UnitId};
use domain::jurisdiction::{CommunityKind, GridKind, UnitStatus};
use domain::member::{AreaType, PostKind, UnitCategory};
use serde::Serialize;
use utoipa::ToSchema;

use crate::store::{community, grid, post, station, unit};

/// A station.
#[derive(Debug, Serialize, ToSchema)]
pub struct StationView {
    /// The station.
    pub id: StationId,
    /// Its number.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Its jurisdiction.
    pub boundary: Polygon,
    /// The size of the jurisdiction.
    pub area_km2: f64,
    /// The telephone of the duty room.
    pub duty_phone: String,
    /// Whether everything in it is made up.
    pub demo: bool,
}

impl StationView {
    /// Shows a station.
    pub fn new(it: &station::Model) -> Self {
        Self {
            id: it.id,
            code: it.code.clone(),
            name: it.name.clone(),
            boundary: it.boundary.0.clone(),
            area_km2: it.area_km2,
            duty_phone: it.duty_phone.clone(),
            demo: it.demo,
        }
    }
}

/// A community.
#[derive(Debug, Serialize, ToSchema)]
pub struct CommunityView {
    /// The community.
    pub id: CommunityId,
    /// Its number, 12 digits.
    pub code: String,
    /// Its name.
    pub name: String,
    /// How far from town it is.
    pub area_type: AreaType,
    /// Where it lies.
    pub boundary: Polygon,
    /// Its middle.
    pub point: Point,
    /// People who live there.
    pub population: i64,
    /// Households.
    pub households: i64,
    /// Whether it is a neighbourhood or a village.
    pub kind: CommunityKind,
    /// Whether it is closed.
    pub closed: bool,
    /// Counts changes.
    pub version: i64,
}

impl CommunityView {
    /// Shows a community.
    pub fn new(it: &community::Model) -> Self {
        Self {
            id: it.id,
            code: it.code.clone(),
            name: it.name.clone(),
            area_type: it.area_type,
            boundary: it.boundary.0.clone(),
            point: it.boundary.0.centroid(),
            population: it.population,
            households: it.households,
            kind: it.kind,
            closed: it.closed_at.is_some(),
            version: it.version,
        }
    }
}

/// A grid.
#[derive(Debug, Serialize, ToSchema)]
pub struct GridView {
    /// The grid.
    pub id: GridId,
    /// Its number, 15 digits.
    pub code: String,
    /// Its name.
    pub name: String,
    /// The community it belongs to.
    pub community_id: CommunityId,
    /// Where it lies.
    pub boundary: Polygon,
    /// Its middle.
    pub point: Point,
    /// Whether it is a general or a dedicated one.
    pub kind: GridKind,
    /// The beat it belongs to.
    pub beat_id: Option<BeatId>,
    /// People who live there.
    pub population: i64,
    /// Households.
    pub households: i64,
    /// Whether it is closed.
    pub closed: bool,
    /// Counts changes.
    pub version: i64,
}

impl GridView {
    /// Shows a grid.
    pub fn new(it: &grid::Model) -> Self {
        Self {
            id: it.id,
            code: it.code.clone(),
            name: it.name.clone(),
            community_id: it.community_id,
            boundary: it.boundary.0.clone(),
            point: it.boundary.0.centroid(),
            kind: it.kind,
            beat_id: it.beat_id,
            population: it.population,
            households: it.households,
            closed: it.closed_at.is_some(),
            version: it.version,
        }
    }
}

/// A member unit.
#[derive(Debug, Serialize, ToSchema)]
pub struct UnitView {
    /// The unit.
    pub id: UnitId,
    /// Its name.
    pub name: String,
    /// What people call it.
    pub aliases: Vec<String>,
    /// What it is.
    pub category: UnitCategory,
    /// The community it lies in.
    pub community_id: CommunityId,
    /// The grid it lies in.
    pub grid_id: GridId,
    /// Where its gate is.
    pub point: Point,
    /// Its address.
    pub address_text: String,
    /// Where its guards may serve, by law or contract.
    pub service_area: Polygon,
    /// Whether it is a key unit of public security.
    pub key_unit: bool,
    /// How far it has come on its way into the network.
    pub status: UnitStatus,
    /// Whether it is closed.
    pub closed: bool,
    /// Counts changes.
    pub version: i64,
}

impl UnitView {
    /// Shows a unit.
    pub fn new(it: &unit::Model) -> Self {
        Self {
            id: it.id,
            name: it.name.clone(),
            aliases: it.aliases.0.clone(),
            category: it.category,
            community_id: it.community_id,
            grid_id: it.grid_id,
            point: it.point(),
            address_text: it.address_text.clone(),
            service_area: it.service_area.0.clone(),
            key_unit: it.key_unit,
            status: it.status,
            closed: it.closed_at.is_some(),
            version: it.version,
        }
    }
}

/// A post.
#[derive(Debug, Serialize, ToSchema)]
pub struct PostView {
    /// The post.
    pub id: PostId,
    /// The unit it belongs to, if it belongs to one.
    pub unit_id: Option<UnitId>,
    /// The community it lies in.
    pub community_id: CommunityId,
    /// The grid it lies in.
    pub grid_id: GridId,
    /// Its name.
    pub name: String,
    /// What it is.
    pub kind: PostKind,
    /// Where it is.
    pub point: Point,
    /// How far around it one is still at the post.
    pub radius_m: f64,
    /// How many must stay.
    pub required_headcount: i64,
    /// When it is staffed, in words.
    pub duty_hours: String,
    /// Whether it is closed.
    pub closed: bool,
    /// Counts changes.
    pub version: i64,
}

impl PostView {
    /// Shows a post.
    pub fn new(it: &post::Model) -> Self {
        Self {
            id: it.id,
            unit_id: it.unit_id,
            community_id: it.community_id,
            grid_id: it.grid_id,
            name: it.name.clone(),
            kind: it.kind,
            point: it.point(),
            radius_m: it.radius_m,
            required_headcount: it.required_headcount,
            duty_hours: it.duty_hours.clone(),
            closed: it.closed_at.is_some(),
            version: it.version,
        }
    }
}
