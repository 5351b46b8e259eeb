//! Everybody's travel time to one place from one search: Dijkstra from the goal backwards, bounded.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use domain::geo::Point;

use super::snap::Snapped;
use super::{CLOSED, Profile, StreetGraph};

/// Metres a second between a position and the street, on foot.
const OFF_STREET_FOOT: f64 = 1.4;

/// Metres a second between a position and the street, by car: a yard, a lane that no map shows.
const OFF_STREET_CAR: f64 = 4.0;

/// No arc leads on: the goal lies on an edge of this node.
pub(super) const LAST: u32 = u32::MAX;

/// Buffers of a search, kept between searches so that none allocates.
#[derive(Clone, Debug, Default)]
pub struct Scratch {
    search: u32,
    nodes: Vec<Reached>,
    /// Milliseconds in the upper half, the node in the lower: one comparison orders both.
    queue: BinaryHeap<Reverse<u64>>,
    starts: Vec<Option<Snapped>>,
}

/// What a search knows of a node; all in one place, because nodes are visited in no order.
#[derive(Clone, Copy, Debug)]
struct Reached {
    /// The search that the rest belongs to; what an older one left counts as nothing.
    search: u32,
    millis: u32,
    /// The arc by which the goal is reached soonest.
    next_arc: u32,
    settled: bool,
    wanted: bool,
}

/// A node that no search has reached.
const UNREACHED: Reached = Reached { search: 0, millis: CLOSED, next_arc: LAST, settled: false, wanted: false };

impl Scratch {
    /// Empty buffers; they grow to the graph with the first search.
    pub fn new() -> Self {
        Self::default()
    }

    fn begin(&mut self, nodes: usize) {
        self.search = self.search.wrapping_add(1);
        if self.nodes.len() != nodes || self.search == 0 {
            // Invariant: what a search of another graph or of 2³² searches ago left never looks like one of now.
            self.nodes.clear();
            self.nodes.resize(nodes, UNREACHED);
            self.search = 1;
        }
        self.queue.clear();
    }

    fn node(&mut self, node: u32) -> &mut Reached {
        let reached = &mut self.nodes[node as usize];
        if reached.search != self.search {
            *reached = Reached { search: self.search, ..UNREACHED };
        }
        reached
    }

    /// Milliseconds from a node to the goal, when the search came there.
    pub(super) fn reached_ms(&self, node: u32) -> Option<u32> {
        let reached = self.nodes[node as usize];
        (reached.search == self.search && reached.settled).then_some(reached.millis)
    }

    /// The arc by which a settled node reaches the goal soonest.
    pub(super) fn next_arc(&self, node: u32) -> u32 {
        self.nodes[node as usize].next_arc
    }

    fn offer(&mut self, node: u32, millis: u32, arc: u32) {
        let reached = self.node(node);
        if millis < reached.millis {
            (reached.millis, reached.next_arc) = (millis, arc);
            self.queue.push(Reverse(u64::from(millis) << 32 | u64::from(node)));
        }
    }
}

/// By which end somebody leaves the edge they start on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Leave {
    /// Start and goal lie on the same edge, and the way between them is the soonest.
    Direct,
    /// By the end of the edge.
    AtEnd,
    /// By the start of the edge.
    AtStart,
}

impl StreetGraph {
    /// Fills `seconds` with the travel time from each of `starts` to `goal`, in their order.
    ///
    /// Nothing stands where no street connects the two, where either is too far from any street, or where the way
    /// takes longer than `limit_s`.
    pub fn seconds_to(
        &self,
        goal: Point,
        starts: &[Point],
        profile: Profile,
        limit_s: f64,
        scratch: &mut Scratch,
        seconds: &mut Vec<Option<f64>>,
    ) {
        seconds.clear();
        let Some(goal) = self.snap(goal, profile) else {
            seconds.resize(starts.len(), None);
            return;
        };
        let mut snapped = std::mem::take(&mut scratch.starts);
        snapped.clear();
        snapped.extend(starts.iter().map(|it| self.snap(*it, profile)));
        self.search(&goal, snapped.iter().flatten(), profile, (limit_s * 1e3).clamp(0.0, 4e9) as u32, scratch);
        seconds.extend(snapped.iter().map(|start| {
            let (_, street_ms) = self.leave((*start)?, &goal, profile, scratch)?;
            let total_s = f64::from(street_ms) / 1e3 + off_street_s(start.as_ref()?, &goal, profile);
            (total_s <= limit_s).then_some(total_s)
        }));
        scratch.starts = snapped;
    }

    /// Searches backwards from the goal until every end of the edges of `starts` is settled or the limit is passed.
    pub(super) fn search<'a>(
        &self,
        goal: &Snapped,
        starts: impl Iterator<Item = &'a Snapped>,
        profile: Profile,
        limit_ms: u32,
        scratch: &mut Scratch,
    ) {
        scratch.begin(self.nodes.len());
        let mut wanted = 0_u32;
        for start in starts {
            let edge = &self.edges[start.edge as usize];
            for end in [edge.from, edge.to] {
                wanted += u32::from(!std::mem::replace(&mut scratch.node(end).wanted, true));
            }
        }
        let edge = &self.edges[goal.edge as usize];
        // The goal is reached from the start of its edge along it, and from the end against it.
        if edge.along_ms(profile) != CLOSED {
            scratch.offer(edge.from, part(edge.along_ms(profile), goal.share), LAST);
        }
        if edge.against_ms(profile) != CLOSED {
            scratch.offer(edge.to, part(edge.against_ms(profile), 1.0 - goal.share), LAST);
        }
        while let Some(Reverse(first)) = scratch.queue.pop() {
            let (reached_ms, node) = ((first >> 32) as u32, first as u32);
            let reached = scratch.node(node);
            if reached.settled {
                continue;
            }
            if reached_ms > limit_ms {
                break;
            }
            reached.settled = true;
            wanted -= u32::from(reached.wanted);
            if wanted == 0 {
                break;
            }
            for arc in self.arcs_of(node) {
                let step_ms = arc.in_ms(profile);
                if step_ms != CLOSED {
                    // Whoever stands at the other end takes the twin of this arc, which runs the other way.
                    scratch.offer(arc.to, reached_ms.saturating_add(step_ms), arc.edge_and_side ^ 1);
                }
            }
        }
    }

    /// How somebody at `start` goes soonest after a search, and the milliseconds on the street.
    pub(super) fn leave(
        &self,
        start: Snapped,
        goal: &Snapped,
        profile: Profile,
        scratch: &Scratch,
    ) -> Option<(Leave, u32)> {
        let edge = &self.edges[start.edge as usize];
        let (along_ms, against_ms) = (edge.along_ms(profile), edge.against_ms(profile));
        let mut ways: [Option<(Leave, u32)>; 3] = [None; 3];
        if start.edge == goal.edge {
            let ahead = goal.share - start.share;
            let whole_ms = if ahead >= 0.0 { along_ms } else { against_ms };
            ways[0] = (whole_ms != CLOSED).then(|| (Leave::Direct, part(whole_ms, ahead.abs())));
        }
        if along_ms != CLOSED {
            let on_ms = scratch.reached_ms(edge.to);
            ways[1] = on_ms.map(|on| (Leave::AtEnd, on.saturating_add(part(along_ms, 1.0 - start.share))));
        }
        if against_ms != CLOSED {
            let on_ms = scratch.reached_ms(edge.from);
            ways[2] = on_ms.map(|on| (Leave::AtStart, on.saturating_add(part(against_ms, start.share))));
        }
        ways.into_iter().flatten().min_by_key(|(_, total_ms)| *total_ms)
    }
}

/// Seconds between the positions and the street, at both ends of the way.
pub(super) fn off_street_s(start: &Snapped, goal: &Snapped, profile: Profile) -> f64 {
    let metres_per_s = match profile {
        Profile::Foot => OFF_STREET_FOOT,
        Profile::Car => OFF_STREET_CAR,
    };
    (start.away_m + goal.away_m) / metres_per_s
}

/// A share of a time.
fn part(whole_ms: u32, share: f64) -> u32 {
    (f64::from(whole_ms) * share).round() as u32
}
