//! A notice is issued, and withdrawn with a reason.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use domain::ids::{MemberId, NoticeId, SealedId, UnitId};
use domain::notice::{
    NoticeAction, NoticeKind, NoticeRefused, NoticeStatus, ReceiptStatus, check_expiry, check_repeat,
};
use platform::db::{Command, Outcome, Rows};
use platform::jobs;
use platform::log::Event;
use platform::problem::{Error, Result, rule};
use platform::scope::{Actor, Audience, Scope};
use platform::seal;
use platform::time::moment;
use serde::Serialize;
use utoipa::ToSchema;

use crate::addressees::Target;
use crate::due::DUE;
use crate::store::{notice, receipt, receipt_id};

/// What came of a command.
#[derive(Debug, Serialize, ToSchema)]
pub struct Issued {
    /// The notice.
    pub id: NoticeId,
    /// Its state.
    pub status: NoticeStatus,
    /// When.
    pub at: DateTime<Utc>,
    /// How many people it is addressed to.
    pub addressees: usize,
}

/// How often a notice is repeated to those who have not acknowledged it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Repetition {
    /// Minutes between two.
    pub minutes: i64,
    /// How often at most.
    pub times: i64,
}

/// Issues a notice.
pub struct Issue {
    /// The notice.
    pub id: NoticeId,
    /// Who issues it.
    pub scope: Scope,
    /// What it is about.
    pub kind: NoticeKind,
    /// The sealed title and text.
    pub words: seal::Model,
    /// Whom it names.
    pub targets: Vec<Target>,
    /// Whom those are.
    pub addressees: BTreeMap<MemberId, Option<UnitId>>,
    /// Whether the family has consented to a photo.
    pub photo_consent: bool,
    /// When it ends.
    pub expires_at: DateTime<Utc>,
    /// How it is repeated.
    pub repetition: Option<Repetition>,
}

/// An event of a notice, for those named. The desk reads it by its reach.
pub(crate) fn event(name: &'static str, row: &notice::Model, actor: Actor, members: Vec<MemberId>) -> Event {
    // Community forces hear of it by being named; police by their reach.
    let audience = Audience { police: true, members, ..Audience::default() };
    Event::new(name, row.id, actor, audience)
        .refer("notice_id", row.id)
        .field("status", row.status)
        .field("kind", row.kind)
        .field("version", row.version)
}

impl Command for Issue {
    type Answer = Issued;

    fn reads(&self, _rows: &mut Rows) {}

    fn decide(&self, _rows: &Rows, now: DateTime<Utc>) -> Result<Outcome<Issued>> {
        if self.addressees.is_empty() {
            return Err(rule(NoticeRefused::NoAddressee));
        }
        check_expiry(moment(now), moment(self.expires_at)).map_err(rule)?;
        if let Some(it) = self.repetition {
            check_repeat(it.minutes, it.times).map_err(rule)?;
        }
        let row = notice::Model {
            id: self.id,
            station_id: self.scope.station,
            kind: self.kind,
            status: NoticeStatus::Active,
            author_id: self.scope.account,
            words_sealed_id: self.words.id,
            targets: serde_json::to_value(&self.targets).map_err(anyhow::Error::new)?,
            photo_consent: self.photo_consent && self.kind == NoticeKind::LostPerson,
            issued_at: now,
            expires_at: self.expires_at,
            repeat_minutes: self.repetition.map(|it| it.minutes),
            repeats_left: self.repetition.map_or(0, |it| it.times),
            repeated_at: None,
            withdrawn_at: None,
            reason_sealed_id: None,
            version: 1,
        };
        let members: Vec<MemberId> = self.addressees.keys().copied().collect();
        let due = next_due(&row);
        let told = event("notice_issued", &row, self.scope.actor(), members);
        let answer = Issued { id: self.id, status: row.status, at: now, addressees: self.addressees.len() };
        let mut outcome = Outcome::new(answer)
            .created()
            .put::<seal::Entity>(self.words.clone())
            .put::<notice::Entity>(row)
            .put::<jobs::Entity>(jobs::job(DUE, &self.id.to_string(), serde_json::Value::Null, due))
            .event(told);
        for (member, unit) in &self.addressees {
            outcome = outcome.put::<receipt::Entity>(receipt::Model {
                id: receipt_id(self.id, *member),
                station_id: self.scope.station,
                notice_id: self.id,
                member_id: *member,
                unit_id: *unit,
                status: ReceiptStatus::Addressed,
                issued_at: now,
                delivered_at: None,
                seen_at: None,
                acknowledged_at: None,
            });
        }
        Ok(outcome)
    }
}

/// When something has to be done about an active notice: the next repetition, or its end.
pub(crate) fn next_due(row: &notice::Model) -> DateTime<Utc> {
    let last = row.repeated_at.unwrap_or(row.issued_at);
    match row.repeat_minutes.filter(|_| row.repeats_left > 0) {
        Some(minutes) => (last + TimeDelta::minutes(minutes)).min(row.expires_at),
        None => row.expires_at,
    }
}

/// Withdraws a notice; its addressees are told.
pub struct Withdraw {
    /// The notice.
    pub id: NoticeId,
    /// Who withdraws it.
    pub scope: Scope,
    /// The sealed reason.
    pub reason: seal::Model,
}

impl Command for Withdraw {
    type Answer = Issued;

    fn reads(&self, rows: &mut Rows) {
        rows.want::<notice::Entity>(self.id);
        rows.find(&receipt::OF_NOTICE, self.id);
    }

    fn decide(&self, rows: &Rows, now: DateTime<Utc>) -> Result<Outcome<Issued>> {
        let row = rows.get::<notice::Entity>(&self.id).filter(|it| it.station_id == self.scope.station);
        let row = row.cloned().ok_or(Error::NotFound)?;
        let status = row.status.advance(NoticeAction::Withdraw).map_err(rule)?;
        let reason: SealedId = self.reason.id;
        let row = notice::Model {
            status,
            withdrawn_at: Some(now),
            reason_sealed_id: Some(reason),
            repeats_left: 0,
            version: row.version + 1,
            ..row
        };
        let members: Vec<MemberId> =
            rows.all::<receipt::Entity>().filter(|it| it.notice_id == self.id).map(|it| it.member_id).collect();
        let answer = Issued { id: self.id, status, at: now, addressees: members.len() };
        let told = event("notice_withdrawn", &row, self.scope.actor(), members);
        Ok(Outcome::new(answer).put::<seal::Entity>(self.reason.clone()).put::<notice::Entity>(row).event(told))
    }
}
