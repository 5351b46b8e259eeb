//! Who sees what: police matters stay with the station, a foreign record does not exist.

use domain::ids::StationId;
use domain::role::Role;
use platform::scope::{Reach, Scope};
use serde_json::json;
use testkit::bench::on_each_database;
use uuid::Uuid;

use crate::town::{Town, Who, bat, community, text, verb_path};

#[tokio::test(flavor = "multi_thread")]
async fn police_matters_are_not_for_the_governance_centre() {
    on_each_database(async |bench| {
        let town = Town::new(bench).await;
        let fight = town
            .report(json!({ "category": "2001", "point": { "type": "Point", "coordinates": [107.3901, 29.7001] } }))
            .await;
        let bat = town.report(bat()).await;
        let path = |it: &serde_json::Value| format!("/api/v1/incidents/{}", text(&it["id"]));
        town.centre.get(&path(&fight)).await.refused(404, "not_found");
        assert_eq!(town.centre.get(&path(&bat)).await.ok()["id"], bat["id"]);
        let list = town.centre.get("/api/v1/incidents").await.ok();
        assert_eq!(list["items"].as_array().unwrap().len(), 1);
        town.centre.post(&verb_path(&fight, "dispatch"), json!({})).await.refused(404, "not_found");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_community_officer_sees_no_case_facts() {
    on_each_database(async |bench| {
        let town = Town::new(bench).await;
        let bat = town.report(bat()).await;
        let scope = town.bench.scope(Role::CommunityOfficer, Reach::Community(vec![community()]), None);
        let officer = town.bench.caller(&town.http, &scope).await;
        let seen = officer.get(&format!("/api/v1/incidents/{}", text(&bat["id"]))).await.ok();
        assert!(seen["description"].is_null() && seen["caller_name"].is_null() && seen["caller_phone"].is_null());
        assert!(!text(&seen["address_text"]).contains("单元"), "the address goes to the building: {seen}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn another_station_finds_nothing() {
    on_each_database(async |bench| {
        let town = Town::new(bench).await;
        let bat = town.report(bat()).await;
        town.verb(&bat, "dispatch", json!({})).await;
        let scope = Scope {
            station: StationId::from(Uuid::now_v7()),
            ..town.bench.scope(Role::DutyCommander, Reach::Station, None)
        };
        let stranger = town.bench.caller(&town.http, &scope).await;
        for path in ["", "/candidates", "/timeline", "/considerations"] {
            let reply = stranger.get(&format!("/api/v1/incidents/{}{path}", text(&bat["id"]))).await;
            assert_eq!(reply.status, 404, "{path}: {}", reply.text());
        }
        let reply = stranger.post(&verb_path(&bat, "cancel"), json!({ "reason": "x" })).await;
        assert_eq!(reply.status, 404);
        let call = town.show(&bat).await["offers"][0].clone();
        let path = format!("/api/v1/offers/{}/accept", text(&call["id"]));
        town.caller(Who::Mall).await.post(&path, json!({})).await.refused(404, "not_found");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn no_list_carries_the_words_of_homes_and_children() {
    on_each_database(async |bench| {
    let town = Town::new(bench).await;
    let point = json!({ "type": "Point", "coordinates": [107.3901, 29.7001] });
    let plain =
        json!({ "category": "4010", "description": "车挡住了出口", "address_text": "云荔街8号", "point": point });
    let home = json!({ "category": "2002", "involves_dv": true, "description": "妻子被打", "address_text": "云荔苑3号楼",
        "point": point });
    let child = json!({ "category": "4010", "involves_minor": true, "description": "孩子走失", "address_text": "桥头",
        "point": point });
    let mut ids = Vec::new();
    for report in [plain, home, child] {
        ids.push(text(&town.report(report).await["id"]));
    }
    let desk = &town.desk;
    let listed = desk.get("/api/v1/incidents?status=all&limit=200").await.ok().to_string();
    assert!(ids.iter().all(|it| listed.contains(it.as_str())), "{listed}");
    assert!(listed.contains("车挡住了出口"));
    for words in ["妻子", "3号楼", "孩子走失", "桥头"] {
        assert!(!listed.contains(words), "`{words}` in {listed}");
    }
    // One by one they are there for whoever works on them.
    let one = desk.get(&format!("/api/v1/incidents/{}", ids[1])).await.ok();
    assert_eq!(text(&one["description"]), "妻子被打");
})
.await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_guides_the_police_car_never_learns_the_true_matter() {
    on_each_database(async |bench| {
        let town = Town::new(bench).await;
        let home = json!({ "category": "2002", "involves_dv": true, "involves_minor": true, "description": "妻子被打",
        "address_text": "云荔苑3号楼2单元501", "point": { "type": "Point", "coordinates": [107.3901, 29.7001] } });
        let home = town.report(home).await;
        let who = if town.calls(Who::Gate).await.is_empty() { Who::Second } else { Who::Gate };
        let call = town.calls(who).await.remove(0);
        for status in ["offered", "accepted"] {
            let seen = town.calls(who).await.remove(0);
            assert_eq!(text(&seen["status"]), status);
            assert!(text(&seen["card"]["neutral"]).contains("引导警车"), "{seen}");
            let said = seen.to_string();
            for word in ["2002", "家庭暴力", "妻子", "501", "domestic"] {
                assert!(!said.contains(word), "`{word}` in {said}");
            }
            if status == "offered" {
                town.answer(who, &call, "accept", json!({})).await;
            }
        }
        let guard = town.caller(who).await;
        let shown = guard.get(&format!("/api/v1/incidents/{}", text(&home["id"]))).await.ok();
        for field in ["category", "category_name", "description"] {
            assert!(shown[field].is_null(), "{field} in {shown}");
        }
        assert_eq!(
            (shown["involves_dv"].as_bool(), shown["hard_stops"].as_array().map(Vec::len)),
            (Some(false), Some(0))
        );
        assert_eq!((shown["weapon"].as_bool(), shown["injured_count"].as_i64()), (Some(false), Some(0)));
        town.answer(who, &call, "depart", json!({})).await;
        town.answer(who, &call, "arrive", json!({})).await;
        let timeline = guard.get(&verb_path(&home, "timeline")).await.ok();
        let items = timeline["items"].as_array().unwrap();
        assert!(items.iter().any(|it| it["kind"] == "offer_arrived"), "their own calls are there: {timeline}");
        for item in items {
            for field in ["category", "priority", "police_nature"] {
                assert!(item["body"].get(field).is_none(), "{field} in {item}");
            }
        }
        // The feed carries what `/events` answers, entry by entry.
        let events = guard.get("/api/v1/events?after=0").await.ok();
        assert!(events.to_string().contains("offer_made"), "their own calls are there: {events}");
        let said = events.to_string();
        for word in ["2002", "家庭暴力", "妻子", "501", "domestic", "involves_dv", "involves_minor"] {
            assert!(!said.contains(word), "`{word}` in {said}");
        }
    })
    .await;
}
