//! `cargo xtask bench NAME`: builds for speed, starts the peers where one measures against them, and hands over.
//!
//! The measuring program finds the server's binary in `LIKEDONG_BIN`, PostgreSQL with PostGIS at the address
//! `LIKEDONG_BENCH_PG` (and its socket's folder in `LIKEDONG_BENCH_PG_SOCKET`), and Redis at the socket
//! `LIKEDONG_BENCH_REDIS`. All of them are its own for the run.

use crate::flags::Flags;
use crate::postgres::Cluster;
use crate::product::{Profile, binary};
use crate::redis::Redis;
use crate::report::say;
use crate::run::{Run, cargo, run};
use crate::setup;
use crate::stop::{Outcome, stop};

const NAMES: [&str; 5] = ["dispatch", "intake", "live", "positions", "idle"];
/// The measurement that has peers.
const WITH_PEERS: &str = "dispatch";

/// Builds the server and the measuring program, and runs one measurement.
pub fn command(mut flags: Flags) -> Outcome {
    let Some(name) = flags.word().filter(|it| NAMES.contains(&it.as_str())) else {
        return stop(format!("bench wants one of: {}", NAMES.join(", ")));
    };
    say("building for speed; the first time takes some minutes");
    cargo().args("build --locked --release -p server -p bench").show()?;
    let server = binary("likedong", Profile::Release)?;
    let mut bench = run(binary("likedong-bench", Profile::Release)?).arg(&name).env("LIKEDONG_BIN", server);
    for flag in flags.rest() {
        bench = bench.arg(flag);
    }
    match name == WITH_PEERS {
        true => beside_peers(bench),
        false => measure(&bench),
    }
}

fn beside_peers(bench: Run) -> Outcome {
    setup::prepare(setup::For::Bench)?;
    let cluster = Cluster::start()?;
    let redis = Redis::start()?;
    let bench = bench
        .env("LIKEDONG_BENCH_PG", cluster.url())
        .env("LIKEDONG_BENCH_PG_SOCKET", cluster.socket())
        .env("LIKEDONG_BENCH_REDIS", redis.socket());
    measure(&bench)
}

fn measure(bench: &Run) -> Outcome {
    match bench.command().status() {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => stop(format!("the measurement ended with {status}")),
        Err(why) => stop(format!("could not start the measurement: {why}")),
    }
}
