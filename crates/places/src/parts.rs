//! The rows of the jurisdiction: patches, beats, micro-grids, patrol teams, who is responsible, and what was when.

/// What each table's module needs.
mod prelude {
    pub use domain::ids::{
        AccountId, BeatId, CommunityId, GridId, MemberId, MicroGridId, PatchId, PatrolTeamId, ResponsibilityId,
        StationId, UnitId,
    };
    pub use domain::jurisdiction::charge::ChargeLevel;
    pub use domain::jurisdiction::{PlaceType, TeamMode};
    pub use platform::db::Table;
    pub use sea_orm::entity::prelude::*;

    pub use crate::area::{Area, Lines, Spots};
}

/// The `patches` table: beats that one chief leads.
pub mod patch {
    use super::prelude::*;

    /// One row of `patches`.
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "patches")]
    pub struct Model {
        /// The patch.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: PatchId,
        /// The station.
        pub station_id: StationId,
        /// Its number, unique in the station.
        pub code: String,
        /// Its name.
        pub name: String,
        /// Where it lies, where it was drawn; else it is what belongs to it.
        #[sea_orm(column_type = "JsonBinary", nullable)]
        pub boundary: Option<Area>,
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
        type Key = PatchId;
        const KEY: Column = Column::Id;
        fn key(row: &Model) -> PatchId {
            row.id
        }
    }
}

/// The `beats` table: grids that one officer holds.
pub mod beat {
    use super::prelude::*;

    /// One row of `beats`.
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "beats")]
    pub struct Model {
        /// The beat.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: BeatId,
        /// The station.
        pub station_id: StationId,
        /// The patch it belongs to.
        pub patch_id: Option<PatchId>,
        /// Its number, unique in the station.
        pub code: String,
        /// Its name.
        pub name: String,
        /// Where it lies, where it was drawn; else it is what belongs to it.
        #[sea_orm(column_type = "JsonBinary", nullable)]
        pub boundary: Option<Area>,
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
        type Key = BeatId;
        const KEY: Column = Column::Id;
        fn key(row: &Model) -> BeatId {
            row.id
        }
    }
}

/// The `micro_grids` table: buildings within a grid.
pub mod micro_grid {
    use super::prelude::*;

    /// One row of `micro_grids`.
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "micro_grids")]
    pub struct Model {
        /// The micro-grid.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: MicroGridId,
        /// The station.
        pub station_id: StationId,
        /// The grid it belongs to.
        pub grid_id: GridId,
        /// Its number, 17 digits.
        pub code: String,
        /// Its name.
        pub name: String,
        /// Where it lies, where it was drawn.
        #[sea_orm(column_type = "JsonBinary", nullable)]
        pub boundary: Option<Area>,
        /// Longitude of its middle.
        pub lon: f64,
        /// Latitude of its middle.
        pub lat: f64,
        /// Households.
        pub households: i64,
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
        type Key = MicroGridId;
        const KEY: Column = Column::Id;
        fn key(row: &Model) -> MicroGridId {
            row.id
        }
    }
}

/// The `patrol_teams` table: who goes round, past what and along what.
pub mod patrol_team {
    use super::prelude::*;

    /// One row of `patrol_teams`.
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "patrol_teams")]
    pub struct Model {
        /// The team.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: PatrolTeamId,
        /// The station.
        pub station_id: StationId,
        /// The unit it belongs to, if it belongs to one.
        pub unit_id: Option<UnitId>,
        /// The community it belongs to, if to one.
        pub community_id: Option<CommunityId>,
        /// Its name.
        pub name: String,
        /// How it moves.
        pub mode: TeamMode,
        /// Points that each round must reach.
        #[sea_orm(column_type = "JsonBinary")]
        pub must_reach: Spots,
        /// Lines that each round must follow.
        #[sea_orm(column_type = "JsonBinary")]
        pub must_patrol: Lines,
        /// When it goes, in words.
        pub shift_plan: String,
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
        type Key = PatrolTeamId;
        const KEY: Column = Column::Id;
        fn key(row: &Model) -> PatrolTeamId {
            row.id
        }
    }
}

/// The `responsibilities` table: who is responsible for what, from when to when.
pub mod responsibility {
    use super::prelude::*;

    /// One row of `responsibilities`.
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "responsibilities")]
    pub struct Model {
        /// The term.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: ResponsibilityId,
        /// The station.
        pub station_id: StationId,
        /// The level.
        pub level: ChargeLevel,
        /// The patch, the beat, or the post or patrol team.
        pub target_id: Uuid,
        /// Who is responsible.
        pub member_id: MemberId,
        /// From when.
        pub starts_at: DateTimeUtc,
        /// Until when; empty while nothing ends it.
        pub ends_at: Option<DateTimeUtc>,
        /// Who appointed them; empty for the program.
        pub appointed_by: Option<AccountId>,
        /// Who relieved them.
        pub relieved_by: Option<AccountId>,
        /// Counts changes.
        pub version: i64,
    }

    /// No relations: joins are explicit.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}

    impl Table for Entity {
        type Key = ResponsibilityId;
        const KEY: Column = Column::Id;
        fn key(row: &Model) -> ResponsibilityId {
            row.id
        }
    }
}

/// The `place_versions` table: how each place was called and bounded in each span of its life.
pub mod place_version {
    use super::prelude::*;

    /// One row of `place_versions`.
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "place_versions")]
    pub struct Model {
        /// The span.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        /// The station.
        pub station_id: StationId,
        /// The place.
        pub place_id: Uuid,
        /// What it is.
        pub kind: PlaceType,
        /// Its number in that span.
        pub code: Option<String>,
        /// Its name in that span.
        pub name: String,
        /// Its bounds in that span, where it has any.
        #[sea_orm(column_type = "JsonBinary", nullable)]
        pub boundary: Option<Area>,
        /// What it belonged to: a grid to its community, a beat to its patch, a post to its unit.
        pub parent_id: Option<Uuid>,
        /// From when.
        pub valid_from: DateTimeUtc,
        /// Until when; empty for what is so now.
        pub valid_to: Option<DateTimeUtc>,
    }

    /// No relations: joins are explicit.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}

    impl Table for Entity {
        type Key = Uuid;
        const KEY: Column = Column::Id;
        fn key(row: &Model) -> Uuid {
            row.id
        }
    }
}
