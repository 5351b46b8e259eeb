//! Queries of calls for help and of drills, the scope first.

use chrono::{DateTime, TimeDelta, Utc};
use domain::ids::{MemberId, SosId, StationId};
use domain::sos::SosStatus;
use platform::app::App;
use platform::problem::{Error, Result};
use platform::scope::Scope;
use sea_orm::entity::prelude::*;
use sea_orm::{QueryOrder as _, QuerySelect as _};

use crate::rows::{drill, sos};

/// Open calls for help that one answer lists: more than a station has members on duty at one place.
const OPEN_MAX: u64 = 100;
/// Drills that one answer lists.
const DRILLS_MAX: u64 = 50;
/// For how long the presser still reads how theirs ended.
const OWN_FOR: TimeDelta = TimeDelta::minutes(30);

/// Tells whether `scope` sees an SOS.
pub fn sees(scope: &Scope, row: &sos::Model) -> bool {
    row.station_id == scope.station && scope.may_see(&row.audience())
}

/// The open ones that the caller sees, those that nobody has heard first, then the oldest.
///
/// # Errors
/// If the database cannot be read.
pub async fn open(scope: &Scope, app: &App) -> Result<Vec<sos::Model>> {
    let rows = sos::Entity::find()
        .filter(sos::Column::StationId.eq(scope.station))
        .filter(sos::Column::EndedAt.is_null())
        .order_by_asc(sos::Column::RaisedAt)
        .limit(OPEN_MAX)
        .all(app.db().read())
        .await?;
    let (unheard, heard): (Vec<_>, Vec<_>) =
        rows.into_iter().filter(|it| sees(scope, it)).partition(|it| it.status == SosStatus::Raised);
    Ok(unheard.into_iter().chain(heard).collect())
}

/// One SOS.
///
/// # Errors
/// [`Error::NotFound`] if there is none.
pub async fn row(station: StationId, app: &App, id: SosId) -> Result<sos::Model> {
    let found = sos::Entity::find_by_id(id).all(app.db().read()).await?;
    found.into_iter().next().filter(|it| it.station_id == station).ok_or(Error::NotFound)
}

/// The last SOS of the caller's own member, while it is open or ended a moment ago.
///
/// # Errors
/// If the database cannot be read.
pub async fn own(scope: &Scope, app: &App, member: MemberId) -> Result<Option<sos::Model>> {
    let since = app.clock().now() - OWN_FOR;
    let found = sos::Entity::find()
        .filter(sos::Column::MemberId.eq(member))
        .filter(sos::Column::StationId.eq(scope.station))
        .order_by_desc(sos::Column::RaisedAt)
        .limit(1)
        .all(app.db().read())
        .await?;
    Ok(found.into_iter().next().filter(|it| it.ended_at.is_none_or(|at| at >= since)))
}

/// The windows of the station that have not ended, the next one first.
///
/// # Errors
/// If the database cannot be read.
pub async fn drills(scope: &Scope, app: &App, now: DateTime<Utc>) -> Result<Vec<drill::Model>> {
    Ok(drill::Entity::find()
        .filter(drill::Column::StationId.eq(scope.station))
        .filter(drill::Column::EndedAt.is_null())
        .filter(drill::Column::ToAt.gt(now))
        .order_by_asc(drill::Column::FromAt)
        .limit(DRILLS_MAX)
        .all(app.db().read())
        .await?)
}

/// The window that runs now; of several the one that began last.
///
/// # Errors
/// If the database cannot be read.
pub async fn running(scope: &Scope, app: &App, now: DateTime<Utc>) -> Result<Option<drill::Model>> {
    Ok(drills(scope, app, now).await?.into_iter().rfind(|it| it.runs(now)))
}
