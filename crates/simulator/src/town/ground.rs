//! The lie of the land: how dense the town is and how far it reaches, for made-up and for real streets.

use std::collections::BTreeMap;

use crate::plane::Spot;
use crate::rng::Rng;
use crate::town::patches::Relief;

/// The edge of a square in which street nodes are counted, in metres.
const CELL_M: f64 = 500.0;

/// An irregular round outline.
struct Blob {
    radius: f64,
    waves: [(f64, f64, f64); 3],
}

impl Blob {
    fn new(radius: f64, rng: &mut Rng) -> Self {
        let waves = [(2.0, 0.11), (3.0, 0.07), (5.0, 0.035)]
            .map(|(turns, share)| (turns, share, rng.between(0.0, std::f64::consts::TAU)));
        Self { radius, waves }
    }

    fn reach(&self, angle: f64) -> f64 {
        let sway: f64 = self.waves.iter().map(|(turns, share, phase)| share * (turns * angle + phase).cos()).sum();
        self.radius * (1.0 + sway)
    }
}

/// A centre with everything ever looser around it.
pub(crate) struct MadeUp {
    blob: Blob,
}

impl MadeUp {
    pub fn new(rng: &mut Rng) -> Self {
        Self { blob: Blob::new(6_300.0, rng) }
    }
}

impl Relief for MadeUp {
    fn spacing(&self, spot: Spot) -> f64 {
        290.0 + 0.135 * spot.length()
    }

    fn reach(&self, angle: f64) -> f64 {
        self.blob.reach(angle)
    }
}

/// As dense as the real streets are, inside the box of the map.
pub(crate) struct Real {
    blob: Blob,
    counts: BTreeMap<(i64, i64), u32>,
    low: Spot,
    high: Spot,
}

impl Real {
    /// Counts the nodes around a centre; `low` and `high` are the corners of the usable box.
    pub fn new(nodes: &[Spot], low: Spot, high: Spot, rng: &mut Rng) -> Self {
        let mut counts = BTreeMap::new();
        for node in nodes {
            *counts.entry(square(*node)).or_insert(0) += 1;
        }
        Self { blob: Blob::new(6_300.0, rng), counts, low, high }
    }

    fn around(&self, spot: Spot) -> u32 {
        let (column, row) = square(spot);
        let near = (-1..=1).flat_map(|dx| (-1..=1).map(move |dy| (column + dx, row + dy)));
        near.filter_map(|it| self.counts.get(&it)).sum()
    }

    /// The square whose surroundings hold most nodes, where the station's centre goes.
    pub fn busiest(&self) -> Spot {
        let middle = |(column, row): (i64, i64)| Spot::new((column as f64 + 0.5) * CELL_M, (row as f64 + 0.5) * CELL_M);
        let best = self.counts.keys().copied().max_by_key(|it| (self.around(middle(*it)), *it));
        best.map(middle).unwrap_or_default()
    }
}

impl Relief for Real {
    fn spacing(&self, spot: Spot) -> f64 {
        (1_350.0 - 170.0 * f64::from(1 + self.around(spot)).ln()).max(280.0)
    }

    fn reach(&self, angle: f64) -> f64 {
        let (sin, cos) = angle.sin_cos();
        let wall = |along: f64, low: f64, high: f64| match along {
            it if it > 1e-9 => high / it,
            it if it < -1e-9 => low / it,
            _ => f64::MAX,
        };
        let edge = wall(cos, self.low.x, self.high.x).min(wall(sin, self.low.y, self.high.y));
        self.blob.reach(angle).min(edge * 0.93).max(200.0)
    }
}

fn square(spot: Spot) -> (i64, i64) {
    ((spot.x / CELL_M).floor() as i64, (spot.y / CELL_M).floor() as i64)
}
