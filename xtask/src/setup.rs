//! `cargo xtask setup`: installs what a command needs, says what it does, and does nothing twice.

use std::os::unix::fs::MetadataExt;

use crate::flags::Flags;
use crate::report::say;
use crate::run::{found, run};
use crate::stop::{Outcome, stop};
use crate::{postgres, tools, web};

/// The oldest Node.js that the pages build with: major and minor number.
const NODE_MIN: (u32, u32) = (20, 19);
/// The PostgreSQL that Debian 12 brings, where none is installed yet.
const POSTGRES_MAJOR: &str = "15";

/// What a command needs, from the least to the most.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum For {
    /// A C compiler and the pages' packages.
    Demo,
    /// The demo's needs, a browser, fonts, PostgreSQL, and the test runner.
    Test,
    /// Redis and PostGIS, to be measured against.
    Bench,
}

/// One package of the system (`{major}` stands for PostgreSQL's), and how to see that it is there already.
struct Need {
    package: &'static str,
    met: fn() -> bool,
    why: &'static str,
}

impl Need {
    /// The package's name on this system.
    fn package(&self) -> String {
        let major = postgres::major().map_or(POSTGRES_MAJOR.to_owned(), |it| it.to_string());
        self.package.replace("{major}", &major)
    }
}

const COMPILER: [Need; 2] = [
    Need { package: "gcc", met: || found("cc"), why: "SQLite and the cryptography are C" },
    Need {
        package: "libc6-dev",
        met: || std::path::Path::new("/usr/include/stdio.h").exists(),
        why: "the C compiler's headers",
    },
];

const TESTING: [Need; 5] = [
    Need { package: "chromium", met: || found("chromium"), why: "the browser stories" },
    Need { package: "fonts-noto-cjk", met: chinese_font, why: "Chinese text in screenshots" },
    Need { package: "sip-tester", met: || found("sipp"), why: "the other side of telephone calls" },
    Need { package: "espeak-ng", met: || found("espeak-ng"), why: "the voice of telephone calls" },
    Need {
        package: "postgresql",
        met: || postgres::programs().is_some(),
        why: "the same tests on the second database",
    },
];

const BENCHING: [Need; 3] = [
    Need { package: "postgresql", met: || postgres::programs().is_some(), why: "a peer to measure against" },
    Need { package: "postgresql-{major}-postgis-3", met: postgis, why: "a peer to measure against" },
    Need { package: "redis-server", met: || found("redis-server"), why: "a peer to measure against" },
];

/// `cargo xtask setup [demo|test|bench]`
pub fn command(mut flags: Flags) -> Outcome {
    let whom = flags.word();
    flags.finish()?;
    match whom.as_deref() {
        None | Some("test") => prepare(For::Test),
        Some("demo") => prepare(For::Demo),
        Some("bench") => prepare(For::Bench),
        Some(other) => stop(format!("setup knows demo, test and bench, not {other}")),
    }?;
    say("everything is here");
    Ok(())
}

/// Installs what is missing for this command.
pub fn prepare(whom: For) -> Outcome {
    let needs: Vec<&Need> = match whom {
        For::Demo => COMPILER.iter().collect(),
        For::Test => COMPILER.iter().chain(&TESTING).collect(),
        For::Bench => COMPILER.iter().chain(&BENCHING).collect(),
    };
    packages(&needs)?;
    if whom != For::Bench {
        node()?;
        web::install(&web::pages())?;
    }
    if whom == For::Test {
        web::install(&web::stories())?;
        tools::fetch();
    }
    Ok(())
}

fn packages(needs: &[&Need]) -> Outcome {
    let missing: Vec<&&Need> = needs.iter().filter(|need| !(need.met)()).collect();
    if missing.is_empty() {
        return Ok(());
    }
    for need in &missing {
        say(&format!("missing: {} ({})", need.package(), need.why));
    }
    let names: Vec<String> = missing.iter().map(|need| need.package()).collect();
    let line = format!("install -y --no-install-recommends {}", names.join(" "));
    if !found("apt-get") {
        return stop(format!("this system has no apt-get. Install the counterparts of: {}", names.join(" ")));
    }
    if apt(&line)?.is_err() {
        say("the package lists may be old: fetching them once");
        apt("update")??;
        apt(&line)??;
    }
    match needs.iter().find(|need| !(need.met)()) {
        None => Ok(()),
        Some(need) => stop(format!(
            "{} is installed, but what it should bring is not found. \
             Try `apt-get install --reinstall {}`.",
            need.package(),
            need.package()
        )),
    }
}

/// Runs apt-get as root, through sudo where needed. The outer outcome says whether that was possible at all.
fn apt(line: &str) -> Outcome<Outcome> {
    let apt = match (is_root(), found("sudo")) {
        (true, _) => run("apt-get").args("-q"),
        (false, true) => {
            say(&format!("installing needs root: sudo apt-get {line}"));
            run("sudo").args("apt-get -q")
        }
        (false, false) => {
            return stop(format!("installing needs root, and there is no sudo here. As root, run: apt-get {line}"));
        }
    };
    say(&format!("apt-get {line}"));
    Ok(apt.args(line).env("DEBIAN_FRONTEND", "noninteractive").help("Can this machine reach its Debian mirror?").show())
}

/// Whether the workbench runs as root.
pub fn is_root() -> bool {
    std::fs::metadata("/proc/self").is_ok_and(|it| it.uid() == 0)
}

fn node() -> Outcome {
    let (major, minor) = NODE_MIN;
    let wanted = format!("Install Node.js {major}.{minor} or later, with npm, for the pages.");
    if !found("node") || !found("npm") {
        return stop(wanted);
    }
    let version = run("node").args("--version").read()?;
    match node_version(&version) {
        Some(there) if there >= NODE_MIN => Ok(()),
        _ => stop(format!("Node.js here is {}. {wanted}", version.trim())),
    }
}

/// Major and minor number of `v20.19.4`.
fn node_version(text: &str) -> Option<(u32, u32)> {
    let mut numbers = text.trim().trim_start_matches('v').split('.').map(|it| it.parse().ok());
    Some((numbers.next()??, numbers.next()??))
}

fn chinese_font() -> bool {
    let dirs = ["/usr/share/fonts/opentype/noto", "/usr/share/fonts/truetype"];
    let listed = dirs.iter().flat_map(|dir| {
        std::fs::read_dir(dir).into_iter().flatten().flatten().map(|it| it.file_name().to_string_lossy().into_owned())
    });
    listed.into_iter().any(|name| name.contains("CJK") || name.starts_with("wqy"))
}

fn postgis() -> bool {
    let Some(major) = postgres::major() else {
        return false;
    };
    std::path::Path::new("/usr/share/postgresql").join(major.to_string()).join("extension/postgis.control").exists()
}

#[cfg(test)]
mod tests {
    use super::{NODE_MIN, node_version};

    #[test]
    fn an_old_minor_version_of_node_is_old() {
        assert_eq!(node_version("v20.19.4\n"), Some((20, 19)));
        assert!(node_version("v20.9.0").unwrap() < NODE_MIN && node_version("v22.1.0").unwrap() > NODE_MIN);
        assert_eq!(node_version("none"), None);
    }
}
