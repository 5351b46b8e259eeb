//! The rows of imports.

use domain::ids::{AccountId, ImportId, StationId};
use platform::db::Db;
use platform::problem::{Error, Result};
use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _, QueryOrder as _, QuerySelect as _};

domain::codes! {
    /// How far an import has come.
    pub enum ImportState {
        Uploaded = "uploaded", "已上传", "Uploaded";
        Applied = "applied", "已写入", "Carried out";
        Undone = "undone", "已撤销", "Undone";
    }
}

/// The `imports` table.
pub mod import {
    use domain::geo::crs::Crs;
    use platform::db::Table;
    use sea_orm::entity::prelude::*;

    use super::{AccountId, ImportId, ImportState, StationId};

    /// One row of `imports`.
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "imports")]
    pub struct Model {
        /// The import.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: ImportId,
        /// The station.
        pub station_id: StationId,
        /// When the file came.
        pub created_at: DateTimeUtc,
        /// Who brought it; nobody for an import at the terminal.
        pub account_id: Option<AccountId>,
        /// The reference system that was chosen for it.
        pub crs: Crs,
        /// How far it has come.
        pub state: ImportState,
        /// The file, encrypted; gone once it is carried out.
        pub file: Option<Vec<u8>>,
        /// What it takes to put back what it changed, encrypted; gone once it is undone.
        pub former: Option<Vec<u8>>,
        /// What it changed, by sheet.
        #[sea_orm(column_type = "JsonBinary")]
        pub counts: Json,
        /// When it was carried out or undone.
        pub settled_at: Option<DateTimeUtc>,
        /// Counts changes.
        pub version: i64,
    }

    /// No relations: joins are explicit.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}

    impl Table for Entity {
        type Key = ImportId;
        const KEY: Column = Column::Id;
        fn key(row: &Model) -> ImportId {
            row.id
        }
    }
}

/// The imports of a station, the newest first.
///
/// # Errors
/// If the database cannot be read.
pub async fn list(db: &Db, station: StationId, limit: u64) -> Result<Vec<import::Model>> {
    let of_station = import::Entity::find().filter(import::Column::StationId.eq(station));
    let newest = of_station.order_by_desc(import::Column::CreatedAt).order_by_desc(import::Column::Id).limit(limit);
    Ok(newest.all(db.read()).await?)
}

/// One import of a station.
///
/// # Errors
/// If there is none.
pub async fn find(db: &Db, station: StationId, id: ImportId) -> Result<import::Model> {
    let found = import::Entity::find_by_id(id).filter(import::Column::StationId.eq(station)).all(db.read()).await?;
    found.into_iter().next().ok_or(Error::NotFound)
}
