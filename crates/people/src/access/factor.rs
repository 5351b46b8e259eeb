//! The second factor: enrolled with an authenticator app, confirmed by a first code, spent code by code.

use aws_lc_rs::{digest, rand};
use chrono::{DateTime, Utc};
use domain::ids::AccountId;
use platform::db::{Command, Outcome, Rows};
use platform::problem::{Error, Result, refuse};
use platform::scope::Scope;
use platform::seal::Sealer;

use crate::access::accounts::about;
use crate::refusal;
use crate::store::{account, factor};
use crate::totp;

/// The label that binds an encrypted secret to its use.
const LABEL: &str = "second_factor";
/// Recovery codes given out with a new factor.
pub const RECOVERY_CODES: usize = 8;
/// Bytes of a recovery code: 80 bits.
const RECOVERY_BYTES: usize = 10;

/// A new secret with its recovery codes.
pub struct Fresh {
    /// The secret.
    pub secret: Vec<u8>,
    /// The recovery codes, told once.
    pub recovery: Vec<String>,
}

impl Fresh {
    /// Draws a secret and its recovery codes.
    ///
    /// # Errors
    /// If the system's random generator fails.
    pub fn draw() -> anyhow::Result<Self> {
        let random = |bytes: &mut [u8]| rand::fill(bytes).map_err(|_| anyhow::anyhow!("the random generator failed"));
        let mut secret = vec![0u8; totp::SECRET_BYTES];
        random(&mut secret)?;
        let mut recovery = Vec::with_capacity(RECOVERY_CODES);
        for _ in 0..RECOVERY_CODES {
            let mut bytes = [0u8; RECOVERY_BYTES];
            random(&mut bytes)?;
            recovery.push(totp::base32(&bytes));
        }
        Ok(Self { secret, recovery })
    }
}

fn hashed(code: &str) -> String {
    let code: String = code.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_uppercase();
    digest::digest(&digest::SHA256, code.as_bytes()).as_ref().iter().map(|it| format!("{it:02x}")).collect()
}

/// Begins to enrol: the secret counts for nothing before a code of it was right.
pub struct Begin {
    /// Whose.
    pub scope: Scope,
    /// The encrypted secret.
    pub secret: Vec<u8>,
    /// Hashes of the recovery codes.
    pub recovery: String,
}

impl Begin {
    /// Seals a fresh secret for somebody.
    pub fn new(scope: Scope, sealer: &Sealer, fresh: &Fresh) -> Self {
        let recovery = fresh.recovery.iter().map(|it| hashed(it)).collect::<Vec<_>>().join(" ");
        Self { scope, secret: sealer.encrypt(LABEL, &fresh.secret), recovery }
    }
}

impl Command for Begin {
    type Answer = ();

    fn reads(&self, rows: &mut Rows) {
        rows.want::<factor::Entity>(self.scope.account);
        rows.want::<account::Entity>(self.scope.account);
    }

    fn decide(&self, rows: &Rows, _now: DateTime<Utc>) -> Result<Outcome<()>> {
        let account = rows.get::<account::Entity>(&self.scope.account).ok_or(Error::NotFound)?;
        if rows.get::<factor::Entity>(&self.scope.account).is_some_and(|it| it.confirmed_at.is_some()) {
            return Err(refuse(&refusal::FACTOR_STANDS).into());
        }
        let row = factor::Model {
            account_id: self.scope.account,
            station_id: self.scope.station,
            secret: self.secret.clone(),
            confirmed_at: None,
            last_step: 0,
            recovery: self.recovery.clone(),
            version: 1,
        };
        let event = about("account_factor_begun", account, &self.scope);
        Ok(Outcome::new(()).put::<factor::Entity>(row).event(event))
    }
}

/// Spends a code: of the app, or one for recovery.
pub struct Spend {
    /// Who does it.
    pub scope: Scope,
    /// Whose.
    pub account: AccountId,
    /// What was typed.
    pub code: String,
    /// Whether this is the first code, which confirms the factor.
    pub confirms: bool,
    /// Opens the secret.
    pub sealer: Sealer,
}

impl Spend {
    /// The factor with the code spent; `None` where the code is wrong or was used.
    fn spent(&self, row: &factor::Model, now: DateTime<Utc>) -> Option<factor::Model> {
        let secret = self.sealer.decrypt_any(LABEL, &row.secret)?;
        if let Some(last_step) = totp::accept(&secret, &self.code, now.timestamp(), row.last_step) {
            return Some(factor::Model { last_step, ..row.clone() });
        }
        let hash = hashed(&self.code);
        let left: Vec<&str> = row.recovery.split(' ').filter(|it| *it != hash).collect();
        let used = !self.confirms && left.len() < row.recovery.split(' ').count();
        used.then(|| factor::Model { recovery: left.join(" "), ..row.clone() })
    }
}

impl Command for Spend {
    type Answer = ();

    fn reads(&self, rows: &mut Rows) {
        rows.want::<factor::Entity>(self.account);
        rows.want::<account::Entity>(self.account);
    }

    fn decide(&self, rows: &Rows, now: DateTime<Utc>) -> Result<Outcome<()>> {
        let account = rows.get::<account::Entity>(&self.account).ok_or(Error::NotFound)?;
        let row = rows.get::<factor::Entity>(&self.account).ok_or_else(|| refuse(&refusal::NO_FACTOR))?;
        if row.confirmed_at.is_none() && !self.confirms {
            return Err(refuse(&refusal::NO_FACTOR).into());
        }
        let spent = self.spent(row, now).ok_or_else(|| refuse(&refusal::CODE_REFUSED).field("code"))?;
        let confirmed_at = spent.confirmed_at.or(Some(now));
        let spent = factor::Model { confirmed_at, version: row.version + 1, ..spent };
        let kind = if self.confirms { "account_factor_confirmed" } else { "account_factor_shown" };
        Ok(Outcome::new(()).put::<factor::Entity>(spent).event(about(kind, account, &self.scope)))
    }
}
