//! Comments, mentions, reminders and instructions on an incident: seen by exactly those who may see it.

use chrono::TimeDelta;
use domain::ids::AccountId;
use domain::role::Role;
use people::seed::NewAccount;
use platform::jobs::Jobs;
use platform::records::register_jobs;
use platform::scope::{Reach, Scope};
use platform::seal::Personal;
use sea_orm::{EntityTrait as _, PaginatorTrait as _};
use serde_json::{Value, json};
use testkit::bench::{Bench, on_each_database};
use testkit::http::Caller;
use uuid::Uuid;

use crate::town::{Town, Who, bat, grid, text};

/// A town whose people have accounts.
pub struct Office {
    pub town: Town,
    pub desk: Caller,
    pub commander: Caller,
    pub officer: Caller,
    pub guard: Caller,
}

pub fn account(role: Role) -> AccountId {
    AccountId::from(Uuid::from_u128(0x300 + role as u128))
}

/// Somebody with an account, signed in.
async fn signed_in(town: &Town, role: Role, reach: Reach, who: Option<Who>) -> Caller {
    let member = who.map(Who::id);
    let scope = Scope { account: account(role), ..town.bench.scope(role, reach, member) };
    town.bench.caller(&town.http, &scope).await
}

async fn everybody(town: &Town) -> (Caller, Caller, Caller, Caller) {
    (
        signed_in(town, Role::Desk, Reach::Station, None).await,
        signed_in(town, Role::DutyCommander, Reach::Station, None).await,
        signed_in(town, Role::BeatOfficer, Reach::Grid(vec![grid()]), Some(Who::Officer)).await,
        signed_in(town, Role::Guard, Reach::Own, Some(Who::Gate)).await,
    )
}

impl Office {
    pub async fn open(bench: Bench) -> Self {
        let town = Town::new(bench).await;
        let new = |role: Role, login: &str, reach: Reach, who: Option<Who>| NewAccount {
            id: account(role),
            login: login.to_owned(),
            password_hash: String::new(),
            role,
            reach,
            member: who.map(Who::id),
            name: Personal::new(format!("演{login}")),
        };
        let of_grid = Reach::Grid(vec![grid()]);
        let accounts = [
            new(Role::Desk, "desk", Reach::Station, None),
            new(Role::DutyCommander, "commander", Reach::Station, None),
            new(Role::BeatOfficer, "officer", of_grid.clone(), Some(Who::Officer)),
            new(Role::Guard, "gate", Reach::Own, Some(Who::Gate)),
        ];
        people::seed::seed(&town.bench.app, town.bench.station, &[], &accounts).await.unwrap();
        town.incidents.people().refresh_all().await.unwrap();
        let (desk, commander, officer, guard) = everybody(&town).await;
        Self { town, desk, commander, officer, guard }
    }

    /// Signs everybody in again, after hours in which sessions ended.
    pub async fn sign_in(&mut self) {
        (self.desk, self.commander, self.officer, self.guard) = everybody(&self.town).await;
    }

    pub async fn drain(&self) {
        let jobs = register_jobs(Jobs::default(), &self.town.records);
        while jobs.drain(&self.town.bench.app).await.unwrap() > 0 {}
    }
}

pub fn beside(incident: &Value, what: &str) -> String {
    format!("/api/v1/records/incident/{}/{what}", text(&incident["id"]))
}

async fn waiting(caller: &Caller) -> Vec<Value> {
    caller.get("/api/v1/inbox").await.ok()["items"].as_array().unwrap().clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_comment_is_sealed_and_tells_whom_it_mentions() {
    on_each_database(async |bench| {
        let office = Office::open(bench).await;
        let incident = office.town.report(bat()).await;
        let body =
            json!({ "text": "住户已回家，请回访", "mentions": [account(Role::BeatOfficer), account(Role::Desk)] });
        let first = office.desk.clone().keyed("a").post(&beside(&incident, "comments"), body.clone()).await.expect(201);
        let again = office.desk.clone().keyed("a").post(&beside(&incident, "comments"), body).await.expect(201);
        assert_eq!(first, again);
        let comments = office.commander.get(&beside(&incident, "comments")).await.ok();
        assert_eq!(comments["items"].as_array().unwrap().len(), 1);
        assert_eq!(comments["items"][0]["text"], "住户已回家，请回访");
        assert_eq!(comments["items"][0]["author"]["name"], "演desk");
        let found = waiting(&office.officer).await;
        assert_eq!(
            (found.len(), &found[0]["cause"], &found[0]["text"]),
            (1, &json!("mention"), &json!("住户已回家，请回访"))
        );
        assert_eq!(found[0]["title"], incident["incident_no"]);
        assert!(waiting(&office.desk).await.is_empty(), "nobody mentions themselves");
        let seen = format!("/api/v1/inbox/{}/seen", text(&found[0]["id"]));
        office.commander.post(&seen, json!({})).await.refused(404, "not_found");
        office.officer.post(&seen, json!({})).await.ok();
        assert_eq!(office.officer.get("/api/v1/inbox?unseen=true").await.ok()["unseen"], 0);
        let timeline = office.town.timeline(&incident).await;
        assert!(timeline.contains(&"comment_added".to_owned()), "{timeline:?}");
        let log = office.desk.get("/api/v1/events?after=0").await;
        assert!(!log.text().contains("住户已回家") && !log.text().contains("inbox_added"), "an inbox is its owner's");
        assert!(office.officer.get("/api/v1/events?after=0").await.text().contains("inbox_added"));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_may_not_see_the_incident_sees_nothing_beside_it() {
    let office = Office::open(Bench::sqlite().await).await;
    let point = json!({ "type": "Point", "coordinates": [107.3901, 29.7001] });
    let fight = office.town.report(json!({ "category": "2001", "point": point, "involves_dv": true })).await;
    office.desk.post(&beside(&fight, "comments"), json!({ "text": "警务内容" })).await.expect(201);
    for what in ["comments", "attachments", "instructions", "reminders"] {
        office.guard.get(&beside(&fight, what)).await.refused(404, "not_found");
        office.desk.get(&beside(&json!({ "id": Uuid::now_v7() }), what)).await.refused(404, "not_found");
    }
    office.guard.post(&beside(&fight, "comments"), json!({ "text": "x" })).await.refused(404, "not_found");
    office
        .desk
        .get(&format!("/api/v1/records/nothing/{}/comments", text(&fight["id"])))
        .await
        .refused(404, "not_found");
    // Called to it, the guard still reads and photographs nothing of a case at home.
    office.town.verb(&fight, "dispatch", json!({ "members": [Who::Gate.id()] })).await;
    office.guard.get(&beside(&fight, "comments")).await.refused(404, "not_found");
    let mention = json!({ "text": "x", "mentions": [account(Role::Guard)] });
    office.desk.post(&beside(&fight, "comments"), mention).await.refused(422, "may_not_see");
    let people = office.desk.get(&beside(&fight, "people?q=")).await.ok();
    let names: Vec<_> = people["items"].as_array().unwrap().iter().map(|it| text(&it["name"])).collect();
    assert_eq!(names, ["演commander", "演desk", "演officer"].map(str::to_owned), "{people}");
    let found = office.desk.get(&beside(&fight, "people?q=off")).await.ok();
    assert_eq!(found["items"].as_array().unwrap().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_takes_part_in_what_is_no_police_matter_may_comment() {
    let office = Office::open(Bench::sqlite().await).await;
    let incident = office.town.report(bat()).await;
    office.guard.get(&beside(&incident, "comments")).await.refused(404, "not_found");
    office.town.verb(&incident, "dispatch", json!({ "members": [Who::Gate.id()] })).await;
    let call = office.town.calls(Who::Gate).await.remove(0);
    office.town.answer(Who::Gate, &call, "accept", json!({})).await;
    office.guard.post(&beside(&incident, "comments"), json!({ "text": "蝙蝠已飞走" })).await.expect(201);
    assert_eq!(office.desk.get(&beside(&incident, "comments")).await.ok()["items"][0]["text"], "蝙蝠已飞走");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reminder_goes_off_once_at_its_time() {
    on_each_database(async |bench| {
        let mut office = Office::open(bench).await;
        let incident = office.town.report(bat()).await;
        let due = office.town.bench.now() + TimeDelta::hours(2);
        let body = json!({ "due_at": due, "text": "看看回访", "account_id": account(Role::BeatOfficer) });
        office.desk.post(&beside(&incident, "reminders"), body).await.expect(201);
        let own = office.desk.post(&beside(&incident, "reminders"), json!({ "due_at": due })).await.expect(201);
        office.drain().await;
        assert!(waiting(&office.officer).await.is_empty());
        let cancel = beside(&incident, &format!("reminders/{}/cancel", text(&own["id"])));
        office.officer.post(&cancel, json!({})).await.refused(404, "not_found");
        office.desk.post(&cancel, json!({})).await.ok();
        office.desk.post(&cancel, json!({})).await.refused(409, "already_fired");
        office.town.bench.pass(TimeDelta::hours(2));
        office.sign_in().await;
        office.drain().await;
        office.drain().await;
        let found = waiting(&office.officer).await;
        assert_eq!((found.len(), &found[0]["cause"], &found[0]["text"]), (1, &json!("reminder"), &json!("看看回访")));
        assert!(waiting(&office.desk).await.is_empty());
        let past = json!({ "due_at": office.town.bench.now() });
        office.desk.post(&beside(&incident, "reminders"), past).await.refused(422, "time_past");
        assert_eq!(office.commander.get(&beside(&incident, "reminders")).await.ok()["items"], json!([]));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_instruction_is_acknowledged_by_each_or_shown_as_overdue() {
    on_each_database(async |bench| {
        let mut office = Office::open(bench).await;
        let incident = office.town.report(bat()).await;
        let path = beside(&incident, "instructions");
        let due = office.town.bench.now() + TimeDelta::hours(1);
        let to = [account(Role::Desk), account(Role::BeatOfficer), account(Role::Desk)];
        let body = json!({ "text": "今日内回访住户并报结果", "to": to, "due_at": due });
        office.desk.post(&path, body.clone()).await.refused(403, "forbidden");
        office.commander.post(&path, json!({ "text": "x", "to": [] })).await.refused(422, "nobody_named");
        let given = office.commander.post(&path, body).await.expect(201);
        assert_eq!(waiting(&office.desk).await[0]["cause"], "instruction");
        let act = |what: &str| format!("{path}/{}/{what}", text(&given["id"]));
        office.commander.post(&act("acknowledge"), json!({})).await.refused(409, "not_addressed");
        let first = office.desk.post(&act("acknowledge"), json!({})).await.ok();
        office.town.bench.pass(TimeDelta::hours(2));
        office.sign_in().await;
        assert_eq!(
            office.desk.post(&act("acknowledge"), json!({})).await.ok()["at"],
            first["at"],
            "the first time counts"
        );
        office.drain().await;
        let shown = office.commander.get(&path).await.ok();
        let receipts = shown["items"][0]["receipts"].as_array().unwrap();
        let overdue = |role: Role| {
            receipts.iter().find(|it| it["person"]["account_id"] == json!(account(role))).unwrap()["overdue"].clone()
        };
        assert_eq!((receipts.len(), overdue(Role::Desk), overdue(Role::BeatOfficer)), (2, json!(false), json!(true)));
        assert_eq!(waiting(&office.officer).await[0]["cause"], "overdue");
        assert_eq!(waiting(&office.commander).await[0]["cause"], "overdue");
        assert_eq!(waiting(&office.desk).await.len(), 1, "who acknowledged is left alone");
        office.commander.post(&act("withdraw"), json!({})).await.ok();
        office.officer.post(&act("acknowledge"), json!({})).await.refused(409, "already_withdrawn");
        let shown = office.commander.get(&path).await.ok();
        assert!(shown["items"][0]["receipts"].as_array().unwrap().iter().all(|it| it["overdue"] == false));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn words_are_bounded_and_retention_forgets_them() {
    on_each_database(async |bench| {
        let office = Office::open(bench).await;
        let incident = office.town.report(bat()).await;
        let path = beside(&incident, "comments");
        office.desk.post(&path, json!({ "text": "  " })).await.refused(422, "words_missing");
        office.desk.post(&path, json!({ "text": "长".repeat(2_001) })).await.refused(422, "words_too_long");
        let many: Vec<Uuid> = (0..21).map(|_| Uuid::now_v7()).collect();
        office.desk.post(&path, json!({ "text": "x", "mentions": many })).await.refused(422, "too_many_named");
        office.desk.post(&path, json!({ "text": "x", "mentions": [Uuid::now_v7()] })).await.refused(422, "may_not_see");
        assert_eq!(office.desk.get(&path).await.ok()["items"], json!([]));
        let app = &office.town.bench.app;
        let sealed = async || platform::seal::Entity::find().count(app.db().read()).await.unwrap();
        let before = sealed().await;
        let mention = json!({ "text": "要忘掉的话", "mentions": [account(Role::BeatOfficer)] });
        office.desk.post(&path, mention).await.expect(201);
        let to = json!({ "text": "要忘掉的批示", "to": [account(Role::Desk)] });
        office.commander.post(&beside(&incident, "instructions"), to).await.expect(201);
        assert_eq!(sealed().await, before + 2);
        let id = text(&incident["id"]).parse().unwrap();
        office.town.records.forget(office.town.bench.station, "incident", id).await.unwrap();
        assert_eq!(sealed().await, before);
        assert_eq!(office.desk.get(&path).await.ok()["items"], json!([]));
        assert_eq!(office.desk.get(&beside(&incident, "instructions")).await.ok()["items"], json!([]));
        assert!(waiting(&office.officer).await.is_empty());
    })
    .await;
}
