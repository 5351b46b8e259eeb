//! The gazetteer over HTTP: names remembered with one press, found at once, and taken back.

use domain::role::Role;
use platform::scope::Reach;
use serde_json::json;
use testkit::bench::on_each_database;

use crate::furniture::{EAST, SCHOOL, id, laid_out};

fn point(lon: f64, lat: f64) -> serde_json::Value {
    json!({"type": "Point", "coordinates": [lon, lat]})
}

#[tokio::test]
async fn what_the_desk_remembers_is_found_first_and_can_be_undone() {
    on_each_database(async |bench| {
        let (_, http) = laid_out(&bench).await;
        let desk = bench.of_station(&http, Role::Desk).await;
        let body = json!({"name": "老榕树脚", "point": point(107.341, 29.661), "incident_id": id::<domain::ids::IncidentId>(5)});
        let made = desk.post("/api/v1/names/remember", body.clone()).await.expect(201);
        let again = desk.post("/api/v1/names/remember", body).await.expect(201);
        assert_eq!((&made["id"], &made["version"]), (&again["id"], &again["version"]), "pressed twice it is one name");
        let found = desk.get("/api/v1/places/search?q=lrsj").await.ok();
        assert_eq!(found["items"][0]["name"], "老榕树脚");
        assert_eq!(found["items"][0]["kind"], "local");
        assert_eq!(desk.get("/api/v1/names").await.ok()["items"].as_array().unwrap().len(), 1);
        desk.post(&format!("/api/v1/names/{}/forget", made["id"].as_str().unwrap()), json!({})).await.ok();
        assert!(desk.get("/api/v1/places/search?q=lrsj").await.ok()["items"].as_array().unwrap().is_empty());
        let phone = json!({"name": "刘老师13900000001", "point": point(107.341, 29.661)});
        desk.post("/api/v1/names/remember", phone).await.refused(422, "invalid");
        let far = json!({"name": "外地", "point": point(106.0, 29.0)});
        desk.post("/api/v1/names/remember", far).await.refused(422, "outside_jurisdiction");
    })
    .await;
}

#[tokio::test]
async fn a_building_is_found_by_its_unit_and_number_in_any_spelling() {
    on_each_database(async |bench| {
        let (_, http) = laid_out(&bench).await;
        let chief = bench.of_station(&http, Role::Chief).await;
        let building = json!({"kind": "building", "name": "3号楼", "point": point(107.3605, 29.7205)});
        let building = chief.post("/api/v1/names", building).await.expect(201);
        assert_eq!(building["unit_id"], json!(id::<domain::ids::UnitId>(SCHOOL)));
        let entrance = json!({
            "kind": "entrance", "name": "2单元", "point": point(107.3606, 29.7206), "parent_id": building["id"],
        });
        chief.post("/api/v1/names", entrance).await.expect(201);
        // 云杉小学3号楼, by fragment, by initials, in two words, by the unit's alias.
        for query in
            ["%E6%9D%89%E5%B0%8F%E5%AD%A63%E5%8F%B7", "ysxx3hl", "ysxx%203", "%E8%80%81%E4%BA%91%E6%9D%89%203%E5%8F%B7"]
        {
            let found = chief.get(&format!("/api/v1/places/search?q={query}")).await.ok();
            assert_eq!(found["items"][0]["name"], "云杉小学3号楼", "{query}: {found}");
            assert_eq!(found["items"][0]["kind"], "building");
        }
        let found = chief.get("/api/v1/places/search?q=2dy").await.ok();
        assert_eq!(found["items"][0]["name"], "云杉小学3号楼2单元");
        // The unit itself comes before what is within it.
        assert_eq!(chief.get("/api/v1/places/search?q=ysxx").await.ok()["items"][0]["kind"], "unit");
        let path = format!("/api/v1/names/{}/remove", building["id"].as_str().unwrap());
        chief.post(&path, json!({})).await.refused(409, "still_in_use");
        let desk = bench.of_station(&http, Role::Desk).await;
        let forget = path.replace("remove", "forget");
        desk.post(&forget, json!({})).await.refused(403, "not_remembered");
        let elsewhere =
            bench.caller(&http, &bench.scope(Role::BeatOfficer, Reach::Community(vec![id(EAST)]), None)).await;
        assert!(elsewhere.get("/api/v1/places/search?q=3hl").await.ok()["items"].as_array().unwrap().is_empty());
        elsewhere.post(&path, json!({})).await.refused(404, "not_found");
    })
    .await;
}

#[tokio::test]
async fn fifty_thousand_names_give_one_short_list() {
    let bench = testkit::bench::Bench::sqlite().await;
    let layout = crate::furniture::layout(&bench, false);
    let parts = ["望榴", "听涛", "双鲤", "鹤鸣", "金盏", "青藤", "云岭", "杏林"];
    let name = |number: u128| building(&bench, number, format!("{}{}号楼", parts[number as usize % 8], number / 8));
    let rows = (0..50_000).map(name).collect();
    let names = std::sync::Arc::new(places::gazetteer::Gazetteer::new(rows, &layout.units));
    let atlas = places::atlas::Atlas::new(places::atlas::Stock {
        station: layout.station,
        communities: layout.communities,
        grids: layout.grids,
        units: layout.units,
        posts: layout.posts,
        parts: places::atlas::Divisions::default(),
        names,
        streets: None,
    });
    for (query, first) in
        [("ysxx", "云杉小学"), ("hm17hl", "鹤鸣17号楼"), ("鹤鸣17", "鹤鸣17号楼"), ("听涛 6000", "听涛6000号楼")]
    {
        let found = atlas.index().search(query, |_| true);
        assert_eq!(found.first().map(|it| it.name.as_str()), Some(first), "{query}");
    }
    // Every name has it, and still the list is short.
    assert_eq!(atlas.index().search("号楼", |_| true).len(), places::search::FOUND_MAX);
}

fn building(bench: &testkit::bench::Bench, number: u128, name: String) -> places::names::place_name::Model {
    places::names::place_name::Model {
        id: id(10_000 + number),
        station_id: bench.station,
        kind: domain::jurisdiction::NameKind::Building,
        name,
        parent_id: None,
        unit_id: None,
        community_id: id(EAST),
        grid_id: id(203),
        lon: 107.40,
        lat: 29.66,
        source: domain::jurisdiction::NameSource::Import,
        incident_id: None,
        created_at: bench.now(),
        version: 1,
    }
}
