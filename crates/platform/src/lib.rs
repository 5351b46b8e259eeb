//! What every slice stands on: the one write path, the station log, scopes, routes, the live feed, seals and jobs.
//!
//! It knows no feature word. A slice brings tables ([`db::Table`]), commands ([`db::Command`]) and routes
//! ([`api::Api`]); the platform loads, decides, commits in batches, answers and publishes.
#![warn(missing_docs)]

pub mod api;
pub mod app;
pub mod blobs;
pub mod clock;
pub mod command;
pub mod db;
pub mod deliver;
pub mod housekeeping;
pub mod jobs;
pub mod language;
pub mod live;
pub mod log;
pub mod media;
pub mod outbox;
pub mod problem;
pub mod records;
pub mod scope;
pub mod seal;
pub mod sent;
pub mod session;
pub mod time;
