//! Two stories from the report to the close, through the API.

use serde_json::json;
use testkit::bench::on_each_database;

use crate::town::{ESTATE, Town, Who, bat, text, verb_path};

#[tokio::test(flavor = "multi_thread")]
async fn the_bat_is_handled_by_the_gate_alone_and_counted() {
    on_each_database(async |bench| {
        let town = Town::new(bench).await;
        let bat = town.report(bat()).await;
        assert_eq!((text(&bat["status"]), text(&bat["level"])), ("reported".into(), "L3".into()));
        let sent = town.verb(&bat, "dispatch", json!({})).await;
        assert_eq!(text(&sent["status"]), "dispatched");

        let calls = town.calls(Who::Gate).await;
        let call = &calls[0];
        assert_eq!(call["ring"], 1);
        assert_eq!(call["card"]["own_unit"], true);
        assert_eq!(text(&call["card"]["address_text"]), "云荔苑3号楼2单元", "the own unit sees the place");
        assert!(call["card"]["description"].is_null(), "words come after acceptance");

        town.answer(Who::Gate, call, "deliver", json!({})).await;
        let accepted = town.answer(Who::Gate, call, "accept", json!({ "at": "2026-10-18T12:00:01+08:00" })).await;
        assert!(text(&accepted["card"]["description"]).contains("蝙蝠"));
        assert_eq!(text(&town.show(&bat).await["status"]), "acknowledged");
        town.answer(Who::Gate, call, "depart", json!({})).await;
        town.answer(Who::Gate, call, "arrive", json!({})).await;
        assert_eq!(text(&town.show(&bat).await["status"]), "on_scene");
        town.answer(Who::Gate, call, "clear", json!({ "result": "resolved" })).await;
        let handled = town.show(&bat).await;
        assert_eq!(
            (text(&handled["status"]), text(&handled["disposition"])),
            ("feedback_done".into(), "resolved".into())
        );

        let closed = town.verb(&bat, "close", json!({})).await;
        assert_eq!((text(&closed["status"]), closed["solo_by_group"].as_bool()), ("closed".into(), Some(true)));
        let revisited = town.verb(&bat, "revisit", json!({ "result": "居民满意" })).await;
        assert_eq!(text(&revisited["status"]), "revisited");
        let figures = town.desk.get("/api/v1/figures/day").await.ok();
        assert_eq!((figures["reported"].as_i64(), figures["non_police_solo"].as_i64()), (Some(1), Some(1)));

        let timeline = town.timeline(&bat).await;
        let order = [
            "incident_reported",
            "incident_triaged",
            "incident_dispatched",
            "offer_made",
            "offer_accepted",
            "offer_arrived",
            "offer_cleared",
            "incident_closed",
            "incident_revisited",
        ];
        let places: Vec<_> = order
            .iter()
            .map(|kind| timeline.iter().position(|it| it == kind).unwrap_or_else(|| panic!("{kind} in {timeline:?}")))
            .collect();
        assert!(places.is_sorted(), "{timeline:?}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_knife_in_the_mall_brings_three_rings_and_closes_only_by_police() {
    on_each_database(async |bench| {
        let town = Town::new(bench).await;
        let knife = town
            .caller(Who::Mall)
            .await
            .post(
                "/api/v1/incidents",
                json!({
                    "source": "observer", "category": "2001", "weapon": true, "description": "两名男子打架，一人持刀",
                    "point": { "type": "Point", "coordinates": [107.3930, 29.7000] },
                }),
            )
            .await
            .expect(201);
        assert_eq!(
            (text(&knife["priority"]), text(&knife["level"]), text(&knife["police_nature"]), text(&knife["status"])),
            ("P1".into(), "L1".into(), "police".into(), "dispatched".into())
        );
        let shown = town.show(&knife).await;
        let rings: Vec<i64> =
            shown["rings"].as_array().unwrap().iter().map(|it| it["called"].as_i64().unwrap()).collect();
        assert!(rings[2] >= 1, "police are called at once: {shown}");
        assert_eq!(shown["police_dispatched"], true);

        let refused = town.desk.post(&verb_path(&knife, "close"), json!({ "reason": "已处置" })).await;
        assert_eq!(refused.status, 409);

        let call = town.calls(Who::Officer).await.remove(0);
        assert_eq!(call["officer"], true);
        for step in ["accept", "depart", "arrive"] {
            town.answer(Who::Officer, &call, step, json!({})).await;
        }
        for who in [Who::Mall, Who::Gate, Who::Second, Who::Grid] {
            for call in town.calls(who).await {
                assert_eq!(text(&call["card"]["level"]), "L1", "community forces only observe");
            }
        }
        town.answer(Who::Officer, &call, "clear", json!({ "result": "resolved" })).await;
        let closed = town.verb(&knife, "close", json!({})).await;
        assert_eq!((text(&closed["status"]), closed["solo_by_group"].as_bool()), ("closed".into(), Some(false)));
        for who in Who::ALL {
            assert_eq!(town.calls(who).await, Vec::<serde_json::Value>::new(), "{who:?} is left hanging");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn positions_tell_departure_and_arrival() {
    let town = Town::new(testkit::bench::Bench::sqlite().await).await;
    let bat = town.report(bat()).await;
    town.verb(&bat, "dispatch", json!({ "members": [Who::Grid.id()] })).await;
    let fix = |lon: f64| json!({ "fixes": [{ "at": town.bench.now(), "point": { "type": "Point", "coordinates": [lon, 29.7001] }, "accuracy_m": 8.0 }] });
    let grid = town.caller(Who::Grid).await;
    grid.post("/api/v1/positions", fix(107.3920)).await.ok();
    let call = town.calls(Who::Grid).await.remove(0);
    town.answer(Who::Grid, &call, "accept", json!({})).await;
    for (lon, status) in [(107.3919, "acknowledged"), (107.3912, "en_route"), (107.3902, "on_scene")] {
        town.pass(5).await;
        grid.post("/api/v1/positions", fix(lon)).await.ok();
        assert_eq!(text(&town.show(&bat).await["status"]), status, "at {lon}");
    }
    const { assert!(ESTATE.lon < 107.3902) };
}
