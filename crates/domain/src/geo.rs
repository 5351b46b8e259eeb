//! Places on the ground: points in WGS-84, distances, and the cells that rows are found by.

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use utoipa::ToSchema;

pub mod check;
pub mod crossing;
pub mod crs;
pub mod polygon;

/// Mean radius of the earth in metres (IUGG).
const EARTH_RADIUS_M: f64 = 6_371_008.8;

/// Height of a cell in degrees: one kilometre of latitude.
const CELL_LAT: f64 = 0.009;

/// Width of a cell in degrees: 0.93 km at the latitude of Chongqing, between 0.6 and 1.1 km in all of China.
const CELL_LON: f64 = 0.0097;

/// Cells in one row around the earth; more than 360 / `CELL_LON`.
const CELLS_PER_ROW: i64 = 40_000;

/// The most cells that one search may ask for, about 30 km around a point.
pub const CELLS_MAX: usize = 4_096;

/// A place in WGS-84: longitude first, as GeoJSON writes it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point {
    /// Degrees east, −180 to 180.
    pub lon: f64,
    /// Degrees north, −90 to 90.
    pub lat: f64,
}

impl Point {
    /// The point at `lon`, `lat`.
    pub const fn new(lon: f64, lat: f64) -> Self {
        Self { lon, lat }
    }

    /// Tells whether the numbers can be a place on the earth at all.
    pub fn is_valid(self) -> bool {
        self.lon.is_finite() && self.lat.is_finite() && self.lon.abs() <= 180.0 && self.lat.abs() <= 90.0
    }

    /// Metres between two points as the crow flies.
    ///
    /// Equirectangular: within 0.1 % of the great circle at the size of a station.
    pub fn distance_m(self, other: Self) -> f64 {
        let narrowing = ((self.lat + other.lat) / 2.0).to_radians().cos();
        let east = (other.lon - self.lon).to_radians() * narrowing;
        let north = (other.lat - self.lat).to_radians();
        EARTH_RADIUS_M * east.hypot(north)
    }

    /// The cell of about one square kilometre that holds the point.
    pub fn cell(self) -> i64 {
        let (row, column) = self.row_and_column();
        row * CELLS_PER_ROW + column
    }

    /// The cells that anything within `radius_m` can lie in; at most `CELLS_MAX`, the southern ones first.
    pub fn cells_within(self, radius_m: f64) -> Vec<i64> {
        let (south_west, north_east) = self.box_around(radius_m);
        let ((bottom, left), (top, right)) = (south_west.row_and_column(), north_east.row_and_column());
        (bottom..=top)
            .flat_map(|row| (left..=right).map(move |column| row * CELLS_PER_ROW + column))
            .take(CELLS_MAX)
            .collect()
    }

    /// The south-west and north-east corners of a box that holds everything within `radius_m`.
    pub fn box_around(self, radius_m: f64) -> (Self, Self) {
        let north = (radius_m.max(0.0) / EARTH_RADIUS_M).to_degrees();
        // One percent more, because the box is also narrower at its far edge.
        let east = 1.01 * north / self.lat.to_radians().cos().max(0.01);
        let corner = |lon: f64, lat: f64| Self::new(lon.clamp(-180.0, 180.0), lat.clamp(-90.0, 90.0));
        (corner(self.lon - east, self.lat - north), corner(self.lon + east, self.lat + north))
    }

    fn row_and_column(self) -> (i64, i64) {
        (((self.lat + 90.0) / CELL_LAT).floor() as i64, ((self.lon + 180.0) / CELL_LON).floor() as i64)
    }
}

/// How a point looks on the wire.
#[derive(Serialize, Deserialize, ToSchema)]
#[schema(as = Point, example = json!({"type": "Point", "coordinates": [107.39, 29.70]}))]
struct PointText {
    #[serde(rename = "type")]
    kind: PointKind,
    /// Longitude, then latitude.
    #[schema(min_items = 2, max_items = 2)]
    coordinates: Vec<f64>,
}

#[derive(Serialize, Deserialize, ToSchema)]
enum PointKind {
    Point,
}

impl Serialize for Point {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        PointText { kind: PointKind::Point, coordinates: vec![self.lon, self.lat] }.serialize(to)
    }
}

impl<'de> Deserialize<'de> for Point {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = PointText::deserialize(from)?;
        // GeoJSON allows a height as the third number; it is read and dropped.
        let (&[lon, lat] | &[lon, lat, _]) = text.coordinates.as_slice() else {
            return Err(D::Error::custom("coordinates must be [longitude, latitude]"));
        };
        let point = Self::new(lon, lat);
        if point.is_valid() { Ok(point) } else { Err(D::Error::custom("coordinates out of range")) }
    }
}

impl utoipa::PartialSchema for Point {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
        PointText::schema()
    }
}

impl ToSchema for Point {
    fn schemas(schemas: &mut Vec<(String, utoipa::openapi::RefOr<utoipa::openapi::schema::Schema>)>) {
        PointText::schemas(schemas);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HERE: Point = Point::new(107.39, 29.70);

    #[test]
    fn a_point_is_geojson() {
        let text = r#"{"type":"Point","coordinates":[107.39,29.7]}"#;
        assert_eq!(serde_json::to_string(&HERE).unwrap(), text);
        assert_eq!(serde_json::from_str::<Point>(text).unwrap(), HERE);
        assert!(serde_json::from_str::<Point>(r#"{"type":"Point","coordinates":[107.39,29.7,250]}"#).is_ok());
        for wrong in [
            r#"{"type":"Point","coordinates":[107.39]}"#,
            r#"{"type":"Point","coordinates":[29.7,107.39]}"#,
            r#"{"type":"Point","coordinates":[1e999,0]}"#,
            r#"{"type":"LineString","coordinates":[107.39,29.7]}"#,
            "[107.39,29.7]",
        ] {
            assert!(serde_json::from_str::<Point>(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_distance_is_within_a_thousandth_of_the_great_circle() {
        for (other, great_circle_m) in [
            (Point::new(107.40, 29.70), 965.9),
            (Point::new(107.39, 29.71), 1_112.0),
            (Point::new(107.45, 29.75), 8_034.6),
        ] {
            let off = (HERE.distance_m(other) - great_circle_m).abs() / great_circle_m;
            assert!(off < 0.001, "{other:?}: {}", HERE.distance_m(other));
        }
        assert_eq!(HERE.distance_m(HERE), 0.0);
    }

    #[test]
    fn whatever_is_near_lies_in_one_of_the_cells() {
        for radius_m in [50.0, 900.0, 5_000.0] {
            let cells = HERE.cells_within(radius_m);
            assert!(cells.len() <= CELLS_MAX);
            for bearing in (0..360).step_by(7) {
                let (sin, cos) = f64::from(bearing).to_radians().sin_cos();
                let reach = (radius_m / EARTH_RADIUS_M).to_degrees() * 0.999;
                let near = Point::new(HERE.lon + reach * sin / HERE.lat.to_radians().cos(), HERE.lat + reach * cos);
                assert!(cells.contains(&near.cell()), "{radius_m} m at {bearing}°");
            }
        }
        assert_eq!(HERE.cells_within(1e9).len(), CELLS_MAX);
    }
}
