//! One way along the streets, for drawing and for walking it.

use domain::geo::Point;

use super::snap::Snapped;
use super::times::{LAST, Leave, Scratch, off_street_s};
use super::{CLOSED, Profile, StreetGraph};

/// A way from one place to another.
#[derive(Clone, Debug, PartialEq)]
pub struct Path {
    /// Seconds it takes.
    pub seconds: f64,
    /// Metres along it.
    pub metres: f64,
    /// Its points, from the start to the goal, both included.
    pub line: Vec<Point>,
}

impl StreetGraph {
    /// Finds the soonest way along streets; nothing where none connects the two.
    pub fn path(&self, from: Point, to: Point, profile: Profile, scratch: &mut Scratch) -> Option<Path> {
        let start = self.snap(from, profile)?;
        let goal = self.snap(to, profile)?;
        self.search(&goal, std::iter::once(&start), profile, u32::MAX - 1, scratch);
        let (leave, street_ms) = self.leave(start, &goal, profile, scratch)?;
        let mut line = vec![from, start.point];
        match leave {
            Leave::Direct => self.pass_between(&start, &goal, &mut line),
            Leave::AtEnd => {
                line.extend_from_slice(&self.line(&self.edges[start.edge as usize])[start.leg as usize + 1..]);
                self.follow(self.edges[start.edge as usize].to, &goal, profile, scratch, &mut line);
            }
            Leave::AtStart => {
                line.extend(self.line(&self.edges[start.edge as usize])[..=start.leg as usize].iter().rev());
                self.follow(self.edges[start.edge as usize].from, &goal, profile, scratch, &mut line);
            }
        }
        line.extend([goal.point, to]);
        line.dedup();
        let metres = line.windows(2).map(|leg| leg[0].distance_m(leg[1])).sum();
        let seconds = f64::from(street_ms) / 1e3 + off_street_s(&start, &goal, profile);
        Some(Path { seconds, metres, line })
    }

    /// The bends between two places on the same edge.
    fn pass_between(&self, start: &Snapped, goal: &Snapped, line: &mut Vec<Point>) {
        let points = self.line(&self.edges[start.edge as usize]);
        let (from, to) = (start.leg as usize, goal.leg as usize);
        if from <= to {
            line.extend_from_slice(&points[from + 1..=to]);
        } else {
            line.extend(points[to + 1..=from].iter().rev());
        }
    }

    /// Follows the arcs of the search from a node to the edge of the goal, and along it to the goal.
    fn follow(&self, mut node: u32, goal: &Snapped, profile: Profile, scratch: &Scratch, line: &mut Vec<Point>) {
        // Invariant: each arc leads to a node that is strictly nearer or was settled earlier, so this ends.
        loop {
            let arc = scratch.next_arc(node);
            if arc == LAST {
                break;
            }
            let edge = &self.edges[(arc / 2) as usize];
            let points = self.line(edge);
            if arc.is_multiple_of(2) {
                line.extend_from_slice(&points[1..]);
                node = edge.to;
            } else {
                line.extend(points[..points.len() - 1].iter().rev());
                node = edge.from;
            }
        }
        let points = self.line(&self.edges[goal.edge as usize]);
        if self.enters_at_start(node, goal, profile) {
            line.extend_from_slice(&points[1..=goal.leg as usize]);
        } else {
            line.extend(points[goal.leg as usize + 1..points.len() - 1].iter().rev());
        }
    }

    /// Tells by which end the edge of the goal is entered from a node; for a loop, by the sooner one.
    fn enters_at_start(&self, node: u32, goal: &Snapped, profile: Profile) -> bool {
        let edge = &self.edges[goal.edge as usize];
        if edge.from != edge.to {
            return node == edge.from;
        }
        let part = |whole_ms: u32, share: f64| if whole_ms == CLOSED { f64::MAX } else { f64::from(whole_ms) * share };
        part(edge.along_ms(profile), goal.share) <= part(edge.against_ms(profile), 1.0 - goal.share)
    }
}
