//! A station set up from a workbook: mistakes found and named, rows written, changed, put back and written out.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod bad_files;
mod http;
mod mistakes;
mod setup;
mod town;
