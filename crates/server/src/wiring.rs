//! How the slices become one router: routes joined, layers put around them.

use std::sync::Arc;

use axum::Router;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::get;
use platform::{api, language, live};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{DefaultPredicate, NotForContentType, Predicate};
use utoipa::openapi::OpenApi;

use crate::metrics::{self, Metrics};
use crate::node::Node;
use crate::trust::Trust;
use crate::{dictionary, document, layers, meta, pages, session, trust, unsent};

/// The slices' routes and their document.
fn slices(node: &Node, trust: &Trust) -> (Router, OpenApi) {
    let (router, document) = api::join([
        live::routes(node.app.clone()),
        session::routes(node.clone()),
        meta::routes(node.clone()),
        dictionary::routes(),
        trust::api(trust.clone()),
        unsent::routes(node.app.clone()),
        people::api::routes(node.people.clone()),
        people::access::api::routes(node.people.clone()),
        places::api::routes(node.places.clone()),
        places::settings::routes(node.places.clone()),
        places::setup::routes(node.places.clone()),
        duty::api::routes(node.duty.clone()),
        duty::terminal::api::routes(node.duty.clone()),
        incidents::api::routes(node.incidents.clone()),
        notices::api::routes(node.notices.clone()),
        platform::records::api::routes(node.records.clone()),
        imports::api::routes(node.imports.clone()),
    ]);
    (router, document::complete(document))
}

/// The document of this version.
pub fn document(node: &Node) -> OpenApi {
    slices(node, &Trust::new(String::new(), None, false)).1
}

/// What is compressed: text. Photos and films are small already, and ranges of them must stay what was asked for.
fn squeezable() -> impl Predicate {
    DefaultPredicate::new().and(NotForContentType::const_new("video/")).and(NotForContentType::const_new("image/"))
}

/// Everything that the server answers.
pub fn router(node: &Node, trust: Trust) -> Router {
    let (slices, document) = slices(node, &trust);
    let document: Arc<str> = document::text(&document).unwrap_or_default().into();
    let metrics = Metrics::default();
    let counters = Router::new().route("/metrics", get(metrics::show)).with_state((node.clone(), metrics.clone()));
    slices
        .route("/api/v1/openapi.json", get(move || meta::document(document.clone())))
        .merge(meta::health(node.clone()))
        .merge(counters)
        .merge(trust::routes(trust))
        .merge(pages::routes())
        .layer(from_fn_with_state(node.app.clone(), platform::session::layer))
        .layer(from_fn(layers::timely))
        .layer(from_fn(layers::problems))
        .layer(CatchPanicLayer::custom(layers::panicked))
        .layer(from_fn(language::layer))
        .layer(CompressionLayer::new().gzip(true).compress_when(squeezable()))
        .layer(from_fn_with_state(metrics, layers::outermost))
}
