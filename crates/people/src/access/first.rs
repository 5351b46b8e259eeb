//! The first administrator: a station without one gets one when it first starts, with a password that is said once.

use chrono::{DateTime, Utc};
use domain::ids::{AccountId, SealedId, StationId};
use domain::role::Role;
use platform::db::{Command, Outcome, Rows};
use platform::problem::Result;
use platform::scope::{Reach, Scope};
use platform::seal::{self, Personal};
use platform::sent::system_sender;
use uuid::Uuid;

use crate::access::accounts::about;
use crate::password;
use crate::people::People;
use crate::seed::ACCOUNT_NAME;
use crate::store::account;

/// The login of the first administrator.
pub const LOGIN: &str = "sysadmin";

impl People {
    /// Makes the first system administrator of a station that has none; answers the password, which nobody can read
    /// again and which must be changed at the first sign-in.
    ///
    /// # Errors
    /// If the database or the random generator fails.
    pub async fn first_administrator(&self, station: StationId) -> Result<Option<String>> {
        let app = self.app();
        let word = password::one_time()?;
        let hash = password::hash(&word)?;
        let (id, sealed) = (AccountId::from(Uuid::now_v7()), SealedId::from(Uuid::now_v7()));
        let name = Personal::new(LOGIN);
        let name = app.sealer().seal(sealed, station, id.into(), ACCOUNT_NAME, &name, app.clock().now());
        let sender = system_sender(station, &[b"people.first_administrator", Uuid::now_v7().as_bytes()]);
        let made = app.db().run(sender, First { station, id, name, hash }).await?.read::<bool>()?;
        if !made {
            return Ok(None);
        }
        self.refresh_all().await?;
        Ok(Some(word))
    }
}

struct First {
    station: StationId,
    id: AccountId,
    name: seal::Model,
    hash: String,
}

impl Command for First {
    type Answer = bool;

    fn reads(&self, rows: &mut Rows) {
        rows.find(&account::OF_STATION, self.station);
    }

    fn decide(&self, rows: &Rows, now: DateTime<Utc>) -> Result<Outcome<bool>> {
        let mut there = rows.all::<account::Entity>().filter(|it| it.station_id == self.station);
        if there.any(|it| it.role == Role::SystemAdmin || it.login == LOGIN) {
            return Ok(Outcome::new(false));
        }
        let row = account::Model {
            id: self.id,
            station_id: self.station,
            login: LOGIN.to_owned(),
            password_hash: self.hash.clone(),
            role: Role::SystemAdmin,
            reach: serde_json::to_value(Reach::Station).map_err(anyhow::Error::new)?,
            member_id: None,
            name_sealed_id: self.name.id,
            disabled_at: None,
            failed_count: 0,
            locked_until: None,
            last_login_at: None,
            granted_at: Some(now),
            password_set_at: now,
            must_change: true,
            version: 1,
        };
        let event = about("account_changed_first", &row, &Scope::system(self.station));
        Ok(Outcome::new(true).put::<seal::Entity>(self.name.clone()).put::<account::Entity>(row).event(event))
    }
}
