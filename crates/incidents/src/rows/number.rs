//! The `incident_numbers` table: the last human number of each station and day.

use platform::db::Table;
use sea_orm::entity::prelude::*;

/// The last number given.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "incident_numbers")]
pub struct Model {
    /// Station and day.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    /// The last number, from 1.
    pub last: i64,
}

/// No relations: joins are explicit.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Table for Entity {
    type Key = String;
    const KEY: Column = Column::Id;
    fn key(row: &Model) -> String {
        row.id.clone()
    }
}
