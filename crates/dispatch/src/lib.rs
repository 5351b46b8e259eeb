//! The dispatch engine: who may go, who goes first, and when to ask more people.
//!
//! Pure: events in, effects out. Time is an input; nothing here reads a clock, draws a random number,
//! spawns anything or touches a file, so that the same past always gives the same future.
//!
//! - [`member`] and [`case`]: what the engine knows of people and of an incident;
//! - [`eligibility`]: who may go, as a reason for or against;
//! - [`street`]: travel times on real streets, for everybody from one search;
//! - [`grid`]: the nearest members with an attribute, among a million that move;
//! - [`rank`]: who goes first;
//! - [`engine`]: the calls themselves, from the first two to the governance centre.

#![warn(missing_docs)]

pub mod case;
pub mod eligibility;
pub mod engine;
pub mod grid;
pub mod member;
pub mod rank;
pub mod street;
