//! What a member says to a call: shown, coming or not, on the way, there, done.

use chrono::{DateTime, Utc};
use dispatch::case::PEOPLE_FOR_L2;
use dispatch::engine::effect::{StandDownReason, Whom};
use domain::ids::{MemberId, OfferId, SearchId};
use domain::incident::status::Action;
use domain::incident::{Disposition, SearchAlert};
use domain::member::{Level, MemberKind};
use domain::offer::status::OfferAction;
use domain::offer::{ClearResult, DeclineReason, OfferStatus};
use platform::db::{Command, Outcome, Rows};
use platform::log::Event;
use platform::problem::{self, Error, Result, refuse, rule};
use platform::scope::{Actor, Scope};
use platform::seal::{self, Sealer};
use platform::sent::id_of;
use serde::Serialize;
use uuid::Uuid;

use crate::act::{members, offers, open_search};
use crate::rows::{incident, offer, search};
use crate::view::names::Names;
use crate::view::offer::{OfferView, show};
use crate::words::Words;
use crate::{clocks, events, refusal};

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
        let moved = self.move_incident(&mut after, &others, now);
        Ok(self.outcome(rows, row, incident, after, moved, &others, now))
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

    /// What the answer does to the incident: the first to accept, set out, arrive or finish moves it.
    fn move_incident(
        &self,
        row: &mut incident::Model,
        others: &[offer::Model],
        now: DateTime<Utc>,
    ) -> Vec<&'static str> {
        let mut kinds = Vec::new();
        let mut step = |row: &mut incident::Model, action: Action, kind: &'static str| {
            let Ok(status) = row.status.advance(action) else { return false };
            row.status = status;
            row.version += 1;
            kinds.push(kind);
            true
        };
        match self.step {
            Step::Deliver | Step::Decline(_) | Step::Reinforce => {}
            Step::Accept => {
                row.alert = SearchAlert::None;
                if step(row, Action::Acknowledge, "incident_acknowledged") {
                    row.acknowledged_at = row.acknowledged_at.or(Some(now));
                }
            }
            Step::Depart => {
                if step(row, Action::Depart, "incident_en_route") {
                    row.en_route_at = Some(now);
                }
            }
            Step::Arrive => {
                self.note_arrival(row, now);
                if step(row, Action::Arrive, "incident_on_scene") {
                    row.acknowledged_at = row.acknowledged_at.or(Some(now));
                    row.on_scene_at = Some(now);
                }
            }
            Step::Report => {
                reported(row, now);
                row.version += 1;
            }
            Step::Clear(result) => {
                reported(row, now);
                let last = !others.iter().any(|it| it.status.is_assignment());
                // A police matter is not over because a guard is done: police must have come (adoption rule 4).
                let may_end = !row.is_police() || row.police_arrived_at.is_some();
                if let Some(disposition) = disposition(result).filter(|_| last && may_end)
                    && step(row, Action::Handle, "incident_handled")
                {
                    row.handled_at = Some(now);
                    row.disposition = Some(disposition);
                    row.result_sealed_id = self.note.as_ref().map(|it| it.id);
                    if step(row, Action::Feedback, "incident_feedback") {
                        row.feedback_at = Some(now);
                    }
                }
            }
        }
        kinds
    }

    /// Only an officer's arrival counts as a police arrival (adoption rule 4).
    fn note_arrival(&self, row: &mut incident::Model, now: DateTime<Utc>) {
        let at = if self.kind.is_police() {
            &mut row.police_arrived_at
        } else if self.kind.is_group() {
            &mut row.group_arrived_at
        } else {
            &mut row.auxiliary_arrived_at
        };
        *at = at.or(Some(now));
    }

    fn outcome(
        &self,
        rows: &Rows,
        row: offer::Model,
        before: &incident::Model,
        mut after: incident::Model,
        moved: Vec<&'static str>,
        others: &[offer::Model],
        now: DateTime<Utc>,
    ) -> Outcome<Answered> {
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
            let (search, events) = self.ask_for_more(rows, &row, &mut after, others, now);
            outcome = events.into_iter().fold(outcome.put::<search::Entity>(search), Outcome::event);
        } else if after.handled_at.is_some() && before.handled_at.is_none() {
            outcome = self.end_calls(rows, &after, others, outcome, now);
        }
        if after != *before {
            outcome = outcome.put::<incident::Entity>(after);
        }
        outcome.put::<offer::Entity>(row)
    }

    /// Whoever asks for help gets one more than are coming, found by the engine; the desk is told at once.
    fn ask_for_more(
        &self,
        rows: &Rows,
        row: &offer::Model,
        incident: &mut incident::Model,
        others: &[offer::Model],
        now: DateTime<Utc>,
    ) -> (search::Model, Vec<Event>) {
        let open = open_search(rows, incident.id);
        let counts = |it: &&offer::Model| {
            let came =
                it.status == OfferStatus::Cleared && open.as_ref().is_some_and(|at| it.offered_at >= at.started_at);
            !it.officer && (it.status.is_assignment() || came)
        };
        let coming = others.iter().chain([row]).filter(counts).count();
        let least = if incident.level == Level::L2 { i64::from(PEOPLE_FOR_L2) } else { 1 };
        let id = id_of(&[b"reinforce", Uuid::from(row.id).as_bytes(), &row.version.to_be_bytes()]);
        let search = open.unwrap_or_else(|| search::Model::new(SearchId::from(id), incident, now));
        let known = i64::try_from(coming).unwrap_or(i64::MAX).max(search.needed).max(least);
        let needed = known.saturating_add(1).min(NEEDED_MAX);
        let search = search::Model { automatic: true, needed, version: search.version + 1, ..search };
        let (mut members, actor) = (members(others), self.actor(row.member_id));
        members.push(row.member_id);
        let asked = (self.step != Step::Reinforce)
            .then(|| events::of_offer(ASKED, row, incident, actor, members.clone()).field("needed", needed));
        let alert = events::of_incident("alert_raised", incident, incident, actor, members)
            .field("whom", Whom::Desk)
            .field("cause", ASKED);
        (search, asked.into_iter().chain([alert]).collect())
    }

    /// The matter is handled: nobody else of the community forces sets out, and the search ends unless police are missing.
    fn end_calls(
        &self,
        rows: &Rows,
        incident: &incident::Model,
        others: &[offer::Model],
        mut outcome: Outcome<Answered>,
        now: DateTime<Utc>,
    ) -> Outcome<Answered> {
        let police_missing = clocks::police_missing(incident);
        for offer in others.iter().filter(|it| it.status.is_waiting() && !(it.officer && police_missing)) {
            let ended = offer::Model {
                status: OfferStatus::StoodDown,
                ended_at: Some(now),
                version: offer.version + 1,
                ..offer.clone()
            };
            let event = events::of_offer("offer_stood_down", &ended, incident, Actor::System, vec![ended.member_id]);
            outcome = outcome.event(event.field("reason", StandDownReason::Ended)).put::<offer::Entity>(ended);
        }
        match open_search(rows, incident.id).filter(|_| !police_missing) {
            Some(search) => outcome.put::<search::Entity>(search::Model {
                automatic: false,
                ended_at: Some(now),
                version: search.version + 1,
                ..search
            }),
            None => outcome,
        }
    }
}

/// People that one incident can ask for: more are found by hand.
const NEEDED_MAX: i64 = 20;

fn describe(step: Step, event: Event) -> Event {
    match step {
        Step::Decline(reason) => event.field("decline_reason", reason),
        Step::Clear(result) => event.field("result", result),
        Step::Deliver | Step::Accept | Step::Depart | Step::Arrive | Step::Report | Step::Reinforce => event,
    }
}

/// Somebody on the scene has said how it stands.
fn reported(row: &mut incident::Model, now: DateTime<Utc>) {
    row.first_report_at = row.first_report_at.or(Some(now));
    row.last_report_at = Some(now);
}

/// What a member's tile says about the incident; who needs help has not finished it.
fn disposition(result: ClearResult) -> Option<Disposition> {
    match result {
        ClearResult::Resolved => Some(Disposition::Resolved),
        ClearResult::Persuaded => Some(Disposition::Persuaded),
        ClearResult::HandedToPolice => Some(Disposition::HandedToPolice),
        ClearResult::FalseAlarm => Some(Disposition::FalseAlarm),
        ClearResult::NeedMore => None,
    }
}
