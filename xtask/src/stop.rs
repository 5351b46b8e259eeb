//! The one error of the workbench: a sentence that tells the person at the terminal what to do.

use std::fmt;

/// Why a command stopped, written for the person who started it.
#[derive(Debug)]
pub struct Stop(String);

/// What every step answers.
pub type Outcome<T = ()> = Result<T, Stop>;

impl fmt::Display for Stop {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Stops with a sentence.
pub fn stop<T>(sentence: impl Into<String>) -> Outcome<T> {
    Err(Stop(sentence.into()))
}

/// Turns a failure into a sentence that says what was being done.
pub trait OrStop<T> {
    /// Stops with `doing` in front of the cause.
    fn or_stop(self, doing: impl Into<String>) -> Outcome<T>;
}

impl<T, E: fmt::Display> OrStop<T> for Result<T, E> {
    fn or_stop(self, doing: impl Into<String>) -> Outcome<T> {
        self.map_err(|cause| Stop(format!("{}: {cause}", doing.into())))
    }
}

impl<T> OrStop<T> for Option<T> {
    fn or_stop(self, doing: impl Into<String>) -> Outcome<T> {
        self.ok_or_else(|| Stop(doing.into()))
    }
}
