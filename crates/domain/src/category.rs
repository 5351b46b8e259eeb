//! Categories of incidents: what each is, and what community forces may do about it.

use std::fmt;
use std::str::FromStr;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{ObjectBuilder, Schema, Type};

use crate::code::UnknownCode;
use crate::incident::Priority;
use crate::incident::hard_stop::HardStop;
use crate::member::Level;
use crate::words::Words;

pub mod dictionary;
pub mod suggest;

crate::codes! {
    /// Whether a category is a matter for police.
    pub enum Nature {
        Police = "police", "警务", "Police matter";
        NonPolice = "non_police", "非警务", "Not a police matter";
        Either = "either", "两可", "Depends";
    }

    /// The groups that figures count by.
    pub enum StatGroup {
        Criminal = "criminal", "刑事", "Crime";
        Injury = "injury", "伤害类", "Injury";
        Theft = "theft", "偷盗", "Theft";
        Fraud = "fraud", "诈骗", "Fraud";
        Prostitution = "prostitution", "涉黄", "Prostitution";
        Gambling = "gambling", "涉赌", "Gambling";
        Dispute = "dispute", "纠纷", "Disputes";
        NonPolice = "non_police", "非警务类", "Non-police";
    }
}

/// The code of a category: four digits, of which the first two name its group.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CategoryCode([u8; 4]);

impl CategoryCode {
    /// The four digits.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }

    /// The two digits of its group.
    pub fn group(&self) -> &str {
        &self.as_str()[..2]
    }
}

impl FromStr for CategoryCode {
    type Err = UnknownCode;

    /// Reads four digits; whether the dictionary knows them is asked of the dictionary.
    fn from_str(text: &str) -> Result<Self, UnknownCode> {
        let digits: [u8; 4] = text.as_bytes().try_into().map_err(|_| UnknownCode { set: "CategoryCode" })?;
        if digits.iter().all(u8::is_ascii_digit) { Ok(Self(digits)) } else { Err(UnknownCode { set: "CategoryCode" }) }
    }
}

impl fmt::Display for CategoryCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl fmt::Debug for CategoryCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Serialize for CategoryCode {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for CategoryCode {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = <std::borrow::Cow<'de, str>>::deserialize(from)?;
        text.parse().map_err(|_| D::Error::custom("a category is four digits"))
    }
}

impl utoipa::PartialSchema for CategoryCode {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new().schema_type(Type::String).pattern(Some("^[0-9]{4}$")).into()
    }
}

impl utoipa::ToSchema for CategoryCode {}

crate::stored_as_text!(CategoryCode);

/// Something that community forces may do, from a level on.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Act {
    /// The lowest level that allows it.
    pub from: Level,
    /// In Chinese.
    pub zh: String,
    /// In English.
    pub en: String,
}

/// A category of incidents.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Category {
    /// Its code.
    pub code: CategoryCode,
    /// Its name in Chinese.
    pub zh: String,
    /// Its name in English.
    pub en: String,
    /// Whether it is a matter for police.
    pub nature: Nature,
    /// The highest level that community forces may act at.
    pub level_max: Level,
    /// The priority it gets unless the desk says another.
    pub default_priority: Priority,
    /// The groups it is counted in.
    #[serde(default)]
    pub stat_groups: Vec<StatGroup>,
    /// Hard stops that the category alone sets off.
    #[serde(default)]
    pub hard_stops: Vec<HardStop>,
    /// Whether members see only neutral words (adoption rule 7).
    #[serde(default)]
    pub neutral: bool,
    /// What community forces may do, beside what the level and the group allow.
    #[serde(default)]
    pub may: Vec<Act>,
    /// What they may not do, beside what the level and the group forbid.
    #[serde(default)]
    pub may_not: Vec<Words>,
    /// The law that the card names, beside the level's.
    #[serde(default)]
    pub law: Vec<Words>,
    /// Words in a report that suggest this category.
    #[serde(default)]
    pub keywords: Vec<String>,
    /// For how many seconds a nearer member who accepts is added; 0 is off (adoption rule 5).
    #[serde(default)]
    pub upgrade_window_s: u32,
}

impl Category {
    /// Tells whether the category is counted as an incident at all; tests, drills and misdials are not (group 90).
    pub fn is_invalid(&self) -> bool {
        self.code.group() == INVALID_GROUP
    }
}

/// The group of reports that are none: misdials, nuisance, repetitions, tests, drills.
pub const INVALID_GROUP: &str = "90";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_four_digits() {
        let code: CategoryCode = "4010".parse().unwrap();
        assert_eq!((code.as_str(), code.group()), ("4010", "40"));
        assert_eq!(serde_json::to_string(&code).unwrap(), "\"4010\"");
        for wrong in ["401", "40100", "40a0", "四零一零", ""] {
            assert!(wrong.parse::<CategoryCode>().is_err(), "{wrong}");
        }
    }
}
