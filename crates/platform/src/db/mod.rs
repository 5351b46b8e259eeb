//! The database: opening, migrating, reading, and the one write path.

mod batch;
mod look;
mod migrate;
mod rows;
mod statements;
mod write;

use std::path::{Path, PathBuf};
use std::sync::{Arc, Weak};
use std::time::Duration;

use anyhow::Context as _;
use sea_orm::{ConnectOptions, Database, DatabaseBackend, DatabaseConnection};
use sqlx::sqlite::{SqliteJournalMode, SqliteSynchronous};

pub use look::{Look, Schema, look};
pub use rows::{Lookup, Rows, Table};
pub use write::{Answered, Command, Counts, Outcome, Pending, Sender};

use self::statements::Statements;
use crate::clock::Clock;
use crate::live::Hub;
use crate::seal::Sealer;

/// Connections that read SQLite beside the writer.
const SQLITE_READERS_MAX: u32 = 4;
/// Connections to PostgreSQL that read.
const POSTGRES_READERS_MAX: u32 = 8;
/// Batches that PostgreSQL takes at once, by station (measured: four lanes saturate two cores).
const POSTGRES_LANES: usize = 4;
/// Statements that each connection keeps prepared.
const STATEMENTS_MAX: usize = 500;
/// How long a connection waits for SQLite's lock.
const BUSY_TIMEOUT: Duration = Duration::from_secs(10);
/// How long a caller waits for a connection that reads.
const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(30);

/// Where the data lies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// One SQLite file.
    Sqlite(PathBuf),
    /// A PostgreSQL database by its URL.
    Postgres(String),
}

struct Parts {
    source: Source,
    read: DatabaseConnection,
    lanes: Vec<write::Lane>,
    counts: Arc<write::Counts>,
}

/// The database of this node. Reads go through [`Db::read`], every write through [`Db::run`].
#[derive(Clone)]
pub struct Db(Arc<Parts>);

impl std::fmt::Debug for Db {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Db({})", self.name())
    }
}

impl Db {
    /// Opens the database, brings its schema up to date, and starts the writers.
    ///
    /// # Errors
    /// If the database cannot be opened, or a migration fails.
    pub async fn open(source: Source, clock: Clock, sealer: Sealer, hub: Hub) -> anyhow::Result<Self> {
        let writer = connect(&source, 1).await.context("the database could not be opened")?;
        migrate::run(&writer).await.context("the schema could not be brought up to date")?;
        let read = connect(&source, readers(&source)).await.context("the database could not be opened")?;
        let mut lanes = Vec::new();
        let counts = Arc::new(write::Counts::default());
        let count = match &source {
            Source::Sqlite(_) => 1,
            Source::Postgres(_) => POSTGRES_LANES,
        };
        drop(writer);
        for number in 0..count {
            let (clock, sealer, hub) = (clock.clone(), sealer.clone(), hub.clone());
            let context =
                write::Context { clock, sealer, hub, counts: counts.clone(), statements: Statements::default() };
            lanes.push(write::Lane::start(number, source.clone(), context)?);
        }
        let sqlite = matches!(source, Source::Sqlite(_));
        let parts = Arc::new(Parts { source, read, lanes, counts });
        if sqlite {
            tokio::spawn(checkpoint(Arc::downgrade(&parts)));
        }
        Ok(Self(parts))
    }

    /// The connections that read. They never wait for the writer.
    pub fn read(&self) -> &DatabaseConnection {
        &self.0.read
    }

    /// What the writers have done since the start.
    pub fn counts(&self) -> &write::Counts {
        &self.0.counts
    }

    /// A connection for housekeeping: statements that only delete what is past its time, note a last use or free
    /// what a process that is gone had in hand, which no command decides and no log entry tells. Everything else is a [`Command`].
    ///
    /// # Errors
    /// If the database cannot be opened.
    pub async fn housekeeping(&self) -> Result<DatabaseConnection, sea_orm::DbErr> {
        connect(&self.0.source, 1).await
    }

    /// Where the data lies.
    pub fn source(&self) -> &Source {
        &self.0.source
    }

    /// `sqlite` or `postgres`.
    pub fn name(&self) -> &'static str {
        match self.0.source {
            Source::Sqlite(_) => "sqlite",
            Source::Postgres(_) => "postgres",
        }
    }

    /// Copies the whole SQLite database into `to`, which only its owner can read, while it is in use.
    ///
    /// # Errors
    /// If `to` exists or cannot be written, or the database is not SQLite.
    pub async fn backup(&self, to: &Path) -> anyhow::Result<()> {
        use std::os::unix::fs::OpenOptionsExt as _;

        use sea_orm::ConnectionTrait as _;

        let Source::Sqlite(_) = self.0.source else {
            anyhow::bail!("a PostgreSQL database is backed up with its own tools (pg_basebackup or pg_dump)");
        };
        let path = to.to_str().context("the backup's path is not UTF-8")?.replace('\'', "''");
        // SQLite copies into a file that is empty, so it can be made for its owner alone before anything is in it.
        let made = std::fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(to);
        made.with_context(|| format!("{} cannot be made; a backup never overwrites", to.display()))?;
        if let Err(error) = self.0.read.execute_unprepared(&format!("VACUUM INTO '{path}'")).await {
            let _ = std::fs::remove_file(to);
            return Err(error).context("the backup failed");
        }
        std::fs::File::open(to)?.sync_all()?;
        Ok(())
    }
}

fn readers(source: &Source) -> u32 {
    match source {
        Source::Sqlite(_) => SQLITE_READERS_MAX,
        Source::Postgres(_) => POSTGRES_READERS_MAX,
    }
}

/// Opens a pool of at most `connections` connections.
async fn connect(source: &Source, connections: u32) -> Result<DatabaseConnection, sea_orm::DbErr> {
    let url = match source {
        Source::Sqlite(path) => format!("sqlite://{}?mode=rwc", path.display()),
        Source::Postgres(url) => url.clone(),
    };
    let mut options = ConnectOptions::new(url);
    options
        .max_connections(connections)
        .min_connections(1)
        .sqlx_logging(false)
        .test_before_acquire(false)
        .acquire_timeout(ACQUIRE_TIMEOUT)
        .idle_timeout(None::<Duration>)
        .max_lifetime(None::<Duration>)
        .map_sqlx_sqlite_opts(|it| {
            it.journal_mode(SqliteJournalMode::Wal)
                .synchronous(SqliteSynchronous::Full)
                .busy_timeout(BUSY_TIMEOUT)
                .foreign_keys(true)
                .statement_cache_capacity(STATEMENTS_MAX)
                .pragma("wal_autocheckpoint", "0")
                .pragma("journal_size_limit", WAL_BYTES_KEPT.to_string())
                .pragma("cache_size", "-16384")
                .pragma("temp_store", "MEMORY")
        })
        .map_sqlx_postgres_opts(|it| it.statement_cache_capacity(STATEMENTS_MAX));
    Database::connect(options).await
}

/// How often the write-ahead log is moved into the database file.
const CHECKPOINT_EVERY: Duration = Duration::from_millis(500);
/// The write-ahead log's file keeps this size once all of it has been moved: blocks written over cost less than new ones.
const WAL_BYTES_KEPT: u64 = 128 * 1024 * 1024;
/// A write-ahead log larger than this is begun anew at once, for which writers wait a moment.
const WAL_BYTES_MAX: u64 = 96 * 1024 * 1024;
/// How long writers may be held up for it; a reader that stays longer is waited for again later.
const RESTART_MS: u32 = 250;
/// A page of the database, SQLite's usual size.
const PAGE_BYTES: u64 = 4096;

/// Moves the write-ahead log into the file in the background, so that no commit stalls for it.
async fn checkpoint(parts: Weak<Parts>) {
    let mut tick = tokio::time::interval(CHECKPOINT_EVERY);
    tick.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        tick.tick().await;
        let Some(parts) = parts.upgrade() else { return };
        let mut moved = move_wal(&parts.read, "PRAGMA wal_checkpoint(PASSIVE)").await;
        if moved.as_ref().is_ok_and(|bytes| *bytes > WAL_BYTES_MAX) {
            moved = restart_wal(&parts.source).await;
        }
        if let Err(error) = moved {
            tracing::warn!(error.chain = %error, "Checkpoint failed: {error}");
        }
    }
}

/// Moves what can be moved, and tells how many bytes of the write-ahead log are in use.
async fn move_wal(connection: &DatabaseConnection, pragma: &str) -> Result<u64, sea_orm::DbErr> {
    use sea_orm::ConnectionTrait as _;

    let statement = sea_orm::Statement::from_string(DatabaseBackend::Sqlite, pragma);
    let Some(row) = connection.query_one_raw(statement).await? else { return Ok(0) };
    let pages: i32 = row.try_get_by_index(1)?;
    Ok(u64::try_from(pages).unwrap_or(0) * PAGE_BYTES)
}

/// Lets the next commit begin the write-ahead log anew: while somebody always writes, moving alone never does.
async fn restart_wal(source: &Source) -> Result<u64, sea_orm::DbErr> {
    use sea_orm::ConnectionTrait as _;

    let connection = connect(source, 1).await?;
    connection.execute_unprepared(&format!("PRAGMA busy_timeout = {RESTART_MS}")).await?;
    move_wal(&connection, "PRAGMA wal_checkpoint(RESTART)").await
}

/// Tells whether rows must be locked before they are changed: SQLite has one writer, PostgreSQL may have several.
fn locks_rows(backend: DatabaseBackend) -> bool {
    match backend {
        DatabaseBackend::Postgres => true,
        DatabaseBackend::Sqlite | DatabaseBackend::MySql => false,
        _ => false,
    }
}
