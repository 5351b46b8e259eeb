//! Waking by telephone: what is dialled and said, what a key does, what the desk sees.

use domain::ids::OfferId;
use domain::offer::telephone::{TelephoneFailure, TelephoneState};
use incidents::telephone::Pressed;
use serde_json::{Value, json};
use testkit::bench::{Bench, on_each_database};

use crate::town::{Town, Who, bat, text};

/// An incident whose caller lives there, with a guard who has been silent for a minute.
async fn silent(bench: Bench) -> (Town, Value, OfferId) {
    let town = Town::new(bench).await;
    let bat = town.report(bat()).await;
    town.verb(&bat, "dispatch", json!({ "members": [Who::Gate.id()] })).await;
    town.pass(65).await;
    let offer = shown(&town, &bat).await;
    (town, bat, text(&offer["id"]).parse().unwrap())
}

async fn shown(town: &Town, incident: &Value) -> Value {
    let gate = json!(Who::Gate.id());
    let shown = town.show(incident).await;
    shown["offers"].as_array().unwrap().iter().find(|it| it["member_id"] == gate).unwrap().clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_is_the_members_answer_and_the_desk_sees_each_step() {
    on_each_database(async |bench| {
        let (town, bat, offer) = silent(bench).await;
        let station = town.bench.station;
        let order = town.incidents.to_dial(station, offer).await.unwrap().unwrap();
        assert_eq!(order.number.unwrap().expose(), "19900005678");
        let said: String = order.script.iter().map(|it| it.text.as_str()).collect();
        assert!(said.contains("动物进屋") && said.contains("请按1"), "{said}");
        assert!(!said.contains("蝙蝠") && !said.contains("1234"), "{said}");
        for state in [TelephoneState::Placed, TelephoneState::Ringing, TelephoneState::Answered] {
            town.incidents.telephone_is(station, offer, "c1", state, None).await.unwrap();
        }
        assert_eq!(shown(&town, &bat).await["telephone_state"], "answered");
        for _ in 0..2 {
            let words = town.incidents.pressed(station, offer, "c1", Pressed::Yes).await.unwrap();
            assert!(words[0].text.contains("已登记"), "{words:?}");
        }
        let after = shown(&town, &bat).await;
        assert_eq!(
            (text(&after["status"]), text(&after["telephone_state"])),
            ("accepted".into(), "acknowledged".into())
        );
        // What is told of the call's end, and a second key, change nothing any more.
        let failed = Some(TelephoneFailure::HungUp);
        town.incidents.telephone_is(station, offer, "c1", TelephoneState::Failed, failed).await.unwrap();
        let again = town.incidents.pressed(station, offer, "c2", Pressed::Yes).await.unwrap();
        assert!(again[0].text.contains("已经结束"), "{again:?}");
        assert_eq!(shown(&town, &bat).await["version"], after["version"]);
        assert!(town.incidents.to_dial(station, offer).await.unwrap().is_none());
        let timeline = town.timeline(&bat).await;
        let count = |kind: &str| timeline.iter().filter(|it| *it == kind).count();
        assert_eq!((count("offer_telephone_progress"), count("offer_accepted")), (3, 1), "{timeline:?}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_that_fails_says_why_and_one_cut_off_is_given_back_to_the_desk() {
    let (town, bat, offer) = silent(Bench::sqlite().await).await;
    let station = town.bench.station;
    let busy = Some(TelephoneFailure::Busy);
    town.incidents.telephone_is(station, offer, "c1", TelephoneState::Failed, busy).await.unwrap();
    assert_eq!(shown(&town, &bat).await["telephone_failure"], "busy");
    town.incidents.telephone_is(station, offer, "c2", TelephoneState::Ringing, None).await.unwrap();
    town.incidents.telephone_interrupted(station, "start").await.unwrap();
    let after = shown(&town, &bat).await;
    assert_eq!((&after["telephone_failure"], &after["telephone"]), (&json!("interrupted"), &json!(true)));
    let words = town.incidents.pressed(station, offer, "c3", Pressed::No).await.unwrap();
    assert!(words[0].text.contains("走不开"), "{words:?}");
    assert_eq!(shown(&town, &bat).await["status"], "declined");
    assert!(town.incidents.pressed(station, offer, "c4", Pressed::Yes).await.unwrap()[0].text.contains("已经结束"));
}
