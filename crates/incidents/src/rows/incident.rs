//! The `incidents` table.

use domain::category::CategoryCode;
use domain::geo::Point;
use domain::ids::{AccountId, CommunityId, GridId, IncidentId, MemberId, SealedId, StationId, UnitId};
use domain::incident::outside::OutsideSystem;
use domain::incident::transfer::Silence;
use domain::incident::{Disposition, IncidentStatus, IntakeSource, PoliceNature, Priority, SearchAlert, TransferTo};
use domain::member::{AreaType, Level};
use platform::db::Table;
use platform::scope::Audience;
use sea_orm::FromJsonQueryResult;
use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::major::Major;

/// The number that another system gave an incident.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ExternalRef {
    /// Which system.
    pub system: OutsideSystem,
    /// Its number there.
    pub number: String,
}

/// The numbers of other systems as a column: a JSON list, at most one a system.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, FromJsonQueryResult)]
#[serde(transparent)]
pub struct ExternalRefs(pub Vec<ExternalRef>);

impl ExternalRefs {
    /// Notes the number of a system in place of an earlier one.
    pub fn note(&mut self, system: OutsideSystem, number: String) {
        self.0.retain(|it| it.system != system);
        self.0.push(ExternalRef { system, number });
        self.0.sort_by_key(|it| it.system);
    }
}

/// An incident. What was said about it, and by whom, lies in sealed rows.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "incidents")]
pub struct Model {
    /// The incident's id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: IncidentId,
    /// Whose incident.
    pub station_id: StationId,
    /// The number people say, `JQ-…`.
    pub incident_no: String,
    /// How the report came.
    pub source: IntakeSource,
    /// Where it stands.
    pub status: IncidentStatus,
    /// The category's code in the dictionary, once known.
    pub category: Option<CategoryCode>,
    /// Police, non-police, or not yet clear, which is treated as police.
    pub police_nature: PoliceNature,
    /// How urgent, once known.
    pub priority: Option<Priority>,
    /// How far community forces may go.
    pub level: Level,
    /// How far those who come may go now: two may do what one alone may not.
    pub level_now: Option<Level>,
    /// When it is said to have happened.
    pub occurred_at: DateTimeUtc,
    /// When the report was taken.
    pub reported_at: DateTimeUtc,
    /// Degrees east.
    pub lon: f64,
    /// Degrees north.
    pub lat: f64,
    /// The one-kilometre cell.
    pub cell: i64,
    /// Town, outskirts or remote: decides the time to arrive.
    pub area_type: AreaType,
    /// The community it lies in.
    pub community_id: Option<CommunityId>,
    /// The grid it lies in.
    pub grid_id: Option<GridId>,
    /// The unit it happened at.
    pub unit_id: Option<UnitId>,
    /// The account that reported it.
    pub reporter_id: Option<AccountId>,
    /// The member that reported it.
    pub reporter_member_id: Option<MemberId>,
    /// The sealed address and description.
    pub words_sealed_id: Option<SealedId>,
    /// The sealed name and telephone of the caller.
    pub caller_sealed_id: Option<SealedId>,
    /// A minor is involved.
    pub involves_minor: bool,
    /// Domestic violence is involved.
    pub involves_dv: bool,
    /// A weapon is involved.
    pub weapon: bool,
    /// People hurt.
    pub injured_count: i64,
    /// People there.
    pub people_count: i64,
    /// The hard stops that hit, a JSON list of codes.
    pub hard_stops: Json,
    /// It was escalated to police by hand.
    pub escalated: bool,
    /// The incident it was merged into.
    pub duplicate_of: Option<IncidentId>,
    /// The numbers that other systems gave it, one a system.
    pub external_refs: ExternalRefs,
    /// The account that works on it.
    pub claimed_by: Option<AccountId>,
    /// Police were sent: an officer was called, or a person ordered it. That it is a police matter sends nobody yet.
    pub police_dispatched: bool,
    /// When the first police officer arrived.
    pub police_arrived_at: Option<DateTimeUtc>,
    /// Community forces were called.
    pub group_called: bool,
    /// When the first of the community forces arrived.
    pub group_arrived_at: Option<DateTimeUtc>,
    /// When the first auxiliary arrived.
    pub auxiliary_arrived_at: Option<DateTimeUtc>,
    /// Reported for a drill: it counts nowhere, whatever its category becomes.
    pub drill: bool,
    /// Nobody was at the desk when it was reported.
    pub desk_absent: bool,
    /// Since when it waits to be reviewed by a named person, as each case does that began with nobody at the desk.
    pub unreviewed_since: Option<DateTimeUtc>,
    /// Who reviewed it.
    pub reviewed_by: Option<AccountId>,
    /// When it was reviewed.
    pub reviewed_at: Option<DateTimeUtc>,
    /// What the desk was told of the search and has not acted on.
    pub alert: SearchAlert,
    /// Whom it was transferred to.
    pub transferred_to: Option<TransferTo>,
    /// When it was transferred, while it is with the other body.
    pub transferred_at: Option<DateTimeUtc>,
    /// What was said of the other body's silence.
    pub transfer_silence: Silence,
    /// The account that transferred it.
    pub transferred_by: Option<AccountId>,
    /// When the other body signed for it.
    pub receipted_at: Option<DateTimeUtc>,
    /// The account that recorded the signature.
    pub receipted_by: Option<AccountId>,
    /// The sealed name of who signed for it there.
    pub receipt_sealed_id: Option<SealedId>,
    /// The body that has returned it; a matter is returned once.
    pub returned_from: Option<TransferTo>,
    /// When it was returned.
    pub returned_at: Option<DateTimeUtc>,
    /// The account that returned it, or recorded the return.
    pub returned_by: Option<AccountId>,
    /// The sealed reason of the return.
    pub return_sealed_id: Option<SealedId>,
    /// The report of a major incident, while it is marked as one.
    pub major: Option<Major>,
    /// What came of it.
    pub disposition: Option<Disposition>,
    /// The sealed words on what came of it.
    pub result_sealed_id: Option<SealedId>,
    /// When somebody at the desk first took it or acted on it.
    pub picked_up_at: Option<DateTimeUtc>,
    /// When it was first acknowledged.
    pub acknowledged_at: Option<DateTimeUtc>,
    /// When people were first called: the start of the three rings.
    pub dispatched_at: Option<DateTimeUtc>,
    /// When the first set out.
    pub en_route_at: Option<DateTimeUtc>,
    /// When the first arrived.
    pub on_scene_at: Option<DateTimeUtc>,
    /// When it was handled.
    pub handled_at: Option<DateTimeUtc>,
    /// When the first report from the scene came.
    pub first_report_at: Option<DateTimeUtc>,
    /// When the last report from the scene came.
    pub last_report_at: Option<DateTimeUtc>,
    /// The time agreed with the caller, for what is not urgent.
    pub agreed_at: Option<DateTimeUtc>,
    /// When feedback was given.
    pub feedback_at: Option<DateTimeUtc>,
    /// When work on it ended.
    pub closed_at: Option<DateTimeUtc>,
    /// The sealed reason of a close that needs one.
    pub close_reason_sealed_id: Option<SealedId>,
    /// Counts changes.
    pub version: i64,
}

/// No relations: joins are explicit.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Table for Entity {
    type Key = IncidentId;
    const KEY: Column = Column::Id;
    fn key(row: &Model) -> IncidentId {
        row.id
    }
}

impl Model {
    /// Where it is.
    pub fn point(&self) -> Point {
        Point::new(self.lon, self.lat)
    }

    /// Tells whether it is treated as a police matter: what is unclear is.
    pub fn is_police(&self) -> bool {
        self.police_nature != PoliceNature::NonPolice
    }

    /// The sealed rows that a whole view opens.
    pub fn shown_sealed(&self) -> [Option<SealedId>; 5] {
        let Self { words_sealed_id, caller_sealed_id, result_sealed_id, receipt_sealed_id, return_sealed_id, .. } =
            self;
        [*words_sealed_id, *caller_sealed_id, *result_sealed_id, *receipt_sealed_id, *return_sealed_id]
    }

    /// Whom it is meant for, with the members who take part.
    pub fn audience(&self, members: Vec<MemberId>) -> Audience {
        Audience {
            police: self.is_police(),
            audit: false,
            accounts: Vec::new(),
            community: self.community_id,
            grid: self.grid_id,
            unit: self.unit_id,
            members,
        }
    }
}
