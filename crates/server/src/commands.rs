//! What the program does: serve, check, copy, print.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context as _, Result, bail};
use places::places::Places;
use places::{map, streets};
use platform::app::App;
use platform::clock::Clock;
use platform::db::Source;
use platform::log::{self, Verdict};
use platform::seal::Sealer;
use serde_json::json;

use crate::config::{Listen, Outside, Run, Store, Tls};
use crate::i18n::terminal;
use crate::listen::{Listener, Protection};
use crate::node::{self, Folder, Node, Running};
use crate::tls::Authority;
use crate::trust::Trust;
use crate::{demo, doctor, document, say, tls, trail, wiring};

/// Prints the OpenAPI document.
///
/// # Errors
/// If no temporary folder can be made.
pub fn document() -> Result<()> {
    runtime()?.block_on(async {
        let folder = std::env::temp_dir().join(format!("likedong-{}", uuid::Uuid::now_v7()));
        std::fs::create_dir_all(&folder)?;
        let source = Source::Sqlite(folder.join("likedong.db"));
        let app = App::open(source, Clock::System, Sealer::from_seed(0)).await?;
        let (node, _drivers) = Node::load(&app).await?;
        say::line(document::text(&wiring::document(&node))?.trim_end());
        drop(node);
        std::fs::remove_dir_all(&folder)?;
        Ok(())
    })
}

/// Does what needs the data.
///
/// # Errors
/// What went wrong, as a chain for the person at the terminal.
pub fn run(run: Run) -> Result<()> {
    runtime()?.block_on(async {
        match run {
            Run::Serve(store, listen, outside) => serve(&store, &listen, outside).await,
            Run::Doctor(store, listen, outside) => doctor::run(&store, &listen, &outside).await,
            Run::Demo(store, listen, demo) => demo::run(&store, &listen, &demo).await,
            Run::ImportMap(store, file) => import(&store, &file).await,
            Run::Import(store, order) => crate::import::run(&store, &order).await,
            Run::Export(store, file) => crate::import::export(&store, &file).await,
            Run::VerifyAudit(store) => verify(&store).await,
            Run::Backup(store, to) => backup(&store, &to).await,
        }
    })
}

fn runtime() -> Result<tokio::runtime::Runtime> {
    Ok(tokio::runtime::Builder::new_multi_thread().enable_all().build()?)
}

async fn serve(store: &Store, listen: &Listen, outside: Outside) -> Result<()> {
    if !node::exists(store).await? {
        bail!(terminal::NO_STATION);
    }
    let _folder = Folder::take(&store.data)?;
    let app = node::open(store).await?;
    let (node, drivers) = Node::with_outside(&app, &outside).await?;
    let Some(station) = node.station() else { bail!(terminal::NO_STATION) };
    if let Some(password) = node.people.first_administrator(station).await? {
        say::note(&format!("{} {} {password}", terminal::FIRST_ADMINISTRATOR, people::access::first::LOGIN));
    }
    let open = Open::new(&node, &store.data, listen)?;
    let running = drivers.start().await?;
    open.say();
    open.serve(&node, running, told_to_stop()).await
}

/// A server about to answer.
pub struct Open {
    listener: Listener,
    trust: Trust,
    /// Where this machine reaches it.
    pub url: String,
    /// Where programs of this machine reach it, by address and without TLS.
    pub plain_url: String,
}

impl Open {
    /// Takes the socket, with certificates as asked.
    ///
    /// # Errors
    /// If the port cannot be taken or the certificates cannot be used.
    pub fn new(node: &Node, data: &Path, listen: &Listen) -> Result<Self> {
        let (config, authority) = protection(&listen.tls, data, node)?;
        let secured = config.is_some();
        let listener = Listener::open(listen.host, listen.port, config)?;
        let listener = if listen.behind_proxy { listener.behind_proxy() } else { listener };
        if let (Tls::Own, Some(used)) = (&listen.tls, listener.protection()) {
            tokio::spawn(renew(data.to_path_buf(), node.app.clock().clone(), used));
        }
        let port = listener.port()?;
        // Plain HTTP on this machine is a secure context for browsers, and needs no trust.
        let nearby = if listen.nearby().is_loopback() { "localhost".to_owned() } else { bracketed(listen.nearby()) };
        let scheme = if secured && nearby != "localhost" { "https" } else { "http" };
        let url = format!("{scheme}://{nearby}:{port}");
        let far = match listen.host.is_unspecified() {
            true => tls::addresses().into_iter().find(std::net::IpAddr::is_ipv4),
            false => Some(listen.host).filter(|it| !it.is_loopback()),
        };
        let phone = match far {
            Some(address) if secured => format!("https://{}:{port}/pocket/", bracketed(address)),
            Some(_) | None => format!("{url}/pocket/"),
        };
        let demo = node.station().and_then(|it| node.places.atlas(it).ok()).is_some_and(|it| it.station().demo);
        let plain_url = format!("http://{}:{port}", bracketed(listen.nearby()));
        Ok(Self { listener, trust: Trust::new(phone, authority, demo), url, plain_url })
    }

    /// The page for phones.
    pub fn trust(&self) -> &Trust {
        &self.trust
    }

    /// Says where it is.
    pub fn say(&self) {
        say::note(&format!("{} {}/  {}", terminal::OPEN, self.url, self.trust.url()));
        if let Some(page) = self.trust.page() {
            say::note(&format!("{} {page}", terminal::TRUST));
        }
        if let Some(fingerprint) = self.trust.fingerprint() {
            say::note(&format!("{} {fingerprint}", terminal::FINGERPRINT));
        }
        say::note(terminal::STOP);
    }

    /// Answers until `stop` is ready.
    ///
    /// # Errors
    /// If a part that runs beside the answers has ended: the process has to end too.
    pub async fn serve(self, node: &Node, mut running: Running, stop: impl Future<Output = ()>) -> Result<()> {
        let router = wiring::router(node, self.trust);
        let mut broken = None;
        let stop = async {
            tokio::select! {
                () = stop => {}
                error = running.ended() => broken = Some(error),
            }
        };
        self.listener.serve(router, stop).await;
        // What came on the road between two writes is not lost with a stop that was asked for.
        node.duty.write_tracks().await;
        broken.map_or(Ok(()), Err)
    }
}

fn bracketed(address: std::net::IpAddr) -> String {
    match address {
        std::net::IpAddr::V4(it) => it.to_string(),
        std::net::IpAddr::V6(it) => format!("[{it}]"),
    }
}

fn protection(wanted: &Tls, data: &Path, node: &Node) -> Result<(Option<rustls::ServerConfig>, Option<Authority>)> {
    match wanted {
        Tls::Off => Ok((None, None)),
        Tls::Own => {
            let (config, authority) = tls::own(data, node.app.clock().now()).context("no certificate could be made")?;
            Ok((Some(config), Some(authority)))
        }
        Tls::Files(certificate, key) => Ok((Some(tls::files(certificate, key)?), None)),
    }
}

/// How often the certificate is looked at: addresses change, and a year passes.
const RENEW_EVERY: Duration = Duration::from_secs(3_600);

/// Puts a new certificate in use when the old one is about to end or the addresses have changed.
async fn renew(data: PathBuf, clock: Clock, used: Protection) {
    let mut tick = tokio::time::interval(RENEW_EVERY);
    loop {
        tick.tick().await;
        match tls::own(&data, clock.now()) {
            Ok((config, _)) => used.store(Arc::new(config)),
            Err(error) => {
                tracing::error!(error.chain = %format!("{error:#}"), "Certificate could not be renewed: {error:#}")
            }
        }
    }
}

/// Waits for Ctrl-C or SIGTERM.
pub async fn told_to_stop() {
    use tokio::signal::unix::{SignalKind, signal};

    let Ok(mut terminate) = signal(SignalKind::terminate()) else { return std::future::pending().await };
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        _ = terminate.recv() => {}
    }
}

async fn verify(store: &Store) -> Result<()> {
    let app = node::open_existing(store).await?;
    let stations = Places::load(&app).await?.stations();
    if stations.is_empty() {
        bail!(terminal::NO_STATION);
    }
    let mut sound = true;
    for station in stations {
        match log::verify(app.db(), station).await? {
            Verdict::Sound(entries) => say::line(&format!("{station} sound {entries}")),
            Verdict::Broken(seq) => {
                sound = false;
                say::line(&format!("{station} broken at {seq}"));
            }
        }
    }
    if sound { Ok(()) } else { bail!(terminal::LOG_BROKEN) }
}

async fn import(store: &Store, file: &Path) -> Result<()> {
    if !node::exists(store).await? {
        bail!(terminal::NO_STATION);
    }
    // The server holds the streets in memory: it would go on with the old ones.
    let _folder = Folder::take(&store.data)?;
    let app = node::open_existing(store).await?;
    let places = Places::load(&app).await?;
    let Some(station) = places.stations().into_iter().next() else { bail!(terminal::NO_STATION) };
    let atlas = places.atlas(station)?;
    let within = atlas.station().boundary.0.bounds();
    let imported = tokio::task::spawn_blocking({
        let file = file.to_path_buf();
        move || map::import(&file, Some(within))
    });
    let imported = imported.await??;
    let row = streets::row(station, map::SOURCE, &imported.graph, app.clock().now());
    trail::leave(&app, station, "audit_map_imported").await?;
    places::seed::put_streets(app.db(), row).await?;
    say::line(
        &json!({ "roads": imported.roads, "left_out": imported.left_out, "nodes": imported.graph.nodes().len() })
            .to_string(),
    );
    Ok(())
}

async fn backup(store: &Store, to: &Path) -> Result<()> {
    if store.database.is_some() {
        bail!(terminal::BACKUP_IS_FOR_SQLITE);
    }
    let app = node::open_existing(store).await?;
    let stations = Places::load(&app).await?.stations();
    if stations.is_empty() {
        bail!(terminal::NO_STATION);
    }
    for station in stations {
        trail::leave(&app, station, "audit_backup_taken").await?;
    }
    app.db().backup(to).await?;
    say::line(&format!("{}", to.display()));
    Ok(())
}
