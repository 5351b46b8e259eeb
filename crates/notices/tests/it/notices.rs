//! Who gets a notice, what they do with it, and how it ends.

use chrono::TimeDelta;
use domain::ids::StationId;
use domain::role::Role;
use platform::scope::{Reach, Scope};
use serde_json::{Value, json};
use testkit::bench::{Bench, on_each_database};
use uuid::Uuid;

use crate::village::{COMMUNITY, ESTATE, FIRST, GRID, MALL, MALL_GATE, OF_MALL, SECOND, Village, WORKER, id};

fn unit(number: u128) -> Value {
    json!([{ "kind": "unit", "id": id(number) }])
}

fn path(notice: &Value, verb: &str) -> String {
    format!("/api/v1/notices/{}/{verb}", notice["id"].as_str().unwrap())
}

fn one(notice: &Value) -> String {
    format!("/api/v1/notices/{}", notice["id"].as_str().unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_notice_goes_to_the_people_of_a_unit_and_to_nobody_else() {
    on_each_database(async |bench| {
        let village = Village::open(bench).await;
        let notice = village.issue(unit(ESTATE), json!({})).await;
        assert_eq!(notice["addressees"], 2);
        let (first, mall) = (village.caller(FIRST).await, village.caller(OF_MALL).await);
        let list = first.get("/api/v1/notices").await.ok();
        assert_eq!((&list["items"][0]["title"], &list["unacknowledged"]), (&json!("今晚大风"), &json!(1)));
        assert_eq!(list["items"][0]["targets"][0]["name"], "云荔苑");
        assert_eq!(first.get(&one(&notice)).await.ok()["receipt"]["status"], "addressed");
        assert_eq!(mall.get("/api/v1/notices").await.ok()["items"], json!([]));
        mall.get(&one(&notice)).await.refused(404, "not_found");
        mall.post(&path(&notice, "acknowledge"), json!({})).await.refused(404, "not_found");
        assert_eq!(village.heard(&first).await, ["notice_issued"]);
        assert!(village.heard(&mall).await.is_empty());
        let scope =
            Scope { station: StationId::from(Uuid::now_v7()), ..village.bench.scope(Role::Desk, Reach::Station, None) };
        let stranger = village.bench.caller(&village.http, &scope).await;
        stranger.get(&path(&notice, "receipts")).await.refused(404, "not_found");
        stranger.post(&path(&notice, "withdraw"), json!({ "reason": "x" })).await.refused(404, "not_found");
        first.post("/api/v1/notices", village.body(unit(ESTATE), json!({}))).await.refused(403, "forbidden");
        first.get(&path(&notice, "receipts")).await.refused(403, "forbidden");
        let log = village.desk.get("/api/v1/events?after=0").await.text();
        assert!(log.contains("notice_issued") && !log.contains("大风"), "the words are sealed");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn targets_are_places_and_organisations_of_the_station() {
    let village = Village::open(Bench::sqlite().await).await;
    for (targets, count) in [
        (json!([{ "kind": "station" }]), 4),
        (json!([{ "kind": "community", "id": id(COMMUNITY) }]), 4),
        (json!([{ "kind": "grid", "id": id(GRID) }]), 4),
        (json!([{ "kind": "unit", "id": id(MALL) }, { "kind": "post", "id": id(MALL_GATE) }]), 1),
    ] {
        assert_eq!(village.issue(targets.clone(), json!({})).await["addressees"], count, "{targets}");
    }
    let issue = async |targets: Value| village.desk.post("/api/v1/notices", village.body(targets, json!({}))).await;
    // Whoever stands at a post now belongs to it.
    let gate = json!([{ "kind": "post", "id": id(MALL_GATE) }]);
    issue(gate.clone()).await.refused(409, "notice_no_addressee");
    let at_gate = json!({ "post_id": id(MALL_GATE), "consent_location": true });
    village.caller(OF_MALL).await.post("/api/v1/duty/confirm", at_gate).await.ok();
    assert_eq!(village.issue(gate, json!({})).await["addressees"], 1);
    issue(json!([])).await.refused(422, "notice_targets");
    issue(unit(0x99)).await.refused(422, "notice_unknown_target");
    issue(json!([{ "kind": "unit" }])).await.refused(422, "notice_unknown_target");
    issue(json!([{ "kind": "member", "id": id(FIRST) }])).await.refused(422, "invalid");
}

#[tokio::test(flavor = "multi_thread")]
async fn receipts_are_counted_by_unit_and_say_who_is_to_be_called() {
    on_each_database(async |bench| {
        let village = Village::open(bench).await;
        let notice = village.issue(json!([{ "kind": "grid", "id": id(GRID) }]), json!({})).await;
        let (first, second) = (village.caller(FIRST).await, village.caller(SECOND).await);
        second.post(&path(&notice, "deliver"), json!({})).await.ok();
        let done = first.post(&path(&notice, "acknowledge"), json!({})).await.ok();
        assert_eq!(done["status"], "acknowledged");
        village.bench.pass(TimeDelta::minutes(1));
        assert_eq!(first.post(&path(&notice, "acknowledge"), json!({})).await.ok(), done, "once, at the first time");
        assert_eq!(first.post(&path(&notice, "see"), json!({})).await.ok()["status"], "acknowledged");
        let page = village.desk.get(&path(&notice, "receipts")).await.ok();
        let counts = |it: &Value| json!([it["addressed"], it["delivered"], it["seen"], it["acknowledged"]]);
        assert_eq!(counts(&page["total"]), json!([4, 2, 1, 1]));
        let units: Vec<_> = page["units"].as_array().unwrap().iter().map(|it| it["unit_name"].clone()).collect();
        assert_eq!(units, [json!(null), json!("云荔苑"), json!("青禾商场")], "in the order of names");
        assert_eq!(counts(&page["units"][1]["counts"]), json!([2, 2, 1, 1]));
        let missing: Vec<_> = page["missing"].as_array().unwrap().iter().map(|it| it["member_id"].clone()).collect();
        assert_eq!(missing, [json!(id(WORKER)), json!(id(SECOND)), json!(id(OF_MALL))]);
        assert_eq!(village.heard(&second).await, ["notice_issued", "notice_receipt"], "of oneself only");
        village.desk.post(&path(&notice, "acknowledge"), json!({})).await.refused(409, "notice_not_addressed");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn it_is_repeated_to_those_who_have_not_acknowledged_and_then_ends() {
    on_each_database(async |bench| {
        let village = Village::open(bench).await;
        let repeat = json!({ "repeat": { "minutes": 5, "times": 2 } });
        let notice = village.issue(unit(ESTATE), repeat).await;
        let (first, second) = (village.caller(FIRST).await, village.caller(SECOND).await);
        first.post(&path(&notice, "acknowledge"), json!({})).await.ok();
        village.drain().await;
        for _ in 0..4 {
            village.bench.pass(TimeDelta::minutes(5));
            village.drain().await;
        }
        let times = |kinds: &[String]| kinds.iter().filter(|it| *it == "notice_repeated").count();
        assert_eq!(times(&village.heard(&second).await), 2, "as often as was said");
        assert_eq!(times(&village.heard(&first).await), 0, "who has acknowledged is left alone");
        village.bench.pass(TimeDelta::hours(5));
        let (first, second) = (village.caller(FIRST).await, village.caller(SECOND).await);
        assert_eq!(second.get(&one(&notice)).await.ok()["status"], "expired", "before the job has come");
        village.drain().await;
        assert_eq!(first.get(&one(&notice)).await.ok()["status"], "expired");
        second.post(&path(&notice, "acknowledge"), json!({})).await.refused(409, "notice_expired");
        let desk = village.bench.of_station(&village.http, Role::Desk).await;
        desk.post(&path(&notice, "withdraw"), json!({ "reason": "x" })).await.refused(409, "notice_expired");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn it_is_withdrawn_with_a_reason_that_addressees_read() {
    on_each_database(async |bench| {
        let village = Village::open(bench).await;
        let notice = village.issue(unit(ESTATE), json!({ "repeat": { "minutes": 5, "times": 9 } })).await;
        let withdraw = path(&notice, "withdraw");
        village.desk.post(&withdraw, json!({ "reason": " " })).await.refused(422, "notice_reason");
        let desk = village.desk.clone().keyed("once");
        let done = desk.post(&withdraw, json!({ "reason": "人已找到" })).await.ok();
        assert_eq!(desk.post(&withdraw, json!({ "reason": "人已找到" })).await.ok(), done);
        village.desk.post(&withdraw, json!({ "reason": "x" })).await.refused(409, "notice_withdrawn");
        let first = village.caller(FIRST).await;
        let shown = first.get(&one(&notice)).await.ok();
        assert_eq!((&shown["status"], &shown["reason"]), (&json!("withdrawn"), &json!("人已找到")));
        first.post(&path(&notice, "acknowledge"), json!({})).await.refused(409, "notice_withdrawn");
        village.bench.pass(TimeDelta::minutes(6));
        village.drain().await;
        assert_eq!(village.heard(&first).await, ["notice_issued", "notice_withdrawn"], "it is not repeated");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_said_is_bounded() {
    let village = Village::open(Bench::sqlite().await).await;
    let now = village.bench.now();
    for (changed, status, code) in [
        (json!({ "title": " " }), 422, "notice_title"),
        (json!({ "title": "长".repeat(61) }), 422, "notice_title"),
        (json!({ "text": "长".repeat(2_001) }), 422, "notice_text"),
        (json!({ "expires_at": now + TimeDelta::minutes(9) }), 409, "notice_expiry"),
        (json!({ "expires_at": now + TimeDelta::days(31) }), 409, "notice_expiry"),
        (json!({ "repeat": { "minutes": 1, "times": 1 } }), 409, "notice_repeat"),
        (json!({ "repeat": { "minutes": 5, "times": 13 } }), 409, "notice_repeat"),
        (json!({ "kind": "suspect" }), 422, "invalid"),
        (json!({ "kind": "wanted" }), 422, "invalid"),
    ] {
        let reply = village.desk.post("/api/v1/notices", village.body(unit(ESTATE), changed.clone())).await;
        assert_eq!(reply.status, status, "{changed}: {}", reply.text());
        reply.refused(status, code);
    }
    assert_eq!(village.desk.get("/api/v1/notices").await.ok()["items"], json!([]));
}

#[tokio::test(flavor = "multi_thread")]
async fn only_a_lost_person_whose_family_consents_has_a_photo() {
    let village = Village::open(Bench::sqlite().await).await;
    let photo = json!({ "media": "image/jpeg", "bytes": 100, "sha256": "0".repeat(64) });
    let beside = |it: &Value, what: &str| format!("/api/v1/records/notice/{}/{what}", it["id"].as_str().unwrap());
    for (changed, allowed) in [
        (json!({ "kind": "warning", "photo_consent": true }), false),
        (json!({ "kind": "other", "photo_consent": true }), false),
        (json!({ "kind": "lost_person" }), false),
        (json!({ "kind": "lost_person", "photo_consent": true }), true),
    ] {
        let notice = village.issue(unit(ESTATE), changed.clone()).await;
        let reply = village.desk.post(&beside(&notice, "attachments"), photo.clone()).await;
        if allowed {
            reply.expect(201);
            let first = village.caller(FIRST).await;
            assert_eq!(first.get(&beside(&notice, "attachments")).await.status, 200);
            first.post(&beside(&notice, "attachments"), photo.clone()).await.refused(403, "forbidden");
            first.post(&beside(&notice, "comments"), json!({ "text": "x" })).await.refused(409, "notice_no_comments");
            let mall = village.caller(OF_MALL).await;
            mall.get(&beside(&notice, "attachments")).await.refused(404, "not_found");
        } else {
            reply.refused(409, "notice_photo");
        }
    }
}
