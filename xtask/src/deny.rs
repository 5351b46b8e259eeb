//! `cargo xtask deny`: licences, sources and bans of the dependencies, by cargo-deny.

use crate::flags::Flags;
use crate::report::say;
use crate::run::run;
use crate::steps::Tally;
use crate::stop::{Outcome, stop};
use crate::tools;

/// Fetches the checker when it is missing, and runs it.
pub fn command(flags: Flags) -> Outcome {
    flags.finish()?;
    tools::fetch();
    match tools::tool(tools::DENY) {
        Some(_) => check(&mut Tally::default()),
        None => stop("cargo-deny is not here and could not be fetched: `cargo install --locked cargo-deny`"),
    }
}

/// Runs the checker where it is to be had, and counts as skipped where not; `cargo xtask tidy` makes the cheap part of
/// the check anyway.
pub fn check(tally: &mut Tally) -> Outcome {
    let Some(deny) = tools::tool(tools::DENY) else {
        say("cargo-deny is not here: licences, sources and bans are not checked");
        tally.skipped = 1;
        return Ok(());
    };
    // Advisories come from a Git repository, which a closed network does not reach; they are not asked for.
    run(deny)
        .args("--locked --log-level warn check --hide-inclusion-graph bans licenses sources")
        .help("deny.toml says what is allowed and why.")
        .show()
}
