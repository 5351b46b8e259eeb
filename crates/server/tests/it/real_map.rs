//! A station on real streets, as `likedong demo --map` lays it out: inside the file, and with ways along its streets.

use places::{map, seed, streets};
use server::node::Node;
use server::{seed as rows, wiring};
use simulator::town::streets::StreetMap;
use simulator::town::{Ground, generate};
use testkit::bench::{Bench, real_map};
use testkit::http::Http;

use crate::furniture::{text, trust};

/// Units between which ways are asked for.
const UNITS: usize = 12;

#[tokio::test(flavor = "multi_thread")]
async fn on_a_real_map_a_station_is_laid_out_and_its_people_find_their_way() {
    let Some(path) = real_map() else { return };
    let imported = map::import(&path, None).unwrap();
    let bounds = imported.graph.bounds();
    let town = generate(163, Ground::Streets(StreetMap::of(&imported.graph), bounds));
    let inside = |it: domain::geo::Point| bounds.contains(it) && town.station.boundary.contains(it);
    assert!(town.units.iter().all(|it| inside(it.point)), "a unit lies outside the station or the map");
    assert!(town.posts.iter().all(|it| inside(it.point)), "a post lies outside the station or the map");

    let mut bench = Bench::sqlite().await;
    bench.station = town.station.id;
    let graph = town.streets.graph().unwrap();
    let streets = streets::row(town.station.id, map::SOURCE, &graph, bench.now());
    let layout = seed::Layout { streets: Some(streets), ..rows::layout(&town) };
    seed::seed(bench.app.db(), layout).await.unwrap();
    let (node, _drivers) = Node::load(&bench.app).await.unwrap();
    let http = Http::new(wiring::router(&node, trust()));
    let desk = bench.of_station(&http, domain::role::Role::Desk).await;
    for pair in town.units.windows(2).take(UNITS) {
        let (from, to) = (pair[0].point, pair[1].point);
        let path = format!("/api/v1/route?from={},{}&to={},{}&by=car", from.lon, from.lat, to.lon, to.lat);
        let way = desk.get(&path).await.ok();
        assert_eq!(text(&way["way"]), "road", "{path}: {way}");
        // A street has width, and units stand beside it: the line may be a little longer than the way.
        let metres = way["metres"].as_f64().unwrap();
        assert!(metres + 400.0 > from.distance_m(to), "{path}: {metres} m for {} m", from.distance_m(to));
    }
}
