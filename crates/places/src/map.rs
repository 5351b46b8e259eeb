//! Streets from OpenStreetMap: a `.osm.pbf` file becomes a street graph for people on foot and in cars.
//!
//! The file is read twice: first the ways that are roads, then the nodes they stand on. What is not connected with
//! the rest (a car park behind a wall, a path in a garden) is left out, since a search would end there.

use std::collections::HashMap;
use std::fmt;
use std::fs::File;
use std::io::{BufReader, Read};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use dispatch::street::StreetGraph;
use dispatch::street::build::NotAGraph;
use domain::geo::Point;
use domain::geo::polygon::Bounds;
use osmpbf::{BlobDecode, BlobReader, Element, ElementReader};

use crate::roads::{Road, road};

/// The largest file that is read; a province fits, a country should be cut to the district first.
pub const FILE_BYTES_MAX: u64 = 1_024 * 1_024 * 1_024;
/// Components smaller than this share of all nodes are left out, unless one is the largest.
pub const COMPONENT_SHARE_MIN: f64 = 0.05;
/// Who made the map, as its licence asks to be said.
pub const SOURCE: &str = "© OpenStreetMap contributors, ODbL 1.0";

/// What an import found.
#[derive(Debug)]
pub struct Imported {
    /// The streets.
    pub graph: StreetGraph,
    /// Roads in the file.
    pub roads: usize,
    /// Stretches that were left out because nothing connects them with the rest.
    pub left_out: usize,
}

/// Why a file gave no streets.
#[derive(Debug)]
pub enum NotAMap {
    /// It cannot be opened.
    Unreadable(std::io::Error),
    /// It is larger than [`FILE_BYTES_MAX`].
    TooLarge(u64),
    /// It is not an `.osm.pbf` file.
    NotOsmPbf,
    /// It begins well and then breaks off, or its bytes were changed.
    Damaged(String),
    /// It holds no roads where they are wanted.
    NoRoads,
    /// Its roads cannot be made a graph.
    NotAGraph(NotAGraph),
}

impl fmt::Display for NotAMap {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreadable(error) => write!(f, "the map cannot be read: {error}"),
            Self::TooLarge(bytes) => write!(
                f,
                "the map has {bytes} bytes, more than {FILE_BYTES_MAX}; cut it to your district first, for example with `osmium extract`"
            ),
            Self::NotOsmPbf => f.write_str("this is not an OpenStreetMap .osm.pbf file"),
            Self::Damaged(detail) => write!(f, "the map is cut off or damaged ({detail}); download it again"),
            Self::NoRoads => f.write_str("the map holds no roads here; is it of your district?"),
            Self::NotAGraph(error) => write!(f, "the roads of the map cannot be used: {error}"),
        }
    }
}

impl std::error::Error for NotAMap {}

/// Imports the streets of a file; with `within` only those that lie in the box.
///
/// # Errors
/// If the file cannot be read, is damaged, or holds no roads. Nothing was changed.
pub fn import(path: &Path, within: Option<Bounds>) -> Result<Imported, NotAMap> {
    check(path)?;
    // The library is thorough with errors, but a damaged file must never bring the program down.
    catch_unwind(AssertUnwindSafe(|| read(path, within)))
        .unwrap_or_else(|_| Err(NotAMap::Damaged("it cannot be decoded".to_owned())))
}

/// Looks at the beginning of the file: it must be an OpenStreetMap header that asks for nothing we do not know.
fn check(path: &Path) -> Result<(), NotAMap> {
    let bytes = std::fs::metadata(path).map_err(NotAMap::Unreadable)?.len();
    if bytes > FILE_BYTES_MAX {
        return Err(NotAMap::TooLarge(bytes));
    }
    let mut start = [0u8; 64];
    let length = File::open(path).and_then(|mut it| it.read(&mut start)).map_err(NotAMap::Unreadable)?;
    if !start[..length].windows(9).any(|it| it == b"OSMHeader") {
        return Err(NotAMap::NotOsmPbf);
    }
    let mut blobs = BlobReader::from_path(path).map_err(damaged)?;
    let first = blobs.next().ok_or(NotAMap::NotOsmPbf)?.map_err(damaged)?;
    match first.decode().map_err(damaged)? {
        BlobDecode::OsmHeader(header) => {
            let known = ["OsmSchema-V0.6", "DenseNodes", "HistoricalInformation"];
            match header.required_features().iter().find(|it| !known.contains(&it.as_str())) {
                Some(feature) => Err(NotAMap::Damaged(format!("it needs `{feature}`, which is unknown"))),
                None => Ok(()),
            }
        }
        BlobDecode::OsmData(_) | BlobDecode::Unknown(_) => Err(NotAMap::NotOsmPbf),
    }
}

fn damaged(error: osmpbf::Error) -> NotAMap {
    NotAMap::Damaged(error.to_string())
}

fn reader(path: &Path) -> Result<ElementReader<BufReader<File>>, NotAMap> {
    Ok(ElementReader::new(BufReader::new(File::open(path).map_err(NotAMap::Unreadable)?)))
}

fn read(path: &Path, within: Option<Bounds>) -> Result<Imported, NotAMap> {
    let mut roads: Vec<Road> = Vec::new();
    reader(path)?
        .for_each(|element| {
            if let Element::Way(way) = element {
                let refs = || way.refs().collect::<Vec<i64>>();
                roads.extend(road(&way.tags().collect(), refs));
            }
        })
        .map_err(damaged)?;
    if roads.is_empty() {
        return Err(NotAMap::NoRoads);
    }
    // Counted, so that the second reading keeps only the nodes that roads stand on; ends count twice.
    let mut nodes: HashMap<i64, Node> = HashMap::new();
    for road in &roads {
        let last = road.nodes.len() - 1;
        for (place, id) in road.nodes.iter().enumerate() {
            nodes.entry(*id).or_default().uses += if place == 0 || place == last { 2 } else { 1 };
        }
    }
    let mut put = |id: i64, lon: f64, lat: f64| {
        let point = Point::new(lon, lat);
        if let Some(node) = nodes.get_mut(&id)
            && point.is_valid()
            && within.is_none_or(|it| it.contains(point))
        {
            node.point = Some(point);
        }
    };
    reader(path)?
        .for_each(|element| match element {
            Element::Node(it) => put(it.id(), it.lon(), it.lat()),
            Element::DenseNode(it) => put(it.id(), it.lon(), it.lat()),
            Element::Way(_) | Element::Relation(_) => {}
        })
        .map_err(damaged)?;
    crate::roads::graph(&roads, &nodes)
}

/// A node that a road stands on.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Node {
    /// How many roads meet in it.
    pub uses: u32,
    /// Where it is; nothing when the file does not say, or it lies outside the box.
    pub point: Option<Point>,
}
