//! What members and the desk answer, and what follows for the calls.
//!
//! Answers come from rows that are written, so they are true even when the engine has given the call up meanwhile.
//! Repeated and late answers change nothing.

use domain::ids::{IncidentId, MemberId};
use domain::offer::OfferStatus;

use crate::case::Case;
use crate::eligibility::{Choice, Skip};
use crate::engine::Engine;
use crate::engine::effect::{Effect, StandDownReason};
use crate::engine::event::{OfferKey, OfferState};
use crate::engine::people::Held;
use crate::engine::search::{Search, SearchState, Stream};

impl Engine {
    /// An incident needs people, or more is known of it.
    pub(super) fn opened(&mut self, case: Case) {
        let incident = case.incident;
        let now = self.now;
        let search = self.searches.entry(incident).or_insert_with(|| Search::new(case.clone()));
        search.case = case;
        search.state.wave = search.state.wave.max(search.case.waves_before);
        // Other facts may let other people go.
        search.state.dry = [false; 3];
        search.state.exhausted = false;
        if search.state.ended {
            // A new search: what was answered to an earlier one counts no more.
            search.offers.retain(|_, it| !it.status.is_over());
            search.state.begin_round(now);
        }
        self.judge_again(incident);
        self.advance(incident);
    }

    /// Takes back the calls of those whom the facts no longer let go. Whoever has set out is a person's decision.
    fn judge_again(&mut self, incident: IncidentId) {
        let Some(mut search) = self.searches.remove(&incident) else { return };
        let standing: Vec<MemberId> =
            search.offers.values().filter(|it| not_set_out(it.status)).map(|it| it.member).collect();
        let mut lost = Vec::new();
        for member in standing {
            if !self.must_not_go(&search, member) {
                continue;
            }
            if let Some(offer) = search.offers.get_mut(&member) {
                offer.status = OfferStatus::StoodDown;
                lost.push(offer.key(incident));
            }
        }
        self.searches.insert(incident, search);
        self.stand_down(lost, StandDownReason::MayNotGo);
    }

    /// Tells whether a rule about the person, the matter or the area now speaks against a call that stands.
    ///
    /// What only stands in the way of a new call (colleagues who left the post, an officer who declined, a lost
    /// position) takes no standing one back.
    fn must_not_go(&self, search: &Search, member: MemberId) -> bool {
        let Some(known) = self.people.get(member) else { return false };
        match self.people.may_go(known, &search.case, None, true, Choice::Person, self.now) {
            Ok(_) => false,
            Err(
                Skip::PostBelowHeadcount { .. }
                | Skip::NoOfficerComing {}
                | Skip::NoPosition {}
                | Skip::Busy { .. }
                | Skip::CalledElsewhere { .. },
            ) => false,
            Err(_) => true,
        }
    }

    /// A person took one call back: the engine does not make it again.
    pub(super) fn dismissed(&mut self, key: OfferKey) {
        let search = self.searches.get_mut(&key.incident);
        let offer = search.and_then(|it| it.offers.get_mut(&key.member)).filter(|it| it.wave == key.wave);
        if let Some(offer) = offer {
            offer.dismissed = true;
        }
        self.progressed(key, OfferStatus::StoodDown);
    }

    /// A person chose a member.
    pub(super) fn chosen(&mut self, incident: IncidentId, member: MemberId) {
        let refuse = |skip| Effect::Refused { incident, member, skip };
        if self.searches.get(&incident).is_none_or(|it| it.state.ended) {
            return self.effects.push_back(refuse(Skip::IncidentNotOpen {}));
        }
        let Some(mut search) = self.searches.remove(&incident) else { return };
        match self.call_chosen(&mut search, member) {
            Ok(pick) => {
                // An officer who was chosen may bring auxiliaries along.
                search.state.dry[Stream::Police.index()] = false;
                search.state.exhausted = false;
                let wave = search.state.wave;
                self.effects.push_back(Effect::Call { incident, wave, picks: vec![pick], skips: Vec::new() });
            }
            Err(skip) => self.effects.push_back(refuse(skip)),
        }
        self.searches.insert(incident, search);
        self.advance(incident);
    }

    /// A call got as far as `status`. Whatever comes twice, or after something later, is known already.
    pub(super) fn progressed(&mut self, key: OfferKey, status: OfferStatus) {
        let Some(mut search) = self.searches.remove(&key.incident) else { return };
        if matches!(status, OfferStatus::Expired | OfferStatus::StoodDown) {
            self.asked_to_end.remove(&key);
        }
        if let Some(offer) = search.offers.get_mut(&key.member)
            && offer.wave == key.wave
            && follows(offer.status, status, self.asked_to_end.contains(&key))
        {
            let was_assigned = offer.status.is_assignment();
            offer.status = status;
            let offer = offer.clone();
            self.asked_to_end.remove(&key);
            if status.is_assignment() && !was_assigned {
                self.claim(&mut search, &offer);
            } else if status.is_over() {
                self.release(key.member, key.incident);
            }
        }
        self.searches.insert(key.incident, search);
        self.advance(key.incident);
    }

    /// A member said yes: no other incident calls any more, and nobody is promised to two.
    fn claim(&mut self, search: &mut Search, offer: &OfferState) {
        let (incident, member) = (search.case.incident, offer.member);
        match self.people.held(member).filter(|it| it.incident != incident) {
            Some(other) if other.assigned => {
                // The first word counts.
                return self.lose(search, member);
            }
            Some(other) => {
                if let Some(mut search) = self.searches.remove(&other.incident) {
                    self.lose(&mut search, member);
                    self.searches.insert(other.incident, search);
                    self.touched.push(other.incident);
                }
            }
            None => {}
        }
        let held = Held { incident, assigned: true, leaves_post: offer.leaves_post };
        self.people.hold(member, Some(held));
        self.upgrade(search, offer);
    }

    /// Takes a call back because the member is promised to another incident.
    fn lose(&mut self, search: &mut Search, member: MemberId) {
        if let Some(offer) = search.offers.get_mut(&member) {
            offer.status = OfferStatus::StoodDown;
            let lost = offer.key(search.case.incident);
            self.stand_down(vec![lost], StandDownReason::AcceptedElsewhere);
        }
    }

    /// Lets a member go, and remembers to look who may go now.
    pub(super) fn release(&mut self, member: MemberId, incident: IncidentId) {
        if self.people.held(member).is_some_and(|it| it.incident == incident) {
            self.people.hold(member, None);
            self.freed.extend(self.people.with_colleagues(member));
        }
    }

    /// A member can be reached, or the facts changed.
    pub(super) fn came_on(&mut self, member: crate::member::Member) {
        let (id, consents) = (member.id, member.consents);
        self.people.put(member);
        if !consents {
            self.take_back(id);
        }
        if let Some(held) = self.people.held(id) {
            self.judge_again(held.incident);
            self.touched.push(held.incident);
        }
        self.freed.extend(self.people.with_colleagues(id));
    }

    /// A member cannot be reached any more.
    pub(super) fn went_off(&mut self, member: MemberId) {
        self.take_back(member);
        self.people.remove(member);
    }

    /// Takes back the call of somebody who has not set out; whoever has stays on the incident until cleared.
    fn take_back(&mut self, member: MemberId) {
        let Some(held) = self.people.held(member) else { return };
        let Some(search) = self.searches.get_mut(&held.incident) else { return };
        let Some(offer) = search.offers.get_mut(&member).filter(|it| not_set_out(it.status)) else { return };
        offer.status = OfferStatus::StoodDown;
        let offer = offer.key(held.incident);
        self.stand_down(vec![offer], StandDownReason::OffDuty);
        self.touched.push(held.incident);
    }

    /// The incident needs nobody more. Whoever has set out is told by the incident itself, and stays until cleared.
    pub(super) fn ended(&mut self, incident: IncidentId) {
        let Some(search) = self.searches.get_mut(&incident) else { return };
        search.state.ended = true;
        let mut released = Vec::new();
        for offer in search.offers.values_mut().filter(|it| not_set_out(it.status)) {
            offer.status = OfferStatus::StoodDown;
            released.push(offer.key(incident));
        }
        self.stand_down(released, StandDownReason::Ended);
        self.advance(incident);
    }

    /// Notes what holds a member by the rows. Of two, which a crash can leave, the assignment counts, then the first.
    fn hold_restored(&mut self, member: MemberId, held: Held) {
        let loser = match self.people.held(member).filter(|it| it.incident != held.incident) {
            Some(other) if other.assigned || !held.assigned => Some(held.incident),
            Some(other) => {
                self.people.hold(member, Some(held));
                Some(other.incident)
            }
            None => {
                self.people.hold(member, Some(held));
                None
            }
        };
        self.promised_twice.extend(loser.map(|incident| (incident, member)));
    }

    /// Takes back the calls that a crash left beside an assignment of the same member.
    pub(super) fn resolve_promised_twice(&mut self) {
        for (incident, member) in std::mem::take(&mut self.promised_twice) {
            if let Some(mut search) = self.searches.remove(&incident) {
                self.lose(&mut search, member);
                self.searches.insert(incident, search);
                self.touched.push(incident);
            }
        }
    }

    /// Drops what is known of a search, because its rows are read again.
    fn forget(&mut self, incident: IncidentId) {
        let Some(search) = self.searches.remove(&incident) else { return };
        if let Some(due) = search.due {
            self.due.remove(&(due, incident));
        }
        for offer in search.offers.values() {
            self.asked_to_end.remove(&offer.key(incident));
            self.release(offer.member, incident);
        }
    }

    /// Takes up a search from its rows, without acting on it yet.
    pub(super) fn restored(&mut self, case: Case, state: SearchState, offers: Vec<OfferState>) {
        let incident = case.incident;
        self.forget(incident);
        let kept = Some(state.clone());
        let mut search = Search { case, state, kept, offers: std::collections::BTreeMap::new(), due: None };
        for offer in offers {
            if !offer.status.is_over() {
                let held = Held { incident, assigned: offer.status.is_assignment(), leaves_post: offer.leaves_post };
                self.hold_restored(offer.member, held);
            }
            // Calls are written before the state: what they say is newer.
            if offer.wave > search.state.wave {
                search.state.wave = offer.wave;
                for &stream in Stream::of(&search.case).iter().filter(|it| it.holds(offer.ring)) {
                    let next = offer.called_at.plus_s(self.settings.step_s.max(1).into());
                    let known = &mut search.state.next_step_at[stream.index()];
                    *known = next.max(*known);
                }
            }
            search.offers.insert(offer.member, offer);
        }
        // Due at once: the next event looks at it, and wakes the driver if there is none.
        search.due = Some(self.now);
        self.due.insert((self.now, incident));
        self.restored.push(incident);
        self.searches.insert(incident, search);
    }
}

/// Tells whether somebody called or coming has not set out, so that taking the call back costs nobody a way.
fn not_set_out(status: OfferStatus) -> bool {
    status.is_waiting() || status == OfferStatus::Accepted
}

/// Tells whether a call in state `before` can have got as far as `after`.
///
/// While an end is only asked for, the rows may have found the member accepting: then the rows are right.
fn follows(before: OfferStatus, after: OfferStatus, end_is_open: bool) -> bool {
    use OfferStatus::{Accepted, Arrived, Cleared, Declined, Delivered, EnRoute, Expired, Offered, StoodDown};
    let given_up = end_is_open && matches!(before, Expired | StoodDown);
    match after {
        Offered => false,
        Delivered => before == Offered,
        Accepted => matches!(before, Offered | Delivered) || given_up,
        EnRoute => matches!(before, Offered | Delivered | Accepted) || given_up,
        Arrived => matches!(before, Offered | Delivered | Accepted | EnRoute) || given_up,
        Cleared | Declined => !before.is_over(),
        Expired => before.is_waiting(),
        StoodDown => !before.is_over(),
    }
}
