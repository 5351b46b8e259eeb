//! What the engine asks for. Each effect is safe to carry out twice: its key is named beside it.

use domain::ids::{IncidentId, MemberId};
use domain::member::Level;
use serde::Serialize;

use crate::eligibility::Skip;
use crate::engine::event::OfferKey;
use crate::engine::search::SearchState;
use crate::rank::Pick;

/// Something to be done, and written down.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// Call these members. Once for each (incident, member, wave).
    Call {
        /// For which incident.
        incident: IncidentId,
        /// The number of this wave, from 1.
        wave: u32,
        /// Whom, the first first.
        picks: Vec<Pick>,
        /// Whom not, though nearer than the last of the picks, and why.
        skips: Vec<SkipRecord>,
    },
    /// A member whom a person chose may not go. Nothing is called.
    Refused {
        /// For which incident.
        incident: IncidentId,
        /// Whom.
        member: MemberId,
        /// Why not.
        skip: Skip,
    },
    /// Call again. Once for each (incident, member, wave, attempt).
    Repeat {
        /// Which call.
        offer: OfferKey,
        /// How often then, the first call included.
        attempt: u32,
    },
    /// Wake the member by telephone. Once for each (incident, member, wave).
    Telephone {
        /// Which call.
        offer: OfferKey,
    },
    /// End an unanswered call. A call that was answered in the meantime stands.
    Expire {
        /// Which call.
        offer: OfferKey,
    },
    /// Take calls back with thanks. Whoever set out in the meantime goes on; for `EnoughComing`, whoever accepted does
    /// too, because nobody who said yes is a spare.
    StandDown {
        /// Which calls.
        offers: Vec<OfferKey>,
        /// Why.
        reason: StandDownReason,
    },
    /// More people are asked. Once for each (incident, tier).
    Widen {
        /// Which incident.
        incident: IncidentId,
        /// The tier now open: 2 neighbours, 3 volunteers.
        tier: u8,
    },
    /// How far those who come may act has changed: one alone observes, two may do what the matter allows.
    Level {
        /// Which incident.
        incident: IncidentId,
        /// The level now.
        level: Level,
    },
    /// Tell somebody that too few are coming. Once for each (incident, whom, round).
    Alert {
        /// Which incident.
        incident: IncidentId,
        /// Whom.
        whom: Whom,
        /// Counts the times that the search had to begin again, from 1.
        round: u32,
    },
    /// Nobody is left to call, and too few are called or coming. Once for each (incident, wave).
    Exhausted {
        /// Which incident.
        incident: IncidentId,
        /// The last wave that was made; 0 when nobody could be called at all.
        wave: u32,
        /// Who stands nearest, and why they are not called.
        skips: Vec<SkipRecord>,
    },
    /// Keep the state of the search, for `Event::Restored`; always after the effects that led to it.
    Keep {
        /// Which incident.
        incident: IncidentId,
        /// Its state.
        search: SearchState,
    },
}

/// A member who was passed over.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct SkipRecord {
    /// Who.
    pub member: MemberId,
    /// Metres from the incident as the crow flies, when a position is known.
    pub distance_m: Option<u32>,
    /// Why.
    pub reason: Skip,
}

/// Why a call is taken back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum StandDownReason {
    /// Enough are coming, and the member had not answered.
    EnoughComing,
    /// Somebody nearer comes, and the member had not set out (only with an upgrade window).
    NearerComing,
    /// The incident ended before the member set out.
    Ended,
    /// The member went off duty or withdrew consent before setting out.
    OffDuty,
    /// The member accepted another call.
    AcceptedElsewhere,
    /// What became known of the matter, or of the member, no longer lets the member go.
    MayNotGo,
}

/// Who is told that too few are coming.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Whom {
    /// The desk.
    Desk,
    /// The duty commander.
    DutyCommander,
    /// The governance centre.
    GovernanceCentre,
}
