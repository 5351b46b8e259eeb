//! The simulated desk takes the steps that a desk would, and no step on what people work on.

use serde_json::{Value, json};
use uuid::Uuid;

use super::*;

const FRESH: Memory = Memory { same_state_s: 60.0, known_s: 60.0, picked_by_hand: false, escalated: false, taste: 1 };

fn incident(status: &str, more: Value) -> Incident {
    let mut document = json!({
        "id": Uuid::nil(), "incident_no": "JQ", "version": 1, "status": status, "category": "5103",
        "police_nature": "non_police", "priority": "P4", "level": "L3",
        "point": {"type": "Point", "coordinates": [107.39, 29.70]}, "reported_at": "2026-11-23T08:00:00Z",
    });
    for (name, value) in more.as_object().unwrap() {
        document[name] = value.clone();
    }
    serde_json::from_value(document).unwrap()
}

fn offer(status: &str, ring: u8) -> Value {
    json!({
        "id": Uuid::nil(), "incident_id": Uuid::nil(), "member_id": Uuid::nil(), "status": status, "ring": ring,
        "offered_at": "2026-11-23T08:00:00Z", "card": {"priority": "P4", "level": "L3"},
    })
}

#[track_caller]
fn check(incident: &Incident, memory: &Memory, by: By, verb: Action) -> Value {
    match next(incident, memory) {
        Next::Step(step) => {
            assert_eq!((step.by, step.verb), (by, verb));
            step.body
        }
        other @ (Next::PickByHand | Next::Wait) => panic!("{other:?}"),
    }
}

#[test]
fn a_report_in_words_gets_the_suggested_category() {
    let report = incident("reported", json!({"category": null, "suggestion": {"category": "4007"}}));
    let body = check(&report, &FRESH, By::Desk, Action::Triage);
    assert_eq!(body, json!({"category": "4007", "police_nature": "non_police"}));
    let theft = incident("reported", json!({"category": "1001"}));
    assert_eq!(check(&theft, &FRESH, By::Desk, Action::Triage)["police_nature"], "police");
}

#[test]
fn what_was_triaged_is_sent_merged_transferred_or_closed() {
    assert_eq!(check(&incident("triaged", json!({})), &FRESH, By::Desk, Action::Dispatch), json!({}));
    let fight = incident("triaged", json!({"category": "2001", "police_nature": "police"}));
    assert_eq!(check(&fight, &FRESH, By::Commander, Action::Dispatch), json!({"police": true}));
    let again = incident("triaged", json!({"duplicates": [{"incident_id": Uuid::max(), "score": 83}]}));
    assert_eq!(check(&again, &FRESH, By::Desk, Action::Merge), json!({"into": Uuid::max()}));
    check(&incident("triaged", json!({"category": "5109"})), &FRESH, By::Desk, Action::Transfer);
    check(&incident("triaged", json!({"category": "9001"})), &FRESH, By::Desk, Action::Close);
}

#[test]
fn when_nobody_comes_the_desk_helps() {
    let called = incident("dispatched", json!({"offers": [offer("expired", 1)]}));
    assert_eq!(next(&called, &FRESH), Next::Wait);
    assert_eq!(next(&called, &Memory { known_s: HAND_S + 1.0, ..FRESH }), Next::PickByHand);
    let late = Memory { known_s: ESCALATE_S + 1.0, picked_by_hand: true, ..FRESH };
    check(&called, &late, By::Desk, Action::Escalate);
    check(&called, &Memory { taste: 2, ..late }, By::Desk, Action::Cancel);
    let coming = incident("en_route", json!({"offers": [offer("en_route", 1)]}));
    assert_eq!(next(&coming, &late), Next::Wait);
    check(&called, &Memory { known_s: GIVE_UP_S + 1.0, ..late }, By::Commander, Action::Cancel);
}

#[test]
fn what_is_done_is_recorded_and_closed() {
    let there = incident("on_scene", json!({"offers": [offer("arrived", 1)]}));
    assert_eq!(next(&there, &FRESH), Next::Wait);
    let done = incident("on_scene", json!({"offers": [offer("cleared", 1)]}));
    assert!(check(&done, &FRESH, By::Desk, Action::Handle)["disposition"].is_string());
    check(&incident("handled", json!({})), &FRESH, By::Desk, Action::Feedback);
    check(&incident("feedback_done", json!({})), &FRESH, By::Desk, Action::Review);
}

#[test]
fn a_police_matter_needs_police_or_the_commander() {
    let police = |status: &str, ring: u8| {
        incident(status, json!({"category": "2001", "police_nature": "police", "offers": [offer("cleared", ring)]}))
    };
    check(&police("on_scene", 1), &FRESH, By::Desk, Action::Escalate);
    check(&police("on_scene", 3), &FRESH, By::Desk, Action::Handle);
    check(&police("feedback_done", 3), &FRESH, By::Desk, Action::Review);
    check(&police("feedback_done", 1), &FRESH, By::Commander, Action::Review);
}

#[test]
fn what_a_person_has_claimed_is_left_alone() {
    let account = AccountId::from(Uuid::max());
    let claimed = incident("reported", json!({"claimed_by": {"account_id": account, "name": "张*"}}));
    assert!(is_taken(&claimed, &|_| false));
    assert!(!is_taken(&claimed, &|it| it == account));
    assert!(!is_taken(&incident("reported", json!({})), &|_| false));
}
