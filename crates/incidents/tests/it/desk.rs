//! What the desk and the members on the scene change of a search under way: help, stand-down, danger, handling.

use chrono::TimeDelta;
use serde_json::{Value, json};
use testkit::bench::{Bench, on_each_database};

use crate::town::{Town, Who, bat, text, verb_path};

/// A quarrel that may be anybody's matter, at the estate.
fn quarrel() -> Value {
    json!({ "category": "4001", "point": { "type": "Point", "coordinates": [107.3901, 29.7001] } })
}

#[tokio::test(flavor = "multi_thread")]
async fn police_count_as_sent_only_when_an_officer_is_called() {
    on_each_database(async |bench| {
        let town = Town::new(bench).await;
        let mut body = quarrel();
        body["police_nature"] = json!("police");
        let matter = town.report(body).await;
        let figure = async || town.desk.get("/api/v1/figures/day").await.ok()["police_dispatched"].clone();
        let sent = town.verb(&matter, "dispatch", json!({ "members": [Who::Grid.id()] })).await;
        assert_eq!((text(&sent["police_nature"]), &sent["police_dispatched"]), ("police".into(), &json!(false)));
        assert_eq!((town.calls(Who::Grid).await.len(), town.calls(Who::Officer).await.len()), (1, 0));
        assert_eq!(town.show(&matter).await["police_dispatched"], false, "only the community is called");
        assert_eq!(figure().await, 0);

        // It stays a police matter all the same: people were sent, and no officer has come.
        let milder = json!({ "police_nature": "non_police" });
        town.desk.post(&verb_path(&matter, "triage"), milder).await.refused(409, "police_matter_stays");
        let call = town.calls(Who::Grid).await.remove(0);
        for step in ["accept", "arrive"] {
            town.answer(Who::Grid, &call, step, json!({})).await;
        }
        town.answer(Who::Grid, &call, "clear", json!({ "result": "resolved" })).await;
        assert_eq!(text(&town.show(&matter).await["status"]), "on_scene", "a guard does not end a police matter");

        town.verb(&matter, "dispatch", json!({ "members": [Who::Officer.id()] })).await;
        assert_eq!(town.show(&matter).await["police_dispatched"], true);
        assert_eq!(figure().await, 1);
    })
    .await;
}

/// Who of the own unit is called, and the call.
async fn called(town: &Town) -> (Who, Value) {
    for who in [Who::Gate, Who::Second] {
        if let Some(call) = town.calls(who).await.first() {
            return (who, call.clone());
        }
    }
    panic!("nobody of the own unit is called");
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_is_there_asks_for_more_and_stays() {
    on_each_database(async |bench| {
        let town = Town::new(bench).await;
        let bat = town.report(bat()).await;
        town.verb(&bat, "dispatch", json!({})).await;
        let (who, call) = called(&town).await;
        let path = format!("/api/v1/offers/{}/reinforce", text(&call["id"]));
        town.caller(who).await.post(&path, json!({})).await.refused(409, "offer_not_accepted");
        for step in ["accept", "arrive"] {
            town.answer(who, &call, step, json!({})).await;
        }
        let before = town.show(&bat).await["calls"]["offered"].as_i64().unwrap();
        let asked = town.answer(who, &call, "reinforce", json!({ "reason": "蝙蝠有很多" })).await;
        assert_eq!(text(&asked["status"]), "arrived", "the assignment stays");
        town.pass(50).await;
        let shown = town.show(&bat).await;
        assert!(shown["calls"]["offered"].as_i64().unwrap() > before, "one more is called: {shown}");
        let timeline = town.timeline(&bat).await;
        let asked = timeline.iter().filter(|it| *it == "reinforcement_asked").count();
        assert_eq!(asked, 1, "{timeline:?}");
        assert!(timeline.iter().any(|it| it == "alert_raised"), "the desk is told: {timeline:?}");
        let other = if who == Who::Gate { Who::Grid } else { Who::Gate };
        town.caller(other).await.post(&path, json!({})).await.refused(404, "not_found");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn reinforcement_begins_a_search_where_none_runs() {
    let town = Town::new(Bench::sqlite().await).await;
    let bat = town.report(bat()).await;
    town.verb(&bat, "dispatch", json!({ "members": [Who::Gate.id()] })).await;
    let (who, call) = called(&town).await;
    for step in ["accept", "arrive"] {
        town.answer(who, &call, step, json!({})).await;
    }
    town.verb(&bat, "handle", json!({ "disposition": "resolved" })).await;
    town.answer(who, &call, "reinforce", json!({})).await;
    town.pass(60).await;
    assert!(town.show(&bat).await["calls"]["offered"].as_i64().unwrap() >= 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_list_counts_calls_and_keeps_the_alert_until_somebody_acts() {
    on_each_database(async |bench| {
        let town = Town::new(bench).await;
        let bat = town.report(bat()).await;
        let listed = async || town.desk.get("/api/v1/incidents").await.ok()["items"][0].clone();
        assert_eq!(listed().await["alert"], "none");
        town.verb(&bat, "dispatch", json!({})).await;
        town.pass(62).await;
        let item = listed().await;
        assert_eq!(item["alert"], "nobody_accepted", "{item}");
        let calls = &item["calls"];
        assert!(calls["offered"].as_i64().unwrap() >= 2 && calls["accepted"] == 0, "{item}");
        let (who, call) = called(&town).await;
        town.answer(who, &call, "accept", json!({})).await;
        let item = listed().await;
        let counts = ["acknowledged", "accepted", "arrived"].map(|it| item["calls"][it].as_i64().unwrap());
        assert_eq!((text(&item["alert"]), counts), ("none".into(), [1, 1, 0]), "{item}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_stood_down_is_not_called_again() {
    on_each_database(async |bench| {
        let town = Town::new(bench).await;
        let bat = town.report(bat()).await;
        town.verb(&bat, "dispatch", json!({})).await;
        let (who, call) = called(&town).await;
        town.verb(&bat, "stand_down", json!({ "offer_id": call["id"] })).await;
        town.pass(100).await;
        assert_eq!(town.calls(who).await.len(), 0, "one member");
        let made = town.timeline(&bat).await.iter().filter(|it| *it == "offer_made").count();
        town.verb(&bat, "stand_down", json!({})).await;
        town.pass(100).await;
        let after = town.timeline(&bat).await.iter().filter(|it| *it == "offer_made").count();
        assert_eq!(made, after, "all of them");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_at_the_desk_ends_the_time_of_the_empty_desk() {
    let town = Town::new(Bench::sqlite().await).await;
    town.bench.pass(TimeDelta::minutes(5));
    let bat = town.caller(Who::Mall).await.post("/api/v1/incidents", bat()).await.expect(201);
    town.settle().await;
    town.verb(&bat, "acknowledge", json!({})).await;
    town.pass(60).await;
    assert_eq!(town.calls(Who::Grid).await.len(), 1, "the neighbours are called too");
    assert_eq!(town.show(&bat).await["desk_absent"], true, "what was, stays written");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_guard_who_is_done_does_not_end_a_police_matter() {
    let town = Town::new(Bench::sqlite().await).await;
    let quarrel = town.report(quarrel()).await;
    town.verb(&quarrel, "dispatch", json!({})).await;
    let (who, call) = called(&town).await;
    for step in ["accept", "arrive"] {
        town.answer(who, &call, step, json!({})).await;
    }
    town.answer(who, &call, "clear", json!({ "result": "resolved" })).await;
    assert_eq!(text(&town.show(&quarrel).await["status"]), "on_scene");
    assert_eq!(town.calls(Who::Officer).await.len(), 1, "police are still called");
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_is_called_after_the_matter_is_handled() {
    let town = Town::new(Bench::sqlite().await).await;
    let bat = town.report(bat()).await;
    town.verb(&bat, "dispatch", json!({})).await;
    let (who, call) = called(&town).await;
    town.answer(who, &call, "accept", json!({})).await;
    town.verb(&bat, "dispatch", json!({ "members": [Who::Grid.id()] })).await;
    town.answer(who, &call, "arrive", json!({})).await;
    town.verb(&bat, "handle", json!({ "disposition": "resolved" })).await;
    assert_eq!(town.calls(Who::Grid).await.len(), 0, "who has not answered need not come");
    let made = town.timeline(&bat).await.iter().filter(|it| *it == "offer_made").count();
    town.pass(120).await;
    assert_eq!(made, town.timeline(&bat).await.iter().filter(|it| *it == "offer_made").count());
}

#[tokio::test(flavor = "multi_thread")]
async fn danger_is_added_at_triage_and_never_taken_back() {
    let town = Town::new(Bench::sqlite().await).await;
    let quarrel = town.report(quarrel()).await;
    let worse = town.verb(&quarrel, "triage", json!({ "weapon": true, "injured_count": 2 })).await;
    assert_eq!((text(&worse["priority"]), text(&worse["level"])), ("P1".into(), "L1".into()));
    let again = town.verb(&quarrel, "triage", json!({ "weapon": false, "injured_count": 0 })).await;
    assert_eq!((again["weapon"].as_bool(), again["injured_count"].as_i64()), (Some(true), Some(2)));
    let sos = town.report(json!({ "source": "device_sos", "category": "5103", "point": { "type": "Point", "coordinates": [107.3901, 29.7001] } })).await;
    assert_eq!((text(&sos["priority"]), sos["hard_stops"][0].as_str()), ("P1".into(), Some("sos")));
}

#[tokio::test(flavor = "multi_thread")]
async fn another_members_card_is_blank_for_whoever_reads_no_words() {
    let town = Town::new(Bench::sqlite().await).await;
    let bat = town.report(bat()).await;
    town.verb(&bat, "dispatch", json!({})).await;
    let (who, call) = called(&town).await;
    town.answer(who, &call, "accept", json!({})).await;
    let reach = platform::scope::Reach::Community(vec![crate::town::community()]);
    let scope = town.bench.scope(domain::role::Role::CommunityOfficer, reach, None);
    let officer = town.bench.caller(&town.http, &scope).await;
    let seen = officer.get(&format!("/api/v1/incidents/{}", text(&bat["id"]))).await.ok();
    let said = seen["offers"].to_string();
    assert!(!said.contains("2单元") && !said.contains("不敢出门"), "{said}");
    let grid = town.caller(Who::Grid).await;
    grid.get(&verb_path(&bat, "considerations")).await.refused(403, "forbidden");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_command_again_gets_the_stored_answer() {
    let town = Town::new(Bench::sqlite().await).await;
    let bat = town.report(bat()).await;
    let desk = town.desk.clone().keyed("t-1");
    let first = desk.post(&verb_path(&bat, "triage"), json!({ "priority": "P3" })).await;
    town.verb(&bat, "dispatch", json!({})).await;
    let again = desk.post(&verb_path(&bat, "triage"), json!({ "priority": "P3" })).await;
    assert_eq!((first.status, &first.bytes), (200, &again.bytes), "an act");
    let (who, call) = called(&town).await;
    let member = town.caller(who).await.keyed("a-1");
    let path = format!("/api/v1/offers/{}/accept", text(&call["id"]));
    let first = member.post(&path, json!({})).await;
    town.answer(who, &call, "arrive", json!({})).await;
    let again = member.post(&path, json!({})).await;
    assert_eq!((first.status, &first.bytes), (200, &again.bytes), "an answer");
}
