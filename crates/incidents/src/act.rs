//! What the desk does with an incident: one command for every verb, checked by the state machine of the domain.

mod calls;
mod handing;
mod verbs;

use chrono::{DateTime, Utc};
use domain::category::CategoryCode;
use domain::ids::{IncidentId, MemberId, OfferId, SealedId, SearchId};
use domain::incident::major::MajorStep;
use domain::incident::outside::OutsideSystem;
use domain::incident::status::Action;
use domain::incident::{Disposition, IncidentStatus, PoliceNature, Priority, TransferTo};
use domain::offer::OfferStatus;
use platform::db::{Command, Outcome, Rows};
use platform::jobs;
use platform::log::Event;
use platform::problem::{self, Error, Result, refuse, rule};
use platform::scope::Scope;
use platform::seal;
use serde::Serialize;

use crate::events;
use crate::incidents::Incidents;
use crate::rows::{incident, offer, search};
use crate::view::incident::{IncidentView, show_whole};
use crate::view::names::Names;
use crate::view::sight::sees;

/// What is done, with what it needs.
#[derive(Clone, Debug, PartialEq)]
pub enum Verb {
    /// Sorts it, or corrects the sorting.
    Triage {
        /// The category.
        category: Option<CategoryCode>,
        /// The priority.
        priority: Option<Priority>,
        /// Whose matter it is.
        police_nature: Option<PoliceNature>,
        /// Danger that became known.
        danger: Danger,
        /// The time agreed with the caller, for what is not urgent.
        agreed_at: Option<DateTime<Utc>>,
    },
    /// Sends people: those named, or whom the engine finds.
    Dispatch {
        /// Whether the engine chooses.
        automatic: bool,
        /// Whether police are sent whatever the nature.
        police: bool,
    },
    /// Says that the desk has it.
    Acknowledge,
    /// Says that it was handled.
    Handle {
        /// What came of it.
        disposition: Disposition,
    },
    /// Reports from the scene while work goes on.
    ReportProgress,
    /// Gives feedback.
    Feedback,
    /// Reviews and closes.
    Review,
    /// Closes.
    Close,
    /// Passes it to another body.
    Transfer {
        /// Whom to.
        to: TransferTo,
    },
    /// The other body has taken it.
    Receipt {
        /// Its number there.
        number: Option<String>,
    },
    /// The other body does not take it.
    Return {
        /// The station takes it back itself, which is no return.
        taken_back: bool,
    },
    /// It is the same matter as another.
    Merge {
        /// The other.
        into: IncidentId,
    },
    /// It goes on as a dispute.
    Convert,
    /// It is a police matter after all.
    Escalate,
    /// It is withdrawn.
    Cancel,
    /// It is taken up again.
    Reopen {
        /// The later report that says the same matter goes on.
        repeated_by: Option<IncidentId>,
    },
    /// The caller was asked again.
    Revisit,
    /// The desk works on it.
    Claim,
    /// The desk no longer works on it.
    Release,
    /// People are sent home with thanks.
    StandDown {
        /// One call, or all of them.
        offer: Option<OfferId>,
    },
    /// Another system has a number for it.
    ExternalRef {
        /// Which system.
        system: OutsideSystem,
        /// The number.
        number: String,
    },
    /// It is a major incident: the hour to report it runs.
    MarkMajor {
        /// When it became known, if that was earlier.
        known_at: Option<DateTime<Utc>>,
    },
    /// It is no major incident after all.
    UnmarkMajor,
    /// A step of the report of a major incident is done.
    ReportMajor {
        /// Which.
        step: MajorStep,
    },
}

impl Verb {
    /// The action of the state machine.
    pub fn action(&self) -> Action {
        match self {
            Self::Triage { .. } => Action::Triage,
            Self::Dispatch { .. } => Action::Dispatch,
            Self::Acknowledge => Action::Acknowledge,
            Self::Handle { .. } => Action::Handle,
            Self::ReportProgress => Action::ReportProgress,
            Self::Feedback => Action::Feedback,
            Self::Review => Action::Review,
            Self::Close => Action::Close,
            Self::Transfer { .. } => Action::Transfer,
            Self::Receipt { .. } => Action::Receipt,
            Self::Return { .. } => Action::Return,
            Self::Merge { .. } => Action::Merge,
            Self::Convert => Action::Convert,
            Self::Escalate => Action::Escalate,
            Self::Cancel => Action::Cancel,
            Self::Reopen { .. } => Action::Reopen,
            Self::Revisit => Action::Revisit,
            Self::Claim => Action::Claim,
            Self::Release => Action::Release,
            Self::StandDown { .. } => Action::StandDown,
            Self::ExternalRef { .. } => Action::ExternalRef,
            Self::MarkMajor { .. } => Action::MarkMajor,
            Self::UnmarkMajor => Action::UnmarkMajor,
            Self::ReportMajor { .. } => Action::ReportMajor,
        }
    }

    /// Tells whether it is about the report of a major incident.
    fn is_of_major(&self) -> bool {
        matches!(self.action(), Action::MarkMajor | Action::UnmarkMajor | Action::ReportMajor)
    }

    /// The kind of the log entry.
    fn kind(&self) -> &'static str {
        match self {
            Self::Triage { .. } => "incident_triaged",
            Self::Dispatch { .. } => "incident_dispatched",
            Self::Acknowledge => "incident_acknowledged",
            Self::Handle { .. } => "incident_handled",
            Self::ReportProgress => "incident_progress",
            Self::Feedback => "incident_feedback",
            Self::Review => "incident_reviewed",
            Self::Close => "incident_closed",
            Self::Transfer { .. } => "incident_transferred",
            Self::Receipt { .. } => "incident_handed_over",
            Self::Return { taken_back: false } => "incident_returned",
            Self::Return { taken_back: true } => "incident_taken_back",
            Self::Merge { .. } => "incident_merged",
            Self::Convert => "incident_converted",
            Self::Escalate => "incident_escalated",
            Self::Cancel => "incident_cancelled",
            Self::Reopen { .. } => "incident_reopened",
            Self::Revisit => "incident_revisited",
            Self::Claim => "incident_claimed",
            Self::Release => "incident_released",
            Self::StandDown { .. } => "incident_stood_down",
            Self::ExternalRef { .. } => "incident_numbered",
            Self::MarkMajor { .. } => "major_marked",
            Self::UnmarkMajor => "major_unmarked",
            Self::ReportMajor { .. } => "major_reported",
        }
    }
}

/// Danger that became known while work goes on. It is only ever added: a hard stop holds for good.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Danger {
    /// A weapon is involved.
    pub weapon: bool,
    /// Domestic violence is involved.
    pub involves_dv: bool,
    /// A minor is involved.
    pub involves_minor: bool,
    /// People hurt.
    pub injured_count: u32,
}

/// Does one thing with an incident.
pub struct Act {
    /// Who does it.
    pub scope: Scope,
    /// With which incident.
    pub incident: IncidentId,
    /// The version that the sender has seen.
    pub expected_version: Option<i64>,
    /// What.
    pub verb: Verb,
    /// The words that go with it, for the rules that ask for a reason.
    pub text: String,
    /// The same words sealed.
    pub sealed: Option<seal::Model>,
    /// The id of the search, should one begin.
    pub search: SearchId,
    /// What the answer needs beside the rows.
    pub desk: Incidents,
    /// The names beside the ids, for the answer.
    pub names: Names,
}

/// What the sender is told, and told again when the same command comes again.
#[derive(Clone, Debug, Serialize)]
#[serde(untagged)]
pub enum Changed {
    /// The incident as it is then.
    Seen(Box<IncidentView>),
    /// All that is left to say when the act took it out of the sender's sight.
    Gone {
        /// Which incident.
        id: IncidentId,
        /// Its version now.
        version: i64,
        /// Where it stands now.
        status: IncidentStatus,
    },
}

/// The incident and what hangs on it while a verb changes it.
struct Work<'a> {
    act: &'a Act,
    before: &'a incident::Model,
    row: incident::Model,
    offers: Vec<offer::Model>,
    search: Option<search::Model>,
    now: DateTime<Utc>,
    /// Offers that the verb ended, in order.
    ended: Vec<offer::Model>,
    /// Events beside the verb's own.
    more: Vec<Event>,
}

impl Command for Act {
    type Answer = Changed;

    fn reads(&self, rows: &mut Rows) {
        rows.want::<incident::Entity>(self.incident);
        rows.find(&offer::OF_INCIDENT, self.incident);
        rows.find(&search::OPEN_OF_INCIDENT, self.incident);
        if let Verb::Merge { into: other } | Verb::Reopen { repeated_by: Some(other) } = self.verb {
            rows.want::<incident::Entity>(other);
        }
        let sealed = rows.get::<incident::Entity>(&self.incident);
        let sealed = sealed.map(incident::Model::shown_sealed);
        for id in sealed.into_iter().flatten().flatten() {
            rows.want::<seal::Entity>(id);
        }
    }

    fn decide(&self, rows: &Rows, now: DateTime<Utc>) -> Result<Outcome<Changed>> {
        let before = self.find(rows)?;
        if self.expected_version.is_some_and(|it| it != before.version) {
            return Err(refuse(&problem::STALE).into());
        }
        let action = self.verb.action();
        self.scope.require(action.permission())?;
        if action != Action::Escalate && before.is_police() && !self.scope.role.works_police_matters() {
            return Err(refuse(&problem::FORBIDDEN).into());
        }
        let mut work = Work {
            act: self,
            before,
            row: before.clone(),
            offers: offers(rows, self.incident),
            search: open_search(rows, self.incident),
            now,
            ended: Vec::new(),
            more: Vec::new(),
        };
        work.first_triage(action)?;
        if work.only_reviews() {
            work.reviewed();
        } else {
            work.row.status = work.row.status.advance(action).map_err(rule)?;
            work.apply(rows)?;
        }
        work.attend();
        work.row.version += 1;
        let changed = self.changed(&work.row, &work.offers, rows);
        Ok(work.finish(changed))
    }
}

impl Act {
    fn find<'a>(&self, rows: &'a Rows) -> Result<&'a incident::Model> {
        let row = rows.get::<incident::Entity>(&self.incident).ok_or(Error::NotFound)?;
        if sees(&self.scope, row, &offers(rows, self.incident)) { Ok(row) } else { Err(Error::NotFound) }
    }

    /// The answer: the incident as the sender may see it now.
    fn changed(&self, row: &incident::Model, offers: &[offer::Model], rows: &Rows) -> Changed {
        if !sees(&self.scope, row, offers) {
            return Changed::Gone { id: row.id, version: row.version, status: row.status };
        }
        let find = |id: Option<SealedId>| {
            let new = self.sealed.as_ref().filter(|it| Some(it.id) == id);
            new.or_else(|| rows.get::<seal::Entity>(&id?))
        };
        let beside = self.desk.beside(&self.scope, &self.names, row, find);
        Changed::Seen(Box::new(show_whole(row, offers, beside, &self.names, &self.scope)))
    }
}

/// The offers of an incident that the batch knows, oldest first.
pub fn offers(rows: &Rows, incident: IncidentId) -> Vec<offer::Model> {
    let mut offers: Vec<_> = rows.all::<offer::Entity>().filter(|it| it.incident_id == incident).cloned().collect();
    offers.sort_by_key(|it| (it.offered_at, it.id));
    offers
}

/// The search of an incident that has not ended.
pub fn open_search(rows: &Rows, incident: IncidentId) -> Option<search::Model> {
    rows.all::<search::Entity>().find(|it| it.incident_id == incident && it.ended_at.is_none()).cloned()
}

/// The members whose calls have not ended: they take part.
pub fn members(offers: &[offer::Model]) -> Vec<MemberId> {
    let mut members: Vec<_> = offers.iter().filter(|it| it.ended_at.is_none()).map(|it| it.member_id).collect();
    members.sort_unstable();
    members.dedup();
    members
}

impl Work<'_> {
    /// Dispatching what was reported with a category triages it first (one act for the desk, two in the log).
    fn first_triage(&mut self, action: Action) -> Result<()> {
        let reported = self.row.status == IncidentStatus::Reported;
        if action != Action::Dispatch || !reported || self.row.category.is_none() {
            return Ok(());
        }
        self.row.status = self.row.status.advance(Action::Triage).map_err(rule)?;
        self.row.version += 1;
        let triaged =
            events::of_incident("incident_triaged", self.before, &self.row, self.act.scope.actor(), Vec::new());
        self.more.push(triaged);
        Ok(())
    }

    fn finish(self, changed: Changed) -> Outcome<Changed> {
        let actor = self.act.scope.actor();
        let members = members(&self.offers);
        let mut outcome = Outcome::new(changed);
        let mut event = events::of_incident(self.act.verb.kind(), self.before, &self.row, actor, members.clone());
        event = verbs::describe(&self.act.verb, &self.row, event);
        if self.act.verb.is_of_major() {
            // The report goes up within the police and the government.
            event.audience.police = true;
        }
        if let Some(sealed) = &self.act.sealed {
            event = event.field("text", sealed.id);
            outcome = outcome.put::<seal::Entity>(sealed.clone());
        }
        for event in self.more {
            outcome = outcome.event(event);
        }
        outcome = outcome.event(event);
        for offer in self.ended {
            let done = offer.status == OfferStatus::Cleared;
            let kind = if done { "offer_cleared" } else { "offer_stood_down" };
            let event = events::of_offer(kind, &offer, &self.row, actor, members.clone());
            outcome = outcome.event(if offer.dismissed { event.field("dismissed", true) } else { event });
            outcome = outcome.put::<offer::Entity>(offer);
        }
        if let Some(search) = self.search {
            outcome = outcome.put::<search::Entity>(search);
        }
        if self.row.transferred_at.is_some() && self.before.transferred_at.is_none() {
            let patience = self.act.desk.settings(self.row.station_id).transfer;
            if let Some(job) = crate::transfer::watch(&self.row, patience) {
                outcome = outcome.put::<jobs::Entity>(job);
            }
        }
        if self.before.major.is_none()
            && let Some(job) = crate::major::watch(&self.row, self.now)
        {
            outcome = outcome.put::<jobs::Entity>(job);
        }
        outcome.put::<incident::Entity>(self.row)
    }
}
