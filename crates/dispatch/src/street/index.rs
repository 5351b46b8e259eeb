//! Finds the streets near a place: a uniform grid over the legs of all edges.

use domain::geo::Point;
use domain::geo::polygon::Bounds;

use super::Stretch;
use super::build::index_of;

/// Width of a cell where the graph is small enough: a few streets each.
const CELL_M: f64 = 150.0;

/// The most cells; a larger graph gets wider cells.
const CELLS_MAX: f64 = 1_000_000.0;

/// Metres in a degree of latitude.
const METRES_PER_DEGREE: f64 = 111_195.08;

/// The straight pieces of all edges, by cell. Distances are planar around the middle of the graph.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct EdgeIndex {
    plane: Plane,
    cell_m: f64,
    columns: usize,
    rows: usize,
    first_leg: Vec<u32>,
    legs: Vec<Leg>,
}

/// A straight piece of an edge.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Leg {
    pub edge: u32,
    /// Counts the legs of the edge from 0.
    pub number: u32,
}

/// A plane around the middle of the graph, in metres east and north of its south-west corner.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Plane {
    west: f64,
    south: f64,
    metres_per_lon: f64,
}

impl Plane {
    fn at(&self, point: Point) -> (f64, f64) {
        ((point.lon - self.west) * self.metres_per_lon, (point.lat - self.south) * METRES_PER_DEGREE)
    }
}

impl EdgeIndex {
    pub(super) fn new(bounds: Bounds, edges: &[Stretch], line_points: &[Point]) -> Self {
        let metres_per_lon = METRES_PER_DEGREE * bounds.centre().lat.to_radians().cos().max(0.01);
        let plane = Plane { west: bounds.west, south: bounds.south, metres_per_lon };
        let (width, height) = plane.at(Point::new(bounds.east, bounds.north));
        let cell_m = CELL_M.max((width * height / CELLS_MAX).sqrt()).max(width.max(height) / CELLS_MAX);
        let (columns, rows) = ((width / cell_m) as usize + 1, (height / cell_m) as usize + 1);
        let mut index = Self { plane, cell_m, columns, rows, first_leg: Vec::new(), legs: Vec::new() };
        let mut placed: Vec<(u32, Leg)> = Vec::new();
        for (edge, stretch) in (0_u32..).zip(edges) {
            let first = stretch.first_point as usize;
            let line = &line_points[first..first + stretch.points as usize];
            for (number, leg) in (0_u32..).zip(line.windows(2)) {
                index.each_cell(leg[0], leg[1], |cell| placed.push((cell, Leg { edge, number })));
            }
        }
        placed.sort_by_key(|&(cell, leg)| (cell, leg.edge, leg.number));
        index.first_leg = vec![0; columns * rows + 1];
        for (cell, _) in &placed {
            index.first_leg[*cell as usize + 1] += 1;
        }
        for cell in 0..columns * rows {
            index.first_leg[cell + 1] += index.first_leg[cell];
        }
        index.legs = placed.into_iter().map(|(_, leg)| leg).collect();
        index
    }

    /// Calls `each` for the cells that a leg comes near: those of its box whose middle is within half a diagonal.
    fn each_cell(&self, from: Point, to: Point, mut each: impl FnMut(u32)) {
        let ((x1, y1), (x2, y2)) = (self.plane.at(from), self.plane.at(to));
        let reach = self.cell_m * std::f64::consts::FRAC_1_SQRT_2 * 1.001;
        let (left, bottom) = self.cell_at(x1.min(x2), y1.min(y2));
        let (right, top) = self.cell_at(x1.max(x2), y1.max(y2));
        for row in bottom..=top {
            for column in left..=right {
                let middle = ((column as f64 + 0.5) * self.cell_m, (row as f64 + 0.5) * self.cell_m);
                let (_, away_2) = nearest_on((x1, y1), (x2, y2), middle);
                if away_2 <= reach * reach {
                    each(index_of(row * self.columns + column));
                }
            }
        }
    }

    fn cell_at(&self, x: f64, y: f64) -> (usize, usize) {
        // A negative or endless quotient becomes 0 or the last cell: places outside belong to the edge of the grid.
        (((x / self.cell_m) as usize).min(self.columns - 1), ((y / self.cell_m) as usize).min(self.rows - 1))
    }

    /// Finds the leg nearest to a place, and the share of it that is passed there; `ends` leaves out closed ones.
    pub(super) fn nearest(
        &self,
        point: Point,
        within_m: f64,
        ends: impl Fn(Leg) -> Option<(Point, Point)>,
    ) -> Option<(Leg, f64)> {
        let here = self.plane.at(point);
        let (column, row) = self.cell_at(here.0, here.1);
        let mut best: Option<(Leg, f64, f64)> = None;
        for ring in 0..self.columns.max(self.rows) {
            // Whatever lies in this ring is at least this far away, also from a place outside the grid.
            let at_least_m = (ring.saturating_sub(1)) as f64 * self.cell_m;
            let limit_2 = best.map_or(within_m * within_m, |(.., away_2)| away_2);
            if at_least_m * at_least_m > limit_2 {
                break;
            }
            self.each_in_ring(column, row, ring, |leg| {
                let Some((from, to)) = ends(leg) else { return };
                let (share, away_2) = nearest_on(self.plane.at(from), self.plane.at(to), here);
                if away_2 <= within_m * within_m && best.is_none_or(|(.., least)| away_2 < least) {
                    best = Some((leg, share, away_2));
                }
            });
        }
        best.map(|(leg, share, _)| (leg, share))
    }

    /// Calls `each` for every leg of the cells that lie `ring` cells away.
    fn each_in_ring(&self, column: usize, row: usize, ring: usize, mut each: impl FnMut(Leg)) {
        let (bottom, top) = (row.saturating_sub(ring), (row + ring).min(self.rows - 1));
        let (left, right) = (column.saturating_sub(ring), (column + ring).min(self.columns - 1));
        for y in bottom..=top {
            let whole_row = y + ring == row || y == row + ring;
            for x in left..=right {
                if whole_row || x + ring == column || x == column + ring {
                    let cell = y * self.columns + x;
                    let (first, last) = (self.first_leg[cell] as usize, self.first_leg[cell + 1] as usize);
                    self.legs[first..last].iter().copied().for_each(&mut each);
                }
            }
        }
    }
}

/// The share of a leg at which it is nearest to a place, and the square of the distance there.
fn nearest_on(from: (f64, f64), to: (f64, f64), place: (f64, f64)) -> (f64, f64) {
    let (dx, dy) = (to.0 - from.0, to.1 - from.1);
    let squared = dx * dx + dy * dy;
    let share = if squared > 0.0 {
        (((place.0 - from.0) * dx + (place.1 - from.1) * dy) / squared).clamp(0.0, 1.0)
    } else {
        0.0
    };
    let (x, y) = (place.0 - from.0 - share * dx, place.1 - from.1 - share * dy);
    (share, x * x + y * y)
}
