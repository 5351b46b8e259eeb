//! What is read: lists, one incident, who may go, who was considered.

use axum::Json;
use axum::extract::{Path, Query, State};
use chrono::{DateTime, Utc};
use dispatch::eligibility::Skip;
use dispatch::rank::Pick;
use domain::ids::{IncidentId, MemberId};
use domain::member::MemberKind;
use domain::offer::OfferStatus;
use platform::problem::{Error, Field, Result};
use platform::scope::Scope;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::incidents::Incidents;
use crate::reach::may_send;
use crate::rows::{incident, offer};
use crate::store::{self, PAGE_MAX, Which};
use crate::view::incident::{Beside, IncidentView, show as show_incident, show_whole};
use crate::view::names::Names;
use crate::view::offer::{OfferView, show as show_offer};
use crate::view::progress::Calls;
use crate::words::{Caller, Words};

/// Incidents of one page if the caller does not say.
const PAGE: u64 = 50;
/// Which incidents to list.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct ListQuery {
    /// `open` (the default), `closed` or `all`.
    status: Option<String>,
    /// Only those that began with nobody at the desk and that nobody has reviewed, over or not.
    #[serde(default)]
    needs_review: bool,
    /// The cursor of the page before.
    after: Option<Uuid>,
    /// How many, at most 200.
    limit: Option<u64>,
}

/// A page of incidents.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct IncidentPage {
    /// The newest first.
    items: Vec<IncidentView>,
    /// The cursor of the next page.
    next: Option<Uuid>,
}

/// Lists the incidents within the caller's scope, the newest first.
#[utoipa::path(get, path = "/api/v1/incidents", params(ListQuery), responses((status = 200, body = IncidentPage)))]
pub(super) async fn list(
    State(incidents): State<Incidents>,
    scope: Scope,
    Query(query): Query<ListQuery>,
) -> Result<Json<IncidentPage>> {
    let which = match query.status.as_deref() {
        None if query.needs_review => Which::All,
        None | Some("open") => Which::Open,
        Some("closed") => Which::Closed,
        Some("all") => Which::All,
        Some(_) => {
            let field = Field::new("status", "unknown", "应为 open、closed 或 all", "must be open, closed or all");
            return Err(Error::Invalid(vec![field]));
        }
    };
    let limit = query.limit.unwrap_or(PAGE).clamp(1, PAGE_MAX);
    let rows = store::list(&scope, incidents.app(), which, query.needs_review, query.after, limit).await?;
    let next = (rows.len() as u64 == limit).then(|| rows.last().map(|it| it.id.into())).flatten();
    Ok(Json(IncidentPage { items: views(&incidents, &scope, &rows).await?, next }))
}

/// Cases at home and with children: nobody takes their words away page by page, whoever may read them one by one
/// (red line: cases of domestic violence and of minors cannot be exported in bulk).
fn is_restricted(row: &incident::Model) -> bool {
    row.involves_dv || row.involves_minor
}

/// Shows rows with their words, opened in one read; those of restricted cases stay sealed.
async fn views(incidents: &Incidents, scope: &Scope, rows: &[incident::Model]) -> Result<Vec<IncidentView>> {
    let names = incidents.names(scope)?;
    let open = rows.iter().filter(|it| !is_restricted(it));
    let ids: Vec<_> = open.flat_map(|it| [it.words_sealed_id, it.caller_sealed_id]).flatten().collect();
    let sealed = store::sealed(scope, incidents.app(), ids).await?;
    let sealer = incidents.app().sealer();
    let find = |id: Option<domain::ids::SealedId>| sealed.iter().find(|it| Some(it.id) == id);
    let offers = store::offers_of_all(scope, incidents.app(), rows.iter().map(|it| it.id).collect()).await?;
    Ok(rows
        .iter()
        .map(|row| {
            let words = Words::open(sealer, find(row.words_sealed_id));
            let caller = Caller::open(sealer, find(row.caller_sealed_id));
            let view = show_incident(row, Beside { words, caller, ..Beside::default() }, &names, scope);
            IncidentView { calls: Calls::count(row, &offers), ..view }
        })
        .collect())
}

/// Shows one incident with its calls and rings.
#[utoipa::path(get, path = "/api/v1/incidents/{id}", params(("id" = IncidentId, Path)), responses((status = 200, body = IncidentView)))]
pub(super) async fn show(
    State(incidents): State<Incidents>,
    scope: Scope,
    Path(id): Path<IncidentId>,
) -> Result<Json<IncidentView>> {
    Ok(Json(whole(&incidents, &scope, id).await?))
}

/// One incident as `scope` may see it, with everything beside its row.
pub(super) async fn whole(incidents: &Incidents, scope: &Scope, id: IncidentId) -> Result<IncidentView> {
    let (row, offers) = store::find(scope, incidents.app(), id).await?;
    let names = incidents.names(scope)?;
    let ids: Vec<_> = row.shown_sealed().into_iter().flatten().collect();
    let sealed = store::sealed(scope, incidents.app(), ids).await?;
    let find = |id: Option<domain::ids::SealedId>| sealed.iter().find(|it| Some(it.id) == id);
    let beside = incidents.beside(scope, &names, &row, find);
    Ok(show_whole(&row, &offers, beside, &names, scope))
}

/// Everybody who may go, the first first, and everybody who may not, with reasons.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct CandidateView {
    /// `road`, or `straight_line` where there is no street graph.
    way: String,
    /// Who may go.
    picks: Vec<PickView>,
    /// Who may not, the nearest first.
    skips: Vec<SkipView>,
}

/// Somebody who may go.
#[derive(Debug, Serialize, ToSchema)]
struct PickView {
    /// Who.
    member_id: MemberId,
    /// The name, as the caller may read it.
    member_name: String,
    /// What the member is.
    kind: Option<MemberKind>,
    /// The member's unit.
    unit_name: Option<String>,
    /// The member's post.
    post_name: Option<String>,
    /// The response ring, 1 to 3.
    ring: u8,
    /// Seconds to the incident.
    travel_s: u32,
    /// Metres to the incident.
    distance_m: u32,
    /// How the travel time was found.
    way: String,
    /// Whether the position is older than it may be.
    stale: bool,
    /// How old the position is; `null` where only the post is known.
    position_age_s: Option<u32>,
    /// Why: `{"code", "params"}`.
    #[schema(value_type = Object)]
    reason: Value,
    /// Where the call of this incident stands, if there is one.
    offer_status: Option<OfferStatus>,
}

/// Somebody who may not go.
#[derive(Debug, Serialize, ToSchema)]
struct SkipView {
    /// Who.
    member_id: MemberId,
    /// The name, as the caller may read it.
    member_name: String,
    /// The member's unit.
    unit_name: Option<String>,
    /// Metres as the crow flies, if a position is known.
    distance_m: Option<u32>,
    /// Why not: `{"code", "params"}`.
    #[schema(value_type = Object)]
    reason: Value,
}

/// Ranks everybody whom the caller may send to an incident.
#[utoipa::path(get, path = "/api/v1/incidents/{id}/candidates", params(("id" = IncidentId, Path)), responses((status = 200, body = CandidateView)))]
pub(super) async fn candidates(
    State(incidents): State<Incidents>,
    scope: Scope,
    Path(id): Path<IncidentId>,
) -> Result<Json<CandidateView>> {
    store::find(&scope, incidents.app(), id).await?;
    let names = incidents.names(&scope)?;
    let list = incidents.candidates(scope.station, id).await?.ok_or(Error::NotFound)?;
    let sends = |member| may_send(&scope, names.member_facts(member).as_deref());
    Ok(Json(CandidateView {
        way: word(&list.way),
        picks: list
            .picks
            .iter()
            .filter(|it| sends(it.pick.member))
            .map(|it| pick(&it.pick, it.status, &names, &scope))
            .collect(),
        skips: list
            .skips
            .iter()
            .filter(|it| sends(it.member))
            .map(|it| skip(it.member, it.distance_m, it.reason, &names, &scope))
            .collect(),
    }))
}

fn pick(pick: &Pick, offer_status: Option<OfferStatus>, names: &Names, scope: &Scope) -> PickView {
    let member = names.member_facts(pick.member);
    PickView {
        member_id: pick.member,
        member_name: names.member(scope, pick.member),
        kind: member.as_ref().map(|it| it.kind),
        unit_name: names.unit(member.as_ref().and_then(|it| it.unit)),
        post_name: names.post(member.as_ref().and_then(|it| it.post)),
        ring: pick.ring.number(),
        travel_s: pick.travel_s,
        distance_m: pick.distance_m,
        way: word(&pick.way),
        stale: pick.stale,
        position_age_s: pick.position_age_s,
        reason: json!(pick.reason),
        offer_status,
    }
}

fn skip(member: MemberId, distance_m: Option<u32>, reason: Skip, names: &Names, scope: &Scope) -> SkipView {
    SkipView {
        member_id: member,
        member_name: names.member(scope, member),
        unit_name: names.unit(names.member_facts(member).and_then(|it| it.unit)),
        distance_m,
        reason: json!(reason),
    }
}

/// The wire word of a value that is written as one.
fn word(value: &impl Serialize) -> String {
    json!(value).as_str().unwrap_or_default().to_owned()
}

/// One wave of a search, or one choice by hand, as it was decided.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ConsiderationView {
    /// When.
    at: DateTime<Utc>,
    /// Which wave.
    wave: i64,
    /// Chosen by hand.
    manual: bool,
    /// Who was called and why.
    #[schema(value_type = Vec<Object>)]
    picks: Value,
    /// Who was not and why.
    #[schema(value_type = Vec<Object>)]
    skips: Value,
}

/// The considerations of an incident.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ConsiderationPage {
    /// The oldest first.
    items: Vec<ConsiderationView>,
    /// Always `null`: an incident's considerations are one page.
    next: Option<Uuid>,
}

/// Shows every pick and every skip of an incident with its reason, as it was kept.
#[utoipa::path(get, path = "/api/v1/incidents/{id}/considerations", params(("id" = IncidentId, Path)), responses((status = 200, body = ConsiderationPage)))]
pub(super) async fn considerations(
    State(incidents): State<Incidents>,
    scope: Scope,
    Path(id): Path<IncidentId>,
) -> Result<Json<ConsiderationPage>> {
    store::find(&scope, incidents.app(), id).await?;
    let names = incidents.names(&scope)?;
    let rows = store::considerations(&scope, incidents.app(), id).await?;
    let items = rows
        .into_iter()
        .map(|it| ConsiderationView {
            at: it.at,
            wave: it.wave,
            manual: it.manual,
            picks: named(it.picks, &names, &scope),
            skips: named(it.skips, &names, &scope),
        })
        .collect();
    Ok(Json(ConsiderationPage { items, next: None }))
}

/// Puts the member's name beside the id.
fn named(mut list: Value, names: &Names, scope: &Scope) -> Value {
    for item in list.as_array_mut().into_iter().flatten() {
        let id = item.get("member").and_then(Value::as_str).and_then(|it| it.parse::<MemberId>().ok());
        if let (Some(id), Some(object)) = (id, item.as_object_mut()) {
            object.insert("member_name".to_owned(), names.member(scope, id).into());
        }
    }
    list
}

/// The caller's own calls, for [`super::offers`].
pub(super) async fn own_views(incidents: &Incidents, scope: &Scope, rows: &[offer::Model]) -> Result<Vec<OfferView>> {
    let names = incidents.names(scope)?;
    let mut views = Vec::with_capacity(rows.len());
    for row in rows {
        let (row, incident) = store::offer(scope, incidents.app(), row.id).await?;
        let sealed = store::sealed(scope, incidents.app(), incident.words_sealed_id.into_iter().collect()).await?;
        let words = Words::open(incidents.app().sealer(), sealed.first());
        views.push(show_offer(&row, &incident, &words, &names, scope));
    }
    Ok(views)
}
