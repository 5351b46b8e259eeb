//! A station with a school and a market, a guard at each, and the routes of duty.

use chrono::{DateTime, TimeDelta, Utc};
use domain::geo::Point;
use domain::geo::polygon::{Bounds, Polygon};
use domain::ids::{AccountId, MemberId};
use domain::jurisdiction::{CommunityKind, GridKind, UnitStatus};
use domain::member::{AreaType, Level, MemberKind, PostKind, UnitCategory};
use domain::role::Role;
use duty::duty::Duty;
use people::people::People;
use people::seed::NewMember;
use places::area::{Area, Names};
use places::changes::Jurisdiction;
use places::places::Places;
use places::seed::Layout;
use places::store::{community, grid, post, station, unit};
use platform::scope::{Reach, Scope};
use platform::seal::Personal;
use serde_json::{Value, json};
use testkit::bench::{Bench, noon};
use testkit::http::{Caller, Http};
use uuid::Uuid;

pub const SCHOOL: u128 = 301;
pub const MARKET: u128 = 302;
pub const SCHOOL_GATE: u128 = 401;
pub const MARKET_GATE: u128 = 402;
/// The guard of the school, consenting to nothing yet.
pub const ZHANG: u128 = 501;
/// The guard of the market.
pub const LI: u128 = 502;

/// The other guard of the school.
pub const WANG: u128 = 503;

/// Where the school is.
pub const HERE: Point = Point::new(107.36, 29.72);

/// The id of this number, whatever its type.
pub fn id<T: From<Uuid>>(number: u128) -> T {
    T::from(Uuid::from_u128(number))
}

/// The slices over one platform.
pub struct Town {
    pub bench: Bench,
    pub duty: Duty,
    pub http: Http,
}

impl Town {
    pub async fn new(bench: Bench) -> Self {
        Self::with_settings(bench, json!({})).await
    }

    /// The same in a station that has set something.
    pub async fn with_settings(bench: Bench, settings: Value) -> Self {
        let mut layout = layout(&bench);
        layout.station.settings = settings;
        places::seed::seed(bench.app.db(), layout).await.unwrap();
        let members = [
            member(ZHANG, "张三", SCHOOL, SCHOOL_GATE),
            member(LI, "李四", MARKET, MARKET_GATE),
            member(WANG, "王五", SCHOOL, SCHOOL_GATE),
        ];
        people::seed::seed(&bench.app, bench.station, &members, &[]).await.unwrap();
        Self::wake(bench).await
    }

    /// Loads the slices over what is in the database, as a start of the program does.
    pub async fn wake(bench: Bench) -> Self {
        let duty = load(&bench).await;
        let routes = [duty::api::routes(duty.clone()), people::api::routes(duty.people().clone())];
        let http = bench.serve(routes);
        Self { bench, duty, http }
    }

    pub async fn guard(&self, number: u128) -> Caller {
        self.bench.caller(&self.http, &self.scope(number)).await
    }

    pub fn scope(&self, number: u128) -> Scope {
        let scope = self.bench.scope(Role::Guard, Reach::Own, Some(id(number)));
        Scope { account: id::<AccountId>(number + 1_000), ..scope }
    }

    /// Somebody comes on duty with consent.
    pub async fn on_duty(&self, number: u128) -> Caller {
        let guard = self.guard(number).await;
        guard.post("/api/v1/duty/confirm", json!({ "consent_location": true })).await.ok();
        // Positions from before the confirmation are refused, so the next one is a second later.
        self.bench.pass(TimeDelta::seconds(1));
        guard
    }

    /// A batch of one position, now.
    pub fn fix(&self, point: Point) -> Value {
        json!({ "fixes": [fix(self.bench.now(), point)] })
    }
}

pub async fn load(bench: &Bench) -> Duty {
    let places = Places::load(&bench.app).await.unwrap();
    let people = People::load(&bench.app).await.unwrap();
    Duty::load(&people, &places).await.unwrap()
}

/// One position.
pub fn fix(at: DateTime<Utc>, point: Point) -> Value {
    json!({ "at": at.to_rfc3339(), "point": raw_point(point), "accuracy_m": 5.0, "speed_mps": 1.2, "battery": 80 })
}

/// A point that may be out of range.
pub fn raw_point(point: Point) -> Value {
    json!({ "type": "Point", "coordinates": [point.lon, point.lat] })
}

/// A place some metres east of another.
pub fn east(of: Point, metres: f64) -> Point {
    Point::new(of.lon + metres / (111_195.0 * of.lat.to_radians().cos()), of.lat)
}

fn member(number: u128, name: &str, unit: u128, post: u128) -> NewMember {
    let until = noon() + TimeDelta::days(100);
    NewMember {
        id: id::<MemberId>(number),
        community: Some(id(101)),
        grid: Some(id(201)),
        unit: Some(id(unit)),
        post: Some(id(post)),
        kind: MemberKind::Guard,
        name: Personal::new(name),
        phone: None,
        adult: true,
        trained_until: Some(until),
        guard_cert_until: Some(until),
        insured_until: None,
        level_max: Level::L2,
        self_enrolled: false,
        consent: false,
    }
}

fn area(west: f64, south: f64, east: f64, north: f64) -> Area {
    Area(Polygon::rectangle(Bounds { west, south, east, north }).unwrap())
}

fn unit(bench: &Bench, number: u128, name: &str, at: Point) -> unit::Model {
    unit::Model {
        id: id(number),
        station_id: bench.station,
        community_id: id(101),
        grid_id: id(201),
        name: name.to_owned(),
        aliases: Names::default(),
        category: UnitCategory::School,
        key_unit: false,
        lon: at.lon,
        lat: at.lat,
        address_text: String::new(),
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

fn post(bench: &Bench, number: u128, unit: u128, name: &str, at: Point) -> post::Model {
    post::Model {
        id: id(number),
        station_id: bench.station,
        unit_id: Some(id(unit)),
        community_id: id(101),
        grid_id: id(201),
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

fn layout(bench: &Bench) -> Layout {
    let station_id = bench.station;
    let whole = || area(107.33, 29.65, 107.45, 29.75);
    let market = Point::new(107.41, 29.67);
    Layout {
        station: station::Model {
            id: station_id,
            code: "500102990000".to_owned(),
            name: "示范派出所".to_owned(),
            boundary: whole(),
            area_km2: 128.0,
            pop_household: 1_000,
            pop_resident: 2_000,
            duty_phone: "19900000110".to_owned(),
            demo: true,
            settings: json!({}),
            version: 1,
        },
        communities: vec![community::Model {
            id: id(101),
            station_id,
            code: "500102990001".to_owned(),
            name: "云杉社区".to_owned(),
            area_type: AreaType::Urban,
            boundary: whole(),
            population: 100,
            households: 40,
            kind: CommunityKind::Neighbourhood,
            closed_at: None,
            version: 1,
        }],
        grids: vec![grid::Model {
            id: id(201),
            station_id,
            community_id: id(101),
            code: "500102990001001".to_owned(),
            name: "第一网格".to_owned(),
            boundary: whole(),
            kind: GridKind::General,
            beat_id: None,
            households: 0,
            population: 0,
            closed_at: None,
            version: 1,
        }],
        units: vec![unit(bench, SCHOOL, "云杉小学", HERE), unit(bench, MARKET, "竹溪菜市场", market)],
        posts: vec![
            post(bench, SCHOOL_GATE, SCHOOL, "小学正门", HERE),
            post(bench, 403, SCHOOL, "小学后门", HERE),
            post(bench, MARKET_GATE, MARKET, "市场大门", market),
        ],
        jurisdiction: Jurisdiction::default(),
        streets: None,
    }
}
