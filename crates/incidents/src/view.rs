//! What the wire shows of incidents and offers.

pub mod handing;
pub mod incident;
pub mod names;
pub mod offer;
pub mod progress;
pub mod sight;
