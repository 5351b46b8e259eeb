//! The `drills` table: windows in which what is pressed is a drill or a test.

use chrono::{DateTime, Utc};
use domain::ids::{AccountId, DrillId, StationId};
use domain::sos::DrillKind;
use platform::db::Table;
use sea_orm::entity::prelude::*;

/// One window.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "drills")]
pub struct Model {
    /// The window's id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: DrillId,
    /// Whose window.
    pub station_id: StationId,
    /// What for.
    pub kind: DrillKind,
    /// What is tried, in a few words.
    pub what: String,
    /// When it begins.
    pub from_at: DateTimeUtc,
    /// When it ends by itself.
    pub to_at: DateTimeUtc,
    /// Who opened it.
    pub opened_by: AccountId,
    /// When somebody ended it early.
    pub ended_at: Option<DateTimeUtc>,
    /// Counts changes.
    pub version: i64,
}

/// No relations: joins are explicit.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Table for Entity {
    type Key = DrillId;
    const KEY: Column = Column::Id;
    fn key(row: &Model) -> DrillId {
        row.id
    }
}

impl Model {
    /// Tells whether what is pressed at `at` is pressed inside.
    pub fn runs(&self, at: DateTime<Utc>) -> bool {
        self.ended_at.is_none() && self.from_at <= at && at < self.to_at
    }
}
