//! What a cell means in its column, or what is wrong with it.

use domain::forms;
use domain::geo::Point;
use domain::geo::crossing::crossing;
use domain::geo::crs::{Crs, to_wgs84};
use domain::geo::polygon::Polygon;
use domain::jurisdiction::GridKind;
use domain::jurisdiction::code::{CodeRules, CodeWrong, Numbered};
use domain::time::Day;
use platform::seal::Personal;

use crate::i18n::faults::What;
use crate::i18n::{COMMAS, NO, YES};
use crate::normal::{Plain, plain};
use crate::reader::Raw;
use crate::record::Value;
use crate::sheet::{Choice, Column, Kind};

/// Digits that a spreadsheet's number keeps; a longer code loses its end.
const NUMBER_DIGITS: usize = 15;
/// Names in one cell.
const NAMES_MAX: usize = 20;
/// Choices that a refusal lists.
const CHOICES_SHOWN: usize = 20;

/// What is wrong with a cell.
#[derive(Clone, Debug, PartialEq)]
pub struct Fault {
    /// What.
    pub what: What,
    /// What stands there.
    pub found: String,
    /// What the sentence on what to write instead names, in Chinese.
    pub zh: String,
    /// The same in English.
    pub en: String,
}

impl Fault {
    fn new(what: What, found: &str) -> Self {
        Self { what, found: found.to_owned(), zh: String::new(), en: String::new() }
    }

    fn hint(self, hint: impl ToString) -> Self {
        let hint = hint.to_string();
        Self { zh: hint.clone(), en: hint, ..self }
    }
}

/// Reads a cell; nothing where it is blank once it is made plain.
///
/// # Errors
/// What is wrong with it.
pub fn value(column: &Column, raw: &Raw, crs: Crs) -> Result<Option<Value>, Fault> {
    let text = text(column, raw)?;
    if text.is_empty() {
        return Ok(None);
    }
    let value = match column.kind {
        Kind::Text(limit) => words(&text, limit)?,
        Kind::Ref(_) => Value::Text(text),
        Kind::Names => names(&text)?,
        Kind::Code(of) => {
            let text = text.to_uppercase();
            code(of, &text, None, None)?;
            Value::Text(text)
        }
        Kind::Phone if forms::is_phone(&text) => Value::Text(text),
        Kind::Phone => return Err(Fault::new(What::NotAPhone, &text)),
        Kind::Whole(limit) => whole(&text, limit)?,
        Kind::Number(least, most) => Value::Number(number(&text, least, most)?),
        Kind::Lon => Value::Number(number(&text, -180.0, 180.0)?),
        // No place on earth has a latitude that large: it is the longitude.
        Kind::Lat if text.parse().is_ok_and(|it: f64| it > 90.0 && it <= 180.0) => {
            return Err(Fault::new(What::Swapped, &text));
        }
        Kind::Lat => Value::Number(number(&text, -90.0, 90.0)?),
        Kind::Yes => yes(&text)?,
        Kind::Day => Value::Day(day(&text)?),
        Kind::Choice(list) => Value::Text(choice(&text, &list())?.to_owned()),
        Kind::Area => Value::Area(area(&text, crs)?),
    };
    if column.personal()
        && let Value::Text(text) = value
    {
        return Ok(Some(Value::Personal(Personal::new(text))));
    }
    Ok(Some(value))
}

/// The text of a cell as its column wants it.
fn text(column: &Column, raw: &Raw) -> Result<String, Fault> {
    let how = match column.kind {
        Kind::Text(_) | Kind::Names | Kind::Choice(_) => Plain::Words,
        Kind::Ref(sheet) if sheet.key() == Some("name") => Plain::Words,
        Kind::Area => Plain::Words,
        Kind::Ref(_) | Kind::Code(_) | Kind::Phone | Kind::Whole(_) => Plain::Code,
        Kind::Number(..) | Kind::Yes | Kind::Day | Kind::Lon | Kind::Lat => Plain::Code,
    };
    match raw {
        Raw::Words(text) => Ok(plain(text, how)),
        Raw::Number(number) => digits(column, *number),
        Raw::Yes(yes) => Ok((if *yes { YES[0] } else { NO[0] }).to_owned()),
        Raw::Day(day) => Ok(day.clone()),
        Raw::Failed => Err(Fault::new(What::FailedFormula, "")),
    }
}

fn digits(column: &Column, number: f64) -> Result<String, Fault> {
    let text = number.to_string();
    let code = matches!(column.kind, Kind::Code(_) | Kind::Ref(_) | Kind::Phone);
    if code && text.len() > NUMBER_DIGITS {
        return Err(Fault::new(What::LostDigits, &text));
    }
    Ok(text)
}

fn words(text: &str, limit: usize) -> Result<Value, Fault> {
    if text.chars().count() > limit {
        return Err(Fault::new(What::TooLong, text).hint(limit));
    }
    Ok(Value::Text(text.to_owned()))
}

fn names(text: &str) -> Result<Value, Fault> {
    let mut names: Vec<String> = Vec::new();
    for name in text.split(COMMAS).map(str::trim).filter(|it| !it.is_empty()) {
        if !names.iter().any(|it| it == name) {
            names.push(name.to_owned());
        }
    }
    if names.len() > NAMES_MAX { Err(Fault::new(What::TooLong, text).hint(NAMES_MAX)) } else { Ok(Value::Names(names)) }
}

/// Checks a number by the rules of the district.
///
/// # Errors
/// What is wrong with it, with the rule in words.
pub fn code(of: Numbered, text: &str, parent: Option<&str>, kind: Option<GridKind>) -> Result<(), Fault> {
    let rules = CodeRules::built_in();
    let Err(wrong) = rules.check(of, text, parent, kind) else { return Ok(()) };
    let what = match wrong {
        CodeWrong::Length | CodeWrong::Characters => What::WrongLength,
        CodeWrong::Parent => What::WrongParent,
        CodeWrong::CheckDigit => What::CheckDigit,
        CodeWrong::Range => What::WrongOrder,
    };
    let (zh, en) = rules.rule(of).map(|it| (it.zh.clone(), it.en.clone())).unwrap_or_default();
    let fault = Fault::new(what, text);
    Err(if what == What::WrongParent { fault.hint(parent.unwrap_or_default()) } else { Fault { zh, en, ..fault } })
}

fn whole(text: &str, limit: i64) -> Result<Value, Fault> {
    let number = text.replace(',', "");
    let number: f64 = number.parse().map_err(|_| Fault::new(What::NotANumber, text))?;
    if number.fract() != 0.0 || !(0.0..=limit as f64).contains(&number) {
        return Err(Fault::new(What::OutOfRange, text).hint(format!("0–{limit}")));
    }
    Ok(Value::Whole(number as i64))
}

fn number(text: &str, least: f64, most: f64) -> Result<f64, Fault> {
    let number: f64 = text.parse().map_err(|_| Fault::new(What::NotANumber, text))?;
    if (least..=most).contains(&number) {
        return Ok(number);
    }
    Err(Fault::new(What::OutOfRange, text).hint(format!("{least}–{most}")))
}

fn yes(text: &str) -> Result<Value, Fault> {
    let low = text.to_lowercase();
    match (YES.contains(&low.as_str()), NO.contains(&low.as_str())) {
        (true, _) => Ok(Value::Yes(true)),
        (_, true) => Ok(Value::Yes(false)),
        (false, false) => Err(Fault::new(What::NotYesOrNo, text)),
    }
}

fn day(text: &str) -> Result<Day, Fault> {
    let dashed = text.replace(['/', '.', '年', '月'], "-").replace('日', "");
    let parts: Vec<&str> = dashed.split('-').collect();
    let fault = || Fault::new(What::NotADay, text);
    let [year, month, day] = parts.as_slice() else { return Err(fault()) };
    format!("{year:0>4}-{month:0>2}-{day:0>2}").parse().map_err(|_| fault())
}

fn choice(text: &str, list: &[Choice]) -> Result<&'static str, Fault> {
    let low = text.to_lowercase();
    let found = list.iter().find(|(code, zh, en)| *zh == text || *code == low || en.to_lowercase() == low);
    if let Some((code, ..)) = found {
        return Ok(code);
    }
    let listed =
        |name: fn(&Choice) -> &'static str| list.iter().take(CHOICES_SHOWN).map(name).collect::<Vec<_>>().join(", ");
    Err(Fault { zh: listed(|it| it.1), en: listed(|it| it.2), ..Fault::new(What::NotInList, text) })
}

/// Reads an area: GeoJSON, or corners with commas between.
fn area(text: &str, crs: Crs) -> Result<Polygon, Fault> {
    let fault = || Fault::new(What::NotAnArea, text);
    let rings = match text.starts_with('{') {
        true => serde_json::from_str::<Polygon>(text).map_err(|_| fault())?.rings().to_vec(),
        false => vec![ring(text).ok_or_else(fault)?],
    };
    sound(rings, crs, text)
}

/// Makes an area of rings in a reference system.
///
/// # Errors
/// If they are none, or cross themselves.
pub fn sound(rings: Vec<Vec<Point>>, crs: Crs, text: &str) -> Result<Polygon, Fault> {
    let moved = |it: Vec<Point>| it.into_iter().map(|it| to_wgs84(it, crs)).collect();
    let area = Polygon::new(rings.into_iter().map(moved).collect()).map_err(|_| Fault::new(What::NotAnArea, text))?;
    match crossing(&area) {
        Some(at) => Err(Fault::new(What::CrossesItself, "").hint(format!("{:.5} {:.5}", at.lon, at.lat))),
        None => Ok(area),
    }
}

/// Corners with commas between; the first need not be repeated.
fn ring(text: &str) -> Option<Vec<Point>> {
    let corner = |it: &str| {
        let mut numbers = it.split_whitespace().map(str::parse::<f64>);
        let point = Point::new(numbers.next()?.ok()?, numbers.next()?.ok()?);
        (numbers.next().is_none() && point.is_valid()).then_some(point)
    };
    let corners = text.split(COMMAS).map(str::trim).filter(|it| !it.is_empty()).map(corner);
    let mut ring = corners.collect::<Option<Vec<Point>>>()?;
    let first = *ring.first()?;
    if ring.last() != Some(&first) {
        ring.push(first);
    }
    (ring.len() >= 4).then_some(ring)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sheet::Sheet;

    fn read(sheet: Sheet, column: &str, text: &str) -> Result<Option<Value>, What> {
        value(sheet.column(column).unwrap(), &Raw::Words(text.to_owned()), Crs::Wgs84).map_err(|it| it.what)
    }

    #[test]
    fn a_cell_is_read_as_its_column_wants_it() {
        let text = |it: &str| Ok(Some(Value::Text(it.to_owned())));
        assert_eq!(read(Sheet::Grids, "code", " ５００１０２００１００１００１ "), text("500102001001001"));
        assert_eq!(read(Sheet::Units, "category", "银行网点"), text("bank"));
        assert_eq!(read(Sheet::Units, "category", "Gas station"), Err(What::NotInList));
        assert_eq!(read(Sheet::Units, "key_unit", "是"), Ok(Some(Value::Yes(true))));
        assert_eq!(
            read(Sheet::Units, "aliases", "老厂、东门，老厂"),
            Ok(Some(Value::Names(vec!["老厂".into(), "东门".into()])))
        );
        assert_eq!(
            read(Sheet::Members, "trained_until", "2027年6月3日"),
            Ok(Some(Value::Day("2027-06-03".parse().unwrap())))
        );
        assert_eq!(read(Sheet::Members, "phone", "1990000"), Err(What::NotAPhone));
        assert_eq!(read(Sheet::Station, "pop_resident", "229,000"), Ok(Some(Value::Whole(229_000))));
        assert_eq!(read(Sheet::Station, "pop_resident", "-3"), Err(What::OutOfRange));
        assert_eq!(read(Sheet::Grids, "name", "  \u{3000}"), Ok(None));
    }

    #[test]
    fn a_boundary_is_corners_or_geojson_and_never_crosses_itself() {
        let square = "107.38 29.70, 107.39 29.70, 107.39 29.71, 107.38 29.71";
        let Ok(Some(Value::Area(area))) = read(Sheet::Grids, "boundary", square) else { panic!("no area") };
        let json = serde_json::to_string(&area).unwrap();
        assert_eq!(read(Sheet::Grids, "boundary", &json), Ok(Some(Value::Area(area))));
        let bow = "107.38 29.70, 107.39 29.71, 107.39 29.70, 107.38 29.71";
        assert_eq!(read(Sheet::Grids, "boundary", bow), Err(What::CrossesItself));
        assert_eq!(read(Sheet::Grids, "boundary", "107.38 29.70, 107.39"), Err(What::NotAnArea));
    }

    #[test]
    fn a_long_code_stored_as_a_number_has_lost_its_end() {
        let column = Sheet::MicroGrids.column("code").unwrap();
        let fault = value(column, &Raw::Number(50_010_200_100_100_101.0), Crs::Wgs84).unwrap_err();
        assert_eq!(fault.what, What::LostDigits);
    }
}
