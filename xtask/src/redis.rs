//! A Redis of our own for the measurements: in memory, on a socket under the target folder, gone when the run ends.

use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};
use std::time::Duration;

use crate::report::wait_until;
use crate::run::run;
use crate::stop::{OrStop, Outcome, stop};
use crate::tree;

/// How long the server may take to answer after its start.
const READY_MAX: Duration = Duration::from_secs(10);

/// A running server; it stops when this value goes.
pub struct Redis {
    child: Child,
    socket: PathBuf,
}

impl Redis {
    /// Starts it without a network port and without files.
    pub fn start() -> Outcome<Redis> {
        let socket = std::env::temp_dir().join(format!("likedong-redis-{}.sock", std::process::id()));
        let child = run("setpriv")
            .args("--pdeathsig TERM -- redis-server --port 0 --appendonly no --unixsocket")
            .arg(&socket)
            .arg("--save")
            .arg("")
            .dir(tree::workbench("scratch")?)
            .command()
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .spawn()
            .or_stop("could not start Redis. `cargo xtask setup bench` installs it")?;
        let mut redis = Redis { child, socket };
        redis.wait()?;
        Ok(redis)
    }

    /// Where it listens.
    pub fn socket(&self) -> &Path {
        &self.socket
    }

    fn wait(&mut self) -> Outcome {
        wait_until("Redis to take connections", READY_MAX, || match self.child.try_wait() {
            Ok(Some(status)) => stop(format!("Redis ended at once ({status})")),
            _ => Ok(UnixStream::connect(&self.socket).ok().map(|_| ())),
        })
    }
}

impl Drop for Redis {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        let _ = std::fs::remove_file(&self.socket);
    }
}
