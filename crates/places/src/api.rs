//! The routes of places: lists within the caller's reach, search, streets and ways along them.

use std::str::FromStr;

use axum::Json;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use dispatch::street::Profile;
use dispatch::street::times::Scratch;
use domain::geo::Point;
use domain::permission::Permission;
use platform::api::Api;
use platform::problem::{Field, Result, refuse};
use platform::scope::Scope;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

use crate::atlas::Atlas;
use crate::places::Places;
use crate::refusal;
use crate::search::{Found, PlaceKind};
use crate::sight::Sight;
use crate::streets::line_string;
use crate::view::{CommunityView, GridView, PostView, StationView, UnitView};

/// Items of one page.
pub const PAGE_MAX: usize = 500;
/// How much farther a way is than the straight line, where there is no street (as dispatch assumes).
const DETOUR: f64 = 1.35;
/// Metres a second of a straight line, on foot and by car through streets.
const STRAIGHT_MPS: [f64; 2] = [1.4, 7.0];

/// The routes of places.
pub fn routes(places: Places) -> OpenApiRouter {
    Api::new("places")
        .signed_in(routes!(show_station))
        .guarded(Permission::PlaceRead, routes!(list_communities))
        .guarded(Permission::PlaceRead, routes!(list_grids))
        .guarded(Permission::PlaceRead, routes!(list_units))
        .guarded(Permission::PlaceRead, routes!(list_posts))
        .guarded(Permission::PlaceRead, routes!(search))
        .signed_in(routes!(streets))
        .signed_in(routes!(route))
        .with(places)
}

/// Which page.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct PageQuery {
    /// The cursor that the last page gave.
    after: Option<Uuid>,
    /// How many at most.
    limit: Option<usize>,
}

/// A page of a list.
#[derive(Debug, Serialize, ToSchema)]
pub struct Page<T> {
    /// The items, in the order of their ids.
    pub items: Vec<T>,
    /// Where the next page begins.
    pub next: Option<Uuid>,
}

impl<T> Page<T> {
    /// Takes one page of rows that are in the order of their ids.
    pub(crate) fn of<M>(
        rows: &[M],
        query: &PageQuery,
        id: fn(&M) -> Uuid,
        seen: impl Fn(&M) -> bool,
        show: fn(&M) -> T,
    ) -> Self {
        let limit = query.limit.unwrap_or(PAGE_MAX).clamp(1, PAGE_MAX);
        let mut rest = rows.iter().filter(|it| query.after.is_none_or(|after| id(it) > after)).filter(|it| seen(it));
        let page: Vec<&M> = rest.by_ref().take(limit).collect();
        let next = if rest.next().is_some() { page.last().map(|it| id(it)) } else { None };
        Self { items: page.into_iter().map(show).collect(), next }
    }
}

/// Shows the caller's station.
#[utoipa::path(get, path = "/api/v1/station", responses((status = 200, body = StationView)))]
async fn show_station(State(places): State<Places>, scope: Scope) -> Result<Json<StationView>> {
    Ok(Json(StationView::new(places.atlas(scope.station)?.station())))
}

/// Lists the communities within the caller's reach.
#[utoipa::path(get, path = "/api/v1/communities", params(PageQuery), responses((status = 200, body = Page<CommunityView>)))]
async fn list_communities(
    State(places): State<Places>,
    scope: Scope,
    Query(query): Query<PageQuery>,
) -> Result<Json<Page<CommunityView>>> {
    let atlas = places.atlas(scope.station)?;
    let sight = Sight::new(&scope, &atlas);
    Ok(Json(Page::of(atlas.communities(), &query, |it| it.id.into(), |it| sight.community(it), CommunityView::new)))
}

/// Lists the grids within the caller's reach.
#[utoipa::path(get, path = "/api/v1/grids", params(PageQuery), responses((status = 200, body = Page<GridView>)))]
async fn list_grids(
    State(places): State<Places>,
    scope: Scope,
    Query(query): Query<PageQuery>,
) -> Result<Json<Page<GridView>>> {
    let atlas = places.atlas(scope.station)?;
    let sight = Sight::new(&scope, &atlas);
    Ok(Json(Page::of(atlas.grids(), &query, |it| it.id.into(), |it| sight.grid(it), GridView::new)))
}

/// Lists the member units within the caller's reach.
#[utoipa::path(get, path = "/api/v1/units", params(PageQuery), responses((status = 200, body = Page<UnitView>)))]
async fn list_units(
    State(places): State<Places>,
    scope: Scope,
    Query(query): Query<PageQuery>,
) -> Result<Json<Page<UnitView>>> {
    let atlas = places.atlas(scope.station)?;
    let sight = Sight::new(&scope, &atlas);
    Ok(Json(Page::of(atlas.units(), &query, |it| it.id.into(), |it| sight.unit(it), UnitView::new)))
}

/// Lists the posts within the caller's reach.
#[utoipa::path(get, path = "/api/v1/posts", params(PageQuery), responses((status = 200, body = Page<PostView>)))]
async fn list_posts(
    State(places): State<Places>,
    scope: Scope,
    Query(query): Query<PageQuery>,
) -> Result<Json<Page<PostView>>> {
    let atlas = places.atlas(scope.station)?;
    let sight = Sight::new(&scope, &atlas);
    Ok(Json(Page::of(atlas.posts(), &query, |it| it.id.into(), |it| sight.post(it), PostView::new)))
}

/// What to look for.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct SearchQuery {
    /// A fragment of a name or alias, or pinyin initials.
    q: String,
}

/// A place that was found.
#[derive(Debug, Serialize, ToSchema)]
pub struct PlaceView {
    /// What it is.
    pub kind: PlaceKind,
    /// Its id; streets have a nil one.
    pub id: Uuid,
    /// Its name.
    pub name: String,
    /// Where it is.
    pub point: Point,
    /// The community it lies in.
    pub community_id: Option<domain::ids::CommunityId>,
}

/// What was found.
#[derive(Debug, Serialize, ToSchema)]
pub struct FoundView {
    /// The closest matches first, at most 20.
    pub items: Vec<PlaceView>,
}

/// Searches places by a fragment of their names or by pinyin initials.
#[utoipa::path(get, path = "/api/v1/places/search", params(SearchQuery), responses((status = 200, body = FoundView)))]
async fn search(
    State(places): State<Places>,
    scope: Scope,
    Query(query): Query<SearchQuery>,
) -> Result<Json<FoundView>> {
    let atlas = places.atlas(scope.station)?;
    let sight = Sight::new(&scope, &atlas);
    let show = |it: &Found| PlaceView {
        kind: it.kind,
        id: it.id,
        name: it.name.clone(),
        point: it.point,
        community_id: it.community.or_else(|| atlas.locate(it.point).ok().map(|it| it.community)),
    };
    let found = atlas.index().search(&query.q, |it| sight.found(it));
    Ok(Json(FoundView { items: found.into_iter().map(show).collect() }))
}

/// How long a drawing may be used without asking again; the entity tag is asked for then.
const DRAWING_CACHE: HeaderValue = HeaderValue::from_static("private, max-age=300");

/// Draws the streets of the station as GeoJSON, compressed with gzip for whoever reads it.
#[utoipa::path(get, path = "/api/v1/streets", responses((status = 200, description = "GeoJSON lines", content_type = "application/geo+json", body = serde_json::Value)))]
async fn streets(State(places): State<Places>, scope: Scope, headers: HeaderMap) -> Result<Response> {
    let atlas = places.atlas(scope.station)?;
    let streets = atlas.streets().ok_or_else(|| refuse(&refusal::NO_STREETS))?;
    let etag = HeaderValue::from_str(&streets.etag).map_err(anyhow::Error::new)?;
    let vary = HeaderValue::from_static("accept-encoding");
    let shared = [(header::ETAG, etag.clone()), (header::CACHE_CONTROL, DRAWING_CACHE), (header::VARY, vary)];
    if headers.get(header::IF_NONE_MATCH).is_some_and(|it| it == etag) {
        return Ok((StatusCode::NOT_MODIFIED, shared).into_response());
    }
    let kind = [(header::CONTENT_TYPE, HeaderValue::from_static("application/geo+json"))];
    let reads_gzip =
        headers.get_all(header::ACCEPT_ENCODING).iter().any(|it| it.as_bytes().windows(4).any(|it| it == b"gzip"));
    if reads_gzip {
        let gzip = [(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"))];
        return Ok((shared, kind, gzip, streets.drawing.clone()).into_response());
    }
    Ok((shared, kind, streets.plain_drawing()?).into_response())
}

/// From where to where.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct RouteQuery {
    /// Longitude and latitude of the start, with a comma between.
    from: String,
    /// Longitude and latitude of the goal.
    to: String,
    /// On foot or by car; on foot without it.
    #[param(value_type = Option<String>, example = "foot")]
    by: Option<Profile>,
}

domain::codes! {
    /// How a travel time was worked out.
    pub enum Way {
        Road = "road", "按道路", "Along streets";
        StraightLine = "straight_line", "按直线估算", "Estimated by straight line";
    }
}

/// A way from one place to another.
#[derive(Debug, Serialize, ToSchema)]
pub struct RouteView {
    /// Seconds it takes.
    pub seconds: f64,
    /// Metres along it.
    pub metres: f64,
    /// Whether it follows streets.
    pub way: Way,
    /// The line, GeoJSON.
    #[schema(value_type = Object)]
    pub line: Box<serde_json::value::RawValue>,
}

/// Finds the soonest way between two places.
#[utoipa::path(get, path = "/api/v1/route", params(RouteQuery), responses((status = 200, body = RouteView)))]
async fn route(State(places): State<Places>, scope: Scope, Query(query): Query<RouteQuery>) -> Result<Json<RouteView>> {
    let atlas = places.atlas(scope.station)?;
    let (from, to) = (coordinates("from", &query.from, &atlas)?, coordinates("to", &query.to, &atlas)?);
    let by = query.by.unwrap_or(Profile::Foot);
    let graph = atlas.streets().and_then(crate::streets::Streets::graph);
    let path = graph.and_then(|it| it.path(from, to, by, &mut Scratch::new()));
    let view = match path {
        Some(path) => RouteView { seconds: path.seconds, metres: path.metres, way: Way::Road, line: line(&path.line)? },
        None => {
            let metres = from.distance_m(to) * DETOUR;
            let mps = match by {
                Profile::Foot => STRAIGHT_MPS[0],
                Profile::Car => STRAIGHT_MPS[1],
            };
            RouteView { seconds: metres / mps, metres, way: Way::StraightLine, line: line(&[from, to])? }
        }
    };
    Ok(Json(view))
}

fn line(points: &[Point]) -> Result<Box<serde_json::value::RawValue>> {
    Ok(serde_json::value::RawValue::from_string(line_string(points, 6)).map_err(anyhow::Error::new)?)
}

fn coordinates(field: &'static str, text: &str, atlas: &Atlas) -> Result<Point> {
    let number = |it: Option<&str>| it.and_then(|it| f64::from_str(it.trim()).ok()).filter(|it| it.is_finite());
    let mut parts = text.split(',');
    let (Some(lon), Some(lat), None) = (number(parts.next()), number(parts.next()), parts.next()) else {
        let zh = "应为“经度,纬度”，例如 107.39,29.70";
        let en = "Write longitude and latitude, for example 107.39,29.70";
        return Err(platform::problem::Error::Invalid(vec![Field::new(field, "coordinates", zh, en)]));
    };
    let point = Point::new(lon, lat);
    atlas.locate(point).map_err(|it| it.field(field))?;
    Ok(point)
}
