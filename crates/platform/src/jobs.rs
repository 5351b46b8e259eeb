//! Background work as rows: it survives the process, runs at least once, and each handler is idempotent.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use domain::ids::{JobId, StationId};
use futures_util::future::BoxFuture;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::Expr;
use sea_orm::{Condition, QueryOrder as _, QuerySelect as _};
use serde_json::Value;

use crate::app::App;
use crate::db::{Command, Outcome, Rows, Sender, Table};
use crate::problem::Result;
use crate::sent::system_sender;

/// The `jobs` table: at most one row for a kind and key.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "jobs")]
pub struct Model {
    /// The job's id, always the same for its kind and key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: JobId,
    /// Which handler.
    pub kind: String,
    /// What it is about.
    pub key: String,
    /// What the handler gets.
    pub body: Json,
    /// When it is due.
    pub run_at: DateTimeUtc,
    /// Until when a node has it in hand.
    pub locked_until: Option<DateTimeUtc>,
    /// How often it failed in a row.
    pub attempts: i64,
    /// Why it failed last.
    pub last_error: Option<String>,
}

/// No relations: joins are explicit.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Table for Entity {
    type Key = JobId;
    const KEY: Column = Column::Id;
    fn key(row: &Model) -> JobId {
        row.id
    }
}

/// Makes the row of a job. A command puts it beside the change that causes it.
pub fn job(kind: &str, key: &str, body: Value, run_at: DateTime<Utc>) -> Model {
    Model {
        id: id(kind, key),
        kind: kind.to_owned(),
        key: key.to_owned(),
        body,
        run_at,
        locked_until: None,
        attempts: 0,
        last_error: None,
    }
}

/// The id of the job of this kind and key.
pub fn id(kind: &str, key: &str) -> JobId {
    JobId::from(crate::sent::id_of(&[b"job", kind.as_bytes(), key.as_bytes()]))
}

/// What a handler asks for when it is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// Nothing more; the row goes.
    Done,
    /// Again at this time.
    At(DateTime<Utc>),
}

/// A handler of one kind of job.
pub type Handler = Arc<dyn Fn(App, Model) -> BoxFuture<'static, anyhow::Result<Next>> + Send + Sync>;

/// How often due jobs are looked for.
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// Jobs taken in hand at once.
const TAKEN_MAX: u64 = 16;
/// How long a node may have a job in hand before another takes it.
const LOCK: TimeDelta = TimeDelta::minutes(5);
/// The longest wait after failures.
const BACK_OFF_MAX: TimeDelta = TimeDelta::hours(1);

/// The wait after `attempts` failures in a row: 2, 4, 8 … seconds, at most an hour.
pub fn back_off(attempts: i64) -> TimeDelta {
    let seconds = 1i64 << attempts.clamp(1, 12);
    TimeDelta::seconds(seconds).min(BACK_OFF_MAX)
}

/// The handlers of this node.
#[derive(Clone, Default)]
pub struct Jobs {
    handlers: BTreeMap<&'static str, Handler>,
}

impl Jobs {
    /// Registers the handler of one kind.
    pub fn on(mut self, kind: &'static str, handler: Handler) -> Self {
        self.handlers.insert(kind, handler);
        self
    }

    /// Makes sure that a recurring job has its row.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn ensure(&self, app: &App, kind: &'static str) -> Result<()> {
        let at = app.clock().now();
        app.db().run(sender(&[b"ensure", kind.as_bytes(), &nonce()]), Ensure(job(kind, "", Value::Null, at))).await?;
        Ok(())
    }

    /// Frees the jobs that a process which is gone had in hand. Only for the process that has the data alone.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn free(&self, app: &App) -> Result<()> {
        let writer = app.db().housekeeping().await?;
        Entity::update_many()
            .col_expr(Column::LockedUntil, Expr::value(Option::<DateTime<Utc>>::None))
            .filter(Column::LockedUntil.is_not_null())
            .exec(&writer)
            .await?;
        Ok(())
    }

    /// Runs due jobs until the process ends.
    pub async fn run(self, app: App) {
        let mut tick = tokio::time::interval(LOOK_EVERY);
        tick.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        loop {
            tick.tick().await;
            if let Err(error) = self.drain(&app).await {
                tracing::warn!(error.chain = %format!("{error:#}"), "Jobs could not be run: {error:#}");
            }
        }
    }

    /// Runs the jobs that are due now, and tells how many there were. Tests call it instead of waiting.
    ///
    /// # Errors
    /// If the database fails; a failing handler is written to its row.
    pub async fn drain(&self, app: &App) -> Result<usize> {
        let now = app.clock().now();
        let unlocked = Condition::any().add(Column::LockedUntil.is_null()).add(Column::LockedUntil.lte(now));
        // Only kinds with a handler: rows of another version must not stand before all others forever.
        let due = Entity::find()
            .filter(Column::Kind.is_in(self.handlers.keys().copied()))
            .filter(Column::RunAt.lte(now))
            .filter(unlocked)
            .order_by_asc(Column::RunAt)
            .limit(TAKEN_MAX)
            .all(app.db().read())
            .await?;
        let count = due.len();
        for row in due {
            let Some(handler) = self.handlers.get(row.kind.as_str()) else { continue };
            let taken = app.db().run(sender(&[b"take", &nonce()]), Take(row.id)).await?.read::<bool>()?;
            if !taken {
                continue;
            }
            // In a task of its own: a handler that panics fails its job and no other.
            let outcome = tokio::spawn(handler(app.clone(), row.clone())).await;
            let outcome = outcome.unwrap_or_else(|it| Err(anyhow::Error::new(it).context("the handler panicked")));
            if let Err(error) = &outcome {
                tracing::warn!(job.kind = %row.kind, error.chain = %format!("{error:#}"), "Job `{}` failed: {error:#}", row.kind);
            }
            let outcome = outcome.map_err(|it| format!("{it:#}"));
            app.db().run(sender(&[b"finish", &nonce()]), Finish { id: row.id, outcome }).await?;
        }
        Ok(count)
    }
}

/// Jobs belong to the node, not to a station: they go through the lane of the nil station and write no log.
fn sender(cause: &[&[u8]]) -> Sender {
    system_sender(StationId::from(Uuid::nil()), cause)
}

fn nonce() -> [u8; 16] {
    Uuid::now_v7().into_bytes()
}

struct Ensure(Model);

impl Command for Ensure {
    type Answer = ();

    fn reads(&self, rows: &mut Rows) {
        rows.want::<Entity>(self.0.id);
    }

    fn decide(&self, rows: &Rows, _now: DateTime<Utc>) -> Result<Outcome<()>> {
        Ok(match rows.get::<Entity>(&self.0.id) {
            Some(_) => Outcome::new(()),
            None => Outcome::new(()).put::<Entity>(self.0.clone()),
        })
    }
}

/// Takes a job in hand unless somebody else has it.
struct Take(JobId);

impl Command for Take {
    type Answer = bool;

    fn reads(&self, rows: &mut Rows) {
        rows.want::<Entity>(self.0);
    }

    fn decide(&self, rows: &Rows, now: DateTime<Utc>) -> Result<Outcome<bool>> {
        let Some(row) = rows.get::<Entity>(&self.0) else { return Ok(Outcome::new(false)) };
        if row.locked_until.is_some_and(|it| it > now) {
            return Ok(Outcome::new(false));
        }
        Ok(Outcome::new(true).put::<Entity>(Model { locked_until: Some(now + LOCK), ..row.clone() }))
    }
}

struct Finish {
    id: JobId,
    outcome: std::result::Result<Next, String>,
}

impl Command for Finish {
    type Answer = ();

    fn reads(&self, rows: &mut Rows) {
        rows.want::<Entity>(self.id);
    }

    fn decide(&self, rows: &Rows, now: DateTime<Utc>) -> Result<Outcome<()>> {
        let Some(row) = rows.get::<Entity>(&self.id).cloned() else { return Ok(Outcome::new(())) };
        let free = Model { locked_until: None, ..row };
        Ok(match &self.outcome {
            Ok(Next::Done) => Outcome::new(()).delete::<Entity>(self.id),
            Ok(Next::At(at)) => {
                Outcome::new(()).put::<Entity>(Model { run_at: *at, attempts: 0, last_error: None, ..free })
            }
            Err(error) => {
                let attempts = free.attempts + 1;
                let run_at = now + back_off(attempts);
                Outcome::new(()).put::<Entity>(Model { run_at, attempts, last_error: Some(error.clone()), ..free })
            }
        })
    }
}
