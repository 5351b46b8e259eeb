//! A telephone number is given only for a reason, within the scope, and never before the look is in the log.

use domain::role::Role;
use platform::log;
use platform::scope::Reach;
use serde_json::json;
use testkit::bench::on_each_database;

use crate::furniture::town;

#[tokio::test]
async fn a_look_is_in_the_log_with_its_reason_sealed() {
    on_each_database(async |bench| {
        let town = town(&bench).await;
        let http = bench.serve([people::api::routes(town.people.clone())]);
        let desk = bench.of_station(&http, Role::Desk).await;
        let path = format!("/api/v1/members/{}/contact", town.guard);

        desk.post(&path, json!({ "reason": "x" })).await.refused(422, "invalid");
        desk.post(&path, json!({})).await.refused(422, "invalid");
        assert_eq!(looks(&bench).await.len(), 0);

        let contact = desk.post(&path, json!({ "reason": "电话叫醒" })).await.ok();
        assert_eq!(contact["phone"], "19900000001");
        assert_eq!(contact["name"], "欧阳小明");
        let looks = looks(&bench).await;
        assert_eq!(looks.len(), 1);
        let entry = format!("{:?}", looks[0]);
        for secret in ["19900000001", "欧阳", "电话叫醒"] {
            assert!(!entry.contains(secret), "{secret} is in the log");
        }
    })
    .await;
}

#[tokio::test]
async fn who_may_not_look_learns_nothing() {
    on_each_database(async |bench| {
        let town = town(&bench).await;
        let http = bench.serve([people::api::routes(town.people.clone())]);
        let reason = json!({ "reason": "电话叫醒" });
        let path = format!("/api/v1/members/{}/contact", town.guard);
        http.nobody().post(&path, reason.clone()).await.refused(401, "unauthenticated");
        bench.of_station(&http, Role::Guard).await.post(&path, reason.clone()).await.refused(403, "forbidden");
        let narrow = bench.scope(Role::BeatOfficer, Reach::Unit(vec![town.unit]), None);
        let narrow = bench.caller(&http, &narrow).await;
        narrow.post(&path, reason.clone()).await.ok();
        let elsewhere = format!("/api/v1/members/{}/contact", town.elsewhere);
        narrow.post(&elsewhere, reason.clone()).await.refused(404, "not_found");
        let desk = bench.of_station(&http, Role::Desk).await;
        desk.post(&elsewhere, reason).await.refused(404, "no_contact");
        assert_eq!(looks(&bench).await.len(), 1);
    })
    .await;
}

#[tokio::test]
async fn names_are_whole_only_for_those_who_command_and_for_oneself() {
    on_each_database(async |bench| {
        let town = town(&bench).await;
        let guard = town.people.member(town.guard).unwrap();
        for (role, name) in [
            (Role::Desk, "欧阳小明"),
            (Role::Chief, "欧阳小明"),
            (Role::GovernanceCentre, "欧阳**"),
            (Role::UnitAdmin, "欧阳**"),
            (Role::Guard, "欧阳**"),
        ] {
            assert_eq!(guard.name_for(&bench.scope(role, Reach::Station, None)), name, "{role}");
        }
        let oneself = bench.scope(Role::Guard, Reach::Own, Some(town.guard));
        assert_eq!(guard.name_for(&oneself), "欧阳小明");
        assert!(!format!("{guard:?}").contains("小明"));
    })
    .await;
}

#[tokio::test]
async fn each_look_is_in_the_log_whatever_key_it_carries() {
    on_each_database(async |bench| {
        let town = town(&bench).await;
        let http = bench.serve([people::api::routes(town.people.clone())]);
        let desk = bench.of_station(&http, Role::Desk).await.keyed("always the same");
        let path = format!("/api/v1/members/{}/contact", town.guard);
        for number in 1..=3 {
            desk.post(&path, json!({ "reason": "电话叫醒" })).await.ok();
            assert_eq!(looks(&bench).await.len(), number);
        }
    })
    .await;
}

#[tokio::test]
async fn whoever_reads_the_audit_is_in_it() {
    on_each_database(async |bench| {
        let town = town(&bench).await;
        let http = bench.serve([people::api::routes(town.people.clone())]);
        let auditor = bench.of_station(&http, Role::AuditAdmin).await;
        assert_eq!(auditor.get("/api/v1/audit").await.ok()["items"], json!([]));
        let items = auditor.get("/api/v1/audit").await.ok()["items"].clone();
        assert_eq!((items.as_array().unwrap().len(), items[0]["kind"].as_str()), (1, Some("audit_read")));
    })
    .await;
}

async fn looks(bench: &testkit::bench::Bench) -> Vec<log::Model> {
    let rows = log::after(bench.app.db(), bench.station, 0, 100).await.unwrap();
    rows.into_iter().filter(|it| it.kind == "audit_contact_viewed").collect()
}
