//! Reports: repeated, duplicate, misplaced, malformed, too long, unknown.

use serde_json::{Value, json};
use testkit::bench::{Bench, on_each_database};

use crate::town::{Town, Who, bat, estate, text};

fn with(name: &str, value: Value) -> Value {
    let mut body = bat();
    body[name] = value;
    body
}

#[tokio::test(flavor = "multi_thread")]
async fn a_report_sent_twice_is_taken_once() {
    on_each_database(async |bench| {
        let town = Town::new(bench).await;
        let desk = town.desk.clone().keyed("r-1");
        let first = desk.post("/api/v1/incidents", bat()).await;
        let again = desk.post("/api/v1/incidents", bat()).await;
        assert_eq!((first.status, again.status, &first.bytes), (201, 201, &again.bytes));
        desk.post("/api/v1/incidents", with("weapon", json!(true))).await.refused(422, "key_reused");
        let all = town.desk.get("/api/v1/incidents?status=all").await.ok();
        assert_eq!(all["items"].as_array().unwrap().len(), 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn numbers_count_the_stations_day() {
    let town = Town::new(Bench::sqlite().await).await;
    let (first, second) = (town.report(bat()).await, town.report(bat()).await);
    assert!(text(&first["incident_no"]).ends_with("-20261018-0001"), "{first}");
    assert!(text(&second["incident_no"]).ends_with("-20261018-0002"));
    assert_eq!(second["duplicates"][0]["incident_id"], first["id"], "a likely duplicate is suggested, never refused");
}

#[tokio::test(flavor = "multi_thread")]
async fn words_suggest_a_category_and_a_person_decides() {
    let town = Town::new(Bench::sqlite().await).await;
    let mut body = bat();
    body.as_object_mut().unwrap().remove("category");
    let unsorted = town.report(body).await;
    assert!(unsorted["category"].is_null() && unsorted["priority"].is_null());
    assert_eq!(text(&unsorted["police_nature"]), "unknown");
    assert_eq!(text(&unsorted["suggestion"]["category"]), "5103");
    assert!(text(&unsorted["suggestion"]["reason"]).contains("蝙蝠"));
}

#[tokio::test(flavor = "multi_thread")]
async fn bad_input_is_refused_with_a_sentence_and_changes_nothing() {
    on_each_database(async |bench| {
        let town = Town::new(bench).await;
        let swapped = with("point", json!({ "type": "Point", "coordinates": [29.70, 107.39] }));
        town.desk.post("/api/v1/incidents", swapped).await.refused(422, "coordinates_swapped");
        let point = |lon: f64, lat: f64| with("point", json!({ "type": "Point", "coordinates": [lon, lat] }));
        let cases = [
            (point(29.7, 107.39), 422),
            (point(116.40, 39.90), 422),
            (point(500.0, 29.7), 422),
            (with("category", json!("9999")), 422),
            (with("category", json!("abc")), 422),
            (with("priority", json!("P9")), 422),
            (with("description", json!("长".repeat(501))), 422),
            (with("injured_count", json!(-1)), 422),
            (with("injured_count", json!(10_000_000)), 422),
            (with("unit_id", json!("00000000-0000-0000-0000-000000000099")), 422),
            (with("occurred_at", json!("2026-10-19T12:00:00+08:00")), 422),
            (with("nonsense", json!(1)), 422),
            (with("source", json!("110_transfer")), 422),
            (json!([1, 2]), 422),
        ];
        for (body, status) in cases {
            let reply = town.desk.post("/api/v1/incidents", body.clone()).await;
            assert_eq!(reply.status, status, "{body} gave {}", reply.text());
            let problem = reply.problem();
            assert!(!text(&problem["detail"]).is_empty(), "{problem}");
        }
        let all = town.desk.get("/api/v1/incidents?status=all").await.ok();
        assert_eq!(all["items"].as_array().unwrap().len(), 0);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_unit_alone_is_place_enough() {
    let town = Town::new(Bench::sqlite().await).await;
    let shop = town.report(json!({ "category": "5103", "unit_id": estate() })).await;
    assert_eq!((text(&shop["address_text"]), text(&shop["unit_name"])), ("云荔苑大门".into(), "云荔苑".into()));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_member_who_reports_is_told_no_more_than_they_said() {
    let town = Town::new(Bench::sqlite().await).await;
    let guard = town.caller(Who::Mall).await;
    let own = guard.post("/api/v1/incidents", bat()).await.expect(201);
    assert!(text(&own["description"]).contains("蝙蝠"), "their own words");
    let other = town.report(bat()).await;
    guard.get(&format!("/api/v1/incidents/{}", text(&other["id"]))).await.refused(404, "not_found");
}
