//! The peer Redis: the few words of its protocol that the measurement needs, over its socket.

use std::fmt::Write as _;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::time::Instant;

use anyhow::{Context as _, Result, bail};
use domain::geo::Point;

use crate::dispatch_bench::{K, Person};
use crate::spread::Spread;

/// People sent in one command.
const FILL: usize = 1_000;
/// The radii that a search may begin with; the best one is used, and each next one is twice as wide.
const FIRST_KM: [f64; 4] = [2.0, 4.0, 6.0, 8.0];
/// Questions that decide which radius is best.
const TRIALS: usize = 500;
/// A search wider than this covers the country.
const RADIUS_KM_MAX: f64 = 2_000.0;

/// A connection.
pub struct Redis {
    reader: BufReader<UnixStream>,
    writer: UnixStream,
}

impl Redis {
    /// Connects.
    pub fn connect(socket: &Path) -> Result<Self> {
        let writer = UnixStream::connect(socket).context("Redis does not answer on its socket")?;
        Ok(Self { reader: BufReader::new(writer.try_clone()?), writer })
    }

    /// Puts everybody under a key for what they can do and whether they are free, since Redis cannot filter by both.
    pub fn fill(&mut self, people: &[Person]) -> Result<()> {
        for (available, skilled) in [(true, true), (true, false), (false, true), (false, false)] {
            let of_key: Vec<(usize, Point)> = people
                .iter()
                .enumerate()
                .filter(|(_, it)| (it.available, it.skilled) == (available, skilled))
                .map(|(number, it)| (number, it.point))
                .collect();
            for chunk in of_key.chunks(FILL) {
                let mut words = vec!["GEOADD".to_owned(), key(available, skilled)];
                for (number, point) in chunk {
                    words.extend([point.lon.to_string(), point.lat.to_string(), number.to_string()]);
                }
                self.send(&words)?;
                self.count()?;
            }
        }
        Ok(())
    }

    /// Times each question; the radius that was best in a trial is where each search begins.
    pub fn ask(&mut self, questions: &[Point]) -> Result<(Spread, f64)> {
        let mut best = (f64::INFINITY, FIRST_KM[0]);
        for first_km in FIRST_KM {
            let p50_us = self.timed(&questions[..TRIALS], first_km)?.at(0.5);
            if p50_us < best.0 {
                best = (p50_us, first_km);
            }
        }
        Ok((self.timed(questions, best.1)?, best.1))
    }

    fn timed(&mut self, questions: &[Point], first_km: f64) -> Result<Spread> {
        let mut spread = Spread::default();
        for question in questions {
            let begun = Instant::now();
            let mut radius_km = first_km;
            while self.search(*question, radius_km)? < K && radius_km < RADIUS_KM_MAX {
                radius_km *= 2.0;
            }
            spread.add(begun.elapsed().as_nanos() as f64 / 1e3);
        }
        Ok(spread)
    }

    fn search(&mut self, point: Point, radius_km: f64) -> Result<usize> {
        let words = format!(
            "GEOSEARCH {} FROMLONLAT {} {} BYRADIUS {radius_km} km ASC COUNT {K}",
            key(true, true),
            point.lon,
            point.lat
        );
        self.send(&words.split(' ').map(str::to_owned).collect::<Vec<_>>())?;
        let found = self.count()?;
        for _ in 0..found {
            let bytes = self.count()?;
            self.reader.read_exact(&mut vec![0; bytes + 2])?;
        }
        Ok(found)
    }

    fn send(&mut self, words: &[String]) -> Result<()> {
        let mut out = format!("*{}\r\n", words.len());
        for word in words {
            let _ = write!(out, "${}\r\n{word}\r\n", word.len());
        }
        Ok(self.writer.write_all(out.as_bytes())?)
    }

    /// Reads a line that carries a number: a length, or how many follow.
    fn count(&mut self) -> Result<usize> {
        let mut line = String::new();
        self.reader.read_line(&mut line)?;
        match line.split_at_checked(1) {
            Some((":" | "$" | "*", number)) => Ok(number.trim().parse()?),
            _ => bail!("Redis said {line:?}"),
        }
    }
}

fn key(available: bool, skilled: bool) -> String {
    format!("members:{}:{}", u8::from(skilled), u8::from(available))
}
