//! The picture of people in memory: what other slices ask about a member at once, without the database.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::{DateTime, Utc};
use domain::ids::{AccountId, CommunityId, GridId, MemberId, PostId, SealedId, StationId, UnitId};
use domain::member::{Level, MemberKind};
use domain::role::Role;
use domain::shown::{PersonalField, SOMEBODY, Shown, shown};
use parking_lot::RwLock;
use platform::app::App;
use platform::log::Entry;
use platform::problem::{Error, Result};
use platform::scope::{Actor, Audience, Scope};
use platform::seal::{self, Personal};
use sea_orm::entity::prelude::*;
use tokio::sync::broadcast::error::RecvError;

use crate::access::SteppedUp;
use crate::consent::TEXT_VERSION;
use crate::password::Checker;
use crate::sign_in::Failures;
use crate::store::{self, ConsentKind, Enrolment, account, consent, member};

/// Sealed rows read in one statement.
const SEALED_CHUNK: usize = 500;

/// The consent to location that stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Consent {
    /// Which wording was shown.
    pub text_version: String,
    /// When it was given.
    pub given_at: DateTime<Utc>,
}

/// One member as other slices see them.
#[derive(Clone, Debug)]
pub struct Person {
    /// The member.
    pub id: MemberId,
    /// The station.
    pub station: StationId,
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
    /// Whether the member still belongs.
    pub enrolment: Enrolment,
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
    /// The consent to location, if it stands.
    pub consent: Option<Consent>,
    /// Whether a telephone number is on record.
    pub telephone: bool,
    name: Personal,
    masked: String,
}

impl Person {
    /// The name as `scope` may read it: whole for the station's own people and for oneself, else masked:
    /// the least that the task needs 【个人信息保护法 6】.
    pub fn name_for(&self, scope: &Scope) -> &str {
        // A shared terminal shows nobody's whole name, not even that of the one who stands there.
        if scope.member == Some(self.id) && scope.role.is_a_persons() {
            return self.name.expose();
        }
        named(&self.name, &self.masked, scope.role)
    }

    /// The whole name; only after the look was written to the log.
    pub(crate) fn whole_name(&self) -> &str {
        self.name.expose()
    }

    /// The masked name, for whoever reads it.
    pub fn masked(&self) -> &str {
        &self.masked
    }

    /// Whom a record of this member is meant for.
    pub fn audience(&self) -> Audience {
        Audience {
            community: self.community,
            grid: self.grid,
            unit: self.unit,
            members: vec![self.id],
            ..Audience::default()
        }
    }
}

/// One account as timelines name it.
#[derive(Clone, Debug)]
pub struct Holder {
    /// The account.
    pub id: AccountId,
    /// The station.
    pub station: StationId,
    /// The name it signs in with.
    pub login: String,
    /// Its role.
    pub role: Role,
    /// The member it is, if it is one.
    pub member: Option<MemberId>,
    name: Personal,
    masked: String,
}

impl Holder {
    /// The name as `scope` may read it.
    pub fn name_for(&self, scope: &Scope) -> &str {
        if scope.account == self.id { self.name.expose() } else { named(&self.name, &self.masked, scope.role) }
    }
}

/// A name as a role is shown it: whole to those who command, masked to the forces, not at all to outsiders.
fn named<'a>(whole: &'a Personal, masked: &'a str, role: Role) -> &'a str {
    match shown(PersonalField::Name, role) {
        Shown::Whole => whole.expose(),
        Shown::Hidden if !masked.is_empty() => SOMEBODY,
        Shown::Masked | Shown::Hidden => masked,
    }
}

#[derive(Default)]
struct Picture {
    members: BTreeMap<MemberId, Arc<Person>>,
    accounts: BTreeMap<AccountId, Arc<Holder>>,
}

impl Picture {
    /// Takes a consent in at once: nobody may be located a moment after it was withdrawn.
    fn note_consent(&mut self, entry: &Entry) {
        let consent = match entry.row.kind.as_str() {
            "consent_given" => Some(Consent { text_version: TEXT_VERSION.to_owned(), given_at: entry.row.at }),
            "consent_withdrawn" => None,
            _ => return,
        };
        let member = entry.refer("member_id").map(MemberId::from).and_then(|it| self.members.get_mut(&it));
        if let Some(person) = member {
            Arc::make_mut(person).consent = consent;
        }
    }
}

struct Parts {
    app: App,
    picture: RwLock<Picture>,
    checker: Checker,
    failures: Failures,
    stepped_up: SteppedUp,
}

/// The people of this node; cheap to clone.
#[derive(Clone)]
pub struct People(Arc<Parts>);

impl People {
    /// Reads everybody.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub async fn load(app: &App) -> Result<Self> {
        let people = Self(Arc::new(Parts {
            app: app.clone(),
            picture: RwLock::default(),
            checker: Checker::default(),
            failures: Failures::default(),
            stepped_up: SteppedUp::default(),
        }));
        people.refresh_all().await?;
        let picture = Arc::downgrade(&people.0);
        app.hub().observe(Arc::new(move |entry| {
            if let Some(parts) = picture.upgrade() {
                parts.picture.write().note_consent(entry);
            }
        }));
        Ok(people)
    }

    /// The platform these people live on.
    pub fn app(&self) -> &App {
        &self.0.app
    }

    pub(crate) fn checker(&self) -> &Checker {
        &self.0.checker
    }

    pub(crate) fn failures(&self) -> &Failures {
        &self.0.failures
    }

    /// The sessions that have just shown their second factor: exports and looks at tracks ask for it.
    pub fn stepped_up(&self) -> &SteppedUp {
        &self.0.stepped_up
    }

    /// The member with this id.
    pub fn member(&self, id: MemberId) -> Option<Arc<Person>> {
        self.0.picture.read().members.get(&id).cloned()
    }

    /// The account with this id.
    pub fn account(&self, id: AccountId) -> Option<Arc<Holder>> {
        self.0.picture.read().accounts.get(&id).cloned()
    }

    /// The role of the account that a member signs in with, if they have one.
    pub fn role_of(&self, member: MemberId) -> Option<Role> {
        self.0.picture.read().accounts.values().find(|it| it.member == Some(member)).map(|it| it.role)
    }

    /// The stations that have accounts on this node.
    pub fn stations(&self) -> BTreeSet<StationId> {
        self.0.picture.read().accounts.values().map(|it| it.station).collect()
    }

    /// All members of a station, in the order of their ids.
    pub fn all(&self, station: StationId) -> Vec<Arc<Person>> {
        self.0.picture.read().members.values().filter(|it| it.station == station).cloned().collect()
    }

    /// The name of a member as `scope` may read it; empty if there is no such member.
    pub fn name(&self, scope: &Scope, id: MemberId) -> String {
        self.member(id).map(|it| it.name_for(scope).to_owned()).unwrap_or_default()
    }

    /// The name of an account as `scope` may read it; empty if there is no such account.
    pub fn account_name(&self, scope: &Scope, id: AccountId) -> String {
        self.account(id).map(|it| it.name_for(scope).to_owned()).unwrap_or_default()
    }

    /// Accounts of the caller's station whose name, as the caller may read it, or login begins with `words`.
    pub fn accounts_named(&self, scope: &Scope, words: &str, limit: usize) -> Vec<AccountId> {
        let picture = self.0.picture.read();
        let here = picture.accounts.values().filter(|it| it.station == scope.station);
        let named = here.filter(|it| it.login.starts_with(words) || it.name_for(scope).starts_with(words));
        named.take(limit).map(|it| it.id).collect()
    }

    /// The name of who acted, as `scope` may read it; `None` for the program.
    pub fn actor_name(&self, actor: Actor, scope: &Scope) -> Option<String> {
        match actor {
            Actor::Account(id) => self.account(id).map(|it| it.name_for(scope).to_owned()),
            Actor::Member(id) => self.member(id).map(|it| it.name_for(scope).to_owned()),
            Actor::System => None,
        }
    }

    /// Reads everybody again.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub async fn refresh_all(&self) -> Result<()> {
        let db = self.0.app.db().read();
        let rows = member::Entity::find().all(db).await?;
        let accounts = account::Entity::find().all(db).await?;
        let consents = consent::Entity::find().filter(consent::Column::WithdrawnAt.is_null()).all(db).await?;
        let ids = rows.iter().map(|it| it.name_sealed_id).chain(accounts.iter().map(|it| it.name_sealed_id));
        let names = self.open(ids.collect()).await?;
        let mut picture = Picture::default();
        for row in rows {
            let consent = consents.iter().find(|it| it.member_id == row.id);
            picture.members.insert(row.id, Arc::new(person(&row, consent, &names)));
        }
        for row in accounts {
            picture.accounts.insert(row.id, Arc::new(holder(&row, &names)));
        }
        *self.0.picture.write() = picture;
        Ok(())
    }

    /// Reads one member again.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub async fn refresh_member(&self, id: MemberId) -> Result<()> {
        let db = self.0.app.db().read();
        let found = member::Entity::find_by_id(id).all(db).await?.into_iter().next();
        let consents = consent::Entity::find()
            .filter(consent::Column::MemberId.eq(id))
            .filter(consent::Column::WithdrawnAt.is_null())
            .all(db)
            .await?;
        let names = self.open(found.iter().map(|it| it.name_sealed_id).collect()).await?;
        let mut picture = self.0.picture.write();
        match found {
            Some(row) => picture.members.insert(id, Arc::new(person(&row, consents.first(), &names))),
            None => picture.members.remove(&id),
        };
        Ok(())
    }

    async fn refresh_account(&self, id: AccountId) -> Result<()> {
        let found = account::Entity::find_by_id(id).all(self.0.app.db().read()).await?.into_iter().next();
        let names = self.open(found.iter().map(|it| it.name_sealed_id).collect()).await?;
        let mut picture = self.0.picture.write();
        match found {
            Some(row) => picture.accounts.insert(id, Arc::new(holder(&row, &names))),
            None => picture.accounts.remove(&id),
        };
        Ok(())
    }

    /// Opens sealed names; one whose key is gone stays out.
    async fn open(&self, ids: Vec<SealedId>) -> Result<BTreeMap<SealedId, Personal>> {
        let mut names = BTreeMap::new();
        for chunk in ids.chunks(SEALED_CHUNK) {
            let rows = seal::Entity::find().filter(seal::Column::Id.is_in(chunk.iter().copied()));
            for row in rows.all(self.0.app.db().read()).await? {
                if let Some(name) = self.0.app.sealer().open(&row) {
                    names.insert(row.id, name);
                }
            }
        }
        Ok(names)
    }

    /// Follows the log and keeps the picture up to date. Runs until the process ends.
    pub async fn follow(self) {
        let mut entries = self.0.app.hub().inside();
        loop {
            let outcome = match entries.recv().await {
                Ok(entry) => self.take(&entry).await,
                Err(RecvError::Lagged(_)) => self.refresh_all().await,
                Err(RecvError::Closed) => return,
            };
            if let Err(error) = outcome {
                tracing::error!(error.chain = %error, "People could not be read again: {error}");
            }
        }
    }

    /// Takes one log entry in.
    async fn take(&self, entry: &Entry) -> Result<()> {
        let kind = entry.row.kind.as_str();
        match kind {
            "people_seeded" => self.refresh_all().await,
            _ if kind.starts_with("member_") => match entry.refer("member_id") {
                Some(id) => self.refresh_member(id.into()).await,
                None => Ok(()),
            },
            _ if kind.starts_with("account_changed") => match entry.refer("account_id") {
                Some(id) => self.refresh_account(id.into()).await,
                None => Ok(()),
            },
            _ => Ok(()),
        }
    }

    /// The telephone number of a member, for the station's own line to dial: nobody reads it.
    ///
    /// # Errors
    /// If the database cannot be read, or there is no such member.
    pub async fn number_to_dial(&self, scope: &Scope, id: MemberId) -> Result<Option<Personal>> {
        let row = store::member_of(scope, self.0.app.db(), id).await?;
        let Some(sealed) = row.phone_sealed_id else { return Ok(None) };
        let sealed = store::sealed_of(scope, self.0.app.db(), sealed).await?;
        Ok(sealed.and_then(|it| self.0.app.sealer().open(&it)))
    }

    /// The member with this id, if `scope` may see them.
    ///
    /// # Errors
    /// If there is none within the scope.
    pub fn seen_by(&self, scope: &Scope, id: MemberId) -> Result<Arc<Person>> {
        let person = self.member(id).filter(|it| it.station == scope.station && scope.may_see(&it.audience()));
        person.ok_or(Error::NotFound)
    }
}

fn person(row: &member::Model, consent: Option<&consent::Model>, names: &BTreeMap<SealedId, Personal>) -> Person {
    let name = names.get(&row.name_sealed_id).cloned().unwrap_or_default();
    Person {
        id: row.id,
        station: row.station_id,
        community: row.community_id,
        grid: row.grid_id,
        unit: row.unit_id,
        post: row.post_id,
        kind: row.kind,
        enrolment: row.status,
        adult: row.adult,
        trained_until: row.trained_until,
        guard_cert_until: row.guard_cert_until,
        insured_until: row.insured_until,
        level_max: row.level_max,
        self_enrolled: row.self_enrolled,
        consent: consent
            .filter(|it| it.kind == ConsentKind::Location)
            .map(|it| Consent { text_version: it.text_version.clone(), given_at: it.given_at }),
        telephone: row.phone_sealed_id.is_some(),
        masked: domain::mask::name(name.expose()),
        name,
    }
}

fn holder(row: &account::Model, names: &BTreeMap<SealedId, Personal>) -> Holder {
    let name = names.get(&row.name_sealed_id).cloned().unwrap_or_default();
    Holder {
        id: row.id,
        station: row.station_id,
        login: row.login.clone(),
        role: row.role,
        member: row.member_id,
        masked: domain::mask::name(name.expose()),
        name,
    }
}
