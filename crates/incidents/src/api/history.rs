//! What happened: an incident's timeline, and the figures of a day.

use axum::Json;
use axum::extract::{Path, Query, State};
use chrono::{DateTime, Utc};
use domain::figures::DayFigures;
use domain::ids::{IncidentId, SealedId};
use domain::time::Day;
use platform::log;
use platform::problem::{Error, Field, Result};
use platform::scope::{Actor, Scope};
use platform::time::moment;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::incidents::Incidents;
use crate::view::names::Names;
use crate::view::sight::reads_words;
use crate::{clocks, figures, store};

/// Entries of one timeline.
const TIMELINE_MAX: u64 = 1_000;

/// Something that happened.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct TimelineItem {
    /// Its place in the station log.
    seq: i64,
    /// When the server decided it.
    at: DateTime<Utc>,
    /// When the device says it happened.
    device_at: Option<DateTime<Utc>>,
    /// What.
    kind: String,
    /// Who did it.
    actor: ActorView,
    /// The member it is about, if it is about one.
    member: Option<ActorView>,
    /// The words that went with it, a reason for example; `null` for those who do not read them.
    text: Option<String>,
    /// What changed.
    #[schema(value_type = Object)]
    body: Value,
}

/// Who did something.
#[derive(Debug, Serialize, ToSchema)]
struct ActorView {
    /// `account`, `member` or `system`.
    kind: String,
    /// Who.
    id: Option<Uuid>,
    /// The name, as the caller may read it.
    name: Option<String>,
}

/// The timeline of an incident.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct TimelinePage {
    /// The oldest first.
    items: Vec<TimelineItem>,
    /// Always `null`: a timeline is one page.
    next: Option<Uuid>,
}

/// Shows what happened, the oldest first.
#[utoipa::path(get, path = "/api/v1/incidents/{id}/timeline", params(("id" = IncidentId, Path)), responses((status = 200, body = TimelinePage)))]
pub(super) async fn timeline(
    State(incidents): State<Incidents>,
    scope: Scope,
    Path(id): Path<IncidentId>,
) -> Result<Json<TimelinePage>> {
    let (row, _) = store::find(&scope, incidents.app(), id).await?;
    let names = incidents.names(&scope)?;
    let whole = scope.may_see(&row.audience(Vec::new()));
    let rows = log::thread(incidents.app().db(), scope.station, id.into(), TIMELINE_MAX).await?;
    let entries: Vec<_> = rows
        .into_iter()
        .map(|row| log::Entry::new(row, None))
        // Who could see the incident when it happened need not have been able to; who can now sees its history.
        .filter(|it| whole || scope.may_see(&it.audience))
        .collect();
    let reads = whole && reads_words(&scope, &row) && (scope.role.works_police_matters() || !clocks::neutral(&row));
    let ids = entries.iter().filter_map(text_of).filter(|_| reads).collect();
    let sealed = store::sealed(&scope, incidents.app(), ids).await?;
    let text = |entry: &log::Entry| {
        let row = sealed.iter().find(|it| Some(it.id) == text_of(entry))?;
        Some(incidents.app().sealer().open(row)?.expose().to_owned())
    };
    let items = entries.iter().map(|it| item(it, text(it), &names, &scope)).collect();
    Ok(Json(TimelinePage { items, next: None }))
}

/// The sealed words that go with an entry.
fn text_of(entry: &log::Entry) -> Option<SealedId> {
    entry.body().get("text").cloned().and_then(|it| serde_json::from_value(it).ok())
}

fn item(entry: &log::Entry, text: Option<String>, names: &Names, scope: &Scope) -> TimelineItem {
    let mut body = entry.body();
    // The log holds only where the words lie.
    body.remove("text");
    let row = &entry.row;
    let actor = match (row.actor_kind.as_str(), row.actor_id) {
        ("account", Some(id)) => Actor::Account(id.into()),
        ("member", Some(id)) => Actor::Member(id.into()),
        _other => Actor::System,
    };
    TimelineItem {
        seq: row.seq,
        at: row.at,
        device_at: row.device_at,
        kind: row.kind.clone(),
        actor: actor_view(actor, names, scope),
        member: entry.refer("member_id").map(|it| actor_view(Actor::Member(it.into()), names, scope)),
        text,
        body: Value::Object(body),
    }
}

fn actor_view(actor: Actor, names: &Names, scope: &Scope) -> ActorView {
    let name = match actor {
        Actor::Account(id) => Some(names.account(scope, id)),
        Actor::Member(id) => Some(names.member(scope, id)),
        Actor::System => None,
    };
    ActorView { kind: actor.kind().to_owned(), id: actor.id(), name }
}

/// Which day to count.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct DayQuery {
    /// The day of the station, `YYYY-MM-DD`; today if left out.
    day: Option<String>,
}

/// Counts one day of the station, within the caller's scope.
#[utoipa::path(get, path = "/api/v1/figures/day", params(DayQuery), responses((status = 200, body = DayFigures)))]
pub(super) async fn day(
    State(incidents): State<Incidents>,
    scope: Scope,
    Query(query): Query<DayQuery>,
) -> Result<Json<DayFigures>> {
    let day: Day = match query.day {
        None => moment(incidents.app().clock().now()).station_day(),
        Some(text) => text.parse().map_err(|_| {
            let field = Field::new("day", "invalid", "日期应写成 2026-10-18", "a day is written 2026-10-18");
            Error::Invalid(vec![field])
        })?,
    };
    let people = incidents.people();
    let seen = |it: &duty::duty::OnDuty| people.member(it.member).is_some_and(|it| scope.may_see(&it.audience()));
    let on_duty = incidents.duty().on_duty(scope.station).iter().filter(|it| seen(it)).count();
    let on_duty = u32::try_from(on_duty).unwrap_or(u32::MAX);
    Ok(Json(figures::day(&scope, incidents.app(), day, on_duty).await?))
}
