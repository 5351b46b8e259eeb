//! Who goes first: those whom a street brings, by travel time; at equal times a fresh position before a stale one.

use domain::geo::Point;
use domain::ids::MemberId;
use domain::time::Timestamp;
use serde::Serialize;

use crate::case::Ring;
use crate::eligibility::Why;
use crate::member::Member;
use crate::street::times::Scratch;
use crate::street::{Profile, StreetGraph};

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

/// The search on the streets stops here: everybody of a station is compared by road, also whoever would walk for
/// hours, since a straight line over a mountain or a river is no comparison. On Andorra's streets that costs a
/// third of a millisecond for 230 members.
pub const TRAVEL_S_MAX: f64 = 24.0 * 3_600.0;

/// How much longer streets are than the crow flies, where there is no graph (performance study §1.2).
const DETOUR: f64 = 1.35;

/// Metres a second on foot where there is no graph: a brisk walk, responders measured 1.8 to 2.3.
const WALK: f64 = 1.5;

/// Metres a second by car where there is no graph: 29 km/h, as in a town.
const DRIVE: f64 = 8.0;

/// Somebody who might go, and how soon they would be there.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ranked {
    /// Who.
    pub member: MemberId,
    /// Where they are taken to be.
    pub place: Point,
    /// Seconds to the goal.
    pub travel_s: u32,
    /// Metres to the goal as the crow flies.
    pub distance_m: u32,
    /// How the travel time was found.
    pub way: Way,
    /// Age of the position; nothing when it is only assumed.
    pub position_age_s: Option<u32>,
    /// Whether the position is older than it may be, or only assumed.
    pub stale: bool,
}

/// Works out travel times and the order of going; keeps its buffers between uses.
#[derive(Clone, Debug, Default)]
pub struct Ranker {
    scratch: Scratch,
    starts: Vec<Point>,
    seconds: Vec<Option<f64>>,
}

impl Ranker {
    /// A ranker with empty buffers.
    pub fn new() -> Self {
        Self::default()
    }

    /// Ranks members for a goal; whoever has no known place is left out.
    ///
    /// Where there are streets, those whom none connects come last: their time is only an estimate. Then the shorter
    /// travel time, a fresh position before a stale one, the shorter distance, the lower id.
    pub fn rank<'a>(
        &mut self,
        graph: Option<&StreetGraph>,
        goal: Point,
        members: impl Iterator<Item = &'a Member>,
        stale_s: u32,
        now: Timestamp,
    ) -> Vec<Ranked> {
        let mut travel: Vec<(Profile, Ranked)> = members
            .filter_map(|member| Some((member.travel, crow(member, member.place()?, goal, stale_s, now))))
            .collect();
        if let Some(graph) = graph {
            for profile in [Profile::Foot, Profile::Car] {
                self.take_roads(graph, goal, profile, &mut travel);
            }
        }
        let mut ranked: Vec<Ranked> = travel.into_iter().map(|(_, it)| it).collect();
        ranked.sort_by_key(|it| (it.way, it.travel_s, it.stale, it.distance_m, it.member));
        ranked
    }

    /// Replaces the estimates of those who travel by `profile` by times on the streets, where there are streets.
    fn take_roads(&mut self, graph: &StreetGraph, goal: Point, profile: Profile, travel: &mut [(Profile, Ranked)]) {
        self.starts.clear();
        self.starts.extend(travel.iter().filter(|(by, _)| *by == profile).map(|(_, it)| it.place));
        if self.starts.is_empty() {
            return;
        }
        graph.seconds_to(goal, &self.starts, profile, TRAVEL_S_MAX, &mut self.scratch, &mut self.seconds);
        let of_profile = travel.iter_mut().filter(|(by, _)| *by == profile);
        for ((_, ranked), seconds) in of_profile.zip(&self.seconds) {
            if let Some(seconds) = seconds {
                (ranked.travel_s, ranked.way) = (whole(*seconds), Way::Road);
            }
        }
    }
}

/// The estimate without streets.
fn crow(member: &Member, place: Point, goal: Point, stale_s: u32, now: Timestamp) -> Ranked {
    let metres = place.distance_m(goal);
    let metres_per_s = match member.travel {
        Profile::Foot => WALK,
        Profile::Car => DRIVE,
    };
    let age_s = member.fix.map(|it| u32::try_from(now.seconds_since(it.at).max(0)).unwrap_or(u32::MAX));
    Ranked {
        member: member.id,
        place,
        travel_s: whole(metres * DETOUR / metres_per_s),
        distance_m: whole(metres),
        way: Way::StraightLine,
        position_age_s: age_s,
        stale: age_s.is_none_or(|it| it > stale_s),
    }
}

/// Rounded up: nobody is promised sooner than they can be there.
fn whole(number: f64) -> u32 {
    number.ceil() as u32
}
