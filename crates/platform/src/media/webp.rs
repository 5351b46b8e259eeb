//! WebP: chunks are read one by one; EXIF, XMP and unknown chunks are left out.

use super::{Wrong, le_u32, pixels};

/// Chunks that show the picture.
const KEPT: [&[u8; 4]; 7] = [b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ANIM", b"ANMF", b"ICCP"];
/// The flags of `VP8X` that say that EXIF or XMP follow.
const METADATA: u8 = 0x08 | 0x04;

/// Takes out everything but the picture.
///
/// # Errors
/// What is wrong with it.
pub fn strip(bytes: &[u8]) -> Result<Vec<u8>, Wrong> {
    if !bytes.starts_with(b"RIFF") || bytes.get(8..12) != Some(b"WEBP") {
        return Err(Wrong::OtherKind);
    }
    let size = usize::try_from(le_u32(bytes, 4)?).map_err(|_| Wrong::Broken)?.checked_add(8).ok_or(Wrong::Broken)?;
    if size > bytes.len() {
        return Err(Wrong::Broken);
    }
    if size < bytes.len() {
        return Err(Wrong::Trailing);
    }
    let mut out = b"RIFF\0\0\0\0WEBP".to_vec();
    let (mut at, mut pictured, mut first) = (12, false, true);
    while at < bytes.len() {
        let length = usize::try_from(le_u32(bytes, at + 4)?).map_err(|_| Wrong::Broken)?;
        let end = length.checked_next_multiple_of(2).and_then(|it| it.checked_add(at + 8)).ok_or(Wrong::Broken)?;
        let chunk = bytes.get(at..end).ok_or(Wrong::Broken)?;
        let (kind, body) = (&chunk[..4], &chunk[8..8 + length]);
        if std::mem::take(&mut first) && !matches!(kind, b"VP8 " | b"VP8L" | b"VP8X") {
            return Err(Wrong::Broken);
        }
        pictured |= measured(kind, body)?;
        if KEPT.iter().any(|it| *it == kind) {
            let from = out.len();
            out.extend_from_slice(chunk);
            if kind == b"VP8X" {
                out[from + 8] &= !METADATA;
            }
        }
        at = end;
    }
    if !pictured {
        return Err(Wrong::Broken);
    }
    let size = u32::try_from(out.len() - 8).map_err(|_| Wrong::Broken)?;
    out[4..8].copy_from_slice(&size.to_le_bytes());
    Ok(out)
}

/// Checks the chunk's size of the picture, and tells whether it is one.
fn measured(kind: &[u8], body: &[u8]) -> Result<bool, Wrong> {
    match kind {
        b"VP8 " => {
            if body.get(3..6) != Some(&[0x9D, 0x01, 0x2A]) || body.len() < 10 {
                return Err(Wrong::Broken);
            }
            let side = |at: usize| u32::from(u16::from_le_bytes([body[at], body[at + 1]]) & 0x3FFF);
            pixels(side(6), side(8)).map(|()| true)
        }
        b"VP8L" => {
            if body.first() != Some(&0x2F) {
                return Err(Wrong::Broken);
            }
            let bits = le_u32(body, 1)?;
            pixels((bits & 0x3FFF) + 1, ((bits >> 14) & 0x3FFF) + 1).map(|()| true)
        }
        b"VP8X" => {
            if body.len() < 10 {
                return Err(Wrong::Broken);
            }
            let side = |at: usize| u32::from_le_bytes([body[at], body[at + 1], body[at + 2], 0]) + 1;
            pixels(side(4), side(7)).map(|()| false)
        }
        b"ANMF" => Ok(true),
        _ => Ok(false),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chunk(kind: &[u8; 4], body: &[u8]) -> Vec<u8> {
        let mut out = [&kind[..], &u32::try_from(body.len()).unwrap().to_le_bytes(), body].concat();
        out.resize(out.len().next_multiple_of(2), 0);
        out
    }

    fn picture(chunks: &[Vec<u8>]) -> Vec<u8> {
        let body = chunks.concat();
        let size = u32::try_from(body.len() + 4).unwrap().to_le_bytes();
        [b"RIFF", &size[..], b"WEBP", &body].concat()
    }

    #[test]
    fn places_are_left_out_and_the_flags_say_so() {
        let head = |flags: u8| chunk(b"VP8X", &[flags, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
        let shown = chunk(b"VP8L", &[0x2F, 0, 0, 0, 0]);
        let whole = picture(&[head(0x1C), shown.clone(), chunk(b"EXIF", b"GPS"), chunk(b"XMP ", b"<x/>")]);
        assert_eq!(strip(&whole), Ok(picture(&[head(0x10), shown])));
    }

    #[test]
    fn what_is_not_whole_or_more_than_a_picture_is_refused() {
        let whole = picture(&[chunk(b"VP8L", &[0x2F, 0, 0, 0, 0])]);
        assert!(strip(&whole).is_ok());
        for end in 0..whole.len() {
            assert!(strip(&whole[..end]).is_err(), "{end}");
        }
        assert_eq!(strip(&[&whole[..], b"PK"].concat()), Err(Wrong::Trailing));
        assert_eq!(strip(&picture(&[chunk(b"EXIF", b"GPS")])), Err(Wrong::Broken));
    }
}
