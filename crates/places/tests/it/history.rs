//! Places made, changed and closed by hand, and what they were called before.

use chrono::TimeDelta;
use domain::role::Role;
use platform::scope::Reach;
use serde_json::{Value, json};
use testkit::bench::on_each_database;

use crate::furniture::{EAST, SCHOOL, WEST, id, laid_out};

fn square(west: f64, south: f64, side: f64) -> Value {
    let (east, north) = (west + side, south + side);
    json!({"type": "Polygon", "coordinates": [[[west, south], [east, south], [east, north], [west, north], [west, south]]]})
}

fn grid(code: &str, name: &str, kind: &str) -> Value {
    json!({
        "community_id": id::<domain::ids::CommunityId>(WEST), "beat_id": null, "code": code, "name": name, "kind": kind,
        "boundary": square(107.34, 29.66, 0.01), "population": 800, "households": 300,
    })
}

fn with(mut body: Value, name: &str, value: impl Into<Value>) -> Value {
    body[name] = value.into();
    body
}

#[tokio::test]
async fn a_place_that_is_called_otherwise_keeps_what_it_was() {
    on_each_database(async |bench| {
        let (places, http) = laid_out(&bench).await;
        let chief = bench.of_station(&http, Role::Chief).await;
        let code = &format!("500102990{WEST}");
        let made = chief.post("/api/v1/grids", grid(&format!("{code}007"), "旧名网格", "general")).await.expect(201);
        let path = format!("/api/v1/grids/{}", made["id"].as_str().unwrap());
        assert_eq!((made["version"].as_i64(), made["households"].as_i64()), (Some(1), Some(300)));
        let then = bench.now();
        bench.pass(TimeDelta::minutes(3));
        let renamed = with(grid(&format!("{code}007"), "新名网格", "general"), "boundary", square(107.34, 29.66, 0.02));
        chief.put(&path, renamed.clone()).await.refused(422, "invalid");
        let changed = chief.put(&path, with(renamed.clone(), "expected_version", 1)).await.ok();
        assert_eq!((changed["name"].as_str(), changed["version"].as_i64()), (Some("新名网格"), Some(2)));
        chief.put(&path, with(renamed.clone(), "expected_version", 1)).await.refused(409, "stale");
        // The same once more changes nothing.
        assert_eq!(chief.put(&path, with(renamed, "expected_version", 2)).await.ok()["version"], 2);
        bench.pass(TimeDelta::minutes(3));
        chief.post(&format!("{path}/close"), json!({"expected_version": 2})).await.ok();
        assert!(!places.atlas(bench.station).unwrap().grids().iter().any(|it| it.name == "新名网格"));
        // Who knows its id still reads how it was called.
        assert_eq!(chief.get(&path).await.ok()["closed"], true);
        chief.post(&format!("{path}/close"), json!({"expected_version": 3})).await.refused(409, "place_closed");
        let history =
            chief.get(&format!("/api/v1/jurisdiction/history?place_id={}", made["id"].as_str().unwrap())).await.ok();
        let names: Vec<&str> =
            history["items"].as_array().unwrap().iter().map(|it| it["name"].as_str().unwrap()).collect();
        assert_eq!(names, ["旧名网格", "新名网格"]);
        assert!(history["items"][1]["valid_to"].is_string());
        let at = then.to_rfc3339_opts(chrono::SecondsFormat::Micros, true);
        let day = chief.get(&format!("/api/v1/jurisdiction/history?kind=grid&at={at}")).await.ok();
        let then: Vec<&str> = day["items"].as_array().unwrap().iter().map(|it| it["name"].as_str().unwrap()).collect();
        assert!(then.contains(&"旧名网格") && !then.contains(&"新名网格"), "{then:?}");
        chief.get("/api/v1/jurisdiction/history").await.refused(422, "invalid");
    })
    .await;
}

#[tokio::test]
async fn numbers_are_checked_and_never_given_twice() {
    on_each_database(async |bench| {
        let (_, http) = laid_out(&bench).await;
        let chief = bench.of_station(&http, Role::Chief).await;
        let code = format!("500102990{WEST}");
        for (number, kind, wrong) in [
            (format!("{code}07"), "general", "code_length"),
            (format!("{code}0x7"), "general", "code_characters"),
            (format!("500102991{WEST}007"), "general", "code_parent"),
            (format!("{code}900"), "general", "code_range"),
        ] {
            let problem = chief.post("/api/v1/grids", grid(&number, "网格", kind)).await.refused(422, "invalid");
            assert_eq!(
                (problem["field"].as_str(), problem["fields"][0]["code"].as_str()),
                (Some("code"), Some(wrong)),
                "{problem}"
            );
        }
        chief.post("/api/v1/grids", grid(&format!("{code}900"), "小学专属网格", "dedicated")).await.expect(201);
        chief
            .post("/api/v1/grids", grid(&format!("{code}900"), "又一个", "dedicated"))
            .await
            .refused(409, "code_taken");
        let outside = with(grid(&format!("{code}008"), "界外", "general"), "boundary", square(106.0, 29.0, 0.01));
        chief.post("/api/v1/grids", outside).await.refused(422, "outside_jurisdiction");
        chief
            .post("/api/v1/grids", with(grid(&format!("{code}008"), "甲", "general"), "beat_id", uuid()))
            .await
            .refused(422, "invalid");
    })
    .await;
}

fn uuid() -> String {
    id::<domain::ids::BeatId>(77).to_string()
}

#[tokio::test]
async fn what_others_belong_to_is_not_closed_and_nobody_edits_beyond_their_reach() {
    on_each_database(async |bench| {
        let (_, http) = laid_out(&bench).await;
        let chief = bench.of_station(&http, Role::Chief).await;
        let west: domain::ids::CommunityId = id(WEST);
        chief
            .post(&format!("/api/v1/communities/{west}/close"), json!({"expected_version": 1}))
            .await
            .refused(409, "still_in_use");
        let officer =
            bench.caller(&http, &bench.scope(Role::BeatOfficer, Reach::Community(vec![id(EAST)]), None)).await;
        let code = format!("500102990{WEST}");
        officer.post("/api/v1/grids", grid(&format!("{code}007"), "网格", "general")).await.refused(404, "not_found");
        officer.post("/api/v1/patches", json!({"code": "P1", "name": "城中片区"})).await.refused(404, "not_found");
        let desk = bench.of_station(&http, Role::Desk).await;
        desk.post("/api/v1/patches", json!({"code": "P1", "name": "城中片区"})).await.refused(403, "forbidden");
        let patch =
            chief.keyed("once").post("/api/v1/patches", json!({"code": "P1", "name": "城中片区"})).await.expect(201);
        let again = bench.of_station(&http, Role::Chief).await;
        again.post("/api/v1/patches", json!({"code": "P1", "name": "城中片区"})).await.refused(409, "code_taken");
        let beat = json!({"code": "B1", "name": "云杉警格", "patch_id": patch["id"]});
        again.post("/api/v1/beats", beat).await.expect(201);
        let path = format!("/api/v1/patches/{}", patch["id"].as_str().unwrap());
        again.post(&format!("{path}/close"), json!({"expected_version": 1})).await.refused(409, "still_in_use");
        let team = json!({
            "code": "x", "name": "夜巡队", "mode": "foot", "must_reach": [], "must_patrol": [], "shift_plan": "每晚",
        });
        again.post("/api/v1/patrol_teams", team.clone()).await.refused(422, "invalid");
        let mut team = team;
        team.as_object_mut().unwrap().remove("code");
        team["must_reach"] = json!([{"name": "小学", "point": {"type": "Point", "coordinates": [107.36, 29.72]}}]);
        let made = again.post("/api/v1/patrol_teams", team).await.expect(201);
        assert_eq!(made["must_reach"][0]["name"], "小学");
        assert_eq!(again.get("/api/v1/patrol_teams").await.ok()["items"].as_array().unwrap().len(), 1);
    })
    .await;
}

#[tokio::test]
async fn the_names_of_a_units_people_are_sealed_and_masked() {
    on_each_database(async |bench| {
        let (_, http) = laid_out(&bench).await;
        let chief = bench.of_station(&http, Role::Chief).await;
        let unit: domain::ids::UnitId = id(SCHOOL);
        let path = format!("/api/v1/units/{unit}");
        let form = json!({
            "name": "云杉小学", "category": "school", "key_unit": true, "address_text": "云杉路1号", "status": "active",
            "point": {"type": "Point", "coordinates": [107.36, 29.72]}, "service_area": square(107.358, 29.718, 0.004),
            "uscc": "91350100M000100Y43", "principal": "陈知行", "guard_source": "company", "cameras": 12,
        });
        chief
            .put(&path, with(with(form.clone(), "expected_version", 1), "uscc", "91350100M000100Y44"))
            .await
            .refused(422, "invalid");
        let answer = chief.put(&path, with(form.clone(), "expected_version", 1)).await.ok();
        assert!(!answer.to_string().contains("陈知行"));
        let page = chief.get(&path).await.ok();
        assert_eq!((page["principal"].as_str(), page["security_head"].as_str()), (Some("陈知行"), Some("")));
        let guard = bench.caller(&http, &bench.scope(Role::UnitAdmin, Reach::Unit(vec![unit]), None)).await;
        assert_ne!(guard.get(&path).await.ok()["principal"], "陈知行");
        let emptied = with(with(form, "expected_version", 2), "principal", "");
        chief.put(&path, emptied).await.ok();
        assert_eq!(chief.get(&path).await.ok()["principal"], "");
        use sea_orm::EntityTrait as _;
        let sealed = platform::seal::Entity::find().all(bench.app.db().read()).await.unwrap();
        assert!(sealed.iter().all(|it| it.kind != "unit_principal"), "a name that is taken back is gone");
    })
    .await;
}
