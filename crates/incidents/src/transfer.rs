//! What was passed to another body and is not answered: the desk is reminded, then the duty commander is told.
//!
//! To transfer is not to be done: the silence lasts until the answer is in and it is closed, or until it is taken
//! back, whether or not the other body has said that it has it.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use dispatch::engine::effect::Whom;
use domain::ids::{IncidentId, StationId};
use domain::incident::IncidentStatus;
use domain::incident::transfer::{Patience, Silence, look_again, silence};
use platform::app::App;
use platform::db::{Command, Outcome, Rows};
use platform::jobs::{self, Jobs, Next, job};
use platform::problem::Result;
use platform::scope::{Actor, Scope};
use platform::sent::system_sender;
use platform::time::{moment, row_time};
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::carry::{COMMANDER, to_commander};
use crate::incidents::Incidents;
use crate::rows::incident;
use crate::{events, store};

/// The job that looks whether another body is still silent.
pub const SILENCE: &str = "incidents.transfer_silence";
/// What an alert of this kind says as its cause.
const CAUSE: &str = "transfer_silent";

/// What the job is about.
#[derive(Serialize, Deserialize)]
struct Body {
    station: StationId,
    incident: IncidentId,
    /// Which transfer: taken back and passed on again, it is another one.
    since: DateTime<Utc>,
}

/// Adds this slice's handlers.
pub fn register(jobs: Jobs, incidents: &Incidents) -> Jobs {
    let incidents = incidents.clone();
    jobs.on(SILENCE, Arc::new(move |_, job| Box::pin(look(incidents.clone(), job))))
}

/// The job that a transfer puts beside itself: it looks when the desk's patience is over.
pub(crate) fn watch(row: &incident::Model, patience: Patience) -> Option<jobs::Model> {
    let since = row.transferred_at?;
    let at = look_again(moment(since), Silence::InTime, patience)?;
    let body = Body { station: row.station_id, incident: row.id, since };
    Some(job(SILENCE, &json!([row.id, row.version]).to_string(), json!(body), row_time(at)))
}

async fn look(incidents: Incidents, job: jobs::Model) -> anyhow::Result<Next> {
    let Body { station, incident, since } = serde_json::from_value(job.body)?;
    let app = incidents.app();
    let row = store::row(&Scope::system(station), app, incident).await?;
    let Some(row) = row.filter(|it| is_away(it) && it.transferred_at == Some(since)) else {
        return Ok(Next::Done);
    };
    let patience = incidents.settings(station).transfer;
    let said = silence(moment(since), moment(app.clock().now()), patience);
    if said > row.transfer_silence {
        tell(app, incidents.channels(), &row, since, said).await?;
    }
    Ok(look_again(moment(since), said, patience).map_or(Next::Done, |it| Next::At(row_time(it))))
}

async fn tell(
    app: &App,
    channels: &[String],
    row: &incident::Model,
    since: DateTime<Utc>,
    said: Silence,
) -> Result<()> {
    // One command for each transfer and each step of its silence, however often the job runs.
    let cause = json!([row.id, since, said]).to_string();
    let sender = system_sender(row.station_id, &[SILENCE.as_bytes(), cause.as_bytes()]);
    let telephones = channels.iter().any(|it| it == COMMANDER);
    app.db().run(sender, Tell { station: row.station_id, incident: row.id, since, said, telephones }).await?;
    Ok(())
}

fn is_away(row: &incident::Model) -> bool {
    matches!(row.status, IncidentStatus::TransferredOut | IncidentStatus::HandedOver)
}

/// Says once that another body is silent.
struct Tell {
    station: StationId,
    incident: IncidentId,
    since: DateTime<Utc>,
    said: Silence,
    /// Whether there is a channel to the duty commander.
    telephones: bool,
}

impl Command for Tell {
    type Answer = ();

    fn reads(&self, rows: &mut Rows) {
        rows.want::<incident::Entity>(self.incident);
    }

    fn decide(&self, rows: &Rows, now: DateTime<Utc>) -> Result<Outcome<()>> {
        let before = rows.get::<incident::Entity>(&self.incident).filter(|it| it.station_id == self.station);
        // Answered, taken back, or said in the meantime: there is nothing left to say.
        let still = |it: &&incident::Model| {
            is_away(it) && it.transferred_at == Some(self.since) && it.transfer_silence < self.said
        };
        let Some(before) = before.filter(still) else { return Ok(Outcome::new(())) };
        let row = incident::Model { transfer_silence: self.said, version: before.version + 1, ..before.clone() };
        let (kind, whom) = match self.said {
            Silence::InTime => return Ok(Outcome::new(())),
            Silence::Remind => ("transfer_reminded", Whom::Desk),
            Silence::TellCommander => ("transfer_reported", Whom::DutyCommander),
        };
        let of = |kind| events::of_incident(kind, before, &row, Actor::System, Vec::new());
        let told = of(kind).field("to", row.transferred_to).field("since", self.since);
        let alert = of("alert_raised").field("whom", whom).field("cause", CAUSE);
        let mut outcome = Outcome::new(()).event(told).event(alert);
        if whom == Whom::DutyCommander && self.telephones {
            outcome = outcome.send(to_commander(&row, CAUSE, self.since, now));
        }
        Ok(outcome.put::<incident::Entity>(row))
    }
}
