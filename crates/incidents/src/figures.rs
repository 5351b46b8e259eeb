//! The day's figures of this slice: rows turned into facts, counted by the domain's rule.

use domain::category::Category;
use domain::figures::{DayFigures, IncidentFact, OfferFact, day_figures};
use domain::time::Day;
use platform::app::App;
use platform::problem::Result;
use platform::scope::Scope;
use platform::time::{moment, row_time};
use sea_orm::Condition;
use sea_orm::entity::prelude::*;

use crate::clocks;
use crate::rows::{incident, offer};

/// Counts one day. Each figure counts what the caller may see.
///
/// # Errors
/// If the database cannot be read.
pub async fn day(scope: &Scope, app: &App, day: Day, on_duty: u32) -> Result<DayFigures> {
    use incident::Column as C;

    let (from, to) = (row_time(day.start()), row_time(day.end()));
    let of_the_day = Condition::any()
        .add(Condition::all().add(C::ReportedAt.gte(from)).add(C::ReportedAt.lt(to)))
        .add(Condition::all().add(C::ClosedAt.gte(from)).add(C::ClosedAt.lt(to)))
        .add(C::ClosedAt.is_null());
    let incidents =
        incident::Entity::find().filter(C::StationId.eq(scope.station)).filter(of_the_day).all(app.db().read()).await?;
    // A drill counts nowhere, nor do the calls that it makes.
    let counted = |it: &incident::Model| !it.drill && scope.may_see(&it.audience(Vec::new()));
    let seen: Vec<_> = incidents.into_iter().filter(counted).collect();
    let offers = offer::Entity::find()
        .filter(offer::Column::StationId.eq(scope.station))
        .filter(offer::Column::OfferedAt.gte(from))
        .filter(offer::Column::OfferedAt.lt(to))
        .all(app.db().read())
        .await?;
    let known: std::collections::BTreeSet<_> = seen.iter().map(|it| it.id).collect();
    let calls: Vec<OfferFact> = offers.iter().filter(|it| known.contains(&it.incident_id)).map(call).collect();
    let facts: Vec<IncidentFact> = seen.iter().map(fact).collect();
    Ok(day_figures(day, &facts, &calls, on_duty))
}

fn fact(row: &incident::Model) -> IncidentFact {
    IncidentFact {
        status: row.status,
        invalid: clocks::category(row).is_some_and(Category::is_invalid),
        reported_at: moment(row.reported_at),
        dispatched_at: row.dispatched_at.map(moment),
        acknowledged_at: row.acknowledged_at.map(moment),
        on_scene_at: row.on_scene_at.map(moment),
        feedback_at: row.feedback_at.map(moment),
        closed_at: row.closed_at.map(moment),
        police_dispatched: row.police_dispatched,
        solo_by_group: clocks::solo_by_group(row),
    }
}

fn call(row: &offer::Model) -> OfferFact {
    OfferFact { status: row.status, offered_at: moment(row.offered_at), accepted_at: row.accepted_at.map(moment) }
}
