//! Nobody hears an SOS: the duty commander is told, then the whole command group, once each.
//!
//! When that is due lies in a row beside the SOS, so that a node that dies forgets none.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use domain::ids::{SosId, StationId};
use domain::role::Role;
use domain::sos::{SosLimits, SosStatus, SosTold, look_again, unheard};
use platform::db::{Command, Outcome, Rows};
use platform::jobs::{self, Jobs, Next, job};
use platform::outbox;
use platform::problem::Result;
use platform::scope::Actor;
use platform::sent::system_sender;
use platform::time::{moment, row_time};
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::incidents::Incidents;
use crate::rows::sos;
use crate::sos::act::event;
use crate::sos::store;

/// The job that looks whether somebody has heard an SOS.
pub const UNHEARD: &str = "incidents.sos_unheard";

/// Who is told first, on their telephone.
const COMMANDER: &[Role] = &[Role::DutyCommander];
/// The whole command group, on the channels that are configured; a channel bears the role's name.
const GROUP: &[Role] = &[Role::Chief, Role::DutyCommander, Role::Desk, Role::GovernanceCentre];

/// What the job is about: one raise of one SOS.
#[derive(Serialize, Deserialize)]
struct Body {
    station: StationId,
    sos: SosId,
    raised_at: DateTime<Utc>,
}

/// Adds this module's handler.
pub fn register(jobs: Jobs, incidents: &Incidents) -> Jobs {
    let incidents = incidents.clone();
    jobs.on(UNHEARD, Arc::new(move |_, job| Box::pin(look(incidents.clone(), job))))
}

/// The job that a press puts beside itself. Each raise has its own, so that one that ends never takes another's along.
pub(crate) fn watch(row: &sos::Model, limits: SosLimits) -> Option<jobs::Model> {
    let at = look_again(moment(row.raised_at), SosTold::Desk, limits)?;
    let body = Body { station: row.station_id, sos: row.id, raised_at: row.raised_at };
    let key = format!("{} {}", row.id, row.raised_at.timestamp_micros());
    Some(job(UNHEARD, &key, json!(body), row_time(at)))
}

async fn look(incidents: Incidents, job: jobs::Model) -> anyhow::Result<Next> {
    let Body { station, sos, raised_at } = serde_json::from_value(job.body)?;
    let app = incidents.app();
    let row = store::row(station, app, sos).await?;
    if row.status != SosStatus::Raised || row.raised_at != raised_at {
        return Ok(Next::Done);
    }
    let limits = incidents.settings(station).sos;
    let due = unheard(moment(raised_at), moment(app.clock().now()), limits);
    if due > row.told {
        // One command for each raise and each step, however often the job runs.
        let cause = json!([sos, raised_at, due]).to_string();
        let sender = system_sender(station, &[UNHEARD.as_bytes(), cause.as_bytes()]);
        let channels = incidents.channels().to_vec();
        app.db().run(sender, Tell { station, sos, raised_at, due, channels }).await?;
    }
    Ok(look_again(moment(raised_at), due.max(row.told), limits).map_or(Next::Done, |it| Next::At(row_time(it))))
}

/// Tells whom it is time to tell.
struct Tell {
    station: StationId,
    sos: SosId,
    raised_at: DateTime<Utc>,
    due: SosTold,
    channels: Vec<String>,
}

impl Command for Tell {
    type Answer = ();

    fn reads(&self, rows: &mut Rows) {
        rows.want::<sos::Entity>(self.sos);
    }

    fn decide(&self, rows: &Rows, now: DateTime<Utc>) -> Result<Outcome<()>> {
        let before = rows.get::<sos::Entity>(&self.sos).filter(|it| it.station_id == self.station);
        // Heard, or said, in the meantime: there is nothing left to say.
        let still =
            |it: &&sos::Model| it.status == SosStatus::Raised && it.raised_at == self.raised_at && it.told < self.due;
        let Some(before) = before.filter(still) else { return Ok(Outcome::new(())) };
        let mut row = sos::Model { version: before.version + 1, ..before.clone() };
        let mut outcome = Outcome::new(());
        // A node that was away for long has more than one step to make up for.
        for step in SosTold::ALL.iter().copied().filter(|it| *it > before.told && *it <= self.due) {
            row.told = step;
            let whom = match step {
                SosTold::Desk => continue,
                SosTold::DutyCommander => COMMANDER,
                SosTold::CommandGroup => GROUP,
            };
            outcome = outcome.event(event("sos_unheard", &row, Actor::System).field("told", step).field("whom", whom));
            for role in whom.iter().filter(|role| self.channels.iter().any(|it| it == role.as_str())) {
                outcome = outcome.send(self.message(&row, *role, step, now));
            }
        }
        Ok(outcome.put::<sos::Entity>(row))
    }
}

impl Tell {
    fn message(&self, row: &sos::Model, role: Role, step: SosTold, now: DateTime<Utc>) -> outbox::Model {
        let body = json!({ "sos_id": row.id, "incident_id": row.incident_id, "told": step, "drill": row.drill, "cause": "sos_unheard" });
        let words = json!([body, self.raised_at]).to_string();
        outbox::caused(self.station, role.as_str(), row.id.into(), &words, body, now)
    }
}
