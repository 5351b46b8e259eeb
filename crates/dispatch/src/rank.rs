//! Who goes first: fresh positions before stale ones, then by travel time.

use domain::geo::Point;
use domain::ids::MemberId;
use serde::Serialize;

use crate::case::Ring;
use crate::eligibility::Why;

/// A member chosen for a call, with everything that spoke for the choice.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Pick {
    /// Who.
    pub member: MemberId,
    /// The ring.
    pub ring: Ring,
    /// Seconds to the incident.
    pub travel_s: u32,
    /// Metres to the incident as the crow flies.
    pub distance_m: u32,
    /// How the travel time was found.
    pub way: Way,
    /// Age of the position; nothing when the member is only taken to be at the post.
    pub position_age_s: Option<u32>,
    /// Whether the position is older than it may be, or only assumed.
    pub stale: bool,
    /// Whether a way to wake the member was proven on this shift.
    pub proven: bool,
    /// Whether a person chose the member.
    pub manual: bool,
    /// Where the member was taken to be. Not for the wire: positions have their own rules.
    #[serde(skip)]
    pub place: Point,
    /// Why the member may be called.
    pub reason: Why,
}

/// How a travel time was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Way {
    /// On the street graph.
    Road,
    /// As the crow flies, with a detour factor: there is no graph, or no street connects the two.
    StraightLine,
}
