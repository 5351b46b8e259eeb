//! Opening a drill or test window, and ending it early.

use chrono::{DateTime, Utc};
use domain::ids::DrillId;
use domain::sos::drill_check;
use platform::db::{Command, Outcome, Rows};
use platform::log::Event;
use platform::problem::{Error, Result, rule};
use platform::scope::{Audience, Scope};
use platform::time::moment;

use crate::rows::drill;
use crate::sos::view::{DrillView, show_drill};
use crate::view::names::Names;

/// Opens a window.
pub struct OpenDrill {
    /// Who opens it.
    pub scope: Scope,
    /// The names beside the ids, for the answer.
    pub names: Names,
    /// The window.
    pub row: drill::Model,
}

impl Command for OpenDrill {
    type Answer = DrillView;

    fn reads(&self, _rows: &mut Rows) {}

    fn decide(&self, _rows: &Rows, now: DateTime<Utc>) -> Result<Outcome<DrillView>> {
        let row = self.row.clone();
        drill_check(moment(row.from_at), moment(row.to_at), moment(now)).map_err(rule)?;
        let event = event("drill_opened", &row, &self.scope).field("from", row.from_at).field("to", row.to_at);
        let answer = show_drill(&row, &self.names, &self.scope, now);
        Ok(Outcome::new(answer).created().event(event).put::<drill::Entity>(row))
    }
}

/// Ends a window before its time; ending it twice is no mistake.
pub struct EndDrill {
    /// Who ends it.
    pub scope: Scope,
    /// The names beside the ids, for the answer.
    pub names: Names,
    /// Which window.
    pub id: DrillId,
}

impl Command for EndDrill {
    type Answer = DrillView;

    fn reads(&self, rows: &mut Rows) {
        rows.want::<drill::Entity>(self.id);
    }

    fn decide(&self, rows: &Rows, now: DateTime<Utc>) -> Result<Outcome<DrillView>> {
        let before = rows.get::<drill::Entity>(&self.id).filter(|it| it.station_id == self.scope.station);
        let before = before.filter(|_| self.scope.may_see(&of_station())).ok_or(Error::NotFound)?;
        if before.ended_at.is_some() || before.to_at <= now {
            return Ok(Outcome::new(show_drill(before, &self.names, &self.scope, now)));
        }
        let row = drill::Model { ended_at: Some(now), version: before.version + 1, ..before.clone() };
        let answer = show_drill(&row, &self.names, &self.scope, now);
        Ok(Outcome::new(answer).event(event("drill_ended", &row, &self.scope)).put::<drill::Entity>(row))
    }
}

/// Everybody who reaches the whole station.
fn of_station() -> Audience {
    Audience::default()
}

fn event(kind: &'static str, row: &drill::Model, scope: &Scope) -> Event {
    Event::new(kind, row.id, scope.actor(), of_station()).refer("drill_id", row.id).field("kind", row.kind)
}
