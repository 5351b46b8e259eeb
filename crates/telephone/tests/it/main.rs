//! The line against other sides: one written here, which does whatever a test wants, and `sipp`.

mod exchange;
mod line;
mod sipp;
