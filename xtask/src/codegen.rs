//! `cargo xtask codegen`: what is generated from the handlers, and whether the committed files are fresh.

use std::path::{Path, PathBuf};

use crate::flags::Flags;
use crate::product::{Profile, binary};
use crate::report::say;
use crate::run::{cargo, run};
use crate::stop::{OrStop, Outcome, stop};
use crate::{tree, web};

/// The document that the handlers produce.
const DOCUMENT: &str = "openapi.json";
/// The pages' types, made from the document.
const TYPES: &str = "web/packages/api/src/openapi.d.ts";

/// `cargo xtask codegen [--check]`
pub fn command(mut flags: Flags) -> Outcome {
    let check_only = flags.switch("--check");
    flags.finish()?;
    web::install(&web::pages())?;
    cargo().args("build --locked -p server").show()?;
    match check_only {
        true => check(&binary("likedong", Profile::Dev)?),
        false => write(&binary("likedong", Profile::Dev)?),
    }
}

/// Writes both files.
fn write(server: &Path) -> Outcome {
    let (document, types) = generate(server)?;
    for (name, text) in [(DOCUMENT, document), (TYPES, types)] {
        std::fs::write(tree::root().join(name), text).or_stop(format!("could not write {name}"))?;
        say(&format!("wrote {name}"));
    }
    Ok(())
}

/// Stops when a committed file differs from what the handlers say now.
pub fn check(server: &Path) -> Outcome {
    let (document, types) = generate(server)?;
    for (name, fresh) in [(DOCUMENT, document), (TYPES, types)] {
        let committed = std::fs::read_to_string(tree::root().join(name)).unwrap_or_default();
        if committed != fresh {
            return stop(format!(
                "{name} is stale{}. `cargo xtask codegen` writes it anew; commit what it writes.",
                first_difference(&committed, &fresh)
            ));
        }
    }
    Ok(())
}

fn generate(server: &Path) -> Outcome<(String, String)> {
    let printed = run(server).arg("openapi").read()?;
    // As the program prints it: its golden test compares the same text.
    let text = format!("{}\n", printed.trim_end());
    let scratch = tree::workbench("codegen")?;
    let source = scratch.join(DOCUMENT);
    std::fs::write(&source, &text).or_stop("could not write the document")?;
    let types = types(&source, &scratch.join("schema.d.ts"))?;
    Ok((text, types))
}

fn types(document: &Path, out: &PathBuf) -> Outcome<String> {
    run("npx")
        .args("--no-install openapi-typescript")
        .arg(document)
        .arg("--output")
        .arg(out)
        .dir(web::pages())
        .read()?;
    std::fs::read_to_string(out).or_stop("openapi-typescript wrote nothing")
}

fn first_difference(old: &str, new: &str) -> String {
    let differs = old.lines().zip(new.lines()).position(|(a, b)| a != b);
    match differs {
        Some(at) => format!(" from line {}", at + 1),
        None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::first_difference;

    #[test]
    fn the_first_difference_is_named() {
        assert_eq!(first_difference("a\nb", "a\nc"), " from line 2");
        assert_eq!(first_difference("a", "a\nb"), "");
    }
}
