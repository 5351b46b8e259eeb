//! What a phone needs before it trusts this station: the page with the picture, and the authority's certificate.

use std::sync::Arc;

use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use platform::api::Api;
use qrcode::QrCode;
use qrcode::render::{svg, unicode};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::i18n;
use crate::tls::Authority;

/// How wide the picture is at least, in pixels.
const PICTURE_PX: u32 = 240;

/// What phones are told; cheap to clone.
#[derive(Clone, Debug)]
pub struct Trust(Arc<Parts>);

#[derive(Debug)]
struct Parts {
    url: String,
    authority: Option<Authority>,
    demo: bool,
}

/// What phones are told, for pages.
#[derive(Serialize, ToSchema)]
pub struct TrustFacts {
    /// The address of the phone page.
    pub url: String,
    /// SHA-256 of the station's own root certificate, where it has one.
    pub fingerprint: Option<String>,
    /// Where that certificate is, in DER.
    pub certificate: Option<&'static str>,
}

impl Trust {
    /// Takes the address of the phone page, and the authority where the station has its own.
    pub fn new(url: String, authority: Option<Authority>, demo: bool) -> Self {
        Self(Arc::new(Parts { url, authority, demo }))
    }

    /// The address of the phone page.
    pub fn url(&self) -> &str {
        &self.0.url
    }

    /// Where a phone that does not trust the station yet learns how, if the station has its own authority.
    pub fn page(&self) -> Option<String> {
        self.0.authority.as_ref()?;
        let plain = self.0.url.replacen("https://", "http://", 1);
        plain.strip_suffix("/pocket/").map(|it| format!("{it}/trust"))
    }

    /// The authority's fingerprint, where the station has its own.
    pub fn fingerprint(&self) -> Option<&str> {
        self.0.authority.as_ref().map(|it| it.fingerprint.as_str())
    }

    /// The address as a picture of characters, for the terminal.
    pub fn terminal(&self) -> String {
        let picture = QrCode::new(self.0.url.as_bytes());
        // Terminals are dark: their bright characters are the paper, not the ink.
        let (ink, paper) = (unicode::Dense1x2::Light, unicode::Dense1x2::Dark);
        let drawn = picture.map(|it| it.render::<unicode::Dense1x2>().dark_color(ink).light_color(paper).build());
        drawn.unwrap_or_default()
    }

    fn picture(&self) -> String {
        let picture = QrCode::new(self.0.url.as_bytes());
        picture
            .map(|it| it.render::<svg::Color<'_>>().min_dimensions(PICTURE_PX, PICTURE_PX).build())
            .unwrap_or_default()
    }
}

/// The facts in the interface.
pub fn api(trust: Trust) -> OpenApiRouter {
    Api::new("trust").public(routes!(facts)).with(trust)
}

/// The routes that lead to trust; all of them are public.
pub fn routes(trust: Trust) -> Router {
    Router::new()
        .route("/trust", get(page))
        .route("/trust/", get(page))
        .route("/trust/style.css", get(style))
        .route("/trust/qr.svg", get(picture))
        .route("/ca.crt", get(certificate))
        .with_state(trust)
}

async fn page(State(trust): State<Trust>) -> Html<String> {
    let fingerprint = trust.fingerprint().unwrap_or("—");
    let demo = if trust.0.demo { i18n::DEMO } else { "" };
    let page = i18n::TRUST.replace("{url}", trust.url()).replace("{fingerprint}", fingerprint).replace("{demo}", demo);
    Html(page)
}

async fn style() -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "text/css")], include_str!("trust.css"))
}

async fn picture(State(trust): State<Trust>) -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "image/svg+xml")], trust.picture())
}

/// Tells phones how to trust this station.
#[utoipa::path(get, path = "/api/v1/trust", responses((status = 200, body = TrustFacts)))]
async fn facts(State(trust): State<Trust>) -> Json<TrustFacts> {
    let certificate = trust.0.authority.as_ref().map(|_| "/ca.crt");
    let fingerprint = trust.fingerprint().map(str::to_owned);
    Json(TrustFacts { url: trust.url().to_owned(), fingerprint, certificate })
}

async fn certificate(State(trust): State<Trust>) -> Response {
    let Some(authority) = &trust.0.authority else { return StatusCode::NOT_FOUND.into_response() };
    let headers = [
        (header::CONTENT_TYPE, "application/x-x509-ca-cert"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"likedong-ca.crt\""),
    ];
    (headers, authority.der.clone()).into_response()
}
