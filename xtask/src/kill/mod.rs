//! `cargo xtask kill`: the server dies under load at moments drawn by chance, and keeps every promise it gave.

mod http;
mod load;
mod promises;
mod server;
mod silent;
mod station;

use std::path::Path;
use std::time::{Duration, Instant};

use crate::flags::Flags;
use crate::postgres::free_port;
use crate::product::{Profile, binary};
use crate::report::say;
use crate::run::{cargo, run};
use crate::steps::{Tally, seconds};
use crate::stop::{OrStop, Outcome, stop};
use crate::tree;

use self::load::Load;
use self::server::Server;
use self::silent::Silent;
use self::station::Station;

/// The shortest and the longest time under load before a kill.
const LOAD_MS_MIN: u64 = 300;
const LOAD_MS_MAX: u64 = 2_000;
/// How many rounds `cargo xtask kill` makes when it is not told.
const ROUNDS: u64 = 10;

/// `cargo xtask kill [--rounds N] [--seed N] [--binary FILE]`
pub fn command(mut flags: Flags) -> Outcome {
    let rounds_wanted = flags.number("--rounds")?.unwrap_or(ROUNDS);
    let seed = flags.number("--seed")?;
    let given = flags.value("--binary")?;
    flags.finish()?;
    let binary = match given {
        Some(path) => tree::root().join(path),
        None => {
            cargo().args("build --locked -p server").show()?;
            binary("likedong", Profile::Dev)?
        }
    };
    let mut tally = Tally::default();
    let rounds_wanted = u32::try_from(rounds_wanted).or_stop("that many rounds take too long")?;
    let outcome = rounds(&binary, rounds_wanted, seed, &mut tally);
    println!("{} passed, {} failed", tally.passed, tally.failed);
    outcome
}

/// Kills so many times on one data folder, so that each recovery starts from what the last one left.
pub fn rounds(binary: &Path, rounds: u32, seed: Option<u64>, tally: &mut Tally) -> Outcome {
    let scratch = tree::workbench("kill")?;
    let data = scratch.join(format!("data-{}", std::process::id()));
    let _ = std::fs::remove_dir_all(&data);
    let mut chance = Chance::seeded(seed);
    say(&format!("seed {} (`cargo xtask kill --seed` repeats these moments)", chance.seed));
    let mut load = Load::new(Station::found(binary, &data)?);
    let mut server = Server::start(binary, &data, free_port()?)?;
    let mut seen = Seen::default();
    for round in 1..=rounds {
        let survived = one_round(binary, &data, server, &mut load, &mut chance);
        let (next, new, line) = match survived {
            Ok(it) => it,
            Err(why) => {
                tally.failed += 1;
                return stop(format!("kill {round}: {why}\nThe data folder is kept: {}", tree::relative(&data)));
            }
        };
        server = next;
        seen.add(&new);
        tally.passed += 1;
        println!("kill {round:>2}: {line}");
    }
    drop(server);
    let _ = std::fs::remove_dir_all(&data);
    seen.enough()
}

/// Load, kill, restart, and every promise looked up.
fn one_round(
    binary: &Path,
    data: &Path,
    server: Server,
    load: &mut Load,
    chance: &mut Chance,
) -> Outcome<(Server, Seen, String)> {
    let port = server.port;
    let under_load = Duration::from_millis(chance.between(LOAD_MS_MIN, LOAD_MS_MAX));
    let silent = Silent::call(&load.station, port)?;
    let sent = load.run(port, under_load, move || server.kill())?;
    verify(binary, data)?;
    let started = Instant::now();
    let server = Server::start(binary, data, port)?;
    let back = started.elapsed();
    let calls = silent
        .check(&load.station, port)
        .and_then(|()| promises::check(load, port, &sent))
        .map_err(|why| format!("{why}\n{}", server.tail()))
        .or_stop("after the restart")?;
    let seen = Seen { acts: sent.acts.len(), unanswered: sent.unanswered(), calls };
    let line = format!(
        "after {:>4} ms under load: {} reports, {} orders to call, {} answers of a guard, all there; \
         {} unanswered, sent again; a call that nobody answered and {calls} others went on; back in {}",
        under_load.as_millis(),
        sent.reports.len(),
        sent.orders.len(),
        sent.acts.len(),
        seen.unanswered,
        seconds(back),
    );
    Ok((server, seen, line))
}

/// What the rounds put to the proof; rounds that happen to prove nothing must not pass.
#[derive(Default)]
struct Seen {
    acts: usize,
    unanswered: usize,
    calls: usize,
}

impl Seen {
    fn add(&mut self, new: &Seen) {
        self.acts += new.acts;
        self.unanswered += new.unanswered;
        self.calls += new.calls;
    }

    fn enough(&self) -> Outcome {
        // That a call is open at the moment of the kill is made sure in each round, and need not be counted.
        match self.acts > 0 && self.unanswered > 0 {
            true => Ok(()),
            false => stop(format!(
                "the kills proved too little: {} answers of a guard, {} unanswered commands, {} open calls",
                self.acts, self.unanswered, self.calls
            )),
        }
    }
}

/// The log of every station is gapless and its chain unbroken.
fn verify(binary: &Path, data: &Path) -> Outcome {
    run(binary)
        .args("audit verify --data")
        .arg(data)
        .help("The station log does not hold together after the kill.")
        .read()
        .map(|_| ())
}

/// Chance for the moments of the kills; the seed is printed, so that they can be repeated.
struct Chance {
    seed: u64,
    state: u64,
}

impl Chance {
    fn seeded(given: Option<u64>) -> Chance {
        let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
        let drawn = now.map_or(1, |it| u64::from(it.subsec_nanos()) + it.as_secs());
        let seed = given.unwrap_or(drawn).max(1);
        Chance { seed, state: seed }
    }

    fn between(&mut self, least: u64, most: u64) -> u64 {
        self.state ^= self.state << 13;
        self.state ^= self.state >> 7;
        self.state ^= self.state << 17;
        least + self.state % (most - least + 1)
    }
}
