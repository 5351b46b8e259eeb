//! The platform's own recurring jobs: forgetting old answers and ended sessions, writing down the last use.

use std::sync::Arc;

use chrono::TimeDelta;
use sea_orm::sea_query::{ExprTrait as _, SimpleExpr};
use sea_orm::{
    ColumnTrait as _, DatabaseConnection, DbErr, EntityTrait as _, QueryFilter as _, QuerySelect as _, QueryTrait as _,
};

use crate::app::App;
use crate::db::Table;
use crate::jobs::{Jobs, Next};
use crate::{command, outbox, session};

/// The job that deletes what is past its time.
pub const FORGET: &str = "platform.forget";
/// The job that writes down when sessions were last used.
pub const SEEN: &str = "platform.sessions_seen";

/// How often [`FORGET`] runs.
const FORGET_EVERY: TimeDelta = TimeDelta::hours(1);
/// How often [`SEEN`] runs.
const SEEN_EVERY: TimeDelta = TimeDelta::minutes(1);
/// How long ended sessions and sent messages are kept.
const ENDED_KEPT: TimeDelta = TimeDelta::days(7);
/// How long messages that were given up are kept, so that somebody sees them.
const FAILED_KEPT: TimeDelta = TimeDelta::days(90);
/// Rows deleted by one statement.
const DELETED_AT_ONCE: u64 = 1_000;

/// Adds the platform's handlers.
pub fn register(jobs: Jobs) -> Jobs {
    jobs.on(FORGET, Arc::new(|app, _| Box::pin(forget(app)))).on(SEEN, Arc::new(|app, _| Box::pin(seen(app))))
}

async fn forget(app: App) -> anyhow::Result<Next> {
    let now = app.clock().now();
    let writer = app.db().housekeeping().await?;
    let answered = command::Column::At.lt(now - TimeDelta::days(command::KEPT_DAYS));
    delete_where::<command::Entity>(&writer, answered).await?;
    delete_where::<session::Entity>(&writer, session::Column::ExpiresAt.lt(now - ENDED_KEPT)).await?;
    let old =
        |state: &str, kept: TimeDelta| outbox::Column::State.eq(state).and(outbox::Column::CreatedAt.lt(now - kept));
    delete_where::<outbox::Entity>(&writer, old("sent", ENDED_KEPT)).await?;
    delete_where::<outbox::Entity>(&writer, old("failed", FAILED_KEPT)).await?;
    Ok(Next::At(now + FORGET_EVERY))
}

/// Deletes the rows that `past` names, some at a time, so that no command waits long behind it.
///
/// # Errors
/// If the database fails; what was deleted before stays deleted.
pub async fn delete_where<E: Table>(writer: &DatabaseConnection, past: SimpleExpr) -> Result<(), DbErr> {
    loop {
        let some = E::find().select_only().column(E::KEY).filter(past.clone()).limit(DELETED_AT_ONCE);
        let gone = E::delete_many().filter(E::KEY.in_subquery(some.into_query())).exec(writer).await?;
        if gone.rows_affected < DELETED_AT_ONCE {
            return Ok(());
        }
        tokio::task::yield_now().await;
    }
}

async fn seen(app: App) -> anyhow::Result<Next> {
    let now = app.clock().now();
    let due = app.sessions().due();
    if !due.is_empty() {
        let writer = app.db().housekeeping().await?;
        for (id, at) in due {
            session::Entity::update_many()
                .col_expr(session::Column::LastSeenAt, sea_orm::sea_query::Expr::value(at))
                .filter(session::Column::Id.eq(id))
                .exec(&writer)
                .await?;
        }
    }
    Ok(Next::At(now + SEEN_EVERY))
}
