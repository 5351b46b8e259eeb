//! Terminals of posts: registered, bound once, shared by those who take turns, disabled by two people when lost.
//!
//! A terminal has a session of its own, whose scope names the member who said last to be on shift there. What it may
//! do is the role `terminal`: to be called and to answer, never to read what belongs to a person.
//!
//! Walkthrough: [`manage`] registers and disables, [`enrol`] gives the credential, [`turn`] is who stands there now,
//! [`ring`] proves that it wakes them, [`forgotten`] asks after a hand-over that did not happen.

pub mod api;
pub mod enrol;
pub mod forgotten;
pub mod manage;
pub mod page;
pub mod ring;
pub mod turn;

use chrono::{DateTime, TimeDelta, Utc};
use domain::ids::{MemberId, TerminalId};
use people::store::terminal;
use places::store::post;
use platform::db::{Db, Outcome, Rows};
use platform::problem::{Error, Result, refuse};
use platform::scope::{Audience, Scope};
use platform::session;
use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _};

use crate::refusal;

/// How long a turn at a post is taken to last where nobody says: a working day 【劳动法 36】.
pub const TURN: TimeDelta = TimeDelta::hours(8);
/// The longest turn that may be planned: the longest shift there is.
pub const TURN_MAX: TimeDelta = crate::track::SHIFT_MAX;

/// Whom a record of a terminal is meant for: those who reach its post.
pub fn audience(post: &post::Model) -> Audience {
    Audience { community: Some(post.community_id), grid: Some(post.grid_id), unit: post.unit_id, ..Audience::default() }
}

/// The terminal that the caller is.
///
/// # Errors
/// If the caller is none.
pub fn of_scope(scope: &Scope) -> Result<TerminalId> {
    if scope.role.is_a_persons() {
        return Err(refuse(&refusal::NOT_A_TERMINAL).into());
    }
    Ok(TerminalId::from(scope.account.uuid()))
}

/// The row of a terminal of the caller's station.
///
/// # Errors
/// [`Error::NotFound`] where there is none.
pub async fn row_of(scope: &Scope, db: &Db, id: TerminalId) -> Result<terminal::Model> {
    let found =
        terminal::Entity::find_by_id(id).filter(terminal::Column::StationId.eq(scope.station)).all(db.read()).await?;
    found.into_iter().next().ok_or(Error::NotFound)
}

/// The end of a turn: what was planned, within its limits, else a working day.
///
/// # Errors
/// If it lies in the past or too far ahead.
pub fn planned_end(planned: Option<DateTime<Utc>>, now: DateTime<Utc>) -> Result<DateTime<Utc>> {
    match planned {
        None => Ok(now + TURN),
        Some(at) if at > now && at <= now + TURN_MAX => Ok(at),
        Some(_) => {
            Err(refuse(&refusal::PLANNED_END).with("hours", TURN_MAX.num_hours()).field("planned_end_at").into())
        }
    }
}

/// Asks for a terminal with its post and its session.
pub(crate) fn reads(rows: &mut Rows, id: TerminalId) {
    rows.want::<terminal::Entity>(id);
    let found = rows.get::<terminal::Entity>(&id).map(|it| (it.post_id, it.session_id));
    let Some((post, session)) = found else { return };
    rows.want::<post::Entity>(post);
    if let Some(session) = session {
        rows.want::<session::Entity>(session);
    }
}

/// Writes who stands at a terminal now, into its row and into what its session may do.
///
/// # Errors
/// If the stored scope cannot be read.
pub(crate) fn hold<A>(
    outcome: Outcome<A>,
    rows: &Rows,
    terminal: &terminal::Model,
    member: Option<MemberId>,
) -> Result<Outcome<A>> {
    let row = terminal::Model { member_id: member, version: terminal.version + 1, ..terminal.clone() };
    let outcome = outcome.put::<terminal::Entity>(row);
    let session = terminal.session_id.and_then(|it| rows.get::<session::Entity>(&it));
    let Some(session) = session else { return Ok(outcome) };
    let scope: Scope = serde_json::from_value(session.scope.clone()).map_err(anyhow::Error::new)?;
    let scope = serde_json::to_value(Scope { member, ..scope }).map_err(anyhow::Error::new)?;
    Ok(outcome.put::<session::Entity>(session::Model { scope, ..session.clone() }))
}
