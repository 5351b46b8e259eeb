//! A person answers, goes, arrives and handles; or says no; or says nothing. All without a server.

use domain::ids::OfferId;
use serde_json::json;
use uuid::Uuid;

use super::*;
use crate::town::{Ground, Town, generate};

const QUICK: Haste = Haste { walk: 4.0, think: 2.0 };

fn town() -> Town {
    generate(1, Ground::Generated)
}

fn offer(number: u128, status: &str, point: Option<Point>) -> Offer {
    let card = json!({"category": "5103", "priority": "P4", "level": "L3", "point": point});
    serde_json::from_value(json!({
        "id": Uuid::from_u128(number), "incident_id": Uuid::nil(), "member_id": Uuid::nil(), "status": status,
        "ring": 1, "attempt": 1, "offered_at": "2026-11-23T08:00:00Z", "card": card,
    }))
    .unwrap()
}

/// Lives through a time in steps of half a second.
fn live(person: &mut Person, from_s: f64, to_s: f64, ways: &mut Ways) -> Vec<(f64, Act)> {
    let mut done = Vec::new();
    let mut now_s = from_s;
    while now_s < to_s {
        let mut acts = Vec::new();
        person.live(now_s, ways, &mut acts);
        done.extend(acts.into_iter().map(|it| (now_s, it)));
        now_s += 0.5;
    }
    done
}

#[test]
fn an_officer_answers_goes_arrives_and_clears() {
    let town = town();
    let mut ways = Ways::new(Some(std::sync::Arc::new(town.streets.graph().unwrap())));
    let member = town.members.iter().find(|it| it.kind == MemberKind::Officer).unwrap();
    let mut person = Person::new(member, &ways, QUICK, 1);
    let place = town.units[0].point;
    person.hear(0.0, &offer(7, "offered", None));
    let acts = live(&mut person, 0.0, 40.0, &mut ways);
    let id = OfferId::from(Uuid::from_u128(7));
    assert!(matches!(acts[0].1, Act::Deliver(it) if it == id), "{acts:?}");
    assert!(matches!(acts[1].1, Act::Accept(it) if it == id), "{acts:?}");
    person.sent(40.0, &offer(7, "accepted", Some(place)), &mut ways);
    let acts = live(&mut person, 40.0, 4_000.0, &mut ways);
    assert!(matches!(acts[0].1, Act::Arrive(_)) && matches!(acts[1].1, Act::Clear(..)), "{acts:?}");
    assert!(!person.is_busy());
}

#[test]
fn a_call_during_a_task_is_declined_as_busy() {
    let town = town();
    let mut ways = Ways::default();
    let mut person = Person::new(&town.members[0], &ways, QUICK, 1);
    let far = Point::new(107.42, 29.72);
    person.sent(0.0, &offer(1, "accepted", Some(far)), &mut ways);
    for number in 2..8 {
        person.hear(1.0, &offer(number, "offered", None));
    }
    let acts = live(&mut person, 1.0, 120.0, &mut ways);
    let declined = acts.iter().filter(|(_, it)| matches!(it, Act::Decline(_, DeclineReason::Busy))).count();
    assert!(declined >= 4, "{acts:?}");
    assert!(!acts.iter().any(|(_, it)| matches!(it, Act::Accept(_))));
}

#[test]
fn the_town_answers_mostly_yes_sometimes_no_and_sometimes_not_at_all() {
    let town = town();
    let mut ways = Ways::default();
    let (mut yes, mut no, mut silent) = (0, 0, 0);
    for member in town.members.iter().filter(|it| it.on_shift) {
        let mut person = Person::new(member, &ways, QUICK, 1);
        person.hear(0.0, &offer(9, "offered", None));
        let acts = live(&mut person, 0.0, 90.0, &mut ways);
        match acts.iter().find(|(_, it)| !matches!(it, Act::Deliver(_))) {
            Some((_, Act::Accept(_))) => yes += 1,
            Some(_) => no += 1,
            None => silent += 1,
        }
    }
    assert!(yes > no * 3 && no > 5 && silent > 5, "{yes} {no} {silent}");
}

#[test]
fn who_is_stood_down_turns_to_other_things() {
    let town = town();
    let mut ways = Ways::default();
    let mut person = Person::new(&town.members[0], &ways, QUICK, 1);
    let call = offer(1, "accepted", Some(town.units[9].point));
    person.sent(0.0, &call, &mut ways);
    assert!(person.is_busy());
    person.forget(call.id);
    let acts = live(&mut person, 1.0, 60.0, &mut ways);
    assert!(!person.is_busy() && acts.is_empty(), "{acts:?}");
}

#[test]
fn people_stroll_when_nothing_calls_and_stay_near_home() {
    let town = town();
    let mut ways = Ways::new(Some(std::sync::Arc::new(town.streets.graph().unwrap())));
    let walker = town.members.iter().find(|it| it.kind == MemberKind::GridWorker).unwrap();
    let mut person = Person::new(walker, &ways, QUICK, 1);
    let mut moved = 0;
    for minute in 0..30 {
        let before = person.place(f64::from(minute) * 60.0);
        live(&mut person, f64::from(minute) * 60.0, f64::from(minute + 1) * 60.0, &mut ways);
        let after = person.place(f64::from(minute + 1) * 60.0);
        moved += usize::from(before.distance_m(after) > 20.0);
        assert!(after.distance_m(walker.home) < 1_500.0);
    }
    assert!(moved > 8, "{moved}");
}
