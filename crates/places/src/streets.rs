//! The streets of a station: the drawing for maps, kept compressed, and the graph that roads are searched on.

use bytes::Bytes;
use domain::geo::Point;
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
    named: Vec<(String, Point)>,
}

impl Streets {
    /// Takes a stored row up.
    ///
    /// # Errors
    /// If the stored block is damaged.
    pub fn open(row: street_map::Model) -> anyhow::Result<Self> {
        let digest = digest_of(&[&row.drawing]);
        let etag = format!("\"{}\"", digest.iter().take(8).map(|it| format!("{it:02x}")).collect::<String>());
        Ok(Self { source: row.source, drawing: Bytes::from(row.drawing), etag, named: Vec::new() })
    }

    /// The named streets, each with a point on it.
    pub fn named(&self) -> impl Iterator<Item = (&str, Point)> {
        self.named.iter().map(|(name, point)| (name.as_str(), *point))
    }
}
