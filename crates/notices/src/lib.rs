//! Notices (通知·协查): lost persons, warnings, water cuts and duties, to the people of units, communities, grids or
//! posts, with receipts, repetition, expiry and withdrawal.
//!
//! Invariants: a notice is read by its addressees and those who may issue one, and by nobody else (`tests/it/notices.rs`);
//! its words are sealed and in no log entry (`tests/it/notices.rs`); no kind looks for a suspect, and a photo goes only
//! with a lost person's notice whose family has consented ([`domain::notice::check_photo`], `tests/it/notices.rs`);
//! receipts are counted by unit in the order of names and never rank anybody.
//!
//! Walkthrough: [`api::issue`](api) finds the addressees ([`addressees`]) and writes a receipt for each; the live feed
//! tells them; [`due`] repeats a notice to those who have not acknowledged it, and lets it expire.

pub mod addressees;
pub mod api;
pub mod due;
pub mod issue;
pub mod notices;
pub mod receipts;
pub mod refusal;
pub mod store;
