//! The whole server: everything wired together, over HTTP and on both databases.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod bad_input;
mod document;
mod furniture;
mod listening;
mod parity;
mod real_map;
mod red_lines;
mod session;
mod settings;
mod story;
mod surface;
mod terminal;
mod unsent;
mod walk;
