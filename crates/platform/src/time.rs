//! Where the rows' time (chrono) and the rules' time (`domain::time`) meet.

use chrono::{DateTime, Utc};
use domain::time::Timestamp;

use crate::clock::from_micros;

/// The rules' form of a row's time.
pub fn moment(at: DateTime<Utc>) -> Timestamp {
    Timestamp::from_micros(at.timestamp_micros())
}

/// The row's form of a rule's time.
pub fn row_time(at: Timestamp) -> DateTime<Utc> {
    from_micros(at.micros())
}
