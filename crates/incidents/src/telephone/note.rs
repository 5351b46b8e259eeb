//! What the desk sees of a telephone call: written on the offer and in the incident's timeline.

use chrono::{DateTime, Utc};
use domain::ids::{IncidentId, OfferId};
use domain::offer::telephone::{TelephoneFailure, TelephoneState};
use platform::db::{Command, Outcome, Rows};
use platform::problem::Result;
use platform::scope::Actor;

use crate::act::{members, offers};
use crate::events;
use crate::rows::{incident, offer};

/// The kind of the log entry of a member's call.
pub const PROGRESS: &str = "offer_telephone_progress";
/// The kind of the log entry of the duty commander's call.
pub const COMMANDER_PROGRESS: &str = "commander_telephone_progress";

/// Notes how far the call of an offer has got.
pub struct Note {
    /// Which offer.
    pub offer: OfferId,
    /// How far.
    pub state: TelephoneState,
    /// Why it failed.
    pub failure: Option<TelephoneFailure>,
}

impl Command for Note {
    type Answer = ();

    fn reads(&self, rows: &mut Rows) {
        rows.want::<offer::Entity>(self.offer);
        if let Some(incident) = rows.get::<offer::Entity>(&self.offer).map(|it| it.incident_id) {
            rows.want::<incident::Entity>(incident);
        }
    }

    fn decide(&self, rows: &Rows, _now: DateTime<Utc>) -> Result<Outcome<()>> {
        let Some(before) = rows.get::<offer::Entity>(&self.offer) else { return Ok(Outcome::new(())) };
        let Some(incident) = rows.get::<incident::Entity>(&before.incident_id) else { return Ok(Outcome::new(())) };
        // A key that was taken stays taken, whatever is told of the call's end.
        if before.telephone_state == Some(TelephoneState::Acknowledged) {
            return Ok(Outcome::new(()));
        }
        let row = offer::Model {
            telephone_state: Some(self.state),
            telephone_failure: self.failure,
            version: before.version + 1,
            ..before.clone()
        };
        let mut event = events::of_offer(PROGRESS, &row, incident, Actor::System, vec![row.member_id])
            .field("telephone_state", self.state);
        if let Some(failure) = self.failure {
            event = event.field("telephone_failure", failure);
        }
        Ok(Outcome::new(()).event(event).put::<offer::Entity>(row))
    }
}

/// Notes how far the call of the duty commander has got.
pub struct NoteCommander {
    /// About which incident.
    pub incident: IncidentId,
    /// How far.
    pub state: TelephoneState,
    /// Why it failed.
    pub failure: Option<TelephoneFailure>,
}

impl Command for NoteCommander {
    type Answer = ();

    fn reads(&self, rows: &mut Rows) {
        rows.want::<incident::Entity>(self.incident);
        rows.find(&offer::OF_INCIDENT, self.incident);
    }

    fn decide(&self, rows: &Rows, _now: DateTime<Utc>) -> Result<Outcome<()>> {
        let Some(row) = rows.get::<incident::Entity>(&self.incident) else { return Ok(Outcome::new(())) };
        let members = members(&offers(rows, self.incident));
        let mut event = events::of_incident(COMMANDER_PROGRESS, row, row, Actor::System, members)
            .field("telephone_state", self.state);
        if let Some(failure) = self.failure {
            event = event.field("telephone_failure", failure);
        }
        Ok(Outcome::new(()).event(event))
    }
}
