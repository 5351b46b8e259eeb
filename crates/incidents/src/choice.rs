//! A choice by hand that the rules refused, kept beside the waves of the search: nothing else of it is written.

use chrono::{DateTime, Utc};
use dispatch::eligibility::Skip;
use dispatch::engine::effect::SkipRecord;
use domain::ids::{IncidentId, MemberId, SearchId, StationId};
use platform::db::{Command, Outcome, Rows};
use platform::problem::Result;
use platform::sent::id_of;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::rows::{consideration, incident};

/// Keeps who was chosen and may not go, with the reasons.
pub struct Choice {
    /// The station.
    pub station: StationId,
    /// The incident.
    pub incident: IncidentId,
    /// The id of the request that was refused: sent again, it is kept once.
    pub key: Uuid,
    /// Who may not go, and why.
    pub refused: Vec<(MemberId, Skip)>,
}

/// A choice by hand belongs to no wave.
const NO_WAVE: i64 = 0;

impl Command for Choice {
    type Answer = ();

    fn reads(&self, rows: &mut Rows) {
        rows.want::<incident::Entity>(self.incident);
    }

    fn decide(&self, rows: &Rows, now: DateTime<Utc>) -> Result<Outcome<()>> {
        let known = rows.get::<incident::Entity>(&self.incident).is_some_and(|it| it.station_id == self.station);
        if !known {
            return Ok(Outcome::new(()));
        }
        let record =
            |(member, reason): &(MemberId, Skip)| SkipRecord { member: *member, distance_m: None, reason: *reason };
        let skips: Vec<SkipRecord> = self.refused.iter().map(record).collect();
        let id = id_of(&[b"choice", Uuid::from(self.incident).as_bytes(), self.key.as_bytes()]);
        Ok(Outcome::new(()).put::<consideration::Entity>(consideration::Model {
            id: SearchId::from(id),
            station_id: self.station,
            incident_id: self.incident,
            at: now,
            wave: NO_WAVE,
            manual: true,
            picks: Value::Array(Vec::new()),
            skips: json!(skips),
        }))
    }
}
