//! What a caller sent: the scope, the body, and the id by which a repeated command is recognized.

use aws_lc_rs::digest;
use axum::body::{Bytes, to_bytes};
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::request::Parts;
use domain::ids::CommandId;
use serde::de::DeserializeOwned;
use uuid::Uuid;

use crate::db::Sender;
use crate::problem::{self, Error, Field, Result, refuse};
use crate::scope::Scope;

/// The largest body of a command, in bytes.
pub const BODY_BYTES_MAX: usize = 64 * 1024;
/// The longest `Idempotency-Key`, in bytes.
pub const KEY_BYTES_MAX: usize = 128;

impl<S: Send + Sync> FromRequestParts<S> for Scope {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self> {
        parts.extensions.get::<Self>().cloned().ok_or_else(|| refuse(&problem::UNAUTHENTICATED).into())
    }
}

/// A command as it was sent over HTTP.
#[derive(Debug)]
pub struct Sent<T> {
    /// Who sent it.
    pub scope: Scope,
    /// By what it is recognized when it comes again.
    pub sender: Sender,
    /// What it says.
    pub body: T,
}

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Sent<T> {
    type Rejection = Error;

    async fn from_request(request: Request, _state: &S) -> Result<Self> {
        let (parts, body) = request.into_parts();
        let scope = parts.extensions.get::<Scope>().cloned().ok_or_else(|| refuse(&problem::UNAUTHENTICATED))?;
        let bytes = to_bytes(body, BODY_BYTES_MAX)
            .await
            .map_err(|_| refuse(&problem::TOO_LARGE).with("limit", BODY_BYTES_MAX))?;
        let sender = sender(&parts, &scope, &bytes)?;
        Ok(Self { scope, sender, body: parse(&bytes)? })
    }
}

/// A file as it was sent over HTTP, of at most so many bytes.
#[derive(Debug)]
pub struct SentFile<const BYTES_MAX: usize> {
    /// Who sent it.
    pub scope: Scope,
    /// By what it is recognized when it comes again.
    pub sender: Sender,
    /// The file.
    pub bytes: Bytes,
}

impl<S: Send + Sync, const BYTES_MAX: usize> FromRequest<S> for SentFile<BYTES_MAX> {
    type Rejection = Error;

    async fn from_request(request: Request, _state: &S) -> Result<Self> {
        let (parts, body) = request.into_parts();
        let scope = parts.extensions.get::<Scope>().cloned().ok_or_else(|| refuse(&problem::UNAUTHENTICATED))?;
        let bytes =
            to_bytes(body, BYTES_MAX).await.map_err(|_| refuse(&problem::TOO_LARGE).with("limit", BYTES_MAX))?;
        let sender = sender(&parts, &scope, &bytes)?;
        Ok(Self { scope, sender, bytes })
    }
}

/// Names the command: the sender's key, made unique by the account, or a new id if there is no key.
fn sender(parts: &Parts, scope: &Scope, bytes: &Bytes) -> Result<Sender> {
    let hash = digest_of(&[parts.method.as_str().as_bytes(), parts.uri.path().as_bytes(), bytes]);
    let id = match parts.headers.get("idempotency-key") {
        None => Uuid::now_v7(),
        Some(key) if key.is_empty() || key.len() > KEY_BYTES_MAX => {
            let zh = format!("Idempotency-Key 应为 1 到 {KEY_BYTES_MAX} 个字符");
            let en = format!("Idempotency-Key must have 1 to {KEY_BYTES_MAX} characters");
            return Err(Error::Invalid(vec![Field::new("Idempotency-Key", "length", zh, en)]));
        }
        Some(key) => id_of(&[Uuid::from(scope.account).as_bytes(), key.as_bytes()]),
    };
    Ok(Sender { station: scope.station, id: CommandId::from(id), hash })
}

/// An id that is always the same for the same parts.
pub fn id_of(parts: &[&[u8]]) -> Uuid {
    let mut bytes = [0u8; 16];
    bytes.copy_from_slice(&digest_of(parts)[..16]);
    uuid::Builder::from_custom_bytes(bytes).into_uuid()
}

/// SHA-256 over parts, each with its length before it.
pub fn digest_of(parts: &[&[u8]]) -> [u8; 32] {
    let mut sha = digest::Context::new(&digest::SHA256);
    for part in parts {
        sha.update(&(part.len() as u64).to_be_bytes());
        sha.update(part);
    }
    let mut out = [0u8; 32];
    out.copy_from_slice(sha.finish().as_ref());
    out
}

/// Reads a JSON body; an empty one reads as `{}`.
///
/// # Errors
/// A [`problem::MALFORMED`] that names the place, or the field that is wrong.
pub fn parse<T: DeserializeOwned>(bytes: &[u8]) -> Result<T> {
    let bytes = if bytes.is_empty() { b"{}" } else { bytes };
    let mut json = serde_json::Deserializer::from_slice(bytes);
    let value = serde_path_to_error::deserialize(&mut json).map_err(|error| {
        let path = error.path().to_string();
        let inner = error.into_inner();
        match inner.classify() {
            serde_json::error::Category::Data => {
                let zh = format!("此项不对：{inner}");
                Error::Invalid(vec![Field::new(path, "invalid", zh, format!("This is not right: {inner}"))])
            }
            serde_json::error::Category::Io
            | serde_json::error::Category::Syntax
            | serde_json::error::Category::Eof => refuse(&problem::MALFORMED).with("detail", inner).into(),
        }
    })?;
    json.end().map_err(|it| refuse(&problem::MALFORMED).with("detail", it))?;
    Ok(value)
}

/// Makes the sender of a command of the program itself, always the same for the same cause.
pub fn system_sender(station: domain::ids::StationId, cause: &[&[u8]]) -> Sender {
    let mut parts: Vec<&[u8]> = vec![b"system"];
    parts.extend_from_slice(cause);
    Sender { station, id: CommandId::from(id_of(&parts)), hash: digest_of(cause) }
}
