//! `cargo xtask test`: every check there is, from a clean clone, in the order in which it fails fastest.

use serde_json::Value;

use crate::flags::Flags;
use crate::postgres::Cluster;
use crate::product::{Profile, binary};
use crate::report::say;
use crate::run::{Run, cargo, run};
use crate::steps::{Steps, Tally};
use crate::stop::{OrStop, Outcome, stop};
use crate::{codegen, deny, kill, setup, tidy, tools, tree, web};

/// What one run kills, and what a long one does.
const ROUNDS: u32 = 10;
const ROUNDS_LONG: u32 = 50;

/// One build serves the tests, the stories and the kills: test and normal targets with the same features.
const BUILD: &str = "build --locked --workspace --bins --tests";

/// `cargo xtask test [--long] [--only STEP,STEP] [--skip STEP,STEP]`
pub fn command(mut flags: Flags) -> Outcome {
    let rounds = match flags.switch("--long") {
        true => ROUNDS_LONG,
        false => ROUNDS,
    };
    let mut steps = Steps::new(flags.list("--only")?, flags.list("--skip")?);
    flags.finish()?;
    let outcome = every_step(&mut steps, rounds);
    steps.close();
    if let Err(why) = &outcome {
        println!("\nstopped: {why}\n");
    }
    println!("{}", steps.verdict());
    match outcome {
        Ok(()) => Ok(()),
        // The sentence is said already, and the verdict is to be the last line.
        Err(_) => std::process::exit(1),
    }
}

fn every_step(steps: &mut Steps, rounds: u32) -> Outcome {
    steps.step("setup", || setup::prepare(setup::For::Test))?;
    steps.step("tidy", tidy::check)?;
    steps.step("format", || cargo().args("fmt --all --check").help("`cargo fmt --all` mends it.").show())?;
    steps.counted("deny", deny::check)?;
    steps.step("build", || cargo().args(BUILD).show())?;
    steps.step("codegen", || codegen::check(&binary("likedong", Profile::Dev)?))?;
    steps.step("lint", lint)?;
    steps.counted("rust", rust_tests)?;
    steps.step("web types", || {
        web::script("check").show()?;
        web::script("check").dir(web::stories()).show()
    })?;
    steps.counted("web units", web_tests)?;
    steps.step("web build", web::build)?;
    steps.counted("kill", |tally| kill::rounds(&binary("likedong", Profile::Dev)?, rounds, None, tally))?;
    steps.counted("stories", |tally| stories(&[], tally))
}

/// A real map beside the project; tests that need it are called `on_a_real_map_…` and pass without it.
const REAL_MAP: &str = "../shared/data/andorra.osm.pbf";

/// How many tests of real streets passed, by their names.
fn on_real_map(text: &str) -> u64 {
    let passed = |line: &&str| line.contains("on_a_real_map_") && (line.contains("PASS [") || line.ends_with("... ok"));
    text.lines().filter(passed).count() as u64
}

/// Every Rust test, on both databases.
fn rust_tests(tally: &mut Tally) -> Outcome {
    let cluster = Cluster::start()?;
    let (runner, count): (Run, fn(&str) -> Tally) = match tools::tool(tools::NEXTEST) {
        Some(nextest) => (
            run(nextest).args("nextest run --locked --workspace --bins --tests --no-fail-fast --no-tests=pass"),
            nextest_tally,
        ),
        None => (cargo().args("test --locked --workspace --bins --tests --no-fail-fast"), cargo_tally),
    };
    let map = tree::root().join(REAL_MAP);
    let runner = if map.is_file() { runner.env("LIKEDONG_TEST_OSM", &map) } else { runner };
    let watched = runner
        .env("LIKEDONG_TEST_PG", cluster.url())
        .env("CARGO_TERM_COLOR", "never")
        .help("One test alone: `cargo nextest run -p CRATE NAME`.")
        .watch()?;
    *tally = count(&watched.text);
    if !map.is_file() {
        let skipped = on_real_map(&watched.text).min(tally.passed);
        say(&format!("{REAL_MAP} is not there: {skipped} tests of real streets are skipped"));
        tally.passed -= skipped;
        tally.skipped += skipped;
    }
    watched.check().map(|_| ())
}

/// Reads nextest's last line: `Summary [ 1.2s] 9 tests run: 8 passed (1 slow), 1 failed, 2 skipped`.
fn nextest_tally(text: &str) -> Tally {
    let summary = text.lines().rev().find(|line| line.trim_start().starts_with("Summary ["));
    summary.map(numbers_before).unwrap_or_default()
}

/// Adds up cargo's lines: `test result: ok. 8 passed; 1 failed; 0 ignored; …`.
fn cargo_tally(text: &str) -> Tally {
    let results = text.lines().filter(|line| line.starts_with("test result:"));
    results.map(numbers_before).fold(Tally::default(), |sum, it| Tally {
        passed: sum.passed + it.passed,
        failed: sum.failed + it.failed,
        skipped: sum.skipped + it.skipped,
    })
}

fn numbers_before(line: &str) -> Tally {
    let words: Vec<&str> = line.split_whitespace().collect();
    let number = |label: &str| -> u64 {
        words
            .windows(2)
            .filter(|pair| pair[1].trim_end_matches([',', ';']) == label)
            .filter_map(|pair| pair[0].parse::<u64>().ok())
            .sum()
    };
    Tally {
        passed: number("passed"),
        failed: number("failed") + number("timed") + number("exec"),
        skipped: number("skipped") + number("ignored"),
    }
}

fn web_tests(tally: &mut Tally) -> Outcome {
    let report = tree::workbench("web")?.join("units.json");
    let watched = run("npx")
        .args("--no-install vitest run --reporter=default --reporter=json")
        .arg(format!("--outputFile.json={}", report.display()))
        .dir(web::pages())
        .env("CI", "true")
        .watch()?;
    let text = std::fs::read_to_string(&report).or_stop("vitest left no report")?;
    let counts: Value = serde_json::from_str(&text).or_stop("vitest's report is no JSON")?;
    let number = |name: &str| counts[name].as_u64().unwrap_or(0);
    *tally = Tally {
        passed: number("numPassedTests"),
        failed: number("numFailedTests"),
        skipped: number("numPendingTests"),
    };
    watched.check().map(|_| ())
}

/// `cargo xtask lint`
pub fn lint_command(flags: Flags) -> Outcome {
    flags.finish()?;
    lint()
}

/// Clippy over everything, warnings refused.
fn lint() -> Outcome {
    cargo()
        .args("clippy --locked --workspace --all-targets -- -D warnings")
        .help("`rustup component add clippy` installs it where it is missing.")
        .show()
}

/// `cargo xtask e2e [...]`
pub fn e2e_command(flags: Flags) -> Outcome {
    setup::prepare(setup::For::Test)?;
    web::build()?;
    cargo().args("build --locked -p server").show()?;
    let mut tally = Tally::default();
    let outcome = stories(&flags.rest(), &mut tally);
    println!("{} passed, {} failed", tally.passed, tally.failed);
    outcome
}

/// The browser stories on the real binary.
fn stories(flags: &[String], tally: &mut Tally) -> Outcome {
    let report = tree::workbench("e2e")?.join("report.json");
    let server = binary("likedong", Profile::Dev)?;
    let mut playwright = run("npx")
        .args("--no-install playwright test --reporter=list,json")
        .dir(web::stories())
        .env("LIKEDONG_BIN", server)
        .env("PLAYWRIGHT_JSON_OUTPUT_FILE", &report)
        .help("The traces are in e2e/test-results/, the pictures in e2e/screenshots/.");
    for flag in flags {
        playwright = playwright.arg(flag);
    }
    let watched = playwright.watch()?;
    let text = std::fs::read_to_string(&report).or_stop("Playwright left no report")?;
    let counts: Value = serde_json::from_str(&text).or_stop("Playwright's report is no JSON")?;
    let number = |name: &str| counts["stats"][name].as_u64().unwrap_or(0);
    *tally = Tally {
        passed: number("expected"),
        failed: number("unexpected") + number("flaky"),
        skipped: number("skipped"),
    };
    if watched.success && tally.passed == 0 {
        return stop("Playwright ran no story");
    }
    watched.check().map(|_| ())
}

#[cfg(test)]
mod tests {
    use super::{Tally, cargo_tally, nextest_tally, on_real_map};

    #[test]
    fn summaries_are_read() {
        let line = "     Summary [   1.204s] 12 tests run: 9 passed (1 slow), 2 failed, 1 timed out, 3 skipped";
        let tally = Tally { passed: 9, failed: 3, skipped: 3 };
        assert_eq!(nextest_tally(line), tally);
        let lines = "test result: ok. 4 passed; 0 failed; 1 ignored; 0 measured\n\
                     test result: FAILED. 5 passed; 3 failed; 2 ignored; 0 measured";
        assert_eq!(cargo_tally(lines), tally);
    }

    #[test]
    fn tests_of_real_streets_are_told_by_their_names() {
        let text = "        PASS [   0.004s] places::it import::on_a_real_map_one\n\
                    test import::on_a_real_map_two ... ok\n        PASS [   0.004s] places::it import::another\n";
        assert_eq!(on_real_map(text), 2);
    }
}
