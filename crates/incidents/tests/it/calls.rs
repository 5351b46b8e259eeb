//! Who is called, who is not and why; repeats, telephone, alerts; choices by hand; nobody at the desk.

use chrono::TimeDelta;
use serde_json::{Value, json};
use testkit::bench::on_each_database;

use crate::town::{Town, Who, bat, text, verb_path};

async fn reasons(town: &Town, incident: &Value) -> Vec<(String, String)> {
    let list = town.desk.get(&verb_path(incident, "candidates")).await.ok();
    let of = |list: &Value| -> Vec<(String, String)> {
        let items = list.as_array().unwrap().iter();
        items.map(|it| (text(&it["member_name"]), text(&it["reason"]["code"]))).collect()
    };
    let mut all = of(&list["picks"]);
    all.extend(of(&list["skips"]));
    all.sort();
    all
}

#[tokio::test(flavor = "multi_thread")]
async fn every_candidate_and_every_skip_has_its_reason() {
    on_each_database(async |bench| {
        let town = Town::new(bench).await;
        let bat = town.report(bat()).await;
        let reasons = reasons(&town, &bat).await;
        let of = |who: Who| reasons.iter().find(|it| it.0 == format!("演{who:?}")).map(|it| it.1.as_str());
        assert_eq!(of(Who::Gate), Some("own_unit"));
        assert_eq!(of(Who::Mall), Some("outside_area"), "a guard stays within the contracted area (adoption rule 2)");
        assert_eq!(of(Who::Grid), Some("on_shift"));
        assert_eq!(of(Who::Volunteer), Some("volunteer"));
        assert_eq!(of(Who::Officer), Some("police_not_sent"));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn silence_repeats_the_call_then_telephones_then_tells_everybody() {
    on_each_database(async |bench| {
        let town = Town::new(bench).await;
        let bat = town.report(bat()).await;
        town.verb(&bat, "dispatch", json!({})).await;
        town.pass(185).await;
        let timeline = town.timeline(&bat).await;
        let count = |kind: &str| timeline.iter().filter(|it| *it == kind).count();
        assert!(count("offer_made") >= 2, "{timeline:?}");
        assert!(count("offer_repeated") >= 1, "{timeline:?}");
        assert!(count("offer_telephone") >= 1, "{timeline:?}");
        assert_eq!(count("alert_raised"), 3, "desk, duty commander and governance centre: {timeline:?}");
        let shown = town.show(&bat).await;
        assert!(shown["offers"].as_array().unwrap().iter().any(|it| it["telephone"] == true));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_choice_by_hand_obeys_the_same_rules() {
    on_each_database(async |bench| {
        let town = Town::new(bench).await;
        let bat = town.report(bat()).await;
        let refused = town.desk.post(&verb_path(&bat, "dispatch"), json!({ "members": [Who::Mall.id()] })).await;
        let problem = refused.refused(409, "may_not_go");
        assert!(text(&problem["detail"]).contains("演Mall"), "{problem}");
        assert_eq!(town.calls(Who::Mall).await.len(), 0);
        town.verb(&bat, "dispatch", json!({ "members": [Who::Grid.id()] })).await;
        let calls = town.calls(Who::Grid).await;
        assert_eq!((calls.len(), calls[0]["manual"].as_bool()), (1, Some(true)));
        assert!(calls[0]["card"]["address_text"].is_null(), "the place only after acceptance");
        assert!(calls[0]["card"]["point"].is_null());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_declines_is_not_asked_again_and_another_is() {
    on_each_database(async |bench| {
        let town = Town::new(bench).await;
        let bat = town.report(bat()).await;
        town.verb(&bat, "dispatch", json!({})).await;
        let call = town.calls(Who::Gate).await;
        let (first, who) = match call.first() {
            Some(call) => (call.clone(), Who::Gate),
            None => (town.calls(Who::Second).await.remove(0), Who::Second),
        };
        let declined = town.answer(who, &first, "decline", json!({ "reason": "unsafe" })).await;
        assert_eq!(
            (text(&declined["status"]), text(&declined["decline_reason"])),
            ("declined".into(), "unsafe".into())
        );
        town.pass(20).await;
        assert_eq!(town.calls(who).await.len(), 0);
        let shown = town.show(&bat).await;
        let waiting = shown["offers"].as_array().unwrap().iter().filter(|it| text(&it["status"]) == "offered").count();
        assert!(waiting >= 1, "{shown}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn stood_down_whole_a_search_calls_nobody_more() {
    on_each_database(async |bench| {
        let town = Town::new(bench).await;
        let bat = town.report(bat()).await;
        town.verb(&bat, "dispatch", json!({})).await;
        let made = town.show(&bat).await["offers"].as_array().unwrap().len();
        assert!(made >= 1);
        town.verb(&bat, "stand_down", json!({})).await;
        town.pass(40).await;
        let offers = town.show(&bat).await["offers"].clone();
        let offers = offers.as_array().unwrap();
        assert_eq!(offers.len(), made, "{offers:?}");
        assert!(offers.iter().all(|it| text(&it["status"]) == "stood_down"), "{offers:?}");
        town.verb(&bat, "dispatch", json!({})).await;
        assert!(town.show(&bat).await["offers"].as_array().unwrap().len() > made, "it may be begun again");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn with_nobody_at_the_desk_only_the_own_unit_is_called_and_the_commander_is_told() {
    on_each_database(async |bench| {
        let town = Town::new(bench).await;
        town.bench.pass(TimeDelta::minutes(5));
        let by = town.caller(Who::Mall).await;
        let bat = by.post("/api/v1/incidents", bat()).await.expect(201);
        assert_eq!((bat["desk_absent"].as_bool(), text(&bat["status"])), (Some(true), "dispatched".into()));
        town.settle().await;
        assert!(town.calls(Who::Gate).await.len() + town.calls(Who::Second).await.len() >= 1, "the own unit is called");
        assert_eq!(town.calls(Who::Grid).await.len(), 0);
        let timeline = town.timeline(&bat).await;
        assert!(timeline.iter().any(|it| it == "alert_raised"), "{timeline:?}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_three_rings_of_the_most_urgent_are_asked_at_the_same_moment() {
    on_each_database(async |bench| {
        let town = Town::new(bench).await;
        let knife = json!({ "category": "2001", "weapon": true, "call": true,
            "point": { "type": "Point", "coordinates": [107.3901, 29.7001] } });
        let knife = town.report(knife).await;
        assert_eq!(text(&knife["priority"]), "P1");
        let shown = town.show(&knife).await;
        let offers = shown["offers"].as_array().unwrap();
        let of = |ring: i64| offers.iter().filter(move |it| it["ring"] == ring).collect::<Vec<_>>();
        assert!(!of(1).is_empty() && !of(3).is_empty(), "{offers:?}");
        let moments: std::collections::BTreeSet<String> = offers.iter().map(|it| text(&it["offered_at"])).collect();
        assert_eq!(moments.len(), 1, "no ring waits for another: {moments:?}");
        let rings = shown["rings"].as_array().unwrap();
        let due: Vec<chrono::DateTime<chrono::Utc>> =
            rings.iter().map(|it| text(&it["due_at"]).parse().unwrap()).collect();
        let start: chrono::DateTime<chrono::Utc> = text(&shown["dispatched_at"]).parse().unwrap();
        let minutes: Vec<i64> = due.iter().map(|it| (*it - start).num_minutes()).collect();
        assert_eq!(minutes, [1, 3, 5], "the unit itself, its neighbours, the police");
    })
    .await;
}
