//! What to measure and where the peers are: the command line and the environment that `cargo xtask bench` sets.

use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Context as _, Result, bail};

/// One run.
pub struct Config {
    /// The measurement.
    pub name: String,
    /// The server's binary.
    pub server: PathBuf,
    /// PostgreSQL with PostGIS, and the folder of its socket.
    pub postgres: Option<(String, PathBuf)>,
    /// The socket of Redis.
    pub redis: Option<PathBuf>,
    /// An OpenStreetMap file to rank members on.
    pub map: Option<PathBuf>,
    /// Where scratch stations are made.
    pub scratch: PathBuf,
    /// How long the measured part takes, where it is not the default.
    pub seconds: Option<u64>,
    /// How many times a second something happens, where it is not the default.
    pub rate: Option<f64>,
    /// How many take part, where it is not the default.
    pub count: Option<usize>,
    /// Leave the phases after the first out.
    pub short: bool,
}

#[expect(clippy::disallowed_methods, reason = "the workbench hands the peers over in the environment")]
fn environment(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|it| !it.is_empty())
}

impl Config {
    /// Reads `NAME [--json] [--map FILE] [--scratch DIR] [--seconds N] [--rate N] [--count N] [--short]`.
    pub fn read(words: &[String]) -> Result<Self> {
        let socket = environment("LIKEDONG_BENCH_PG_SOCKET").map(PathBuf::from);
        let mut config = Self {
            name: String::new(),
            server: environment("LIKEDONG_BIN").map(PathBuf::from).unwrap_or_default(),
            postgres: environment("LIKEDONG_BENCH_PG").zip(socket),
            redis: environment("LIKEDONG_BENCH_REDIS").map(PathBuf::from),
            map: environment("LIKEDONG_BENCH_MAP").map(PathBuf::from),
            scratch: std::env::temp_dir(),
            seconds: None,
            rate: None,
            count: None,
            short: false,
        };
        let mut words = words.iter();
        while let Some(word) = words.next() {
            let mut value = || words.next().with_context(|| format!("{word} wants a value"));
            match word.as_str() {
                // The answer is always JSON; the flag says that somebody reads nothing else.
                "--json" => {}
                "--short" => config.short = true,
                "--map" => config.map = Some(value()?.into()),
                "--scratch" => config.scratch = value()?.into(),
                "--seconds" => config.seconds = Some(value()?.parse().context("--seconds wants a number")?),
                "--rate" => config.rate = Some(value()?.parse().context("--rate wants a number")?),
                "--count" => config.count = Some(value()?.parse().context("--count wants a number")?),
                name if config.name.is_empty() && !name.starts_with("--") => name.clone_into(&mut config.name),
                other => bail!("{other} is not known"),
            }
        }
        Ok(config)
    }

    /// The measured time.
    pub fn seconds_or(&self, default: u64) -> Duration {
        Duration::from_secs(self.seconds.unwrap_or(default))
    }
}
