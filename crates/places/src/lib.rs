//! Places: the station, its communities, grids, member units, posts and streets.
//!
//! Rows are the truth; what dispatch and positions ask thousands of times a second is answered by an [`Atlas`],
//! one immutable snapshot a station, replaced whole when the log says that a place changed.
//!
//! Invariant: an atlas is never changed in place, so a reader sees one state of the station from start to end
//! (`tests/it/atlas.rs`).
//!
//! [`Atlas`]: atlas::Atlas

pub mod api;
pub mod area;
pub mod atlas;
pub mod changes;
pub mod charges;
mod charted;
mod finder;
pub mod gazetteer;
pub mod history;
pub mod map;
pub mod names;
pub mod parts;
pub mod places;
pub mod refusal;
mod roads;
pub mod roster;
pub mod search;
pub mod seed;
pub mod settings;
pub mod setup;
pub mod sight;
pub mod store;
pub mod streets;
pub mod vacancies;
mod view;
