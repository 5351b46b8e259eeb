//! Enrolling a terminal: a token from a QR code becomes a credential, once.

use chrono::{DateTime, TimeDelta, Utc};
use domain::ids::{SessionId, TerminalId};
use domain::role::Role;
use domain::terminal::{TerminalAction, TerminalStatus};
use people::store::terminal;
use places::store::post;
use platform::db::{Command, Outcome, Rows};
use platform::language::Language;
use platform::log::Event;
use platform::problem::{Error, Result, refuse, rule};
use platform::scope::{Actor, Reach, Scope};
use platform::session;

use crate::refusal;
use crate::terminal::audience;
use crate::terminal::manage::TerminalView;

/// How long a credential lasts; after a year the terminal is enrolled anew.
pub const CREDENTIAL: TimeDelta = TimeDelta::days(365);
/// How long it may lie unused: a month in a drawer, and somebody has to look at it again.
pub const UNUSED: TimeDelta = TimeDelta::days(30);

/// Makes a registered terminal one that is in use.
pub struct Enrol {
    /// Which.
    pub id: TerminalId,
    /// The hash of the token it came with.
    pub hash: Vec<u8>,
    /// The id of its session.
    pub session: SessionId,
    /// The hash of its credential.
    pub credential: Vec<u8>,
}

impl Command for Enrol {
    type Answer = TerminalView;

    fn reads(&self, rows: &mut Rows) {
        crate::terminal::reads(rows, self.id);
    }

    fn decide(&self, rows: &Rows, now: DateTime<Utc>) -> Result<Outcome<TerminalView>> {
        let row = rows.get::<terminal::Entity>(&self.id).filter(|it| it.enrol_hash == self.hash);
        let row = row.ok_or_else(|| refuse(&refusal::ENROL_CODE))?;
        // First whether it was used: who scans twice is told so, whatever the time.
        let status = row.status.advance(TerminalAction::Enrol).map_err(rule)?;
        if row.enrol_until <= now {
            return Err(refuse(&refusal::ENROL_CODE).into());
        }
        let post = rows.get::<post::Entity>(&row.post_id).ok_or(Error::NotFound)?;
        debug_assert_eq!(status, TerminalStatus::Enrolled);
        let scope = Scope {
            station: row.station_id,
            account: row.account(),
            member: None,
            role: Role::Terminal,
            reach: Reach::Own,
            language: Language::Zh,
        };
        let session = session::Model {
            id: self.session,
            token_hash: self.credential.clone(),
            station_id: row.station_id,
            account_id: row.account(),
            scope: serde_json::to_value(&scope).map_err(anyhow::Error::new)?,
            idle_s: UNUSED.num_seconds(),
            created_at: now,
            last_seen_at: now,
            expires_at: now + CREDENTIAL,
            revoked_at: None,
        };
        let enrolled = terminal::Model {
            status,
            session_id: Some(self.session),
            enrolled_at: Some(now),
            version: row.version + 1,
            ..row.clone()
        };
        let event = Event::new("terminal_enrolled", row.id, Actor::System, audience(post))
            .refer("terminal_id", row.id)
            .refer("post_id", row.post_id);
        let outcome = Outcome::new(TerminalView::new(&enrolled, &post.name)).created().event(event);
        Ok(outcome.put::<session::Entity>(session).put::<terminal::Entity>(enrolled))
    }
}
