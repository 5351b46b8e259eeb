//! Walking: a line along the streets, and where somebody is on it at a moment.

use std::sync::Arc;

use dispatch::street::times::Scratch;
use dispatch::street::{Profile, StreetGraph};
use domain::geo::Point;

/// The streets that people walk along; straight lines where there are none.
#[derive(Clone, Debug, Default)]
pub struct Ways {
    graph: Option<Arc<StreetGraph>>,
    scratch: Scratch,
}

impl Ways {
    /// Walks on a graph.
    pub fn new(graph: Option<Arc<StreetGraph>>) -> Self {
        Self { graph, scratch: Scratch::default() }
    }

    /// The line from one place to another.
    pub fn line(&mut self, from: Point, to: Point) -> Vec<Point> {
        let path = self.graph.as_ref().and_then(|it| it.path(from, to, Profile::Foot, &mut self.scratch));
        path.map_or_else(|| vec![from, to], |it| it.line)
    }

    /// Crossings near a place, at most `count`: where somebody may stroll.
    pub fn near(&self, place: Point, radius_m: f64, count: usize) -> Vec<Point> {
        let nodes = self.graph.as_ref().map(|it| it.nodes()).unwrap_or_default();
        nodes.iter().filter(|it| it.distance_m(place) < radius_m).take(count).copied().collect()
    }
}

/// Somebody on the way.
#[derive(Clone, Debug)]
pub struct Walk {
    line: Vec<Point>,
    /// Metres from the start to each corner of the line.
    metres: Vec<f64>,
    from_s: f64,
    pace_mps: f64,
}

impl Walk {
    /// Sets out along a line at a moment.
    pub fn new(line: Vec<Point>, from_s: f64, pace_mps: f64) -> Self {
        let mut gone = 0.0;
        let mut metres = Vec::with_capacity(line.len());
        for (index, point) in line.iter().enumerate() {
            gone += index.checked_sub(1).map_or(0.0, |before| line[before].distance_m(*point));
            metres.push(gone);
        }
        Self { line, metres, from_s, pace_mps: pace_mps.max(0.1) }
    }

    /// When the end is reached.
    pub fn ends_s(&self) -> f64 {
        self.from_s + self.metres.last().copied().unwrap_or_default() / self.pace_mps
    }

    /// The end.
    pub fn goal(&self) -> Option<Point> {
        self.line.last().copied()
    }

    /// Where one is at a moment.
    pub fn at(&self, now_s: f64) -> Option<Point> {
        let gone = ((now_s - self.from_s) * self.pace_mps).max(0.0);
        let next = self.metres.partition_point(|it| *it <= gone);
        let (Some(before), Some(after)) = (next.checked_sub(1), self.line.get(next)) else {
            return self.goal();
        };
        let from = self.line[before];
        let share = (gone - self.metres[before]) / (self.metres[next] - self.metres[before]).max(1e-9);
        Some(Point::new(from.lon + (after.lon - from.lon) * share, from.lat + (after.lat - from.lat) * share))
    }

    /// How fast one moves at a moment.
    pub fn speed_mps(&self, now_s: f64) -> f64 {
        if (self.from_s..self.ends_s()).contains(&now_s) { self.pace_mps } else { 0.0 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_walks_the_line_at_the_pace() {
        let start = Point::new(107.39, 29.70);
        let corner = Point::new(107.40, 29.70);
        let goal = Point::new(107.40, 29.71);
        let walk = Walk::new(vec![start, corner, goal], 100.0, 2.0);
        let whole = start.distance_m(corner) + corner.distance_m(goal);
        assert!((walk.ends_s() - 100.0 - whole / 2.0).abs() < 0.01);
        assert_eq!(walk.at(0.0), Some(start));
        assert_eq!(walk.at(walk.ends_s() + 1.0), Some(goal));
        let there = walk.at(200.0).unwrap();
        assert!((start.distance_m(there) - 200.0).abs() < 0.5, "{}", start.distance_m(there));
        assert_eq!(walk.speed_mps(walk.ends_s() + 1.0), 0.0);
    }

    #[test]
    fn without_streets_one_walks_straight() {
        let (from, to) = (Point::new(107.39, 29.70), Point::new(107.40, 29.70));
        assert_eq!(Ways::default().line(from, to), [from, to]);
        assert!(Ways::default().near(from, 100.0, 5).is_empty());
    }
}
