//! Background work beside records: reminders go off, instructions become overdue, what is past its time is deleted.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use domain::ids::{InstructionId, ReminderId, StationId};
use domain::record::InboxCause;
use sea_orm::QuerySelect as _;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{ExprTrait as _, SimpleExpr};

use super::rows::{attachment, comment, inbox, instruction, receipt, reminder};
use super::{Record, Records, into_inbox};
use crate::app::App;
use crate::db::{Command, Outcome, Rows};
use crate::housekeeping::delete_where;
use crate::jobs::{self, Jobs, Next};
use crate::problem::{Error, Result};
use crate::scope::{Audience, Scope};
use crate::seal;
use crate::sent::system_sender;

/// The job that lets one reminder go off.
pub const REMIND: &str = "records.remind";
/// The job that tells of an instruction that is overdue.
pub const OVERDUE: &str = "records.overdue";
/// The job that deletes the bytes of an attachment that is gone.
pub const SCRUB: &str = "records.scrub";
/// The recurring job that deletes what is past its time.
pub const TIDY: &str = "records.tidy";

/// How often [`TIDY`] runs.
const TIDY_EVERY: TimeDelta = TimeDelta::hours(1);
/// How long an upload may stay unfinished: over a night without network.
const UNFINISHED_KEPT: TimeDelta = TimeDelta::days(1);
/// How long the bytes of a withdrawn attachment are kept, should the withdrawal be questioned.
const WITHDRAWN_KEPT: TimeDelta = TimeDelta::days(30);
/// How long seen items stay in an inbox.
const SEEN_KEPT: TimeDelta = TimeDelta::days(90);
/// How long any item stays in an inbox.
const INBOX_KEPT: TimeDelta = TimeDelta::days(365);
/// Attachments deleted in one run; the next run takes the rest.
const DELETED_AT_ONCE: u64 = 500;

/// Adds the handlers.
pub fn register(jobs: Jobs, records: &Records) -> Jobs {
    let (reminding, overdue, scrub, tidy) = (records.clone(), records.clone(), records.clone(), records.clone());
    jobs.on(REMIND, Arc::new(move |_, job| Box::pin(remind(reminding.clone(), job))))
        .on(OVERDUE, Arc::new(move |_, job| Box::pin(tell_overdue(overdue.clone(), job))))
        .on(SCRUB, Arc::new(move |_, job| Box::pin(scrub_blobs(scrub.clone(), job))))
        .on(TIDY, Arc::new(move |app, _| Box::pin(tidy_up(tidy.clone(), app))))
}

async fn remind(records: Records, job: jobs::Model) -> anyhow::Result<Next> {
    let id: ReminderId = job.key.parse()?;
    let found = reminder::Entity::find_by_id(id).all(records.app().db().read()).await?;
    let Some(row) = found.into_iter().next() else { return Ok(Next::Done) };
    // Who may not see the record any more is not reminded of it.
    let person = match records.person(row.station_id, row.account_id).await? {
        Some(person) if records.see(&person, &row.kind, row.record_id).await.is_ok() => Some(person),
        Some(_) | None => None,
    };
    let sender = system_sender(row.station_id, &[b"remind", Uuid::from(id).as_bytes()]);
    records.app().db().run(sender, Fire { id, person }).await?;
    Ok(Next::Done)
}

struct Fire {
    id: ReminderId,
    person: Option<Scope>,
}

impl Command for Fire {
    type Answer = ();

    fn reads(&self, rows: &mut Rows) {
        rows.want::<reminder::Entity>(self.id);
    }

    fn decide(&self, rows: &Rows, now: DateTime<Utc>) -> Result<Outcome<()>> {
        let row = rows.get::<reminder::Entity>(&self.id).cloned().ok_or(Error::NotFound)?;
        if row.fired_at.is_some() || row.cancelled_at.is_some() {
            return Ok(Outcome::new(()));
        }
        let record = silent(row.station_id, &row.kind, row.record_id);
        let words = row.words_sealed_id;
        let author = row.author_id;
        let mut outcome = Outcome::new(()).put::<reminder::Entity>(reminder::Model { fired_at: Some(now), ..row });
        if let Some(person) = &self.person {
            let (waits, event) = into_inbox(&record, person, InboxCause::Reminder, self.id.into(), author, words, now);
            outcome = outcome.put::<inbox::Entity>(waits).event(event);
        }
        Ok(outcome)
    }
}

/// A record of which only its name is needed: nothing is told to those who may see it.
fn silent(station: StationId, kind: &str, id: Uuid) -> Record {
    Record { station, kind: kind.to_owned(), id, audience: Audience::default() }
}

async fn tell_overdue(records: Records, job: jobs::Model) -> anyhow::Result<Next> {
    let id: InstructionId = job.key.parse()?;
    let db = records.app().db().read();
    let found = instruction::Entity::find_by_id(id).all(db).await?;
    let Some(row) = found.into_iter().next() else { return Ok(Next::Done) };
    let owing = receipt::Entity::find()
        .filter(receipt::Column::InstructionId.eq(id))
        .filter(receipt::Column::AcknowledgedAt.is_null())
        .all(db)
        .await?;
    if owing.is_empty() {
        return Ok(Next::Done);
    }
    let mut people = Vec::new();
    for account in owing.iter().map(|it| it.account_id).chain([row.author_id]) {
        if let Some(person) = records.person(row.station_id, account).await? {
            people.push(person);
        }
    }
    let sender = system_sender(row.station_id, &[b"overdue", Uuid::from(id).as_bytes()]);
    records.app().db().run(sender, TellOverdue { id, people }).await?;
    Ok(Next::Done)
}

struct TellOverdue {
    id: InstructionId,
    people: Vec<Scope>,
}

impl Command for TellOverdue {
    type Answer = ();

    fn reads(&self, rows: &mut Rows) {
        rows.want::<instruction::Entity>(self.id);
        rows.find(&receipt::OF_INSTRUCTION, self.id);
    }

    fn decide(&self, rows: &Rows, now: DateTime<Utc>) -> Result<Outcome<()>> {
        let row = rows.get::<instruction::Entity>(&self.id).ok_or(Error::NotFound)?;
        let owes = |person: &Scope| {
            let own = rows
                .all::<receipt::Entity>()
                .find(|it| it.instruction_id == self.id && it.account_id == person.account);
            own.is_some_and(|it| it.acknowledged_at.is_none())
        };
        let mut outcome = Outcome::new(());
        if row.withdrawn_at.is_some() || !self.people.iter().any(owes) {
            return Ok(outcome);
        }
        let record = silent(row.station_id, &row.kind, row.record_id);
        for person in self.people.iter().filter(|it| owes(it) || it.account == row.author_id) {
            let (waits, event) = into_inbox(
                &record,
                person,
                InboxCause::Overdue,
                self.id.into(),
                row.author_id,
                Some(row.words_sealed_id),
                now,
            );
            outcome = outcome.put::<inbox::Entity>(waits).event(event);
        }
        Ok(outcome)
    }
}

async fn scrub_blobs(records: Records, job: jobs::Model) -> anyhow::Result<Next> {
    let names: Vec<String> = serde_json::from_value(job.body)?;
    let Some(blobs) = records.app().blobs().cloned() else { anyhow::bail!("no folder for attachments is set") };
    tokio::task::spawn_blocking(move || names.iter().try_for_each(|it| blobs.delete(it))).await??;
    Ok(Next::Done)
}

async fn tidy_up(records: Records, app: App) -> anyhow::Result<Next> {
    let now = app.clock().now();
    let unfinished = attachment::Column::CreatedAt.lt(now - UNFINISHED_KEPT).and(Expr::cust("state = 'uploading'"));
    forget_attachments(&records, unfinished).await?;
    let withdrawn = attachment::Column::WithdrawnAt.lt(now - WITHDRAWN_KEPT).and(Expr::cust("state = 'withdrawn'"));
    forget_attachments(&records, withdrawn).await?;
    let writer = app.db().housekeeping().await?;
    let seen = inbox::Column::At.lt(now - SEEN_KEPT).and(inbox::Column::SeenAt.is_not_null());
    delete_where::<inbox::Entity>(&writer, seen).await?;
    delete_where::<inbox::Entity>(&writer, inbox::Column::At.lt(now - INBOX_KEPT)).await?;
    Ok(Next::At(now + TIDY_EVERY))
}

/// Deletes attachments with their bytes; the bytes first, so that a row is left where the disk fails.
async fn forget_attachments(records: &Records, which: SimpleExpr) -> anyhow::Result<()> {
    let rows = attachment::Entity::find().filter(which).limit(DELETED_AT_ONCE).all(records.app().db().read()).await?;
    if rows.is_empty() {
        return Ok(());
    }
    let names: Vec<String> = rows.iter().flat_map(|it| [records.upload_name(it), records.blob_name(it)]).collect();
    if let Some(blobs) = records.app().blobs().cloned() {
        tokio::task::spawn_blocking(move || names.iter().try_for_each(|it| blobs.delete(it))).await??;
    }
    let writer = records.app().db().housekeeping().await?;
    let reasons = rows.iter().filter_map(|it| it.reason_sealed_id);
    seal::Entity::delete_many().filter(seal::Column::Id.is_in(reasons)).exec(&writer).await?;
    let ids = rows.iter().map(|it| it.id);
    attachment::Entity::delete_many().filter(attachment::Column::Id.is_in(ids)).exec(&writer).await?;
    Ok(())
}

/// The rows beside one record: its id, kind and station, in the columns of a table.
fn beside<C: ColumnTrait>(
    [id, of_kind, of_station]: [C; 3],
    station: StationId,
    kind: &str,
    record: Uuid,
) -> SimpleExpr {
    id.eq(record).and(of_kind.eq(kind)).and(of_station.eq(station))
}

impl Records {
    /// Forgets everything beside a record, for the retention of the slice that owns it: words, photos and films,
    /// receipts. The log keeps that something was there, and nothing of what.
    ///
    /// # Errors
    /// If the database or the disk fails; it can be called again.
    pub async fn forget(&self, station: StationId, kind: &str, record: Uuid) -> anyhow::Result<()> {
        let db = self.app().db().read();
        let mut sealed = Vec::new();
        sealed.extend(
            comment::Entity::find()
                .filter(beside(
                    [comment::Column::RecordId, comment::Column::Kind, comment::Column::StationId],
                    station,
                    kind,
                    record,
                ))
                .all(db)
                .await?
                .iter()
                .map(|it| it.words_sealed_id),
        );
        let instructions = instruction::Entity::find()
            .filter(beside(
                [instruction::Column::RecordId, instruction::Column::Kind, instruction::Column::StationId],
                station,
                kind,
                record,
            ))
            .all(db)
            .await?;
        sealed.extend(instructions.iter().map(|it| it.words_sealed_id));
        let reminders = reminder::Entity::find()
            .filter(beside(
                [reminder::Column::RecordId, reminder::Column::Kind, reminder::Column::StationId],
                station,
                kind,
                record,
            ))
            .all(db)
            .await?;
        sealed.extend(reminders.iter().filter_map(|it| it.words_sealed_id));
        forget_attachments(
            self,
            beside(
                [attachment::Column::RecordId, attachment::Column::Kind, attachment::Column::StationId],
                station,
                kind,
                record,
            ),
        )
        .await?;
        let writer = self.app().db().housekeeping().await?;
        delete_where::<seal::Entity>(&writer, seal::Column::Id.is_in(sealed)).await?;
        delete_where::<comment::Entity>(
            &writer,
            beside(
                [comment::Column::RecordId, comment::Column::Kind, comment::Column::StationId],
                station,
                kind,
                record,
            ),
        )
        .await?;
        delete_where::<inbox::Entity>(
            &writer,
            beside([inbox::Column::RecordId, inbox::Column::Kind, inbox::Column::StationId], station, kind, record),
        )
        .await?;
        delete_where::<reminder::Entity>(
            &writer,
            beside(
                [reminder::Column::RecordId, reminder::Column::Kind, reminder::Column::StationId],
                station,
                kind,
                record,
            ),
        )
        .await?;
        let given = receipt::Column::InstructionId.is_in(instructions.iter().map(|it| it.id));
        delete_where::<receipt::Entity>(&writer, given).await?;
        delete_where::<instruction::Entity>(
            &writer,
            beside(
                [instruction::Column::RecordId, instruction::Column::Kind, instruction::Column::StationId],
                station,
                kind,
                record,
            ),
        )
        .await?;
        Ok(())
    }
}
