//! Duty over HTTP and over the live connection, on both databases.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod furniture;
mod live;
mod members;
mod positions;
mod rights;
mod shifts;
mod terminals;
mod track;
