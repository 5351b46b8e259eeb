//! Numbers of places: rules as a versioned data file that a district can replace, and the check of a number.

use std::fmt;
use std::sync::LazyLock;

use serde::Deserialize;

use crate::jurisdiction::GridKind;
use crate::words::Words;

/// The rules that the program brings along.
const BUILT_IN: &str = include_str!("../../../../data/place-codes.v1.json");

/// The longest number that a rule may ask for, in characters.
const CODE_CHARS_MAX: usize = 32;

crate::codes! {
    /// What has a number.
    pub enum Numbered {
        Station = "station", "派出所", "Station";
        Community = "community", "村社", "Community";
        Grid = "grid", "网格", "Grid";
        MicroGrid = "micro_grid", "微网格", "Micro-grid";
        Unit = "unit", "单位", "Unit";
    }

    /// How the characters of a number are checked.
    pub enum Check {
        Digits = "digits", "全为数字", "Digits only";
        Uscc = "uscc", "统一社会信用代码校验", "Unified social credit code with its check";
        Free = "free", "不校验", "Not checked";
    }

    /// What is wrong with a number.
    pub enum CodeWrong {
        Length = "code_length", "位数不对", "It has the wrong number of characters";
        Characters = "code_characters", "含有不能用的字符", "It holds characters that may not be used";
        Parent = "code_parent", "不是以上级的代码开头", "It does not begin with the number of what it belongs to";
        CheckDigit = "code_check", "校验码不对，请核对有没有抄错", "The check character does not fit; look for a slip";
        Range = "code_range", "顺序码与网格类别不符：专属网格用900到999", "The order does not fit the kind: dedicated grids are 900 to 999";
    }
}

/// One rule.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CodeRule {
    /// What it is for.
    pub of: Numbered,
    /// The lengths that are right, in characters.
    pub lengths: Vec<usize>,
    /// Whose number it begins with.
    pub extends: Option<Numbered>,
    /// The first order of a dedicated one.
    pub dedicated_from: Option<u32>,
    /// The last order of a dedicated one.
    pub dedicated_to: Option<u32>,
    /// How the characters are checked.
    pub check: Check,
    /// The rule in Chinese, for whoever has to write it again.
    pub zh: String,
    /// The rule in English.
    pub en: String,
}

impl CodeRule {
    /// The rule in words.
    pub fn words(&self) -> Words {
        Words::new(self.zh.as_str(), self.en.as_str())
    }
}

/// The rules of a district.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CodeRules {
    /// The version of the file.
    pub version: u32,
    /// One rule for each kind.
    pub rules: Vec<CodeRule>,
}

/// Why a file of rules cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotRules {
    /// It is not the JSON that it should be; where and what, in the parser's words.
    Syntax(String),
    /// Something has two rules.
    Repeated(Numbered),
    /// A rule asks for no length, or for one above the limit.
    Lengths(Numbered),
}

impl fmt::Display for NotRules {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Syntax(detail) => write!(f, "the rules cannot be read: {detail}"),
            Self::Repeated(of) => write!(f, "there are two rules for `{of}`"),
            Self::Lengths(of) => write!(f, "the rule for `{of}` needs lengths from 1 to {CODE_CHARS_MAX}"),
        }
    }
}

impl std::error::Error for NotRules {}

impl CodeRules {
    /// Reads a file of rules.
    ///
    /// # Errors
    /// If it is not one; the error names the rule at fault.
    pub fn read(json: &str) -> Result<Self, NotRules> {
        let rules: Self = serde_json::from_str(json).map_err(|it| NotRules::Syntax(it.to_string()))?;
        for (number, rule) in rules.rules.iter().enumerate() {
            if rules.rules[..number].iter().any(|it| it.of == rule.of) {
                return Err(NotRules::Repeated(rule.of));
            }
            if rule.lengths.is_empty() || rule.lengths.iter().any(|it| !(1..=CODE_CHARS_MAX).contains(it)) {
                return Err(NotRules::Lengths(rule.of));
            }
        }
        Ok(rules)
    }

    /// The rules that the program brings along.
    pub fn built_in() -> &'static Self {
        static RULES: LazyLock<CodeRules> =
            LazyLock::new(|| CodeRules::read(BUILT_IN).expect("the built-in rules are checked by a test"));
        &RULES
    }

    /// The rule for something, if there is one.
    pub fn rule(&self, of: Numbered) -> Option<&CodeRule> {
        self.rules.iter().find(|it| it.of == of)
    }

    /// Says what is wrong with a number; what has no rule may have any.
    ///
    /// `parent` is the number of what it belongs to, where that is known; `kind` is given for grids.
    ///
    /// # Errors
    /// What is wrong.
    pub fn check(
        &self,
        of: Numbered,
        code: &str,
        parent: Option<&str>,
        kind: Option<GridKind>,
    ) -> Result<(), CodeWrong> {
        let Some(rule) = self.rule(of) else { return Ok(()) };
        if !rule.lengths.contains(&code.chars().count()) {
            return Err(CodeWrong::Length);
        }
        match rule.check {
            Check::Digits if !code.bytes().all(|it| it.is_ascii_digit()) => return Err(CodeWrong::Characters),
            Check::Uscc => uscc(code)?,
            Check::Digits | Check::Free => {}
        }
        let Some(parent) = parent.filter(|_| rule.extends.is_some()) else { return Ok(()) };
        let Some(order) = code.strip_prefix(parent) else { return Err(CodeWrong::Parent) };
        let (Some(from), Some(to), Some(kind)) = (rule.dedicated_from, rule.dedicated_to, kind) else { return Ok(()) };
        let dedicated = order.parse::<u32>().is_ok_and(|it| (from..=to).contains(&it));
        if dedicated == (kind == GridKind::Dedicated) { Ok(()) } else { Err(CodeWrong::Range) }
    }
}

/// The characters of a unified social credit code in the order of their values (GB 32100-2015, table of the check).
const USCC_CHARACTERS: &str = "0123456789ABCDEFGHJKLMNPQRTUWXY";
/// The weight of each of the first 17 characters: powers of 3 modulo 31 (GB 32100-2015).
const USCC_WEIGHTS: [usize; 17] = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];
/// The characters before the check character.
const USCC_BODY: usize = 17;

/// Says what is wrong with a unified social credit code of 18 characters.
fn uscc(code: &str) -> Result<(), CodeWrong> {
    let body: String = code.chars().take(USCC_BODY).collect();
    let check = uscc_check(&body).ok_or(CodeWrong::Characters)?;
    let last = code.chars().nth(USCC_BODY).ok_or(CodeWrong::Length)?;
    if !USCC_CHARACTERS.contains(last) {
        return Err(CodeWrong::Characters);
    }
    if last == check { Ok(()) } else { Err(CodeWrong::CheckDigit) }
}

/// The check character of the first 17 of a unified social credit code; `None` if they cannot be such.
///
/// 31 less the weighted sum modulo 31, and 31 itself counts as 0 (GB 32100-2015).
pub fn uscc_check(body: &str) -> Option<char> {
    let mut sum = 0;
    let mut count = 0;
    for (character, weight) in body.chars().zip(USCC_WEIGHTS) {
        sum += USCC_CHARACTERS.find(character)? * weight;
        count += 1;
    }
    if count != USCC_BODY || body.chars().count() != USCC_BODY {
        return None;
    }
    USCC_CHARACTERS.chars().nth((31 - sum % 31) % 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_rules_are_rules() {
        let rules = CodeRules::read(BUILT_IN).unwrap();
        assert_eq!(rules.rules.len(), Numbered::ALL.len());
        assert_eq!(rules.rule(Numbered::Grid).unwrap().lengths, [15]);
    }

    #[test]
    fn a_district_can_have_rules_of_its_own() {
        let rule = r#"{"of":"grid","lengths":[14,16],"extends":null,"dedicated_from":null,"dedicated_to":null,"check":"free","zh":"","en":""}"#;
        let rules = CodeRules::read(&format!(r#"{{"version":2,"rules":[{rule}]}}"#)).unwrap();
        assert_eq!(rules.check(Numbered::Grid, "WG-00000000001", Some("500102"), None), Ok(()));
        assert_eq!(rules.check(Numbered::Community, "anything", None, None), Ok(()));
        let twice = CodeRules::read(&format!(r#"{{"version":2,"rules":[{rule},{rule}]}}"#));
        assert_eq!(twice, Err(NotRules::Repeated(Numbered::Grid)));
        let none = CodeRules::read(&format!(r#"{{"version":2,"rules":[{}]}}"#, rule.replace("[14,16]", "[]")));
        assert_eq!(none, Err(NotRules::Lengths(Numbered::Grid)));
        assert!(matches!(CodeRules::read("[]"), Err(NotRules::Syntax(_))));
    }

    #[test]
    fn a_grid_begins_with_its_community_and_its_order_fits_its_kind() {
        let check =
            |code: &str, kind| CodeRules::built_in().check(Numbered::Grid, code, Some("500102990001"), Some(kind));
        assert_eq!(check("500102990001001", GridKind::General), Ok(()));
        assert_eq!(check("500102990001900", GridKind::Dedicated), Ok(()));
        assert_eq!(check("500102990001900", GridKind::General), Err(CodeWrong::Range));
        assert_eq!(check("500102990001899", GridKind::Dedicated), Err(CodeWrong::Range));
        assert_eq!(check("500102990002001", GridKind::General), Err(CodeWrong::Parent));
        assert_eq!(check("50010299000100", GridKind::General), Err(CodeWrong::Length));
        assert_eq!(check("50010299000１００１", GridKind::General), Err(CodeWrong::Characters));
    }

    #[test]
    fn a_credit_code_is_checked_by_its_last_character() {
        // Made up for the test; the check characters follow from the standard's formula.
        let check = |code: &str| CodeRules::built_in().check(Numbered::Unit, code, None, None);
        for body in ["91500102MA00000001", "12500102000000001X"].map(|it| &it[..17]) {
            let last = uscc_check(body).unwrap();
            assert_eq!(check(&format!("{body}{last}")), Ok(()));
            for other in USCC_CHARACTERS.chars().filter(|it| *it != last) {
                assert_eq!(check(&format!("{body}{other}")), Err(CodeWrong::CheckDigit));
            }
        }
        // A sum of 0 leaves 31, which counts as 0; the other is the example that is commonly printed.
        assert_eq!(uscc_check(&"0".repeat(17)), Some('0'));
        assert_eq!(uscc_check("91350100M000100Y4"), Some('3'));
        assert_eq!(check("91500102MI00000001"), Err(CodeWrong::Characters));
        assert_eq!(check("91500102MA0000000"), Err(CodeWrong::Length));
        assert_eq!(check(&"光".repeat(18)), Err(CodeWrong::Characters));
    }

    #[test]
    fn a_slip_of_one_character_or_a_swap_is_found() {
        let body = "91500102MA5U1KXT7";
        let right = format!("{body}{}", uscc_check(body).unwrap());
        let check = |code: &str| CodeRules::built_in().check(Numbered::Unit, code, None, None);
        let letters: Vec<char> = right.chars().collect();
        for place in 0..17 {
            for other in USCC_CHARACTERS.chars().filter(|it| *it != letters[place]) {
                let mut slip = letters.clone();
                slip[place] = other;
                assert!(check(&slip.iter().collect::<String>()).is_err(), "{place} {other}");
            }
            let mut swapped = letters.clone();
            swapped.swap(place, place + 1);
            let swapped: String = swapped.iter().collect();
            assert!(swapped == right || check(&swapped).is_err(), "{swapped}");
        }
    }
}
