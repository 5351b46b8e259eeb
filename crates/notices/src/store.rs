//! The rows of notices and their receipts. Every query takes the caller's scope first.

use domain::ids::{MemberId, NoticeId, SealedId};
use platform::app::App;
use platform::problem::{Error, Result};
use platform::scope::Scope;
use platform::seal;
use sea_orm::entity::prelude::*;
use sea_orm::{Condition, QueryOrder as _, QuerySelect as _};

/// Notices of one page.
pub const PAGE_MAX: u64 = 50;

/// What each table's module needs.
mod prelude {
    pub use domain::ids::{AccountId, MemberId, NoticeId, ReceiptId, SealedId, StationId, UnitId};
    pub use domain::notice::{NoticeKind, NoticeStatus, ReceiptStatus};
    pub use platform::db::{Lookup, Table};
    pub use sea_orm::entity::prelude::*;
}

/// The `notices` table.
pub mod notice {
    use super::prelude::*;

    /// One notice.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "notices")]
    pub struct Model {
        /// The notice.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: NoticeId,
        /// The station.
        pub station_id: StationId,
        /// What it is about.
        pub kind: NoticeKind,
        /// Its state.
        pub status: NoticeStatus,
        /// Who issued it.
        pub author_id: AccountId,
        /// The sealed title and text.
        pub words_sealed_id: SealedId,
        /// Whom it names, a list of [`crate::addressees::Target`].
        #[sea_orm(column_type = "JsonBinary")]
        pub targets: Json,
        /// Whether the family has consented to a photo.
        pub photo_consent: bool,
        /// When it was issued.
        pub issued_at: DateTimeUtc,
        /// When it ends.
        pub expires_at: DateTimeUtc,
        /// Minutes between two repetitions.
        pub repeat_minutes: Option<i64>,
        /// Repetitions still to come.
        pub repeats_left: i64,
        /// When it was last repeated.
        pub repeated_at: Option<DateTimeUtc>,
        /// When it was withdrawn.
        pub withdrawn_at: Option<DateTimeUtc>,
        /// The sealed reason.
        pub reason_sealed_id: Option<SealedId>,
        /// Counts changes.
        pub version: i64,
    }

    /// No relations: joins are explicit.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}

    impl Table for Entity {
        type Key = NoticeId;
        const KEY: Column = Column::Id;
        fn key(row: &Model) -> NoticeId {
            row.id
        }
    }
}

/// The `notice_receipts` table.
pub mod receipt {
    use super::prelude::*;

    /// One addressee of a notice.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "notice_receipts")]
    pub struct Model {
        /// Its id, always the same for a notice and a member.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: ReceiptId,
        /// The station.
        pub station_id: StationId,
        /// Which notice.
        pub notice_id: NoticeId,
        /// Who.
        pub member_id: MemberId,
        /// The unit the member served when it was issued.
        pub unit_id: Option<UnitId>,
        /// What the member did with it.
        pub status: ReceiptStatus,
        /// When the notice was issued.
        pub issued_at: DateTimeUtc,
        /// When it reached the terminal.
        pub delivered_at: Option<DateTimeUtc>,
        /// When it was opened.
        pub seen_at: Option<DateTimeUtc>,
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

    /// The addressees of a notice.
    pub const OF_NOTICE: Lookup<Entity> = Lookup { name: "of_notice", column: Column::NoticeId, only: || None };
}

/// The id of the receipt of a member.
pub fn receipt_id(notice: NoticeId, member: MemberId) -> domain::ids::ReceiptId {
    let (notice, member) = (Uuid::from(notice), Uuid::from(member));
    platform::sent::id_of(&[b"notice receipt", notice.as_bytes(), member.as_bytes()]).into()
}

/// A notice of the caller's station.
///
/// # Errors
/// [`Error::NotFound`] where there is none, or if the database cannot be read.
pub async fn find(scope: &Scope, app: &App, id: NoticeId) -> Result<notice::Model> {
    let found = notice::Entity::find_by_id(id).all(app.db().read()).await?;
    found.into_iter().next().filter(|it| it.station_id == scope.station).ok_or(Error::NotFound)
}

/// The caller's own receipt of a notice, if it is addressed to them.
///
/// # Errors
/// If the database cannot be read.
pub async fn own_receipt(scope: &Scope, app: &App, id: NoticeId) -> Result<Option<receipt::Model>> {
    let Some(member) = scope.member else { return Ok(None) };
    let found = receipt::Entity::find_by_id(receipt_id(id, member)).all(app.db().read()).await?;
    Ok(found.into_iter().next().filter(|it| it.station_id == scope.station))
}

/// The notices of the station, the newest first, before the cursor.
///
/// # Errors
/// [`Error::NotFound`] if the cursor is no notice of the station, or if the database cannot be read.
pub async fn of_station(scope: &Scope, app: &App, before: Option<NoticeId>) -> Result<Vec<notice::Model>> {
    use notice::Column as C;

    let mut query = notice::Entity::find().filter(C::StationId.eq(scope.station));
    if let Some(before) = before {
        let last = find(scope, app, before).await?;
        let older = Condition::any().add(C::IssuedAt.lt(last.issued_at)).add(C::Id.lt(last.id));
        query = query.filter(C::IssuedAt.lte(last.issued_at)).filter(older);
    }
    let newest = query.order_by_desc(C::IssuedAt).order_by_desc(C::Id).limit(PAGE_MAX);
    Ok(newest.all(app.db().read()).await?)
}

/// The caller's own receipts, the newest first, before the cursor.
///
/// # Errors
/// If the database cannot be read.
pub async fn own_receipts(scope: &Scope, app: &App, before: Option<NoticeId>) -> Result<Vec<receipt::Model>> {
    use receipt::Column as C;

    let Some(member) = scope.member else { return Ok(Vec::new()) };
    let mut query = receipt::Entity::find().filter(C::MemberId.eq(member)).filter(C::StationId.eq(scope.station));
    if let Some(before) = before {
        let last = find(scope, app, before).await?;
        let older = Condition::any().add(C::IssuedAt.lt(last.issued_at)).add(C::NoticeId.lt(last.id));
        query = query.filter(C::IssuedAt.lte(last.issued_at)).filter(older);
    }
    let newest = query.order_by_desc(C::IssuedAt).order_by_desc(C::NoticeId).limit(PAGE_MAX);
    Ok(newest.all(app.db().read()).await?)
}

/// Notices by their ids.
///
/// # Errors
/// If the database cannot be read.
pub async fn by_ids(scope: &Scope, app: &App, ids: Vec<NoticeId>) -> Result<Vec<notice::Model>> {
    let found = notice::Entity::find().filter(notice::Column::Id.is_in(ids)).all(app.db().read()).await?;
    Ok(found.into_iter().filter(|it| it.station_id == scope.station).collect())
}

/// The receipts of a notice.
///
/// # Errors
/// If the database cannot be read.
pub async fn receipts(scope: &Scope, app: &App, id: NoticeId) -> Result<Vec<receipt::Model>> {
    let found = receipt::Entity::find().filter(receipt::Column::NoticeId.eq(id)).order_by_asc(receipt::Column::Id);
    let found = found.all(app.db().read()).await?;
    Ok(found.into_iter().filter(|it| it.station_id == scope.station).collect())
}

/// Sealed values, still sealed; whoever opens them must have the right to show them.
///
/// # Errors
/// If the database cannot be read.
pub async fn sealed(scope: &Scope, app: &App, ids: Vec<SealedId>) -> Result<Vec<seal::Model>> {
    let found = seal::Entity::find().filter(seal::Column::Id.is_in(ids)).all(app.db().read()).await?;
    Ok(found.into_iter().filter(|it| it.station_id == scope.station).collect())
}
