//! The socket: HTTPS and, for this machine only, plain HTTP on the same port; graceful to its end.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context as _, Result};
use arc_swap::ArcSwap;
use axum::Router;
use axum::extract::{ConnectInfo, Request};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use rustls::ServerConfig;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::sync::{Semaphore, watch};
use tokio_rustls::TlsAcceptor;
use tower::ServiceExt as _;

/// Connections that are open at once; further ones wait to be accepted.
const CONNECTIONS_MAX: usize = 16_384;
/// Connections that wait to be accepted.
const BACKLOG: u32 = 4_096;
/// How long a caller may take to say what it wants, and to shake hands.
const HEADERS_WITHIN: Duration = Duration::from_secs(15);
/// The largest head of a request, in bytes.
const HEAD_BYTES_MAX: usize = 32 * 1024;
/// How long open answers may go on after the program was told to stop.
const GRACE: Duration = Duration::from_secs(5);
/// How long to wait when the system has no more sockets.
const EXHAUSTED: Duration = Duration::from_millis(100);
/// The first byte of a TLS handshake (RFC 8446 §5.1).
const HANDSHAKE: u8 = 22;

/// What a phone may fetch before it trusts the station.
const BEFORE_TRUST: [&str; 2] = ["/trust", "/ca.crt"];

pub use platform::session::Secured;

/// Says that a request came from this machine itself.
#[derive(Clone, Copy, Debug)]
pub struct Nearby;

/// A socket that listens.
pub struct Listener {
    listener: TcpListener,
    tls: Option<Protection>,
    behind_proxy: bool,
}

/// The certificate in use; it can be replaced while connections are served.
pub type Protection = Arc<ArcSwap<ServerConfig>>;

impl Listener {
    /// Opens the socket.
    ///
    /// # Errors
    /// If the address cannot be taken, for example because it is in use.
    pub fn open(host: IpAddr, port: u16, tls: Option<ServerConfig>) -> Result<Self> {
        let address = SocketAddr::new(host, port);
        let socket = if host.is_ipv4() { TcpSocket::new_v4() } else { TcpSocket::new_v6() }?;
        socket.set_reuseaddr(true)?;
        socket.bind(address).with_context(|| format!("{address} cannot be taken; choose another with --port"))?;
        let listener = socket.listen(BACKLOG).with_context(|| format!("{address} cannot be listened on"))?;
        Ok(Self { listener, tls: tls.map(|it| Arc::new(ArcSwap::from_pointee(it))), behind_proxy: false })
    }

    /// The same socket behind a proxy on this machine, which takes the connections of everybody else over TLS.
    pub fn behind_proxy(mut self) -> Self {
        self.behind_proxy = true;
        self
    }

    /// The port that was taken.
    ///
    /// # Errors
    /// If the system cannot tell.
    pub fn port(&self) -> Result<u16> {
        Ok(self.listener.local_addr()?.port())
    }

    /// The certificate in use, if connections are protected.
    pub fn protection(&self) -> Option<Protection> {
        self.tls.clone()
    }

    /// Answers until `stop` is ready, then lets open answers end.
    pub async fn serve(self, router: Router, stop: impl Future<Output = ()>) {
        // Dropping the receivers tells when all connections have ended.
        let (ending, _) = watch::channel(());
        let places = Arc::new(Semaphore::new(CONNECTIONS_MAX));
        let mut stop = std::pin::pin!(stop);
        loop {
            let free = async { (places.clone().acquire_owned().await, self.listener.accept().await) };
            tokio::select! {
                (place, accepted) = free => match accepted {
                    Ok((stream, peer)) => {
                        let caller = Caller {
                            router: router.clone(),
                            peer,
                            tls: self.tls.as_ref().map(|it| it.load_full()),
                            behind_proxy: self.behind_proxy,
                            ending: ending.subscribe(),
                        };
                        tokio::spawn(async move {
                            let _place = place;
                            caller.answer(stream).await;
                        });
                    }
                    Err(error) => {
                        tracing::warn!(error.chain = %error, "Connection could not be accepted: {error}");
                        tokio::time::sleep(EXHAUSTED).await;
                    }
                },
                () = &mut stop => break,
            }
        }
        drop(self.listener);
        let _ = ending.send(());
        if tokio::time::timeout(GRACE, ending.closed()).await.is_err() {
            tracing::info!("Some answers were still open and are cut off");
        }
    }
}

/// One connection.
struct Caller {
    router: Router,
    peer: SocketAddr,
    tls: Option<Arc<ServerConfig>>,
    behind_proxy: bool,
    ending: watch::Receiver<()>,
}

impl Caller {
    async fn answer(self, stream: TcpStream) {
        // Small frames must not wait for more: a call is one frame.
        let _ = stream.set_nodelay(true);
        let Some(tls) = self.tls.clone() else {
            let manner = if self.behind_proxy { Manner::Proxied } else { Manner::Plain };
            return self.speak(stream, manner).await;
        };
        let mut first = [0u8; 1];
        let peeked = tokio::time::timeout(HEADERS_WITHIN, stream.peek(&mut first)).await;
        if !matches!(peeked, Ok(Ok(1))) {
            return;
        }
        if first[0] != HANDSHAKE {
            // The same machine needs no protection from itself, whichever of its addresses it calls.
            let here = self.peer.ip().is_loopback() || stream.local_addr().is_ok_and(|it| it.ip() == self.peer.ip());
            let manner = if here { Manner::Plain } else { Manner::Redirecting };
            return self.speak(stream, manner).await;
        }
        match tokio::time::timeout(HEADERS_WITHIN, TlsAcceptor::from(tls).accept(stream)).await {
            Ok(Ok(stream)) => self.speak(stream, Manner::Secured).await,
            // Phones that do not trust the station yet break off here, again and again.
            Ok(Err(error)) => tracing::debug!("Handshake failed: {error}"),
            Err(_) => {}
        }
    }

    async fn speak<S: AsyncRead + AsyncWrite + Unpin + Send + 'static>(self, stream: S, manner: Manner) {
        let Self { router, peer, mut ending, .. } = self;
        let service = service_fn(move |request: hyper::Request<Incoming>| {
            let router = router.clone();
            async move { Ok::<_, std::convert::Infallible>(reply(router, peer, manner, request).await) }
        });
        let connection = http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(HEADERS_WITHIN)
            .max_buf_size(HEAD_BYTES_MAX)
            .serve_connection(TokioIo::new(stream), service)
            .with_upgrades();
        let mut connection = std::pin::pin!(connection);
        let ended = tokio::select! {
            ended = connection.as_mut() => ended,
            _ = ending.changed() => {
                connection.as_mut().graceful_shutdown();
                connection.await
            }
        };
        if let Err(error) = ended {
            tracing::debug!("Connection ended: {error}");
        }
    }
}

/// How a connection may be spoken on.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Manner {
    Secured,
    Plain,
    /// Through a proxy on this machine, which spoke TLS; who is behind it is not known.
    Proxied,
    /// Plain from another machine: only what leads to trust, everything else is sent to HTTPS.
    Redirecting,
}

async fn reply(router: Router, peer: SocketAddr, manner: Manner, request: hyper::Request<Incoming>) -> Response {
    let mut request: Request = request.map(axum::body::Body::new);
    request.extensions_mut().insert(ConnectInfo(peer));
    if peer.ip().is_loopback() && manner != Manner::Proxied {
        request.extensions_mut().insert(Nearby);
    }
    let path = request.uri().path();
    let leads_to_trust = BEFORE_TRUST.iter().any(|it| path == *it || path.starts_with(&format!("{it}/")));
    match manner {
        Manner::Secured | Manner::Proxied => {
            request.extensions_mut().insert(Secured);
        }
        Manner::Plain => {}
        Manner::Redirecting if leads_to_trust => {}
        Manner::Redirecting => return to_https(&request),
    }
    router.oneshot(request).await.into_response()
}

fn to_https(request: &Request) -> Response {
    let host = request.headers().get(header::HOST).and_then(|it| it.to_str().ok()).unwrap_or("");
    let path = request.uri().path_and_query().map_or("/", |it| it.as_str());
    match HeaderValue::from_str(&format!("https://{host}{path}")) {
        Ok(place) if !host.is_empty() => (StatusCode::PERMANENT_REDIRECT, [(header::LOCATION, place)]).into_response(),
        Ok(_) | Err(_) => StatusCode::BAD_REQUEST.into_response(),
    }
}
