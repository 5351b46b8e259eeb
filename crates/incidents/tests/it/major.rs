//! The hour of a major incident: three steps ticked by name, a reminder, an alert, and the mark taken back.

use chrono::TimeDelta;
use domain::role::Role;
use platform::jobs::Jobs;
use platform::outbox;
use sea_orm::EntityTrait as _;
use serde_json::{Value, json};
use testkit::bench::on_each_database;

use crate::town::{Town, text, verb_path};

async fn fire(town: &Town) -> Value {
    town.report(json!({ "category": "6001", "point": { "type": "Point", "coordinates": [107.3901, 29.7001] } })).await
}

/// Lets minutes pass and the jobs run, more than once.
async fn minutes(town: &mut Town, minutes: i64) {
    town.bench.pass(TimeDelta::minutes(minutes));
    town.desk = town.bench.of_station(&town.http, Role::Desk).await;
    let jobs = incidents::major::register(Jobs::default(), &town.incidents);
    for _ in 0..3 {
        jobs.drain(&town.bench.app).await.unwrap();
    }
}

/// What was said of the hour, in order.
async fn said(town: &Town, incident: &Value) -> Vec<String> {
    let items = town.desk.get(&verb_path(incident, "timeline")).await.ok()["items"].clone();
    let of_major = |it: &&Value| it["body"]["cause"].as_str().is_some_and(|it| it.starts_with("major_"));
    let word = |it: &Value| format!("{} {}", text(&it["body"]["cause"]), text(&it["body"]["whom"]));
    items.as_array().unwrap().iter().filter(of_major).map(word).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn each_step_is_ticked_by_name_and_in_order() {
    on_each_database(async |bench| {
        let mut town = Town::new(bench).await;
        let fire = fire(&town).await;
        let tick = |step: &str| json!({ "step": step });
        town.desk.post(&verb_path(&fire, "report_major"), tick("station")).await.refused(409, "major_not_marked");
        let marked = town.verb(&fire, "mark_major", json!({ "reason": "三人被困" })).await;
        let hour = marked["clocks"].as_array().unwrap().iter().find(|it| it["kind"] == "major_report").unwrap().clone();
        assert!(hour["met_at"].is_null());
        assert_eq!((text(&marked["major"]["next"]), &marked["major"]["due_at"]), ("station".into(), &hour["due_at"]));
        town.desk.post(&verb_path(&fire, "mark_major"), json!({})).await.refused(409, "major_already");
        town.desk.post(&verb_path(&fire, "report_major"), tick("bureau")).await.refused(409, "major_step_before");
        for step in ["station", "bureau", "district"] {
            town.verb(&fire, "report_major", json!({ "step": step, "told": "测试丙" })).await;
        }
        town.desk.post(&verb_path(&fire, "report_major"), tick("district")).await.refused(409, "major_step_done");
        let through = town.show(&fire).await;
        let steps = through["major"]["steps"].as_array().unwrap();
        assert!(steps.len() == 3 && steps.iter().all(|it| it["by"]["name"].is_string()), "{through}");
        assert!(through["major"]["next"].is_null());
        minutes(&mut town, 90).await;
        assert_eq!(said(&town, &fire).await, Vec::<String>::new(), "what is through is not late");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn half_the_hour_is_said_to_the_desk_and_the_whole_to_the_commander() {
    on_each_database(async |bench| {
        let mut town = Town::new(bench).await;
        let fire = fire(&town).await;
        town.verb(&fire, "mark_major", json!({})).await;
        town.verb(&fire, "report_major", json!({ "step": "station" })).await;
        minutes(&mut town, 29).await;
        assert_eq!(said(&town, &fire).await, Vec::<String>::new());
        minutes(&mut town, 1).await;
        assert_eq!(said(&town, &fire).await, ["major_remind desk"]);
        minutes(&mut town, 30).await;
        minutes(&mut town, 30).await;
        assert_eq!(said(&town, &fire).await, ["major_remind desk", "major_overdue duty_commander"]);
        assert_eq!(text(&town.show(&fire).await["major"]["said"]), "overdue");
        let messages = outbox::Entity::find().all(town.bench.app.db().read()).await.unwrap();
        assert_eq!(messages.iter().filter(|it| it.body.to_string().contains("major_overdue")).count(), 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_mark_is_the_stations_and_is_taken_back_with_a_reason() {
    on_each_database(async |bench| {
        let mut town = Town::new(bench).await;
        let bat = town.report(crate::town::bat()).await;
        town.centre.post(&verb_path(&bat, "mark_major"), json!({})).await.refused(409, "major_not_yours");
        let early = json!({ "known_at": town.bench.now() - TimeDelta::hours(2) });
        town.desk.post(&verb_path(&bat, "mark_major"), early).await.refused(409, "major_known_at");
        let marked = town.commander.post(&verb_path(&bat, "mark_major"), json!({})).await.ok();
        let may = |it: &Value, verb: &str| it["allowed"].as_array().unwrap().contains(&json!(verb));
        assert!(may(&marked, "report_major") && may(&marked, "unmark_major") && !may(&marked, "mark_major"));
        let centre = town.centre.get(&format!("/api/v1/incidents/{}", text(&bat["id"]))).await.ok();
        assert!(centre["major"].is_null() && !may(&centre, "report_major"), "{centre}");
        assert!(!centre["clocks"].to_string().contains("major_report"));
        let feed = town.centre.get("/api/v1/events?after=0").await.ok().to_string();
        assert!(!feed.contains("major_marked"), "{feed}");
        town.desk.post(&verb_path(&bat, "unmark_major"), json!({})).await.refused(409, "major_reason_missing");
        let plain = town.verb(&bat, "unmark_major", json!({ "reason": "核实为一般事件" })).await;
        assert!(plain["major"].is_null() && may(&plain, "mark_major"));
        minutes(&mut town, 120).await;
        assert_eq!(said(&town, &bat).await, Vec::<String>::new(), "nobody is reminded of what is no major incident");
    })
    .await;
}
