//! Patches, beats and patrol teams: made, changed and closed.

use axum::Json;
use axum::extract::{Path, Query, State};
use domain::geo::Point;
use domain::geo::polygon::Polygon;
use domain::ids::{BeatId, CommunityId, PatchId, PatrolTeamId, UnitId};
use domain::jurisdiction::TeamMode;
use platform::db::Answered;
use platform::problem::{Error, Result};
use platform::scope::Scope;
use platform::sent::Sent;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::api::{Page, PageQuery};
use crate::area::{Area, Lines, Spot, Spots};
use crate::atlas::Atlas;
use crate::charted::Charted;
use crate::parts::{beat, patch, patrol_team};
use crate::places::Places;
use crate::setup::form;
use crate::setup::one::{CloseForm, One, named};
use crate::sight::Sight;

/// A patch as it is to stand.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PatchForm {
    /// The version that was seen; needed for a change.
    pub expected_version: Option<i64>,
    /// The station's number for it.
    pub code: String,
    /// Its name.
    #[schema(max_length = 64)]
    pub name: String,
    /// Where it lies, in WGS-84, where it was drawn; else it is its beats.
    pub boundary: Option<Polygon>,
}

/// A beat as it is to stand.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BeatForm {
    /// The version that was seen; needed for a change.
    pub expected_version: Option<i64>,
    /// The patch it belongs to.
    pub patch_id: Option<PatchId>,
    /// The station's number for it.
    pub code: String,
    /// Its name.
    #[schema(max_length = 64)]
    pub name: String,
    /// Where it lies, in WGS-84, where it was drawn; else it is its grids.
    pub boundary: Option<Polygon>,
}

/// A patrol team as it is to stand.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PatrolTeamForm {
    /// The version that was seen; needed for a change.
    pub expected_version: Option<i64>,
    /// The unit it belongs to.
    pub unit_id: Option<UnitId>,
    /// The community it belongs to.
    pub community_id: Option<CommunityId>,
    /// Its name.
    #[schema(max_length = 64)]
    pub name: String,
    /// How it moves.
    pub mode: TeamMode,
    /// Points that each round must reach, in WGS-84.
    #[serde(default)]
    #[schema(max_items = 32)]
    pub must_reach: Vec<Spot>,
    /// Lines that each round must follow, in WGS-84.
    #[serde(default)]
    #[schema(max_items = 32)]
    pub must_patrol: Vec<Vec<Point>>,
    /// When it goes, in words.
    #[serde(default)]
    #[schema(max_length = 200)]
    pub shift_plan: String,
}

/// A patch.
#[derive(Debug, Serialize, ToSchema)]
pub struct PatchView {
    /// The patch.
    pub id: PatchId,
    /// The station's number for it.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Where it lies, where it was drawn.
    pub boundary: Option<Polygon>,
    /// Whether it is closed.
    pub closed: bool,
    /// Counts changes.
    pub version: i64,
}

impl PatchView {
    fn new(it: &patch::Model) -> Self {
        Self {
            id: it.id,
            code: it.code.clone(),
            name: it.name.clone(),
            boundary: it.boundary.as_ref().map(|it| it.0.clone()),
            closed: it.closed_at.is_some(),
            version: it.version,
        }
    }
}

/// A beat.
#[derive(Debug, Serialize, ToSchema)]
pub struct BeatView {
    /// The beat.
    pub id: BeatId,
    /// The patch it belongs to.
    pub patch_id: Option<PatchId>,
    /// The station's number for it.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Where it lies, where it was drawn.
    pub boundary: Option<Polygon>,
    /// Whether it is closed.
    pub closed: bool,
    /// Counts changes.
    pub version: i64,
}

impl BeatView {
    fn new(it: &beat::Model) -> Self {
        Self {
            id: it.id,
            patch_id: it.patch_id,
            code: it.code.clone(),
            name: it.name.clone(),
            boundary: it.boundary.as_ref().map(|it| it.0.clone()),
            closed: it.closed_at.is_some(),
            version: it.version,
        }
    }
}

/// A patrol team.
#[derive(Debug, Serialize, ToSchema)]
pub struct PatrolTeamView {
    /// The team.
    pub id: PatrolTeamId,
    /// The unit it belongs to.
    pub unit_id: Option<UnitId>,
    /// The community it belongs to.
    pub community_id: Option<CommunityId>,
    /// Its name.
    pub name: String,
    /// How it moves.
    pub mode: TeamMode,
    /// Points that each round must reach.
    pub must_reach: Vec<Spot>,
    /// Lines that each round must follow.
    pub must_patrol: Vec<Vec<Point>>,
    /// When it goes, in words.
    pub shift_plan: String,
    /// Whether it is closed.
    pub closed: bool,
    /// Counts changes.
    pub version: i64,
}

impl PatrolTeamView {
    fn new(it: &patrol_team::Model) -> Self {
        Self {
            id: it.id,
            unit_id: it.unit_id,
            community_id: it.community_id,
            name: it.name.clone(),
            mode: it.mode,
            must_reach: it.must_reach.0.clone(),
            must_patrol: it.must_patrol.0.clone(),
            shift_plan: it.shift_plan.clone(),
            closed: it.closed_at.is_some(),
            version: it.version,
        }
    }
}

/// The row that a change is about: only whoever sees the whole station divides it.
fn divided<'a, E: Charted>(rows: &'a [E::Model], id: E::Key, scope: &Scope, atlas: &Atlas) -> Result<&'a E::Model> {
    form::whole(scope, atlas)?;
    rows.iter().find(|it| E::key(it) == id).ok_or(Error::NotFound)
}

fn drawn(boundary: Option<Polygon>, atlas: &Atlas) -> Result<Option<Area>> {
    let Some(boundary) = boundary else { return Ok(None) };
    form::boundary(&boundary, atlas)?;
    Ok(Some(Area(boundary)))
}

fn patch_row(before: Option<&patch::Model>, body: PatchForm, scope: &Scope, atlas: &Atlas) -> Result<patch::Model> {
    form::whole(scope, atlas)?;
    Ok(patch::Model {
        id: before.map_or_else(|| Uuid::now_v7().into(), |it| it.id),
        station_id: scope.station,
        code: form::own_code(&body.code)?,
        name: form::name("name", &body.name)?,
        boundary: drawn(body.boundary, atlas)?,
        closed_at: before.and_then(|it| it.closed_at),
        version: 0,
    })
}

fn beat_row(before: Option<&beat::Model>, body: BeatForm, scope: &Scope, atlas: &Atlas) -> Result<beat::Model> {
    form::whole(scope, atlas)?;
    if body.patch_id.is_some_and(|id| !atlas.patches().iter().any(|it| it.id == id)) {
        return Err(form::missing("patch_id"));
    }
    Ok(beat::Model {
        id: before.map_or_else(|| Uuid::now_v7().into(), |it| it.id),
        station_id: scope.station,
        patch_id: body.patch_id,
        code: form::own_code(&body.code)?,
        name: form::name("name", &body.name)?,
        boundary: drawn(body.boundary, atlas)?,
        closed_at: before.and_then(|it| it.closed_at),
        version: 0,
    })
}

fn patrol_team_row(
    before: Option<&patrol_team::Model>,
    body: PatrolTeamForm,
    scope: &Scope,
    atlas: &Atlas,
) -> Result<patrol_team::Model> {
    form::whole(scope, atlas)?;
    if body.unit_id.is_some_and(|id| !atlas.units().iter().any(|it| it.id == id)) {
        return Err(form::missing("unit_id"));
    }
    if body.community_id.is_some_and(|id| !atlas.communities().iter().any(|it| it.id == id)) {
        return Err(form::missing("community_id"));
    }
    form::few("must_reach", body.must_reach.len(), form::ITEMS_MAX)?;
    form::few("must_patrol", body.must_patrol.len(), form::ITEMS_MAX)?;
    for spot in &body.must_reach {
        form::name("must_reach", &spot.name)?;
        form::point("must_reach", spot.point, atlas)?;
    }
    for line in &body.must_patrol {
        form::few("must_patrol", line.len(), form::LINE_POINTS_MAX)?;
        for point in line {
            form::point("must_patrol", *point, atlas)?;
        }
    }
    Ok(patrol_team::Model {
        id: before.map_or_else(|| Uuid::now_v7().into(), |it| it.id),
        station_id: scope.station,
        unit_id: body.unit_id,
        community_id: body.community_id,
        name: form::name("name", &body.name)?,
        mode: body.mode,
        must_reach: Spots(body.must_reach),
        must_patrol: Lines(body.must_patrol),
        shift_plan: form::text("shift_plan", &body.shift_plan)?,
        closed_at: before.and_then(|it| it.closed_at),
        version: 0,
    })
}

/// Lists the patches of the station.
#[utoipa::path(get, path = "/api/v1/patches", params(PageQuery), responses((status = 200, body = Page<PatchView>)))]
pub(super) async fn list_patches(
    State(places): State<Places>,
    scope: Scope,
    Query(query): Query<PageQuery>,
) -> Result<Json<Page<PatchView>>> {
    let atlas = places.atlas(scope.station)?;
    Ok(Json(Page::of(atlas.patches(), &query, |it| it.id.into(), |_| true, PatchView::new)))
}

/// Takes a new patch in.
#[utoipa::path(post, path = "/api/v1/patches", request_body = PatchForm, responses((status = 201, body = PatchView)))]
pub(super) async fn open_patch(State(places): State<Places>, sent: Sent<PatchForm>) -> Result<Answered> {
    let Sent { scope, sender, body } = sent;
    let atlas = places.atlas(scope.station)?;
    let row = patch_row(None, body, &scope, &atlas)?;
    One::<patch::Entity, _>::new(row, None, PatchView::new).write(&places, scope, sender).await
}

/// Shows a patch.
#[utoipa::path(get, path = "/api/v1/patches/{id}", params(("id" = PatchId, Path)), responses((status = 200, body = PatchView)))]
pub(super) async fn show_patch(
    State(places): State<Places>,
    scope: Scope,
    Path(id): Path<PatchId>,
) -> Result<Json<PatchView>> {
    let atlas = places.atlas(scope.station)?;
    let row = atlas.patches().iter().find(|it| it.id == id).ok_or(Error::NotFound)?;
    Ok(Json(PatchView::new(row)))
}

/// Changes a patch; how it was called and bounded until now is kept.
#[utoipa::path(
    put, path = "/api/v1/patches/{id}", params(("id" = PatchId, Path)),
    request_body = PatchForm, responses((status = 200, body = PatchView))
)]
pub(super) async fn change_patch(
    State(places): State<Places>,
    Path(id): Path<PatchId>,
    sent: Sent<PatchForm>,
) -> Result<Answered> {
    let Sent { scope, sender, body } = sent;
    let expected = named(body.expected_version)?;
    let atlas = places.atlas(scope.station)?;
    let before = divided::<patch::Entity>(atlas.patches(), id, &scope, &atlas)?;
    let row = patch_row(Some(before), body, &scope, &atlas)?;
    One::<patch::Entity, _>::new(row, expected, PatchView::new).write(&places, scope, sender).await
}

/// Closes a patch: it is in no list from now on, and records of the past go on naming it.
#[utoipa::path(
    post, path = "/api/v1/patches/{id}/close", params(("id" = PatchId, Path)),
    request_body = CloseForm, responses((status = 200, body = PatchView))
)]
pub(super) async fn close_patch(
    State(places): State<Places>,
    Path(id): Path<PatchId>,
    sent: Sent<CloseForm>,
) -> Result<Answered> {
    let Sent { scope, sender, body } = sent;
    let atlas = places.atlas(scope.station)?;
    let before = divided::<patch::Entity>(atlas.patches(), id, &scope, &atlas)?;
    let row = patch::Entity::closed(before, places.app().clock().now());
    One::<patch::Entity, _>::new(row, Some(body.expected_version), PatchView::new).write(&places, scope, sender).await
}

/// Lists the beats of the station.
#[utoipa::path(get, path = "/api/v1/beats", params(PageQuery), responses((status = 200, body = Page<BeatView>)))]
pub(super) async fn list_beats(
    State(places): State<Places>,
    scope: Scope,
    Query(query): Query<PageQuery>,
) -> Result<Json<Page<BeatView>>> {
    let atlas = places.atlas(scope.station)?;
    Ok(Json(Page::of(atlas.beats(), &query, |it| it.id.into(), |_| true, BeatView::new)))
}

/// Takes a new beat in.
#[utoipa::path(post, path = "/api/v1/beats", request_body = BeatForm, responses((status = 201, body = BeatView)))]
pub(super) async fn open_beat(State(places): State<Places>, sent: Sent<BeatForm>) -> Result<Answered> {
    let Sent { scope, sender, body } = sent;
    let atlas = places.atlas(scope.station)?;
    let row = beat_row(None, body, &scope, &atlas)?;
    One::<beat::Entity, _>::new(row, None, BeatView::new).write(&places, scope, sender).await
}

/// Shows a beat.
#[utoipa::path(get, path = "/api/v1/beats/{id}", params(("id" = BeatId, Path)), responses((status = 200, body = BeatView)))]
pub(super) async fn show_beat(
    State(places): State<Places>,
    scope: Scope,
    Path(id): Path<BeatId>,
) -> Result<Json<BeatView>> {
    let atlas = places.atlas(scope.station)?;
    let row = atlas.beats().iter().find(|it| it.id == id).ok_or(Error::NotFound)?;
    Ok(Json(BeatView::new(row)))
}

/// Changes a beat; how it was called and bounded until now is kept.
#[utoipa::path(
    put, path = "/api/v1/beats/{id}", params(("id" = BeatId, Path)),
    request_body = BeatForm, responses((status = 200, body = BeatView))
)]
pub(super) async fn change_beat(
    State(places): State<Places>,
    Path(id): Path<BeatId>,
    sent: Sent<BeatForm>,
) -> Result<Answered> {
    let Sent { scope, sender, body } = sent;
    let expected = named(body.expected_version)?;
    let atlas = places.atlas(scope.station)?;
    let before = divided::<beat::Entity>(atlas.beats(), id, &scope, &atlas)?;
    let row = beat_row(Some(before), body, &scope, &atlas)?;
    One::<beat::Entity, _>::new(row, expected, BeatView::new).write(&places, scope, sender).await
}

/// Closes a beat: it is in no list from now on, and records of the past go on naming it.
#[utoipa::path(
    post, path = "/api/v1/beats/{id}/close", params(("id" = BeatId, Path)),
    request_body = CloseForm, responses((status = 200, body = BeatView))
)]
pub(super) async fn close_beat(
    State(places): State<Places>,
    Path(id): Path<BeatId>,
    sent: Sent<CloseForm>,
) -> Result<Answered> {
    let Sent { scope, sender, body } = sent;
    let atlas = places.atlas(scope.station)?;
    let before = divided::<beat::Entity>(atlas.beats(), id, &scope, &atlas)?;
    let row = beat::Entity::closed(before, places.app().clock().now());
    One::<beat::Entity, _>::new(row, Some(body.expected_version), BeatView::new).write(&places, scope, sender).await
}

/// Lists the patrol teams within the caller's reach.
#[utoipa::path(get, path = "/api/v1/patrol_teams", params(PageQuery), responses((status = 200, body = Page<PatrolTeamView>)))]
pub(super) async fn list_patrol_teams(
    State(places): State<Places>,
    scope: Scope,
    Query(query): Query<PageQuery>,
) -> Result<Json<Page<PatrolTeamView>>> {
    let atlas = places.atlas(scope.station)?;
    let sight = Sight::new(&scope, &atlas);
    Ok(Json(Page::of(atlas.patrol_teams(), &query, |it| it.id.into(), |it| sight.team(it), PatrolTeamView::new)))
}

/// Takes a new patrol team in.
#[utoipa::path(post, path = "/api/v1/patrol_teams", request_body = PatrolTeamForm, responses((status = 201, body = PatrolTeamView)))]
pub(super) async fn open_patrol_team(State(places): State<Places>, sent: Sent<PatrolTeamForm>) -> Result<Answered> {
    let Sent { scope, sender, body } = sent;
    let atlas = places.atlas(scope.station)?;
    let row = patrol_team_row(None, body, &scope, &atlas)?;
    One::<patrol_team::Entity, _>::new(row, None, PatrolTeamView::new).write(&places, scope, sender).await
}

/// Shows a patrol team.
#[utoipa::path(get, path = "/api/v1/patrol_teams/{id}", params(("id" = PatrolTeamId, Path)), responses((status = 200, body = PatrolTeamView)))]
pub(super) async fn show_patrol_team(
    State(places): State<Places>,
    scope: Scope,
    Path(id): Path<PatrolTeamId>,
) -> Result<Json<PatrolTeamView>> {
    let atlas = places.atlas(scope.station)?;
    let sight = Sight::new(&scope, &atlas);
    let row = atlas.patrol_teams().iter().find(|it| it.id == id).filter(|it| sight.team(it)).ok_or(Error::NotFound)?;
    Ok(Json(PatrolTeamView::new(row)))
}

/// Changes a patrol team; how it was called and bounded until now is kept.
#[utoipa::path(
    put, path = "/api/v1/patrol_teams/{id}", params(("id" = PatrolTeamId, Path)),
    request_body = PatrolTeamForm, responses((status = 200, body = PatrolTeamView))
)]
pub(super) async fn change_patrol_team(
    State(places): State<Places>,
    Path(id): Path<PatrolTeamId>,
    sent: Sent<PatrolTeamForm>,
) -> Result<Answered> {
    let Sent { scope, sender, body } = sent;
    let expected = named(body.expected_version)?;
    let atlas = places.atlas(scope.station)?;
    let before = divided::<patrol_team::Entity>(atlas.patrol_teams(), id, &scope, &atlas)?;
    let row = patrol_team_row(Some(before), body, &scope, &atlas)?;
    One::<patrol_team::Entity, _>::new(row, expected, PatrolTeamView::new).write(&places, scope, sender).await
}

/// Closes a patrol team: it is in no list from now on, and records of the past go on naming it.
#[utoipa::path(
    post, path = "/api/v1/patrol_teams/{id}/close", params(("id" = PatrolTeamId, Path)),
    request_body = CloseForm, responses((status = 200, body = PatrolTeamView))
)]
pub(super) async fn close_patrol_team(
    State(places): State<Places>,
    Path(id): Path<PatrolTeamId>,
    sent: Sent<CloseForm>,
) -> Result<Answered> {
    let Sent { scope, sender, body } = sent;
    let atlas = places.atlas(scope.station)?;
    let before = divided::<patrol_team::Entity>(atlas.patrol_teams(), id, &scope, &atlas)?;
    let row = patrol_team::Entity::closed(before, places.app().clock().now());
    One::<patrol_team::Entity, _>::new(row, Some(body.expected_version), PatrolTeamView::new)
        .write(&places, scope, sender)
        .await
}
