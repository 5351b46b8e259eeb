//! Commands that were carried out: each can be sent again safely and gets its stored answer.

use domain::ids::{CommandId, StationId};
use sea_orm::entity::prelude::*;

use crate::db::Table;

/// The `commands` table. Rows are kept for [`KEPT_DAYS`] and then deleted by a job.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "commands")]
pub struct Model {
    /// The id its sender made.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: CommandId,
    /// The station whose log it went to.
    pub station_id: StationId,
    /// When it was carried out.
    pub at: DateTimeUtc,
    /// SHA-256 of what was asked.
    pub body_hash: Vec<u8>,
    /// The HTTP status of the answer.
    pub status: i64,
    /// The answer, encrypted, since it may hold personal data.
    pub answer: Vec<u8>,
}

/// No relations: joins are explicit.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Table for Entity {
    type Key = CommandId;
    const KEY: Column = Column::Id;
    fn key(row: &Model) -> CommandId {
        row.id
    }
}

/// How long an answer is kept: longer than a terminal's outbox holds work without network (72 h).
pub const KEPT_DAYS: i64 = 7;
