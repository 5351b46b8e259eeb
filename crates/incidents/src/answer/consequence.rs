//! What an answer does beside its own call: it moves the incident, asks for more people, ends the other calls.

use chrono::{DateTime, Utc};
use dispatch::case::PEOPLE_FOR_L2;
use dispatch::engine::effect::{StandDownReason, Whom};
use domain::ids::SearchId;
use domain::incident::status::Action;
use domain::incident::{Disposition, SearchAlert};
use domain::member::Level;
use domain::offer::{ClearResult, OfferStatus};
use platform::db::Outcome;
use platform::log::Event;
use platform::scope::Actor;
use platform::sent::id_of;
use uuid::Uuid;

use super::{ASKED, Answer, Answered, Scene, Step};
use crate::act::{members, open_search};
use crate::rows::{incident, offer, search};
use crate::{clocks, events};

/// People that one incident can ask for: more are found by hand.
const NEEDED_MAX: i64 = 20;

impl Answer {
    /// What the answer does to the incident: the first to accept, set out, arrive or finish moves it.
    pub(super) fn move_incident(
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

    /// Whoever asks for help gets one more than are coming, found by the engine; the desk is told at once.
    pub(super) fn ask_for_more(
        &self,
        scene: &Scene<'_>,
        row: &offer::Model,
        incident: &mut incident::Model,
    ) -> (search::Model, Vec<Event>) {
        let Scene { rows, others, now, .. } = *scene;
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
}

/// The matter is handled: nobody else of the community forces sets out, and the search ends unless police are missing.
pub(super) fn end_calls(
    scene: &Scene<'_>,
    incident: &incident::Model,
    mut outcome: Outcome<Answered>,
) -> Outcome<Answered> {
    let Scene { rows, others, now, .. } = *scene;
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
