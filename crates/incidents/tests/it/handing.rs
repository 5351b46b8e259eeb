//! What passes between the station and other bodies: sign-off, return, first receiver, numbers, the text to paste.

use domain::role::Role;
use platform::scope::Reach;
use serde_json::{Value, json};
use testkit::bench::on_each_database;

use crate::town::{Town, bat, community, grid, text, verb_path};

/// A bat with one of the bodies.
async fn away(town: &Town, report: Value, to: &str) -> Value {
    let bat = town.report(report).await;
    town.verb(&bat, "triage", json!({})).await;
    town.verb(&bat, "transfer", json!({ "to": to, "reason": "属于市政" })).await;
    bat
}

#[tokio::test(flavor = "multi_thread")]
async fn the_other_side_signs_with_name_time_and_number() {
    on_each_database(async |bench| {
        let town = Town::new(bench).await;
        let bat = away(&town, bat(), "governance_centre").await;
        let clock = town.show(&bat).await["clocks"][0].clone();
        assert_eq!((text(&clock["kind"]), clock["met_at"].is_null()), ("hand_over".into(), true));
        let signed = town
            .centre
            .post(&verb_path(&bat, "receipt"), json!({ "signed_by": "测试乙", "number": "141-20261018-7" }))
            .await
            .ok();
        assert_eq!(text(&signed["status"]), "handed_over");
        let shown = town.show(&bat).await;
        let hand_over = &shown["hand_over"];
        assert_eq!(text(&hand_over["signed_by"]), "测试乙");
        assert!(hand_over["receipted"]["at"].is_string() && hand_over["receipted"]["name"].is_string(), "{hand_over}");
        assert!(hand_over["transferred"]["at"].is_string(), "{hand_over}");
        assert_eq!(shown["external_refs"], json!([{ "system": "141", "number": "141-20261018-7" }]));
        town.centre.post(&verb_path(&bat, "receipt"), json!({})).await.refused(409, "already_done");
        town.verb(&bat, "close", json!({})).await;
        let clocks = town.show(&bat).await["clocks"].clone();
        assert!(clocks.as_array().unwrap().iter().all(|it| !it["met_at"].is_null()), "{clocks}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_matter_is_returned_once_and_the_first_receiver_keeps_it() {
    on_each_database(async |bench| {
        let town = Town::new(bench).await;
        let bat = away(&town, bat(), "12345").await;
        town.desk.post(&verb_path(&bat, "return"), json!({ "reason": " " })).await.refused(409, "return_reason");
        let back = town.verb(&bat, "return", json!({ "reason": "不属于我方职责" })).await;
        assert_eq!(text(&back["status"]), "triaged");
        assert_eq!(text(&back["hand_over"]["returned_from"]), "12345");
        assert_eq!(text(&back["hand_over"]["return_reason"]), "不属于我方职责");
        assert_eq!(text(&back["hand_over"]["first_receiver"]), "station");
        let again = json!({ "to": "12345", "reason": "再转" });
        town.desk.post(&verb_path(&bat, "transfer"), again).await.refused(409, "returned_before");
        assert_eq!(text(&town.show(&bat).await["status"]), "triaged", "a refusal changes nothing");
        // Another body may have it, but nobody returns it a second time.
        town.verb(&bat, "transfer", json!({ "to": "governance_centre", "reason": "转中心" })).await;
        let refused = json!({ "reason": "也不属于我方" });
        town.centre.post(&verb_path(&bat, "return"), refused).await.refused(409, "second_return");
        let mine = json!({ "reason": "收回", "taken_back": true });
        town.centre.post(&verb_path(&bat, "return"), mine.clone()).await.refused(409, "station_takes_back");
        let kept = town.verb(&bat, "return", mine).await;
        assert_eq!(
            (text(&kept["status"]), text(&kept["hand_over"]["returned_from"])),
            ("triaged".into(), "12345".into())
        );
        assert!(town.timeline(&bat).await.contains(&"incident_taken_back".to_owned()));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_received_it_first_does_not_give_it_back() {
    on_each_database(async |bench| {
        let town = Town::new(bench).await;
        let mut report = bat();
        report["source"] = json!("141_transfer");
        report["external_ref"] = json!("141-9");
        let bat = away(&town, report, "governance_centre").await;
        let shown = town.show(&bat).await;
        assert_eq!(text(&shown["hand_over"]["first_receiver"]), "governance_centre");
        assert_eq!(shown["external_refs"], json!([{ "system": "141", "number": "141-9" }]));
        let back = json!({ "reason": "请派出所办" });
        town.centre.post(&verb_path(&bat, "return"), back).await.refused(409, "first_receiver_keeps");
        assert_eq!(text(&town.show(&bat).await["status"]), "transferred_out");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_110_order_takes_no_caller_and_no_numbers_of_anybody() {
    on_each_database(async |bench| {
        let town = Town::new(bench).await;
        let order = json!({
            "source": "110_transfer", "category": "2001", "priority": "P2", "description": "打架",
            "address_text": "云荔路18号", "external_ref": "20261018-0007", "occurred_at": town.bench.now(),
            "point": { "type": "Point", "coordinates": [107.3901, 29.7001] },
        });
        for (field, value) in [
            ("caller_name", "测试甲"),
            ("caller_phone", "19900001234"),
            ("description", "打架，来电19900001234"),
            ("address_text", "桥头19900001234"),
            ("external_ref", "19900001234"),
        ] {
            let mut wrong = order.clone();
            wrong[field] = json!(value);
            let reply = town.desk.post("/api/v1/incidents", wrong).await;
            assert_eq!(reply.status, 422, "{field}");
            let problem = reply.problem();
            assert_eq!(text(&problem["fields"][0]["field"]), field, "{problem}");
        }
        let all = town.desk.get("/api/v1/incidents?status=all").await.ok();
        assert_eq!(all["items"].as_array().unwrap().len(), 0, "a refusal changes nothing");
        let taken = town.report(order).await;
        assert_eq!(taken["external_refs"], json!([{ "system": "110", "number": "20261018-0007" }]));
        assert_eq!(text(&taken["priority"]), "P2");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_text_to_paste_is_redacted_and_its_number_noted() {
    on_each_database(async |bench| {
        let town = Town::new(bench).await;
        let mut report = bat();
        report["description"] = json!("三号楼楼道里有蝙蝠，请打19900001234");
        let bat = town.report(report).await;
        let path = verb_path(&bat, "copy");
        let centre = text(&town.desk.get(&format!("{path}?to=141")).await.ok()["text"]);
        assert!(centre.contains(&text(&bat["incident_no"])) && centre.contains("蝙蝠"), "{centre}");
        assert!(centre.contains("2单元"), "{centre}");
        let grid_text = text(&town.desk.get(&format!("{path}?to=grid")).await.ok()["text"]);
        assert!(!grid_text.contains("2单元") && !grid_text.contains("三号楼楼道"), "{grid_text}");
        for said in [&centre, &grid_text] {
            assert!(!said.contains("19900001234") && !said.contains("测试甲"), "{said}");
        }
        assert_eq!(town.desk.get(&format!("{path}?to=mars")).await.status, 422);
        let noted = town.verb(&bat, "external_ref", json!({ "system": "141", "number": "CQ141-5" })).await;
        let noted = town.verb(&noted, "external_ref", json!({ "system": "12345", "number": "R-8" })).await;
        let noted = town.verb(&noted, "external_ref", json!({ "system": "141", "number": "CQ141-6" })).await;
        let both = json!([{ "system": "12345", "number": "R-8" }, { "system": "141", "number": "CQ141-6" }]);
        assert_eq!(noted["external_refs"], both);
        for number in ["", "19900001234", "单号"] {
            let reply =
                town.desk.post(&verb_path(&bat, "external_ref"), json!({ "system": "141", "number": number })).await;
            assert_eq!(reply.status, 422, "{number}");
        }
        let scope = town.bench.scope(Role::GridWorker, Reach::Grid(vec![grid()]), None);
        let worker = town.bench.caller(&town.http, &scope).await;
        assert_eq!(worker.get(&path).await.status, 403);
        let scope = town.bench.scope(Role::CommunityOfficer, Reach::Community(vec![community()]), None);
        assert_eq!(town.bench.caller(&town.http, &scope).await.get(&path).await.status, 403);
        let fight = json!({ "category": "2001", "point": { "type": "Point", "coordinates": [107.3901, 29.7001] } });
        let fight = town.report(fight).await;
        town.desk.get(&verb_path(&fight, "copy")).await.refused(409, "police_matter");
    })
    .await;
}
