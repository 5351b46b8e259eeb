//! Making, granting, disabling and re-opening accounts, as commands.

use chrono::{DateTime, Utc};
use domain::ids::{AccountId, MemberId};
use domain::role::Role;
use platform::db::{Command, Outcome, Rows};
use platform::log::Event;
use platform::problem::{Error, Result, refuse};
use platform::scope::{Audience, Reach, Scope};
use platform::seal;
use platform::session::{self, OF_ACCOUNT};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::refusal;
use crate::store::{account, factor, member};

/// An account as the administrators see it.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct AccountView {
    /// The account.
    pub id: AccountId,
    /// The name it signs in with.
    pub login: String,
    /// Its role; `resident` before one was granted.
    pub role: Role,
    /// How far the role reaches.
    pub reach: Reach,
    /// The member it is, if it is one.
    pub member_id: Option<MemberId>,
    /// When the role was granted; before that nobody signs in with it.
    pub granted_at: Option<DateTime<Utc>>,
    /// When it was disabled.
    pub disabled_at: Option<DateTime<Utc>>,
    /// Until when it is locked after wrong passwords.
    pub locked_until: Option<DateTime<Utc>>,
    /// When somebody last signed in with it.
    pub last_login_at: Option<DateTime<Utc>>,
    /// Whether the password must be changed at the next sign-in.
    pub must_change: bool,
    /// Counts changes.
    pub version: i64,
}

impl From<&account::Model> for AccountView {
    fn from(row: &account::Model) -> Self {
        Self {
            id: row.id,
            login: row.login.clone(),
            role: row.role,
            reach: row.reach(),
            member_id: row.member_id,
            granted_at: row.granted_at,
            disabled_at: row.disabled_at,
            locked_until: row.locked_until,
            last_login_at: row.last_login_at,
            must_change: row.must_change,
            version: row.version,
        }
    }
}

/// An account with the password that opens it once.
#[derive(Debug, Serialize, ToSchema)]
pub struct Opened {
    /// The account.
    pub account: AccountView,
    /// The password: shown once, changed at the first sign-in.
    pub password: String,
}

/// Makes an account that waits for its role.
pub struct Create {
    /// Who does it.
    pub scope: Scope,
    /// The new account.
    pub id: AccountId,
    /// The name it signs in with.
    pub login: String,
    /// The sealed name of the person.
    pub name: seal::Model,
    /// The member it is, if it is one.
    pub member: Option<MemberId>,
    /// The one of the other two administrators that it is, where the station has none yet.
    pub first: Option<Role>,
    /// The one-time password and its hash.
    pub password: (String, String),
}

impl Command for Create {
    type Answer = Opened;

    fn reads(&self, rows: &mut Rows) {
        rows.find(&account::OF_STATION, self.scope.station);
        if let Some(member) = self.member {
            rows.want::<member::Entity>(member);
        }
    }

    fn decide(&self, rows: &Rows, now: DateTime<Utc>) -> Result<Outcome<Opened>> {
        let mut others = rows.all::<account::Entity>().filter(|it| it.station_id == self.scope.station);
        if others.any(|it| it.login == self.login) {
            return Err(refuse(&refusal::LOGIN_TAKEN).with("login", &self.login).field("login").into());
        }
        if let Some(member) = self.member {
            let known = rows.get::<member::Entity>(&member).is_some_and(|it| it.station_id == self.scope.station);
            if !known {
                return Err(refuse(&refusal::NO_SUCH_MEMBER).field("member_id").into());
            }
        }
        if let Some(role) = self.first {
            let apart = role.administers() && role != Role::SystemAdmin;
            if !apart || rows.all::<account::Entity>().any(|it| it.station_id == self.scope.station && it.role == role)
            {
                return Err(refuse(&refusal::ROLE_BY_SECURITY).field("first_role").into());
            }
            refuse_second(rows, &self.scope, role, self.id, self.member)?;
        }
        let (role, reach) = (self.first.unwrap_or(Role::Resident), self.first.map_or(Reach::Own, |_| Reach::Station));
        let row = account::Model {
            id: self.id,
            station_id: self.scope.station,
            login: self.login.clone(),
            password_hash: self.password.1.clone(),
            role,
            reach: json(&reach)?,
            member_id: self.member,
            name_sealed_id: self.name.id,
            disabled_at: None,
            failed_count: 0,
            locked_until: None,
            last_login_at: None,
            granted_at: self.first.map(|_| now),
            password_set_at: now,
            must_change: true,
            version: 1,
        };
        let event = about("account_changed_created", &row, &self.scope).field("role", role);
        let answer = Opened { account: AccountView::from(&row), password: self.password.0.clone() };
        let outcome = Outcome::new(answer).created().put::<seal::Entity>(self.name.clone());
        Ok(outcome.put::<account::Entity>(row).event(event))
    }
}

/// What is done to an account that is there.
pub enum Change {
    /// The security administrator gives it a role and a reach.
    Grant(Role, Reach),
    /// Nobody signs in with it any more.
    Disable,
    /// It can be used again.
    Enable,
    /// It gets a one-time password: the word and its hash.
    Reset(String, String),
}

/// Changes an account and ends its sessions.
pub struct ChangeAccount {
    /// Who does it: an administrator, or the program for an account that nobody uses.
    pub scope: Scope,
    /// Which.
    pub id: AccountId,
    /// What is done.
    pub change: Change,
}

/// What became of an account, and the one-time password where there is one.
#[derive(Debug, Serialize, ToSchema)]
pub struct Changed {
    /// The account.
    pub account: AccountView,
    /// The password: shown once, changed at the first sign-in.
    pub password: Option<String>,
}

impl ChangeAccount {
    fn changed(&self, row: &account::Model, now: DateTime<Utc>) -> Result<(account::Model, &'static str)> {
        let row = account::Model { version: row.version + 1, ..row.clone() };
        Ok(match &self.change {
            Change::Grant(role, reach) => {
                let granted_at = Some(now);
                (account::Model { role: *role, reach: json(reach)?, granted_at, ..row }, "account_changed_granted")
            }
            Change::Disable => {
                (account::Model { disabled_at: row.disabled_at.or(Some(now)), ..row }, "account_changed_disabled")
            }
            // It counts as used from today, so that it is not disabled again at once.
            Change::Enable => {
                let used = Some(now);
                (account::Model { disabled_at: None, last_login_at: used, ..row }, "account_changed_enabled")
            }
            Change::Reset(_, hash) => {
                let row = account::Model { password_hash: hash.clone(), must_change: true, failed_count: 0, ..row };
                (account::Model { password_set_at: now, locked_until: None, ..row }, "account_changed_password_reset")
            }
        })
    }
}

impl Command for ChangeAccount {
    type Answer = Changed;

    fn reads(&self, rows: &mut Rows) {
        rows.find(&account::OF_STATION, self.scope.station);
        rows.find(&OF_ACCOUNT, self.id);
        rows.want::<factor::Entity>(self.id);
    }

    fn decide(&self, rows: &Rows, now: DateTime<Utc>) -> Result<Outcome<Changed>> {
        let row = rows.get::<account::Entity>(&self.id).filter(|it| it.station_id == self.scope.station);
        let row = row.ok_or(Error::NotFound)?;
        if row.id == self.scope.account {
            return Err(refuse(&refusal::NOT_ONESELF).into());
        }
        if let Change::Grant(role, _) = &self.change {
            if !role.is_a_persons() {
                return Err(refuse(&refusal::ROLE_OF_A_TERMINAL).field("role").into());
            }
            refuse_second(rows, &self.scope, *role, row.id, row.member_id)?;
        }
        let (changed, kind) = self.changed(row, now)?;
        let event = about(kind, &changed, &self.scope).field("role", changed.role);
        let password = match &self.change {
            Change::Reset(word, _) => Some(word.clone()),
            Change::Grant(..) | Change::Disable | Change::Enable => None,
        };
        let mut outcome = Outcome::new(Changed { account: AccountView::from(&changed), password }).event(event);
        // Whoever lost the password may have lost the telephone with it: the second factor is made anew.
        if matches!(self.change, Change::Reset(..)) && rows.get::<factor::Entity>(&row.id).is_some() {
            outcome = outcome.delete::<factor::Entity>(row.id);
        }
        for open in rows.all::<session::Entity>().filter(|it| it.account_id == row.id && it.revoked_at.is_none()) {
            outcome = outcome.put::<session::Entity>(session::Model { revoked_at: Some(now), ..open.clone() });
        }
        Ok(outcome.put::<account::Entity>(changed))
    }
}

/// Refuses a second administration of one member.
fn refuse_second(rows: &Rows, scope: &Scope, role: Role, account: AccountId, member: Option<MemberId>) -> Result<()> {
    let Some(member) = member.filter(|_| role.administers()) else { return Ok(()) };
    let mut others = rows.all::<account::Entity>().filter(|it| it.station_id == scope.station && it.id != account);
    if others.any(|it| it.member_id == Some(member) && it.role.administers() && it.role != role) {
        return Err(refuse(&refusal::TWO_ADMINISTRATIONS).field("role").into());
    }
    Ok(())
}

fn json(reach: &Reach) -> Result<serde_json::Value> {
    Ok(serde_json::to_value(reach).map_err(anyhow::Error::new)?)
}

/// An entry about an account, for those who read the audit.
pub(crate) fn about(kind: &'static str, row: &account::Model, scope: &Scope) -> Event {
    let audience = Audience { audit: true, ..Audience::default() };
    Event::new(kind, row.id, scope.actor(), audience).refer("account_id", row.id)
}
