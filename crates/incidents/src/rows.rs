//! The tables of this slice.

pub mod consideration;
pub mod drill;
pub mod incident;
pub mod major;
pub mod number;
pub mod offer;
pub mod search;
pub mod sos;
