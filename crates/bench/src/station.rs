//! Stations to measure on: laid out through the product's own write path before its server starts.

use std::path::Path;

use anyhow::Result;
use chrono::{DateTime, Utc};
use domain::geo::Point;
use domain::ids::{AccountId, MemberId, SessionId, StationId};
use domain::member::{Level, MemberKind};
use domain::role::Role;
use platform::app::App;
use platform::db::{Command, Outcome, Rows};
use platform::log::Event;
use platform::scope::{Actor, Audience, Reach, Scope};
use platform::sent::system_sender;
use platform::session::{self, Sessions};
use serde_json::json;
use server::config::Store;
use server::{node, seed};
use simulator::rng::Rng;
use simulator::town::{self, Ground, Town, generate};
use uuid::Uuid;

/// The seed of the first station.
const SEED: u64 = 163;
/// Sessions that one command opens.
const SESSIONS: usize = 1_000;
/// A password nobody knows: sessions are opened by the write path, not by signing in.
const LOCKED: &str = "*";

/// How large a station is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Size {
    /// Members, all of them guards who serve their unit.
    pub members: usize,
    /// People at the desk.
    pub desks: usize,
}

/// A station, and the tokens of those who act in it.
pub struct Station {
    /// Its desks' tokens.
    pub desks: Vec<String>,
    /// Its members: token and usual place.
    pub members: Vec<(String, Point)>,
    /// Its units: id and place.
    pub units: Vec<(Uuid, Point)>,
}

/// Lays `count` stations out in a new folder.
pub fn lay_out(data: &Path, count: usize, size: Size) -> Result<Vec<Station>> {
    std::fs::create_dir_all(data)?;
    let store = Store { data: data.to_path_buf(), keys: data.with_extension("keys"), database: None };
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
    runtime.block_on(async {
        let app = node::open(&store).await?;
        let mut stations = Vec::new();
        for number in 0..count {
            stations.push(one(&app, number as u64, size).await?);
        }
        Ok(stations)
    })
}

async fn one(app: &App, number: u64, size: Size) -> Result<Station> {
    let mut town = generate(SEED + number, Ground::Generated);
    town.station.code = format!("{:012}", 500_999_000_000 + number);
    staff(&mut town, number, size);
    places::seed::seed(app.db(), seed::layout(&town)).await?;
    people::seed::seed(app, town.station.id, &seed::members(&town)?, &seed::accounts(&town, LOCKED)).await?;
    let tokens = open_sessions(app, &town).await?;
    let mut tokens = tokens.into_iter();
    let desks = tokens.by_ref().take(size.desks).collect();
    let members = tokens.zip(town.members.iter().map(|it| it.home)).collect();
    Ok(Station { desks, members, units: town.units.iter().map(|it| (it.id.into(), it.point)).collect() })
}

/// Replaces the people of the town: guards, each at the gate of one of its units, and desks.
fn staff(town: &mut Town, number: u64, size: Size) {
    let mut rng = Rng::stream(SEED + number, "bench.staff");
    let units = &town.units;
    let until = Some(jiff::civil::date(2034, 12, 31));
    town.members = (0..size.members)
        .map(|nth| {
            let unit = &units[nth % units.len()];
            let home = Point::new(unit.point.lon + rng.between(-4e-4, 4e-4), unit.point.lat + rng.between(-4e-4, 4e-4));
            town::Member {
                id: MemberId::from(id(number, "member", nth)),
                community_id: Some(unit.community_id),
                grid_id: Some(unit.grid_id),
                unit_id: Some(unit.id),
                post_id: None,
                kind: MemberKind::Guard,
                name: format!("试验队员{nth}"),
                phone: format!("1990000{:04}", nth % 10_000),
                adult: true,
                trained_until: until,
                guard_cert_until: until,
                insured_until: until,
                level_max: Level::L3,
                self_enrolled: false,
                consent: true,
                on_shift: true,
                home,
            }
        })
        .collect();
    let account =
        |login: String, nth: usize, role: Role, reach: town::Reach, member_id: Option<MemberId>| town::Account {
            id: AccountId::from(id(number, &login, nth)),
            name: format!("试验{nth}"),
            login,
            role,
            reach,
            member_id,
            simulated: true,
        };
    let desks =
        (0..size.desks).map(|nth| account(format!("desk-{number}-{nth}"), nth, Role::Desk, town::Reach::Station, None));
    let guards = town.members.iter().enumerate();
    let guards = guards
        .map(|(nth, it)| account(format!("guard-{number}-{nth}"), nth, Role::Guard, town::Reach::Own, Some(it.id)));
    town.accounts = desks.chain(guards).collect();
}

fn id(station: u64, purpose: &str, nth: usize) -> Uuid {
    platform::sent::id_of(&[b"bench", &station.to_be_bytes(), purpose.as_bytes(), &nth.to_be_bytes()])
}

/// Opens a session for each account; the tokens in their order.
async fn open_sessions(app: &App, town: &Town) -> Result<Vec<String>> {
    let mut tokens = Vec::new();
    for accounts in town.accounts.chunks(SESSIONS) {
        let mut rows = Vec::new();
        for account in accounts {
            let (token, hash) = Sessions::token();
            rows.push(session_row(town.station.id, account, &hash, app.clock().now())?);
            tokens.push(token);
        }
        let sender = system_sender(town.station.id, &[b"bench.sessions", Uuid::now_v7().as_bytes()]);
        app.db().run(sender, OpenSessions { station: town.station.id, rows }).await?;
    }
    Ok(tokens)
}

fn session_row(station: StationId, account: &town::Account, hash: &[u8], now: DateTime<Utc>) -> Result<session::Model> {
    let reach = if account.member_id.is_some() { Reach::Own } else { Reach::Station };
    let scope = Scope {
        station,
        account: account.id,
        member: account.member_id,
        role: account.role,
        reach,
        language: platform::language::Language::Zh,
    };
    Ok(session::Model {
        id: SessionId::from(Uuid::now_v7()),
        token_hash: hash.to_vec(),
        station_id: station,
        account_id: account.id,
        scope: serde_json::to_value(&scope)?,
        idle_s: session::IDLE_S,
        created_at: now,
        last_seen_at: now,
        expires_at: now + session::LONGEST,
        revoked_at: None,
    })
}

struct OpenSessions {
    station: StationId,
    rows: Vec<session::Model>,
}

impl Command for OpenSessions {
    type Answer = ();

    fn reads(&self, _rows: &mut Rows) {}

    fn decide(&self, _rows: &Rows, _now: DateTime<Utc>) -> platform::problem::Result<Outcome<()>> {
        let event = Event::new("account_sessions_opened", self.station, Actor::System, Audience::default())
            .field("sessions", self.rows.len());
        let outcome = Outcome::new(()).event(event);
        Ok(self.rows.iter().fold(outcome, |outcome, row| outcome.put::<session::Entity>(row.clone())))
    }
}

/// The report that the measurements make: an animal indoors, a matter of the lowest level.
pub fn report(point: Point, unit: Option<Uuid>, call: bool) -> String {
    let mut body = json!({
        "source": "station_phone",
        "category": "5103",
        "description": "楼道里飞进一只蝙蝠,家里老人害怕,请派人来看一看",
        "address_text": "试验路1号",
        "point": point,
        "caller_name": "试验",
        "caller_phone": "19900001234",
    });
    if let Some(unit) = unit {
        body["unit_id"] = json!(unit);
    }
    if call {
        body["call"] = true.into();
    }
    body.to_string()
}
