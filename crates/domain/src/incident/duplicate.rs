//! Whether two reports may be the same incident: by distance, time and words. It only suggests; a person merges.

use std::fmt;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::category::CategoryCode;
use crate::geo::Point;
use crate::ids::UnitId;
use crate::time::Timestamp;

/// From this score on a report is suggested as a duplicate.
pub const SUGGESTED_FROM: u32 = 60;

/// Two reports this far apart or farther are never taken for one, in metres.
pub const DISTANCE_M_MAX: f64 = 500.0;

/// Two reports this far apart in time or farther are never taken for one, in seconds.
pub const APART_S_MAX: i64 = 2 * 3_600;

/// So near is the same place: the error of a phone between buildings, in metres.
const SAME_PLACE_M: f64 = 30.0;

/// So soon after is the same time, in seconds.
const SAME_TIME_S: i64 = 300;

/// What place, time and words can each add to the score; together 100.
const PLACE_MAX: f64 = 45.0;
const TIME_MAX: f64 = 25.0;
const WORDS_MAX: f64 = 20.0;
const CATEGORY_MAX: f64 = 10.0;

/// What is compared of a report.
#[derive(Clone, Debug)]
pub struct Sketch {
    /// Where it happened.
    pub point: Option<Point>,
    /// In which unit.
    pub unit: Option<UnitId>,
    /// When it happened.
    pub at: Timestamp,
    /// Its category.
    pub category: Option<CategoryCode>,
    /// What was said.
    pub words: Pairs,
}

/// Words as they are compared: their pairs of neighbouring characters, each once and in order, which needs no
/// dictionary of Chinese words. Made once for each report, since every later one near by is compared with it.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Pairs(Vec<(char, char)>);

impl Pairs {
    /// Takes the pairs of a text; marks and blanks do not count, nor does case.
    pub fn of(text: &str) -> Self {
        let letters: Vec<char> = text.chars().filter(|it| it.is_alphanumeric()).flat_map(char::to_lowercase).collect();
        let mut pairs: Vec<(char, char)> = letters.windows(2).map(|it| (it[0], it[1])).collect();
        pairs.sort_unstable();
        pairs.dedup();
        Self(pairs)
    }

    /// How much of the shorter text the two share, from 0 to 1.
    fn shared(&self, other: &Self) -> f64 {
        let smaller = self.0.len().min(other.0.len());
        if smaller == 0 {
            return 0.0;
        }
        let mut rest = other.0.as_slice();
        let mut both = 0_usize;
        for pair in &self.0 {
            let Some(next) = rest.iter().position(|it| it >= pair) else { break };
            rest = &rest[next..];
            both += usize::from(rest[0] == *pair);
        }
        both as f64 / smaller as f64
    }
}

impl fmt::Debug for Pairs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // What was said is personal and is never printed.
        write!(f, "{} pairs", self.0.len())
    }
}

/// How alike two reports are, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Likeness {
    /// 0 to 100.
    pub score: u32,
    /// What speaks for it.
    pub reasons: Vec<Alike>,
}

/// Something that speaks for two reports being one incident.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "code", content = "params", rename_all = "snake_case")]
pub enum Alike {
    /// They are near each other.
    Near {
        /// How near.
        distance_m: u32,
    },
    /// They are in the same unit.
    SameUnit,
    /// They came soon after each other.
    Soon {
        /// How soon.
        apart_s: u32,
    },
    /// They are of the same category.
    SameCategory,
    /// They share words.
    Words {
        /// How many hundredths of their words.
        share_percent: u32,
    },
}

/// Tells how likely two reports are the same incident. The order of the two does not matter.
pub fn likeness(one: &Sketch, other: &Sketch) -> Likeness {
    let mut score = 0.0;
    let mut reasons = Vec::new();
    let apart_s = one.at.seconds_since(other.at).max(other.at.seconds_since(one.at));
    let Some(place) = place(one, other).filter(|_| apart_s < APART_S_MAX) else {
        return Likeness { score: 0, reasons };
    };
    score += PLACE_MAX * place.0;
    reasons.push(place.1);

    score += TIME_MAX * falling(apart_s as f64, SAME_TIME_S as f64, APART_S_MAX as f64);
    reasons.push(Alike::Soon { apart_s: u32::try_from(apart_s).unwrap_or(u32::MAX) });

    if one.category.is_some() && one.category == other.category {
        score += CATEGORY_MAX;
        reasons.push(Alike::SameCategory);
    }
    let share = one.words.shared(&other.words);
    if share > 0.0 {
        score += WORDS_MAX * share;
        reasons.push(Alike::Words { share_percent: (share * 100.0).round() as u32 });
    }
    Likeness { score: score.round() as u32, reasons }
}

/// How near the two are, from 0 to 1; nothing when they are far apart or nobody knows where.
fn place(one: &Sketch, other: &Sketch) -> Option<(f64, Alike)> {
    if one.unit.is_some() && one.unit == other.unit {
        return Some((1.0, Alike::SameUnit));
    }
    let distance_m = one.point?.distance_m(other.point?);
    (distance_m < DISTANCE_M_MAX).then(|| {
        (falling(distance_m, SAME_PLACE_M, DISTANCE_M_MAX), Alike::Near { distance_m: distance_m.round() as u32 })
    })
}

/// 1 up to `full`, then falling in a straight line to 0 at `none`.
fn falling(value: f64, full: f64, none: f64) -> f64 {
    ((none - value) / (none - full)).clamp(0.0, 1.0)
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};
    use uuid::Uuid;

    use super::*;

    fn report(words: &str) -> Sketch {
        Sketch {
            point: Some(Point::new(107.39, 29.70)),
            unit: None,
            at: Timestamp::from_seconds(1_000_000),
            category: None,
            words: Pairs::of(words),
        }
    }

    #[track_caller]
    fn check(one: &Sketch, other: &Sketch, expected: &Expect) {
        let likeness = likeness(one, other);
        assert_eq!(likeness, super::likeness(other, one), "the order does not matter");
        expected.assert_eq(&format!("{} {:?}", likeness.score, likeness.reasons));
    }

    #[test]
    fn two_callers_about_one_fight() {
        let one = report("商场门口有两个人打架");
        let other = Sketch {
            point: Some(Point::new(107.3903, 29.7004)),
            at: one.at.plus_s(90),
            category: "2001".parse().ok(),
            ..report("有人在商场门口打架，快来")
        };
        check(
            &one,
            &other,
            &expect!["77 [Near { distance_m: 53 }, Soon { apart_s: 90 }, Words { share_percent: 44 }]"],
        );
        assert!(likeness(&one, &other).score >= SUGGESTED_FROM);
    }

    #[test]
    fn the_same_words_far_away_or_long_ago_are_another_incident() {
        let one = report("车挡住了出口");
        check(&one, &Sketch { point: Some(Point::new(107.40, 29.70)), ..one.clone() }, &expect!["0 []"]);
        check(&one, &Sketch { at: one.at.plus_s(-APART_S_MAX), ..one.clone() }, &expect!["0 []"]);
        check(&one, &Sketch { point: None, ..one.clone() }, &expect!["0 []"]);
    }

    #[test]
    fn two_matters_at_one_gate_an_hour_apart_are_not_suggested() {
        let one = report("车挡住了出口");
        let other = Sketch { at: one.at.plus_s(3_600), category: "5103".parse().ok(), ..report("蝙蝠飞进屋里") };
        check(&one, &other, &expect!["58 [Near { distance_m: 0 }, Soon { apart_s: 3600 }]"]);
    }

    #[test]
    fn a_unit_is_a_place_without_a_point() {
        let unit = Some(UnitId::from(Uuid::from_u128(1)));
        let one = Sketch { point: None, unit, category: "4010".parse().ok(), ..report("") };
        check(&one, &one, &expect!["80 [SameUnit, Soon { apart_s: 0 }, SameCategory]"]);
    }
}
