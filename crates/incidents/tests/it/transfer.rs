//! A transfer that nobody answers is said to the desk after a day and to the duty commander after two, once each.

use chrono::TimeDelta;
use domain::role::Role;
use platform::jobs::Jobs;
use platform::outbox;
use sea_orm::EntityTrait as _;
use serde_json::{Value, json};
use testkit::bench::on_each_database;

use crate::town::{Town, bat, text, verb_path};

/// A bat that is with 12345.
async fn away(town: &Town) -> Value {
    let bat = town.report(bat()).await;
    town.verb(&bat, "triage", json!({})).await;
    town.verb(&bat, "transfer", json!({ "to": "12345", "reason": "属于市政" })).await;
    bat
}

/// Lets hours pass and the jobs run, more than once.
async fn hours(town: &mut Town, hours: i64) {
    town.bench.pass(TimeDelta::hours(hours));
    // The next shift signs in.
    town.desk = town.bench.of_station(&town.http, Role::Desk).await;
    let jobs = incidents::transfer::register(Jobs::default(), &town.incidents);
    for _ in 0..3 {
        jobs.drain(&town.bench.app).await.unwrap();
    }
}

/// What was said of the silence, in order.
async fn said(town: &Town, incident: &Value) -> Vec<String> {
    let path = verb_path(incident, "timeline");
    let items = town.desk.get(&path).await.ok()["items"].clone();
    let of_silence = |it: &&Value| {
        ["transfer_reminded", "transfer_reported"].contains(&it["kind"].as_str().unwrap())
            || it["body"]["cause"] == "transfer_silent"
    };
    let word = |it: &Value| match it["body"]["whom"].as_str() {
        Some(whom) => format!("{} {whom}", text(&it["kind"])),
        None => text(&it["kind"]),
    };
    items.as_array().unwrap().iter().filter(of_silence).map(word).collect()
}

const REMINDED: [&str; 2] = ["transfer_reminded", "alert_raised desk"];
const REPORTED: [&str; 2] = ["transfer_reported", "alert_raised duty_commander"];

#[tokio::test(flavor = "multi_thread")]
async fn a_silent_body_is_said_once_after_a_day_and_once_after_two() {
    on_each_database(async |bench| {
        let mut town = Town::new(bench).await;
        let bat = away(&town).await;
        hours(&mut town, 23).await;
        assert_eq!(said(&town, &bat).await, Vec::<String>::new());
        assert_eq!(text(&town.show(&bat).await["transfer_silence"]), "in_time");
        hours(&mut town, 1).await;
        hours(&mut town, 1).await;
        assert_eq!(said(&town, &bat).await, REMINDED);
        assert_eq!(text(&town.show(&bat).await["transfer_silence"]), "remind");
        // That the other body has it is no answer yet.
        town.verb(&bat, "receipt", json!({})).await;
        hours(&mut town, 23).await;
        hours(&mut town, 100).await;
        assert_eq!(said(&town, &bat).await, [REMINDED, REPORTED].concat());
        assert_eq!(text(&town.show(&bat).await["transfer_silence"]), "tell_commander");
        let messages = outbox::Entity::find().all(town.bench.app.db().read()).await.unwrap();
        assert_eq!(messages.iter().filter(|it| it.channel == "duty_commander").count(), 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_answers_or_gives_it_back_is_not_called_silent() {
    on_each_database(async |bench| {
        let mut town = Town::new(bench).await;
        let (answered, back) = (away(&town).await, away(&town).await);
        town.verb(&answered, "receipt", json!({})).await;
        town.verb(&answered, "close", json!({})).await;
        town.verb(&back, "return", json!({ "reason": "不属于我方职责" })).await;
        hours(&mut town, 50).await;
        for incident in [&answered, &back] {
            assert_eq!(said(&town, incident).await, Vec::<String>::new());
        }
        // Passed on again, its day begins anew.
        town.verb(&back, "transfer", json!({ "to": "grid", "reason": "网格处理" })).await;
        hours(&mut town, 23).await;
        assert_eq!(said(&town, &back).await, Vec::<String>::new());
        hours(&mut town, 2).await;
        assert_eq!(said(&town, &back).await, REMINDED);
    })
    .await;
}
