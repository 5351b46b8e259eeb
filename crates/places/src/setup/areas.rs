//! Communities, grids and micro-grids: made, changed and closed.

use axum::Json;
use axum::extract::{Path, Query, State};
use domain::geo::Point;
use domain::geo::polygon::Polygon;
use domain::ids::{CommunityId, GridId, MicroGridId};
use domain::jurisdiction::code::Numbered;
use domain::jurisdiction::{CommunityKind, GridKind};
use domain::member::AreaType;
use platform::db::Answered;
use platform::problem::{Error, Result};
use platform::scope::{Reach, Scope};
use platform::sent::Sent;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::api::{Page, PageQuery};
use crate::area::Area;
use crate::atlas::Atlas;
use crate::charted::Charted as _;
use crate::parts::micro_grid;
use crate::places::Places;
use crate::setup::form;
use crate::setup::one::{CloseForm, One, named};
use crate::sight::Sight;
use crate::store::{community, grid};
use crate::view::{CommunityView, GridView};

/// A community as it is to stand.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CommunityForm {
    /// The version that was seen; needed for a change.
    pub expected_version: Option<i64>,
    /// Its number, 12 digits.
    pub code: String,
    /// Its name.
    #[schema(max_length = 64)]
    pub name: String,
    /// Whether it is a neighbourhood or a village.
    pub kind: CommunityKind,
    /// How far from town it is.
    pub area_type: AreaType,
    /// Where it lies, in WGS-84.
    pub boundary: Polygon,
    /// People who live there.
    pub population: i64,
    /// Households.
    pub households: i64,
}

/// A grid as it is to stand.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct GridForm {
    /// The version that was seen; needed for a change.
    pub expected_version: Option<i64>,
    /// The community it belongs to.
    pub community_id: CommunityId,
    /// The beat it belongs to.
    pub beat_id: Option<domain::ids::BeatId>,
    /// Its number: the community's, and three digits.
    pub code: String,
    /// Its name.
    #[schema(max_length = 64)]
    pub name: String,
    /// Whether it is a general or a dedicated one.
    pub kind: GridKind,
    /// Where it lies, in WGS-84.
    pub boundary: Polygon,
    /// People who live there.
    pub population: i64,
    /// Households.
    pub households: i64,
}

/// A micro-grid as it is to stand.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MicroGridForm {
    /// The version that was seen; needed for a change.
    pub expected_version: Option<i64>,
    /// The grid it belongs to.
    pub grid_id: GridId,
    /// Its number: the grid's, and two digits.
    pub code: String,
    /// Its name.
    #[schema(max_length = 64)]
    pub name: String,
    /// Where it lies, in WGS-84, where it was drawn.
    pub boundary: Option<Polygon>,
    /// Its middle, in WGS-84.
    pub point: Point,
    /// Households.
    pub households: i64,
}

/// A micro-grid.
#[derive(Debug, Serialize, ToSchema)]
pub struct MicroGridView {
    /// The micro-grid.
    pub id: MicroGridId,
    /// The grid it belongs to.
    pub grid_id: GridId,
    /// Its number.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Where it lies, where it was drawn.
    pub boundary: Option<Polygon>,
    /// Its middle.
    pub point: Point,
    /// Households.
    pub households: i64,
    /// Whether it is closed.
    pub closed: bool,
    /// Counts changes.
    pub version: i64,
}

impl MicroGridView {
    fn new(it: &micro_grid::Model) -> Self {
        Self {
            id: it.id,
            grid_id: it.grid_id,
            code: it.code.clone(),
            name: it.name.clone(),
            boundary: it.boundary.as_ref().map(|it| it.0.clone()),
            point: Point::new(it.lon, it.lat),
            households: it.households,
            closed: it.closed_at.is_some(),
            version: it.version,
        }
    }
}

/// Whether somebody edits what lies in a community, or in one grid of it.
pub(super) fn edits(scope: &Scope, community: CommunityId, grid: Option<GridId>) -> bool {
    match &scope.reach {
        Reach::Station => true,
        Reach::Community(ids) => ids.contains(&community),
        Reach::Grid(ids) => grid.is_some_and(|it| ids.contains(&it)),
        Reach::Unit(_) | Reach::Own => false,
    }
}

fn community_row(
    before: Option<&community::Model>,
    body: CommunityForm,
    scope: &Scope,
    atlas: &Atlas,
) -> Result<community::Model> {
    if before.is_none() {
        form::whole(scope, atlas)?;
    }
    form::boundary(&body.boundary, atlas)?;
    Ok(community::Model {
        id: before.map_or_else(|| Uuid::now_v7().into(), |it| it.id),
        station_id: scope.station,
        code: form::code(Numbered::Community, &body.code, None, None)?,
        name: form::name("name", &body.name)?,
        area_type: body.area_type,
        boundary: Area(body.boundary),
        population: form::count("population", body.population, form::COUNT_MAX)?,
        households: form::count("households", body.households, form::COUNT_MAX)?,
        kind: body.kind,
        closed_at: before.and_then(|it| it.closed_at),
        version: 0,
    })
}

fn grid_row(before: Option<&grid::Model>, body: GridForm, scope: &Scope, atlas: &Atlas) -> Result<grid::Model> {
    let id = before.map_or_else(|| Uuid::now_v7().into(), |it| it.id);
    let community = atlas.community(body.community_id).filter(|it| it.closed_at.is_none());
    let community = community.ok_or_else(|| form::missing("community_id"))?;
    if !edits(scope, community.id, before.map(|it| it.id)) {
        return Err(Error::NotFound);
    }
    if body.beat_id.is_some_and(|id| !atlas.beats().iter().any(|it| it.id == id)) {
        return Err(form::missing("beat_id"));
    }
    form::boundary(&body.boundary, atlas)?;
    Ok(grid::Model {
        id,
        station_id: scope.station,
        community_id: community.id,
        code: form::code(Numbered::Grid, &body.code, Some(&community.code), Some(body.kind))?,
        name: form::name("name", &body.name)?,
        boundary: Area(body.boundary),
        kind: body.kind,
        beat_id: body.beat_id,
        households: form::count("households", body.households, form::COUNT_MAX)?,
        population: form::count("population", body.population, form::COUNT_MAX)?,
        closed_at: before.and_then(|it| it.closed_at),
        version: 0,
    })
}

fn micro_grid_row(
    before: Option<&micro_grid::Model>,
    body: MicroGridForm,
    scope: &Scope,
    atlas: &Atlas,
) -> Result<micro_grid::Model> {
    let grid = atlas.grid(body.grid_id).filter(|it| it.closed_at.is_none());
    let grid = grid.ok_or_else(|| form::missing("grid_id"))?;
    if !edits(scope, grid.community_id, Some(grid.id)) {
        return Err(Error::NotFound);
    }
    form::point("point", body.point, atlas)?;
    if let Some(boundary) = &body.boundary {
        form::boundary(boundary, atlas)?;
    }
    Ok(micro_grid::Model {
        id: before.map_or_else(|| Uuid::now_v7().into(), |it| it.id),
        station_id: scope.station,
        grid_id: grid.id,
        code: form::code(Numbered::MicroGrid, &body.code, Some(&grid.code), None)?,
        name: form::name("name", &body.name)?,
        boundary: body.boundary.map(Area),
        lon: body.point.lon,
        lat: body.point.lat,
        households: form::count("households", body.households, form::COUNT_MAX)?,
        closed_at: before.and_then(|it| it.closed_at),
        version: 0,
    })
}

/// Whether somebody edits a micro-grid.
fn edits_micro_grid(scope: &Scope, atlas: &Atlas, it: &micro_grid::Model) -> bool {
    atlas.grid(it.grid_id).is_some_and(|grid| edits(scope, grid.community_id, Some(grid.id)))
}

/// Takes a new community in.
#[utoipa::path(post, path = "/api/v1/communities", request_body = CommunityForm, responses((status = 201, body = CommunityView)))]
pub(super) async fn open_community(State(places): State<Places>, sent: Sent<CommunityForm>) -> Result<Answered> {
    let Sent { scope, sender, body } = sent;
    let atlas = places.atlas(scope.station)?;
    let row = community_row(None, body, &scope, &atlas)?;
    One::<community::Entity, _>::new(row, None, CommunityView::new).write(&places, scope, sender).await
}

/// Shows a community, also a closed one.
#[utoipa::path(get, path = "/api/v1/communities/{id}", params(("id" = CommunityId, Path)), responses((status = 200, body = CommunityView)))]
pub(super) async fn show_community(
    State(places): State<Places>,
    scope: Scope,
    Path(id): Path<CommunityId>,
) -> Result<Json<CommunityView>> {
    let atlas = places.atlas(scope.station)?;
    let sight = Sight::new(&scope, &atlas);
    let row = atlas.community(id).filter(|it| sight.community(it)).ok_or(Error::NotFound)?;
    Ok(Json(CommunityView::new(row)))
}

/// Changes a community; how it was called and bounded until now is kept.
#[utoipa::path(
    put, path = "/api/v1/communities/{id}", params(("id" = CommunityId, Path)),
    request_body = CommunityForm, responses((status = 200, body = CommunityView))
)]
pub(super) async fn change_community(
    State(places): State<Places>,
    Path(id): Path<CommunityId>,
    sent: Sent<CommunityForm>,
) -> Result<Answered> {
    let Sent { scope, sender, body } = sent;
    let expected = named(body.expected_version)?;
    let atlas = places.atlas(scope.station)?;
    let before = atlas.community(id).filter(|it| edits(&scope, it.id, None)).ok_or(Error::NotFound)?;
    let row = community_row(Some(before), body, &scope, &atlas)?;
    One::<community::Entity, _>::new(row, expected, CommunityView::new).write(&places, scope, sender).await
}

/// Closes a community: it is in no list from now on, and records of the past go on naming it.
#[utoipa::path(
    post, path = "/api/v1/communities/{id}/close", params(("id" = CommunityId, Path)),
    request_body = CloseForm, responses((status = 200, body = CommunityView))
)]
pub(super) async fn close_community(
    State(places): State<Places>,
    Path(id): Path<CommunityId>,
    sent: Sent<CloseForm>,
) -> Result<Answered> {
    let Sent { scope, sender, body } = sent;
    let atlas = places.atlas(scope.station)?;
    let before = atlas.community(id).filter(|it| edits(&scope, it.id, None)).ok_or(Error::NotFound)?;
    let row = community::Entity::closed(before, places.app().clock().now());
    One::<community::Entity, _>::new(row, Some(body.expected_version), CommunityView::new)
        .write(&places, scope, sender)
        .await
}

/// Takes a new grid in.
#[utoipa::path(post, path = "/api/v1/grids", request_body = GridForm, responses((status = 201, body = GridView)))]
pub(super) async fn open_grid(State(places): State<Places>, sent: Sent<GridForm>) -> Result<Answered> {
    let Sent { scope, sender, body } = sent;
    let atlas = places.atlas(scope.station)?;
    let row = grid_row(None, body, &scope, &atlas)?;
    One::<grid::Entity, _>::new(row, None, GridView::new).write(&places, scope, sender).await
}

/// Shows a grid, also a closed one.
#[utoipa::path(get, path = "/api/v1/grids/{id}", params(("id" = GridId, Path)), responses((status = 200, body = GridView)))]
pub(super) async fn show_grid(
    State(places): State<Places>,
    scope: Scope,
    Path(id): Path<GridId>,
) -> Result<Json<GridView>> {
    let atlas = places.atlas(scope.station)?;
    let sight = Sight::new(&scope, &atlas);
    let row = atlas.grid(id).filter(|it| sight.grid(it)).ok_or(Error::NotFound)?;
    Ok(Json(GridView::new(row)))
}

/// Changes a grid; how it was called and bounded until now is kept.
#[utoipa::path(
    put, path = "/api/v1/grids/{id}", params(("id" = GridId, Path)),
    request_body = GridForm, responses((status = 200, body = GridView))
)]
pub(super) async fn change_grid(
    State(places): State<Places>,
    Path(id): Path<GridId>,
    sent: Sent<GridForm>,
) -> Result<Answered> {
    let Sent { scope, sender, body } = sent;
    let expected = named(body.expected_version)?;
    let atlas = places.atlas(scope.station)?;
    let before = atlas.grid(id).filter(|it| edits(&scope, it.community_id, Some(it.id))).ok_or(Error::NotFound)?;
    let row = grid_row(Some(before), body, &scope, &atlas)?;
    One::<grid::Entity, _>::new(row, expected, GridView::new).write(&places, scope, sender).await
}

/// Closes a grid: it is in no list from now on, and records of the past go on naming it.
#[utoipa::path(
    post, path = "/api/v1/grids/{id}/close", params(("id" = GridId, Path)),
    request_body = CloseForm, responses((status = 200, body = GridView))
)]
pub(super) async fn close_grid(
    State(places): State<Places>,
    Path(id): Path<GridId>,
    sent: Sent<CloseForm>,
) -> Result<Answered> {
    let Sent { scope, sender, body } = sent;
    let atlas = places.atlas(scope.station)?;
    let before = atlas.grid(id).filter(|it| edits(&scope, it.community_id, Some(it.id))).ok_or(Error::NotFound)?;
    let row = grid::Entity::closed(before, places.app().clock().now());
    One::<grid::Entity, _>::new(row, Some(body.expected_version), GridView::new).write(&places, scope, sender).await
}

/// Lists the micro-grids within the caller's reach.
#[utoipa::path(get, path = "/api/v1/micro_grids", params(PageQuery), responses((status = 200, body = Page<MicroGridView>)))]
pub(super) async fn list_micro_grids(
    State(places): State<Places>,
    scope: Scope,
    Query(query): Query<PageQuery>,
) -> Result<Json<Page<MicroGridView>>> {
    let atlas = places.atlas(scope.station)?;
    let sight = Sight::new(&scope, &atlas);
    Ok(Json(Page::of(
        atlas.micro_grids(),
        &query,
        |it| it.id.into(),
        |it| atlas.grid(it.grid_id).is_some_and(|it| sight.grid(it)),
        MicroGridView::new,
    )))
}

/// Takes a new micro-grid in.
#[utoipa::path(post, path = "/api/v1/micro_grids", request_body = MicroGridForm, responses((status = 201, body = MicroGridView)))]
pub(super) async fn open_micro_grid(State(places): State<Places>, sent: Sent<MicroGridForm>) -> Result<Answered> {
    let Sent { scope, sender, body } = sent;
    let atlas = places.atlas(scope.station)?;
    let row = micro_grid_row(None, body, &scope, &atlas)?;
    One::<micro_grid::Entity, _>::new(row, None, MicroGridView::new).write(&places, scope, sender).await
}

/// Shows a micro-grid.
#[utoipa::path(get, path = "/api/v1/micro_grids/{id}", params(("id" = MicroGridId, Path)), responses((status = 200, body = MicroGridView)))]
pub(super) async fn show_micro_grid(
    State(places): State<Places>,
    scope: Scope,
    Path(id): Path<MicroGridId>,
) -> Result<Json<MicroGridView>> {
    let atlas = places.atlas(scope.station)?;
    let sight = Sight::new(&scope, &atlas);
    let row = atlas
        .micro_grids()
        .iter()
        .find(|it| it.id == id)
        .filter(|it| atlas.grid(it.grid_id).is_some_and(|it| sight.grid(it)))
        .ok_or(Error::NotFound)?;
    Ok(Json(MicroGridView::new(row)))
}

/// Changes a micro-grid; how it was called and bounded until now is kept.
#[utoipa::path(
    put, path = "/api/v1/micro_grids/{id}", params(("id" = MicroGridId, Path)),
    request_body = MicroGridForm, responses((status = 200, body = MicroGridView))
)]
pub(super) async fn change_micro_grid(
    State(places): State<Places>,
    Path(id): Path<MicroGridId>,
    sent: Sent<MicroGridForm>,
) -> Result<Answered> {
    let Sent { scope, sender, body } = sent;
    let expected = named(body.expected_version)?;
    let atlas = places.atlas(scope.station)?;
    let before = atlas
        .micro_grids()
        .iter()
        .find(|it| it.id == id)
        .filter(|it| edits_micro_grid(&scope, &atlas, it))
        .ok_or(Error::NotFound)?;
    let row = micro_grid_row(Some(before), body, &scope, &atlas)?;
    One::<micro_grid::Entity, _>::new(row, expected, MicroGridView::new).write(&places, scope, sender).await
}

/// Closes a micro-grid: it is in no list from now on, and records of the past go on naming it.
#[utoipa::path(
    post, path = "/api/v1/micro_grids/{id}/close", params(("id" = MicroGridId, Path)),
    request_body = CloseForm, responses((status = 200, body = MicroGridView))
)]
pub(super) async fn close_micro_grid(
    State(places): State<Places>,
    Path(id): Path<MicroGridId>,
    sent: Sent<CloseForm>,
) -> Result<Answered> {
    let Sent { scope, sender, body } = sent;
    let atlas = places.atlas(scope.station)?;
    let before = atlas
        .micro_grids()
        .iter()
        .find(|it| it.id == id)
        .filter(|it| edits_micro_grid(&scope, &atlas, it))
        .ok_or(Error::NotFound)?;
    let row = micro_grid::Entity::closed(before, places.app().clock().now());
    One::<micro_grid::Entity, _>::new(row, Some(body.expected_version), MicroGridView::new)
        .write(&places, scope, sender)
        .await
}
