//! Photos and films are taken by what they are, never by what they are called, and lose what tells where and by whom
//! they were made.
//!
//! Four formats are read part by part. A part that shows the picture is kept, every other part is left out (photos) or
//! blanked in place (films); a file that is not whole, or is something else as well, is refused.

pub mod jpeg;
pub mod mp4;
pub mod png;
pub mod webp;

use domain::record::Media;

/// Why a file is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wrong {
    /// Its content is not of the kind that was said.
    OtherKind,
    /// It ends too early, or a part does not fit.
    Broken,
    /// Something follows after its end.
    Trailing,
    /// The picture is too large to be shown safely.
    TooManyPixels,
    /// It has a track beside picture and sound, which may hold places.
    HiddenTrack,
}

/// The most pixels of a picture: the largest phone sensors have 200 million.
pub const PIXELS_MAX: u64 = 200_000_000;

/// What a file is by its first bytes, if it is one of the four.
pub fn sniff(head: &[u8]) -> Option<Media> {
    if head.starts_with(&[0xFF, 0xD8, 0xFF]) {
        Some(Media::Jpeg)
    } else if head.starts_with(png::SIGNATURE) {
        Some(Media::Png)
    } else if head.starts_with(b"RIFF") && head.get(8..12) == Some(b"WEBP") {
        Some(Media::Webp)
    } else if head.get(4..8) == Some(b"ftyp") {
        Some(Media::Mp4)
    } else {
        None
    }
}

/// Checks the size of a picture.
fn pixels(width: u32, height: u32) -> Result<(), Wrong> {
    if width == 0 || height == 0 {
        return Err(Wrong::Broken);
    }
    if u64::from(width) * u64::from(height) > PIXELS_MAX { Err(Wrong::TooManyPixels) } else { Ok(()) }
}

fn be_u16(bytes: &[u8], at: usize) -> Result<u16, Wrong> {
    let found = bytes.get(at..at + 2).ok_or(Wrong::Broken)?;
    Ok(u16::from_be_bytes(found.try_into().map_err(|_| Wrong::Broken)?))
}

fn be_u32(bytes: &[u8], at: usize) -> Result<u32, Wrong> {
    let found = bytes.get(at..at + 4).ok_or(Wrong::Broken)?;
    Ok(u32::from_be_bytes(found.try_into().map_err(|_| Wrong::Broken)?))
}

fn be_u64(bytes: &[u8], at: usize) -> Result<u64, Wrong> {
    let found = bytes.get(at..at + 8).ok_or(Wrong::Broken)?;
    Ok(u64::from_be_bytes(found.try_into().map_err(|_| Wrong::Broken)?))
}

fn le_u32(bytes: &[u8], at: usize) -> Result<u32, Wrong> {
    let found = bytes.get(at..at + 4).ok_or(Wrong::Broken)?;
    Ok(u32::from_le_bytes(found.try_into().map_err(|_| Wrong::Broken)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_what_its_first_bytes_say() {
        assert_eq!(sniff(&[0xFF, 0xD8, 0xFF, 0xE0]), Some(Media::Jpeg));
        assert_eq!(sniff(png::SIGNATURE), Some(Media::Png));
        assert_eq!(sniff(b"RIFF\0\0\0\0WEBPVP8 "), Some(Media::Webp));
        assert_eq!(sniff(b"\0\0\0\x18ftypisom"), Some(Media::Mp4));
        for other in [&b"GIF89a"[..], b"%PDF-1.7", b"PK\x03\x04", b"<html>", b"RIFF\0\0\0\0WAVE", b""] {
            assert_eq!(sniff(other), None);
        }
    }
}
