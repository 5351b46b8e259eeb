//! Cases that began with nobody at the desk are reviewed by a named person; a closed case is taken up again.

use chrono::TimeDelta;
use domain::role::Role;
use serde_json::{Value, json};
use testkit::bench::on_each_database;

use crate::town::{Town, Who, bat, text, verb_path};

const UNREVIEWED: &str = "/api/v1/incidents?needs_review=true";

async fn unreviewed(town: &Town) -> Vec<String> {
    let list = town.commander.get(UNREVIEWED).await.ok();
    list["items"].as_array().unwrap().iter().map(|it| text(&it["id"])).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn who_reviewed_what_began_without_a_desk_is_kept() {
    on_each_database(async |bench| {
        let town = Town::new(bench).await;
        let attended = town.report(bat()).await;
        town.bench.pass(TimeDelta::minutes(5));
        let alone = town.caller(Who::Mall).await.post("/api/v1/incidents", bat()).await.expect(201);
        assert_eq!((&attended["needs_review"], &alone["needs_review"]), (&json!(false), &json!(true)));
        assert_eq!(unreviewed(&town).await, [text(&alone["id"])]);
        town.desk.post(&verb_path(&alone, "review"), json!({})).await.refused(409, "not_handled");
        town.verb(&alone, "cancel", json!({ "reason": "蝙蝠自己飞走了" })).await;
        assert_eq!(unreviewed(&town).await.len(), 1, "it ended without a review");
        let shown = town.show(&alone).await;
        assert!(shown["allowed"].as_array().unwrap().contains(&json!("review")), "{shown}");
        let guard = town.caller(Who::Mall).await.post(&verb_path(&alone, "review"), json!({})).await;
        guard.refused(403, "forbidden");
        let reviewed = town.commander.post(&verb_path(&alone, "review"), json!({ "reason": "处置得当" })).await.ok();
        assert_eq!((text(&reviewed["status"]), &reviewed["needs_review"]), ("cancelled".into(), &json!(false)));
        assert!(reviewed["reviewed_by"]["account_id"].is_string() && reviewed["reviewed_by"]["at"].is_string());
        assert!(unreviewed(&town).await.is_empty());
        let timeline = town.timeline(&alone).await;
        assert_eq!(timeline.iter().filter(|it| *it == "incident_reviewed").count(), 1, "{timeline:?}");
        town.commander.post(&verb_path(&alone, "review"), json!({})).await.refused(409, "incident_over");
        town.desk.post(&verb_path(&attended, "review"), json!({})).await.refused(409, "not_dispatched");
    })
    .await;
}

/// Handled, fed back and closed by the desk.
async fn closed(town: &Town) -> Value {
    let bat = town.report(bat()).await;
    town.verb(&bat, "dispatch", json!({ "members": [Who::Grid.id()] })).await;
    let call = town.calls(Who::Grid).await.remove(0);
    for step in ["accept", "arrive"] {
        town.answer(Who::Grid, &call, step, json!({})).await;
    }
    town.answer(Who::Grid, &call, "clear", json!({ "result": "resolved" })).await;
    town.verb(&bat, "review", json!({})).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_repeated_call_opens_a_case_however_old() {
    on_each_database(async |bench| {
        let town = Town::new(bench).await;
        let earlier = town.report(bat()).await;
        let old = closed(&town).await;
        assert_eq!(text(&old["status"]), "closed");
        town.bench.pass(TimeDelta::hours(73));
        // Nobody is signed in for so long.
        let town = Town { desk: town.bench.of_station(&town.http, Role::Desk).await, ..town };
        let path = verb_path(&old, "reopen");
        town.desk.post(&path, json!({ "reason": "又来了" })).await.refused(409, "reopen_too_old");
        let again = town.report(bat()).await;
        for not_later in [&earlier, &old] {
            let body = json!({ "reason": "又来了", "repeated_by": not_later["id"] });
            town.desk.post(&path, body).await.refused(409, "not_a_repetition");
        }
        let opened = json!({ "reason": "又来了", "repeated_by": again["id"] });
        assert_eq!(text(&town.desk.post(&path, opened).await.ok()["status"]), "triaged");
        town.verb(&again, "triage", json!({})).await;
        let merged = town.verb(&again, "merge", json!({ "into": old["id"] })).await;
        assert_eq!(merged["duplicate_of"], old["id"]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_case_that_was_taken_up_again_outlives_a_restart() {
    on_each_database(async |bench| {
        let town = Town::new(bench).await;
        let old = closed(&town).await;
        town.pass(30).await;
        town.verb(&old, "reopen", json!({ "reason": "蝙蝠又回来了" })).await;
        town.verb(&old, "dispatch", json!({})).await;
        let offers = town.show(&old).await["offers"].as_array().unwrap().len();
        assert!(offers >= 2, "somebody is called anew");
        let again = Town::wake(town.bench).await;
        again.settle().await;
        let shown = again.show(&old).await;
        assert_eq!(
            (text(&shown["status"]), shown["offers"].as_array().unwrap().len()),
            ("dispatched".into(), offers),
            "{shown}"
        );
        let who = if again.calls(Who::Gate).await.is_empty() { Who::Second } else { Who::Gate };
        let call = again.calls(who).await.remove(0);
        again.answer(who, &call, "accept", json!({})).await;
        assert_eq!(text(&again.show(&old).await["status"]), "acknowledged");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_quarrel_goes_on_as_a_dispute() {
    on_each_database(async |bench| {
        let town = Town::new(bench).await;
        let quarrel = json!({ "category": "4001", "police_nature": "non_police",
            "point": { "type": "Point", "coordinates": [107.3901, 29.7001] } });
        let quarrel = town.report(quarrel).await;
        let path = verb_path(&quarrel, "convert");
        town.desk.post(&path, json!({ "reason": "两家商量不下来" })).await.refused(409, "not_dispatched");
        town.verb(&quarrel, "dispatch", json!({ "members": [Who::Grid.id()] })).await;
        let call = town.calls(Who::Grid).await.remove(0);
        for step in ["accept", "arrive"] {
            town.answer(Who::Grid, &call, step, json!({})).await;
        }
        let converted = town.verb(&quarrel, "convert", json!({ "reason": "两家商量不下来" })).await;
        assert_eq!(
            (text(&converted["status"]), text(&converted["disposition"])),
            ("closed".into(), "converted".into())
        );
        assert!(converted["closed_at"].is_string());
        assert!(town.calls(Who::Grid).await.is_empty(), "nobody is left called");
        let timeline = town.timeline(&quarrel).await;
        assert!(timeline.iter().any(|it| it == "incident_converted"), "{timeline:?}");
    })
    .await;
}
