//! The caller's language: Chinese first, English complete.

use std::sync::Arc;

use axum::extract::Request;
use axum::http::header;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::problem::Error;

/// A language that everything a user reads exists in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Language {
    /// Simplified Chinese, the default.
    #[default]
    Zh,
    /// English.
    En,
}

impl Language {
    /// Reads an `Accept-Language` header: the first of `zh` and `en` that it names, else Chinese.
    pub fn from_header(value: &str) -> Self {
        value
            .split(',')
            .map(|it| it.split(';').next().unwrap_or("").trim())
            .find_map(|it| match it.get(..2) {
                Some("zh") => Some(Self::Zh),
                Some("en") => Some(Self::En),
                Some(_) | None => None,
            })
            .unwrap_or_default()
    }

    /// Picks the text of this language.
    pub fn pick<'a>(self, zh: &'a str, en: &'a str) -> &'a str {
        match self {
            Self::Zh => zh,
            Self::En => en,
        }
    }
}

/// Puts the caller's language into the request and words every refusal in it.
pub async fn layer(mut request: Request, next: Next) -> Response {
    let language = request
        .headers()
        .get(header::ACCEPT_LANGUAGE)
        .and_then(|it| it.to_str().ok())
        .map(Language::from_header)
        .unwrap_or_default();
    request.extensions_mut().insert(language);
    let mut response = next.run(request).await;
    match response.extensions_mut().remove::<Arc<Error>>() {
        Some(error) if language != Language::Zh => error.document(language).into_response(),
        Some(_) | None => response,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_known_language_wins() {
        for (header, expected) in [
            ("en-US,en;q=0.9,zh;q=0.8", Language::En),
            ("zh-CN", Language::Zh),
            ("fr, en;q=0.5", Language::En),
            ("", Language::Zh),
            ("*", Language::Zh),
        ] {
            assert_eq!(Language::from_header(header), expected, "{header}");
        }
    }
}
