//! Whom somebody may send, what is kept of a refused choice, how often somebody may report, whose lists show what.

use domain::ids::CommunityId;
use domain::role::Role;
use platform::scope::Reach;
use serde_json::{Value, json};
use testkit::bench::on_each_database;
use testkit::http::Caller;
use uuid::Uuid;

use crate::town::{Town, Who, bat, community, estate, text, verb_path};

async fn bounded(town: &Town, role: Role, reach: Reach) -> Caller {
    town.bench.caller(&town.http, &town.bench.scope(role, reach, None)).await
}

async fn named(caller: &Caller, incident: &Value) -> Vec<String> {
    let list = caller.get(&verb_path(incident, "candidates")).await.ok();
    let of = |name: &str| list[name].as_array().unwrap().iter().map(|it| text(&it["member_id"])).collect::<Vec<_>>();
    let mut all = [of("picks"), of("skips")].concat();
    all.sort();
    all
}

#[tokio::test(flavor = "multi_thread")]
async fn a_unit_sends_its_own_people_only() {
    on_each_database(async |bench| {
        let town = Town::new(bench).await;
        let bat = town.report(bat()).await;
        let admin = bounded(&town, Role::UnitAdmin, Reach::Unit(vec![estate()])).await;
        let own = [Who::Gate, Who::Second].map(|it| it.id().to_string());
        assert_eq!(named(&admin, &bat).await, own);
        assert!(named(&town.desk, &bat).await.len() > own.len());
        let before = town.timeline(&bat).await;
        let path = verb_path(&bat, "dispatch");
        admin.post(&path, json!({})).await.refused(422, "name_whom");
        for members in [json!([Who::Grid.id()]), json!([Who::Gate.id(), Who::Mall.id()]), json!([Uuid::now_v7()])] {
            let refused = admin.post(&path, json!({ "members": members })).await.refused(403, "beyond_reach");
            assert!(text(&refused["detail"]).contains("指挥室"), "{refused}");
        }
        let call = json!({ "category": "5103", "unit_id": estate(), "call": true });
        admin.post("/api/v1/incidents", call).await.refused(422, "name_whom");
        assert_eq!(town.timeline(&bat).await, before, "a refusal changes nothing");
        admin.post(&path, json!({ "members": [Who::Gate.id()] })).await.ok();
        assert_eq!(town.calls(Who::Gate).await.len(), 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_community_sends_its_own_people_only() {
    on_each_database(async |bench| {
        let town = Town::new(bench).await;
        let bat = town.report(bat()).await;
        let officer = bounded(&town, Role::CommunityOfficer, Reach::Community(vec![community()])).await;
        assert_eq!(named(&officer, &bat).await, named(&town.desk, &bat).await, "all of them belong to it");
        let stranger = json!({ "members": [Uuid::now_v7()] });
        officer.post(&verb_path(&bat, "dispatch"), stranger).await.refused(403, "beyond_reach");
        officer.post(&verb_path(&bat, "dispatch"), json!({ "members": [Who::Grid.id()] })).await.ok();
        assert_eq!(town.calls(Who::Grid).await.len(), 1);
        let other = vec![CommunityId::from(Uuid::now_v7())];
        let other = bounded(&town, Role::CommunityOfficer, Reach::Community(other)).await;
        let path = verb_path(&bat, "dispatch");
        for members in [json!([]), json!([Who::Gate.id()])] {
            other.post(&path, json!({ "members": members })).await.refused(404, "not_found");
        }
        assert_eq!(other.get(&verb_path(&bat, "candidates")).await.status, 404);
        assert!(town.calls(Who::Gate).await.is_empty());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_choice_is_kept_with_its_reason() {
    on_each_database(async |bench| {
        let town = Town::new(bench).await;
        let bat = town.report(bat()).await;
        let before = town.timeline(&bat).await;
        let choice = json!({ "members": [Who::Mall.id()] });
        town.desk.post(&verb_path(&bat, "dispatch"), choice).await.refused(409, "may_not_go");
        let kept = town.desk.get(&verb_path(&bat, "considerations")).await.ok();
        let kept = kept["items"].as_array().unwrap();
        assert_eq!((kept.len(), &kept[0]["manual"], &kept[0]["picks"]), (1, &json!(true), &json!([])));
        let skip = &kept[0]["skips"][0];
        assert_eq!(
            (text(&skip["member"]), text(&skip["reason"]["code"])),
            (Who::Mall.id().to_string(), "outside_area".into())
        );
        assert_eq!(town.timeline(&bat).await, before);
        assert_eq!(town.show(&bat).await["version"], bat["version"]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_but_the_desk_reports_without_end() {
    on_each_database(async |bench| {
        let town = Town::new(bench).await;
        let guard = town.caller(Who::Mall).await;
        for _ in 0..10 {
            guard.post("/api/v1/incidents", bat()).await.expect(201);
        }
        let refused = guard.post("/api/v1/incidents", bat()).await;
        assert_eq!(refused.headers["retry-after"], "60");
        let refused = refused.refused(429, "report_rate");
        assert_eq!(refused["retry_after"], 60);
        assert!(text(&refused["detail"]).contains("60秒") && text(&refused["detail"]).contains("110"), "{refused}");
        // Each account by itself; the desk, the commander and the centre type in what others say.
        town.caller(Who::Gate).await.post("/api/v1/incidents", bat()).await.expect(201);
        for caller in [&town.desk, &town.commander, &town.centre] {
            for _ in 0..12 {
                caller.post("/api/v1/incidents", bat()).await.expect(201);
            }
        }
        town.bench.pass(chrono::TimeDelta::seconds(61));
        guard.post("/api/v1/incidents", bat()).await.expect(201);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_takes_part_finds_it_in_the_list() {
    on_each_database(async |bench| {
        let town = Town::new(bench).await;
        let bat = town.report(bat()).await;
        town.verb(&bat, "dispatch", json!({ "members": [Who::Grid.id()] })).await;
        let worker = town.caller(Who::Grid).await;
        let listed = async || worker.get("/api/v1/incidents").await.ok()["items"].as_array().unwrap().len();
        assert_eq!(listed().await, 0, "to be called is not yet to take part");
        let call = town.calls(Who::Grid).await.remove(0);
        town.answer(Who::Grid, &call, "accept", json!({})).await;
        assert_eq!(listed().await, 1);
        town.answer(Who::Grid, &call, "arrive", json!({})).await;
        town.answer(Who::Grid, &call, "clear", json!({ "result": "need_more" })).await;
        assert_eq!(listed().await, 0, "who is done takes part no more");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn each_mistake_has_its_own_name() {
    on_each_database(async |bench| {
        let town = Town::new(bench).await;
        let point = |coordinates: Value| json!({ "point": { "type": "Point", "coordinates": coordinates } });
        for (body, code) in [
            (point(json!([107.39])), "point_malformed"),
            (point(json!([507.39, 229.7])), "point_nowhere"),
            (json!({}), "place_needed"),
            (json!({ "unit_id": Uuid::now_v7() }), "unknown_unit"),
        ] {
            town.desk.post("/api/v1/incidents", body).await.refused(422, code);
        }
        let bat = town.report(bat()).await;
        let crowd: Vec<Uuid> = (0..21).map(|_| Uuid::now_v7()).collect();
        town.desk.post(&verb_path(&bat, "dispatch"), json!({ "members": crowd })).await.refused(422, "too_many_named");
        town.verb(&bat, "dispatch", json!({ "members": [Who::Grid.id()] })).await;
        let call = town.calls(Who::Grid).await.remove(0);
        let path = format!("/api/v1/offers/{}/accept", text(&call["id"]));
        let late = town.bench.now() + chrono::TimeDelta::hours(1);
        town.caller(Who::Grid).await.post(&path, json!({ "at": late })).await.refused(422, "clock_skew");
    })
    .await;
}
