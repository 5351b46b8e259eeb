//! `likedong doctor`: looks at everything that a station stands on and says what to do; it changes nothing.

use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use anyhow::{Result, bail};
use chrono::{DateTime, TimeDelta, Utc};
use places::places::Places;
use platform::app::App;
use platform::log::{self, Verdict};
use sea_orm::{
    ColumnTrait as _, ConnectionTrait as _, EntityTrait as _, QueryFilter as _, QueryOrder as _, QuerySelect as _,
    Statement,
};
use telephone::{ping, voice};
use tokio::net::TcpStream;
use tokio::process::Command;
use tokio::time::timeout;

use crate::config::{Listen, Outside, Store, Tls, Way};
use crate::i18n::doctor::{self as words, Check};
use crate::{node, say, tls};

/// Free space below which a disk fills within weeks: a year of a station is about 2 GB.
const FREE_LOW_MB: u64 = 2_048;
/// Free space below which a write may fail today.
const FREE_LEAST_MB: u64 = 256;
/// A certificate that ends sooner was not renewed in time (it is renewed 30 days before).
const CERTIFICATE_LEAST: TimeDelta = TimeDelta::days(14);
/// A backup older than this is not the daily one.
const BACKUP_OLD: TimeDelta = TimeDelta::hours(26);
/// How long another program or machine may take to answer.
const WAIT: Duration = Duration::from_secs(5);
/// How far ahead of the clock a file may lie before the clock is wrong.
const AHEAD: TimeDelta = TimeDelta::minutes(2);

/// How something is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum How {
    Well,
    Look,
    Bad,
}

/// Says each line at once, and keeps whether anything was wrong.
#[derive(Default)]
struct Report {
    bad: bool,
}

impl Report {
    fn say(&mut self, how: How, check: &Check, detail: &str) {
        self.bad |= how == How::Bad;
        let mark = words::MARKS[how as usize];
        let to_do = if how == How::Well { String::new() } else { format!("\n         → {}", check.to_do) };
        say::line(&format!("{mark} {}: {detail}{to_do}", check.what));
    }
}

/// Looks at everything.
///
/// # Errors
/// If something is wrong; what only has to be looked at is no error.
pub async fn run(store: &Store, listen: &Listen, outside: &Outside) -> Result<()> {
    let mut report = Report::default();
    mode(&mut report, &words::FOLDER, &store.data);
    mode(&mut report, &words::KEYS, &store.keys);
    disk(&mut report, &store.data).await;
    port(&mut report, listen);
    channels(&mut report, outside).await;
    match node::open_existing(store).await {
        Ok(app) => {
            let now = app.clock().now();
            report.say(How::Well, &words::DATA, &store.data.display().to_string());
            clock(&mut report, &store.data, now).await;
            certificate(&mut report, listen, &store.data, now);
            data(&mut report, &app, store, now).await?;
        }
        Err(error) => report.say(How::Bad, &words::DATA, &format!("{error:#}")),
    }
    if report.bad { bail!(words::WRONG) } else { Ok(()) }
}

/// Nobody but the owner may read it.
fn mode(report: &mut Report, check: &Check, path: &Path) {
    match std::fs::metadata(path) {
        Ok(found) if found.permissions().mode() & 0o077 == 0 => {
            report.say(How::Well, check, &path.display().to_string());
        }
        Ok(found) => {
            let mode = found.permissions().mode() & 0o777;
            report.say(How::Bad, check, &format!("{} {mode:o}", path.display()));
        }
        Err(error) => report.say(How::Bad, check, &format!("{}: {error}", path.display())),
    }
}

/// What another program prints, if it is there and ends in time.
async fn ask(program: &str, arguments: &[&str]) -> Option<String> {
    let command = Command::new(program).args(arguments).stdin(Stdio::null()).kill_on_drop(true).output();
    let output = timeout(WAIT, command).await.ok()?.ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).into_owned())
}

async fn disk(report: &mut Report, folder: &Path) {
    let Some(text) = ask("df", &["-Pk", &folder.display().to_string()]).await else {
        return report.say(How::Look, &words::DISK, "df ?");
    };
    let free = text.lines().nth(1).and_then(|it| it.split_whitespace().nth(3)?.parse::<u64>().ok());
    let free_mb = free.unwrap_or_default() / 1_024;
    let how = match free_mb {
        0..FREE_LEAST_MB => How::Bad,
        FREE_LEAST_MB..FREE_LOW_MB => How::Look,
        FREE_LOW_MB.. => How::Well,
    };
    report.say(how, &words::DISK, &format!("{free_mb} MB"));
}

async fn clock(report: &mut Report, data: &Path, now: DateTime<Utc>) {
    let newest =
        std::fs::read_dir(data).into_iter().flatten().flatten().filter_map(|it| it.metadata().ok()?.modified().ok());
    let ahead = newest.max().is_some_and(|it| DateTime::<Utc>::from(it) > now + AHEAD);
    let synchronized = ask("timedatectl", &["show", "-p", "NTPSynchronized", "--value"]).await;
    let how = match (ahead, synchronized.as_deref().map(str::trim)) {
        (true, _) => How::Bad,
        (false, Some("yes")) => How::Well,
        (false, Some(_) | None) => How::Look,
    };
    report.say(how, &words::CLOCK, &log::rfc3339(now));
}

fn port(report: &mut Report, listen: &Listen) {
    let address = format!("{}:{}", listen.host, listen.port);
    match std::net::TcpListener::bind((listen.host, listen.port)) {
        Ok(_) => report.say(How::Well, &words::PORT, &address),
        // The service itself may have it.
        Err(error) => report.say(How::Look, &words::PORT, &format!("{address}: {error}")),
    }
}

fn certificate(report: &mut Report, listen: &Listen, data: &Path, now: DateTime<Utc>) {
    match &listen.tls {
        Tls::Off => report.say(How::Well, &words::CERTIFICATE, "--tls off"),
        Tls::Own => match tls::own_until(data) {
            None => report.say(How::Look, &words::CERTIFICATE, "-"),
            Some(until) => {
                let how = if until - now < CERTIFICATE_LEAST { How::Bad } else { How::Well };
                report.say(how, &words::CERTIFICATE, &log::rfc3339(until));
            }
        },
        Tls::Files(certificate, key) => match tls::files(certificate, key) {
            Ok(_) => report.say(How::Well, &words::CERTIFICATE, &certificate.display().to_string()),
            Err(error) => report.say(How::Bad, &words::CERTIFICATE, &format!("{error:#}")),
        },
    }
}

async fn channels(report: &mut Report, outside: &Outside) {
    for (name, way) in &outside.channels {
        let (place, reached) = match way {
            Way::Adapter(uri) => {
                let place = format!("{}:{}", uri.host().unwrap_or_default(), uri.port_u16().unwrap_or(80));
                let reached = timeout(WAIT, TcpStream::connect(place.clone())).await;
                (place, reached.map_err(|it| it.to_string()).and_then(|it| it.map(drop).map_err(|it| it.to_string())))
            }
            Way::Line { account, exchange, .. } => {
                (exchange.clone(), ping::ping(account, exchange).await.map(drop).map_err(|it| it.to_string()))
            }
        };
        match reached {
            Ok(()) => report.say(How::Well, &words::CHANNEL, &format!("{name} {place}")),
            Err(error) => report.say(How::Bad, &words::CHANNEL, &format!("{name} {place}: {error}")),
        }
    }
    let line = outside.channels.values().any(|it| matches!(it, Way::Line { .. }));
    if line {
        let clips = outside.sip.clips.as_ref().is_some_and(|it| it.is_dir());
        let how = if clips || voice::is_installed().await { How::Well } else { How::Look };
        report.say(how, &words::VOICE, "espeak-ng / --sip-clips");
    }
}

/// What is looked at inside the database.
async fn data(report: &mut Report, app: &App, store: &Store, now: DateTime<Utc>) -> Result<()> {
    let db = app.db().read();
    if store.database.is_none() {
        let query = Statement::from_string(db.get_database_backend(), "PRAGMA quick_check(1)");
        let said: Option<String> = db.query_one_raw(query).await?.and_then(|it| it.try_get_by_index(0).ok());
        let said = said.unwrap_or_default();
        report.say(if said == "ok" { How::Well } else { How::Bad }, &words::DATABASE, &said);
    }
    for station in Places::load(app).await?.stations() {
        match log::verify(app.db(), station).await? {
            Verdict::Sound(entries) => report.say(How::Well, &words::LOG, &entries.to_string()),
            Verdict::Broken(seq) => report.say(How::Bad, &words::LOG, &format!("seq {seq}")),
        }
        if store.database.is_some() {
            continue;
        }
        let last = log::Entity::find()
            .filter(log::Column::StationId.eq(station))
            .filter(log::Column::Kind.eq("audit_backup_taken"))
            .order_by_desc(log::Column::Seq)
            .limit(1)
            .all(db)
            .await?;
        match last.first() {
            Some(row) if now - row.at <= BACKUP_OLD => report.say(How::Well, &words::BACKUP, &log::rfc3339(row.at)),
            Some(row) => report.say(How::Look, &words::BACKUP, &log::rfc3339(row.at)),
            None => report.say(How::Look, &words::BACKUP, "-"),
        }
    }
    Ok(())
}
