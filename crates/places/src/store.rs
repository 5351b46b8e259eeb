//! The rows of places. Queries over them are in [`crate::places`], which reads whole stations at a time.

/// What each table's module needs.
mod prelude {
    pub use domain::ids::{BeatId, CommunityId, GridId, PostId, SealedId, StationId, UnitId};
    pub use domain::jurisdiction::{CommunityKind, GridKind, GuardSource, UnitStatus};
    pub use domain::member::{AreaType, PostKind, UnitCategory};
    pub use platform::db::Table;
    pub use sea_orm::entity::prelude::*;

    pub use crate::area::{Area, Names};
}

/// The `stations` table: the unit of order, permission and failure.
pub mod station {
    use super::prelude::*;

    /// One row of `stations`.
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "stations")]
    pub struct Model {
        /// The station.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: StationId,
        /// Its number, 12 digits (GA/T 380).
        pub code: String,
        /// Its name.
        pub name: String,
        /// Its jurisdiction.
        #[sea_orm(column_type = "JsonBinary")]
        pub boundary: Area,
        /// The size of the jurisdiction.
        pub area_km2: f64,
        /// Registered inhabitants.
        pub pop_household: i64,
        /// People who live there.
        pub pop_resident: i64,
        /// The telephone of the duty room.
        pub duty_phone: String,
        /// Whether everything in it is made up.
        pub demo: bool,
        /// What the station has set differently from the defaults.
        #[sea_orm(column_type = "JsonBinary")]
        pub settings: Json,
        /// Counts changes.
        pub version: i64,
    }

    /// No relations: joins are explicit.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}

    impl Table for Entity {
        type Key = StationId;
        const KEY: Column = Column::Id;
        fn key(row: &Model) -> StationId {
            row.id
        }
    }
}

/// The `communities` table: villages and neighbourhoods.
pub mod community {
    use super::prelude::*;

    /// One row of `communities`.
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "communities")]
    pub struct Model {
        /// The community.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: CommunityId,
        /// The station.
        pub station_id: StationId,
        /// Its number, 12 digits.
        pub code: String,
        /// Its name.
        pub name: String,
        /// How far from town it is.
        pub area_type: AreaType,
        /// Where it lies.
        #[sea_orm(column_type = "JsonBinary")]
        pub boundary: Area,
        /// People who live there.
        pub population: i64,
        /// Households.
        pub households: i64,
        /// Whether it is a neighbourhood or a village.
        pub kind: CommunityKind,
        /// When it was closed; its row stays, since records of the past name it.
        pub closed_at: Option<DateTimeUtc>,
        /// Counts changes.
        pub version: i64,
    }

    /// No relations: joins are explicit.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}

    impl Table for Entity {
        type Key = CommunityId;
        const KEY: Column = Column::Id;
        fn key(row: &Model) -> CommunityId {
            row.id
        }
    }
}

/// The `grids` table: the smallest units of local administration.
pub mod grid {
    use super::prelude::*;

    /// One row of `grids`.
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "grids")]
    pub struct Model {
        /// The grid.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: GridId,
        /// The station.
        pub station_id: StationId,
        /// The community it belongs to.
        pub community_id: CommunityId,
        /// Its number, 15 digits.
        pub code: String,
        /// Its name.
        pub name: String,
        /// Where it lies.
        #[sea_orm(column_type = "JsonBinary")]
        pub boundary: Area,
        /// Whether it is a general or a dedicated one.
        pub kind: GridKind,
        /// The beat it belongs to.
        pub beat_id: Option<BeatId>,
        /// Households.
        pub households: i64,
        /// People who live there.
        pub population: i64,
        /// When it was closed; its row stays, since records of the past name it.
        pub closed_at: Option<DateTimeUtc>,
        /// Counts changes.
        pub version: i64,
    }

    /// No relations: joins are explicit.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}

    impl Table for Entity {
        type Key = GridId;
        const KEY: Column = Column::Id;
        fn key(row: &Model) -> GridId {
            row.id
        }
    }
}

/// The `units` table: member units with their own security.
pub mod unit {
    use super::prelude::*;

    /// One row of `units`.
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "units")]
    pub struct Model {
        /// The unit.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: UnitId,
        /// The station.
        pub station_id: StationId,
        /// The community it lies in.
        pub community_id: CommunityId,
        /// The grid it lies in.
        pub grid_id: GridId,
        /// Its name.
        pub name: String,
        /// What people call it.
        #[sea_orm(column_type = "JsonBinary")]
        pub aliases: Names,
        /// What it is.
        pub category: UnitCategory,
        /// Whether it is a key unit of public security.
        pub key_unit: bool,
        /// Longitude of its gate.
        pub lon: f64,
        /// Latitude of its gate.
        pub lat: f64,
        /// Its address.
        pub address_text: String,
        /// Where its guards may serve, by law or contract.
        #[sea_orm(column_type = "JsonBinary")]
        pub service_area: Area,
        /// Its unified social credit code, 18 characters (GB 32100).
        pub uscc: Option<String>,
        /// The name of who answers for its security 【企业事业单位内部治安保卫条例 4】, sealed.
        pub principal_sealed_id: Option<SealedId>,
        /// The name of who runs its security, sealed.
        pub security_head_sealed_id: Option<SealedId>,
        /// Guards who work full time.
        pub guards_full_time: i64,
        /// Guards who work part time.
        pub guards_part_time: i64,
        /// Where its guards come from.
        pub guard_source: Option<GuardSource>,
        /// When it is open, in words.
        pub opening_hours: String,
        /// Cameras.
        pub cameras: i64,
        /// Whether it has an alarm button.
        pub alarm_button: bool,
        /// When it joined the network.
        pub joined_at: Option<DateTimeUtc>,
        /// The number of its agreement.
        pub agreement_no: Option<String>,
        /// How far it has come on its way into the network.
        pub status: UnitStatus,
        /// When it was closed; its row stays, since records of the past name it.
        pub closed_at: Option<DateTimeUtc>,
        /// Counts changes.
        pub version: i64,
    }

    /// No relations: joins are explicit.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}

    impl Table for Entity {
        type Key = UnitId;
        const KEY: Column = Column::Id;
        fn key(row: &Model) -> UnitId {
            row.id
        }
    }
}

/// The `posts` table: where somebody stands.
pub mod post {
    use super::prelude::*;

    /// One row of `posts`.
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "posts")]
    pub struct Model {
        /// The post.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: PostId,
        /// The station.
        pub station_id: StationId,
        /// The unit it belongs to, if it belongs to one.
        pub unit_id: Option<UnitId>,
        /// The community it lies in.
        pub community_id: CommunityId,
        /// The grid it lies in.
        pub grid_id: GridId,
        /// Its name.
        pub name: String,
        /// What it is.
        pub kind: PostKind,
        /// Longitude.
        pub lon: f64,
        /// Latitude.
        pub lat: f64,
        /// How far around it one is still at the post.
        pub radius_m: f64,
        /// How many must stay.
        pub required_headcount: i64,
        /// When it is staffed, in words.
        pub duty_hours: String,
        /// When it was closed; its row stays, since records of the past name it.
        pub closed_at: Option<DateTimeUtc>,
        /// Counts changes.
        pub version: i64,
    }

    /// No relations: joins are explicit.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}

    impl Table for Entity {
        type Key = PostId;
        const KEY: Column = Column::Id;
        fn key(row: &Model) -> PostId {
            row.id
        }
    }
}

/// The `street_maps` table: the streets, as one checked block a station.
pub mod street_map {
    use super::prelude::*;

    /// One row of `street_maps`.
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "street_maps")]
    pub struct Model {
        /// The station.
        #[sea_orm(primary_key, auto_increment = false)]
        pub station_id: StationId,
        /// Where the streets come from, with its licence.
        pub source: String,
        /// When they were imported.
        pub imported_at: DateTimeUtc,
        /// The street graph, checked by its own sum.
        pub graph: Vec<u8>,
        /// The streets to draw, GeoJSON compressed with gzip.
        pub drawing: Vec<u8>,
    }

    /// No relations: joins are explicit.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}

    impl Table for Entity {
        type Key = StationId;
        const KEY: Column = Column::StationId;
        fn key(row: &Model) -> StationId {
            row.station_id
        }
    }
}

impl unit::Model {
    /// Where its gate is.
    pub fn point(&self) -> domain::geo::Point {
        domain::geo::Point::new(self.lon, self.lat)
    }
}

impl post::Model {
    /// Where it is.
    pub fn point(&self) -> domain::geo::Point {
        domain::geo::Point::new(self.lon, self.lat)
    }
}
