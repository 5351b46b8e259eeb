//! The number that people call an incident by: `JQ-<station>-<day>-<count>`.

use std::fmt;
use std::str::FromStr;

use crate::time::Day;

/// The number of an incident, counted anew each day of the station.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IncidentNo {
    /// The code of the station.
    pub station: String,
    /// The day it was reported, in China.
    pub day: Day,
    /// Its place among that day's, from 1. After 9,999 the number grows a fifth digit.
    pub count: u32,
}

impl fmt::Display for IncidentNo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "JQ-{}-{}-{:04}", self.station, self.day.digits(), self.count)
    }
}

/// Text that is not the number of an incident.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotANumber;

impl fmt::Display for NotANumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not an incident number")
    }
}

impl std::error::Error for NotANumber {}

impl FromStr for IncidentNo {
    type Err = NotANumber;

    fn from_str(text: &str) -> Result<Self, NotANumber> {
        let (head, count) = text.rsplit_once('-').ok_or(NotANumber)?;
        let (head, day) = head.rsplit_once('-').ok_or(NotANumber)?;
        let station = head.strip_prefix("JQ-").filter(|it| !it.is_empty()).ok_or(NotANumber)?;
        if count.len() < 4 || day.len() != 8 || !(count.bytes().chain(day.bytes())).all(|it| it.is_ascii_digit()) {
            return Err(NotANumber);
        }
        let day = format!("{}-{}-{}", &day[..4], &day[4..6], &day[6..]);
        Ok(Self {
            station: station.to_owned(),
            day: day.parse().map_err(|_| NotANumber)?,
            count: count.parse().map_err(|_| NotANumber)?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_read_as_it_is_written() {
        let number = IncidentNo { station: "LZ-1".into(), day: "2026-11-23".parse().unwrap(), count: 7 };
        assert_eq!(number.to_string(), "JQ-LZ-1-20261123-0007");
        for number in [number.clone(), IncidentNo { count: 12_345, ..number }] {
            assert_eq!(number.to_string().parse(), Ok(number));
        }
        for wrong in [
            "",
            "JQ--20261123-0001",
            "JQ-LZ-20261323-0001",
            "JQ-LZ-20261123-1",
            "JQ-LZ-2026112a-0001",
            "LZ-20261123-0001",
        ] {
            assert_eq!(wrong.parse::<IncidentNo>(), Err(NotANumber), "{wrong}");
        }
    }
}
