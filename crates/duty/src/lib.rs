//! Duty: shifts, who is where while on duty, and what their movements say.
//!
//! Rows keep shifts, consents and thinned tracks. Where somebody is *now* lives only in memory ([`Duty`]), is never
//! written to the log, and is forgotten the moment the shift ends or the consent is withdrawn (red line 3 of the
//! domain specification, §10.6).
//!
//! Invariants: a position of somebody off duty or without consent leaves no trace anywhere
//! (`tests/it/positions.rs`); nobody reads a track but its owner (`tests/it/track.rs`).
//!
//! Walkthrough: [`fix`] reads a batch, [`state`] judges it fix by fix, [`geofence`] sees departures and arrivals,
//! [`thin`] keeps what a track needs, [`feed`] tells the desks once a second and writes tracks once a minute.
//!
//! [`Duty`]: duty::Duty

pub mod api;
pub mod duty;
pub mod feed;
pub mod fix;
pub mod geofence;
pub mod members;
pub mod refusal;
pub mod settings;
pub mod shift;
pub mod state;
pub mod store;
pub mod terminal;
pub mod thin;
pub mod track;
