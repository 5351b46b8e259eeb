//! The rows beside a record.

/// What each table's module needs.
mod prelude {
    pub use domain::ids::{
        AccountId, AttachmentId, CommentId, InboxId, InstructionId, ReceiptId, ReminderId, SealedId, StationId,
    };
    pub use sea_orm::Condition;
    pub use sea_orm::entity::prelude::*;

    pub use crate::db::{Lookup, Table};
}

/// The `comments` table.
pub mod comment {
    use super::prelude::*;

    /// One comment.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "comments")]
    pub struct Model {
        /// The comment.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: CommentId,
        /// The station.
        pub station_id: StationId,
        /// The registered kind of the record.
        pub kind: String,
        /// The record.
        pub record_id: Uuid,
        /// Who wrote it.
        pub author_id: AccountId,
        /// The sealed words.
        pub words_sealed_id: SealedId,
        /// When.
        pub at: DateTimeUtc,
    }

    /// No relations: joins are explicit.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}

    impl Table for Entity {
        type Key = CommentId;
        const KEY: Column = Column::Id;
        fn key(row: &Model) -> CommentId {
            row.id
        }
    }

    /// The comments of a record.
    pub const OF_RECORD: Lookup<Entity> = Lookup { name: "of_record", column: Column::RecordId, only: || None };
}

/// The `inbox` table.
pub mod inbox {
    use domain::record::InboxCause;

    use super::prelude::*;

    /// One thing that waits for an account.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "inbox")]
    pub struct Model {
        /// Its id, always the same for its cause and account.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: InboxId,
        /// The station.
        pub station_id: StationId,
        /// For whom.
        pub account_id: AccountId,
        /// Why.
        pub cause: InboxCause,
        /// The registered kind of the record.
        pub kind: String,
        /// The record.
        pub record_id: Uuid,
        /// The comment, reminder or instruction.
        pub subject_id: Uuid,
        /// From whom.
        pub from_id: AccountId,
        /// The sealed words.
        pub words_sealed_id: Option<SealedId>,
        /// When.
        pub at: DateTimeUtc,
        /// When it was seen.
        pub seen_at: Option<DateTimeUtc>,
    }

    /// No relations: joins are explicit.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}

    impl Table for Entity {
        type Key = InboxId;
        const KEY: Column = Column::Id;
        fn key(row: &Model) -> InboxId {
            row.id
        }
    }
}

/// The `reminders` table.
pub mod reminder {
    use super::prelude::*;

    /// One reminder.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "reminders")]
    pub struct Model {
        /// The reminder.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: ReminderId,
        /// The station.
        pub station_id: StationId,
        /// The registered kind of the record.
        pub kind: String,
        /// The record.
        pub record_id: Uuid,
        /// Who set it.
        pub author_id: AccountId,
        /// Who is reminded.
        pub account_id: AccountId,
        /// The sealed words.
        pub words_sealed_id: Option<SealedId>,
        /// When it goes off.
        pub due_at: DateTimeUtc,
        /// When it went off.
        pub fired_at: Option<DateTimeUtc>,
        /// When it was cancelled.
        pub cancelled_at: Option<DateTimeUtc>,
    }

    /// No relations: joins are explicit.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}

    impl Table for Entity {
        type Key = ReminderId;
        const KEY: Column = Column::Id;
        fn key(row: &Model) -> ReminderId {
            row.id
        }
    }

    /// The reminders that an account has set and that are still to go off.
    pub const OPEN_OF_AUTHOR: Lookup<Entity> = Lookup {
        name: "open_of_author",
        column: Column::AuthorId,
        only: || Some(Condition::all().add(Column::FiredAt.is_null()).add(Column::CancelledAt.is_null())),
    };
}

/// The `instructions` table.
pub mod instruction {
    use super::prelude::*;

    /// One instruction.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "instructions")]
    pub struct Model {
        /// The instruction.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: InstructionId,
        /// The station.
        pub station_id: StationId,
        /// The registered kind of the record.
        pub kind: String,
        /// The record.
        pub record_id: Uuid,
        /// Who gave it.
        pub author_id: AccountId,
        /// The sealed words.
        pub words_sealed_id: SealedId,
        /// When.
        pub at: DateTimeUtc,
        /// Until when it must be acknowledged.
        pub due_at: Option<DateTimeUtc>,
        /// When it was withdrawn.
        pub withdrawn_at: Option<DateTimeUtc>,
    }

    /// No relations: joins are explicit.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}

    impl Table for Entity {
        type Key = InstructionId;
        const KEY: Column = Column::Id;
        fn key(row: &Model) -> InstructionId {
            row.id
        }
    }

    /// The instructions on a record.
    pub const OF_RECORD: Lookup<Entity> = Lookup { name: "of_record", column: Column::RecordId, only: || None };
}

/// The `instruction_receipts` table.
pub mod receipt {
    use super::prelude::*;

    /// One addressee of an instruction.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "instruction_receipts")]
    pub struct Model {
        /// Its id, always the same for an instruction and an account.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: ReceiptId,
        /// The station.
        pub station_id: StationId,
        /// Which instruction.
        pub instruction_id: InstructionId,
        /// The record it is on.
        pub record_id: Uuid,
        /// Who.
        pub account_id: AccountId,
        /// When it was acknowledged.
        pub acknowledged_at: Option<DateTimeUtc>,
    }

    /// No relations: joins are explicit.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}

    impl Table for Entity {
        type Key = ReceiptId;
        const KEY: Column = Column::Id;
        fn key(row: &Model) -> ReceiptId {
            row.id
        }
    }

    /// The addressees of an instruction.
    pub const OF_INSTRUCTION: Lookup<Entity> =
        Lookup { name: "of_instruction", column: Column::InstructionId, only: || None };
}

/// The `attachments` table.
pub mod attachment {
    use domain::record::{AttachmentState, Media};

    use super::prelude::*;

    /// One photo or film.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "attachments")]
    pub struct Model {
        /// The attachment.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: AttachmentId,
        /// The station.
        pub station_id: StationId,
        /// The registered kind of the record.
        pub kind: String,
        /// The record.
        pub record_id: Uuid,
        /// Who sends it.
        pub author_id: AccountId,
        /// What it is.
        pub media: Media,
        /// How far it has come.
        pub state: AttachmentState,
        /// How large it was said to be.
        pub declared_bytes: i64,
        /// What its SHA-256 was said to be.
        pub declared_sha256: Vec<u8>,
        /// How much of it is here.
        pub received_bytes: i64,
        /// How large it is without its metadata.
        pub stored_bytes: Option<i64>,
        /// When it was begun.
        pub created_at: DateTimeUtc,
        /// When it was stored.
        pub stored_at: Option<DateTimeUtc>,
        /// When it was withdrawn.
        pub withdrawn_at: Option<DateTimeUtc>,
        /// The sealed reason.
        pub reason_sealed_id: Option<SealedId>,
    }

    /// No relations: joins are explicit.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}

    impl Table for Entity {
        type Key = AttachmentId;
        const KEY: Column = Column::Id;
        fn key(row: &Model) -> AttachmentId {
            row.id
        }
    }

    /// The attachments of a record.
    pub const OF_RECORD: Lookup<Entity> = Lookup { name: "of_record", column: Column::RecordId, only: || None };

    /// The uploads of an account that go on.
    pub const OPEN_OF_AUTHOR: Lookup<Entity> = Lookup {
        name: "open_of_author",
        column: Column::AuthorId,
        // The word stands in the statement, since SQLite looks an index with a condition up by it.
        only: || Some(Condition::all().add(Expr::cust("state = 'uploading'"))),
    };
}
