//! What the simulated desk does next with an incident: pure, one step at a time, from what the server shows.

use domain::category::Nature;
use domain::category::dictionary::Dictionary;
use domain::ids::AccountId;
use domain::incident::status::Action;
use domain::incident::{IncidentStatus, PoliceNature, Priority};
use domain::offer::OfferStatus;
use serde_json::{Value, json};

use crate::client::wire::Incident;
use crate::live::data_words as words;

/// From this score on, another report counts as the same matter.
const DUPLICATE_SCORE: f64 = 60.0;

/// Seconds without anybody coming until the desk picks somebody by hand.
pub const HAND_S: f64 = 100.0;

/// Seconds without anybody coming until police are sent instead.
pub const ESCALATE_S: f64 = 200.0;

/// Seconds until an incident that does not get on is given up.
pub const GIVE_UP_S: f64 = 900.0;

/// Seconds at the scene that help which is still being called is waited for.
const HELP_S: f64 = 240.0;

/// Who takes a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    /// The desk officer.
    Desk,
    /// The duty commander, whose reason ends what police never reached.
    Commander,
}

/// A step: a verb and its body.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// Who takes it.
    pub by: By,
    /// What is done.
    pub verb: Action,
    /// With what.
    pub body: Value,
}

/// What the desk keeps in mind about an incident.
#[derive(Clone, Copy, Debug)]
pub struct Memory {
    /// Seconds since the desk first saw it in its present state.
    pub same_state_s: f64,
    /// Seconds since the desk first saw it.
    pub known_s: f64,
    /// Somebody was picked by hand already.
    pub picked_by_hand: bool,
    /// Help was sent already.
    pub escalated: bool,
    /// A number that stays with the incident, for choices.
    pub taste: u64,
}

/// What to do next.
#[derive(Clone, Debug, PartialEq)]
pub enum Next {
    /// Take a step.
    Step(Step),
    /// Pick a candidate by hand.
    PickByHand,
    /// Wait for others.
    Wait,
}

fn desk(verb: Action, body: Value) -> Next {
    Next::Step(Step { by: By::Desk, verb, body })
}

fn commander(verb: Action, body: Value) -> Next {
    Next::Step(Step { by: By::Commander, verb, body })
}

/// Decides the next step.
pub fn next(incident: &Incident, memory: &Memory) -> Next {
    if memory.known_s > GIVE_UP_S && !incident.status.is_over() && !on_the_move(incident) {
        return commander(Action::Cancel, json!({"reason": words::GAVE_UP}));
    }
    // A hard stop sends people before anybody has said what it is.
    let unnamed = incident.category.is_none() && incident.allowed.contains(&Action::Triage);
    match incident.status {
        _ if unnamed => triage(incident),
        IncidentStatus::Reported => triage(incident),
        IncidentStatus::Triaged => send(incident, memory),
        IncidentStatus::TransferredOut => patiently(memory, 12.0, desk(Action::Receipt, json!({}))),
        IncidentStatus::HandedOver => {
            patiently(memory, 20.0, desk(Action::Close, json!({"reason": words::TRANSFER_DONE})))
        }
        IncidentStatus::Dispatched | IncidentStatus::Acknowledged | IncidentStatus::EnRoute => follow(incident, memory),
        IncidentStatus::OnScene => scene(incident, memory),
        IncidentStatus::Handled => {
            patiently(memory, 4.0, desk(Action::Feedback, json!({"text": words::feedback(memory.taste)})))
        }
        IncidentStatus::FeedbackDone => patiently(memory, 5.0, end(incident)),
        IncidentStatus::Merged | IncidentStatus::Closed | IncidentStatus::Revisited | IncidentStatus::Cancelled => {
            Next::Wait
        }
    }
}

/// Takes a step only after some time in the state, as people do.
fn patiently(memory: &Memory, wait_s: f64, next: Next) -> Next {
    if memory.same_state_s < wait_s { Next::Wait } else { next }
}

fn triage(incident: &Incident) -> Next {
    let category = incident.category.or(incident.suggestion.as_ref().map(|it| it.category));
    let known = category.and_then(|it| Dictionary::built_in().get(it));
    let Some(known) = known else {
        // Nothing in the words: an unclear danger stays with the police, anything else is a quarrel.
        let (category, nature) = match incident.priority {
            Some(Priority::P1) => ("2003", PoliceNature::Police),
            Some(_) | None => ("4099", PoliceNature::NonPolice),
        };
        return desk(Action::Triage, json!({"category": category, "police_nature": nature}));
    };
    let nature = match known.nature {
        Nature::Police => PoliceNature::Police,
        Nature::NonPolice => PoliceNature::NonPolice,
        // A quarrel without blows is for the community forces; fire and gas are for everybody, police with them.
        Nature::Either if known.code.group() == "60" => PoliceNature::Police,
        Nature::Either => PoliceNature::NonPolice,
    };
    desk(Action::Triage, json!({"category": known.code, "police_nature": nature}))
}

fn send(incident: &Incident, memory: &Memory) -> Next {
    let same = incident.duplicates.iter().find(|it| it.score >= DUPLICATE_SCORE);
    if let Some(same) = same {
        return desk(Action::Merge, json!({"into": same.incident_id}));
    }
    let known = incident.category.and_then(|it| Dictionary::built_in().get(it));
    match known {
        Some(it) if it.is_invalid() => desk(Action::Close, json!({"reason": words::INVALID})),
        Some(it) if matches!(it.code.as_str(), "5108" | "5109") && !memory.taste.is_multiple_of(3) => {
            desk(Action::Transfer, json!({"to": "12345", "reason": words::TRANSFER}))
        }
        Some(_) | None if incident.police_nature == PoliceNature::NonPolice => desk(Action::Dispatch, json!({})),
        // Sending police is the duty commander's.
        Some(_) | None => commander(Action::Dispatch, json!({"police": true})),
    }
}

/// Somebody said yes and is not done.
fn on_the_move(incident: &Incident) -> bool {
    incident.offers.iter().any(|it| it.status.is_assignment())
}

/// While people are called and on the way: helps when nobody comes.
fn follow(incident: &Incident, memory: &Memory) -> Next {
    if on_the_move(incident) {
        return Next::Wait;
    }
    if memory.known_s > ESCALATE_S && !memory.escalated {
        let reason = json!({"reason": words::NOBODY});
        // Some matters have settled themselves by then.
        if incident.police_nature == PoliceNature::NonPolice && memory.taste.is_multiple_of(2) {
            return desk(Action::Cancel, json!({"reason": words::SETTLED}));
        }
        return desk(Action::Escalate, reason);
    }
    if memory.known_s > HAND_S && !memory.picked_by_hand {
        return Next::PickByHand;
    }
    Next::Wait
}

/// While somebody is there: sends help that is asked for, and records the result once everybody is done.
fn scene(incident: &Incident, memory: &Memory) -> Next {
    if on_the_move(incident) {
        return Next::Wait;
    }
    let done: Vec<_> = incident.offers.iter().filter(|it| it.status == OfferStatus::Cleared).collect();
    let police_there = done.iter().any(|it| it.ring == 3);
    if incident.police_nature != PoliceNature::NonPolice && !police_there && !memory.escalated {
        return patiently(memory, 45.0, desk(Action::Escalate, json!({"reason": words::POLICE_NEEDED})));
    }
    let called = incident.offers.iter().any(|it| it.status.is_waiting());
    if done.is_empty() || (called && memory.same_state_s < HELP_S) {
        return Next::Wait;
    }
    let (disposition, result) = words::result(memory.taste, incident.police_nature);
    patiently(memory, 3.0, desk(Action::Handle, json!({"disposition": disposition, "result": result})))
}

/// Closes: the desk where it may, else the duty commander with a reason.
fn end(incident: &Incident) -> Next {
    let police_there = incident.offers.iter().any(|it| it.ring == 3 && it.status == OfferStatus::Cleared);
    if incident.police_nature == PoliceNature::NonPolice || police_there {
        desk(Action::Review, json!({}))
    } else {
        commander(Action::Review, json!({"reason": words::COMMANDER}))
    }
}

/// Says whether a person, not a simulated account, works on the incident.
pub fn is_taken(incident: &Incident, simulated: &dyn Fn(AccountId) -> bool) -> bool {
    incident.claimed_by.as_ref().is_some_and(|it| !simulated(it.account_id))
}

#[cfg(test)]
#[path = "desk_tests.rs"]
mod tests;
