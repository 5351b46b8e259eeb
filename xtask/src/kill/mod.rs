//! `cargo xtask kill`: the server dies under load at moments drawn by chance, and keeps every promise it gave.

mod http;
mod load;
mod promises;
mod server;
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
use self::station::Station;

/// The shortest and the longest time under load before a kill.
const LOAD_MS_MIN: u64 = 300;
const LOAD_MS_MAX: u64 = 2_000;
/// How many rounds `cargo xtask kill` makes when it is not told.
const ROUNDS: u64 = 10;

/// `cargo xtask kill [--rounds N] [--seed N]`
pub fn command(mut flags: Flags) -> Outcome {
    let rounds_wanted = flags.number("--rounds")?.unwrap_or(ROUNDS);
    let seed = flags.number("--seed")?;
    flags.finish()?;
    cargo().args("build --locked -p server").show()?;
    let mut tally = Tally::default();
    let rounds_wanted = u32::try_from(rounds_wanted).or_stop("that many rounds take too long")?;
    let outcome = rounds(&binary("likedong", Profile::Dev)?, rounds_wanted, seed, &mut tally);
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
    for round in 1..=rounds {
        let survived = one_round(binary, &data, server, &mut load, &mut chance);
        let (next, line) = match survived {
            Ok(it) => it,
            Err(why) => {
                tally.failed += 1;
                return stop(format!("kill {round}: {why}\nThe data folder is kept: {}", tree::relative(&data)));
            }
        };
        server = next;
        tally.passed += 1;
        println!("kill {round:>2}: {line}");
    }
    drop(server);
    let _ = std::fs::remove_dir_all(&data);
    Ok(())
}

/// Load, kill, restart, and every promise looked up.
fn one_round(
    binary: &Path,
    data: &Path,
    server: Server,
    load: &mut Load,
    chance: &mut Chance,
) -> Outcome<(Server, String)> {
    let port = server.port;
    let under_load = Duration::from_millis(chance.between(LOAD_MS_MIN, LOAD_MS_MAX));
    let sent = load.run(port, under_load, move || server.kill())?;
    verify(binary, data)?;
    let started = Instant::now();
    let server = Server::start(binary, data, port)?;
    let back = started.elapsed();
    let calls = promises::check(load, port, &sent)
        .map_err(|why| format!("{why}\n{}", server.tail()))
        .or_stop("after the restart")?;
    let (answered, unanswered) = sent.counts();
    let line = format!(
        "after {:>4} ms, {answered} acknowledged and there, {unanswered} unanswered and sent again, \
         {calls} open calls went on, back in {}",
        under_load.as_millis(),
        seconds(back),
    );
    Ok((server, line))
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
