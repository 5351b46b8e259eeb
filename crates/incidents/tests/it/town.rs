//! A town of one community: an estate with two guards at its gate, a mall with one, a grid worker,
//! a volunteer and a police officer, all within a few hundred metres.

use chrono::TimeDelta;
use domain::geo::Point;
use domain::geo::polygon::Polygon;
use domain::ids::{AccountId, CommunityId, GridId, MemberId, PostId, StationId, UnitId};
use domain::jurisdiction::{CommunityKind, GridKind, UnitStatus};
use domain::member::{AreaType, Level, MemberKind, PostKind, UnitCategory};
use domain::role::Role;
use duty::duty::Duty;
use incidents::incidents::Incidents;
use people::people::People;
use people::seed::{NewAccount, NewMember};
use places::area::{Area, Names};
use places::changes::Jurisdiction;
use places::places::Places;
use places::seed::Layout;
use places::store::{community, grid, post, station, unit};
use platform::language::Language;
use platform::records::Records;
use platform::scope::{Reach, Scope};
use platform::seal::Personal;
use serde_json::{Value, json};
use testkit::bench::Bench;
use testkit::http::{Caller, Http};
use uuid::Uuid;

/// The estate's gate.
pub const ESTATE: Point = Point::new(107.3900, 29.7000);
/// The mall's gate, 290 m to the east.
pub const MALL: Point = Point::new(107.3930, 29.7000);

/// Who is who.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Who {
    /// A guard at the estate's gate, where one must stay.
    Gate,
    /// The other guard at the estate's gate.
    Second,
    /// The guard of the mall, alone at a gate where one must stay.
    Mall,
    /// A grid worker.
    Grid,
    /// A volunteer, off shift, enrolled and insured.
    Volunteer,
    /// A police officer.
    Officer,
}

impl Who {
    pub const ALL: [Self; 6] = [Self::Gate, Self::Second, Self::Mall, Self::Grid, Self::Volunteer, Self::Officer];

    pub fn id(self) -> MemberId {
        MemberId::from(Uuid::from_u128(0x100 + self as u128))
    }

    fn role(self) -> Role {
        match self {
            Self::Gate | Self::Second | Self::Mall => Role::Guard,
            Self::Grid => Role::GridWorker,
            Self::Volunteer => Role::Volunteer,
            Self::Officer => Role::BeatOfficer,
        }
    }

    fn kind(self) -> MemberKind {
        match self {
            Self::Gate | Self::Second | Self::Mall => MemberKind::Guard,
            Self::Grid => MemberKind::GridWorker,
            Self::Volunteer => MemberKind::Volunteer,
            Self::Officer => MemberKind::Officer,
        }
    }

    fn unit(self) -> Option<UnitId> {
        match self {
            Self::Gate | Self::Second => Some(estate()),
            Self::Mall => Some(mall()),
            Self::Grid | Self::Volunteer | Self::Officer => None,
        }
    }

    fn post(self) -> Option<PostId> {
        match self {
            Self::Gate | Self::Second => Some(PostId::from(Uuid::from_u128(0x31))),
            Self::Mall => Some(PostId::from(Uuid::from_u128(0x32))),
            Self::Grid | Self::Volunteer | Self::Officer => None,
        }
    }
}

pub fn estate() -> UnitId {
    UnitId::from(Uuid::from_u128(0x21))
}

pub fn mall() -> UnitId {
    UnitId::from(Uuid::from_u128(0x22))
}

pub fn community() -> CommunityId {
    CommunityId::from(Uuid::from_u128(0x11))
}

pub fn grid() -> GridId {
    GridId::from(Uuid::from_u128(0x12))
}

/// The town, its slices, and everybody signed in.
pub struct Town {
    pub bench: Bench,
    pub incidents: Incidents,
    pub records: Records,
    pub http: Http,
    pub desk: Caller,
    pub commander: Caller,
    pub centre: Caller,
}

impl Town {
    /// Everybody but the volunteer comes on duty with consent to be located.
    pub async fn new(bench: Bench) -> Self {
        let town = Self::asleep(bench).await;
        for who in Who::ALL.into_iter().filter(|it| *it != Who::Volunteer) {
            let body = json!({ "consent_location": true });
            town.caller(who).await.post("/api/v1/duty/confirm", body).await.ok();
        }
        town.settle().await;
        town
    }

    /// Nobody is on duty.
    pub async fn asleep(bench: Bench) -> Self {
        places::seed::seed(bench.app.db(), layout(bench.station)).await.unwrap();
        let members: Vec<NewMember> = Who::ALL.into_iter().map(|it| member(it, &bench)).collect();
        let accounts: Vec<NewAccount> = Vec::new();
        people::seed::seed(&bench.app, bench.station, &members, &accounts).await.unwrap();
        Self::wake(bench).await
    }

    /// Loads the slices over what is in the database, as a start of the program does.
    pub async fn wake(bench: Bench) -> Self {
        let places = Places::load(&bench.app).await.unwrap();
        let people = People::load(&bench.app).await.unwrap();
        let duty = Duty::load(&people, &places).await.unwrap();
        let channels = vec!["telephone".to_owned(), "duty_commander".to_owned()];
        let (incidents, driver) = Incidents::load(&places, &people, &duty, channels).await.unwrap();
        tokio::spawn(driver.run());
        let records = Records::new(&bench.app);
        records.know(people::directory::of(&people));
        incidents::records::register(&records, &incidents);
        let http = bench.serve([
            incidents::api::routes(incidents.clone()),
            duty::api::routes(duty),
            platform::live::routes(bench.app.clone()),
            platform::records::api::routes(records.clone()),
        ]);
        let desk = bench.of_station(&http, Role::Desk).await;
        let commander = bench.of_station(&http, Role::DutyCommander).await;
        let centre = bench.of_station(&http, Role::GovernanceCentre).await;
        // Somebody at the desk has just looked.
        desk.get("/api/v1/incidents").await.ok();
        Self { bench, incidents, records, http, desk, commander, centre }
    }

    pub async fn caller(&self, who: Who) -> Caller {
        let scope = Scope {
            station: self.bench.station,
            account: AccountId::from(Uuid::from_u128(0x200 + who as u128)),
            member: Some(who.id()),
            role: who.role(),
            reach: if who == Who::Officer { Reach::Grid(vec![grid()]) } else { Reach::Own },
            language: Language::Zh,
        };
        self.bench.caller(&self.http, &scope).await
    }

    /// Lets the driver do what is due now.
    pub async fn settle(&self) {
        self.incidents.settle().await.unwrap();
    }

    /// Lets time pass, second by second, as the driver would see it.
    pub async fn pass(&self, seconds: i64) {
        for _ in 0..seconds {
            self.bench.pass(TimeDelta::seconds(1));
            self.settle().await;
        }
    }

    /// Reports as the desk, and answers the incident.
    pub async fn report(&self, body: Value) -> Value {
        self.desk.post("/api/v1/incidents", body).await.expect(201)
    }

    /// The incident as the desk sees it now.
    pub async fn show(&self, incident: &Value) -> Value {
        self.settle().await;
        self.desk.get(&format!("/api/v1/incidents/{}", text(&incident["id"]))).await.ok()
    }

    /// One verb of the desk.
    pub async fn verb(&self, incident: &Value, verb: &str, body: Value) -> Value {
        let answer = self.desk.post(&verb_path(incident, verb), body).await.ok();
        self.settle().await;
        answer
    }

    /// The open calls of somebody.
    pub async fn calls(&self, who: Who) -> Vec<Value> {
        self.settle().await;
        self.caller(who).await.get("/api/v1/offers/mine").await.ok()["items"].as_array().unwrap().clone()
    }

    /// One answer of somebody to a call.
    pub async fn answer(&self, who: Who, offer: &Value, step: &str, body: Value) -> Value {
        let path = format!("/api/v1/offers/{}/{step}", text(&offer["id"]));
        let answer = self.caller(who).await.post(&path, body).await.ok();
        self.settle().await;
        answer
    }

    /// The kinds of an incident's timeline, oldest first.
    pub async fn timeline(&self, incident: &Value) -> Vec<String> {
        let path = format!("/api/v1/incidents/{}/timeline", text(&incident["id"]));
        let items = self.desk.get(&path).await.ok();
        items["items"].as_array().unwrap().iter().map(|it| text(&it["kind"])).collect()
    }
}

pub fn verb_path(incident: &Value, verb: &str) -> String {
    format!("/api/v1/incidents/{}/{verb}", text(&incident["id"]))
}

pub fn text(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("{value} is text")).to_owned()
}

/// A bat in a hallway of the estate: a matter that community forces handle alone.
pub fn bat() -> Value {
    json!({
        "category": "5103",
        "description": "三号楼楼道里有蝙蝠，居民不敢出门",
        "address_text": "云荔苑3号楼2单元",
        "point": { "type": "Point", "coordinates": [107.3901, 29.7001] },
        "caller_name": "测试甲",
        "caller_phone": "19900001234",
    })
}

fn square(middle: Point, half: f64) -> Polygon {
    let (w, s, e, n) = (middle.lon - half, middle.lat - half, middle.lon + half, middle.lat + half);
    serde_json::from_value(json!({
        "type": "Polygon",
        "coordinates": [[[w, s], [e, s], [e, n], [w, n], [w, s]]],
    }))
    .unwrap()
}

fn layout(id: StationId) -> Layout {
    let whole = square(ESTATE, 0.05);
    Layout {
        station: station::Model {
            id,
            code: format!("T{}", &id.to_string()[..8]),
            name: "测试派出所".to_owned(),
            boundary: Area(whole.clone()),
            area_km2: 100.0,
            pop_household: 1_000,
            pop_resident: 2_000,
            duty_phone: "19900000000".to_owned(),
            demo: true,
            settings: json!({ "incidents": { "desk_absent_categories": ["5103"] } }),
            version: 1,
        },
        communities: vec![community::Model {
            id: community(),
            station_id: id,
            code: "001".to_owned(),
            name: "云荔社区".to_owned(),
            area_type: AreaType::Urban,
            boundary: Area(whole.clone()),
            population: 2_000,
            households: 700,
            kind: CommunityKind::Neighbourhood,
            closed_at: None,
            version: 1,
        }],
        grids: vec![grid::Model {
            id: grid(),
            station_id: id,
            community_id: community(),
            code: "001001".to_owned(),
            name: "云荔一网格".to_owned(),
            boundary: Area(whole),
            kind: GridKind::General,
            beat_id: None,
            households: 0,
            population: 0,
            closed_at: None,
            version: 1,
        }],
        units: vec![
            a_unit(id, estate(), "云荔苑", UnitCategory::Property, ESTATE),
            a_unit(id, mall(), "青禾商场", UnitCategory::Mall, MALL),
        ],
        posts: vec![
            a_post(id, Who::Gate.post().unwrap(), estate(), "云荔苑东门", ESTATE),
            a_post(id, Who::Mall.post().unwrap(), mall(), "青禾商场正门", MALL),
        ],
        jurisdiction: Jurisdiction::default(),
        streets: None,
    }
}

fn a_unit(station_id: StationId, id: UnitId, name: &str, category: UnitCategory, point: Point) -> unit::Model {
    unit::Model {
        id,
        station_id,
        community_id: community(),
        grid_id: grid(),
        name: name.to_owned(),
        aliases: Names(Vec::new()),
        category,
        key_unit: false,
        lon: point.lon,
        lat: point.lat,
        address_text: format!("{name}大门"),
        service_area: Area(square(point, 0.0012)),
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

fn a_post(station_id: StationId, id: PostId, unit: UnitId, name: &str, point: Point) -> post::Model {
    post::Model {
        id,
        station_id,
        unit_id: Some(unit),
        community_id: community(),
        grid_id: grid(),
        name: name.to_owned(),
        kind: PostKind::Gate,
        lon: point.lon,
        lat: point.lat,
        radius_m: 30.0,
        required_headcount: 1,
        duty_hours: String::new(),
        closed_at: None,
        version: 1,
    }
}

fn member(who: Who, bench: &Bench) -> NewMember {
    let later = Some(bench.now() + TimeDelta::days(300));
    NewMember {
        id: who.id(),
        community: Some(community()),
        grid: Some(grid()),
        unit: who.unit(),
        post: who.post(),
        kind: who.kind(),
        name: Personal::new(format!("演{who:?}")),
        phone: Some(Personal::new("19900005678")),
        adult: true,
        trained_until: later,
        guard_cert_until: later,
        insured_until: later,
        level_max: Level::L3,
        self_enrolled: who == Who::Volunteer,
        consent: true,
    }
}
