//! The cheap part of the dependency check, always run: licences, sources and bans as deny.toml states them.

use std::collections::BTreeSet;

use super::Finding;
use crate::run::cargo;
use crate::stop::{OrStop, Outcome};
use crate::tree;

/// Checks every dependency that is built on this machine.
///
/// The list is `cargo tree`'s: `cargo metadata` also names crates that no enabled feature brings in.
pub fn check() -> Outcome<Vec<Finding>> {
    let rules = std::fs::read_to_string(tree::root().join("deny.toml")).or_stop("could not read deny.toml")?;
    let allowed = quoted(&rules, "allow = [");
    let banned = quoted(&rules, "deny = [");
    let listed = cargo()
        .args("tree --workspace --all-features --locked --prefix none --format {p}|{l}")
        .help("Is Cargo.lock up to date? `cargo check` mends it.")
        .read()?;
    let lines: BTreeSet<&str> = listed.lines().filter(|line| !line.is_empty()).collect();
    Ok(lines.iter().flat_map(|line| package(line, &allowed, &banned)).collect())
}

/// Checks one line: `name v1.2.3|MIT`, with a place in parentheses for what is not from crates.io.
fn package(line: &str, allowed: &[String], banned: &[String]) -> Vec<Finding> {
    let (package, licence) = line.split_once('|').unwrap_or((line, ""));
    let name = package.split(' ').next().unwrap_or_default();
    let licence = licence.trim_end_matches(" (*)");
    let mut found = Vec::new();
    if package.contains("://") {
        found.push(Finding::failure(name, "does not come from crates.io"));
    }
    if banned.iter().any(|it| it == name) {
        found.push(Finding::failure(name, "is banned; deny.toml says why"));
    }
    if !satisfied(licence, allowed) {
        found.push(Finding::failure(name, format!("licence {licence:?} is not in deny.toml")));
    }
    found
}

/// The quoted words of a list in deny.toml, without those that are reasons.
fn quoted(rules: &str, list: &str) -> Vec<String> {
    let inside = rules
        .split_once(&format!("\n{list}"))
        .and_then(|(_, rest)| rest.split_once("\n]"))
        .map(|(inside, _)| inside)
        .unwrap_or_default();
    inside
        .lines()
        .filter(|line| !line.trim_start().starts_with('#'))
        .filter_map(|line| line.split('"').nth(1))
        .map(str::to_string)
        .collect()
}

/// Whether a licence expression can be met: one side of each OR, both sides of each AND.
fn satisfied(expression: &str, allowed: &[String]) -> bool {
    let old_form = expression.replace('/', " OR ");
    let spaced = old_form.replace('(', " ( ").replace(')', " ) ");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let mut at = 0;
    let met = either(&words, &mut at, allowed);
    met && at == words.len()
}

fn either(words: &[&str], at: &mut usize, allowed: &[String]) -> bool {
    let mut met = both(words, at, allowed);
    while words.get(*at) == Some(&"OR") {
        *at += 1;
        met |= both(words, at, allowed);
    }
    met
}

fn both(words: &[&str], at: &mut usize, allowed: &[String]) -> bool {
    let mut met = one(words, at, allowed);
    while words.get(*at) == Some(&"AND") {
        *at += 1;
        met &= one(words, at, allowed);
    }
    met
}

fn one(words: &[&str], at: &mut usize, allowed: &[String]) -> bool {
    let word = words.get(*at).copied().unwrap_or_default();
    *at += 1;
    if word == "(" {
        let met = either(words, at, allowed);
        *at += 1;
        return met;
    }
    let mut name = word.to_string();
    if words.get(*at) == Some(&"WITH") {
        name = format!("{name} WITH {}", words.get(*at + 1).copied().unwrap_or_default());
        *at += 2;
    }
    allowed.contains(&name)
}

#[cfg(test)]
mod tests {
    use super::{package, satisfied};

    #[test]
    fn a_foreign_source_a_ban_and_a_licence_are_found() {
        let allowed = ["MIT".to_string()];
        let banned = ["openssl".to_string()];
        let found = |line: &str| package(line, &allowed, &banned).len();
        assert_eq!(found("serde v1.0.0|MIT (*)"), 0);
        assert_eq!(found("openssl v0.10.0|MIT"), 1);
        assert_eq!(found("mine v0.1.0 (https://example.org/mine.git#1)|GPL-3.0"), 2);
    }

    #[test]
    fn licence_expressions_are_read() {
        let allowed = ["MIT".to_string(), "Unicode-3.0".to_string()];
        assert!(satisfied("MIT OR Apache-2.0", &allowed));
        assert!(satisfied("MIT/Apache-2.0", &allowed));
        assert!(satisfied("(GPL-3.0 OR MIT) AND Unicode-3.0", &allowed));
        assert!(!satisfied("MIT AND GPL-3.0", &allowed));
        assert!(!satisfied("", &allowed));
    }
}
