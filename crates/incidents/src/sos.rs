//! A member's SOS (一键求助), without picture or sound.
//!
//! [`raise`] takes the press: it makes an incident, or raises the one that the member is at, which calls the nearest
//! colleagues and police like any other. [`act`] is what the desk and the presser say afterwards, [`unheard`] tells
//! more people the longer nobody hears it, [`drill`] keeps the windows in which it is only tried, and [`distress`]
//! remembers who calls for help, so that nobody calls them out.

pub mod act;
pub mod distress;
pub mod drill;
pub mod raise;
pub mod store;
pub mod unheard;
pub mod view;
