//! MP4: boxes are read one by one where they lie; places, texts and unknown boxes are blanked without moving a byte,
//! so that the film's own offsets stay right.

use std::io;
use std::ops::Range;

use super::{Wrong, be_u32, be_u64};

/// Why a film could not be looked through.
#[derive(Debug)]
pub enum Trouble {
    /// The film is wrong.
    Wrong(Wrong),
    /// It could not be read.
    Read(io::Error),
}

impl From<Wrong> for Trouble {
    fn from(wrong: Wrong) -> Self {
        Self::Wrong(wrong)
    }
}

impl From<io::Error> for Trouble {
    fn from(error: io::Error) -> Self {
        Self::Read(error)
    }
}

/// Reads some bytes from somewhere in the film.
pub type ReadAt<'a> = dyn FnMut(u64, usize) -> io::Result<Vec<u8>> + 'a;

/// What is overwritten in a film before it is stored.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    /// Where the type of a box becomes `free`.
    freed: Vec<u64>,
    /// What becomes zeros, in order.
    blanked: Vec<Range<u64>>,
}

impl Plan {
    /// Carries the plan out on a piece of the film that begins at `offset`.
    pub fn apply(&self, offset: u64, piece: &mut [u8]) {
        let end = offset + piece.len() as u64;
        for range in self.blanked.iter().filter(|it| it.start < end && it.end > offset) {
            let from = usize::try_from(range.start.max(offset) - offset).unwrap_or(usize::MAX);
            let to = usize::try_from(range.end.min(end) - offset).unwrap_or(usize::MAX);
            if let Some(some) = piece.get_mut(from..to) {
                some.fill(0);
            }
        }
        for at in &self.freed {
            for (step, byte) in b"free".iter().enumerate() {
                let place = (at + step as u64).checked_sub(offset).and_then(|it| usize::try_from(it).ok());
                if let Some(found) = place.and_then(|it| piece.get_mut(it)) {
                    *found = *byte;
                }
            }
        }
    }

    fn blank(&mut self, at: u64, found: &Found) {
        self.freed.push(at + 4);
        self.blanked.push(at + found.head..at + found.size);
    }
}

/// Brands of files that browsers play as MP4.
const BRANDS: [&[u8; 4]; 14] = [
    b"isom", b"iso2", b"iso3", b"iso4", b"iso5", b"iso6", b"iso7", b"iso8", b"iso9", b"mp41", b"mp42", b"avc1",
    b"M4V ", b"dash",
];
/// The largest box of descriptions that is read at once: an hour of film has about 2 MB.
const DESCRIPTION_BYTES_MAX: u64 = 16 * 1024 * 1024;
/// The most boxes of one level; a film in pieces of a second has three for each.
const BOXES_MAX: usize = 10_000;
/// How deep boxes may lie in each other.
const DEPTH_MAX: usize = 8;

/// A box's header.
struct Found {
    kind: [u8; 4],
    head: u64,
    size: u64,
}

/// Reads the header of a box, of which at most `left` bytes are there.
fn header(bytes: &[u8], left: u64) -> Result<Found, Wrong> {
    let kind = bytes.get(4..8).ok_or(Wrong::Broken)?.try_into().map_err(|_| Wrong::Broken)?;
    let (head, size) = match be_u32(bytes, 0)? {
        0 => (8, left),
        1 => (16, be_u64(bytes, 8)?),
        size => (8, u64::from(size)),
    };
    if size < head || size > left { Err(Wrong::Broken) } else { Ok(Found { kind, head, size }) }
}

/// Looks a film of `total` bytes through: what to overwrite before it is stored.
///
/// # Errors
/// What is wrong with it, or why it could not be read.
pub fn plan(total: u64, read: &mut ReadAt<'_>) -> Result<Plan, Trouble> {
    let mut plan = Plan::default();
    let (mut at, mut boxes, mut pictures, mut filled) = (0, 0, 0, false);
    while at < total {
        boxes += 1;
        if boxes > BOXES_MAX {
            return Err(Wrong::Broken.into());
        }
        let left = total - at;
        let found = header(&read(at, usize::try_from(left.min(16)).unwrap_or(16))?, left)?;
        if boxes == 1 && &found.kind != b"ftyp" {
            return Err(Wrong::OtherKind.into());
        }
        match &found.kind {
            b"ftyp" | b"moov" | b"moof" => {
                if found.size > DESCRIPTION_BYTES_MAX {
                    return Err(Wrong::Broken.into());
                }
                let whole = read(at, usize::try_from(found.size).map_err(|_| Wrong::Broken)?)?;
                if &found.kind == b"ftyp" {
                    let brand = whole.get(8..12).ok_or(Wrong::Broken)?;
                    if boxes != 1 || !BRANDS.iter().any(|it| *it == brand) {
                        return Err(Wrong::OtherKind.into());
                    }
                } else {
                    let mut inside = Inside { plan: &mut plan, pictures: 0 };
                    inside.walk(&whole[cut(found.head)..], at + found.head, 0)?;
                    pictures += inside.pictures;
                }
            }
            b"mdat" => filled |= found.size > found.head,
            b"sidx" | b"styp" | b"mfra" | b"ssix" => {}
            _ => plan.blank(at, &found),
        }
        at += found.size;
    }
    if pictures == 0 || !filled {
        return Err(Wrong::Broken.into());
    }
    Ok(plan)
}

fn cut(head: u64) -> usize {
    usize::try_from(head).unwrap_or(usize::MAX)
}

/// A box of descriptions that is being looked through.
struct Inside<'a> {
    plan: &'a mut Plan,
    pictures: usize,
}

impl Inside<'_> {
    /// Looks through the boxes in `bytes`, which lie at `base` of the film.
    fn walk(&mut self, bytes: &[u8], base: u64, depth: usize) -> Result<(), Wrong> {
        if depth > DEPTH_MAX {
            return Err(Wrong::Broken);
        }
        let (mut at, mut boxes) = (0, 0);
        while at < bytes.len() {
            boxes += 1;
            let found = header(&bytes[at..], (bytes.len() - at) as u64)?;
            if boxes > BOXES_MAX {
                return Err(Wrong::Broken);
            }
            let size = cut(found.size);
            let body = &bytes[at + cut(found.head)..at + size];
            match &found.kind {
                b"trak" | b"mdia" | b"minf" | b"dinf" | b"stbl" | b"edts" | b"mvex" | b"traf" => {
                    self.walk(body, base + at as u64 + found.head, depth + 1)?;
                }
                b"udta" | b"meta" | b"uuid" | b"free" | b"skip" => self.plan.blank(base + at as u64, &found),
                b"hdlr" => self.handler(body)?,
                b"dref" => within(body)?,
                _ => {}
            }
            at += size;
        }
        Ok(())
    }

    /// Takes tracks of pictures and sound; any other may hold places, second by second.
    fn handler(&mut self, body: &[u8]) -> Result<(), Wrong> {
        match body.get(8..12) {
            Some(b"vide") => {
                self.pictures += 1;
                Ok(())
            }
            Some(b"soun") => Ok(()),
            Some(_) => Err(Wrong::HiddenTrack),
            None => Err(Wrong::Broken),
        }
    }
}

/// Refuses a film whose pictures lie in another file or at an address.
fn within(body: &[u8]) -> Result<(), Wrong> {
    let mut at = 8;
    while at < body.len() {
        let size = usize::try_from(be_u32(body, at)?).map_err(|_| Wrong::Broken)?;
        let entry = body.get(at..at.checked_add(size).ok_or(Wrong::Broken)?).ok_or(Wrong::Broken)?;
        if entry.len() < 12 || entry[11] & 1 == 0 {
            return Err(Wrong::Broken);
        }
        at += size;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn boxed(kind: &[u8; 4], body: &[u8]) -> Vec<u8> {
        [&u32::try_from(body.len() + 8).unwrap().to_be_bytes()[..], kind, body].concat()
    }

    fn track(handler: &[u8; 4]) -> Vec<u8> {
        let hdlr = boxed(b"hdlr", &[&[0; 8][..], handler, &[0; 13]].concat());
        boxed(b"trak", &boxed(b"mdia", &hdlr))
    }

    fn film(extra: &[u8], handlers: &[&[u8; 4]]) -> Vec<u8> {
        let tracks: Vec<u8> = handlers.iter().flat_map(|it| track(it)).collect();
        [
            boxed(b"ftyp", b"isom\0\0\0\0isom"),
            boxed(b"moov", &[&boxed(b"mvhd", &[0; 100])[..], &tracks, extra].concat()),
            boxed(b"mdat", &[7; 50]),
        ]
        .concat()
    }

    fn stripped(film: &[u8]) -> Result<Vec<u8>, Trouble> {
        let mut read = |at: u64, count: usize| {
            let at = usize::try_from(at).unwrap();
            film.get(at..at + count).map(<[u8]>::to_vec).ok_or_else(|| io::ErrorKind::UnexpectedEof.into())
        };
        let plan = plan(film.len() as u64, &mut read)?;
        // In pieces that cut through everything.
        let mut out = film.to_vec();
        out.chunks_mut(7).enumerate().for_each(|(number, it)| plan.apply(number as u64 * 7, it));
        Ok(out)
    }

    #[test]
    fn places_are_blanked_and_nothing_moves() {
        let place = boxed(b"udta", &boxed(b"\xA9xyz", b"+29.7000+107.3900/"));
        let whole = [film(&place, &[b"vide", b"soun"]), boxed(b"uuid", b"XMP and more")].concat();
        let out = stripped(&whole).unwrap();
        assert_eq!(out.len(), whole.len());
        let has = |what: &[u8]| out.windows(what.len()).any(|it| it == what);
        assert!(!has(b"29.7") && !has(b"udta") && !has(b"XMP") && has(b"free") && has(&[7; 50]));
        assert_eq!(stripped(&out).unwrap(), out, "stripping again changes nothing");
    }

    #[test]
    fn what_is_not_a_whole_film_is_refused() {
        let whole = film(&[], &[b"vide"]);
        assert!(stripped(&whole).is_ok());
        for end in 0..whole.len() {
            assert!(stripped(&whole[..end]).is_err(), "{end}");
        }
        assert!(matches!(stripped(&[&whole[..], b"PK\x03\x04tail"].concat()), Err(Trouble::Wrong(Wrong::Broken))));
        assert!(matches!(stripped(&film(&[], &[b"vide", b"meta"])), Err(Trouble::Wrong(Wrong::HiddenTrack))));
        assert!(matches!(stripped(&film(&[], &[b"soun"])), Err(Trouble::Wrong(Wrong::Broken))));
        let quicktime = [boxed(b"ftyp", b"qt  \0\0\0\0"), whole].concat();
        assert!(matches!(stripped(&quicktime), Err(Trouble::Wrong(Wrong::OtherKind))));
    }
}
