//! The `offers` table: an offer until it is accepted, then an assignment.

use domain::ids::{IncidentId, MemberId, OfferId, StationId};
use domain::offer::telephone::{TelephoneFailure, TelephoneState};
use domain::offer::{ClearResult, DeclineReason, OfferStatus};
use platform::db::{Lookup, Table};
use sea_orm::Condition;
use sea_orm::entity::prelude::*;

/// The call of one member to one incident.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "offers")]
pub struct Model {
    /// The offer's id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: OfferId,
    /// Whose offer.
    pub station_id: StationId,
    /// The incident.
    pub incident_id: IncidentId,
    /// Who is called.
    pub member_id: MemberId,
    /// Where it stands.
    pub status: OfferStatus,
    /// The response ring, 1 to 3.
    pub ring: i64,
    /// The wave of the search that made it.
    pub wave: i64,
    /// How often it was called, from 1.
    pub attempt: i64,
    /// Picked by hand.
    pub manual: bool,
    /// The member is a police officer: the call is a police order (派警).
    pub officer: bool,
    /// A way to wake the member was proven on this shift.
    pub proven: bool,
    /// The member leaves a post by going.
    pub leaves_post: bool,
    /// A person took the call back: the engine does not call this member again in the same search.
    pub dismissed: bool,
    /// The member belongs to the incident's own unit, and sees the place at once.
    pub own_unit: bool,
    /// `road` or `straight_line`.
    pub way: String,
    /// Estimated seconds on the way.
    pub travel_s: i64,
    /// Metres on the way.
    pub distance_m: i64,
    /// How old the position was, in seconds; `None` where the post's place was used.
    pub position_age_s: Option<i64>,
    /// Why this member: code and numbers.
    pub reason: Json,
    /// When it was made.
    pub offered_at: DateTimeUtc,
    /// When it ends by itself.
    pub expires_at: DateTimeUtc,
    /// When it was due to be woken by telephone.
    pub telephone_at: Option<DateTimeUtc>,
    /// How far the telephone call has got, where the station's own line makes it.
    pub telephone_state: Option<TelephoneState>,
    /// Why it failed.
    pub telephone_failure: Option<TelephoneFailure>,
    /// When the terminal showed it.
    pub delivered_at: Option<DateTimeUtc>,
    /// When the member said yes.
    pub accepted_at: Option<DateTimeUtc>,
    /// When the member set out.
    pub departed_at: Option<DateTimeUtc>,
    /// When the member arrived.
    pub arrived_at: Option<DateTimeUtc>,
    /// When the member was done.
    pub cleared_at: Option<DateTimeUtc>,
    /// When it ended, however it ended.
    pub ended_at: Option<DateTimeUtc>,
    /// Why the member cannot go.
    pub decline_reason: Option<DeclineReason>,
    /// What the member tapped when done.
    pub result: Option<ClearResult>,
    /// Counts changes.
    pub version: i64,
}

/// No relations: joins are explicit.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Table for Entity {
    type Key = OfferId;
    const KEY: Column = Column::Id;
    fn key(row: &Model) -> OfferId {
        row.id
    }
}

/// All offers of an incident.
pub const OF_INCIDENT: Lookup<Entity> = Lookup { name: "of_incident", column: Column::IncidentId, only: || None };

/// The offers of a member that have not ended.
pub const OPEN_OF_MEMBER: Lookup<Entity> = Lookup {
    name: "open_of_member",
    column: Column::MemberId,
    only: || Some(Condition::all().add(Column::EndedAt.is_null())),
};
