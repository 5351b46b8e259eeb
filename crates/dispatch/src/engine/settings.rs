//! The clocks and sizes of a search; each station may set them.

use domain::time::Timestamp;
use serde::{Deserialize, Serialize};

use crate::engine::event::OfferState;

/// Settings of a station's engine, with the defaults of the specification.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// Calls made at once.
    pub first_wave: u32,
    /// Seconds between one further call and the next.
    pub step_s: u32,
    /// Seconds until the next tier is opened.
    pub tier_s: u32,
    /// Seconds until the desk is told.
    pub desk_s: u32,
    /// Seconds until the duty commander is told.
    pub commander_s: u32,
    /// Seconds until the governance centre is told.
    pub centre_s: u32,
    /// Seconds until an unanswered call is repeated.
    pub repeat_s: u32,
    /// How often a member is called for one incident, the first call included.
    pub attempts_max: u32,
    /// Seconds until an unanswered member is telephoned.
    pub telephone_s: u32,
    /// Seconds until an unanswered call ends.
    pub offer_expires_s: u32,
    /// Seconds after which a position counts as stale.
    pub stale_s: u32,
    /// How many police must accept, an officer among them, when police are sent.
    pub police_needed: u32,
    /// Seconds that a nearer acceptor must save before a farther one is released.
    pub upgrade_gain_s: u32,
    /// Calls of one incident that may wait for an answer at the same time; those silent for `telephone_s` count no more.
    pub waiting_max: u32,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            first_wave: 2,
            step_s: 8,
            tier_s: 45,
            desk_s: 60,
            commander_s: 120,
            centre_s: 180,
            repeat_s: 30,
            attempts_max: 3,
            telephone_s: 60,
            offer_expires_s: 600,
            stale_s: 90,
            police_needed: 1,
            upgrade_gain_s: 30,
            waiting_max: 20,
        }
    }
}

impl Settings {
    /// How often a member should have been called so many seconds after the first call, that one included.
    pub(super) fn attempts_by(&self, passed_s: i64) -> u32 {
        let repeats = passed_s.max(0) / i64::from(self.repeat_s.max(1));
        u32::try_from(repeats).unwrap_or(u32::MAX).saturating_add(1).min(self.attempts_max)
    }

    /// When an unanswered member is telephoned: with the first call if no way to wake the member was proven.
    pub(super) fn telephone_at(&self, offer: &OfferState) -> Timestamp {
        if offer.proven { offer.called_at.plus_s(self.telephone_s.into()) } else { offer.called_at }
    }

    /// When a waiting call needs attention next.
    pub(super) fn next_timer(&self, offer: &OfferState) -> Option<Timestamp> {
        let repeat_at = offer.called_at.plus_s(i64::from(self.repeat_s.max(1)) * i64::from(offer.attempt));
        let ends_at = offer.called_at.plus_s(self.offer_expires_s.into());
        let timers = [
            (offer.attempt < self.attempts_max).then_some(repeat_at),
            (!offer.telephoned).then(|| self.telephone_at(offer)),
            Some(ends_at),
        ];
        timers.into_iter().flatten().min()
    }
}
