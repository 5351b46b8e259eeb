//! The flags of one command: each is taken once, and what nobody took is refused.

use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv4Addr};
use std::path::{Path, PathBuf};

use axum::http::Uri;
use incidents::carry::{COMMANDER, TELEPHONE};
use platform::deliver::Channel;

use crate::config::{Asked, Listen, Mistake, PORT, Store, Tls, beside, database_of_environment};

/// What was given and is not taken yet.
pub struct Flags {
    given: Vec<(String, Option<String>)>,
}

/// Flags without a value.
const SWITCHES: &[&str] = &["--json", "--lan", "--no-simulator", "--behind-proxy", "--partly"];
/// Flags that may be given more than once.
const AGAIN: &[&str] = &["--channel", "--boundaries"];
/// The outbox channels there are.
const CHANNELS: [&str; 2] = [TELEPHONE, COMMANDER];

impl Flags {
    /// Reads flags and their values.
    pub fn new(words: &[&str]) -> Result<Self, Mistake> {
        let mut given: Vec<(String, Option<String>)> = Vec::new();
        let mut words = words.iter();
        while let Some(word) = words.next() {
            let Some((name, value)) = word.starts_with("--").then(|| word.split_once('=').unwrap_or((word, ""))) else {
                return Err(Mistake::UnknownOption((*word).to_owned()));
            };
            let value = match (word.contains('='), SWITCHES.contains(&name)) {
                (true, true) => return Err(Mistake::NoValue(name.to_owned())),
                (true, false) => Some(value.to_owned()),
                (false, true) => None,
                (false, false) => match words.next() {
                    Some(value) => Some((*value).to_owned()),
                    None => return Err(Mistake::LacksValue(name.to_owned())),
                },
            };
            if !AGAIN.contains(&name) && given.iter().any(|(it, _)| it == name) {
                return Err(Mistake::Twice(name.to_owned()));
            }
            given.push((name.to_owned(), value));
        }
        Ok(Self { given })
    }

    /// Takes a flag that has no value.
    pub fn switch(&mut self, name: &str) -> bool {
        let found = self.given.iter().position(|(it, _)| it == name);
        found.map(|place| self.given.remove(place)).is_some()
    }

    /// Takes a flag with its value.
    pub fn value(&mut self, name: &str) -> Result<Option<String>, Mistake> {
        let found = self.given.iter().position(|(it, _)| it == name);
        match found.and_then(|place| self.given.remove(place).1) {
            Some(value) if value.is_empty() => Err(Mistake::LacksValue(name.to_owned())),
            other => Ok(other),
        }
    }

    /// Takes a flag whose value is a number.
    pub fn number<T: std::str::FromStr>(&mut self, name: &str, default: T) -> Result<T, Mistake> {
        Ok(self.maybe(name)?.unwrap_or(default))
    }

    /// Takes a flag whose value is a number, where it is given.
    pub fn maybe<T: std::str::FromStr>(&mut self, name: &str) -> Result<Option<T>, Mistake> {
        let Some(text) = self.value(name)? else { return Ok(None) };
        text.parse().map(Some).map_err(|_| Mistake::NotANumber(name.to_owned(), text))
    }

    /// Takes where the data lies.
    pub fn store(&mut self, default: Option<&Path>) -> Result<Store, Mistake> {
        let Some(data) = self.value("--data")?.map(PathBuf::from).or_else(|| default.map(Path::to_path_buf)) else {
            return Err(Mistake::Missing("--data DIR"));
        };
        let keys = match self.value("--keys")? {
            Some(keys) => PathBuf::from(keys),
            None => beside(&data),
        };
        if keys.starts_with(&data) {
            return Err(Mistake::KeysInside);
        }
        let database = self.value("--database")?.or_else(database_of_environment);
        if database.as_ref().is_some_and(|it| !it.starts_with("postgres://") && !it.starts_with("postgresql://")) {
            return Err(Mistake::Database);
        }
        Ok(Store { data, keys, database })
    }

    /// Takes where and how to listen.
    pub fn listen(&mut self, host: IpAddr, tls: Tls) -> Result<Listen, Mistake> {
        let host = match self.value("--host")?.as_deref() {
            None => host,
            Some("localhost") => IpAddr::V4(Ipv4Addr::LOCALHOST),
            Some(text) => text.parse().map_err(|_| Mistake::NotAnAddress(text.to_owned()))?,
        };
        let port = self.number("--port", PORT)?;
        let tls = match self.value("--tls")?.as_deref() {
            None => tls,
            Some("off") => Tls::Off,
            Some("auto") => Tls::Own,
            Some(files) => match files.split_once(',') {
                Some((cert, key)) if !cert.is_empty() && !key.is_empty() => Tls::Files(cert.into(), key.into()),
                Some(_) | None => return Err(Mistake::Tls),
            },
        };
        if tls == Tls::Off && !host.is_loopback() {
            return Err(Mistake::OpenWithoutTls);
        }
        let behind_proxy = self.switch("--behind-proxy");
        if behind_proxy && tls != Tls::Off {
            return Err(Mistake::ProxyAndTls);
        }
        Ok(Listen { host, port, tls, behind_proxy })
    }

    /// The adapters that messages are handed to, by channel.
    pub fn channels(&mut self) -> Result<BTreeMap<String, Channel>, Mistake> {
        let mut channels = BTreeMap::new();
        while let Some(text) = self.value("--channel")? {
            let Some((name, channel)) = text.split_once('=').and_then(|(name, uri)| Some((name, adapter(uri)?))) else {
                return Err(Mistake::Channel(text));
            };
            if !CHANNELS.contains(&name) {
                return Err(Mistake::Channel(text));
            }
            if channels.insert(name.to_owned(), channel).is_some() {
                return Err(Mistake::Twice(format!("--channel {name}")));
            }
        }
        Ok(channels)
    }

    /// Refuses what nobody took.
    pub fn finish(self, asked: Asked) -> Result<Asked, Mistake> {
        match self.given.first() {
            Some((name, _)) => Err(Mistake::UnknownOption(name.clone())),
            None => Ok(asked),
        }
    }
}

/// An adapter's address: plain HTTP on this machine or its own network, since the message goes unencrypted.
fn adapter(text: &str) -> Option<Channel> {
    let uri: Uri = text.parse().ok()?;
    let host = uri.host().filter(|_| uri.scheme_str() == Some("http"))?;
    let near = match host.trim_start_matches('[').trim_end_matches(']').parse() {
        Ok(IpAddr::V4(it)) => it.is_loopback() || it.is_private() || it.is_link_local(),
        Ok(IpAddr::V6(it)) => it.is_loopback() || it.is_unique_local() || it.is_unicast_link_local(),
        Err(_) => host == "localhost",
    };
    near.then_some(Channel::Webhook(uri))
}
