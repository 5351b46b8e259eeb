//! What the engine is told: facts that are already written down.

use domain::geo::Point;
use domain::ids::{IncidentId, MemberId};
use domain::offer::{DeclineReason, OfferStatus};
use domain::time::Timestamp;
use serde::{Deserialize, Serialize};

use crate::case::{Case, Ring};
use crate::engine::search::SearchState;
use crate::member::Member;

/// Names a call. A member can be called again for the same incident, in a later wave; answers to the earlier call,
/// and its end, must not be taken for the later one's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct OfferKey {
    /// The incident that calls.
    pub incident: IncidentId,
    /// The member who is called.
    pub member: MemberId,
    /// The wave in which the call was made.
    pub wave: u32,
}

/// Something that happened.
#[derive(Clone, Debug, PartialEq)]
pub enum Event {
    /// A member can be reached from now on, or the facts about the member changed.
    MemberOn(Member),
    /// A member went off duty or withdrew consent.
    MemberOff(MemberId),
    /// A member's position.
    Moved {
        /// Who.
        member: MemberId,
        /// Where.
        point: Point,
        /// When it was taken.
        at: Timestamp,
        /// How exact it is.
        accuracy_m: f64,
    },
    /// An incident needs people, or what is known of it changed.
    Opened(Case),
    /// A person at the desk chose a member; answered by a call or by `Effect::Refused`.
    Called {
        /// For which incident, opened before.
        incident: IncidentId,
        /// Whom.
        member: MemberId,
    },
    /// The member's terminal shows the call.
    Delivered {
        /// Which call.
        offer: OfferKey,
    },
    /// The member comes.
    Accepted {
        /// Which call.
        offer: OfferKey,
    },
    /// The member cannot come, also after having accepted.
    Declined {
        /// Which call.
        offer: OfferKey,
        /// Why not.
        reason: DeclineReason,
    },
    /// The member set out.
    Departed {
        /// Which call.
        offer: OfferKey,
    },
    /// The member is there.
    Arrived {
        /// Which call.
        offer: OfferKey,
    },
    /// The member is done.
    Cleared {
        /// Which call.
        offer: OfferKey,
    },
    /// The call was taken back, by the desk or because the engine asked for it.
    StoodDown {
        /// Which call.
        offer: OfferKey,
    },
    /// A person took back the call of one member, whom the engine then leaves alone for this search.
    Dismissed {
        /// Which call.
        offer: OfferKey,
    },
    /// The call ran out; telling the engine is optional when it asked for it itself.
    Expired {
        /// Which call.
        offer: OfferKey,
    },
    /// The incident needs nobody more: closed, cancelled, merged, transferred.
    Ended {
        /// Which incident.
        incident: IncidentId,
    },
    /// A search as the rows remember it. Acts on nothing before the next other event.
    Restored {
        /// The incident.
        case: Case,
        /// The last state that was kept; `SearchState::new` when none was.
        search: SearchState,
        /// Its newest call to each member.
        offers: Vec<OfferState>,
    },
    /// Whether somebody is at the desk.
    DeskPresence(bool),
    /// Nothing but time passed.
    Tick,
}

impl OfferState {
    /// The name of the call.
    pub fn key(&self, incident: IncidentId) -> OfferKey {
        OfferKey { incident, member: self.member, wave: self.wave }
    }
}

/// A call as the rows remember it.
#[derive(Clone, Debug, PartialEq)]
pub struct OfferState {
    /// Who is called.
    pub member: MemberId,
    /// The ring of the call.
    pub ring: Ring,
    /// Whether the member is a police officer (not an auxiliary).
    pub officer: bool,
    /// How far it got.
    pub status: OfferStatus,
    /// The wave it was made in.
    pub wave: u32,
    /// How often the member was called, the first call included.
    pub attempt: u32,
    /// When it was made.
    pub called_at: Timestamp,
    /// Whether the telephone was asked for.
    pub telephoned: bool,
    /// Whether a way to wake the member was proven when the call was made.
    pub proven: bool,
    /// Travel time at the moment of the call.
    pub travel_s: u32,
    /// Whether a person chose the member.
    pub manual: bool,
    /// Whether the member leaves a post by going.
    pub leaves_post: bool,
    /// Whether a person took the call back: only a person calls that member again for this search.
    pub dismissed: bool,
}
