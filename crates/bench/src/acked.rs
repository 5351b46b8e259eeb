//! Acknowledged reports a second: each answered only after its commit, its log entry and its fsync.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::Result;
use domain::geo::Point;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::answer::note;
use crate::config::Config;
use crate::crowd;
use crate::http::{Http, post};
use crate::process::{Scratch, Server};
use crate::spread::{Spread, rounded};
use crate::station::{self, Size, Station};

/// Callers, each with a connection of its own and one request at a time.
const CALLERS: usize = 64;
const SECONDS: u64 = 20;
/// Before counting begins.
const WARM: Duration = Duration::from_secs(2);
/// Stations of the second run.
const STATIONS: usize = 50;
/// Metres between a report and a unit's gate, in degrees.
const ASIDE: f64 = 0.003;

/// Measures one station, then fifty.
pub fn run(config: &Config) -> Result<Value> {
    let mut figures = json!({});
    for (suffix, stations, size) in
        [("", 1, Size { members: 230, desks: CALLERS }), ("_50", STATIONS, Size { members: 0, desks: 2 })]
    {
        if config.short && stations > 1 {
            break;
        }
        let scratch = Scratch::new(&config.scratch, &format!("acked{stations}"))?;
        note(&format!("laying out {stations} stations"));
        let stations = station::lay_out(&scratch.data(), stations, size)?;
        let server = Server::start(&config.server, &["serve"], &scratch.data())?;
        let seconds = config.seconds_or(SECONDS);
        note(&format!("{CALLERS} callers for {seconds:?}"));
        let measured = crowd::runtime()?.block_on(measure(&server, &stations.into(), seconds))?;
        figures[format!("acked_per_s{suffix}")] = measured.per_s.round().into();
        figures[format!("acked{suffix}_p50_ms")] = measured.p50_ms.into();
        figures[format!("acked{suffix}_p99_ms")] = measured.p99_ms.into();
        figures[format!("acked{suffix}_refused")] = measured.refused.into();
        figures[format!("acked{suffix}_server_cores_used")] = rounded(measured.cores).into();
        figures[format!("acked{suffix}_server_cpu_us_each")] = rounded(measured.cores / measured.per_s * 1e6).into();
    }
    Ok(figures)
}

struct Measured {
    per_s: f64,
    p50_ms: f64,
    p99_ms: f64,
    refused: u64,
    cores: f64,
}

async fn measure(server: &Server, stations: &Arc<[Station]>, seconds: Duration) -> Result<Measured> {
    let begin = Instant::now() + WARM;
    let end = begin + seconds;
    let mut callers = Vec::new();
    for nth in 0..CALLERS {
        callers.push(tokio::spawn(call(server.address, stations.clone(), nth, begin, end)));
    }
    tokio::time::sleep_until(begin.into()).await;
    let cpu_before_s = server.cpu_s();
    tokio::time::sleep_until(end.into()).await;
    let cores = (server.cpu_s() - cpu_before_s) / seconds.as_secs_f64();
    let (mut spread, mut refused) = (Spread::default(), 0);
    for caller in callers {
        let (took, not) = caller.await??;
        took.iter().for_each(|it| spread.add(*it));
        refused += not;
    }
    let per_s = spread.len() as f64 / seconds.as_secs_f64();
    Ok(Measured { per_s, p50_ms: spread.ms_at(0.5), p99_ms: spread.ms_at(0.99), refused, cores })
}

/// One caller: reports as fast as it is answered. Gives how long each answer took, and how many were refusals.
async fn call(
    address: SocketAddr,
    stations: Arc<[Station]>,
    nth: usize,
    begin: Instant,
    end: Instant,
) -> Result<(Vec<f64>, u64)> {
    let mut http = Http::connect(address).await?;
    let (mut took, mut refused) = (Vec::new(), 0);
    let mut round = nth;
    loop {
        let station = &stations[round % stations.len()];
        let (_, gate) = station.units[(round * 61) % station.units.len()];
        let aside = (round % 17) as f64 / 17.0 - 0.5;
        let point = Point::new(gate.lon + aside * ASIDE, gate.lat - aside * ASIDE);
        let token = &station.desks[nth % station.desks.len()];
        let body = station::report(point, None, false);
        let request = post(address, "/api/v1/incidents", token, &Uuid::now_v7().to_string(), &body);
        let sent = Instant::now();
        let status = http.send(&request).await?.status;
        let now = Instant::now();
        if now >= end {
            return Ok((took, refused));
        }
        if now >= begin {
            match status {
                201 => took.push((now - sent).as_secs_f64() * 1e6),
                _ => refused += 1,
            }
        }
        round += CALLERS;
    }
}
