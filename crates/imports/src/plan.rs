//! What an import changes: the rows as they are and as they will be, of those that have no mistake.

mod build;

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use domain::ids::{AccountId, StationId};
use platform::problem::{Refusal, refuse};
use platform::seal::Sealer;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::finding::Findings;
use crate::merge::Future;
use crate::plan::build::{Author, Builder};
use crate::present::Present;
use crate::refusal;
use crate::sheet::Sheet;
use crate::step::AnyStep;

/// How many rows of a sheet an import adds, changes, leaves as they are, and keeps out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Count {
    /// Rows that are new.
    pub added: usize,
    /// Rows that change.
    pub changed: usize,
    /// Rows that are there already as the file says.
    pub same: usize,
    /// Rows that a mistake keeps out.
    pub kept_out: usize,
}

/// The counts by sheet.
pub type Counts = BTreeMap<Sheet, Count>;

/// What an import changes.
pub struct Plan {
    /// The station.
    pub station: StationId,
    /// The rows to write.
    pub steps: Vec<Box<dyn AnyStep>>,
    /// The counts by sheet.
    pub counts: Counts,
}

/// Plans what a file changes; rows with a mistake stay out.
///
/// # Errors
/// If the workbook is of another station, or there is no station and none can be founded from it.
pub fn plan(
    future: &Future,
    present: &Present,
    findings: &Findings,
    sealer: &Sealer,
    account: Option<AccountId>,
    now: DateTime<Utc>,
) -> Result<Plan, Refusal> {
    let told = future.told(Sheet::Station).next();
    let station = match (&present.station, told) {
        (Some(_), Some((_, entry))) if entry.before.is_none() => {
            let code = entry.record.text("code").unwrap_or_default();
            return Err(refuse(&refusal::OTHER_STATION).with("code", code));
        }
        (Some(there), _) => there.id,
        (None, Some((row, _))) if !findings.is_bad(Sheet::Station, row) => StationId::from(Uuid::now_v7()),
        (None, _) => return Err(refuse(&refusal::NOTHING_RIGHT)),
    };
    Ok(Builder::new(future, present, findings, Author { station, account, sealer, now }).plan())
}
