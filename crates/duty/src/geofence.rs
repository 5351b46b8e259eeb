//! Departure and arrival, told by positions: 20 m away from where the call was accepted, and near the place.

use domain::geo::Point;
use domain::ids::{MemberId, OfferId};

/// Metres from where the call was accepted that count as having set out (the product's number).
pub const DEPARTURE_M: f64 = 20.0;
/// Metres from the place that count as having arrived: across a street or a courtyard, within call.
pub const ARRIVAL_M: f64 = 30.0;
/// A position that may be off by more than this proves no arrival; the button does.
pub const ARRIVAL_ACCURACY_M: f64 = 100.0;

/// Whom to watch on the way to an incident.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Watch {
    /// The assignment.
    pub offer: OfferId,
    /// Who goes.
    pub member: MemberId,
    /// Where the call was accepted; without it the first position counts.
    pub from: Option<Point>,
    /// Where to.
    pub to: Point,
    /// Metres around the place that count as having arrived, at least [`ARRIVAL_M`]; a post brings its own radius.
    pub radius_m: f64,
    /// Whether the departure is known already.
    pub departed: bool,
    /// When the call was accepted, unix microseconds: a position from before says nothing about the way.
    pub since: i64,
}

/// What a movement says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Crossing {
    /// The member has set out.
    Departed,
    /// The member is there.
    Arrived,
}

impl Watch {
    /// Takes a position in: what it says, at most a departure and an arrival, in this order.
    pub fn see(&mut self, point: Point, accuracy_m: f64, at: i64) -> [Option<Crossing>; 2] {
        if at < self.since {
            return [None, None];
        }
        let from = *self.from.get_or_insert(point);
        let off = accuracy_m.max(0.0);
        // A position proves a movement only beyond its own error.
        let departs = !self.departed && from.distance_m(point) >= DEPARTURE_M.max(off);
        self.departed |= departs;
        let near = point.distance_m(self.to) <= self.radius_m.max(ARRIVAL_M);
        let arrives = near && off <= ARRIVAL_ACCURACY_M;
        [departs.then_some(Crossing::Departed), arrives.then_some(Crossing::Arrived)]
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::*;

    const GATE: Point = Point::new(107.39, 29.70);

    fn east(metres: f64) -> Point {
        Point::new(GATE.lon + metres / (111_195.0 * GATE.lat.to_radians().cos()), GATE.lat)
    }

    fn watch(to_m: f64) -> Watch {
        let id = Uuid::from_u128(1);
        Watch {
            offer: id.into(),
            member: id.into(),
            from: Some(GATE),
            to: east(to_m),
            radius_m: 0.0,
            departed: false,
            since: 0,
        }
    }

    #[test]
    fn a_walk_departs_after_twenty_metres_and_arrives_within_thirty_of_the_place() {
        let mut watch = watch(199.0);
        let mut seen = Vec::new();
        for step in 0..=20 {
            let metres = f64::from(step) * 10.0;
            for crossing in watch.see(east(metres), 5.0, 1).into_iter().flatten() {
                seen.push((metres, crossing));
            }
        }
        assert_eq!(seen[..2], [(20.0, Crossing::Departed), (170.0, Crossing::Arrived)]);
    }

    #[test]
    fn somebody_at_the_place_arrives_without_setting_out() {
        assert_eq!(watch(10.0).see(GATE, 5.0, 1), [None, Some(Crossing::Arrived)]);
    }

    #[test]
    fn a_position_from_before_the_acceptance_says_nothing() {
        let mut watch = Watch { since: 100, ..watch(10.0) };
        assert_eq!(watch.see(GATE, 5.0, 99), [None, None]);
        assert_eq!(watch.see(GATE, 5.0, 100), [None, Some(Crossing::Arrived)]);
    }

    #[test]
    fn a_rough_position_proves_nothing() {
        assert_eq!(watch(500.0).see(east(45.0), 50.0, 1), [None, None]);
        assert_eq!(watch(10.0).see(GATE, 150.0, 1), [None, None]);
    }

    #[test]
    fn without_a_starting_point_the_first_position_is_it() {
        let mut watch = Watch { from: None, ..watch(500.0) };
        assert_eq!(watch.see(east(100.0), 5.0, 1), [None, None]);
        assert_eq!(watch.see(east(125.0), 5.0, 1), [Some(Crossing::Departed), None]);
    }

    proptest! {
        #[test]
        fn nobody_departs_twice_or_within_the_error(steps in prop::collection::vec((0.0..400.0f64, 0.0..60.0f64), 1..50)) {
            let mut watch = watch(1_000.0);
            let mut departures = 0;
            for (metres, accuracy) in steps {
                if watch.see(east(metres), accuracy, 1)[0].is_some() {
                    departures += 1;
                    prop_assert!(metres + 0.5 >= DEPARTURE_M.max(accuracy));
                }
            }
            prop_assert!(departures <= 1);
        }

        #[test]
        fn an_arrival_is_always_near(metres in 0.0..200.0f64, accuracy in 0.0..200.0f64) {
            let arrived = watch(0.0).see(east(metres), accuracy, 1)[1].is_some();
            if arrived {
                prop_assert!(metres <= ARRIVAL_M + 0.5 && accuracy <= ARRIVAL_ACCURACY_M);
            }
        }
    }
}
