//! Callers who speak HTTP to a router without a socket.

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Method, Request, header};
use serde::de::DeserializeOwned;
use serde_json::Value;
use tower::ServiceExt as _;

/// The largest answer that a test reads.
const ANSWER_BYTES_MAX: usize = 64 * 1024 * 1024;

/// A router to speak to.
#[derive(Clone)]
pub struct Http {
    router: Router,
}

impl Http {
    /// Takes a finished router.
    pub fn new(router: Router) -> Self {
        Self { router }
    }

    /// A caller who is nobody.
    pub fn nobody(&self) -> Caller {
        Caller { http: self.clone(), token: None, headers: Vec::new() }
    }

    /// A caller who holds a token.
    pub fn signed_in(&self, token: impl Into<String>) -> Caller {
        Caller { token: Some(token.into()), ..self.nobody() }
    }
}

/// Somebody who asks.
#[derive(Clone)]
pub struct Caller {
    http: Http,
    /// The token, if the caller is signed in.
    pub token: Option<String>,
    headers: Vec<(String, String)>,
}

impl Caller {
    /// The same caller, sending one more header from now on.
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// The same caller, sending this `Idempotency-Key` from now on.
    pub fn keyed(self, key: &str) -> Self {
        self.with("idempotency-key", key)
    }

    /// The same caller, reading English.
    pub fn english(self) -> Self {
        self.with("accept-language", "en")
    }

    /// Asks for something.
    pub async fn get(&self, path: &str) -> Reply {
        self.send(Method::GET, path, Body::empty()).await
    }

    /// Sends a command with a body.
    pub async fn post(&self, path: &str, body: Value) -> Reply {
        self.send(Method::POST, path, Body::from(body.to_string())).await
    }

    /// Replaces something.
    pub async fn put(&self, path: &str, body: Value) -> Reply {
        self.send(Method::PUT, path, Body::from(body.to_string())).await
    }

    /// Deletes something.
    pub async fn delete(&self, path: &str) -> Reply {
        self.send(Method::DELETE, path, Body::empty()).await
    }

    /// Sends anything.
    ///
    /// # Panics
    /// If the request cannot be made or its answer cannot be read.
    pub async fn send(&self, method: Method, path: &str, body: Body) -> Reply {
        let mut request = Request::builder().method(method.clone()).uri(path);
        if method != Method::GET {
            request = request.header(header::CONTENT_TYPE, "application/json");
        }
        if let Some(token) = &self.token {
            request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
        }
        for (name, value) in &self.headers {
            request = request.header(name, value);
        }
        let request = request.body(body).expect("a request of a test is well formed");
        let response = self.http.router.clone().oneshot(request).await.expect("a router always answers");
        let (parts, body) = response.into_parts();
        let bytes = to_bytes(body, ANSWER_BYTES_MAX).await.expect("the answer can be read");
        Reply {
            asked: format!("{method} {path}"),
            status: parts.status.as_u16(),
            headers: parts.headers,
            bytes: bytes.to_vec(),
        }
    }
}

/// What was answered.
#[derive(Debug)]
pub struct Reply {
    asked: String,
    /// The status.
    pub status: u16,
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub bytes: Vec<u8>,
}

impl Reply {
    /// The body as JSON; `null` where there is none.
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.bytes).unwrap_or(Value::Null)
    }

    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }

    /// The JSON of an answer that must have this status.
    ///
    /// # Panics
    /// If it has another; says what was asked and answered.
    #[track_caller]
    pub fn expect(self, status: u16) -> Value {
        assert_eq!(self.status, status, "{} answered {}: {}", self.asked, self.status, self.text());
        self.json()
    }

    /// The JSON of an answer that must be a success.
    ///
    /// # Panics
    /// If it is not.
    #[track_caller]
    pub fn ok(self) -> Value {
        assert!((200..300).contains(&self.status), "{} answered {}: {}", self.asked, self.status, self.text());
        self.json()
    }

    /// The answer read as a type.
    ///
    /// # Panics
    /// If it is not a success of this shape.
    #[track_caller]
    pub fn read<T: DeserializeOwned>(self) -> T {
        let asked = self.asked.clone();
        serde_json::from_value(self.ok()).unwrap_or_else(|it| panic!("{asked} answered another shape: {it}"))
    }

    /// The document of a refusal that must have this status and code.
    ///
    /// # Panics
    /// If it is anything else, or not an RFC 9457 document.
    #[track_caller]
    pub fn refused(self, status: u16, code: &str) -> Value {
        let problem = self.problem();
        assert_eq!((self.status, problem["code"].as_str()), (status, Some(code)), "{}: {problem}", self.asked);
        problem
    }

    /// The document of any refusal.
    ///
    /// # Panics
    /// If it is not an RFC 9457 document in itself consistent.
    #[track_caller]
    pub fn problem(&self) -> Value {
        let kind = self.headers.get(header::CONTENT_TYPE).and_then(|it| it.to_str().ok()).unwrap_or("");
        assert!(
            kind.starts_with("application/problem+json"),
            "{} answered {} {kind}: {}",
            self.asked,
            self.status,
            self.text()
        );
        let problem = self.json();
        assert_eq!(problem["status"], self.status, "{}: {problem}", self.asked);
        let code = problem["code"].as_str().unwrap_or_default();
        assert_eq!(problem["type"], format!("/problems/{code}"), "{}: {problem}", self.asked);
        assert!(problem["detail"].as_str().is_some_and(|it| !it.is_empty()), "{}: {problem}", self.asked);
        problem
    }
}
