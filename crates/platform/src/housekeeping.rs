//! The platform's own recurring jobs: forgetting old answers and ended sessions, writing down the last use.

use std::sync::Arc;

use chrono::TimeDelta;
use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _};

use crate::app::App;
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

/// Adds the platform's handlers.
pub fn register(jobs: Jobs) -> Jobs {
    jobs.on(FORGET, Arc::new(|app, _| Box::pin(forget(app)))).on(SEEN, Arc::new(|app, _| Box::pin(seen(app))))
}

async fn forget(app: App) -> anyhow::Result<Next> {
    let now = app.clock().now();
    let writer = app.db().housekeeping().await?;
    let old = now - TimeDelta::days(command::KEPT_DAYS);
    command::Entity::delete_many().filter(command::Column::At.lt(old)).exec(&writer).await?;
    session::Entity::delete_many().filter(session::Column::ExpiresAt.lt(now - ENDED_KEPT)).exec(&writer).await?;
    outbox::Entity::delete_many()
        .filter(outbox::Column::NextAt.is_null())
        .filter(outbox::Column::CreatedAt.lt(now - ENDED_KEPT))
        .exec(&writer)
        .await?;
    Ok(Next::At(now + FORGET_EVERY))
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
