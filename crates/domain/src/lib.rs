//! The rules of the domain: pure values and functions, without I/O, clock or randomness.
//!
//! Time and identifiers are inputs; a rule answers with a value or with a small refusal.
//! 【】 in a comment names a law and its article.

#![warn(missing_docs)]

#[macro_use]
mod macros;

pub mod category;
pub mod code;
pub mod figures;
pub mod forms;
pub mod geo;
pub mod ids;
pub mod incident;
pub mod jurisdiction;
pub mod mask;
pub mod member;
pub mod notice;
pub mod offer;
pub mod permission;
pub mod record;
pub mod refusal;
pub mod restricted;
pub mod role;
#[cfg(feature = "rows")]
#[doc(hidden)]
pub mod rows;
pub mod shown;
pub mod sos;
pub mod terminal;
pub mod time;
pub mod words;
