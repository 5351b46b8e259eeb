//! Says what is probably wrong with coordinates that lie outside the jurisdiction.

use super::Point;
use super::crs::{Crs, to_wgs84};
use super::polygon::Polygon;

crate::codes! {
    /// What is wrong with a pair of coordinates.
    pub enum Misplaced {
        Swapped = "swapped", "经纬度写反了", "Longitude and latitude are swapped";
        Gcj02 = "gcj02", "像是火星坐标(GCJ-02),请注明 crs", "Looks like GCJ-02; say so with crs";
        Outside = "outside", "不在辖区内", "Outside the jurisdiction";
    }
}

/// How far outside its boundary a station still takes a report: neighbours help, and patches overlap.
pub const MARGIN_M: f64 = 2_000.0;

/// Tells what is wrong with a point, or nothing when it lies in or near the boundary.
pub fn misplaced(point: Point, boundary: &Polygon) -> Option<Misplaced> {
    let near = boundary.bounds().grown_m(MARGIN_M);
    if near.contains(point) {
        return None;
    }
    if near.contains(Point::new(point.lat, point.lon)) {
        return Some(Misplaced::Swapped);
    }
    if near.contains(to_wgs84(point, Crs::Gcj02)) {
        return Some(Misplaced::Gcj02);
    }
    Some(Misplaced::Outside)
}

#[cfg(test)]
mod tests {
    use super::super::crs::to_gcj02;
    use super::super::polygon::Bounds;
    use super::*;

    #[test]
    fn the_likeliest_mistake_is_named() {
        let boundary = Polygon::rectangle(Bounds { west: 107.33, south: 29.65, east: 107.45, north: 29.75 }).unwrap();
        let edge = Point::new(107.4705, 29.70);
        for (point, expected) in [
            (Point::new(107.39, 29.70), None),
            (Point::new(29.70, 107.39), Some(Misplaced::Swapped)),
            (to_gcj02(edge), Some(Misplaced::Gcj02)),
            (Point::new(106.55, 29.56), Some(Misplaced::Outside)),
            (Point::new(0.0, 0.0), Some(Misplaced::Outside)),
        ] {
            assert_eq!(misplaced(point, &boundary), expected, "{point:?}");
        }
    }
}
