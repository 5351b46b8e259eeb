//! Incidents, from the report to the close: intake, triage, offers, timeline; drives dispatch.
//!
//! Invariants: a refused command changes nothing (`tests/it/verbs.rs`); no call is left hanging when an incident
//! ends (`tests/it/story.rs`); words and callers are sealed and never in the log (`tests/it/sealed.rs`);
//! `solo_by_group` is derived ([`clocks::solo_by_group`]).
//!
//! Walkthrough: [`report`] takes a report, [`act`] is every verb of the desk, [`driver`] tells the engine what was
//! committed and carries its effects out ([`carry`]), [`answer`] is what members say, [`transfer`] watches what was
//! passed on, [`major`] the hour of a major incident, [`sos`] is a member's call for help, [`view`] is what anybody sees.

pub mod act;
pub mod answer;
pub mod api;
pub mod board;
pub mod carry;
pub mod choice;
pub mod clocks;
pub mod driver;
pub mod events;
pub mod figures;
pub mod incidents;
pub mod major;
pub mod rate;
pub mod reach;
pub mod records;
pub mod refusal;
pub mod report;
pub mod roster;
pub mod rows;
pub mod settings;
pub mod sos;
pub mod store;
pub mod telephone;
pub mod transfer;
pub mod view;
pub mod words;
