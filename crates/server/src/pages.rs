//! The pages: inside the binary with the feature `embed`, else from `web/apps/*/dist`.

use std::borrow::Cow;

use axum::Router;
use axum::extract::Path;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum::routing::get;

use crate::i18n;

/// What a built page starts with.
const INDEX: &str = "index.html";
/// Names with a hash of their content in them never change.
const IMMUTABLE: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
/// Everything else is asked for again.
const FRESH: HeaderValue = HeaderValue::from_static("no-cache");

/// One of the built pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum App {
    Desk,
    Pocket,
    Gate,
}

/// The routes of the pages.
pub fn routes() -> Router {
    Router::new()
        .route("/", get(|| async { Redirect::to("/desk/") }))
        .route("/desk", get(|| async { Redirect::permanent("/desk/") }))
        .route("/pocket", get(|| async { Redirect::permanent("/pocket/") }))
        .route("/gate", get(|| async { Redirect::permanent("/gate/") }))
        .route("/desk/", get(|| async { file(App::Desk, INDEX) }))
        .route("/pocket/", get(|| async { file(App::Pocket, INDEX) }))
        .route("/gate/", get(|| async { file(App::Gate, INDEX) }))
        .route("/desk/{*path}", get(|Path(path): Path<String>| async move { file(App::Desk, &path) }))
        .route("/pocket/{*path}", get(|Path(path): Path<String>| async move { file(App::Pocket, &path) }))
        .route("/gate/{*path}", get(|Path(path): Path<String>| async move { file(App::Gate, &path) }))
}

/// Gives a file of a page. An address inside the page that is no file is the page itself: it finds its own way.
fn file(app: App, path: &str) -> Response {
    if let Some(bytes) = source::read(app, path) {
        let cache = if path.starts_with("assets/") { IMMUTABLE } else { FRESH };
        return ([(header::CONTENT_TYPE, HeaderValue::from_static(kind(path))), (header::CACHE_CONTROL, cache)], bytes)
            .into_response();
    }
    if path.rsplit('/').next().is_some_and(|it| it.contains('.')) && path != INDEX {
        return StatusCode::NOT_FOUND.into_response();
    }
    match source::read(app, INDEX) {
        Some(bytes) => ([(header::CACHE_CONTROL, FRESH)], Html(bytes)).into_response(),
        None => Html(i18n::NOT_BUILT).into_response(),
    }
}

/// The media type of a file by the end of its name.
fn kind(path: &str) -> &'static str {
    match path.rsplit('.').next() {
        Some("html") => "text/html; charset=utf-8",
        Some("js" | "mjs") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("json" | "map") => "application/json",
        Some("webmanifest") => "application/manifest+json",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("ico") => "image/x-icon",
        Some("woff2") => "font/woff2",
        Some("mp3") => "audio/mpeg",
        Some("wasm") => "application/wasm",
        Some("pbf") => "application/x-protobuf",
        Some(_) | None => "application/octet-stream",
    }
}

#[cfg(feature = "embed")]
mod source {
    use super::{App, Cow};

    #[derive(rust_embed::RustEmbed)]
    #[folder = "../../web/apps/desk/dist/"]
    struct Desk;

    #[derive(rust_embed::RustEmbed)]
    #[folder = "../../web/apps/pocket/dist/"]
    struct Pocket;

    #[derive(rust_embed::RustEmbed)]
    #[folder = "../../web/apps/gate/dist/"]
    struct Gate;

    pub(super) fn read(app: App, path: &str) -> Option<Cow<'static, [u8]>> {
        let found = match app {
            App::Desk => Desk::get(path),
            App::Pocket => Pocket::get(path),
            App::Gate => Gate::get(path),
        };
        found.map(|it| it.data)
    }
}

#[cfg(not(feature = "embed"))]
mod source {
    use std::path::{Component, Path};

    use super::{App, Cow};

    /// Where the pages are built in the work tree that this binary was built from.
    const APPS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../web/apps");

    pub(super) fn read(app: App, path: &str) -> Option<Cow<'static, [u8]>> {
        let name = match app {
            App::Desk => "desk",
            App::Pocket => "pocket",
            App::Gate => "gate",
        };
        let inside = Path::new(path).components().all(|it| matches!(it, Component::Normal(_)));
        let file = Path::new(APPS).join(name).join("dist").join(path);
        (inside && file.is_file()).then(|| std::fs::read(file).ok().map(Cow::Owned)).flatten()
    }
}
