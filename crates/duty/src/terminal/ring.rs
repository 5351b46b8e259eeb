//! The test ring of each shift: what was never heard wakes nobody, and the desk is told to telephone.

use chrono::{DateTime, TimeDelta, Utc};
use domain::ids::MemberId;
use people::store::member;
use platform::db::{Command, Outcome, Rows};
use platform::log::Event;
use platform::problem::{Error, Result, refuse};
use platform::scope::{Actor, Audience, Scope};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::refusal;
use crate::shift::open;
use crate::store::shift;

/// How long after a test ring it can be said whether it was heard.
pub const ANSWER_WITHIN: TimeDelta = TimeDelta::minutes(2);

/// How a test ring stands.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct RingView {
    /// When it was sent.
    pub rung_at: DateTime<Utc>,
    /// Until when it can be answered.
    pub answer_until: DateTime<Utc>,
    /// Whether a way to wake the member is proven on this shift.
    pub proven: bool,
}

/// Sends a test ring to the one on shift, or says whether it was heard.
pub struct Ring {
    /// Who sends it.
    pub scope: Scope,
    /// Who is on shift.
    pub member: MemberId,
    /// Whether it was heard; without it the ring is sent.
    pub heard: Option<bool>,
}

impl Command for Ring {
    type Answer = RingView;

    fn reads(&self, rows: &mut Rows) {
        rows.want::<member::Entity>(self.member);
        rows.find(&shift::OPEN_OF_MEMBER, self.member);
    }

    fn decide(&self, rows: &Rows, now: DateTime<Utc>) -> Result<Outcome<RingView>> {
        let found = rows.get::<member::Entity>(&self.member).filter(|it| it.station_id == self.scope.station);
        let member = found.ok_or(Error::NotFound)?;
        let row = open(rows, self.member).ok_or_else(|| refuse(&refusal::NOT_ON_SHIFT))?;
        let version = row.version + 1;
        let (kind, row) = match self.heard {
            None => ("shift_ring_sent", shift::Model { ring_at: Some(now), version, ..row.clone() }),
            Some(heard) => {
                if row.ring_at.is_none_or(|it| now > it + ANSWER_WITHIN) {
                    return Err(refuse(&refusal::RING_FIRST).into());
                }
                let kind = if heard { "shift_ring_heard" } else { "shift_ring_unheard" };
                (kind, shift::Model { proven_at: heard.then_some(now), version, ..row.clone() })
            }
        };
        // The ring itself goes to the one on shift alone; what came of it is for whoever reaches the member.
        let audience = match self.heard {
            None => Audience { members: vec![self.member], ..Audience::default() },
            Some(_) => member.audience(),
        };
        let event = Event::new(kind, row.id, Actor::Member(self.member), audience)
            .refer("member_id", self.member)
            .refer("shift_id", row.id);
        let rung_at = row.ring_at.unwrap_or(now);
        let view = RingView { rung_at, answer_until: rung_at + ANSWER_WITHIN, proven: row.proven_at.is_some() };
        Ok(Outcome::new(view).put::<shift::Entity>(row).event(event))
    }
}
