//! What a member says to a call: shown, coming or not, on the way, there, done.

mod consequence;

use chrono::{DateTime, Utc};
use domain::ids::{MemberId, OfferId};
use domain::member::MemberKind;
use domain::offer::status::OfferAction;
use domain::offer::{ClearResult, DeclineReason};
use platform::db::{Command, Outcome, Rows};
use platform::log::Event;
use platform::problem::{self, Error, Result, refuse, rule};
use platform::scope::{Actor, Scope};
use platform::seal::{self, Sealer};
use serde::Serialize;

use self::consequence::end_calls;
use crate::act::{members, offers};
use crate::rows::{incident, offer, search};
use crate::view::names::Names;
use crate::view::offer::{OfferView, show};
use crate::words::Words;
use crate::{events, refusal};

/// The kind of the log entry by which somebody asks for more people.
pub const ASKED: &str = "reinforcement_asked";

/// What is said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// The terminal shows the call.
    Deliver,
    /// The member comes.
    Accept,
    /// The member cannot come.
    Decline(DeclineReason),
    /// The member set out.
    Depart,
    /// The member is there.
    Arrive,
    /// The member reports from the scene and stays.
    Report,
    /// The member is done.
    Clear(ClearResult),
    /// The member asks for more people.
    Reinforce,
}

impl Step {
    fn action(self) -> OfferAction {
        match self {
            Self::Deliver => OfferAction::Deliver,
            Self::Accept => OfferAction::Accept,
            Self::Decline(_) => OfferAction::Decline,
            Self::Depart => OfferAction::Depart,
            Self::Arrive => OfferAction::Arrive,
            Self::Report => OfferAction::Report,
            Self::Clear(_) => OfferAction::Clear,
            Self::Reinforce => OfferAction::Reinforce,
        }
    }

    fn kind(self) -> &'static str {
        match self {
            Self::Deliver => "offer_delivered",
            Self::Accept => "offer_accepted",
            Self::Decline(_) => "offer_declined",
            Self::Depart => "offer_departed",
            Self::Arrive => "offer_arrived",
            Self::Report => "offer_reported",
            Self::Clear(_) => "offer_cleared",
            Self::Reinforce => ASKED,
        }
    }

    /// Tells whether more people are asked for: by the button, or by the tile of somebody who is done.
    fn asks_for_more(self) -> bool {
        matches!(self, Self::Reinforce | Self::Clear(ClearResult::NeedMore))
    }
}

/// Who says it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Voice {
    /// The member, through a terminal.
    Member(Scope),
    /// The geofence: the member's own position says it.
    Geofence,
}

/// Says one thing to one call.
pub struct Answer {
    /// Who says it.
    pub voice: Voice,
    /// To which call.
    pub offer: OfferId,
    /// The member's kind, which decides what an arrival means.
    pub kind: MemberKind,
    /// What.
    pub step: Step,
    /// The version that the sender has seen.
    pub expected_version: Option<i64>,
    /// When the terminal says it happened.
    pub device_at: Option<DateTime<Utc>>,
    /// The sealed note that goes with a result.
    pub note: Option<seal::Model>,
    /// What the answer to a member needs.
    pub shown: Option<Shown>,
}

/// What an answer to a member needs beside the rows.
pub struct Shown {
    /// The names beside the ids.
    pub names: Names,
    /// Opens the words.
    pub sealer: Sealer,
}

/// What the sender is told, and told again when the same answer comes again.
#[derive(Clone, Debug, Serialize)]
#[serde(untagged)]
pub enum Answered {
    /// The call as the member sees it then.
    Seen(Box<OfferView>),
    /// What the geofence is told.
    Noted {
        /// Which offer.
        id: OfferId,
        /// Its version now.
        version: i64,
    },
}

/// What an answer comes into.
struct Scene<'a> {
    rows: &'a Rows,
    /// The incident before the answer.
    before: &'a incident::Model,
    /// The other calls of the incident.
    others: &'a [offer::Model],
    now: DateTime<Utc>,
}

impl Command for Answer {
    type Answer = Answered;

    fn reads(&self, rows: &mut Rows) {
        rows.want::<offer::Entity>(self.offer);
        if let Some((incident, member)) =
            rows.get::<offer::Entity>(&self.offer).map(|it| (it.incident_id, it.member_id))
        {
            rows.want::<incident::Entity>(incident);
            rows.find(&offer::OF_INCIDENT, incident);
            rows.find(&offer::OPEN_OF_MEMBER, member);
            rows.find(&search::OPEN_OF_INCIDENT, incident);
            if let Some(id) = rows.get::<incident::Entity>(&incident).and_then(|it| it.words_sealed_id) {
                rows.want::<seal::Entity>(id);
            }
        }
    }

    fn decide(&self, rows: &Rows, now: DateTime<Utc>) -> Result<Outcome<Answered>> {
        let before = rows.get::<offer::Entity>(&self.offer).ok_or(Error::NotFound)?;
        self.may_answer(before)?;
        if self.expected_version.is_some_and(|it| it != before.version) {
            return Err(refuse(&problem::STALE).into());
        }
        let incident = rows.get::<incident::Entity>(&before.incident_id).ok_or(Error::NotFound)?;
        let mut row = before.clone();
        row.status = row.status.advance(self.step.action()).map_err(rule)?;
        row.version += 1;
        self.write(&mut row, rows, now)?;
        let mut others = offers(rows, row.incident_id);
        others.retain(|it| it.id != row.id);
        let mut after = incident.clone();
        let scene = Scene { rows, before: incident, others: &others, now };
        let moved = self.move_incident(&mut after, &others, now);
        Ok(self.outcome(&scene, row, after, moved))
    }
}

impl Answer {
    fn may_answer(&self, row: &offer::Model) -> Result<()> {
        match &self.voice {
            Voice::Geofence => Ok(()),
            Voice::Member(scope) if row.station_id != scope.station => Err(Error::NotFound),
            Voice::Member(scope) if scope.member == Some(row.member_id) => Ok(()),
            Voice::Member(_) => Err(Error::NotFound),
        }
    }

    fn answered(&self, rows: &Rows, row: &offer::Model, incident: &incident::Model) -> Answered {
        let (Some(shown), Voice::Member(scope)) = (&self.shown, &self.voice) else {
            return Answered::Noted { id: row.id, version: row.version };
        };
        let sealed = incident.words_sealed_id.and_then(|it| rows.get::<seal::Entity>(&it));
        let words = Words::open(&shown.sealer, sealed);
        Answered::Seen(Box::new(show(row, incident, &words, &shown.names, scope)))
    }

    fn actor(&self, member: MemberId) -> Actor {
        match self.voice {
            Voice::Member(_) => Actor::Member(member),
            Voice::Geofence => Actor::System,
        }
    }

    fn write(&self, row: &mut offer::Model, rows: &Rows, now: DateTime<Utc>) -> Result<()> {
        match self.step {
            Step::Deliver => row.delivered_at = Some(now),
            Step::Accept => {
                let busy = rows
                    .all::<offer::Entity>()
                    .any(|it| it.member_id == row.member_id && it.id != row.id && it.status.is_assignment());
                if busy {
                    return Err(refuse(&refusal::BUSY_ELSEWHERE).into());
                }
                row.delivered_at = row.delivered_at.or(Some(now));
                row.accepted_at = Some(now);
            }
            Step::Decline(reason) => {
                row.decline_reason = Some(reason);
                row.ended_at = Some(now);
            }
            Step::Report | Step::Reinforce => {}
            Step::Depart => row.departed_at = Some(now),
            Step::Arrive => row.arrived_at = Some(now),
            Step::Clear(result) => {
                row.result = Some(result);
                row.cleared_at = Some(now);
                row.ended_at = Some(now);
            }
        }
        Ok(())
    }

    fn outcome(
        &self,
        scene: &Scene<'_>,
        row: offer::Model,
        mut after: incident::Model,
        moved: Vec<&'static str>,
    ) -> Outcome<Answered> {
        let Scene { rows, before, others, .. } = *scene;
        let actor = self.actor(row.member_id);
        let mut taking_part = members(others);
        taking_part.push(row.member_id);
        let mut event =
            events::of_offer(self.step.kind(), &row, before, actor, taking_part.clone()).device_at(self.device_at);
        event = describe(self.step, event);
        if let Some(note) = &self.note {
            event = event.field("text", note.id);
        }
        let mut outcome = Outcome::new(self.answered(rows, &row, &after)).event(event);
        if let Some(note) = &self.note {
            outcome = outcome.put::<seal::Entity>(note.clone());
        }
        for kind in moved {
            outcome = outcome.event(events::of_incident(kind, before, &after, actor, taking_part.clone()));
        }
        if self.step.asks_for_more() {
            let (search, events) = self.ask_for_more(scene, &row, &mut after);
            outcome = events.into_iter().fold(outcome.put::<search::Entity>(search), Outcome::event);
        } else if after.handled_at.is_some() && before.handled_at.is_none() {
            outcome = end_calls(scene, &after, outcome);
        }
        if after != *before {
            outcome = outcome.put::<incident::Entity>(after);
        }
        outcome.put::<offer::Entity>(row)
    }
}

fn describe(step: Step, event: Event) -> Event {
    match step {
        Step::Decline(reason) => event.field("decline_reason", reason),
        Step::Clear(result) => event.field("result", result),
        Step::Deliver | Step::Accept | Step::Depart | Step::Arrive | Step::Report | Step::Reinforce => event,
    }
}
