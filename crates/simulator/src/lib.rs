//! The demo town and the life in it: a pure, seeded generator (`town`), a client of the real API (`client`),
//! and members and residents who act through it (`live`). It knows the server only by its wire.

#![warn(missing_docs)]

pub mod client;
pub mod live;
pub mod rng;
pub mod town;

mod plane;
