//! Moments in microseconds, and the days of the station, which are days of China Standard Time.

use std::fmt;
use std::str::FromStr;

use jiff::civil::Date;
use jiff::tz::{Offset, TimeZone};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{KnownFormat, ObjectBuilder, Schema, SchemaFormat, Type};

/// China Standard Time. It has had no summer time since 1991, so no time zone database is read.
const STATION_OFFSET: Offset = jiff::tz::offset(8);

/// Microseconds in a second.
const SECOND: i64 = 1_000_000;

/// A moment, in microseconds since 1970; the precision that both databases keep.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(i64);

impl Timestamp {
    /// The moment `micros` microseconds after 1970.
    pub const fn from_micros(micros: i64) -> Self {
        Self(micros)
    }

    /// The moment `seconds` seconds after 1970.
    pub const fn from_seconds(seconds: i64) -> Self {
        Self(seconds.saturating_mul(SECOND))
    }

    /// Microseconds since 1970.
    pub const fn micros(self) -> i64 {
        self.0
    }

    /// The moment `seconds` later; earlier when negative.
    pub const fn plus_s(self, seconds: i64) -> Self {
        Self(self.0.saturating_add(seconds.saturating_mul(SECOND)))
    }

    /// The moment `millis` milliseconds later; earlier when negative.
    pub const fn plus_ms(self, millis: i64) -> Self {
        Self(self.0.saturating_add(millis.saturating_mul(1_000)))
    }

    /// Whole seconds since `earlier`; negative when `earlier` is later.
    pub const fn seconds_since(self, earlier: Self) -> i64 {
        self.0.saturating_sub(earlier.0).div_euclid(SECOND)
    }

    /// The day of the station that the moment falls on.
    pub fn station_day(self) -> Day {
        Day(self.clamped().to_zoned(TimeZone::fixed(STATION_OFFSET)).date())
    }

    /// The moment as jiff has it; one outside the years -9999 to 9999 becomes the last within.
    fn clamped(self) -> jiff::Timestamp {
        let (first, last) = (jiff::Timestamp::MIN, jiff::Timestamp::MAX);
        let micros = self.0.clamp(first.as_microsecond(), last.as_microsecond());
        jiff::Timestamp::from_microsecond(micros).unwrap_or(last)
    }
}

impl fmt::Display for Timestamp {
    /// Writes RFC 3339 in the station's zone.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.clamped().display_with_offset(STATION_OFFSET))
    }
}

impl FromStr for Timestamp {
    type Err = NotATime;

    /// Reads RFC 3339 with a zone; finer than a microsecond is cut off.
    fn from_str(text: &str) -> Result<Self, NotATime> {
        let moment: jiff::Timestamp = text.parse().map_err(|_| NotATime)?;
        Ok(Self(moment.as_microsecond()))
    }
}

/// Text that is not a time with a zone, or not a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotATime;

impl fmt::Display for NotATime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not a time as in RFC 3339")
    }
}

impl std::error::Error for NotATime {}

/// A day of the station: midnight to midnight in China.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(Date);

impl Day {
    /// The first moment of the day.
    pub fn start(self) -> Timestamp {
        Self::midnight(self.0)
    }

    /// The first moment that no longer belongs to the day.
    pub fn end(self) -> Timestamp {
        Self::midnight(self.0.tomorrow().unwrap_or(Date::MAX))
    }

    /// Tells whether the moment falls on the day.
    pub fn contains(self, at: Timestamp) -> bool {
        self.start() <= at && at < self.end()
    }

    /// The day as eight digits, as in an incident's number.
    pub fn digits(self) -> String {
        format!("{:04}{:02}{:02}", self.0.year(), self.0.month(), self.0.day())
    }

    fn midnight(date: Date) -> Timestamp {
        let moment = STATION_OFFSET.to_timestamp(date.at(0, 0, 0, 0));
        Timestamp(moment.map_or(i64::MIN, |it| it.as_microsecond()))
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

impl FromStr for Day {
    type Err = NotATime;

    fn from_str(text: &str) -> Result<Self, NotATime> {
        text.parse().map(Self).map_err(|_| NotATime)
    }
}

/// Both are text on the wire, so that a page never counts microseconds.
macro_rules! text_on_the_wire {
    ($name:ident, $format:ident) => {
        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                to.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                let text = <std::borrow::Cow<'de, str>>::deserialize(from)?;
                text.parse().map_err(D::Error::custom)
            }
        }

        impl utoipa::PartialSchema for $name {
            fn schema() -> RefOr<Schema> {
                let format = SchemaFormat::KnownFormat(KnownFormat::$format);
                ObjectBuilder::new().schema_type(Type::String).format(Some(format)).into()
            }
        }

        impl utoipa::ToSchema for $name {}
    };
}

text_on_the_wire!(Timestamp, DateTime);
text_on_the_wire!(Day, Date);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_read_in_any_zone_and_shown_in_the_stations() {
        let at: Timestamp = "2026-11-23T00:00:00.123456789Z".parse().unwrap();
        assert_eq!(at.micros(), 1_795_392_000_123_456);
        assert_eq!(at.to_string(), "2026-11-23T08:00:00.123456+08:00");
        assert_eq!("2026-11-23T08:00:00.123456+08:00".parse(), Ok(at));
        assert_eq!("2026-11-23T08:00:00".parse::<Timestamp>(), Err(NotATime));
        assert_eq!(serde_json::from_str::<Timestamp>("\"soon\"").unwrap_err().to_string().lines().count(), 1);
    }

    #[test]
    fn a_station_day_starts_at_midnight_in_china() {
        let at: Timestamp = "2026-02-28T16:00:00Z".parse().unwrap();
        let day = at.station_day();
        assert_eq!(day.to_string(), "2026-03-01");
        assert_eq!(day.digits(), "20260301");
        assert_eq!(day.start(), at);
        assert_eq!(day.end().seconds_since(day.start()), 86_400);
        assert!(day.contains(at) && !day.contains(at.plus_ms(-1)) && !day.contains(day.end()));
        assert_eq!("2026-03-01".parse(), Ok(day));
        assert_eq!("2026-02-29".parse::<Day>(), Err(NotATime));
    }

    #[test]
    fn no_moment_makes_it_fail() {
        for micros in [i64::MIN, -1, 0, i64::MAX] {
            let at = Timestamp::from_micros(micros);
            let _ = (at.to_string(), at.station_day().start(), at.plus_s(i64::MAX), at.plus_s(i64::MIN));
        }
        assert_eq!(Timestamp::from_seconds(10).seconds_since(Timestamp::from_micros(10_000_001)), -1);
    }
}
