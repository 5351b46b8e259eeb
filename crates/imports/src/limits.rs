//! What a workbook may be at most. A station's own sheets are a few thousand rows; everything beyond is a mistake or
//! an attack, and is told before anything is parsed.

/// Bytes of a file that is taken in; a station of the article's size makes a workbook of half a megabyte.
pub const FILE_BYTES_MAX: usize = 16 * 1024 * 1024;
/// Bytes that the file may be once unpacked, over all its parts.
pub const UNPACKED_BYTES_MAX: u64 = 128 * 1024 * 1024;
/// Parts that the packed file may have.
pub const PARTS_MAX: usize = 512;
/// Sheets that are looked at.
pub const SHEETS_MAX: usize = 64;
/// Rows of one sheet, headings included: ten times the largest sheet of a large station.
pub const ROWS_MAX: u32 = 5_000;
/// Columns of one sheet.
pub const COLUMNS_MAX: u32 = 100;
/// Characters of one cell: what Excel itself allows.
pub const CELL_CHARS_MAX: usize = 32_767;
/// Merged places of one sheet that are looked at.
pub const MERGED_MAX: usize = 1_000;
/// Findings that are kept and shown; more are only counted.
pub const FINDINGS_MAX: usize = 2_000;
/// Areas in one file of boundaries.
pub const AREAS_MAX: usize = 5_000;
/// Imports of one station that are remembered; older ones are forgotten with the next.
pub const KEPT_MAX: usize = 20;
