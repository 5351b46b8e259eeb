//! The server as a process: started, waited for, watched through `/proc`, ended.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};

/// How long a start may take.
const READY_MAX: Duration = Duration::from_secs(60);
/// How often readiness is asked for.
const ASK_EVERY: Duration = Duration::from_millis(2);
/// How long the server may take to end.
const END_MAX: Duration = Duration::from_secs(15);
/// Clock ticks a second in `/proc` (fixed by the kernel's interface).
const TICKS: f64 = 100.0;

/// A running server; it ends with this value.
pub struct Server {
    child: Child,
    /// Where it listens.
    pub address: SocketAddr,
    /// From exec until it was ready.
    pub started_in: Duration,
}

impl Server {
    /// Starts `binary command…` on a free port and waits until it is ready.
    pub fn start(binary: &Path, command: &[&str], data: &Path) -> Result<Self> {
        if !binary.is_file() {
            bail!("there is no server binary at {:?}: run `cargo xtask bench`, or set LIKEDONG_BIN", binary);
        }
        let address = free_address()?;
        let log = std::fs::File::create(data.with_extension("log"))?;
        let begun = Instant::now();
        let child = Command::new(binary)
            .args(command)
            .arg("--data")
            .arg(data)
            .args(["--host", "127.0.0.1", "--tls", "off", "--port", &address.port().to_string()])
            .env("LIKEDONG_LOG", "warn")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(log)
            .spawn()
            .context("the server could not be started")?;
        let mut server = Self { child, address, started_in: Duration::ZERO };
        while !is_ready(address) {
            if let Ok(Some(status)) = server.child.try_wait() {
                let said = std::fs::read_to_string(data.with_extension("log")).unwrap_or_default();
                bail!("the server ended at once ({status}): {said}");
            }
            if begun.elapsed() > READY_MAX {
                bail!("the server is not ready after {READY_MAX:?}");
            }
            std::thread::sleep(ASK_EVERY);
        }
        server.started_in = begun.elapsed();
        Ok(server)
    }

    /// Its process id.
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Processor time that it has used, in seconds.
    pub fn cpu_s(&self) -> f64 {
        let text = std::fs::read_to_string(format!("/proc/{}/stat", self.pid())).unwrap_or_default();
        // The name may hold spaces; what follows its bracket does not.
        let fields: Vec<&str> = text.rsplit_once(')').map_or("", |(_, it)| it).split_whitespace().collect();
        let ticks = |place: usize| fields.get(place).and_then(|it| it.parse::<f64>().ok()).unwrap_or(0.0);
        (ticks(11) + ticks(12)) / TICKS
    }

    /// Memory that it holds, in KiB.
    pub fn rss_kib(&self) -> u64 {
        let text = std::fs::read_to_string(format!("/proc/{}/status", self.pid())).unwrap_or_default();
        let found =
            text.lines().find_map(|it| it.strip_prefix("VmRSS:")?.trim().strip_suffix("kB")?.trim().parse().ok());
        found.unwrap_or(0)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = Command::new("kill").args(["-TERM", &self.pid().to_string()]).status();
        let begun = Instant::now();
        while begun.elapsed() < END_MAX {
            if let Ok(Some(_)) = self.child.try_wait() {
                return;
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn free_address() -> Result<SocketAddr> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?)
}

fn is_ready(address: SocketAddr) -> bool {
    let Ok(mut stream) = TcpStream::connect(address) else { return false };
    let asked = stream.write_all(b"GET /readyz HTTP/1.1\r\nHost: bench\r\nConnection: close\r\n\r\n");
    let mut answer = [0u8; 12];
    asked.is_ok() && stream.read_exact(&mut answer).is_ok() && answer.ends_with(b"200")
}

/// A folder that goes with this value.
pub struct Scratch(std::path::PathBuf);

impl Scratch {
    /// Makes a new folder under `parent`.
    pub fn new(parent: &Path, name: &str) -> Result<Self> {
        let path = parent.join(format!("likedong-bench-{}-{name}", std::process::id()));
        std::fs::create_dir_all(&path).with_context(|| format!("{} could not be made", path.display()))?;
        Ok(Self(path))
    }

    /// A folder in it.
    pub fn data(&self) -> std::path::PathBuf {
        self.0.join("data")
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
