//! The drawing of the streets, and ways along them.

use std::io::Read as _;

use domain::role::Role;
use testkit::bench::on_each_database;

use crate::furniture::{laid_out, layout};

#[tokio::test]
async fn the_drawing_is_sent_once_and_then_only_confirmed() {
    on_each_database(async |bench| {
        let (_, http) = laid_out(&bench).await;
        let desk = bench.of_station(&http, Role::Desk).await;
        let plain = desk.get("/api/v1/streets").await.ok();
        let desk = desk.with("accept-encoding", "br, gzip;q=0.8");
        let reply = desk.get("/api/v1/streets").await;
        assert_eq!(reply.status, 200);
        assert_eq!(reply.headers["content-encoding"], "gzip");
        let mut text = String::new();
        flate2::read::GzDecoder::new(reply.bytes.as_slice()).read_to_string(&mut text).unwrap();
        let drawing: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert_eq!(plain, drawing);
        assert_eq!(drawing["source"], "test");
        assert_eq!(drawing["features"].as_array().unwrap().len(), 4);
        assert_eq!(drawing["features"][0]["properties"]["name"], "云杉大道");
        assert_eq!(drawing["features"][0]["properties"]["class"], "minor");
        assert_eq!(drawing["features"][0]["geometry"]["coordinates"][1][0], 107.34);
        let etag = reply.headers["etag"].to_str().unwrap().to_owned();
        let again = desk.with("if-none-match", &etag).get("/api/v1/streets").await;
        assert_eq!((again.status, again.bytes.len()), (304, 0));
    })
    .await;
}

#[tokio::test]
async fn a_way_follows_streets_where_there_are_any() {
    on_each_database(async |bench| {
        let (_, http) = laid_out(&bench).await;
        let desk = bench.of_station(&http, Role::Desk).await;
        let way = desk.get("/api/v1/route?from=107.345,29.70&to=107.36,29.715&by=car").await.ok();
        assert_eq!(way["way"], "road");
        let metres = way["metres"].as_f64().unwrap();
        assert!((3_000.0..3_300.0).contains(&metres), "{way}");
        assert_eq!(way["line"]["type"], "LineString");
        for (query, code) in [
            ("from=29.70,107.39&to=107.36,29.71", "coordinates_swapped"),
            ("from=107.36,29.71&to=1.5,42.5", "outside_jurisdiction"),
            ("from=here&to=107.36,29.71", "invalid"),
            ("from=107.36,29.71,3&to=107.36,29.71", "invalid"),
        ] {
            desk.get(&format!("/api/v1/route?{query}")).await.refused(422, code);
        }
    })
    .await;
}

#[tokio::test]
async fn without_streets_the_straight_line_is_said_to_be_one() {
    on_each_database(async |bench| {
        places::seed::seed(bench.app.db(), layout(&bench, false)).await.unwrap();
        let places = places::places::Places::load(&bench.app).await.unwrap();
        let http = bench.serve([places::api::routes(places.clone())]);
        let desk = bench.of_station(&http, Role::Desk).await;
        desk.get("/api/v1/streets").await.refused(404, "no_streets");
        let way = desk.get("/api/v1/route?from=107.36,29.70&to=107.37,29.70").await.ok();
        assert_eq!(way["way"], "straight_line");
        let row = places::streets::row(bench.station, "test", &crate::furniture::cross(), testkit::bench::noon());
        places::seed::put_streets(bench.app.db(), row).await.unwrap();
        places.refresh(bench.station).await.unwrap();
        let way = desk.get("/api/v1/route?from=107.36,29.70&to=107.37,29.70").await.ok();
        assert_eq!(way["way"], "road");
    })
    .await;
}
