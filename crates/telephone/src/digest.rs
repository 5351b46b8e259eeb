//! Digest authentication as exchanges ask for it (RFC 2617; RFC 7616 adds SHA-256).

use std::fmt;

use aws_lc_rs::digest as sha;
use md5::{Digest as _, Md5};

/// A password, which never appears in a log.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Takes a password.
    pub fn new(value: impl Into<String>) -> Self {
        Self(value.into())
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret")
    }
}

/// How the values are hashed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Algorithm {
    Md5,
    Sha256,
}

impl Algorithm {
    fn name(self) -> &'static str {
        match self {
            Self::Md5 => "MD5",
            Self::Sha256 => "SHA-256",
        }
    }

    fn hash(self, text: &str) -> String {
        match self {
            Self::Md5 => hex(Md5::digest(text.as_bytes()).as_slice()),
            Self::Sha256 => hex(sha::digest(&sha::SHA256, text.as_bytes()).as_ref()),
        }
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|it| format!("{it:02x}")).collect()
}

/// What the exchange wants to know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Challenge {
    realm: String,
    nonce: String,
    opaque: Option<String>,
    algorithm: Algorithm,
    /// Whether the client's own nonce goes in (`qop="auth"`).
    with_client_nonce: bool,
}

impl Challenge {
    /// Reads `WWW-Authenticate` or `Proxy-Authenticate`; `None` if it asks for what this line does not know.
    pub fn parse(header: &str) -> Option<Self> {
        let (scheme, rest) = header.trim().split_once(' ')?;
        if !scheme.eq_ignore_ascii_case("digest") {
            return None;
        }
        let fields = fields(rest);
        let get = |name: &str| fields.iter().find(|(it, _)| it == name).map(|(_, value)| value.clone());
        let algorithm = match get("algorithm").map(|it| it.to_ascii_uppercase()).as_deref() {
            None | Some("MD5") => Algorithm::Md5,
            Some("SHA-256") => Algorithm::Sha256,
            Some(_) => return None,
        };
        let qop = get("qop");
        let auth = qop.as_ref().is_some_and(|it| it.split(',').any(|it| it.trim().eq_ignore_ascii_case("auth")));
        if qop.is_some() && !auth {
            return None;
        }
        Some(Self {
            realm: get("realm")?,
            nonce: get("nonce")?,
            opaque: get("opaque"),
            algorithm,
            with_client_nonce: auth,
        })
    }

    /// The value of `Authorization` or `Proxy-Authorization`.
    pub fn answer(&self, user: &str, secret: &Secret, method: &str, uri: &str, client_nonce: &str) -> String {
        let Self { realm, nonce, algorithm, .. } = self;
        let who = algorithm.hash(&format!("{user}:{realm}:{}", secret.0));
        let what = algorithm.hash(&format!("{method}:{uri}"));
        let response = match self.with_client_nonce {
            true => algorithm.hash(&format!("{who}:{nonce}:00000001:{client_nonce}:auth:{what}")),
            false => algorithm.hash(&format!("{who}:{nonce}:{what}")),
        };
        let mut text = format!(
            "Digest username=\"{user}\", realm=\"{realm}\", nonce=\"{nonce}\", uri=\"{uri}\", \
             response=\"{response}\", algorithm={}",
            algorithm.name()
        );
        if self.with_client_nonce {
            text.push_str(&format!(", qop=auth, nc=00000001, cnonce=\"{client_nonce}\""));
        }
        if let Some(opaque) = &self.opaque {
            text.push_str(&format!(", opaque=\"{opaque}\""));
        }
        text
    }
}

/// `name=value` and `name="value"`, with commas between and inside quotes.
fn fields(text: &str) -> Vec<(String, String)> {
    let mut fields = Vec::new();
    let mut rest = text;
    while let Some((name, after)) = rest.split_once('=') {
        let after = after.trim_start();
        let (value, next) = match after.strip_prefix('"') {
            Some(quoted) => quoted.split_once('"').unwrap_or((quoted, "")),
            None => after.split_at(after.find(',').unwrap_or(after.len())),
        };
        // A value with a line break would write a header of its own into the answer.
        if !value.contains(['\r', '\n']) {
            fields.push((name.trim().to_ascii_lowercase(), value.trim().to_owned()));
        }
        rest = next.trim_start().trim_start_matches(',').trim_start();
    }
    fields
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of RFC 2617 §3.5 and RFC 7616 §3.9.1.
    #[test]
    fn the_answers_of_the_standards_are_given() {
        let header = "Digest realm=\"testrealm@host.com\", qop=\"auth,auth-int\", \
            nonce=\"dcd98b7102dd2f0e8b11d0f600bfb0c093\", opaque=\"5ccc069c403ebaf9f0171e9517f40e41\"";
        let challenge = Challenge::parse(header).unwrap();
        let secret = Secret::new("Circle Of Life");
        let answer = challenge.answer("Mufasa", &secret, "GET", "/dir/index.html", "0a4f113b");
        assert!(answer.contains("response=\"6629fae49393a05397450978507c4ef1\""), "{answer}");
        let header = "Digest realm=\"http-auth@example.org\", qop=\"auth\", algorithm=SHA-256, \
            nonce=\"7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v\"";
        let challenge = Challenge::parse(header).unwrap();
        let secret = Secret::new("Circle of Life");
        let nonce = "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ";
        let answer = challenge.answer("Mufasa", &secret, "GET", "/dir/index.html", nonce);
        assert!(answer.contains("753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1"), "{answer}");
    }

    #[test]
    fn what_is_not_known_is_not_answered() {
        assert_eq!(Challenge::parse("Basic realm=\"x\""), None);
        assert_eq!(Challenge::parse("Digest realm=\"x\", nonce=\"n\", algorithm=AKAv1-MD5"), None);
        assert_eq!(Challenge::parse("Digest realm=\"x\", nonce=\"n\", qop=\"auth-int\""), None);
        assert_eq!(Challenge::parse("Digest realm=\"x\""), None);
        assert_eq!(format!("{:?}", Secret::new("pw")), "Secret");
    }
}
