//! Passing a matter to another body, and what comes back: sign-off, return, numbers; and the report of a major one.

use chrono::{DateTime, Utc};
use domain::incident::TransferTo;
use domain::incident::major::{self, MajorRefused, MajorSaid, MajorStep};
use domain::incident::outside::{self, OutsideSystem};
use domain::incident::transfer::{
    FirstReceiver, Passing, Silence, pass_check, return_check, take_back_check, transfer_check,
};
use platform::problem::{Error, Field, Result, rule};
use platform::time::{moment, row_time};

use super::Work;
use crate::rows::major::{Major, Ticked};

impl Work<'_> {
    fn passing(&self, at: TransferTo) -> Passing<'_> {
        Passing {
            first: FirstReceiver::of(self.row.source),
            at,
            returned_from: self.row.returned_from,
            by: self.act.scope.role,
            reason: &self.act.text,
        }
    }

    /// It goes to another body; that is not the end of it.
    pub(super) fn pass_on(&mut self, to: TransferTo) -> Result<()> {
        transfer_check(self.row.police_nature).map_err(rule)?;
        pass_check(&self.passing(to)).map_err(rule)?;
        self.back();
        self.row.transferred_to = Some(to);
        self.row.transferred_at = Some(self.now);
        self.row.transferred_by = Some(self.act.scope.account);
        Ok(())
    }

    /// The other body has signed for it, perhaps with its number.
    pub(super) fn receipt(&mut self, number: Option<String>) -> Result<()> {
        if let Some(number) = number.filter(|it| !it.trim().is_empty()) {
            let system = match self.row.transferred_to {
                Some(TransferTo::Hotline12345) => OutsideSystem::Hotline12345,
                // The grid's matters have their numbers in the centre's system.
                Some(TransferTo::GovernanceCentre | TransferTo::Grid) | None => OutsideSystem::Governance141,
            };
            self.note_number(system, &number)?;
        }
        self.row.receipted_at = Some(self.now);
        self.row.receipted_by = Some(self.act.scope.account);
        self.row.receipt_sealed_id = self.act.sealed.as_ref().map(|it| it.id);
        Ok(())
    }

    /// It comes back: returned by the other body, once, or taken back by the station.
    pub(super) fn come_back(&mut self, taken_back: bool) -> Result<()> {
        // The state machine has seen that it is away.
        let at = self.row.transferred_to.ok_or(Error::NotFound)?;
        if taken_back {
            take_back_check(&self.passing(at)).map_err(rule)?;
        } else {
            return_check(&self.passing(at)).map_err(rule)?;
            self.row.returned_from = Some(at);
            self.row.returned_at = Some(self.now);
            self.row.returned_by = Some(self.act.scope.account);
            self.row.return_sealed_id = self.act.sealed.as_ref().map(|it| it.id);
        }
        self.back();
        Ok(())
    }

    /// It is the station's own again, and nobody is waited for.
    pub(super) fn back(&mut self) {
        self.row.transferred_to = None;
        self.row.transferred_at = None;
        self.row.transferred_by = None;
        self.row.transfer_silence = Silence::InTime;
        self.row.receipted_at = None;
        self.row.receipted_by = None;
        self.row.receipt_sealed_id = None;
    }

    /// Takes down the number that another system has for it.
    pub(super) fn note_number(&mut self, system: OutsideSystem, number: &str) -> Result<()> {
        let number = outside::number(number)
            .map_err(|why| Error::Invalid(vec![Field::new("number", why.as_str(), why.zh(), why.en())]))?;
        self.row.external_refs.note(system, number);
        Ok(())
    }

    fn may_mark(&self) -> Result<()> {
        if major::may_mark(self.act.scope.role) { Ok(()) } else { Err(rule(MajorRefused::NotYours)) }
    }

    /// It is a major incident: from when it is known the hour runs.
    pub(super) fn mark_major(&mut self, known_at: Option<DateTime<Utc>>) -> Result<()> {
        self.may_mark()?;
        if self.row.major.is_some() {
            return Err(rule(MajorRefused::Already));
        }
        let known_at = major::known_at(known_at.map(moment), moment(self.row.reported_at), moment(self.now));
        self.row.major = Some(Major {
            known_at: row_time(known_at.map_err(rule)?),
            marked_at: self.now,
            marked_by: self.act.scope.account,
            steps: Vec::new(),
            said: MajorSaid::InTime,
        });
        Ok(())
    }

    /// It is none after all; the timeline keeps what was reported.
    pub(super) fn unmark_major(&mut self) -> Result<()> {
        self.may_mark()?;
        if self.row.major.is_none() {
            return Err(rule(MajorRefused::NotMarked));
        }
        if self.act.text.trim().is_empty() {
            return Err(rule(MajorRefused::ReasonMissing));
        }
        self.row.major = None;
        Ok(())
    }

    /// A step on the way up is done, and whoever ticks it answers for that.
    pub(super) fn report_major(&mut self, step: MajorStep) -> Result<()> {
        self.may_mark()?;
        let ticked = Ticked { step, at: self.now, by: self.act.scope.account };
        let major = self.row.major.as_mut().ok_or_else(|| rule(MajorRefused::NotMarked))?;
        major::tick(&major.done(), step).map_err(rule)?;
        major.steps.push(ticked);
        Ok(())
    }
}
