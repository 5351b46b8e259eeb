//! The rows of the gazetteer: what people call places.

/// The `place_names` table: local names, aliases, buildings, entrances, floors.
pub mod place_name {
    use domain::ids::{CommunityId, GridId, IncidentId, PlaceNameId, StationId, UnitId};
    use domain::jurisdiction::{NameKind, NameSource};
    use platform::db::Table;
    use sea_orm::entity::prelude::*;

    /// One row of `place_names`.
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "place_names")]
    pub struct Model {
        /// The name.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: PlaceNameId,
        /// The station.
        pub station_id: StationId,
        /// What it names.
        pub kind: NameKind,
        /// The name; it may be that of somebody's home and stands in no log.
        pub name: String,
        /// What it is part of: an entrance of its building, a floor of its entrance.
        pub parent_id: Option<PlaceNameId>,
        /// The unit it lies in.
        pub unit_id: Option<UnitId>,
        /// The community it lies in.
        pub community_id: CommunityId,
        /// The grid it lies in.
        pub grid_id: GridId,
        /// Longitude.
        pub lon: f64,
        /// Latitude.
        pub lat: f64,
        /// Where it comes from.
        pub source: NameSource,
        /// The incident whose place the desk corrected.
        pub incident_id: Option<IncidentId>,
        /// When it was taken down.
        pub created_at: DateTimeUtc,
        /// Counts changes.
        pub version: i64,
    }

    /// No relations: joins are explicit.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}

    impl Table for Entity {
        type Key = PlaceNameId;
        const KEY: Column = Column::Id;
        fn key(row: &Model) -> PlaceNameId {
            row.id
        }
    }
}

impl place_name::Model {
    /// Where it is.
    pub fn point(&self) -> domain::geo::Point {
        domain::geo::Point::new(self.lon, self.lat)
    }
}
