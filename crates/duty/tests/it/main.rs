//! Duty over HTTP and over the live connection, on both databases.

mod furniture;
mod live;
mod members;
mod positions;
mod shifts;
mod track;
