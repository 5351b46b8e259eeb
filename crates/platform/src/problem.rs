//! Errors as the wire knows them: one type, one table of codes, RFC 9457 documents.

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;

use crate::language::Language;

/// One kind of refusal: a stable name, a status, and a sentence in each language.
///
/// Sentences may hold `{name}` places that [`Refusal::with`] fills.
#[derive(Debug, PartialEq, Eq)]
pub struct Code {
    /// The stable name, snake case, also the last part of the problem's `type`.
    pub name: &'static str,
    /// The HTTP status.
    pub status: u16,
    /// The sentence in Chinese.
    pub zh: &'static str,
    /// The sentence in English.
    pub en: &'static str,
}

/// Declares a table of refusals: one constant each, and `CODES` with all of them.
#[macro_export]
macro_rules! codes {
    ($($constant:ident = $name:literal, $status:literal, $zh:literal, $en:literal;)+) => {
        $(
            #[doc = $en]
            pub const $constant: $crate::problem::Code =
                $crate::problem::Code { name: $name, status: $status, zh: $zh, en: $en };
        )+
        /// All refusals of this table.
        pub const CODES: &[$crate::problem::Code] = &[$($constant),+];
    };
}

codes! {
    NOT_FOUND = "not_found", 404, "没有这条记录，或者不在您的范围内", "There is no such record, or it is outside your scope";
    UNAUTHENTICATED = "unauthenticated", 401, "请先登录", "Sign in first";
    SESSION_EXPIRED = "session_expired", 401, "登录已过期，请重新登录", "Your session has expired; sign in again";
    FORBIDDEN = "forbidden", 403, "您没有这项权限", "You are not permitted to do this";
    CROSS_SITE = "cross_site", 403, "请求来自别的网站，已拒绝", "The request came from another site and was refused";
    STALE = "stale", 409, "这条记录刚刚被{who}改过（{what}），请看过新内容再操作", "{who} has just changed this record ({what}); look at it again before you act";
    KEY_REUSED = "key_reused", 422, "同一个 Idempotency-Key 已用于另一份内容，请换一个键再发", "This Idempotency-Key was used with another body; send it again with a new key";
    INVALID = "invalid", 422, "有内容填得不对，请按提示改正后再发", "Something in the request is not right; correct it as told and send it again";
    MALFORMED = "malformed", 400, "请求读不懂：{detail}", "The request cannot be read: {detail}";
    TOO_LARGE = "too_large", 413, "内容太大，最多 {limit} 字节", "The request is too large; at most {limit} bytes";
    BUSY = "busy", 503, "系统正忙，没有做任何改动，请用同一个键重发", "The system is busy and nothing was changed; send it again with the same key";
    TOO_MANY_FEEDS = "too_many_feeds", 429, "打开的页面太多，请关掉不用的再试", "Too many pages are open; close those you do not need and try again";
    NOTHING = "nothing", 409, "没有要做的事", "There is nothing to do";
    INTERNAL = "internal", 500, "系统内部出错，没有做任何改动，请稍后用同一个键重发", "Something failed inside and nothing was changed; send it again later with the same key";
}

/// The word of a refusal that says after how many seconds the request may be sent again.
pub const RETRY_AFTER: &str = "retry_after";

/// One field that is wrong, and what to write instead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// The field's path in the body, for example `point.coordinates`.
    pub field: String,
    /// The stable name of what is wrong.
    pub code: &'static str,
    /// The sentence in Chinese.
    pub zh: String,
    /// The sentence in English.
    pub en: String,
}

impl Field {
    /// Makes a field error.
    pub fn new(field: impl Into<String>, code: &'static str, zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self { field: field.into(), code, zh: zh.into(), en: en.into() }
    }
}

/// A refusal: its code and the words that fill its sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// Which refusal.
    pub code: &'static Code,
    /// What fills the `{name}` places of the sentence.
    pub words: Vec<(&'static str, String)>,
    /// The one field it is about, if it is about one.
    pub field: Option<&'static str>,
}

impl Refusal {
    /// Fills one `{name}` place of the sentence.
    pub fn with(mut self, name: &'static str, value: impl ToString) -> Self {
        self.words.push((name, value.to_string()));
        self
    }

    /// Names the field that the refusal is about.
    pub fn field(mut self, field: &'static str) -> Self {
        self.field = Some(field);
        self
    }

    /// The sentence in a language, its places filled.
    pub fn sentence(&self, language: Language) -> String {
        let mut text = language.pick(self.code.zh, self.code.en).to_owned();
        for (name, value) in &self.words {
            text = text.replace(&format!("{{{name}}}"), value);
        }
        text
    }
}

/// Starts a refusal with `code`.
pub fn refuse(code: &'static Code) -> Refusal {
    Refusal { code, words: Vec::new(), field: None }
}

/// The only error that reaches HTTP.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// There is no such record within the caller's scope.
    #[error("not found")]
    NotFound,
    /// A rule refused; nothing was changed.
    #[error("refused: {}", .0.code.name)]
    Refused(Refusal),
    /// A rule of the domain refused, in its own words; nothing was changed.
    #[error("refused: {code}")]
    Rule {
        /// The stable name.
        code: &'static str,
        /// The sentence in Chinese.
        zh: &'static str,
        /// The sentence in English.
        en: &'static str,
    },
    /// Fields are wrong; nothing was changed.
    #[error("invalid fields")]
    Invalid(Vec<Field>),
    /// Something failed that is not the caller's doing. The chain is logged once, where it is answered.
    #[error("internal error")]
    Internal(#[source] anyhow::Error),
}

impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl From<sea_orm::DbErr> for Error {
    fn from(error: sea_orm::DbErr) -> Self {
        Self::Internal(anyhow::Error::new(error))
    }
}

impl From<anyhow::Error> for Error {
    fn from(error: anyhow::Error) -> Self {
        Self::Internal(error)
    }
}

/// Makes the error of a refusal of the domain, whose words are its own.
pub fn rule(refusal: impl domain::refusal::Refusal) -> Error {
    Error::Rule { code: refusal.code(), zh: refusal.zh(), en: refusal.en() }
}

/// The status of a refusal of the domain: the state of things does not allow it.
const RULE_STATUS: u16 = 409;

impl Error {
    /// The stable name, the status and the sentence in `language`.
    fn sentence(&self, language: Language) -> (&'static str, u16, String) {
        let plain = |code: &'static Code| (code.name, code.status, language.pick(code.zh, code.en).to_owned());
        match self {
            Self::NotFound => plain(&NOT_FOUND),
            Self::Refused(refusal) => (refusal.code.name, refusal.code.status, refusal.sentence(language)),
            Self::Rule { code, zh, en } => (code, RULE_STATUS, language.pick(zh, en).to_owned()),
            Self::Invalid(_) => plain(&INVALID),
            Self::Internal(_) => plain(&INTERNAL),
        }
    }

    /// Makes the document for people who read `language`.
    pub fn document(&self, language: Language) -> Problem {
        let (code, status, detail) = self.sentence(language);
        let fields = match self {
            Self::Invalid(fields) => fields
                .iter()
                .map(|it| ProblemField {
                    field: it.field.clone(),
                    code: it.code.to_owned(),
                    detail: language.pick(&it.zh, &it.en).to_owned(),
                })
                .collect(),
            Self::NotFound | Self::Refused(_) | Self::Rule { .. } | Self::Internal(_) => Vec::new(),
        };
        let field = match self {
            Self::Refused(refusal) => refusal.field.map(str::to_owned),
            Self::Invalid(fields) => fields.first().map(|it| it.field.clone()),
            Self::NotFound | Self::Rule { .. } | Self::Internal(_) => None,
        };
        let retry_after = match self {
            Self::Refused(refusal) => {
                let word = refusal.words.iter().find(|(name, _)| *name == RETRY_AFTER);
                word.and_then(|(_, seconds)| seconds.parse().ok())
            }
            Self::NotFound | Self::Rule { .. } | Self::Invalid(_) | Self::Internal(_) => None,
        };
        Problem {
            retry_after,
            r#type: format!("/problems/{code}"),
            title: code.replace('_', " "),
            status,
            detail,
            code: code.to_owned(),
            field,
            fields,
        }
    }
}

/// The body of a refusal, `application/problem+json` (RFC 9457).
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Problem {
    /// A stable reference, `/problems/<code>`.
    pub r#type: String,
    /// A short English title.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// A sentence for people, in the caller's language.
    pub detail: String,
    /// The stable code.
    pub code: String,
    /// The field it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// After how many seconds it may be sent again; the header `Retry-After` says the same.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retry_after: Option<u32>,
    /// All fields that are wrong.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<ProblemField>,
}

/// One wrong field of a [`Problem`].
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ProblemField {
    /// The field's path in the body.
    pub field: String,
    /// The stable name of what is wrong.
    pub code: String,
    /// What to write instead, in the caller's language.
    pub detail: String,
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let retry_after = self.retry_after.map(HeaderValue::from);
        let kind = [(header::CONTENT_TYPE, "application/problem+json; charset=utf-8")];
        let mut response = (status, kind, Json(self)).into_response();
        if let Some(seconds) = retry_after {
            response.headers_mut().insert(header::RETRY_AFTER, seconds);
        }
        response
    }
}

impl IntoResponse for Error {
    fn into_response(self) -> Response {
        if let Self::Internal(cause) = &self {
            tracing::error!(error.chain = %format!("{cause:#}"), "Request failed inside: {cause:#}");
        }
        // The language layer re-renders the document; this one is for callers without a language.
        let mut response = self.document(Language::Zh).into_response();
        response.extensions_mut().insert(std::sync::Arc::new(self));
        response
    }
}

/// The result of every handler.
pub type Result<T, E = Error> = std::result::Result<T, E>;
