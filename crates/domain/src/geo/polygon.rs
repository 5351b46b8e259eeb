//! Areas: a station, a grid, the area a guard may serve in. GeoJSON polygons with their bounds worked out once.

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use utoipa::ToSchema;

use super::Point;

/// The most corners an area may have, over all its rings.
pub const CORNERS_MAX: usize = 20_000;

/// Degrees below which two corners are one: a centimetre is 9e-8 degrees of latitude.
const NEAR: f64 = 5e-8;

/// A box from its south-west to its north-east corner.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Bounds {
    /// Western edge.
    pub west: f64,
    /// Southern edge.
    pub south: f64,
    /// Eastern edge.
    pub east: f64,
    /// Northern edge.
    pub north: f64,
}

impl Bounds {
    /// The smallest box around `points`, or nothing when there are none.
    pub fn around(points: impl IntoIterator<Item = Point>) -> Option<Self> {
        points.into_iter().fold(None, |bounds, it| match bounds {
            None => Some(Self { west: it.lon, south: it.lat, east: it.lon, north: it.lat }),
            Some(bounds) => Some(Self {
                west: bounds.west.min(it.lon),
                south: bounds.south.min(it.lat),
                east: bounds.east.max(it.lon),
                north: bounds.north.max(it.lat),
            }),
        })
    }

    /// Tells whether the point lies inside or on the edge.
    pub fn contains(&self, point: Point) -> bool {
        (self.west..=self.east).contains(&point.lon) && (self.south..=self.north).contains(&point.lat)
    }

    /// The box grown by `metres` on each side.
    pub fn grown_m(&self, metres: f64) -> Self {
        let (south_west, _) = Point::new(self.west, self.south).box_around(metres);
        let (_, north_east) = Point::new(self.east, self.north).box_around(metres);
        Self { west: south_west.lon, south: south_west.lat, east: north_east.lon, north: north_east.lat }
    }

    /// The middle of the box.
    pub fn centre(&self) -> Point {
        Point::new(f64::midpoint(self.west, self.east), f64::midpoint(self.south, self.north))
    }
}

/// An area with straight edges: an outer ring and its holes, each closed by repeating its first corner.
#[derive(Clone, Debug, PartialEq)]
pub struct Polygon {
    // Invariant: there is at least the outer ring (`new` refuses none).
    rings: Vec<Vec<Point>>,
    bounds: Bounds,
}

/// Why rings do not make an area.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotAnArea {
    /// There is no ring.
    Empty,
    /// A ring has fewer than four corners, counting the repeated first one.
    TooFewCorners,
    /// A ring does not end where it began.
    NotClosed,
    /// A corner is not a place on the earth.
    OutOfRange,
    /// There are more than `CORNERS_MAX` corners.
    TooManyCorners,
}

impl Polygon {
    /// Makes an area of its outer ring and its holes.
    pub fn new(rings: Vec<Vec<Point>>) -> Result<Self, NotAnArea> {
        if rings.iter().map(Vec::len).sum::<usize>() > CORNERS_MAX {
            return Err(NotAnArea::TooManyCorners);
        }
        for ring in &rings {
            if ring.len() < 4 {
                return Err(NotAnArea::TooFewCorners);
            }
            if ring.first() != ring.last() {
                return Err(NotAnArea::NotClosed);
            }
            if !ring.iter().all(|it| it.is_valid()) {
                return Err(NotAnArea::OutOfRange);
            }
        }
        let outer = rings.first().ok_or(NotAnArea::Empty)?;
        let bounds = Bounds::around(outer.iter().copied()).ok_or(NotAnArea::Empty)?;
        Ok(Self { rings, bounds })
    }

    /// Makes a rectangle.
    pub fn rectangle(bounds: Bounds) -> Result<Self, NotAnArea> {
        let Bounds { west, south, east, north } = bounds;
        let corners = [(west, south), (east, south), (east, north), (west, north), (west, south)];
        Self::new(vec![corners.into_iter().map(|(lon, lat)| Point::new(lon, lat)).collect()])
    }

    /// The outer ring, then the holes.
    pub fn rings(&self) -> &[Vec<Point>] {
        &self.rings
    }

    /// Tells whether another area has the same corners, but for less than a centimetre.
    pub fn is_near(&self, other: &Self) -> bool {
        let near = |(a, b): (&Point, &Point)| (a.lon - b.lon).abs() < NEAR && (a.lat - b.lat).abs() < NEAR;
        let rings = self.rings.iter().zip(&other.rings);
        self.rings.len() == other.rings.len()
            && rings.into_iter().all(|(a, b)| a.len() == b.len() && a.iter().zip(b).all(near))
    }

    /// The box around the area.
    pub fn bounds(&self) -> Bounds {
        self.bounds
    }

    /// Tells whether the point lies inside: in the outer ring and in no hole.
    ///
    /// The edge belongs to the area on its southern and western sides, so that of two areas
    /// that share an edge exactly one holds a point on it.
    pub fn contains(&self, point: Point) -> bool {
        let (outer, holes) = self.rings.split_at(1);
        self.bounds.contains(point)
            && outer.iter().all(|it| crosses_oddly(it, point))
            && !holes.iter().any(|it| crosses_oddly(it, point))
    }

    /// The middle of the outer ring by area; of its corners when it has no area.
    pub fn centroid(&self) -> Point {
        let origin = self.bounds.centre();
        let outer = &self.rings[0];
        let (mut doubled, mut lon, mut lat) = (0.0, 0.0, 0.0);
        for edge in outer.windows(2) {
            let (a, b) = (from(origin, edge[0]), from(origin, edge[1]));
            let cross = a.lon * b.lat - b.lon * a.lat;
            doubled += cross;
            lon += (a.lon + b.lon) * cross;
            lat += (a.lat + b.lat) * cross;
        }
        if doubled.abs() < f64::EPSILON {
            return origin;
        }
        Point::new(origin.lon + lon / (3.0 * doubled), origin.lat + lat / (3.0 * doubled))
    }
}

/// The corner seen from `origin`, so that products of near coordinates keep their digits.
fn from(origin: Point, corner: Point) -> Point {
    Point::new(corner.lon - origin.lon, corner.lat - origin.lat)
}

/// Tells whether a ray to the east crosses the ring an odd number of times.
fn crosses_oddly(ring: &[Point], point: Point) -> bool {
    ring.windows(2)
        .filter(|edge| {
            let (a, b) = (edge[0], edge[1]);
            (a.lat > point.lat) != (b.lat > point.lat)
                && point.lon < (b.lon - a.lon) * (point.lat - a.lat) / (b.lat - a.lat) + a.lon
        })
        .count()
        % 2
        == 1
}

/// How an area looks on the wire.
#[derive(Serialize, Deserialize, ToSchema)]
#[schema(as = Polygon)]
struct PolygonText {
    #[serde(rename = "type")]
    kind: PolygonKind,
    /// The outer ring, then the holes; each corner is longitude, then latitude.
    coordinates: Vec<Vec<Vec<f64>>>,
}

#[derive(Serialize, Deserialize, ToSchema)]
enum PolygonKind {
    Polygon,
}

impl Serialize for Polygon {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let ring = |ring: &Vec<Point>| ring.iter().map(|it| vec![it.lon, it.lat]).collect();
        PolygonText { kind: PolygonKind::Polygon, coordinates: self.rings.iter().map(ring).collect() }.serialize(to)
    }
}

impl<'de> Deserialize<'de> for Polygon {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let corner = |it: Vec<f64>| match it.as_slice() {
            &[lon, lat] | &[lon, lat, _] => Ok(Point::new(lon, lat)),
            _ => Err(D::Error::custom("each corner must be [longitude, latitude]")),
        };
        let rings = PolygonText::deserialize(from)?
            .coordinates
            .into_iter()
            .map(|ring| ring.into_iter().map(corner).collect())
            .collect::<Result<_, _>>()?;
        Self::new(rings).map_err(|it| D::Error::custom(format!("not an area: {it:?}")))
    }
}

impl utoipa::PartialSchema for Polygon {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
        PolygonText::schema()
    }
}

impl ToSchema for Polygon {
    fn schemas(schemas: &mut Vec<(String, utoipa::openapi::RefOr<utoipa::openapi::schema::Schema>)>) {
        PolygonText::schemas(schemas);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn square(west: f64, south: f64, size: f64) -> Vec<Point> {
        let corners = [(0.0, 0.0), (size, 0.0), (size, size), (0.0, size), (0.0, 0.0)];
        corners.map(|(lon, lat)| Point::new(west + lon, south + lat)).to_vec()
    }

    /// The half of the square of one degree that lies below its diagonal from north-west to south-east.
    fn triangle() -> Vec<Point> {
        [(0.0, 0.0), (1.0, 0.0), (0.0, 1.0), (0.0, 0.0)].map(|(lon, lat)| Point::new(107.0 + lon, 29.0 + lat)).to_vec()
    }

    #[test]
    fn a_hole_is_not_inside() {
        let area = Polygon::new(vec![square(107.0, 29.0, 1.0), square(107.4, 29.4, 0.2)]).unwrap();
        assert!(area.contains(Point::new(107.1, 29.1)));
        assert!(area.contains(Point::new(107.9, 29.5)));
        assert!(!area.contains(Point::new(107.5, 29.5)), "in the hole");
        assert!(!area.contains(Point::new(108.1, 29.5)), "beside the box");
        let stray = Polygon::new(vec![triangle(), square(107.9, 29.9, 0.1)]).unwrap();
        assert!(!stray.contains(Point::new(107.95, 29.95)), "in a hole that lies outside");
        let centroid = area.centroid();
        assert!((centroid.lon - 107.5).abs() < 1e-9 && (centroid.lat - 29.5).abs() < 1e-9);
    }

    #[test]
    fn two_neighbours_never_both_hold_a_point_of_their_shared_edge() {
        let west = Polygon::new(vec![square(107.0, 29.0, 1.0)]).unwrap();
        let east = Polygon::new(vec![square(108.0, 29.0, 1.0)]).unwrap();
        for point in [Point::new(108.0, 29.0), Point::new(108.0, 29.3), Point::new(108.0, 29.999)] {
            assert_ne!(west.contains(point), east.contains(point), "{point:?}");
        }
    }

    #[test]
    fn a_concave_area_is_walked_around() {
        let corners = [(0.0, 0.0), (4.0, 0.0), (4.0, 4.0), (2.0, 1.0), (0.0, 4.0), (0.0, 0.0)];
        let area = Polygon::new(vec![corners.map(|(lon, lat)| Point::new(lon, lat)).to_vec()]).unwrap();
        assert!(!area.contains(Point::new(2.0, 3.0)), "in the notch");
        assert!(area.contains(Point::new(0.2, 3.0)) && area.contains(Point::new(3.8, 3.0)));
    }

    #[test]
    fn rings_that_make_no_area_are_refused() {
        let open = square(0.0, 0.0, 1.0)[..4].to_vec();
        assert_eq!(Polygon::new(vec![]), Err(NotAnArea::Empty));
        assert_eq!(Polygon::new(vec![open]), Err(NotAnArea::NotClosed));
        assert_eq!(Polygon::new(vec![vec![Point::new(0.0, 0.0); 3]]), Err(NotAnArea::TooFewCorners));
        assert_eq!(Polygon::new(vec![square(179.9, 0.0, 1.0)]), Err(NotAnArea::OutOfRange));
        assert_eq!(Polygon::new(vec![vec![Point::new(0.0, 0.0); CORNERS_MAX + 1]]), Err(NotAnArea::TooManyCorners));
    }

    #[test]
    fn an_area_survives_the_wire_and_its_bounds_are_worked_out() {
        let area = Polygon::rectangle(Bounds { west: 107.0, south: 29.0, east: 107.5, north: 29.5 }).unwrap();
        let text = serde_json::to_string(&area).unwrap();
        assert!(text.starts_with(r#"{"type":"Polygon","coordinates":[[[107.0,29.0],"#), "{text}");
        assert_eq!(serde_json::from_str::<Polygon>(&text).unwrap(), area);
        assert!(area.bounds().grown_m(1_000.0).contains(Point::new(106.995, 29.2)));
    }
}
