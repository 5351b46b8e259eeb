//! Hand-written migrations, equal in name and columns for both databases, run by SQLx's migrator.

use std::borrow::Cow;

use anyhow::Context as _;
use sea_orm::{DatabaseBackend, DatabaseConnection};
use sqlx::migrate::{Migration, MigrationType, Migrator};

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
                other => anyhow::bail!("{other:?} is not a database of this program"),
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
        _ => migrator.run(connection.get_postgres_connection_pool()).await,
    }
    .context("a migration failed")
}
