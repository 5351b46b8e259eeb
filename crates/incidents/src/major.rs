//! The hour in which a major incident is reported upwards: the desk is reminded at half of it, and once it is over the
//! duty commander is told.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use dispatch::engine::effect::Whom;
use domain::ids::{IncidentId, StationId};
use domain::incident::major::{MajorSaid, look_again, said};
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
use crate::rows::major::Major;
use crate::{events, store};

/// The job that looks whether a major incident is reported.
pub const REPORT: &str = "incidents.major_report";

/// What the job is about: one mark of one incident.
#[derive(Serialize, Deserialize)]
struct Body {
    station: StationId,
    incident: IncidentId,
    marked_at: DateTime<Utc>,
}

/// Adds this slice's handlers.
pub fn register(jobs: Jobs, incidents: &Incidents) -> Jobs {
    let incidents = incidents.clone();
    jobs.on(REPORT, Arc::new(move |_, job| Box::pin(look(incidents.clone(), job))))
}

/// The job that a mark puts beside itself; marked late, it looks at once.
pub(crate) fn watch(row: &incident::Model, now: DateTime<Utc>) -> Option<jobs::Model> {
    let major = row.major.as_ref()?;
    let at = row_time(look_again(moment(major.known_at), MajorSaid::InTime)?);
    let body = Body { station: row.station_id, incident: row.id, marked_at: major.marked_at };
    let key = json!([row.id, row.version]).to_string();
    Some(job(REPORT, &key, json!(body), at.max(now)))
}

/// The mark that the job is about, while its report is not through.
fn waiting(row: &incident::Model, marked_at: DateTime<Utc>) -> Option<&Major> {
    row.major.as_ref().filter(|it| it.marked_at == marked_at && it.through_at().is_none())
}

async fn look(incidents: Incidents, job: jobs::Model) -> anyhow::Result<Next> {
    let Body { station, incident, marked_at } = serde_json::from_value(job.body)?;
    let app = incidents.app();
    let row = store::row(&Scope::system(station), app, incident).await?;
    let Some((row, major)) = row.as_ref().and_then(|it| Some((it, waiting(it, marked_at)?))) else {
        return Ok(Next::Done);
    };
    let now_said = said(moment(major.known_at), moment(app.clock().now()));
    if now_said > major.said {
        tell(app, incidents.channels(), row, marked_at, now_said).await?;
    }
    Ok(look_again(moment(major.known_at), now_said).map_or(Next::Done, |it| Next::At(row_time(it))))
}

async fn tell(
    app: &App,
    channels: &[String],
    row: &incident::Model,
    marked_at: DateTime<Utc>,
    said: MajorSaid,
) -> Result<()> {
    // One command for each mark and each thing said of it, however often the job runs.
    let cause = json!([row.id, marked_at, said]).to_string();
    let sender = system_sender(row.station_id, &[REPORT.as_bytes(), cause.as_bytes()]);
    let telephones = channels.iter().any(|it| it == COMMANDER);
    app.db().run(sender, Tell { station: row.station_id, incident: row.id, marked_at, said, telephones }).await?;
    Ok(())
}

/// Says once that the hour runs out, or has run out.
struct Tell {
    station: StationId,
    incident: IncidentId,
    marked_at: DateTime<Utc>,
    said: MajorSaid,
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
        let found = before.and_then(|it| Some((it, waiting(it, self.marked_at)?)));
        // Reported, unmarked, or said in the meantime: there is nothing left to say.
        let Some((before, major)) = found.filter(|(_, it)| it.said < self.said) else { return Ok(Outcome::new(())) };
        let major = Major { said: self.said, ..major.clone() };
        let row = incident::Model { major: Some(major), version: before.version + 1, ..before.clone() };
        let (cause, whom) = match self.said {
            MajorSaid::InTime => return Ok(Outcome::new(())),
            MajorSaid::Remind => ("major_remind", Whom::Desk),
            MajorSaid::Overdue => ("major_overdue", Whom::DutyCommander),
        };
        let mut alert = events::of_incident("alert_raised", before, &row, Actor::System, Vec::new())
            .field("whom", whom)
            .field("cause", cause);
        // The report goes up within the police and the government; nobody else hears of its being late.
        alert.audience.police = true;
        let mut outcome = Outcome::new(()).event(alert);
        if whom == Whom::DutyCommander && self.telephones {
            outcome = outcome.send(to_commander(&row, cause, self.marked_at, now));
        }
        Ok(outcome.put::<incident::Entity>(row))
    }
}
