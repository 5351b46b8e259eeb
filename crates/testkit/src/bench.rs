//! A platform on a fresh database, with a clock that stands at noon until a test moves it.

use std::path::Path;

use chrono::{DateTime, TimeDelta, TimeZone as _, Utc};
use domain::ids::{AccountId, CommandId, MemberId, SessionId, StationId};
use domain::role::Role;
use platform::api;
use platform::app::App;
use platform::clock::Clock;
use platform::db::{Command, Outcome, Rows, Sender, Source};
use platform::language::{self, Language};
use platform::problem::{Error, Result};
use platform::scope::{Reach, Scope};
use platform::seal::Sealer;
use platform::sent::system_sender;
use platform::session::{self, Sessions};
use sea_orm::{ColumnTrait as _, ConnectionTrait as _, Database, EntityTrait as _, QueryFilter as _};
use tempfile::TempDir;
use utoipa_axum::router::OpenApiRouter;
use uuid::Uuid;

use crate::http::{Caller, Http};

/// The time at which every test begins: noon in China.
pub fn noon() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 10, 18, 4, 0, 0).single().expect("a moment that exists once")
}

/// A platform for one test.
pub struct Bench {
    /// The platform.
    pub app: App,
    /// The station of the test.
    pub station: StationId,
    clock: Clock,
    source: Source,
    /// Holds the SQLite file; also where a test may write.
    pub folder: TempDir,
}

/// How often the schema of a test is tried to be dropped.
const DROPS_MAX: usize = 5;

/// Runs a test on SQLite, and on PostgreSQL too where there is one.
///
/// # Panics
/// If the test does, or a database cannot be opened.
pub async fn on_each_database<F: AsyncFn(Bench)>(test: F) {
    test(Bench::sqlite().await).await;
    if let Some(server) = postgres() {
        let schema = format!("test_{}", Uuid::now_v7().simple());
        let admin = Database::connect(server.as_str()).await.expect("LIKEDONG_TEST_PG is the address of a server");
        admin.execute_unprepared(&format!("CREATE SCHEMA {schema}")).await.expect("a new schema can be made");
        let mark = if server.contains('?') { '&' } else { '?' };
        let url = format!("{server}{mark}options=-c%20search_path%3D{schema}");
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        test(Bench::open(Source::Postgres(url), folder).await).await;
        // What the test left running may hold a row for a moment: the server then ends one of the two as a deadlock.
        let drop = format!("DROP SCHEMA {schema} CASCADE");
        let mut dropped = admin.execute_unprepared(&drop).await;
        for _ in 1..DROPS_MAX {
            if dropped.is_ok() {
                break;
            }
            dropped = admin.execute_unprepared(&drop).await;
        }
        dropped.expect("the schema can be dropped");
    }
}

/// The address of the PostgreSQL server for tests, if there is one.
#[expect(clippy::disallowed_methods, reason = "tests are told of their database by the environment")]
pub fn postgres() -> Option<String> {
    std::env::var("LIKEDONG_TEST_PG").ok().filter(|it| !it.is_empty())
}

/// The real OpenStreetMap file for tests, if there is one. Tests that need it are called `on_a_real_map_…`, by which
/// the workbench counts them as skipped where there is none.
#[expect(clippy::disallowed_methods, reason = "tests are told of the file by the environment")]
#[expect(clippy::print_stdout, reason = "a test that cannot run says so")]
pub fn real_map() -> Option<std::path::PathBuf> {
    let path = std::env::var_os("LIKEDONG_TEST_OSM").map(std::path::PathBuf::from).filter(|it| it.exists());
    if path.is_none() {
        println!("skipped: LIKEDONG_TEST_OSM names no OpenStreetMap file (for example andorra.osm.pbf)");
    }
    path
}

impl Bench {
    /// A platform on a fresh SQLite file.
    pub async fn sqlite() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let source = Source::Sqlite(folder.path().join("likedong.db"));
        Self::open(source, folder).await
    }

    async fn open(source: Source, folder: TempDir) -> Self {
        let clock = Clock::manual(noon());
        let app = open(&source, &clock, folder.path()).await;
        Self { app, station: StationId::from(Uuid::now_v7()), clock, source, folder }
    }

    /// The same database after the process has gone.
    pub async fn reopened(self) -> Self {
        let Self { app, station, clock, source, folder } = self;
        drop(app);
        let app = open(&source, &clock, folder.path()).await;
        Self { app, station, clock, source, folder }
    }

    /// The sender of a command that nobody has sent yet.
    pub fn sender(&self) -> Sender {
        Sender { station: self.station, id: CommandId::from(Uuid::now_v7()), hash: [1; 32] }
    }

    /// Lets time pass.
    pub fn pass(&self, time: TimeDelta) {
        self.clock.advance(time);
    }

    /// Tells the time.
    pub fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }

    /// Joins routes and puts the layers around them that every request passes.
    pub fn serve(&self, parts: impl IntoIterator<Item = OpenApiRouter>) -> Http {
        let (router, _) = api::join(parts);
        let session = axum::middleware::from_fn_with_state(self.app.clone(), session::layer);
        Http::new(router.layer(session).layer(axum::middleware::from_fn(language::layer)))
    }

    /// The scope of somebody of the test's station with a new account.
    pub fn scope(&self, role: Role, reach: Reach, member: Option<MemberId>) -> Scope {
        let account = AccountId::from(Uuid::now_v7());
        Scope { station: self.station, account, member, role, reach, language: Language::Zh }
    }

    /// Opens a session for a scope, and answers its token.
    ///
    /// # Panics
    /// If the session cannot be written.
    pub async fn token(&self, scope: &Scope) -> String {
        let (token, hash) = Sessions::token();
        let command = OpenSession { scope: scope.clone(), id: SessionId::from(Uuid::now_v7()), hash: hash.to_vec() };
        let sender = system_sender(scope.station, &[b"testkit.session", Uuid::now_v7().as_bytes()]);
        self.app.db().run(sender, command).await.expect("a session can be opened");
        token
    }

    /// Ends the session that a token opened, as a sign-out does.
    ///
    /// # Panics
    /// If that cannot be written.
    pub async fn end(&self, token: &str) {
        let found = session::Entity::find().filter(session::Column::TokenHash.eq(Sessions::hash(token).to_vec()));
        let row = found.one(self.app.db().read()).await.expect("sessions can be read").expect("the session is there");
        self.app.db().run(self.sender(), EndSession(row.id)).await.expect("a session can be ended");
        self.app.sessions().forget_token(token);
    }

    /// Somebody of the whole station who is signed in.
    pub async fn of_station(&self, http: &Http, role: Role) -> Caller {
        self.caller(http, &self.scope(role, Reach::Station, None)).await
    }

    /// Somebody with this scope who is signed in.
    pub async fn caller(&self, http: &Http, scope: &Scope) -> Caller {
        http.signed_in(self.token(scope).await)
    }
}

async fn open(source: &Source, clock: &Clock, folder: &Path) -> App {
    let opened = App::open_in(source.clone(), clock.clone(), Sealer::from_seed(1), Some(folder.to_owned()));
    opened.await.expect("the database opens")
}

struct OpenSession {
    scope: Scope,
    id: SessionId,
    hash: Vec<u8>,
}

impl Command for OpenSession {
    type Answer = ();

    fn reads(&self, _rows: &mut Rows) {}

    fn decide(&self, _rows: &Rows, now: DateTime<Utc>) -> Result<Outcome<()>> {
        let row = session::Model {
            id: self.id,
            token_hash: self.hash.clone(),
            station_id: self.scope.station,
            account_id: self.scope.account,
            scope: serde_json::to_value(&self.scope).expect("a scope is plain"),
            idle_s: session::IDLE_S,
            created_at: now,
            last_seen_at: now,
            expires_at: now + session::LONGEST,
            revoked_at: None,
        };
        Ok(Outcome::new(()).put::<session::Entity>(row))
    }
}

struct EndSession(SessionId);

impl Command for EndSession {
    type Answer = ();

    fn reads(&self, rows: &mut Rows) {
        rows.want::<session::Entity>(self.0);
    }

    fn decide(&self, rows: &Rows, now: DateTime<Utc>) -> Result<Outcome<()>> {
        let row = rows.get::<session::Entity>(&self.0).cloned().ok_or(Error::NotFound)?;
        Ok(Outcome::new(()).put::<session::Entity>(session::Model { revoked_at: Some(now), ..row }))
    }
}
