//! Builds members, cases and places for tests, and writes effects as readable lines.

#![allow(dead_code, reason = "each test binary uses its own part")]

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::Arc;

use dispatch::case::Case;
use dispatch::engine::Engine;
use dispatch::engine::effect::Effect;
use dispatch::engine::event::{Event, OfferKey};
use dispatch::member::{Duty, Fix, Member, Post};
use dispatch::rank::Pick;
use dispatch::street::Profile;
use domain::geo::Point;
use domain::geo::polygon::{Bounds, Polygon};
use domain::ids::{IncidentId, MemberId, PostId, UnitId};
use domain::incident::Priority;
use domain::member::{Level, MemberKind};
use domain::offer::DeclineReason;
use domain::time::Timestamp;
use uuid::Uuid;

/// The middle of the test station.
pub const HERE: Point = Point::new(107.39, 29.70);

/// The moment that tests start at.
pub const START_S: i64 = 1_795_392_000;

pub fn at(seconds: f64) -> Timestamp {
    Timestamp::from_seconds(START_S).plus_ms((seconds * 1e3).round() as i64)
}

pub fn seconds(at: Timestamp) -> f64 {
    (at.micros() - Timestamp::from_seconds(START_S).micros()) as f64 / 1e6
}

pub fn member_id(number: u32) -> MemberId {
    MemberId::from(Uuid::from_u128(u128::from(number)))
}

pub fn incident_id(number: u32) -> IncidentId {
    IncidentId::from(Uuid::from_u128(u128::from(number)))
}

pub fn unit_id(number: u32) -> UnitId {
    UnitId::from(Uuid::from_u128(u128::from(number)))
}

pub fn post_id(number: u32) -> PostId {
    PostId::from(Uuid::from_u128(u128::from(number)))
}

pub fn number(id: impl Into<Uuid>) -> u128 {
    id.into().as_u128()
}

/// The place so many metres east and north of the middle.
pub fn place(east_m: f64, north_m: f64) -> Point {
    let metres_per_degree = 111_195.08;
    let narrowing = HERE.lat.to_radians().cos();
    Point::new(HERE.lon + east_m / metres_per_degree / narrowing, HERE.lat + north_m / metres_per_degree)
}

/// A square area around a place.
pub fn area(middle: Point, half_m: f64) -> Arc<Polygon> {
    let (south_west, north_east) = middle.box_around(half_m);
    let Point { lon: west, lat: south } = south_west;
    let Point { lon: east, lat: north } = north_east;
    Arc::new(Polygon::rectangle(Bounds { west, south, east, north }).unwrap())
}

/// A member on shift who may do anything that the kind may do, so many metres east of the middle, in no unit.
pub fn member(number: u32, kind: MemberKind, east_m: f64) -> Member {
    Member {
        id: member_id(number),
        kind,
        unit: None,
        duty: Duty::OnShift,
        post: None,
        consents: true,
        adult: true,
        level_max: Level::L3,
        qualified_until: Some(at(1e6)),
        insured_until: None,
        enrolled: false,
        area: None,
        travel: if kind == MemberKind::Officer { Profile::Car } else { Profile::Foot },
        base: None,
        fix: Some(Fix { point: place(east_m, 0.0), at: at(0.0) }),
        proven: true,
    }
}

/// A guard of a unit whose area is two kilometres wide around the middle.
pub fn guard(number: u32, unit: u32, east_m: f64) -> Member {
    Member { unit: Some(unit_id(unit)), area: Some(area(HERE, 1_000.0)), ..member(number, MemberKind::Guard, east_m) }
}

/// An off-shift volunteer.
pub fn volunteer(number: u32, east_m: f64) -> Member {
    Member {
        duty: Duty::OffShift,
        enrolled: true,
        insured_until: Some(at(1e6)),
        ..member(number, MemberKind::Volunteer, east_m)
    }
}

pub fn post(number: u32, required_headcount: u32, east_m: f64) -> Post {
    Post { id: post_id(number), point: place(east_m, 0.0), radius_m: 30.0, required_headcount }
}

/// A routine matter of level L3 in unit 1, for one.
pub fn case(number: u32) -> Case {
    Case {
        incident: incident_id(number),
        point: HERE,
        priority: Priority::P3,
        level: Level::L3,
        unit: Some(unit_id(1)),
        needed: 1,
        police: false,
        desk_absent: false,
        authorised: false,
        automatic: true,
        upgrade_window_s: 0,
        dispatched_at: at(0.0),
        waves_before: 0,
    }
}

/// An engine and what it said, one line an effect.
pub struct Told {
    pub engine: Engine,
    /// The newest wave of each call.
    waves: BTreeMap<(IncidentId, MemberId), u32>,
    pub lines: String,
}

impl Told {
    pub fn new(engine: Engine, members: impl IntoIterator<Item = Member>) -> Self {
        let mut told = Self { engine, waves: BTreeMap::new(), lines: String::new() };
        for member in members {
            told.tell(0.0, Event::MemberOn(member));
        }
        told
    }

    /// Handles one event; its effects, written down as well. `Keep` is not written.
    pub fn tell(&mut self, now_s: f64, event: Event) -> Vec<Effect> {
        self.engine.handle(at(now_s), event);
        let mut effects = Vec::new();
        while let Some(effect) = self.engine.poll() {
            if !matches!(effect, Effect::Keep { .. }) {
                self.lines.push_str(&line(at(now_s), &effect));
            }
            if let Effect::Call { incident, wave, picks, .. } = &effect {
                self.waves.extend(picks.iter().map(|it| ((*incident, it.member), *wave)));
            }
            effects.push(effect);
        }
        effects
    }

    /// The newest call of an incident to a member.
    pub fn offer(&self, incident: u32, member: u32) -> OfferKey {
        let (incident, member) = (incident_id(incident), member_id(member));
        OfferKey { incident, member, wave: self.waves.get(&(incident, member)).copied().unwrap_or_default() }
    }

    pub fn accepts(&mut self, now_s: f64, incident: u32, member: u32) {
        let offer = self.offer(incident, member);
        self.tell(now_s, Event::Accepted { offer });
    }

    pub fn declines(&mut self, now_s: f64, incident: u32, member: u32) {
        let offer = self.offer(incident, member);
        self.tell(now_s, Event::Declined { offer, reason: DeclineReason::Busy });
    }

    /// Wakes the engine whenever it asks for it, until `until_s`.
    pub fn run_until(&mut self, until_s: f64) -> Vec<Effect> {
        let mut effects = Vec::new();
        while let Some(wake_at) = self.engine.wake_at().filter(|it| *it <= at(until_s)) {
            let quiet = effects.len();
            effects.extend(self.tell(seconds(wake_at), Event::Tick));
            assert!(self.engine.wake_at() != Some(wake_at) || effects.len() > quiet, "woken for nothing at {wake_at}");
        }
        effects
    }
}

/// One line for an effect: seconds, incident, what, whom.
pub fn line(now: Timestamp, effect: &Effect) -> String {
    let (incident, what, whom) = match effect {
        Effect::Call { incident, wave, picks, skips } => {
            let mut text = picks.iter().map(pick).collect::<Vec<_>>().join(", ");
            for skip in skips {
                let _ = write!(text, " | not {}: {}", number(skip.member), json(&skip.reason));
            }
            (*incident, format!("call w{wave}"), text)
        }
        Effect::Refused { incident, member, skip } => {
            (*incident, "refused".into(), format!("{}: {}", number(*member), json(skip)))
        }
        Effect::Repeat { offer, attempt } => {
            (offer.incident, format!("repeat #{attempt}"), number(offer.member).to_string())
        }
        Effect::Telephone { offer } => (offer.incident, "telephone".into(), number(offer.member).to_string()),
        Effect::Expire { offer } => (offer.incident, "expire".into(), number(offer.member).to_string()),
        Effect::StandDown { offers, reason } => {
            let members: Vec<_> = offers.iter().map(|it| number(it.member).to_string()).collect();
            (offers[0].incident, "stand down".into(), format!("{}: {}", members.join(" "), json(reason)))
        }
        Effect::Widen { incident, tier } => (*incident, "widen".into(), format!("tier {tier}")),
        Effect::Level { incident, level } => (*incident, "level".into(), level.to_string()),
        Effect::Alert { incident, whom, round } => {
            (*incident, "alert".into(), format!("{} round {round}", json(whom).trim_matches('"')))
        }
        Effect::Exhausted { incident, wave, skips } => {
            let mut text = format!("after wave {wave}");
            for skip in skips {
                let _ = write!(text, " | not {}: {}", number(skip.member), json(&skip.reason));
            }
            (*incident, "exhausted".into(), text)
        }
        Effect::Keep { incident, search } => {
            (*incident, "keep".into(), format!("round {} wave {} tier {}", search.round, search.wave, search.tier))
        }
    };
    format!("{:08.3}  i{:<3} {:<11} {}\n", seconds(now), number(incident), what, whom)
}

fn pick(pick: &Pick) -> String {
    let way = match pick.way {
        dispatch::rank::Way::Road => "road",
        dispatch::rank::Way::StraightLine => "crow",
    };
    let stale = if pick.stale { " stale" } else { "" };
    let manual = if pick.manual { " manual" } else { "" };
    let code = json(&pick.reason);
    let code = code.split('"').nth(3).unwrap_or_default();
    format!("{}({} r{} {}s {way}{stale}{manual})", number(pick.member), code, pick.ring.number(), pick.travel_s)
}

pub fn json(value: &impl serde::Serialize) -> String {
    serde_json::to_string(value).unwrap()
}
