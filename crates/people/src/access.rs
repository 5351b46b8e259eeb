//! Accounts and who may make them: the system administrator makes and disables, the security administrator grants.
//!
//! Nobody holds two of the three, and none of them sees the work. A password that somebody else has seen is changed
//! at the first sign-in.

pub mod accounts;
pub mod api;
pub mod factor;
pub mod first;
pub mod idle;

use std::collections::HashMap;

use chrono::{DateTime, TimeDelta, Utc};
use parking_lot::Mutex;
use platform::problem::{Result, refuse};
use platform::session::TokenHash;

use crate::refusal;

/// For how long a session may do what needs the second factor, once a code was right.
pub const STEPPED_UP: TimeDelta = TimeDelta::minutes(10);
/// Sessions that are stepped up at once; the oldest ends when there are more.
const STEPPED_MAX: usize = 1_000;

/// The sessions that have just shown their second factor. They are kept in memory: after a restart one shows it again.
#[derive(Default)]
pub struct SteppedUp(Mutex<HashMap<TokenHash, DateTime<Utc>>>);

impl SteppedUp {
    /// Notes that a session has shown its second factor; answers until when it counts.
    pub fn note(&self, session: TokenHash, now: DateTime<Utc>) -> DateTime<Utc> {
        let mut until = self.0.lock();
        until.retain(|_, it| *it > now);
        if until.len() >= STEPPED_MAX
            && let Some(oldest) = until.iter().min_by_key(|it| *it.1).map(|it| *it.0)
        {
            until.remove(&oldest);
        }
        until.insert(session, now + STEPPED_UP);
        now + STEPPED_UP
    }

    /// Refuses unless the session has shown its second factor within the last minutes.
    ///
    /// # Errors
    /// [`refusal::SECOND_FACTOR`].
    pub fn require(&self, session: TokenHash, now: DateTime<Utc>) -> Result<()> {
        if self.0.lock().get(&session).is_some_and(|it| *it > now) {
            return Ok(());
        }
        Err(refuse(&refusal::SECOND_FACTOR).into())
    }
}
