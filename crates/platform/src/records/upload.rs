//! How the bytes of a photo or film come in: chunk by chunk, and checked as a whole at the end.

use std::io;

use anyhow::Context as _;
use aws_lc_rs::digest;
use axum::body::to_bytes;
use axum::extract::{Path, Query, Request, State};
use chrono::{DateTime, Utc};
use domain::ids::{AttachmentId, CommandId};
use domain::record::{AttachmentState, Media, RecordRefused};
use sea_orm::entity::prelude::*;
use serde::Deserialize;
use utoipa::IntoParams;

use super::attach::{Upload, found};
use super::rows::attachment;
use super::speak::NothingBody;
use super::{Record, Records, refusal};
use crate::blobs::{Blob, Blobs, FRAME_BYTES};
use crate::db::{Answered, Command, Outcome, Rows, Sender};
use crate::media::mp4::{Plan, Trouble};
use crate::media::{Wrong, jpeg, mp4, png, sniff, webp};
use crate::problem::{self, Error, Result, refuse, rule};
use crate::scope::Scope;
use crate::sent::{Sent, digest_of, id_of};

/// The largest chunk: a few seconds on a slow network, so that little is sent again.
pub(super) const CHUNK_BYTES_MAX: usize = 4 * 1024 * 1024;

/// Where a chunk goes.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Offset {
    /// The place of the chunk's first byte in the file; 0 if left out.
    offset: Option<i64>,
}

/// Marks an upload as being written to, until it is dropped.
struct Busy<'a> {
    records: &'a Records,
    id: AttachmentId,
}

impl<'a> Busy<'a> {
    fn begin(records: &'a Records, id: AttachmentId) -> Result<Self> {
        if records.0.busy.lock().insert(id) {
            Ok(Self { records, id })
        } else {
            Err(refuse(&refusal::UPLOAD_BUSY).into())
        }
    }
}

impl Drop for Busy<'_> {
    fn drop(&mut self) {
        self.records.0.busy.lock().remove(&self.id);
    }
}

/// Sends the next chunk of an upload. The same chunk sent again is taken once.
#[utoipa::path(patch, path = "/api/v1/records/{kind}/{id}/attachments/{attachment_id}", params(("kind" = String, Path), ("id" = Uuid, Path), ("attachment_id" = AttachmentId, Path), Offset), request_body(content = Vec<u8>, content_type = "application/octet-stream"), responses((status = 200, body = Upload)))]
pub(super) async fn send(
    State(records): State<Records>,
    scope: Scope,
    Path((kind, id, attachment)): Path<(String, Uuid, AttachmentId)>,
    Query(query): Query<Offset>,
    request: Request,
) -> Result<Answered> {
    let record = records.record(&scope, kind, id).await?;
    records.attachment(&scope, id, attachment).await?;
    let _busy = Busy::begin(&records, attachment)?;
    // Read again: what was sent just before has moved it.
    let row = records.attachment(&scope, id, attachment).await?;
    if row.author_id != scope.account {
        return Err(rule(RecordRefused::UploadOver));
    }
    let bytes = to_bytes(request.into_body(), CHUNK_BYTES_MAX)
        .await
        .map_err(|_| refuse(&problem::TOO_LARGE).with("limit", CHUNK_BYTES_MAX))?;
    let offset = query.offset.unwrap_or(0);
    let length = i64::try_from(bytes.len()).unwrap_or(i64::MAX);
    if offset < 0 || length > row.declared_bytes.saturating_sub(offset) {
        return Err(refuse(&refusal::CHUNK_BEYOND).into());
    }
    let last = offset + length == row.declared_bytes;
    if length == 0 || (!last && !bytes.len().is_multiple_of(frame())) {
        return Err(refuse(&refusal::CHUNK_SIZE).with("frame", FRAME_BYTES).with("limit", CHUNK_BYTES_MAX).into());
    }
    let (account, upload, place) = (Uuid::from(scope.account), Uuid::from(attachment), offset.to_be_bytes());
    let parts = [&b"chunk"[..], account.as_bytes(), upload.as_bytes(), &place, &bytes];
    let sender = Sender { station: scope.station, id: CommandId::from(id_of(&parts)), hash: digest_of(&parts) };
    if row.state == AttachmentState::Uploading && row.received_bytes == offset {
        // On the disk first: what the row counts is there after any crash.
        let (blobs, name) = (records.blobs()?, records.upload_name(&row));
        let at = u64::try_from(offset).unwrap_or(0);
        tokio::task::spawn_blocking(move || blobs.write(&name, at, &bytes))
            .await
            .map_err(anyhow::Error::new)?
            .context("a chunk could not be written")?;
    }
    records.app().db().run(sender, Take { id: attachment, record, scope, offset, length }).await
}

fn frame() -> usize {
    usize::try_from(FRAME_BYTES).unwrap_or(usize::MAX)
}

struct Take {
    id: AttachmentId,
    record: Record,
    scope: Scope,
    offset: i64,
    length: i64,
}

impl Command for Take {
    type Answer = Upload;

    fn reads(&self, rows: &mut Rows) {
        rows.want::<attachment::Entity>(self.id);
    }

    fn decide(&self, rows: &Rows, _now: DateTime<Utc>) -> Result<Outcome<Upload>> {
        let row = found(rows, self.id, &self.record)?;
        if row.state != AttachmentState::Uploading || row.author_id != self.scope.account {
            return Err(rule(RecordRefused::UploadOver));
        }
        if row.received_bytes != self.offset {
            return Err(refuse(&refusal::WRONG_OFFSET).with("received", row.received_bytes).into());
        }
        let row = attachment::Model { received_bytes: self.offset + self.length, ..row };
        Ok(Outcome::new(Upload::of(&row)).put::<attachment::Entity>(row))
    }
}

/// Ends an upload: the whole is compared with its hash, checked for what it is, freed of metadata, and stored.
#[utoipa::path(post, path = "/api/v1/records/{kind}/{id}/attachments/{attachment_id}/complete", params(("kind" = String, Path), ("id" = Uuid, Path), ("attachment_id" = AttachmentId, Path)), request_body = NothingBody, responses((status = 200, body = Upload)))]
pub(super) async fn complete(
    State(records): State<Records>,
    Path((kind, id, attachment)): Path<(String, Uuid, AttachmentId)>,
    sent: Sent<NothingBody>,
) -> Result<Answered> {
    let record = records.record(&sent.scope, kind, id).await?;
    records.attachment(&sent.scope, id, attachment).await?;
    let _busy = Busy::begin(&records, attachment)?;
    let row = records.attachment(&sent.scope, id, attachment).await?;
    let mut stored = 0;
    if row.state == AttachmentState::Uploading {
        if row.received_bytes != row.declared_bytes {
            return Err(rule(RecordRefused::UploadOpen));
        }
        let (blobs, from, to) = (records.blobs()?, records.upload_name(&row), records.blob_name(&row));
        let row = row.clone();
        let checked = tokio::task::spawn_blocking(move || check(&blobs, &row, &from, &to)).await;
        stored = checked.map_err(anyhow::Error::new)??;
    }
    let command = Store { records: records.clone(), id: attachment, record, scope: sent.scope, bytes: stored };
    records.app().db().run(sent.sender, command).await
}

/// Checks a whole upload and writes it, without its metadata, as the blob that is downloaded; tells how large that is.
fn check(blobs: &Blobs, row: &attachment::Model, from: &str, to: &str) -> Result<i64> {
    let total = u64::try_from(row.declared_bytes).unwrap_or(0);
    let upload = blobs.open(from, total).context("an upload could not be opened")?;
    if hash(&upload).context("an upload could not be read")? != row.declared_sha256 {
        return Err(refuse(&refusal::HASH_DIFFERS).into());
    }
    let head = upload.read(0, 16.min(usize::try_from(total).unwrap_or(16))).context("an upload could not be read")?;
    if sniff(&head) != Some(row.media) {
        return Err(wrong(Wrong::OtherKind));
    }
    let strip = match row.media {
        Media::Mp4 => return film(blobs, &upload, total, to),
        Media::Jpeg => jpeg::strip,
        Media::Png => png::strip,
        Media::Webp => webp::strip,
    };
    let whole = upload.read(0, usize::try_from(total).unwrap_or(0)).context("an upload could not be read")?;
    let stripped = strip(&whole).map_err(wrong)?;
    blobs.delete(to).context("a blob could not be replaced")?;
    blobs.write(to, 0, &stripped).context("a blob could not be written")?;
    Ok(i64::try_from(stripped.len()).unwrap_or(i64::MAX))
}

fn film(blobs: &Blobs, upload: &Blob, total: u64, to: &str) -> Result<i64> {
    let plan: Plan = match mp4::plan(total, &mut |at, count| upload.read(at, count)) {
        Ok(plan) => plan,
        Err(Trouble::Wrong(why)) => return Err(wrong(why)),
        Err(Trouble::Read(error)) => {
            return Err(Error::Internal(anyhow::Error::new(error).context("an upload could not be read")));
        }
    };
    blobs.copy(upload, to, &mut |at, piece| plan.apply(at, piece)).context("a blob could not be written")?;
    Ok(i64::try_from(total).unwrap_or(i64::MAX))
}

fn hash(upload: &Blob) -> io::Result<Vec<u8>> {
    let mut sha = digest::Context::new(&digest::SHA256);
    for number in 0..upload.frames() {
        sha.update(&upload.frame(number)?);
    }
    Ok(sha.finish().as_ref().to_vec())
}

/// The refusal of a file.
fn wrong(why: Wrong) -> Error {
    let code = match why {
        Wrong::OtherKind => &refusal::NOT_A_PHOTO_OR_FILM,
        Wrong::Broken => &refusal::FILE_BROKEN,
        Wrong::Trailing => &refusal::FILE_TRAILING,
        Wrong::TooManyPixels => &refusal::PICTURE_TOO_LARGE,
        Wrong::HiddenTrack => &refusal::HIDDEN_TRACK,
    };
    refuse(code).into()
}

struct Store {
    records: Records,
    id: AttachmentId,
    record: Record,
    scope: Scope,
    bytes: i64,
}

impl Command for Store {
    type Answer = Upload;

    fn reads(&self, rows: &mut Rows) {
        rows.want::<attachment::Entity>(self.id);
    }

    fn decide(&self, rows: &Rows, now: DateTime<Utc>) -> Result<Outcome<Upload>> {
        let row = found(rows, self.id, &self.record)?;
        if row.state != AttachmentState::Uploading || row.author_id != self.scope.account {
            return Err(rule(RecordRefused::UploadOver));
        }
        let row = attachment::Model {
            state: AttachmentState::Stored,
            stored_bytes: Some(self.bytes),
            stored_at: Some(now),
            ..row
        };
        let event = self
            .record
            .event("attachment_added", self.scope.actor())
            .refer("attachment_id", self.id)
            .field("media", row.media);
        let scrub = self.records.scrub_upload(&row, now);
        Ok(Outcome::new(Upload::of(&row)).put::<attachment::Entity>(row).put::<crate::jobs::Entity>(scrub).event(event))
    }
}
