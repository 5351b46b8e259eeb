//! What the server says of itself: its version and station, its document, and whether it is well.

use std::sync::Arc;

use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use axum::routing::get;
use axum::{Json, Router};
use platform::api::Api;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::node::{Condition, Node};

/// The routes about the server itself.
pub fn routes(node: Node) -> OpenApiRouter {
    Api::new("meta").public(routes!(show)).with(node)
}

/// What a page may know before anybody signs in.
#[derive(Serialize, ToSchema)]
pub struct Meta {
    /// The program's version.
    pub version: &'static str,
    /// Whether everything is made up.
    pub demo: bool,
    /// The station's name; empty before there is a station.
    pub station_name: String,
    /// The languages that everything exists in.
    pub languages: [&'static str; 2],
}

/// Tells what a page may know before anybody signs in.
#[utoipa::path(get, path = "/api/v1/meta", responses((status = 200, body = Meta)))]
async fn show(State(node): State<Node>) -> Json<Meta> {
    let atlas = node.station().and_then(|it| node.places.atlas(it).ok());
    let station = atlas.as_ref().map(|it| it.station());
    Json(Meta {
        version: env!("CARGO_PKG_VERSION"),
        demo: station.is_some_and(|it| it.demo),
        station_name: station.map(|it| it.name.clone()).unwrap_or_default(),
        languages: ["zh", "en"],
    })
}

/// Gives the OpenAPI document.
pub async fn document(text: Arc<str>) -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "application/json")], text.to_string())
}

/// Whether the process lives, and whether it can answer.
pub fn health(node: Node) -> Router {
    Router::new().route("/healthz", get(|| async { "ok\n" })).route("/readyz", get(ready)).with_state(node)
}

async fn ready(State(node): State<Node>) -> (StatusCode, &'static str) {
    match node.health.condition() {
        Condition::Starting => return (StatusCode::SERVICE_UNAVAILABLE, "starting\n"),
        Condition::Broken => return (StatusCode::SERVICE_UNAVAILABLE, "a part of the program has ended\n"),
        Condition::Working => {}
    }
    let reads = node.app.db().read().ping().await.map_err(anyhow::Error::new);
    match reads.and(node.app.db().probe().await) {
        Ok(()) => (StatusCode::OK, "ready\n"),
        Err(error) => {
            tracing::error!(error.chain = %format!("{error:#}"), "Database does not answer: {error:#}");
            (StatusCode::SERVICE_UNAVAILABLE, "the database does not answer\n")
        }
    }
}
