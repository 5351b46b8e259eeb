//! Incidents over HTTP, with the real engine behind them, on both databases.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod access;
mod attachments;
mod calls;
mod clocks;
mod contact;
mod desk;
mod handing;
mod major;
mod reach;
mod records;
mod redaction;
mod reports;
mod restart;
mod review;
mod sealed;
mod sos;
mod story;
mod story_mall;
mod telephone;
mod town;
mod transfer;
mod verbs;
