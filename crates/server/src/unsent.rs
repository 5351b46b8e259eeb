//! What could not be sent to the outside, for those who have to reach somebody by other means.

use axum::Json;
use axum::extract::State;
use chrono::{DateTime, Utc};
use domain::ids::OutboxId;
use domain::permission::Permission;
use platform::api::Api;
use platform::app::App;
use platform::outbox;
use platform::problem::Result;
use platform::scope::{Reach, Scope};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

/// Messages of one answer.
const SHOWN_MAX: u64 = 200;

/// The routes of the outbox.
pub fn routes(app: App) -> OpenApiRouter {
    Api::new("outbox").guarded(Permission::IncidentReview, routes!(unsent)).with(app)
}

/// A message that has not been sent.
#[derive(Serialize, ToSchema)]
pub struct Unsent {
    /// The message.
    pub id: OutboxId,
    /// Where to: `telephone`, `sms` or `duty_commander`.
    pub channel: String,
    /// What it is about: the call or the incident.
    pub subject_id: Uuid,
    /// `waiting` while it is tried again, `failed` when it was given up.
    pub state: String,
    /// How often it was tried.
    pub attempts: i64,
    /// Why the last try failed.
    pub last_error: Option<String>,
    /// When it was written.
    pub created_at: DateTime<Utc>,
    /// When it is tried next.
    pub next_at: Option<DateTime<Utc>>,
}

/// What has not been sent.
#[derive(Serialize, ToSchema)]
pub struct UnsentPage {
    /// The messages, newest first, at most 200.
    pub items: Vec<Unsent>,
}

/// Lists what could not be sent yet or at all: whoever it was meant for has to be reached by other means.
#[utoipa::path(get, path = "/api/v1/outbox", responses((status = 200, body = UnsentPage)))]
async fn unsent(State(app): State<App>, scope: Scope) -> Result<Json<UnsentPage>> {
    // Messages name no place, so they are for those alone who see the whole station.
    let rows = match scope.reach {
        Reach::Station => outbox::unsent(&scope, app.db(), SHOWN_MAX).await?,
        Reach::Community(_) | Reach::Grid(_) | Reach::Unit(_) | Reach::Own => Vec::new(),
    };
    Ok(Json(UnsentPage { items: rows.into_iter().map(show).collect() }))
}

fn show(row: outbox::Model) -> Unsent {
    Unsent {
        id: row.id,
        channel: row.channel,
        subject_id: row.subject_id,
        state: row.state,
        attempts: row.attempts,
        last_error: row.last_error,
        created_at: row.created_at,
        next_at: row.next_at,
    }
}
