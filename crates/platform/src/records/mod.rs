//! What may lie beside any record, whatever slice owns it: comments and mentions, reminders, instructions with
//! receipts, photos and films.
//!
//! A slice registers a word for its kind of record and one function that says whether a person may see a record
//! ([`Records::register`]). Everything here asks it first, for reading and for writing, so that what lies beside a record
//! is seen by exactly those who may see the record (`incidents/tests/it/records.rs`).

pub mod api;
mod attach;
mod download;
mod inbox;
mod instruct;
mod keep;
pub mod refusal;
pub mod rows;
mod speak;
mod upload;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::{DateTime, Utc};
use domain::ids::{AccountId, AttachmentId, InboxId, SealedId, StationId};
use domain::record::InboxCause;
use futures_util::future::BoxFuture;
use parking_lot::{Mutex, RwLock};
use sea_orm::entity::prelude::*;

use crate::app::App;
use crate::log::Event;
use crate::problem::{Error, Refusal, Result, refuse};
use crate::scope::{Actor, Audience, Scope};
use crate::seal::{self, Personal};
use crate::sent::id_of;

pub use keep::{OVERDUE, REMIND, SCRUB, TIDY, register as register_jobs};

/// Comments of one record.
const COMMENTS_MAX: usize = 500;
/// Characters of a comment, a reminder, an instruction or a reason.
const WORDS_CHARS_MAX: usize = 2_000;
/// People mentioned in one comment.
const MENTIONS_MAX: usize = 20;
/// People whom one instruction is addressed to.
const ADDRESSEES_MAX: usize = 50;
/// Instructions on one record.
const INSTRUCTIONS_MAX: usize = 100;
/// Reminders of one account that are still to go off.
const REMINDERS_MAX: usize = 100;
/// Attachments of one record, those being uploaded among them.
const ATTACHMENTS_MAX: usize = 30;
/// Uploads of one account that go on at once.
const UPLOADS_MAX: usize = 5;
/// Sealed rows read in one statement.
const SEALED_CHUNK: usize = 500;

/// What somebody who may see a record learns of it here.
#[derive(Clone, Debug)]
pub struct Sight {
    /// Whom the record is meant for, which is whom what lies beside it is meant for.
    pub audience: Audience,
    /// What people call it, for lists: a number or a title without personal data.
    pub title: String,
    /// Why nothing can be attached to it, where that is so.
    pub attach: Result<(), Barred>,
    /// Why nobody comments on it, or is reminded of or instructed in it, where that is so.
    pub speak: Result<(), Barred>,
}

/// Why something cannot be put beside a record.
#[derive(Clone, Debug)]
pub enum Barred {
    /// A rule of the domain, in its own words.
    Rule {
        /// The stable name.
        code: &'static str,
        /// The sentence in Chinese.
        zh: &'static str,
        /// The sentence in English.
        en: &'static str,
    },
    /// A refusal of the slice.
    Refused(Refusal),
}

impl Barred {
    /// Bars by a rule of the domain.
    pub fn rule(refusal: impl domain::refusal::Refusal) -> Self {
        Self::Rule { code: refusal.code(), zh: refusal.zh(), en: refusal.en() }
    }
}

impl From<Barred> for Error {
    fn from(why: Barred) -> Self {
        match why {
            Barred::Rule { code, zh, en } => Self::Rule { code, zh, en },
            Barred::Refused(refusal) => refusal.into(),
        }
    }
}

/// Says whether a person may see a record: its sight, or [`Error::NotFound`].
pub type MaySee = Arc<dyn Fn(Scope, Uuid) -> BoxFuture<'static, Result<Sight>> + Send + Sync>;

/// Finds the scope of an account.
pub type FindPerson = Arc<dyn Fn(StationId, AccountId) -> BoxFuture<'static, Result<Option<Scope>>> + Send + Sync>;
/// Names an account.
pub type NamePerson = Arc<dyn Fn(&Scope, AccountId) -> String + Send + Sync>;
/// Finds accounts by the beginning of a name.
pub type SearchPeople = Arc<dyn Fn(&Scope, &str) -> Vec<AccountId> + Send + Sync>;

/// Who has an account, as the slice of people knows it.
#[derive(Clone)]
pub struct Directory {
    /// The scope of an account of the station that may sign in; `None` where there is none.
    pub find: FindPerson,
    /// The name of an account, as somebody may read it.
    pub name: NamePerson,
    /// Accounts of the caller's station whose name or login begins with this, the first [`FOUND_MAX`].
    pub search: SearchPeople,
}

/// Accounts that a search of the directory answers.
pub const FOUND_MAX: usize = 40;

struct Parts {
    app: App,
    kinds: RwLock<BTreeMap<&'static str, MaySee>>,
    directory: RwLock<Option<Directory>>,
    /// Uploads that somebody writes to now.
    busy: Mutex<BTreeSet<AttachmentId>>,
}

/// What lies beside the records of this node; cheap to clone.
#[derive(Clone)]
pub struct Records(Arc<Parts>);

impl Records {
    /// Stands on a platform; slices register their kinds with it.
    pub fn new(app: &App) -> Self {
        Self(Arc::new(Parts {
            app: app.clone(),
            kinds: RwLock::default(),
            directory: RwLock::default(),
            busy: Mutex::default(),
        }))
    }

    /// Registers a kind of record by its word, which stands in addresses and rows.
    pub fn register(&self, kind: &'static str, may_see: MaySee) {
        self.0.kinds.write().insert(kind, may_see);
    }

    /// Takes the directory of accounts.
    pub fn know(&self, directory: Directory) {
        *self.0.directory.write() = Some(directory);
    }

    /// The platform.
    pub fn app(&self) -> &App {
        &self.0.app
    }

    /// A record as `scope` may see it.
    ///
    /// # Errors
    /// [`Error::NotFound`] if there is no such kind, or no such record within the scope.
    pub async fn see(&self, scope: &Scope, kind: &str, id: Uuid) -> Result<Sight> {
        let may_see = self.0.kinds.read().get(kind).cloned().ok_or(Error::NotFound)?;
        may_see(scope.clone(), id).await
    }

    /// The scope of an account of the station.
    async fn person(&self, station: StationId, account: AccountId) -> Result<Option<Scope>> {
        let directory = self.0.directory.read().clone();
        match directory {
            Some(directory) => (directory.find)(station, account).await,
            None => Ok(None),
        }
    }

    /// People of the station, each of whom may see the record.
    ///
    /// # Errors
    /// [`refusal::MAY_NOT_SEE`] if one is not there or may not see it: what they could not open they are not sent.
    async fn people(&self, scope: &Scope, record: &Record, accounts: &[AccountId]) -> Result<Vec<Scope>> {
        let mut people: Vec<Scope> = Vec::new();
        for account in accounts {
            if people.iter().any(|it| it.account == *account) {
                continue;
            }
            let person = self.person(scope.station, *account).await?;
            let person = person.ok_or_else(|| refuse(&refusal::MAY_NOT_SEE).with("who", ""))?;
            if self.see(&person, &record.kind, record.id).await.is_err() {
                return Err(refuse(&refusal::MAY_NOT_SEE).with("who", self.name(scope, *account)).into());
            }
            people.push(person);
        }
        Ok(people)
    }

    /// Those whose name or login begins so, and who may see the record.
    async fn search(&self, scope: &Scope, record: &Record, words: &str) -> Result<Vec<AccountId>> {
        let directory = self.0.directory.read().clone();
        let Some(directory) = directory else { return Ok(Vec::new()) };
        let mut found = Vec::new();
        for account in (directory.search)(scope, words).into_iter().take(FOUND_MAX) {
            let Some(person) = self.person(scope.station, account).await? else { continue };
            if self.see(&person, &record.kind, record.id).await.is_ok() {
                found.push(account);
            }
        }
        Ok(found)
    }

    /// The name of an account, as `scope` may read it.
    fn name(&self, scope: &Scope, account: AccountId) -> String {
        let directory = self.0.directory.read().clone();
        directory.map(|it| (it.name)(scope, account)).unwrap_or_default()
    }

    /// Seals words that go with a command.
    fn seal(&self, scope: &Scope, record: &Record, kind: &str, words: &str) -> seal::Model {
        let now = self.app().clock().now();
        let id = Uuid::now_v7().into();
        self.app().sealer().seal(id, scope.station, record.id, kind, &Personal::new(words.trim()), now)
    }

    /// Opens sealed words; the caller has the right to show them.
    async fn open(&self, scope: &Scope, ids: Vec<SealedId>) -> Result<BTreeMap<SealedId, String>> {
        let mut words = BTreeMap::new();
        for chunk in ids.chunks(SEALED_CHUNK) {
            let rows = seal::Entity::find().filter(seal::Column::Id.is_in(chunk.iter().copied()));
            for row in rows.all(self.app().db().read()).await? {
                if let Some(text) = self.app().sealer().open(&row).filter(|_| row.station_id == scope.station) {
                    words.insert(row.id, text.expose().to_owned());
                }
            }
        }
        Ok(words)
    }
}

/// A record and whom it is meant for.
#[derive(Clone, Debug)]
struct Record {
    station: StationId,
    kind: String,
    id: Uuid,
    audience: Audience,
}

impl Record {
    /// An event beside the record, for those who may see it.
    fn event(&self, name: &'static str, actor: Actor) -> Event {
        Event::new(name, self.id, actor, self.audience.clone()).refer("record_id", self.id).field("record", &self.kind)
    }
}

/// Checks words: some, and not too many.
fn words(field: &'static str, text: &str) -> Result<()> {
    let count = text.trim().chars().count();
    if count == 0 {
        return Err(refuse(&refusal::WORDS_MISSING).field(field).into());
    }
    if count > WORDS_CHARS_MAX {
        return Err(refuse(&refusal::WORDS_TOO_LONG).with("limit", WORDS_CHARS_MAX).field(field).into());
    }
    Ok(())
}

/// What is put into somebody's inbox, and the event that tells only them.
fn into_inbox(
    record: &Record,
    person: &Scope,
    cause: InboxCause,
    subject: Uuid,
    from: AccountId,
    words: Option<SealedId>,
    now: DateTime<Utc>,
) -> (rows::inbox::Model, Event) {
    let account = Uuid::from(person.account);
    let id = InboxId::from(id_of(&[b"inbox", cause.as_str().as_bytes(), subject.as_bytes(), account.as_bytes()]));
    let row = rows::inbox::Model {
        id,
        station_id: record.station,
        account_id: person.account,
        cause,
        kind: record.kind.clone(),
        record_id: record.id,
        subject_id: subject,
        from_id: from,
        words_sealed_id: words,
        at: now,
        seen_at: None,
    };
    let audience = Audience {
        accounts: vec![person.account],
        members: person.member.into_iter().collect(),
        ..Audience::default()
    };
    let actor = if Uuid::from(from).is_nil() { Actor::System } else { Actor::Account(from) };
    let event = Event::new("inbox_added", record.id, actor, audience)
        .refer("record_id", record.id)
        .refer("inbox_id", id)
        .field("record", &record.kind)
        .field("cause", cause);
    (row, event)
}
