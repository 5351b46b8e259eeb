//! The tables of this slice.

pub mod consideration;
pub mod incident;
pub mod major;
pub mod number;
pub mod offer;
pub mod search;
