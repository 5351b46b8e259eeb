//! Puts a position onto the street: to the nearest point of an edge, not only to a node.

use domain::geo::Point;

use super::{Profile, StreetGraph};

/// Farther than this from any street, a position is not put onto one.
pub const SNAP_M_MAX: f64 = 1_000.0;

/// A place on a street.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Snapped {
    /// The stretch of street.
    pub edge: u32,
    /// The share of the stretch that is passed there, 0 at its start, 1 at its end.
    pub share: f64,
    /// The place.
    pub point: Point,
    /// Metres from the position that was asked for.
    pub away_m: f64,
    /// The leg of the stretch, from 0.
    pub(super) leg: u32,
}

impl StreetGraph {
    /// Finds the nearest place on a street that is open to `profile`; nothing beyond `SNAP_M_MAX`.
    pub fn snap(&self, point: Point, profile: Profile) -> Option<Snapped> {
        let (leg, share_of_leg) = self.index.nearest(point, SNAP_M_MAX, |leg| {
            let edge = &self.edges[leg.edge as usize];
            if !edge.is_open(profile) {
                return None;
            }
            let first = edge.first_point as usize + leg.number as usize;
            Some((self.line_points[first], self.line_points[first + 1]))
        })?;
        let edge = &self.edges[leg.edge as usize];
        let line = self.line(edge);
        let number = leg.number as usize;
        let (from, to) = (line[number], line[number + 1]);
        let between = |a: f64, b: f64| a + (b - a) * share_of_leg;
        let place = Point::new(between(from.lon, to.lon), between(from.lat, to.lat));
        let before_m: f64 = line[..=number].windows(2).map(|it| it[0].distance_m(it[1])).sum();
        let passed_m = before_m + from.distance_m(place);
        let share = if edge.length_m > 0.0 { (passed_m / f64::from(edge.length_m)).min(1.0) } else { 0.0 };
        Some(Snapped { edge: leg.edge, share, point: place, away_m: point.distance_m(place), leg: leg.number })
    }
}
