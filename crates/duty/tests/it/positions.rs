//! Positions: what is taken, what is refused and leaves no trace, and what movements say.

use chrono::TimeDelta;
use domain::geo::Point;
use domain::geo::crs::to_gcj02;
use domain::role::Role;
use duty::duty::Change;
use duty::geofence::{Crossing, Watch};
use duty::store::track_chunk;
use platform::live::{Frame, Reader};
use platform::log;
use platform::scope::Reach;
use sea_orm::EntityTrait as _;
use serde_json::{Value, json};
use testkit::bench::on_each_database;
use testkit::http::Caller;

use crate::furniture::{HERE, Town, ZHANG, east, fix, id, raw_point};

const POSITIONS: &str = "/api/v1/positions";

async fn send(guard: &Caller, body: Value) -> (u64, Vec<String>) {
    let answer = guard.post(POSITIONS, body).await.ok();
    let refused = answer["refused"].as_array().unwrap().iter();
    (answer["accepted"].as_u64().unwrap(), refused.map(|it| it["type"].as_str().unwrap().to_owned()).collect())
}

/// Frames of one kind that wait for a reader.
fn frames(reader: &mut Reader, kind: &str) -> Vec<Value> {
    let mut found = Vec::new();
    while let Some(frame) = reader.ready() {
        if let Frame::Volatile(bytes) = frame {
            let frame: Value = serde_json::from_slice(&bytes).unwrap();
            if frame["kind"] == kind {
                found.push(frame);
            }
        }
    }
    found
}

#[tokio::test]
async fn each_position_is_judged_by_itself() {
    on_each_database(async |bench| {
        let town = Town::new(bench).await;
        let guard = town.on_duty(ZHANG).await;
        town.bench.pass(TimeDelta::minutes(25));
        let now = town.bench.now();
        let second = TimeDelta::seconds(1);
        let fixes = [
            fix(now - second * 10, HERE),
            fix(now - second * 9, Point::new(29.72, 107.36)),
            fix(now - second * 9, to_gcj02(Point::new(107.4705, 29.70))),
            fix(now - second * 9, Point::new(106.55, 29.56)),
            fix(now - second * 11, HERE),
            fix(now - second * 10, HERE),
            fix(now + second * 120, HERE),
            fix(now - TimeDelta::minutes(20), HERE),
            fix(now - TimeDelta::minutes(26), HERE),
            json!({ "at": now.to_rfc3339(), "point": raw_point(HERE), "accuracy_m": 2_000 }),
            json!({ "at": "soon" }),
            json!({ "at": now.to_rfc3339(), "point": raw_point(HERE), "accuracy_m": -3 }),
            fix(now, east(HERE, 5.0)),
        ];
        let (accepted, refused) = send(&guard, json!({ "fixes": fixes })).await;
        assert_eq!(accepted, 2);
        let expected = [
            "swapped",
            "other_reference",
            "outside",
            "out_of_order",
            "out_of_order",
            "clock_skew",
            "too_old",
            "off_duty",
            "inaccurate",
            "malformed",
            "malformed",
        ];
        assert_eq!(refused, expected);
        let on = town.duty.member(town.bench.station, id(ZHANG)).unwrap();
        assert_eq!(on.position.unwrap().point, east(HERE, 5.0));
        let again = send(&guard, json!({ "fixes": fixes[..1] })).await;
        assert_eq!(again, (0, vec!["out_of_order".to_owned()]));
    })
    .await;
}

#[tokio::test]
async fn a_batch_that_is_none_is_refused_whole() {
    on_each_database(async |bench| {
        let town = Town::new(bench).await;
        let guard = town.on_duty(ZHANG).await;
        let many: Vec<Value> = (0..101).map(|_| fix(town.bench.now(), HERE)).collect();
        guard.post(POSITIONS, json!({ "fixes": many })).await.refused(422, "too_many_fixes");
        guard.post(POSITIONS, json!({ "fixes": "x".repeat(70_000) })).await.refused(413, "too_large");
        guard.post(POSITIONS, json!([])).await.refused(400, "malformed");
        town.bench
            .of_station(&town.http, Role::BeatOfficer)
            .await
            .post(POSITIONS, town.fix(HERE))
            .await
            .refused(403, "not_a_member");
        town.bench
            .of_station(&town.http, Role::Desk)
            .await
            .post(POSITIONS, town.fix(HERE))
            .await
            .refused(403, "forbidden");
        town.http.nobody().post(POSITIONS, town.fix(HERE)).await.refused(401, "unauthenticated");
    })
    .await;
}

#[tokio::test]
async fn positions_off_duty_or_without_consent_leave_no_trace() {
    on_each_database(async |bench| {
        let town = Town::new(bench).await;
        let station = town.bench.station;
        // A place that nothing else names, so that any trace of it can be told.
        let secret = Point::new(107.361_237, 29.721_239);
        let mut desk = town.bench.app.hub().subscribe(town.bench.scope(Role::Desk, Reach::Station, None), true);
        let mut changes = town.duty.changes();
        let guard = town.guard(ZHANG).await;
        assert_eq!(send(&guard, town.fix(secret)).await, (0, vec!["off_duty".to_owned()]));
        guard.post("/api/v1/duty/confirm", json!({})).await.ok();
        town.bench.pass(TimeDelta::seconds(1));
        assert_eq!(send(&guard, town.fix(secret)).await, (0, vec!["no_consent".to_owned()]));
        guard.post("/api/v1/duty/confirm", json!({ "consent_location": true })).await.ok();
        let early = json!({ "fixes": [fix(town.bench.now() - TimeDelta::seconds(1), secret)] });
        assert_eq!(send(&guard, early).await, (0, vec!["no_consent".to_owned()]));
        guard.post("/api/v1/duty/leave", json!({})).await.ok();
        assert_eq!(send(&guard, town.fix(secret)).await, (0, vec!["off_duty".to_owned()]));
        town.duty.tell();
        town.duty.write_tracks().await;

        assert!(town.duty.on_duty(station).is_empty());
        while let Ok(change) = changes.try_recv() {
            assert!(!matches!(change, Change::Moved(..)), "{change:?}");
        }
        assert_eq!(frames(&mut desk, "positions"), Vec::<Value>::new());
        assert!(track_chunk::Entity::find().all(town.bench.app.db().read()).await.unwrap().is_empty());
        for row in log::after(town.bench.app.db(), station, 0, 1_000).await.unwrap() {
            let text = format!("{row:?}");
            assert!(!text.contains("361237") && !text.contains("coordinates"), "{text}");
        }
        for file in std::fs::read_dir(town.bench.folder.path()).unwrap() {
            let bytes = std::fs::read(file.unwrap().path()).unwrap();
            assert!(!bytes.windows(6).any(|it| it == b"361237"));
        }
    })
    .await;
}

#[tokio::test]
async fn leaving_and_withdrawing_forget_the_position_at_once() {
    on_each_database(async |bench| {
        let town = Town::new(bench).await;
        let station = town.bench.station;
        let guard = town.on_duty(ZHANG).await;
        assert_eq!(send(&guard, town.fix(HERE)).await.0, 1);
        let position = || town.duty.member(station, id(ZHANG)).and_then(|it| it.position);
        assert!(position().is_some());
        guard.post("/api/v1/duty/confirm", json!({ "consent_location": false })).await.ok();
        assert!(position().is_none());
        town.bench.pass(TimeDelta::seconds(1));
        assert_eq!(send(&guard, town.fix(HERE)).await, (0, vec!["no_consent".to_owned()]));
        guard.post("/api/v1/duty/confirm", json!({ "consent_location": true })).await.ok();
        town.bench.pass(TimeDelta::seconds(1));
        assert_eq!(send(&guard, town.fix(HERE)).await.0, 1);
        guard.post("/api/v1/duty/leave", json!({})).await.ok();
        assert!(town.duty.member(station, id(ZHANG)).is_none());
        // Coming back does not bring the old place back.
        guard.post("/api/v1/duty/confirm", json!({})).await.ok();
        assert!(position().is_none());
    })
    .await;
}

#[tokio::test]
async fn desks_are_told_once_a_second_and_only_within_their_reach() {
    on_each_database(async |bench| {
        let town = Town::new(bench).await;
        let guard = town.on_duty(ZHANG).await;
        let listen = |role, reach| {
            let scope = town.bench.scope(role, reach, None);
            let positions = scope.may(domain::permission::Permission::PositionRead);
            town.bench.app.hub().subscribe(scope, positions)
        };
        let mut desk = listen(Role::Desk, Reach::Station);
        let mut own = listen(Role::UnitAdmin, Reach::Unit(vec![id(crate::furniture::SCHOOL)]));
        let mut foreign = listen(Role::UnitAdmin, Reach::Unit(vec![id(crate::furniture::MARKET)]));
        for metres in [0.0, 5.0, 10.0] {
            send(&guard, town.fix(east(HERE, metres))).await;
            town.bench.pass(TimeDelta::milliseconds(100));
        }
        town.duty.tell();
        let told = frames(&mut desk, "positions");
        assert_eq!(told.len(), 1);
        let items = told[0]["items"].as_array().unwrap();
        assert_eq!((items.len(), &items[0]["stale"], &items[0]["battery"]), (1, &json!(false), &json!(80)));
        assert_eq!(frames(&mut own, "positions").len(), 1);
        assert!(frames(&mut foreign, "positions").is_empty());
        town.duty.tell();
        assert!(frames(&mut desk, "positions").is_empty());
        town.bench.pass(TimeDelta::seconds(91));
        town.duty.tell();
        assert_eq!(frames(&mut desk, "positions")[0]["items"][0]["stale"], true);
        town.duty.tell();
        assert!(frames(&mut desk, "positions").is_empty());
        guard.post("/api/v1/duty/leave", json!({})).await.ok();
        town.duty.tell();
        let gone = frames(&mut desk, "presence");
        assert_eq!((&gone[0]["items"][0]["on_duty"], &gone[0]["items"][0]["status"]), (&json!(false), &json!("off")));
    })
    .await;
}

#[tokio::test]
async fn a_watched_walk_tells_departure_and_arrival_once() {
    on_each_database(async |bench| {
        let town = Town::new(bench).await;
        let station = town.bench.station;
        let guard = town.on_duty(ZHANG).await;
        let mut crossings = town.duty.crossings();
        send(&guard, town.fix(HERE)).await;
        let (member, offer) = (id(ZHANG), id(901));
        let to = east(HERE, 200.0);
        town.duty
            .watch(station, Watch { offer, member, from: Some(HERE), to, radius_m: 0.0, departed: false, since: 0 });
        for metres in [10.0, 19.0, 25.0, 60.0, 120.0, 175.0, 200.0] {
            town.bench.pass(TimeDelta::seconds(10));
            send(&guard, town.fix(east(HERE, metres))).await;
        }
        let mut seen = Vec::new();
        while let Ok(crossed) = crossings.try_recv() {
            assert_eq!((crossed.station, crossed.offer, crossed.member), (station, offer, member));
            seen.push(crossed.crossing);
        }
        assert_eq!(seen, [Crossing::Departed, Crossing::Arrived]);
    })
    .await;
}
