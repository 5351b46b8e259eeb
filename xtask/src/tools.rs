//! The test runner and the licence checker: found on the path, or fetched prebuilt into the target folder.

use std::path::PathBuf;

use crate::report::say;
use crate::run::{found, run};
use crate::tree;

/// The faster test runner.
pub const NEXTEST: &str = "cargo-nextest";
/// The checker of licences, sources and bans.
pub const DENY: &str = "cargo-deny";

/// Where fetched tools lie.
fn folder() -> PathBuf {
    tree::target().join("xtask").join("tools")
}

/// Finds a tool; none when it is neither installed nor fetched.
pub fn tool(name: &str) -> Option<PathBuf> {
    if found(name) {
        return Some(PathBuf::from(name));
    }
    let home = std::env::var_os("CARGO_HOME").map(PathBuf::from);
    let in_home = home.map(|it| it.join("bin").join(name));
    let fetched = folder().join("bin").join(name);
    [in_home, Some(fetched)].into_iter().flatten().find(|path| path.is_file())
}

/// Fetches what is missing. A machine without pip goes on without: nothing here is needed for a verdict.
pub fn fetch() {
    let missing: Vec<&str> = [NEXTEST, DENY].into_iter().filter(|name| tool(name).is_none()).collect();
    if missing.is_empty() {
        return;
    }
    say(&format!("fetching {} into {}", missing.join(", "), tree::relative(&folder())));
    let fetched = run("python3")
        .args("-m pip install --quiet --disable-pip-version-check --no-input")
        .args("--no-deps --only-binary :all: --require-hashes --upgrade")
        .arg("--target")
        .arg(folder())
        .args("--requirement xtask/tools.txt")
        .env("PIP_ROOT_USER_ACTION", "ignore")
        .read();
    if let Err(why) = fetched {
        say(&format!("going on without {}: {why}", missing.join(", ")));
    }
}
