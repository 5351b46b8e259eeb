//! Tracks: thinned, sealed, read only by their owner, gone after thirty days.

use chrono::TimeDelta;
use domain::role::Role;
use duty::store::track_chunk;
use platform::jobs::Jobs;
use sea_orm::EntityTrait as _;
use serde_json::{Value, json};
use testkit::bench::on_each_database;

use crate::furniture::{HERE, LI, Town, ZHANG, east, fix, id};

/// Walks east for a hundred seconds, a position each second.
async fn walk(town: &Town) -> testkit::http::Caller {
    let guard = town.on_duty(ZHANG).await;
    let start = town.bench.now();
    town.bench.pass(TimeDelta::seconds(100));
    let step = |it: i32| fix(start + TimeDelta::seconds(it.into()), east(HERE, f64::from(it) * 1.4));
    let fixes: Vec<Value> = (1..=100).map(step).collect();
    let answer = guard.post("/api/v1/positions", json!({ "fixes": fixes })).await.ok();
    assert_eq!(answer["accepted"], 100);
    guard
}

#[tokio::test]
async fn a_member_reads_the_own_track_thinned() {
    on_each_database(async |bench| {
        let town = Town::new(bench).await;
        let guard = walk(&town).await;
        assert_eq!(guard.get("/api/v1/duty/track").await.ok()["items"], json!([]));
        town.duty.write_tracks().await;
        let track = guard.get("/api/v1/duty/track?day=2026-10-18").await.ok();
        let items = track["items"].as_array().unwrap();
        assert!((12..=14).contains(&items.len()), "{}", items.len());
        assert_eq!(track["day"], "2026-10-18");
        assert_eq!(guard.get("/api/v1/duty/track?day=2026-10-17").await.ok()["items"], json!([]));
        let chunks = track_chunk::Entity::find().all(town.bench.app.db().read()).await.unwrap();
        assert_eq!((chunks.len(), chunks[0].fixes), (1, items.len() as i64));
        assert_eq!(duty::thin::unpack(&chunks[0].points), None, "what is stored is sealed");
    })
    .await;
}

#[tokio::test]
async fn a_station_that_turned_attendance_off_keeps_no_track() {
    on_each_database(async |bench| {
        let town = Town::with_settings(bench, json!({ "duty": { "attendance_off": true } })).await;
        let guard = walk(&town).await;
        town.duty.write_tracks().await;
        assert_eq!(guard.get("/api/v1/duty/track?day=2026-10-18").await.ok()["items"], json!([]));
        let chunks = track_chunk::Entity::find().all(town.bench.app.db().read()).await.unwrap();
        assert!(chunks.is_empty(), "{chunks:?}");
    })
    .await;
}

#[tokio::test]
async fn nobody_reads_a_foreign_track_and_no_bulk_is_ever_given() {
    on_each_database(async |bench| {
        let town = Town::new(bench).await;
        walk(&town).await;
        town.duty.write_tracks().await;
        let zhang: uuid::Uuid = id(ZHANG);
        let li = town.guard(LI).await;
        assert_eq!(li.get("/api/v1/duty/track").await.ok()["items"], json!([]));
        let mut callers = vec![li];
        for role in [Role::Desk, Role::DutyCommander, Role::Chief, Role::SystemAdmin, Role::AuditAdmin] {
            callers.push(town.bench.of_station(&town.http, role).await);
        }
        for caller in callers {
            let path = format!("/api/v1/duty/track?member_id={zhang}");
            caller.get(&path).await.refused(403, "track_export_refused");
            caller.get(&format!("{path}&limit=51")).await.refused(403, "track_export_refused");
            caller.get(&format!("{path}&limit=50")).await.refused(403, "track_is_personal");
        }
    })
    .await;
}

#[tokio::test]
async fn a_track_is_forgotten_after_thirty_days_and_its_unwritten_part_on_withdrawal() {
    on_each_database(async |bench| {
        let town = Town::new(bench).await;
        let guard = walk(&town).await;
        guard.post("/api/v1/duty/confirm", json!({ "consent_location": false })).await.ok();
        town.duty.write_tracks().await;
        let count = async || track_chunk::Entity::find().all(town.bench.app.db().read()).await.unwrap().len();
        assert_eq!(count().await, 0);
        guard.post("/api/v1/duty/leave", json!({})).await.ok();
        walk(&town).await;
        town.duty.write_tracks().await;
        assert_eq!(count().await, 1);
        let jobs = duty::track::register(Jobs::default());
        jobs.ensure(&town.bench.app, duty::track::FORGET).await.unwrap();
        jobs.drain(&town.bench.app).await.unwrap();
        assert_eq!(count().await, 1);
        town.bench.pass(TimeDelta::days(31));
        jobs.drain(&town.bench.app).await.unwrap();
        assert_eq!(count().await, 0);
    })
    .await;
}
