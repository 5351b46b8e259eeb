//! The state of one search that outlives a crash.

use std::collections::BTreeMap;

use domain::ids::MemberId;
use domain::incident::Priority;
use domain::member::Level;
use domain::offer::OfferStatus;
use domain::time::Timestamp;
use serde::{Deserialize, Serialize};

use crate::case::{Case, Ring};
use crate::engine::effect::Whom;
use crate::engine::event::OfferState;
use crate::engine::settings::Settings;

/// What is kept of a search beside its calls; a row, or JSON in one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SearchState {
    /// When the clocks of this round started.
    pub started_at: Timestamp,
    /// Counts the times that the search had to begin again, from 1.
    pub round: u32,
    /// The last wave of calls, 0 before the first.
    pub wave: u32,
    /// The highest tier that is open, 1 to 3.
    pub tier: u8,
    /// When each stream of calls makes its next one: own unit (or all community forces), neighbours, police.
    pub next_step_at: [Timestamp; 3],
    /// Who was told in this round.
    pub alerted: Vec<Whom>,
    /// Whether nobody was left to call.
    pub exhausted: bool,
    /// For which streams nobody is left to call until somebody else becomes free.
    pub dry: [bool; 3],
    /// The last wave before this round; who did not answer in an earlier round may be asked again.
    pub wave_before_round: u32,
    /// When enough of the community forces had accepted.
    pub group_enough_at: Option<Timestamp>,
    /// Whether enough are coming, police included.
    pub enough: bool,
    /// The level that those who come were told, once somebody comes.
    pub level: Option<Level>,
    /// Whether the incident ended.
    pub ended: bool,
}

impl SearchState {
    /// A search that has not begun.
    pub fn new(case: &Case) -> Self {
        Self {
            started_at: case.dispatched_at,
            round: 1,
            wave: case.waves_before,
            tier: 1,
            next_step_at: [case.dispatched_at; 3],
            alerted: Vec::new(),
            exhausted: false,
            dry: [false; 3],
            wave_before_round: case.waves_before,
            group_enough_at: None,
            enough: false,
            level: None,
            ended: false,
        }
    }
}

impl SearchState {
    /// Begins again at `now`, with all clocks, because enough are no longer coming.
    pub(super) fn begin_round(&mut self, now: Timestamp) {
        self.started_at = now;
        self.round += 1;
        self.next_step_at = [now; 3];
        self.alerted.clear();
        self.exhausted = false;
        self.dry = [false; 3];
        self.wave_before_round = self.wave;
        self.group_enough_at = None;
        self.enough = false;
        self.ended = false;
    }
}

/// A stream of calls: people who are asked one after the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stream {
    /// Community forces by tier: own unit, then neighbours, then volunteers.
    Group,
    /// The own unit of a P1, beside the others.
    OwnUnit,
    /// The neighbours of a P1, at the same moment.
    Adjacent,
    /// Police, whenever they are sent.
    Police,
}

impl Stream {
    /// The streams of a case. For P1 the three rings are asked at the same moment.
    pub(super) fn of(case: &Case) -> &'static [Self] {
        match (case.priority, case.police) {
            (Priority::P1, true) => &[Self::OwnUnit, Self::Adjacent, Self::Police],
            (Priority::P1, false) => &[Self::OwnUnit, Self::Adjacent],
            (Priority::P2 | Priority::P3 | Priority::P4, true) => &[Self::Group, Self::Police],
            (Priority::P2 | Priority::P3 | Priority::P4, false) => &[Self::Group],
        }
    }

    /// The place of the stream in the arrays of `SearchState`.
    pub(super) const fn index(self) -> usize {
        match self {
            Self::Group | Self::OwnUnit => 0,
            Self::Adjacent => 1,
            Self::Police => 2,
        }
    }

    /// Tells whether a ring belongs to the stream.
    pub(super) const fn holds(self, ring: Ring) -> bool {
        match (self, ring) {
            (Self::Group, Ring::OwnUnit | Ring::Adjacent)
            | (Self::OwnUnit, Ring::OwnUnit)
            | (Self::Adjacent, Ring::Adjacent)
            | (Self::Police, Ring::Police) => true,
            (Self::Group | Self::OwnUnit | Self::Adjacent, Ring::Police)
            | (Self::OwnUnit, Ring::Adjacent)
            | (Self::Adjacent, Ring::OwnUnit)
            | (Self::Police, Ring::OwnUnit | Ring::Adjacent) => false,
        }
    }
}

/// A search that is going on, or has ended with people still out.
#[derive(Clone, Debug)]
pub(super) struct Search {
    pub case: Case,
    pub state: SearchState,
    /// What the rows know of the state.
    pub kept: Option<SearchState>,
    pub offers: BTreeMap<MemberId, OfferState>,
    pub due: Option<Timestamp>,
}

/// How many answered a stream, and how many have still to answer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Count {
    /// Accepted, on the way, there, or done.
    pub accepted: u32,
    /// Called, not answered.
    pub waiting: u32,
}

impl Search {
    pub(super) fn new(case: Case) -> Self {
        let state = SearchState::new(&case);
        Self { case, state, kept: None, offers: BTreeMap::new(), due: None }
    }

    pub(super) fn count(&self, belongs: impl Fn(Ring) -> bool) -> Count {
        let mut count = Count::default();
        for offer in self.offers.values().filter(|it| belongs(it.ring)) {
            count.accepted += u32::from(came_or_comes(offer.status));
            count.waiting += u32::from(offer.status.is_waiting());
        }
        count
    }

    /// How many of the community forces accepted.
    pub(super) fn group_accepted(&self) -> u32 {
        self.count(|ring| ring != Ring::Police).accepted
    }

    pub(super) fn group_is_enough(&self) -> bool {
        self.group_accepted() >= self.case.group_needed()
    }

    /// Enough police, and an officer among them: an auxiliary has no authority alone.
    pub(super) fn police_are_enough(&self, settings: &Settings) -> bool {
        let officer = self.offers.values().any(|it| it.officer && came_or_comes(it.status));
        !self.case.police || (officer && self.count(|it| it == Ring::Police).accepted >= settings.police_needed)
    }

    pub(super) fn is_enough(&self, settings: &Settings) -> bool {
        self.group_is_enough() && self.police_are_enough(settings)
    }

    /// Tells whether a stream needs nobody more, so that those who have not answered are thanked.
    pub(super) fn stream_is_enough(&self, stream: Stream, settings: &Settings) -> bool {
        match stream {
            Stream::Police => self.police_are_enough(settings),
            Stream::Group => self.group_is_enough(),
            Stream::OwnUnit | Stream::Adjacent => {
                // Each ring of a P1 is asked for somebody, even when another ring brings enough.
                let accepted = self.count(|ring| stream.holds(ring)).accepted;
                accepted >= self.case.group_needed() || (accepted > 0 && self.group_is_enough())
            }
        }
    }

    /// How many a stream must bring.
    pub(super) fn stream_needs(&self, stream: Stream, settings: &Settings) -> u32 {
        match stream {
            Stream::Police => settings.police_needed.max(1),
            Stream::Group | Stream::OwnUnit | Stream::Adjacent => self.case.group_needed(),
        }
    }

    /// Tells whether an officer is called or coming.
    pub(super) fn officer_is_coming(&self) -> bool {
        self.offers.values().any(|it| it.officer && !it.status.is_over())
    }

    /// Tells whether an officer is called, coming, or was there.
    pub(super) fn officer_comes_or_came(&self) -> bool {
        self.offers.values().any(|it| it.officer && (it.status.is_waiting() || came_or_comes(it.status)))
    }

    /// The highest tier that anybody could be called in.
    pub(super) fn tier_max(&self) -> u8 {
        match (self.case.desk_absent, self.case.level) {
            (true, _) => 1,
            (false, Level::L3) => 3,
            (false, Level::L0 | Level::L1 | Level::L2) => 2,
        }
    }

    /// Tells whether the tiers open one after the other; for P1 everybody is asked at once.
    pub(super) fn has_tiers(&self) -> bool {
        self.case.priority != Priority::P1
    }
}

/// Tells whether somebody answered with yes and kept to it.
fn came_or_comes(status: OfferStatus) -> bool {
    status.is_assignment() || status == OfferStatus::Cleared
}
