//! Finds which of many areas holds a point: a uniform grid over their bounding boxes, refined by the areas.

use domain::geo::Point;
use domain::geo::polygon::{Bounds, Polygon};

/// Cells in one direction; a station is about 12 km wide, so a cell is about 200 m and meets two to four areas.
const CELLS: usize = 64;

/// An index over areas that do not change. Areas are named by their place in the list they came in.
pub struct Finder {
    bounds: Bounds,
    cells: Vec<Vec<u32>>,
}

impl Finder {
    /// Makes the index; `areas` must be asked with the same list again.
    pub fn new<'a>(areas: impl Iterator<Item = &'a Polygon> + Clone) -> Self {
        let corners = areas.clone().flat_map(|it| {
            let Bounds { west, south, east, north } = it.bounds();
            [Point::new(west, south), Point::new(east, north)]
        });
        let bounds = Bounds::around(corners).unwrap_or(Bounds { west: 0.0, south: 0.0, east: 0.0, north: 0.0 });
        let mut finder = Self { bounds, cells: vec![Vec::new(); CELLS * CELLS] };
        for (number, area) in areas.enumerate() {
            let box_of = area.bounds();
            let (left, bottom) = finder.column_and_row(Point::new(box_of.west, box_of.south));
            let (right, top) = finder.column_and_row(Point::new(box_of.east, box_of.north));
            for row in bottom..=top {
                for column in left..=right {
                    finder.cells[row * CELLS + column].push(u32::try_from(number).unwrap_or(u32::MAX));
                }
            }
        }
        finder
    }

    /// The areas whose boxes may hold the point, by number, in the order of the list.
    pub fn near(&self, point: Point) -> impl Iterator<Item = usize> + '_ {
        let cell: &[u32] = if self.bounds.contains(point) {
            let (column, row) = self.column_and_row(point);
            &self.cells[row * CELLS + column]
        } else {
            &[]
        };
        cell.iter().map(|it| *it as usize)
    }

    fn column_and_row(&self, point: Point) -> (usize, usize) {
        let Bounds { west, south, east, north } = self.bounds;
        (cell(point.lon, west, east), cell(point.lat, south, north))
    }
}

fn cell(value: f64, from: f64, to: f64) -> usize {
    let share = (value - from) / (to - from).max(f64::MIN_POSITIVE);
    ((share * CELLS as f64) as usize).min(CELLS - 1)
}

/// Metres from the point to the edge of the area; 0 inside it.
pub fn distance_to_area_m(area: &Polygon, point: Point) -> f64 {
    if area.contains(point) {
        return 0.0;
    }
    let edges = area.rings().iter().flat_map(|it| it.windows(2));
    edges.map(|edge| distance_to_edge_m(edge[0], edge[1], point)).fold(f64::INFINITY, f64::min)
}

/// Metres from the point to the nearest place between `a` and `b`.
fn distance_to_edge_m(a: Point, b: Point, point: Point) -> f64 {
    let narrowing = point.lat.to_radians().cos();
    let (ax, ay) = ((a.lon - point.lon) * narrowing, a.lat - point.lat);
    let (bx, by) = ((b.lon - point.lon) * narrowing, b.lat - point.lat);
    let (dx, dy) = (bx - ax, by - ay);
    let length_2 = dx * dx + dy * dy;
    let along = if length_2 > 0.0 { (-(ax * dx + ay * dy) / length_2).clamp(0.0, 1.0) } else { 0.0 };
    let nearest = Point::new(a.lon + (b.lon - a.lon) * along, a.lat + (b.lat - a.lat) * along);
    nearest.distance_m(point)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn square(west: f64, south: f64, side: f64) -> Polygon {
        Polygon::rectangle(Bounds { west, south, east: west + side, north: south + side }).unwrap()
    }

    #[test]
    fn the_index_finds_exactly_what_looking_at_each_area_finds() {
        let areas: Vec<Polygon> = (0..20)
            .flat_map(|x| (0..15).map(move |y| square(107.30 + 0.01 * f64::from(x), 29.60 + 0.01 * f64::from(y), 0.01)))
            .collect();
        let finder = Finder::new(areas.iter());
        for step in 0..4_000 {
            let x = f64::from(step % 63) / 62.0;
            let y = f64::from(step / 63) / 63.0;
            let point = Point::new(107.295 + 0.21 * x, 29.595 + 0.16 * y);
            let slow: Vec<usize> = (0..areas.len()).filter(|it| areas[*it].contains(point)).collect();
            let fast: Vec<usize> = finder.near(point).filter(|it| areas[*it].contains(point)).collect();
            assert_eq!(fast, slow, "{point:?}");
        }
    }

    #[test]
    fn no_areas_and_far_points_find_nothing() {
        let none: Vec<Polygon> = Vec::new();
        assert_eq!(Finder::new(none.iter()).near(Point::new(1.0, 1.0)).count(), 0);
        let one = [square(107.30, 29.60, 0.01)];
        assert_eq!(Finder::new(one.iter()).near(Point::new(1.0, 1.0)).count(), 0);
    }

    #[test]
    fn the_distance_to_an_area_is_to_its_nearest_edge() {
        let area = square(107.30, 29.60, 0.01);
        assert_eq!(distance_to_area_m(&area, Point::new(107.305, 29.605)), 0.0);
        let south = distance_to_area_m(&area, Point::new(107.305, 29.599));
        assert!((south - 111.2).abs() < 0.5, "{south}");
    }
}
