//! `positions`: fixes for a second of the server's processor, with everything on that a fix goes through.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use domain::geo::Point;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::answer::note;
use crate::config::Config;
use crate::crowd;
use crate::http::{Http, Pool, get, post};
use crate::process::{Scratch, Server};
use crate::spread::{Spread, rounded};
use crate::station::{self, Size, Station};

/// Sessions that send, each over a connection of its own.
const SESSIONS: usize = 5_000;
/// Desks that follow the feed.
const DESKS: usize = 10;
/// Fixes in a batch.
const BATCH: usize = 20;
/// Batches a second of all sessions together.
const RATE: f64 = 2_000.0;
/// Long enough for one writing of the tracks, which comes once a minute.
const SECONDS: u64 = 66;
/// Incidents whose called members are watched for departure and arrival.
const WATCHED: usize = 200;
/// How far a walker gets between two fixes, in degrees.
const STEP: f64 = 1.2e-5;

#[derive(Default)]
struct Counts {
    accepted: AtomicU64,
    refused: AtomicU64,
    failed: AtomicU64,
    /// Bytes that the desks got.
    fan_out: AtomicU64,
}

/// Measures.
pub fn run(config: &Config) -> Result<Value> {
    let scratch = Scratch::new(&config.scratch, "positions")?;
    let sessions = config.count.unwrap_or(SESSIONS);
    note(&format!("laying out a station of {sessions} members"));
    let station = station::lay_out(&scratch.data(), 1, Size { members: sessions, desks: DESKS })?.remove(0);
    let server = Server::start(&config.server, &["serve"], &scratch.data())?;
    crowd::runtime()?.block_on(measure(config, &server, station))
}

async fn measure(config: &Config, server: &Server, station: Station) -> Result<Value> {
    let address = server.address;
    let tokens: Vec<String> = station.members.iter().map(|(token, _)| token.clone()).collect();
    crowd::confirm_duty(address, &tokens).await?;
    let counts = Arc::new(Counts::default());
    let seen = counts.clone();
    let on_text = Arc::new(move |_: usize, text: &[u8]| {
        seen.fan_out.fetch_add(text.len() as u64, Ordering::Relaxed);
    });
    crowd::listen(address, &station.desks, on_text).await?;
    let watched = watch(address, &station).await?;
    let (rate, seconds) = (config.rate.unwrap_or(RATE), config.seconds_or(SECONDS));
    note(&format!("{rate} batches a second for {seconds:?}, {watched} members are watched"));
    let every = Duration::from_secs_f64(station.members.len() as f64 / rate);
    let cpu_before_s = server.cpu_s();
    let (begun, begun_at) = (tokio::time::Instant::now(), now());
    let mut walkers = Vec::new();
    for (nth, (token, home)) in station.members.into_iter().enumerate() {
        // Everybody walks for a whole interval before the first batch.
        let first = begun + every + Duration::from_secs_f64(nth as f64 / rate);
        let until = begun + every + seconds;
        let walker = Walker { address, token, home, every, first, until, begun, begun_at, counts: counts.clone() };
        walkers.push(tokio::spawn(walker.walk()));
    }
    let mut spread = Spread::default();
    for walker in walkers {
        walker.await??.iter().for_each(|it| spread.add(*it));
    }
    let took_s = begun.elapsed().as_secs_f64();
    let cpu_s = server.cpu_s() - cpu_before_s;
    let count = |it: &AtomicU64| it.load(Ordering::Relaxed);
    Ok(json!({
        "fixes_per_cpu_s": (count(&counts.accepted) as f64 / cpu_s).round(),
        "fixes_per_s": (count(&counts.accepted) as f64 / took_s).round(),
        "accepted": count(&counts.accepted),
        "refused": count(&counts.refused),
        "failed_requests": count(&counts.failed),
        "batch_answer_p50_ms": spread.ms_at(0.5),
        "batch_answer_p99_ms": spread.ms_at(0.99),
        "fan_out_mb": rounded(count(&counts.fan_out) as f64 / 1_048_576.0),
        "watched": watched,
        "server_cpu_s": rounded(cpu_s),
        "server_rss_mb": rounded(server.rss_kib() as f64 / 1024.0),
    }))
}

/// Has some members on their way, so that departures and arrivals are looked for.
async fn watch(address: SocketAddr, station: &Station) -> Result<usize> {
    let pool = Pool::new(address);
    let desk = &station.desks[0];
    let mut incidents = Vec::new();
    for (unit, point) in station.units.iter().cycle().take(WATCHED) {
        let body = station::report(*point, Some(*unit), true);
        let (status, body) = pool.send(&post(address, "/api/v1/incidents", desk, &key(), &body)).await?;
        ensure!(status == 201, "a report was refused with {status}");
        incidents.push(crowd::id_in(&body, "id").context("a report without its id")?.to_owned());
    }
    // Who was called is known once the dispatch has decided; each member's own list tells.
    let mut watched = 0;
    for (token, _) in &station.members {
        let (_, body) = pool.send(&get(address, "/api/v1/offers/mine", token)).await?;
        if let Some(offer) = crowd::id_in(&body, "id") {
            let accept = post(address, &format!("/api/v1/offers/{offer}/accept"), token, &key(), "{}");
            watched += usize::from(pool.send(&accept).await?.0 == 200);
        }
        if watched >= incidents.len() {
            break;
        }
    }
    Ok(watched)
}

fn key() -> String {
    Uuid::now_v7().to_string()
}

/// Somebody who walks about and sends a batch from time to time.
struct Walker {
    address: SocketAddr,
    token: String,
    home: Point,
    every: Duration,
    first: tokio::time::Instant,
    until: tokio::time::Instant,
    /// The same moment by both clocks.
    begun: tokio::time::Instant,
    begun_at: Timestamp,
    counts: Arc<Counts>,
}

#[expect(clippy::disallowed_methods, reason = "a terminal tells the time by its own clock")]
fn now() -> Timestamp {
    Timestamp::now()
}

impl Walker {
    async fn walk(self) -> Result<Vec<f64>> {
        tokio::time::sleep_until(self.first).await;
        let mut http = Http::connect(self.address).await?;
        let mut took = Vec::new();
        let mut steps = 0;
        let mut next = self.first;
        while next < self.until {
            tokio::time::sleep_until(next).await;
            let body = self.batch(next, &mut steps);
            let request = post(self.address, "/api/v1/positions", &self.token, &key(), &body);
            let sent = tokio::time::Instant::now();
            let answer = http.send(&request).await?;
            took.push(sent.elapsed().as_secs_f64() * 1e6);
            match answer.status {
                200 => self.count(answer.body),
                _ => _ = self.counts.failed.fetch_add(1, Ordering::Relaxed),
            }
            next += self.every;
        }
        Ok(took)
    }

    fn count(&self, body: &[u8]) {
        let answer: Value = serde_json::from_slice(body).unwrap_or_default();
        let accepted = answer["accepted"].as_u64().unwrap_or(0);
        self.counts.accepted.fetch_add(accepted, Ordering::Relaxed);
        self.counts.refused.fetch_add(BATCH as u64 - accepted.min(BATCH as u64), Ordering::Relaxed);
    }

    /// The fixes since the last batch, evenly in time, on a way that turns. A batch that is sent late has the times
    /// at which it was due, so that no two batches overlap.
    fn batch(&self, due: tokio::time::Instant, steps: &mut u64) -> String {
        use std::fmt::Write as _;

        let due_at = self.begun_at + (due - self.begun);
        let apart = SignedDuration::from_secs_f64(self.every.as_secs_f64() / BATCH as f64);
        let mut text = String::from("{\"fixes\":[");
        for nth in 0..BATCH {
            *steps += 1;
            let turn = *steps as f64 / 40.0;
            let (east, north) = (turn.sin() * 40.0 * STEP, turn.cos() * 40.0 * STEP);
            let at = due_at - apart * (BATCH - 1 - nth) as i32;
            let _ = write!(
                text,
                "{}{{\"at\":\"{at:.3}\",\"point\":{{\"type\":\"Point\",\"coordinates\":[{:.6},{:.6}]}},\"accuracy_m\":8.0,\"speed_mps\":1.3,\"battery\":77}}",
                if nth == 0 { "" } else { "," },
                self.home.lon + east,
                self.home.lat + north,
            );
        }
        text.push_str("]}");
        text
    }
}
