//! `cargo xtask bench NAME`: builds for speed and hands over to the measuring program.

use crate::flags::Flags;
use crate::product::{Profile, binary};
use crate::report::say;
use crate::run::{cargo, run};
use crate::setup;
use crate::stop::{Outcome, stop};

const NAMES: [&str; 5] = ["dispatch", "intake", "live", "positions", "idle"];

/// Builds the server and the measuring program, and runs one measurement.
pub fn command(mut flags: Flags) -> Outcome {
    let Some(name) = flags.word().filter(|it| NAMES.contains(&it.as_str())) else {
        return stop(format!("bench wants one of: {}", NAMES.join(", ")));
    };
    if name == "dispatch" {
        setup::prepare(setup::For::Bench)?;
    }
    say("building for speed; the first time takes some minutes");
    cargo().args("build --locked --release -p server -p bench").show()?;
    let server = binary("likedong", Profile::Release)?;
    let mut bench = run(binary("likedong-bench", Profile::Release)?).arg(name).env("LIKEDONG_BIN", server);
    for flag in flags.rest() {
        bench = bench.arg(flag);
    }
    let status = bench.command().status();
    match status {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => stop(format!("the measurement ended with {status}")),
        Err(why) => stop(format!("could not start the measurement: {why}")),
    }
}
