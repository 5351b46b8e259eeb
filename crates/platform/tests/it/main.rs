//! The platform over real databases: batches, refusals, repeats, crashes, backups, the live feed.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod backup;
mod furniture;
mod jobs;
mod keys;
mod live;
mod outbox;
mod power_loss;
mod resume;
mod write_path;
