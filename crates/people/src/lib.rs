//! People: members and their consent, accounts, sign-in, and who may see whose name.
//!
//! Rows are the truth; names and qualifications that other slices need thousands of times a second come from
//! [`People`], a picture in memory that follows the log.
//!
//! Invariants: a name or number leaves this crate in the clear only through [`Person::name_for`] or after the
//! look was written to the log (`tests/it/contact.rs`); an unknown login, a wrong password and a disabled account get
//! the same answer after the same work (`tests/it/sign_in.rs`).
//!
//! [`People`]: people::People
//! [`Person::name_for`]: people::Person::name_for

pub mod access;
pub mod api;
pub mod consent;
pub mod directory;
pub mod password;
pub mod people;
pub mod refusal;
pub mod seed;
pub mod sign_in;
pub mod store;
pub mod totp;
