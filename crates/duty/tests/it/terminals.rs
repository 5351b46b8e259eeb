//! Terminals: bound once, shared in turns, asked after when a hand-over was forgotten, wiped by two people when lost.

use chrono::TimeDelta;
use domain::role::Role;
use platform::jobs::Jobs;
use platform::log::{self, Verdict};
use platform::scope::Reach;
use serde_json::{Value, json};
use testkit::bench::{Bench, on_each_database};
use testkit::http::{Caller, Http};
use uuid::Uuid;

use crate::furniture::{LI, SCHOOL_GATE, Town, WANG, ZHANG};

/// The town with the routes of terminals.
struct Gate {
    town: Town,
    http: Http,
    chief: Caller,
}

impl Gate {
    async fn new(bench: Bench) -> Self {
        let town = Town::new(bench).await;
        let duty = town.duty.clone();
        let routes = [duty::api::routes(duty.clone()), duty::terminal::api::routes(duty)];
        let http = town.bench.serve(routes);
        let chief = town.bench.of_station(&http, Role::Chief).await;
        Self { town, http, chief }
    }

    async fn register(&self) -> Value {
        let body = json!({ "post_id": Uuid::from_u128(SCHOOL_GATE), "label": "正门1号机" });
        self.chief.post("/api/v1/terminals", body).await.expect(201)
    }

    async fn enrol(&self, registered: &Value) -> Caller {
        let body = json!({ "token": registered["token"] });
        let enrolled = self.http.nobody().post("/api/v1/terminal/enrol", body).await.expect(201);
        self.http.signed_in(enrolled["token"].as_str().unwrap())
    }

    async fn enrolled(&self) -> (String, Caller) {
        let registered = self.register().await;
        (registered["terminal"]["id"].as_str().unwrap().to_owned(), self.enrol(&registered).await)
    }

    async fn member(&self, number: u128) -> Value {
        // Hours pass in these stories, longer than a session is left idle.
        let desk = self.town.bench.of_station(&self.http, Role::Desk).await;
        desk.get(&format!("/api/v1/members/{}", Uuid::from_u128(number))).await.ok()
    }

    /// Runs the job that asks after forgotten hand-overs.
    async fn ask(&self) {
        let jobs = duty::terminal::forgotten::register(Jobs::default());
        jobs.ensure(&self.town.bench.app, duty::terminal::forgotten::ASK).await.unwrap();
        jobs.drain(&self.town.bench.app).await.unwrap();
    }
}

fn who(number: u128) -> Value {
    json!({ "member_id": Uuid::from_u128(number), "consent_location": true })
}

async fn turn(terminal: &Caller) -> Value {
    terminal.get("/api/v1/terminal").await.ok()["turn"].clone()
}

#[tokio::test]
async fn a_code_enrols_once_and_not_after_its_time() {
    on_each_database(async |bench| {
        let gate = Gate::new(bench).await;
        let registered = gate.register().await;
        let terminal = gate.enrol(&registered).await;
        let page = terminal.get("/api/v1/terminal").await.ok();
        assert_eq!((page["post_name"].as_str(), &page["turn"]), (Some("小学正门"), &Value::Null));
        let people: Vec<&str> =
            page["people"].as_array().unwrap().iter().map(|it| it["name"].as_str().unwrap()).collect();
        assert_eq!(people, ["张*", "王*"], "the people of the unit and nobody else, masked");
        let again = json!({ "token": registered["token"] });
        let nobody = gate.http.nobody();
        nobody.post("/api/v1/terminal/enrol", again).await.refused(409, "terminal_already_enrolled");
        nobody.post("/api/v1/terminal/enrol", json!({ "token": "AAAA" })).await.refused(410, "enrol_code_refused");

        let late = gate.register().await;
        gate.town.bench.pass(TimeDelta::minutes(11));
        let body = json!({ "token": late["token"] });
        nobody.post("/api/v1/terminal/enrol", body).await.refused(410, "enrol_code_refused");
        // A new code ends the old one.
        let path = format!("/api/v1/terminals/{}/code", late["terminal"]["id"].as_str().unwrap());
        let renewed = gate.chief.post(&path, json!({})).await.ok();
        nobody
            .post("/api/v1/terminal/enrol", json!({ "token": late["token"] }))
            .await
            .refused(410, "enrol_code_refused");
        gate.enrol(&renewed).await.get("/api/v1/terminal").await.ok();
        gate.chief.post(&path, json!({})).await.refused(409, "terminal_already_enrolled");
    })
    .await;
}

#[tokio::test]
async fn two_people_on_one_terminal_the_second_takes_over() {
    on_each_database(async |bench| {
        let gate = Gate::new(bench).await;
        let (_, terminal) = gate.enrolled().await;
        terminal.post("/api/v1/duty/leave", json!({})).await.refused(403, "not_a_member");
        terminal.post("/api/v1/terminal/confirm", who(LI)).await.refused(422, "foreign_post");
        terminal.post("/api/v1/terminal/confirm", who(ZHANG)).await.ok();
        assert_eq!(turn(&terminal).await["name"], "张*");
        terminal.post("/api/v1/terminal/confirm", who(WANG)).await.refused(409, "terminal_held");
        assert_eq!(turn(&terminal).await["name"], "张*", "a refusal changed who is on shift");
        let mut body = who(WANG);
        body["take_over"] = json!(true);
        terminal.post("/api/v1/terminal/confirm", body).await.ok();
        assert_eq!(turn(&terminal).await["name"], "王*");
        assert_eq!(gate.member(ZHANG).await["on_duty"], false);
        // The session is the new one's from this moment on: a position is theirs.
        assert_eq!(gate.member(WANG).await["on_duty"], true);
        gate.town.bench.pass(TimeDelta::seconds(1));
        let fix = gate.town.fix(crate::furniture::HERE);
        assert_eq!(terminal.post("/api/v1/positions", fix).await.ok()["accepted"], 1);
        assert!(gate.member(WANG).await["point"].is_object() && gate.member(ZHANG).await["point"].is_null());
        terminal.get("/api/v1/duty/track").await.refused(403, "track_is_personal");
        terminal.get("/api/v1/members").await.refused(403, "forbidden");
        terminal.post("/api/v1/duty/leave", json!({})).await.ok();
        assert_eq!(turn(&terminal).await, Value::Null);
    })
    .await;
}

#[tokio::test]
async fn a_hand_over_carries_a_note_and_needs_the_one_who_goes_to_be_there() {
    on_each_database(async |bench| {
        let gate = Gate::new(bench).await;
        let (_, terminal) = gate.enrolled().await;
        let hand = |from: u128, to: u128| {
            json!({ "from_member_id": Uuid::from_u128(from), "to_member_id": Uuid::from_u128(to), "note": "后门锁坏了" })
        };
        terminal.post("/api/v1/duty/hand_over", hand(ZHANG, WANG)).await.refused(409, "hand_over_not_there");
        terminal.post("/api/v1/terminal/confirm", who(ZHANG)).await.ok();
        terminal.post("/api/v1/duty/hand_over", hand(LI, WANG)).await.refused(409, "hand_over_not_there");
        terminal.post("/api/v1/duty/hand_over", hand(ZHANG, ZHANG)).await.refused(422, "hand_over_to_oneself");
        let long = json!({
            "from_member_id": Uuid::from_u128(ZHANG), "to_member_id": Uuid::from_u128(WANG),
            "planned_end_at": gate.town.bench.now() + TimeDelta::hours(17),
        });
        terminal.post("/api/v1/duty/hand_over", long).await.refused(422, "planned_end");
        terminal.post("/api/v1/duty/hand_over", hand(ZHANG, WANG)).await.ok();
        let shown = turn(&terminal).await;
        let words = (&shown["name"], &shown["hand_over_note"], &shown["handed_over_by"]);
        assert_eq!(words, (&json!("王*"), &json!("后门锁坏了"), &json!("张*")));
        // The note is sealed: the log holds none of it.
        let rows = log::after(gate.town.bench.app.db(), gate.town.bench.station, 0, 100).await.unwrap();
        assert!(rows.iter().all(|it| !it.body.contains("后门")));
        // On one's own phone nobody puts another on shift.
        let guard = gate.town.scope(ZHANG);
        let guard = gate.town.bench.caller(&gate.http, &guard).await;
        guard.post("/api/v1/duty/hand_over", hand(WANG, LI)).await.refused(403, "hand_over_for_another");
        guard.post("/api/v1/duty/hand_over", json!({ "from_member_id": Uuid::from_u128(WANG) })).await.ok();
        assert_eq!(turn(&terminal).await, Value::Null, "the terminal is nobody's after a hand-over to a phone");
    })
    .await;
}

#[tokio::test]
async fn a_forgotten_hand_over_is_asked_after_until_somebody_answers() {
    on_each_database(async |bench| {
        let gate = Gate::new(bench).await;
        let (_, terminal) = gate.enrolled().await;
        terminal.post("/api/v1/terminal/confirm", who(ZHANG)).await.ok();
        gate.town.bench.pass(TimeDelta::hours(7));
        gate.ask().await;
        assert_eq!(gate.member(ZHANG).await["unconfirmed"], false);
        gate.town.bench.pass(TimeDelta::hours(1));
        gate.ask().await;
        assert_eq!(turn(&terminal).await["asked"], true);
        let shown = gate.member(ZHANG).await;
        assert_eq!((&shown["unconfirmed"], &shown["notes"][1]), (&json!(true), &json!("身份未确认")), "{shown}");
        // It is known after a restart too.
        let again = crate::furniture::load(&gate.town.bench).await;
        assert!(again.member(gate.town.bench.station, crate::furniture::id(ZHANG)).unwrap().unconfirmed);
        terminal.post("/api/v1/terminal/confirm", who(ZHANG)).await.ok();
        assert_eq!(gate.member(ZHANG).await["unconfirmed"], false);
        let shown = turn(&terminal).await;
        let end: chrono::DateTime<chrono::Utc> = shown["planned_end_at"].as_str().unwrap().parse().unwrap();
        assert_eq!((&shown["asked"], end), (&json!(false), gate.town.bench.now() + TimeDelta::hours(8)));
    })
    .await;
}

#[tokio::test]
async fn who_was_not_rung_is_to_be_telephoned() {
    on_each_database(async |bench| {
        let gate = Gate::new(bench).await;
        let (_, terminal) = gate.enrolled().await;
        terminal.post("/api/v1/duty/ring", json!({})).await.refused(409, "not_on_shift");
        terminal.post("/api/v1/terminal/confirm", who(ZHANG)).await.ok();
        assert_eq!(gate.member(ZHANG).await["notes"], json!(["叫不醒，请打电话"]));
        terminal.post("/api/v1/duty/ring/answer", json!({ "heard": true })).await.refused(409, "ring_first");
        terminal.post("/api/v1/duty/ring", json!({})).await.ok();
        gate.town.bench.pass(TimeDelta::minutes(3));
        terminal.post("/api/v1/duty/ring/answer", json!({ "heard": true })).await.refused(409, "ring_first");
        terminal.post("/api/v1/duty/ring", json!({})).await.ok();
        terminal.post("/api/v1/duty/ring/answer", json!({ "heard": true })).await.ok();
        let shown = gate.member(ZHANG).await;
        assert_eq!((&shown["proven"], &shown["notes"]), (&json!(true), &json!([])));
        terminal.post("/api/v1/duty/ring", json!({})).await.ok();
        terminal.post("/api/v1/duty/ring/answer", json!({ "heard": false })).await.ok();
        assert_eq!(gate.member(ZHANG).await["proven"], false);
        // The next shift begins unproven again; on the own phone the confirmation itself has reached its owner.
        terminal.post("/api/v1/duty/leave", json!({})).await.ok();
        gate.town.on_duty(ZHANG).await;
        assert_eq!(gate.member(ZHANG).await["proven"], true);
    })
    .await;
}

#[tokio::test]
async fn a_lost_terminal_is_disabled_by_two_and_wiped() {
    on_each_database(async |bench| {
        let gate = Gate::new(bench).await;
        let (id, terminal) = gate.enrolled().await;
        terminal.post("/api/v1/terminal/confirm", who(ZHANG)).await.ok();
        let path = |verb: &str| format!("/api/v1/terminals/{id}/{verb}");
        gate.chief.post(&path("disable"), json!({})).await.refused(409, "terminal_not_lost");
        gate.chief.post(&path("lost"), json!({})).await.ok();
        gate.chief.post(&path("disable"), json!({})).await.refused(409, "terminal_same_person");
        // One person's word takes nothing away.
        assert_eq!(turn(&terminal).await["name"], "张*");
        gate.chief.post(&path("found"), json!({})).await.ok();
        gate.chief.post(&path("lost"), json!({})).await.ok();
        let desk = gate.town.bench.of_station(&gate.http, Role::Desk).await;
        let elsewhere = gate.town.bench.scope(Role::UnitAdmin, Reach::Unit(vec![Uuid::now_v7().into()]), None);
        let elsewhere = gate.town.bench.caller(&gate.http, &elsewhere).await;
        elsewhere.post(&path("disable"), json!({})).await.refused(404, "not_found");
        assert_eq!(gate.http.signed_in("x").post("/api/v1/terminal/check", json!({})).await.ok()["wipe"], false);
        desk.post(&path("disable"), json!({})).await.ok();
        terminal.get("/api/v1/terminal").await.refused(401, "session_expired");
        let checked = terminal.post("/api/v1/terminal/check", json!({})).await;
        assert_eq!(checked.headers["clear-site-data"], "\"cache\", \"cookies\", \"storage\"");
        assert_eq!(checked.ok(), json!({ "works": false, "wipe": true }));
        assert_eq!(gate.member(ZHANG).await["on_duty"], false);
        desk.post(&path("found"), json!({})).await.refused(409, "terminal_disabled");
        let db = gate.town.bench.app.db();
        assert!(matches!(log::verify(db, gate.town.bench.station).await.unwrap(), Verdict::Sound(_)));
    })
    .await;
}
