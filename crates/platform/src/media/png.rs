//! PNG: chunks are read one by one with their checksums; texts, EXIF and times are left out.

use super::{Wrong, be_u32, pixels};

/// How every PNG begins.
pub const SIGNATURE: &[u8] = b"\x89PNG\r\n\x1a\n";

/// Chunks that show the picture.
const KEPT: [&[u8; 4]; 16] = [
    b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"sBIT", b"bKGD", b"pHYs",
    b"cICP", b"acTL", b"fcTL", b"fdAT",
];

/// Takes out everything but the picture.
///
/// # Errors
/// What is wrong with it.
pub fn strip(bytes: &[u8]) -> Result<Vec<u8>, Wrong> {
    let Some(mut rest) = bytes.strip_prefix(SIGNATURE) else { return Err(Wrong::OtherKind) };
    let mut out = SIGNATURE.to_vec();
    let (mut first, mut pictured) = (true, false);
    loop {
        let length = usize::try_from(be_u32(rest, 0)?).map_err(|_| Wrong::Broken)?;
        let end = length.checked_add(12).ok_or(Wrong::Broken)?;
        let chunk = rest.get(..end).ok_or(Wrong::Broken)?;
        let kind = &chunk[4..8];
        if crc(&chunk[4..8 + length]) != be_u32(chunk, 8 + length)? || first != (kind == b"IHDR") {
            return Err(Wrong::Broken);
        }
        if first {
            pixels(be_u32(chunk, 8)?, be_u32(chunk, 12)?)?;
            first = false;
        }
        let known = KEPT.iter().any(|it| *it == kind);
        // A capital first letter says that the picture cannot be shown without the chunk.
        if !known && kind[0].is_ascii_uppercase() {
            return Err(Wrong::Broken);
        }
        if known {
            out.extend_from_slice(chunk);
        }
        pictured |= kind == b"IDAT";
        rest = &rest[end..];
        if kind == b"IEND" {
            break;
        }
    }
    if !pictured {
        return Err(Wrong::Broken);
    }
    if rest.is_empty() { Ok(out) } else { Err(Wrong::Trailing) }
}

/// The checksum of a chunk: CRC-32 as ISO 3309 has it.
fn crc(bytes: &[u8]) -> u32 {
    const TABLE: [u32; 256] = table();
    let step = |crc: u32, byte: &u8| TABLE[usize::from(crc.to_le_bytes()[0] ^ byte)] ^ (crc >> 8);
    !bytes.iter().fold(u32::MAX, step)
}

const fn table() -> [u32; 256] {
    let mut table = [0u32; 256];
    let mut at = 0;
    while at < 256 {
        let mut value = at as u32;
        let mut bit = 0;
        while bit < 8 {
            value = if value & 1 == 1 { 0xEDB8_8320 ^ (value >> 1) } else { value >> 1 };
            bit += 1;
        }
        table[at] = value;
        at += 1;
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chunk(kind: &[u8; 4], body: &[u8]) -> Vec<u8> {
        let named = [&kind[..], body].concat();
        let length = u32::try_from(body.len()).unwrap().to_be_bytes();
        [&length[..], &named, &crc(&named).to_be_bytes()].concat()
    }

    fn picture(extra: &[Vec<u8>]) -> Vec<u8> {
        let mut parts = vec![SIGNATURE.to_vec(), chunk(b"IHDR", &[0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0, 0, 0])];
        parts.extend_from_slice(extra);
        parts.extend([chunk(b"IDAT", &[1, 2, 3]), chunk(b"IEND", &[])]);
        parts.concat()
    }

    #[test]
    fn texts_and_places_are_left_out() {
        let extra = [chunk(b"tEXt", b"Author\0x"), chunk(b"eXIf", b"MM"), chunk(b"gAMA", &[0, 0, 0, 1])];
        assert_eq!(strip(&picture(&extra)), Ok(picture(&extra[2..])));
    }

    #[test]
    fn what_is_not_whole_or_more_than_a_picture_is_refused() {
        let whole = picture(&[]);
        for end in 0..whole.len() {
            assert!(strip(&whole[..end]).is_err(), "{end}");
        }
        assert_eq!(strip(&[&whole[..], b"PK\x03\x04"].concat()), Err(Wrong::Trailing));
        let mut touched = whole.clone();
        touched[20] ^= 1;
        assert_eq!(strip(&touched), Err(Wrong::Broken));
        assert_eq!(strip(&picture(&[chunk(b"EVIL", b"")])), Err(Wrong::Broken));
    }

    #[test]
    fn the_checksum_is_the_known_one() {
        assert_eq!(crc(b"IEND"), 0xAE42_6082);
    }
}
