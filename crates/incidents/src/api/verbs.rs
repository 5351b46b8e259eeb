//! The verbs of an incident: each route says what it needs and makes one command.

use axum::extract::{Path, State};
use domain::ids::{IncidentId, SearchId};
use platform::db::Answered;
use platform::log;
use platform::problem::{self, Error, Result, refuse};
use platform::scope::Scope;
use platform::sent::Sent;
use uuid::Uuid;

use super::bodies::{
    FeedbackBody, HandleBody, MergeBody, PlainBody, ProgressBody, ReasonBody, ReopenBody, RevisitBody, StandDownBody,
    TransferBody, TriageBody,
};
use super::read::whole;
use super::report::people_bound;
use super::sealed;
use crate::act::{Act, Danger, Verb};
use crate::incidents::Incidents;
use crate::view::incident::IncidentView;
use crate::view::names::Names;
use crate::words::{REASON, RESULT};

/// What goes with a verb.
pub(super) struct With<'a> {
    pub(super) expected_version: Option<i64>,
    pub(super) verb: Verb,
    pub(super) text: &'a str,
    /// The kind of the sealed row that the text becomes.
    pub(super) kind: &'a str,
}

/// Carries a verb out; the answer shows the incident as it is then, and is the same when the command comes again.
pub(super) async fn act<T>(incidents: &Incidents, sent: &Sent<T>, id: IncidentId, with: With<'_>) -> Result<Answered> {
    let command = Act {
        scope: sent.scope.clone(),
        incident: id,
        expected_version: with.expected_version,
        verb: with.verb,
        text: with.text.to_owned(),
        sealed: sealed(incidents, sent, with.kind, id.into(), with.text)?,
        search: SearchId::from(Uuid::now_v7()),
        desk: incidents.clone(),
        names: incidents.names(&sent.scope)?,
    };
    match incidents.app().db().run(sent.sender.clone(), command).await {
        Ok(answered) => Ok(answered),
        Err(Error::Refused(refusal)) if refusal.code == &problem::STALE => Err(stale(incidents, sent, id).await?),
        Err(error) => Err(error),
    }
}

/// Says who changed the incident, and what.
async fn stale<T>(incidents: &Incidents, sent: &Sent<T>, id: IncidentId) -> Result<Error> {
    let view = whole(incidents, &sent.scope, id).await?;
    let names = incidents.names(&sent.scope)?;
    let who = last_actor(incidents, &sent.scope, id.into(), &names).await?;
    Ok(refuse(&problem::STALE).with("who", who).with("what", names.word(view.status)).into())
}

/// The name of whoever changed an incident last.
pub(super) async fn last_actor(incidents: &Incidents, scope: &Scope, incident: Uuid, names: &Names) -> Result<String> {
    let last = log::latest(incidents.app().db(), scope.station, incident).await?;
    Ok(match last.as_ref().and_then(|it| Some((it.actor_kind.as_str(), it.actor_id?))) {
        Some(("account", id)) => names.account(scope, id.into()),
        Some(("member", id)) => names.member(scope, id.into()),
        Some(_) | None => scope.language.pick("系统", "the program").to_owned(),
    })
}

/// Sorts an incident, or corrects the sorting. Danger that shows sends police at once.
#[utoipa::path(post, path = "/api/v1/incidents/{id}/triage", params(("id" = IncidentId, Path)), request_body = TriageBody, responses((status = 200, body = IncidentView)))]
pub(super) async fn triage(
    State(incidents): State<Incidents>,
    Path(id): Path<IncidentId>,
    sent: Sent<TriageBody>,
) -> Result<Answered> {
    let TriageBody { expected_version, category, priority, police_nature, .. } = sent.body;
    let TriageBody { weapon, involves_dv, involves_minor, injured_count, agreed_at, .. } = sent.body;
    people_bound("injured_count", injured_count)?;
    let danger = Danger { weapon, involves_dv, involves_minor, injured_count };
    let verb = Verb::Triage { category, priority, police_nature, danger, agreed_at };
    act(&incidents, &sent, id, With { expected_version, verb, text: "", kind: REASON }).await
}

/// Says that the desk has it.
#[utoipa::path(post, path = "/api/v1/incidents/{id}/acknowledge", params(("id" = IncidentId, Path)), request_body = PlainBody, responses((status = 200, body = IncidentView)))]
pub(super) async fn acknowledge(
    State(incidents): State<Incidents>,
    Path(id): Path<IncidentId>,
    sent: Sent<PlainBody>,
) -> Result<Answered> {
    let with = With { expected_version: sent.body.expected_version, verb: Verb::Acknowledge, text: "", kind: REASON };
    act(&incidents, &sent, id, with).await
}

/// Says that it was handled, and what came of it.
#[utoipa::path(post, path = "/api/v1/incidents/{id}/handle", params(("id" = IncidentId, Path)), request_body = HandleBody, responses((status = 200, body = IncidentView)))]
pub(super) async fn handle(
    State(incidents): State<Incidents>,
    Path(id): Path<IncidentId>,
    sent: Sent<HandleBody>,
) -> Result<Answered> {
    let with = With {
        expected_version: sent.body.expected_version,
        verb: Verb::Handle { disposition: sent.body.disposition },
        text: &sent.body.result,
        kind: RESULT,
    };
    act(&incidents, &sent, id, with).await
}

/// Reports from the scene while work goes on; it ends nothing. The first such report stops the clock of the first
/// report, each one starts the clock of the next.
#[utoipa::path(post, path = "/api/v1/incidents/{id}/report_progress", params(("id" = IncidentId, Path)), request_body = ProgressBody, responses((status = 200, body = IncidentView)))]
pub(super) async fn report_progress(
    State(incidents): State<Incidents>,
    Path(id): Path<IncidentId>,
    sent: Sent<ProgressBody>,
) -> Result<Answered> {
    let with = With {
        expected_version: sent.body.expected_version,
        verb: Verb::ReportProgress,
        text: &sent.body.text,
        kind: RESULT,
    };
    act(&incidents, &sent, id, with).await
}

/// Gives feedback.
#[utoipa::path(post, path = "/api/v1/incidents/{id}/feedback", params(("id" = IncidentId, Path)), request_body = FeedbackBody, responses((status = 200, body = IncidentView)))]
pub(super) async fn feedback(
    State(incidents): State<Incidents>,
    Path(id): Path<IncidentId>,
    sent: Sent<FeedbackBody>,
) -> Result<Answered> {
    let with = With {
        expected_version: sent.body.expected_version,
        verb: Verb::Feedback,
        text: &sent.body.text,
        kind: RESULT,
    };
    act(&incidents, &sent, id, with).await
}

/// Reviews what was fed back, and closes. A police matter closes only by police.
///
/// A case that began with nobody at the desk is reviewed also after it has ended otherwise: who did it is kept.
#[utoipa::path(post, path = "/api/v1/incidents/{id}/review", params(("id" = IncidentId, Path)), request_body = ReasonBody, responses((status = 200, body = IncidentView)))]
pub(super) async fn review(
    State(incidents): State<Incidents>,
    Path(id): Path<IncidentId>,
    sent: Sent<ReasonBody>,
) -> Result<Answered> {
    let with = With {
        expected_version: sent.body.expected_version,
        verb: Verb::Review,
        text: &sent.body.reason,
        kind: REASON,
    };
    act(&incidents, &sent, id, with).await
}

/// Closes. A police matter closes only by police, or with the duty commander's written reason.
#[utoipa::path(post, path = "/api/v1/incidents/{id}/close", params(("id" = IncidentId, Path)), request_body = ReasonBody, responses((status = 200, body = IncidentView)))]
pub(super) async fn close(
    State(incidents): State<Incidents>,
    Path(id): Path<IncidentId>,
    sent: Sent<ReasonBody>,
) -> Result<Answered> {
    let with =
        With { expected_version: sent.body.expected_version, verb: Verb::Close, text: &sent.body.reason, kind: REASON };
    act(&incidents, &sent, id, with).await
}

/// Passes a non-police matter to another body.
#[utoipa::path(post, path = "/api/v1/incidents/{id}/transfer", params(("id" = IncidentId, Path)), request_body = TransferBody, responses((status = 200, body = IncidentView)))]
pub(super) async fn transfer(
    State(incidents): State<Incidents>,
    Path(id): Path<IncidentId>,
    sent: Sent<TransferBody>,
) -> Result<Answered> {
    let with = With {
        expected_version: sent.body.expected_version,
        verb: Verb::Transfer { to: sent.body.to },
        text: &sent.body.reason,
        kind: REASON,
    };
    act(&incidents, &sent, id, with).await
}

/// Merges it into another report of the same matter.
#[utoipa::path(post, path = "/api/v1/incidents/{id}/merge", params(("id" = IncidentId, Path)), request_body = MergeBody, responses((status = 200, body = IncidentView)))]
pub(super) async fn merge(
    State(incidents): State<Incidents>,
    Path(id): Path<IncidentId>,
    sent: Sent<MergeBody>,
) -> Result<Answered> {
    let with = With {
        expected_version: sent.body.expected_version,
        verb: Verb::Merge { into: sent.body.into },
        text: &sent.body.reason,
        kind: REASON,
    };
    act(&incidents, &sent, id, with).await
}

/// Goes on with it as a dispute.
#[utoipa::path(post, path = "/api/v1/incidents/{id}/convert", params(("id" = IncidentId, Path)), request_body = ReasonBody, responses((status = 200, body = IncidentView)))]
pub(super) async fn convert(
    State(incidents): State<Incidents>,
    Path(id): Path<IncidentId>,
    sent: Sent<ReasonBody>,
) -> Result<Answered> {
    let with = With {
        expected_version: sent.body.expected_version,
        verb: Verb::Convert,
        text: &sent.body.reason,
        kind: REASON,
    };
    act(&incidents, &sent, id, with).await
}

/// Asks for police: it is a police matter after all, and community forces only observe.
#[utoipa::path(post, path = "/api/v1/incidents/{id}/escalate", params(("id" = IncidentId, Path)), request_body = ReasonBody, responses((status = 200, body = IncidentView)))]
pub(super) async fn escalate(
    State(incidents): State<Incidents>,
    Path(id): Path<IncidentId>,
    sent: Sent<ReasonBody>,
) -> Result<Answered> {
    let with = With {
        expected_version: sent.body.expected_version,
        verb: Verb::Escalate,
        text: &sent.body.reason,
        kind: REASON,
    };
    act(&incidents, &sent, id, with).await
}

/// Withdraws it; the reason is needed.
#[utoipa::path(post, path = "/api/v1/incidents/{id}/cancel", params(("id" = IncidentId, Path)), request_body = ReasonBody, responses((status = 200, body = IncidentView)))]
pub(super) async fn cancel(
    State(incidents): State<Incidents>,
    Path(id): Path<IncidentId>,
    sent: Sent<ReasonBody>,
) -> Result<Answered> {
    let with = With {
        expected_version: sent.body.expected_version,
        verb: Verb::Cancel,
        text: &sent.body.reason,
        kind: REASON,
    };
    act(&incidents, &sent, id, with).await
}

/// Takes it up again within 72 hours, or whenever somebody called again; the reason is needed.
#[utoipa::path(post, path = "/api/v1/incidents/{id}/reopen", params(("id" = IncidentId, Path)), request_body = ReopenBody, responses((status = 200, body = IncidentView)))]
pub(super) async fn reopen(
    State(incidents): State<Incidents>,
    Path(id): Path<IncidentId>,
    sent: Sent<ReopenBody>,
) -> Result<Answered> {
    let with = With {
        expected_version: sent.body.expected_version,
        verb: Verb::Reopen { repeated_by: sent.body.repeated_by },
        text: &sent.body.reason,
        kind: REASON,
    };
    act(&incidents, &sent, id, with).await
}

/// Records what the caller said when asked again.
#[utoipa::path(post, path = "/api/v1/incidents/{id}/revisit", params(("id" = IncidentId, Path)), request_body = RevisitBody, responses((status = 200, body = IncidentView)))]
pub(super) async fn revisit(
    State(incidents): State<Incidents>,
    Path(id): Path<IncidentId>,
    sent: Sent<RevisitBody>,
) -> Result<Answered> {
    let with = With {
        expected_version: sent.body.expected_version,
        verb: Verb::Revisit,
        text: &sent.body.result,
        kind: RESULT,
    };
    act(&incidents, &sent, id, with).await
}

/// Says that the caller works on it. It informs others and locks nothing.
#[utoipa::path(post, path = "/api/v1/incidents/{id}/claim", params(("id" = IncidentId, Path)), request_body = PlainBody, responses((status = 200, body = IncidentView)))]
pub(super) async fn claim(
    State(incidents): State<Incidents>,
    Path(id): Path<IncidentId>,
    sent: Sent<PlainBody>,
) -> Result<Answered> {
    let with = With { expected_version: sent.body.expected_version, verb: Verb::Claim, text: "", kind: REASON };
    act(&incidents, &sent, id, with).await
}

/// Says that the caller no longer works on it.
#[utoipa::path(post, path = "/api/v1/incidents/{id}/release", params(("id" = IncidentId, Path)), request_body = PlainBody, responses((status = 200, body = IncidentView)))]
pub(super) async fn release(
    State(incidents): State<Incidents>,
    Path(id): Path<IncidentId>,
    sent: Sent<PlainBody>,
) -> Result<Answered> {
    let with = With { expected_version: sent.body.expected_version, verb: Verb::Release, text: "", kind: REASON };
    act(&incidents, &sent, id, with).await
}

/// Sends people home with thanks: one, or all who are not there yet.
#[utoipa::path(post, path = "/api/v1/incidents/{id}/stand_down", params(("id" = IncidentId, Path)), request_body = StandDownBody, responses((status = 200, body = IncidentView)))]
pub(super) async fn stand_down(
    State(incidents): State<Incidents>,
    Path(id): Path<IncidentId>,
    sent: Sent<StandDownBody>,
) -> Result<Answered> {
    let with = With {
        expected_version: sent.body.expected_version,
        verb: Verb::StandDown { offer: sent.body.offer_id },
        text: "",
        kind: REASON,
    };
    act(&incidents, &sent, id, with).await
}
