//! The engine of one station: one event in, every effect out, then the next event.
//!
//! ```text
//! engine.handle(now, event);
//! while let Some(effect) = engine.poll() { carry it out as a command of its own }
//! sleep until engine.wake_at(), then handle Event::Tick
//! ```
//!
//! The rows decide: an effect is a request, and an event tells what was committed, in the order of committing.
//! A call that the engine gave up and that was accepted in the same moment counts as accepted as soon as the event
//! says so. What the engine relies on:
//! - effects are carried out in their order, each once for the key named beside it;
//! - a pick who has another standing call by then is not called but answered with `StoodDown` for that call;
//! - `StandDown` for `EnoughComing` ends only unanswered calls, every other only those who have not set out;
//! - `Expired` and `StoodDown` are told back, so that an ended search can be forgotten.
//!
//! After a crash: a new engine, `DeskPresence`, `MemberOn` for everyone who can be reached, `Restored` for each open
//! incident and each with a standing call, and only then `Tick`: `Restored` decides nothing by itself.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;

use domain::ids::{IncidentId, MemberId};
use domain::offer::OfferStatus;
use domain::time::Timestamp;

use crate::case::Case;
use crate::eligibility::{Choice, Skip, Why};
use crate::member::Fix;
use crate::rank::{Pick, Ranker, Way};
use crate::street::StreetGraph;

mod advance;
mod answers;
mod choose;
pub mod effect;
pub mod event;
mod people;
pub mod search;
pub mod settings;

use effect::{Effect, SkipRecord};
use event::{Event, OfferKey};
use people::People;
use search::{Search, Stream};
use settings::Settings;

/// The most members that each half of a list of candidates names.
pub const CANDIDATES_MAX: usize = 500;

/// The dispatch engine of one station.
#[derive(Clone, Debug)]
pub struct Engine {
    settings: Settings,
    graph: Option<Arc<StreetGraph>>,
    people: People,
    searches: BTreeMap<IncidentId, Search>,
    /// When each search must be looked at next.
    due: BTreeSet<(Timestamp, IncidentId)>,
    desk_present: bool,
    now: Timestamp,
    effects: VecDeque<Effect>,
    /// Members who became free, or whose colleagues did, in this event.
    freed: Vec<MemberId>,
    /// Other searches that this event touched.
    touched: Vec<IncidentId>,
    /// Searches that were taken up from their rows and not looked at since.
    restored: Vec<IncidentId>,
    /// Calls whose end was asked for and is not confirmed: until then the rows may still find them accepted.
    asked_to_end: BTreeSet<OfferKey>,
    /// Calls that the rows hold beside another one of the same member.
    promised_twice: Vec<(IncidentId, MemberId)>,
    ranker: Ranker,
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
    pub status: Option<OfferStatus>,
}

impl Engine {
    /// An engine that knows nobody; without a graph, travel times are estimated as the crow flies.
    pub fn new(settings: Settings, graph: Option<Arc<StreetGraph>>) -> Self {
        Self {
            settings,
            people: People::new(graph.as_ref().map(|it| it.bounds())),
            graph,
            searches: BTreeMap::new(),
            due: BTreeSet::new(),
            desk_present: true,
            now: Timestamp::default(),
            effects: VecDeque::new(),
            freed: Vec::new(),
            touched: Vec::new(),
            restored: Vec::new(),
            asked_to_end: BTreeSet::new(),
            promised_twice: Vec::new(),
            ranker: Ranker::new(),
        }
    }

    /// Takes in one event. Drain `poll` before the next.
    pub fn handle(&mut self, now: Timestamp, event: Event) {
        // Invariant: time never runs backwards in here, whatever the clock does.
        self.now = self.now.max(now);
        match event {
            Event::MemberOn(member) => self.came_on(member),
            Event::MemberOff(member) => self.went_off(member),
            Event::Moved { member, point, at, accuracy_m } => {
                if self.people.moved(member, Fix { point, at }, accuracy_m, self.now) {
                    self.freed.push(member);
                }
            }
            Event::Opened(case) => self.opened(case),
            Event::Called { incident, member } => self.chosen(incident, member),
            Event::Delivered { offer } => self.progressed(offer, OfferStatus::Delivered),
            Event::Accepted { offer } => self.progressed(offer, OfferStatus::Accepted),
            Event::Declined { offer, reason: _ } => self.progressed(offer, OfferStatus::Declined),
            Event::Departed { offer } => self.progressed(offer, OfferStatus::EnRoute),
            Event::Arrived { offer } => self.progressed(offer, OfferStatus::Arrived),
            Event::Cleared { offer } => self.progressed(offer, OfferStatus::Cleared),
            Event::StoodDown { offer } => self.progressed(offer, OfferStatus::StoodDown),
            Event::Dismissed { offer } => self.dismissed(offer),
            Event::Expired { offer } => self.progressed(offer, OfferStatus::Expired),
            Event::Ended { incident } => self.ended(incident),
            // The others may not be restored yet, so nothing is decided before the next event.
            Event::Restored { case, search, offers } => return self.restored(case, search, offers),
            Event::DeskPresence(present) => self.desk_changed(present),
            Event::Tick => {}
        }
        self.settle();
    }

    /// The next thing to do, until there is none.
    pub fn poll(&mut self) -> Option<Effect> {
        self.effects.pop_front()
    }

    /// When `Event::Tick` must come at the latest.
    pub fn wake_at(&self) -> Option<Timestamp> {
        self.due.first().map(|(at, _)| *at)
    }

    /// Ranks everyone for an incident, whether or not it is open. Calls nobody.
    pub fn candidates(&mut self, now: Timestamp, case: &Case) -> CandidateList {
        self.list_candidates(self.now.max(now), case)
    }

    /// Tells whether a person may choose this member for an incident; nothing when the member cannot be reached.
    pub fn check(&self, now: Timestamp, case: &Case, member: MemberId) -> Option<Result<Why, Skip>> {
        let search = self.searches.get(&case.incident);
        let officer = search.is_some_and(Search::officer_is_coming);
        let member = self.people.get(member)?;
        Some(self.people.may_go(member, case, search, officer, Choice::Person, self.now.max(now)))
    }

    /// Everybody whom the engine takes to be reachable.
    pub fn members(&self) -> Vec<MemberId> {
        self.people.all().map(|it| it.id).collect()
    }

    /// Does what is due, and what follows from it for other searches.
    fn settle(&mut self) {
        self.resolve_promised_twice();
        if !self.restored.is_empty() {
            // Answers may have come, and people may have become free, while nobody told an engine.
            self.touched.extend(self.restored.drain(..).rev());
            self.freed.extend(self.people.all().map(|it| it.id));
        }
        loop {
            if let Some(incident) = self.touched.pop() {
                self.advance(incident);
            } else if !self.freed.is_empty() {
                self.offer_freed();
            } else if let Some(&(at, incident)) = self.due.first().filter(|(at, _)| *at <= self.now) {
                self.due.remove(&(at, incident));
                self.advance(incident);
            } else {
                break;
            }
        }
    }

    /// Lets searches that had nobody left to call know of members who became free.
    fn offer_freed(&mut self) {
        let mut freed = std::mem::take(&mut self.freed);
        freed.sort();
        freed.dedup();
        let mut ripe = Vec::new();
        for (incident, search) in self.searches.iter().filter(|(_, it)| !it.state.ended) {
            let dry = Stream::of(&search.case).iter().copied().filter(|it| search.state.dry[it.index()]);
            for stream in dry {
                let officer = search.officer_is_coming();
                let mut free = freed.iter().filter_map(|it| self.people.get(*it));
                if free.any(|it| self.fits(search, stream, it, officer)) {
                    ripe.push((*incident, stream));
                }
            }
        }
        // The oldest search asks first: it is taken from the end.
        for (incident, stream) in ripe.into_iter().rev() {
            if let Some(search) = self.searches.get_mut(&incident) {
                search.state.dry[stream.index()] = false;
                self.touched.push(incident);
            }
        }
    }

    /// Looks at every search again: with nobody at the desk, the commander is told sooner.
    fn desk_changed(&mut self, present: bool) {
        self.desk_present = present;
        self.touched.extend(self.searches.keys().rev());
    }
}
