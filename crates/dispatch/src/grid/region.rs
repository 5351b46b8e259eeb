//! The cells of a region: which one holds a place, and how far away a cell or a ring of cells is at least.

use domain::geo::Point;
use domain::geo::polygon::Bounds;

/// Height of a cell in degrees: one kilometre.
const CELL_LAT: f64 = 0.009;

/// The most cells; a larger region gets wider cells. Four million are 64 MB.
const CELLS_MAX: f64 = 4_000_000.0;

/// Cells lie in memory by tiles of eight by eight, so that neighbours share pages and cache lines.
const TILE: usize = 8;

/// The steps that a place in a cell is counted in; one is a few micrometres.
const STEPS: f64 = 4_294_967_296.0;

/// A region cut into cells.
#[derive(Clone, Copy, Debug)]
pub(super) struct Region {
    bounds: Bounds,
    cell_lon: f64,
    cell_lat: f64,
    pub columns: usize,
    pub rows: usize,
    tiles_in_row: usize,
}

/// A cell by column and row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct At {
    pub column: usize,
    pub row: usize,
}

impl Region {
    pub(super) fn new(bounds: Bounds) -> Self {
        let middle = bounds.centre().lat.to_radians().cos().max(0.05);
        let (width, height) = ((bounds.east - bounds.west).max(1e-6), (bounds.north - bounds.south).max(1e-6));
        let widening = (width * middle * height / (CELL_LAT * CELL_LAT) / CELLS_MAX).sqrt().max(1.0);
        let (cell_lon, cell_lat) = (CELL_LAT * widening / middle, CELL_LAT * widening);
        let (columns, rows) = ((width / cell_lon) as usize + 1, (height / cell_lat) as usize + 1);
        Self { bounds, cell_lon, cell_lat, columns, rows, tiles_in_row: columns.div_ceil(TILE) }
    }

    /// How many cells to set aside, those that only fill up the last tiles included.
    pub(super) fn cells(&self) -> usize {
        self.tiles_in_row * self.rows.div_ceil(TILE) * TILE * TILE
    }

    /// Where a cell lies in memory.
    pub(super) fn index(&self, at: At) -> usize {
        let tile = (at.row / TILE) * self.tiles_in_row + at.column / TILE;
        (tile * TILE + at.row % TILE) * TILE + at.column % TILE
    }

    /// The cell that lies there in memory.
    pub(super) fn at(&self, index: usize) -> At {
        let tile = index / (TILE * TILE);
        At {
            column: (tile % self.tiles_in_row) * TILE + index % TILE,
            row: (tile / self.tiles_in_row) * TILE + (index / TILE) % TILE,
        }
    }

    /// The cell of a place in the region, and the steps from its corner; nothing outside.
    pub(super) fn locate(&self, point: Point) -> Option<(At, u32, u32)> {
        let x = (point.lon - self.bounds.west) / self.cell_lon;
        let y = (point.lat - self.bounds.south) / self.cell_lat;
        if !(x >= 0.0 && y >= 0.0 && x < self.columns as f64 && y < self.rows as f64) {
            return None;
        }
        let at = At { column: x as usize, row: y as usize };
        Some((at, ((x - at.column as f64) * STEPS) as u32, ((y - at.row as f64) * STEPS) as u32))
    }

    /// The cell nearest to a place anywhere.
    pub(super) fn nearest_cell(&self, point: Point) -> At {
        // A negative quotient, or none, becomes 0.
        At {
            column: (((point.lon - self.bounds.west) / self.cell_lon) as usize).min(self.columns - 1),
            row: (((point.lat - self.bounds.south) / self.cell_lat) as usize).min(self.rows - 1),
        }
    }

    /// The south-west corner of a cell.
    pub(super) fn corner(&self, at: At) -> Point {
        Point::new(
            self.bounds.west + at.column as f64 * self.cell_lon,
            self.bounds.south + at.row as f64 * self.cell_lat,
        )
    }

    /// Degrees in one step, east and north.
    pub(super) fn step(&self) -> (f64, f64) {
        (self.cell_lon / STEPS, self.cell_lat / STEPS)
    }

    /// Tells whether nothing in this ring of cells or beyond can be nearer than `limit`, a square of degrees.
    pub(super) fn ring_is_beyond(&self, from: Point, at: At, ring: usize, limit: f64) -> bool {
        // East and west count for less the farther from the equator; the pole-ward edge of what `limit` reaches is
        // the narrowest. Beyond the edge of the region there is nothing.
        let reach = limit.sqrt();
        let narrowing = (from.lat.abs() + reach).min(90.0).to_radians().cos();
        let (x, y) = self.inside(from);
        let low = |place: f64, cell: usize, size: f64| {
            if cell < ring { f64::INFINITY } else { place - (cell - ring + 1) as f64 * size }
        };
        let high = |place: f64, cell: usize, size: f64, cells: usize| {
            if cell + ring >= cells { f64::INFINITY } else { (cell + ring) as f64 * size - place }
        };
        let east_west = low(x, at.column, self.cell_lon).min(high(x, at.column, self.cell_lon, self.columns));
        let north_south = low(y, at.row, self.cell_lat).min(high(y, at.row, self.cell_lat, self.rows));
        east_west * narrowing > reach && north_south > reach
    }

    /// Tells whether nothing in one cell can be nearer than `limit`, a square of degrees.
    pub(super) fn cell_is_beyond(&self, from: Point, cos: f64, at: At, limit: f64) -> bool {
        let (x, y) = self.inside(from);
        let gap = |place: f64, low: f64, size: f64| (low - place).max(place - low - size).max(0.0);
        let north_gap = gap(y, at.row as f64 * self.cell_lat, self.cell_lat);
        // A cosine falls by at most the angle, and no entry of the cell lies farther north or south than this.
        let narrowing = cos - (north_gap + self.cell_lat).to_radians();
        let east_gap = gap(x, at.column as f64 * self.cell_lon, self.cell_lon) * narrowing.max(0.0);
        north_gap * north_gap + east_gap * east_gap > limit
    }

    /// The nearest place of the region, from its corner: neither coordinate's difference ever grows by this.
    fn inside(&self, point: Point) -> (f64, f64) {
        (
            (point.lon - self.bounds.west).clamp(0.0, self.columns as f64 * self.cell_lon),
            (point.lat - self.bounds.south).clamp(0.0, self.rows as f64 * self.cell_lat),
        )
    }

    /// Calls `each` for every cell that lies `ring` cells away.
    pub(super) fn each_in_ring(&self, at: At, ring: usize, mut each: impl FnMut(At)) {
        let At { column, row } = at;
        let (bottom, top) = (row.saturating_sub(ring), (row + ring).min(self.rows - 1));
        let (left, right) = (column.saturating_sub(ring), (column + ring).min(self.columns - 1));
        for y in bottom..=top {
            if y + ring == row || y == row + ring {
                (left..=right).for_each(|x| each(At { column: x, row: y }));
                continue;
            }
            if column >= ring {
                each(At { column: column - ring, row: y });
            }
            if column + ring < self.columns {
                each(At { column: column + ring, row: y });
            }
        }
    }
}
