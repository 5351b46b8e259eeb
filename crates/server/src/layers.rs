//! What every request passes: the language, a limit of time, counting, and the headers that protect the pages.

use std::any::Any;
use std::time::Duration;

use axum::body::to_bytes;
use axum::extract::{Request, State};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use platform::problem::{self, Error, refuse};

use crate::metrics::Metrics;
use crate::refusal;

/// How long one answer may take; WebSockets have their own limits.
const ANSWER_WITHIN: Duration = Duration::from_secs(30);
/// How much of a plain refusal is read to be said again.
const SAID_BYTES_MAX: usize = 4 * 1024;

/// The pages load nothing from elsewhere and are framed by nobody. MapLibre's worker is a blob; the component
/// library of the desk writes style elements.
const POLICY: &str = "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; \
img-src 'self' data: blob:; media-src 'self' blob:; font-src 'self' data:; worker-src 'self' blob:; \
connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

/// Headers of every answer.
const HEADERS: [(HeaderName, HeaderValue); 6] = [
    (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY)),
    (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    (header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY")),
    (header::REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
    (HeaderName::from_static("cross-origin-opener-policy"), HeaderValue::from_static("same-origin")),
    (
        HeaderName::from_static("permissions-policy"),
        HeaderValue::from_static("geolocation=(self), microphone=(self), camera=(self), payment=(), usb=()"),
    ),
];

/// Counts the request, and protects the answer.
pub async fn outermost(State(metrics): State<Metrics>, request: Request, next: Next) -> Response {
    let is_api = request.uri().path().starts_with("/api/");
    let counted = metrics.begin();
    let mut response = next.run(request).await;
    counted.end(response.status());
    let headers = response.headers_mut();
    for (name, value) in HEADERS {
        headers.insert(name, value);
    }
    if is_api && !headers.contains_key(header::CACHE_CONTROL) {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    response
}

/// Ends what takes too long. What was sent may still be carried out: the same key gets its answer.
pub async fn timely(request: Request, next: Next) -> Response {
    match tokio::time::timeout(ANSWER_WITHIN, next.run(request)).await {
        Ok(response) => response,
        Err(_) => Error::from(refuse(&refusal::TIMED_OUT)).into_response(),
    }
}

/// Words every plain refusal of the framework as a problem, so that there is one shape of refusal.
pub async fn problems(request: Request, next: Next) -> Response {
    let is_api = request.uri().path().starts_with("/api/");
    let response = next.run(request).await;
    let status = response.status();
    let refused = status.is_client_error() || status.is_server_error();
    if !is_api || !refused || is_problem(&response) {
        return response;
    }
    let said = to_bytes(response.into_body(), SAID_BYTES_MAX).await.unwrap_or_default();
    let said = String::from_utf8_lossy(&said).into_owned();
    let error: Error = match status {
        StatusCode::NOT_FOUND => refuse(&refusal::NO_SUCH_ROUTE).into(),
        StatusCode::METHOD_NOT_ALLOWED => refuse(&refusal::METHOD_NOT_ALLOWED).into(),
        StatusCode::PAYLOAD_TOO_LARGE => {
            refuse(&problem::TOO_LARGE).with("limit", platform::sent::BODY_BYTES_MAX).into()
        }
        _ if status.is_client_error() => refuse(&problem::MALFORMED).with("detail", said).into(),
        _ => Error::Internal(anyhow::anyhow!("answered {status}: {said}")),
    };
    error.into_response()
}

fn is_problem(response: &Response) -> bool {
    let kind = response.headers().get(header::CONTENT_TYPE).and_then(|it| it.to_str().ok());
    kind.is_some_and(|it| it.starts_with("application/problem+json"))
}

/// Answers for a handler that panicked.
pub fn panicked(panic: Box<dyn Any + Send + 'static>) -> Response {
    let words =
        panic.downcast_ref::<&str>().map(|it| (*it).to_owned()).or_else(|| panic.downcast_ref::<String>().cloned());
    let words = words.unwrap_or_else(|| "no words".to_owned());
    Error::Internal(anyhow::anyhow!("a handler panicked: {words}")).into_response()
}
