//! The clocks as the desk reads them: reports from the scene, agreed times, and limits that a station sets itself.

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};
use testkit::bench::{Bench, on_each_database};

use crate::town::{Town, Who, bat, text, verb_path};

/// One clock of an incident: seconds from `from` until it is due, and whether it was met.
fn clock(incident: &Value, kind: &str, from: DateTime<Utc>) -> Option<(i64, bool)> {
    let found = incident["clocks"].as_array().unwrap().iter().find(|it| it["kind"] == kind)?;
    let due: DateTime<Utc> = text(&found["due_at"]).parse().unwrap();
    Some(((due - from).num_seconds(), !found["met_at"].is_null()))
}

/// A matter of this priority at the estate, with the officer on the scene.
async fn on_scene(town: &Town, priority: &str) -> (Value, Value) {
    let place = json!({ "type": "Point", "coordinates": [107.3901, 29.7001] });
    let body = json!({ "category": "2001", "priority": priority, "police_nature": "police", "point": place });
    let matter = town.report(body).await;
    town.verb(&matter, "triage", json!({ "priority": priority })).await;
    town.verb(&matter, "dispatch", json!({ "members": [Who::Officer.id()] })).await;
    let call = town.calls(Who::Officer).await.remove(0);
    for step in ["accept", "arrive"] {
        town.answer(Who::Officer, &call, step, json!({})).await;
    }
    (matter, call)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_p1_is_reported_on_from_the_scene_until_it_is_handled() {
    on_each_database(async |bench| {
        let town = Town::new(bench).await;
        let (matter, call) = on_scene(&town, "P1").await;
        let arrived = town.bench.now();
        let there = town.show(&matter).await;
        assert_eq!(clock(&there, "first_report", arrived), Some((300, false)));
        assert_eq!(clock(&there, "next_report", arrived), None);

        let path = verb_path(&matter, "report_progress");
        town.desk.post(&path, json!({ "text": " " })).await.refused(422, "text_missing");
        town.bench.pass(TimeDelta::seconds(60));
        let reported = town.verb(&matter, "report_progress", json!({ "text": "双方已分开" })).await;
        assert_eq!(text(&reported["status"]), "on_scene", "it ends nothing");
        assert_eq!(clock(&reported, "first_report", arrived), Some((300, true)));
        assert_eq!(clock(&reported, "next_report", arrived), Some((660, false)));

        town.bench.pass(TimeDelta::seconds(500));
        let said = town.answer(Who::Officer, &call, "report", json!({ "text": "正在劝解" })).await;
        assert_eq!(text(&said["status"]), "arrived", "the member stays");
        let after = town.show(&matter).await;
        assert_eq!(clock(&after, "next_report", arrived), Some((1_160, false)));
        let timeline = town.timeline(&matter).await;
        for kind in ["incident_progress", "offer_reported"] {
            assert_eq!(timeline.iter().filter(|it| *it == kind).count(), 1, "{kind} in {timeline:?}");
        }

        town.bench.pass(TimeDelta::seconds(10));
        let handled = town.verb(&matter, "handle", json!({ "disposition": "resolved", "result": "已调解" })).await;
        assert_eq!(clock(&handled, "next_report", arrived), Some((1_160, true)), "no more reports are asked for");
        town.desk.post(&path, json!({ "text": "还有" })).await.refused(409, "already_done");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn arriving_is_the_first_report_of_a_p2() {
    let town = Town::new(Bench::sqlite().await).await;
    let (matter, _) = on_scene(&town, "P2").await;
    let shown = town.show(&matter).await;
    assert_eq!(clock(&shown, "first_report", town.bench.now()), Some((0, true)));
    assert_eq!(clock(&shown, "feedback", town.bench.now()), Some((1_800, false)));
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_reports_from_a_scene_where_nobody_is() {
    let town = Town::new(Bench::sqlite().await).await;
    let bat = town.report(bat()).await;
    town.verb(&bat, "dispatch", json!({ "members": [Who::Grid.id()] })).await;
    let before = town.show(&bat).await;
    town.desk.post(&verb_path(&bat, "report_progress"), json!({ "text": "好" })).await.refused(409, "not_on_scene");
    let call = town.calls(Who::Grid).await.remove(0);
    let path = format!("/api/v1/offers/{}/report", text(&call["id"]));
    town.caller(Who::Grid).await.post(&path, json!({})).await.refused(409, "offer_not_accepted");
    town.answer(Who::Grid, &call, "accept", json!({})).await;
    town.caller(Who::Grid).await.post(&path, json!({})).await.refused(409, "offer_not_arrived");
    assert!(before["version"].as_i64() < town.show(&bat).await["version"].as_i64(), "the acceptance counted");
    assert!(!town.timeline(&bat).await.iter().any(|it| it == "offer_reported"));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_urgent_is_reached_when_agreed() {
    on_each_database(async |bench| {
        let town = Town::new(bench).await;
        let bat = town.report(bat()).await;
        let now = town.bench.now();
        let agreed = |after: TimeDelta| json!({ "priority": "P4", "agreed_at": now + after });
        let path = verb_path(&bat, "triage");
        let urgent = json!({ "priority": "P3", "agreed_at": now + TimeDelta::hours(2) });
        town.desk.post(&path, urgent).await.refused(409, "agreed_urgent");
        town.desk.post(&path, agreed(TimeDelta::days(32))).await.refused(422, "agreed_time");
        town.desk.post(&path, agreed(TimeDelta::hours(-1))).await.refused(422, "agreed_time");
        let set = town.verb(&bat, "triage", agreed(TimeDelta::hours(2))).await;
        assert_eq!(clock(&set, "arrive", now), Some((7_200, false)));
        town.verb(&bat, "triage", json!({})).await;
        assert_eq!(clock(&town.show(&bat).await, "arrive", now), Some((7_200, false)), "what is left out stays");
    })
    .await;
}
