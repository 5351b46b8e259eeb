//! Whatever is sent, the answer is a document that says what to do, and nothing was changed.

use axum::body::Body;
use axum::http::Method;
use chrono::TimeDelta;
use platform::log;
use platform::sent::BODY_BYTES_MAX;
use serde_json::json;
use testkit::bench::{Bench, on_each_database};

use crate::furniture::{Station, text};

#[tokio::test(flavor = "multi_thread")]
async fn every_malformed_request_gets_a_document_and_changes_nothing() {
    on_each_database(async |bench| {
        let station = Station::open(bench).await;
        let desk = station.sign_in("desk").await;
        let before = log::last_seq(station.bench.app.db(), station.bench.station).await.unwrap();
        let point = json!({ "type": "Point", "coordinates": [107.39, 29.70] });
        let swapped = json!({ "type": "Point", "coordinates": [29.70, 107.39] });
        let far = json!({ "type": "Point", "coordinates": [116.40, 39.90] });
        let shifted = json!({ "type": "Point", "coordinates": [107.39, 95.0] });
        for (name, body) in [
            ("no JSON", "{".to_owned()),
            ("another type", "[]".to_owned()),
            ("nothing", String::new()),
            ("two values", "{} {}".to_owned()),
            ("no point", json!({ "category": "5103" }).to_string()),
            ("half a point", json!({ "point": { "type": "Point", "coordinates": [107.39] } }).to_string()),
            ("swapped", json!({ "point": swapped }).to_string()),
            ("another city", json!({ "point": far }).to_string()),
            ("no place on earth", json!({ "point": shifted }).to_string()),
            ("unknown category", json!({ "point": point, "category": "9999" }).to_string()),
            ("no category", json!({ "point": point, "category": "cat" }).to_string()),
            ("unknown priority", json!({ "point": point, "priority": "P9" }).to_string()),
            ("unknown system", json!({ "point": point, "crs": "mars" }).to_string()),
            ("tomorrow", json!({ "point": point, "occurred_at": "2026-10-19T12:00:00+08:00" }).to_string()),
            ("no zone", json!({ "point": point, "occurred_at": "2026-10-18T12:00:00" }).to_string()),
            ("endless", format!("{{\"description\":\"{}\"}}", "长".repeat(BODY_BYTES_MAX / 3 + 1))),
            ("not text", "\u{0}\u{1}".to_owned()),
        ] {
            let reply = desk.send(Method::POST, "/api/v1/incidents", Body::from(body)).await;
            let problem = reply.problem();
            assert!((400..500).contains(&reply.status), "{name}: {problem}");
        }
        for (method, path, status, code) in [
            (Method::GET, "/api/v1/nothing", 404, "no_such_route"),
            (Method::GET, "/api", 404, "no_such_route"),
            (Method::DELETE, "/api/v1/incidents", 405, "method_not_allowed"),
            (Method::GET, "/api/v1/incidents/not-an-id", 400, "malformed"),
            (Method::GET, "/api/v1/incidents?limit=many", 400, "malformed"),
            (Method::GET, "/api/v1/live", 400, "malformed"),
        ] {
            let reply = desk.send(method, path, Body::empty()).await;
            if path != "/api" {
                reply.refused(status, code);
            }
        }
        let after = log::last_seq(station.bench.app.db(), station.bench.station).await.unwrap();
        assert_eq!(after, before, "something was written");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_key_gives_the_same_answer_and_another_body_is_refused() {
    on_each_database(async |bench| {
        let station = Station::open(bench).await;
        let desk = station.sign_in("desk").await.keyed("report-1");
        let body = json!({ "category": "5103", "point": station.member("guard").home, "description": "蝙蝠" });
        let first = desk.post("/api/v1/incidents", body.clone()).await;
        let again = desk.post("/api/v1/incidents", body).await;
        assert_eq!((first.status, again.status), (201, 201));
        assert_eq!(again.headers["idempotent-replayed"], "true");
        assert_eq!(first.bytes, again.bytes);
        let other = json!({ "category": "5107", "point": station.member("guard").home });
        desk.post("/api/v1/incidents", other).await.refused(422, "key_reused");
        let list = desk.get("/api/v1/incidents").await.ok();
        assert_eq!(list["items"].as_array().unwrap().len(), 1);
        // Another account may use the same key for something of its own.
        let other = station.sign_in("desk2").await.keyed("report-1");
        other.post("/api/v1/incidents", json!({ "point": station.member("guard").home })).await.expect(201);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stale_version_is_told_who_changed_what() {
    let station = Station::open(Bench::sqlite().await).await;
    let (desk, other) = (station.sign_in("desk").await, station.sign_in("desk2").await);
    let incident = desk.post("/api/v1/incidents", json!({ "point": station.member("guard").home })).await.expect(201);
    let triage = format!("/api/v1/incidents/{}/triage", text(&incident["id"]));
    let version = incident["version"].clone();
    other.post(&triage, json!({ "category": "5103", "expected_version": version })).await.ok();
    let problem =
        desk.post(&triage, json!({ "category": "5107", "expected_version": version })).await.refused(409, "stale");
    let second = station.town.accounts.iter().find(|it| it.login == "desk2").unwrap();
    let detail = text(&problem["detail"]);
    assert!(detail.contains(&second.name) && !detail.contains('{'), "{problem}");
    let shown = desk.get(&format!("/api/v1/incidents/{}", text(&incident["id"]))).await.ok();
    assert_eq!(shown["category"], "5103", "the stale command changed something");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clock_that_is_off_and_positions_out_of_order_are_told_apart_from_good_ones() {
    let station = Station::open(Bench::sqlite().await).await;
    let (guard, member) = (station.come_on_duty("guard").await.0, station.member("guard"));
    let now = station.bench.now();
    let fix =
        |seconds: i64| json!({ "at": now + TimeDelta::seconds(seconds), "point": member.home, "accuracy_m": 8.0 });
    station.bench.pass(TimeDelta::seconds(60));
    let fixes = json!({ "fixes": [fix(30), fix(20), fix(4_000), fix(-400_000), fix(40), fix(40)] });
    let answer = guard.post("/api/v1/positions", fixes.clone()).await.ok();
    let refused: Vec<i64> =
        answer["refused"].as_array().unwrap().iter().map(|it| it["index"].as_i64().unwrap()).collect();
    assert!(refused.contains(&2) && refused.contains(&3) && refused.contains(&5), "{answer}");
    assert_eq!(answer["accepted"].as_u64().unwrap() + refused.len() as u64, 6, "{answer}");
    let again = guard.post("/api/v1/positions", fixes).await.ok();
    assert_eq!(again["accepted"], 0, "what was known already was taken again: {again}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_point_in_another_reference_system_is_taken_when_it_says_so() {
    let station = Station::open(Bench::sqlite().await).await;
    let desk = station.sign_in("desk").await;
    let home = station.member("guard").home;
    let there = json!({ "type": "Point", "coordinates": [home.lon, home.lat] });
    let plain = desk.post("/api/v1/incidents", json!({ "point": there })).await.expect(201);
    let named = desk.post("/api/v1/incidents", json!({ "point": there, "crs": "gcj02" })).await.expect(201);
    let lon = |it: &serde_json::Value| it["point"]["coordinates"][0].as_f64().unwrap();
    assert!((lon(&plain) - home.lon).abs() < 1e-6, "{plain}");
    // GCJ-02 lies some hundred metres off; a point that says so is moved back.
    assert!((lon(&named) - home.lon).abs() > 1e-4, "{named}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_expired_session_is_told_to_sign_in_and_changes_nothing() {
    let station = Station::open(Bench::sqlite().await).await;
    let desk = station.sign_in("desk").await.keyed("late");
    station.bench.pass(TimeDelta::seconds(platform::session::IDLE_S));
    let before = log::last_seq(station.bench.app.db(), station.bench.station).await.unwrap();
    let report = json!({ "point": station.member("guard").home });
    let problem = desk.post("/api/v1/incidents", report.clone()).await.refused(401, "session_expired");
    assert_eq!(text(&problem["detail"]), "登录已过期，请重新登录");
    assert_eq!(log::last_seq(station.bench.app.db(), station.bench.station).await.unwrap(), before);
    // The same key after signing in again: nothing was done before, so it is done now.
    station.sign_in("desk").await.keyed("late").post("/api/v1/incidents", report).await.expect(201);
}

#[tokio::test(flavor = "multi_thread")]
async fn refusals_are_worded_in_the_language_of_the_caller() {
    let station = Station::open(Bench::sqlite().await).await;
    let nobody = station.http.nobody();
    let zh = nobody.get("/api/v1/incidents").await.refused(401, "unauthenticated");
    let en = nobody.english().get("/api/v1/incidents").await.refused(401, "unauthenticated");
    assert_eq!((text(&zh["detail"]), text(&en["detail"])), ("请先登录".into(), "Sign in first".into()));
    let en = station.http.nobody().english().get("/api/v1/nothing").await.refused(404, "no_such_route");
    assert!(text(&en["detail"]).is_ascii(), "{en}");
}
