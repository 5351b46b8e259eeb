//! Sign-off, return, the numbers of other systems, the text to paste there; and the report of a major incident.

use axum::Json;
use axum::extract::{Path, Query, State};
use domain::category::dictionary::Dictionary;
use domain::ids::IncidentId;
use domain::incident::outside::{CopyFor, Matter, copy_text};
use domain::incident::transfer::transfer_check;
use domain::words::Words as Sentence;
use platform::db::Answered;
use platform::problem::{self, Error, Field, Result, refuse, rule};
use platform::scope::Scope;
use platform::sent::Sent;
use platform::time::moment;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::bodies::{ExternalRefBody, MajorBody, MajorStepBody, ReasonBody, ReceiptBody, ReturnBody};
use super::verbs::{With, act};
use crate::act::Verb;
use crate::incidents::Incidents;
use crate::rows::incident;
use crate::store;
use crate::view::incident::IncidentView;
use crate::view::names::Names;
use crate::view::sight::reads_words;
use crate::words::{REASON, SIGNED, Words};

/// Records that the other body has signed for it: who there, and under which number.
#[utoipa::path(post, path = "/api/v1/incidents/{id}/receipt", params(("id" = IncidentId, Path)), request_body = ReceiptBody, responses((status = 200, body = IncidentView)))]
pub(super) async fn receipt(
    State(incidents): State<Incidents>,
    Path(id): Path<IncidentId>,
    sent: Sent<ReceiptBody>,
) -> Result<Answered> {
    let with = With {
        expected_version: sent.body.expected_version,
        verb: Verb::Receipt { number: sent.body.number.clone() },
        text: &sent.body.signed_by,
        kind: SIGNED,
    };
    act(&incidents, &sent, id, with).await
}

/// It comes back: returned with a reason, once in its life and never by the body that received it first, or taken
/// back by the station.
#[utoipa::path(post, path = "/api/v1/incidents/{id}/return", params(("id" = IncidentId, Path)), request_body = ReturnBody, responses((status = 200, body = IncidentView)))]
pub(super) async fn return_(
    State(incidents): State<Incidents>,
    Path(id): Path<IncidentId>,
    sent: Sent<ReturnBody>,
) -> Result<Answered> {
    let with = With {
        expected_version: sent.body.expected_version,
        verb: Verb::Return { taken_back: sent.body.taken_back },
        text: &sent.body.reason,
        kind: REASON,
    };
    act(&incidents, &sent, id, with).await
}

/// Notes the number that another system has for it, in place of an earlier one.
#[utoipa::path(post, path = "/api/v1/incidents/{id}/external_ref", params(("id" = IncidentId, Path)), request_body = ExternalRefBody, responses((status = 200, body = IncidentView)))]
pub(super) async fn external_ref(
    State(incidents): State<Incidents>,
    Path(id): Path<IncidentId>,
    sent: Sent<ExternalRefBody>,
) -> Result<Answered> {
    let verb = Verb::ExternalRef { system: sent.body.system, number: sent.body.number.trim().to_owned() };
    let with = With { expected_version: sent.body.expected_version, verb, text: "", kind: REASON };
    act(&incidents, &sent, id, with).await
}

/// Marks it as a major incident: within an hour the municipal government has to have the report.
#[utoipa::path(post, path = "/api/v1/incidents/{id}/mark_major", params(("id" = IncidentId, Path)), request_body = MajorBody, responses((status = 200, body = IncidentView)))]
pub(super) async fn mark_major(
    State(incidents): State<Incidents>,
    Path(id): Path<IncidentId>,
    sent: Sent<MajorBody>,
) -> Result<Answered> {
    let with = With {
        expected_version: sent.body.expected_version,
        verb: Verb::MarkMajor { known_at: sent.body.known_at },
        text: &sent.body.reason,
        kind: REASON,
    };
    act(&incidents, &sent, id, with).await
}

/// Takes the mark of a major incident back; the reason is needed.
#[utoipa::path(post, path = "/api/v1/incidents/{id}/unmark_major", params(("id" = IncidentId, Path)), request_body = ReasonBody, responses((status = 200, body = IncidentView)))]
pub(super) async fn unmark_major(
    State(incidents): State<Incidents>,
    Path(id): Path<IncidentId>,
    sent: Sent<ReasonBody>,
) -> Result<Answered> {
    let with = With {
        expected_version: sent.body.expected_version,
        verb: Verb::UnmarkMajor,
        text: &sent.body.reason,
        kind: REASON,
    };
    act(&incidents, &sent, id, with).await
}

/// Ticks a step of the report of a major incident, in order; the log names who did.
#[utoipa::path(post, path = "/api/v1/incidents/{id}/report_major", params(("id" = IncidentId, Path)), request_body = MajorStepBody, responses((status = 200, body = IncidentView)))]
pub(super) async fn report_major(
    State(incidents): State<Incidents>,
    Path(id): Path<IncidentId>,
    sent: Sent<MajorStepBody>,
) -> Result<Answered> {
    let with = With {
        expected_version: sent.body.expected_version,
        verb: Verb::ReportMajor { step: sent.body.step },
        text: &sent.body.told,
        kind: SIGNED,
    };
    act(&incidents, &sent, id, with).await
}

/// Whom a text is made for.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct CopyQuery {
    /// `141` (the default), `12345` or `grid`.
    to: Option<String>,
}

/// A text to paste into another system.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct CopyView {
    /// Whom it is made for.
    to: CopyFor,
    /// The text, redacted for that level.
    text: String,
}

/// Makes the text to paste into another system, redacted for the level that reads it there. It holds nothing of who
/// called; a police or unclear matter has none.
#[utoipa::path(get, path = "/api/v1/incidents/{id}/copy", params(("id" = IncidentId, Path), CopyQuery), responses((status = 200, body = CopyView)))]
pub(super) async fn copy(
    State(incidents): State<Incidents>,
    scope: Scope,
    Path(id): Path<IncidentId>,
    Query(query): Query<CopyQuery>,
) -> Result<Json<CopyView>> {
    let to = match query.to.as_deref().unwrap_or(CopyFor::Governance141.as_str()).parse::<CopyFor>() {
        Ok(to) => to,
        Err(_) => {
            let field = Field::new("to", "unknown", "应为 141、12345 或 grid", "must be 141, 12345 or grid");
            return Err(Error::Invalid(vec![field]));
        }
    };
    let (row, _) = store::find(&scope, incidents.app(), id).await?;
    if !reads_words(&scope, &row) {
        return Err(refuse(&problem::FORBIDDEN).into());
    }
    transfer_check(row.police_nature).map_err(rule)?;
    let names = incidents.names(&scope)?;
    let sealed = store::sealed(&scope, incidents.app(), row.words_sealed_id.into_iter().collect()).await?;
    let words = Words::open(incidents.app().sealer(), sealed.first());
    Ok(Json(CopyView { to, text: text(&row, &words, &names, to) }))
}

fn text(row: &incident::Model, words: &Words, names: &Names, to: CopyFor) -> String {
    let category = row.category.and_then(|it| Dictionary::built_in().get(it));
    let category = category
        .map_or_else(|| Sentence::new("未分类", "not sorted yet"), |it| Sentence::new(it.zh.clone(), it.en.clone()));
    let station = names.atlas().station();
    let (community, grid) = (names.community(row.community_id), names.grid(row.grid_id));
    let matter = Matter {
        incident_no: &row.incident_no,
        category: &category,
        community: community.as_deref().unwrap_or_default(),
        grid: grid.as_deref().unwrap_or_default(),
        address_text: words.address_text.expose(),
        description: words.description.expose(),
        reported_at: moment(row.reported_at),
        involves_minor: row.involves_minor,
        station: &station.name,
        duty_phone: &station.duty_phone,
    };
    names.words(&copy_text(&matter, to))
}
