//! What can be done with a list of streets: keep the largest connected part, crop it, turn it into the street graph
//! and back.

use std::collections::BTreeMap;

use dispatch::street::build::NotAGraph;
use dispatch::street::{Class, Edge, StreetGraph};
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
            (south_west.lon..=north_east.lon).contains(&point.lon)
                && (south_west.lat..=north_east.lat).contains(&point.lat)
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

/// How fast people walk, in metres a second: between a stroll and a hurry.
const FOOT_MPS: f64 = 1.4;

/// How fast cars go on arterials and in side streets: 40 and 25 km/h.
const CAR_MAJOR_MPS: f64 = 11.1;
const CAR_MINOR_MPS: f64 = 6.9;

/// Steps of a degree in which two line ends count as the same node: a centimetre.
const STEPS_PER_DEGREE: f64 = 1e7;

impl StreetMap {
    /// Reads the streets of a graph back, for laying the town on them.
    pub fn of(graph: &StreetGraph) -> Self {
        let mut numbers: BTreeMap<(i64, i64), u32> = BTreeMap::new();
        let mut map = Self::default();
        for line in graph.lines() {
            let number = |point: &Point| {
                let step = |degrees: f64| (degrees * STEPS_PER_DEGREE).round() as i64;
                *numbers.entry((step(point.lon), step(point.lat))).or_insert_with(|| {
                    map.nodes.push(*point);
                    map.nodes.len() as u32 - 1
                })
            };
            let nodes = line.points.iter().map(number).collect();
            map.ways.push(Way { name: line.name.map(str::to_owned), class: line.class, nodes });
        }
        map
    }

    /// Makes the street graph: ways are cut where they meet, and times follow from class and length.
    pub fn graph(&self) -> Result<StreetGraph, NotAGraph> {
        let mut passes = vec![0u32; self.nodes.len()];
        for way in &self.ways {
            way.nodes.iter().for_each(|it| passes[*it as usize] += 1);
            // Ends are crossings even when nobody else comes by.
            way.nodes.iter().take(1).chain(way.nodes.last()).for_each(|it| passes[*it as usize] += 1);
        }
        let (mut edges, mut names) = (Vec::new(), Vec::new());
        for way in &self.ways {
            let name = way.name.as_ref().map(|it| {
                names.push(it.clone());
                names.len() as u32 - 1
            });
            let mut start = 0;
            for end in 1..way.nodes.len() {
                if passes[way.nodes[end] as usize] > 1 {
                    edges.push(self.edge(way.class, &way.nodes[start..=end], name));
                    start = end;
                }
            }
        }
        StreetGraph::build(self.nodes.clone(), edges, names)
    }

    fn edge(&self, class: Class, nodes: &[u32], name: Option<u32>) -> Edge {
        let line: Vec<Point> = nodes.iter().map(|it| self.nodes[*it as usize]).collect();
        let metres: f64 = line.windows(2).map(|leg| leg[0].distance_m(leg[1])).sum();
        let car_s = match class {
            Class::Major => Some(metres / CAR_MAJOR_MPS),
            Class::Minor => Some(metres / CAR_MINOR_MPS),
            Class::Path => None,
        };
        let shape = line[1..line.len() - 1].to_vec();
        let (from, to) = (nodes[0], nodes[nodes.len() - 1]);
        Edge { from, to, shape, foot_s: Some(metres / FOOT_MPS), car_s, car_back_s: car_s, class, name }
    }
}
