//! A small station: two communities side by side, two grids in each, two units with a gate, one public post.

use dispatch::street::{Class, Edge, StreetGraph};
use domain::geo::Point;
use domain::geo::polygon::{Bounds, Polygon};
use domain::jurisdiction::{CommunityKind, GridKind, UnitStatus};
use domain::member::{AreaType, PostKind, UnitCategory};
use places::area::{Area, Names};
use places::changes::Jurisdiction;
use places::places::Places;
use places::seed::{Layout, seed};
use places::store::{community, grid, post, station, unit};
use places::streets;
use testkit::bench::{Bench, noon};
use testkit::http::Http;
use uuid::Uuid;

pub const WEST: u128 = 101;
pub const EAST: u128 = 102;
pub const SCHOOL: u128 = 301;
pub const MARKET: u128 = 302;

/// The id of this number, whatever its type.
pub fn id<T: From<Uuid>>(number: u128) -> T {
    T::from(Uuid::from_u128(number))
}

/// Places laid out on a platform, and the router of their routes.
pub async fn laid_out(bench: &Bench) -> (Places, Http) {
    seed(bench.app.db(), layout(bench, true)).await.unwrap();
    let places = Places::load(&bench.app).await.unwrap();
    let http = bench.serve([places::api::routes(places.clone())]);
    (places, http)
}

pub fn layout(bench: &Bench, with_streets: bool) -> Layout {
    let station_id = bench.station;
    let grids = [
        (201, WEST, 107.33, 29.65),
        (202, WEST, 107.33, 29.70),
        (203, EAST, 107.39, 29.65),
        (204, EAST, 107.39, 29.70),
    ];
    Layout {
        station: station::Model {
            id: station_id,
            code: "500102990000".to_owned(),
            name: "示范派出所".to_owned(),
            boundary: area(107.33, 29.65, 107.45, 29.75),
            area_km2: 128.0,
            pop_household: 1_000,
            pop_resident: 2_000,
            duty_phone: "19900000110".to_owned(),
            demo: true,
            settings: serde_json::json!({}),
            version: 1,
        },
        communities: vec![
            community(bench, WEST, "云杉社区", AreaType::Urban, 107.33, 107.39),
            community(bench, EAST, "竹溪村", AreaType::Remote, 107.39, 107.45),
        ],
        grids: grids
            .iter()
            .map(|(number, of, west, south)| grid::Model {
                id: id(*number),
                station_id,
                community_id: id(*of),
                code: format!("500102990001{number}"),
                name: format!("第{number}网格"),
                boundary: area(*west, *south, west + 0.06, south + 0.05),
                kind: GridKind::General,
                beat_id: None,
                households: 0,
                population: 0,
                closed_at: None,
                version: 1,
            })
            .collect(),
        units: vec![
            unit(bench, SCHOOL, "云杉小学", UnitCategory::School, (WEST, 202), Point::new(107.36, 29.72)),
            unit(bench, MARKET, "竹溪菜市场", UnitCategory::Mall, (EAST, 203), Point::new(107.41, 29.67)),
        ],
        posts: vec![
            post(bench, 401, Some(SCHOOL), "小学正门", (WEST, 202), Point::new(107.36, 29.72)),
            post(bench, 402, None, "竹溪警务室", (EAST, 203), Point::new(107.40, 29.66)),
        ],
        jurisdiction: Jurisdiction::default(),
        streets: with_streets.then(|| streets::row(station_id, "test", &cross(), noon())),
    }
}

/// Two streets that cross at [107.36, 29.70].
pub fn cross() -> StreetGraph {
    let nodes = [(107.36, 29.70), (107.34, 29.70), (107.38, 29.70), (107.36, 29.68), (107.36, 29.72)];
    let nodes: Vec<Point> = nodes.into_iter().map(|(lon, lat)| Point::new(lon, lat)).collect();
    let edge = |to: u32, name: u32| Edge {
        from: 0,
        to,
        shape: Vec::new(),
        foot_s: Some(1_400.0),
        car_s: Some(280.0),
        car_back_s: Some(280.0),
        class: Class::Minor,
        name: Some(name),
    };
    let edges = vec![edge(1, 0), edge(2, 0), edge(3, 1), edge(4, 1)];
    StreetGraph::build(nodes, edges, vec!["云杉大道".to_owned(), "青石巷".to_owned()]).unwrap()
}

fn area(west: f64, south: f64, east: f64, north: f64) -> Area {
    Area(Polygon::rectangle(Bounds { west, south, east, north }).unwrap())
}

fn community(bench: &Bench, number: u128, name: &str, area_type: AreaType, west: f64, east: f64) -> community::Model {
    community::Model {
        id: id(number),
        station_id: bench.station,
        code: format!("500102990{number}"),
        name: name.to_owned(),
        area_type,
        boundary: area(west, 29.65, east, 29.75),
        population: 100,
        households: 40,
        kind: CommunityKind::Neighbourhood,
        closed_at: None,
        version: 1,
    }
}

fn unit(
    bench: &Bench,
    number: u128,
    name: &str,
    category: UnitCategory,
    (of, grid): (u128, u128),
    at: Point,
) -> unit::Model {
    unit::Model {
        id: id(number),
        station_id: bench.station,
        community_id: id(of),
        grid_id: id(grid),
        name: name.to_owned(),
        aliases: Names(vec![format!("老{name}")]),
        category,
        key_unit: false,
        lon: at.lon,
        lat: at.lat,
        address_text: format!("{name}路1号"),
        service_area: area(at.lon - 0.002, at.lat - 0.002, at.lon + 0.002, at.lat + 0.002),
        uscc: None,
        principal_sealed_id: None,
        security_head_sealed_id: None,
        guards_full_time: 0,
        guards_part_time: 0,
        guard_source: None,
        opening_hours: String::new(),
        cameras: 0,
        alarm_button: false,
        joined_at: None,
        agreement_no: None,
        status: UnitStatus::Active,
        closed_at: None,
        version: 1,
    }
}

fn post(
    bench: &Bench,
    number: u128,
    of: Option<u128>,
    name: &str,
    (community, grid): (u128, u128),
    at: Point,
) -> post::Model {
    post::Model {
        id: id(number),
        station_id: bench.station,
        unit_id: of.map(id),
        community_id: id(community),
        grid_id: id(grid),
        name: name.to_owned(),
        kind: PostKind::Gate,
        lon: at.lon,
        lat: at.lat,
        radius_m: 50.0,
        required_headcount: 1,
        duty_hours: String::new(),
        closed_at: None,
        version: 1,
    }
}
