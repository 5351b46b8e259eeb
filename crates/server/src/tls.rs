//! HTTPS from the first start: the station's own certificate authority, or certificates that are given.
//!
//! `DATA/tls` holds the authority (`ca.key`, `ca.pem`), the server's key and certificate (`server.key`, `server.pem`),
//! and what that certificate names and until when (`server.json`).

use std::collections::BTreeSet;
use std::io::Write as _;
use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context as _, Result};
use aws_lc_rs::digest;
use chrono::{DateTime, Datelike as _, TimeDelta, Utc};
use rcgen::{
    BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair, KeyUsagePurpose,
    date_time_ymd,
};
use rustls::ServerConfig;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use serde::{Deserialize, Serialize};

/// How long the authority lasts.
const AUTHORITY_DAYS: i64 = 3_650;
/// How long a server certificate lasts; phones refuse more than 825 days even under an authority of one's own.
const SERVER_DAYS: i64 = 397;
/// How long before its end it is renewed.
const RENEW_BEFORE: TimeDelta = TimeDelta::days(30);

/// What phones need to trust this station.
#[derive(Clone, Debug)]
pub struct Authority {
    /// The authority's certificate.
    pub der: Vec<u8>,
    /// SHA-256 of it, as people compare it.
    pub fingerprint: String,
}

/// What a server certificate was made for.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Named {
    names: BTreeSet<String>,
    until: DateTime<Utc>,
}

/// Until when the server's own certificate lasts; `None` if none was made yet.
pub fn own_until(data: &Path) -> Option<DateTime<Utc>> {
    let text = std::fs::read(data.join("tls").join("server.json")).ok()?;
    serde_json::from_slice::<Named>(&text).ok().map(|it| it.until)
}

/// Makes the configuration for the station's own authority, making or renewing what is missing or about to end.
///
/// # Errors
/// If the folder cannot be written, or a file in it is damaged.
pub fn own(data: &Path, now: DateTime<Utc>) -> Result<(ServerConfig, Authority)> {
    let folder = data.join("tls");
    std::fs::create_dir_all(&folder).with_context(|| format!("{} could not be made", folder.display()))?;
    let key = key(&folder.join("ca.key"))?;
    let params = authority(&key, now)?;
    let path = folder.join("ca.pem");
    if !path.exists() {
        write(&path, params.self_signed(&key)?.pem().as_bytes())?;
    }
    let der = CertificateDer::from_pem_file(&path).with_context(|| format!("{} is damaged", path.display()))?;
    let authority = Authority { fingerprint: fingerprint(&der), der: der.to_vec() };
    let names = names();
    if !holds(&folder, &names, now) {
        certify(&folder, &Issuer::new(params, key), names, now)?;
    }
    let config = files(&folder.join("server.pem"), &folder.join("server.key"))?;
    Ok((config, authority))
}

/// Makes the configuration for a certificate and a key in PEM files.
///
/// # Errors
/// If a file cannot be read, or they do not belong together.
pub fn files(certificate: &Path, key: &Path) -> Result<ServerConfig> {
    let chain = CertificateDer::pem_file_iter(certificate)
        .and_then(Iterator::collect::<Result<Vec<_>, _>>)
        .with_context(|| format!("the certificate {} could not be read", certificate.display()))?;
    let private =
        PrivateKeyDer::from_pem_file(key).with_context(|| format!("the key {} could not be read", key.display()))?;
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let mut config = ServerConfig::builder_with_provider(provider)
        .with_protocol_versions(&[&rustls::version::TLS13, &rustls::version::TLS12])?
        .with_no_client_auth()
        .with_single_cert(chain, private)
        .context("the certificate and the key do not belong together")?;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(config)
}

/// The authority's parameters: always the same for the same key, so that what it signed stays valid.
fn authority(key: &KeyPair, now: DateTime<Utc>) -> Result<CertificateParams> {
    use rcgen::PublicKeyData as _;

    let mark = digest::digest(&digest::SHA256, key.der_bytes());
    let mark: String = mark.as_ref().iter().take(3).map(|it| format!("{it:02X}")).collect();
    let mut params = CertificateParams::new(Vec::new())?;
    params.distinguished_name.push(DnType::CommonName, format!("Likedong station {mark}"));
    params.distinguished_name.push(DnType::OrganizationName, "Likedong");
    params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    span(&mut params, now - TimeDelta::days(1), now + TimeDelta::days(AUTHORITY_DAYS));
    Ok(params)
}

/// Signs a new certificate for the server.
fn certify(folder: &Path, issuer: &Issuer<'_, KeyPair>, names: BTreeSet<String>, now: DateTime<Utc>) -> Result<()> {
    let until = now + TimeDelta::days(SERVER_DAYS);
    let key = key(&folder.join("server.key"))?;
    let mut params = CertificateParams::new(names.iter().cloned().collect::<Vec<_>>())?;
    params.distinguished_name.push(DnType::CommonName, "likedong");
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    params.use_authority_key_identifier_extension = true;
    span(&mut params, now - TimeDelta::days(1), until);
    let certificate = params.signed_by(&key, issuer)?;
    write(&folder.join("server.pem"), certificate.pem().as_bytes())?;
    write(&folder.join("server.json"), &serde_json::to_vec_pretty(&Named { names, until })?)?;
    tracing::info!("Server certificate made, good until {until}");
    Ok(())
}

/// Tells whether the certificate that is there names everything and lasts long enough.
fn holds(folder: &Path, names: &BTreeSet<String>, now: DateTime<Utc>) -> bool {
    let Ok(text) = std::fs::read(folder.join("server.json")) else { return false };
    let Ok(named) = serde_json::from_slice::<Named>(&text) else { return false };
    folder.join("server.pem").exists() && named.names.is_superset(names) && named.until - RENEW_BEFORE > now
}

/// What the server is called: this machine's name and every address of its interfaces.
fn names() -> BTreeSet<String> {
    let mut names: BTreeSet<String> = ["localhost", "127.0.0.1", "::1"].map(str::to_owned).into();
    names.extend(addresses().iter().map(ToString::to_string));
    if let Some(name) = host_name() {
        names.insert(format!("{name}.local"));
        names.insert(name);
    }
    names
}

/// The addresses by which others on the network reach this machine; link-local ones are left out.
pub fn addresses() -> Vec<IpAddr> {
    let interfaces = if_addrs::get_if_addrs().unwrap_or_default();
    let mut found: Vec<IpAddr> =
        interfaces.iter().filter(|it| !it.is_loopback() && !it.is_link_local()).map(|it| it.ip()).collect();
    found.sort_unstable();
    found.dedup();
    found
}

fn host_name() -> Option<String> {
    let name = std::fs::read_to_string("/proc/sys/kernel/hostname").ok()?.trim().to_lowercase();
    let plain = name.chars().all(|it| it.is_ascii_alphanumeric() || it == '-' || it == '.');
    (plain && !name.is_empty() && name != "localhost").then_some(name)
}

/// Reads a key, or makes one.
fn key(path: &PathBuf) -> Result<KeyPair> {
    if path.exists() {
        let text = std::fs::read_to_string(path).with_context(|| format!("{} could not be read", path.display()))?;
        return KeyPair::from_pem(&text).with_context(|| format!("{} is damaged", path.display()));
    }
    let key = KeyPair::generate()?;
    write(path, key.serialize_pem().as_bytes())?;
    Ok(key)
}

/// Writes a file that only its owner can read, whole or not at all.
fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    use std::os::unix::fs::OpenOptionsExt as _;

    let beside = path.with_extension("new");
    let mut file = std::fs::OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&beside)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    std::fs::rename(&beside, path).with_context(|| format!("{} could not be written", path.display()))
}

/// Sets from when until when a certificate is good, in whole days.
fn span(params: &mut CertificateParams, from: DateTime<Utc>, until: DateTime<Utc>) {
    let day = |at: DateTime<Utc>| {
        date_time_ymd(at.year(), u8::try_from(at.month()).unwrap_or(1), u8::try_from(at.day()).unwrap_or(1))
    };
    params.not_before = day(from);
    params.not_after = day(until);
}

fn fingerprint(der: &[u8]) -> String {
    let sum = digest::digest(&digest::SHA256, der);
    sum.as_ref().iter().map(|it| format!("{it:02X}")).collect::<Vec<_>>().join(":")
}
