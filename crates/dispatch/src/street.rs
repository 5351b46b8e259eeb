//! The street graph of a station: streets as nodes and edges, with travel times on foot and by car.
//!
//! Built from nodes and edges ([`StreetGraph::build`]), carried as bytes ([`bytes`]), found by position ([`snap`]),
//! asked for everybody's travel time to one place at once ([`times`]) and for one way to draw ([`path`]).

use domain::geo::Point;
use domain::geo::polygon::Bounds;
use serde::{Deserialize, Serialize};

pub mod build;
pub mod bytes;
mod index;
pub mod path;
pub mod snap;
pub mod times;

use index::EdgeIndex;

/// The most nodes a graph may have; a province has about five million.
pub const NODES_MAX: usize = 8_000_000;

/// The most edges a graph may have.
pub const EDGES_MAX: usize = 16_000_000;

/// The most points that all edges together may have.
pub const LINE_POINTS_MAX: usize = 64_000_000;

/// The most street names a graph may have.
pub const NAMES_MAX: usize = 1_000_000;

/// The time of an edge that is closed to a profile, or in a direction.
pub(crate) const CLOSED: u32 = u32::MAX;

/// How somebody travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Profile {
    /// On foot, in both directions of any street that is open to people.
    Foot,
    /// By car, along one-way streets only as they run.
    Car,
}

/// How a street is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Class {
    /// A main road.
    Major,
    /// A side street.
    Minor,
    /// A footpath, steps, an alley.
    Path,
}

/// A stretch of street as it is given to `StreetGraph::build`.
#[derive(Clone, Debug, PartialEq)]
pub struct Edge {
    /// The node it starts at.
    pub from: u32,
    /// The node it ends at.
    pub to: u32,
    /// The bends between the two, without the nodes themselves.
    pub shape: Vec<Point>,
    /// Seconds on foot, the same both ways; nothing when closed to people on foot.
    pub foot_s: Option<f64>,
    /// Seconds by car from start to end; nothing when closed.
    pub car_s: Option<f64>,
    /// Seconds by car from end to start; nothing when closed, as in a one-way street.
    pub car_back_s: Option<f64>,
    /// How it is drawn.
    pub class: Class,
    /// Its name, as an index into the names.
    pub name: Option<u32>,
}

/// Streets as a graph; immutable, so that it can be shared.
#[derive(Clone, Debug, PartialEq)]
pub struct StreetGraph {
    nodes: Vec<Point>,
    edges: Vec<Stretch>,
    /// The lines of all edges, one after the other, ends included.
    line_points: Vec<Point>,
    names: Vec<String>,
    /// Node `n` has the arcs `first_arc[n] .. first_arc[n + 1]`.
    first_arc: Vec<u32>,
    arcs: Vec<Arc>,
    index: EdgeIndex,
    bounds: Bounds,
}

/// An edge as it is stored. Times are milliseconds, `CLOSED` where there is no way.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Stretch {
    from: u32,
    to: u32,
    first_point: u32,
    points: u32,
    length_m: f32,
    foot_ms: u32,
    car_ms: u32,
    car_back_ms: u32,
    class: Class,
    /// `u32::MAX` for none.
    name: u32,
}

/// One end of an edge, seen from its node.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Arc {
    /// The node at the other end.
    to: u32,
    /// The edge, doubled; odd when this arc runs against it.
    edge_and_side: u32,
    foot_ms: u32,
    /// By car from this node to the other.
    car_out_ms: u32,
    /// By car from the other node to this one.
    car_in_ms: u32,
}

/// A street as it is drawn.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct StreetLine<'a> {
    /// Its points, in order.
    pub points: &'a [Point],
    /// How it is drawn.
    pub class: Class,
    /// Its name.
    pub name: Option<&'a str>,
}

/// An edge as others may search it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct EdgeTimes {
    /// The node it starts at.
    pub from: u32,
    /// The node it ends at.
    pub to: u32,
    /// Metres along it.
    pub length_m: f64,
    /// Seconds on foot, both ways.
    pub foot_s: Option<f64>,
    /// Seconds by car from start to end.
    pub car_s: Option<f64>,
    /// Seconds by car from end to start.
    pub car_back_s: Option<f64>,
}

impl StreetGraph {
    /// The places where streets meet, end or change.
    pub fn nodes(&self) -> &[Point] {
        &self.nodes
    }

    /// How many stretches of street there are.
    pub fn edge_count(&self) -> usize {
        self.edges.len()
    }

    /// The box around all streets.
    pub fn bounds(&self) -> Bounds {
        self.bounds
    }

    /// Metres of all streets together.
    pub fn length_m(&self) -> f64 {
        self.edges.iter().map(|it| f64::from(it.length_m)).sum()
    }

    /// Every street, for drawing.
    pub fn lines(&self) -> impl Iterator<Item = StreetLine<'_>> {
        self.edges.iter().map(|edge| StreetLine {
            points: self.line(edge),
            class: edge.class,
            name: self.names.get(edge.name as usize).map(String::as_str),
        })
    }

    /// Every edge with its times, in the order of `lines`.
    pub fn edges(&self) -> impl Iterator<Item = EdgeTimes> {
        let seconds = |millis: u32| (millis != CLOSED).then(|| f64::from(millis) / 1e3);
        self.edges.iter().map(move |edge| EdgeTimes {
            from: edge.from,
            to: edge.to,
            length_m: edge.length_m.into(),
            foot_s: seconds(edge.foot_ms),
            car_s: seconds(edge.car_ms),
            car_back_s: seconds(edge.car_back_ms),
        })
    }

    fn line(&self, edge: &Stretch) -> &[Point] {
        let first = edge.first_point as usize;
        &self.line_points[first..first + edge.points as usize]
    }

    fn arcs_of(&self, node: u32) -> &[Arc] {
        let node = node as usize;
        &self.arcs[self.first_arc[node] as usize..self.first_arc[node + 1] as usize]
    }
}

impl Stretch {
    /// Milliseconds from start to end.
    fn along_ms(&self, profile: Profile) -> u32 {
        match profile {
            Profile::Foot => self.foot_ms,
            Profile::Car => self.car_ms,
        }
    }

    /// Milliseconds from end to start.
    fn against_ms(&self, profile: Profile) -> u32 {
        match profile {
            Profile::Foot => self.foot_ms,
            Profile::Car => self.car_back_ms,
        }
    }

    fn is_open(&self, profile: Profile) -> bool {
        self.along_ms(profile) != CLOSED || self.against_ms(profile) != CLOSED
    }
}

impl Arc {
    /// Milliseconds from the other node to this one: what a search from the goal backwards asks.
    fn in_ms(&self, profile: Profile) -> u32 {
        match profile {
            Profile::Foot => self.foot_ms,
            Profile::Car => self.car_in_ms,
        }
    }
}
