//! Writing many members and accounts at once, for a new installation and for the demo.

use chrono::{DateTime, Utc};
use domain::ids::{AccountId, CommunityId, ConsentId, GridId, MemberId, PostId, SealedId, StationId, UnitId};
use domain::member::{Level, MemberKind};
use domain::role::Role;
use platform::app::App;
use platform::db::{Command, Outcome, Rows};
use platform::log::Event;
use platform::problem::Result;
use platform::scope::{Actor, Audience, Reach};
use platform::seal::{self, Personal, Sealer};
use platform::sent::system_sender;
use uuid::Uuid;

use crate::consent::TEXT_VERSION;
use crate::store::{ConsentKind, Enrolment, account, consent, member};

/// The kind of sealed values that are members' names.
pub const MEMBER_NAME: &str = "member_name";
/// The kind of sealed values that are members' telephone numbers.
pub const MEMBER_PHONE: &str = "member_phone";
/// The kind of sealed values that are the names of those who sign in.
pub const ACCOUNT_NAME: &str = "account_name";

/// A member to write.
#[derive(Clone, Debug)]
pub struct NewMember {
    /// The member.
    pub id: MemberId,
    /// The community the member belongs to.
    pub community: Option<CommunityId>,
    /// The grid the member belongs to.
    pub grid: Option<GridId>,
    /// The unit the member serves.
    pub unit: Option<UnitId>,
    /// The post the member usually stands at.
    pub post: Option<PostId>,
    /// What the member is.
    pub kind: MemberKind,
    /// The name.
    pub name: Personal,
    /// The telephone number.
    pub phone: Option<Personal>,
    /// Whether the member is 18 or older.
    pub adult: bool,
    /// Until when the training counts.
    pub trained_until: Option<DateTime<Utc>>,
    /// Until when the guard's certificate counts.
    pub guard_cert_until: Option<DateTime<Utc>>,
    /// Until when the member is insured.
    pub insured_until: Option<DateTime<Utc>>,
    /// How far the member may act.
    pub level_max: Level,
    /// Whether the member asked to be called when off shift.
    pub self_enrolled: bool,
    /// Whether the member has consented to location.
    pub consent: bool,
}

/// An account to write.
#[derive(Clone, Debug)]
pub struct NewAccount {
    /// The account.
    pub id: AccountId,
    /// The name it signs in with.
    pub login: String,
    /// Argon2id, as a PHC string.
    pub password_hash: String,
    /// Its role.
    pub role: Role,
    /// How far the role reaches.
    pub reach: Reach,
    /// The member it is, if it is one.
    pub member: Option<MemberId>,
    /// The name of the person.
    pub name: Personal,
}

/// Writes members and accounts in one command.
///
/// # Errors
/// If the database fails, for example because a login is taken.
pub async fn seed(app: &App, station: StationId, members: &[NewMember], accounts: &[NewAccount]) -> Result<()> {
    let now = app.clock().now();
    let mut seeded =
        Seed { station, members: Vec::new(), accounts: Vec::new(), consents: Vec::new(), sealed: Vec::new() };
    for new in members {
        seeded.member(app.sealer(), new, now);
    }
    for new in accounts {
        seeded.account(app.sealer(), new, now)?;
    }
    app.db().run(system_sender(station, &[b"people.seed", Uuid::now_v7().as_bytes()]), seeded).await?;
    Ok(())
}

struct Seed {
    station: StationId,
    members: Vec<member::Model>,
    accounts: Vec<account::Model>,
    consents: Vec<consent::Model>,
    sealed: Vec<seal::Model>,
}

impl Seed {
    fn seal(&mut self, sealer: &Sealer, subject: Uuid, kind: &str, text: &Personal, now: DateTime<Utc>) -> SealedId {
        let id = SealedId::from(Uuid::now_v7());
        self.sealed.push(sealer.seal(id, self.station, subject, kind, text, now));
        id
    }

    fn member(&mut self, sealer: &Sealer, new: &NewMember, now: DateTime<Utc>) {
        let name = self.seal(sealer, new.id.into(), MEMBER_NAME, &new.name, now);
        let phone = new.phone.as_ref().map(|it| self.seal(sealer, new.id.into(), MEMBER_PHONE, it, now));
        self.members.push(member::Model {
            id: new.id,
            station_id: self.station,
            community_id: new.community,
            grid_id: new.grid,
            unit_id: new.unit,
            post_id: new.post,
            kind: new.kind,
            status: Enrolment::Active,
            name_sealed_id: name,
            phone_sealed_id: phone,
            adult: new.adult,
            trained_until: new.trained_until,
            guard_cert_until: new.guard_cert_until,
            insured_until: new.insured_until,
            level_max: new.level_max,
            self_enrolled: new.self_enrolled,
            version: 1,
        });
        if new.consent {
            self.consents.push(consent::Model {
                id: ConsentId::from(Uuid::now_v7()),
                station_id: self.station,
                member_id: new.id,
                kind: ConsentKind::Location,
                text_version: TEXT_VERSION.to_owned(),
                given_at: now,
                withdrawn_at: None,
            });
        }
    }

    fn account(&mut self, sealer: &Sealer, new: &NewAccount, now: DateTime<Utc>) -> Result<()> {
        let name = self.seal(sealer, new.id.into(), ACCOUNT_NAME, &new.name, now);
        self.accounts.push(account::Model {
            id: new.id,
            station_id: self.station,
            login: new.login.clone(),
            password_hash: new.password_hash.clone(),
            role: new.role,
            reach: serde_json::to_value(&new.reach).map_err(anyhow::Error::new)?,
            member_id: new.member,
            name_sealed_id: name,
            disabled_at: None,
            failed_count: 0,
            locked_until: None,
            last_login_at: None,
            granted_at: Some(now),
            password_set_at: now,
            must_change: false,
            version: 1,
        });
        Ok(())
    }
}

impl Command for Seed {
    type Answer = ();

    fn reads(&self, _rows: &mut Rows) {}

    fn decide(&self, _rows: &Rows, _now: DateTime<Utc>) -> Result<Outcome<()>> {
        let event = Event::new("people_seeded", self.station, Actor::System, Audience::default())
            .field("members", self.members.len())
            .field("accounts", self.accounts.len());
        let mut outcome = Outcome::new(()).event(event);
        for row in &self.sealed {
            outcome = outcome.put::<seal::Entity>(row.clone());
        }
        for row in &self.members {
            outcome = outcome.put::<member::Entity>(row.clone());
        }
        for row in &self.consents {
            outcome = outcome.put::<consent::Entity>(row.clone());
        }
        for row in &self.accounts {
            outcome = outcome.put::<account::Entity>(row.clone());
        }
        Ok(outcome)
    }
}
