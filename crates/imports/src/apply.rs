//! The commands of an import: taking the file in, carrying it out, and putting back what it changed. Each is one
//! command, so that all of it happens or nothing.

use chrono::{DateTime, Utc};
use domain::ids::{ImportId, StationId};
use platform::db::{Command, Outcome, Rows};
use platform::log::Event;
use platform::problem::{Error, Result, refuse};
use platform::scope::{Actor, Audience};
use serde_json::{Value, json};

use crate::plan::Counts;
use crate::refusal;
use crate::step::{AnyBack, AnyStep};
use crate::store::{ImportState, import};

/// Takes a file in. Nothing of the station changes.
pub struct TakeIn {
    /// The row with the file.
    pub row: import::Model,
    /// Imports that are forgotten.
    pub forgotten: Vec<ImportId>,
    /// Who sends it.
    pub actor: Actor,
}

impl Command for TakeIn {
    type Answer = Value;

    fn reads(&self, rows: &mut Rows) {
        self.forgotten.iter().for_each(|it| rows.want::<import::Entity>(*it));
    }

    fn decide(&self, _rows: &Rows, _now: DateTime<Utc>) -> Result<Outcome<Value>> {
        let event = entry("import_uploaded", &self.row, self.actor);
        let outcome = Outcome::new(json!({ "id": self.row.id })).created().event(event);
        let outcome = outcome.put::<import::Entity>(self.row.clone());
        Ok(self.forgotten.iter().fold(outcome, |outcome, it| outcome.delete::<import::Entity>(*it)))
    }
}

/// Writes what an import changes.
pub struct Apply {
    /// The import as it will be: carried out, with what it takes to put it back.
    pub row: import::Model,
    /// Imports that are forgotten.
    pub forgotten: Vec<ImportId>,
    /// The rows to write.
    pub steps: Vec<Box<dyn AnyStep>>,
    /// The counts by sheet.
    pub counts: Counts,
    /// Whether rows with mistakes were left out.
    pub partly: bool,
    /// Who sends it.
    pub actor: Actor,
}

impl Command for Apply {
    type Answer = Value;

    fn reads(&self, rows: &mut Rows) {
        rows.want::<import::Entity>(self.row.id);
        self.forgotten.iter().for_each(|it| rows.want::<import::Entity>(*it));
        self.steps.iter().for_each(|it| it.want(rows));
    }

    fn decide(&self, rows: &Rows, _now: DateTime<Utc>) -> Result<Outcome<Value>> {
        let there = rows.get::<import::Entity>(&self.row.id);
        if there.is_some_and(|it| it.state != ImportState::Uploaded) {
            return Err(refuse(&refusal::APPLIED).into());
        }
        if !self.steps.iter().all(|it| it.fits(rows)) {
            return Err(refuse(&refusal::CHANGED_MEANWHILE).into());
        }
        let placed = entry("place_imported", &self.row, self.actor)
            .field("counts", &self.counts)
            .field("rows", self.steps.len())
            .field("partly", self.partly);
        // Those who keep pictures of people read them again at this entry.
        let people = entry("people_seeded", &self.row, self.actor);
        let outcome = Outcome::new(json!({ "id": self.row.id, "counts": self.counts })).event(placed).event(people);
        let outcome = self.steps.iter().fold(outcome, |outcome, it| it.put(outcome));
        let outcome = outcome.put::<import::Entity>(self.row.clone());
        Ok(self.forgotten.iter().fold(outcome, |outcome, it| outcome.delete::<import::Entity>(*it)))
    }
}

/// Puts back what an import changed.
pub struct Undo {
    /// The station.
    pub station: StationId,
    /// The import.
    pub id: ImportId,
    /// The rows to put back.
    pub back: Vec<Box<dyn AnyBack>>,
    /// Who sends it.
    pub actor: Actor,
}

impl Command for Undo {
    type Answer = Value;

    fn reads(&self, rows: &mut Rows) {
        rows.want::<import::Entity>(self.id);
        self.back.iter().for_each(|it| it.want(rows));
    }

    fn decide(&self, rows: &Rows, now: DateTime<Utc>) -> Result<Outcome<Value>> {
        let there = rows.get::<import::Entity>(&self.id).filter(|it| it.station_id == self.station);
        let there = there.ok_or(Error::NotFound)?;
        if there.state != ImportState::Applied {
            return Err(refuse(&refusal::NOT_APPLIED).into());
        }
        let changed = self.back.iter().find(|it| !it.fits(rows));
        if let Some(changed) = changed {
            return Err(refuse(&refusal::CHANGED_SINCE).with("what", changed.name()).into());
        }
        let row = import::Model {
            state: ImportState::Undone,
            former: None,
            settled_at: Some(now),
            version: there.version + 1,
            ..there.clone()
        };
        let placed = entry("place_import_undone", &row, self.actor).field("rows", self.back.len());
        let people = entry("people_seeded", &row, self.actor);
        let outcome = Outcome::new(json!({ "id": self.id })).event(placed).event(people);
        let outcome = self.back.iter().fold(outcome, |outcome, it| it.put(rows, outcome));
        Ok(outcome.put::<import::Entity>(row))
    }
}

fn entry(kind: &'static str, row: &import::Model, actor: Actor) -> Event {
    Event::new(kind, row.id, actor, Audience { audit: true, ..Audience::default() }).refer("import_id", row.id)
}
