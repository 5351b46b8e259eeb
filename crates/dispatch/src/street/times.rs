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
    /// The search that a node's entries belong to; older entries count as empty.
    seen: Vec<u32>,
    search: u32,
    reached_ms: Vec<u32>,
    settled: Vec<bool>,
    wanted: Vec<bool>,
    /// The arc by which the goal is reached soonest.
    pub(super) next_arc: Vec<u32>,
    queue: BinaryHeap<Reverse<(u32, u32)>>,
    starts: Vec<Option<Snapped>>,
}

impl Scratch {
    /// Empty buffers; they grow to the graph with the first search.
    pub fn new() -> Self {
        Self::default()
    }

    fn begin(&mut self, nodes: usize) {
        if self.seen.len() != nodes {
            *self = Self { starts: std::mem::take(&mut self.starts), ..Self::default() };
            self.seen = vec![0; nodes];
            self.reached_ms = vec![CLOSED; nodes];
            self.settled = vec![false; nodes];
            self.wanted = vec![false; nodes];
            self.next_arc = vec![LAST; nodes];
        }
        self.search = self.search.wrapping_add(1);
        if self.search == 0 {
            // Invariant: an entry of 2³² searches ago never looks like one of now.
            self.seen.fill(0);
            self.search = 1;
        }
        self.queue.clear();
    }

    fn touch(&mut self, node: u32) -> usize {
        let node = node as usize;
        if self.seen[node] != self.search {
            self.seen[node] = self.search;
            self.reached_ms[node] = CLOSED;
            self.settled[node] = false;
            self.wanted[node] = false;
            self.next_arc[node] = LAST;
        }
        node
    }

    /// Milliseconds from a node to the goal, when the search came there.
    pub(super) fn reached_ms(&self, node: u32) -> Option<u32> {
        let node = node as usize;
        (self.seen[node] == self.search && self.settled[node]).then(|| self.reached_ms[node])
    }

    fn offer(&mut self, node: u32, reached_ms: u32, arc: u32) {
        let place = self.touch(node);
        if reached_ms < self.reached_ms[place] {
            self.reached_ms[place] = reached_ms;
            self.next_arc[place] = arc;
            self.queue.push(Reverse((reached_ms, node)));
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
                let place = scratch.touch(end);
                wanted += u32::from(!std::mem::replace(&mut scratch.wanted[place], true));
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
        while let Some(Reverse((reached_ms, node))) = scratch.queue.pop() {
            let place = node as usize;
            if scratch.settled[place] {
                continue;
            }
            if reached_ms > limit_ms {
                break;
            }
            scratch.settled[place] = true;
            wanted -= u32::from(scratch.wanted[place]);
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
