//! Streets as a list of named ways over shared nodes, and the plausible ones of the demo town: a close mesh in the
//! centre, looser towards the hills, a river with bridges, arterials between the communities, alleys.

use std::collections::{BTreeMap, BTreeSet, BinaryHeap};

use dispatch::street::Class;
use domain::geo::Point;
use serde::{Deserialize, Serialize};

use crate::plane::{Plane, Spot};
use crate::rng::Rng;
use crate::town::data_names::street_names;

/// One street: a line over the map's nodes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Way {
    /// What people call it; nothing where nobody does.
    pub name: Option<String>,
    /// What it is.
    pub class: Class,
    /// The nodes it passes, as indexes into the map's nodes.
    pub nodes: Vec<u32>,
}

/// Streets that meet at shared nodes.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct StreetMap {
    /// Every place where a street bends or meets another.
    pub nodes: Vec<Point>,
    /// The streets.
    pub ways: Vec<Way>,
}

/// The river is this far from its middle to where building starts, in metres.
const BANK_M: f64 = 95.0;

/// The river's course: a wave across the town, south of its centre.
#[derive(Clone, Copy, Debug)]
pub(crate) struct River {
    phase: f64,
    south: f64,
}

impl River {
    pub fn new(rng: &mut Rng) -> Self {
        Self { phase: rng.between(0.0, 6.0), south: rng.between(700.0, 950.0) }
    }

    pub fn y(self, x: f64) -> f64 {
        -self.south + 520.0 * (x / 2300.0 + self.phase).sin() + 130.0 * (x / 760.0 + 2.0 * self.phase).sin()
    }

    fn off(self, spot: Spot) -> f64 {
        spot.y - self.y(spot.x)
    }

    fn between(self, one: Spot, two: Spot) -> bool {
        (self.off(one) > 0.0) != (self.off(two) > 0.0)
    }

    /// The line of its middle, for drawing.
    pub fn line(self, reach: f64) -> Vec<Spot> {
        let steps = 80;
        (0..=steps)
            .map(|it| {
                let x = -reach + 2.0 * reach * f64::from(it) / f64::from(steps);
                Spot::new(x, self.y(x))
            })
            .collect()
    }
}

/// The streets while they are being drawn.
struct Draft {
    spots: Vec<Spot>,
    edges: BTreeMap<(usize, usize), Class>,
    bridges: BTreeSet<(usize, usize)>,
}

/// Draws the streets inside an outline, with arterials between the hubs.
pub(crate) fn draw(
    plane: Plane,
    river: River,
    inside: &dyn Fn(Spot) -> bool,
    hubs: &[Spot],
    rng: &mut Rng,
) -> StreetMap {
    let spots = crossings(river, inside, rng);
    let mut draft = Draft { edges: mesh(&spots, rng), spots, bridges: BTreeSet::new() };
    draft.build_bridges(river);
    draft.reconnect(river);
    draft.lift_arterials(hubs);
    draft.demote_alleys(rng);
    draft.name(plane, rng)
}

/// Where streets meet: a turned mesh in the centre, both banks of the river, then ever looser.
fn crossings(river: River, inside: &dyn Fn(Spot) -> bool, rng: &mut Rng) -> Vec<Spot> {
    let mut spots: Vec<Spot> = Vec::new();
    let turn = rng.between(0.1, 0.45);
    let clear = |spots: &[Spot], spot: Spot, gap: f64| spots.iter().all(|it| it.distance(spot) >= gap);
    for step in -24..=24 {
        let x = f64::from(step) * 150.0;
        for side in [-1.0, 1.0] {
            let spot = Spot::new(x, river.y(x) + side * (BANK_M + 25.0));
            if inside(spot) && clear(&spots, spot, 100.0) {
                spots.push(spot);
            }
        }
    }
    for row in -15..=15 {
        for column in -15..=15 {
            let mesh = Spot::new(f64::from(column) * 152.0, f64::from(row) * 138.0);
            let warp = Spot::new((mesh.y / 900.0).sin() * 60.0, (mesh.x / 1100.0).cos() * 55.0);
            let shake = Spot::new(rng.between(-14.0, 14.0), rng.between(-14.0, 14.0));
            let spot = mesh.turned(turn).plus(warp).plus(shake);
            let dry = river.off(spot).abs() > BANK_M;
            if mesh.length() < 1_950.0 && dry && inside(spot) && clear(&spots, spot, 88.0) {
                spots.push(spot);
            }
        }
    }
    for (tries, from, to, gap) in [(5_000, 1_900.0, 3_900.0, 255.0), (3_000, 3_800.0, 8_500.0, 470.0)] {
        for _ in 0..tries {
            let spot = Spot::new(rng.between(from, to), 0.0).turned(rng.between(0.0, std::f64::consts::TAU));
            let dry = river.off(spot).abs() > BANK_M + 10.0;
            if dry && inside(spot) && clear(&spots, spot, gap * rng.between(0.85, 1.3)) {
                spots.push(spot);
            }
        }
    }
    spots
}

/// Neighbours that nobody stands between: the mesh in the centre, country lanes outside, and some short cuts.
fn mesh(spots: &[Spot], rng: &mut Rng) -> BTreeMap<(usize, usize), Class> {
    let mut edges = BTreeMap::new();
    for (index, spot) in spots.iter().enumerate() {
        let near = nearest(spots, *spot, 24);
        for (rank, &other) in near.iter().enumerate().filter(|(_, other)| **other > index) {
            let length = spot.distance(spots[other]);
            let between = |it: &&usize| **it != index && spots[**it].distance(spots[other]) < length;
            let blocked = near[..rank].iter().any(|it| between(&it));
            let middle = spot.toward(spots[other], 0.5);
            let short_cut =
                near.iter().all(|it| *it == index || *it == other || spots[*it].distance(middle) >= length / 2.0);
            if !blocked {
                edges.insert((index, other), Class::Minor);
            } else if short_cut && rng.chance(if length > 230.0 { 0.45 } else { 0.12 }) {
                edges.insert((index, other), if length > 230.0 { Class::Minor } else { Class::Path });
            }
        }
    }
    edges
}

fn nearest(spots: &[Spot], to: Spot, count: usize) -> Vec<usize> {
    let mut order: Vec<(f64, usize)> = spots.iter().enumerate().map(|(index, it)| (it.distance(to), index)).collect();
    let count = (count + 1).min(order.len());
    if count < order.len() {
        order.select_nth_unstable_by(count, |one, two| one.0.total_cmp(&two.0));
    }
    order.truncate(count);
    order.sort_by(|one, two| one.0.total_cmp(&two.0));
    order.into_iter().map(|(_, index)| index).filter(|it| spots[*it] != to).collect()
}

impl Draft {
    /// Keeps one crossing of the river every so often, as a bridge; the others go.
    fn build_bridges(&mut self, river: River) {
        let mut across: Vec<(usize, usize)> =
            self.edges.keys().copied().filter(|(a, b)| river.between(self.spots[*a], self.spots[*b])).collect();
        let middle = |(a, b): &(usize, usize)| self.spots[*a].toward(self.spots[*b], 0.5);
        across.sort_by(|one, two| middle(one).x.abs().total_cmp(&middle(two).x.abs()));
        let mut built: Vec<Spot> = Vec::new();
        for edge in across {
            let at = middle(&edge);
            let gap = if at.x.abs() < 1_900.0 { 850.0 } else { 1_900.0 };
            if built.iter().all(|it| it.distance(at) > gap) {
                built.push(at);
                self.bridges.insert(edge);
                self.edges.insert(edge, Class::Major);
            } else {
                self.edges.remove(&edge);
            }
        }
    }

    /// Links what the river has cut off to the nearest street on its own side.
    fn reconnect(&mut self, river: River) {
        let above: Vec<bool> = self.spots.iter().map(|it| river.off(*it) > 0.0).collect();
        loop {
            let part = self.parts();
            let mut best: Option<(f64, (usize, usize))> = None;
            for (index, spot) in self.spots.iter().enumerate().filter(|(it, _)| part[*it] != part[0]) {
                for (other, there) in self.spots.iter().enumerate().filter(|(it, _)| part[*it] == part[0]) {
                    let length = spot.distance(*there) * if above[index] == above[other] { 1.0 } else { 4.0 };
                    if best.is_none_or(|(shortest, _)| length < shortest) {
                        best = Some((length, (index.min(other), index.max(other))));
                    }
                }
            }
            let Some((_, edge)) = best else {
                return;
            };
            self.edges.insert(edge, Class::Minor);
        }
    }

    /// Numbers the connected parts.
    fn parts(&self) -> Vec<usize> {
        let links = self.links();
        let mut part = vec![usize::MAX; self.spots.len()];
        for start in 0..self.spots.len() {
            let mut left = vec![start];
            while let Some(at) = left.pop() {
                if part[at] == usize::MAX {
                    part[at] = start;
                    left.extend(&links[at]);
                }
            }
        }
        part
    }

    fn links(&self) -> Vec<Vec<usize>> {
        let mut links = vec![Vec::new(); self.spots.len()];
        for &(a, b) in self.edges.keys() {
            links[a].push(b);
            links[b].push(a);
        }
        links
    }

    /// Makes the ways between neighbouring hubs arterials.
    fn lift_arterials(&mut self, hubs: &[Spot]) {
        let at: Vec<usize> = hubs.iter().filter_map(|it| nearest(&self.spots, *it, 1).first().copied()).collect();
        let links = self.links();
        for (index, &from) in at.iter().enumerate() {
            let mut others: Vec<usize> = (0..at.len()).filter(|it| *it != index).collect();
            others.sort_by(|one, two| hubs[*one].distance(hubs[index]).total_cmp(&hubs[*two].distance(hubs[index])));
            // And one way to the centre, so that the arterials hang together.
            for other in others.into_iter().take(2).chain((index > 0).then_some(0)) {
                let path = self.path(&links, from, at[other]);
                for pair in path.windows(2) {
                    self.edges.insert((pair[0].min(pair[1]), pair[0].max(pair[1])), Class::Major);
                }
            }
        }
    }

    /// The shortest way, which likes arterials that are already there.
    fn path(&self, links: &[Vec<usize>], from: usize, to: usize) -> Vec<usize> {
        let mut before = vec![usize::MAX; self.spots.len()];
        let mut done = vec![u64::MAX; self.spots.len()];
        let mut queue = BinaryHeap::from([(std::cmp::Reverse(0u64), from, from)]);
        while let Some((std::cmp::Reverse(cost), at, came)) = queue.pop() {
            if done[at] != u64::MAX {
                continue;
            }
            done[at] = cost;
            before[at] = came;
            if at == to {
                break;
            }
            for &next in &links[at] {
                let liked = self.edges.get(&(at.min(next), at.max(next))) == Some(&Class::Major);
                let length = self.spots[at].distance(self.spots[next]) * if liked { 5.0 } else { 10.0 };
                queue.push((std::cmp::Reverse(cost + length as u64), next, at));
            }
        }
        let mut path = vec![to];
        let mut at = to;
        while at != from && before[at] != usize::MAX {
            at = before[at];
            path.push(at);
        }
        path
    }

    /// Some short streets of the centre are alleys.
    fn demote_alleys(&mut self, rng: &mut Rng) {
        for (edge, class) in &mut self.edges {
            let short = self.spots[edge.0].distance(self.spots[edge.1]) < 170.0;
            if *class == Class::Minor && short && rng.chance(0.13) {
                *class = Class::Path;
            }
        }
    }

    /// Follows each street straight on through its crossings, bends long stretches and gives names.
    fn name(self, plane: Plane, rng: &mut Rng) -> StreetMap {
        let chains = self.chains();
        let mut names = street_names(rng);
        let mut map = StreetMap { nodes: self.spots.iter().map(|it| plane.point(*it)).collect(), ways: Vec::new() };
        let mut named: BTreeMap<usize, Vec<u32>> = BTreeMap::new();
        for (index, (_, chain)) in chains.iter().enumerate() {
            let mut nodes: Vec<u32> = Vec::new();
            for pair in chain.windows(2) {
                nodes.push(pair[0] as u32);
                if !self.bridges.contains(&(pair[0].min(pair[1]), pair[0].max(pair[1]))) {
                    for spot in wander(self.spots[pair[0]], self.spots[pair[1]], rng) {
                        nodes.push(map.nodes.len() as u32);
                        map.nodes.push(plane.point(spot));
                    }
                }
            }
            nodes.extend(chain.last().map(|it| *it as u32));
            named.insert(index, nodes);
        }
        for (index, (class, chain)) in chains.iter().enumerate() {
            let middle = self.spots[chain[chain.len() / 2]];
            let length: f64 = chain.windows(2).map(|it| self.spots[it[0]].distance(self.spots[it[1]])).sum();
            let name = names.next(*class, middle.length() > 3_600.0, length);
            map.ways.push(Way { name, class: *class, nodes: named.remove(&index).unwrap_or_default() });
        }
        map
    }

    /// Streets as runs of edges of one class that go on within about forty degrees.
    fn chains(&self) -> Vec<(Class, Vec<usize>)> {
        let links = self.links();
        let mut left: BTreeSet<(usize, usize)> = self.edges.keys().copied().collect();
        let mut chains = Vec::new();
        while let Some(edge) = left.pop_first() {
            let class = self.edges[&edge];
            let mut chain = vec![edge.0, edge.1];
            for _ in 0..2 {
                while let Some(next) = self.straight_on(&links, &left, class, &chain) {
                    let (at, end) = (chain[chain.len() - 1], next);
                    left.remove(&(at.min(end), at.max(end)));
                    chain.push(next);
                }
                chain.reverse();
            }
            chains.push((class, chain));
        }
        chains
    }

    fn straight_on(
        &self,
        links: &[Vec<usize>],
        left: &BTreeSet<(usize, usize)>,
        class: Class,
        chain: &[usize],
    ) -> Option<usize> {
        let [.., before, at] = chain else {
            return None;
        };
        let heading = self.spots[*at].minus(self.spots[*before]).unit();
        let straight = |next: usize| self.spots[next].minus(self.spots[*at]).unit().dot(heading);
        links[*at]
            .iter()
            .copied()
            .filter(|next| {
                let edge = (*at.min(next), *at.max(next));
                left.contains(&edge) && self.edges[&edge] == class && straight(*next) > 0.76
            })
            .max_by(|one, two| straight(*one).total_cmp(&straight(*two)))
    }
}

/// Bends of a long stretch: roads in the hills do not run straight.
fn wander(from: Spot, to: Spot, rng: &mut Rng) -> Vec<Spot> {
    let length = from.distance(to);
    let (sway, twist) = (rng.between(-0.06, 0.06) * length, rng.between(-0.04, 0.04) * length);
    if length < 210.0 {
        return Vec::new();
    }
    let across = to.minus(from).unit().left();
    let steps = (length / 110.0).ceil().min(12.0) as usize;
    (1..steps)
        .map(|step| {
            let share = step as f64 / steps as f64;
            let turn = share * std::f64::consts::PI;
            from.toward(to, share).plus(across.times(sway * turn.sin() + twist * (2.0 * turn).sin()))
        })
        .collect()
}
