//! The routes of notices, each with its permission.

use axum::Json;
use axum::extract::{Path, Query, State};
use chrono::{DateTime, Utc};
use domain::ids::{AccountId, NoticeId, SealedId};
use domain::notice::{NoticeKind, NoticeStatus, NoticeTarget, ReceiptAction, ReceiptStatus};
use domain::permission::Permission as P;
use places::atlas::Atlas;
use platform::api::Api;
use platform::db::Answered;
use platform::problem::{Code, Error, Result, refuse};
use platform::scope::Scope;
use platform::seal::{self, Personal};
use platform::sent::Sent;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

use crate::addressees::{self, Target};
use crate::issue::{Issue, Issued, Repetition, Withdraw};
use crate::notices::{Notices, issues};
use crate::receipts::{self, Answer, OwnReceipt, ReceiptPage};
use crate::refusal;
use crate::store::{self, notice, receipt};

/// Characters of a title.
const TITLE_MAX: usize = 60;
/// Characters of a text.
const TEXT_MAX: usize = 2_000;
/// Characters of a reason.
const REASON_MAX: usize = 200;
/// The kind of sealed values that are the words of notices.
const WORDS: &str = "notice_words";
/// The kind of sealed values that are reasons of withdrawals.
const REASON: &str = "notice_reason";

/// The routes of this slice.
pub fn routes(notices: Notices) -> OpenApiRouter {
    Api::new("notices")
        .guarded(P::NoticeIssue, routes!(issue))
        .guarded(P::NoticeRead, routes!(list))
        .guarded(P::NoticeRead, routes!(show))
        .guarded(P::NoticeIssue, routes!(receipts))
        .guarded(P::NoticeIssue, routes!(withdraw))
        .guarded(P::NoticeRead, routes!(deliver))
        .guarded(P::NoticeRead, routes!(see))
        .guarded(P::NoticeRead, routes!(acknowledge))
        .with(notices)
}

/// Title and text, as they are sealed.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
struct Words {
    title: String,
    text: String,
}

/// How a notice is repeated.
#[derive(Debug, Deserialize, ToSchema)]
struct RepeatBody {
    /// Minutes between two repetitions, 5 to 1440.
    minutes: i64,
    /// How often at most, 1 to 12.
    times: i64,
}

/// A new notice.
#[derive(Debug, Deserialize, ToSchema)]
struct NoticeBody {
    /// What it is about.
    kind: NoticeKind,
    /// The title, up to 60 characters.
    title: String,
    /// The text, up to 2000 characters.
    text: String,
    /// Whose people it goes to.
    targets: Vec<Target>,
    /// When it ends.
    expires_at: DateTime<Utc>,
    /// How it is repeated until it is acknowledged; not at all if left out.
    repeat: Option<RepeatBody>,
    /// For a lost person: whether the family has consented to a photo in writing.
    #[serde(default)]
    photo_consent: bool,
}

/// Refuses a text of no or too many characters.
fn length(code: &'static Code, field: &'static str, text: &str, limit: usize) -> Result<()> {
    let count = text.trim().chars().count();
    if (1..=limit).contains(&count) { Ok(()) } else { Err(refuse(code).with("limit", limit).field(field).into()) }
}

/// Issues a notice to everybody of the targets.
#[utoipa::path(post, path = "/api/v1/notices", request_body = NoticeBody, responses((status = 201, body = Issued)))]
async fn issue(State(notices): State<Notices>, sent: Sent<NoticeBody>) -> Result<Answered> {
    let Sent { scope, sender, body } = sent;
    length(&refusal::TITLE_LENGTH, "title", &body.title, TITLE_MAX)?;
    length(&refusal::TEXT_LENGTH, "text", &body.text, TEXT_MAX)?;
    addressees::check(&*notices.places().atlas(scope.station)?, &body.targets)?;
    let addressees = addressees::find(&notices, scope.station, &body.targets)?;
    let id = NoticeId::from(Uuid::now_v7());
    let words = Words { title: body.title.trim().to_owned(), text: body.text.trim().to_owned() };
    let words = serde_json::to_string(&words).map_err(anyhow::Error::new)?;
    let command = Issue {
        id,
        words: sealed(&notices, &scope, id, WORDS, words),
        scope,
        kind: body.kind,
        targets: body.targets,
        addressees,
        photo_consent: body.photo_consent,
        expires_at: body.expires_at,
        repetition: body.repeat.map(|it| Repetition { minutes: it.minutes, times: it.times }),
    };
    notices.app().db().run(sender, command).await
}

fn sealed(notices: &Notices, scope: &Scope, notice: NoticeId, kind: &str, text: String) -> seal::Model {
    let app = notices.app();
    let id = SealedId::from(Uuid::now_v7());
    app.sealer().seal(id, scope.station, notice.into(), kind, &Personal::new(text), app.clock().now())
}

/// One target by name.
#[derive(Debug, Serialize, ToSchema)]
struct TargetView {
    /// What it is.
    kind: NoticeTarget,
    /// Which.
    id: Option<Uuid>,
    /// What it is called.
    name: String,
}

/// One notice.
#[derive(Debug, Serialize, ToSchema)]
struct NoticeView {
    id: NoticeId,
    /// What it is about.
    kind: NoticeKind,
    /// Its state.
    status: NoticeStatus,
    /// The title.
    title: String,
    /// The text.
    text: String,
    /// Who issued it.
    author_id: AccountId,
    /// The name of who issued it, as the caller may read it.
    author_name: String,
    /// Whose people it goes to.
    targets: Vec<TargetView>,
    /// Whether it may carry a photo.
    photo_consent: bool,
    /// When it was issued.
    issued_at: DateTime<Utc>,
    /// When it ends.
    expires_at: DateTime<Utc>,
    /// Minutes between two repetitions.
    repeat_minutes: Option<i64>,
    /// Repetitions still to come.
    repeats_left: i64,
    /// When it was last repeated.
    repeated_at: Option<DateTime<Utc>>,
    /// When it was withdrawn.
    withdrawn_at: Option<DateTime<Utc>>,
    /// Why it was withdrawn.
    reason: Option<String>,
    /// Counts changes.
    version: i64,
    /// The caller's own receipt, where the notice is addressed to them.
    receipt: Option<OwnReceipt>,
}

/// A page of notices.
#[derive(Debug, Serialize, ToSchema)]
struct NoticePage {
    /// The newest first.
    items: Vec<NoticeView>,
    /// The cursor of the next page; `null` at the end.
    next: Option<NoticeId>,
    /// Active notices of this page that the caller has still to acknowledge.
    unacknowledged: usize,
}

/// Which page.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Before {
    /// The cursor of the page before.
    before: Option<NoticeId>,
}

/// Lists notices, the newest first: all of the station for those who issue them, one's own for everybody else.
#[utoipa::path(get, path = "/api/v1/notices", params(Before), responses((status = 200, body = NoticePage)))]
async fn list(State(notices): State<Notices>, scope: Scope, Query(query): Query<Before>) -> Result<Json<NoticePage>> {
    let app = notices.app();
    let (rows, own) = if issues(&scope) {
        let rows = store::of_station(&scope, app, query.before).await?;
        (rows, store::own_receipts(&scope, app, None).await?)
    } else {
        let own = store::own_receipts(&scope, app, query.before).await?;
        let mut rows = store::by_ids(&scope, app, own.iter().map(|it| it.notice_id).collect()).await?;
        rows.sort_by_key(|it| std::cmp::Reverse((it.issued_at, it.id)));
        (rows, own)
    };
    let next = (rows.len() as u64 == store::PAGE_MAX).then(|| rows.last().map(|it| it.id)).flatten();
    let items = views(&notices, &scope, rows, &own).await?;
    let owes = |it: &&NoticeView| {
        let open = it.receipt.as_ref().is_some_and(|it| it.status != ReceiptStatus::Acknowledged);
        open && it.status == NoticeStatus::Active
    };
    let unacknowledged = items.iter().filter(owes).count();
    Ok(Json(NoticePage { items, next, unacknowledged }))
}

async fn views(
    notices: &Notices,
    scope: &Scope,
    rows: Vec<notice::Model>,
    own: &[receipt::Model],
) -> Result<Vec<NoticeView>> {
    let ids = rows.iter().flat_map(|it| [Some(it.words_sealed_id), it.reason_sealed_id]).flatten().collect();
    let sealed = store::sealed(scope, notices.app(), ids).await?;
    let open = |id: SealedId| {
        let found = sealed.iter().find(|it| it.id == id)?;
        notices.app().sealer().open(found).map(|it| it.expose().to_owned())
    };
    let atlas = notices.places().atlas(scope.station)?;
    let now = notices.app().clock().now();
    let view = |row: notice::Model| {
        let words =
            open(row.words_sealed_id).and_then(|it| serde_json::from_str::<Words>(&it).ok()).unwrap_or_default();
        let targets: Vec<Target> = serde_json::from_value(row.targets).unwrap_or_default();
        // Time ends a notice at once, whenever the job comes to write it down.
        let over = row.status == NoticeStatus::Active && row.expires_at <= now;
        NoticeView {
            id: row.id,
            kind: row.kind,
            status: if over { NoticeStatus::Expired } else { row.status },
            title: words.title,
            text: words.text,
            author_id: row.author_id,
            author_name: notices.people().account_name(scope, row.author_id),
            targets: targets.iter().map(|it| target(&atlas, it)).collect(),
            photo_consent: row.photo_consent,
            issued_at: row.issued_at,
            expires_at: row.expires_at,
            repeat_minutes: row.repeat_minutes,
            repeats_left: row.repeats_left,
            repeated_at: row.repeated_at,
            withdrawn_at: row.withdrawn_at,
            reason: row.reason_sealed_id.and_then(open),
            version: row.version,
            receipt: own.iter().find(|it| it.notice_id == row.id).map(OwnReceipt::of),
        }
    };
    Ok(rows.into_iter().map(view).collect())
}

fn target(atlas: &Atlas, target: &Target) -> TargetView {
    let name = match (target.kind, target.id) {
        (NoticeTarget::Station, _) | (_, None) => Some(atlas.station().name.clone()),
        (NoticeTarget::Community, Some(id)) => atlas.community(id.into()).map(|it| it.name.clone()),
        (NoticeTarget::Grid, Some(id)) => atlas.grid(id.into()).map(|it| it.name.clone()),
        (NoticeTarget::Unit, Some(id)) => atlas.unit(id.into()).map(|it| it.name.clone()),
        (NoticeTarget::Post, Some(id)) => atlas.post(id.into()).map(|it| it.name.clone()),
    };
    TargetView { kind: target.kind, id: target.id, name: name.unwrap_or_default() }
}

/// Shows one notice.
#[utoipa::path(get, path = "/api/v1/notices/{id}", params(("id" = NoticeId, Path)), responses((status = 200, body = NoticeView)))]
async fn show(State(notices): State<Notices>, scope: Scope, Path(id): Path<NoticeId>) -> Result<Json<NoticeView>> {
    let (row, own) = notices.see(&scope, id).await?;
    let own: Vec<receipt::Model> = own.into_iter().collect();
    let view = views(&notices, &scope, vec![row], &own).await?.into_iter().next();
    view.map(Json).ok_or(Error::NotFound)
}

/// Counts the receipts of a notice by unit, and lists who has not acknowledged it.
#[utoipa::path(get, path = "/api/v1/notices/{id}/receipts", params(("id" = NoticeId, Path)), responses((status = 200, body = ReceiptPage)))]
async fn receipts(State(notices): State<Notices>, scope: Scope, Path(id): Path<NoticeId>) -> Result<Json<ReceiptPage>> {
    if !issues(&scope) {
        return Err(Error::NotFound);
    }
    store::find(&scope, notices.app(), id).await?;
    let rows = store::receipts(&scope, notices.app(), id).await?;
    Ok(Json(receipts::count(&notices, &scope, &rows)?))
}

/// Why a notice is withdrawn.
#[derive(Debug, Deserialize, ToSchema)]
struct WithdrawBody {
    /// The reason; addressees read it.
    reason: String,
}

/// Withdraws a notice with a reason; its addressees are told.
#[utoipa::path(post, path = "/api/v1/notices/{id}/withdraw", params(("id" = NoticeId, Path)), request_body = WithdrawBody, responses((status = 200, body = Issued)))]
async fn withdraw(
    State(notices): State<Notices>,
    Path(id): Path<NoticeId>,
    sent: Sent<WithdrawBody>,
) -> Result<Answered> {
    if !issues(&sent.scope) {
        return Err(Error::NotFound);
    }
    store::find(&sent.scope, notices.app(), id).await?;
    length(&refusal::REASON_LENGTH, "reason", &sent.body.reason, REASON_MAX)?;
    let reason = sealed(&notices, &sent.scope, id, REASON, sent.body.reason.trim().to_owned());
    notices.app().db().run(sent.sender, Withdraw { id, scope: sent.scope, reason }).await
}

/// Nothing has to be said.
#[derive(Debug, Deserialize, ToSchema)]
struct ReceiptBody {}

async fn answer(notices: &Notices, id: NoticeId, sent: Sent<ReceiptBody>, action: ReceiptAction) -> Result<Answered> {
    notices.app().db().run(sent.sender, Answer { id, scope: sent.scope, action }).await
}

/// Says that a notice has reached the caller's terminal.
#[utoipa::path(post, path = "/api/v1/notices/{id}/deliver", params(("id" = NoticeId, Path)), request_body = ReceiptBody, responses((status = 200, body = OwnReceipt)))]
async fn deliver(
    State(notices): State<Notices>,
    Path(id): Path<NoticeId>,
    sent: Sent<ReceiptBody>,
) -> Result<Answered> {
    answer(&notices, id, sent, ReceiptAction::Deliver).await
}

/// Says that the caller has opened a notice.
#[utoipa::path(post, path = "/api/v1/notices/{id}/see", params(("id" = NoticeId, Path)), request_body = ReceiptBody, responses((status = 200, body = OwnReceipt)))]
async fn see(State(notices): State<Notices>, Path(id): Path<NoticeId>, sent: Sent<ReceiptBody>) -> Result<Answered> {
    answer(&notices, id, sent, ReceiptAction::See).await
}

/// Acknowledges a notice.
#[utoipa::path(post, path = "/api/v1/notices/{id}/acknowledge", params(("id" = NoticeId, Path)), request_body = ReceiptBody, responses((status = 200, body = OwnReceipt)))]
async fn acknowledge(
    State(notices): State<Notices>,
    Path(id): Path<NoticeId>,
    sent: Sent<ReceiptBody>,
) -> Result<Answered> {
    answer(&notices, id, sent, ReceiptAction::Acknowledge).await
}
