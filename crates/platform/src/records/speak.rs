//! Comments with mentions, and reminders.

use axum::Json;
use axum::extract::{Path, Query, State};
use chrono::{DateTime, TimeDelta, Utc};
use domain::ids::{AccountId, CommentId, ReminderId};
use domain::record::{InboxCause, RecordRefused};
use sea_orm::QueryOrder as _;
use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::rows::{comment, reminder};
use super::{COMMENTS_MAX, MENTIONS_MAX, REMIND, REMINDERS_MAX, Record, Records, into_inbox, refusal, words};
use crate::db::{Answered, Command, Outcome, Rows};
use crate::jobs;
use crate::problem::{Error, Result, refuse, rule};
use crate::scope::Scope;
use crate::seal;
use crate::sent::Sent;

/// How far ahead a reminder or a due time may lie.
const AHEAD_MAX: TimeDelta = TimeDelta::days(366);

/// Somebody, by account.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(super) struct PersonView {
    /// The account.
    pub account_id: AccountId,
    /// The name, as the caller may read it.
    pub name: String,
}

impl Records {
    pub(super) fn person_view(&self, scope: &Scope, account_id: AccountId) -> PersonView {
        PersonView { account_id, name: self.name(scope, account_id) }
    }

    /// The record that a route names, if `scope` may see it.
    pub(super) async fn record(&self, scope: &Scope, kind: String, id: Uuid) -> Result<Record> {
        let sight = self.see(scope, &kind, id).await?;
        Ok(Record { station: scope.station, kind, id, audience: sight.audience })
    }

    /// The record that a route names, if `scope` may see it and may say something beside it.
    pub(super) async fn open_record(&self, scope: &Scope, kind: String, id: Uuid) -> Result<Record> {
        let sight = self.see(scope, &kind, id).await?;
        sight.speak?;
        Ok(Record { station: scope.station, kind, id, audience: sight.audience })
    }
}

/// Checks a time that lies ahead.
pub(super) fn ahead(field: &'static str, at: DateTime<Utc>, now: DateTime<Utc>) -> Result<()> {
    if at > now && at <= now + AHEAD_MAX { Ok(()) } else { Err(refuse(&refusal::TIME_PAST).field(field).into()) }
}

/// One comment.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct CommentView {
    id: CommentId,
    /// Who wrote it.
    author: PersonView,
    /// What it says.
    text: String,
    /// When.
    at: DateTime<Utc>,
}

/// The comments of a record.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct CommentPage {
    /// The oldest first.
    items: Vec<CommentView>,
    /// Always `null`: the comments of a record are one page.
    next: Option<Uuid>,
}

/// Lists the comments of a record, the oldest first.
#[utoipa::path(get, path = "/api/v1/records/{kind}/{id}/comments", params(("kind" = String, Path), ("id" = Uuid, Path)), responses((status = 200, body = CommentPage)))]
pub(super) async fn comments(
    State(records): State<Records>,
    scope: Scope,
    Path((kind, id)): Path<(String, Uuid)>,
) -> Result<Json<CommentPage>> {
    records.see(&scope, &kind, id).await?;
    let rows = comment::Entity::find()
        .filter(comment::Column::RecordId.eq(id))
        .filter(comment::Column::Kind.eq(kind))
        .filter(comment::Column::StationId.eq(scope.station))
        .order_by_asc(comment::Column::Id)
        .all(records.app().db().read())
        .await?;
    let mut words = records.open(&scope, rows.iter().map(|it| it.words_sealed_id).collect()).await?;
    let items = rows
        .into_iter()
        .map(|it| CommentView {
            id: it.id,
            author: records.person_view(&scope, it.author_id),
            text: words.remove(&it.words_sealed_id).unwrap_or_default(),
            at: it.at,
        })
        .collect();
    Ok(Json(CommentPage { items, next: None }))
}

/// A new comment.
#[derive(Debug, Deserialize, ToSchema)]
pub(super) struct CommentBody {
    /// What it says.
    text: String,
    /// Accounts that are told of it; each must be allowed to see the record.
    #[serde(default)]
    mentions: Vec<AccountId>,
}

/// What was added.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Added {
    /// Its id.
    pub id: Uuid,
    /// When.
    pub at: DateTime<Utc>,
}

/// Writes a comment; who is mentioned finds it in the inbox.
#[utoipa::path(post, path = "/api/v1/records/{kind}/{id}/comments", params(("kind" = String, Path), ("id" = Uuid, Path)), request_body = CommentBody, responses((status = 201, body = Added)))]
pub(super) async fn comment(
    State(records): State<Records>,
    Path((kind, id)): Path<(String, Uuid)>,
    sent: Sent<CommentBody>,
) -> Result<Answered> {
    let record = records.open_record(&sent.scope, kind, id).await?;
    words("text", &sent.body.text)?;
    if sent.body.mentions.len() > MENTIONS_MAX {
        return Err(refuse(&refusal::TOO_MANY_NAMED).with("limit", MENTIONS_MAX).field("mentions").into());
    }
    let mentions = records.people(&sent.scope, &record, &sent.body.mentions).await?;
    let words = records.seal(&sent.scope, &record, "comment", &sent.body.text);
    let command = Say { id: Uuid::now_v7().into(), scope: sent.scope, record, words, mentions };
    records.app().db().run(sent.sender, command).await
}

struct Say {
    id: CommentId,
    scope: Scope,
    record: Record,
    words: seal::Model,
    mentions: Vec<Scope>,
}

impl Command for Say {
    type Answer = Added;

    fn reads(&self, rows: &mut Rows) {
        rows.find(&comment::OF_RECORD, self.record.id);
    }

    fn decide(&self, rows: &Rows, now: DateTime<Utc>) -> Result<Outcome<Added>> {
        let there = rows.all::<comment::Entity>().filter(|it| it.record_id == self.record.id).count();
        if there >= COMMENTS_MAX {
            return Err(refuse(&refusal::RECORD_FULL).with("limit", COMMENTS_MAX).into());
        }
        let row = comment::Model {
            id: self.id,
            station_id: self.record.station,
            kind: self.record.kind.clone(),
            record_id: self.record.id,
            author_id: self.scope.account,
            words_sealed_id: self.words.id,
            at: now,
        };
        let event = self.record.event("comment_added", self.scope.actor()).refer("comment_id", self.id);
        let mut outcome = Outcome::new(Added { id: self.id.into(), at: now })
            .created()
            .put::<seal::Entity>(self.words.clone())
            .put::<comment::Entity>(row)
            .event(event);
        for person in self.mentions.iter().filter(|it| it.account != self.scope.account) {
            let (row, event) = into_inbox(
                &self.record,
                person,
                InboxCause::Mention,
                self.id.into(),
                self.scope.account,
                Some(self.words.id),
                now,
            );
            outcome = outcome.put::<super::rows::inbox::Entity>(row).event(event);
        }
        Ok(outcome)
    }
}

/// How somebody's name begins.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Begins {
    /// The beginning of a name or login; all if left out.
    q: Option<String>,
}

/// People who may be told of a record.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct PersonPage {
    /// At most forty.
    items: Vec<PersonView>,
    /// Always `null`: type more of the name instead.
    next: Option<Uuid>,
}

/// Finds people who may see a record, to mention, remind or instruct them.
#[utoipa::path(get, path = "/api/v1/records/{kind}/{id}/people", params(("kind" = String, Path), ("id" = Uuid, Path), Begins), responses((status = 200, body = PersonPage)))]
pub(super) async fn people(
    State(records): State<Records>,
    scope: Scope,
    Path((kind, id)): Path<(String, Uuid)>,
    Query(query): Query<Begins>,
) -> Result<Json<PersonPage>> {
    let record = records.open_record(&scope, kind, id).await?;
    let found = records.search(&scope, &record, query.q.as_deref().unwrap_or_default().trim()).await?;
    let items = found.into_iter().map(|it| records.person_view(&scope, it)).collect();
    Ok(Json(PersonPage { items, next: None }))
}

/// A new reminder.
#[derive(Debug, Deserialize, ToSchema)]
pub(super) struct ReminderBody {
    /// When it goes off.
    due_at: DateTime<Utc>,
    /// What it says; may be left out.
    text: Option<String>,
    /// Whom it reminds; the caller if left out.
    account_id: Option<AccountId>,
}

/// One reminder.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ReminderView {
    id: ReminderId,
    /// Whom it reminds.
    account: PersonView,
    /// Who set it.
    author: PersonView,
    /// When it goes off.
    due_at: DateTime<Utc>,
    /// When it went off.
    fired_at: Option<DateTime<Utc>>,
    /// What it says.
    text: Option<String>,
}

/// The caller's reminders of a record.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ReminderPage {
    /// The oldest first.
    items: Vec<ReminderView>,
    /// Always `null`: they are one page.
    next: Option<Uuid>,
}

/// Lists the reminders of a record that the caller set or gets, without those that were cancelled.
#[utoipa::path(get, path = "/api/v1/records/{kind}/{id}/reminders", params(("kind" = String, Path), ("id" = Uuid, Path)), responses((status = 200, body = ReminderPage)))]
pub(super) async fn reminders(
    State(records): State<Records>,
    scope: Scope,
    Path((kind, id)): Path<(String, Uuid)>,
) -> Result<Json<ReminderPage>> {
    records.see(&scope, &kind, id).await?;
    let mut rows = reminder::Entity::find()
        .filter(reminder::Column::RecordId.eq(id))
        .filter(reminder::Column::Kind.eq(kind))
        .filter(reminder::Column::StationId.eq(scope.station))
        .filter(reminder::Column::CancelledAt.is_null())
        .order_by_asc(reminder::Column::Id)
        .all(records.app().db().read())
        .await?;
    rows.retain(|it| it.author_id == scope.account || it.account_id == scope.account);
    let mut words = records.open(&scope, rows.iter().filter_map(|it| it.words_sealed_id).collect()).await?;
    let items = rows
        .into_iter()
        .map(|it| ReminderView {
            id: it.id,
            account: records.person_view(&scope, it.account_id),
            author: records.person_view(&scope, it.author_id),
            due_at: it.due_at,
            fired_at: it.fired_at,
            text: it.words_sealed_id.and_then(|it| words.remove(&it)),
        })
        .collect();
    Ok(Json(ReminderPage { items, next: None }))
}

/// Sets a reminder, for oneself or for another who may see the record.
#[utoipa::path(post, path = "/api/v1/records/{kind}/{id}/reminders", params(("kind" = String, Path), ("id" = Uuid, Path)), request_body = ReminderBody, responses((status = 201, body = Added)))]
pub(super) async fn remind(
    State(records): State<Records>,
    Path((kind, id)): Path<(String, Uuid)>,
    sent: Sent<ReminderBody>,
) -> Result<Answered> {
    let record = records.open_record(&sent.scope, kind, id).await?;
    ahead("due_at", sent.body.due_at, records.app().clock().now())?;
    let text = sent.body.text.as_deref().unwrap_or_default();
    let sealed = if text.trim().is_empty() {
        None
    } else {
        words("text", text)?;
        Some(records.seal(&sent.scope, &record, "reminder", text))
    };
    let whom = match sent.body.account_id.filter(|it| *it != sent.scope.account) {
        Some(account) => records.people(&sent.scope, &record, &[account]).await?.first().map(|it| it.account),
        None => None,
    };
    let whom = whom.unwrap_or(sent.scope.account);
    let command =
        Remind { id: Uuid::now_v7().into(), scope: sent.scope, record, words: sealed, whom, due: sent.body.due_at };
    records.app().db().run(sent.sender, command).await
}

struct Remind {
    id: ReminderId,
    scope: Scope,
    record: Record,
    words: Option<seal::Model>,
    whom: AccountId,
    due: DateTime<Utc>,
}

impl Command for Remind {
    type Answer = Added;

    fn reads(&self, rows: &mut Rows) {
        rows.find(&reminder::OPEN_OF_AUTHOR, self.scope.account);
    }

    fn decide(&self, rows: &Rows, now: DateTime<Utc>) -> Result<Outcome<Added>> {
        let own = rows.all::<reminder::Entity>().filter(|it| it.author_id == self.scope.account);
        if own.filter(|it| it.fired_at.is_none() && it.cancelled_at.is_none()).count() >= REMINDERS_MAX {
            return Err(refuse(&refusal::TOO_MANY_REMINDERS).with("limit", REMINDERS_MAX).into());
        }
        let row = reminder::Model {
            id: self.id,
            station_id: self.record.station,
            kind: self.record.kind.clone(),
            record_id: self.record.id,
            author_id: self.scope.account,
            account_id: self.whom,
            words_sealed_id: self.words.as_ref().map(|it| it.id),
            due_at: self.due,
            fired_at: None,
            cancelled_at: None,
        };
        let mut outcome =
            Outcome::new(Added { id: self.id.into(), at: now })
                .created()
                .put::<reminder::Entity>(row)
                .put::<jobs::Entity>(jobs::job(REMIND, &self.id.to_string(), serde_json::Value::Null, self.due));
        if let Some(words) = &self.words {
            outcome = outcome.put::<seal::Entity>(words.clone());
        }
        Ok(outcome)
    }
}

/// Nothing has to be said.
#[derive(Debug, Deserialize, ToSchema)]
pub(super) struct NothingBody {}

/// Cancels a reminder that the caller set or gets.
#[utoipa::path(post, path = "/api/v1/records/{kind}/{id}/reminders/{reminder_id}/cancel", params(("kind" = String, Path), ("id" = Uuid, Path), ("reminder_id" = ReminderId, Path)), request_body = NothingBody, responses((status = 200, body = Added)))]
pub(super) async fn cancel(
    State(records): State<Records>,
    Path((kind, id, reminder)): Path<(String, Uuid, ReminderId)>,
    sent: Sent<NothingBody>,
) -> Result<Answered> {
    records.see(&sent.scope, &kind, id).await?;
    let command = Cancel { id: reminder, record: id, scope: sent.scope };
    records.app().db().run(sent.sender, command).await
}

struct Cancel {
    id: ReminderId,
    record: Uuid,
    scope: Scope,
}

impl Command for Cancel {
    type Answer = Added;

    fn reads(&self, rows: &mut Rows) {
        rows.want::<reminder::Entity>(self.id);
    }

    fn decide(&self, rows: &Rows, now: DateTime<Utc>) -> Result<Outcome<Added>> {
        let row = rows.get::<reminder::Entity>(&self.id).cloned();
        let row = row.filter(|it| it.record_id == self.record && it.station_id == self.scope.station);
        let row = row.filter(|it| it.author_id == self.scope.account || it.account_id == self.scope.account);
        let row = row.ok_or(Error::NotFound)?;
        if row.fired_at.is_some() || row.cancelled_at.is_some() {
            return Err(rule(RecordRefused::AlreadyFired));
        }
        let row = reminder::Model { cancelled_at: Some(now), ..row };
        Ok(Outcome::new(Added { id: self.id.into(), at: now }).put::<reminder::Entity>(row))
    }
}
