//! The rules of the domain: pure values and functions, without I/O, clock or randomness.
//!
//! Time and identifiers are inputs; a rule answers with a value or with a small refusal.
//! Section numbers in the comments are those of the domain specification; 【】 names a law and its article.

#![warn(missing_docs)]

#[macro_use]
mod macros;

pub mod category;
pub mod code;
pub mod figures;
pub mod geo;
pub mod ids;
pub mod incident;
pub mod mask;
pub mod member;
pub mod offer;
pub mod permission;
pub mod refusal;
pub mod restricted;
pub mod role;
#[cfg(feature = "rows")]
#[doc(hidden)]
pub mod rows;
pub mod shift;
pub mod shown;
pub mod terminal;
pub mod time;
pub mod words;
