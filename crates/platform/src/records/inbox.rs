//! What waits for the caller: mentions, reminders, instructions.

use axum::Json;
use axum::extract::{Path, Query, State};
use chrono::{DateTime, Utc};
use domain::ids::InboxId;
use domain::record::InboxCause;
use sea_orm::entity::prelude::*;
use sea_orm::{QueryOrder as _, QuerySelect as _};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::Records;
use super::rows::inbox;
use super::speak::{Added, NothingBody, PersonView};
use crate::db::{Answered, Command, Outcome, Rows};
use crate::problem::{Error, Result};
use crate::scope::Scope;
use crate::sent::Sent;

/// Items of one page.
const PAGE_MAX: u64 = 50;

/// One thing that waits.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct InboxView {
    id: InboxId,
    /// Why.
    cause: InboxCause,
    /// The registered kind of the record.
    kind: String,
    /// The record.
    record_id: Uuid,
    /// What people call the record; `null` where the caller may not see it any more.
    title: Option<String>,
    /// The comment, reminder or instruction.
    subject_id: Uuid,
    /// From whom; `null` for the program.
    from: Option<PersonView>,
    /// What it says; `null` where the caller may not see the record any more.
    text: Option<String>,
    /// When.
    at: DateTime<Utc>,
    /// When it was seen.
    seen_at: Option<DateTime<Utc>>,
}

/// What waits for the caller.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct InboxPage {
    /// The newest first.
    items: Vec<InboxView>,
    /// How many were not seen yet.
    unseen: u64,
    /// Always `null`: older ones are found at their records.
    next: Option<Uuid>,
}

/// Which items a list shows.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Which {
    /// Only those that were not seen yet.
    unseen: Option<bool>,
}

/// Lists what waits for the caller, the newest first.
#[utoipa::path(get, path = "/api/v1/inbox", params(Which), responses((status = 200, body = InboxPage)))]
pub(super) async fn inbox(
    State(records): State<Records>,
    scope: Scope,
    Query(which): Query<Which>,
) -> Result<Json<InboxPage>> {
    let db = records.app().db().read();
    let own = inbox::Entity::find()
        .filter(inbox::Column::AccountId.eq(scope.account))
        .filter(inbox::Column::StationId.eq(scope.station));
    let unseen = own.clone().filter(inbox::Column::SeenAt.is_null());
    let count = unseen.clone().count(db).await?;
    let query = if which.unseen == Some(true) { unseen } else { own };
    let rows = query.order_by_desc(inbox::Column::At).order_by_desc(inbox::Column::Id).limit(PAGE_MAX);
    let rows = rows.all(db).await?;
    let mut words = records.open(&scope, rows.iter().filter_map(|it| it.words_sealed_id).collect()).await?;
    let mut items = Vec::with_capacity(rows.len());
    for row in rows {
        // Who was moved to another place since does not read on.
        let title = match records.see(&scope, &row.kind, row.record_id).await {
            Ok(sight) => Some(sight.title),
            Err(Error::NotFound) => None,
            Err(error) => return Err(error),
        };
        let text = row.words_sealed_id.and_then(|it| words.remove(&it)).filter(|_| title.is_some());
        let from = (!Uuid::from(row.from_id).is_nil()).then(|| records.person_view(&scope, row.from_id));
        items.push(InboxView {
            id: row.id,
            cause: row.cause,
            kind: row.kind,
            record_id: row.record_id,
            title,
            subject_id: row.subject_id,
            from,
            text,
            at: row.at,
            seen_at: row.seen_at,
        });
    }
    Ok(Json(InboxPage { items, unseen: count, next: None }))
}

/// Says that the caller has seen an item.
#[utoipa::path(post, path = "/api/v1/inbox/{id}/seen", params(("id" = InboxId, Path)), request_body = NothingBody, responses((status = 200, body = Added)))]
pub(super) async fn seen(
    State(records): State<Records>,
    Path(id): Path<InboxId>,
    sent: Sent<NothingBody>,
) -> Result<Answered> {
    records.app().db().run(sent.sender, Seen { id, scope: sent.scope }).await
}

struct Seen {
    id: InboxId,
    scope: Scope,
}

impl Command for Seen {
    type Answer = Added;

    fn reads(&self, rows: &mut Rows) {
        rows.want::<inbox::Entity>(self.id);
    }

    fn decide(&self, rows: &Rows, now: DateTime<Utc>) -> Result<Outcome<Added>> {
        let row = rows.get::<inbox::Entity>(&self.id).cloned();
        let row = row.filter(|it| it.account_id == self.scope.account && it.station_id == self.scope.station);
        let row = row.ok_or(Error::NotFound)?;
        let at = row.seen_at.unwrap_or(now);
        let row = inbox::Model { seen_at: Some(at), ..row };
        Ok(Outcome::new(Added { id: self.id.into(), at }).put::<inbox::Entity>(row))
    }
}
