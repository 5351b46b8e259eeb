//! Tests of the dispatch engine, in one binary.

#![allow(clippy::unwrap_used, reason = "a test that fails may panic, in its helpers too")]

mod build;
mod calls;
mod cases;
mod grid;
mod rebuild;
#[path = "../sim/rows.rs"]
mod rows;
mod rules;
mod streets;
#[path = "../sim/town.rs"]
mod town;
