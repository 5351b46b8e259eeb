//! A look at a database before it is opened, and at an open one: what lies there, and whether it takes work.

use std::time::Duration;

use anyhow::Context as _;
use chrono::{DateTime, Utc};
use domain::ids::StationId;
use sea_orm::{ConnectionTrait as _, DatabaseConnection, Statement};
use uuid::Uuid;

use super::{Command, Db, Outcome, Rows, Source, connect, migrate};
use crate::problem::{self, Error, Result, refuse};
use crate::sent::system_sender;

/// How long a writer may take to answer whether it works.
const PROBE_WITHIN: Duration = Duration::from_secs(5);
/// Tables whose rows can be read only with the keys that were used when they were written.
const SEALED: [&str; 2] = ["sealed", "commands"];

/// Whose schema lies in a database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Schema {
    /// There is no database, or nothing of this program in it.
    Absent,
    /// An older version of this program has made it; opening brings it up to date.
    Older,
    /// It is of this version.
    Current,
    /// A newer version of this program has made it.
    Newer,
}

/// What lies in a database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Look {
    /// Whose schema.
    pub schema: Schema,
    /// Whether it holds what only the right keys open.
    pub sealed: bool,
}

/// Looks at a database without making or changing anything.
///
/// # Errors
/// If it is there and cannot be read.
pub async fn look(source: &Source) -> anyhow::Result<Look> {
    let absent = Look { schema: Schema::Absent, sealed: false };
    if let Source::Sqlite(path) = source
        && !path.exists()
    {
        return Ok(absent);
    }
    let connection = connect(source, 1).await.context("the database could not be opened")?;
    if !any(&connection, has_table(source)).await? {
        return Ok(absent);
    }
    let schema = migrate::schema(&connection).await?;
    let mut sealed = false;
    for table in SEALED {
        sealed |= any(&connection, &format!("SELECT 1 FROM {table} LIMIT 1")).await?;
    }
    Ok(Look { schema, sealed })
}

/// Whether there is a table of migrations, and with it the others.
fn has_table(source: &Source) -> &'static str {
    match source {
        Source::Sqlite(_) => "SELECT 1 FROM sqlite_master WHERE name = '_sqlx_migrations'",
        Source::Postgres(_) => "SELECT 1 WHERE to_regclass('_sqlx_migrations') IS NOT NULL",
    }
}

async fn any(connection: &DatabaseConnection, sql: &str) -> anyhow::Result<bool> {
    let statement = Statement::from_string(connection.get_database_backend(), sql);
    Ok(connection.query_one_raw(statement).await?.is_some())
}

impl Db {
    /// Tells whether a command gets through a writer now. Nothing is written.
    ///
    /// # Errors
    /// If no writer answers in time, or the database fails.
    pub async fn probe(&self) -> anyhow::Result<()> {
        let sender = system_sender(StationId::from(Uuid::nil()), &[b"probe", Uuid::now_v7().as_bytes()]);
        match tokio::time::timeout(PROBE_WITHIN, self.run(sender, Nothing)).await {
            Ok(Err(Error::Refused(it))) if it.code == &problem::NOTHING => Ok(()),
            Ok(Err(error)) => Err(error.into()),
            Ok(Ok(_)) => anyhow::bail!("a command that does nothing was carried out"),
            Err(_) => anyhow::bail!("no writer answered in time"),
        }
    }
}

/// A command that goes the whole way to the decision, and is refused there, so that nothing is written.
struct Nothing;

impl Command for Nothing {
    type Answer = ();

    fn reads(&self, _rows: &mut Rows) {}

    fn decide(&self, _rows: &Rows, _now: DateTime<Utc>) -> Result<Outcome<()>> {
        Err(refuse(&problem::NOTHING).into())
    }
}
