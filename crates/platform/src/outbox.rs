//! The outbox: what must leave the process is written with its cause and sent afterwards.

use domain::ids::{OutboxId, StationId};
use sea_orm::entity::prelude::*;
use sea_orm::{Condition, QueryOrder as _, QuerySelect as _};
use serde_json::Value;

use crate::db::{Db, Table};
use crate::problem::Result;
use crate::scope::Scope;
use crate::sent::id_of;

/// The `outbox` table.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "outbox")]
pub struct Model {
    /// The message's id, which receivers can recognize it by.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: OutboxId,
    /// Whose message.
    pub station_id: StationId,
    /// Where to: the name of a configured channel.
    pub channel: String,
    /// What it is about.
    pub subject_id: Uuid,
    /// The message, without personal data.
    pub body: Json,
    /// When it was written.
    pub created_at: DateTimeUtc,
    /// When it is tried next; `None` when it is done.
    pub next_at: Option<DateTimeUtc>,
    /// How often it was tried.
    pub attempts: i64,
    /// `waiting`, `sent` or `failed`.
    pub state: String,
    /// Why the last try failed.
    pub last_error: Option<String>,
}

/// No relations: joins are explicit.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Table for Entity {
    type Key = OutboxId;
    const KEY: Column = Column::Id;
    fn key(row: &Model) -> OutboxId {
        row.id
    }
}

/// Makes a message that waits to be sent.
pub fn message(id: OutboxId, station: StationId, channel: &str, subject: Uuid, body: Value, at: DateTimeUtc) -> Model {
    Model {
        id,
        station_id: station,
        channel: channel.to_owned(),
        subject_id: subject,
        body,
        created_at: at,
        next_at: Some(at),
        attempts: 0,
        state: "waiting".to_owned(),
        last_error: None,
    }
}

/// Makes a message whose id is made of its channel, what it is about and its cause: the same cause leaves it once,
/// however often it is found.
pub fn caused(station: StationId, channel: &str, subject: Uuid, cause: &str, body: Value, at: DateTimeUtc) -> Model {
    let id = OutboxId::from(id_of(&[channel.as_bytes(), subject.as_bytes(), cause.as_bytes()]));
    message(id, station, channel, subject, body, at)
}

/// How many messages of all stations wait, and how many were given up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// They wait to be sent, for the first time or again.
    pub waiting: u64,
    /// They were given up.
    pub failed: u64,
}

/// Counts what waits and what was given up.
///
/// # Errors
/// If the database cannot be read.
pub async fn standing(db: &Db) -> Result<Standing> {
    let count = |state: &str| Entity::find().filter(Column::State.eq(state)).count(db.read());
    Ok(Standing { waiting: count("waiting").await?, failed: count("failed").await? })
}

/// The messages of a station that could not be sent yet or at all, newest first, at most `limit`.
///
/// # Errors
/// If the database cannot be read.
pub async fn unsent(scope: &Scope, db: &Db, limit: u64) -> Result<Vec<Model>> {
    let tried = Condition::all().add(Column::State.eq("waiting")).add(Column::Attempts.gt(0));
    let found = Entity::find()
        .filter(Column::StationId.eq(scope.station))
        .filter(Condition::any().add(Column::State.eq("failed")).add(tried))
        .order_by_desc(Column::CreatedAt)
        .limit(limit);
    Ok(found.all(db.read()).await?)
}
