//! The demo station: 128 km² with 27 communities, 267 grids, 175 units and 230 members, made from a seed.
//!
//! Pure: the same seed and ground always give the same town, ids included. Everything in it is invented.

use domain::geo::Point;
use domain::geo::polygon::{Bounds, Polygon};
use domain::ids::{AccountId, CommunityId, GridId, MemberId, PostId, StationId, UnitId};
use domain::member::{AreaType, Level, MemberKind, PostKind, UnitCategory};
use domain::role::Role;
use serde::{Deserialize, Serialize};

pub mod streets;

mod accounts;
mod data_names;
mod ground;
pub mod jurisdiction;
mod make;
mod map;
mod members;
mod patches;
#[cfg(test)]
mod tests;
mod units;

use streets::StreetMap;

/// Communities of the demo station.
pub const COMMUNITIES: usize = 27;
/// Grids of the demo station.
pub const GRIDS: usize = 267;
/// Member units of the demo station.
pub const UNITS: usize = 175;
/// Members of the demo station.
pub const MEMBERS: usize = 230;
/// The demo station's area.
pub const AREA_KM2: f64 = 128.0;

/// What the town is laid on.
#[derive(Clone, Debug)]
pub enum Ground {
    /// Streets made up together with the town.
    Generated,
    /// Real streets, with the box that may be used.
    Streets(StreetMap, Bounds),
}

/// A whole station, ready to be seeded.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Town {
    /// The seed it was made from.
    pub seed: u64,
    /// The station itself.
    pub station: Station,
    /// Communities and villages.
    pub communities: Vec<Community>,
    /// Grids, which fill their communities without overlap.
    pub grids: Vec<Grid>,
    /// Member units.
    pub units: Vec<Unit>,
    /// Fixed posts, each beside a street.
    pub posts: Vec<Post>,
    /// Members of the community forces, and police.
    pub members: Vec<Member>,
    /// Accounts: those for people, and those the simulator signs in with.
    pub accounts: Vec<Account>,
    /// Patches, beats and the rest, and who is responsible.
    pub jurisdiction: jurisdiction::Jurisdiction,
    /// The streets, for the street graph and for drawing.
    pub streets: StreetMap,
    /// The middle of the river, for drawing; empty on real streets.
    pub river: Vec<Point>,
}

/// The station.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Station {
    /// Its id.
    pub id: StationId,
    /// Its short code, part of every incident number.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Its jurisdiction.
    pub boundary: Polygon,
    /// Its area.
    pub area_km2: f64,
    /// Registered population.
    pub pop_household: u32,
    /// Resident population.
    pub pop_resident: u32,
    /// The telephone of its duty desk.
    pub duty_phone: String,
    /// Where the police set out from.
    pub point: Point,
}

/// A community or village.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Community {
    /// Its id.
    pub id: CommunityId,
    /// Its code of twelve digits.
    pub code: String,
    /// Its name.
    pub name: String,
    /// How far out it is.
    pub area_type: AreaType,
    /// Its outline.
    pub boundary: Polygon,
    /// People.
    pub population: u32,
    /// Households.
    pub households: u32,
}

/// A grid.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Grid {
    /// Its id.
    pub id: GridId,
    /// The community that it belongs to.
    pub community_id: CommunityId,
    /// Its code of fifteen digits.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Its outline.
    pub boundary: Polygon,
}

/// A member unit.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Unit {
    /// Its id.
    pub id: UnitId,
    /// The community around it.
    pub community_id: CommunityId,
    /// The grid around it.
    pub grid_id: GridId,
    /// Its name.
    pub name: String,
    /// What the neighbourhood calls it (俗称).
    pub aliases: Vec<String>,
    /// What it is.
    pub category: UnitCategory,
    /// Whether it is a key unit of public security.
    pub key_unit: bool,
    /// Its middle.
    pub point: Point,
    /// Street and number.
    pub address_text: String,
    /// Where its guards may serve by law or contract.
    pub service_area: Polygon,
}

/// A fixed post.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Post {
    /// Its id.
    pub id: PostId,
    /// The unit that keeps it; nothing when the station does.
    pub unit_id: Option<UnitId>,
    /// The community around it.
    pub community_id: CommunityId,
    /// The grid around it.
    pub grid_id: GridId,
    /// Its name.
    pub name: String,
    /// What it is.
    pub kind: PostKind,
    /// Where it stands: on a street.
    pub point: Point,
    /// How near somebody must be to be at the post.
    pub radius_m: f64,
    /// How many may never leave it.
    pub required_headcount: u32,
}

/// A member. Days are calendar days (`YYYY-MM-DD`); nothing means never.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Member {
    /// Their id.
    pub id: MemberId,
    /// The community they work in.
    pub community_id: Option<CommunityId>,
    /// The grid they work in.
    pub grid_id: Option<GridId>,
    /// The unit they belong to.
    pub unit_id: Option<UnitId>,
    /// The post they usually stand at.
    pub post_id: Option<PostId>,
    /// What they are.
    pub kind: MemberKind,
    /// Their invented name.
    pub name: String,
    /// A number that is not assigned to anybody.
    pub phone: String,
    /// Whether they are of age.
    pub adult: bool,
    /// Until when their training counts.
    pub trained_until: Option<jiff::civil::Date>,
    /// Until when their guard certificate is valid.
    pub guard_cert_until: Option<jiff::civil::Date>,
    /// Until when they are insured.
    pub insured_until: Option<jiff::civil::Date>,
    /// How far they may act.
    pub level_max: Level,
    /// Whether they asked to be called as a volunteer when off shift.
    pub self_enrolled: bool,
    /// Whether they gave the separate consent to location.
    pub consent: bool,
    /// Whether the simulated day finds them on shift.
    pub on_shift: bool,
    /// Where the simulated day finds them: on a street.
    pub home: Point,
}

/// How far an account reaches; on the wire as the platform writes it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "ids", rename_all = "snake_case")]
pub enum Reach {
    /// The whole station.
    Station,
    /// Some communities.
    Community(Vec<CommunityId>),
    /// Some grids.
    Grid(Vec<GridId>),
    /// Some units.
    Unit(Vec<UnitId>),
    /// What concerns the person.
    Own,
}

/// An account.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Account {
    /// Its id.
    pub id: AccountId,
    /// What one signs in with.
    pub login: String,
    /// The person's invented name.
    pub name: String,
    /// Its role.
    pub role: Role,
    /// How far it reaches.
    pub reach: Reach,
    /// The member behind it.
    pub member_id: Option<MemberId>,
    /// Whether the simulator signs in with it; the others are for people.
    pub simulated: bool,
}

/// Makes the town of a seed.
pub fn generate(seed: u64, ground: Ground) -> Town {
    make::town(seed, ground)
}
