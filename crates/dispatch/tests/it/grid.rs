//! The grid answers as a search of everybody would, whatever moved, came or went before.

use dispatch::grid::{Grid, Slot};
use domain::geo::Point;
use domain::geo::polygon::Bounds;
use proptest::prelude::*;

use crate::build::HERE;

/// A region a few kilometres wide; some points lie outside.
const REGION: Bounds = Bounds { west: 107.36, south: 29.67, east: 107.42, north: 29.73 };

#[derive(Clone, Debug)]
enum Change {
    Insert(Point, u32),
    Update(usize, Point),
    Attributes(usize, u32),
    Remove(usize),
    Order,
}

fn point() -> impl Strategy<Value = Point> {
    prop_oneof![
        8 => (-0.03..0.03, -0.03..0.03).prop_map(|(lon, lat)| Point::new(HERE.lon + lon, HERE.lat + lat)),
        // Crowds, and equal places.
        4 => (0..3_i32, 0..3_i32).prop_map(|(lon, lat)| Point::new(107.39 + f64::from(lon) * 1e-4, 29.7 + f64::from(lat) * 1e-4)),
        1 => (106.0..109.0, 28.0..31.0).prop_map(|(lon, lat)| Point::new(lon, lat)),
    ]
}

fn change() -> impl Strategy<Value = Change> {
    prop_oneof![
        6 => (point(), 0..8_u32).prop_map(|(point, attributes)| Change::Insert(point, attributes)),
        6 => (any::<usize>(), point()).prop_map(|(which, point)| Change::Update(which, point)),
        2 => (any::<usize>(), 0..8_u32).prop_map(|(which, attributes)| Change::Attributes(which, attributes)),
        2 => any::<usize>().prop_map(Change::Remove),
        1 => Just(Change::Order),
    ]
}

/// The same, without cleverness.
#[derive(Default)]
struct Everybody(Vec<(Slot, Point, u32)>);

impl Everybody {
    fn nearest(&self, from: Point, k: usize, attributes: u32) -> Vec<f64> {
        let mut all: Vec<f64> = self
            .0
            .iter()
            .filter(|(.., has)| has & attributes == attributes)
            .map(|(_, point, _)| from.distance_m(*point))
            .collect();
        all.sort_by(f64::total_cmp);
        all.truncate(k);
        all
    }
}

fn apply(grid: &mut Grid, everybody: &mut Everybody, change: &Change) {
    let pick = |which: usize| (!everybody.0.is_empty()).then(|| which % everybody.0.len());
    match *change {
        Change::Insert(point, attributes) => everybody.0.push((grid.insert(point, attributes), point, attributes)),
        Change::Update(which, point) => {
            if let Some(at) = pick(which) {
                grid.update(everybody.0[at].0, point);
                everybody.0[at].1 = point;
            }
        }
        Change::Attributes(which, attributes) => {
            if let Some(at) = pick(which) {
                grid.set_attributes(everybody.0[at].0, attributes);
                everybody.0[at].2 = attributes;
            }
        }
        Change::Remove(which) => {
            if let Some(at) = pick(which) {
                let (gone, ..) = everybody.0.swap_remove(at);
                grid.remove(gone);
                grid.remove(gone);
                grid.update(gone, HERE);
            }
        }
        Change::Order => grid.order(),
    }
}

proptest! {
    #[test]
    fn nearest_is_what_a_search_of_everybody_finds(
        changes in prop::collection::vec(change(), 0..120),
        from in point(),
        k in 0..12_usize,
        attributes in 0..8_u32,
    ) {
        let mut grid = Grid::new(REGION);
        let mut everybody = Everybody::default();
        for change in &changes {
            apply(&mut grid, &mut everybody, change);
        }
        prop_assert_eq!(grid.len(), everybody.0.len());
        let expected = everybody.nearest(from, k, attributes);
        let found = grid.nearest(from, k, attributes);
        prop_assert_eq!(found.len(), expected.len());
        for (near, metres) in found.iter().zip(&expected) {
            // A place is kept to a few micrometres.
            prop_assert!((near.distance_m - metres).abs() < 1e-4, "{} is not {}", near.distance_m, metres);
            let (_, point, has) = everybody.0.iter().find(|(slot, ..)| *slot == near.slot).expect("it is there");
            prop_assert_eq!(has & attributes, attributes);
            prop_assert!(grid.point(near.slot).expect("it is there").distance_m(*point) < 1e-4);
        }
    }
}

#[test]
fn whom_the_caller_refuses_makes_room_for_the_next() {
    let mut grid = Grid::new(REGION);
    let slots: Vec<Slot> =
        (0..5).map(|it| grid.insert(Point::new(HERE.lon, HERE.lat + 1e-4 * f64::from(it)), 1)).collect();
    let mut found = Vec::new();
    grid.nearest_into(HERE, 2, 1, |slot| slot != slots[0] && slot != slots[2], &mut found);
    assert_eq!(found.iter().map(|it| it.slot).collect::<Vec<_>>(), [slots[1], slots[3]]);
    assert!(Grid::new(REGION).nearest(HERE, 3, 0).is_empty());
}
