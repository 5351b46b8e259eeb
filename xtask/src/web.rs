//! The pages: their packages, their build, and whether that is still fresh.

use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::report::say;
use crate::run::{Run, run};
use crate::stop::{OrStop, Outcome};
use crate::tree;

/// The apps that the binary serves.
const APPS: [&str; 3] = ["desk", "pocket", "gate"];

/// The workspace of the pages.
pub fn pages() -> PathBuf {
    tree::root().join("web")
}

/// The browser stories.
pub fn stories() -> PathBuf {
    tree::root().join("e2e")
}

/// An npm script of the pages.
pub fn script(name: &str) -> Run {
    run("npm").args("run --silent").arg(name).dir(pages())
}

/// Installs the packages that the lock file names, unless they are there already.
pub fn install(dir: &Path) -> Outcome {
    if installed(dir)? {
        return Ok(());
    }
    say(&format!("npm ci in {}/", tree::relative(dir)));
    run("npm")
        .args("ci --no-audit --no-fund --loglevel=error")
        .dir(dir)
        .env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")
        .help("Can this machine reach its npm registry?")
        .show()
}

/// Whether every package of the lock file is there in the locked version, as npm's own note of what it put there says.
fn installed(dir: &Path) -> Outcome<bool> {
    let lock = dir.join("package-lock.json");
    let wanted = packages(&lock).or_stop(format!("could not read {}", tree::relative(&lock)))?;
    let Some(there) = packages(&dir.join("node_modules/.package-lock.json")) else {
        return Ok(false);
    };
    let here = |(place, package): (&String, &Value)| {
        // Packages for other systems are optional and stay out; our own are links, made anew for a new one.
        let elsewhere = package["optional"] == true;
        let ours = !place.starts_with("node_modules/");
        ours || elsewhere || there.get(place).is_some_and(|it| it["version"] == package["version"])
    };
    Ok(wanted.iter().all(here))
}

fn packages(lock: &Path) -> Option<serde_json::Map<String, Value>> {
    let text = std::fs::read_to_string(lock).ok()?;
    let lock: Value = serde_json::from_str(&text).ok()?;
    lock["packages"].as_object().cloned()
}

/// Builds the pages when their sources are younger than the last build.
pub fn build() -> Outcome {
    if !stale() {
        return Ok(());
    }
    say("building the pages");
    // The mark carries the time of the start: what is edited during the build counts as younger.
    let started = tree::workbench("web")?.join("started");
    std::fs::write(&started, "").or_stop("could not note the build of the pages")?;
    script("build").show()?;
    std::fs::rename(started, built_mark()?).or_stop("could not note the build of the pages")
}

fn stale() -> bool {
    let built = built_mark().ok().and_then(|mark| std::fs::metadata(mark).ok()?.modified().ok());
    let Some(built) = built else {
        return true;
    };
    let missing = APPS.iter().any(|app| !pages().join("apps").join(app).join("dist/index.html").is_file());
    missing || tree::newest(&[pages()]).is_none_or(|youngest| youngest > built)
}

fn built_mark() -> Outcome<PathBuf> {
    Ok(tree::workbench("web")?.join("built"))
}
