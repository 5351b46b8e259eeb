//! The caller's number is given only for a reason, within the scope, and never before the look is in the log.

use domain::ids::StationId;
use domain::role::Role;
use platform::language::Language;
use platform::log;
use platform::scope::{Reach, Scope};
use serde_json::{Value, json};
use testkit::bench::on_each_database;
use uuid::Uuid;

use crate::town::{Town, Who, bat, verb_path};

const PHONE: &str = "19900001234";

fn reason() -> Value {
    json!({ "reason": "回拨核实地点" })
}

async fn looks(town: &Town) -> Vec<log::Model> {
    let rows = log::after(town.bench.app.db(), town.bench.station, 0, 1_000).await.unwrap();
    rows.into_iter().filter(|it| it.kind == "audit_caller_viewed").collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_number_comes_after_the_reason_and_each_look_names_who_looked() {
    on_each_database(async |bench| {
        let town = Town::new(bench).await;
        let bat = town.report(bat()).await;
        let path = verb_path(&bat, "contact");
        for poor in [json!({}), json!({ "reason": " 核 " }), json!({ "reason": "核".repeat(201) })] {
            town.desk.post(&path, poor).await.refused(422, "invalid");
        }
        assert_eq!(looks(&town).await.len(), 0);

        let scope = town.bench.scope(Role::Desk, Reach::Station, None);
        let desk = town.bench.caller(&town.http, &scope).await.keyed("always the same");
        for look in 1..=2 {
            let found = desk.post(&path, reason()).await.ok();
            assert_eq!(found, json!({ "contact": { "name": "测试甲", "phone": PHONE } }));
            assert_eq!(looks(&town).await.len(), look, "each look is a look, whatever key it carries");
        }
        for entry in looks(&town).await {
            assert_eq!((entry.actor_kind.as_str(), entry.actor_id), ("account", Some(scope.account.into())));
            let entry = format!("{entry:?}");
            for secret in [PHONE, "测试甲", "回拨核实地点"] {
                assert!(!entry.contains(secret), "{secret} is in the log");
            }
        }
        assert_eq!(town.show(&bat).await["caller_phone"], "199****1234", "others still see it masked");
        let timeline = town.timeline(&bat).await;
        assert!(!timeline.iter().any(|it| it == "audit_caller_viewed"), "looks are for the audit: {timeline:?}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_may_not_look_learns_nothing() {
    on_each_database(async |bench| {
        let town = Town::new(bench).await;
        let bat = town.report(bat()).await;
        let path = verb_path(&bat, "contact");
        town.http.nobody().post(&path, reason()).await.refused(401, "unauthenticated");
        town.caller(Who::Gate).await.post(&path, reason()).await.refused(403, "forbidden");

        let there = town.bench.scope(Role::Desk, Reach::Station, None);
        let elsewhere = Scope { station: StationId::from(Uuid::now_v7()), language: Language::Zh, ..there };
        let elsewhere = town.bench.caller(&town.http, &elsewhere).await;
        elsewhere.post(&path, reason()).await.refused(404, "not_found");

        // The governance centre sees no police matter, and so no caller of one.
        town.centre.post(&path, reason()).await.ok();
        town.verb(&bat, "triage", json!({ "police_nature": "police" })).await;
        town.centre.post(&path, reason()).await.refused(404, "not_found");
        assert_eq!(looks(&town).await.len(), 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_caller_there_is_no_look() {
    on_each_database(async |bench| {
        let town = Town::new(bench).await;
        for left in [json!({ "caller_name": null, "caller_phone": null }), json!({ "caller_phone": null })] {
            let mut body = bat();
            for field in left.as_object().unwrap().keys() {
                body.as_object_mut().unwrap().remove(field);
            }
            let bat = town.report(body).await;
            town.desk.post(&verb_path(&bat, "contact"), reason()).await.refused(404, "no_caller");
        }
        assert_eq!(looks(&town).await.len(), 0);
    })
    .await;
}
