//! A platform in a temporary folder, and a command to try it with.

use chrono::{DateTime, TimeZone as _, Utc};
use domain::ids::{CommandId, OutboxId, StationId};
use platform::app::App;
use platform::clock::Clock;
use platform::db::{Command, Outcome, Rows, Sender, Source};
use platform::log::Event;
use platform::outbox;
use platform::problem::{self, Result, refuse};
use platform::scope::{Actor, Audience};
use platform::seal::Sealer;
use serde_json::json;
use tempfile::TempDir;
use uuid::Uuid;

/// A platform on a fresh SQLite file, and on PostgreSQL too when `LIKEDONG_TEST_PG` is set.
pub struct Bench {
    pub app: App,
    pub station: StationId,
    pub folder: TempDir,
}

impl Bench {
    pub async fn sqlite() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let app = open(&folder).await;
        Self { app, station: StationId::from(Uuid::now_v7()), folder }
    }

    /// The same folder after the process has gone.
    pub async fn reopened(self) -> Self {
        let Self { app, station, folder } = self;
        drop(app);
        let app = open(&folder).await;
        Self { app, station, folder }
    }

    pub async fn note(&self, sender: Sender, note: Note) -> Result<platform::db::Answered> {
        self.app.db().run(sender, note).await
    }

    pub fn sender(&self) -> Sender {
        Sender { station: self.station, id: CommandId::from(Uuid::now_v7()), hash: [1; 32] }
    }
}

pub fn noon() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 10, 18, 4, 0, 0).unwrap()
}

async fn open(folder: &TempDir) -> App {
    let source = Source::Sqlite(folder.path().join("likedong.db"));
    App::open(source, Clock::manual(noon()), Sealer::from_seed(1)).await.unwrap()
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
