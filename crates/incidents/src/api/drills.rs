//! Drill and test windows: what is pressed inside is marked everywhere and counted nowhere.

use axum::Json;
use axum::extract::{Path, State};
use chrono::{DateTime, Utc};
use domain::ids::DrillId;
use domain::sos::DrillKind;
use platform::db::Answered;
use platform::problem::{Result, refuse};
use platform::scope::Scope;
use platform::sent::Sent;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::incidents::Incidents;
use crate::refusal;
use crate::rows::drill;
use crate::sos::drill::{EndDrill, OpenDrill};
use crate::sos::store;
use crate::sos::view::{DrillView, show_drill};

/// Characters of what is tried.
const WHAT_MIN: usize = 2;
const WHAT_MAX: usize = 100;

/// A window.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct DrillBody {
    /// What for: `sos` is a drill, `test_ring` a test of equipment.
    kind: DrillKind,
    /// When it begins; now if left out.
    from: Option<DateTime<Utc>>,
    /// When it ends by itself, at most a day later.
    to: DateTime<Utc>,
    /// What is tried, in 2 to 100 characters.
    what: String,
}

/// Windows.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct DrillPage {
    /// Those that have not ended, the next one first.
    items: Vec<DrillView>,
}

/// Lists the windows that run or are to come.
#[utoipa::path(get, path = "/api/v1/drills", responses((status = 200, body = DrillPage)))]
pub(super) async fn list_drills(State(incidents): State<Incidents>, scope: Scope) -> Result<Json<DrillPage>> {
    let now = incidents.app().clock().now();
    let names = incidents.names(&scope)?;
    let rows = store::drills(&scope, incidents.app(), now).await?;
    Ok(Json(DrillPage { items: rows.iter().map(|it| show_drill(it, &names, &scope, now)).collect() }))
}

/// Opens a window.
#[utoipa::path(post, path = "/api/v1/drills", request_body = DrillBody, responses((status = 201, body = DrillView)))]
pub(super) async fn open_drill(State(incidents): State<Incidents>, sent: Sent<DrillBody>) -> Result<Answered> {
    let Sent { scope, sender, body } = sent;
    let what = body.what.trim();
    if !(WHAT_MIN..=WHAT_MAX).contains(&what.chars().count()) {
        return Err(refuse(&refusal::DRILL_WHAT).with("limit", WHAT_MAX).field("what").into());
    }
    let row = drill::Model {
        id: DrillId::from(Uuid::now_v7()),
        station_id: scope.station,
        kind: body.kind,
        what: what.to_owned(),
        from_at: body.from.unwrap_or_else(|| incidents.app().clock().now()),
        to_at: body.to,
        opened_by: scope.account,
        ended_at: None,
        version: 1,
    };
    let names = incidents.names(&scope)?;
    incidents.app().db().run(sender, OpenDrill { scope, names, row }).await
}

/// Ends a window before its time.
#[utoipa::path(post, path = "/api/v1/drills/{id}/end", params(("id" = DrillId, Path)), request_body = EndBody, responses((status = 200, body = DrillView)))]
pub(super) async fn end_drill(
    State(incidents): State<Incidents>,
    Path(id): Path<DrillId>,
    sent: Sent<EndBody>,
) -> Result<Answered> {
    let Sent { scope, sender, body: EndBody {} } = sent;
    let names = incidents.names(&scope)?;
    incidents.app().db().run(sender, EndDrill { scope, names, id }).await
}

/// Nothing: the window's id says it all.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct EndBody {}
