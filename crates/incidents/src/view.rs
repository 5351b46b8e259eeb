//! What the wire shows of incidents and offers.

pub mod incident;
pub mod names;
pub mod offer;
