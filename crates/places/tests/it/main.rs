//! The places over HTTP, on both databases.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod atlas;
mod charges;
mod furniture;
mod history;
mod import;
mod lists;
mod names;
mod streets;
