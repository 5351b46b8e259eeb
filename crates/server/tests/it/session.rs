//! Sessions over HTTP: the cookie, the token, the account, the end.

use axum::http::header;
use chrono::TimeDelta;
use domain::role::Role;
use serde_json::json;
use testkit::bench::{Bench, on_each_database};

use crate::furniture::{PASSWORD, Station, text};

#[tokio::test(flavor = "multi_thread")]
async fn a_guard_signs_in_sees_the_account_and_signs_out() {
    on_each_database(async |bench| {
        let station = Station::open(bench).await;
        let credentials = json!({ "login": "guard", "password": PASSWORD });
        let reply = station.http.nobody().post("/api/v1/session", credentials).await;
        let cookie = reply.headers[header::SET_COOKIE].to_str().unwrap().to_owned();
        for part in ["likedong_session=", "HttpOnly", "SameSite=Strict", "Path=/"] {
            assert!(cookie.contains(part), "{part} in {cookie}");
        }
        assert!(!cookie.contains("Secure"), "without TLS a browser would drop a secure cookie: {cookie}");
        let opened = reply.ok();
        let account = &opened["account"];
        assert_eq!((text(&account["login"]), text(&account["role"])), ("guard".into(), "guard".into()));
        assert_eq!(account["station"]["name"], "示范派出所");
        assert_eq!(account["member"]["id"], account["member_id"]);
        assert_eq!(account["reach"]["kind"], "unit");
        assert_eq!(account["reach"]["names"].as_array().unwrap().len(), 1);

        let by_token = station.http.signed_in(text(&opened["token"]));
        let by_cookie = station.http.nobody().with("cookie", cookie.split(';').next().unwrap());
        let shown = by_token.get("/api/v1/session").await.ok();
        assert_eq!(shown["id"], account["id"]);
        assert!(account["session_ends_at"].is_string());
        assert_eq!(shown["session_ends_at"], account["session_ends_at"], "the page learns the end from either answer");
        assert_eq!(by_cookie.get("/api/v1/session").await.ok()["id"], account["id"]);
        by_cookie.delete("/api/v1/session").await.expect(204);
        by_token.get("/api/v1/session").await.refused(401, "session_expired");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_of_another_site_cannot_act_with_the_cookie() {
    let station = Station::open(Bench::sqlite().await).await;
    let credentials = json!({ "login": "guard", "password": PASSWORD });
    let opened = station.http.nobody().post("/api/v1/session", credentials).await.ok();
    let cookie = format!("likedong_session={}", text(&opened["token"]));
    let foreign = station.http.nobody().with("cookie", &cookie).with("sec-fetch-site", "cross-site");
    foreign.post("/api/v1/duty/leave", json!({})).await.refused(403, "cross_site");
    foreign.delete("/api/v1/session").await.refused(403, "cross_site");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_idle_session_ends_and_says_so() {
    let station = Station::open(Bench::sqlite().await).await;
    let desk = station.sign_in("desk").await;
    station.bench.pass(TimeDelta::minutes(29));
    desk.get("/api/v1/session").await.ok();
    station.bench.pass(TimeDelta::minutes(31));
    let problem = desk.english().get("/api/v1/incidents").await.refused(401, "session_expired");
    assert_eq!(problem["detail"], "Your session has expired; sign in again");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_page_needs_before_and_after_signing_in_is_there() {
    let station = Station::open(Bench::sqlite().await).await;
    let meta = station.http.nobody().get("/api/v1/meta").await.ok();
    assert_eq!((meta["demo"].as_bool(), text(&meta["station_name"])), (Some(true), "示范派出所".into()));
    let dictionary = station.sign_in("guard").await.get("/api/v1/dictionary").await.ok();
    for list in ["categories", "priorities", "roles", "decline_reasons", "dispositions"] {
        let words = dictionary[list].as_array().unwrap();
        assert!(!words.is_empty(), "{list} is empty");
        for word in words {
            assert!(
                !text(&word["code"]).is_empty() && !text(&word["zh"]).is_empty() && !text(&word["en"]).is_empty(),
                "{word}"
            );
        }
    }
    for path in ["/healthz", "/readyz", "/trust", "/trust/qr.svg", "/desk/", "/pocket/anything"] {
        let reply = station.http.nobody().get(path).await;
        assert_eq!(reply.status, 200, "{path}");
        assert!(reply.headers.contains_key(header::CONTENT_SECURITY_POLICY), "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_audit_is_for_those_who_read_it_and_for_nobody_else() {
    let station = Station::open(Bench::sqlite().await).await;
    let desk = station.sign_in("desk").await;
    let path = format!("/api/v1/members/{}/contact", station.member("guard").id);
    desk.post(&path, json!({ "reason": "电话叫醒" })).await.ok();
    let auditor = station.bench.of_station(&station.http, Role::AuditAdmin).await;
    let audit = auditor.get("/api/v1/audit").await.ok();
    let kinds: Vec<String> = audit["items"].as_array().unwrap().iter().map(|it| text(&it["kind"])).collect();
    assert_eq!(kinds, ["account_signed_in", "audit_contact_viewed"]);
    assert!(!audit.to_string().contains(&station.member("guard").phone));
    let seen = desk.get("/api/v1/events?after=0").await.ok().to_string();
    assert!(!seen.contains("account_signed_in") && !seen.contains("audit_"), "{seen}");
}

#[tokio::test(flavor = "multi_thread")]
async fn counters_are_for_this_machine_and_for_administrators() {
    let station = Station::open(Bench::sqlite().await).await;
    assert_eq!(station.http.nobody().get("/metrics").await.status, 401);
    assert_eq!(station.sign_in("desk").await.get("/metrics").await.status, 403);
    let counters = station.sign_in("admin").await.get("/metrics").await;
    assert_eq!(counters.status, 200);
    for name in ["likedong_requests_total", "likedong_outbox_waiting 0", "likedong_outbox_failed 0"] {
        assert!(counters.text().contains(name), "{name} is not counted");
    }
}
