//! Member units and fixed posts: made, changed and closed. The names of a unit's people are sealed.

use axum::Json;
use axum::extract::{Path, State};
use domain::geo::Point;
use domain::geo::polygon::Polygon;
use domain::ids::{PostId, SealedId, UnitId};
use domain::jurisdiction::code::Numbered;
use domain::jurisdiction::{GuardSource, UnitStatus};
use domain::member::{PostKind, UnitCategory};
use domain::time::Timestamp;
use platform::db::Answered;
use platform::problem::{Error, Result};
use platform::scope::Scope;
use platform::seal::{self, Personal};
use platform::sent::Sent;
use platform::time::{moment, row_time};
use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::area::{Area, Names};
use crate::atlas::Atlas;
use crate::charted::Charted as _;
use crate::places::Places;
use crate::setup::areas::edits;
use crate::setup::form;
use crate::setup::one::{CloseForm, One, named};
use crate::sight::Sight;
use crate::store::{post, unit};
use crate::view::{PostView, UnitView};

/// The kinds of sealed values: who answers for a unit's security, and who runs it.
const PRINCIPAL: &str = "unit_principal";
const SECURITY_HEAD: &str = "unit_security_head";
/// The most guards or cameras that one unit may have.
const THINGS_MAX: i64 = 100_000;
/// How far around a post one is still at it, in metres: a gate, and the edge of a large square.
const RADIUS_M: std::ops::RangeInclusive<f64> = 5.0..=500.0;
/// The most people that must stay at one post.
const HEADCOUNT_MAX: i64 = 100;

/// A unit as it is to stand.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UnitForm {
    /// The version that was seen; needed for a change.
    pub expected_version: Option<i64>,
    /// Its name.
    #[schema(max_length = 64)]
    pub name: String,
    /// What people call it.
    #[serde(default)]
    #[schema(max_items = 32)]
    pub aliases: Vec<String>,
    /// What it is.
    pub category: UnitCategory,
    /// Whether it is a key unit of public security.
    pub key_unit: bool,
    /// Where its gate is, in WGS-84; the community and the grid follow from it.
    pub point: Point,
    /// Its address.
    #[schema(max_length = 200)]
    pub address_text: String,
    /// Where its guards may serve, by law or contract, in WGS-84.
    pub service_area: Polygon,
    /// Its unified social credit code.
    pub uscc: Option<String>,
    /// Who answers for its security; left out, it stays as it is, empty, it is forgotten.
    #[schema(max_length = 64)]
    pub principal: Option<String>,
    /// Who runs its security; left out, it stays as it is, empty, it is forgotten.
    #[schema(max_length = 64)]
    pub security_head: Option<String>,
    /// Guards who work full time.
    #[serde(default)]
    pub guards_full_time: i64,
    /// Guards who work part time.
    #[serde(default)]
    pub guards_part_time: i64,
    /// Where its guards come from.
    pub guard_source: Option<GuardSource>,
    /// When it is open, in words.
    #[serde(default)]
    #[schema(max_length = 200)]
    pub opening_hours: String,
    /// Cameras.
    #[serde(default)]
    pub cameras: i64,
    /// Whether it has an alarm button.
    #[serde(default)]
    pub alarm_button: bool,
    /// When it joined the network.
    pub joined_at: Option<Timestamp>,
    /// The number of its agreement.
    #[schema(max_length = 64)]
    pub agreement_no: Option<String>,
    /// How far it has come on its way into the network.
    pub status: UnitStatus,
}

/// A unit with what only its own page shows.
#[derive(Debug, Serialize, ToSchema)]
pub struct UnitPage {
    /// What every list shows.
    #[serde(flatten)]
    pub unit: UnitView,
    /// Its unified social credit code.
    pub uscc: Option<String>,
    /// Who answers for its security, as the reader may see the name; empty where that is not on record.
    pub principal: String,
    /// Who runs its security, as the reader may see the name.
    pub security_head: String,
    /// Guards who work full time.
    pub guards_full_time: i64,
    /// Guards who work part time.
    pub guards_part_time: i64,
    /// Where its guards come from.
    pub guard_source: Option<GuardSource>,
    /// When it is open, in words.
    pub opening_hours: String,
    /// Cameras.
    pub cameras: i64,
    /// Whether it has an alarm button.
    pub alarm_button: bool,
    /// When it joined the network.
    pub joined_at: Option<Timestamp>,
    /// The number of its agreement.
    pub agreement_no: Option<String>,
}

/// A post as it is to stand.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PostForm {
    /// The version that was seen; needed for a change.
    pub expected_version: Option<i64>,
    /// The unit it belongs to.
    pub unit_id: Option<UnitId>,
    /// Its name.
    #[schema(max_length = 64)]
    pub name: String,
    /// What it is.
    pub kind: PostKind,
    /// Where it is, in WGS-84; the community and the grid follow from it.
    pub point: Point,
    /// How far around it one is still at the post, in metres.
    pub radius_m: f64,
    /// How many must stay.
    pub required_headcount: i64,
    /// When it is staffed, in words.
    #[serde(default)]
    #[schema(max_length = 200)]
    pub duty_hours: String,
}

fn unit_row(before: Option<&unit::Model>, body: &UnitForm, scope: &Scope, atlas: &Atlas) -> Result<unit::Model> {
    let at = atlas.locate(body.point).map_err(|it| it.field("point"))?;
    if !edits(scope, at.community, Some(at.grid)) {
        return Err(Error::NotFound);
    }
    form::boundary(&body.service_area, atlas)?;
    form::few("aliases", body.aliases.len(), form::ITEMS_MAX)?;
    let aliases = body.aliases.iter().map(|it| form::name("aliases", it)).collect::<Result<Vec<_>>>()?;
    let uscc = body.uscc.as_deref().map(str::trim).filter(|it| !it.is_empty());
    let agreement_no = body.agreement_no.as_deref().map(str::trim).filter(|it| !it.is_empty());
    Ok(unit::Model {
        id: before.map_or_else(|| Uuid::now_v7().into(), |it| it.id),
        station_id: scope.station,
        community_id: at.community,
        grid_id: at.grid,
        name: form::name("name", &body.name)?,
        aliases: Names(aliases),
        category: body.category,
        key_unit: body.key_unit,
        lon: body.point.lon,
        lat: body.point.lat,
        address_text: form::text("address_text", &body.address_text)?,
        service_area: Area(body.service_area.clone()),
        uscc: uscc.map(|it| form::code(Numbered::Unit, it, None, None)).transpose()?,
        principal_sealed_id: before.and_then(|it| it.principal_sealed_id),
        security_head_sealed_id: before.and_then(|it| it.security_head_sealed_id),
        guards_full_time: form::count("guards_full_time", body.guards_full_time, THINGS_MAX)?,
        guards_part_time: form::count("guards_part_time", body.guards_part_time, THINGS_MAX)?,
        guard_source: body.guard_source,
        opening_hours: form::text("opening_hours", &body.opening_hours)?,
        cameras: form::count("cameras", body.cameras, THINGS_MAX)?,
        alarm_button: body.alarm_button,
        joined_at: body.joined_at.map(row_time),
        agreement_no: agreement_no.map(|it| form::name("agreement_no", it)).transpose()?,
        status: body.status,
        closed_at: before.and_then(|it| it.closed_at),
        version: 0,
    })
}

fn post_row(before: Option<&post::Model>, body: PostForm, scope: &Scope, atlas: &Atlas) -> Result<post::Model> {
    let at = atlas.locate(body.point).map_err(|it| it.field("point"))?;
    if !edits(scope, at.community, Some(at.grid)) {
        return Err(Error::NotFound);
    }
    if body.unit_id.is_some_and(|id| !atlas.units().iter().any(|it| it.id == id)) {
        return Err(form::missing("unit_id"));
    }
    if !RADIUS_M.contains(&body.radius_m) {
        return Err(form::wrong("radius_m", "range", "应在 5 到 500 米之间", "It has to be from 5 to 500 metres"));
    }
    Ok(post::Model {
        id: before.map_or_else(|| Uuid::now_v7().into(), |it| it.id),
        station_id: scope.station,
        unit_id: body.unit_id,
        community_id: at.community,
        grid_id: at.grid,
        name: form::name("name", &body.name)?,
        kind: body.kind,
        lon: body.point.lon,
        lat: body.point.lat,
        radius_m: body.radius_m,
        required_headcount: form::count("required_headcount", body.required_headcount, HEADCOUNT_MAX)?,
        duty_hours: form::text("duty_hours", &body.duty_hours)?,
        closed_at: before.and_then(|it| it.closed_at),
        version: 0,
    })
}

/// Seals the names of a form anew, forgets those that are left empty, and points the row to them.
fn seal_names(
    mut one: One<unit::Entity, UnitView>,
    body: &UnitForm,
    places: &Places,
) -> Result<One<unit::Entity, UnitView>> {
    let (app, row) = (places.app(), &mut one.row);
    let station = row.station_id;
    let subject = row.id.uuid();
    let mut put = |held: &mut Option<SealedId>, field, kind: &str, name: Option<&str>| -> Result<()> {
        let Some(name) = name else { return Ok(()) };
        if name.trim().is_empty() {
            one.sealed.1.extend(held.take());
            return Ok(());
        }
        let name = Personal::new(form::name(field, name)?);
        let id = *held.get_or_insert_with(|| Uuid::now_v7().into());
        one.sealed.0.push(app.sealer().seal(id, station, subject, kind, &name, app.clock().now()));
        Ok(())
    };
    put(&mut row.principal_sealed_id, "principal", PRINCIPAL, body.principal.as_deref())?;
    put(&mut row.security_head_sealed_id, "security_head", SECURITY_HEAD, body.security_head.as_deref())?;
    Ok(one)
}

/// A sealed name as somebody may read it: whole for those who command 【个人信息保护法 6】, masked for the others.
async fn name_for(scope: &Scope, id: Option<SealedId>, places: &Places) -> Result<String> {
    let Some(id) = id else { return Ok(String::new()) };
    let rows = seal::Entity::find_by_id(id).all(places.app().db().read()).await?;
    let name = rows.first().and_then(|it| places.app().sealer().open(it)).unwrap_or_default();
    let whole = scope.may(domain::permission::Permission::ContactView);
    Ok(if whole { name.expose().to_owned() } else { domain::mask::name(name.expose()) })
}

/// Takes a new unit in.
#[utoipa::path(post, path = "/api/v1/units", request_body = UnitForm, responses((status = 201, body = UnitView)))]
pub(super) async fn open_unit(State(places): State<Places>, sent: Sent<UnitForm>) -> Result<Answered> {
    let Sent { scope, sender, body } = sent;
    let atlas = places.atlas(scope.station)?;
    let row = unit_row(None, &body, &scope, &atlas)?;
    seal_names(One::<unit::Entity, _>::new(row, None, UnitView::new), &body, &places)?
        .write(&places, scope, sender)
        .await
}

/// Shows a unit, also a closed one.
#[utoipa::path(get, path = "/api/v1/units/{id}", params(("id" = UnitId, Path)), responses((status = 200, body = UnitPage)))]
pub(super) async fn show_unit(
    State(places): State<Places>,
    scope: Scope,
    Path(id): Path<UnitId>,
) -> Result<Json<UnitPage>> {
    let atlas = places.atlas(scope.station)?;
    let sight = Sight::new(&scope, &atlas);
    let row = atlas.unit(id).filter(|it| sight.unit(it)).ok_or(Error::NotFound)?;
    Ok(Json(UnitPage {
        unit: UnitView::new(row),
        uscc: row.uscc.clone(),
        principal: name_for(&scope, row.principal_sealed_id, &places).await?,
        security_head: name_for(&scope, row.security_head_sealed_id, &places).await?,
        guards_full_time: row.guards_full_time,
        guards_part_time: row.guards_part_time,
        guard_source: row.guard_source,
        opening_hours: row.opening_hours.clone(),
        cameras: row.cameras,
        alarm_button: row.alarm_button,
        joined_at: row.joined_at.map(moment),
        agreement_no: row.agreement_no.clone(),
    }))
}

/// Changes a unit; how it was called and bounded until now is kept.
#[utoipa::path(
    put, path = "/api/v1/units/{id}", params(("id" = UnitId, Path)),
    request_body = UnitForm, responses((status = 200, body = UnitView))
)]
pub(super) async fn change_unit(
    State(places): State<Places>,
    Path(id): Path<UnitId>,
    sent: Sent<UnitForm>,
) -> Result<Answered> {
    let Sent { scope, sender, body } = sent;
    let expected = named(body.expected_version)?;
    let atlas = places.atlas(scope.station)?;
    let before = atlas.unit(id).filter(|it| edits(&scope, it.community_id, Some(it.grid_id))).ok_or(Error::NotFound)?;
    let row = unit_row(Some(before), &body, &scope, &atlas)?;
    seal_names(One::<unit::Entity, _>::new(row, expected, UnitView::new), &body, &places)?
        .write(&places, scope, sender)
        .await
}

/// Closes a unit: it is in no list from now on, and records of the past go on naming it.
#[utoipa::path(
    post, path = "/api/v1/units/{id}/close", params(("id" = UnitId, Path)),
    request_body = CloseForm, responses((status = 200, body = UnitView))
)]
pub(super) async fn close_unit(
    State(places): State<Places>,
    Path(id): Path<UnitId>,
    sent: Sent<CloseForm>,
) -> Result<Answered> {
    let Sent { scope, sender, body } = sent;
    let atlas = places.atlas(scope.station)?;
    let before = atlas.unit(id).filter(|it| edits(&scope, it.community_id, Some(it.grid_id))).ok_or(Error::NotFound)?;
    let row = unit::Entity::closed(before, places.app().clock().now());
    One::<unit::Entity, _>::new(row, Some(body.expected_version), UnitView::new).write(&places, scope, sender).await
}

/// Takes a new post in.
#[utoipa::path(post, path = "/api/v1/posts", request_body = PostForm, responses((status = 201, body = PostView)))]
pub(super) async fn open_post(State(places): State<Places>, sent: Sent<PostForm>) -> Result<Answered> {
    let Sent { scope, sender, body } = sent;
    let atlas = places.atlas(scope.station)?;
    let row = post_row(None, body, &scope, &atlas)?;
    One::<post::Entity, _>::new(row, None, PostView::new).write(&places, scope, sender).await
}

/// Shows a post, also a closed one.
#[utoipa::path(get, path = "/api/v1/posts/{id}", params(("id" = PostId, Path)), responses((status = 200, body = PostView)))]
pub(super) async fn show_post(
    State(places): State<Places>,
    scope: Scope,
    Path(id): Path<PostId>,
) -> Result<Json<PostView>> {
    let atlas = places.atlas(scope.station)?;
    let sight = Sight::new(&scope, &atlas);
    let row = atlas.post(id).filter(|it| sight.post(it)).ok_or(Error::NotFound)?;
    Ok(Json(PostView::new(row)))
}

/// Changes a post; how it was called and bounded until now is kept.
#[utoipa::path(
    put, path = "/api/v1/posts/{id}", params(("id" = PostId, Path)),
    request_body = PostForm, responses((status = 200, body = PostView))
)]
pub(super) async fn change_post(
    State(places): State<Places>,
    Path(id): Path<PostId>,
    sent: Sent<PostForm>,
) -> Result<Answered> {
    let Sent { scope, sender, body } = sent;
    let expected = named(body.expected_version)?;
    let atlas = places.atlas(scope.station)?;
    let before = atlas.post(id).filter(|it| edits(&scope, it.community_id, Some(it.grid_id))).ok_or(Error::NotFound)?;
    let row = post_row(Some(before), body, &scope, &atlas)?;
    One::<post::Entity, _>::new(row, expected, PostView::new).write(&places, scope, sender).await
}

/// Closes a post: it is in no list from now on, and records of the past go on naming it.
#[utoipa::path(
    post, path = "/api/v1/posts/{id}/close", params(("id" = PostId, Path)),
    request_body = CloseForm, responses((status = 200, body = PostView))
)]
pub(super) async fn close_post(
    State(places): State<Places>,
    Path(id): Path<PostId>,
    sent: Sent<CloseForm>,
) -> Result<Answered> {
    let Sent { scope, sender, body } = sent;
    let atlas = places.atlas(scope.station)?;
    let before = atlas.post(id).filter(|it| edits(&scope, it.community_id, Some(it.grid_id))).ok_or(Error::NotFound)?;
    let row = post::Entity::closed(before, places.app().clock().now());
    One::<post::Entity, _>::new(row, Some(body.expected_version), PostView::new).write(&places, scope, sender).await
}
