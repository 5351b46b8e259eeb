//! What a member does with a call.

use axum::Json;
use axum::extract::{Path, State};
use chrono::{DateTime, TimeDelta, Utc};
use domain::ids::OfferId;
use domain::offer::{ClearResult, DeclineReason};
use platform::db::Answered;
use platform::problem::{self, Error, Result, refuse};
use platform::scope::Scope;
use platform::sent::Sent;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::read::own_views;
use super::sealed;
use super::verbs::last_actor;
use crate::answer::{Answer, Shown, Step, Voice};
use crate::incidents::Incidents;
use crate::view::offer::OfferView;
use crate::words::{REASON, RESULT};
use crate::{refusal, store};

/// How far a terminal's clock may be off before its time is not believed: an outbox holds answers for 72 h.
const DEVICE_OLDEST: TimeDelta = TimeDelta::hours(72);
/// How far ahead.
const DEVICE_AHEAD: TimeDelta = TimeDelta::minutes(5);

/// An answer to a call.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub(super) struct AnswerBody {
    /// The version that the sender has seen.
    expected_version: Option<i64>,
    /// When the terminal says it happened.
    at: Option<DateTime<Utc>>,
}

/// Why a member cannot come.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct DeclineBody {
    /// The version that the sender has seen.
    expected_version: Option<i64>,
    /// When the terminal says it happened.
    at: Option<DateTime<Utc>>,
    /// Why.
    reason: DeclineReason,
}

/// What came of it: one tile, no typing.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ClearBody {
    /// The version that the sender has seen.
    expected_version: Option<i64>,
    /// When the terminal says it happened.
    at: Option<DateTime<Utc>>,
    /// The tile.
    result: ClearResult,
    /// Words, for whoever wants to add some.
    #[serde(default)]
    note: String,
}

/// A word from the scene.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub(super) struct SceneBody {
    /// The version that the sender has seen.
    expected_version: Option<i64>,
    /// When the terminal says it happened.
    at: Option<DateTime<Utc>>,
    /// How it stands, for whoever wants to write; that somebody is there and has it in hand needs no typing.
    text: String,
}

/// A call for more people.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub(super) struct ReinforceBody {
    /// The version that the sender has seen.
    expected_version: Option<i64>,
    /// When the terminal says it happened.
    at: Option<DateTime<Utc>>,
    /// Why, for whoever wants to say.
    reason: String,
}

/// The caller's own calls.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct OfferPage {
    /// The newest first.
    items: Vec<OfferView>,
    /// Always `null`: nobody has more than a few.
    next: Option<OfferId>,
}

/// Lists the caller's own calls that have not ended.
#[utoipa::path(get, path = "/api/v1/offers/mine", responses((status = 200, body = OfferPage)))]
pub(super) async fn mine(State(incidents): State<Incidents>, scope: Scope) -> Result<Json<OfferPage>> {
    let Some(member) = scope.member else { return Ok(Json(OfferPage { items: Vec::new(), next: None })) };
    let rows = store::own_offers(&scope, incidents.app(), member).await?;
    Ok(Json(OfferPage { items: own_views(&incidents, &scope, &rows).await?, next: None }))
}

/// One answer on its way.
struct Said {
    step: Step,
    expected_version: Option<i64>,
    at: Option<DateTime<Utc>>,
    note: String,
}

async fn answer<T>(incidents: &Incidents, sent: &Sent<T>, id: OfferId, said: Said) -> Result<Answered> {
    let app = incidents.app();
    let now = app.clock().now();
    if said.at.is_some_and(|it| it > now + DEVICE_AHEAD || it < now - DEVICE_OLDEST) {
        return Err(refuse(&refusal::CLOCK_SKEW).field("at").into());
    }
    let member = sent.scope.member.ok_or(Error::NotFound)?;
    let person = incidents.people().member(member).ok_or(Error::NotFound)?;
    let kind = if said.step == Step::Reinforce { REASON } else { RESULT };
    let command = Answer {
        voice: Voice::Member(sent.scope.clone()),
        offer: id,
        kind: person.kind,
        step: said.step,
        expected_version: said.expected_version,
        device_at: said.at,
        note: sealed(incidents, sent, kind, id.into(), &said.note)?,
        shown: Some(Shown { names: incidents.names(&sent.scope)?, sealer: app.sealer().clone() }),
    };
    match app.db().run(sent.sender.clone(), command).await {
        Err(Error::Refused(refusal)) if refusal.code == &problem::STALE => {
            Err(stale(incidents, &sent.scope, id).await?)
        }
        answered => answered,
    }
}

/// Says who changed the call, and what it is now.
async fn stale(incidents: &Incidents, scope: &Scope, id: OfferId) -> Result<Error> {
    let (row, incident) = store::offer(scope, incidents.app(), id).await?;
    let names = incidents.names(scope)?;
    let who = last_actor(incidents, scope, incident.id.into(), &names).await?;
    Ok(refuse(&problem::STALE).with("who", who).with("what", names.word(row.status)).into())
}

fn plain(body: &AnswerBody, step: Step) -> Said {
    Said { step, expected_version: body.expected_version, at: body.at, note: String::new() }
}

/// The terminal shows the call.
#[utoipa::path(post, path = "/api/v1/offers/{id}/deliver", params(("id" = OfferId, Path)), request_body = AnswerBody, responses((status = 200, body = OfferView)))]
pub(super) async fn deliver(
    State(incidents): State<Incidents>,
    Path(id): Path<OfferId>,
    sent: Sent<AnswerBody>,
) -> Result<Answered> {
    answer(&incidents, &sent, id, plain(&sent.body, Step::Deliver)).await
}

/// The member comes.
#[utoipa::path(post, path = "/api/v1/offers/{id}/accept", params(("id" = OfferId, Path)), request_body = AnswerBody, responses((status = 200, body = OfferView)))]
pub(super) async fn accept(
    State(incidents): State<Incidents>,
    Path(id): Path<OfferId>,
    sent: Sent<AnswerBody>,
) -> Result<Answered> {
    answer(&incidents, &sent, id, plain(&sent.body, Step::Accept)).await
}

/// The member cannot come. It is never held against anybody.
#[utoipa::path(post, path = "/api/v1/offers/{id}/decline", params(("id" = OfferId, Path)), request_body = DeclineBody, responses((status = 200, body = OfferView)))]
pub(super) async fn decline(
    State(incidents): State<Incidents>,
    Path(id): Path<OfferId>,
    sent: Sent<DeclineBody>,
) -> Result<Answered> {
    let DeclineBody { expected_version, at, reason } = sent.body;
    let said = Said { step: Step::Decline(reason), expected_version, at, note: String::new() };
    answer(&incidents, &sent, id, said).await
}

/// The member set out; positions say it too.
#[utoipa::path(post, path = "/api/v1/offers/{id}/depart", params(("id" = OfferId, Path)), request_body = AnswerBody, responses((status = 200, body = OfferView)))]
pub(super) async fn depart(
    State(incidents): State<Incidents>,
    Path(id): Path<OfferId>,
    sent: Sent<AnswerBody>,
) -> Result<Answered> {
    answer(&incidents, &sent, id, plain(&sent.body, Step::Depart)).await
}

/// The member is there; positions say it too.
#[utoipa::path(post, path = "/api/v1/offers/{id}/arrive", params(("id" = OfferId, Path)), request_body = AnswerBody, responses((status = 200, body = OfferView)))]
pub(super) async fn arrive(
    State(incidents): State<Incidents>,
    Path(id): Path<OfferId>,
    sent: Sent<AnswerBody>,
) -> Result<Answered> {
    answer(&incidents, &sent, id, plain(&sent.body, Step::Arrive)).await
}

/// The member reports from the scene and stays: nothing ends, and the clocks of the reports hear of it.
#[utoipa::path(post, path = "/api/v1/offers/{id}/report", params(("id" = OfferId, Path)), request_body = SceneBody, responses((status = 200, body = OfferView)))]
pub(super) async fn report_scene(
    State(incidents): State<Incidents>,
    Path(id): Path<OfferId>,
    sent: Sent<SceneBody>,
) -> Result<Answered> {
    let SceneBody { expected_version, at, .. } = sent.body;
    let said = Said { step: Step::Report, expected_version, at, note: sent.body.text.clone() };
    answer(&incidents, &sent, id, said).await
}

/// The member is done; the last one who is done also handles the incident, and the tile is the feedback.
#[utoipa::path(post, path = "/api/v1/offers/{id}/clear", params(("id" = OfferId, Path)), request_body = ClearBody, responses((status = 200, body = OfferView)))]
pub(super) async fn clear(
    State(incidents): State<Incidents>,
    Path(id): Path<OfferId>,
    sent: Sent<ClearBody>,
) -> Result<Answered> {
    let ClearBody { expected_version, at, result, .. } = sent.body;
    let said = Said { step: Step::Clear(result), expected_version, at, note: sent.body.note.clone() };
    answer(&incidents, &sent, id, said).await
}

/// The member asks for more people and stays: one more is searched for, and the desk is told.
#[utoipa::path(post, path = "/api/v1/offers/{id}/reinforce", params(("id" = OfferId, Path)), request_body = ReinforceBody, responses((status = 200, body = OfferView)))]
pub(super) async fn reinforce(
    State(incidents): State<Incidents>,
    Path(id): Path<OfferId>,
    sent: Sent<ReinforceBody>,
) -> Result<Answered> {
    let ReinforceBody { expected_version, at, .. } = sent.body;
    let said = Said { step: Step::Reinforce, expected_version, at, note: sent.body.reason.clone() };
    answer(&incidents, &sent, id, said).await
}
