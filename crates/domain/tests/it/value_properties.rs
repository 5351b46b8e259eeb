//! What holds of any place, any moment and any two reports.

use domain::geo::Point;
use domain::geo::crs::{Crs, to_gcj02, to_wgs84};
use domain::geo::polygon::{Bounds, Polygon};
use domain::ids::UnitId;
use domain::incident::duplicate::{Pairs, Sketch, likeness};
use domain::incident::number::IncidentNo;
use domain::time::{Day, Timestamp};
use proptest::prelude::*;
use uuid::Uuid;

/// Somewhere in China.
fn any_place() -> impl Strategy<Value = Point> {
    (73.6..134.7_f64, 18.2..53.5_f64).prop_map(|(lon, lat)| Point::new(lon, lat))
}

/// Some moment of the years 1970 to 2096.
fn any_moment() -> impl Strategy<Value = Timestamp> {
    (0_i64..4_000_000_000_000_000).prop_map(Timestamp::from_micros)
}

fn any_sketch() -> impl Strategy<Value = Sketch> {
    let words = proptest::sample::select(vec!["", "车挡住了出口", "two men fight at the gate", "有人打架"]);
    let point = proptest::option::of((0.0..0.01_f64, 0.0..0.01_f64));
    (point, proptest::option::of(0_u128..3), 0_i64..10_000, words).prop_map(|(point, unit, at, words)| Sketch {
        point: point.map(|(east, north)| Point::new(107.39 + east, 29.70 + north)),
        unit: unit.map(|it| UnitId::from(Uuid::from_u128(it))),
        at: Timestamp::from_seconds(at),
        category: None,
        words: Pairs::of(words),
    })
}

proptest! {
    #[test]
    fn a_shifted_place_comes_back_within_a_millimetre(place in any_place()) {
        let shifted = to_gcj02(place);
        prop_assert!(to_wgs84(shifted, Crs::Gcj02).distance_m(place) < 0.001);
        prop_assert!(shifted.distance_m(place) < 1_000.0);
    }

    #[test]
    fn distance_is_the_same_both_ways_and_no_detour_is_shorter(
        here in any_place(),
        steps in proptest::array::uniform4(-0.05..0.05_f64),
    ) {
        let [a, b, c, d] = steps;
        let (there, beyond) = (Point::new(here.lon + a, here.lat + b), Point::new(here.lon + c, here.lat + d));
        prop_assert_eq!(here.distance_m(there), there.distance_m(here));
        let detour = here.distance_m(there) + there.distance_m(beyond);
        prop_assert!(here.distance_m(beyond) <= detour * 1.001);
    }

    #[test]
    fn whatever_is_near_lies_in_one_of_the_cells(
        here in any_place(),
        radius_m in 10.0..10_000.0_f64,
        share in 0.0..0.999_f64,
        bearing in 0.0..std::f64::consts::TAU,
    ) {
        let (south_west, north_east) = here.box_around(radius_m * share / 1.02);
        let (east, north) = ((north_east.lon - south_west.lon) / 2.0, (north_east.lat - south_west.lat) / 2.0);
        let near = Point::new(here.lon + east * bearing.sin(), here.lat + north * bearing.cos());
        prop_assume!(near.distance_m(here) <= radius_m);
        prop_assert!(here.cells_within(radius_m).contains(&near.cell()));
    }

    #[test]
    fn a_rectangle_holds_what_its_bounds_hold(
        place in (107.0..108.0_f64, 29.0..30.0_f64),
        corner in (107.0..107.5_f64, 29.0..29.5_f64),
        size in (0.01..0.5_f64, 0.01..0.5_f64),
    ) {
        let bounds = Bounds { west: corner.0, south: corner.1, east: corner.0 + size.0, north: corner.1 + size.1 };
        let area = Polygon::rectangle(bounds).expect("it is a rectangle");
        let place = Point::new(place.0, place.1);
        prop_assert_eq!(area.contains(place), bounds.contains(place));
        prop_assert!(area.contains(area.centroid()));
    }

    #[test]
    fn a_moment_survives_its_text_and_lies_in_its_day(at in any_moment()) {
        prop_assert_eq!(at.to_string().parse(), Ok(at));
        let day = at.station_day();
        prop_assert!(day.contains(at));
        prop_assert_eq!(day.to_string().parse::<Day>(), Ok(day));
        prop_assert_eq!(day.end().station_day().start(), day.end());
    }

    #[test]
    fn a_number_survives_its_text(station in "[A-Z0-9]{1,12}(-[0-9]{1,3})?", at in any_moment(), count in 1_u32..200_000) {
        let number = IncidentNo { station, day: at.station_day(), count };
        prop_assert_eq!(number.to_string().parse(), Ok(number));
    }

    #[test]
    fn likeness_is_the_same_both_ways_and_at_most_a_hundred(one in any_sketch(), other in any_sketch()) {
        let found = likeness(&one, &other);
        prop_assert!(found.score <= 100);
        prop_assert_eq!(found.score == 0, found.reasons.is_empty());
        prop_assert_eq!(found, likeness(&other, &one));
    }

    /// Whatever is typed where an identifier, a time or a word is meant gets an answer.
    #[test]
    fn no_text_makes_reading_fail_badly(text in "\\PC{0,40}") {
        let _ = text.parse::<Timestamp>();
        let _ = text.parse::<Day>();
        let _ = text.parse::<IncidentNo>();
        let _ = text.parse::<domain::ids::IncidentId>();
        let _ = text.parse::<domain::category::CategoryCode>();
        let _ = serde_json::from_str::<Point>(&text);
        let _ = serde_json::from_str::<Polygon>(&text);
        let dictionary = domain::category::dictionary::Dictionary::built_in();
        let _ = domain::category::suggest::suggest(dictionary, &text);
    }
}
