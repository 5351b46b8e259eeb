//! `intake`: from a report to the call on a member's screen, under load; then acknowledged reports a second.

use std::collections::{BTreeMap, HashMap};
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use anyhow::Result;
use parking_lot::Mutex;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::acked;
use crate::answer::note;
use crate::config::Config;
use crate::crowd::{self, OnText, id_in};
use crate::http::{Pool, post};
use crate::process::{Scratch, Server};
use crate::spread::{Spread, rounded};
use crate::station::{self, Size, Station};

/// Members on duty, each with a live feed.
const MEMBERS: usize = 4_000;
/// Reports a second, and for how long.
const RATE: f64 = 200.0;
const SECONDS: u64 = 30;
/// When a member accepts, and how long the errand takes.
const ACCEPT_AFTER: Duration = Duration::from_millis(200);
const CLEAR_AFTER: Duration = Duration::from_secs(2);
/// How long late calls may still come.
const LATE_MAX: Duration = Duration::from_secs(8);

/// When each report was sent and each first call was read, by incident.
#[derive(Default)]
struct Times {
    sent: Mutex<HashMap<String, Instant>>,
    called: Mutex<HashMap<String, Instant>>,
    calls: AtomicU64,
    accepted: AtomicU64,
    refused: AtomicU64,
    cleared: AtomicU64,
    failed: Mutex<BTreeMap<String, u64>>,
}

impl Times {
    /// Counts a request that was answered otherwise than it should be, or not at all.
    fn fail(&self, verb: &str, answer: &Result<(u16, Vec<u8>)>) {
        let what = match answer {
            Ok((status, body)) => format!("{verb} {status} {}", word_in(body, "code")),
            Err(error) => format!("{verb}: {error:#}"),
        };
        *self.failed.lock().entry(what).or_default() += 1;
    }
}

/// The word that `name` has in a flat JSON text; empty if there is none.
fn word_in(text: &[u8], name: &str) -> String {
    let value = serde_json::from_slice::<Value>(text).unwrap_or_default();
    value[name].as_str().unwrap_or_default().to_owned()
}

/// Measures.
pub fn run(config: &Config) -> Result<Value> {
    let mut figures = offers(config)?;
    if !config.short {
        let acked = acked::run(config)?;
        if let (Some(figures), Some(acked)) = (figures.as_object_mut(), acked.as_object()) {
            figures.extend(acked.clone());
        }
    }
    Ok(figures)
}

fn offers(config: &Config) -> Result<Value> {
    let scratch = Scratch::new(&config.scratch, "intake")?;
    let members = config.count.unwrap_or(MEMBERS);
    note(&format!("laying out a station of {members} members"));
    let station = station::lay_out(&scratch.data(), 1, Size { members, desks: 1 })?.remove(0);
    let server = Server::start(&config.server, &["serve"], &scratch.data())?;
    let address = server.address;
    crowd::runtime()?.block_on(async {
        let tokens: Vec<String> = station.members.iter().map(|(token, _)| token.clone()).collect();
        note("everybody comes on duty");
        crowd::confirm_duty(address, &tokens).await?;
        let times = Arc::new(Times::default());
        let pool = Arc::new(Pool::new(address));
        crowd::listen(address, &tokens, terminal(address, times.clone(), pool.clone(), tokens.clone().into())).await?;
        let rate = config.rate.unwrap_or(RATE);
        let seconds = config.seconds_or(SECONDS);
        note(&format!("{rate} reports a second for {seconds:?}"));
        let cpu_before_s = server.cpu_s();
        let begun = Instant::now();
        let mut answered = send_reports(address, &station, &times, rate, seconds).await?;
        let cpu_s = server.cpu_s() - cpu_before_s;
        let took_s = begun.elapsed().as_secs_f64();
        tokio::time::sleep(LATE_MAX).await;
        Ok(figures(&times, &mut answered, cpu_s / took_s, server.rss_kib()))
    })
}

/// What a member's terminal does: it notes the call, accepts, and is done two seconds later.
fn terminal(address: SocketAddr, times: Arc<Times>, pool: Arc<Pool>, tokens: Arc<[String]>) -> OnText {
    Arc::new(move |who, text| {
        let now = Instant::now();
        if !text.windows(19).take(160).any(|it| it == br#""kind":"offer_made""#) {
            return;
        }
        let (Some(incident), Some(offer)) = (id_in(text, "incident_id"), id_in(text, "offer_id")) else { return };
        times.calls.fetch_add(1, Ordering::Relaxed);
        times.called.lock().entry(incident.to_owned()).or_insert(now);
        let (times, pool, tokens, offer) = (times.clone(), pool.clone(), tokens.clone(), offer.to_owned());
        tokio::spawn(async move {
            tokio::time::sleep(ACCEPT_AFTER).await;
            let say = |verb: &str, body: &str| {
                post(
                    address,
                    &format!("/api/v1/offers/{offer}/{verb}"),
                    &tokens[who],
                    &Uuid::now_v7().to_string(),
                    body,
                )
            };
            match pool.send(&say("accept", "{}")).await {
                Ok((200, _)) => times.accepted.fetch_add(1, Ordering::Relaxed),
                // Somebody else was sooner, and this call was stood down.
                Ok((409, _)) => {
                    times.refused.fetch_add(1, Ordering::Relaxed);
                    return;
                }
                other => {
                    times.fail("accept", &other);
                    return;
                }
            };
            tokio::time::sleep(CLEAR_AFTER).await;
            // Nobody is done who was not there: the arrival goes before.
            let arrived = pool.send(&say("arrive", "{}")).await;
            let cleared = pool.send(&say("clear", r#"{"result":"resolved"}"#)).await;
            match (arrived, cleared) {
                (Ok((200, _)), Ok((200, _))) => {
                    times.cleared.fetch_add(1, Ordering::Relaxed);
                }
                (Ok((200, _)), cleared) => times.fail("clear", &cleared),
                (arrived, _) => times.fail("arrive", &arrived),
            }
        });
    })
}

/// Sends reports at their times, whether or not earlier ones were answered; how long each answer took.
async fn send_reports(
    address: SocketAddr,
    station: &Station,
    times: &Arc<Times>,
    rate: f64,
    seconds: Duration,
) -> Result<Spread> {
    let pool = Arc::new(Pool::new(address));
    let begun = tokio::time::Instant::now();
    let count = (rate * seconds.as_secs_f64()) as usize;
    let mut sent = Vec::with_capacity(count);
    for nth in 0..count {
        let (unit, point) = station.units[(nth * 61) % station.units.len()];
        let body = station::report(point, Some(unit), true);
        let request = post(address, "/api/v1/incidents", &station.desks[0], &Uuid::now_v7().to_string(), &body);
        crowd::wait_until(begun, Duration::from_secs_f64(nth as f64 / rate)).await;
        let (pool, times) = (pool.clone(), times.clone());
        sent.push(tokio::spawn(async move {
            let at = Instant::now();
            match pool.send(&request).await {
                Ok((201, body)) => {
                    let id = id_in(&body, "id").unwrap_or_default().to_owned();
                    times.sent.lock().insert(id, at);
                    Some(at.elapsed())
                }
                other => {
                    times.fail("report", &other);
                    None
                }
            }
        }));
    }
    let mut answered = Spread::default();
    for it in sent {
        if let Some(took) = it.await? {
            answered.add(took.as_secs_f64() * 1e6);
        }
    }
    Ok(answered)
}

fn figures(times: &Times, answered: &mut Spread, cores: f64, rss_kib: u64) -> Value {
    let (sent, called) = (times.sent.lock(), times.called.lock());
    let mut spread = Spread::default();
    let mut unoffered = 0;
    for (incident, at) in sent.iter() {
        match called.get(incident) {
            Some(read) => spread.add(read.saturating_duration_since(*at).as_secs_f64() * 1e6),
            None => unoffered += 1,
        }
    }
    let count = |it: &AtomicU64| it.load(Ordering::Relaxed);
    json!({
        "report_to_offer_p50_ms": spread.ms_at(0.5),
        "report_to_offer_p99_ms": spread.ms_at(0.99),
        "report_to_offer_max_ms": spread.ms_at(1.0),
        "unoffered": unoffered,
        "reports": sent.len(),
        "report_answer_p99_ms": answered.ms_at(0.99),
        "calls": count(&times.calls),
        "accepted": count(&times.accepted),
        "accepted_too_late": count(&times.refused),
        "cleared": count(&times.cleared),
        "failed_requests": times.failed.lock().values().sum::<u64>(),
        "failed_how": *times.failed.lock(),
        "server_cores_used": rounded(cores),
        "server_rss_mb": rounded(rss_kib as f64 / 1024.0),
    })
}
