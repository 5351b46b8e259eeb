//! Reminders of a record, for oneself or for another who may see it.

use axum::Json;
use axum::extract::{Path, State};
use chrono::{DateTime, Utc};
use domain::ids::{AccountId, ReminderId};
use domain::record::RecordRefused;
use sea_orm::QueryOrder as _;
use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::rows::reminder;
use super::speak::{Added, NothingBody, PersonView, ahead};
use super::{REMIND, REMINDERS_MAX, Record, Records, refusal, words};
use crate::db::{Answered, Command, Outcome, Rows};
use crate::jobs;
use crate::problem::{Error, Result, refuse, rule};
use crate::scope::Scope;
use crate::seal;
use crate::sent::Sent;

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
