//! The arrows between the crates, checked against what cargo says.

use serde_json::Value;

use super::Finding;
use crate::run::cargo;
use crate::stop::{OrStop, Outcome};

/// Who may stand on whom. An added edge is a page in `docs/decisions`.
const EDGES: [(&str, &[&str]); 14] = [
    ("domain", &[]),
    ("dispatch", &["domain"]),
    ("platform", &["domain"]),
    ("people", &["domain", "platform"]),
    ("places", &["domain", "dispatch", "platform"]),
    ("duty", &["domain", "platform", "people", "places"]),
    ("incidents", &["domain", "dispatch", "platform", "people", "places", "duty"]),
    ("notices", &["domain", "platform", "people", "places", "duty"]),
    ("imports", &["domain", "platform", "people", "places", "duty"]),
    ("simulator", &["domain", "dispatch"]),
    (
        "server",
        &["domain", "dispatch", "platform", "people", "places", "duty", "incidents", "notices", "imports", "simulator"],
    ),
    ("testkit", &["domain", "platform"]),
    ("bench", &["domain", "dispatch", "platform", "people", "places", "simulator", "server"]),
    ("xtask", &[]),
];

/// What cargo knows of the workspace.
fn metadata() -> Outcome<Value> {
    let text = cargo().args("metadata --format-version 1 --no-deps").read()?;
    serde_json::from_str(&text).or_stop("cargo metadata is no JSON")
}

/// Checks each crate's dependencies, and that each crate is in the table.
pub fn check() -> Outcome<Vec<Finding>> {
    let metadata = metadata()?;
    let ours: Vec<&Value> = metadata["packages"].as_array().into_iter().flatten().collect();
    let names: Vec<&str> = ours.iter().filter_map(|it| it["name"].as_str()).collect();
    let mut found = Vec::new();
    for package in &ours {
        let name = package["name"].as_str().unwrap_or_default();
        let Some(allowed) = allowed(name) else {
            found.push(Finding::failure(format!("crates/{name}"), "is not in tidy's table of edges"));
            continue;
        };
        for dependency in package["dependencies"].as_array().into_iter().flatten() {
            let to = dependency["name"].as_str().unwrap_or_default();
            let in_tests = dependency["kind"] == "dev" && (to == "testkit" || to == "domain");
            if names.contains(&to) && !allowed.contains(&to) && !in_tests {
                found.push(Finding::failure(
                    format!("crates/{name}/Cargo.toml"),
                    format!("{name} may not stand on {to}; arrows go one way (ARCHITECTURE.md)"),
                ));
            }
        }
    }
    Ok(found)
}

fn allowed(name: &str) -> Option<&'static [&'static str]> {
    EDGES.iter().find(|(from, _)| *from == name).map(|(_, to)| *to)
}
