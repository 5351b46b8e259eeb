//! The list of members: names by who reads, and places only where they may be seen.

use domain::role::Role;
use platform::scope::Reach;
use serde_json::json;
use testkit::bench::on_each_database;

use crate::furniture::{HERE, LI, MARKET, SCHOOL, Town, ZHANG, id};

#[tokio::test]
async fn members_are_listed_with_what_they_do_and_where() {
    on_each_database(async |bench| {
        let town = Town::new(bench).await;
        let guard = town.on_duty(ZHANG).await;
        guard.post("/api/v1/positions", town.fix(HERE)).await.ok();
        let desk = town.bench.of_station(&town.http, Role::Desk).await;
        let page = desk.get("/api/v1/members").await.ok();
        let zhang = &page["items"][0];
        assert_eq!(
            (&zhang["name"], &zhang["unit_name"], &zhang["post_name"], &zhang["on_duty"], &zhang["status"]),
            (&json!("张三"), &json!("云杉小学"), &json!("小学正门"), &json!(true), &json!("free"))
        );
        assert_eq!(
            (&zhang["point"]["coordinates"][0], &zhang["stale"], &zhang["battery"]),
            (&json!(107.36), &json!(false), &json!(80))
        );
        let li = &page["items"][1];
        assert_eq!((&li["on_duty"], &li["status"], li["point"].is_null()), (&json!(false), &json!("off"), true));
        let first = desk.get("/api/v1/members?limit=1").await.ok();
        let rest = desk.get(&format!("/api/v1/members?after={}", first["next"].as_str().unwrap())).await.ok();
        assert_eq!((&rest["items"][0]["id"], rest["next"].is_null()), (&li["id"], true));
    })
    .await;
}

#[tokio::test]
async fn others_read_masked_names_and_only_their_own_people() {
    on_each_database(async |bench| {
        let town = Town::new(bench).await;
        let guard = town.on_duty(ZHANG).await;
        guard.post("/api/v1/positions", town.fix(HERE)).await.ok();
        let centre = town.bench.of_station(&town.http, Role::GovernanceCentre).await;
        assert_eq!(centre.get("/api/v1/members").await.ok()["items"][0]["name"], "张*");
        let school = town.bench.scope(Role::UnitAdmin, Reach::Unit(vec![id(SCHOOL)]), None);
        let school = town.bench.caller(&town.http, &school).await;
        assert_eq!(school.get("/api/v1/members").await.ok()["items"].as_array().unwrap().len(), 2);
        let market = town.bench.scope(Role::UnitAdmin, Reach::Unit(vec![id(MARKET)]), None);
        let market = town.bench.caller(&town.http, &market).await;
        let (zhang, li): (uuid::Uuid, uuid::Uuid) = (id(ZHANG), id(LI));
        market.get(&format!("/api/v1/members/{zhang}")).await.refused(404, "not_found");
        assert_eq!(market.get(&format!("/api/v1/members/{li}")).await.ok()["name"], "李*");
        guard.get("/api/v1/members").await.refused(403, "forbidden");
    })
    .await;
}
