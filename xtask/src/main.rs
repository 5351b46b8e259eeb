//! The project's own commands: `cargo xtask NAME`. Nothing else has to be installed to build, test or run it.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a command line talks to the person who started it")]

mod bench;
mod codegen;
mod deb;
mod demo;
mod deny;
mod flags;
mod kill;
mod postgres;
mod product;
mod redis;
mod report;
mod run;
mod setup;
mod steps;
mod stop;
mod test;
mod tidy;
mod tools;
mod tree;
mod web;

use std::process::ExitCode;

use crate::flags::Flags;
use crate::stop::Outcome;

const HELP: &str = "\
cargo xtask COMMAND

  demo [--port P] [--data DIR] [--json] [--lan] [--map FILE] [--speed N]
                     sets up, builds and runs the demo station
  test [--long] [--only STEP,STEP] [--skip STEP,STEP]
                     sets up and runs every test; --long kills fifty times in place of ten
  setup [demo|test|bench]
                     installs what the command needs, and nothing that is there already
  bench NAME [--json] [...]
                     measures: dispatch, intake, live, positions or idle
  build [--release]  the pages, then the binary with the pages inside
  deb                a .deb of the release binary with its systemd service
  codegen [--check]  openapi.json and the pages' types from the handlers
  tidy               the checks on the tree that no compiler makes
  lint               clippy over everything, warnings refused
  deny               licences, sources and bans of the dependencies
  kill [--rounds N] [--seed N] [--binary FILE]
                     kill -9 under load; what was acknowledged must be there
  e2e [...]          the browser stories; what follows goes to Playwright
  db                 a scratch PostgreSQL until Ctrl-C; prints its address
";

fn main() -> ExitCode {
    let mut words: Vec<String> = std::env::args().skip(1).collect();
    if words.is_empty() || ["help", "--help", "-h"].contains(&words[0].as_str()) {
        print!("{HELP}");
        return ExitCode::SUCCESS;
    }
    let command = words.remove(0);
    match dispatch(&command, Flags::new(words)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(stop) => {
            eprintln!("\n{command}: {stop}");
            ExitCode::FAILURE
        }
    }
}

fn dispatch(command: &str, flags: Flags) -> Outcome {
    match command {
        "demo" => demo::command(flags),
        "test" => test::command(flags),
        "setup" => setup::command(flags),
        "bench" => bench::command(flags),
        "build" => product::command(flags),
        "deb" => deb::command(flags),
        "codegen" => codegen::command(flags),
        "tidy" => tidy::command(flags),
        "lint" => test::lint_command(flags),
        "deny" => deny::command(flags),
        "kill" => kill::command(flags),
        "e2e" => test::e2e_command(flags),
        "db" => postgres::command(flags),
        unknown => stop::stop(format!("there is no command {unknown}. `cargo xtask help` lists them.")),
    }
}
