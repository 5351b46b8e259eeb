//! Cuts the ground into grids that share their edges: Voronoi cells of seeds that lie close in town and far apart
//! in the hills. Every corner is named by the three cells that meet there, so neighbours agree on it exactly.

use std::collections::{BTreeMap, BTreeSet};

use crate::plane::{Spot, area, centroid};
use crate::rng::Rng;

/// Candidates drawn for each seed; the one farthest from the others is kept.
const CANDIDATES: usize = 40;

/// Rounds of moving each seed to the middle of its cell, which makes cells rounder.
const ROUNDS: usize = 2;

/// Edges longer than this get bends, so that borders do not look ruled.
const BEND_OVER_M: f64 = 260.0;

/// How far a bend leaves the straight line, as a share of the edge's length.
const BEND_SHARE: f64 = 0.07;

/// The label of the edge of the drawing sheet, which no kept cell touches.
const SHEET: usize = usize::MAX;

/// The shape of the ground: how far its edge is in each direction, and how far apart seeds lie.
pub(crate) trait Relief {
    /// How far apart grids' middles lie around a place, in metres (only the proportions count).
    fn spacing(&self, spot: Spot) -> f64;
    /// How far the edge of the station is in a direction, in metres.
    fn reach(&self, angle: f64) -> f64;
}

/// Grids as rings of corner numbers, with who borders whom.
#[derive(Clone, Debug)]
pub(crate) struct Patches {
    pub corners: Vec<Spot>,
    /// Left-turning rings, one for each grid.
    pub rings: Vec<Vec<usize>>,
    pub neighbours: Vec<BTreeSet<usize>>,
}

impl Patches {
    /// Cuts `count` grids.
    pub fn cut(relief: &dyn Relief, count: usize, rng: &mut Rng) -> Self {
        let mut seeds = scatter(relief, count, rng);
        seeds.extend(fence(relief));
        for _ in 0..ROUNDS {
            for index in 0..count {
                let ring: Vec<Spot> = cell(&seeds, index).into_iter().map(|(spot, _)| spot).collect();
                seeds[index] = centroid(&ring);
            }
        }
        Self::of_cells(&seeds, count, rng)
    }

    fn of_cells(seeds: &[Spot], count: usize, rng: &mut Rng) -> Self {
        let mut names: BTreeMap<[usize; 3], usize> = BTreeMap::new();
        let mut corners = Vec::new();
        let mut neighbours = vec![BTreeSet::new(); count];
        let mut rings = Vec::with_capacity(count);
        for (index, neighbour_list) in neighbours.iter_mut().enumerate() {
            let edges = cell(seeds, index);
            let mut ring = Vec::with_capacity(edges.len());
            for at in 0..edges.len() {
                let before = edges[(at + edges.len() - 1) % edges.len()].1;
                let mut name = [index, before, edges[at].1];
                name.sort_unstable();
                ring.push(*names.entry(name).or_insert_with(|| {
                    corners.push(meeting(name.map(|it| seeds[it])));
                    corners.len() - 1
                }));
                neighbour_list.extend(Some(edges[at].1).filter(|it| *it < count));
            }
            rings.push(ring);
        }
        let mut patches = Self { corners, rings, neighbours };
        patches.bend(rng);
        patches
    }

    /// Gives long edges bends; both neighbours get the same ones.
    fn bend(&mut self, rng: &mut Rng) {
        let mut bends: BTreeMap<(usize, usize), Vec<usize>> = BTreeMap::new();
        for ring in &mut self.rings {
            let mut bent = Vec::with_capacity(ring.len() * 2);
            for at in 0..ring.len() {
                let (from, to) = (ring[at], ring[(at + 1) % ring.len()]);
                let key = (from.min(to), from.max(to));
                let between = bends.entry(key).or_insert_with(|| {
                    let (low, high) = (self.corners[key.0], self.corners[key.1]);
                    let between = bend(low, high, rng);
                    let start = self.corners.len();
                    self.corners.extend(&between);
                    (start..self.corners.len()).collect()
                });
                bent.push(from);
                if from < to {
                    bent.extend(between.iter());
                } else {
                    bent.extend(between.iter().rev());
                }
            }
            *ring = bent;
        }
    }

    /// The corners of one grid.
    pub fn ring(&self, index: usize) -> Vec<Spot> {
        self.rings[index].iter().map(|it| self.corners[*it]).collect()
    }

    /// The area of all grids together, in square metres.
    pub fn area(&self) -> f64 {
        (0..self.rings.len()).map(|it| area(&self.ring(it))).sum()
    }

    /// Makes everything larger or smaller around the origin.
    pub fn scale(&mut self, factor: f64) {
        for corner in &mut self.corners {
            *corner = corner.times(factor);
        }
    }

    /// The outline of some grids together: the longest ring first, then holes.
    pub fn outline(&self, of: &[usize]) -> Vec<Vec<Spot>> {
        let mut edges: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        let inner: BTreeSet<(usize, usize)> = of.iter().flat_map(|it| ring_edges(&self.rings[*it])).collect();
        for &(from, to) in inner.iter().filter(|(from, to)| !inner.contains(&(*to, *from))) {
            edges.entry(from).or_default().push(to);
        }
        let mut outlines: Vec<Vec<Spot>> = Vec::new();
        while let Some((&start, _)) = edges.iter().next() {
            let mut ring = Vec::new();
            let mut at = start;
            while let Some(next) = edges.get_mut(&at).and_then(Vec::pop) {
                if edges.get(&at).is_some_and(Vec::is_empty) {
                    edges.remove(&at);
                }
                ring.push(self.corners[at]);
                at = next;
            }
            outlines.push(ring);
        }
        outlines.sort_by(|one, two| area(two).abs().total_cmp(&area(one).abs()));
        outlines
    }
}

fn ring_edges(ring: &[usize]) -> impl Iterator<Item = (usize, usize)> + '_ {
    (0..ring.len()).map(|at| (ring[at], ring[(at + 1) % ring.len()]))
}

/// Draws seeds with the spacing of the ground: best candidates, so that exactly `count` come out.
fn scatter(relief: &dyn Relief, count: usize, rng: &mut Rng) -> Vec<Spot> {
    let mut seeds: Vec<Spot> = Vec::with_capacity(count);
    while seeds.len() < count {
        let mut best = (f64::MIN, Spot::default());
        for _ in 0..CANDIDATES {
            let angle = rng.between(0.0, std::f64::consts::TAU);
            // Closer to the middle than an even spread, since seeds are denser there.
            let spot = Spot::new(relief.reach(angle) * rng.fraction().powf(0.8) * 0.97, 0.0).turned(angle);
            let nearest = seeds.iter().map(|it| it.distance(spot)).fold(f64::MAX, f64::min);
            let score = nearest / relief.spacing(spot);
            if score > best.0 {
                best = (score, spot);
            }
        }
        seeds.push(best.1);
    }
    seeds
}

/// Seeds outside, whose cells are thrown away: they close the outer cells.
fn fence(relief: &dyn Relief) -> Vec<Spot> {
    let mut seeds = Vec::new();
    for row in 0..2 {
        let mut angle = 0.07 * f64::from(row);
        while angle < std::f64::consts::TAU {
            let edge = relief.reach(angle);
            let step = relief.spacing(Spot::new(edge, 0.0).turned(angle)) * 0.8;
            seeds.push(Spot::new(edge + step * (0.45 + f64::from(row)), 0.0).turned(angle));
            angle += step / edge;
        }
    }
    seeds
}

/// The Voronoi cell of a seed as corners, each with the neighbour across the edge that starts there.
fn cell(seeds: &[Spot], index: usize) -> Vec<(Spot, usize)> {
    let own = seeds[index];
    let far = 60_000.0;
    let mut ring: Vec<(Spot, usize)> =
        [(-far, -far), (far, -far), (far, far), (-far, far)].map(|(x, y)| (Spot::new(x, y).plus(own), SHEET)).to_vec();
    let mut order: Vec<(f64, usize)> =
        seeds.iter().enumerate().filter(|(it, _)| *it != index).map(|(it, seed)| (seed.distance(own), it)).collect();
    order.sort_unstable_by(|one, two| one.0.total_cmp(&two.0));
    for (distance, other) in order {
        let radius = ring.iter().map(|(spot, _)| spot.distance(own)).fold(0.0, f64::max);
        if distance > 2.0 * radius {
            break;
        }
        ring = halved(&ring, own, seeds[other], other);
    }
    ring
}

/// Keeps the part of a ring that is nearer to `own` than to `rival`.
fn halved(ring: &[(Spot, usize)], own: Spot, rival: Spot, label: usize) -> Vec<(Spot, usize)> {
    let middle = own.toward(rival, 0.5);
    let direction = rival.minus(own);
    let beyond = |spot: Spot| spot.minus(middle).dot(direction);
    let mut kept = Vec::with_capacity(ring.len() + 1);
    for at in 0..ring.len() {
        let ((from, edge), (to, _)) = (ring[at], ring[(at + 1) % ring.len()]);
        let (here, there) = (beyond(from), beyond(to));
        if here <= 0.0 {
            kept.push((from, edge));
            if there > 0.0 {
                kept.push((from.toward(to, here / (here - there)), label));
            }
        } else if there <= 0.0 {
            kept.push((from.toward(to, here / (here - there)), edge));
        }
    }
    kept
}

/// The place equally far from three seeds.
fn meeting([a, b, c]: [Spot; 3]) -> Spot {
    let (p, q) = (b.minus(a), c.minus(a));
    let doubled = 2.0 * (p.x * q.y - p.y * q.x);
    let (pp, qq) = (p.dot(p), q.dot(q));
    a.plus(Spot::new((q.y * pp - p.y * qq) / doubled, (p.x * qq - q.x * pp) / doubled))
}

/// The bends between two corners.
fn bend(from: Spot, to: Spot, rng: &mut Rng) -> Vec<Spot> {
    let length = from.distance(to);
    let sway = rng.between(-BEND_SHARE, BEND_SHARE) * length;
    let twist = rng.between(-BEND_SHARE, BEND_SHARE) * length * 0.5;
    if length < BEND_OVER_M {
        return Vec::new();
    }
    let across = to.minus(from).unit().left();
    let steps = (length / BEND_OVER_M).ceil().min(5.0) as usize + 1;
    (1..steps)
        .map(|step| {
            let share = step as f64 / steps as f64;
            let turn = share * std::f64::consts::PI;
            from.toward(to, share).plus(across.times(sway * turn.sin() + twist * (2.0 * turn).sin()))
        })
        .collect()
}

/// Joins grids into `count` communities of neighbours: grown from spread-out grids, the smallest first.
pub(crate) fn communities(patches: &Patches, count: usize, rng: &mut Rng) -> Vec<Vec<usize>> {
    let middles: Vec<Spot> = (0..patches.rings.len()).map(|it| centroid(&patches.ring(it))).collect();
    let mut starts = vec![rng.below(middles.len())];
    let mut hops = hops_from(patches, &starts);
    while starts.len() < count {
        let next = (0..hops.len()).max_by_key(|it| hops[*it]).unwrap_or(0);
        starts.push(next);
        hops = hops_from(patches, &starts);
    }
    let mut groups = grow(patches, &middles, &starts);
    for _ in 0..6 {
        starts = groups.iter().map(|group| middle_of(group, &middles)).collect();
        groups = grow(patches, &middles, &starts);
    }
    groups
}

fn middle_of(group: &[usize], middles: &[Spot]) -> usize {
    let sum = group.iter().fold(Spot::default(), |sum, it| sum.plus(middles[*it]));
    let centre = sum.times(1.0 / group.len().max(1) as f64);
    let near = |it: &usize| middles[*it].distance(centre);
    group.iter().copied().min_by(|one, two| near(one).total_cmp(&near(two))).unwrap_or(0)
}

fn hops_from(patches: &Patches, starts: &[usize]) -> Vec<usize> {
    let mut hops = vec![usize::MAX; patches.rings.len()];
    let mut wave: Vec<usize> = starts.to_vec();
    for depth in 0.. {
        let mut next = Vec::new();
        for grid in wave {
            if hops[grid] == usize::MAX {
                hops[grid] = depth;
                next.extend(&patches.neighbours[grid]);
            }
        }
        if next.is_empty() {
            break;
        }
        wave = next;
    }
    hops
}

fn grow(patches: &Patches, middles: &[Spot], starts: &[usize]) -> Vec<Vec<usize>> {
    let mut owner = vec![usize::MAX; middles.len()];
    let mut groups: Vec<Vec<usize>> = starts.iter().map(|it| vec![*it]).collect();
    for (group, start) in starts.iter().enumerate() {
        owner[*start] = group;
    }
    loop {
        let mut order: Vec<usize> = (0..groups.len()).collect();
        order.sort_by_key(|it| (groups[*it].len(), *it));
        let taken = order.into_iter().find_map(|group| {
            let start = middles[starts[group]];
            let free =
                groups[group].iter().flat_map(|it| &patches.neighbours[*it]).filter(|it| owner[**it] == usize::MAX);
            let near =
                free.min_by(|one, two| middles[**one].distance(start).total_cmp(&middles[**two].distance(start)));
            near.map(|it| (group, *it))
        });
        let Some((group, grid)) = taken else {
            return groups;
        };
        owner[grid] = group;
        groups[group].push(grid);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Round;

    impl Relief for Round {
        fn spacing(&self, spot: Spot) -> f64 {
            300.0 + 0.1 * spot.length()
        }

        fn reach(&self, _: f64) -> f64 {
            5_000.0
        }
    }

    #[test]
    fn grids_share_every_inner_edge_and_fill_their_outline() {
        let patches = Patches::cut(&Round, 120, &mut Rng::new(5));
        let every: Vec<usize> = (0..120).collect();
        let outline = patches.outline(&every);
        assert_eq!(outline.len(), 1, "one outline, no hole");
        assert!((area(&outline[0]) - patches.area()).abs() < 1.0, "{} {}", area(&outline[0]), patches.area());
        let edges: Vec<(usize, usize)> =
            patches.rings.iter().flat_map(|it| ring_edges(it).collect::<Vec<_>>()).collect();
        let distinct: BTreeSet<_> = edges.iter().collect();
        assert_eq!(edges.len(), distinct.len(), "no edge belongs to two grids in one direction");
    }

    #[test]
    fn every_grid_belongs_to_one_community_in_one_piece() {
        let patches = Patches::cut(&Round, 120, &mut Rng::new(5));
        let groups = communities(&patches, 12, &mut Rng::new(6));
        let mut every: Vec<usize> = groups.iter().flatten().copied().collect();
        every.sort_unstable();
        assert_eq!(every, (0..120).collect::<Vec<_>>());
        assert!(groups.iter().all(|it| it.len() >= 3));
    }
}
