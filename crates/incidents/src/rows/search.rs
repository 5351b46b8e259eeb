//! The `searches` table: one search for people to go, so that another node can carry it on.

use domain::ids::{IncidentId, SearchId, StationId};
use platform::db::{Lookup, Table};
use sea_orm::Condition;
use sea_orm::entity::prelude::*;

use super::incident;

/// One search.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "searches")]
pub struct Model {
    /// The search's id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: SearchId,
    /// Whose search.
    pub station_id: StationId,
    /// The incident.
    pub incident_id: IncidentId,
    /// When it began: every due time counts from here.
    pub started_at: DateTimeUtc,
    /// How many people are needed.
    pub needed: i64,
    /// Whether the engine chooses people itself.
    pub automatic: bool,
    /// Whether the chief authorised calls of this category while nobody is at the desk (adoption rule 3).
    pub authorised: bool,
    /// Whether nobody at the desk has acted since the report: until then only the own unit is called.
    pub unattended: bool,
    /// The engine's own state, for the next node that carries the search on; `null` before the first wave.
    pub state: Json,
    /// When it ended.
    pub ended_at: Option<DateTimeUtc>,
    /// Counts changes.
    pub version: i64,
}

/// No relations: joins are explicit.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Model {
    /// A search for people that begins now; the caller says whether the engine chooses.
    pub fn new(id: SearchId, incident: &incident::Model, now: DateTimeUtc) -> Self {
        Self {
            id,
            station_id: incident.station_id,
            incident_id: incident.id,
            started_at: now,
            needed: 1,
            automatic: false,
            authorised: false,
            unattended: false,
            state: Json::Null,
            ended_at: None,
            version: 1,
        }
    }
}

impl Table for Entity {
    type Key = SearchId;
    const KEY: Column = Column::Id;
    fn key(row: &Model) -> SearchId {
        row.id
    }
}

/// The searches of an incident that have not ended: at most one.
pub const OPEN_OF_INCIDENT: Lookup<Entity> = Lookup {
    name: "open_of_incident",
    column: Column::IncidentId,
    only: || Some(Condition::all().add(Column::EndedAt.is_null())),
};
