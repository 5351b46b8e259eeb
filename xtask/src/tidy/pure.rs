//! What code may not touch: the pure crates nothing outside, the platform no feature, the rest no environment.

use super::Finding;
use super::source::{Kind, Source};

/// Crates whose functions answer the same for the same inputs, always.
const PURE: [&str; 2] = ["crates/domain/src/", "crates/dispatch/src/"];

/// What would make an answer depend on more than its inputs.
const OUTSIDE: [&str; 15] = [
    "Instant::now",
    "SystemTime",
    "Utc::now",
    "Local::now",
    "Zoned::now",
    "Timestamp::now",
    "std::fs",
    "std::net",
    "std::env",
    "std::thread",
    "std::process",
    "tokio",
    "rand::",
    "now_v7",
    "HashMap",
];

/// Where the platform is, and the slices' words that it may not know.
const PLATFORM: &str = "crates/platform/src/";
const SLICE_WORDS: [&str; 9] =
    ["incident", "offer", "patrol", "hazard", "dispute", "campus", "fraud", "triage", "rollcall"];

/// Where the environment may be read: the server's settings, and programs that are tools.
const ENVIRONMENT: [&str; 4] = ["crates/server/src/config", "crates/bench/", "crates/testkit/", "xtask/"];

/// Checks one file.
pub fn check(source: &Source) -> Vec<Finding> {
    if source.kind != Kind::Rust || source.is_test() {
        return Vec::new();
    }
    let code = source.shipped();
    let mut found = Vec::new();
    for (at, line) in code.lines().enumerate() {
        let place = format!("{}:{}", source.path, at + 1);
        if PURE.iter().any(|it| source.path.starts_with(it)) {
            found.extend(
                OUTSIDE
                    .iter()
                    .filter(|it| line.contains(**it))
                    .map(|it| Finding::failure(&place, format!("{it} in a pure crate; make it an input"))),
            );
        }
        if source.path.starts_with(PLATFORM) {
            found.extend(
                slice_word(line)
                    .map(|word| Finding::failure(&place, format!("the platform does not know the word {word}"))),
            );
        }
        let reads = line.contains("env::var");
        if reads && !ENVIRONMENT.iter().any(|it| source.path.starts_with(it)) {
            found.push(Finding::failure(&place, "only server::config reads the environment"));
        }
    }
    found
}

/// The first slice word among the parts of the line's names.
fn slice_word(line: &str) -> Option<&'static str> {
    let mut parts = Vec::new();
    let mut part = String::new();
    let mut lower_before = false;
    for c in line.chars() {
        let starts_new = c.is_uppercase() && lower_before;
        if !c.is_alphanumeric() || starts_new {
            parts.push(std::mem::take(&mut part));
        }
        if c.is_alphanumeric() {
            part.extend(c.to_lowercase());
        }
        lower_before = c.is_lowercase();
    }
    parts.push(part);
    SLICE_WORDS.into_iter().find(|word| parts.iter().any(|it| it.trim_end_matches('s') == *word))
}

#[cfg(test)]
mod tests {
    use super::{Source, check, slice_word};

    #[test]
    fn names_are_taken_apart() {
        assert_eq!(slice_word("let incident_id = x;"), Some("incident"));
        assert_eq!(slice_word("Permission::IncidentRead"), Some("incident"));
        assert_eq!(slice_word("offered(officer)"), None);
    }

    #[test]
    fn pure_crates_touch_nothing() {
        let text = "//! x\nfn a() { Instant::now(); }\n#[cfg(test)]\nmod tests { fn b() { SystemTime::now(); } }\n";
        let source = |path: &str| Source::new(path.to_string(), text.to_string());
        assert_eq!(check(&source("crates/dispatch/src/engine.rs")).len(), 1);
        assert_eq!(check(&source("crates/duty/src/api.rs")).len(), 0);
    }
}
