//! Accounts that nobody uses are disabled by themselves.

use std::sync::Arc;

use chrono::TimeDelta;
use platform::app::App;
use platform::jobs::{Jobs, Next};
use platform::scope::Scope;
use platform::sent::system_sender;
use sea_orm::{ColumnTrait as _, Condition, EntityTrait as _, QueryFilter as _, QuerySelect as _};
use uuid::Uuid;

use crate::access::accounts::{Change, ChangeAccount};
use crate::store::account;

/// The job that disables them.
pub const DISABLE: &str = "people.accounts_idle";
/// How long an account may lie unused 【GB/T 22239 身份鉴别：多余、过期账户】.
pub const UNUSED: TimeDelta = TimeDelta::days(90);
/// How often it looks.
const EVERY: TimeDelta = TimeDelta::hours(6);
/// Accounts disabled in one run.
const DISABLED_MAX: u64 = 500;

/// Adds the handler.
pub fn register(jobs: Jobs) -> Jobs {
    jobs.on(DISABLE, Arc::new(|app, _| Box::pin(disable(app))))
}

async fn disable(app: App) -> anyhow::Result<Next> {
    let now = app.clock().now();
    let since = now - UNUSED;
    let rows = account::Entity::find()
        .filter(account::Column::DisabledAt.is_null())
        .filter(account::Column::PasswordSetAt.lt(since))
        .filter(
            Condition::any().add(account::Column::LastLoginAt.lt(since)).add(account::Column::LastLoginAt.is_null()),
        )
        .limit(DISABLED_MAX)
        .all(app.db().read())
        .await?;
    for row in rows {
        let scope = Scope::system(row.station_id);
        let sender = system_sender(row.station_id, &[DISABLE.as_bytes(), Uuid::now_v7().as_bytes()]);
        app.db().run(sender, ChangeAccount { scope, id: row.id, change: Change::Disable }).await?;
        app.sessions().forget(row.id);
    }
    Ok(Next::At(now + EVERY))
}
