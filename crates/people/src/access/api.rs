//! The routes of accounts and of the second factor.

use axum::Json;
use axum::extract::{Path, Query, State};
use domain::ids::{AccountId, MemberId, SealedId};
use domain::permission::Permission;
use domain::role::Role;
use platform::api::Api;
use platform::db::{Answered, Sender};
use platform::problem::{Error, Field, Result, refuse};
use platform::scope::{Reach, Scope};
use platform::seal::Personal;
use platform::sent::{Sent, system_sender};
use platform::session::TokenHash;
use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _, QueryOrder as _, QuerySelect as _};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

use crate::access::accounts::{AccountView, Change, ChangeAccount, Changed, Create, Opened};
use crate::access::factor::{Begin, Fresh, Spend};
use crate::password;
use crate::people::People;
use crate::refusal;
use crate::seed::ACCOUNT_NAME;
use crate::sign_in::LOGIN_BYTES_MAX;
use crate::store::account;
use crate::totp;

/// Accounts of one page.
const PAGE_MAX: u64 = 500;
/// The longest name of a person, in characters.
const NAME_CHARS_MAX: usize = 40;
/// The shortest login, in bytes.
const LOGIN_BYTES_MIN: usize = 3;

/// The routes of accounts.
pub fn routes(people: People) -> OpenApiRouter {
    Api::new("access")
        .guarded(Permission::AccountRead, routes!(list))
        .guarded(Permission::AccountEdit, routes!(create))
        .guarded(Permission::AccountGrant, routes!(grant))
        .guarded(Permission::AccountEdit, routes!(disable))
        .guarded(Permission::AccountEdit, routes!(enable))
        .guarded(Permission::AccountEdit, routes!(reset))
        .signed_in(routes!(begin_factor))
        .signed_in(routes!(confirm_factor))
        .signed_in(routes!(step_up))
        .with(people)
}

/// From where to list.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct AccountQuery {
    /// The cursor that the last page gave.
    after: Option<AccountId>,
}

/// A page of accounts.
#[derive(Debug, Serialize, ToSchema)]
pub struct AccountPage {
    /// The accounts, in the order of their ids.
    items: Vec<AccountView>,
    /// Where the next page begins.
    next: Option<AccountId>,
}

/// Lists the station's accounts.
#[utoipa::path(get, path = "/api/v1/accounts", params(AccountQuery), responses((status = 200, body = AccountPage)))]
async fn list(
    State(people): State<People>,
    scope: Scope,
    Query(query): Query<AccountQuery>,
) -> Result<Json<AccountPage>> {
    let mut asked = account::Entity::find().filter(account::Column::StationId.eq(scope.station));
    if let Some(after) = query.after {
        asked = asked.filter(account::Column::Id.gt(after));
    }
    let rows = asked.order_by_asc(account::Column::Id).limit(PAGE_MAX).all(people.app().db().read()).await?;
    let next = (rows.len() as u64 == PAGE_MAX).then(|| rows.last().map(|it| it.id)).flatten();
    Ok(Json(AccountPage { items: rows.iter().map(AccountView::from).collect(), next }))
}

/// An account to make.
#[derive(Debug, Deserialize, ToSchema)]
pub struct CreateBody {
    /// The name it signs in with: small letters, digits, dots and dashes.
    #[schema(min_length = 3, max_length = 64)]
    login: String,
    /// The person's name; it is sealed.
    #[schema(min_length = 1, max_length = 40)]
    name: String,
    /// The member it is, if it is one.
    member_id: Option<MemberId>,
    /// `security_admin` or `audit_admin`, where the station has none yet; every other role is granted.
    first_role: Option<Role>,
}

/// Makes an account that waits for its role; the answer holds its one-time password.
#[utoipa::path(post, path = "/api/v1/accounts", request_body = CreateBody, responses((status = 201, body = Opened)))]
async fn create(State(people): State<People>, session: TokenHash, sent: Sent<CreateBody>) -> Result<Answered> {
    let Sent { scope, sender, body } = sent;
    let app = people.app();
    people.stepped_up().require(session, app.clock().now())?;
    let login = body.login.trim().to_lowercase();
    let letters = login.bytes().all(|it| it.is_ascii_lowercase() || it.is_ascii_digit() || matches!(it, b'.' | b'-'));
    if !letters || !(LOGIN_BYTES_MIN..=LOGIN_BYTES_MAX).contains(&login.len()) {
        let zh = "账号名用小写字母、数字、点和横线，3 到 64 个字符";
        let en = "A login has 3 to 64 small letters, digits, dots and dashes";
        return Err(Error::Invalid(vec![Field::new("login", "format", zh, en)]));
    }
    let name = body.name.trim();
    if !(1..=NAME_CHARS_MAX).contains(&name.chars().count()) {
        return Err(Error::Invalid(vec![Field::new("name", "length", "请写姓名", "Write the person's name")]));
    }
    let id = AccountId::from(Uuid::now_v7());
    let sealed = SealedId::from(Uuid::now_v7());
    let name =
        app.sealer().seal(sealed, scope.station, id.into(), ACCOUNT_NAME, &Personal::new(name), app.clock().now());
    let password = one_time().await?;
    let command = Create { scope, id, login, name, member: body.member_id, first: body.first_role, password };
    app.db().run(sender, command).await
}

/// A role to grant.
#[derive(Debug, Deserialize, ToSchema)]
pub struct GrantBody {
    /// The role.
    role: Role,
    /// How far it reaches.
    reach: Reach,
}

/// Gives an account its role and how far it reaches; its open sessions end.
#[utoipa::path(post, path = "/api/v1/accounts/{id}/grant", params(("id" = AccountId, Path)), request_body = GrantBody, responses((status = 200, body = Changed)))]
async fn grant(
    State(people): State<People>,
    Path(id): Path<AccountId>,
    session: TokenHash,
    sent: Sent<GrantBody>,
) -> Result<Answered> {
    let change = Change::Grant(sent.body.role, sent.body.reach);
    changed(&people, id, session, sent.scope, sent.sender, change).await
}

/// Nothing has to be said.
#[derive(Debug, Deserialize, ToSchema)]
pub struct NothingBody {}

/// Disables an account: its sessions end at once.
#[utoipa::path(post, path = "/api/v1/accounts/{id}/disable", params(("id" = AccountId, Path)), request_body = NothingBody, responses((status = 200, body = Changed)))]
async fn disable(
    State(people): State<People>,
    Path(id): Path<AccountId>,
    session: TokenHash,
    sent: Sent<NothingBody>,
) -> Result<Answered> {
    changed(&people, id, session, sent.scope, sent.sender, Change::Disable).await
}

/// Lets a disabled account be used again.
#[utoipa::path(post, path = "/api/v1/accounts/{id}/enable", params(("id" = AccountId, Path)), request_body = NothingBody, responses((status = 200, body = Changed)))]
async fn enable(
    State(people): State<People>,
    Path(id): Path<AccountId>,
    session: TokenHash,
    sent: Sent<NothingBody>,
) -> Result<Answered> {
    changed(&people, id, session, sent.scope, sent.sender, Change::Enable).await
}

/// Gives an account a one-time password, and ends its second factor.
#[utoipa::path(post, path = "/api/v1/accounts/{id}/password", params(("id" = AccountId, Path)), request_body = NothingBody, responses((status = 200, body = Changed)))]
async fn reset(
    State(people): State<People>,
    Path(id): Path<AccountId>,
    session: TokenHash,
    sent: Sent<NothingBody>,
) -> Result<Answered> {
    let (word, hash) = one_time().await?;
    changed(&people, id, session, sent.scope, sent.sender, Change::Reset(word, hash)).await
}

async fn changed(
    people: &People,
    id: AccountId,
    session: TokenHash,
    scope: Scope,
    sender: Sender,
    change: Change,
) -> Result<Answered> {
    // Accounts belong to the whole station: nobody of a part of it finds them.
    let known = account::Entity::find_by_id(id)
        .filter(account::Column::StationId.eq(scope.station))
        .all(people.app().db().read())
        .await?;
    if known.is_empty() || scope.reach != Reach::Station {
        return Err(Error::NotFound);
    }
    people.stepped_up().require(session, people.app().clock().now())?;
    let answered = people.app().db().run(sender, ChangeAccount { scope, id, change }).await?;
    people.app().sessions().forget(id);
    Ok(answered)
}

/// A one-time password and its hash.
async fn one_time() -> Result<(String, String)> {
    let made = tokio::task::spawn_blocking(|| {
        let word = password::one_time()?;
        let hash = password::hash(&word)?;
        anyhow::Ok((word, hash))
    });
    Ok(made.await.map_err(|it| Error::Internal(it.into()))??)
}

/// A second factor to put into an authenticator app.
#[derive(Debug, Serialize, ToSchema)]
pub struct FactorSecret {
    /// The secret in base 32, to type in.
    secret: String,
    /// The same as an `otpauth:` address, for a QR code.
    uri: String,
    /// Codes that each open the account once where the app is lost; shown once.
    recovery_codes: Vec<String>,
}

/// Begins to enrol the caller's own second factor.
#[utoipa::path(post, path = "/api/v1/session/factor", request_body = NothingBody, responses((status = 200, body = FactorSecret)))]
async fn begin_factor(State(people): State<People>, sent: Sent<NothingBody>) -> Result<Json<FactorSecret>> {
    let login = people.account(sent.scope.account).ok_or(Error::NotFound)?.login.clone();
    let fresh = Fresh::draw()?;
    // Drawn anew each time, so that no stored answer ever gives a secret out again.
    let sender = system_sender(sent.scope.station, &[b"people.factor", Uuid::now_v7().as_bytes()]);
    let app = people.app();
    app.db().run(sender, Begin::new(sent.scope, app.sealer(), &fresh)).await?;
    let secret = totp::base32(&fresh.secret);
    let uri =
        format!("otpauth://totp/Likedong:{login}?secret={secret}&issuer=Likedong&algorithm=SHA1&digits=6&period=30");
    Ok(Json(FactorSecret { secret, uri, recovery_codes: fresh.recovery }))
}

/// A code of the authenticator app, or one for recovery.
#[derive(Deserialize, ToSchema)]
pub struct CodeBody {
    /// The code.
    #[schema(max_length = 32)]
    code: String,
}

/// Until when the session may do what needs the second factor.
#[derive(Debug, Serialize, ToSchema)]
pub struct SteppedUpView {
    /// Until when.
    until: chrono::DateTime<chrono::Utc>,
}

/// Confirms the caller's new second factor by its first code.
#[utoipa::path(post, path = "/api/v1/session/factor/confirm", request_body = CodeBody, responses((status = 200, body = SteppedUpView)))]
async fn confirm_factor(
    State(people): State<People>,
    session: TokenHash,
    sent: Sent<CodeBody>,
) -> Result<Json<SteppedUpView>> {
    spend(&people, session, sent, true).await
}

/// Shows the second factor: for ten minutes the session may do what needs it. A code counts once.
#[utoipa::path(post, path = "/api/v1/session/step_up", request_body = CodeBody, responses((status = 200, body = SteppedUpView)))]
async fn step_up(
    State(people): State<People>,
    session: TokenHash,
    sent: Sent<CodeBody>,
) -> Result<Json<SteppedUpView>> {
    spend(&people, session, sent, false).await
}

/// Bytes of the longest code.
const CODE_BYTES_MAX: usize = 32;

async fn spend(
    people: &People,
    session: TokenHash,
    sent: Sent<CodeBody>,
    confirms: bool,
) -> Result<Json<SteppedUpView>> {
    let (scope, code) = (sent.scope, sent.body.code);
    if code.len() > CODE_BYTES_MAX {
        return Err(refuse(&refusal::CODE_REFUSED).field("code").into());
    }
    let app = people.app();
    people.failures().refuse_locked(&scope.account.to_string(), app.clock().now())?;
    // Never the stored answer of an earlier code, whatever key the caller sends.
    let sender = system_sender(scope.station, &[b"people.spend", Uuid::now_v7().as_bytes()]);
    let account = scope.account;
    let command = Spend { account, scope, code, confirms, sealer: app.sealer().clone() };
    if let Err(error) = app.db().run(sender, command).await {
        // Six digits can be guessed: wrong codes lock like wrong passwords.
        if matches!(&error, Error::Refused(it) if it.code == &refusal::CODE_REFUSED) {
            people.failures().count(&account.to_string(), app.clock().now());
        }
        return Err(error);
    }
    Ok(Json(SteppedUpView { until: people.stepped_up().note(session, app.clock().now()) }))
}
