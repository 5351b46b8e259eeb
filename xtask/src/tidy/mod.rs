//! `cargo xtask tidy`: what no compiler checks. Also a test, so that plain `cargo test` finds it.

mod edges;
mod licences;
mod pairs;
mod pure;
mod shape;
mod source;
mod words;

use std::fmt;

use crate::flags::Flags;
use crate::stop::{Outcome, stop};
use crate::tree;

use self::source::Source;

/// Something found in the tree.
pub struct Finding {
    place: String,
    what: String,
    weight: Weight,
}

/// Whether a finding fails the run.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Weight {
    Warning,
    Failure,
}

impl Finding {
    fn failure(place: impl Into<String>, what: impl Into<String>) -> Finding {
        Finding { place: place.into(), what: what.into(), weight: Weight::Failure }
    }

    fn warning(place: impl Into<String>, what: impl Into<String>) -> Finding {
        Finding { weight: Weight::Warning, ..Finding::failure(place, what) }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let weight = match self.weight {
            Weight::Warning => "warning: ",
            Weight::Failure => "",
        };
        write!(f, "{weight}{}: {}", self.place, self.what)
    }
}

/// `cargo xtask tidy`
pub fn command(flags: Flags) -> Outcome {
    flags.finish()?;
    check()
}

/// Prints what was found and stops when any of it counts.
pub fn check() -> Outcome {
    let found = findings()?;
    for finding in &found {
        eprintln!("{finding}");
    }
    let failures = found.iter().filter(|it| it.weight == Weight::Failure).count();
    match failures {
        0 => Ok(()),
        1 => stop("one thing in the tree is not tidy; it is named above"),
        n => stop(format!("{n} things in the tree are not tidy; they are named above")),
    }
}

fn findings() -> Outcome<Vec<Finding>> {
    let sources: Vec<Source> = tree::files(&tree::root()).iter().filter_map(|path| Source::read(path)).collect();
    let mut found = edges::check()?;
    found.extend(licences::check()?);
    found.extend(pairs::migrations());
    found.extend(pairs::dialects(&sources));
    for source in &sources {
        found.extend(shape::check(source));
        found.extend(words::check(source));
        found.extend(pure::check(source));
    }
    found.sort_by_key(|it| it.weight == Weight::Failure);
    Ok(found)
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_tree_is_tidy() {
        super::check().expect("the tree is tidy");
    }
}
