//! Tracks: which positions are kept, and how they are packed.

use domain::geo::Point;

/// Metres from the last kept position that make another worth keeping: the error of a good receiver.
pub const KEEP_M: f64 = 10.0;
/// Microseconds after which a position is kept though nobody moved, so that standing still can be told from silence.
pub const KEEP_AFTER: i64 = 30_000_000;
/// Positions of one chunk; at one a second that is more than eight minutes.
pub const CHUNK_MAX: usize = 512;

/// One kept position.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kept {
    /// Unix milliseconds.
    pub at_ms: i64,
    /// Degrees east × 10⁶, a tenth of a metre.
    pub lon_e6: i32,
    /// Degrees north × 10⁶.
    pub lat_e6: i32,
}

impl Kept {
    /// Where it was.
    pub fn point(&self) -> Point {
        Point::new(f64::from(self.lon_e6) / 1e6, f64::from(self.lat_e6) / 1e6)
    }
}

/// Decides which positions of one shift are kept, and gathers them until they are written.
#[derive(Clone, Debug, Default)]
pub struct Thinner {
    last: Option<(Point, i64)>,
    kept: Vec<Kept>,
}

impl Thinner {
    /// Takes a position in; keeps it if it is far enough from the last kept one, in metres or in time.
    pub fn take(&mut self, point: Point, at: i64) {
        if let Some((last, last_at)) = self.last
            && at - last_at < KEEP_AFTER
            && last.distance_m(point) < KEEP_M
        {
            return;
        }
        self.last = Some((point, at));
        self.kept.push(Kept {
            at_ms: at.div_euclid(1_000),
            lon_e6: (point.lon * 1e6).round() as i32,
            lat_e6: (point.lat * 1e6).round() as i32,
        });
    }

    /// Tells whether a whole chunk has gathered.
    pub fn is_full(&self) -> bool {
        self.kept.len() >= CHUNK_MAX
    }

    /// How many wait to be written.
    pub fn waiting(&self) -> usize {
        self.kept.len()
    }

    /// Takes what waits to be written.
    pub fn drain(&mut self) -> Vec<Kept> {
        std::mem::take(&mut self.kept)
    }
}

/// The first byte of a packed chunk: the version of the format.
const FORMAT: u8 = 1;

/// Packs positions: differences as variable-length integers, about six bytes each.
pub fn pack(kept: &[Kept]) -> Vec<u8> {
    let mut out = Vec::with_capacity(kept.len() * 7 + 16);
    out.push(FORMAT);
    let mut before = Kept { at_ms: 0, lon_e6: 0, lat_e6: 0 };
    for it in kept {
        put(&mut out, it.at_ms - before.at_ms);
        put(&mut out, i64::from(it.lon_e6) - i64::from(before.lon_e6));
        put(&mut out, i64::from(it.lat_e6) - i64::from(before.lat_e6));
        before = *it;
    }
    out
}

/// Unpacks positions; `None` if the bytes are damaged or of another format.
pub fn unpack(bytes: &[u8]) -> Option<Vec<Kept>> {
    let (format, mut rest) = bytes.split_first()?;
    if *format != FORMAT {
        return None;
    }
    let mut out = Vec::new();
    let (mut at_ms, mut lon, mut lat) = (0i64, 0i64, 0i64);
    while !rest.is_empty() {
        at_ms = at_ms.checked_add(get(&mut rest)?)?;
        lon = lon.checked_add(get(&mut rest)?)?;
        lat = lat.checked_add(get(&mut rest)?)?;
        out.push(Kept { at_ms, lon_e6: i32::try_from(lon).ok()?, lat_e6: i32::try_from(lat).ok()? });
    }
    Some(out)
}

/// Writes a signed integer: zigzag, seven bits a byte.
fn put(out: &mut Vec<u8>, value: i64) {
    let mut rest = ((value << 1) ^ (value >> 63)) as u64;
    while rest >= 0x80 {
        out.push(rest as u8 | 0x80);
        rest >>= 7;
    }
    out.push(rest as u8);
}

fn get(bytes: &mut &[u8]) -> Option<i64> {
    let mut value = 0u64;
    for shift in (0..64).step_by(7) {
        let (byte, rest) = bytes.split_first()?;
        *bytes = rest;
        value |= u64::from(byte & 0x7f) << shift;
        if byte & 0x80 == 0 {
            return Some((value >> 1) as i64 ^ -((value & 1) as i64));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn standing_still_is_kept_every_half_minute_and_walking_every_ten_metres() {
        let mut thinner = Thinner::default();
        let gate = Point::new(107.39, 29.70);
        for second in 0..120 {
            thinner.take(gate, second * 1_000_000);
        }
        assert_eq!(thinner.drain().len(), 4);
        for second in 0..60 {
            // 1.3 metres a second to the north.
            thinner.take(Point::new(gate.lon, gate.lat + second as f64 * 1.3 / 111_195.0), (120 + second) * 1_000_000);
        }
        assert!((6..=9).contains(&thinner.waiting()), "{}", thinner.waiting());
    }

    proptest! {
        #[test]
        fn what_is_dropped_lies_near_a_kept_position(moves in prop::collection::vec((0i64..40, -30.0..30.0f64, -30.0..30.0f64), 1..200)) {
            let mut thinner = Thinner::default();
            let (mut at, mut point) = (0i64, Point::new(107.39, 29.70));
            let mut last: Option<(Point, i64)> = None;
            for (seconds, x, y) in moves {
                at += (seconds + 1) * 1_000_000;
                point = Point::new(point.lon + x / 96_600.0, point.lat + y / 111_195.0);
                let before = thinner.waiting();
                thinner.take(point, at);
                if thinner.waiting() > before {
                    last = Some((point, at));
                } else {
                    let (kept, kept_at) = last.unwrap();
                    prop_assert!(kept.distance_m(point) < KEEP_M && at - kept_at < KEEP_AFTER);
                }
            }
        }

        #[test]
        fn packing_loses_nothing(raw in prop::collection::vec((any::<i32>(), -180_000_000i32..=180_000_000, -90_000_000i32..=90_000_000), 0..300)) {
            let kept: Vec<Kept> = raw.into_iter().map(|(at, lon_e6, lat_e6)| Kept { at_ms: 1_795_392_000_000 + i64::from(at), lon_e6, lat_e6 }).collect();
            prop_assert_eq!(unpack(&pack(&kept)), Some(kept));
        }

        #[test]
        fn no_bytes_make_it_fail(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let _ = unpack(&bytes);
        }
    }
}
