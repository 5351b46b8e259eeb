//! The graph as bytes: a file that says what it is, in which version, and whether it is whole.
//!
//! Layout, little-endian: `LDSTREET`, version `u32`, length of the rest `u64`, FNV-1a of the rest `u64`; then the
//! counts of nodes, edges and names, and these. Arcs and the index are worked out again when read.

use std::fmt;

use domain::geo::Point;

use super::build::{NotAGraph, STEPS_PER_DEGREE, index_of};
use super::{CLOSED, Class, Edge, StreetGraph};

/// The first bytes of a street graph.
const MAGIC: [u8; 8] = *b"LDSTREET";

/// The version that is written, and the only one that is read; a graph is always made again from its map.
const VERSION: u32 = 1;

/// Bytes before the content.
const HEADER: usize = 28;

/// Bytes of an edge without its bends; what a count may claim is checked against this.
const EDGE_BYTES: usize = 29;

/// Why bytes are not a street graph.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotReadable {
    /// They do not begin as a street graph does.
    NotAStreetGraph,
    /// They are of another version of the program.
    Version {
        /// The version that they name.
        found: u32,
    },
    /// Some are missing.
    Truncated,
    /// There are more than there should be.
    TooLong,
    /// They were changed since they were written.
    Corrupted,
    /// They are whole, but what they hold is not a graph.
    NotAGraph(NotAGraph),
}

impl fmt::Display for NotReadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotAStreetGraph => f.write_str("this is not a street graph"),
            Self::Version { found } => {
                write!(f, "this street graph is of version {found}, not {VERSION}; import the map again")
            }
            Self::Truncated => f.write_str("the street graph is cut off; import the map again"),
            Self::TooLong => f.write_str("bytes follow the street graph; import the map again"),
            Self::Corrupted => f.write_str("the street graph is damaged; import the map again"),
            Self::NotAGraph(reason) => write!(f, "the street graph holds no streets: {reason}"),
        }
    }
}

impl std::error::Error for NotReadable {}

impl StreetGraph {
    /// Writes the graph.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut body = Vec::new();
        for count in [self.nodes.len(), self.edges.len(), self.names.len()] {
            body.extend(index_of(count).to_le_bytes());
        }
        for node in &self.nodes {
            put_point(&mut body, *node);
        }
        for edge in &self.edges {
            let bends = &self.line(edge)[1..edge.points as usize - 1];
            let numbers = [edge.from, edge.to, edge.foot_ms, edge.car_ms, edge.car_back_ms, edge.name];
            body.extend(numbers.into_iter().flat_map(u32::to_le_bytes));
            body.push(match edge.class {
                Class::Major => 0,
                Class::Minor => 1,
                Class::Path => 2,
            });
            body.extend(index_of(bends.len()).to_le_bytes());
            bends.iter().for_each(|bend| put_point(&mut body, *bend));
        }
        for name in &self.names {
            body.extend(index_of(name.len()).to_le_bytes());
            body.extend(name.as_bytes());
        }
        let mut bytes = Vec::with_capacity(HEADER + body.len());
        bytes.extend(MAGIC);
        bytes.extend(VERSION.to_le_bytes());
        bytes.extend((body.len() as u64).to_le_bytes());
        bytes.extend(checksum(&body).to_le_bytes());
        bytes.append(&mut body);
        bytes
    }

    /// Reads a graph, refusing anything that is not exactly one.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, NotReadable> {
        let mut header = Reader { left: bytes };
        if header.take(8).ok_or(NotReadable::NotAStreetGraph)? != MAGIC {
            return Err(NotReadable::NotAStreetGraph);
        }
        let found = header.number().ok_or(NotReadable::Truncated)?;
        if found != VERSION {
            return Err(NotReadable::Version { found });
        }
        let length = header.long().ok_or(NotReadable::Truncated)?;
        let sum = header.long().ok_or(NotReadable::Truncated)?;
        let body = header.left;
        match (body.len() as u64).cmp(&length) {
            std::cmp::Ordering::Less => return Err(NotReadable::Truncated),
            std::cmp::Ordering::Greater => return Err(NotReadable::TooLong),
            std::cmp::Ordering::Equal => {}
        }
        if checksum(body) != sum {
            return Err(NotReadable::Corrupted);
        }
        // Whatever fails from here on was written wrongly: the bytes are those that were written.
        let (nodes, edges, names) = read_body(body).ok_or(NotReadable::Corrupted)?;
        Self::build(nodes, edges, names).map_err(NotReadable::NotAGraph)
    }
}

type Parts = (Vec<Point>, Vec<Edge>, Vec<String>);

fn read_body(body: &[u8]) -> Option<Parts> {
    let mut from = Reader { left: body };
    let (nodes, edges, names) = (from.number()? as usize, from.number()? as usize, from.number()? as usize);
    // A count that the bytes cannot hold is refused before anything is set aside for it.
    if nodes.checked_mul(8)?.checked_add(edges.checked_mul(EDGE_BYTES)?)?.checked_add(names.checked_mul(4)?)?
        > from.left.len()
    {
        return None;
    }
    let nodes = (0..nodes).map(|_| from.point()).collect::<Option<_>>()?;
    let edges = (0..edges).map(|_| read_edge(&mut from)).collect::<Option<_>>()?;
    let names = (0..names)
        .map(|_| {
            let length = from.number()? as usize;
            String::from_utf8(from.take(length)?.to_vec()).ok()
        })
        .collect::<Option<_>>()?;
    from.left.is_empty().then_some((nodes, edges, names))
}

fn read_edge(from: &mut Reader<'_>) -> Option<Edge> {
    let (start, end) = (from.number()?, from.number()?);
    let (foot_s, car_s, car_back_s) = (from.seconds()?, from.seconds()?, from.seconds()?);
    let name = from.number()?;
    let class = match from.take(1)?[0] {
        0 => Class::Major,
        1 => Class::Minor,
        2 => Class::Path,
        _ => return None,
    };
    let bends = from.number()? as usize;
    if bends.checked_mul(8)? > from.left.len() {
        return None;
    }
    let shape = (0..bends).map(|_| from.point()).collect::<Option<_>>()?;
    let name = (name != u32::MAX).then_some(name);
    Some(Edge { from: start, to: end, shape, foot_s, car_s, car_back_s, class, name })
}

/// What is left to read.
struct Reader<'a> {
    left: &'a [u8],
}

impl<'a> Reader<'a> {
    fn take(&mut self, count: usize) -> Option<&'a [u8]> {
        let (taken, left) = self.left.split_at_checked(count)?;
        self.left = left;
        Some(taken)
    }

    fn number(&mut self) -> Option<u32> {
        self.take(4)?.try_into().ok().map(u32::from_le_bytes)
    }

    fn long(&mut self) -> Option<u64> {
        self.take(8)?.try_into().ok().map(u64::from_le_bytes)
    }

    fn seconds(&mut self) -> Option<Option<f64>> {
        let millis = self.number()?;
        Some((millis != CLOSED).then(|| f64::from(millis) / 1e3))
    }

    fn point(&mut self) -> Option<Point> {
        let mut degrees = || Some(f64::from(self.number()?.cast_signed()) / STEPS_PER_DEGREE);
        Some(Point::new(degrees()?, degrees()?))
    }
}

fn put_point(body: &mut Vec<u8>, point: Point) {
    for degrees in [point.lon, point.lat] {
        body.extend(((degrees * STEPS_PER_DEGREE).round() as i32).to_le_bytes());
    }
}

/// FNV-1a of 64 bits: any single changed byte changes it, since every step can be undone.
fn checksum(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |sum, byte| (sum ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3))
}
