//! Who is responsible: never two at one time, vacancies listed, hand-over in one step.

use chrono::TimeDelta;
use domain::ids::{MemberId, PostId};
use domain::role::Role;
use serde_json::{Value, json};
use testkit::bench::on_each_database;
use testkit::http::Caller;

use crate::furniture::{CHIEF, GONE, GUARD, OFFICER, OTHER_OFFICER, id, laid_out};

async fn beat(chief: &Caller) -> String {
    let made = chief.post("/api/v1/beats", json!({"code": "B1", "name": "云杉警格"})).await.expect(201);
    made["id"].as_str().unwrap().to_owned()
}

fn appoint(level: &str, target: &str, member: u128) -> Value {
    json!({"level": level, "target_id": target, "member_id": id::<MemberId>(member)})
}

async fn vacant(chief: &Caller, target: &str) -> bool {
    let all = chief.get("/api/v1/jurisdiction/vacancies").await.ok();
    all["items"].as_array().unwrap().iter().any(|it| it["target_id"] == target)
}

const PATH: &str = "/api/v1/responsibilities";

#[tokio::test]
async fn a_charge_passes_from_one_to_the_next_and_is_never_held_twice() {
    on_each_database(async |bench| {
        let (_, http) = laid_out(&bench).await;
        let chief = bench.of_station(&http, Role::Chief).await;
        let beat = beat(&chief).await;
        assert!(vacant(&chief, &beat).await);
        let first = chief.post(PATH, appoint("beat", &beat, OFFICER)).await.expect(201);
        assert!(!vacant(&chief, &beat).await);
        chief.post(PATH, appoint("beat", &beat, OTHER_OFFICER)).await.refused(409, "charge_held");
        bench.pass(TimeDelta::minutes(3));
        let mut next = appoint("beat", &beat, OTHER_OFFICER);
        next["expected_version"] = json!(7);
        chief.post(PATH, next.clone()).await.refused(409, "charge_held");
        next["expected_version"] = first["version"].clone();
        let second = chief.post(PATH, next).await.expect(201);
        let terms = chief.get(&format!("{PATH}?target_id={beat}")).await.ok();
        assert_eq!(terms["items"].as_array().unwrap().len(), 2);
        assert_eq!(terms["items"][0]["member_name"], format!("甲{OTHER_OFFICER}"));
        assert_eq!(terms["items"][1]["ends_at"], terms["items"][0]["starts_at"], "one ends where the other begins");
        let relieve = format!("{PATH}/{}/relieve", second["id"].as_str().unwrap());
        chief.post(&relieve, json!({"expected_version": 9})).await.refused(409, "stale");
        bench.pass(TimeDelta::minutes(3));
        chief.post(&relieve, json!({"expected_version": 1})).await.ok();
        assert!(vacant(&chief, &beat).await);
        chief.post(&relieve, json!({"expected_version": 2})).await.refused(409, "term_over");
        // In a time that was somebody else's nobody is appointed afterwards.
        let mut before = appoint("beat", &beat, OFFICER);
        before["starts_at"] = terms["items"][0]["starts_at"].clone();
        chief.post(PATH, before).await.refused(409, "terms_overlap");
    })
    .await;
}

#[tokio::test]
async fn each_level_takes_its_own_people_and_a_closed_place_frees_its_holder() {
    on_each_database(async |bench| {
        let (_, http) = laid_out(&bench).await;
        let chief = bench.of_station(&http, Role::Chief).await;
        let beat = beat(&chief).await;
        let patch = chief.post("/api/v1/patches", json!({"code": "P1", "name": "城中片区"})).await.expect(201);
        let patch = patch["id"].as_str().unwrap();
        let post = id::<PostId>(401).to_string();
        for (level, target, member, code) in [
            ("patch", patch, OFFICER, "needs_chief"),
            ("beat", beat.as_str(), GUARD, "needs_officer"),
            ("point", post.as_str(), OFFICER, "needs_guardian"),
            ("beat", beat.as_str(), GONE, "not_serving"),
        ] {
            chief.post(PATH, appoint(level, target, member)).await.refused(409, code);
        }
        chief.post(PATH, appoint("beat", patch, OFFICER)).await.refused(404, "not_found");
        chief.post(PATH, appoint("beat", &beat, 999)).await.refused(422, "invalid");
        chief.post(PATH, appoint("patch", patch, CHIEF)).await.expect(201);
        chief.post(PATH, appoint("point", &post, GUARD)).await.expect(201);
        assert_eq!(chief.get(PATH).await.ok()["items"].as_array().unwrap().len(), 2);
        bench.pass(TimeDelta::minutes(3));
        chief.post(&format!("/api/v1/posts/{post}/close"), json!({"expected_version": 1})).await.ok();
        assert_eq!(chief.get(PATH).await.ok()["items"].as_array().unwrap().len(), 1);
        let desk = bench.of_station(&http, Role::Desk).await;
        desk.post(PATH, appoint("beat", &beat, OFFICER)).await.refused(403, "forbidden");
        assert!(vacant(&desk, &beat).await, "the desk sees what is vacant");
    })
    .await;
}
