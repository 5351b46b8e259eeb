//! Positions as a terminal sends them, and what becomes of them.

use domain::geo::Point;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// One position.
#[derive(Clone, Debug, Serialize)]
pub struct Fix {
    /// When the terminal was there.
    pub at: Timestamp,
    /// Where.
    pub point: Point,
    /// How far off it may be.
    pub accuracy_m: f64,
    /// How fast it moved.
    pub speed_mps: f64,
    /// Percent of its battery.
    pub battery: u8,
}

/// What became of a batch of positions.
#[derive(Clone, Debug, Deserialize)]
pub struct Taken {
    /// How many were stored.
    pub accepted: u64,
    /// Which were not, and why.
    #[serde(default)]
    pub refused: Vec<RefusedFix>,
}

/// A position that was not stored.
#[derive(Clone, Debug, Deserialize)]
pub struct RefusedFix {
    /// Its place in the batch.
    pub index: usize,
    /// Why.
    #[serde(rename = "type")]
    pub kind: String,
}
