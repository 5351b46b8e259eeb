//! The same matter in other systems: which they are, what their numbers look like, and the text to paste there.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::incident::IntakeSource;
use crate::mask;
use crate::time::Timestamp;
use crate::words::Words;

/// The longest number of another system, in characters.
pub const NUMBER_MAX: usize = 40;
/// How many digits an identity number has.
const IDENTITY_DIGITS: usize = 18;
/// How many digits a mobile telephone number has.
const MOBILE_DIGITS: usize = 11;

crate::codes! {
    /// Another system that gives the same matter a number of its own.
    pub enum OutsideSystem {
        Police110 = "110", "110接处警", "110";
        Hotline12345 = "12345", "12345热线", "The 12345 hotline";
        Governance141 = "141", "141基层智治平台", "The 141 governance system";
    }

    /// Whom a text is made for: each level reads only what is its own.
    pub enum CopyFor {
        Hotline12345 = "12345", "12345热线", "The 12345 hotline";
        Governance141 = "141", "141基层智治平台", "The 141 governance system";
        Grid = "grid", "网格", "The grid";
    }

    /// Why a number is not taken.
    pub enum NumberRefused {
        Missing = "outside_number_missing", "请写上对方的单号", "Write the other side's number";
        TooLong = "outside_number_long", "单号最多40个字", "A number has at most 40 characters";
        Malformed = "outside_number_malformed", "单号只能有字母、数字和短横线", "A number has only letters, digits and hyphens";
        Personal = "outside_number_personal", "这像是电话或身份证号码，请填对方系统的单号", "This looks like a telephone or identity number; give the number of the other system";
        NoSystem = "outside_number_no_system", "这种来源没有外部单号；接报后可再登记110、12345或141的单号", "This source has no number of its own; a number of 110, 12345 or 141 can be noted afterwards";
    }
}

impl OutsideSystem {
    /// The system that a report of this source comes from, if it has numbers.
    pub const fn of(source: IntakeSource) -> Option<Self> {
        match source {
            IntakeSource::Transfer110 => Some(Self::Police110),
            IntakeSource::Transfer12345 => Some(Self::Hotline12345),
            IntakeSource::Transfer141 => Some(Self::Governance141),
            IntakeSource::StationPhone
            | IntakeSource::WalkIn
            | IntakeSource::DeviceSos
            | IntakeSource::DeviceReport
            | IntakeSource::Observer
            | IntakeSource::ResidentH5
            | IntakeSource::BankButton
            | IntakeSource::SchoolAlarm
            | IntakeSource::PatrolFound => None,
        }
    }
}

/// Tells what a number is, trimmed; nobody's telephone or identity number passes as one.
pub fn number(raw: &str) -> Result<String, NumberRefused> {
    let text = raw.trim();
    if text.is_empty() {
        return Err(NumberRefused::Missing);
    }
    if text.chars().count() > NUMBER_MAX {
        return Err(NumberRefused::TooLong);
    }
    if !text.chars().all(|it| it.is_ascii_alphanumeric() || it == '-') {
        return Err(NumberRefused::Malformed);
    }
    let plain: String = text.chars().filter(|it| *it != '-').collect();
    if is_mobile(&plain) || is_identity(&plain) { Err(NumberRefused::Personal) } else { Ok(text.to_owned()) }
}

fn is_mobile(text: &str) -> bool {
    let digits = text.chars().all(|it| it.is_ascii_digit());
    let second = text.chars().nth(1).is_some_and(|it| ('3'..='9').contains(&it));
    digits && text.len() == MOBILE_DIGITS && text.starts_with('1') && second
}

/// Eighteen digits, the last one perhaps an X, with a date of birth in the middle.
fn is_identity(text: &str) -> bool {
    let (Some(head), Some(last)) = (text.get(..IDENTITY_DIGITS - 1), text.chars().last()) else { return false };
    let digits = head.chars().all(|it| it.is_ascii_digit()) && (last.is_ascii_digit() || "Xx".contains(last));
    let month: u32 = head.get(10..12).and_then(|it| it.parse().ok()).unwrap_or(0);
    let day: u32 = head.get(12..14).and_then(|it| it.parse().ok()).unwrap_or(0);
    let century = matches!(head.get(6..8), Some("19" | "20"));
    text.len() == IDENTITY_DIGITS && digits && century && (1..=12).contains(&month) && (1..=31).contains(&day)
}

/// What a text for another system is made of.
#[derive(Clone, Copy, Debug)]
pub struct Matter<'a> {
    /// The number people say.
    pub incident_no: &'a str,
    /// The category's name.
    pub category: &'a Words,
    /// The community and the grid.
    pub community: &'a str,
    /// The grid.
    pub grid: &'a str,
    /// The address as it was taken.
    pub address_text: &'a str,
    /// What was said.
    pub description: &'a str,
    /// When the report was taken.
    pub reported_at: Timestamp,
    /// Children are part of it: then nothing of what was said leaves the station.
    pub involves_minor: bool,
    /// The station that hands it over.
    pub station: &'a str,
    /// Its telephone, for calling back.
    pub duty_phone: &'a str,
}

/// What the text says, line by line; one that this level does not read is absent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Copied {
    /// The address as this level may read it.
    pub address_text: String,
    /// What was said, without numbers that could be somebody's.
    pub description: Option<String>,
}

/// Redacts a matter for the level that it goes to.
///
/// Governance centre and hotline work the matter and read the address and the words; the grid goes as far as the
/// building and reads no words. Nobody reads who called: call-back goes through the station.
pub fn redact(matter: &Matter<'_>, to: CopyFor) -> Copied {
    let whole = match to {
        CopyFor::Hotline12345 | CopyFor::Governance141 => true,
        CopyFor::Grid => false,
    };
    let said = Some(mask::text(matter.description.trim())).filter(|it| !it.is_empty());
    Copied {
        address_text: if whole { mask::text(matter.address_text.trim()) } else { mask::address(matter.address_text) },
        description: said.filter(|_| whole && !matter.involves_minor),
    }
}

/// The text to paste, in both languages; one fact a line, so that each is found.
pub fn copy_text(matter: &Matter<'_>, to: CopyFor) -> Words {
    let Copied { address_text, description } = redact(matter, to);
    // To the minute, in the station's zone.
    let at: String = matter.reported_at.to_string().replace('T', " ").chars().take(16).collect();
    let place = [matter.community, matter.grid, &address_text].join(" ");
    let mut lines = vec![
        Words::new(format!("派出所单号：{}", matter.incident_no), format!("Station number: {}", matter.incident_no)),
        Words::new(format!("接报时间：{at}"), format!("Reported at: {at}")),
        Words::new(format!("类别：{}", matter.category.zh), format!("Category: {}", matter.category.en)),
        Words::new(format!("地点：{}", place.trim()), format!("Place: {}", place.trim())),
    ];
    if let Some(said) = description {
        lines.push(Words::new(format!("内容：{said}"), format!("What was said: {said}")));
    }
    let (from, phone) = (matter.station, matter.duty_phone);
    lines.push(Words::new(format!("移交单位：{from} {phone}"), format!("Handed over by: {from} {phone}")));
    lines.push(Words::new(
        "来电人信息不随单转出，回拨请通过派出所",
        "Who called is not passed on; call back through the station",
    ));
    let joined = |of: fn(&Words) -> &str| lines.iter().map(of).collect::<Vec<_>>().join("\n");
    Words::new(joined(|it| &it.zh), joined(|it| &it.en))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_a_number_of_a_system_and_nobodys() {
        assert_eq!(number(" 20261018-0007 "), Ok("20261018-0007".to_owned()));
        assert_eq!(number("5001022026101800007"), Ok("5001022026101800007".to_owned()));
        for (raw, why) in [
            ("", NumberRefused::Missing),
            ("  ", NumberRefused::Missing),
            (&"9".repeat(NUMBER_MAX + 1), NumberRefused::TooLong),
            ("单号7", NumberRefused::Malformed),
            ("7 8", NumberRefused::Malformed),
            ("19900001234", NumberRefused::Personal),
            ("199-0000-1234", NumberRefused::Personal),
            ("50010219900101123X", NumberRefused::Personal),
        ] {
            assert_eq!(number(raw), Err(why), "{raw}");
        }
    }

    #[test]
    fn only_sources_with_a_system_have_a_number() {
        let with: Vec<_> = IntakeSource::ALL.iter().filter_map(|it| OutsideSystem::of(*it)).collect();
        assert_eq!(with, [OutsideSystem::Police110, OutsideSystem::Hotline12345, OutsideSystem::Governance141]);
    }

    #[test]
    fn each_level_reads_what_is_its_own() {
        let name = Words::new("动物", "Animals");
        let matter = Matter {
            incident_no: "JQ-T-20261018-0001",
            category: &name,
            community: "云荔社区",
            grid: "云荔一网格",
            address_text: "云荔苑3号楼2单元501",
            description: "楼道有蝙蝠，请联系19900001234",
            reported_at: Timestamp::from_seconds(1_000_000),
            involves_minor: false,
            station: "测试派出所",
            duty_phone: "110",
        };
        let centre = redact(&matter, CopyFor::Governance141);
        assert_eq!(centre.address_text, "云荔苑3号楼2单元501");
        assert_eq!(centre.description.as_deref(), Some("楼道有蝙蝠，请联系199****1234"));
        let grid = redact(&matter, CopyFor::Grid);
        assert_eq!((grid.address_text.as_str(), grid.description), ("云荔苑3号楼", None));
        let child = Matter { involves_minor: true, ..matter };
        assert_eq!(redact(&child, CopyFor::Governance141).description, None);
        for to in CopyFor::ALL {
            let text = copy_text(&matter, *to);
            assert!(!text.zh.contains("19900001234") && text.zh.contains("JQ-T-20261018-0001"), "{text:?}");
            assert_eq!(text.zh.lines().count(), text.en.lines().count());
        }
    }
}
