//! The `considerations` table: every pick and every skip of each wave, with its reason.

use domain::ids::{IncidentId, SearchId, StationId};
use platform::db::Table;
use sea_orm::entity::prelude::*;

/// One wave of a search, or one choice by hand.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "considerations")]
pub struct Model {
    /// The row's id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: SearchId,
    /// Whose consideration.
    pub station_id: StationId,
    /// The incident.
    pub incident_id: IncidentId,
    /// When.
    pub at: DateTimeUtc,
    /// Which wave.
    pub wave: i64,
    /// Chosen by hand.
    pub manual: bool,
    /// Who was called and why, a JSON list.
    pub picks: Json,
    /// Who was not called and why, a JSON list.
    pub skips: Json,
}

/// No relations: joins are explicit.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Table for Entity {
    type Key = SearchId;
    const KEY: Column = Column::Id;
    fn key(row: &Model) -> SearchId {
        row.id
    }
}
