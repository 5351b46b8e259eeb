//! Building the binary `likedong`.

use std::path::PathBuf;

use crate::flags::Flags;
use crate::report::say;
use crate::run::cargo;
use crate::stop::{Outcome, stop};
use crate::{setup, tree, web};

/// How a binary is built.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Profile {
    /// Built fast.
    Dev,
    /// Runs fast.
    Release,
}

/// `cargo xtask build [--release]`: the pages, then the binary with the pages inside.
pub fn command(mut flags: Flags) -> Outcome {
    let profile = profile(&mut flags);
    flags.finish()?;
    setup::prepare(setup::For::Demo)?;
    let binary = with_pages(profile)?;
    println!("{}", tree::relative(&binary));
    Ok(())
}

/// Takes `--release`.
pub fn profile(flags: &mut Flags) -> Profile {
    match flags.switch("--release") {
        true => Profile::Release,
        false => Profile::Dev,
    }
}

/// Builds the pages and the binary that carries them.
pub fn with_pages(profile: Profile) -> Outcome<PathBuf> {
    web::build()?;
    say("building the binary; the first time takes some minutes");
    let build = cargo().args("build --locked -p server --features embed");
    match profile {
        Profile::Dev => build,
        Profile::Release => build.args("--release"),
    }
    .show()?;
    binary("likedong", profile)
}

/// Where cargo puts a binary.
pub fn binary(name: &str, profile: Profile) -> Outcome<PathBuf> {
    let folder = match profile {
        Profile::Dev => "debug",
        Profile::Release => "release",
    };
    let path = tree::target().join(folder).join(name);
    match path.is_file() {
        true => Ok(path),
        false => stop(format!("{} is not there. Build it with `cargo build -p server`.", tree::relative(&path))),
    }
}
