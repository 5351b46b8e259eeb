//! What may stand in the forms of places.

use domain::geo::Point;
use domain::geo::polygon::Polygon;
use domain::jurisdiction::GridKind;
use domain::jurisdiction::code::{CodeRules, Numbered};
use platform::problem::{Error, Field, Result};
use platform::scope::Scope;

use crate::atlas::Atlas;
use crate::sight::Sight;

/// The longest name of a place, in characters; a search asks for no more.
pub(super) const NAME_CHARS_MAX: usize = 64;
/// The longest sentence of a place, in characters: opening hours, a shift plan.
pub(super) const TEXT_CHARS_MAX: usize = 200;
/// The most aliases of one unit, points and lines of one patrol.
pub(super) const ITEMS_MAX: usize = 32;
/// The most points of one line.
pub(super) const LINE_POINTS_MAX: usize = 512;
/// The most people or households that one place may have: a whole city.
pub(super) const COUNT_MAX: i64 = 10_000_000;

/// Trims a name; it has to have something in it.
pub(super) fn name(field: &'static str, text: &str) -> Result<String> {
    let text = text.trim();
    if text.is_empty() || text.chars().count() > NAME_CHARS_MAX || text.chars().any(char::is_control) {
        let zh = format!("请写 1 到 {NAME_CHARS_MAX} 个字");
        return Err(wrong(field, "length", zh, format!("Write 1 to {NAME_CHARS_MAX} characters")));
    }
    Ok(text.to_owned())
}

/// Trims a sentence, which may be empty.
pub(super) fn text(field: &'static str, text: &str) -> Result<String> {
    let text = text.trim();
    if text.chars().count() > TEXT_CHARS_MAX || text.chars().any(char::is_control) {
        let zh = format!("最多 {TEXT_CHARS_MAX} 个字");
        return Err(wrong(field, "length", zh, format!("At most {TEXT_CHARS_MAX} characters")));
    }
    Ok(text.to_owned())
}

/// Refuses numbers of people and things that nobody can mean.
pub(super) fn count(field: &'static str, number: i64, max: i64) -> Result<i64> {
    if (0..=max).contains(&number) {
        return Ok(number);
    }
    Err(wrong(field, "range", format!("应在 0 到 {max} 之间"), format!("It has to be from 0 to {max}")))
}

/// Refuses lists that are too long.
pub(super) fn few(field: &'static str, length: usize, max: usize) -> Result<()> {
    if length <= max {
        return Ok(());
    }
    Err(wrong(field, "length", format!("最多 {max} 项"), format!("At most {max} of them")))
}

/// Checks a number by the district's rules.
pub(super) fn code(of: Numbered, code: &str, parent: Option<&str>, kind: Option<GridKind>) -> Result<String> {
    let (code, rules) = (code.trim(), CodeRules::built_in());
    let Err(error) = rules.check(of, code, parent, kind) else { return Ok(code.to_owned()) };
    let words = rules.rule(of).map(|it| it.words()).unwrap_or_default();
    let field = if of == Numbered::Unit { "uscc" } else { "code" };
    let (zh, en) = (format!("{}。{}", error.zh(), words.zh), format!("{}. {}", error.en(), words.en));
    Err(wrong(field, error.as_str(), zh, en))
}

/// Checks a number that has no rule: patches and beats are numbered by the station.
pub(super) fn own_code(code: &str) -> Result<String> {
    let code = code.trim();
    // Short enough for a sign at the door, long enough for a number with its community.
    let fits = (1..=20).contains(&code.len()) && code.bytes().all(|it| it.is_ascii_alphanumeric() || it == b'-');
    if fits {
        return Ok(code.to_owned());
    }
    Err(wrong("code", "code_characters", "请用 1 到 20 位字母、数字或短横线", "Use 1 to 20 letters, digits or dashes"))
}

/// Refuses a point outside the jurisdiction, with the likeliest mistake.
pub(super) fn point(field: &'static str, point: Point, atlas: &Atlas) -> Result<()> {
    atlas.locate(point).map_err(|it| it.field(field))?;
    Ok(())
}

/// Refuses bounds outside the jurisdiction, with the likeliest mistake.
pub(super) fn boundary(area: &Polygon, atlas: &Atlas) -> Result<()> {
    for corner in area.rings().iter().flatten() {
        if atlas.misplaced(*corner).is_some() {
            atlas.locate(*corner).map_err(|it| it.field("boundary"))?;
        }
    }
    Ok(())
}

/// Refuses whoever does not see the whole station: its division and its charges are the chief's.
pub(super) fn whole(scope: &Scope, atlas: &Atlas) -> Result<()> {
    if Sight::new(scope, atlas).whole() { Ok(()) } else { Err(Error::NotFound) }
}

/// Something that belongs to what is not there.
pub(super) fn missing(field: &'static str) -> Error {
    wrong(field, "unknown", "本所没有这一处，或已撤销", "There is no such place in this station, or it is closed")
}

pub(super) fn wrong(field: &'static str, code: &'static str, zh: impl Into<String>, en: impl Into<String>) -> Error {
    Error::Invalid(vec![Field::new(field, code, zh, en)])
}
