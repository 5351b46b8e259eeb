//! A telephone line over SIP: dials a number through the station's exchange, reads words aloud, waits for a key.
//!
//! Invariants: whatever the other side sends, a call ends within named limits; nothing of a call is recorded; a
//! number is dialled only if it consists of digits.
//!
//! Walkthrough: `line::Line::call` prepares the words (`voice`), opens two sockets, and drives `call::Call`, which is
//! pure: datagrams and milliseconds go in, datagrams and progress come out. `rtp` carries the sound and the keys.

pub mod audio;
pub mod call;
pub mod digest;
pub mod line;
pub mod message;
pub mod ping;
pub mod reading;
pub mod rtp;
pub mod sdp;
pub mod voice;
