//! Instructions (批示): given by those who command, to named people, each of whom acknowledges.

use axum::Json;
use axum::extract::{Path, State};
use chrono::{DateTime, Utc};
use domain::ids::{AccountId, InstructionId, ReceiptId};
use domain::permission::Permission;
use domain::record::{InboxCause, RecordRefused, is_overdue};
use sea_orm::QueryOrder as _;
use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::rows::{inbox, instruction, receipt};
use super::speak::{Added, NothingBody, PersonView, ahead};
use super::{ADDRESSEES_MAX, INSTRUCTIONS_MAX, OVERDUE, Record, Records, into_inbox, refusal, words};
use crate::db::{Answered, Command, Outcome, Rows};
use crate::jobs;
use crate::problem::{Error, Result, refuse, rule};
use crate::scope::Scope;
use crate::seal;
use crate::sent::{Sent, id_of};
use crate::time::moment;

/// One addressee of an instruction.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ReceiptView {
    /// Who.
    person: PersonView,
    /// When it was acknowledged.
    acknowledged_at: Option<DateTime<Utc>>,
    /// Whether the time for it has passed.
    overdue: bool,
}

/// One instruction.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct InstructionView {
    id: InstructionId,
    /// Who gave it.
    author: PersonView,
    /// What it says.
    text: String,
    /// When.
    at: DateTime<Utc>,
    /// Until when it must be acknowledged.
    due_at: Option<DateTime<Utc>>,
    /// When it was withdrawn.
    withdrawn_at: Option<DateTime<Utc>>,
    /// Who it is addressed to, in the order in which they were named.
    receipts: Vec<ReceiptView>,
}

/// The instructions on a record.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct InstructionPage {
    /// The oldest first.
    items: Vec<InstructionView>,
    /// Always `null`: they are one page.
    next: Option<Uuid>,
}

/// Lists the instructions on a record with their receipts, the oldest first.
#[utoipa::path(get, path = "/api/v1/records/{kind}/{id}/instructions", params(("kind" = String, Path), ("id" = Uuid, Path)), responses((status = 200, body = InstructionPage)))]
pub(super) async fn instructions(
    State(records): State<Records>,
    scope: Scope,
    Path((kind, id)): Path<(String, Uuid)>,
) -> Result<Json<InstructionPage>> {
    records.see(&scope, &kind, id).await?;
    let db = records.app().db().read();
    let rows = instruction::Entity::find()
        .filter(instruction::Column::RecordId.eq(id))
        .filter(instruction::Column::Kind.eq(kind))
        .filter(instruction::Column::StationId.eq(scope.station))
        .order_by_asc(instruction::Column::Id)
        .all(db)
        .await?;
    let receipts = receipt::Entity::find()
        .filter(receipt::Column::RecordId.eq(id))
        .filter(receipt::Column::StationId.eq(scope.station))
        .order_by_asc(receipt::Column::Id)
        .all(db)
        .await?;
    let mut words = records.open(&scope, rows.iter().map(|it| it.words_sealed_id).collect()).await?;
    let now = moment(records.app().clock().now());
    let receipt = |row: &instruction::Model, it: &receipt::Model| ReceiptView {
        person: records.person_view(&scope, it.account_id),
        acknowledged_at: it.acknowledged_at,
        overdue: row.withdrawn_at.is_none() && is_overdue(row.due_at.map(moment), it.acknowledged_at.is_some(), now),
    };
    let items = rows
        .into_iter()
        .map(|row| InstructionView {
            id: row.id,
            author: records.person_view(&scope, row.author_id),
            text: words.remove(&row.words_sealed_id).unwrap_or_default(),
            at: row.at,
            due_at: row.due_at,
            withdrawn_at: row.withdrawn_at,
            receipts: receipts.iter().filter(|it| it.instruction_id == row.id).map(|it| receipt(&row, it)).collect(),
        })
        .collect();
    Ok(Json(InstructionPage { items, next: None }))
}

/// A new instruction.
#[derive(Debug, Deserialize, ToSchema)]
pub(super) struct InstructionBody {
    /// What it says.
    text: String,
    /// Whom it is addressed to; each must be allowed to see the record.
    to: Vec<AccountId>,
    /// Until when it must be acknowledged; without it, it is never overdue.
    due_at: Option<DateTime<Utc>>,
}

/// Gives an instruction to named people, who find it in their inboxes.
#[utoipa::path(post, path = "/api/v1/records/{kind}/{id}/instructions", params(("kind" = String, Path), ("id" = Uuid, Path)), request_body = InstructionBody, responses((status = 201, body = Added)))]
pub(super) async fn instruct(
    State(records): State<Records>,
    Path((kind, id)): Path<(String, Uuid)>,
    sent: Sent<InstructionBody>,
) -> Result<Answered> {
    let record = records.open_record(&sent.scope, kind, id).await?;
    words("text", &sent.body.text)?;
    if sent.body.to.is_empty() {
        return Err(refuse(&refusal::NOBODY_NAMED).field("to").into());
    }
    if sent.body.to.len() > ADDRESSEES_MAX {
        return Err(refuse(&refusal::TOO_MANY_NAMED).with("limit", ADDRESSEES_MAX).field("to").into());
    }
    if let Some(due) = sent.body.due_at {
        ahead("due_at", due, records.app().clock().now())?;
    }
    let to = records.people(&sent.scope, &record, &sent.body.to).await?;
    let words = records.seal(&sent.scope, &record, "instruction", &sent.body.text);
    let command = Instruct { id: Uuid::now_v7().into(), scope: sent.scope, record, words, to, due: sent.body.due_at };
    records.app().db().run(sent.sender, command).await
}

struct Instruct {
    id: InstructionId,
    scope: Scope,
    record: Record,
    words: seal::Model,
    to: Vec<Scope>,
    due: Option<DateTime<Utc>>,
}

/// The id of the receipt of an addressee.
fn receipt_id(instruction: InstructionId, account: AccountId) -> ReceiptId {
    id_of(&[b"receipt", Uuid::from(instruction).as_bytes(), Uuid::from(account).as_bytes()]).into()
}

impl Command for Instruct {
    type Answer = Added;

    fn reads(&self, rows: &mut Rows) {
        rows.find(&instruction::OF_RECORD, self.record.id);
    }

    fn decide(&self, rows: &Rows, now: DateTime<Utc>) -> Result<Outcome<Added>> {
        let there = rows.all::<instruction::Entity>().filter(|it| it.record_id == self.record.id).count();
        if there >= INSTRUCTIONS_MAX {
            return Err(refuse(&refusal::RECORD_FULL).with("limit", INSTRUCTIONS_MAX).into());
        }
        let row = instruction::Model {
            id: self.id,
            station_id: self.record.station,
            kind: self.record.kind.clone(),
            record_id: self.record.id,
            author_id: self.scope.account,
            words_sealed_id: self.words.id,
            at: now,
            due_at: self.due,
            withdrawn_at: None,
        };
        let event = self.record.event("instruction_given", self.scope.actor()).refer("instruction_id", self.id);
        let mut outcome = Outcome::new(Added { id: self.id.into(), at: now })
            .created()
            .put::<seal::Entity>(self.words.clone())
            .put::<instruction::Entity>(row)
            .event(event);
        for person in &self.to {
            let row = receipt::Model {
                id: receipt_id(self.id, person.account),
                station_id: self.record.station,
                instruction_id: self.id,
                record_id: self.record.id,
                account_id: person.account,
                acknowledged_at: None,
            };
            let (waits, event) = into_inbox(
                &self.record,
                person,
                InboxCause::Instruction,
                self.id.into(),
                self.scope.account,
                Some(self.words.id),
                now,
            );
            outcome = outcome.put::<receipt::Entity>(row).put::<inbox::Entity>(waits).event(event);
        }
        if let Some(due) = self.due {
            outcome =
                outcome.put::<jobs::Entity>(jobs::job(OVERDUE, &self.id.to_string(), serde_json::Value::Null, due));
        }
        Ok(outcome)
    }
}

/// What is done with an instruction.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Answer {
    Acknowledge,
    Withdraw,
}

/// Acknowledges an instruction that is addressed to the caller.
#[utoipa::path(post, path = "/api/v1/records/{kind}/{id}/instructions/{instruction_id}/acknowledge", params(("kind" = String, Path), ("id" = Uuid, Path), ("instruction_id" = InstructionId, Path)), request_body = NothingBody, responses((status = 200, body = Added)))]
pub(super) async fn acknowledge(
    State(records): State<Records>,
    Path((kind, id, instruction)): Path<(String, Uuid, InstructionId)>,
    sent: Sent<NothingBody>,
) -> Result<Answered> {
    let record = records.record(&sent.scope, kind, id).await?;
    let command = Settle { id: instruction, record, scope: sent.scope, answer: Answer::Acknowledge };
    records.app().db().run(sent.sender, command).await
}

/// Withdraws an instruction; those who command may withdraw each other's.
#[utoipa::path(post, path = "/api/v1/records/{kind}/{id}/instructions/{instruction_id}/withdraw", params(("kind" = String, Path), ("id" = Uuid, Path), ("instruction_id" = InstructionId, Path)), request_body = NothingBody, responses((status = 200, body = Added)))]
pub(super) async fn withdraw_instruction(
    State(records): State<Records>,
    Path((kind, id, instruction)): Path<(String, Uuid, InstructionId)>,
    sent: Sent<NothingBody>,
) -> Result<Answered> {
    let record = records.record(&sent.scope, kind, id).await?;
    let command = Settle { id: instruction, record, scope: sent.scope, answer: Answer::Withdraw };
    records.app().db().run(sent.sender, command).await
}

struct Settle {
    id: InstructionId,
    record: Record,
    scope: Scope,
    answer: Answer,
}

impl Command for Settle {
    type Answer = Added;

    fn reads(&self, rows: &mut Rows) {
        rows.want::<instruction::Entity>(self.id);
        rows.want::<receipt::Entity>(receipt_id(self.id, self.scope.account));
    }

    fn decide(&self, rows: &Rows, now: DateTime<Utc>) -> Result<Outcome<Added>> {
        let row = rows.get::<instruction::Entity>(&self.id);
        let row = row.filter(|it| it.record_id == self.record.id && it.station_id == self.record.station);
        let row = row.cloned().ok_or(Error::NotFound)?;
        if row.withdrawn_at.is_some() {
            return Err(rule(RecordRefused::AlreadyWithdrawn));
        }
        let done = Outcome::new(Added { id: self.id.into(), at: now });
        let event = |name| self.record.event(name, self.scope.actor()).refer("instruction_id", self.id);
        match self.answer {
            Answer::Withdraw => {
                self.scope.require(Permission::InstructionIssue)?;
                let row = instruction::Model { withdrawn_at: Some(now), ..row };
                Ok(done.put::<instruction::Entity>(row).event(event("instruction_withdrawn")))
            }
            Answer::Acknowledge => {
                let own = rows.get::<receipt::Entity>(&receipt_id(self.id, self.scope.account)).cloned();
                let own = own.ok_or_else(|| rule(RecordRefused::NotAddressed))?;
                // Pressed twice is acknowledged once, at the first time.
                if let Some(at) = own.acknowledged_at {
                    return Ok(Outcome::new(Added { id: self.id.into(), at }));
                }
                let own = receipt::Model { acknowledged_at: Some(now), ..own };
                Ok(done.put::<receipt::Entity>(own).event(event("instruction_acknowledged")))
            }
        }
    }
}
