//! The program `likedong`: reads the command line and runs what it asks for.

use std::process::ExitCode;

use server::commands;
use server::config::{self, Asked};

/// Many small values live from a request to its commit on another thread, where the system's allocator locks
/// (measured on two cores: see docs/performance.md).
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let asked = match config::read(&words) {
        Ok(asked) => asked,
        Err(mistake) => {
            server::say::error(&mistake.to_string());
            return ExitCode::from(2);
        }
    };
    server::say::start_log();
    let outcome = match asked {
        Asked::Help => {
            server::say::line(server::i18n::HELP);
            Ok(())
        }
        Asked::Version => {
            server::say::line(concat!("likedong ", env!("CARGO_PKG_VERSION")));
            Ok(())
        }
        Asked::Document => commands::document(),
        Asked::Template(file) => server::import::template(&file),
        Asked::Run(run) => commands::run(run),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            server::say::error(&format!("{error:#}"));
            ExitCode::FAILURE
        }
    }
}
