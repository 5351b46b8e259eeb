//! JPEG: markers are read one by one; EXIF, XMP, comments and what follows the picture are left out.

use super::{Wrong, be_u16, le_u32, pixels};

const SOI: u8 = 0xD8;
const EOI: u8 = 0xD9;
const SOS: u8 = 0xDA;
const COM: u8 = 0xFE;

/// Takes out everything but the picture, its colours and which way up it is.
///
/// What follows the end of the picture is left out too: phones put a short film or a depth map there.
///
/// # Errors
/// What is wrong with it.
pub fn strip(bytes: &[u8]) -> Result<Vec<u8>, Wrong> {
    if !bytes.starts_with(&[0xFF, SOI]) {
        return Err(Wrong::OtherKind);
    }
    let mut out = Vec::with_capacity(bytes.len());
    out.extend_from_slice(&[0xFF, SOI]);
    let (mut at, mut framed, mut scanned, mut turned) = (2, false, false, None);
    // Where the orientation goes: behind JFIF's own segment, which readers want first.
    let mut after_head = out.len();
    loop {
        let (marker, next) = marker(bytes, at)?;
        at = next;
        if marker == EOI {
            break;
        }
        if (0xD0..=0xD7).contains(&marker) || marker == 0x01 {
            return Err(Wrong::Broken);
        }
        let length = usize::from(be_u16(bytes, at)?);
        if length < 2 {
            return Err(Wrong::Broken);
        }
        let body = bytes.get(at + 2..at + length).ok_or(Wrong::Broken)?;
        if is_frame(marker) {
            let (height, width) = (be_u16(body, 1)?, be_u16(body, 3)?);
            pixels(width.into(), height.into())?;
            framed = true;
        }
        if marker == 0xE1 && turned.is_none() {
            turned = orientation(body);
        }
        if kept(marker, body) {
            out.extend_from_slice(&[0xFF, marker]);
            out.extend_from_slice(&bytes[at..at + length]);
            if marker == 0xE0 {
                after_head = out.len();
            }
        }
        at += length;
        if marker == SOS {
            if !framed {
                return Err(Wrong::Broken);
            }
            let end = scan_end(bytes, at)?;
            out.extend_from_slice(&bytes[at..end]);
            at = end;
            scanned = true;
        }
    }
    if !scanned {
        return Err(Wrong::Broken);
    }
    out.extend_from_slice(&[0xFF, EOI]);
    if let Some(turned) = turned.filter(|it| (2..=8).contains(it)) {
        out.splice(after_head..after_head, upright(turned));
    }
    Ok(out)
}

/// The marker at `at`, which may be padded with `FF`, and where it ends.
fn marker(bytes: &[u8], mut at: usize) -> Result<(u8, usize), Wrong> {
    if bytes.get(at) != Some(&0xFF) {
        return Err(Wrong::Broken);
    }
    while bytes.get(at) == Some(&0xFF) {
        at += 1;
    }
    match bytes.get(at) {
        Some(0) | None => Err(Wrong::Broken),
        Some(marker) => Ok((*marker, at + 1)),
    }
}

/// Where the compressed picture ends: at the next marker that is no stuffing and no restart.
fn scan_end(bytes: &[u8], mut at: usize) -> Result<usize, Wrong> {
    loop {
        let step = bytes.get(at..).and_then(|it| it.iter().position(|it| *it == 0xFF)).ok_or(Wrong::Broken)?;
        at += step;
        match bytes.get(at + 1) {
            Some(0 | 0xD0..=0xD7) => at += 2,
            Some(0xFF) => at += 1,
            Some(_) => return Ok(at),
            None => return Err(Wrong::Broken),
        }
    }
}

fn is_frame(marker: u8) -> bool {
    matches!(marker, 0xC0..=0xCF) && !matches!(marker, 0xC4 | 0xC8 | 0xCC)
}

/// Which segments show the picture: all but comments and applications' own, of which JFIF's head, the colour profile
/// and Adobe's colour transform are kept.
fn kept(marker: u8, body: &[u8]) -> bool {
    match marker {
        0xE0 => body.starts_with(b"JFIF\0"),
        0xE2 => body.starts_with(b"ICC_PROFILE\0"),
        0xEE => body.starts_with(b"Adobe"),
        0xE1 | 0xE3..=0xED | 0xEF | COM => false,
        _ => true,
    }
}

/// Which way up the picture is, from an EXIF segment: tag 0x0112 of the first directory.
fn orientation(body: &[u8]) -> Option<u16> {
    let tiff = body.strip_prefix(b"Exif\0\0")?;
    let little = match tiff.get(..4)? {
        [b'I', b'I', 42, 0] => true,
        [b'M', b'M', 0, 42] => false,
        _ => return None,
    };
    let short = |at: usize| {
        let found: [u8; 2] = tiff.get(at..at.checked_add(2)?)?.try_into().ok()?;
        Some(if little { u16::from_le_bytes(found) } else { u16::from_be_bytes(found) })
    };
    let long = if little { le_u32(tiff, 4).ok()? } else { super::be_u32(tiff, 4).ok()? };
    let first = usize::try_from(long).ok()?;
    let entries = usize::from(short(first)?);
    let entry = (0..entries).map(|it| first + 2 + it * 12).find(|it| short(*it) == Some(0x0112))?;
    short(entry + 8)
}

/// An EXIF segment that says only which way up the picture is.
fn upright(orientation: u16) -> Vec<u8> {
    let mut segment = vec![0xFF, 0xE1, 0, 34];
    segment.extend_from_slice(b"Exif\0\0MM\0\x2A\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01");
    segment.extend_from_slice(&orientation.to_be_bytes());
    segment.extend_from_slice(&[0; 6]);
    segment
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The smallest picture: 1 × 1, grey, with these segments before it.
    fn picture(extra: &[&[u8]]) -> Vec<u8> {
        let mut out = vec![0xFF, SOI];
        out.extend_from_slice(b"\xFF\xE0\0\x10JFIF\0\x01\x01\0\0\x01\0\x01\0\0");
        extra.iter().for_each(|it| out.extend_from_slice(it));
        out.extend_from_slice(&[0xFF, 0xC0, 0, 11, 8, 0, 1, 0, 1, 1, 1, 0x11, 0]);
        out.extend_from_slice(&[0xFF, SOS, 0, 8, 1, 1, 0, 0, 63, 0, 0x12, 0xFF, 0, 0x34, 0xFF, 0xD0, 0x56]);
        out.extend_from_slice(&[0xFF, EOI]);
        out
    }

    fn segment(marker: u8, body: &[u8]) -> Vec<u8> {
        let length = u16::try_from(body.len() + 2).unwrap().to_be_bytes();
        [&[0xFF, marker], &length[..], body].concat()
    }

    #[test]
    fn places_comments_and_tails_are_left_out() {
        let exif = segment(0xE1, b"Exif\0\0II*\0\x08\0\0\0\0\0GPS 29.7");
        let xmp = segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0<x/>");
        let comment = segment(COM, b"<script>");
        let icc = segment(0xE2, b"ICC_PROFILE\0\x01\x01abc");
        let mut whole = picture(&[&exif, &xmp, &comment, &icc]);
        whole.extend_from_slice(b"PK\x03\x04 a film behind the picture");
        assert_eq!(strip(&whole), Ok(picture(&[&icc])));
    }

    #[test]
    fn the_picture_stays_upright() {
        let tiff =
            b"Exif\0\0II*\0\x08\0\0\0\x02\0\x0F\x01\x02\0\x01\0\0\0ABC\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0\0";
        let stripped = strip(&picture(&[&segment(0xE1, tiff)])).unwrap();
        assert_eq!(stripped, picture(&[&upright(6)]));
        assert_eq!(orientation(&upright(6)[4..]), Some(6));
        assert_eq!(strip(&stripped).as_deref(), Ok(&stripped[..]), "stripping again changes nothing");
    }

    #[test]
    fn what_ends_early_is_refused() {
        let whole = picture(&[]);
        for end in 0..whole.len() {
            assert!(strip(&whole[..end]).is_err(), "{end}");
        }
        let huge = [&[0xFF, SOI][..], &[0xFF, 0xC0, 0, 11, 8, 0xFF, 0xFF, 0xFF, 0xFF, 1, 1, 0x11, 0]].concat();
        assert_eq!(strip(&huge), Err(Wrong::TooManyPixels));
    }
}
