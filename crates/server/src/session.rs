//! Signing in and out, and who one is: the account with its station, its member and how far it reaches.

use axum::Json;
use axum::body::to_bytes;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};
use domain::geo::polygon::Polygon;
use domain::ids::{AccountId, MemberId, StationId};
use domain::permission::Permission;
use domain::role::Role;
use duty::members::MemberView;
use places::atlas::Atlas;
use platform::api::Api;
use platform::db::Sender;
use platform::language::Language;
use platform::problem::{self, Error, Result, refuse};
use platform::scope::{Reach, Scope};
use platform::sent::{parse, system_sender};
use platform::session::{LONGEST, Secured, cookie, token_of};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

use crate::node::Node;

/// The largest body of a sign-in, in bytes.
const SIGN_IN_BYTES_MAX: usize = 4 * 1024;

/// The routes of sessions.
pub fn routes(node: Node) -> OpenApiRouter {
    Api::new("session").public(routes!(open)).signed_in(routes!(show, close)).with(node)
}

/// A login and its password.
#[derive(Deserialize, ToSchema)]
pub struct Credentials {
    /// The login.
    #[schema(max_length = 64)]
    pub login: String,
    /// The password.
    #[schema(max_length = 128)]
    pub password: String,
    /// A new password, where the old one was given out to be used once.
    #[schema(max_length = 128)]
    pub new_password: Option<String>,
}

/// An open session.
#[derive(Serialize, ToSchema)]
pub struct Opened {
    /// For programs: sent as `Authorization: Bearer`. Pages use the cookie.
    pub token: String,
    /// Who signed in.
    pub account: Account,
}

/// The station as its people see it.
#[derive(Serialize, ToSchema)]
pub struct StationCard {
    /// The station.
    pub id: StationId,
    /// Its number.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Whether everything in it is made up.
    pub demo: bool,
    /// The telephone of the duty room.
    pub duty_phone: String,
    /// Its jurisdiction.
    pub boundary: Polygon,
}

/// How far an account reaches.
#[derive(Serialize, ToSchema)]
pub struct ReachCard {
    /// `station`, `community`, `grid`, `unit` or `own`.
    pub kind: &'static str,
    /// The places it reaches.
    pub ids: Vec<Uuid>,
    /// Their names, in the same order.
    pub names: Vec<String>,
}

/// Who is signed in.
#[derive(Serialize, ToSchema)]
pub struct Account {
    /// The account.
    pub id: AccountId,
    /// The login.
    pub login: String,
    /// The person's own name.
    pub name: String,
    /// The role.
    pub role: Role,
    /// The role's name in the caller's language.
    pub role_name: String,
    /// What the role may do.
    pub permissions: Vec<Permission>,
    /// The station.
    pub station: StationCard,
    /// The member this account is, if it is one.
    pub member_id: Option<MemberId>,
    /// That member.
    pub member: Option<MemberView>,
    /// How far it reaches.
    pub reach: ReachCard,
    /// When this session ends, however much it is used; after that one signs in again.
    pub session_ends_at: Option<DateTime<Utc>>,
}

/// Signs in. The cookie is for pages, the token for programs.
#[utoipa::path(post, path = "/api/v1/session", request_body = Credentials, responses((status = 200, body = Opened)))]
async fn open(State(node): State<Node>, request: Request) -> Result<Response> {
    let language = request.extensions().get::<Language>().copied().unwrap_or_default();
    let secured = request.extensions().get::<Secured>().is_some();
    let body = to_bytes(request.into_body(), SIGN_IN_BYTES_MAX).await;
    let body = body.map_err(|_| refuse(&problem::TOO_LARGE).with("limit", SIGN_IN_BYTES_MAX))?;
    let Credentials { login, password, new_password } = parse(&body)?;
    let signed_in = node.people.sign_in_with(&login, password, new_password, language).await?;
    let account = account(&node, &signed_in.scope, Some(signed_in.ends_at))?;
    let cookie = cookie(&signed_in.token, LONGEST.num_seconds(), secured)?;
    Ok(([(header::SET_COOKIE, cookie)], Json(Opened { token: signed_in.token, account })).into_response())
}

/// Tells who is signed in.
#[utoipa::path(get, path = "/api/v1/session", responses((status = 200, body = Account)))]
async fn show(State(node): State<Node>, scope: Scope, headers: HeaderMap) -> Result<Json<Account>> {
    let ends_at = token_of(&headers).and_then(|it| node.app.sessions().ends_at(it));
    Ok(Json(account(&node, &scope, ends_at)?))
}

/// Signs out: the token is worth nothing from now on.
#[utoipa::path(delete, path = "/api/v1/session", responses((status = 204, description = "Signed out")))]
async fn close(State(node): State<Node>, scope: Scope, headers: HeaderMap) -> Result<Response> {
    if let Some(token) = token_of(&headers) {
        let sender: Sender = system_sender(scope.station, &[b"sign_out", Uuid::now_v7().as_bytes()]);
        node.people.sign_out(sender, scope, token).await?;
    }
    Ok((StatusCode::NO_CONTENT, [(header::SET_COOKIE, cookie("", 0, false)?)]).into_response())
}

fn account(node: &Node, scope: &Scope, session_ends_at: Option<DateTime<Utc>>) -> Result<Account> {
    let holder = node.people.account(scope.account).ok_or(Error::NotFound)?;
    let atlas = node.places.atlas(scope.station)?;
    let station = atlas.station();
    Ok(Account {
        id: scope.account,
        login: holder.login.clone(),
        name: holder.name_for(scope).to_owned(),
        role: scope.role,
        role_name: scope.language.pick(scope.role.zh(), scope.role.en()).to_owned(),
        permissions: scope.role.permissions().to_vec(),
        station: StationCard {
            id: station.id,
            code: station.code.clone(),
            name: station.name.clone(),
            demo: station.demo,
            duty_phone: station.duty_phone.clone(),
            boundary: station.boundary.0.clone(),
        },
        member_id: scope.member,
        member: scope.member.and_then(|it| node.duty.show_member(scope, it).ok()),
        reach: reach(&atlas, &scope.reach),
        session_ends_at,
    })
}

fn reach(atlas: &Atlas, reach: &Reach) -> ReachCard {
    let card = |kind: &'static str, named: Vec<(Uuid, Option<&str>)>| ReachCard {
        kind,
        ids: named.iter().map(|(id, _)| *id).collect(),
        names: named.iter().map(|(_, name)| name.unwrap_or_default().to_owned()).collect(),
    };
    match reach {
        Reach::Station => card("station", Vec::new()),
        Reach::Community(ids) => card(
            "community",
            ids.iter().map(|id| (id.uuid(), atlas.community(*id).map(|it| it.name.as_str()))).collect(),
        ),
        Reach::Grid(ids) => {
            card("grid", ids.iter().map(|id| (id.uuid(), atlas.grid(*id).map(|it| it.name.as_str()))).collect())
        }
        Reach::Unit(ids) => {
            card("unit", ids.iter().map(|id| (id.uuid(), atlas.unit(*id).map(|it| it.name.as_str()))).collect())
        }
        Reach::Own => card("own", Vec::new()),
    }
}
