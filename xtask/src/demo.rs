//! `cargo xtask demo`: from a fresh clone to a living station in one command.

use std::os::unix::process::CommandExt;

use crate::flags::Flags;
use crate::run::run;
use crate::stop::{Outcome, stop};
use crate::{product, setup};

/// Sets up, builds, and becomes the demo; what the workbench does not know goes to the binary.
pub fn command(mut flags: Flags) -> Outcome {
    let profile = product::profile(&mut flags);
    setup::prepare(setup::For::Demo)?;
    let binary = product::with_pages(profile)?;
    let mut demo = run(binary).args("demo").command();
    // Paths that were typed are meant from where they were typed.
    if let Ok(here) = std::env::current_dir() {
        demo.current_dir(here);
    }
    let why = demo.args(flags.rest()).exec();
    stop(format!("could not start the demo: {why}"))
}
