//! Registering a terminal, giving it a new code, and taking a lost one out of use.

use chrono::{DateTime, TimeDelta, Utc};
use domain::ids::{PostId, TerminalId};
use domain::terminal::{ENROL_MINUTES, TerminalAction, TerminalKind, TerminalRefused, TerminalStatus, disable};
use people::store::{member, terminal};
use places::store::post;
use platform::db::{Command, Outcome, Rows};
use platform::log::Event;
use platform::problem::{Error, Result, rule};
use platform::scope::Scope;
use platform::session;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::store::shift;
use crate::terminal::{audience, reads};

/// A terminal as those who look after it see it.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct TerminalView {
    /// The terminal.
    pub id: TerminalId,
    /// The post it belongs to.
    pub post_id: PostId,
    /// Its name.
    pub post_name: String,
    /// What it is.
    pub kind: TerminalKind,
    /// What people call it.
    pub label: String,
    /// Where it stands.
    pub status: TerminalStatus,
    /// When it was enrolled.
    pub enrolled_at: Option<DateTime<Utc>>,
    /// When it was reported lost.
    pub lost_at: Option<DateTime<Utc>>,
    /// When it was disabled.
    pub disabled_at: Option<DateTime<Utc>>,
    /// Who is on shift on it; the name as the caller may read it. Only in lists and single views.
    pub on_shift: Option<String>,
    /// Counts changes.
    pub version: i64,
}

impl TerminalView {
    /// Shows a terminal.
    pub fn new(row: &terminal::Model, post_name: &str) -> Self {
        Self {
            id: row.id,
            post_id: row.post_id,
            post_name: post_name.to_owned(),
            kind: row.kind,
            label: row.label.clone(),
            status: row.status,
            enrolled_at: row.enrolled_at,
            lost_at: row.lost_at,
            disabled_at: row.disabled_at,
            on_shift: None,
            version: row.version,
        }
    }
}

/// A terminal with the token that enrols it.
#[derive(Debug, Serialize, ToSchema)]
pub struct Registered {
    /// The terminal.
    pub terminal: TerminalView,
    /// What the QR code holds: used once, and only for a few minutes.
    pub token: String,
    /// Until when it can be used.
    pub expires_at: DateTime<Utc>,
}

/// Registers a terminal of a post.
pub struct Register {
    /// Who does it.
    pub scope: Scope,
    /// The new terminal.
    pub id: TerminalId,
    /// Its post.
    pub post: PostId,
    /// What it is.
    pub kind: TerminalKind,
    /// What people call it.
    pub label: String,
    /// The token that enrols it.
    pub token: String,
    /// Its hash.
    pub hash: Vec<u8>,
}

impl Command for Register {
    type Answer = Registered;

    fn reads(&self, rows: &mut Rows) {
        rows.want::<post::Entity>(self.post);
    }

    fn decide(&self, rows: &Rows, now: DateTime<Utc>) -> Result<Outcome<Registered>> {
        let post = rows.get::<post::Entity>(&self.post).filter(|it| it.station_id == self.scope.station);
        let post = post.ok_or(Error::NotFound)?;
        let row = terminal::Model {
            id: self.id,
            station_id: self.scope.station,
            post_id: self.post,
            kind: self.kind,
            label: self.label.clone(),
            status: TerminalStatus::Registered,
            enrol_hash: self.hash.clone(),
            enrol_until: now + TimeDelta::minutes(ENROL_MINUTES),
            session_id: None,
            member_id: None,
            lost_by: None,
            lost_at: None,
            disabled_by: None,
            disabled_at: None,
            created_at: now,
            enrolled_at: None,
            version: 1,
        };
        let event = event("terminal_registered", &row, post, &self.scope).field("terminal_kind", self.kind);
        let answer = Registered {
            terminal: TerminalView::new(&row, &post.name),
            token: self.token.clone(),
            expires_at: row.enrol_until,
        };
        Ok(Outcome::new(answer).created().put::<terminal::Entity>(row).event(event))
    }
}

/// Gives a terminal that was never enrolled a new token; the old one is worth nothing.
pub struct Renew {
    /// Who does it.
    pub scope: Scope,
    /// Which.
    pub id: TerminalId,
    /// The new token.
    pub token: String,
    /// Its hash.
    pub hash: Vec<u8>,
}

impl Command for Renew {
    type Answer = Registered;

    fn reads(&self, rows: &mut Rows) {
        reads(rows, self.id);
    }

    fn decide(&self, rows: &Rows, now: DateTime<Utc>) -> Result<Outcome<Registered>> {
        let (row, post) = found(rows, &self.scope, self.id)?;
        row.status.advance(TerminalAction::Enrol).map_err(rule)?;
        let row = terminal::Model {
            enrol_hash: self.hash.clone(),
            enrol_until: now + TimeDelta::minutes(ENROL_MINUTES),
            version: row.version + 1,
            ..row.clone()
        };
        let event = event("terminal_code_renewed", &row, post, &self.scope);
        let terminal = TerminalView::new(&row, &post.name);
        let answer = Registered { terminal, token: self.token.clone(), expires_at: row.enrol_until };
        Ok(Outcome::new(answer).put::<terminal::Entity>(row).event(event))
    }
}

/// Reports a terminal lost, finds it again, or disables it as the second person.
pub struct Lose {
    /// Who does it.
    pub scope: Scope,
    /// Which.
    pub id: TerminalId,
    /// What happens to it.
    pub action: TerminalAction,
}

impl Lose {
    /// The shift that is held on the terminal.
    fn held<'a>(&self, rows: &'a Rows, row: &terminal::Model) -> Option<&'a shift::Model> {
        let mut open = rows.all::<shift::Entity>().filter(|it| it.ended_at.is_none());
        open.find(|it| it.terminal_id == Some(row.id) && Some(it.member_id) == row.member_id)
    }

    /// Ends the credential and the shift: whoever holds the terminal now is nobody.
    fn wipe(
        &self,
        outcome: Outcome<TerminalView>,
        rows: &Rows,
        row: &terminal::Model,
        now: DateTime<Utc>,
    ) -> Outcome<TerminalView> {
        let mut outcome = outcome;
        if let Some(session) = row.session_id.and_then(|it| rows.get::<session::Entity>(&it)) {
            outcome = outcome.put::<session::Entity>(session::Model { revoked_at: Some(now), ..session.clone() });
        }
        let Some(open) = self.held(rows, row) else { return outcome };
        let Some(member) = rows.get::<member::Entity>(&open.member_id) else { return outcome };
        let left = Event::new("shift_left", open.id, self.scope.actor(), member.audience())
            .refer("member_id", member.id)
            .refer("shift_id", open.id)
            .refer("terminal_id", row.id)
            .field("since", open.started_at)
            .field("how", "terminal_disabled");
        let ended = shift::Model { ended_at: Some(now), version: open.version + 1, ..open.clone() };
        outcome.put::<shift::Entity>(ended).event(left)
    }
}

impl Command for Lose {
    type Answer = TerminalView;

    fn reads(&self, rows: &mut Rows) {
        reads(rows, self.id);
        if let Some(member) = rows.get::<terminal::Entity>(&self.id).and_then(|it| it.member_id) {
            rows.want::<member::Entity>(member);
            rows.find(&shift::OPEN_OF_MEMBER, member);
        }
    }

    fn decide(&self, rows: &Rows, now: DateTime<Utc>) -> Result<Outcome<TerminalView>> {
        let (row, post) = found(rows, &self.scope, self.id)?;
        let status = match self.action {
            TerminalAction::Disable => disable(row.status, row.lost_by == Some(self.scope.account)),
            TerminalAction::ReportLost | TerminalAction::Find => row.status.advance(self.action),
            TerminalAction::Enrol => Err(TerminalRefused::AlreadyEnrolled),
        };
        let status = status.map_err(rule)?;
        let who = Some(self.scope.account);
        let changed = terminal::Model { status, version: row.version + 1, ..row.clone() };
        let (kind, changed) = match self.action {
            TerminalAction::ReportLost => {
                ("terminal_reported_lost", terminal::Model { lost_by: who, lost_at: Some(now), ..changed })
            }
            TerminalAction::Find => ("terminal_found", terminal::Model { lost_by: None, lost_at: None, ..changed }),
            TerminalAction::Disable | TerminalAction::Enrol => {
                let gone = terminal::Model { disabled_by: who, disabled_at: Some(now), member_id: None, ..changed };
                ("terminal_disabled", gone)
            }
        };
        let outcome = Outcome::new(TerminalView::new(&changed, &post.name)).event(event(kind, row, post, &self.scope));
        let outcome = if status == TerminalStatus::Disabled { self.wipe(outcome, rows, row, now) } else { outcome };
        Ok(outcome.put::<terminal::Entity>(changed))
    }
}

/// The terminal and its post, of the caller's station and within reach.
fn found<'a>(rows: &'a Rows, scope: &Scope, id: TerminalId) -> Result<(&'a terminal::Model, &'a post::Model)> {
    let row = rows.get::<terminal::Entity>(&id).filter(|it| it.station_id == scope.station).ok_or(Error::NotFound)?;
    let post = rows.get::<post::Entity>(&row.post_id).ok_or(Error::NotFound)?;
    if scope.may_see(&audience(post)) { Ok((row, post)) } else { Err(Error::NotFound) }
}

fn event(kind: &'static str, row: &terminal::Model, post: &post::Model, scope: &Scope) -> Event {
    Event::new(kind, row.id, scope.actor(), audience(post)).refer("terminal_id", row.id).refer("post_id", row.post_id)
}
