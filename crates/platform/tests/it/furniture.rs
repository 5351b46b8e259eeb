//! A command to try the platform with.

use chrono::{DateTime, Utc};
use domain::ids::{OutboxId, StationId};
use platform::db::{Answered, Command, Outcome, Rows, Sender};
use platform::log::Event;
use platform::outbox;
use platform::problem::{self, Result, refuse};
use platform::scope::{Actor, Audience};
use serde_json::json;
use testkit::bench::Bench;
use uuid::Uuid;

/// Sends a note.
pub async fn write(bench: &Bench, sender: Sender, note: Note) -> Result<Answered> {
    bench.app.db().run(sender, note).await
}

/// Writes one outbox row and one log entry, or misbehaves as told.
#[derive(Clone)]
pub struct Note {
    pub id: OutboxId,
    pub manner: Manner,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Manner {
    Well,
    Refuses,
    Panics,
    BreaksTheSchema,
}

impl Note {
    pub fn new(manner: Manner) -> Self {
        Self { id: OutboxId::from(Uuid::now_v7()), manner }
    }
}

impl Command for Note {
    type Answer = serde_json::Value;

    fn reads(&self, rows: &mut Rows) {
        rows.want::<outbox::Entity>(self.id);
    }

    fn decide(&self, rows: &Rows, now: DateTime<Utc>) -> Result<Outcome<Self::Answer>> {
        let attempts = rows.get::<outbox::Entity>(&self.id).map_or(0, |it| it.attempts + 1);
        let station = StationId::from(Uuid::nil());
        let mut row = outbox::message(self.id, station, "test", self.id.into(), json!({}), now);
        row.attempts = attempts;
        match self.manner {
            Manner::Well => {}
            Manner::Refuses => return Err(refuse(&problem::FORBIDDEN).into()),
            Manner::Panics => panic!("a rule with a mistake"),
            Manner::BreaksTheSchema => row.state = "nonsense".to_owned(),
        }
        let event = Event::new("note_written", self.id, Actor::System, Audience::default()).field("attempts", attempts);
        Ok(Outcome::new(json!({ "id": self.id, "attempts": attempts }))
            .created()
            .put::<outbox::Entity>(row)
            .event(event))
    }
}
