//! A small client of the wire: typed calls over one HTTP/1.1 connection that is kept, and the live feed.
//!
//! Used by the simulated people, by benchmarks and by tests that kill the server. It speaks plain `http`, for the
//! same machine. Every command carries an idempotency key, so a call whose answer was lost is sent again safely.
//!
//! ```no_run
//! # async fn story() -> Result<(), simulator::client::Failure> {
//! let mut desk = simulator::client::Client::new("http://127.0.0.1:8080")?;
//! desk.sign_in("desk", "password").await?;
//! let report = simulator::client::wire::Report::phone("5103", "蝙蝠飞进门岗", domain::geo::Point::new(107.39, 29.70));
//! let incident = desk.report(&report).await?;
//! desk.act(incident.id, "dispatch", &serde_json::json!({})).await?;
//! # Ok(())
//! # }
//! ```

use std::fmt;
use std::io::Read as _;
use std::time::Duration;

use bytes::Bytes;
use flate2::read::GzDecoder;
use http_body_util::{BodyExt, Full, Limited};
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper::header::{ACCEPT_LANGUAGE, AUTHORIZATION, CONTENT_ENCODING, CONTENT_TYPE, HOST};
use hyper::{Method, Request, StatusCode};
use hyper_util::rt::TokioIo;
use serde::Serialize;
use serde::de::DeserializeOwned;
use tokio::net::TcpStream;
use tokio::sync::Mutex;
use tokio::time::{sleep, timeout};
use uuid::Uuid;

pub mod live;
pub mod position;
pub mod wire;

mod calls;
#[cfg(test)]
mod tests;

/// How long one request may take.
pub const REQUEST_MAX: Duration = Duration::from_secs(15);

/// How often a request is sent before the connection counts as lost.
pub const TRIES_MAX: u32 = 3;

/// The first pause between tries; each further one is twice as long.
const PAUSE: Duration = Duration::from_millis(150);

/// The largest answer that is read: the streets of a station are the largest.
const ANSWER_BYTES_MAX: usize = 64 << 20;

/// Why a call failed.
#[derive(Clone, Debug)]
pub enum Failure {
    /// The server refused; nothing was changed.
    Refused(Box<Refusal>),
    /// No answer came, after all tries.
    Lost(String),
    /// The answer could not be read.
    Garbled(String),
}

/// A refusal as the server words it (RFC 9457).
#[derive(Clone, Debug)]
pub struct Refusal {
    /// The HTTP status.
    pub status: u16,
    /// The stable code, empty when the answer had none.
    pub code: String,
    /// The sentence for people.
    pub detail: String,
    /// The whole document.
    pub document: serde_json::Value,
}

impl Failure {
    /// Whether the server refused with a code.
    pub fn is(&self, code: &str) -> bool {
        matches!(self, Self::Refused(refusal) if refusal.code == code)
    }

    /// The HTTP status of a refusal.
    pub fn status(&self) -> Option<u16> {
        match self {
            Self::Refused(refusal) => Some(refusal.status),
            Self::Lost(_) | Self::Garbled(_) => None,
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused(it) => write!(f, "refused with {} {}: {}", it.status, it.code, it.detail),
            Self::Lost(why) => write!(f, "no answer: {why}"),
            Self::Garbled(why) => write!(f, "an answer that cannot be read: {why}"),
        }
    }
}

impl std::error::Error for Failure {}

/// An answer as it came.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// The body.
    pub body: Bytes,
}

/// Somebody at a terminal.
#[derive(Debug)]
pub struct Client {
    authority: String,
    token: Option<String>,
    language: &'static str,
    connection: Mutex<Option<SendRequest<Full<Bytes>>>>,
}

impl Client {
    /// Prepares a client of a server, such as `http://127.0.0.1:8080`; connects with the first call.
    pub fn new(base_url: &str) -> Result<Self, Failure> {
        let authority = base_url.strip_prefix("http://").map(|it| it.trim_end_matches('/'));
        match authority {
            Some(authority) if !authority.is_empty() && !authority.contains('/') => {
                Ok(Self { authority: authority.to_owned(), token: None, language: "zh", connection: Mutex::new(None) })
            }
            Some(_) | None => Err(Failure::Lost(format!("{base_url} is not http://HOST:PORT"))),
        }
    }

    /// The same server and session over a connection of its own.
    pub fn another(&self) -> Self {
        Self {
            authority: self.authority.clone(),
            token: self.token.clone(),
            language: self.language,
            connection: Mutex::new(None),
        }
    }

    /// Asks for answers in a language (`zh` or `en`).
    pub const fn speaking(mut self, language: &'static str) -> Self {
        self.language = language;
        self
    }

    /// The session's token, once signed in.
    pub fn token(&self) -> Option<&str> {
        self.token.as_deref()
    }

    /// Goes on with a session opened elsewhere.
    pub fn use_token(&mut self, token: Option<String>) {
        self.token = token;
    }

    /// Host and port.
    pub fn authority(&self) -> &str {
        &self.authority
    }

    /// Sends a request once and gives the answer as it came, refusals too. A key makes it a command.
    pub async fn send(
        &self,
        method: Method,
        path: &str,
        body: Option<Bytes>,
        key: Option<Uuid>,
    ) -> Result<Answer, Failure> {
        let request = self.request(method, path, body, key)?;
        match timeout(REQUEST_MAX, self.exchange(request)).await {
            Ok(answer) => answer.map_err(|it| Failure::Lost(it.to_string())),
            Err(_) => {
                *self.connection.lock().await = None;
                Err(Failure::Lost("no answer in time".to_owned()))
            }
        }
    }

    fn request(
        &self,
        method: Method,
        path: &str,
        body: Option<Bytes>,
        key: Option<Uuid>,
    ) -> Result<Request<Full<Bytes>>, Failure> {
        let mut request = Request::builder().method(method).uri(path).header(HOST, &self.authority);
        request = request.header(ACCEPT_LANGUAGE, self.language);
        if let Some(token) = &self.token {
            request = request.header(AUTHORIZATION, format!("Bearer {token}"));
        }
        if let Some(key) = key {
            request = request.header("Idempotency-Key", key.to_string());
        }
        if body.is_some() {
            request = request.header(CONTENT_TYPE, "application/json");
        }
        request.body(Full::new(body.unwrap_or_default())).map_err(|it| Failure::Garbled(it.to_string()))
    }

    async fn exchange(
        &self,
        request: Request<Full<Bytes>>,
    ) -> Result<Answer, Box<dyn std::error::Error + Send + Sync>> {
        let mut slot = self.connection.lock().await;
        let mut connection = match slot.take() {
            Some(connection) if !connection.is_closed() => connection,
            Some(_) | None => self.connect().await?,
        };
        connection.ready().await?;
        let answer = connection.send_request(request).await?;
        let status = answer.status().as_u16();
        let zipped = answer.headers().get(CONTENT_ENCODING).is_some_and(|it| it == "gzip");
        let body = Limited::new(answer.into_body(), ANSWER_BYTES_MAX).collect().await?.to_bytes();
        *slot = Some(connection);
        Ok(Answer { status, body: if zipped { unzipped(&body)? } else { body } })
    }

    async fn connect(&self) -> Result<SendRequest<Full<Bytes>>, Box<dyn std::error::Error + Send + Sync>> {
        let stream = TcpStream::connect(&self.authority).await?;
        stream.set_nodelay(true)?;
        let (sender, connection) = handshake(TokioIo::new(stream)).await?;
        // Ends by itself when either side hangs up.
        tokio::spawn(connection);
        Ok(sender)
    }

    /// Sends a request until an answer comes, at most `TRIES_MAX` times, and reads it.
    async fn call<T: DeserializeOwned>(
        &self,
        method: Method,
        path: &str,
        body: Option<Bytes>,
        key: Option<Uuid>,
    ) -> Result<T, Failure> {
        let mut pause = PAUSE;
        for _ in 1..TRIES_MAX {
            match self.send(method.clone(), path, body.clone(), key).await {
                Err(Failure::Lost(_)) => sleep(pause).await,
                Ok(answer) => return read(&answer),
                Err(failure) => return Err(failure),
            }
            pause *= 2;
        }
        read(&self.send(method, path, body, key).await?)
    }

    /// Reads a resource.
    pub async fn get<T: DeserializeOwned>(&self, path: &str) -> Result<T, Failure> {
        self.call(Method::GET, path, None, None).await
    }

    /// Sends a command with a key of its own.
    pub async fn post<T: DeserializeOwned>(&self, path: &str, body: &impl Serialize) -> Result<T, Failure> {
        self.post_as(path, body, Uuid::now_v7()).await
    }

    /// Sends a command with a given key; the same key and body give the same answer again.
    pub async fn post_as<T: DeserializeOwned>(
        &self,
        path: &str,
        body: &impl Serialize,
        key: Uuid,
    ) -> Result<T, Failure> {
        let body = serde_json::to_vec(body).map_err(|it| Failure::Garbled(it.to_string()))?;
        self.call(Method::POST, path, Some(body.into()), Some(key)).await
    }
}

/// Unpacks a body, up to the limit of an answer.
fn unzipped(body: &[u8]) -> std::io::Result<Bytes> {
    let mut whole = Vec::new();
    GzDecoder::new(body).take(ANSWER_BYTES_MAX as u64).read_to_end(&mut whole)?;
    Ok(whole.into())
}

/// Reads an answer: the resource, or the refusal.
pub fn read<T: DeserializeOwned>(answer: &Answer) -> Result<T, Failure> {
    if StatusCode::from_u16(answer.status).is_ok_and(|it| it.is_success()) {
        // An empty body reads as null, so that `()` and `Option` fit.
        let body: &[u8] = if answer.body.is_empty() { b"null" } else { &answer.body };
        return serde_json::from_slice(body).map_err(|it| Failure::Garbled(it.to_string()));
    }
    let document: serde_json::Value = serde_json::from_slice(&answer.body).unwrap_or_default();
    let text = |name: &str| document[name].as_str().unwrap_or_default().to_owned();
    Err(Failure::Refused(Box::new(Refusal {
        status: answer.status,
        code: text("code"),
        detail: text("detail"),
        document: document.clone(),
    })))
}
