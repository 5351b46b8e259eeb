//! The station log: the truth of what happened, gapless and hash-linked, without personal data.

use aws_lc_rs::digest;
use axum::body::Bytes;
use domain::ids::StationId;
use sea_orm::entity::prelude::*;
use sea_orm::{QueryOrder as _, QuerySelect as _};
use serde::Serialize;
use serde_json::{Map, Value};
use uuid::Uuid;

use crate::db::Db;
use crate::problem::{Error, Result};
use crate::scope::{Actor, Audience};

/// The `station_log` table.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "station_log")]
pub struct Model {
    /// Whose log.
    #[sea_orm(primary_key, auto_increment = false)]
    pub station_id: StationId,
    /// The place in the log, from 1, without gaps.
    #[sea_orm(primary_key, auto_increment = false)]
    pub seq: i64,
    /// When the server decided it.
    pub at: DateTimeUtc,
    /// When a device says it happened, where a device spoke.
    pub device_at: Option<DateTimeUtc>,
    /// What happened, snake case.
    pub kind: String,
    /// The record whose timeline it belongs to.
    pub thread_id: Uuid,
    /// `account`, `member` or `system`.
    pub actor_kind: String,
    /// Who.
    pub actor_id: Option<Uuid>,
    /// Named ids, a JSON object.
    pub refs: String,
    /// Whom it is meant for, an [`Audience`] as JSON.
    pub audience: String,
    /// What changed, a JSON object without personal data.
    pub body: String,
    /// SHA-256 over the previous hash and every column.
    pub hash: Vec<u8>,
}

/// No relations: joins are explicit.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// The `station_heads` table: where each log ends.
pub mod head {
    use domain::ids::StationId;
    use sea_orm::entity::prelude::*;

    use crate::db::Table;

    /// The end of one station's log.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "station_heads")]
    pub struct Model {
        /// Whose log.
        #[sea_orm(primary_key, auto_increment = false)]
        pub station_id: StationId,
        /// The last sequence; 0 when the log is empty.
        pub seq: i64,
        /// The last hash; 32 zero bytes when the log is empty.
        pub hash: Vec<u8>,
    }

    /// No relations: joins are explicit.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}

    impl Table for Entity {
        type Key = StationId;
        const KEY: Column = Column::StationId;
        fn key(row: &Model) -> StationId {
            row.station_id
        }
    }
}

/// Something that a command says happened; the platform gives it its sequence and hash.
#[derive(Clone, Debug)]
pub struct Event {
    /// What happened, snake case.
    pub kind: &'static str,
    /// The record whose timeline it belongs to.
    pub thread: Uuid,
    /// Named ids that readers route by, for example `("incident_id", …)`.
    pub refs: Vec<(&'static str, Uuid)>,
    /// Who did it.
    pub actor: Actor,
    /// When the device says it happened.
    pub device_at: Option<DateTimeUtc>,
    /// Whom it is meant for.
    pub audience: Audience,
    /// What changed; no personal data.
    pub body: Map<String, Value>,
    /// What the named members' own live feeds get beside the body. Never stored: it may hold personal data.
    pub aside: Option<Map<String, Value>>,
}

impl Event {
    /// Starts an event.
    pub fn new(kind: &'static str, thread: impl Into<Uuid>, actor: Actor, audience: Audience) -> Self {
        Self {
            kind,
            thread: thread.into(),
            refs: Vec::new(),
            actor,
            device_at: None,
            audience,
            body: Map::new(),
            aside: None,
        }
    }

    /// Names an id that readers route by.
    pub fn refer(mut self, name: &'static str, id: impl Into<Uuid>) -> Self {
        self.refs.push((name, id.into()));
        self
    }

    /// Adds a changed field.
    pub fn field(mut self, name: &str, value: impl Serialize) -> Self {
        let value = serde_json::to_value(value).expect("fields of events are plain values");
        self.body.insert(name.to_owned(), value);
        self
    }

    /// Tells when the device says it happened.
    pub fn device_at(mut self, at: Option<DateTimeUtc>) -> Self {
        self.device_at = at;
        self
    }

    /// Adds what only the named members' own feeds get; it is never stored.
    pub fn aside(mut self, name: &str, value: impl Serialize) -> Self {
        let value = serde_json::to_value(value).expect("asides of events are plain values");
        self.aside.get_or_insert_with(Map::new).insert(name.to_owned(), value);
        self
    }
}

/// A committed entry, ready for readers.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The row.
    pub row: Model,
    /// Whom it is meant for.
    pub audience: Audience,
    /// The frame as JSON text, encoded once.
    pub frame: Bytes,
    /// The frame for the members named in the audience, where it differs.
    pub own_frame: Option<Bytes>,
}

impl Entry {
    /// Makes an entry from a row, and from the aside of the event if it has just happened.
    pub fn new(row: Model, aside: Option<&Map<String, Value>>) -> Self {
        let audience = serde_json::from_str(&row.audience).unwrap_or_default();
        let frame = encode(&row, None);
        let own_frame = aside.map(|it| encode(&row, Some(it)));
        Self { row, audience, frame, own_frame }
    }

    /// The id that the event named `name`, if it named one.
    pub fn refer(&self, name: &str) -> Option<Uuid> {
        let refs: Map<String, Value> = serde_json::from_str(&self.row.refs).ok()?;
        refs.get(name)?.as_str()?.parse().ok()
    }

    /// The body as JSON.
    pub fn body(&self) -> Map<String, Value> {
        serde_json::from_str(&self.row.body).unwrap_or_default()
    }
}

/// Encodes an entry as the wire's JSON: the stored texts are spliced in as they are.
fn encode(row: &Model, aside: Option<&Map<String, Value>>) -> Bytes {
    let mut out = String::with_capacity(256 + row.body.len());
    out.push_str(&format!(
        r#"{{"seq":{},"at":"{}","kind":"{}","station_id":"{}""#,
        row.seq,
        rfc3339(row.at),
        row.kind,
        row.station_id
    ));
    if let Some(at) = row.device_at {
        out.push_str(&format!(r#","device_at":"{}""#, rfc3339(at)));
    }
    let refs = row.refs.trim_start_matches('{').trim_end_matches('}');
    if !refs.is_empty() {
        out.push(',');
        out.push_str(refs);
    }
    out.push_str(&format!(r#","actor":{{"kind":"{}""#, row.actor_kind));
    if let Some(id) = row.actor_id {
        out.push_str(&format!(r#","id":"{id}""#));
    }
    out.push_str(r#"},"body":"#);
    match aside {
        None => out.push_str(&row.body),
        Some(aside) => {
            let mut body: Map<String, Value> = serde_json::from_str(&row.body).unwrap_or_default();
            body.extend(aside.iter().map(|(k, v)| (k.clone(), v.clone())));
            out.push_str(&Value::Object(body).to_string());
        }
    }
    out.push('}');
    Bytes::from(out)
}

/// RFC 3339 text in UTC with microseconds.
pub fn rfc3339(at: DateTimeUtc) -> String {
    at.to_rfc3339_opts(chrono::SecondsFormat::Micros, true)
}

/// Appends `event` after `head` and moves the head: the one place where sequence and hash are given.
pub fn append(head: &mut head::Model, at: DateTimeUtc, event: &Event) -> Model {
    let refs: Map<String, Value> =
        event.refs.iter().map(|(name, id)| ((*name).to_owned(), Value::String(id.to_string()))).collect();
    let mut row = Model {
        station_id: head.station_id,
        seq: head.seq + 1,
        at,
        device_at: event.device_at,
        kind: event.kind.to_owned(),
        thread_id: event.thread,
        actor_kind: event.actor.kind().to_owned(),
        actor_id: event.actor.id(),
        refs: Value::Object(refs).to_string(),
        audience: serde_json::to_string(&event.audience).expect("an audience is plain"),
        body: Value::Object(event.body.clone()).to_string(),
        hash: Vec::new(),
    };
    row.hash = link(&head.hash, &row);
    head.seq = row.seq;
    head.hash.clone_from(&row.hash);
    row
}

/// The hash of `row` after `previous`: SHA-256 over both, each part with its length before it.
fn link(previous: &[u8], row: &Model) -> Vec<u8> {
    let mut sha = digest::Context::new(&digest::SHA256);
    let mut part = |bytes: &[u8]| {
        sha.update(&(bytes.len() as u64).to_be_bytes());
        sha.update(bytes);
    };
    part(previous);
    part(Uuid::from(row.station_id).as_bytes());
    part(&row.seq.to_be_bytes());
    part(&row.at.timestamp_micros().to_be_bytes());
    part(&row.device_at.map_or(i64::MIN, |it| it.timestamp_micros()).to_be_bytes());
    part(row.kind.as_bytes());
    part(row.thread_id.as_bytes());
    part(row.actor_kind.as_bytes());
    part(row.actor_id.unwrap_or_default().as_bytes());
    part(row.refs.as_bytes());
    part(row.audience.as_bytes());
    part(row.body.as_bytes());
    sha.finish().as_ref().to_vec()
}

/// What the verification of one station's log found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Gapless and linked to its head; this many entries.
    Sound(i64),
    /// The first sequence that is missing or does not match.
    Broken(i64),
}

/// Rows that one page of the verification or of a replay reads.
pub const PAGE_MAX: u64 = 1_000;

/// Verifies the whole log of `station` against its head, also while it is being written.
///
/// # Errors
/// If the database cannot be read.
pub async fn verify(db: &Db, station: StationId) -> Result<Verdict> {
    // Invariant: the head is read first, and the log up to there; what is committed meanwhile is beyond it.
    let (last, hash) = end(db, station).await?;
    let mut previous = vec![0u8; 32];
    let mut seq = 0;
    while seq < last {
        let page = after(db, station, seq, PAGE_MAX).await?;
        if page.is_empty() {
            return Ok(Verdict::Broken(seq + 1));
        }
        for row in page.iter().take_while(|it| it.seq <= last) {
            if row.seq != seq + 1 || link(&previous, row) != row.hash {
                return Ok(Verdict::Broken(seq + 1));
            }
            seq = row.seq;
            previous.clone_from(&row.hash);
        }
        if seq < last && page.last().is_some_and(|it| it.seq > last) {
            return Ok(Verdict::Broken(seq + 1));
        }
    }
    if hash != previous {
        return Ok(Verdict::Broken(last + 1));
    }
    // An entry and its head are committed together, so no entry may lie beyond a head that is read after it.
    let newest = Entity::find().filter(Column::StationId.eq(station)).order_by_desc(Column::Seq).limit(1);
    let newest = newest.all(db.read()).await?.into_iter().next().map_or(0, |it| it.seq);
    let (head, _) = end(db, station).await?;
    if newest > head { Ok(Verdict::Broken(head + 1)) } else { Ok(Verdict::Sound(last)) }
}

/// Where the log of `station` ends now: its last sequence and hash.
async fn end(db: &Db, station: StationId) -> Result<(i64, Vec<u8>)> {
    let head = head::Entity::find_by_id(station).all(db.read()).await?.into_iter().next();
    Ok(head.map_or_else(|| (0, vec![0u8; 32]), |it| (it.seq, it.hash)))
}

/// The rows after `seq`, oldest first, at most `limit`.
///
/// # Errors
/// If the database cannot be read.
pub async fn after(db: &Db, station: StationId, seq: i64, limit: u64) -> Result<Vec<Model>> {
    Entity::find()
        .filter(Column::StationId.eq(station))
        .filter(Column::Seq.gt(seq))
        .order_by_asc(Column::Seq)
        .limit(limit)
        .all(db.read())
        .await
        .map_err(Error::from)
}

/// The rows of one record's timeline, oldest first, at most `limit`.
///
/// # Errors
/// If the database cannot be read.
pub async fn thread(db: &Db, station: StationId, thread: Uuid, limit: u64) -> Result<Vec<Model>> {
    // The station is looked at here: asked for both, SQLite goes through the station's whole log.
    let mut found = Entity::find()
        .filter(Column::ThreadId.eq(thread))
        .order_by_asc(Column::Seq)
        .limit(limit)
        .all(db.read())
        .await?;
    found.retain(|it| it.station_id == station);
    Ok(found)
}

/// The newest row of one record's timeline.
///
/// # Errors
/// If the database cannot be read.
pub async fn latest(db: &Db, station: StationId, thread: Uuid) -> Result<Option<Model>> {
    let found = Entity::find().filter(Column::ThreadId.eq(thread)).order_by_desc(Column::Seq).limit(1);
    Ok(found.all(db.read()).await?.into_iter().next().filter(|it| it.station_id == station))
}

/// The last sequence of a station's log; 0 when it is empty.
///
/// # Errors
/// If the database cannot be read.
pub async fn last_seq(db: &Db, station: StationId) -> Result<i64> {
    Ok(head::Entity::find_by_id(station).all(db.read()).await?.into_iter().next().map_or(0, |it| it.seq))
}
