//! The line against other sides: one written here, which does whatever a test wants, and `sipp`.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]
#![expect(clippy::print_stdout, reason = "a test that is left out says so")]

mod exchange;
mod line;
mod sipp;
