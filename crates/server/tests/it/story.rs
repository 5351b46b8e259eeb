//! Stories through the whole server, by people who sign in.

use chrono::TimeDelta;
use platform::log::{self, Verdict};
use serde_json::{Value, json};
use testkit::bench::on_each_database;
use testkit::http::Caller;

use crate::furniture::{Station, text};

/// Sends one answer to a call.
async fn answer(caller: &Caller, offer: &Value, step: &str, body: Value) -> Value {
    caller.post(&format!("/api/v1/offers/{}/{step}", text(&offer["id"])), body).await.ok()
}

/// The one open call of somebody.
async fn call_of(station: &Station, caller: &Caller) -> Value {
    station.settle().await;
    let open = caller.get("/api/v1/offers/mine").await.ok();
    let items = open["items"].as_array().unwrap();
    assert_eq!(items.len(), 1, "{open}");
    items[0].clone()
}

async fn verb(caller: &Caller, incident: &Value, verb: &str, body: Value) -> Value {
    caller.post(&format!("/api/v1/incidents/{}/{verb}", text(&incident["id"])), body).await.ok()
}

#[tokio::test(flavor = "multi_thread")]
async fn story_1_a_bat_in_the_hallway_is_handled_by_the_gate() {
    on_each_database(async |bench| {
        let station = Station::open(bench).await;
        let desk = station.sign_in("desk").await;
        let (guard, guard_id) = station.come_on_duty("guard").await;
        station.come_on_duty("guard2").await;
        let home = station.member("guard").home;
        let report = json!({
            "source": "station_phone", "category": "5103", "description": "楼道里有蝙蝠", "address_text": "3号楼",
            "point": home, "caller_name": "测试甲", "caller_phone": "19900001234",
        });
        let incident = desk.post("/api/v1/incidents", report).await.expect(201);
        verb(&desk, &incident, "dispatch", json!({ "members": [guard_id] })).await;
        let call = call_of(&station, &guard).await;
        for (step, body) in [
            ("deliver", json!({})),
            ("accept", json!({})),
            ("depart", json!({})),
            ("arrive", json!({})),
            ("clear", json!({ "result": "resolved" })),
        ] {
            answer(&guard, &call, step, body).await;
            station.settle().await;
        }
        let closed = verb(&desk, &incident, "close", json!({})).await;
        assert_eq!((text(&closed["status"]), &closed["solo_by_group"]), ("closed".into(), &json!(true)));
        let figures = desk.get("/api/v1/figures/day").await.ok();
        assert_eq!(
            (&figures["reported"], &figures["closed"], &figures["non_police_solo"]),
            (&json!(1), &json!(1), &json!(1))
        );
        let db = station.bench.app.db();
        assert!(matches!(log::verify(db, station.bench.station).await.unwrap(), Verdict::Sound(_)));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn story_2_a_fight_with_a_knife_goes_to_the_police() {
    on_each_database(async |bench| {
        let station = Station::open(bench).await;
        let (desk, commander) = (station.sign_in("desk").await, station.sign_in("commander").await);
        let (guard, _) = station.come_on_duty("guard").await;
        station.come_on_duty("guard2").await;
        let report = json!({ "category": "2001", "weapon": true, "description": "两人打架，一人持刀", "point": station.member("guard").home });
        let incident = desk.post("/api/v1/incidents", report).await.expect(201);
        assert_eq!(text(&incident["priority"]), "P1");
        assert!(!incident["hard_stops"].as_array().unwrap().is_empty());
        station.settle().await;
        // Community forces get no more than to observe, and the desk cannot order police by itself.
        for call in guard.get("/api/v1/offers/mine").await.ok()["items"].as_array().unwrap() {
            assert!(["L0", "L1"].contains(&text(&call["card"]["level"]).as_str()), "{call}");
        }
        let path = format!("/api/v1/incidents/{}/dispatch", text(&incident["id"]));
        desk.post(&path, json!({ "police": true })).await.refused(403, "police_needs_station");
        let close = format!("/api/v1/incidents/{}/close", text(&incident["id"]));
        assert!(!(200..300).contains(&desk.post(&close, json!({})).await.status), "the desk closed a police matter");
        let sent = verb(&commander, &incident, "dispatch", json!({ "police": true })).await;
        assert_eq!(sent["police_dispatched"], true);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn story_11_a_night_shift_that_forgets_to_hand_over_is_asked_and_its_calls_say_so() {
    on_each_database(async |bench| {
        let station = Station::open(bench).await;
        let desk = station.sign_in("desk").await;
        station.come_on_duty("guard2").await;
        let (night, home) = (station.member("guard").id, station.member("guard").home);
        let at = json!({ "post_id": station.member("guard").post_id, "label": "正门1号机" });
        let registered = desk.post("/api/v1/terminals", at).await.expect(201);
        let enrolled = station
            .http
            .nobody()
            .post("/api/v1/terminal/enrol", json!({ "token": registered["token"] }))
            .await
            .expect(201);
        let gate = station.http.signed_in(text(&enrolled["token"]));
        let confirm = json!({ "member_id": night, "consent_location": true });
        gate.post("/api/v1/terminal/confirm", confirm.clone()).await.ok();
        gate.post("/api/v1/duty/ring", json!({})).await.ok();
        gate.post("/api/v1/duty/ring/answer", json!({ "heard": true })).await.ok();

        // The night ends and nobody hands over.
        station.bench.pass(TimeDelta::hours(8) + TimeDelta::minutes(5));
        let jobs = duty::terminal::forgotten::register(platform::jobs::Jobs::default());
        jobs.drain(&station.bench.app).await.unwrap();
        let desk = station.sign_in("desk").await;
        assert_eq!(gate.get("/api/v1/terminal").await.ok()["turn"]["asked"], true);
        let fix = json!({ "fixes": [{ "at": station.bench.now(), "point": home, "accuracy_m": 8.0 }] });
        gate.post("/api/v1/positions", fix).await.ok();
        let report = json!({ "category": "5103", "point": home });
        let incident = desk.post("/api/v1/incidents", report).await.expect(201);
        verb(&desk, &incident, "dispatch", json!({ "members": [night] })).await;
        let call = call_of(&station, &gate).await;
        assert_eq!((&call["unconfirmed"], &call["identity_note"]), (&json!(true), &json!("身份未确认")), "{call}");
        let path = format!("/api/v1/incidents/{}", text(&incident["id"]));
        let shown = desk.clone().english().get(&path).await.ok();
        assert_eq!(shown["offers"][0]["identity_note"], "Identity not confirmed");

        // 「我是当班人」: from then on the post's calls are somebody's again.
        gate.post("/api/v1/terminal/confirm", confirm).await.ok();
        assert_eq!(desk.get(&path).await.ok()["offers"][0]["unconfirmed"], false);
        answer(&gate, &call, "accept", json!({})).await;
        station.settle().await;
        assert_eq!(desk.get(&path).await.ok()["offers"][0]["status"], "accepted");
        let db = station.bench.app.db();
        assert!(matches!(log::verify(db, station.bench.station).await.unwrap(), Verdict::Sound(_)));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn story_12_what_a_terminal_did_without_network_counts_when_it_comes_and_only_once() {
    on_each_database(async |bench| {
        let station = Station::open(bench).await;
        let desk = station.sign_in("desk").await;
        let (guard, guard_id) = station.come_on_duty("guard").await;
        station.come_on_duty("guard2").await;
        let report = json!({ "category": "5103", "point": station.member("guard").home });
        let incident = desk.post("/api/v1/incidents", report).await.expect(201);
        verb(&desk, &incident, "dispatch", json!({ "members": [guard_id] })).await;
        let call = call_of(&station, &guard).await;
        answer(&guard, &call, "deliver", json!({})).await;

        // The guard accepts and arrives in a cellar; the terminal keeps it with its own time and sends it later, twice.
        let accepted_at = station.bench.now() + TimeDelta::seconds(20);
        let arrived_at = station.bench.now() + TimeDelta::seconds(80);
        station.bench.pass(TimeDelta::seconds(180));
        let mut versions = Vec::new();
        for _ in 0..2 {
            for (step, at) in [("accept", accepted_at), ("depart", accepted_at), ("arrive", arrived_at)] {
                let kept = guard.clone().keyed(&format!("offline-{step}"));
                answer(&kept, &call, step, json!({ "at": at })).await;
                station.settle().await;
            }
            let shown = desk.get(&format!("/api/v1/incidents/{}", text(&incident["id"]))).await.ok();
            assert_eq!(shown["status"], "on_scene");
            versions.push(shown["version"].clone());
        }
        assert_eq!(versions[0], versions[1], "the second sending changed something");
        let timeline = desk.get(&format!("/api/v1/incidents/{}/timeline", text(&incident["id"]))).await.ok();
        let arrived: Vec<&Value> =
            timeline["items"].as_array().unwrap().iter().filter(|it| it["kind"] == "offer_arrived").collect();
        assert_eq!(arrived.len(), 1, "{timeline}");
        let (device, server) = (time(&arrived[0]["device_at"]), time(&arrived[0]["at"]));
        assert_eq!(device, arrived_at);
        assert!(server >= arrived_at + TimeDelta::seconds(90), "both times are kept");
    })
    .await;
}

fn time(value: &Value) -> chrono::DateTime<chrono::Utc> {
    text(value).parse().unwrap()
}
