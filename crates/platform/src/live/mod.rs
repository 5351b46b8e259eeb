//! The live feed: log entries as they are committed, and positions and presence beside them.

mod hub;
mod seats;
mod socket;

pub use hub::{Frame, Hub, Inbound, Observer, QUEUE_MAX, Reader, Volatile};
pub use seats::{PER_ACCOUNT_MAX, Seats};
pub use socket::{EventPage, SESSION_ENDED, routes};
