//! People over HTTP and on both databases.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod access;
mod consent;
mod contact;
mod furniture;
mod sign_in;
