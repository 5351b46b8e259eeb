//! The flags of one command: each is taken once, and what nobody took is refused.

use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv4Addr};
use std::path::{Path, PathBuf};

use axum::http::Uri;
use incidents::carry::{COMMANDER, SMS, TELEPHONE};
use telephone::line::CALLS_MAX;

use crate::config::{Asked, Listen, Mistake, PORT, Sip, Store, Tls, Way, beside, database_of_environment};

/// What was given and is not taken yet.
pub struct Flags {
    given: Vec<(String, Option<String>)>,
}

/// Flags without a value.
const SWITCHES: &[&str] = &["--json", "--lan", "--no-simulator", "--behind-proxy", "--partly"];
/// Flags that may be given more than once.
const AGAIN: &[&str] = &["--channel", "--boundaries"];
/// The outbox channels there are.
const CHANNELS: [&str; 3] = [TELEPHONE, SMS, COMMANDER];

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

    /// Takes the settings file, if one is given; what stands on the command line comes before it.
    pub fn file(&mut self) -> Result<(), Mistake> {
        let Some(path) = self.value("--config")? else { return Ok(()) };
        let words = crate::config::file::read(Path::new(&path))?;
        let given: Vec<String> = self.given.iter().map(|(name, _)| name.clone()).collect();
        for (name, value) in words.into_iter().filter(|(name, _)| !given.contains(name)) {
            let again = !AGAIN.contains(&name.as_str()) && self.given.iter().any(|(it, _)| *it == name);
            if again || value.is_none() != SWITCHES.contains(&name.as_str()) {
                return Err(Mistake::ConfigFile(format!("{path}: {name}")));
            }
            self.given.push((name, value));
        }
        Ok(())
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
    pub fn channels(&mut self) -> Result<BTreeMap<String, Way>, Mistake> {
        let mut channels = BTreeMap::new();
        while let Some(text) = self.value("--channel")? {
            let Some((name, channel)) = text.split_once('=').and_then(|(name, way)| Some((name, way_of(name, way)?)))
            else {
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

    /// What calls over SIP have in common.
    pub fn sip(&mut self) -> Result<Sip, Mistake> {
        let calls_max = self.maybe::<usize>("--sip-calls")?;
        if let Some(calls) = calls_max.filter(|it| !(1..=CALLS_MAX).contains(it)) {
            return Err(Mistake::SipCalls(calls));
        }
        let password_file = self.value("--sip-password-file")?.map(PathBuf::from);
        Ok(Sip { password_file, clips: self.value("--sip-clips")?.map(PathBuf::from), calls_max })
    }

    /// Refuses what nobody took.
    pub fn finish(self, asked: Asked) -> Result<Asked, Mistake> {
        match self.given.first() {
            Some((name, _)) => Err(Mistake::UnknownOption(name.clone())),
            None => Ok(asked),
        }
    }
}

/// The port of exchanges (RFC 3261 §19.1.2).
const SIP_PORT: u16 = 5060;

fn way_of(channel: &str, text: &str) -> Option<Way> {
    match text.strip_prefix("sip:") {
        Some(line) => own_line(channel, line),
        None => adapter(text),
    }
}

/// `ACCOUNT@HOST[:PORT]`, and for the duty commander `,NUMBER`: members have their own numbers.
fn own_line(channel: &str, text: &str) -> Option<Way> {
    let (line, number) = match text.split_once(',') {
        Some((line, number)) => (line, Some(number.to_owned())),
        None => (text, None),
    };
    let (account, host) = line.split_once('@')?;
    let (host, port) = match host.split_once(':') {
        Some((host, port)) => (host, port.parse().ok()?),
        None => (host, SIP_PORT),
    };
    let plain = |text: &str| {
        !text.is_empty() && text.bytes().all(|it| it.is_ascii_alphanumeric() || matches!(it, b'.' | b'-' | b'_' | b'+'))
    };
    let right = plain(account) && plain(host) && port != 0 && number.as_deref().is_none_or(plain);
    (right && channel != SMS && number.is_some() == (channel == COMMANDER)).then(|| Way::Line {
        account: account.to_owned(),
        exchange: format!("{host}:{port}"),
        number,
    })
}

/// An adapter's address: plain HTTP on this machine or its own network, since the message goes unencrypted.
fn adapter(text: &str) -> Option<Way> {
    let uri: Uri = text.parse().ok()?;
    let host = uri.host().filter(|_| uri.scheme_str() == Some("http"))?;
    let near = match host.trim_start_matches('[').trim_end_matches(']').parse() {
        Ok(IpAddr::V4(it)) => it.is_loopback() || it.is_private() || it.is_link_local(),
        Ok(IpAddr::V6(it)) => it.is_loopback() || it.is_unique_local() || it.is_unicast_link_local(),
        Err(_) => host == "localhost",
    };
    near.then_some(Way::Adapter(uri))
}
