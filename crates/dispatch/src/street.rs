//! The street graph.

use serde::{Deserialize, Serialize};

/// How somebody travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Profile {
    /// On foot.
    Foot,
    /// By car.
    Car,
}

/// The streets of a station.
#[derive(Clone, Debug)]
pub struct StreetGraph {}
