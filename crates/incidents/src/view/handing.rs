//! With whom a matter is, who signed for it, who returned it; and how far the report of a major one has come.

use chrono::{DateTime, Utc};
use domain::ids::AccountId;
use domain::incident::TransferTo;
use domain::incident::major::{self, MajorSaid, MajorStep};
use domain::incident::transfer::FirstReceiver;
use platform::scope::Scope;
use platform::time::{moment, row_time};
use serde::Serialize;
use utoipa::ToSchema;

use super::incident::Beside;
use super::names::Names;
use crate::rows::incident;

/// What passed between the station and other bodies.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = HandOver)]
pub struct HandOverView {
    /// Who received it first, and deals with it first if nobody wants it.
    pub first_receiver: FirstReceiver,
    /// Whom it is with.
    pub to: Option<TransferTo>,
    /// Who passed it on.
    pub transferred: Option<Signed>,
    /// Who recorded that the other body has it.
    pub receipted: Option<Signed>,
    /// Who signed for it there.
    pub signed_by: Option<String>,
    /// The body that returned it.
    pub returned_from: Option<TransferTo>,
    /// Who returned it, or recorded the return.
    pub returned: Option<Signed>,
    /// Why it was returned.
    pub return_reason: Option<String>,
}

/// Somebody by name, and when.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Signed {
    /// The account.
    pub account_id: AccountId,
    /// The name, as the caller may read it.
    pub name: String,
    /// When.
    pub at: DateTime<Utc>,
}

/// That an incident is major, and how far its report has come.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Major)]
pub struct MajorView {
    /// From when the hour runs.
    pub known_at: DateTime<Utc>,
    /// By when the municipal government must have it.
    pub due_at: DateTime<Utc>,
    /// Who marked it.
    pub marked: Signed,
    /// The steps that are done, in order.
    pub steps: Vec<StepView>,
    /// The step that comes next.
    pub next: Option<MajorStep>,
    /// What was said of its being late.
    pub said: MajorSaid,
}

/// A step that is done.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = MajorStepDone)]
pub struct StepView {
    /// Which.
    pub step: MajorStep,
    /// Who ticked it.
    pub by: Signed,
}

fn signed(names: &Names, scope: &Scope, by: Option<AccountId>, at: Option<DateTime<Utc>>) -> Option<Signed> {
    let (account_id, at) = by.zip(at)?;
    Some(Signed { account_id, name: names.account(scope, account_id), at })
}

/// What passed between the station and other bodies; nothing if it never left.
pub(super) fn hand_over(row: &incident::Model, beside: &Beside, names: &Names, scope: &Scope) -> Option<HandOverView> {
    if row.transferred_to.is_none() && row.returned_from.is_none() {
        return None;
    }
    Some(HandOverView {
        first_receiver: FirstReceiver::of(row.source),
        to: row.transferred_to,
        transferred: signed(names, scope, row.transferred_by, row.transferred_at),
        receipted: signed(names, scope, row.receipted_by, row.receipted_at),
        signed_by: beside.signed_by.clone(),
        returned_from: row.returned_from,
        returned: signed(names, scope, row.returned_by, row.returned_at),
        return_reason: beside.return_reason.clone(),
    })
}

/// How far the report of a major incident has come, for the police; others hear of it by their own way.
pub(super) fn major(row: &incident::Model, names: &Names, scope: &Scope) -> Option<MajorView> {
    let major = row.major.as_ref().filter(|_| scope.role.works_police_matters())?;
    let by = |account_id, at| Signed { account_id, name: names.account(scope, account_id), at };
    Some(MajorView {
        known_at: major.known_at,
        due_at: row_time(major::clock(moment(major.known_at), None).due_at),
        marked: by(major.marked_by, major.marked_at),
        steps: major.steps.iter().map(|it| StepView { step: it.step, by: by(it.by, it.at) }).collect(),
        next: major::next(&major.done()),
        said: major.said,
    })
}
