//! The socket: HTTPS under the station's own authority, plain HTTP only for this machine, a graceful end.

use std::net::{IpAddr, Ipv4Addr};
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::sync::Arc;

use chrono::TimeDelta;
use platform::clock::Clock;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, RootCertStore};
use server::listen::Listener;
use server::{tls, wiring};
use testkit::bench::{Bench, noon};
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::sync::oneshot;
use tokio_rustls::TlsConnector;

use crate::furniture::{PASSWORD, Station, trust};

const HERE: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);

async fn ask(mut stream: impl AsyncRead + AsyncWrite + Unpin, path: &str) -> String {
    let request = format!("GET {path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    // A peer that has said everything may close without a farewell.
    let _ = stream.read_to_end(&mut answer).await;
    String::from_utf8_lossy(&answer).into_owned()
}

fn connector(authority: &tls::Authority) -> TlsConnector {
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from(authority.der.clone())).unwrap();
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
    TlsConnector::from(Arc::new(config.with_root_certificates(roots).with_no_client_auth()))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_phone_that_trusts_the_authority_is_served_and_one_that_does_not_is_not() {
    let station = Station::open(Bench::sqlite().await).await;
    let folder = station.bench.folder.path();
    let (config, authority) = tls::own(folder, Clock::System.now()).unwrap();
    let listener = Listener::open(HERE, 0, Some(config)).unwrap();
    let port = listener.port().unwrap();
    let (stop, stopped) = oneshot::channel::<()>();
    let router = wiring::router(&station.node, trust());
    let serving = tokio::spawn(listener.serve(router, async { drop(stopped.await) }));

    let connect = || TcpStream::connect((HERE, port));
    let name = ServerName::try_from("localhost").unwrap();
    let secured = connector(&authority).connect(name.clone(), connect().await.unwrap()).await.unwrap();
    assert!(ask(secured, "/readyz").await.starts_with("HTTP/1.1 200"));
    // This machine may also speak plainly, on the same port.
    assert!(ask(connect().await.unwrap(), "/readyz").await.starts_with("HTTP/1.1 200"));

    let (_, stranger) = tls::own(&folder.join("elsewhere"), Clock::System.now()).unwrap();
    let refused = connector(&stranger).connect(name, connect().await.unwrap()).await;
    assert!(refused.is_err(), "a certificate of another authority was taken");

    stop.send(()).unwrap();
    serving.await.unwrap();
    assert!(connect().await.is_err(), "it still listens");
}

#[test]
fn the_authority_stays_and_the_certificate_is_renewed_in_time() {
    let folder = tempfile::tempdir().unwrap();
    let read = |name: &str| std::fs::read(folder.path().join("tls").join(name)).unwrap();
    let (_, first) = tls::own(folder.path(), noon()).unwrap();
    let certificate = read("server.pem");
    let (_, again) = tls::own(folder.path(), noon() + TimeDelta::days(360)).unwrap();
    assert_eq!((first.fingerprint.as_str(), &certificate), (again.fingerprint.as_str(), &read("server.pem")));
    let (_, later) = tls::own(folder.path(), noon() + TimeDelta::days(370)).unwrap();
    assert_eq!(first.fingerprint, later.fingerprint);
    assert_ne!(certificate, read("server.pem"), "a certificate about to end was kept");
    for name in ["ca.key", "server.key"] {
        let mode = std::fs::metadata(folder.path().join("tls").join(name)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{name} can be read by others");
    }
}

#[test]
fn a_changed_address_makes_a_new_certificate() {
    let folder = tempfile::tempdir().unwrap();
    tls::own(folder.path(), noon()).unwrap();
    let certificate = std::fs::read(folder.path().join("tls/server.pem")).unwrap();
    // As if it had been made before the machine got its present addresses.
    let named = r#"{"names":["localhost"],"until":"2030-01-01T00:00:00Z"}"#;
    std::fs::write(folder.path().join("tls/server.json"), named).unwrap();
    tls::own(folder.path(), noon()).unwrap();
    assert_ne!(certificate, std::fs::read(folder.path().join("tls/server.pem")).unwrap());
}

#[test]
fn given_files_must_be_there_and_belong_together() {
    let folder = tempfile::tempdir().unwrap();
    assert!(tls::files(Path::new("nowhere.pem"), Path::new("nowhere.key")).is_err());
    tls::own(folder.path(), noon()).unwrap();
    let of = |name: &str| folder.path().join("tls").join(name);
    assert!(tls::files(&of("server.pem"), &of("server.key")).is_ok());
    assert!(tls::files(&of("server.pem"), &of("ca.key")).is_err());
}

/// Says a whole request, and answers what was said back.
async fn say(mut stream: impl AsyncRead + AsyncWrite + Unpin, request: &str) -> String {
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer).await;
    String::from_utf8_lossy(&answer).into_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn behind_a_proxy_cookies_are_secure_and_nobody_is_nearby() {
    let station = Station::open(Bench::sqlite().await).await;
    let body = serde_json::json!({ "login": "desk", "password": PASSWORD }).to_string();
    let length = body.len();
    let head = "POST /api/v1/session HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n";
    let sign_in = format!("{head}content-type: application/json\r\ncontent-length: {length}\r\n\r\n{body}");
    for (proxied, counters) in [(false, "HTTP/1.1 200"), (true, "HTTP/1.1 401")] {
        let listener = Listener::open(HERE, 0, None).unwrap();
        let listener = if proxied { listener.behind_proxy() } else { listener };
        let port = listener.port().unwrap();
        tokio::spawn(listener.serve(wiring::router(&station.node, trust()), std::future::pending()));
        let connect = || TcpStream::connect((HERE, port));
        let answer = say(connect().await.unwrap(), &sign_in).await;
        let cookie = answer.lines().find(|it| it.starts_with("set-cookie")).unwrap();
        assert_eq!(cookie.contains("; Secure"), proxied, "{cookie}");
        assert!(ask(connect().await.unwrap(), "/metrics").await.starts_with(counters), "behind a proxy: {proxied}");
    }
}
