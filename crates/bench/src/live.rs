//! `live`: ten thousand readers of one station's feed, what each costs, and how soon each has an entry.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::SocketAddr;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};
use platform::live::PER_ACCOUNT_MAX;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::answer::note;
use crate::config::Config;
use crate::crowd;
use crate::http::{Http, post};
use crate::process::{Scratch, Server};
use crate::reader;
use crate::spread::rounded;
use crate::station::{self, Size, Station};

/// Readers, in processes of their own, each of them within the system's limit of open files.
const READERS: usize = 10_000;
const PROCESSES: usize = 2;
/// Entries a second: with ten thousand readers, 105,000 deliveries.
const RATE: f64 = 10.5;
const SECONDS: u64 = 30;
/// How long late entries may come.
const LATE_MAX: Duration = Duration::from_secs(3);
/// How long memory may settle after all have connected.
const SETTLE: Duration = Duration::from_secs(2);

/// One process full of readers.
struct Readers {
    child: Child,
    said: BufReader<ChildStdout>,
}

impl Readers {
    fn start(address: SocketAddr, tokens: &[String], count: usize) -> Result<Self> {
        let mut child = Command::new(std::env::current_exe()?)
            .args([reader::NAME, &address.to_string(), &tokens.join(","), &count.to_string()])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let said = BufReader::new(child.stdout.take().context("a reader without its voice")?);
        Ok(Self { child, said })
    }

    fn line(&mut self) -> Result<String> {
        let mut line = String::new();
        ensure!(self.said.read_line(&mut line)? > 0, "the readers ended early");
        Ok(line)
    }

    fn stop(mut self) -> Result<Value> {
        if let Some(mut ear) = self.child.stdin.take() {
            ear.write_all(b"stop\n")?;
        }
        let report = serde_json::from_str(&self.line()?)?;
        self.child.wait()?;
        Ok(report)
    }
}

/// Measures.
pub fn run(config: &Config) -> Result<Value> {
    let scratch = Scratch::new(&config.scratch, "live")?;
    let count = config.count.unwrap_or(READERS);
    // One desk reports; the others read, each with as many feeds as one account may have.
    let desks = 1 + count.div_ceil(PER_ACCOUNT_MAX / PROCESSES);
    let station = station::lay_out(&scratch.data(), 1, Size { members: 230, desks })?.remove(0);
    let (reporter, readers) = station.desks.split_first().context("a station without a desk")?;
    let server = Server::start(&config.server, &["serve"], &scratch.data())?;
    crowd::runtime()?.block_on(publish(&server, &station, reporter, 5.0, 5))?;
    let rss_before = server.rss_kib();
    note(&format!("{count} readers connect"));
    let mut processes = Vec::new();
    for _ in 0..PROCESSES {
        processes.push(Readers::start(server.address, readers, count / PROCESSES)?);
    }
    for process in &mut processes {
        ensure!(process.line()?.trim() == "ready", "the readers did not connect");
    }
    std::thread::sleep(SETTLE);
    let rss_connected = server.rss_kib();
    let (rate, seconds) = (config.rate.unwrap_or(RATE), config.seconds_or(SECONDS));
    note(&format!("{rate} entries a second for {seconds:?}"));
    let cpu_before_s = server.cpu_s();
    let entries = (rate * seconds.as_secs_f64()) as usize;
    let begun = Instant::now();
    crowd::runtime()?.block_on(publish(&server, &station, reporter, rate, entries))?;
    let took_s = begun.elapsed().as_secs_f64();
    let cpu_s = server.cpu_s() - cpu_before_s;
    std::thread::sleep(LATE_MAX);
    let rss_after = server.rss_kib();
    let mut total = reader::Tally::default();
    for process in processes {
        total.join(&process.stop()?)?;
    }
    let expected = entries as u64 * count as u64;
    Ok(json!({
        "rss_kb_per_reader": rounded(rss_after.saturating_sub(rss_before) as f64 / count as f64),
        "rss_kb_per_reader_connected": rounded(rss_connected.saturating_sub(rss_before) as f64 / count as f64),
        "lost": expected.saturating_sub(total.entries),
        "repeated": total.repeated,
        "closed": total.closed,
        "p50_ms": total.ms_at(0.5),
        "p99_ms": total.ms_at(0.99),
        "max_ms": total.ms_at(1.0),
        "delivered_per_s": (total.entries as f64 / took_s).round(),
        "readers": count,
        "frame_bytes": total.bytes.checked_div(total.entries).unwrap_or(0),
        "messages_per_server_cpu_s": (total.entries as f64 / cpu_s).round(),
        "server_cores_used": rounded(cpu_s / took_s),
    }))
}

/// Makes `count` entries at their times.
async fn publish(server: &Server, station: &Station, reporter: &str, rate: f64, count: usize) -> Result<()> {
    let mut http = Http::connect(server.address).await?;
    let begun = tokio::time::Instant::now();
    for nth in 0..count {
        let (_, point) = station.units[nth % station.units.len()];
        let body = station::report(point, None, false);
        let request = post(server.address, "/api/v1/incidents", reporter, &Uuid::now_v7().to_string(), &body);
        crowd::wait_until(begun, Duration::from_secs_f64(nth as f64 / rate)).await;
        let status = http.send(&request).await?.status;
        ensure!(status == 201, "a report was refused with {status}");
    }
    crowd::wait_until(begun, Duration::from_secs_f64(count as f64 / rate)).await;
    Ok(())
}
