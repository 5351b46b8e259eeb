//! Coordinate reference systems. Everything inside is WGS-84; GCJ-02 of Chinese web maps is off by 100–700 m,
//! enough to send the wrong gate.

use super::Point;

crate::codes! {
    /// A reference system that a caller may send coordinates in.
    pub enum Crs {
        Wgs84 = "wgs84", "WGS-84", "WGS-84";
        Gcj02 = "gcj02", "国测局坐标(GCJ-02)", "GCJ-02";
        Cgcs2000 = "cgcs2000", "国家大地坐标（CGCS2000）", "CGCS2000";
    }
}

/// Semi-major axis of the Krasovsky 1940 ellipsoid, which GCJ-02 is defined on, in metres.
const AXIS_M: f64 = 6_378_245.0;

/// First eccentricity squared of the same ellipsoid.
const ECCENTRICITY_2: f64 = 0.006_693_421_622_965_943;

/// Rounds of the inverse; each makes the error about a thousand times smaller, two reach a millimetre.
const INVERSE_ROUNDS: usize = 4;

/// The point in WGS-84.
///
/// CGCS2000 differs from WGS-84 by centimetres, which no terminal can measure, so it is taken as equal.
pub fn to_wgs84(point: Point, crs: Crs) -> Point {
    match crs {
        Crs::Wgs84 | Crs::Cgcs2000 => point,
        Crs::Gcj02 => {
            let mut guess = point;
            for _ in 0..INVERSE_ROUNDS {
                let there = to_gcj02(guess);
                guess = Point::new(guess.lon + point.lon - there.lon, guess.lat + point.lat - there.lat);
            }
            guess
        }
    }
}

/// The point in GCJ-02, for a web map of China; unchanged outside the region where GCJ-02 applies.
pub fn to_gcj02(point: Point) -> Point {
    if !shifted_region(point) {
        return point;
    }
    let (x, y) = (point.lon - 105.0, point.lat - 35.0);
    let latitude = point.lat.to_radians();
    let magic = 1.0 - ECCENTRICITY_2 * latitude.sin().powi(2);
    let metres_north = AXIS_M * (1.0 - ECCENTRICITY_2) / (magic * magic.sqrt());
    let metres_east = AXIS_M / magic.sqrt() * latitude.cos();
    Point::new(
        point.lon + (shift_east_m(x, y) / metres_east).to_degrees(),
        point.lat + (shift_north_m(x, y) / metres_north).to_degrees(),
    )
}

/// The box outside which web maps leave coordinates alone.
fn shifted_region(point: Point) -> bool {
    (72.004..=137.8347).contains(&point.lon) && (0.8293..=55.8271).contains(&point.lat)
}

/// The eastward shift of GCJ-02; the coefficients are those in public use since 2010.
fn shift_east_m(x: f64, y: f64) -> f64 {
    300.0
        + x
        + 2.0 * y
        + 0.1 * x * x
        + 0.1 * x * y
        + 0.1 * x.abs().sqrt()
        + (20.0 * wave(6.0 * x) + 20.0 * wave(2.0 * x)) * 2.0 / 3.0
        + (20.0 * wave(x) + 40.0 * wave(x / 3.0)) * 2.0 / 3.0
        + (150.0 * wave(x / 12.0) + 300.0 * wave(x / 30.0)) * 2.0 / 3.0
}

/// The northward shift of GCJ-02.
fn shift_north_m(x: f64, y: f64) -> f64 {
    -100.0
        + 2.0 * x
        + 3.0 * y
        + 0.2 * y * y
        + 0.1 * x * y
        + 0.2 * x.abs().sqrt()
        + (20.0 * wave(6.0 * x) + 20.0 * wave(2.0 * x)) * 2.0 / 3.0
        + (20.0 * wave(y) + 40.0 * wave(y / 3.0)) * 2.0 / 3.0
        + (160.0 * wave(y / 12.0) + 320.0 * wave(y / 30.0)) * 2.0 / 3.0
}

/// The sine of so many half turns.
fn wave(half_turns: f64) -> f64 {
    (half_turns * std::f64::consts::PI).sin()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shift_is_that_of_public_web_maps() {
        // Tiananmen, a pair quoted by the common converters.
        let there = to_gcj02(Point::new(116.397_470, 39.908_823));
        assert!(there.distance_m(Point::new(116.403_714, 39.910_226)) < 1.0, "{there:?}");
    }

    #[test]
    fn the_way_back_ends_within_a_millimetre() {
        for lon in [73.5, 87.6, 107.39, 121.47, 134.7] {
            for lat in [18.2, 29.70, 39.9, 53.4] {
                let point = Point::new(lon, lat);
                let back = to_wgs84(to_gcj02(point), Crs::Gcj02);
                assert!(back.distance_m(point) < 0.001, "{point:?} {}", back.distance_m(point));
            }
        }
    }

    #[test]
    fn the_shift_is_hundreds_of_metres_in_china_and_none_abroad() {
        let here = Point::new(107.39, 29.70);
        assert!((100.0..700.0).contains(&here.distance_m(to_gcj02(here))));
        let andorra = Point::new(1.52, 42.51);
        assert_eq!(to_gcj02(andorra), andorra);
        assert_eq!(to_wgs84(here, Crs::Cgcs2000), here);
    }
}
