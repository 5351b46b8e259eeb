//! The time of the simulated terminals: that of the machine, like the time of real ones.

use jiff::Timestamp;

/// The moment that a terminal writes on what it sends.
#[expect(clippy::disallowed_methods, reason = "a simulated terminal is outside the server and has a clock of its own")]
pub(super) fn now() -> Timestamp {
    Timestamp::now()
}
