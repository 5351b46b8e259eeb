//! What each verb changes beside the state.

use chrono::{DateTime, TimeDelta, Utc};
use domain::category::Category;
use domain::category::dictionary::Dictionary;
use domain::ids::IncidentId;
use domain::incident::claim::{self, Claim};
use domain::incident::close::{Ending, Relabel, close_check, relabel_check};
use domain::incident::status::Action;
use domain::incident::transfer::{ReopenCause, Side, merge_check, reopen_check};
use domain::incident::{Disposition, PoliceNature, Priority};
use domain::offer::OfferStatus;
use platform::db::Rows;
use platform::log::Event;
use platform::problem::{Error, Result, refuse, rule};
use platform::time::moment;

use super::{Danger, Verb, Work};
use crate::report::assess_into;
use crate::rows::{incident, search};
use crate::{clocks, refusal};

/// How far ahead a time can be agreed: what takes longer than a month is another matter.
const AGREED_AHEAD_MAX: TimeDelta = TimeDelta::days(31);

/// The fields of a verb's log entry beside those of every entry.
pub(super) fn describe(verb: &Verb, row: &incident::Model, event: Event) -> Event {
    match verb {
        Verb::Dispatch { automatic, police } => event.field("automatic", automatic).field("police", police),
        Verb::Transfer { to } => event.field("to", to),
        Verb::Receipt { number } => event.field("number", number),
        Verb::Return { taken_back } => event.field("taken_back", taken_back),
        Verb::ExternalRef { system, number } => event.field("system", system).field("number", number),
        Verb::MarkMajor { .. } => event.field("known_at", row.major.as_ref().map(|it| it.known_at)),
        Verb::ReportMajor { step } => event.field("step", step),
        Verb::Merge { into } => event.field("into", into),
        Verb::Reopen { repeated_by: Some(other) } => event.field("repeated_by", other),
        Verb::Handle { disposition } => event.field("disposition", disposition),
        Verb::Claim | Verb::Release => event.field("claimed_by", row.claimed_by),
        Verb::Triage { .. }
        | Verb::Acknowledge
        | Verb::ReportProgress
        | Verb::Feedback
        | Verb::Review
        | Verb::Close
        | Verb::Convert
        | Verb::Escalate
        | Verb::Cancel
        | Verb::Reopen { repeated_by: None }
        | Verb::Revisit
        | Verb::UnmarkMajor
        | Verb::StandDown { .. } => event,
    }
}

impl Work<'_> {
    pub(super) fn apply(&mut self, rows: &Rows) -> Result<()> {
        match self.act.verb.clone() {
            Verb::Triage { category, priority, police_nature, danger, agreed_at } => {
                self.found(danger);
                self.row.category = category.or(self.row.category);
                self.known_category()?;
                self.assess(priority, police_nature);
                self.keep_police_matter()?;
                self.agree(agreed_at)?;
            }
            Verb::Dispatch { automatic, police } => {
                self.row.police_dispatched |= police;
                self.send(automatic);
            }
            Verb::Acknowledge => self.row.acknowledged_at = self.row.acknowledged_at.or(Some(self.now)),
            Verb::Handle { disposition } => self.handle(disposition),
            Verb::ReportProgress => {
                if self.act.text.trim().is_empty() {
                    return Err(refuse(&refusal::TEXT_MISSING).field("text").into());
                }
                self.row.first_report_at = self.row.first_report_at.or(Some(self.now));
                self.row.last_report_at = Some(self.now);
            }
            Verb::Feedback => {
                self.row.feedback_at = Some(self.now);
                self.row.first_report_at = self.row.first_report_at.or(Some(self.now));
            }
            Verb::Review => {
                self.close()?;
                self.reviewed();
            }
            Verb::Close | Verb::Cancel => self.close()?,
            Verb::Convert => {
                self.row.disposition = Some(Disposition::Converted);
                self.close()?;
            }
            Verb::Transfer { to } => self.pass_on(to)?,
            Verb::Receipt { number } => self.receipt(number)?,
            Verb::Return { taken_back } => self.come_back(taken_back)?,
            Verb::ExternalRef { system, number } => self.note_number(system, &number)?,
            Verb::MarkMajor { known_at } => self.mark_major(known_at)?,
            Verb::UnmarkMajor => self.unmark_major()?,
            Verb::ReportMajor { step } => self.report_major(step)?,
            Verb::Merge { into } => {
                let other = rows.get::<incident::Entity>(&into).filter(|it| it.station_id == self.row.station_id);
                let seen = other.filter(|it| self.act.scope.may_see(&it.audience(Vec::new())));
                let other = seen.ok_or(Error::NotFound)?;
                merge_check(side(self.before), side(other)).map_err(rule)?;
                self.row.duplicate_of = Some(into);
                self.over();
            }
            Verb::Escalate => self.escalate(),
            Verb::Reopen { repeated_by } => self.reopen(repeated_by, rows)?,
            Verb::Revisit => {}
            Verb::Claim => self.row.claimed_by = Some(claim::claim(self.claim()).map_err(rule)?),
            Verb::Release => {
                claim::release(self.claim()).map_err(rule)?;
                self.row.claimed_by = None;
            }
            Verb::StandDown { offer } => self.stand_down(offer)?,
        }
        Ok(())
    }

    /// Takes down when the caller expects somebody. Only what is not urgent waits for an agreed time.
    fn agree(&mut self, at: Option<DateTime<Utc>>) -> Result<()> {
        let Some(at) = at else { return Ok(()) };
        if self.row.priority != Some(Priority::P4) {
            return Err(refuse(&refusal::AGREED_URGENT).field("agreed_at").into());
        }
        if at < self.row.reported_at || at > self.now + AGREED_AHEAD_MAX {
            return Err(refuse(&refusal::AGREED_TIME)
                .with("days", AGREED_AHEAD_MAX.num_days())
                .field("agreed_at")
                .into());
        }
        self.row.agreed_at = Some(at);
        Ok(())
    }

    /// It is a police matter after all: police go, and what was done by others does not end it.
    fn escalate(&mut self) {
        self.row.escalated = true;
        self.assess(self.row.priority, Some(PoliceNature::Police));
        self.row.police_dispatched = true;
        self.back();
        self.row.handled_at = None;
        self.row.feedback_at = None;
        self.send(true);
    }

    fn known_category(&self) -> Result<()> {
        match self.row.category {
            Some(code) if Dictionary::built_in().get(code).is_none() => {
                Err(refuse(&refusal::UNKNOWN_CATEGORY).with("code", code).field("category").into())
            }
            Some(_) | None => Ok(()),
        }
    }

    /// Asks the rules anew. Danger that is found while work goes on sends police at once.
    fn assess(&mut self, priority: Option<Priority>, nature: Option<PoliceNature>) {
        let nature = nature.or(Some(self.row.police_nature).filter(|it| *it != PoliceNature::Unknown));
        let priority = priority.or(self.row.priority);
        let police_at_once = assess_into(&mut self.row, priority, nature);
        if police_at_once && self.act.verb.action() == Action::Triage && self.sent_or_can_be() {
            self.send(true);
        }
    }

    /// Refuses to turn a police matter under way into another one (adoption rule 4).
    fn keep_police_matter(&self) -> Result<()> {
        relabel_check(&Relabel {
            status: self.before.status,
            was_sent: self.before.group_called || self.before.police_dispatched,
            before: self.before.police_nature,
            after: self.row.police_nature,
            police_arrived: self.row.police_arrived_at.is_some(),
            by: self.act.scope.role,
        })
        .map_err(rule)
    }

    /// Moves on to dispatched if the state allows it.
    fn sent_or_can_be(&mut self) -> bool {
        match self.row.status.advance(Action::Dispatch) {
            Ok(status) => {
                self.row.status = status;
                true
            }
            Err(_) => false,
        }
    }

    /// Begins the search for people, or widens the one that runs.
    fn send(&mut self, automatic: bool) {
        self.row.dispatched_at = self.row.dispatched_at.or(Some(self.now));
        let search = match self.search.take() {
            Some(search) => {
                search::Model { automatic: search.automatic || automatic, version: search.version + 1, ..search }
            }
            None => search::Model { automatic, ..search::Model::new(self.act.search, &self.row, self.now) },
        };
        self.search = Some(search);
    }

    /// Takes down danger that became known; nothing here ever takes any back.
    fn found(&mut self, danger: Danger) {
        self.row.weapon |= danger.weapon;
        self.row.involves_dv |= danger.involves_dv;
        self.row.involves_minor |= danger.involves_minor;
        self.row.injured_count = self.row.injured_count.max(danger.injured_count.into());
    }

    /// The matter is handled: nobody else of the community forces sets out, and the search ends unless police are
    /// missing.
    fn handle(&mut self, disposition: Disposition) {
        let police_missing = clocks::police_missing(&self.row);
        for at in 0..self.offers.len() {
            let offer = &self.offers[at];
            if offer.status.is_waiting() && !(offer.officer && police_missing) {
                self.end(at, OfferStatus::StoodDown);
            }
        }
        if let Some(search) = self.search.as_mut().filter(|_| !police_missing) {
            search.automatic = false;
            search.ended_at = Some(self.now);
            search.version += 1;
        }
        self.row.disposition = Some(disposition);
        self.row.handled_at = Some(self.now);
        self.row.first_report_at = self.row.first_report_at.or(Some(self.now));
        self.row.result_sealed_id = self.act.sealed.as_ref().map(|it| it.id);
    }

    fn close(&mut self) -> Result<()> {
        let text = self.act.text.trim();
        close_check(&Ending {
            action: self.act.verb.action(),
            status: self.before.status,
            police_nature: self.row.police_nature,
            invalid: clocks::category(&self.row).is_some_and(Category::is_invalid),
            police_arrived: self.row.police_arrived_at.is_some(),
            by: self.act.scope.role,
            reason: (!text.is_empty()).then_some(text),
        })
        .map_err(rule)?;
        self.row.close_reason_sealed_id = self.act.sealed.as_ref().map(|it| it.id);
        self.over();
        Ok(())
    }

    /// Ends the work: nobody is left called, nobody is left claiming.
    fn over(&mut self) {
        self.row.closed_at = Some(self.now);
        self.row.claimed_by = None;
        self.end_all();
    }

    /// Tells whether the act only reviews a case that is over: it began with nobody at the desk, and ended otherwise
    /// than by a review.
    pub(super) fn only_reviews(&self) -> bool {
        self.act.verb == Verb::Review && self.before.unreviewed_since.is_some() && self.before.status.is_over()
    }

    /// Writes down who reviewed it.
    pub(super) fn reviewed(&mut self) {
        self.row.unreviewed_since = None;
        self.row.reviewed_by = Some(self.act.scope.account);
        self.row.reviewed_at = Some(self.now);
    }

    /// Why it is taken up again: asked for, or called again, which names the later report.
    fn reopen_cause(
        &self,
        repeated_by: Option<IncidentId>,
        closed_at: DateTime<Utc>,
        rows: &Rows,
    ) -> Result<ReopenCause> {
        let Some(other) = repeated_by else { return Ok(ReopenCause::Asked) };
        let other = rows.get::<incident::Entity>(&other).filter(|it| it.station_id == self.row.station_id);
        let other = other.filter(|it| self.act.scope.may_see(&it.audience(Vec::new()))).ok_or(Error::NotFound)?;
        if other.id == self.row.id || other.reported_at <= closed_at {
            return Err(refuse(&refusal::NOT_A_REPETITION).field("repeated_by").into());
        }
        Ok(ReopenCause::RepeatCall)
    }

    /// Takes it up again: its clocks begin anew, its timeline keeps what was.
    fn reopen(&mut self, repeated_by: Option<IncidentId>, rows: &Rows) -> Result<()> {
        let closed_at = self.before.closed_at.unwrap_or(self.now);
        let cause = self.reopen_cause(repeated_by, closed_at, rows)?;
        reopen_check(cause, moment(closed_at), moment(self.now)).map_err(rule)?;
        if self.act.text.trim().is_empty() {
            return Err(refuse(&refusal::TEXT_MISSING).field("reason").into());
        }
        self.back();
        let row = &mut self.row;
        row.closed_at = None;
        row.disposition = None;
        row.result_sealed_id = None;
        row.close_reason_sealed_id = None;
        row.acknowledged_at = None;
        row.dispatched_at = None;
        row.en_route_at = None;
        row.on_scene_at = None;
        row.handled_at = None;
        row.first_report_at = None;
        row.last_report_at = None;
        row.agreed_at = None;
        row.feedback_at = None;
        row.police_arrived_at = None;
        row.group_arrived_at = None;
        row.auxiliary_arrived_at = None;
        row.level_now = None;
        Ok(())
    }

    fn stand_down(&mut self, offer: Option<domain::ids::OfferId>) -> Result<()> {
        if let Some(id) = offer
            && !self.offers.iter().any(|it| it.id == id)
        {
            return Err(Error::NotFound);
        }
        for at in 0..self.offers.len() {
            let all = offer.is_none() && self.offers[at].status != OfferStatus::Arrived;
            if all || offer == Some(self.offers[at].id) {
                self.offers[at].dismissed = offer.is_some();
                self.end(at, OfferStatus::StoodDown);
            }
        }
        if offer.is_none()
            && let Some(search) = &mut self.search
        {
            search.automatic = false;
            search.version += 1;
        }
        Ok(())
    }

    fn claim(&self) -> Claim {
        Claim { held_by: self.row.claimed_by, by: self.act.scope.account, role: self.act.scope.role }
    }
}

fn side(row: &incident::Model) -> Side {
    Side { incident: row.id, status: row.status, police_nature: row.police_nature }
}
