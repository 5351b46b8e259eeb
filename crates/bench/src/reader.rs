//! A process full of readers of the live feed: no task and no codec each, so that reading costs little more than
//! the system's own work.

use std::io::{BufRead as _, ErrorKind, Read, Write as _};
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use anyhow::{Context as _, Result, bail};
use mio::net::TcpStream;
use mio::{Events, Interest, Poll, Token};
use serde_json::{Value, json};

use crate::answer::line;
use crate::spread::rounded;
use crate::websocket::{self, Found};

/// The word by which this program runs as readers.
pub const NAME: &str = "reader";
/// Room for what comes at once on one connection.
const READ_BYTES: usize = 64 * 1024;
/// How long to sleep without news, so that the end is noticed.
const LOOK_EVERY: Duration = Duration::from_millis(100);
/// How long a handshake may take.
const OPEN_MAX: Duration = Duration::from_secs(30);
/// Sockets looked at in one turn.
const EVENTS: usize = 4_096;
/// Times are counted in steps of a fifth of a millisecond, up to ten seconds.
const STEP_US: u64 = 200;
const STEPS: usize = 50_000;
const DAY_US: u64 = 86_400_000_000;

/// What the readers saw.
#[derive(Default)]
pub struct Tally {
    /// New entries.
    pub entries: u64,
    /// Entries that came again.
    pub repeated: u64,
    /// Readers that were closed.
    pub closed: u64,
    /// Bytes of entries.
    pub bytes: u64,
    /// How many entries took how many steps.
    steps: Vec<u64>,
}

impl Tally {
    fn took(&mut self, micros: u64) {
        let step = usize::try_from(micros / STEP_US).unwrap_or(STEPS).min(STEPS - 1);
        self.steps.resize(STEPS, 0);
        self.steps[step] += 1;
    }

    /// Adds what another process reported.
    pub fn join(&mut self, report: &Value) -> Result<()> {
        let number = |name: &str| report[name].as_u64().with_context(|| format!("the report lacks {name}"));
        self.entries += number("entries")?;
        self.repeated += number("repeated")?;
        self.closed += number("closed")?;
        self.bytes += number("bytes")?;
        self.steps.resize(STEPS, 0);
        for (step, count) in report["steps"].as_array().context("the report lacks steps")?.iter().filter_map(pair) {
            self.steps[step] += count;
        }
        Ok(())
    }

    /// The time that `share` of all entries did not pass, in milliseconds.
    pub fn ms_at(&self, share: f64) -> f64 {
        let all: u64 = self.steps.iter().sum();
        let wanted = (share * all as f64).ceil() as u64;
        let mut seen = 0;
        let step = self.steps.iter().position(|count| {
            seen += count;
            seen >= wanted
        });
        rounded((step.unwrap_or(0) as u64 + 1) as f64 * STEP_US as f64 / 1e3)
    }

    fn report(&self) -> Value {
        let steps: Vec<(usize, u64)> = self
            .steps
            .iter()
            .enumerate()
            .filter(|(_, count)| **count > 0)
            .map(|(step, count)| (step, *count))
            .collect();
        json!({ "entries": self.entries, "repeated": self.repeated, "closed": self.closed, "bytes": self.bytes, "steps": steps })
    }
}

fn pair(value: &Value) -> Option<(usize, u64)> {
    let step = usize::try_from(value[0].as_u64()?).ok()?;
    Some((step.min(STEPS - 1), value[1].as_u64()?))
}

/// One reader.
struct Reader {
    stream: TcpStream,
    /// The part of a frame that has come.
    part: Vec<u8>,
    last_seq: i64,
}

/// Connects `count` readers, who share the tokens (with commas between) evenly, says `ready`, reads until it is told to stop, and reports.
pub fn run(address: &str, tokens: &str, count: usize) -> Result<()> {
    let address: SocketAddr = address.parse()?;
    let tokens: Vec<&str> = tokens.split(',').collect();
    let mut poll = Poll::new()?;
    let mut tally = Tally::default();
    let mut readers = Vec::with_capacity(count);
    for nth in 0..count {
        let (stream, part) = open(address, tokens[nth % tokens.len()])?;
        let mut stream = TcpStream::from_std(stream);
        poll.registry().register(&mut stream, Token(nth), Interest::READABLE)?;
        readers.push(Reader { stream, part, last_seq: 0 });
    }
    line("ready");
    let stop = Arc::new(AtomicBool::new(false));
    let told = stop.clone();
    std::thread::spawn(move || {
        let mut word = String::new();
        // Also an end of the input is a stop: the measurement is gone.
        let _ = std::io::stdin().lock().read_line(&mut word);
        told.store(true, Ordering::Relaxed);
    });
    let mut events = Events::with_capacity(EVENTS);
    let mut bytes = vec![0; READ_BYTES];
    while !stop.load(Ordering::Relaxed) {
        match poll.poll(&mut events, Some(LOOK_EVERY)) {
            Err(error) if error.kind() == ErrorKind::Interrupted => continue,
            other => other?,
        }
        for event in &events {
            read(&mut readers[event.token().0], &mut bytes, &mut tally);
        }
    }
    line(&tally.report().to_string());
    Ok(())
}

fn open(address: SocketAddr, token: &str) -> Result<(std::net::TcpStream, Vec<u8>)> {
    let mut stream = std::net::TcpStream::connect(address)?;
    stream.set_read_timeout(Some(OPEN_MAX))?;
    stream.write_all(&websocket::handshake(address, token))?;
    let mut got = Vec::new();
    let mut bytes = [0; 1_024];
    loop {
        let read = stream.read(&mut bytes)?;
        got.extend_from_slice(&bytes[..read]);
        match websocket::opened(&got) {
            None if read > 0 => {}
            None => bail!("the server hung up during the handshake"),
            Some(Ok(end)) => {
                got.drain(..end);
                stream.set_nonblocking(true)?;
                return Ok((stream, got));
            }
            Some(Err(said)) => bail!("the live feed was refused: {said}"),
        }
    }
}

/// Takes all that is there for one reader.
fn read(reader: &mut Reader, bytes: &mut [u8], tally: &mut Tally) {
    loop {
        match reader.stream.read(bytes) {
            Ok(0) => {
                tally.closed += 1;
                return;
            }
            Ok(length) => {
                take(reader, &bytes[..length], tally);
                // A short read means that there is no more; the next arrival wakes this reader again.
                if length < bytes.len() {
                    return;
                }
            }
            Err(error) if error.kind() == ErrorKind::WouldBlock => return,
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(_) => {
                tally.closed += 1;
                return;
            }
        }
    }
}

fn take(reader: &mut Reader, bytes: &[u8], tally: &mut Tally) {
    let whole;
    let mut rest = if reader.part.is_empty() {
        bytes
    } else {
        reader.part.extend_from_slice(bytes);
        whole = std::mem::take(&mut reader.part);
        whole.as_slice()
    };
    loop {
        match websocket::frame(rest) {
            Found::Text(text, length) => {
                entry(&mut reader.last_seq, text, tally);
                rest = &rest[length..];
            }
            Found::Other(length) => rest = &rest[length..],
            // The end of the stream follows and is counted there.
            Found::Close => return,
            Found::Part => break,
        }
    }
    reader.part = rest.to_vec();
}

/// Counts an entry: `{"seq":N,"at":"2026-01-01T12:00:00.000000Z",…`; other texts begin differently.
fn entry(last_seq: &mut i64, text: &[u8], tally: &mut Tally) {
    let Some((seq, at)) = std::str::from_utf8(text).ok().and_then(begin) else { return };
    if seq <= *last_seq {
        tally.repeated += 1;
        return;
    }
    *last_seq = seq;
    tally.entries += 1;
    tally.bytes += text.len() as u64;
    tally.took((now_us() + DAY_US - at) % DAY_US);
}

/// The sequence, and the microseconds since midnight when the server decided the command.
fn begin(text: &str) -> Option<(i64, u64)> {
    let (seq, rest) = text.strip_prefix("{\"seq\":")?.split_once(',')?;
    let clock = rest.strip_prefix("\"at\":\"")?.get(11..26)?;
    let part = |from: usize, to: usize| clock.get(from..to)?.parse::<u64>().ok();
    let seconds = part(0, 2)? * 3_600 + part(3, 5)? * 60 + part(6, 8)?;
    Some((seq.parse().ok()?, seconds * 1_000_000 + part(9, 15)?))
}

#[expect(clippy::disallowed_methods, reason = "the time of an entry is compared with this machine's clock")]
fn now_us() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_micros()).unwrap_or(0) % DAY_US
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_tells_its_place_and_time() {
        let text = r#"{"seq":42,"at":"2026-11-23T01:02:03.000004Z","kind":"incident_reported"}"#;
        assert_eq!(begin(text), Some((42, 3_723_000_004)));
        assert_eq!(begin(r#"{"kind":"hello","seq":42}"#), None);
    }

    #[test]
    fn tallies_of_processes_are_joined() {
        let mut one = Tally::default();
        (0..100).for_each(|it| one.took(it * 1_000));
        one.entries = 100;
        let mut both = Tally::default();
        both.join(&one.report()).unwrap();
        both.join(&one.report()).unwrap();
        assert_eq!((both.entries, both.ms_at(0.5)), (200, 49.2));
    }
}
