//! The live feed: log entries as they are committed, and positions and presence beside them.

mod hub;
mod socket;

pub use hub::{Frame, Hub, Inbound, Observer, QUEUE_MAX, Reader, Volatile};
pub use socket::{EventPage, SESSION_ENDED, routes};
