//! Lists and search, and how far each caller sees.

use domain::role::Role;
use platform::scope::Reach;
use serde_json::Value;
use testkit::bench::on_each_database;

use crate::furniture::{EAST, SCHOOL, id, laid_out};

fn names(page: &Value) -> Vec<&str> {
    page["items"].as_array().unwrap().iter().map(|it| it["name"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn the_desk_sees_the_whole_station_page_by_page() {
    on_each_database(async |bench| {
        let (_, http) = laid_out(&bench).await;
        let desk = bench.of_station(&http, Role::Desk).await;
        let first = desk.get("/api/v1/grids?limit=3").await.ok();
        assert_eq!(first["items"].as_array().unwrap().len(), 3);
        let rest = desk.get(&format!("/api/v1/grids?after={}", first["next"].as_str().unwrap())).await.ok();
        assert_eq!((names(&rest), rest["next"].is_null()), (vec!["第204网格"], true));
        let units = desk.get("/api/v1/units").await.ok();
        assert_eq!(names(&units), ["云杉小学", "竹溪菜市场"]);
        assert_eq!(units["items"][0]["point"]["coordinates"][0], 107.36);
        assert_eq!(units["items"][0]["service_area"]["type"], "Polygon");
        let posts = desk.get("/api/v1/posts").await.ok();
        assert_eq!(posts["items"][0]["required_headcount"], 1);
        assert_eq!(desk.get("/api/v1/station").await.ok()["name"], "示范派出所");
    })
    .await;
}

#[tokio::test]
async fn others_see_what_lies_within_their_reach() {
    on_each_database(async |bench| {
        let (_, http) = laid_out(&bench).await;
        for (role, reach, communities, grids, units, posts) in [
            (Role::CommunityOfficer, Reach::Community(vec![id(EAST)]), 1, 2, 1, 1),
            (Role::GridWorker, Reach::Grid(vec![id(202)]), 1, 1, 1, 1),
            (Role::Guard, Reach::Unit(vec![id(SCHOOL)]), 1, 1, 1, 1),
            (Role::Guard, Reach::Own, 2, 4, 0, 0),
        ] {
            let caller = bench.caller(&http, &bench.scope(role, reach, None)).await;
            for (list, expected) in [("communities", communities), ("grids", grids), ("units", units), ("posts", posts)]
            {
                let page = caller.get(&format!("/api/v1/{list}")).await.ok();
                assert_eq!(names(&page).len(), expected, "{role} {list}: {:?}", names(&page));
            }
            let found = caller.get("/api/v1/places/search?q=%E8%8F%9C%E5%B8%82%E5%9C%BA").await.ok();
            assert_eq!(names(&found).len(), usize::from(units == 1 && communities == 1 && grids == 2), "{role}");
        }
        http.nobody().get("/api/v1/units").await.refused(401, "unauthenticated");
        bench.of_station(&http, Role::Volunteer).await.get("/api/v1/units").await.refused(403, "forbidden");
    })
    .await;
}

#[tokio::test]
async fn a_place_is_found_by_fragment_alias_and_initials() {
    on_each_database(async |bench| {
        let (_, http) = laid_out(&bench).await;
        let desk = bench.of_station(&http, Role::Desk).await;
        for (query, first) in [
            ("ysxx", "云杉小学"),
            ("%E8%80%81%E4%BA%91%E6%9D%89", "云杉小学"),
            ("zxc", "竹溪村"),
            ("%E6%9D%89%E5%B0%8F%E5%AD%A6", "云杉小学"),
            ("QSX", "青石巷"),
        ] {
            let found = desk.get(&format!("/api/v1/places/search?q={query}")).await.ok();
            assert_eq!(names(&found).first(), Some(&first), "{query}: {found}");
        }
        let nothing = desk.get("/api/v1/places/search?q=%20").await.ok();
        assert_eq!(names(&nothing), Vec::<&str>::new());
        let street = desk.get("/api/v1/places/search?q=qsx").await.ok();
        assert_eq!(street["items"][0]["kind"], "street");
        assert!(street["items"][0]["community_id"].is_string());
    })
    .await;
}
