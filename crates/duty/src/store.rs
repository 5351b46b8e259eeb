//! The rows of duty: shifts and track chunks.

/// The `shifts` table.
pub mod shift {
    use domain::ids::{MemberId, PostId, SealedId, ShiftId, StationId, TerminalId};
    use platform::db::{Lookup, Table};
    use sea_orm::Condition;
    use sea_orm::entity::prelude::*;

    /// One row of `shifts`.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "shifts")]
    pub struct Model {
        /// The shift.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: ShiftId,
        /// The station.
        pub station_id: StationId,
        /// Who is on duty.
        pub member_id: MemberId,
        /// The post that is held, if it is a fixed one.
        pub post_id: Option<PostId>,
        /// When it began.
        pub started_at: DateTimeUtc,
        /// When it should end.
        pub planned_end_at: Option<DateTimeUtc>,
        /// When the member confirmed to be the one on duty.
        pub confirmed_at: Option<DateTimeUtc>,
        /// When it ended.
        pub ended_at: Option<DateTimeUtc>,
        /// The terminal of the post on which the member said so; none on the member's own phone.
        pub terminal_id: Option<TerminalId>,
        /// Who handed over.
        pub handed_over_by: Option<MemberId>,
        /// The sealed note that was handed over.
        pub note_sealed_id: Option<SealedId>,
        /// When it was asked who is on shift, after the planned end; empty once answered.
        pub asked_at: Option<DateTimeUtc>,
        /// When the last test ring was sent.
        pub ring_at: Option<DateTimeUtc>,
        /// When a way to wake the member was proven on this shift.
        pub proven_at: Option<DateTimeUtc>,
        /// Counts changes.
        pub version: i64,
    }

    /// No relations: joins are explicit.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}

    impl Table for Entity {
        type Key = ShiftId;
        const KEY: Column = Column::Id;
        fn key(row: &Model) -> ShiftId {
            row.id
        }
    }

    /// The shift of a member that has not ended.
    pub const OPEN_OF_MEMBER: Lookup<Entity> = Lookup {
        name: "open_of_member",
        column: Column::MemberId,
        only: || Some(Condition::all().add(Column::EndedAt.is_null())),
    };
}

/// The `track_chunks` table.
pub mod track_chunk {
    use domain::ids::{MemberId, ShiftId, StationId};
    use platform::db::Table;
    use sea_orm::entity::prelude::*;

    /// One row of `track_chunks`.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "track_chunks")]
    pub struct Model {
        /// The chunk.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        /// The station.
        pub station_id: StationId,
        /// Whose track.
        pub member_id: MemberId,
        /// In which shift.
        pub shift_id: ShiftId,
        /// The first fix.
        pub from_at: DateTimeUtc,
        /// The last fix.
        pub to_at: DateTimeUtc,
        /// How many fixes.
        pub fixes: i64,
        /// The fixes, packed and encrypted.
        pub points: Vec<u8>,
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
