//! The steps of a long command: each says its name and how long it took, and a table closes the run.

use std::time::{Duration, Instant};

use crate::stop::Outcome;

/// How many tests a step ran.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Tests that held.
    pub passed: u64,
    /// Tests that did not.
    pub failed: u64,
    /// Tests that said they could not run here.
    pub skipped: u64,
}

/// The steps done so far.
pub struct Steps {
    rows: Vec<(String, Duration, Tally)>,
    total: Tally,
    only: Vec<String>,
    skip: Vec<String>,
}

impl Steps {
    /// Starts a run of which only some steps may be wanted.
    pub fn new(only: Vec<String>, skip: Vec<String>) -> Steps {
        Steps { rows: Vec::new(), total: Tally::default(), only, skip }
    }

    /// Whether this step is wanted.
    pub fn wanted(&self, name: &str) -> bool {
        let chosen = self.only.is_empty() || self.only.iter().any(|it| it == name);
        chosen && !self.skip.iter().any(|it| it == name)
    }

    /// Does a step that counts no tests.
    pub fn step(&mut self, name: &str, work: impl FnOnce() -> Outcome) -> Outcome {
        self.counted(name, |_| work())
    }

    /// Does a step that counts tests, failed ones included.
    pub fn counted(&mut self, name: &str, work: impl FnOnce(&mut Tally) -> Outcome) -> Outcome {
        if !self.wanted(name) {
            return Ok(());
        }
        println!("\n=== {name}");
        let started = Instant::now();
        let mut tally = Tally::default();
        let outcome = work(&mut tally);
        if outcome.is_err() && tally.failed == 0 {
            tally.failed = 1;
        }
        let took = started.elapsed();
        println!("--- {name}: {}", seconds(took));
        self.rows.push((name.to_string(), took, tally));
        self.total.passed += tally.passed;
        self.total.failed += tally.failed;
        self.total.skipped += tally.skipped;
        outcome
    }

    /// Prints the table, and as its last line what a reader looks for first.
    pub fn close(&self) {
        println!("\n{:<14} {:>9} {:>8} {:>8} {:>8}", "step", "time", "passed", "failed", "skipped");
        let mut all = Duration::ZERO;
        for (name, took, tally) in &self.rows {
            all += *took;
            println!("{name:<14} {:>9} {:>8} {:>8} {:>8}", seconds(*took), tally.passed, tally.failed, tally.skipped);
        }
        println!("{:<14} {:>9}", "together", seconds(all));
    }

    /// The last line of a test run.
    pub fn verdict(&self) -> String {
        let Tally { passed, failed, skipped } = self.total;
        match skipped {
            0 => format!("{passed} passed, {failed} failed"),
            _ => format!("{passed} passed, {failed} failed, {skipped} skipped"),
        }
    }
}

/// A duration as people read it.
pub fn seconds(took: Duration) -> String {
    let whole = took.as_secs();
    match whole {
        0..=99 => format!("{:.1} s", took.as_secs_f64()),
        _ => format!("{} min {:02} s", whole / 60, whole % 60),
    }
}
