//! The binary `likedong`: configuration, wiring of the slices, HTTPS, pages, and the demo.
//!
//! Invariants: only [`config`] reads the environment; every answer under `/api` that is not a success is an RFC 9457
//! document (`tests/it/bad_input.rs`); no route is without a stated permission (`tests/it/walk.rs`).

pub mod commands;
pub mod config;
pub mod demo;
pub mod dictionary;
pub mod document;
pub mod flags;
pub mod i18n;
pub mod import;
pub mod layers;
pub mod listen;
pub mod meta;
pub mod metrics;
pub mod node;
pub mod pages;
pub mod refusal;
pub mod say;
pub mod seed;
pub mod session;
pub mod tls;
pub mod trail;
pub mod trust;
pub mod unsent;
pub mod wiring;
