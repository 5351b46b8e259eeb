//! The routes of terminals: looking after them, being one, and taking turns on them.

use axum::Json;
use axum::extract::{Extension, Path, Query, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};
use domain::ids::{ConsentId, MemberId, PostId, SealedId, SessionId, ShiftId, TerminalId};
use domain::permission::Permission;
use domain::terminal::{TerminalAction, TerminalKind, TerminalStatus};
use people::store::terminal;
use platform::api::Api;
use platform::db::Answered;
use platform::problem::{Error, Field, Result, refuse};
use platform::scope::Scope;
use platform::seal::Personal;
use platform::sent::{Sent, system_sender};
use platform::session::{self, Secured, Sessions, cookie, token_of};
use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _, QueryOrder as _, QuerySelect as _};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

use crate::duty::Duty;
use crate::refusal;
use crate::terminal::enrol::{CREDENTIAL, Enrol};
use crate::terminal::manage::{Lose, Register, Registered, Renew, TerminalView};
use crate::terminal::page::PostPage;
use crate::terminal::ring::{Ring, RingView};
use crate::terminal::turn::{Leaving, NOTE, TakeTurn, Turn};
use crate::terminal::{audience, of_scope, row_of};

/// The longest name of a terminal, in characters.
const LABEL_CHARS_MAX: usize = 40;
/// The longest note of a hand-over, in characters.
const NOTE_CHARS_MAX: usize = 500;
/// Terminals of one page.
const PAGE_MAX: u64 = 500;

/// The routes of terminals.
pub fn routes(duty: Duty) -> OpenApiRouter {
    Api::new("terminal")
        .guarded(Permission::TerminalEdit, routes!(list, register))
        .guarded(Permission::TerminalEdit, routes!(show))
        .guarded(Permission::TerminalEdit, routes!(renew))
        .guarded(Permission::TerminalEdit, routes!(lost))
        .guarded(Permission::TerminalEdit, routes!(found))
        .guarded(Permission::TerminalEdit, routes!(disable))
        .public(routes!(enrol))
        .public(routes!(check))
        .guarded(Permission::TerminalUse, routes!(page))
        .guarded(Permission::TerminalUse, routes!(confirm))
        .guarded(Permission::DutyConfirm, routes!(hand_over))
        .guarded(Permission::DutyConfirm, routes!(ring))
        .guarded(Permission::DutyConfirm, routes!(ring_answer))
        .with(duty)
}

/// A terminal to register.
#[derive(Debug, Deserialize, ToSchema)]
pub struct RegisterBody {
    /// The post it belongs to.
    post_id: PostId,
    /// What it is; the screen of a gate if left out.
    kind: Option<TerminalKind>,
    /// What people call it.
    #[schema(min_length = 1, max_length = 40)]
    label: String,
}

/// Registers a terminal of a post; the answer holds the token of its QR code.
#[utoipa::path(post, path = "/api/v1/terminals", request_body = RegisterBody, responses((status = 201, body = Registered)))]
async fn register(State(duty): State<Duty>, sent: Sent<RegisterBody>) -> Result<Answered> {
    let Sent { scope, sender, body } = sent;
    let label = body.label.trim().to_owned();
    length("label", &label, 1, LABEL_CHARS_MAX)?;
    let atlas = duty.places().atlas(scope.station)?;
    let post = atlas.post(body.post_id).filter(|it| scope.may_see(&audience(it)));
    let Some(post) = post else { return Err(refuse(&refusal::NO_SUCH_POST).field("post_id").into()) };
    let (token, hash) = Sessions::token();
    let id = TerminalId::from(Uuid::now_v7());
    let kind = body.kind.unwrap_or(TerminalKind::FixedPanel);
    let command = Register { post: post.id, scope, id, kind, label, token, hash: hash.to_vec() };
    duty.app().db().run(sender, command).await
}

/// Which page of terminals.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct TerminalQuery {
    /// The cursor that the last page gave.
    after: Option<TerminalId>,
}

/// A page of terminals.
#[derive(Debug, Serialize, ToSchema)]
pub struct TerminalPage {
    /// The terminals, in the order of their ids.
    items: Vec<TerminalView>,
    /// Where the next page begins.
    next: Option<TerminalId>,
}

/// Lists the terminals within the caller's reach.
#[utoipa::path(get, path = "/api/v1/terminals", params(TerminalQuery), responses((status = 200, body = TerminalPage)))]
async fn list(
    State(duty): State<Duty>,
    scope: Scope,
    Query(query): Query<TerminalQuery>,
) -> Result<Json<TerminalPage>> {
    let mut asked = terminal::Entity::find().filter(terminal::Column::StationId.eq(scope.station));
    if let Some(after) = query.after {
        asked = asked.filter(terminal::Column::Id.gt(after));
    }
    let rows = asked.order_by_asc(terminal::Column::Id).limit(PAGE_MAX).all(duty.app().db().read()).await?;
    let next = (rows.len() as u64 == PAGE_MAX).then(|| rows.last().map(|it| it.id)).flatten();
    let items = rows.iter().filter_map(|it| view(&duty, &scope, it).ok()).collect();
    Ok(Json(TerminalPage { items, next }))
}

/// Shows one terminal.
#[utoipa::path(get, path = "/api/v1/terminals/{id}", params(("id" = TerminalId, Path)), responses((status = 200, body = TerminalView)))]
async fn show(State(duty): State<Duty>, scope: Scope, Path(id): Path<TerminalId>) -> Result<Json<TerminalView>> {
    let row = row_of(&scope, duty.app().db(), id).await?;
    Ok(Json(view(&duty, &scope, &row)?))
}

/// A terminal as the caller may see it, with who is on shift on it.
fn view(duty: &Duty, scope: &Scope, row: &terminal::Model) -> Result<TerminalView> {
    let atlas = duty.places().atlas(scope.station)?;
    let post = atlas.post(row.post_id).filter(|it| scope.may_see(&audience(it))).ok_or(Error::NotFound)?;
    let on_shift = row.member_id.map(|it| duty.people().name(scope, it));
    Ok(TerminalView { on_shift, ..TerminalView::new(row, &post.name) })
}

/// Nothing has to be said.
#[derive(Debug, Deserialize, ToSchema)]
pub struct NoBody {}

/// Gives a terminal that was not enrolled yet a new QR code; the old one ends.
#[utoipa::path(post, path = "/api/v1/terminals/{id}/code", params(("id" = TerminalId, Path)), request_body = NoBody, responses((status = 200, body = Registered)))]
async fn renew(State(duty): State<Duty>, Path(id): Path<TerminalId>, sent: Sent<NoBody>) -> Result<Answered> {
    let (token, hash) = Sessions::token();
    duty.app().db().run(sent.sender, Renew { scope: sent.scope, id, token, hash: hash.to_vec() }).await
}

/// Reports a terminal lost. It goes on working until a second person confirms.
#[utoipa::path(post, path = "/api/v1/terminals/{id}/lost", params(("id" = TerminalId, Path)), request_body = NoBody, responses((status = 200, body = TerminalView)))]
async fn lost(State(duty): State<Duty>, Path(id): Path<TerminalId>, sent: Sent<NoBody>) -> Result<Answered> {
    lose(&duty, id, sent, TerminalAction::ReportLost).await
}

/// Says that a terminal reported lost was found.
#[utoipa::path(post, path = "/api/v1/terminals/{id}/found", params(("id" = TerminalId, Path)), request_body = NoBody, responses((status = 200, body = TerminalView)))]
async fn found(State(duty): State<Duty>, Path(id): Path<TerminalId>, sent: Sent<NoBody>) -> Result<Answered> {
    lose(&duty, id, sent, TerminalAction::Find).await
}

/// Disables a lost terminal as the second person: its credential is worth nothing, its page clears itself.
#[utoipa::path(post, path = "/api/v1/terminals/{id}/disable", params(("id" = TerminalId, Path)), request_body = NoBody, responses((status = 200, body = TerminalView)))]
async fn disable(State(duty): State<Duty>, Path(id): Path<TerminalId>, sent: Sent<NoBody>) -> Result<Answered> {
    lose(&duty, id, sent, TerminalAction::Disable).await
}

async fn lose(duty: &Duty, id: TerminalId, sent: Sent<NoBody>, action: TerminalAction) -> Result<Answered> {
    duty.app().db().run(sent.sender, Lose { scope: sent.scope, id, action }).await
}

/// The token of a QR code.
#[derive(Deserialize, ToSchema)]
pub struct EnrolBody {
    /// What the QR code holds.
    #[schema(max_length = 128)]
    token: String,
}

/// A terminal that is in use from now on.
#[derive(Debug, Serialize, ToSchema)]
pub struct Enrolled {
    /// Its credential, for programs: sent as `Authorization: Bearer`. Pages use the cookie.
    token: String,
    /// The terminal.
    terminal: TerminalView,
}

/// Enrols a terminal: the token of a QR code becomes its credential, once.
#[utoipa::path(post, path = "/api/v1/terminal/enrol", request_body = EnrolBody, responses((status = 201, body = Enrolled)))]
async fn enrol(
    State(duty): State<Duty>,
    secured: Option<Extension<Secured>>,
    Json(body): Json<EnrolBody>,
) -> Result<Response> {
    let hash = Sessions::hash(body.token.trim()).to_vec();
    let db = duty.app().db();
    let found = terminal::Entity::find().filter(terminal::Column::EnrolHash.eq(hash.clone())).all(db.read()).await?;
    let row = found.into_iter().next().ok_or_else(|| refuse(&refusal::ENROL_CODE))?;
    let (token, credential) = Sessions::token();
    let session = SessionId::from(Uuid::now_v7());
    let command = Enrol { id: row.id, hash, session, credential: credential.to_vec() };
    let sender = system_sender(row.station_id, &[b"terminal.enrol", Uuid::now_v7().as_bytes()]);
    let terminal: TerminalView = db.run(sender, command).await?.read()?;
    let cookie = cookie(&token, CREDENTIAL.num_seconds(), secured.is_some())?;
    Ok((StatusCode::CREATED, [(header::SET_COOKIE, cookie)], Json(Enrolled { token, terminal })).into_response())
}

/// What has become of a terminal's credential.
#[derive(Debug, Serialize, ToSchema)]
pub struct Checked {
    /// Whether it can still be used.
    works: bool,
    /// Whether the page must clear everything it holds.
    wipe: bool,
}

/// Tells a page that was refused what has become of it: disabled means that it must clear itself, and the browser is
/// told to clear what it keeps for the station.
#[utoipa::path(post, path = "/api/v1/terminal/check", responses((status = 200, body = Checked)))]
async fn check(State(duty): State<Duty>, headers: HeaderMap) -> Result<Response> {
    let db = duty.app().db();
    let hash = token_of(&headers).map(|it| Sessions::hash(it).to_vec());
    let Some(hash) = hash else { return Ok(Json(Checked { works: false, wipe: false }).into_response()) };
    let found = session::Entity::find().filter(session::Column::TokenHash.eq(hash)).all(db.read()).await?;
    let found = found.into_iter().next();
    let id = found.as_ref().map(|it| TerminalId::from(it.account_id.uuid()));
    let row = match id {
        Some(id) => terminal::Entity::find_by_id(id).all(db.read()).await?.into_iter().next(),
        None => None,
    };
    let now = duty.app().clock().now();
    let stands = found.is_some_and(|it| it.revoked_at.is_none() && it.expires_at > now);
    let works = stands && row.as_ref().is_some_and(|it| it.status.works());
    let wipe = row.is_some_and(|it| it.status == TerminalStatus::Disabled);
    let mut response = Json(Checked { works, wipe }).into_response();
    if wipe {
        let clear = HeaderValue::from_static("\"cache\", \"cookies\", \"storage\"");
        response.headers_mut().insert(HeaderName::from_static("clear-site-data"), clear);
    }
    Ok(response)
}

/// Shows the page of the post whose terminal asks.
#[utoipa::path(get, path = "/api/v1/terminal", responses((status = 200, body = PostPage)))]
async fn page(State(duty): State<Duty>, scope: Scope) -> Result<Json<PostPage>> {
    Ok(Json(duty.post_page(&scope).await?))
}

/// Who says to be on shift.
#[derive(Debug, Deserialize, ToSchema)]
pub struct TurnBody {
    /// Who.
    member_id: MemberId,
    /// Whether whoever is still down as being there is relieved; asked when the terminal is held by another.
    take_over: Option<bool>,
    /// When the turn should end; eight hours from now if left out.
    planned_end_at: Option<DateTime<Utc>>,
    /// Whether the one on shift consents to be located while on duty.
    consent_location: Option<bool>,
}

/// Confirms on a terminal who is on shift: 「我是当班人」. Said again by the same person it answers the question after
/// a forgotten hand-over.
#[utoipa::path(post, path = "/api/v1/terminal/confirm", request_body = TurnBody, responses((status = 200, body = Turn)))]
async fn confirm(State(duty): State<Duty>, sent: Sent<TurnBody>) -> Result<Answered> {
    let Sent { scope, sender, body } = sent;
    let command = TakeTurn {
        terminal: Some(of_scope(&scope)?),
        leaving: if body.take_over == Some(true) { Leaving::Whoever } else { Leaving::Nobody },
        incoming: body.member_id,
        shift: ShiftId::from(Uuid::now_v7()),
        planned_end: body.planned_end_at,
        note: None,
        location: body.consent_location.map(|it| (it, ConsentId::from(Uuid::now_v7()))),
        scope,
    };
    duty.app().db().run(sender, command).await
}

/// A hand-over.
#[derive(Debug, Deserialize, ToSchema)]
pub struct HandOverBody {
    /// Who hands over; must be on shift there.
    from_member_id: MemberId,
    /// Who takes over. On the own phone it is the caller.
    to_member_id: Option<MemberId>,
    /// What the one who comes must know.
    #[schema(max_length = 500)]
    note: Option<String>,
    /// When the new turn should end; eight hours from now if left out.
    planned_end_at: Option<DateTime<Utc>>,
    /// Whether the one who comes consents to be located while on duty.
    consent_location: Option<bool>,
}

/// Hands a post over with a note: the one who goes is relieved, and the one who comes is on shift.
#[utoipa::path(post, path = "/api/v1/duty/hand_over", request_body = HandOverBody, responses((status = 200, body = Turn)))]
async fn hand_over(State(duty): State<Duty>, sent: Sent<HandOverBody>) -> Result<Answered> {
    let Sent { scope, sender, body } = sent;
    let terminal = of_scope(&scope).ok();
    let incoming = match terminal {
        Some(_) => body.to_member_id.ok_or_else(|| {
            Error::Invalid(vec![Field::new("to_member_id", "required", "请选择接班人", "Choose who takes over")])
        })?,
        None => scope.member.ok_or_else(|| refuse(&refusal::NOT_A_MEMBER))?,
    };
    // Nobody is put on shift by somebody else's phone.
    if terminal.is_none() && body.to_member_id.is_some_and(|it| it != incoming) {
        return Err(refuse(&refusal::HAND_OVER_FOR_ANOTHER).field("to_member_id").into());
    }
    let shift = ShiftId::from(Uuid::now_v7());
    let note = body.note.as_deref().map(str::trim).filter(|it| !it.is_empty());
    if let Some(note) = note {
        length("note", note, 1, NOTE_CHARS_MAX)?;
    }
    let now = duty.app().clock().now();
    let sealed = SealedId::from(Uuid::now_v7());
    let sealer = duty.app().sealer();
    let note = note.map(|it| sealer.seal(sealed, scope.station, shift.into(), NOTE, &Personal::new(it), now));
    let command = TakeTurn {
        terminal,
        leaving: Leaving::Member(body.from_member_id),
        incoming,
        shift,
        planned_end: body.planned_end_at,
        note,
        location: body.consent_location.map(|it| (it, ConsentId::from(Uuid::now_v7()))),
        scope,
    };
    duty.app().db().run(sender, command).await
}

/// Sends a test ring to the one on shift.
#[utoipa::path(post, path = "/api/v1/duty/ring", request_body = NoBody, responses((status = 200, body = RingView)))]
async fn ring(State(duty): State<Duty>, sent: Sent<NoBody>) -> Result<Answered> {
    let member = sent.scope.member.ok_or_else(|| refuse(&refusal::NOT_ON_SHIFT))?;
    duty.app().db().run(sent.sender, Ring { scope: sent.scope, member, heard: None }).await
}

/// Whether a test ring was heard.
#[derive(Debug, Deserialize, ToSchema)]
pub struct HeardBody {
    /// Whether it was heard.
    heard: bool,
}

/// Says whether the test ring was heard. What was not heard is telephoned: the desk is told so.
#[utoipa::path(post, path = "/api/v1/duty/ring/answer", request_body = HeardBody, responses((status = 200, body = RingView)))]
async fn ring_answer(State(duty): State<Duty>, sent: Sent<HeardBody>) -> Result<Answered> {
    let member = sent.scope.member.ok_or_else(|| refuse(&refusal::NOT_ON_SHIFT))?;
    duty.app().db().run(sent.sender, Ring { scope: sent.scope, member, heard: Some(sent.body.heard) }).await
}

fn length(field: &'static str, text: &str, least: usize, most: usize) -> Result<()> {
    if (least..=most).contains(&text.chars().count()) {
        return Ok(());
    }
    let (zh, en) = (format!("请写 {least} 到 {most} 个字"), format!("Write {least} to {most} characters"));
    Err(Error::Invalid(vec![Field::new(field, "length", zh, en)]))
}
