//! A PostgreSQL of our own for the tests: under the target folder, on a free port, gone when the run ends.

use std::fmt::Write as _;
use std::io::Read;
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};
use std::time::Duration;

use crate::flags::Flags;
use crate::report::{say, wait_until};
use crate::run::{Run, run};
use crate::setup::is_root;
use crate::stop::{OrStop, Outcome, stop};
use crate::tree;

/// How long the server may take to answer after its start.
const READY_MAX: Duration = Duration::from_secs(30);
/// The system's user that owns the cluster when the workbench runs as root, since PostgreSQL refuses root.
const OWNER: &str = "postgres";

/// A running server; it stops and its files go when this value does.
pub struct Cluster {
    child: Child,
    dir: PathBuf,
    url: String,
}

/// `cargo xtask db`: a scratch server until Ctrl-C.
pub fn command(flags: Flags) -> Outcome {
    flags.finish()?;
    let mut cluster = Cluster::start()?;
    println!("{}", cluster.url());
    say("stops with Ctrl-C; LIKEDONG_TEST_PG takes this address");
    let ended = cluster.child.wait().or_stop("could not wait for PostgreSQL")?;
    stop(format!("PostgreSQL ended: {ended}"))
}

/// The folder of PostgreSQL's programs, the newest where there are several.
pub fn programs() -> Option<PathBuf> {
    newest().map(|(_, bin)| bin)
}

/// The major version of the newest server that is installed.
pub fn major() -> Option<u32> {
    newest().map(|(major, _)| major)
}

fn newest() -> Option<(u32, PathBuf)> {
    let versions = std::fs::read_dir("/usr/lib/postgresql").ok()?;
    let mut found: Vec<(u32, PathBuf)> = versions
        .flatten()
        .filter_map(|it| {
            let major = it.file_name().to_string_lossy().parse().ok()?;
            let bin = it.path().join("bin");
            bin.join("initdb").is_file().then_some((major, bin))
        })
        .collect();
    found.sort();
    found.pop()
}

impl Cluster {
    /// Makes a new cluster and starts it.
    pub fn start() -> Outcome<Cluster> {
        let bin = programs().or_stop("PostgreSQL's server is not installed. `cargo xtask setup test` installs it")?;
        sweep();
        let dir = folder()?;
        let password = secret()?;
        let word_file = dir.join("password");
        std::fs::write(&word_file, &password).or_stop("could not write the scratch password")?;
        own(&word_file)?;
        let data = dir.join("data");
        as_owner(bin.join("initdb"), &dir)
            .args("--no-sync --encoding=UTF8 --locale=C.UTF-8 --username=likedong --auth=scram-sha-256")
            .arg(format!("--pwfile={}", word_file.display()))
            .arg("-D")
            .arg(&data)
            .read()?;
        let port = free_port()?;
        let child = spawn(&bin, &dir, &data, port)?;
        let url = format!("postgres://likedong:{password}@127.0.0.1:{port}/postgres");
        let mut cluster = Cluster { child, dir, url };
        cluster.wait(port)?;
        Ok(cluster)
    }

    /// Where tests find it; they make databases of their own in it.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The folder of its socket; empty where the path would be too long for one.
    pub fn socket(&self) -> String {
        socket_dir(&self.dir)
    }

    fn wait(&mut self, port: u16) -> Outcome {
        let log = self.dir.join("log");
        wait_until("PostgreSQL to take connections", READY_MAX, || {
            if let Ok(Some(status)) = self.child.try_wait() {
                let said = std::fs::read_to_string(&log).unwrap_or_default();
                return stop(format!("PostgreSQL ended at once ({status}):\n{said}"));
            }
            let said = std::fs::read_to_string(&log).unwrap_or_default();
            let ready = said.contains("ready to accept connections") && TcpStream::connect(("127.0.0.1", port)).is_ok();
            Ok(ready.then_some(()))
        })
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        // A fast shutdown of the server that this value started, by its own id.
        let asked = run("kill").arg("-INT").arg(self.child.id().to_string()).read();
        if asked.is_err() {
            let _ = self.child.kill();
        }
        let _ = self.child.wait();
        let _ = std::fs::remove_dir_all(&self.dir);
    }
}

fn spawn(bin: &Path, dir: &Path, data: &Path, port: u16) -> Outcome<Child> {
    let log = std::fs::File::create(dir.join("log")).or_stop("could not write PostgreSQL's log")?;
    // A scratch server needs to survive nothing, so it never waits for the disk.
    let settings = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off \
                    -c listen_addresses=127.0.0.1 -c max_connections=200 -c log_statement=none";
    as_owner(bin.join("postgres"), dir)
        .arg("-D")
        .arg(data)
        .args(&format!("-p {port}"))
        .args(settings)
        .arg("-c")
        .arg(format!("unix_socket_directories={}", socket_dir(dir)))
        .command()
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(log)
        .spawn()
        .or_stop("could not start PostgreSQL")
}

/// A socket's path has a short limit, which a deep work tree passes; TCP is used then.
fn socket_dir(dir: &Path) -> String {
    const SOCKET_PATH_MAX: usize = 90;
    let path = dir.to_string_lossy().into_owned();
    match path.len() < SOCKET_PATH_MAX {
        true => path,
        false => String::new(),
    }
}

/// The program as the cluster's owner; it ends when the workbench does, however that ends.
fn as_owner(program: PathBuf, dir: &Path) -> Run {
    let drop_rights = match is_root() {
        true => format!("--reuid {OWNER} --regid {OWNER} --init-groups"),
        false => String::new(),
    };
    run("setpriv").args(&drop_rights).args("--pdeathsig INT --").arg(program).dir(dir)
}

/// A new folder that the owner can reach: under the target folder, else in the system's temporary folder.
fn folder() -> Outcome<PathBuf> {
    let name = format!("postgres-{}", std::process::id());
    let near = tree::workbench("scratch")?.join(&name);
    let far = std::env::temp_dir().join(format!("likedong-{name}"));
    for dir in [near, far] {
        std::fs::create_dir_all(&dir).or_stop(format!("could not make {}", dir.display()))?;
        own(&dir)?;
        if as_owner("test".into(), Path::new("/")).arg("-w").arg(&dir).read().is_ok() {
            return Ok(dir);
        }
        let _ = std::fs::remove_dir_all(&dir);
    }
    stop(format!("the user {OWNER} can write neither under target/ nor in the temporary folder"))
}

/// Removes what runs that were cut off left behind.
fn sweep() {
    let near = tree::workbench("scratch").into_iter().map(|it| (it, "postgres-"));
    for (dir, prefix) in near.chain([(std::env::temp_dir(), "likedong-postgres-")]) {
        for entry in std::fs::read_dir(dir).into_iter().flatten().flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            let Some(pid) = name.strip_prefix(prefix) else {
                continue;
            };
            if !Path::new("/proc").join(pid).exists() {
                let _ = std::fs::remove_dir_all(entry.path());
            }
        }
    }
}

fn own(path: &Path) -> Outcome {
    if !is_root() {
        return Ok(());
    }
    let users = std::fs::read_to_string("/etc/passwd").or_stop("could not read the users")?;
    let ids = users.lines().find_map(|line| {
        let mut fields = line.split(':');
        (fields.next()? == OWNER).then(|| {
            let mut ids = fields.skip(1).filter_map(|it| it.parse::<u32>().ok());
            (ids.next(), ids.next())
        })
    });
    let (uid, gid) = ids.or_stop(format!("there is no user {OWNER}; PostgreSQL refuses root"))?;
    std::os::unix::fs::chown(path, uid, gid).or_stop(format!("could not give {} to {OWNER}", path.display()))
}

/// A port that is free now.
pub fn free_port() -> Outcome<u16> {
    let listener = TcpListener::bind("127.0.0.1:0").or_stop("could not find a free port")?;
    let address = listener.local_addr().or_stop("could not find a free port")?;
    Ok(address.port())
}

fn secret() -> Outcome<String> {
    let mut bytes = [0u8; 16];
    std::fs::File::open("/dev/urandom")
        .and_then(|mut it| it.read_exact(&mut bytes))
        .or_stop("could not draw a scratch password")?;
    Ok(bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    }))
}
