//! Looks at a packed file before anything parses it: whether it is a workbook at all, and how large it becomes.

use std::io::{Cursor, Read as _};

use platform::problem::{Refusal, refuse};
use zip::ZipArchive;

use crate::limits::{FILE_BYTES_MAX, PARTS_MAX, UNPACKED_BYTES_MAX};
use crate::refusal;

/// How a packed file begins.
const PACKED: &[u8] = b"PK\x03\x04";
/// How the old formats and workbooks with a password begin.
const COMPOUND: &[u8] = b"\xd0\xcf\x11\xe0";
/// The part that says what the others are; each workbook has it.
const TYPES: &str = "[Content_Types].xml";
/// What the part of the types says of a workbook with macros.
const MACROS: &str = "macroEnabled";
/// Bytes of the part of the types that are looked at.
const TYPES_BYTES_MAX: u64 = 1024 * 1024;

/// Checks a file that is said to be a workbook.
///
/// # Errors
/// Why it cannot be taken, and what to do instead.
pub fn check(bytes: &[u8]) -> Result<(), Refusal> {
    if bytes.len() > FILE_BYTES_MAX {
        return Err(refuse(&refusal::FILE_TOO_LARGE).with("limit", megabytes(FILE_BYTES_MAX as u64)));
    }
    if bytes.starts_with(COMPOUND) {
        return Err(refuse(&refusal::OLD_WORKBOOK));
    }
    if !bytes.starts_with(PACKED) {
        return Err(refuse(&refusal::NOT_A_WORKBOOK));
    }
    let mut parts = ZipArchive::new(Cursor::new(bytes)).map_err(|_| refuse(&refusal::NOT_A_WORKBOOK))?;
    sizes(&mut parts)?;
    kind(&mut parts)
}

/// Measures what the parts say and what they really are: what they say may be a lie.
fn sizes(parts: &mut ZipArchive<Cursor<&[u8]>>) -> Result<(), Refusal> {
    let bomb = || refuse(&refusal::UNPACKED_TOO_LARGE).with("limit", megabytes(UNPACKED_BYTES_MAX));
    if parts.len() > PARTS_MAX {
        return Err(bomb());
    }
    let mut left = UNPACKED_BYTES_MAX;
    for number in 0..parts.len() {
        let part = parts.by_index(number).map_err(|_| refuse(&refusal::NOT_A_WORKBOOK))?;
        if part.size() > left {
            return Err(bomb());
        }
        let read = std::io::copy(&mut part.take(left + 1), &mut std::io::sink());
        let read = read.map_err(|_| refuse(&refusal::NOT_A_WORKBOOK))?;
        left = left.checked_sub(read).ok_or_else(bomb)?;
    }
    Ok(())
}

fn kind(parts: &mut ZipArchive<Cursor<&[u8]>>) -> Result<(), Refusal> {
    let names: Vec<String> = parts.file_names().flatten().map(|it| it.to_ascii_lowercase()).collect();
    if names.iter().any(|it| it.ends_with("vbaproject.bin")) {
        return Err(refuse(&refusal::MACROS));
    }
    if !names.iter().any(|it| it.starts_with("xl/workbook")) {
        return Err(refuse(&refusal::NOT_A_WORKBOOK));
    }
    let types = parts.by_name(TYPES).map_err(|_| refuse(&refusal::NOT_A_WORKBOOK))?;
    let mut text = String::new();
    let read = types.take(TYPES_BYTES_MAX).read_to_string(&mut text);
    read.map_err(|_| refuse(&refusal::NOT_A_WORKBOOK))?;
    if text.contains(MACROS) { Err(refuse(&refusal::MACROS)) } else { Ok(()) }
}

fn megabytes(bytes: u64) -> u64 {
    bytes / (1024 * 1024)
}
