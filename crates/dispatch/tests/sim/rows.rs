//! The rows of the simulated station: they decide, as in the real one. Also the members' minds and a seeded die.

use std::collections::{BTreeMap, BTreeSet};

use dispatch::case::Case;
use dispatch::eligibility::Why;
use dispatch::engine::effect::{Effect, StandDownReason};
use dispatch::engine::event::{Event, OfferKey, OfferState};
use dispatch::engine::search::SearchState;
use dispatch::member::Member;
use dispatch::rank::Pick;
use domain::ids::{IncidentId, MemberId};
use domain::offer::{DeclineReason, OfferStatus};
use domain::time::Timestamp;

/// SplitMix64: the same numbers on every machine.
#[derive(Clone, Debug)]
pub struct Die(pub u64);

impl Die {
    pub fn throw(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    pub fn below(&mut self, limit: u64) -> u64 {
        self.throw() % limit
    }

    pub fn between_s(&mut self, from_s: f64, to_s: f64) -> f64 {
        from_s + (to_s - from_s) * (self.below(1_001) as f64) / 1e3
    }

    pub fn chance(&mut self, percent: u64) -> bool {
        self.below(100) < percent
    }
}

/// What a member says to the server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Word {
    Delivered,
    Accepted,
    Declined,
    Departed,
    Arrived,
    Cleared,
}

impl Word {
    pub fn event(self, offer: OfferKey) -> Event {
        match self {
            Self::Delivered => Event::Delivered { offer },
            Self::Accepted => Event::Accepted { offer },
            Self::Declined => Event::Declined { offer, reason: DeclineReason::Busy },
            Self::Departed => Event::Departed { offer },
            Self::Arrived => Event::Arrived { offer },
            Self::Cleared => Event::Cleared { offer },
        }
    }
}

#[derive(Clone, Debug, Default)]
pub struct Rows {
    pub on: BTreeMap<MemberId, Member>,
    pub searches: BTreeMap<IncidentId, (Case, SearchState)>,
    pub offers: BTreeMap<(IncidentId, MemberId), OfferState>,
    pub desk_present: bool,
    pub expires_s: i64,
}

impl Rows {
    pub fn is_live(&self, member: MemberId) -> bool {
        self.offers.values().any(|it| it.member == member && !it.status.is_over())
    }

    /// Writes what a member said, if the state of the offer allows it; tells whether anything changed.
    pub fn say(&mut self, key: OfferKey, word: Word, now: Timestamp) -> bool {
        let mut others = self.offers.iter().filter(|((incident, _), _)| *incident != key.incident);
        let promised = others.any(|(_, it)| it.member == key.member && it.status.is_assignment());
        let expires_s = self.expires_s;
        let Some(offer) = self.row(&key) else { return false };
        let open = offer.status.is_waiting() && now < offer.called_at.plus_s(expires_s);
        use OfferStatus::{Accepted, Arrived, Cleared, Declined, Delivered, EnRoute, Offered};
        let next = match (word, offer.status) {
            (Word::Delivered, Offered) => Delivered,
            (Word::Accepted, _) if open && !promised => Accepted,
            (Word::Declined, Accepted | EnRoute) => Declined,
            (Word::Declined, _) if open => Declined,
            (Word::Departed, Accepted) => EnRoute,
            (Word::Arrived, Accepted | EnRoute) => Arrived,
            (Word::Cleared, Arrived) => Cleared,
            _ => return false,
        };
        offer.status = next;
        true
    }

    /// Carries out an effect, once or as often as it comes; what the engine must hear about it.
    pub fn perform(&mut self, effect: &Effect, now: Timestamp) -> Vec<Event> {
        let mut heard = Vec::new();
        match effect {
            Effect::Call { incident, wave, picks, .. } => {
                for pick in picks {
                    heard.extend(self.call(*incident, *wave, pick, now));
                }
            }
            Effect::Repeat { offer, attempt } => {
                if let Some(row) = self.waiting(offer) {
                    row.attempt = (*attempt).max(row.attempt);
                }
            }
            Effect::Telephone { offer } => {
                if let Some(row) = self.waiting(offer) {
                    row.telephoned = true;
                }
            }
            Effect::Expire { offer } => {
                if let Some(row) = self.waiting(offer) {
                    row.status = OfferStatus::Expired;
                    heard.push(Event::Expired { offer: *offer });
                }
            }
            Effect::StandDown { offers, reason } => {
                let unanswered_only = *reason == StandDownReason::EnoughComing;
                for offer in offers {
                    let can_end = |it: &OfferState| {
                        it.status.is_waiting() || (it.status == OfferStatus::Accepted && !unanswered_only)
                    };
                    if let Some(row) = self.row(offer).filter(|it| can_end(it)) {
                        row.status = OfferStatus::StoodDown;
                        heard.push(Event::StoodDown { offer: *offer });
                    }
                }
            }
            Effect::Keep { incident, search } => {
                if let Some(row) = self.searches.get_mut(incident) {
                    row.1 = search.clone();
                }
            }
            Effect::Refused { .. }
            | Effect::Widen { .. }
            | Effect::Level { .. }
            | Effect::Alert { .. }
            | Effect::Exhausted { .. } => {}
        }
        heard
    }

    fn waiting(&mut self, offer: &OfferKey) -> Option<&mut OfferState> {
        self.row(offer).filter(|it| it.status.is_waiting())
    }

    fn row(&mut self, offer: &OfferKey) -> Option<&mut OfferState> {
        self.offers.get_mut(&(offer.incident, offer.member)).filter(|it| it.wave == offer.wave)
    }

    /// Writes one call, unless it is written already or the member was promised elsewhere in the meantime.
    fn call(&mut self, incident: IncidentId, wave: u32, pick: &Pick, now: Timestamp) -> Option<Event> {
        let key = OfferKey { incident, member: pick.member, wave };
        if self.offers.get(&(incident, pick.member)).is_some_and(|it| it.wave >= wave) {
            return None;
        }
        if self.is_live(pick.member) || !self.on.contains_key(&pick.member) {
            return Some(Event::StoodDown { offer: key });
        }
        let (case, _) = self.searches.get(&incident)?;
        let member = &self.on[&pick.member];
        let offer = OfferState {
            member: pick.member,
            ring: pick.ring,
            officer: pick.reason == Why::Officer {},
            status: OfferStatus::Offered,
            wave,
            attempt: 1,
            called_at: now,
            telephoned: false,
            proven: pick.proven,
            travel_s: pick.travel_s,
            manual: pick.manual,
            leaves_post: member.leaves_post_for(case.point),
            dismissed: false,
        };
        self.offers.insert((incident, pick.member), offer);
        None
    }

    /// What a new engine is told after a crash.
    pub fn memories(&self) -> Vec<Event> {
        let on = self.on.values().cloned().map(Event::MemberOn);
        let live: BTreeSet<IncidentId> =
            self.offers.iter().filter(|(_, it)| !it.status.is_over()).map(|((incident, _), _)| *incident).collect();
        let open = self.searches.iter().filter(|(id, (_, state))| !state.ended || live.contains(id));
        let searches = open.map(|(id, (case, search))| {
            let offers = self.offers.range((*id, MemberId::from(uuid::Uuid::nil()))..);
            let offers = offers.take_while(|((incident, _), _)| incident == id).map(|(_, it)| it.clone()).collect();
            Event::Restored { case: case.clone(), search: search.clone(), offers }
        });
        std::iter::once(Event::DeskPresence(self.desk_present)).chain(on).chain(searches).collect()
    }
}
