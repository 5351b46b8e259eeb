//! The binary under test: started on a data folder, killed without warning, started again.

use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};
use std::time::Duration;

use super::http::Client;
use crate::report::wait_until;
use crate::run::run;
use crate::stop::{OrStop, Outcome, stop};

/// How long a start may take, recovery and a debug build included.
const READY_MAX: Duration = Duration::from_secs(60);

/// A running server.
pub struct Server {
    child: Child,
    log: PathBuf,
    /// Where it listens.
    pub port: u16,
}

impl Server {
    /// Starts it and waits until it is ready.
    pub fn start(binary: &Path, data: &Path, port: u16) -> Outcome<Server> {
        let log = data.with_extension("log");
        let append = |path: &Path| {
            std::fs::OpenOptions::new().create(true).append(true).open(path).or_stop("could not write the server's log")
        };
        // One process group of one process, ended with the workbench however that ends.
        let child = run("setpriv")
            .args("--pdeathsig KILL --")
            .arg(binary)
            .args("serve --data")
            .arg(data)
            .args(&format!("--port {port} --host 127.0.0.1 --tls off"))
            .command()
            .stdin(Stdio::null())
            .stdout(append(&log)?)
            .stderr(append(&log)?)
            .spawn()
            .or_stop("could not start the server")?;
        let mut server = Server { child, log, port };
        server.wait()?;
        Ok(server)
    }

    fn wait(&mut self) -> Outcome {
        let (port, log) = (self.port, self.log.clone());
        wait_until("the server to be ready", READY_MAX, || {
            if let Ok(Some(status)) = self.child.try_wait() {
                return stop(format!("the server ended at once ({status}):\n{}", tail(&log)));
            }
            let answer = Client::new(port).get("/readyz");
            Ok(answer.filter(|it| it.status == 200).map(|_| ()))
        })
    }

    /// Ends it as a power cut would: no signal that it could answer.
    pub fn kill(mut self) -> Outcome {
        self.end()
    }

    fn end(&mut self) -> Outcome {
        // `Child::kill` sends SIGKILL, by the id of the process that this value started.
        self.child.kill().or_stop("could not kill the server")?;
        self.child.wait().or_stop("could not see the server end")?;
        Ok(())
    }

    /// The last lines of its log, for a message.
    pub fn tail(&self) -> String {
        tail(&self.log)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.end();
    }
}

const TAIL_LINES: usize = 20;

fn tail(log: &Path) -> String {
    let text = std::fs::read_to_string(log).unwrap_or_default();
    let lines: Vec<&str> = text.lines().collect();
    lines[lines.len().saturating_sub(TAIL_LINES)..].join("\n")
}
