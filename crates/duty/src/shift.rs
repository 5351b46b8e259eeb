//! Confirming and leaving duty, as commands.

use chrono::{DateTime, Utc};
use domain::ids::{ConsentId, MemberId, PostId, ShiftId};
use domain::member::MemberStatus;
use people::store::{Enrolment, member};
use places::store::post;
use platform::db::{Command, Outcome, Rows};
use platform::log::Event;
use platform::problem::{Error, Result, refuse};
use platform::scope::{Actor, Scope};
use serde::Serialize;
use utoipa::ToSchema;

use crate::refusal;
use crate::store::shift;
use crate::terminal::{self, TURN};

/// A shift as the wire shows it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ShiftView {
    /// The shift.
    pub id: ShiftId,
    /// The post that is held, if it is a fixed one.
    pub post_id: Option<PostId>,
    /// Its name.
    pub post_name: Option<String>,
    /// Since when.
    pub since: DateTime<Utc>,
    /// When the member confirmed to be the one on duty.
    pub confirmed_at: Option<DateTime<Utc>>,
}

impl ShiftView {
    /// Shows a shift.
    pub fn new(row: &shift::Model, post: Option<&post::Model>) -> Self {
        Self {
            id: row.id,
            post_id: row.post_id,
            post_name: post.map(|it| it.name.clone()),
            since: row.started_at,
            confirmed_at: row.confirmed_at,
        }
    }
}

/// The caller's duty as the wire shows it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct DutyView {
    /// The shift, if there is one.
    pub shift: Option<ShiftView>,
    /// Whether the caller consents to be located while on duty.
    pub consent: bool,
    /// What the caller is doing.
    pub status: MemberStatus,
    /// The posts the caller may hold.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub posts: Vec<PostChoice>,
}

/// A post that may be held.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PostChoice {
    /// The post.
    pub id: PostId,
    /// Its name.
    pub name: String,
}

/// Tells whether a member may hold a post: the usual one, one of the own unit, or a public one of the own grid.
pub fn may_hold(member: &member::Model, post: &post::Model) -> bool {
    let public = post.unit_id.is_none()
        && (member.grid_id.is_none_or(|it| it == post.grid_id))
        && (member.community_id.is_none_or(|it| it == post.community_id));
    post.station_id == member.station_id
        && (member.post_id == Some(post.id)
            || (member.unit_id.is_some() && member.unit_id == post.unit_id)
            || (public && member.unit_id.is_none())
            || member.kind.is_police())
}

/// The member's shift that has not ended.
pub(crate) fn open(rows: &Rows, member: MemberId) -> Option<&shift::Model> {
    rows.all::<shift::Entity>().find(|it| it.member_id == member && it.ended_at.is_none())
}

/// Confirms that the caller is the one on duty.
pub struct Confirm {
    /// Who sends it.
    pub scope: Scope,
    /// Who comes on duty: the caller's own member.
    pub member: MemberId,
    /// The id of the shift, should one begin.
    pub shift: ShiftId,
    /// The post, if one was chosen; else the usual one.
    pub post: Option<PostId>,
    /// What the caller says about being located, if anything: the id of the consent, should one be given.
    pub location: Option<(bool, ConsentId)>,
}

impl Confirm {
    /// The post to be held.
    fn wanted(&self, member: &member::Model) -> Option<PostId> {
        self.post.or(member.post_id)
    }

    /// Adds what the caller says about being located.
    fn with_consent(&self, outcome: Outcome<DutyView>, rows: &Rows, now: DateTime<Utc>) -> Result<Outcome<DutyView>> {
        match self.location {
            None => Ok(outcome),
            Some((true, id)) => people::consent::give(outcome, rows, id, &self.scope, self.member, now),
            Some((false, _)) => people::consent::withdraw(outcome, rows, &self.scope, self.member, now),
        }
    }

    /// Answers the question after a forgotten hand-over: the same person is still there.
    fn answer(
        &self,
        outcome: Outcome<DutyView>,
        row: &shift::Model,
        member: &member::Model,
        now: DateTime<Utc>,
    ) -> Outcome<DutyView> {
        let row = shift::Model {
            asked_at: None,
            confirmed_at: Some(now),
            planned_end_at: Some(now + TURN),
            version: row.version + 1,
            ..row.clone()
        };
        let event = Event::new("shift_reconfirmed", row.id, Actor::Member(self.member), member.audience())
            .refer("member_id", self.member)
            .refer("shift_id", row.id)
            .field("planned_end_at", row.planned_end_at);
        outcome.put::<shift::Entity>(row).event(event)
    }

    fn view(&self, row: &shift::Model, rows: &Rows) -> DutyView {
        let post = row.post_id.and_then(|it| rows.get::<post::Entity>(&it));
        let standing = people::consent::standing(rows, self.member).is_some();
        DutyView {
            shift: Some(ShiftView::new(row, post)),
            consent: self.location.map_or(standing, |(given, _)| given),
            status: MemberStatus::Free,
            posts: Vec::new(),
        }
    }
}

impl Command for Confirm {
    type Answer = DutyView;

    fn reads(&self, rows: &mut Rows) {
        people::consent::reads(rows, self.member);
        rows.find(&shift::OPEN_OF_MEMBER, self.member);
        let usual = rows.get::<member::Entity>(&self.member).and_then(|it| it.post_id);
        let held = open(rows, self.member).and_then(|it| it.post_id);
        for post in [self.post, usual, held].into_iter().flatten() {
            rows.want::<post::Entity>(post);
        }
    }

    fn decide(&self, rows: &Rows, now: DateTime<Utc>) -> Result<Outcome<DutyView>> {
        let found = rows.get::<member::Entity>(&self.member).filter(|it| it.station_id == self.scope.station);
        let member = found.ok_or(Error::NotFound)?;
        if member.status != Enrolment::Active {
            return Err(refuse(&refusal::NOT_ACTIVE).into());
        }
        if let Some(row) = open(rows, self.member) {
            if self.post.is_some_and(|it| row.post_id != Some(it)) {
                let name =
                    row.post_id.and_then(|it| rows.get::<post::Entity>(&it)).map_or("—", |it| it.name.as_str());
                return Err(refuse(&refusal::ON_SHIFT_ELSEWHERE).with("post", name).field("post_id").into());
            }
            let outcome = Outcome::new(self.view(row, rows));
            // Confirmed again: nothing happens but what is said about being located, unless it was asked who is there.
            let outcome = if row.asked_at.is_some() { self.answer(outcome, row, member, now) } else { outcome };
            return self.with_consent(outcome, rows, now);
        }
        let post_id = self.wanted(member);
        if let Some(id) = post_id {
            let allowed = rows.get::<post::Entity>(&id).is_some_and(|it| may_hold(member, it));
            if !allowed {
                return Err(refuse(&refusal::FOREIGN_POST).field("post_id").into());
            }
        }
        let row = shift::Model {
            id: self.shift,
            station_id: self.scope.station,
            member_id: self.member,
            post_id,
            started_at: now,
            planned_end_at: None,
            confirmed_at: Some(now),
            ended_at: None,
            terminal_id: None,
            handed_over_by: None,
            note_sealed_id: None,
            asked_at: None,
            ring_at: None,
            // Confirmed by hand on the own phone: it has reached the member on this shift.
            proven_at: Some(now),
            version: 1,
        };
        let mut event = Event::new("shift_confirmed", self.shift, Actor::Member(self.member), member.audience())
            .refer("member_id", self.member)
            .refer("shift_id", self.shift);
        if let Some(post) = post_id {
            event = event.refer("post_id", post);
        }
        let outcome = Outcome::new(self.view(&row, rows)).put::<shift::Entity>(row).event(event);
        self.with_consent(outcome, rows, now)
    }
}

/// Ends somebody's duty.
pub struct Leave {
    /// Who sends it: the member, or the program for a forgotten shift.
    pub scope: Scope,
    /// Who leaves.
    pub member: MemberId,
}

impl Command for Leave {
    type Answer = DutyView;

    fn reads(&self, rows: &mut Rows) {
        people::consent::reads(rows, self.member);
        rows.find(&shift::OPEN_OF_MEMBER, self.member);
        if let Some(terminal) = open(rows, self.member).and_then(|it| it.terminal_id) {
            terminal::reads(rows, terminal);
        }
    }

    fn decide(&self, rows: &Rows, now: DateTime<Utc>) -> Result<Outcome<DutyView>> {
        let found = rows.get::<member::Entity>(&self.member).filter(|it| it.station_id == self.scope.station);
        let member = found.ok_or(Error::NotFound)?;
        let consent = people::consent::standing(rows, self.member).is_some();
        let view = DutyView { shift: None, consent, status: MemberStatus::Off, posts: Vec::new() };
        // Whoever has left already has nothing to leave, and is told the same.
        let Some(row) = open(rows, self.member) else { return Ok(Outcome::new(view)) };
        let actor = if self.scope.is_system() { Actor::System } else { Actor::Member(self.member) };
        let mut event = Event::new("shift_left", row.id, actor, member.audience())
            .refer("member_id", self.member)
            .refer("shift_id", row.id)
            .field("since", row.started_at);
        let ended = shift::Model { ended_at: Some(now), version: row.version + 1, ..row.clone() };
        let outcome = Outcome::new(view).put::<shift::Entity>(ended);
        let held = row.terminal_id.and_then(|it| rows.get::<people::store::terminal::Entity>(&it));
        let Some(held) = held.filter(|it| it.member_id == Some(self.member)) else { return Ok(outcome.event(event)) };
        event = event.refer("terminal_id", held.id);
        terminal::hold(outcome.event(event), rows, held, None)
    }
}
