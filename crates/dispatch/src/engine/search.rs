//! The state of one search that outlives a crash.

use domain::member::Level;
use domain::time::Timestamp;
use serde::{Deserialize, Serialize};

use crate::case::Case;
use crate::engine::effect::Whom;

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
    /// When enough had accepted.
    pub enough_at: Option<Timestamp>,
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
            wave: 0,
            tier: 1,
            next_step_at: [case.dispatched_at; 3],
            alerted: Vec::new(),
            exhausted: false,
            enough_at: None,
            level: None,
            ended: false,
        }
    }
}
