//! A village of two units, with two guards in one, one in the other, and a grid worker.

use domain::geo::Point;
use domain::geo::polygon::Polygon;
use domain::ids::{CommunityId, GridId, MemberId, PostId, StationId, UnitId};
use domain::jurisdiction::{CommunityKind, GridKind, UnitStatus};
use domain::member::{AreaType, Level, MemberKind, PostKind, UnitCategory};
use domain::role::Role;
use duty::duty::Duty;
use notices::notices::Notices;
use people::people::People;
use people::seed::NewMember;
use places::area::{Area, Names};
use places::changes::Jurisdiction;
use places::places::Places;
use places::seed::Layout;
use places::store::{community, grid, post, station, unit};
use platform::jobs::Jobs;
use platform::records::Records;
use platform::scope::Reach;
use platform::seal::Personal;
use serde_json::{Value, json};
use testkit::bench::Bench;
use testkit::http::{Caller, Http};
use uuid::Uuid;

/// Where everything is.
const HERE: Point = Point::new(107.3900, 29.7000);

pub fn id(number: u128) -> Uuid {
    Uuid::from_u128(number)
}

/// The estate, the mall, their community and grid, and the mall's post.
pub const ESTATE: u128 = 0x21;
pub const MALL: u128 = 0x22;
pub const COMMUNITY: u128 = 0x11;
pub const GRID: u128 = 0x12;
pub const MALL_GATE: u128 = 0x31;

/// Who is who: the guards of the estate, of the mall, and the grid worker.
pub const FIRST: u128 = 0x101;
pub const SECOND: u128 = 0x102;
pub const OF_MALL: u128 = 0x103;
pub const WORKER: u128 = 0x104;

pub struct Village {
    pub bench: Bench,
    pub http: Http,
    pub desk: Caller,
    pub jobs: Jobs,
}

impl Village {
    pub async fn open(bench: Bench) -> Self {
        places::seed::seed(bench.app.db(), layout(bench.station)).await.unwrap();
        let members = [
            member(FIRST, Some(ESTATE), MemberKind::Guard),
            member(SECOND, Some(ESTATE), MemberKind::Guard),
            member(OF_MALL, Some(MALL), MemberKind::Guard),
            member(WORKER, None, MemberKind::GridWorker),
        ];
        people::seed::seed(&bench.app, bench.station, &members, &[]).await.unwrap();
        let people = People::load(&bench.app).await.unwrap();
        let places = Places::load(&bench.app).await.unwrap();
        let duty = Duty::load(&people, &places).await.unwrap();
        let notices = Notices::new(&people, &places, &duty);
        let records = Records::new(&bench.app);
        notices.register(&records);
        let http = bench.serve([
            notices::api::routes(notices),
            duty::api::routes(duty),
            platform::records::api::routes(records),
            platform::live::routes(bench.app.clone()),
        ]);
        let desk = bench.of_station(&http, Role::Desk).await;
        Self { bench, http, desk, jobs: notices::due::register(Jobs::default()) }
    }

    /// Somebody of the village, signed in on their terminal.
    pub async fn caller(&self, who: u128) -> Caller {
        let role = if who == WORKER { Role::GridWorker } else { Role::Guard };
        let scope = self.bench.scope(role, Reach::Own, Some(MemberId::from(id(who))));
        self.bench.caller(&self.http, &scope).await
    }

    /// Issues a notice to targets, with these fields changed.
    pub async fn issue(&self, targets: Value, changed: Value) -> Value {
        self.desk.post("/api/v1/notices", self.body(targets, changed)).await.expect(201)
    }

    pub fn body(&self, targets: Value, changed: Value) -> Value {
        let mut body = json!({
            "kind": "warning", "title": "今晚大风", "text": "请收好阳台花盆", "targets": targets,
            "expires_at": self.bench.now() + chrono::TimeDelta::hours(5),
        });
        for (name, value) in changed.as_object().unwrap() {
            body[name] = value.clone();
        }
        body
    }

    pub async fn drain(&self) {
        while self.jobs.drain(&self.bench.app).await.unwrap() > 0 {}
    }

    /// The kinds of log entries that somebody may see, with those of notices alone.
    pub async fn heard(&self, caller: &Caller) -> Vec<String> {
        let entries = caller.get("/api/v1/events?after=0").await.ok();
        let kinds = entries["items"].as_array().unwrap().iter().map(|it| it["kind"].as_str().unwrap().to_owned());
        kinds.filter(|it| it.starts_with("notice_")).collect()
    }
}

fn square(half: f64) -> Polygon {
    let (w, s, e, n) = (HERE.lon - half, HERE.lat - half, HERE.lon + half, HERE.lat + half);
    let ring = json!([[[w, s], [e, s], [e, n], [w, n], [w, s]]]);
    serde_json::from_value(json!({ "type": "Polygon", "coordinates": ring })).unwrap()
}

fn layout(station_id: StationId) -> Layout {
    let whole = || Area(square(0.05));
    Layout {
        station: station::Model {
            id: station_id,
            code: format!("T{}", &station_id.to_string()[..8]),
            name: "测试派出所".to_owned(),
            boundary: whole(),
            area_km2: 100.0,
            pop_household: 1_000,
            pop_resident: 2_000,
            duty_phone: "19900000000".to_owned(),
            demo: true,
            settings: json!({}),
            version: 1,
        },
        communities: vec![community::Model {
            id: CommunityId::from(id(COMMUNITY)),
            station_id,
            code: "001".to_owned(),
            name: "云荔社区".to_owned(),
            area_type: AreaType::Urban,
            boundary: whole(),
            population: 2_000,
            households: 700,
            kind: CommunityKind::Neighbourhood,
            closed_at: None,
            version: 1,
        }],
        grids: vec![grid::Model {
            id: GridId::from(id(GRID)),
            station_id,
            community_id: CommunityId::from(id(COMMUNITY)),
            code: "001001".to_owned(),
            name: "云荔一网格".to_owned(),
            boundary: whole(),
            kind: GridKind::General,
            beat_id: None,
            households: 0,
            population: 0,
            closed_at: None,
            version: 1,
        }],
        units: vec![a_unit(station_id, ESTATE, "云荔苑"), a_unit(station_id, MALL, "青禾商场")],
        posts: vec![post::Model {
            id: PostId::from(id(MALL_GATE)),
            station_id,
            unit_id: Some(UnitId::from(id(MALL))),
            community_id: CommunityId::from(id(COMMUNITY)),
            grid_id: GridId::from(id(GRID)),
            name: "青禾商场正门".to_owned(),
            kind: PostKind::Gate,
            lon: HERE.lon,
            lat: HERE.lat,
            radius_m: 30.0,
            required_headcount: 1,
            duty_hours: String::new(),
            closed_at: None,
            version: 1,
        }],
        jurisdiction: Jurisdiction::default(),
        streets: None,
    }
}

fn a_unit(station_id: StationId, number: u128, name: &str) -> unit::Model {
    unit::Model {
        id: UnitId::from(id(number)),
        station_id,
        community_id: CommunityId::from(id(COMMUNITY)),
        grid_id: GridId::from(id(GRID)),
        name: name.to_owned(),
        aliases: Names(Vec::new()),
        category: UnitCategory::Property,
        key_unit: false,
        lon: HERE.lon,
        lat: HERE.lat,
        address_text: format!("{name}大门"),
        service_area: Area(square(0.0012)),
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

fn member(number: u128, unit: Option<u128>, kind: MemberKind) -> NewMember {
    NewMember {
        id: MemberId::from(id(number)),
        community: Some(CommunityId::from(id(COMMUNITY))),
        grid: Some(GridId::from(id(GRID))),
        unit: unit.map(|it| UnitId::from(id(it))),
        post: None,
        kind,
        name: Personal::new(format!("演{number:x}")),
        phone: None,
        adult: true,
        trained_until: None,
        guard_cert_until: None,
        insured_until: None,
        level_max: Level::L3,
        self_enrolled: false,
        consent: true,
    }
}
