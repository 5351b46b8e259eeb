//! Rows read for answers. Every function takes the caller's scope first.

use chrono::{DateTime, Utc};
use domain::ids::{IncidentId, MemberId, OfferId, SealedId};
use domain::incident::PoliceNature;
use domain::offer::OfferStatus;
use platform::app::App;
use platform::problem::{Error, Result};
use platform::scope::{Reach, Scope};
use platform::seal;
use sea_orm::entity::prelude::*;
use sea_orm::{Condition, QueryOrder as _, QuerySelect as _, QueryTrait as _};
use uuid::Uuid;

use crate::rows::{consideration, incident, offer, search};
use crate::view::sight::sees;

/// Incidents of one page.
pub const PAGE_MAX: u64 = 200;
/// Considerations of one incident that are read.
const CONSIDERATIONS_MAX: u64 = 200;

/// Which incidents a list shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Which {
    /// Those that work goes on about.
    #[default]
    Open,
    /// Those that are over.
    Closed,
    /// All.
    All,
}

/// What `scope` may see, as a condition: the same rule as [`Scope::may_see`], one's own reports, and what one takes
/// part in: a call that was accepted and has not ended.
fn visible(scope: &Scope) -> Condition {
    use incident::Column as C;

    let station = Condition::all().add(C::StationId.eq(scope.station));
    let within = match &scope.reach {
        Reach::Station => Condition::all(),
        Reach::Community(ids) => Condition::all().add(C::CommunityId.is_in(ids.iter().copied())),
        Reach::Grid(ids) => Condition::all().add(C::GridId.is_in(ids.iter().copied())),
        Reach::Unit(ids) => Condition::all().add(C::UnitId.is_in(ids.iter().copied())),
        Reach::Own => Condition::any().add(Expr::value(false)),
    };
    let within = if scope.role.works_police_matters() {
        within
    } else {
        Condition::all().add(within).add(C::PoliceNature.eq(PoliceNature::NonPolice))
    };
    let mut any = Condition::any().add(within).add(C::ReporterId.eq(scope.account));
    if let Some(member) = scope.member {
        let assigned = OfferStatus::ALL.iter().copied().filter(|it| it.is_assignment());
        let mine = offer::Entity::find()
            .select_only()
            .column(offer::Column::IncidentId)
            .filter(offer::Column::EndedAt.is_null())
            .filter(offer::Column::MemberId.eq(member))
            .filter(offer::Column::StationId.eq(scope.station))
            .filter(offer::Column::Status.is_in(assigned));
        any = any.add(C::Id.in_subquery(mine.into_query()));
    }
    station.add(any)
}

/// Lists incidents, the newest first, before the cursor, which is the last incident of the page before.
///
/// # Errors
/// [`Error::NotFound`] if the cursor is no incident of the station; or if the database cannot be read.
pub async fn list(
    scope: &Scope,
    app: &App,
    which: Which,
    needs_review: bool,
    before: Option<Uuid>,
    limit: u64,
) -> Result<Vec<incident::Model>> {
    let mut query = incident::Entity::find().filter(visible(scope));
    query = match which {
        Which::Open => query.filter(incident::Column::ClosedAt.is_null()),
        Which::Closed => query.filter(incident::Column::ClosedAt.is_not_null()),
        Which::All => query,
    };
    if needs_review {
        query = query.filter(incident::Column::UnreviewedSince.is_not_null());
    }
    if let Some(before) = before {
        let found = incident::Entity::find_by_id(IncidentId::from(before)).all(app.db().read()).await?;
        let last = found.into_iter().next().filter(|it| it.station_id == scope.station).ok_or(Error::NotFound)?;
        let older = Condition::any()
            .add(incident::Column::ReportedAt.lt(last.reported_at))
            .add(incident::Column::Id.lt(before));
        query = query.filter(incident::Column::ReportedAt.lte(last.reported_at)).filter(older);
    }
    let newest = query.order_by_desc(incident::Column::ReportedAt).order_by_desc(incident::Column::Id);
    Ok(newest.limit(limit.min(PAGE_MAX)).all(app.db().read()).await?)
}

/// One incident that `scope` may see, also because they take part.
///
/// # Errors
/// [`Error::NotFound`] if there is none within the scope.
pub async fn find(scope: &Scope, app: &App, id: IncidentId) -> Result<(incident::Model, Vec<offer::Model>)> {
    let found = incident::Entity::find_by_id(id).all(app.db().read()).await?;
    let row = found.into_iter().next().filter(|it| it.station_id == scope.station).ok_or(Error::NotFound)?;
    let offers = offers_of(scope, app, id).await?;
    if sees(scope, &row, &offers) { Ok((row, offers)) } else { Err(Error::NotFound) }
}

/// The row of one incident of the station, for the program itself.
///
/// # Errors
/// If the database cannot be read.
pub async fn row(scope: &Scope, app: &App, id: IncidentId) -> Result<Option<incident::Model>> {
    let found = incident::Entity::find_by_id(id).all(app.db().read()).await?;
    Ok(found.into_iter().next().filter(|it| it.station_id == scope.station))
}

/// The offers of an incident, oldest first.
///
/// # Errors
/// If the database cannot be read.
pub async fn offers_of(scope: &Scope, app: &App, id: IncidentId) -> Result<Vec<offer::Model>> {
    Ok(offer::Entity::find()
        .filter(offer::Column::IncidentId.eq(id))
        .filter(offer::Column::StationId.eq(scope.station))
        .order_by_asc(offer::Column::OfferedAt)
        .order_by_asc(offer::Column::Id)
        .all(app.db().read())
        .await?)
}

/// The offers of all the incidents of one page, in one read.
///
/// # Errors
/// If the database cannot be read.
pub async fn offers_of_all(scope: &Scope, app: &App, ids: Vec<IncidentId>) -> Result<Vec<offer::Model>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    Ok(offer::Entity::find()
        .filter(offer::Column::IncidentId.is_in(ids))
        .filter(offer::Column::StationId.eq(scope.station))
        .all(app.db().read())
        .await?)
}

/// The offers of the caller's own member that have not ended, newest first.
///
/// # Errors
/// If the database cannot be read.
pub async fn own_offers(scope: &Scope, app: &App, member: MemberId) -> Result<Vec<offer::Model>> {
    Ok(offer::Entity::find()
        .filter(offer::Column::MemberId.eq(member))
        .filter(offer::Column::StationId.eq(scope.station))
        .filter(offer::Column::EndedAt.is_null())
        .order_by_desc(offer::Column::OfferedAt)
        .all(app.db().read())
        .await?)
}

/// One offer: the caller's own, or of an incident that the caller may see.
///
/// # Errors
/// [`Error::NotFound`] if there is none within the scope.
pub async fn offer(scope: &Scope, app: &App, id: OfferId) -> Result<(offer::Model, incident::Model)> {
    let found = offer::Entity::find_by_id(id).all(app.db().read()).await?;
    let row = found.into_iter().next().filter(|it| it.station_id == scope.station).ok_or(Error::NotFound)?;
    let incident = incident::Entity::find_by_id(row.incident_id).all(app.db().read()).await?;
    let incident = incident.into_iter().next().ok_or(Error::NotFound)?;
    let own = scope.member == Some(row.member_id);
    if own || scope.may_see(&incident.audience(Vec::new())) { Ok((row, incident)) } else { Err(Error::NotFound) }
}

/// Sealed rows by their ids.
///
/// # Errors
/// If the database cannot be read.
pub async fn sealed(scope: &Scope, app: &App, ids: Vec<SealedId>) -> Result<Vec<seal::Model>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    Ok(seal::Entity::find()
        .filter(seal::Column::Id.is_in(ids))
        .filter(seal::Column::StationId.eq(scope.station))
        .all(app.db().read())
        .await?)
}

/// Every pick and skip of an incident, wave by wave.
///
/// # Errors
/// If the database cannot be read.
pub async fn considerations(scope: &Scope, app: &App, id: IncidentId) -> Result<Vec<consideration::Model>> {
    Ok(consideration::Entity::find()
        .filter(consideration::Column::IncidentId.eq(id))
        .filter(consideration::Column::StationId.eq(scope.station))
        .order_by_asc(consideration::Column::At)
        .limit(CONSIDERATIONS_MAX)
        .all(app.db().read())
        .await?)
}

/// The open search of an incident.
///
/// # Errors
/// If the database cannot be read.
pub async fn search_of(scope: &Scope, app: &App, id: IncidentId) -> Result<Option<search::Model>> {
    Ok(search::Entity::find()
        .filter(search::Column::IncidentId.eq(id))
        .filter(search::Column::StationId.eq(scope.station))
        .filter(search::Column::EndedAt.is_null())
        .all(app.db().read())
        .await?
        .into_iter()
        .next())
}

/// What a node must carry on after a start: open searches and standing calls of a station.
///
/// # Errors
/// If the database cannot be read.
pub async fn unfinished(scope: &Scope, app: &App) -> Result<Vec<IncidentId>> {
    let db = app.db().read();
    let searches = search::Entity::find()
        .filter(search::Column::StationId.eq(scope.station))
        .filter(search::Column::EndedAt.is_null())
        .all(db)
        .await?;
    let calls = offer::Entity::find()
        .filter(offer::Column::StationId.eq(scope.station))
        .filter(offer::Column::EndedAt.is_null())
        .filter(offer::Column::Status.ne(OfferStatus::StoodDown))
        .all(db)
        .await?;
    let mut ids: Vec<_> =
        searches.iter().map(|it| it.incident_id).chain(calls.iter().map(|it| it.incident_id)).collect();
    ids.sort_unstable();
    ids.dedup();
    Ok(ids)
}

/// The incidents reported since `since`, oldest first, for the board of possible duplicates.
///
/// # Errors
/// If the database cannot be read.
pub async fn reported_since(
    scope: &Scope,
    app: &App,
    since: DateTime<Utc>,
    limit: u64,
) -> Result<Vec<incident::Model>> {
    Ok(incident::Entity::find()
        .filter(incident::Column::StationId.eq(scope.station))
        .filter(incident::Column::ReportedAt.gte(since))
        .order_by_desc(incident::Column::ReportedAt)
        .limit(limit)
        .all(app.db().read())
        .await?)
}
