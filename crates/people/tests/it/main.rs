//! People over HTTP and on both databases.

mod consent;
mod contact;
mod furniture;
mod sign_in;
