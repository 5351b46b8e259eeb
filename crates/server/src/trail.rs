//! What is done at the terminal leaves its trail in the station log, as what is done over HTTP does.

use chrono::{DateTime, Utc};
use domain::ids::StationId;
use platform::app::App;
use platform::db::{Command, Outcome, Rows};
use platform::log::Event;
use platform::problem::Result;
use platform::scope::{Actor, Audience};
use platform::sent::system_sender;
use uuid::Uuid;

/// Writes one entry of the audit. It is written before the thing is done: no entry, no deed.
///
/// # Errors
/// If the database fails.
pub async fn leave(app: &App, station: StationId, kind: &'static str) -> Result<()> {
    let sender = system_sender(station, &[kind.as_bytes(), Uuid::now_v7().as_bytes()]);
    app.db().run(sender, Leave { station, kind }).await?;
    Ok(())
}

struct Leave {
    station: StationId,
    kind: &'static str,
}

impl Command for Leave {
    type Answer = ();

    fn reads(&self, _rows: &mut Rows) {}

    fn decide(&self, _rows: &Rows, _now: DateTime<Utc>) -> Result<Outcome<()>> {
        let audience = Audience { audit: true, ..Audience::default() };
        Ok(Outcome::new(()).event(Event::new(self.kind, self.station, Actor::System, audience)))
    }
}
