//! The red lines, as README.md lists them: one test for each that this program could cross.

use axum::http::header;
use domain::role::Role;
use duty::store::track_chunk;
use platform::scope::Reach;
use sea_orm::{EntityTrait as _, PaginatorTrait as _};
use serde_json::{Value, json};
use testkit::bench::{Bench, on_each_database};

use crate::document::fresh;
use crate::furniture::{Station, text};
use crate::surface;

/// The words of the interface's document, its sentences too, and of the migrations, each once.
async fn every_name() -> Vec<String> {
    let mut names: Vec<String> =
        fresh().await.split(|it: char| !it.is_ascii_lowercase() && it != '_').map(str::to_owned).collect();
    for folder in ["sqlite", "postgres"] {
        let folder = format!("{}/../../migrations/{folder}", env!("CARGO_MANIFEST_DIR"));
        for file in std::fs::read_dir(folder).unwrap() {
            let text = std::fs::read_to_string(file.unwrap().path()).unwrap();
            let statements: String =
                text.lines().filter(|it| !it.trim_start().starts_with("--")).collect::<Vec<_>>().join("\n");
            names.extend(statements.split(|it: char| !it.is_ascii_lowercase() && it != '_').map(str::to_owned));
        }
    }
    names.sort_unstable();
    names.dedup();
    names
}

#[tokio::test(flavor = "multi_thread")]
async fn line_1_nobody_is_recognized_profiled_or_put_on_a_list() {
    surface::holds_none_of(&[
        "face",
        "gait",
        "emotion",
        "biometric",
        "watchlist",
        "blacklist",
        "suspect",
        "profile",
        "portrait",
        "religion",
        "ethnicity",
        "political",
    ])
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn line_2_nothing_listens_or_looks_in_silence() {
    surface::holds_none_of(&["eavesdrop", "wiretap", "silent", "ambient", "microphone", "camera"]).await;
    for (page, manifest) in surface::manifests() {
        assert!(manifest.get("permissions").is_none(), "{page} asks for rights at its installation");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn line_3_location_ends_with_duty_and_with_consent() {
    on_each_database(async |bench| {
        let station = Station::open(bench).await;
        let desk = station.sign_in("desk").await;
        let (guard, id) = station.come_on_duty("guard").await;
        let path = format!("/api/v1/members/{id}");
        let fix = json!({ "fixes": [{ "at": station.bench.now(), "point": station.member("guard").home, "accuracy_m": 5.0 }] });
        assert!(desk.get(&path).await.ok()["point"].is_object());

        guard.post("/api/v1/consent", json!({ "location": false })).await.ok();
        assert!(desk.get(&path).await.ok()["point"].is_null(), "located after the consent was withdrawn");
        let answer = guard.post("/api/v1/positions", fix.clone()).await.ok();
        assert_eq!((&answer["accepted"], &answer["refused"][0]["type"]), (&json!(0), &json!("no_consent")));

        guard.post("/api/v1/duty/confirm", json!({ "consent_location": true })).await.ok();
        guard.post("/api/v1/duty/leave", json!({})).await.ok();
        station.node.duty.write_tracks().await;
        let db = station.bench.app.db().read();
        let before = track_chunk::Entity::find().count(db).await.unwrap();
        let answer = guard.post("/api/v1/positions", fix).await.ok();
        assert_eq!((&answer["accepted"], &answer["refused"][0]["type"]), (&json!(0), &json!("off_duty")));
        station.node.duty.write_tracks().await;
        assert_eq!(track_chunk::Entity::find().count(db).await.unwrap(), before, "a position off duty was kept");
        assert!(desk.get(&path).await.ok()["point"].is_null(), "located after work");
        // Everybody may read their own track.
        guard.get("/api/v1/duty/track").await.ok();
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn line_4_no_tracks_of_others_and_none_in_bulk() {
    let station = Station::open(Bench::sqlite().await).await;
    let (_, id) = station.come_on_duty("guard").await;
    for login in ["commander", "chief", "desk"] {
        let caller = station.sign_in(login).await;
        let path = format!("/api/v1/duty/track?member_id={id}");
        caller.get(&path).await.refused(403, "track_export_refused");
        caller.get(&format!("{path}&limit=51")).await.refused(403, "track_export_refused");
        caller.get(&format!("{path}&limit=50")).await.refused(403, "track_is_personal");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn line_5_community_forces_learn_nobodys_identity() {
    on_each_database(async |bench| {
        let station = Station::open(bench).await;
        let desk = station.sign_in("desk").await;
        let (guard, guard_id) = station.come_on_duty("guard").await;
        station.come_on_duty("guard2").await;
        let report = json!({
            "category": "5103", "point": station.member("guard").home, "description": "测试甲说楼道里有蝙蝠，电话19900001234",
            "address_text": "3号楼2单元501", "caller_name": "测试甲", "caller_phone": "19900001234",
        });
        let incident = desk.post("/api/v1/incidents", report).await.expect(201);
        let dispatch = format!("/api/v1/incidents/{}/dispatch", text(&incident["id"]));
        desk.post(&dispatch, json!({ "members": [guard_id] })).await.ok();
        station.settle().await;
        let call = guard.get("/api/v1/offers/mine").await.ok()["items"][0].clone();
        let mut seen = vec![call.clone()];
        seen.push(guard.post(&format!("/api/v1/offers/{}/accept", text(&call["id"])), json!({})).await.ok());
        seen.push(guard.get(&format!("/api/v1/incidents/{}", text(&incident["id"]))).await.json());
        seen.push(guard.get(&format!("/api/v1/incidents/{}/timeline", text(&incident["id"]))).await.json());
        seen.push(guard.get("/api/v1/events?after=0").await.ok());
        for said in seen.iter().map(Value::to_string) {
            assert!(!said.contains("19900001234"), "a telephone number in {said}");
            assert!(!said.contains("\"caller_name\":\"测试甲\""), "a name in {said}");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn line_6_nobody_is_ranked() {
    let names = every_name().await;
    for word in ["rank", "ranking", "leaderboard", "score_of_member", "attendance", "online_seconds"] {
        assert!(!names.iter().any(|it| it == word), "something is called `{word}`");
    }
    let station = Station::open(Bench::sqlite().await).await;
    let desk = station.sign_in("desk").await;
    let members = desk.get("/api/v1/members").await.ok();
    let ids: Vec<String> = members["items"].as_array().unwrap().iter().map(|it| text(&it["id"])).collect();
    assert!(ids.is_sorted(), "members come in another order than that of their ids");
    let figures = desk.get("/api/v1/figures/day").await.ok();
    // Bands of time are numbers of cases; nothing in them could be a person.
    let of_nobody = |it: &serde_json::Value| it.as_array().is_none_or(|bands| bands.iter().all(|band| band.is_u64()));
    assert!(
        figures.as_object().unwrap().values().all(|it| of_nobody(it) && !it.is_object()),
        "figures of persons: {figures}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn line_6_a_unit_sees_its_own_times_only() {
    let station = Station::open(Bench::sqlite().await).await;
    let desk = station.sign_in("desk").await;
    let own = station.member("guard").unit_id.unwrap();
    let own = station.town.units.iter().find(|it| it.id == own).unwrap();
    let other = station.town.units.iter().find(|it| it.id != own.id && it.community_id != own.community_id).unwrap();
    for unit in [own, other, other] {
        let report = json!({ "category": "5103", "point": unit.point, "unit_id": unit.id });
        desk.post("/api/v1/incidents", report).await.expect(201);
    }
    let scope = station.bench.scope(Role::UnitAdmin, Reach::Unit(vec![own.id]), None);
    let unit = station.bench.caller(&station.http, &scope).await;
    let listed = unit.get("/api/v1/incidents").await.ok();
    let units: Vec<&Value> = listed["items"].as_array().unwrap().iter().map(|it| &it["unit_id"]).collect();
    assert_eq!(units, [&json!(own.id)], "{listed}");
    let (of_unit, of_all) = (unit.get("/api/v1/figures/day").await.ok(), desk.get("/api/v1/figures/day").await.ok());
    assert_eq!((&of_unit["reported"], &of_all["reported"]), (&json!(1), &json!(3)), "{of_unit} {of_all}");
}

#[tokio::test(flavor = "multi_thread")]
async fn line_7_no_page_reaches_anybody_else() {
    let station = Station::open(Bench::sqlite().await).await;
    for path in ["/desk/", "/pocket/", "/trust"] {
        let reply = station.http.nobody().get(path).await;
        let policy = reply.headers[header::CONTENT_SECURITY_POLICY].to_str().unwrap();
        assert!(
            policy.starts_with("default-src 'self'") && !policy.contains("http") && !policy.contains('*'),
            "{policy}"
        );
        let page = reply.text();
        assert!(!page.contains("src=\"http") && !page.contains("src=\"//"), "{path} loads from elsewhere");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn line_8_a_suggestion_is_explained_and_only_people_act_on_it() {
    let station = Station::open(Bench::sqlite().await).await;
    let desk = station.sign_in("desk").await;
    station.come_on_duty("guard").await;
    station.come_on_duty("guard2").await;
    let report = json!({ "description": "楼道里有蝙蝠", "point": station.member("guard").home });
    let incident = desk.post("/api/v1/incidents", report).await.expect(201);
    station.settle().await;
    let shown = desk.get(&format!("/api/v1/incidents/{}", text(&incident["id"]))).await.ok();
    assert_eq!((text(&shown["status"]), shown["category"].is_null()), ("reported".into(), true), "{shown}");
    assert_eq!(shown["offers"], json!([]), "somebody was called though nobody had decided it");
    assert!(!shown["suggestion"]["reason"].is_null(), "{shown}");
    let candidates = desk.get(&format!("/api/v1/incidents/{}/candidates", text(&incident["id"]))).await.ok();
    for list in ["picks", "skips"] {
        for one in candidates[list].as_array().unwrap() {
            assert!(!text(&one["reason"]["code"]).is_empty(), "{one}");
        }
    }
    assert!(!Role::Desk.may(domain::permission::Permission::IncidentDispatchPolice));
}
