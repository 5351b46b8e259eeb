//! Finds where the outline of an area crosses itself, which no boundary may: inside and outside would swap.

use super::Point;
use super::polygon::Polygon;

/// Where two edges of the same ring cross, or nothing when no ring crosses itself.
///
/// Edges are swept from west to east, so that only those whose boxes can touch are compared.
pub fn crossing(area: &Polygon) -> Option<Point> {
    area.rings().iter().find_map(|it| crossing_of_ring(it))
}

struct Edge {
    number: usize,
    from: Point,
    to: Point,
}

impl Edge {
    fn west(&self) -> f64 {
        self.from.lon.min(self.to.lon)
    }

    fn east(&self) -> f64 {
        self.from.lon.max(self.to.lon)
    }
}

fn crossing_of_ring(ring: &[Point]) -> Option<Point> {
    let last = ring.len().saturating_sub(2);
    let corners = ring.windows(2).enumerate();
    let mut edges: Vec<Edge> =
        corners.map(|(number, it)| Edge { number, from: it[0], to: it[1] }).filter(|it| it.from != it.to).collect();
    edges.sort_by(|a, b| a.west().total_cmp(&b.west()));
    for (at, edge) in edges.iter().enumerate() {
        let near = edges[at + 1..].iter().take_while(|it| it.west() <= edge.east());
        for other in near {
            let apart = edge.number.abs_diff(other.number);
            // Neighbours share a corner, and the last edge meets the first.
            if apart > 1 && apart != last && cross(edge, other) {
                return Some(edge.from);
            }
        }
    }
    None
}

/// Tells whether two edges cross in a point that is an end of neither.
fn cross(a: &Edge, b: &Edge) -> bool {
    let side = |from: Point, to: Point, it: Point| {
        (to.lon - from.lon) * (it.lat - from.lat) - (to.lat - from.lat) * (it.lon - from.lon)
    };
    let (one, two) = (side(a.from, a.to, b.from), side(a.from, a.to, b.to));
    let (three, four) = (side(b.from, b.to, a.from), side(b.from, b.to, a.to));
    one * two < 0.0 && three * four < 0.0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn area(corners: &[(f64, f64)]) -> Polygon {
        let mut ring: Vec<Point> = corners.iter().map(|(x, y)| Point::new(107.0 + x, 29.0 + y)).collect();
        ring.push(ring[0]);
        Polygon::new(vec![ring]).unwrap()
    }

    #[test]
    fn a_bow_tie_crosses_itself_and_a_square_does_not() {
        assert_eq!(crossing(&area(&[(0.0, 0.0), (0.1, 0.0), (0.1, 0.1), (0.0, 0.1)])), None);
        assert!(crossing(&area(&[(0.0, 0.0), (0.1, 0.1), (0.1, 0.0), (0.0, 0.1)])).is_some());
    }

    #[test]
    fn a_ring_that_only_touches_itself_is_left_alone() {
        let touching = [(0.0, 0.0), (0.1, 0.0), (0.05, 0.05), (0.1, 0.1), (0.0, 0.1), (0.05, 0.05)];
        assert_eq!(crossing(&area(&touching)), None);
    }
}
