//! How places were called and bounded at any date.

use axum::Json;
use axum::extract::{Query, State};
use domain::geo::polygon::Polygon;
use domain::jurisdiction::PlaceType;
use domain::time::Timestamp;
use platform::problem::Result;
use platform::scope::Scope;
use platform::time::{moment, row_time};
use sea_orm::entity::prelude::*;
use sea_orm::{Condition, QueryOrder as _, QuerySelect as _};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::atlas::Atlas;
use crate::parts::place_version;
use crate::places::Places;
use crate::setup::form;
use crate::sight::Sight;

/// Spans of one answer: a station's grids, units and posts at one date, or one place through all its life.
const SPANS_MAX: u64 = 1_000;

/// Which places, and when.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct HistoryQuery {
    /// One place, through all its life.
    place_id: Option<Uuid>,
    /// All places of a kind; needs `at`.
    #[param(value_type = Option<String>, example = "grid")]
    kind: Option<PlaceType>,
    /// Only what was so at this moment.
    #[param(value_type = Option<String>, example = "2026-11-23T08:00:00+08:00")]
    at: Option<Timestamp>,
}

/// How a place was called and bounded for a while.
#[derive(Debug, Serialize, ToSchema)]
pub struct SpanView {
    /// The place.
    pub place_id: Uuid,
    /// What it is.
    pub kind: PlaceType,
    /// Its number.
    pub code: Option<String>,
    /// Its name.
    pub name: String,
    /// Its bounds, where it has any.
    pub boundary: Option<Polygon>,
    /// What it belonged to.
    pub parent_id: Option<Uuid>,
    /// From when.
    pub valid_from: Timestamp,
    /// Until when; empty for what is so now.
    pub valid_to: Option<Timestamp>,
}

/// Spans of places.
#[derive(Debug, Serialize, ToSchema)]
pub struct History {
    /// The spans, the oldest first.
    pub items: Vec<SpanView>,
}

/// Tells how a place was called and bounded, or how all places of a kind were at a date.
#[utoipa::path(
    get, path = "/api/v1/jurisdiction/history", params(HistoryQuery), responses((status = 200, body = History))
)]
pub(super) async fn show_history(
    State(places): State<Places>,
    scope: Scope,
    Query(query): Query<HistoryQuery>,
) -> Result<Json<History>> {
    if query.place_id.is_none() && (query.kind.is_none() || query.at.is_none()) {
        let (zh, en) = ("请写明哪一处，或写明类别和日期", "Name the place, or a kind and a date");
        return Err(form::wrong("place_id", "required", zh, en));
    }
    let atlas = places.atlas(scope.station)?;
    let mut wanted = Condition::all().add(place_version::Column::StationId.eq(scope.station));
    if let Some(id) = query.place_id {
        wanted = wanted.add(place_version::Column::PlaceId.eq(id));
    }
    if let Some(kind) = query.kind {
        wanted = wanted.add(place_version::Column::Kind.eq(kind));
    }
    if let Some(at) = query.at.map(row_time) {
        let still =
            Condition::any().add(place_version::Column::ValidTo.is_null()).add(place_version::Column::ValidTo.gt(at));
        wanted = wanted.add(place_version::Column::ValidFrom.lte(at)).add(still);
    }
    let rows = place_version::Entity::find()
        .filter(wanted)
        .order_by_asc(place_version::Column::ValidFrom)
        .order_by_asc(place_version::Column::Id)
        .limit(SPANS_MAX);
    let rows = rows.all(places.app().db().read()).await?;
    let sight = Sight::new(&scope, &atlas);
    let items = rows.into_iter().filter(|it| seen(&sight, &atlas, it)).map(|it| SpanView {
        place_id: it.place_id,
        kind: it.kind,
        code: it.code,
        name: it.name,
        boundary: it.boundary.map(|it| it.0),
        parent_id: it.parent_id,
        valid_from: moment(it.valid_from),
        valid_to: it.valid_to.map(moment),
    });
    Ok(Json(History { items: items.collect() }))
}

/// A span is seen by whoever sees the place as it is now, or as it was when it was closed.
fn seen(sight: &Sight, atlas: &Atlas, it: &place_version::Model) -> bool {
    let id = it.place_id;
    match it.kind {
        PlaceType::Community => atlas.community(id.into()).is_some_and(|it| sight.community(it)),
        PlaceType::Grid => atlas.grid(id.into()).is_some_and(|it| sight.grid(it)),
        PlaceType::Unit => atlas.unit(id.into()).is_some_and(|it| sight.unit(it)),
        PlaceType::Post => atlas.post(id.into()).is_some_and(|it| sight.post(it)),
        PlaceType::Patch | PlaceType::Beat => true,
        PlaceType::MicroGrid | PlaceType::PatrolTeam => sight.whole(),
    }
}
