//! Notices over HTTP and on both databases.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod notices;
mod village;
