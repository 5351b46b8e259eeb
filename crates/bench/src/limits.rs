//! The system's limit of open files: ten thousand readers need more than a shell usually allows.

use std::os::unix::process::CommandExt as _;
use std::process::Command;

use anyhow::{Result, bail};

/// Files that the server has open at most, with ten thousand readers.
const FILES_MIN: u64 = 12_000;
/// Raises the limit as far as the system allows, and becomes the program again.
const RAISE: &str = r#"ulimit -n "$(ulimit -Hn)"; exec "$0" "$@""#;

/// Starts this program again with more files, where it has too few; what it starts inherits the limit.
pub fn raise(words: &[String]) -> Result<()> {
    let text = std::fs::read_to_string("/proc/self/limits").unwrap_or_default();
    let Some(line) = text.lines().find(|it| it.starts_with("Max open files")) else { return Ok(()) };
    let limits: Vec<u64> = line.split_whitespace().filter_map(|it| it.parse().ok()).collect();
    match limits.as_slice() {
        [soft, ..] if *soft >= FILES_MIN => Ok(()),
        [_, hard] if *hard < FILES_MIN => {
            bail!("the system allows {hard} open files and {FILES_MIN} are needed: raise the hard limit (`ulimit -Hn`)")
        }
        _ => Err(Command::new("sh").args(["-c", RAISE]).arg(std::env::current_exe()?).args(words).exec().into()),
    }
}
