//! The clocks and sizes of a search; each station may set them.

use serde::{Deserialize, Serialize};

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
    /// Calls of one incident that may wait for an answer at the same time.
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
