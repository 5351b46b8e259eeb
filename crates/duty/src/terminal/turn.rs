//! Who stands at a post now: confirming on its terminal, taking over, and handing over with a note.

use chrono::{DateTime, Utc};
use domain::ids::{ConsentId, MemberId, PostId, ShiftId, TerminalId};
use people::store::{Enrolment, member, terminal};
use places::store::post;
use platform::db::{Command, Outcome, Rows};
use platform::log::Event;
use platform::problem::{Error, Result, refuse};
use platform::scope::{Actor, Scope};
use platform::seal;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::refusal;
use crate::shift::{may_hold, open};
use crate::store::shift;
use crate::terminal::{self as terminals, planned_end};

/// The kind of sealed values that are notes of a hand-over.
pub const NOTE: &str = "hand_over_note";

/// Who goes when somebody comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Leaving {
    /// Nobody is there, as far as the caller knows.
    Nobody,
    /// Whoever is still down as being there.
    Whoever,
    /// This member hands over.
    Member(MemberId),
}

/// Takes a turn at a post.
pub struct TakeTurn {
    /// Who sends it: the terminal, or the member who comes.
    pub scope: Scope,
    /// The terminal it is said on; without one it is said on the own phone.
    pub terminal: Option<TerminalId>,
    /// Who goes.
    pub leaving: Leaving,
    /// Who comes.
    pub incoming: MemberId,
    /// The id of the shift, should one begin.
    pub shift: ShiftId,
    /// When it should end.
    pub planned_end: Option<DateTime<Utc>>,
    /// What is handed over, sealed.
    pub note: Option<seal::Model>,
    /// What the one who comes says about being located, if anything.
    pub location: Option<(bool, ConsentId)>,
}

/// A turn that was taken.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct Turn {
    /// The shift.
    pub shift_id: ShiftId,
    /// Who is on it.
    pub member_id: MemberId,
    /// The post.
    pub post_id: PostId,
    /// Since when.
    pub since: DateTime<Utc>,
    /// When it should end; then it is asked who is there.
    pub planned_end_at: Option<DateTime<Utc>>,
    /// Whether a way to wake them was proven on this shift; else the test ring is due.
    pub proven: bool,
}

impl Turn {
    /// Shows a shift at a post.
    pub fn new(row: &shift::Model, post: PostId) -> Self {
        Self {
            shift_id: row.id,
            member_id: row.member_id,
            post_id: post,
            since: row.started_at,
            planned_end_at: row.planned_end_at,
            proven: row.proven_at.is_some(),
        }
    }
}

impl TakeTurn {
    /// The post, and the terminal if it is said on one.
    fn place<'a>(&self, rows: &'a Rows) -> Result<(&'a post::Model, Option<&'a terminal::Model>)> {
        let (post, terminal) = match (self.terminal, self.leaving) {
            (Some(id), _) => {
                let row = rows.get::<terminal::Entity>(&id).ok_or(Error::NotFound)?;
                if !row.status.works() {
                    return Err(refuse(&refusal::NOT_A_TERMINAL).into());
                }
                (Some(row.post_id), Some(row))
            }
            (None, Leaving::Member(member)) => (open(rows, member).and_then(|it| it.post_id), None),
            (None, Leaving::Nobody | Leaving::Whoever) => (None, None),
        };
        let post = post.ok_or_else(|| refuse(&refusal::HAND_OVER_NOT_THERE).field("from_member_id"))?;
        let post = rows.get::<post::Entity>(&post).filter(|it| it.station_id == self.scope.station);
        Ok((post.ok_or(Error::NotFound)?, terminal))
    }

    /// The shift that ends with this turn.
    fn ends<'a>(
        &self,
        rows: &'a Rows,
        post: &post::Model,
        terminal: Option<&terminal::Model>,
    ) -> Result<Option<&'a shift::Model>> {
        let here = |row: &shift::Model| {
            row.post_id == Some(post.id) && terminal.is_none_or(|it| row.terminal_id == Some(it.id))
        };
        let held = terminal.and_then(|it| it.member_id).filter(|it| *it != self.incoming);
        let held = held.and_then(|it| open(rows, it)).filter(|it| here(it));
        match self.leaving {
            Leaving::Member(member) if member == self.incoming => {
                Err(refuse(&refusal::HAND_OVER_TO_ONESELF).field("to_member_id").into())
            }
            Leaving::Member(member) => match open(rows, member).filter(|it| here(it)) {
                Some(row) => Ok(Some(row)),
                None => Err(refuse(&refusal::HAND_OVER_NOT_THERE).field("from_member_id").into()),
            },
            Leaving::Whoever => Ok(held),
            Leaving::Nobody => match held {
                None => Ok(None),
                Some(_) => Err(refuse(&refusal::TERMINAL_HELD).field("take_over").into()),
            },
        }
    }

    /// The shift of the one who comes: their open one at this post, confirmed anew, or a new one.
    fn begins(
        &self,
        rows: &Rows,
        post: &post::Model,
        from: Option<MemberId>,
        now: DateTime<Utc>,
    ) -> Result<(shift::Model, &'static str)> {
        let planned_end_at = Some(planned_end(self.planned_end, now)?);
        let note_sealed_id = self.note.as_ref().map(|it| it.id);
        if let Some(row) = open(rows, self.incoming) {
            let other = row.terminal_id.is_some() && self.terminal.is_some() && row.terminal_id != self.terminal;
            if row.post_id != Some(post.id) || other {
                let name = row.post_id.and_then(|it| rows.get::<post::Entity>(&it));
                let name = name.map_or("—", |it| it.name.as_str());
                return Err(refuse(&refusal::ON_SHIFT_ELSEWHERE).with("post", name).field("member_id").into());
            }
            let row = shift::Model {
                planned_end_at,
                confirmed_at: Some(now),
                asked_at: None,
                terminal_id: self.terminal.or(row.terminal_id),
                handed_over_by: from.or(row.handed_over_by),
                note_sealed_id: note_sealed_id.or(row.note_sealed_id),
                version: row.version + 1,
                ..row.clone()
            };
            return Ok((row, "shift_reconfirmed"));
        }
        let row = shift::Model {
            id: self.shift,
            station_id: self.scope.station,
            member_id: self.incoming,
            post_id: Some(post.id),
            started_at: now,
            planned_end_at,
            confirmed_at: Some(now),
            ended_at: None,
            terminal_id: self.terminal,
            handed_over_by: from,
            note_sealed_id,
            asked_at: None,
            ring_at: None,
            proven_at: self.terminal.is_none().then_some(now),
            version: 1,
        };
        Ok((row, "shift_confirmed"))
    }

    /// Ends the shift of the one who goes.
    fn leave(
        &self,
        outcome: Outcome<Turn>,
        rows: &Rows,
        row: &shift::Model,
        now: DateTime<Utc>,
    ) -> Result<Outcome<Turn>> {
        let member = rows.get::<member::Entity>(&row.member_id).ok_or(Error::NotFound)?;
        let how = if matches!(self.leaving, Leaving::Member(_)) { "handed_over" } else { "taken_over" };
        let mut event = Event::new("shift_left", row.id, Actor::Member(self.incoming), member.audience())
            .refer("member_id", row.member_id)
            .refer("shift_id", row.id)
            .field("since", row.started_at)
            .field("how", how);
        if let Some(terminal) = row.terminal_id {
            event = event.refer("terminal_id", terminal);
        }
        let ended = shift::Model { ended_at: Some(now), version: row.version + 1, ..row.clone() };
        let outcome = outcome.put::<shift::Entity>(ended).event(event);
        // Taken over on a phone: the terminal they stood at is nobody's now.
        let left = row.terminal_id.filter(|it| self.terminal != Some(*it));
        match left.and_then(|it| rows.get::<terminal::Entity>(&it)) {
            Some(terminal) => terminals::hold(outcome, rows, terminal, None),
            None => Ok(outcome),
        }
    }
}

impl Command for TakeTurn {
    type Answer = Turn;

    fn reads(&self, rows: &mut Rows) {
        people::consent::reads(rows, self.incoming);
        rows.find(&shift::OPEN_OF_MEMBER, self.incoming);
        let mut going = Vec::new();
        if let Some(id) = self.terminal {
            terminals::reads(rows, id);
            going.extend(rows.get::<terminal::Entity>(&id).and_then(|it| it.member_id));
        }
        if let Leaving::Member(member) = self.leaving {
            going.push(member);
        }
        for member in &going {
            rows.want::<member::Entity>(*member);
            rows.find(&shift::OPEN_OF_MEMBER, *member);
        }
        going.push(self.incoming);
        let held: Vec<_> =
            going.iter().filter_map(|it| open(rows, *it)).map(|it| (it.post_id, it.terminal_id)).collect();
        for (post, terminal) in held {
            if let Some(post) = post {
                rows.want::<post::Entity>(post);
            }
            if let Some(terminal) = terminal {
                terminals::reads(rows, terminal);
            }
        }
    }

    fn decide(&self, rows: &Rows, now: DateTime<Utc>) -> Result<Outcome<Turn>> {
        let found = rows.get::<member::Entity>(&self.incoming).filter(|it| it.station_id == self.scope.station);
        let member = found.ok_or(Error::NotFound)?;
        if member.status != Enrolment::Active {
            return Err(refuse(&refusal::NOT_ACTIVE).field("member_id").into());
        }
        let (post, terminal) = self.place(rows)?;
        if !may_hold(member, post) {
            return Err(refuse(&refusal::FOREIGN_POST).field("member_id").into());
        }
        let ends = self.ends(rows, post, terminal)?;
        let (row, kind) = self.begins(rows, post, ends.map(|it| it.member_id), now)?;
        let mut outcome = Outcome::new(Turn::new(&row, post.id));
        if let Some(ends) = ends {
            outcome = self.leave(outcome, rows, ends, now)?;
        }
        let mut event = Event::new(kind, row.id, Actor::Member(self.incoming), member.audience())
            .refer("member_id", self.incoming)
            .refer("shift_id", row.id)
            .refer("post_id", post.id)
            .field("planned_end_at", row.planned_end_at);
        if let Some(terminal) = row.terminal_id {
            event = event.refer("terminal_id", terminal);
        }
        if let Some(note) = &self.note {
            event = event.refer("note_sealed_id", note.id);
            outcome = outcome.put::<seal::Entity>(note.clone());
        }
        outcome = outcome.put::<shift::Entity>(row).event(event);
        if let Some(terminal) = terminal {
            outcome = terminals::hold(outcome, rows, terminal, Some(self.incoming))?;
        }
        match self.location {
            None => Ok(outcome),
            Some((true, id)) => people::consent::give(outcome, rows, id, &self.scope, self.incoming, now),
            Some((false, _)) => people::consent::withdraw(outcome, rows, &self.scope, self.incoming, now),
        }
    }
}
