//! The places over HTTP, on both databases.

mod atlas;
mod furniture;
mod import;
mod lists;
mod streets;
