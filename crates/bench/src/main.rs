//! `likedong-bench NAME`: takes one measurement and answers with one JSON object on the last line.
//!
//! `docs/performance.md` says what each key means. Measurements start the release binary of the server as a process
//! of its own and speak to it over loopback; what they start, they end.

mod acked;
mod answer;
mod config;
mod crowd;
mod dispatch_bench;
mod http;
mod idle;
mod intake;
mod limits;
mod live;
mod machine;
mod positions;
mod postgis;
mod process;
mod reader;
mod redis;
mod roads;
mod spread;
mod station;
mod websocket;

use std::process::ExitCode;

use anyhow::Result;

use crate::config::Config;

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    match run(&words) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            answer::note(&format!("{error:#}"));
            ExitCode::FAILURE
        }
    }
}

fn run(words: &[String]) -> Result<()> {
    // Readers are this program again, in processes of their own.
    if let [name, address, tokens, count] = words
        && name == reader::NAME
    {
        return reader::run(address, tokens, count.parse()?);
    }
    limits::raise(words)?;
    let config = Config::read(words)?;
    let before = machine::load();
    let mut figures = match config.name.as_str() {
        "dispatch" => dispatch_bench::run(&config)?,
        "intake" => intake::run(&config)?,
        "acked" => acked::run(&config)?,
        "live" => live::run(&config)?,
        "positions" => positions::run(&config)?,
        "idle" => idle::run(&config)?,
        other => anyhow::bail!("bench wants one of dispatch, intake, acked, live, positions, idle, not {other}"),
    };
    figures["bench"] = config.name.clone().into();
    figures["machine"] = machine::describe();
    figures["load_before"] = before.into();
    answer::line(&figures.to_string());
    Ok(())
}
