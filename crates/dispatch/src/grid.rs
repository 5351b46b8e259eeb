//! The nearest members with an attribute, among a million that move: a uniform grid of one-kilometre cells.
//!
//! Cells and entries lie side by side as on the map, and each cell knows which attributes occur in it at all, so that
//! a search reads only the cells that can hold an answer.

use domain::geo::Point;
use domain::geo::polygon::Bounds;

mod cells;
mod region;

use cells::{Cells, Entry};
use region::Region;

/// Metres in a degree of latitude, on the sphere that `Point::distance_m` measures on.
const METRES_PER_DEGREE: f64 = 111_195.080_233_532_9;

/// The place of an entry that lies outside the region.
const OUTSIDE: u32 = u32::MAX;

/// The place of a slot that is free.
const NOWHERE: u32 = u32::MAX - 1;

/// Attributes of an entry, one bit each; what they mean is the caller's matter. The first eight are found soonest.
pub type Attributes = u32;

/// Names an entry of the grid as long as it is in there; given out again after its removal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Slot(u32);

impl Slot {
    /// The slot as an index into a table beside the grid.
    pub const fn index(self) -> usize {
        self.0 as usize
    }
}

/// An answer of a search.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Near {
    /// Which entry.
    pub slot: Slot,
    /// Metres away.
    pub distance_m: f64,
}

/// Points that move, with attributes.
#[derive(Clone, Debug)]
pub struct Grid {
    region: Region,
    cells: Cells,
    /// Entries outside the region; each search reads them all.
    outside: Vec<Stray>,
    /// Where each slot is.
    places: Vec<Place>,
    free: Vec<u32>,
}

/// An entry outside the region.
#[derive(Clone, Copy, Debug)]
struct Stray {
    point: Point,
    attributes: Attributes,
    slot: u32,
}

/// Where a slot is: its cell, `OUTSIDE` or `NOWHERE`, and its place there.
#[derive(Clone, Copy, Debug)]
struct Place {
    cell: u32,
    at: u32,
}

impl Grid {
    /// An empty grid for a region. Points outside it are found as well, only each search looks at all of them.
    pub fn new(bounds: Bounds) -> Self {
        let region = Region::new(bounds);
        let cells = Cells::new(region.cells());
        Self { region, cells, outside: Vec::new(), places: Vec::new(), free: Vec::new() }
    }

    /// How many entries there are.
    pub fn len(&self) -> usize {
        self.places.len() - self.free.len()
    }

    /// Tells whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Adds an entry.
    pub fn insert(&mut self, point: Point, attributes: Attributes) -> Slot {
        let slot = self.free.pop().unwrap_or_else(|| {
            self.places.push(Place { cell: NOWHERE, at: 0 });
            u32::try_from(self.places.len() - 1).expect("entries are people, fewer than four billion")
        });
        self.put(slot, point, attributes);
        Slot(slot)
    }

    /// Moves an entry; nothing happens when it is gone.
    pub fn update(&mut self, slot: Slot, point: Point) {
        let Some(&place) = self.places.get(slot.index()) else { return };
        if let Some((at, x, y)) = self.region.locate(point)
            && self.region.index(at) == place.cell as usize
        {
            self.cells.change(place.cell, place.at, |it| (it.x, it.y) = (x, y));
        } else if let Some(attributes) = self.take(slot) {
            self.put(slot.0, point, attributes);
        }
    }

    /// Changes the attributes of an entry; nothing happens when it is gone.
    pub fn set_attributes(&mut self, slot: Slot, attributes: Attributes) {
        let Some(&place) = self.places.get(slot.index()) else { return };
        match place.cell {
            NOWHERE => {}
            OUTSIDE => self.outside[place.at as usize].attributes = attributes,
            cell => self.cells.change(cell, place.at, |it| it.attributes = attributes),
        }
    }

    /// Removes an entry; nothing happens when it is gone.
    pub fn remove(&mut self, slot: Slot) {
        if self.take(slot).is_some() {
            self.free.push(slot.0);
        }
    }

    /// Lays the entries in memory as they lie on the map; worth its while after very many insertions.
    ///
    /// The grid does it by itself from time to time.
    pub fn order(&mut self) {
        self.cells.order();
    }

    /// Finds the `k` nearest entries that have all of `attributes`, the nearest first.
    pub fn nearest(&self, point: Point, k: usize, attributes: Attributes) -> Vec<Near> {
        let mut found = Vec::with_capacity(k);
        self.nearest_into(point, k, attributes, |_| true, &mut found);
        found
    }

    /// Finds the `k` nearest entries that have all of `attributes` and that `keep` allows; of equals the lower slot.
    ///
    /// `found` is emptied first; kept between searches, none allocates.
    pub fn nearest_into(
        &self,
        point: Point,
        k: usize,
        attributes: Attributes,
        mut keep: impl FnMut(Slot) -> bool,
        found: &mut Vec<Near>,
    ) {
        found.clear();
        if k == 0 {
            return;
        }
        let from = From::new(point);
        let mut best = Best { found, k, limit: f64::INFINITY };
        for stray in &self.outside {
            if stray.attributes & attributes == attributes {
                best.offer(Slot(stray.slot), from.squared(stray.point), &mut keep);
            }
        }
        let here = self.region.nearest_cell(point);
        let (step_lon, step_lat) = self.region.step();
        for ring in 0..self.region.columns.max(self.region.rows) {
            if best.is_full() && self.region.ring_is_beyond(point, here, ring, best.limit) {
                break;
            }
            self.region.each_in_ring(here, ring, |at| {
                let cell = self.region.index(at);
                if !self.cells.may_hold(cell, attributes)
                    || (best.is_full() && self.region.cell_is_beyond(point, from.cos, at, best.limit))
                {
                    return;
                }
                let corner = self.region.corner(at);
                for entry in self.cells.of(cell) {
                    if entry.attributes & attributes == attributes {
                        let lon = corner.lon + f64::from(entry.x) * step_lon;
                        let lat = corner.lat + f64::from(entry.y) * step_lat;
                        best.offer(Slot(entry.slot), from.squared(Point::new(lon, lat)), &mut keep);
                    }
                }
            });
        }
        for near in found {
            near.distance_m = near.distance_m.sqrt() * METRES_PER_DEGREE;
        }
    }

    /// Where an entry is, to a few micrometres.
    pub fn point(&self, slot: Slot) -> Option<Point> {
        let place = self.places.get(slot.index())?;
        match place.cell {
            NOWHERE => None,
            OUTSIDE => Some(self.outside[place.at as usize].point),
            cell => {
                let entry = self.cells.entry(cell, place.at);
                let corner = self.region.corner(self.region.at(cell as usize));
                let (step_lon, step_lat) = self.region.step();
                Some(Point::new(corner.lon + f64::from(entry.x) * step_lon, corner.lat + f64::from(entry.y) * step_lat))
            }
        }
    }

    fn put(&mut self, slot: u32, point: Point, attributes: Attributes) {
        self.places[slot as usize] = match self.region.locate(point) {
            Some((at, x, y)) => {
                let cell = u32::try_from(self.region.index(at)).expect("there are at most CELLS_MAX cells");
                Place { cell, at: self.cells.push(cell, Entry { x, y, attributes, slot }) }
            }
            None => {
                let at = u32::try_from(self.outside.len()).expect("entries are people, fewer than four billion");
                self.outside.push(Stray { point, attributes, slot });
                Place { cell: OUTSIDE, at }
            }
        };
    }

    /// Takes an entry out; its attributes, unless it is gone already.
    fn take(&mut self, slot: Slot) -> Option<Attributes> {
        let place = self.places.get_mut(slot.index())?;
        let Place { cell, at } = std::mem::replace(place, Place { cell: NOWHERE, at: 0 });
        let (attributes, moved) = match cell {
            NOWHERE => return None,
            OUTSIDE => {
                let taken = self.outside.swap_remove(at as usize);
                (taken.attributes, self.outside.get(at as usize).map(|it| it.slot))
            }
            cell => {
                let (taken, moved) = self.cells.take(cell, at);
                (taken.attributes, moved)
            }
        };
        if let Some(moved) = moved {
            self.places[moved as usize].at = at;
        }
        Some(attributes)
    }
}

/// The place that a search starts from, with what its distances need.
struct From {
    point: Point,
    cos: f64,
    sin: f64,
}

impl From {
    fn new(point: Point) -> Self {
        let (sin, cos) = point.lat.to_radians().sin_cos();
        Self { point, cos, sin }
    }

    /// The square of the distance in degrees of latitude, as `Point::distance_m` has it.
    fn squared(&self, other: Point) -> f64 {
        let north = other.lat - self.point.lat;
        let half = north.to_radians() / 2.0;
        // The cosine of the middle latitude by its series: exact to a part in 10¹¹ within 100 km, without a cosine each.
        let square = half * half;
        let narrowing =
            self.cos * (1.0 - square / 2.0 + square * square / 24.0) - self.sin * half * (1.0 - square / 6.0);
        let east = (other.lon - self.point.lon) * narrowing;
        east * east + north * north
    }
}

/// The best answers so far; `distance_m` holds the square of the distance in degrees until the end.
struct Best<'a> {
    found: &'a mut Vec<Near>,
    k: usize,
    limit: f64,
}

impl Best<'_> {
    fn is_full(&self) -> bool {
        self.found.len() == self.k
    }

    /// Puts an answer in its place, by distance and then by slot.
    fn offer(&mut self, slot: Slot, squared: f64, keep: &mut impl FnMut(Slot) -> bool) {
        if squared > self.limit || !keep(slot) {
            return;
        }
        let at = self.found.iter().rposition(|it| (it.distance_m, it.slot) <= (squared, slot)).map_or(0, |it| it + 1);
        if at == self.k {
            return;
        }
        if self.is_full() {
            self.found.pop();
        }
        self.found.insert(at, Near { slot, distance_m: squared });
        if self.is_full() {
            self.limit = self.found[self.k - 1].distance_m;
        }
    }
}
