//! A member's call for help: heard by people, louder the longer nobody hears it, and never confused with a drill.

use chrono::TimeDelta;
use domain::role::Role;
use platform::jobs::Jobs;
use platform::outbox;
use sea_orm::EntityTrait as _;
use serde_json::{Value, json};
use testkit::bench::{Bench, on_each_database};
use testkit::http::Caller;

use crate::town::{Town, Who, bat, text};

/// A position in the estate.
fn here() -> Value {
    json!({ "point": { "type": "Point", "coordinates": [107.3902, 29.7001] }, "accuracy_m": 8.0, "hold_ms": 1600 })
}

async fn press(town: &Town, who: Who) -> Value {
    let sos = town.caller(who).await.post("/api/v1/sos", here()).await.expect(201);
    town.settle().await;
    sos
}

async fn open(caller: &Caller) -> Vec<Value> {
    caller.get("/api/v1/sos").await.ok()["items"].as_array().unwrap().clone()
}

async fn say(town: &Town, sos: &Value, what: &str, body: Value) -> Value {
    let answer = town.desk.post(&format!("/api/v1/sos/{}/{what}", text(&sos["id"])), body).await.ok();
    town.settle().await;
    answer
}

/// Lets seconds pass and what is due run, more than once.
async fn seconds(town: &Town, seconds: i64) {
    town.bench.pass(TimeDelta::seconds(seconds));
    let jobs = incidents::sos::unheard::register(Jobs::default(), &town.incidents);
    for _ in 0..3 {
        jobs.drain(&town.bench.app).await.unwrap();
    }
}

async fn messages(bench: &Bench) -> Vec<String> {
    let all = outbox::Entity::find().all(bench.app.db().read()).await.unwrap();
    let of_sos = all.into_iter().filter(|it| it.body["cause"] == "sos_unheard");
    let mut said: Vec<_> = of_sos.map(|it| format!("{} {}", it.channel, it.body["told"].as_str().unwrap())).collect();
    said.sort();
    said
}

async fn incident(town: &Town, sos: &Value) -> Value {
    town.show(&json!({ "id": sos["incident_id"] })).await
}

async fn times(town: &Town, sos: &Value, kind: &str) -> usize {
    let timeline = town.timeline(&json!({ "id": sos["incident_id"] })).await;
    timeline.iter().filter(|it| *it == kind).count()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_press_makes_a_dangerous_incident_and_calls_the_others() {
    on_each_database(async |bench| {
        let town = Town::new(bench).await;
        let sos = press(&town, Who::Gate).await;
        assert_eq!(text(&sos["status"]), "raised");
        assert_eq!(open(&town.desk).await.len(), 1);
        let made = incident(&town, &sos).await;
        for (field, value) in
            [("source", "device_sos"), ("priority", "P1"), ("police_nature", "police"), ("level", "L1")]
        {
            assert_eq!(text(&made[field]), value, "{field}");
        }
        assert_eq!(made["hard_stops"], json!(["sos"]));
        assert_eq!(made["drill"], false);
        assert_eq!(town.calls(Who::Gate).await, Vec::<Value>::new(), "who calls for help is not called to it");
        let called = made["offers"].as_array().unwrap();
        assert!(called.iter().any(|it| it["member_id"] == json!(Who::Officer.id())), "police go");
        assert!(called.iter().any(|it| it["member_id"] == json!(Who::Second.id())), "the colleague goes");

        // An impatient thumb makes no second one, and the same command none at all.
        let guard = town.caller(Who::Gate).await;
        assert_eq!(guard.post("/api/v1/sos", here()).await.ok()["id"], sos["id"]);
        assert_eq!(open(&town.desk).await.len(), 1);
        // Two at once are a list.
        press(&town, Who::Mall).await;
        assert_eq!(open(&town.desk).await.len(), 2);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn at_an_incident_that_one_becomes_dangerous() {
    on_each_database(async |bench| {
        let town = Town::new(bench).await;
        let bat = town.report(bat()).await;
        town.verb(&bat, "dispatch", json!({ "members": [Who::Gate.id()] })).await;
        let call = town.calls(Who::Gate).await.remove(0);
        town.answer(Who::Gate, &call, "accept", json!({})).await;
        let sos = press(&town, Who::Gate).await;
        assert_eq!(sos["incident_id"], bat["id"]);
        let now = town.show(&bat).await;
        assert_eq!((text(&now["priority"]), text(&now["level"])), ("P1".to_owned(), "L1".to_owned()));
        assert_eq!(text(&now["police_nature"]), "police");
        assert_eq!(now["hard_stops"], json!(["sos"]));
        assert!(now["offers"].as_array().unwrap().len() > 1, "others are called to it");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn unheard_it_is_told_to_the_commander_and_then_to_everybody_once_each() {
    on_each_database(async |bench| {
        let town = Town::new(bench).await;
        let sos = press(&town, Who::Gate).await;
        seconds(&town, 14).await;
        assert_eq!(messages(&town.bench).await, Vec::<String>::new());
        assert_eq!(open(&town.centre).await, Vec::<Value>::new());
        seconds(&town, 1).await;
        assert_eq!(messages(&town.bench).await, ["duty_commander duty_commander"]);
        // The node dies here; what is due lies in rows.
        let again = Town::wake(town.bench).await;
        seconds(&again, 15).await;
        seconds(&again, 100).await;
        assert_eq!(messages(&again.bench).await, ["duty_commander command_group", "duty_commander duty_commander"]);
        assert_eq!(times(&again, &sos, "sos_unheard").await, 2);
        assert_eq!(open(&again.centre).await.len(), 1, "the whole group sees it");
        assert_eq!(text(&open(&again.desk).await[0]["told"]), "command_group");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn heard_in_time_nobody_else_is_told_and_the_presser_reads_who_has_it() {
    on_each_database(async |bench| {
        let town = Town::new(bench).await;
        let sos = press(&town, Who::Gate).await;
        let path = format!("/api/v1/sos/{}", text(&sos["id"]));
        let reason = json!({ "reason": "误碰" });
        town.desk.post(&format!("{path}/false_alarm"), reason.clone()).await.refused(409, "sos_not_heard");
        town.desk.post(&format!("{path}/resolve"), json!({})).await.refused(409, "sos_not_heard");
        town.centre.post(&format!("{path}/acknowledge"), json!({})).await.refused(404, "not_found");
        say(&town, &sos, "acknowledge", json!({})).await;
        town.desk.post(&format!("{path}/acknowledge"), json!({})).await.refused(409, "sos_already_heard");
        seconds(&town, 60).await;
        assert_eq!(messages(&town.bench).await, Vec::<String>::new());

        let guard = town.caller(Who::Gate).await;
        let mine = guard.get("/api/v1/sos/mine").await.ok();
        assert_eq!(text(&mine["sos"]["status"]), "acknowledged");
        assert_eq!(text(&mine["sos"]["acknowledged_as"]), "desk");
        guard.post("/api/v1/sos/mine/retract", json!({ "why": "slipped" })).await.refused(409, "sos_too_late");

        // Pressed again, it rings anew.
        guard.post("/api/v1/sos", here()).await.ok();
        assert_eq!(text(&open(&town.desk).await[0]["status"]), "raised");
        say(&town, &sos, "acknowledge", json!({})).await;
        town.desk.post(&format!("{path}/false_alarm"), json!({ "reason": " " })).await.refused(422, "text_missing");
        say(&town, &sos, "resolve", json!({})).await;
        assert_eq!(open(&town.desk).await, Vec::<Value>::new());
        town.desk.post(&format!("{path}/resolve"), json!({})).await.refused(409, "sos_over");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_slip_is_taken_back_in_time_and_still_confirmed_by_the_desk() {
    on_each_database(async |bench| {
        let town = Town::new(bench).await;
        let sos = press(&town, Who::Gate).await;
        let guard = town.caller(Who::Gate).await;
        let said = guard.post("/api/v1/sos/mine/retract", json!({ "why": "slipped" })).await.ok();
        assert_eq!((text(&said["status"]), text(&said["retract_reason"])), ("raised".to_owned(), "slipped".to_owned()));
        assert_eq!(open(&town.desk).await.len(), 1, "the desk confirms");
        town.caller(Who::Second).await.post("/api/v1/sos/mine/retract", json!({})).await.refused(404, "not_found");
        say(&town, &sos, "acknowledge", json!({})).await;
        let over = say(&town, &sos, "false_alarm", json!({ "reason": "本人说误碰，已回电核实" })).await;
        assert_eq!(text(&over["status"]), "false_alarm");
        assert_eq!(times(&town, &sos, "sos_retracted").await, 1, "it stays recorded");
        // Free again, and the next press is a new one.
        assert_ne!(press(&town, Who::Gate).await["id"], sos["id"]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn off_duty_nothing_is_kept_and_without_consent_no_position() {
    on_each_database(async |bench| {
        let town = Town::asleep(bench).await;
        let refusal = town.caller(Who::Volunteer).await.post("/api/v1/sos", here()).await;
        refusal.refused(409, "sos_off_duty");
        assert_eq!(open(&town.desk).await, Vec::<Value>::new());
        let guard = town.caller(Who::Gate).await;
        guard.post("/api/v1/duty/confirm", json!({ "consent_location": false })).await.ok();
        town.settle().await;
        let sos = press(&town, Who::Gate).await;
        assert!(sos["point"].is_null(), "a position only with consent");
        assert_eq!(text(&sos["post_name"]), "云荔苑东门", "the post is known anyway");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_drill_rings_like_the_real_thing_and_counts_nowhere() {
    on_each_database(async |bench| {
        let town = Town::new(bench).await;
        let figures = async |town: &Town| town.desk.get("/api/v1/figures/day").await.ok();
        let before = figures(&town).await;
        let to = town.bench.now() + TimeDelta::minutes(30);
        let window = json!({ "kind": "sos", "to": to, "what": "拉动测试" });
        town.desk.post("/api/v1/drills", window.clone()).await.refused(403, "forbidden");
        let short = json!({ "kind": "sos", "to": to, "what": "x" });
        town.commander.post("/api/v1/drills", short).await.refused(422, "drill_what");
        let long = json!({ "kind": "sos", "to": to + TimeDelta::days(2), "what": "拉动测试" });
        town.commander.post("/api/v1/drills", long).await.refused(409, "drill_too_long");
        let drill = town.commander.post("/api/v1/drills", window).await.expect(201);
        assert_eq!(drill["running"], true);

        let sos = press(&town, Who::Gate).await;
        assert_eq!(sos["drill"], true);
        let made = incident(&town, &sos).await;
        assert_eq!((made["drill"].clone(), text(&made["category"])), (json!(true), "9005".to_owned()));
        let calls = town.calls(Who::Second).await;
        assert_eq!(calls[0]["card"]["drill"], true, "the colleague reads that it is a drill");
        // Whatever it is called afterwards, it stays one.
        town.verb(&json!({ "id": sos["incident_id"] }), "triage", json!({ "category": "2001" })).await;
        assert_eq!(figures(&town).await, before, "no figure moves");
        say(&town, &sos, "acknowledge", json!({})).await;
        say(&town, &sos, "resolve", json!({})).await;

        // The window is over by itself, and by hand; then it is serious.
        let end = format!("/api/v1/drills/{}/end", text(&drill["id"]));
        town.commander.post(&end, json!({})).await.ok();
        let real = press(&town, Who::Mall).await;
        assert_eq!(real["drill"], false);
        assert_eq!(figures(&town).await["reported"].as_i64(), before["reported"].as_i64().map(|it| it + 1));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn in_a_drill_somebody_at_a_real_matter_is_taken_seriously_and_time_ends_a_window() {
    on_each_database(async |bench| {
        let mut town = Town::new(bench).await;
        let to = town.bench.now() + TimeDelta::minutes(30);
        town.commander
            .post("/api/v1/drills", json!({ "kind": "test_ring", "to": to, "what": "试铃" }))
            .await
            .expect(201);
        let bat = town.report(bat()).await;
        town.verb(&bat, "dispatch", json!({ "members": [Who::Gate.id()] })).await;
        let call = town.calls(Who::Gate).await.remove(0);
        town.answer(Who::Gate, &call, "accept", json!({})).await;
        assert_eq!(press(&town, Who::Gate).await["drill"], false);
        let tried = press(&town, Who::Grid).await;
        assert_eq!(text(&incident(&town, &tried).await["category"]), "9004");
        town.bench.pass(TimeDelta::minutes(31));
        town.desk = town.bench.of_station(&town.http, Role::Desk).await;
        assert_eq!(town.desk.get("/api/v1/drills").await.ok()["items"], json!([]));
        assert_eq!(press(&town, Who::Mall).await["drill"], false);
    })
    .await;
}
