//! What the workbench says while it works. It goes to the error stream, so that a command's answer stays alone on the other.

use std::time::{Duration, Instant};

use crate::stop::{Outcome, stop};

/// Says what is being done.
pub fn say(sentence: &str) {
    eprintln!("» {sentence}");
}

/// How long to rest between two looks at something that is not ready yet.
const LOOK_EVERY: Duration = Duration::from_millis(50);

/// Looks again and again until `ready` answers something, or stops after `wait_max`.
pub fn wait_until<T>(what: &str, wait_max: Duration, mut ready: impl FnMut() -> Outcome<Option<T>>) -> Outcome<T> {
    let started = Instant::now();
    loop {
        if let Some(found) = ready()? {
            return Ok(found);
        }
        if started.elapsed() > wait_max {
            return stop(format!("waited {} s for {what}", wait_max.as_secs()));
        }
        std::thread::sleep(LOOK_EVERY);
    }
}
