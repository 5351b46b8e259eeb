//! What addressees do with a notice, and how many have done it.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use domain::ids::{MemberId, NoticeId, UnitId};
use domain::notice::{NoticeRefused, NoticeStatus, ReceiptAction, ReceiptStatus};
use platform::db::{Command, Outcome, Rows};
use platform::log::Event;
use platform::problem::{Error, Result, refuse, rule};
use platform::scope::{Audience, Scope};
use serde::Serialize;
use utoipa::ToSchema;

use crate::notices::{Notices, issues};
use crate::refusal;
use crate::store::{notice, receipt, receipt_id};

/// The caller's own receipt.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct OwnReceipt {
    /// What the caller did with it.
    pub status: ReceiptStatus,
    /// When it reached the terminal.
    pub delivered_at: Option<DateTime<Utc>>,
    /// When it was opened.
    pub seen_at: Option<DateTime<Utc>>,
    /// When it was acknowledged.
    pub acknowledged_at: Option<DateTime<Utc>>,
}

impl OwnReceipt {
    /// Shows a receipt.
    pub fn of(row: &receipt::Model) -> Self {
        Self {
            status: row.status,
            delivered_at: row.delivered_at,
            seen_at: row.seen_at,
            acknowledged_at: row.acknowledged_at,
        }
    }
}

/// Says what an addressee did.
pub struct Answer {
    /// The notice.
    pub id: NoticeId,
    /// Who.
    pub scope: Scope,
    /// What.
    pub action: ReceiptAction,
}

impl Command for Answer {
    type Answer = OwnReceipt;

    fn reads(&self, rows: &mut Rows) {
        rows.want::<notice::Entity>(self.id);
        if let Some(member) = self.scope.member {
            rows.want::<receipt::Entity>(receipt_id(self.id, member));
        }
    }

    fn decide(&self, rows: &Rows, now: DateTime<Utc>) -> Result<Outcome<OwnReceipt>> {
        let notice = rows.get::<notice::Entity>(&self.id).filter(|it| it.station_id == self.scope.station);
        let notice = notice.ok_or(Error::NotFound)?;
        let own = self.scope.member.and_then(|it| rows.get::<receipt::Entity>(&receipt_id(self.id, it)).cloned());
        let Some(own) = own else {
            // Who issues notices knows of it; for anybody else it does not exist.
            let known = issues(&self.scope);
            return Err(if known { refuse(&refusal::NOT_ADDRESSED).into() } else { Error::NotFound });
        };
        match notice.status {
            NoticeStatus::Active => {}
            NoticeStatus::Expired => return Err(rule(NoticeRefused::NoticeExpired)),
            NoticeStatus::Withdrawn => return Err(rule(NoticeRefused::NoticeWithdrawn)),
        }
        let status = own.status.advance(self.action).map_err(rule)?;
        if status == own.status {
            return Ok(Outcome::new(OwnReceipt::of(&own)));
        }
        let reached = |at: Option<DateTime<Utc>>, step: ReceiptStatus| at.or((status >= step).then_some(now));
        let own = receipt::Model {
            status,
            delivered_at: reached(own.delivered_at, ReceiptStatus::Delivered),
            seen_at: reached(own.seen_at, ReceiptStatus::Seen),
            acknowledged_at: reached(own.acknowledged_at, ReceiptStatus::Acknowledged),
            ..own
        };
        // The desk counts along; other addressees learn nothing of each other.
        let audience = Audience { police: true, members: vec![own.member_id], ..Audience::default() };
        let told = Event::new("notice_receipt", self.id, self.scope.actor(), audience)
            .refer("notice_id", self.id)
            .refer("member_id", own.member_id)
            .field("status", status);
        Ok(Outcome::new(OwnReceipt::of(&own)).put::<receipt::Entity>(own).event(told))
    }
}

/// How many did what.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct Counts {
    /// Whom it is addressed to.
    pub addressed: usize,
    /// Whose terminal it reached.
    pub delivered: usize,
    /// Who opened it.
    pub seen: usize,
    /// Who acknowledged it.
    pub acknowledged: usize,
}

impl Counts {
    fn add(&mut self, status: ReceiptStatus) {
        self.addressed += 1;
        self.delivered += usize::from(status >= ReceiptStatus::Delivered);
        self.seen += usize::from(status >= ReceiptStatus::Seen);
        self.acknowledged += usize::from(status >= ReceiptStatus::Acknowledged);
    }
}

/// How many of one unit did what.
#[derive(Debug, Serialize, ToSchema)]
pub struct UnitCounts {
    /// The unit; `null` for those without one.
    pub unit_id: Option<UnitId>,
    /// Its name.
    pub unit_name: Option<String>,
    /// How many.
    pub counts: Counts,
}

/// Somebody who has not acknowledged.
#[derive(Debug, Serialize, ToSchema)]
pub struct Missing {
    /// Who.
    pub member_id: MemberId,
    /// The name, as the caller may read it.
    pub member_name: String,
    /// The unit.
    pub unit_name: Option<String>,
    /// How far it has come.
    pub status: ReceiptStatus,
}

/// The receipts of a notice: counts by unit in the order of names, and who is to be called.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReceiptPage {
    /// All of them.
    pub total: Counts,
    /// By unit, in the order of names: units are never put in an order of merit.
    pub units: Vec<UnitCounts>,
    /// Who has not acknowledged, in the order of units' and people's names.
    pub missing: Vec<Missing>,
}

/// Counts receipts.
///
/// # Errors
/// If there is no such station.
pub fn count(notices: &Notices, scope: &Scope, rows: &[receipt::Model]) -> Result<ReceiptPage> {
    let atlas = notices.places().atlas(scope.station)?;
    let name = |unit: Option<UnitId>| unit.and_then(|it| atlas.unit(it)).map(|it| it.name.clone());
    let mut total = Counts::default();
    let mut units: BTreeMap<(Option<String>, Option<UnitId>), Counts> = BTreeMap::new();
    let mut missing = Vec::new();
    for row in rows {
        total.add(row.status);
        units.entry((name(row.unit_id), row.unit_id)).or_default().add(row.status);
        if row.status != ReceiptStatus::Acknowledged {
            missing.push(Missing {
                member_id: row.member_id,
                member_name: notices.people().name(scope, row.member_id),
                unit_name: name(row.unit_id),
                status: row.status,
            });
        }
    }
    missing.sort_by(|one, other| {
        (&one.unit_name, &one.member_name, one.member_id).cmp(&(&other.unit_name, &other.member_name, other.member_id))
    });
    let units =
        units.into_iter().map(|((unit_name, unit_id), counts)| UnitCounts { unit_id, unit_name, counts }).collect();
    Ok(ReceiptPage { total, units, missing })
}
