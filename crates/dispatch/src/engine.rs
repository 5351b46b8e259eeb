//! The engine of one station: one event in, every effect out, then the next event.
//!
//! ```text
//! engine.handle(now, event);
//! while let Some(effect) = engine.poll() { carry it out as a command of its own }
//! sleep until engine.wake_at(), then handle Event::Tick
//! ```
//!
//! The rows decide: an effect is a request, and an event tells what was committed. A call that the engine gave up
//! and that was accepted in the same moment counts as accepted as soon as the event says so.
//!
//! After a crash: a new engine, `DeskPresence`, `MemberOn` for everyone who can be reached, `Restored` for each open
//! incident (and each with a standing call), then `Tick`.

use std::sync::Arc;

use domain::ids::MemberId;
use domain::time::Timestamp;

use crate::case::Case;
use crate::eligibility::{Skip, Why};
use crate::rank::{Pick, Way};
use crate::street::StreetGraph;

pub mod effect;
pub mod event;
pub mod search;
pub mod settings;

use effect::{Effect, SkipRecord};
use event::Event;
use settings::Settings;

/// The dispatch engine of one station.
#[derive(Debug)]
pub struct Engine {
    settings: Settings,
    graph: Option<Arc<StreetGraph>>,
    effects: std::collections::VecDeque<Effect>,
}

/// Everyone who may go to an incident, the first first, and everyone who may not, with reasons.
#[derive(Clone, Debug, PartialEq)]
pub struct CandidateList {
    /// Whether travel times come from the street graph.
    pub way: Way,
    /// Who may go, and who is called already.
    pub picks: Vec<Candidate>,
    /// Who may not, the nearest first.
    pub skips: Vec<SkipRecord>,
}

/// A member who may go, or who is called already.
#[derive(Clone, Debug, PartialEq)]
pub struct Candidate {
    /// The member, and what speaks for the choice.
    pub pick: Pick,
    /// Where the call of this incident stands, if there is one.
    pub status: Option<domain::offer::OfferStatus>,
}

impl Engine {
    /// An engine that knows nobody; without a graph, travel times are estimated as the crow flies.
    pub fn new(settings: Settings, graph: Option<Arc<StreetGraph>>) -> Self {
        Self { settings, graph, effects: std::collections::VecDeque::new() }
    }

    /// Takes in one event. Drain `poll` before the next.
    pub fn handle(&mut self, _now: Timestamp, _event: Event) {
        let _ = (&self.settings, &self.graph);
    }

    /// The next thing to do, until there is none.
    pub fn poll(&mut self) -> Option<Effect> {
        self.effects.pop_front()
    }

    /// When `Event::Tick` must come at the latest.
    pub fn wake_at(&self) -> Option<Timestamp> {
        None
    }

    /// Ranks everyone for an incident, whether or not it is open. Changes nothing.
    pub fn candidates(&mut self, _now: Timestamp, _case: &Case) -> CandidateList {
        CandidateList { way: Way::StraightLine, picks: Vec::new(), skips: Vec::new() }
    }

    /// Tells whether a person may choose this member for an incident, before `Event::Called`; nothing when unknown.
    pub fn check(&mut self, _now: Timestamp, _case: &Case, _member: MemberId) -> Option<Result<Why, Skip>> {
        None
    }
}
