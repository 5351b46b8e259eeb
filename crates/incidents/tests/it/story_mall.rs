//! A brawl in a mall, from the observer's report to the figures: hard stop, three rings, handed to police, buckets.

use chrono::TimeDelta;
use domain::role::Role;
use platform::scope::Reach;
use serde_json::{Value, json};
use testkit::bench::on_each_database;

use crate::town::{Town, Who, text, verb_path};

/// Who is called from where, ring by ring, as the desk sees it.
fn ring(shown: &Value, number: usize) -> &Value {
    &shown["rings"][number - 1]
}

#[tokio::test(flavor = "multi_thread")]
async fn the_brawl_is_reported_ringed_handed_to_police_and_counted() {
    on_each_database(async |bench| {
        let mut town = Town::new(bench).await;
        let scope = town.bench.scope(Role::Observer, Reach::Own, None);
        let observer = town.bench.caller(&town.http, &scope).await;
        let report = json!({
            "category": "2001", "injured_count": 1, "description": "商场里几个人打起来，有人受伤",
            "point": { "type": "Point", "coordinates": [107.3930, 29.7000] },
        });
        let brawl = observer.post("/api/v1/incidents", report).await.expect(201);
        assert_eq!(text(&brawl["source"]), "observer");
        let facts = ["priority", "level", "police_nature", "status"].map(|it| text(&brawl[it]));
        assert_eq!(facts, ["P1", "L1", "police", "dispatched"], "a hard stop sends police by itself");
        let shown = town.show(&brawl).await;
        assert!(shown["hard_stops"].to_string().contains("injury"), "{shown}");
        // One, three and five minutes from one and the same moment.
        for (number, seconds) in [(1, 60), (2, 180), (3, 300)] {
            let due =
                ring(&shown, number)["due_at"].as_str().unwrap().parse::<chrono::DateTime<chrono::Utc>>().unwrap();
            assert_eq!(due - town.bench.now(), TimeDelta::seconds(seconds), "ring {number}: {shown}");
        }
        assert!(ring(&shown, 3)["called"].as_i64() >= Some(1), "police are called at once: {shown}");
        for who in [Who::Mall, Who::Gate, Who::Second, Who::Grid] {
            for call in town.calls(who).await {
                assert_eq!(text(&call["card"]["level"]), "L1", "community forces only observe");
            }
        }
        town.verb(&brawl, "acknowledge", json!({})).await;
        let officer = town.calls(Who::Officer).await.remove(0);
        town.answer(Who::Officer, &officer, "accept", json!({})).await;
        town.answer(Who::Officer, &officer, "depart", json!({})).await;
        town.pass(240).await;
        town.answer(Who::Officer, &officer, "arrive", json!({})).await;
        let there = town.show(&brawl).await;
        assert!(ring(&there, 3)["first_arrived_at"].is_string(), "{there}");
        let arrive = there["clocks"].as_array().unwrap().iter().find(|it| it["kind"] == "arrive").unwrap();
        assert!(text(&arrive["met_at"]) <= text(&arrive["due_at"]), "within five minutes: {arrive}");
        town.answer(Who::Officer, &officer, "report", json!({})).await;
        town.pass(60).await;
        let handed = json!({ "disposition": "handed_to_police", "result": "双方带回所内处理" });
        town.verb(&brawl, "handle", handed).await;
        town.verb(&brawl, "feedback", json!({ "text": "伤者已送医" })).await;
        let closed = town.verb(&brawl, "review", json!({ "reason": "民警已处置" })).await;
        assert_eq!(
            (text(&closed["status"]), text(&closed["disposition"]), closed["solo_by_group"].as_bool()),
            ("closed".into(), "handed_to_police".into(), Some(false))
        );
        // Feedback after five minutes falls into the first bucket, up to half an hour.
        let feedback = closed["clocks"].as_array().unwrap().iter().find(|it| it["kind"] == "feedback").unwrap().clone();
        assert!(text(&feedback["met_at"]) <= text(&feedback["due_at"]), "{feedback}");
        town.desk = town.bench.of_station(&town.http, Role::Desk).await;
        let figures = town.desk.get("/api/v1/figures/day").await.ok();
        assert_eq!((figures["reported"].as_i64(), figures["closed"].as_i64()), (Some(1), Some(1)), "{figures}");
        assert_eq!(figures["acknowledge_bands"], json!([1, 0, 0, 0, 0]), "at once: {figures}");
        assert_eq!(figures["arrive_bands"], json!([1, 0, 0, 0, 0]), "after four minutes: {figures}");
        assert_eq!(figures["feedback_bands"], json!([1, 0, 0, 0, 0]), "after five minutes: {figures}");
        assert_eq!(figures["non_police_solo"], 0, "the police ended it: {figures}");
        for who in Who::ALL {
            assert_eq!(town.calls(who).await, Vec::<Value>::new(), "{who:?} is left hanging");
        }
        let reopened = town.desk.post(&verb_path(&brawl, "close"), json!({})).await;
        assert_eq!(reopened.status, 409);
    })
    .await;
}
