//! How a photo or film is read: whole or in ranges, only by those who may see its record.

use std::ops::Range;

use anyhow::Context as _;
use axum::body::{Body, Bytes};
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use domain::ids::AttachmentId;
use domain::record::AttachmentState;
use futures_util::stream;
use sea_orm::entity::prelude::*;

use super::{Records, refusal};
use crate::blobs::{Blob, FRAME_BYTES};
use crate::problem::{Error, Result, refuse};
use crate::scope::Scope;

/// Downloads a photo or film, or a range of it. Browsers keep it to themselves and never guess what it is.
#[utoipa::path(get, path = "/api/v1/records/{kind}/{id}/attachments/{attachment_id}", params(("kind" = String, Path), ("id" = Uuid, Path), ("attachment_id" = AttachmentId, Path)), responses((status = 200, description = "The whole file", content_type = "application/octet-stream"), (status = 206, description = "The range asked for")))]
pub(super) async fn download(
    State(records): State<Records>,
    scope: Scope,
    Path((kind, id, attachment)): Path<(String, Uuid, AttachmentId)>,
    headers: HeaderMap,
) -> Result<Response> {
    let record = records.record(&scope, kind, id).await?;
    let row = records.attachment(&scope, id, attachment).await?;
    if row.state != AttachmentState::Stored || row.kind != record.kind {
        return Err(Error::NotFound);
    }
    let total = u64::try_from(row.stored_bytes.unwrap_or(0)).unwrap_or(0);
    let asked = headers.get(header::RANGE).and_then(|it| it.to_str().ok());
    let (status, range) = match asked.map(|it| range(it, total)) {
        None | Some(Asked::Whole) => (StatusCode::OK, 0..total),
        Some(Asked::Part(range)) => (StatusCode::PARTIAL_CONTENT, range),
        Some(Asked::Outside) => return Err(refuse(&refusal::RANGE_UNREADABLE).into()),
    };
    let (blobs, name) = (records.blobs()?, records.blob_name(&row));
    let blob = tokio::task::spawn_blocking(move || blobs.open(&name, total)).await.map_err(anyhow::Error::new)?;
    let blob = blob.context("a blob could not be opened")?;
    let file = format!("inline; filename=\"{}.{}\"", row.id, row.media.extension());
    let mut response = (
        status,
        [
            (header::CONTENT_TYPE, row.media.as_str().to_owned()),
            (header::CONTENT_DISPOSITION, file),
            (header::X_CONTENT_TYPE_OPTIONS, "nosniff".to_owned()),
            (header::ACCEPT_RANGES, "bytes".to_owned()),
            (header::CONTENT_LENGTH, (range.end - range.start).to_string()),
            // Kept nowhere: who may see it now need not tomorrow.
            (header::CACHE_CONTROL, "private, no-store".to_owned()),
            (header::CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox".to_owned()),
        ],
    )
        .into_response();
    if status == StatusCode::PARTIAL_CONTENT {
        let said = format!("bytes {}-{}/{total}", range.start, range.end - 1);
        response.headers_mut().insert(header::CONTENT_RANGE, said.parse().context("a range is a header's value")?);
    }
    *response.body_mut() = body(blob, range);
    Ok(response)
}

/// The bytes of a range, read as they are sent: a film is never in memory as a whole.
fn body(blob: Blob, range: Range<u64>) -> Body {
    let blob = std::sync::Arc::new(blob);
    Body::from_stream(stream::try_unfold(range, move |left| {
        let blob = blob.clone();
        async move {
            if left.is_empty() {
                return Ok::<_, std::io::Error>(None);
            }
            let end = left.end.min((left.start / FRAME_BYTES + 1) * FRAME_BYTES);
            let count = usize::try_from(end - left.start).unwrap_or(0);
            let read = tokio::task::spawn_blocking(move || blob.read(left.start, count)).await;
            let piece = read.map_err(std::io::Error::other)??;
            Ok(Some((Bytes::from(piece), end..left.end)))
        }
    }))
}

/// What a `Range` header asks for.
#[derive(Debug, PartialEq, Eq)]
enum Asked {
    Whole,
    Part(Range<u64>),
    Outside,
}

/// Reads a header of one range. Several, or what cannot be read, get the whole, as RFC 9110 allows.
fn range(text: &str, total: u64) -> Asked {
    let Some(spec) = text.strip_prefix("bytes=").filter(|it| !it.contains(',')) else { return Asked::Whole };
    let Some((from, to)) = spec.split_once('-') else { return Asked::Whole };
    let part = match (from.trim().parse::<u64>(), to.trim().parse::<u64>()) {
        (Ok(from), Ok(to)) if from <= to => from..to.saturating_add(1).min(total),
        (Ok(from), Err(_)) if to.trim().is_empty() => from..total,
        (Err(_), Ok(last)) if from.trim().is_empty() => total.saturating_sub(last)..total,
        _ => return Asked::Whole,
    };
    if part.is_empty() { Asked::Outside } else { Asked::Part(part) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_read_as_the_standard_says() {
        for (text, asked) in [
            ("bytes=0-", Asked::Part(0..100)),
            ("bytes=10-19", Asked::Part(10..20)),
            ("bytes=-5", Asked::Part(95..100)),
            ("bytes=90-999", Asked::Part(90..100)),
            ("bytes=100-", Asked::Outside),
            ("bytes=-0", Asked::Outside),
            ("bytes=5-2", Asked::Whole),
            ("bytes=0-1,5-6", Asked::Whole),
            ("lines=0-1", Asked::Whole),
            ("bytes=x-y", Asked::Whole),
        ] {
            assert_eq!(range(text, 100), asked, "{text}");
        }
    }
}
