//! The streets of a station: the graph that roads are searched on, and the drawing for maps, compressed once and kept.

use std::collections::BTreeMap;
use std::io::{Read as _, Write as _};
use std::sync::Arc;

use bytes::Bytes;
use chrono::{DateTime, Utc};
use dispatch::street::{Class, StreetGraph};
use domain::geo::Point;
use domain::ids::StationId;
use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use platform::sent::digest_of;

use crate::store::street_map;

/// Named streets that can be searched for.
pub const NAMED_MAX: usize = 5_000;

/// The streets of one station as they lie in memory.
pub struct Streets {
    /// Where they come from, with the licence.
    pub source: String,
    /// GeoJSON, compressed with gzip, as it is sent.
    pub drawing: Bytes,
    /// The entity tag of the drawing.
    pub etag: String,
    graph: Option<Arc<StreetGraph>>,
    named: Vec<(String, Point)>,
}

impl Streets {
    /// Takes a stored row up. A graph that cannot be read is left out, and travel times are those of a straight line:
    /// an old map must not keep a station from opening.
    pub fn open(row: street_map::Model) -> Self {
        let graph = match StreetGraph::from_bytes(&row.graph) {
            Ok(graph) => Some(Arc::new(graph)),
            Err(error) => {
                tracing::error!(station.id = %row.station_id, "Street graph of {} cannot be used: {error}", row.station_id);
                None
            }
        };
        let digest = digest_of(&[&row.drawing]);
        let etag = format!("\"{}\"", digest.iter().take(8).map(|it| format!("{it:02x}")).collect::<String>());
        let named = graph.as_deref().map(named).unwrap_or_default();
        Self { source: row.source, drawing: Bytes::from(row.drawing), etag, graph, named }
    }

    /// The graph, unless the stored one cannot be used.
    pub fn graph(&self) -> Option<Arc<StreetGraph>> {
        self.graph.clone()
    }

    /// The drawing for the few who do not read gzip.
    ///
    /// # Errors
    /// If what was stored is damaged.
    pub fn plain_drawing(&self) -> anyhow::Result<Vec<u8>> {
        let mut plain = Vec::new();
        GzDecoder::new(self.drawing.as_ref()).read_to_end(&mut plain)?;
        Ok(plain)
    }

    /// The named streets, each with a point on it.
    pub fn named(&self) -> impl Iterator<Item = (&str, Point)> {
        self.named.iter().map(|(name, point)| (name.as_str(), *point))
    }
}

/// Makes the row that keeps a station's streets.
pub fn row(station: StationId, source: impl Into<String>, graph: &StreetGraph, at: DateTime<Utc>) -> street_map::Model {
    let source = source.into();
    let drawing = drawing(&source, graph);
    street_map::Model { station_id: station, source, imported_at: at, graph: graph.to_bytes(), drawing }
}

/// Each street's name with the middle of its longest stretch.
fn named(graph: &StreetGraph) -> Vec<(String, Point)> {
    let mut longest: BTreeMap<&str, (f64, Point)> = BTreeMap::new();
    for line in graph.lines() {
        let Some(name) = line.name.filter(|it| !it.is_empty()) else { continue };
        let length_m: f64 = line.points.windows(2).map(|leg| leg[0].distance_m(leg[1])).sum();
        let middle = line.points[line.points.len() / 2];
        let best = longest.entry(name).or_insert((length_m, middle));
        if length_m > best.0 {
            *best = (length_m, middle);
        }
    }
    longest.into_iter().take(NAMED_MAX).map(|(name, (_, point))| (name.to_owned(), point)).collect()
}

/// Draws the streets as a GeoJSON collection of lines, compressed with gzip. Five decimals are a metre.
/// It carries its source, which whoever shows the map has to name.
fn drawing(source: &str, graph: &StreetGraph) -> Vec<u8> {
    let source = serde_json::Value::from(source);
    let mut text = format!(r#"{{"type":"FeatureCollection","source":{source},"features":["#);
    for (number, line) in graph.lines().enumerate() {
        if number > 0 {
            text.push(',');
        }
        let class = match line.class {
            Class::Major => "major",
            Class::Minor => "minor",
            Class::Path => "path",
        };
        let name = serde_json::to_string(&line.name).unwrap_or_else(|_| "null".to_owned());
        text.push_str(&format!(r#"{{"type":"Feature","properties":{{"name":{name},"class":"{class}"}},"geometry":"#));
        text.push_str(&line_string(line.points, 5));
        text.push('}');
    }
    text.push_str("]}");
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    // Writing into memory cannot fail.
    let _ = encoder.write_all(text.as_bytes());
    encoder.finish().unwrap_or_default()
}

/// A GeoJSON line.
pub(crate) fn line_string(points: &[Point], decimals: usize) -> String {
    let mut text = String::from(r#"{"type":"LineString","coordinates":["#);
    for (number, point) in points.iter().enumerate() {
        let comma = if number > 0 { "," } else { "" };
        text.push_str(&format!("{comma}[{:.decimals$},{:.decimals$}]", point.lon, point.lat));
    }
    text.push_str("]}");
    text
}
