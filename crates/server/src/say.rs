//! What the program says on the terminal: results on the standard output, everything else on the standard error.

use std::io::Write as _;

use tracing_subscriber::EnvFilter;

/// Says a line of the result. A reader that has gone away is no reason to fail.
pub fn line(text: &str) {
    let mut out = std::io::stdout().lock();
    let _ = writeln!(out, "{text}").and_then(|()| out.flush());
}

/// Says a line for the person at the terminal.
pub fn note(text: &str) {
    let _ = writeln!(std::io::stderr().lock(), "{text}");
}

/// Says what went wrong.
pub fn error(text: &str) {
    note(&format!("likedong: {text}"));
}

/// Starts the log on the standard error; `LIKEDONG_LOG` sets how much.
pub fn start_log() {
    let filter = EnvFilter::new(crate::config::log_filter());
    // A second start, as in tests, keeps the first one's log.
    let _ =
        tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).with_target(false).try_init();
}
