//! Builds the graph from nodes and edges, refusing what cannot be a street.

use std::fmt;

use domain::geo::Point;
use domain::geo::polygon::Bounds;

use super::index::EdgeIndex;
use super::{Arc, CLOSED, EDGES_MAX, Edge, LINE_POINTS_MAX, NAMES_MAX, NODES_MAX, StreetGraph, Stretch};

/// Steps of a degree that coordinates are kept in, about a centimetre; as OpenStreetMap keeps them.
pub(super) const STEPS_PER_DEGREE: f64 = 1e7;

/// The longest that one stretch may take: a day.
const EDGE_S_MAX: f64 = 86_400.0;

/// Why nodes and edges do not make a graph.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotAGraph {
    /// There is no node or no edge.
    Empty,
    /// There are more nodes, edges, points or names than the limits allow.
    TooLarge,
    /// A point is not a place on the earth.
    OutOfRange,
    /// An edge names a node that is not there.
    NoSuchNode {
        /// The edge.
        edge: u32,
    },
    /// An edge names a name that is not there.
    NoSuchName {
        /// The edge.
        edge: u32,
    },
    /// A travel time is negative, not a number, or longer than a day.
    Time {
        /// The edge.
        edge: u32,
    },
}

impl fmt::Display for NotAGraph {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("there are no streets"),
            Self::TooLarge => f.write_str("there are more streets than one graph may hold"),
            Self::OutOfRange => f.write_str("a point is not a place on the earth"),
            Self::NoSuchNode { edge } => write!(f, "edge {edge} names a node that is not there"),
            Self::NoSuchName { edge } => write!(f, "edge {edge} names a name that is not there"),
            Self::Time { edge } => write!(f, "edge {edge} has an impossible travel time"),
        }
    }
}

impl std::error::Error for NotAGraph {}

impl StreetGraph {
    /// Builds the graph; `names` are those that edges refer to.
    pub fn build(nodes: Vec<Point>, edges: Vec<Edge>, names: Vec<String>) -> Result<Self, NotAGraph> {
        let line_points_count: usize = edges.iter().map(|it| it.shape.len() + 2).sum();
        if nodes.is_empty() || edges.is_empty() {
            return Err(NotAGraph::Empty);
        }
        if nodes.len() > NODES_MAX
            || edges.len() > EDGES_MAX
            || line_points_count > LINE_POINTS_MAX
            || names.len() > NAMES_MAX
        {
            return Err(NotAGraph::TooLarge);
        }
        let nodes = nodes.into_iter().map(stepped).collect::<Result<Vec<_>, _>>()?;
        let mut line_points = Vec::with_capacity(line_points_count);
        let mut stretches = Vec::with_capacity(edges.len());
        for (number, edge) in (0_u32..).zip(&edges) {
            stretches.push(stretch(number, edge, &nodes, names.len(), &mut line_points)?);
        }
        let bounds = Bounds::around(line_points.iter().copied()).ok_or(NotAGraph::Empty)?;
        let (first_arc, arcs) = arcs(nodes.len(), &stretches);
        let index = EdgeIndex::new(bounds, &stretches, &line_points);
        Ok(Self { nodes, edges: stretches, line_points, names, first_arc, arcs, index, bounds })
    }
}

/// The point on the lattice that bytes carry, so that a graph read back equals the one written.
fn stepped(point: Point) -> Result<Point, NotAGraph> {
    if !point.is_valid() {
        return Err(NotAGraph::OutOfRange);
    }
    let step = |degrees: f64| (degrees * STEPS_PER_DEGREE).round() / STEPS_PER_DEGREE;
    Ok(Point::new(step(point.lon), step(point.lat)))
}

fn stretch(
    number: u32,
    edge: &Edge,
    nodes: &[Point],
    names: usize,
    line_points: &mut Vec<Point>,
) -> Result<Stretch, NotAGraph> {
    let end = |node: u32| nodes.get(node as usize).copied().ok_or(NotAGraph::NoSuchNode { edge: number });
    if edge.name.is_some_and(|name| name as usize >= names) {
        return Err(NotAGraph::NoSuchName { edge: number });
    }
    let first = line_points.len();
    line_points.push(end(edge.from)?);
    for &bend in &edge.shape {
        line_points.push(stepped(bend)?);
    }
    line_points.push(end(edge.to)?);
    let line = &line_points[first..];
    let length_m: f64 = line.windows(2).map(|leg| leg[0].distance_m(leg[1])).sum();
    Ok(Stretch {
        from: edge.from,
        to: edge.to,
        first_point: index_of(first),
        points: index_of(line.len()),
        length_m: length_m as f32,
        foot_ms: millis(edge.foot_s, number)?,
        car_ms: millis(edge.car_s, number)?,
        car_back_ms: millis(edge.car_back_s, number)?,
        class: edge.class,
        name: edge.name.unwrap_or(u32::MAX),
    })
}

fn millis(seconds: Option<f64>, edge: u32) -> Result<u32, NotAGraph> {
    match seconds {
        None => Ok(CLOSED),
        Some(seconds) if (0.0..=EDGE_S_MAX).contains(&seconds) => Ok((seconds * 1e3).round() as u32),
        Some(_) => Err(NotAGraph::Time { edge }),
    }
}

/// An index as it is stored; every count was checked against a limit below `u32::MAX`.
pub(super) fn index_of(count: usize) -> u32 {
    u32::try_from(count).expect("counts are limited by NODES_MAX, EDGES_MAX and LINE_POINTS_MAX")
}

/// Both ends of every edge, sorted by node.
fn arcs(nodes: usize, edges: &[Stretch]) -> (Vec<u32>, Vec<Arc>) {
    let mut first = vec![0_u32; nodes + 1];
    for edge in edges {
        first[edge.from as usize + 1] += 1;
        first[edge.to as usize + 1] += 1;
    }
    for node in 0..nodes {
        first[node + 1] += first[node];
    }
    let mut next = first.clone();
    let empty = Arc { to: 0, edge_and_side: 0, foot_ms: CLOSED, car_out_ms: CLOSED, car_in_ms: CLOSED };
    let mut arcs = vec![empty; edges.len() * 2];
    for (number, edge) in (0_u32..).zip(edges) {
        let Stretch { foot_ms, car_ms, car_back_ms, .. } = *edge;
        let along = Arc { to: edge.to, edge_and_side: number * 2, foot_ms, car_out_ms: car_ms, car_in_ms: car_back_ms };
        let against =
            Arc { to: edge.from, edge_and_side: number * 2 + 1, foot_ms, car_out_ms: car_back_ms, car_in_ms: car_ms };
        for (node, arc) in [(edge.from, along), (edge.to, against)] {
            let place = &mut next[node as usize];
            arcs[*place as usize] = arc;
            *place += 1;
        }
    }
    (first, arcs)
}
