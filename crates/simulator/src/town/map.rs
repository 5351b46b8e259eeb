//! What can be done with a list of streets: keep the largest connected part, crop it, make the street graph.

use std::collections::BTreeMap;

use domain::geo::Point;

use crate::plane::{Plane, Spot};
use crate::town::streets::{StreetMap, Way};

impl StreetMap {
    /// The largest connected part: nobody can be sent to an island.
    pub fn in_one_piece(&self) -> Self {
        let mut part: Vec<u32> = (0..self.nodes.len() as u32).collect();
        for way in &self.ways {
            for pair in way.nodes.windows(2) {
                let (one, two) = (root(&mut part, pair[0]), root(&mut part, pair[1]));
                part[one.max(two) as usize] = one.min(two);
            }
        }
        let mut sizes: BTreeMap<u32, usize> = BTreeMap::new();
        for node in self.ways.iter().flat_map(|it| &it.nodes) {
            *sizes.entry(root(&mut part, *node)).or_insert(0) += 1;
        }
        let Some((&largest, _)) = sizes.iter().max_by_key(|(root, size)| (**size, u32::MAX - **root)) else {
            return Self::default();
        };
        let mut kept = |way: &&Way| way.nodes.first().is_some_and(|it| root(&mut part, *it) == largest);
        let ways = self.ways.iter().filter(&mut kept).cloned().collect();
        Self { nodes: self.nodes.clone(), ways }.compact()
    }

    /// The streets inside a box; ways are cut where they leave it.
    pub fn cropped(&self, south_west: Point, north_east: Point) -> Self {
        let inside = |it: u32| {
            let point = self.nodes[it as usize];
            (south_west.lon..=north_east.lon).contains(&point.lon) && (south_west.lat..=north_east.lat).contains(&point.lat)
        };
        let mut ways = Vec::new();
        for way in &self.ways {
            for run in way.nodes.split(|it| !inside(*it)).filter(|it| it.len() >= 2) {
                ways.push(Way { name: way.name.clone(), class: way.class, nodes: run.to_vec() });
            }
        }
        Self { nodes: self.nodes.clone(), ways }.compact()
    }

    /// Drops nodes that no way passes.
    fn compact(self) -> Self {
        let mut number = vec![u32::MAX; self.nodes.len()];
        let mut nodes = Vec::new();
        let mut ways = self.ways;
        for node in ways.iter_mut().flat_map(|it| &mut it.nodes) {
            let slot = &mut number[*node as usize];
            if *slot == u32::MAX {
                *slot = nodes.len() as u32;
                nodes.push(self.nodes[*node as usize]);
            }
            *node = *slot;
        }
        Self { nodes, ways }
    }
}

fn root(part: &mut [u32], node: u32) -> u32 {
    let mut at = node;
    while part[at as usize] != at {
        part[at as usize] = part[part[at as usize] as usize];
        at = part[at as usize];
    }
    at
}

impl StreetMap {
    /// How far a place is from the nearest street, in metres.
    pub fn off_street_m(&self, point: Point) -> f64 {
        let plane = Plane::at(point.lon, point.lat);
        let own = Spot::default();
        let spot = |it: u32| plane.spot(self.nodes[it as usize]);
        self.ways
            .iter()
            .flat_map(|it| it.nodes.windows(2))
            .map(|pair| {
                let (from, to) = (spot(pair[0]), spot(pair[1]));
                let length = to.minus(from).dot(to.minus(from)).max(1e-9);
                let share = (own.minus(from).dot(to.minus(from)) / length).clamp(0.0, 1.0);
                from.toward(to, share).distance(own)
            })
            .fold(f64::MAX, f64::min)
    }
}
