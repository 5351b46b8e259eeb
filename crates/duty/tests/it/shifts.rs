//! Coming on duty and leaving.

use chrono::TimeDelta;
use domain::role::Role;
use platform::jobs::Jobs;
use platform::log;
use serde_json::json;
use testkit::bench::on_each_database;

use crate::furniture::{LI, MARKET_GATE, SCHOOL_GATE, Town, ZHANG, id};

#[tokio::test]
async fn duty_is_confirmed_once_with_a_separate_consent() {
    on_each_database(async |bench| {
        let town = Town::new(bench).await;
        let guard = town.guard(ZHANG).await;
        let before = guard.get("/api/v1/duty").await.ok();
        assert_eq!(
            (before["shift"].is_null(), &before["consent"], &before["status"]),
            (true, &json!(false), &json!("off"))
        );
        assert_eq!(before["posts"].as_array().unwrap().len(), 2);
        let first = guard.post("/api/v1/duty/confirm", json!({ "consent_location": true })).await.ok();
        assert_eq!((&first["shift"]["post_name"], &first["consent"]), (&json!("小学正门"), &json!(true)));
        let again = guard.post("/api/v1/duty/confirm", json!({})).await.ok();
        assert_eq!(again["shift"]["id"], first["shift"]["id"]);
        let now = guard.get("/api/v1/duty").await.ok();
        assert_eq!((&now["shift"]["id"], &now["status"]), (&first["shift"]["id"], &json!("free")));
        let rows = log::after(town.bench.app.db(), town.bench.station, 0, 100).await.unwrap();
        let kinds: Vec<&str> = rows.iter().map(|it| it.kind.as_str()).filter(|it| !it.contains("seed")).collect();
        assert_eq!(kinds, ["place_set_written", "place_station_laid_out", "shift_confirmed", "consent_given"]);
    })
    .await;
}

#[tokio::test]
async fn nobody_is_on_duty_at_two_posts_or_at_a_foreign_one() {
    on_each_database(async |bench| {
        let town = Town::new(bench).await;
        let guard = town.guard(ZHANG).await;
        let market: uuid::Uuid = id(MARKET_GATE);
        guard.post("/api/v1/duty/confirm", json!({ "post_id": market })).await.refused(422, "foreign_post");
        let nowhere: uuid::Uuid = id(999);
        guard.post("/api/v1/duty/confirm", json!({ "post_id": nowhere })).await.refused(422, "foreign_post");
        guard.post("/api/v1/duty/confirm", json!({ "post_id": "there" })).await.refused(422, "invalid");
        let gate: uuid::Uuid = id(SCHOOL_GATE);
        guard.post("/api/v1/duty/confirm", json!({ "post_id": gate })).await.ok();
        let back: uuid::Uuid = id(403);
        let refused =
            guard.post("/api/v1/duty/confirm", json!({ "post_id": back })).await.refused(409, "on_shift_elsewhere");
        assert!(refused["detail"].as_str().unwrap().contains("小学正门"));
        let officer = town.bench.of_station(&town.http, Role::BeatOfficer).await;
        officer.post("/api/v1/duty/confirm", json!({})).await.refused(403, "not_a_member");
        town.bench
            .of_station(&town.http, Role::Desk)
            .await
            .post("/api/v1/duty/confirm", json!({}))
            .await
            .refused(403, "forbidden");
    })
    .await;
}

#[tokio::test]
async fn leaving_is_safe_to_repeat() {
    on_each_database(async |bench| {
        let town = Town::new(bench).await;
        let guard = town.on_duty(ZHANG).await;
        for _ in 0..2 {
            let left = guard.post("/api/v1/duty/leave", json!({})).await.ok();
            assert_eq!((left["shift"].is_null(), &left["status"]), (true, &json!("off")));
        }
        assert!(town.duty.on_duty(town.bench.station).is_empty());
        guard.post("/api/v1/duty/confirm", json!({})).await.ok();
        assert_eq!(town.duty.on_duty(town.bench.station).len(), 1);
    })
    .await;
}

#[tokio::test]
async fn a_restart_finds_the_same_people_on_duty_and_no_position() {
    on_each_database(async |bench| {
        let town = Town::new(bench).await;
        let guard = town.on_duty(ZHANG).await;
        town.on_duty(LI).await;
        guard.post("/api/v1/positions", town.fix(crate::furniture::HERE)).await.ok();
        let mut before = town.duty.on_duty(town.bench.station);
        let mut after = crate::furniture::load(&town.bench).await.on_duty(town.bench.station);
        before.iter_mut().for_each(|it| it.position = None);
        before.sort_by_key(|it| it.member);
        after.sort_by_key(|it| it.member);
        assert_eq!(before, after);
        assert!(after.iter().all(|it| it.consent));
    })
    .await;
}

#[tokio::test]
async fn a_forgotten_shift_ends_by_itself() {
    on_each_database(async |bench| {
        let town = Town::new(bench).await;
        town.on_duty(ZHANG).await;
        let jobs = duty::track::register(Jobs::default());
        jobs.ensure(&town.bench.app, duty::track::END).await.unwrap();
        jobs.drain(&town.bench.app).await.unwrap();
        assert_eq!(town.duty.on_duty(town.bench.station).len(), 1);
        town.bench.pass(duty::track::SHIFT_MAX + TimeDelta::minutes(11));
        jobs.drain(&town.bench.app).await.unwrap();
        assert!(town.duty.on_duty(town.bench.station).is_empty());
    })
    .await;
}
