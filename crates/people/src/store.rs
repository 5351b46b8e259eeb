//! The rows of people: members, consents, accounts.

use domain::ids::{MemberId, SealedId};
use platform::db::Db;
use platform::problem::{Error, Result};
use platform::scope::Scope;
use platform::seal;
use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _};

/// What each table's module needs.
mod prelude {
    pub use chrono::{DateTime, Utc};
    pub use domain::ids::{
        AccountId, CommunityId, ConsentId, GridId, MemberId, PostId, SealedId, SessionId, StationId, TerminalId, UnitId,
    };
    pub use domain::member::{Level, MemberKind};
    pub use domain::role::Role;
    pub use platform::db::{Lookup, Table};
    pub use platform::scope::{Audience, Reach};
    pub use sea_orm::Condition;
    pub use sea_orm::entity::prelude::*;
}

domain::codes! {
    /// Whether a member still belongs to the community forces.
    pub enum Enrolment {
        Active = "active", "在册", "Active";
        Suspended = "suspended", "暂停", "Suspended";
        Left = "left", "退出", "Left";
    }

    /// What a member consents to, separately from everything else 【个人信息保护法 29】.
    pub enum ConsentKind {
        Location = "location", "在岗定位", "Location on duty";
    }
}

/// The `members` table.
pub mod member {
    use super::Enrolment;
    use super::prelude::*;

    /// One row of `members`.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "members")]
    pub struct Model {
        /// The member.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: MemberId,
        /// The station.
        pub station_id: StationId,
        /// The community the member belongs to.
        pub community_id: Option<CommunityId>,
        /// The grid the member belongs to.
        pub grid_id: Option<GridId>,
        /// The unit the member serves.
        pub unit_id: Option<UnitId>,
        /// The post the member usually stands at.
        pub post_id: Option<PostId>,
        /// What the member is.
        pub kind: MemberKind,
        /// Whether the member still belongs.
        pub status: Enrolment,
        /// The sealed name.
        pub name_sealed_id: SealedId,
        /// The sealed telephone number.
        pub phone_sealed_id: Option<SealedId>,
        /// Whether the member is 18 or older.
        pub adult: bool,
        /// Until when the training counts.
        pub trained_until: Option<DateTimeUtc>,
        /// Until when the guard's certificate counts 【保安服务管理条例 16】.
        pub guard_cert_until: Option<DateTimeUtc>,
        /// Until when the member is insured against accidents 【重庆市志愿服务条例 18】.
        pub insured_until: Option<DateTimeUtc>,
        /// How far the member may act.
        pub level_max: Level,
        /// Whether the member asked to be called when off shift.
        pub self_enrolled: bool,
        /// Counts changes.
        pub version: i64,
    }

    /// No relations: joins are explicit.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}

    impl Table for Entity {
        type Key = MemberId;
        const KEY: Column = Column::Id;
        fn key(row: &Model) -> MemberId {
            row.id
        }
    }

    impl Model {
        /// Whom a record of this member is meant for.
        pub fn audience(&self) -> Audience {
            Audience {
                community: self.community_id,
                grid: self.grid_id,
                unit: self.unit_id,
                members: vec![self.id],
                ..Audience::default()
            }
        }
    }
}

/// The `consents` table: one row each time a consent is given.
pub mod consent {
    use super::ConsentKind;
    use super::prelude::*;

    /// One row of `consents`.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "consents")]
    pub struct Model {
        /// The consent.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: ConsentId,
        /// The station.
        pub station_id: StationId,
        /// Who consents.
        pub member_id: MemberId,
        /// To what.
        pub kind: ConsentKind,
        /// Which wording was shown.
        pub text_version: String,
        /// When it was given.
        pub given_at: DateTimeUtc,
        /// When it was withdrawn.
        pub withdrawn_at: Option<DateTimeUtc>,
    }

    /// No relations: joins are explicit.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}

    impl Table for Entity {
        type Key = ConsentId;
        const KEY: Column = Column::Id;
        fn key(row: &Model) -> ConsentId {
            row.id
        }
    }

    /// The consents of a member that stand.
    pub const OF_MEMBER: Lookup<Entity> = Lookup {
        name: "of_member",
        column: Column::MemberId,
        only: || Some(Condition::all().add(Column::WithdrawnAt.is_null())),
    };
}

/// The `accounts` table.
pub mod account {
    use super::prelude::*;

    /// One row of `accounts`.
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "accounts")]
    pub struct Model {
        /// The account.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: AccountId,
        /// The station.
        pub station_id: StationId,
        /// The name it signs in with.
        pub login: String,
        /// Argon2id, as a PHC string.
        pub password_hash: String,
        /// Its role.
        pub role: Role,
        /// How far the role reaches, a [`Reach`].
        #[sea_orm(column_type = "JsonBinary")]
        pub reach: Json,
        /// The member it is, if it is one.
        pub member_id: Option<MemberId>,
        /// The sealed name of the person.
        pub name_sealed_id: SealedId,
        /// When it was disabled.
        pub disabled_at: Option<DateTimeUtc>,
        /// Failed sign-ins since the last good one.
        pub failed_count: i64,
        /// Until when it is locked.
        pub locked_until: Option<DateTimeUtc>,
        /// When it last signed in.
        pub last_login_at: Option<DateTimeUtc>,
        /// When the role was granted; before that nobody signs in with it.
        pub granted_at: Option<DateTimeUtc>,
        /// When the password was set.
        pub password_set_at: DateTimeUtc,
        /// Whether the password must be changed at the next sign-in: somebody else has seen it.
        pub must_change: bool,
        /// Counts changes.
        pub version: i64,
    }

    /// No relations: joins are explicit.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}

    impl Table for Entity {
        type Key = AccountId;
        const KEY: Column = Column::Id;
        fn key(row: &Model) -> AccountId {
            row.id
        }
    }

    /// The accounts of a station.
    pub const OF_STATION: Lookup<Entity> = Lookup { name: "of_station", column: Column::StationId, only: || None };

    impl Model {
        /// How far the role reaches; nothing but its own where the row cannot be read.
        pub fn reach(&self) -> Reach {
            serde_json::from_value(self.reach.clone()).unwrap_or(Reach::Own)
        }

        /// Tells whether somebody may sign in with it.
        pub fn is_open(&self) -> bool {
            self.disabled_at.is_none() && self.granted_at.is_some()
        }

        /// Tells whether the account is locked at `now`.
        pub fn is_locked(&self, now: DateTime<Utc>) -> bool {
            self.locked_until.is_some_and(|it| it > now)
        }
    }
}

/// The `second_factors` table.
pub mod factor {
    use super::prelude::*;

    /// One row of `second_factors`.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "second_factors")]
    pub struct Model {
        /// Whose.
        #[sea_orm(primary_key, auto_increment = false)]
        pub account_id: AccountId,
        /// The station.
        pub station_id: StationId,
        /// The shared secret, encrypted.
        pub secret: Vec<u8>,
        /// When a code of it was first right; before that it counts for nothing.
        pub confirmed_at: Option<DateTimeUtc>,
        /// The step of the last code that was used: it and earlier ones are refused.
        pub last_step: i64,
        /// Hashes of the recovery codes that are left, in hexadecimal, parted by spaces.
        pub recovery: String,
        /// Counts changes.
        pub version: i64,
    }

    /// No relations: joins are explicit.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}

    impl Table for Entity {
        type Key = AccountId;
        const KEY: Column = Column::AccountId;
        fn key(row: &Model) -> AccountId {
            row.account_id
        }
    }
}

/// The `terminals` table.
pub mod terminal {
    use domain::terminal::{TerminalKind, TerminalStatus};

    use super::prelude::*;

    /// One row of `terminals`.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "terminals")]
    pub struct Model {
        /// The terminal.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: TerminalId,
        /// The station.
        pub station_id: StationId,
        /// The post it belongs to.
        pub post_id: PostId,
        /// What it is.
        pub kind: TerminalKind,
        /// What people call it.
        pub label: String,
        /// Where it stands.
        pub status: TerminalStatus,
        /// SHA-256 of the token that enrols it; kept, so that a second use is told apart from a wrong code.
        pub enrol_hash: Vec<u8>,
        /// Until when the token can be used.
        pub enrol_until: DateTimeUtc,
        /// The session that is its credential.
        pub session_id: Option<SessionId>,
        /// Who said last to be on shift on it.
        pub member_id: Option<MemberId>,
        /// Who reported it lost.
        pub lost_by: Option<AccountId>,
        /// When that was.
        pub lost_at: Option<DateTimeUtc>,
        /// Who confirmed that and disabled it.
        pub disabled_by: Option<AccountId>,
        /// When that was.
        pub disabled_at: Option<DateTimeUtc>,
        /// When it was registered.
        pub created_at: DateTimeUtc,
        /// When it was enrolled.
        pub enrolled_at: Option<DateTimeUtc>,
        /// Counts changes.
        pub version: i64,
    }

    /// No relations: joins are explicit.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}

    impl Table for Entity {
        type Key = TerminalId;
        const KEY: Column = Column::Id;
        fn key(row: &Model) -> TerminalId {
            row.id
        }
    }

    impl Model {
        /// The account under which its session runs; nobody signs in with it.
        pub fn account(&self) -> AccountId {
            account_of(self.id)
        }
    }

    /// The account under which a terminal's session runs.
    pub fn account_of(id: TerminalId) -> AccountId {
        AccountId::from(id.uuid())
    }
}

/// The row of a member of the caller's station.
///
/// # Errors
/// [`Error::NotFound`] where there is none, or if the database cannot be read.
pub async fn member_of(scope: &Scope, db: &Db, id: MemberId) -> Result<member::Model> {
    let found =
        member::Entity::find_by_id(id).filter(member::Column::StationId.eq(scope.station)).all(db.read()).await?;
    found.into_iter().next().ok_or(Error::NotFound)
}

/// A sealed value of the caller's station, still sealed; whoever opens it must have the right to show it.
///
/// # Errors
/// If the database cannot be read.
pub async fn sealed_of(scope: &Scope, db: &Db, id: SealedId) -> Result<Option<seal::Model>> {
    let found = seal::Entity::find_by_id(id).filter(seal::Column::StationId.eq(scope.station)).all(db.read()).await?;
    Ok(found.into_iter().next())
}
