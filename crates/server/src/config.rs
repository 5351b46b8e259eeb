//! The configuration: the command line, and the few settings that the environment may give. Nothing else reads either.

pub mod file;

use std::collections::BTreeMap;
use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::path::{Path, PathBuf};

use axum::http::Uri;
use domain::geo::crs::Crs;
use simulator::live::DEFAULT_SPEED;

use crate::flags::Flags;

/// What the command line asks for.
#[expect(clippy::large_enum_variant, reason = "made once, when the program starts")]
#[derive(Clone, Debug, PartialEq)]
pub enum Asked {
    /// How to use the program.
    Help,
    /// Which version this is.
    Version,
    /// The OpenAPI document.
    Document,
    /// The empty workbook to fill in, written to a file.
    Template(PathBuf),
    /// An example of the settings file.
    Example,
    /// Something that needs the data.
    Run(Run),
}

/// What is imported, and how.
#[derive(Clone, Debug, PartialEq)]
pub struct Import {
    /// The workbook.
    pub file: PathBuf,
    /// Files of boundaries beside it: GeoJSON or shapefiles.
    pub boundaries: Vec<PathBuf>,
    /// The reference system of what says nothing else.
    pub crs: Crs,
    /// Whether what is right is imported in spite of mistakes.
    pub partly: bool,
    /// Where the list of mistakes goes.
    pub errors: Option<PathBuf>,
}

/// What needs the data.
#[derive(Clone, Debug, PartialEq)]
pub enum Run {
    /// Serve a station.
    Serve(Store, Listen, Outside),
    /// Serve the demo station.
    Demo(Store, Listen, Demo),
    /// Read streets from OpenStreetMap.
    ImportMap(Store, PathBuf),
    /// Set a station up from its workbook, or change it by one.
    Import(Store, Import),
    /// Write the station's rows as a workbook.
    Export(Store, PathBuf),
    /// Check the station log from end to end.
    VerifyAudit(Store),
    /// Copy the database while it is in use.
    Backup(Store, PathBuf),
    /// Look whether everything is as it should be.
    Doctor(Store, Listen, Outside),
}

/// How people are reached outside the pages.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Outside {
    /// The way of each channel of the outbox.
    pub channels: BTreeMap<String, Way>,
    /// What all calls over SIP have in common.
    pub sip: Sip,
}

/// The way of one channel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Way {
    /// An adapter over HTTP.
    Adapter(Uri),
    /// The station's own line to its exchange.
    Line {
        /// The account at the exchange.
        account: String,
        /// Name or address of the exchange, with the port.
        exchange: String,
        /// Whom to call, where it is always the same.
        number: Option<String>,
    },
}

/// What all calls over SIP have in common.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sip {
    /// The file with the account's password.
    pub password_file: Option<PathBuf>,
    /// The folder of recorded clips.
    pub clips: Option<PathBuf>,
    /// Calls at once.
    pub calls_max: Option<usize>,
}

/// Where the data lies.
#[derive(Clone, Debug, PartialEq)]
pub struct Store {
    /// The folder.
    pub data: PathBuf,
    /// The file with the keys, outside the folder.
    pub keys: PathBuf,
    /// A PostgreSQL database instead of SQLite in the folder.
    pub database: Option<String>,
}

/// Where and how to listen.
#[derive(Clone, Debug, PartialEq)]
pub struct Listen {
    /// The address.
    pub host: IpAddr,
    /// The port; 0 for any free one.
    pub port: u16,
    /// How connections are protected.
    pub tls: Tls,
    /// Whether a proxy on this machine takes the connections and protects them.
    pub behind_proxy: bool,
}

/// How connections are protected.
#[derive(Clone, Debug, PartialEq)]
pub enum Tls {
    /// Not at all; only on this machine.
    Off,
    /// By the station's own certificate authority.
    Own,
    /// By a certificate and a key in PEM files.
    Files(PathBuf, PathBuf),
}

/// How the demo lives.
#[derive(Clone, Debug, PartialEq)]
pub struct Demo {
    /// Print one JSON line when ready.
    pub json: bool,
    /// Be reachable from phones on the same network.
    pub lan: bool,
    /// Lay the station on the streets of this file.
    pub map: Option<PathBuf>,
    /// How many times faster than the clock the town lives.
    pub speed: f64,
    /// Whether simulated members live in it.
    pub simulator: bool,
    /// What the town grows from.
    pub seed: Option<u64>,
}

/// The port where none is given.
pub const PORT: u16 = 8420;
/// What the demo town grows from where nothing is given.
pub const SEED: u64 = 163;
/// The fastest that the demo town may live.
const SPEED_MAX: f64 = 10_000.0;

/// What is wrong with a command line.
#[derive(Debug, PartialEq, Eq)]
pub enum Mistake {
    /// There is no such command.
    UnknownCommand(String),
    /// The command has no such option.
    UnknownOption(String),
    /// The option must be given.
    Missing(&'static str),
    /// The option is given twice.
    Twice(String),
    /// The option takes no value.
    NoValue(String),
    /// The option lacks its value.
    LacksValue(String),
    /// The value is not a number.
    NotANumber(String, String),
    /// The value is not an address.
    NotAnAddress(String),
    /// The demo cannot live at this speed.
    Speed,
    /// The key file lies inside the folder of the data.
    KeysInside,
    /// The database is not PostgreSQL.
    Database,
    /// The value of `--tls` is none of the three.
    Tls,
    /// There is no such channel, or its address is not near.
    Channel(String),
    /// There is no such reference system.
    Crs(String),
    /// The settings file cannot be read there.
    ConfigFile(String),
    /// So many calls at once cannot be made.
    SipCalls(usize),
    /// A proxy protects the connections, or this program does.
    ProxyAndTls,
    /// Without protection only this machine may be served.
    OpenWithoutTls,
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&crate::i18n::mistake(self))
    }
}

/// How much is logged.
#[expect(clippy::disallowed_methods, reason = "the configuration is the one place that reads the environment")]
pub fn log_filter() -> String {
    std::env::var("LIKEDONG_LOG").unwrap_or_else(|_| "info,sqlx=warn".to_owned())
}

/// The password of the account at the telephone exchange, where no file has it.
#[expect(clippy::disallowed_methods, reason = "the configuration is the one place that reads the environment")]
pub fn sip_password_of_environment() -> Option<String> {
    std::env::var("LIKEDONG_SIP_PASSWORD").ok().filter(|it| !it.is_empty())
}

#[expect(clippy::disallowed_methods, reason = "the configuration is the one place that reads the environment")]
pub fn database_of_environment() -> Option<String> {
    std::env::var("LIKEDONG_DATABASE").ok().filter(|it| !it.is_empty())
}

/// Reads the words after the program's name.
///
/// # Errors
/// A sentence that says which word is wrong.
pub fn read(words: &[String]) -> Result<Asked, Mistake> {
    if words.iter().any(|it| it == "--help" || it == "-h") {
        return Ok(Asked::Help);
    }
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match words.as_slice() {
        [] | ["help"] => Ok(Asked::Help),
        ["--version" | "-V" | "version"] => Ok(Asked::Version),
        ["openapi"] => Ok(Asked::Document),
        ["config", "example"] => Ok(Asked::Example),
        ["serve", rest @ ..] => serve(Flags::new(rest)?),
        ["doctor", rest @ ..] => match serve(Flags::new(rest)?)? {
            Asked::Run(Run::Serve(store, listen, outside)) => Ok(Asked::Run(Run::Doctor(store, listen, outside))),
            it @ (Asked::Help
            | Asked::Version
            | Asked::Document
            | Asked::Template(_)
            | Asked::Example
            | Asked::Run(_)) => Ok(it),
        },
        ["demo", rest @ ..] => demo(Flags::new(rest)?),
        ["map", "import", file, rest @ ..] if !file.starts_with("--") => {
            let mut flags = Flags::new(rest)?;
            let store = flags.store(None)?;
            flags.finish(Asked::Run(Run::ImportMap(store, file.into())))
        }
        ["import", "template", file, rest @ ..] if !file.starts_with("--") => {
            Flags::new(rest)?.finish(Asked::Template(file.into()))
        }
        ["import", file, rest @ ..] if !file.starts_with("--") => import(file, Flags::new(rest)?),
        ["export", file, rest @ ..] if !file.starts_with("--") => {
            let mut flags = Flags::new(rest)?;
            let store = flags.store(None)?;
            flags.finish(Asked::Run(Run::Export(store, file.into())))
        }
        ["audit", "verify", rest @ ..] => {
            let mut flags = Flags::new(rest)?;
            let store = flags.store(None)?;
            flags.finish(Asked::Run(Run::VerifyAudit(store)))
        }
        ["store", "backup", rest @ ..] => {
            let mut flags = Flags::new(rest)?;
            let store = flags.store(None)?;
            let Some(to) = flags.value("--to")? else { return Err(Mistake::Missing("--to FILE")) };
            flags.finish(Asked::Run(Run::Backup(store, to.into())))
        }
        other => Err(Mistake::UnknownCommand(other.join(" "))),
    }
}

fn import(file: &str, mut flags: Flags) -> Result<Asked, Mistake> {
    let store = flags.store(None)?;
    let mut boundaries = Vec::new();
    while let Some(beside) = flags.value("--boundaries")? {
        boundaries.push(PathBuf::from(beside));
    }
    let crs = match flags.value("--crs")? {
        None => Crs::Wgs84,
        Some(word) => word.parse().map_err(|_| Mistake::Crs(word))?,
    };
    let partly = flags.switch("--partly");
    let errors = flags.value("--errors")?.map(PathBuf::from);
    let import = Import { file: file.into(), boundaries, crs, partly, errors };
    flags.finish(Asked::Run(Run::Import(store, import)))
}

fn serve(mut flags: Flags) -> Result<Asked, Mistake> {
    flags.file()?;
    let store = flags.store(None)?;
    let listen = flags.listen(IpAddr::V4(Ipv4Addr::UNSPECIFIED), Tls::Own)?;
    let outside = Outside { channels: flags.channels()?, sip: flags.sip()? };
    flags.finish(Asked::Run(Run::Serve(store, listen, outside)))
}

fn demo(mut flags: Flags) -> Result<Asked, Mistake> {
    let store = flags.store(Some(Path::new("demo-data")))?;
    let lan = flags.switch("--lan");
    let (host, tls) = match lan {
        true => (IpAddr::V4(Ipv4Addr::UNSPECIFIED), Tls::Own),
        false => (IpAddr::V4(Ipv4Addr::LOCALHOST), Tls::Off),
    };
    let listen = flags.listen(host, tls)?;
    let speed = flags.number("--speed", DEFAULT_SPEED)?;
    if !(speed > 0.0 && speed <= SPEED_MAX) {
        return Err(Mistake::Speed);
    }
    let demo = Demo {
        json: flags.switch("--json"),
        lan,
        map: flags.value("--map")?.map(PathBuf::from),
        speed,
        simulator: !flags.switch("--no-simulator"),
        seed: flags.maybe("--seed")?,
    };
    flags.finish(Asked::Run(Run::Demo(store, listen, demo)))
}

/// The key file beside a folder: `DIR.keys`.
pub fn beside(data: &Path) -> PathBuf {
    let mut name = data.components().as_path().as_os_str().to_owned();
    name.push(".keys");
    PathBuf::from(name)
}

impl Listen {
    /// The address that a program on this machine reaches it by.
    pub fn nearby(&self) -> IpAddr {
        match self.host {
            IpAddr::V4(Ipv4Addr::UNSPECIFIED) => IpAddr::V4(Ipv4Addr::LOCALHOST),
            IpAddr::V6(Ipv6Addr::UNSPECIFIED) => IpAddr::V6(Ipv6Addr::LOCALHOST),
            IpAddr::V4(_) | IpAddr::V6(_) => self.host,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(line: &str) -> Result<Asked, Mistake> {
        read(&line.split_whitespace().map(str::to_owned).collect::<Vec<_>>())
    }

    #[test]
    fn the_demo_needs_nothing_and_stays_on_this_machine() {
        let Ok(Asked::Run(Run::Demo(store, listen, demo))) = asked("demo") else { panic!("not a demo") };
        assert_eq!((store.data, store.keys), ("demo-data".into(), "demo-data.keys".into()));
        assert_eq!(listen, Listen { host: Ipv4Addr::LOCALHOST.into(), port: PORT, tls: Tls::Off, behind_proxy: false });
        assert!(demo.simulator && !demo.json && !demo.lan);
    }

    #[test]
    fn a_phone_reaches_the_demo_only_through_tls() {
        let Ok(Asked::Run(Run::Demo(_, listen, _))) = asked("demo --lan --port=0") else { panic!("not a demo") };
        assert_eq!(listen, Listen { host: Ipv4Addr::UNSPECIFIED.into(), port: 0, tls: Tls::Own, behind_proxy: false });
        assert!(asked("serve --data d --tls off").is_err());
        assert!(asked("serve --data d --tls off --host 127.0.0.1").is_ok());
    }

    #[test]
    fn each_mistake_is_named() {
        for (line, named) in [
            ("dance", "dance"),
            ("serve", "--data"),
            ("serve --data", "--data"),
            ("serve --data d --port many", "many"),
            ("serve --data d --data e", "twice"),
            ("serve --data d --colour red", "--colour"),
            ("serve --data d --keys d/keys", "outside"),
            ("serve --data d --database mysql://x", "postgres://"),
            ("demo --json=yes", "--json"),
            ("demo --speed 0", "--speed"),
            ("demo extra", "extra"),
            ("store backup --data d", "--to"),
            ("import a.xlsx", "--data"),
            ("import a.xlsx --data d --crs bd09", "bd09"),
            ("import a.xlsx --data d --errors e.xlsx --errors f.xlsx", "twice"),
            ("serve --data d --channel pigeon=http://127.0.0.1:1/", "pigeon"),
            ("serve --data d --channel telephone=https://127.0.0.1/", "telephone"),
            ("serve --data d --channel telephone=http://93.184.216.34/", "93.184"),
            ("serve --data d --channel telephone=http://[::1]/ --channel telephone=http://[::1]/", "twice"),
            ("serve --data d --behind-proxy", "--behind-proxy"),
            ("serve --data d --channel telephone=sip:10.0.0.5", "telephone"),
            ("serve --data d --channel telephone=sip:a@b,199", "telephone"),
            ("serve --data d --channel duty_commander=sip:a@b", "duty_commander"),
            ("serve --data d --channel telephone=sip:a@b:x", "telephone"),
            ("serve --data d --channel sms=sip:a@b", "sms"),
            ("serve --data d --channel telephone=sip:a;x@b", "telephone"),
            ("serve --data d --sip-calls 0", "0"),
            ("serve --data d --sip-calls 31", "31"),
        ] {
            let mistake = asked(line).expect_err(line);
            assert!(mistake.to_string().contains(named), "{line}: {mistake}");
        }
    }

    #[test]
    fn channels_lead_to_adapters_nearby() {
        let line =
            "serve --data d --channel telephone=http://127.0.0.1:9/calls --channel duty_commander=http://10.1.2.3/";
        let Ok(Asked::Run(Run::Serve(_, _, outside))) = asked(line) else { panic!("not served") };
        assert_eq!(outside.channels.keys().collect::<Vec<_>>(), ["duty_commander", "telephone"]);
    }

    #[test]
    fn a_line_of_ones_own_has_an_account_an_exchange_and_for_the_commander_a_number() {
        let line = "serve --data d --channel telephone=sip:9001@10.0.0.5 \
            --channel duty_commander=sip:9001@pbx.lan:5070,19900000001 --sip-calls 4 --sip-clips c";
        let Ok(Asked::Run(Run::Serve(_, _, outside))) = asked(line) else { panic!("not served") };
        let way = |exchange: &str, number: Option<&str>| Way::Line {
            account: "9001".to_owned(),
            exchange: exchange.to_owned(),
            number: number.map(str::to_owned),
        };
        assert_eq!(outside.channels["telephone"], way("10.0.0.5:5060", None));
        assert_eq!(outside.channels["duty_commander"], way("pbx.lan:5070", Some("19900000001")));
        assert_eq!((outside.sip.calls_max, outside.sip.clips), (Some(4), Some("c".into())));
    }

    #[test]
    fn the_key_file_lies_beside_the_folder() {
        assert_eq!(beside(Path::new("a/b/")), PathBuf::from("a/b.keys"));
    }
}
