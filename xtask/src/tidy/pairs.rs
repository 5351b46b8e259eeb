//! The two databases side by side: equal lists of migrations, and few places that tell the databases apart.

use std::collections::BTreeSet;

use super::Finding;
use super::source::{Kind, Source};
use crate::tree;

/// One function `fn sql(backend)` too many is where a second product begins.
const DIALECT_BRANCHES_MAX: usize = 10;
/// The only place that names a database.
const DIALECT_PLACE: &str = "crates/platform/src/db";

/// The folders of migrations hold files of the same names.
pub fn migrations() -> Vec<Finding> {
    let sqlite = names("sqlite");
    let postgres = names("postgres");
    let lacks = |folder: &str, name: &String| {
        Finding::failure(format!("migrations/{folder}/{name}"), "missing; each migration is written for both databases")
    };
    sqlite
        .difference(&postgres)
        .map(|name| lacks("postgres", name))
        .chain(postgres.difference(&sqlite).map(|name| lacks("sqlite", name)))
        .collect()
}

fn names(folder: &str) -> BTreeSet<String> {
    tree::files(&tree::root().join("migrations").join(folder))
        .iter()
        .filter_map(|path| Some(path.file_name()?.to_string_lossy().into_owned()))
        .collect()
}

/// Only `platform::db` tells the databases apart, and only so often.
pub fn dialects(sources: &[Source]) -> Vec<Finding> {
    let mut found = Vec::new();
    let mut branches = 0;
    for source in sources {
        if source.kind != Kind::Rust || source.is_test() || source.path.starts_with("xtask/") {
            continue;
        }
        let code = source.shipped();
        for (at, line) in code.lines().enumerate() {
            // A branch names the second database; the first is its other arm.
            let here = ["DatabaseBackend::Postgres", "DbBackend::Postgres", "Backend::Postgres"]
                .iter()
                .any(|it| line.contains(it));
            if !here {
                continue;
            }
            branches += 1;
            if !source.path.starts_with(DIALECT_PLACE) {
                found.push(Finding::failure(
                    format!("{}:{}", source.path, at + 1),
                    "only platform::db tells the databases apart",
                ));
            }
        }
    }
    if branches > DIALECT_BRANCHES_MAX {
        found.push(Finding::failure(
            DIALECT_PLACE,
            format!("{branches} branches by database, at most {DIALECT_BRANCHES_MAX}"),
        ));
    }
    found
}
