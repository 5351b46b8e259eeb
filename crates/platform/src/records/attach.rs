//! Photos and films: what is begun, stored, listed, deleted and withdrawn. The bytes come in by [`super::upload`].

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use chrono::{DateTime, Utc};
use domain::ids::{AttachmentId, SealedId};
use domain::permission::Permission;
use domain::record::{AttachmentState, Media, RecordRefused, may_delete};
use sea_orm::QueryOrder as _;
use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::rows::attachment;
use super::speak::{Added, PersonView};
use super::upload::CHUNK_BYTES_MAX;
use super::{ATTACHMENTS_MAX, Record, Records, SCRUB, UPLOADS_MAX, refusal, words};
use crate::blobs::{Blobs, FRAME_BYTES};
use crate::db::{Answered, Command, Outcome, Rows};
use crate::jobs;
use crate::problem::{Error, Result, refuse, rule};
use crate::scope::Scope;
use crate::seal;
use crate::sent::Sent;
use crate::time::moment;

/// One photo or film.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct AttachmentView {
    id: AttachmentId,
    /// What it is.
    media: Media,
    /// How far it has come.
    state: AttachmentState,
    /// Its size in bytes: as stored, or as declared while it is being uploaded.
    bytes: i64,
    /// How much of it is here.
    received_bytes: i64,
    /// Who sent it.
    author: PersonView,
    /// When it was stored, or begun.
    at: DateTime<Utc>,
    /// Why it was withdrawn.
    reason: Option<String>,
    /// Where it is downloaded; `null` unless it is stored.
    url: Option<String>,
}

/// The attachments of a record.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct AttachmentPage {
    /// The oldest first; of those being uploaded only the caller's own.
    items: Vec<AttachmentView>,
    /// Always `null`: the attachments of a record are one page.
    next: Option<Uuid>,
}

/// Lists the photos and films of a record, the oldest first.
#[utoipa::path(get, path = "/api/v1/records/{kind}/{id}/attachments", params(("kind" = String, Path), ("id" = Uuid, Path)), responses((status = 200, body = AttachmentPage)))]
pub(super) async fn attachments(
    State(records): State<Records>,
    scope: Scope,
    Path((kind, id)): Path<(String, Uuid)>,
) -> Result<Json<AttachmentPage>> {
    records.see(&scope, &kind, id).await?;
    let mut rows = attachment::Entity::find()
        .filter(attachment::Column::RecordId.eq(id))
        .filter(attachment::Column::Kind.eq(&kind))
        .filter(attachment::Column::StationId.eq(scope.station))
        .order_by_asc(attachment::Column::Id)
        .all(records.app().db().read())
        .await?;
    rows.retain(|it| it.state != AttachmentState::Uploading || it.author_id == scope.account);
    let mut reasons = records.open(&scope, rows.iter().filter_map(|it| it.reason_sealed_id).collect()).await?;
    let items = rows
        .into_iter()
        .map(|it| AttachmentView {
            id: it.id,
            media: it.media,
            state: it.state,
            bytes: it.stored_bytes.unwrap_or(it.declared_bytes),
            received_bytes: it.received_bytes,
            author: records.person_view(&scope, it.author_id),
            at: it.stored_at.unwrap_or(it.created_at),
            reason: it.reason_sealed_id.and_then(|it| reasons.remove(&it)),
            url: (it.state == AttachmentState::Stored)
                .then(|| format!("/api/v1/records/{kind}/{id}/attachments/{}", it.id)),
        })
        .collect();
    Ok(Json(AttachmentPage { items, next: None }))
}

/// What will be sent.
#[derive(Debug, Deserialize, ToSchema)]
pub(super) struct AttachmentBody {
    /// What it is.
    media: Media,
    /// How large it is, in bytes.
    bytes: i64,
    /// The SHA-256 of the whole file, 64 hexadecimal digits.
    sha256: String,
}

/// How an upload goes on.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(super) struct Upload {
    pub id: AttachmentId,
    /// How far it has come.
    pub state: AttachmentState,
    /// From where to go on.
    pub received_bytes: i64,
    /// Each chunk but the last is a multiple of this.
    pub frame_bytes: u64,
    /// The largest chunk.
    pub chunk_bytes_max: usize,
}

impl Upload {
    pub(super) fn of(row: &attachment::Model) -> Self {
        Self {
            id: row.id,
            state: row.state,
            received_bytes: row.received_bytes,
            frame_bytes: FRAME_BYTES,
            chunk_bytes_max: CHUNK_BYTES_MAX,
        }
    }
}

/// Begins an upload, which goes on with `PATCH` and ends with `complete`.
#[utoipa::path(post, path = "/api/v1/records/{kind}/{id}/attachments", params(("kind" = String, Path), ("id" = Uuid, Path)), request_body = AttachmentBody, responses((status = 201, body = Upload)))]
pub(super) async fn begin(
    State(records): State<Records>,
    Path((kind, id)): Path<(String, Uuid)>,
    sent: Sent<AttachmentBody>,
) -> Result<Answered> {
    let sight = records.see(&sent.scope, &kind, id).await?;
    sight.attach?;
    records.blobs()?;
    let body = sent.body;
    if body.bytes <= 0 {
        return Err(refuse(&refusal::FILE_EMPTY).field("bytes").into());
    }
    if body.bytes > body.media.bytes_max() {
        return Err(refuse(&refusal::FILE_TOO_LARGE).field("bytes").into());
    }
    let sha256 = unhex(&body.sha256).ok_or_else(|| refuse(&refusal::HASH_MALFORMED).field("sha256"))?;
    let record = Record { station: sent.scope.station, kind, id, audience: sight.audience };
    let command =
        Begin { id: Uuid::now_v7().into(), scope: sent.scope, record, media: body.media, bytes: body.bytes, sha256 };
    records.app().db().run(sent.sender, command).await
}

/// Reads 32 bytes from 64 hexadecimal digits.
fn unhex(text: &str) -> Option<Vec<u8>> {
    if text.len() != 64 || !text.bytes().all(|it| it.is_ascii_hexdigit()) {
        return None;
    }
    (0..32).map(|it| u8::from_str_radix(&text[it * 2..it * 2 + 2], 16).ok()).collect()
}

pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|it| format!("{it:02x}")).collect()
}

impl Records {
    /// The folder of blobs.
    pub(super) fn blobs(&self) -> Result<Blobs> {
        self.app().blobs().cloned().ok_or_else(|| refuse(&refusal::NO_FOLDER).into())
    }

    /// The name of an upload's blob.
    pub(super) fn upload_name(&self, row: &attachment::Model) -> String {
        hex(&self.app().sealer().lookup("upload", &row.id.to_string()))
    }

    /// The name of a stored blob: a keyed hash of what it is and what was sent, so that nobody who has the folder can
    /// look a known picture up in it.
    pub(super) fn blob_name(&self, row: &attachment::Model) -> String {
        hex(&self.app().sealer().lookup("blob", &format!("{} {}", row.id, hex(&row.declared_sha256))))
    }

    /// The job that deletes the bytes of an attachment: it outlives the process and goes on until the disk obeys.
    pub(super) fn scrub(&self, row: &attachment::Model, now: DateTime<Utc>) -> jobs::Model {
        let names = [self.upload_name(row), self.blob_name(row)];
        jobs::job(SCRUB, &row.id.to_string(), serde_json::json!(names), now)
    }

    /// The job that deletes what was sent, now that it is stored without its metadata.
    pub(super) fn scrub_upload(&self, row: &attachment::Model, now: DateTime<Utc>) -> jobs::Model {
        jobs::job(SCRUB, &format!("upload {}", row.id), serde_json::json!([self.upload_name(row)]), now)
    }

    /// An attachment of a record that the caller may see.
    pub(super) async fn attachment(
        &self,
        scope: &Scope,
        record: Uuid,
        id: AttachmentId,
    ) -> Result<Arc<attachment::Model>> {
        let found = attachment::Entity::find_by_id(id).all(self.app().db().read()).await?.into_iter().next();
        let found = found.filter(|it| it.record_id == record && it.station_id == scope.station);
        let visible = found.filter(|it| it.state != AttachmentState::Uploading || it.author_id == scope.account);
        visible.map(Arc::new).ok_or(Error::NotFound)
    }
}

struct Begin {
    id: AttachmentId,
    scope: Scope,
    record: Record,
    media: Media,
    bytes: i64,
    sha256: Vec<u8>,
}

impl Command for Begin {
    type Answer = Upload;

    fn reads(&self, rows: &mut Rows) {
        rows.find(&attachment::OF_RECORD, self.record.id);
        rows.find(&attachment::OPEN_OF_AUTHOR, self.scope.account);
    }

    fn decide(&self, rows: &Rows, now: DateTime<Utc>) -> Result<Outcome<Upload>> {
        let there = rows.all::<attachment::Entity>().filter(|it| it.record_id == self.record.id).count();
        if there >= ATTACHMENTS_MAX {
            return Err(refuse(&refusal::RECORD_FULL).with("limit", ATTACHMENTS_MAX).into());
        }
        let own = rows.all::<attachment::Entity>().filter(|it| it.author_id == self.scope.account);
        if own.filter(|it| it.state == AttachmentState::Uploading).count() >= UPLOADS_MAX {
            return Err(refuse(&refusal::TOO_MANY_UPLOADS).with("limit", UPLOADS_MAX).into());
        }
        let row = attachment::Model {
            id: self.id,
            station_id: self.record.station,
            kind: self.record.kind.clone(),
            record_id: self.record.id,
            author_id: self.scope.account,
            media: self.media,
            state: AttachmentState::Uploading,
            declared_bytes: self.bytes,
            declared_sha256: self.sha256.clone(),
            received_bytes: 0,
            stored_bytes: None,
            created_at: now,
            stored_at: None,
            withdrawn_at: None,
            reason_sealed_id: None,
        };
        Ok(Outcome::new(Upload::of(&row)).created().put::<attachment::Entity>(row))
    }
}

/// Deletes an upload that goes on, or what the caller stored minutes ago.
#[utoipa::path(delete, path = "/api/v1/records/{kind}/{id}/attachments/{attachment_id}", params(("kind" = String, Path), ("id" = Uuid, Path), ("attachment_id" = AttachmentId, Path)), responses((status = 200, body = Added)))]
pub(super) async fn delete(
    State(records): State<Records>,
    Path((kind, id, attachment)): Path<(String, Uuid, AttachmentId)>,
    sent: Sent<super::speak::NothingBody>,
) -> Result<Answered> {
    let record = records.record(&sent.scope, kind, id).await?;
    let command = Delete { records: records.clone(), id: attachment, record, scope: sent.scope };
    records.app().db().run(sent.sender, command).await
}

struct Delete {
    records: Records,
    id: AttachmentId,
    record: Record,
    scope: Scope,
}

impl Command for Delete {
    type Answer = Added;

    fn reads(&self, rows: &mut Rows) {
        rows.want::<attachment::Entity>(self.id);
    }

    fn decide(&self, rows: &Rows, now: DateTime<Utc>) -> Result<Outcome<Added>> {
        let row = found(rows, self.id, &self.record)?;
        let author = row.author_id == self.scope.account;
        let event = match row.state {
            AttachmentState::Uploading if author => None,
            AttachmentState::Uploading => return Err(Error::NotFound),
            AttachmentState::Withdrawn => return Err(rule(RecordRefused::AlreadyWithdrawn)),
            AttachmentState::Stored => {
                may_delete(author, moment(row.stored_at.unwrap_or(row.created_at)), moment(now)).map_err(rule)?;
                Some(self.record.event("attachment_deleted", self.scope.actor()).refer("attachment_id", self.id))
            }
        };
        let mut outcome = Outcome::new(Added { id: self.id.into(), at: now })
            .delete::<attachment::Entity>(self.id)
            .put::<jobs::Entity>(self.records.scrub(&row, now));
        if let Some(event) = event {
            outcome = outcome.event(event);
        }
        Ok(outcome)
    }
}

/// An attachment that a command has read, if it is of the record.
pub(super) fn found(rows: &Rows, id: AttachmentId, record: &Record) -> Result<attachment::Model> {
    let row = rows.get::<attachment::Entity>(&id);
    let row = row.filter(|it| it.record_id == record.id && it.station_id == record.station);
    row.cloned().ok_or(Error::NotFound)
}

/// Why something is withdrawn.
#[derive(Debug, Deserialize, ToSchema)]
pub(super) struct ReasonBody {
    /// The reason; it is shown in the place of the picture.
    reason: String,
}

/// Withdraws an attachment with a reason: its author, or those who command. It is downloaded by nobody from then on.
#[utoipa::path(post, path = "/api/v1/records/{kind}/{id}/attachments/{attachment_id}/withdraw", params(("kind" = String, Path), ("id" = Uuid, Path), ("attachment_id" = AttachmentId, Path)), request_body = ReasonBody, responses((status = 200, body = Added)))]
pub(super) async fn withdraw(
    State(records): State<Records>,
    Path((kind, id, attachment)): Path<(String, Uuid, AttachmentId)>,
    sent: Sent<ReasonBody>,
) -> Result<Answered> {
    let record = records.record(&sent.scope, kind, id).await?;
    records.attachment(&sent.scope, id, attachment).await?;
    words("reason", &sent.body.reason)?;
    let reason = records.seal(&sent.scope, &record, "attachment_reason", &sent.body.reason);
    records.app().db().run(sent.sender, Withdraw { id: attachment, record, scope: sent.scope, reason }).await
}

struct Withdraw {
    id: AttachmentId,
    record: Record,
    scope: Scope,
    reason: seal::Model,
}

impl Command for Withdraw {
    type Answer = Added;

    fn reads(&self, rows: &mut Rows) {
        rows.want::<attachment::Entity>(self.id);
    }

    fn decide(&self, rows: &Rows, now: DateTime<Utc>) -> Result<Outcome<Added>> {
        let row = found(rows, self.id, &self.record)?;
        match row.state {
            AttachmentState::Uploading => return Err(rule(RecordRefused::UploadOpen)),
            AttachmentState::Withdrawn => return Err(rule(RecordRefused::AlreadyWithdrawn)),
            AttachmentState::Stored => {}
        }
        if row.author_id != self.scope.account && !self.scope.may(Permission::InstructionIssue) {
            return Err(rule(RecordRefused::NotTheAuthor));
        }
        let reason: SealedId = self.reason.id;
        let row = attachment::Model {
            state: AttachmentState::Withdrawn,
            withdrawn_at: Some(now),
            reason_sealed_id: Some(reason),
            ..row
        };
        let event = self.record.event("attachment_withdrawn", self.scope.actor()).refer("attachment_id", self.id);
        Ok(Outcome::new(Added { id: self.id.into(), at: now })
            .put::<seal::Entity>(self.reason.clone())
            .put::<attachment::Entity>(row)
            .event(event))
    }
}
