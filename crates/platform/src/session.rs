//! Sessions: from a token to a [`Scope`].

use std::collections::HashMap;
use std::sync::Arc;

use aws_lc_rs::{digest, rand};
use axum::extract::{FromRequestParts, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Method, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, TimeDelta, Utc};
use domain::ids::{AccountId, SessionId, StationId};
use domain::role::Role;
use parking_lot::RwLock;
use sea_orm::entity::prelude::*;
use tokio::sync::watch;

use crate::app::App;
use crate::db::{Db, Lookup, Table};
use crate::language::Language;
use crate::problem::{self, Result, refuse};
use crate::scope::Scope;

/// The `sessions` table.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "sessions")]
pub struct Model {
    /// The session's id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: SessionId,
    /// SHA-256 of the token; the token itself is never stored.
    pub token_hash: Vec<u8>,
    /// The station.
    pub station_id: StationId,
    /// Whose session.
    pub account_id: AccountId,
    /// The [`Scope`] as JSON, as it was at sign-in; a changed account ends its sessions.
    pub scope: Json,
    /// Seconds without a request after which it ends.
    pub idle_s: i64,
    /// When it began.
    pub created_at: DateTimeUtc,
    /// When it was last used, written at most once a minute.
    pub last_seen_at: DateTimeUtc,
    /// When it ends in any case.
    pub expires_at: DateTimeUtc,
    /// When it was ended by hand.
    pub revoked_at: Option<DateTimeUtc>,
}

/// No relations: joins are explicit.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Table for Entity {
    type Key = SessionId;
    const KEY: Column = Column::Id;
    fn key(row: &Model) -> SessionId {
        row.id
    }
}

/// The sessions of an account that were not ended by hand.
pub const OF_ACCOUNT: Lookup<Entity> = Lookup {
    name: "of_account",
    column: Column::AccountId,
    only: || Some(sea_orm::Condition::all().add(Column::RevokedAt.is_null())),
};

/// A request that the page makes by itself carries this header: it does not count as use, so that a page left open
/// does not keep its session alive.
pub const BACKGROUND: &str = "x-likedong-background";
/// The cookie that pages carry.
pub const COOKIE: &str = "likedong_session";
/// Seconds without use after which a session ends. A desk left alone shows names and places, so 30 minutes.
pub const IDLE_S: i64 = 30 * 60;
/// The longest a session lasts: one long shift. Who comes after signs in with an own account.
pub const LONGEST: TimeDelta = TimeDelta::hours(12);
/// How often the last use is written down.
const SEEN_EVERY: TimeDelta = TimeDelta::minutes(1);
/// Sessions that are remembered in memory. Beyond it the database is asked for each request.
const KNOWN_MAX: usize = 100_000;

struct Known {
    id: SessionId,
    scope: Scope,
    idle: TimeDelta,
    expires_at: DateTime<Utc>,
    last_seen_at: DateTime<Utc>,
    written_at: DateTime<Utc>,
}

/// Why a token gave no scope.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
    /// There was no token, or nobody knows it.
    Unknown,
    /// It was good once.
    Expired,
}

/// Whether a look at a session counts as its use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Use {
    /// A person did something: the session goes on.
    Person,
    /// A page or the program looked by itself: the session does not become younger by it.
    Background,
}

/// The hash of the token that a request came with; a connection that stays open asks with it again.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct TokenHash([u8; 32]);

impl<S: Send + Sync> FromRequestParts<S> for TokenHash {
    type Rejection = problem::Error;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self> {
        parts.extensions.get::<Self>().copied().ok_or_else(|| refuse(&problem::UNAUTHENTICATED).into())
    }
}

struct Memory {
    known: RwLock<HashMap<TokenHash, Known>>,
    seen: RwLock<HashMap<(StationId, Role), DateTime<Utc>>>,
    /// How often sessions were ended by hand. What was read before the number moved is not remembered after it.
    ended: watch::Sender<u64>,
}

impl Default for Memory {
    fn default() -> Self {
        Self { known: RwLock::default(), seen: RwLock::default(), ended: watch::Sender::new(0) }
    }
}

/// The sessions of this node, remembered in memory over their rows.
#[derive(Clone, Default)]
pub struct Sessions(Arc<Memory>);

impl Sessions {
    /// Makes a new token and its hash.
    pub fn token() -> (String, [u8; 32]) {
        let mut secret = [0u8; 32];
        rand::fill(&mut secret).expect("the system's random generator works");
        let token = URL_SAFE_NO_PAD.encode(secret);
        let hash = hash(&token);
        (token, hash)
    }

    /// The hash by which a token's row is found.
    pub fn hash(token: &str) -> [u8; 32] {
        hash(token)
    }

    /// Finds who holds `token`, as a use of the session.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub async fn resolve(
        &self,
        db: &Db,
        token: &str,
        now: DateTime<Utc>,
    ) -> Result<std::result::Result<Scope, Refused>> {
        self.look_up(db, &TokenHash(hash(token)), Use::Person, now).await
    }

    /// Finds who holds the token with this hash.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub async fn look_up(
        &self,
        db: &Db,
        key: &TokenHash,
        used: Use,
        now: DateTime<Utc>,
    ) -> Result<std::result::Result<Scope, Refused>> {
        if let Some(answer) = self.remembered(key, used, now) {
            return Ok(answer);
        }
        let ended = *self.0.ended.borrow();
        let found = Entity::find().filter(Column::TokenHash.eq(key.0.to_vec())).all(db.read()).await?;
        let Some(row) = found.into_iter().next() else { return Ok(Err(Refused::Unknown)) };
        let idle = TimeDelta::seconds(row.idle_s);
        if row.revoked_at.is_some() || row.expires_at <= now || row.last_seen_at + idle <= now {
            return Ok(Err(Refused::Expired));
        }
        let scope: Scope = serde_json::from_value(row.scope).map_err(anyhow::Error::new)?;
        let last_seen_at = match used {
            Use::Person => now,
            Use::Background => row.last_seen_at,
        };
        let known = Known {
            id: row.id,
            scope: scope.clone(),
            idle,
            expires_at: row.expires_at,
            last_seen_at,
            written_at: row.last_seen_at,
        };
        self.remember(*key, known, ended, now);
        Ok(Ok(scope))
    }

    /// Remembers a session that was read when `ended` sessions had been ended.
    fn remember(&self, key: TokenHash, session: Known, ended: u64, now: DateTime<Utc>) {
        let mut known = self.0.known.write();
        // Invariant: a session that was ended while its row was being read is not remembered. Whoever ends one
        // counts and forgets under this lock.
        if *self.0.ended.borrow() != ended {
            return;
        }
        if known.len() >= KNOWN_MAX {
            known.retain(|_, it| it.expires_at > now && it.last_seen_at + it.idle > now);
        }
        if known.len() < KNOWN_MAX {
            known.insert(key, session);
        }
    }

    fn remembered(
        &self,
        key: &TokenHash,
        used: Use,
        now: DateTime<Utc>,
    ) -> Option<std::result::Result<Scope, Refused>> {
        {
            let known = self.0.known.read();
            let it = known.get(key)?;
            let fresh = used == Use::Background || now - it.last_seen_at < TimeDelta::seconds(5);
            if it.expires_at > now && it.last_seen_at + it.idle > now && fresh {
                return Some(Ok(it.scope.clone()));
            }
        }
        let mut known = self.0.known.write();
        let it = known.get_mut(key)?;
        if it.expires_at <= now || it.last_seen_at + it.idle <= now {
            known.remove(key);
            return Some(Err(Refused::Expired));
        }
        it.last_seen_at = now;
        Some(Ok(it.scope.clone()))
    }

    /// When the session of `token` ends, however much it is used; nothing while this node does not remember it.
    pub fn ends_at(&self, token: &str) -> Option<DateTime<Utc>> {
        self.0.known.read().get(&TokenHash(hash(token))).map(|it| it.expires_at)
    }

    /// Tells when sessions are ended by hand, so that connections which stay open look at theirs again.
    pub fn ended(&self) -> watch::Receiver<u64> {
        self.0.ended.subscribe()
    }

    /// When a role of a station last asked for anything, on this node.
    pub fn last_seen(&self, station: StationId, role: Role) -> Option<DateTime<Utc>> {
        self.0.seen.read().get(&(station, role)).copied()
    }

    fn note(&self, scope: &Scope, now: DateTime<Utc>) {
        let key = (scope.station, scope.role);
        if self.0.seen.read().get(&key).is_some_and(|it| now - *it < TimeDelta::seconds(1)) {
            return;
        }
        self.0.seen.write().insert(key, now);
    }

    /// Forgets the sessions of an account at once; their rows are ended by the command that calls this.
    pub fn forget(&self, account: AccountId) {
        self.end(|known| known.retain(|_, it| it.scope.account != account));
    }

    /// Forgets one session at once.
    pub fn forget_token(&self, token: &str) {
        let key = TokenHash(hash(token));
        self.end(|known| drop(known.remove(&key)));
    }

    fn end(&self, forget: impl FnOnce(&mut HashMap<TokenHash, Known>)) {
        let mut known = self.0.known.write();
        forget(&mut known);
        self.0.ended.send_modify(|it| *it = it.wrapping_add(1));
    }

    /// The sessions whose last use is due to be written down, with that time.
    pub fn due(&self) -> Vec<(SessionId, DateTime<Utc>)> {
        let mut known = self.0.known.write();
        known
            .values_mut()
            .filter(|it| it.last_seen_at - it.written_at >= SEEN_EVERY)
            .map(|it| {
                it.written_at = it.last_seen_at;
                (it.id, it.last_seen_at)
            })
            .collect()
    }
}

/// SHA-256 of a token.
fn hash(token: &str) -> [u8; 32] {
    let mut out = [0u8; 32];
    out.copy_from_slice(digest::digest(&digest::SHA256, token.as_bytes()).as_ref());
    out
}

/// Says that a request came over TLS, here or at the proxy.
#[derive(Clone, Copy, Debug)]
pub struct Secured;

/// The cookie that gives a page its session; it goes only over TLS where there is any.
///
/// # Errors
/// If the token cannot stand in a header.
pub fn cookie(token: &str, seconds: i64, secured: bool) -> Result<HeaderValue> {
    let secure = if secured { "; Secure" } else { "" };
    let text = format!("{COOKIE}={token}; Path=/; HttpOnly; SameSite=Strict; Max-Age={seconds}{secure}");
    HeaderValue::from_str(&text).map_err(|it| problem::Error::Internal(it.into()))
}

/// Reads the token of a request: `Authorization: Bearer`, else the cookie.
pub fn token_of(headers: &HeaderMap) -> Option<&str> {
    let bearer =
        headers.get(header::AUTHORIZATION).and_then(|it| it.to_str().ok()).and_then(|it| it.strip_prefix("Bearer "));
    bearer.map(str::trim).or_else(|| cookie_of(headers))
}

fn cookie_of(headers: &HeaderMap) -> Option<&str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|it| it.to_str().ok())
        .flat_map(|it| it.split(';'))
        .find_map(|it| it.trim().strip_prefix(COOKIE)?.strip_prefix('='))
}

/// Puts the caller's [`Scope`] into the request, or what was wrong with the token.
pub async fn layer(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let Some(token) = token_of(request.headers()) else { return next.run(request).await };
    if crosses_sites(request.method(), request.headers()) {
        return problem::Error::from(refuse(&problem::CROSS_SITE)).into_response();
    }
    let (key, now) = (TokenHash(hash(token)), app.clock().now());
    let used = if request.headers().contains_key(BACKGROUND) { Use::Background } else { Use::Person };
    match app.sessions().look_up(app.db(), &key, used, now).await {
        Ok(Ok(mut scope)) => {
            if used == Use::Person {
                app.sessions().note(&scope, now);
            }
            scope.language = request.extensions().get::<Language>().copied().unwrap_or_default();
            request.extensions_mut().insert(scope);
            request.extensions_mut().insert(key);
        }
        Ok(Err(refused)) => {
            request.extensions_mut().insert(refused);
        }
        Err(error) => return error.into_response(),
    }
    next.run(request).await
}

/// A page of another site must not act with our cookie: browsers say where a request comes from.
fn crosses_sites(method: &Method, headers: &HeaderMap) -> bool {
    let reads = matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS);
    let upgrade = headers.contains_key(header::UPGRADE);
    let site = headers.get("sec-fetch-site").and_then(|it| it.to_str().ok());
    (!reads || upgrade)
        && headers.get(header::AUTHORIZATION).is_none()
        && matches!(site, Some("cross-site" | "same-site"))
}

#[cfg(test)]
mod tests {
    use chrono::TimeZone as _;

    use super::*;
    use crate::scope::Reach;

    fn known(now: DateTime<Utc>) -> Known {
        let (station, account) = (StationId::from(Uuid::from_u128(1)), AccountId::from(Uuid::from_u128(2)));
        let language = Language::Zh;
        let scope = Scope { station, account, member: None, role: Role::Desk, reach: Reach::Station, language };
        let (idle, expires_at) = (TimeDelta::seconds(IDLE_S), now + LONGEST);
        Known { id: SessionId::from(Uuid::from_u128(3)), scope, idle, expires_at, last_seen_at: now, written_at: now }
    }

    #[test]
    fn a_session_that_ends_while_it_is_read_is_not_remembered() {
        let now = Utc.timestamp_opt(1_700_000_000, 0).unwrap();
        let (sessions, key) = (Sessions::default(), TokenHash(hash("token")));
        let before = *sessions.0.ended.borrow();
        sessions.forget_token("token");
        sessions.remember(key, known(now), before, now);
        assert!(sessions.remembered(&key, Use::Person, now).is_none());
        sessions.remember(key, known(now), before + 1, now);
        assert!(sessions.remembered(&key, Use::Person, now).is_some_and(|it| it.is_ok()));
        sessions.forget(AccountId::from(Uuid::from_u128(2)));
        assert!(sessions.remembered(&key, Use::Person, now).is_none());
    }
}
