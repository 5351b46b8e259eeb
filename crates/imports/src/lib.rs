//! Imports: a station set up from its own sheets.
//!
//! A workbook goes through [`guard`] (is it one at all, and how large), [`reader`] (cells), [`book`] (rows that are
//! understood one by one), the checks of rows against each other, and a plan of what changes; only the plan is
//! written, as one command. What is wrong comes back as a list with the place, the reason and what to write instead.

pub mod api;
pub mod apply;
pub mod book;
pub mod boundaries;
pub mod cells;
pub mod check;
pub mod examine;
pub mod export;
pub mod finding;
pub mod guard;
pub mod i18n;
pub mod imports;
pub mod limits;
pub mod merge;
pub mod normal;
pub mod plan;
pub mod present;
pub mod reader;
pub mod record;
pub mod refusal;
pub mod sheet;
pub mod step;
pub mod store;
pub mod write;
