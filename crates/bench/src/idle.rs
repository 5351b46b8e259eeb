//! `idle`: what the demo station takes when nothing happens, and how soon it is there.

use std::time::Duration;

use anyhow::Result;
use serde_json::{Value, json};

use crate::answer::note;
use crate::config::Config;
use crate::process::{Scratch, Server};
use crate::spread::{Spread, rounded};

/// Starts that are measured.
const STARTS: usize = 5;
/// After how long the memory is read.
const QUIET: u64 = 60;
const COMMAND: [&str; 3] = ["demo", "--no-simulator", "--json"];

/// Measures starts and memory.
pub fn run(config: &Config) -> Result<Value> {
    let scratch = Scratch::new(&config.scratch, "idle")?;
    let first_s = Server::start(&config.server, &COMMAND, &scratch.data())?.started_in.as_secs_f64();
    note(&format!("the first start laid the station out in {first_s:.2} s"));
    let mut starts = Spread::default();
    for _ in 1..STARTS {
        starts.add(Server::start(&config.server, &COMMAND, &scratch.data())?.started_in.as_secs_f64() * 1e6);
    }
    let server = Server::start(&config.server, &COMMAND, &scratch.data())?;
    starts.add(server.started_in.as_secs_f64() * 1e6);
    let quiet = config.seconds_or(QUIET);
    note(&format!("waiting {quiet:?} before the memory is read"));
    let cpu_before_s = server.cpu_s();
    std::thread::sleep(quiet.max(Duration::from_secs(1)));
    Ok(json!({
        "rss_mb": rounded(server.rss_kib() as f64 / 1024.0),
        "cold_start_s": rounded(starts.at(0.5) / 1e6),
        "cold_start_max_s": rounded(starts.at(1.0) / 1e6),
        "first_start_s": rounded(first_s),
        "idle_cpu_percent": rounded((server.cpu_s() - cpu_before_s) / quiet.as_secs_f64() * 100.0),
        "binary_mb": rounded(std::fs::metadata(&config.server)?.len() as f64 / 1_048_576.0),
    }))
}
