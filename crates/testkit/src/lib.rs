//! What tests stand on: a platform on a fresh database, and callers who speak HTTP to routes without a socket.
//!
//! A test is written once and run by [`on_each_database`]: on SQLite each time, and on PostgreSQL too when
//! `LIKEDONG_TEST_PG` holds the address of a server, where each test gets a schema of its own.
//!
//! [`on_each_database`]: bench::on_each_database

pub mod bench;
pub mod http;
