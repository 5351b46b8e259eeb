//! Hand-written migrations, equal in name and columns for both databases, run by SQLx's migrator.

use std::borrow::Cow;
use std::cmp::Ordering;

use anyhow::Context as _;
use sea_orm::{ConnectionTrait as _, DatabaseBackend, DatabaseConnection, Statement};
use sqlx::migrate::{Migration, MigrationType, Migrator};

use super::Schema;

/// The migrations: version, name, SQLite, PostgreSQL. Forward only; never edited after a release.
macro_rules! migrations {
    ($($version:literal $name:literal,)+) => {
        const MIGRATIONS: &[(i64, &str, &str, &str)] = &[$((
            $version,
            $name,
            include_str!(concat!("../../../../migrations/sqlite/", $name, ".sql")),
            include_str!(concat!("../../../../migrations/postgres/", $name, ".sql")),
        )),+];
    };
}

migrations! {
    1 "0001_platform",
    2 "0002_places",
    3 "0003_people",
    4 "0004_duty",
    5 "0005_incidents",
    6 "0006_jurisdiction",
    7 "0007_gazetteer",
    8 "0008_access",
    9 "0009_imports",
    10 "0010_terminals",
    11 "0011_records",
    12 "0012_notices",
    13 "0013_sos",
}

/// Tells how the schema in a database that has one stands to this program's.
pub(super) async fn schema(connection: &DatabaseConnection) -> anyhow::Result<Schema> {
    let newest = "SELECT MAX(version) AS newest FROM _sqlx_migrations WHERE success";
    let statement = Statement::from_string(connection.get_database_backend(), newest);
    let row = connection.query_one_raw(statement).await?.context("the schema has no version")?;
    let there: i64 = row.try_get::<Option<i64>>("", "newest")?.unwrap_or(0);
    let own = MIGRATIONS.last().map_or(0, |it| it.0);
    Ok(match there.cmp(&own) {
        Ordering::Less => Schema::Older,
        Ordering::Equal => Schema::Current,
        Ordering::Greater => Schema::Newer,
    })
}

/// Runs what has not been run yet.
pub(super) async fn run(connection: &DatabaseConnection) -> anyhow::Result<()> {
    let backend = connection.get_database_backend();
    let migrations = MIGRATIONS
        .iter()
        .map(|(version, name, sqlite, postgres)| {
            let sql = match backend {
                DatabaseBackend::Sqlite => *sqlite,
                DatabaseBackend::Postgres => *postgres,
                DatabaseBackend::MySql => anyhow::bail!("MySQL is not a database of this program"),
                _ => anyhow::bail!("this is not a database of this program"),
            };
            Ok(Migration::new(
                *version,
                Cow::Borrowed(*name),
                MigrationType::Simple,
                sqlx::SqlStr::from_static(sql),
                false,
            ))
        })
        .collect::<anyhow::Result<Vec<_>>>()?;
    let migrator = Migrator::with_migrations(migrations);
    match backend {
        DatabaseBackend::Sqlite => migrator.run(connection.get_sqlite_connection_pool()).await,
        DatabaseBackend::Postgres => migrator.run(connection.get_postgres_connection_pool()).await,
        DatabaseBackend::MySql => anyhow::bail!("MySQL is not a database of this program"),
        _ => anyhow::bail!("this is not a database of this program"),
    }
    .context("a migration failed")
}
