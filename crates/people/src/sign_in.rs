//! Signing in and out: one answer for an unknown login and a wrong password, a lock after five failures.

use std::collections::HashMap;

use aws_lc_rs::digest;
use chrono::{DateTime, TimeDelta, Utc};
use domain::ids::{AccountId, SessionId, StationId};
use parking_lot::Mutex;
use platform::db::{Command, Outcome, Rows, Sender};
use platform::language::Language;
use platform::log::Event;
use platform::problem::{Error, Field, Result, refuse};
use platform::scope::{Actor, Audience, Scope};
use platform::sent::system_sender;
use platform::session::{self, IDLE_S, LONGEST, OF_ACCOUNT, Sessions};
use sea_orm::entity::prelude::*;

use crate::password::PASSWORD_BYTES_MAX;
use crate::people::People;
use crate::refusal;
use crate::store::account;

/// Failed sign-ins in a row that lock an account 【GB/T 22239】.
pub const FAILURES_MAX: i64 = 5;
/// How long the lock lasts.
pub const LOCK: TimeDelta = TimeDelta::minutes(15);
/// The longest login, in bytes.
pub const LOGIN_BYTES_MAX: usize = 64;
/// Bytes of the keyed hash by which an unknown login is recognized in the audit.
const MARK_BYTES: usize = 8;
/// Unknown logins whose failures are counted; when full, those whose lock has passed are forgotten first.
const UNKNOWN_MAX: usize = 10_000;

/// Somebody who has just signed in.
#[derive(Debug)]
pub struct SignedIn {
    /// The token: told once, stored nowhere.
    pub token: String,
    /// Who they are.
    pub scope: Scope,
    /// When the session ends, however much it is used.
    pub ends_at: DateTime<Utc>,
}

impl People {
    /// Signs in.
    ///
    /// # Errors
    /// [`refusal::SIGN_IN_REFUSED`] for an unknown login, a wrong password and a disabled account alike;
    /// [`refusal::LOCKED`] after five failures, whether the login exists or not.
    pub async fn sign_in(&self, login: &str, password: String, language: Language) -> Result<SignedIn> {
        self.sign_in_with(login, password, None, language).await
    }

    /// Signs in, and sets a new password with it: what a one-time password asks for.
    ///
    /// # Errors
    /// As [`People::sign_in`]; [`refusal::MUST_CHANGE`] where a new one is needed and none is given.
    pub async fn sign_in_with(
        &self,
        login: &str,
        password: String,
        new_password: Option<String>,
        language: Language,
    ) -> Result<SignedIn> {
        let now = self.app().clock().now();
        if login.is_empty() || login.len() > LOGIN_BYTES_MAX || password.len() > PASSWORD_BYTES_MAX {
            return Err(refuse(&refusal::SIGN_IN_REFUSED).into());
        }
        let found =
            account::Entity::find().filter(account::Column::Login.eq(login)).all(self.app().db().read()).await?;
        let Some(account) = found.into_iter().next() else {
            self.failures().refuse_locked(login, now)?;
            self.checker().check(password, None).await?;
            let counted = self.failures().count(login, now);
            if counted.is_some() {
                self.note_unknown(login).await?;
            }
            return Err(counted.unwrap_or_else(|| refuse(&refusal::SIGN_IN_REFUSED).into()));
        };
        refuse_locked(&account, now)?;
        let right = self.checker().check(password, Some(account.password_hash.clone())).await?;
        let sender = |cause: &[u8]| system_sender(account.station_id, &[cause, Uuid::now_v7().as_bytes()]);
        if !right {
            let failed = FailSignIn { account: account.id };
            let minutes = self.app().db().run(sender(b"sign_in_failed"), failed).await?.read::<Option<i64>>()?;
            return Err(minutes.map_or_else(|| refuse(&refusal::SIGN_IN_REFUSED), locked_for).into());
        }
        let new_hash = match new_password {
            None => None,
            Some(word) => {
                crate::password::check_new("new_password", &word, login)?;
                if self.checker().check(word.clone(), Some(account.password_hash.clone())).await? {
                    let (zh, en) = ("新口令不能与原口令相同", "The new password must differ from the old one");
                    return Err(Error::Invalid(vec![Field::new("new_password", "same", zh, en)]));
                }
                let hashed = tokio::task::spawn_blocking(move || crate::password::hash(&word));
                Some(hashed.await.map_err(|it| Error::Internal(it.into()))??)
            }
        };
        let (token, hash) = Sessions::token();
        let session = SessionId::from(Uuid::now_v7());
        let command = SignIn { account: account.id, session, token_hash: hash.to_vec(), new_hash };
        let answered = self.app().db().run(sender(b"sign_in"), command).await?;
        let scope = Scope { language, ..answered.read::<Scope>()? };
        Ok(SignedIn { token, scope, ends_at: now + LONGEST })
    }

    /// Leaves an entry about a login that nobody has, in the audit of each station: nobody knows whose it was meant
    /// to be. The login stays unknown; equal ones can be recognized by a keyed hash.
    async fn note_unknown(&self, login: &str) -> Result<()> {
        let mark = hex(&self.app().sealer().lookup("login", login)[..MARK_BYTES]);
        for station in self.stations() {
            let sender = system_sender(station, &[b"sign_in_unknown", Uuid::now_v7().as_bytes()]);
            self.app().db().run(sender, FailUnknown { station, mark: mark.clone() }).await?;
        }
        Ok(())
    }

    /// Ends the session that `token` opened.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn sign_out(&self, sender: Sender, scope: Scope, token: &str) -> Result<()> {
        let hash = Sessions::hash(token).to_vec();
        self.app().db().run(sender, SignOut { scope, token_hash: hash }).await?;
        self.app().sessions().forget_token(token);
        Ok(())
    }
}

fn refuse_locked(account: &account::Model, now: DateTime<Utc>) -> Result<()> {
    match account.locked_until.filter(|it| *it > now) {
        Some(until) => Err(locked_for(minutes_until(until, now)).into()),
        None => Ok(()),
    }
}

fn locked_for(minutes: i64) -> platform::problem::Refusal {
    refuse(&refusal::LOCKED).with("minutes", minutes)
}

/// Minutes until then, counted up.
fn minutes_until(until: DateTime<Utc>, now: DateTime<Utc>) -> i64 {
    ((until - now).num_seconds().max(0) + 59) / 60
}

/// Opens a session.
struct SignIn {
    account: AccountId,
    session: SessionId,
    token_hash: Vec<u8>,
    /// The hash of the new password, where one is set with the sign-in.
    new_hash: Option<String>,
}

impl Command for SignIn {
    type Answer = Scope;

    fn reads(&self, rows: &mut Rows) {
        rows.want::<account::Entity>(self.account);
    }

    fn decide(&self, rows: &Rows, now: DateTime<Utc>) -> Result<Outcome<Scope>> {
        let account = rows.get::<account::Entity>(&self.account).ok_or_else(|| refuse(&refusal::SIGN_IN_REFUSED))?;
        // Decided on the row as it is now: a lock or a disabling that came meanwhile counts.
        refuse_locked(account, now)?;
        if !account.is_open() {
            return Err(refuse(&refusal::SIGN_IN_REFUSED).into());
        }
        if account.must_change && self.new_hash.is_none() {
            return Err(refuse(&refusal::MUST_CHANGE).field("new_password").into());
        }
        let scope = Scope {
            station: account.station_id,
            account: account.id,
            member: account.member_id,
            role: account.role,
            reach: account.reach(),
            language: Language::Zh,
        };
        let session = session::Model {
            id: self.session,
            token_hash: self.token_hash.clone(),
            station_id: account.station_id,
            account_id: account.id,
            scope: serde_json::to_value(&scope).map_err(|it| Error::Internal(it.into()))?,
            idle_s: IDLE_S,
            created_at: now,
            last_seen_at: now,
            expires_at: now + LONGEST,
            revoked_at: None,
        };
        let event = about(account, "account_signed_in", Actor::Account(account.id));
        let account =
            account::Model { failed_count: 0, locked_until: None, last_login_at: Some(now), ..account.clone() };
        let account = match &self.new_hash {
            Some(hash) => account::Model {
                password_hash: hash.clone(),
                password_set_at: now,
                must_change: false,
                version: account.version + 1,
                ..account
            },
            None => account,
        };
        Ok(Outcome::new(scope).put::<session::Entity>(session).put::<account::Entity>(account).event(event))
    }
}

/// Counts a failed sign-in; answers the minutes of the lock if it locks.
struct FailSignIn {
    account: AccountId,
}

impl Command for FailSignIn {
    type Answer = Option<i64>;

    fn reads(&self, rows: &mut Rows) {
        rows.want::<account::Entity>(self.account);
    }

    fn decide(&self, rows: &Rows, now: DateTime<Utc>) -> Result<Outcome<Option<i64>>> {
        let account = rows.get::<account::Entity>(&self.account).ok_or_else(|| refuse(&refusal::SIGN_IN_REFUSED))?;
        refuse_locked(account, now)?;
        let failed_count = account.failed_count + 1;
        let failed = about(account, "account_sign_in_failed", Actor::System).field("failed_count", failed_count);
        if failed_count < FAILURES_MAX {
            let row = account::Model { failed_count, ..account.clone() };
            return Ok(Outcome::new(None).put::<account::Entity>(row).event(failed));
        }
        let until = now + LOCK;
        let locked = about(account, "account_locked", Actor::System).field("locked_until", until);
        let row = account::Model { failed_count: 0, locked_until: Some(until), ..account.clone() };
        Ok(Outcome::new(Some(LOCK.num_minutes())).put::<account::Entity>(row).event(failed).event(locked))
    }
}

/// Tells of a failed sign-in under a login that nobody has.
struct FailUnknown {
    station: StationId,
    mark: String,
}

impl Command for FailUnknown {
    type Answer = ();

    fn reads(&self, _rows: &mut Rows) {}

    fn decide(&self, _rows: &Rows, _now: DateTime<Utc>) -> Result<Outcome<()>> {
        let audience = Audience { audit: true, ..Audience::default() };
        let event = Event::new("unknown_sign_in_failed", self.station, Actor::System, audience);
        Ok(Outcome::new(()).event(event.field("login_mark", &self.mark)))
    }
}

/// Ends one session.
struct SignOut {
    scope: Scope,
    token_hash: Vec<u8>,
}

impl Command for SignOut {
    type Answer = ();

    fn reads(&self, rows: &mut Rows) {
        rows.want::<account::Entity>(self.scope.account);
        rows.find(&OF_ACCOUNT, self.scope.account);
    }

    fn decide(&self, rows: &Rows, now: DateTime<Utc>) -> Result<Outcome<()>> {
        let open = rows.all::<session::Entity>().find(|it| it.token_hash == self.token_hash && it.revoked_at.is_none());
        let Some(open) = open else { return Ok(Outcome::new(())) };
        let ended = session::Model { revoked_at: Some(now), ..open.clone() };
        let outcome = Outcome::new(()).put::<session::Entity>(ended);
        Ok(match rows.get::<account::Entity>(&self.scope.account) {
            Some(account) => outcome.event(about(account, "account_signed_out", self.scope.actor())),
            None => outcome,
        })
    }
}

/// An event about an account, for those who read the audit.
fn about(account: &account::Model, kind: &'static str, actor: Actor) -> Event {
    let audience = Audience { audit: true, ..Audience::default() };
    Event::new(kind, account.id, actor, audience).refer("account_id", account.id)
}

#[derive(Clone, Copy, Default)]
struct Count {
    failures: i64,
    locked_until: Option<DateTime<Utc>>,
    last: DateTime<Utc>,
}

/// Failures of logins that nobody has: they lock like real ones, so that a lock does not tell which logins exist.
#[derive(Default)]
pub struct Failures(Mutex<HashMap<[u8; 32], Count>>);

impl Failures {
    pub(crate) fn refuse_locked(&self, login: &str, now: DateTime<Utc>) -> Result<()> {
        let until = self.0.lock().get(&key(login)).and_then(|it| it.locked_until).filter(|it| *it > now);
        until.map_or(Ok(()), |until| Err(locked_for(minutes_until(until, now)).into()))
    }

    /// Counts a failure and words it; `None` when too many logins are being tried to tell them apart.
    pub(crate) fn count(&self, login: &str, now: DateTime<Utc>) -> Option<Error> {
        let mut counts = self.0.lock();
        if counts.len() >= UNKNOWN_MAX {
            counts.retain(|_, it| now - it.last < LOCK);
        }
        if counts.len() >= UNKNOWN_MAX {
            return None;
        }
        let count = counts.entry(key(login)).or_default();
        count.last = now;
        count.failures += 1;
        if count.failures < FAILURES_MAX {
            return Some(refuse(&refusal::SIGN_IN_REFUSED).into());
        }
        *count = Count { failures: 0, locked_until: Some(now + LOCK), last: now };
        Some(locked_for(LOCK.num_minutes()).into())
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|it| format!("{it:02x}")).collect()
}

/// Logins are kept as hashes: what people type there by mistake is often a password.
fn key(login: &str) -> [u8; 32] {
    let mut out = [0u8; 32];
    out.copy_from_slice(digest::digest(&digest::SHA256, login.as_bytes()).as_ref());
    out
}
