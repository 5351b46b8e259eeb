//! Positions as terminals send them, read straight from the bytes without a tree of values in between.

use std::borrow::Cow;
use std::fmt;

use chrono::DateTime;
use domain::geo::Point;
use domain::geo::crs::{Crs, to_wgs84};
use serde::de::{Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::Value;
use serde_json::value::RawValue;

/// Positions in one batch; a phone sends 20, and one that was without network for ten minutes sends several batches.
pub const FIXES_MAX: usize = 100;

/// One position as it was sent. The point is not judged yet: swapped coordinates are told as such.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Fix {
    /// When the terminal was there, unix microseconds.
    pub at: i64,
    /// Where.
    pub point: Point,
    /// Metres that it may be off; 0 where the terminal does not say.
    pub accuracy_m: f32,
    /// Percent of the terminal's battery.
    pub battery: Option<u8>,
}

/// A batch as it was sent: each position, or `None` where it cannot be read.
pub type Batch = Vec<Option<Fix>>;

/// Reads a batch from the body of a request.
///
/// # Errors
/// If the body as a whole is not a batch; a position that cannot be read is only a `None`.
pub fn parse(body: &[u8]) -> Result<Batch, serde_json::Error> {
    // Nearly every batch is sound; only another one is worth reading position by position.
    match serde_json::from_slice::<Sound>(body) {
        Ok(sound) => Ok(sound.fixes.into_iter().map(|it| Some(it.into_fix(sound.crs))).collect()),
        Err(_) => {
            let raw: Raw = serde_json::from_slice(body)?;
            let read = |it: &RawValue| Some(serde_json::from_str::<Wire>(it.get()).ok()?.into_fix(raw.crs));
            Ok(raw.fixes.iter().map(|it| read(it)).collect())
        }
    }
}

/// Reads a batch from a frame of the live connection; `None` if the frame is not a batch.
pub fn from_frame(frame: &Value) -> Option<Batch> {
    let fixes = frame.get("fixes")?.as_array()?;
    let crs = frame.get("crs").map(Option::<Crs>::deserialize).transpose().ok()?.flatten();
    Some(fixes.iter().map(|it| Some(Wire::deserialize(it).ok()?.into_fix(crs))).collect())
}

#[derive(Deserialize)]
struct Sound {
    #[serde(default)]
    crs: Option<Crs>,
    fixes: Vec<Wire>,
}

#[derive(Deserialize)]
struct Raw<'a> {
    #[serde(default)]
    crs: Option<Crs>,
    #[serde(borrow)]
    fixes: Vec<&'a RawValue>,
}

#[derive(Deserialize)]
struct Wire {
    at: At,
    point: Coordinates,
    #[serde(default)]
    accuracy_m: Option<f32>,
    #[serde(default)]
    battery: Option<f32>,
    /// The reference system of the point; that of the batch if left out.
    #[serde(default)]
    crs: Option<Crs>,
}

impl Wire {
    /// The position in WGS-84, which is also what the batch is in when nobody says.
    fn into_fix(self, batch: Option<Crs>) -> Fix {
        Fix {
            at: self.at.0,
            point: to_wgs84(self.point.0, self.crs.or(batch).unwrap_or(Crs::Wgs84)),
            accuracy_m: self.accuracy_m.unwrap_or(0.0),
            battery: self.battery.map(|it| it.clamp(0.0, 100.0) as u8),
        }
    }
}

/// A time as text, read at once; unix microseconds.
struct At(i64);

impl<'de> Deserialize<'de> for At {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = Text::deserialize(from)?;
        let at = DateTime::parse_from_rfc3339(&text.0).map_err(|_| D::Error::custom("not a time as in RFC 3339"))?;
        Ok(Self(at.timestamp_micros()))
    }
}

#[derive(Deserialize)]
#[serde(transparent)]
struct Text<'a>(#[serde(borrow)] Cow<'a, str>);

/// A GeoJSON point whose numbers may be any.
struct Coordinates(Point);

impl<'de> Deserialize<'de> for Coordinates {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_map(CoordinatesVisitor)
    }
}

#[derive(Deserialize)]
#[serde(field_identifier, rename_all = "lowercase")]
enum Key {
    Type,
    Coordinates,
    #[serde(other)]
    Other,
}

#[derive(Deserialize)]
enum Kind {
    Point,
}

struct CoordinatesVisitor;

impl<'de> Visitor<'de> for CoordinatesVisitor {
    type Value = Coordinates;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a GeoJSON point")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Coordinates, A::Error> {
        let (mut kind, mut pair) = (None, None);
        while let Some(key) = map.next_key()? {
            match key {
                Key::Type => kind = Some(map.next_value::<Kind>()?),
                Key::Coordinates => pair = Some(map.next_value::<Pair>()?),
                Key::Other => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        match (kind, pair) {
            (Some(Kind::Point), Some(Pair(point))) => Ok(Coordinates(point)),
            (None, _) => Err(A::Error::missing_field("type")),
            (_, None) => Err(A::Error::missing_field("coordinates")),
        }
    }
}

struct Pair(Point);

impl<'de> Deserialize<'de> for Pair {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_seq(PairVisitor)
    }
}

struct PairVisitor;

impl<'de> Visitor<'de> for PairVisitor {
    type Value = Pair;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[longitude, latitude]")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Pair, A::Error> {
        let short = || A::Error::custom("coordinates must be [longitude, latitude]");
        let lon = seq.next_element::<f64>()?.ok_or_else(short)?;
        let lat = seq.next_element::<f64>()?.ok_or_else(short)?;
        // GeoJSON allows a height as the third number; it is read and dropped.
        seq.next_element::<f64>()?;
        if seq.next_element::<IgnoredAny>()?.is_some() {
            return Err(short());
        }
        Ok(Pair(Point::new(lon, lat)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(text: &str) -> Option<Fix> {
        parse(format!(r#"{{"fixes":[{text}]}}"#).as_bytes()).unwrap().remove(0)
    }

    #[test]
    fn a_batch_is_read_from_its_bytes() {
        let body =
            br#"{"fixes":[{"at":"2026-11-23T08:00:00+08:00","point":{"type":"Point","coordinates":[107.39,29.7]},
            "accuracy_m":8.5,"speed_mps":1.2,"battery":81},
            {"at":"2026-11-23T00:00:01.5Z","point":{"coordinates":[107.39,29.7,250],"type":"Point"},"battery":null}]}"#;
        let fixes = parse(body).unwrap();
        let first =
            Fix { at: 1_795_392_000_000_000, point: Point::new(107.39, 29.7), accuracy_m: 8.5, battery: Some(81) };
        assert_eq!(fixes[0], Some(first));
        assert_eq!(fixes[1], Some(Fix { at: first.at + 1_500_000, accuracy_m: 0.0, battery: None, ..first }));
    }

    #[test]
    fn one_bad_position_does_not_spoil_the_others() {
        let good = r#"{"at":"2026-11-23T08:00:00+08:00","point":{"type":"Point","coordinates":[29.7,107.39]}}"#;
        for bad in [
            "7",
            "{}",
            r#"{"at":"soon","point":{"type":"Point","coordinates":[107.39,29.7]}}"#,
            r#"{"at":"2026-11-23T08:00:00+08:00","point":{"type":"Line","coordinates":[107.39,29.7]}}"#,
            r#"{"at":"2026-11-23T08:00:00+08:00","point":{"type":"Point","coordinates":[107.39]}}"#,
            r#"{"at":"2026-11-23T08:00:00+08:00","point":{"type":"Point","coordinates":[1,2,3,4]}}"#,
            r#"{"at":"2026-11-23T08:00:00+08:00","point":[107.39,29.7]}"#,
        ] {
            assert_eq!(one(bad), None, "{bad}");
            let both = parse(format!(r#"{{"fixes":[{bad},{good}]}}"#).as_bytes()).unwrap();
            assert!(both[0].is_none() && both[1].is_some(), "{bad}");
        }
        for whole in ["", "[]", "{}", r#"{"fixes":7}"#, r#"{"fixes":[}"#] {
            assert!(parse(whole.as_bytes()).is_err(), "{whole}");
        }
    }

    #[test]
    fn the_reference_system_of_a_batch_is_that_of_each_point_without_its_own() {
        use domain::geo::crs::to_gcj02;
        let here = Point::new(107.39, 29.7);
        let shifted = to_gcj02(here);
        let point = |point: Point, rest: &str| {
            let (lon, lat) = (point.lon, point.lat);
            format!(
                r#"{{"at":"2026-11-23T08:00:00+08:00","point":{{"type":"Point","coordinates":[{lon},{lat}]}}{rest}}}"#
            )
        };
        let (own, other) = (point(shifted, ""), point(here, r#","crs":"wgs84""#));
        // With a position that cannot be read the batch is read in the other way, with the same result.
        for more in ["", ",7"] {
            let body = format!(r#"{{"crs":"gcj02","fixes":[{own},{other}{more}]}}"#);
            let framed = from_frame(&serde_json::from_str(&body).unwrap()).unwrap();
            for batch in [parse(body.as_bytes()).unwrap(), framed] {
                for fix in &batch[..2] {
                    let off = fix.unwrap().point;
                    assert!((off.lon - here.lon).abs() < 1e-5 && (off.lat - here.lat).abs() < 1e-5, "{body}");
                }
            }
        }
        let unknown = format!(r#"{{"crs":"mars","fixes":[{own}]}}"#);
        assert!(parse(unknown.as_bytes()).is_err());
        assert!(from_frame(&serde_json::from_str(&unknown).unwrap()).is_none());
    }

    #[test]
    fn coordinates_out_of_range_are_still_read() {
        let fix = one(r#"{"at":"2026-11-23T08:00:00+08:00","point":{"type":"Point","coordinates":[29.7,107.39]}}"#);
        assert_eq!(fix.map(|it| it.point), Some(Point::new(29.7, 107.39)));
    }
}
