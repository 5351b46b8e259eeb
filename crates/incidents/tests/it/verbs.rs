//! Verbs of the desk: two desks, stale versions, reasons, endings, and nothing changed by a refusal.

use serde_json::json;
use testkit::bench::on_each_database;

use crate::town::{Town, Who, bat, text, verb_path};

#[tokio::test(flavor = "multi_thread")]
async fn a_stale_desk_is_told_who_changed_what() {
    on_each_database(async |bench| {
        let town = Town::new(bench).await;
        let bat = town.report(bat()).await;
        town.verb(&bat, "claim", json!({ "expected_version": bat["version"] })).await;
        let late = town
            .commander
            .post(&verb_path(&bat, "triage"), json!({ "expected_version": bat["version"], "priority": "P2" }))
            .await;
        late.refused(409, "stale");
        let shown = town.show(&bat).await;
        assert!(shown["claimed_by"]["account_id"].is_string());
        assert_eq!(text(&shown["status"]), "reported");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_claim_is_passed_on_only_by_its_holder_or_the_commander() {
    on_each_database(async |bench| {
        let town = Town::new(bench).await;
        let bat = town.report(bat()).await;
        town.verb(&bat, "claim", json!({})).await;
        let other = town.bench.of_station(&town.http, domain::role::Role::Desk).await;
        other.post(&verb_path(&bat, "claim"), json!({})).await.refused(409, "claimed_by_other");
        town.commander.post(&verb_path(&bat, "claim"), json!({})).await.ok();
        town.desk.post(&verb_path(&bat, "release"), json!({})).await.refused(409, "claimed_by_other");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn danger_found_later_sends_police_and_holds_community_forces_back() {
    on_each_database(async |bench| {
    let town = Town::new(bench).await;
    let quarrel = town.report(json!({ "category": "4001", "police_nature": "non_police", "point": { "type": "Point", "coordinates": [107.3901, 29.7001] } })).await;
    assert_eq!(text(&quarrel["level"]), "L3");
    town.verb(&quarrel, "dispatch", json!({})).await;
    let worse = town.verb(&quarrel, "escalate", json!({ "reason": "一方拿出了菜刀" })).await;
    assert_eq!((text(&worse["police_nature"]), text(&worse["level"])), ("police".into(), "L1".into()));
    assert_eq!(worse["police_dispatched"], true);
    assert_eq!(town.calls(Who::Officer).await.len(), 1);
})
.await;
}

#[tokio::test(flavor = "multi_thread")]
async fn cancelling_needs_a_reason_and_leaves_nobody_called() {
    on_each_database(async |bench| {
        let town = Town::new(bench).await;
        let bat = town.report(bat()).await;
        town.verb(&bat, "dispatch", json!({})).await;
        town.desk.post(&verb_path(&bat, "cancel"), json!({})).await.refused(409, "reason_missing");
        town.verb(&bat, "cancel", json!({ "reason": "蝙蝠自己飞走了" })).await;
        for who in Who::ALL {
            assert_eq!(town.calls(who).await.len(), 0, "{who:?}");
        }
        town.desk.post(&verb_path(&bat, "dispatch"), json!({})).await.refused(409, "incident_over");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn merging_transferring_and_taking_back() {
    on_each_database(async |bench| {
        let town = Town::new(bench).await;
        let (one, other) = (town.report(bat()).await, town.report(bat()).await);
        for it in [&one, &other] {
            town.verb(it, "triage", json!({})).await;
        }
        let merged = town.verb(&other, "merge", json!({ "into": one["id"] })).await;
        assert_eq!((text(&merged["status"]), &merged["duplicate_of"]), ("merged".into(), &one["id"]));
        let away = town.verb(&one, "transfer", json!({ "to": "12345", "reason": "属于市政" })).await;
        assert_eq!(text(&away["status"]), "transferred_out");
        town.verb(&one, "receipt", json!({})).await;
        let back = town.verb(&one, "return", json!({ "reason": "不属于我方职责" })).await;
        assert_eq!(text(&back["status"]), "triaged");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_verb_writes_nothing() {
    on_each_database(async |bench| {
        let town = Town::new(bench).await;
        let bat = town.report(bat()).await;
        let before = town.timeline(&bat).await;
        for (verb, body) in [
            ("handle", json!({ "disposition": "resolved" })),
            ("feedback", json!({ "text": "好了" })),
            ("review", json!({})),
            ("close", json!({})),
            ("reopen", json!({ "reason": "再来" })),
            ("revisit", json!({ "result": "好" })),
            ("stand_down", json!({})),
            ("receipt", json!({})),
        ] {
            let reply = town.desk.post(&verb_path(&bat, verb), body).await;
            assert_eq!(reply.status, 409, "{verb}: {}", reply.text());
        }
        assert_eq!(town.timeline(&bat).await, before);
        assert_eq!(town.show(&bat).await["version"], bat["version"]);
    })
    .await;
}
