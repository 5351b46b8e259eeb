//! Writes workbooks: the template, a station's rows, and the list of mistakes.

use platform::language::Language;
use rust_xlsxwriter::{Color, DataValidation, Format, Formula, Workbook, Worksheet, XlsxError};

use crate::book::Book;
use crate::finding::Findings;
use crate::i18n::{ERROR_HEADINGS, ERRORS, EXPLAINED, LISTS, MUST, NO, NOTES, YES};
use crate::limits::{CELL_CHARS_MAX, ROWS_MAX};
use crate::record::{Record, Value};
use crate::sheet::{Column, Kind, Need, Sheet};

/// The first row that holds no heading, from 0: Chinese, then English.
const FIRST: u32 = 2;
/// The width of a column, in characters.
const WIDE: f64 = 18.0;
/// The width of the notes.
const NOTES_WIDE: f64 = 100.0;
/// The grey of examples.
const GREY: Color = Color::RGB(0x0080_8080);
/// The ground of headings.
const GROUND: Color = Color::RGB(0x00DD_EBF7);

/// Writes the template: headings, lists and one example a sheet.
///
/// # Errors
/// If the file cannot be made.
pub fn template() -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    notes(workbook.add_worksheet())?;
    let lists = Lists::of();
    for sheet in Sheet::ALL {
        let page = workbook.add_worksheet();
        headings(page, *sheet)?;
        for (at, column) in (0..).zip(sheet.columns()) {
            page.write_with_format(FIRST, at, column.example, &Format::new().set_font_color(GREY))?;
        }
        lists.validate(page, *sheet)?;
    }
    lists.write(workbook.add_worksheet())?;
    workbook.save_to_buffer()
}

/// Writes rows as a workbook that can be imported again.
///
/// # Errors
/// If the file cannot be made.
pub fn rows(book: &Book) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    notes(workbook.add_worksheet())?;
    let lists = Lists::of();
    for sheet in Sheet::ALL {
        let page = workbook.add_worksheet();
        headings(page, *sheet)?;
        for (line, record) in (FIRST..).zip(book.rows(*sheet)) {
            row(page, line, record)?;
        }
        lists.validate(page, *sheet)?;
    }
    lists.write(workbook.add_worksheet())?;
    workbook.save_to_buffer()
}

/// Writes the list of mistakes.
///
/// # Errors
/// If the file cannot be made.
pub fn errors(findings: &Findings, language: Language) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    let page = workbook.add_worksheet();
    page.set_name(ERRORS)?;
    for (at, (zh, en)) in (0..).zip(ERROR_HEADINGS) {
        page.write_with_format(0, at, language.pick(zh, en), &heading())?;
        page.set_column_width(at, WIDE)?;
    }
    page.set_column_width(4, 2.0 * WIDE)?;
    page.set_column_width(5, 3.0 * WIDE)?;
    page.set_freeze_panes(1, 0)?;
    for (line, finding) in (1..).zip(findings.list()) {
        let view = finding.view(language);
        page.write(line, 0, language.pick(view.weight.zh(), view.weight.en()))?;
        page.write(line, 1, view.sheet)?;
        if let Some(row) = view.row {
            page.write(line, 2, row)?;
        }
        page.write(line, 3, view.column.unwrap_or_default())?;
        page.write(line, 4, view.reason)?;
        page.write(line, 5, view.instead)?;
    }
    workbook.save_to_buffer()
}

fn heading() -> Format {
    Format::new().set_bold().set_background_color(GROUND).set_text_wrap()
}

fn notes(page: &mut Worksheet) -> Result<(), XlsxError> {
    page.set_name(NOTES)?;
    page.set_column_width(0, NOTES_WIDE)?;
    let wrapped = Format::new().set_text_wrap();
    let lines = EXPLAINED.iter().map(|it| it.0).chain([""]).chain(EXPLAINED.iter().map(|it| it.1));
    for (line, text) in (0..).zip(lines) {
        page.write_with_format(line, 0, text, &wrapped)?;
    }
    Ok(())
}

/// Names a sheet, writes its headings, and makes its cells text where a code would lose its zeros or its end.
fn headings(page: &mut Worksheet, sheet: Sheet) -> Result<(), XlsxError> {
    page.set_name(sheet.zh())?;
    page.set_freeze_panes(FIRST, 1)?;
    for (at, column) in (0..).zip(sheet.columns()) {
        let mark = if column.need == Need::Never { "" } else { MUST };
        page.write_with_format(0, at, format!("{}{mark}", column.zh), &heading())?;
        page.write_with_format(1, at, column.en, &heading())?;
        let format = if is_text(column) { Format::new().set_num_format("@") } else { Format::new() };
        page.set_column_format(at, &format)?;
        page.set_column_width(at, WIDE)?;
    }
    Ok(())
}

fn is_text(column: &Column) -> bool {
    match column.kind {
        Kind::Code(_) | Kind::Phone | Kind::Ref(_) | Kind::Text(_) | Kind::Day => true,
        Kind::Names | Kind::Whole(_) | Kind::Number(..) | Kind::Yes | Kind::Choice(_) => false,
        Kind::Lon | Kind::Lat | Kind::Area => false,
    }
}

fn row(page: &mut Worksheet, line: u32, record: &Record) -> Result<(), XlsxError> {
    for (at, column) in (0..).zip(record.sheet.columns()) {
        let Some(value) = record.values.get(column.name) else { continue };
        match value {
            Value::Whole(number) => page.write(line, at, *number as f64)?,
            Value::Number(number) => page.write(line, at, *number)?,
            Value::Text(_) | Value::Personal(_) | Value::Names(_) | Value::Yes(_) | Value::Day(_) | Value::Area(_) => {
                page.write(line, at, text(column, value))?
            }
        };
    }
    Ok(())
}

/// A value as a cell shows it; an area that no cell can hold is left out, and stays as it is on the way back.
fn text(column: &Column, value: &Value) -> String {
    let text = match value {
        Value::Text(code) => match column.kind {
            Kind::Choice(list) => list().into_iter().find(|it| it.0 == code).map_or(code.clone(), |it| it.1.to_owned()),
            Kind::Text(_) | Kind::Names | Kind::Code(_) | Kind::Phone | Kind::Whole(_) => code.clone(),
            Kind::Number(..) | Kind::Yes | Kind::Day | Kind::Ref(_) | Kind::Lon | Kind::Lat | Kind::Area => {
                code.clone()
            }
        },
        Value::Personal(text) => text.expose().to_owned(),
        Value::Names(names) => names.join(", "),
        Value::Whole(number) => number.to_string(),
        Value::Number(number) => number.to_string(),
        Value::Yes(yes) => (if *yes { YES[0] } else { NO[0] }).to_owned(),
        Value::Day(day) => day.to_string(),
        Value::Area(area) => match area.rings() {
            [ring] => ring.iter().map(|it| format!("{} {}", it.lon, it.lat)).collect::<Vec<_>>().join(", "),
            _ => serde_json::to_string(area).unwrap_or_default(),
        },
    };
    if text.chars().count() > CELL_CHARS_MAX { String::new() } else { text }
}

/// The drop-down lists: each choice of the format has a column of the list sheet.
struct Lists(Vec<(&'static str, Vec<&'static str>)>);

impl Lists {
    fn of() -> Self {
        let mut lists: Vec<(&'static str, Vec<&'static str>)> = vec![("yes", vec![YES[0], NO[0]])];
        for column in Sheet::ALL.iter().flat_map(|it| it.columns()) {
            if let Kind::Choice(list) = column.kind {
                let words: Vec<&'static str> = list().into_iter().map(|it| it.1).collect();
                if !lists.iter().any(|(_, it)| *it == words) {
                    lists.push((column.zh, words));
                }
            }
        }
        Self(lists)
    }

    fn write(&self, page: &mut Worksheet) -> Result<(), XlsxError> {
        page.set_name(LISTS)?;
        page.set_hidden(true);
        for (at, (name, words)) in (0..).zip(&self.0) {
            page.write_with_format(0, at, *name, &heading())?;
            for (line, word) in (1..).zip(words) {
                page.write(line, at, *word)?;
            }
        }
        Ok(())
    }

    /// Offers the list of each column that has one, and the keys of the sheet that a column points to.
    fn validate(&self, page: &mut Worksheet, sheet: Sheet) -> Result<(), XlsxError> {
        for (at, column) in (0..).zip(sheet.columns()) {
            let Some(source) = self.source(column) else { continue };
            let list = DataValidation::new().allow_list_formula(Formula::new(source)).ignore_blank(true);
            page.add_data_validation(FIRST, at, ROWS_MAX - 1, at, &list)?;
        }
        Ok(())
    }

    fn source(&self, column: &Column) -> Option<String> {
        let words: Vec<&'static str> = match column.kind {
            Kind::Choice(list) => list().into_iter().map(|it| it.1).collect(),
            Kind::Yes => vec![YES[0], NO[0]],
            Kind::Ref(other) => {
                let at = other.columns().iter().position(|it| Some(it.name) == other.key())?;
                let letter = letter(at);
                return Some(format!("='{}'!${letter}${}:${letter}${ROWS_MAX}", other.zh(), FIRST + 1));
            }
            Kind::Text(_) | Kind::Names | Kind::Code(_) | Kind::Phone | Kind::Whole(_) => return None,
            Kind::Number(..) | Kind::Day | Kind::Lon | Kind::Lat | Kind::Area => return None,
        };
        let at = self.0.iter().position(|(_, it)| *it == words)?;
        let letter = letter(at);
        Some(format!("='{LISTS}'!${letter}$2:${letter}${}", words.len() + 1))
    }
}

/// The letter of a column; there are fewer than 26.
fn letter(at: usize) -> char {
    char::from(b'A' + u8::try_from(at).unwrap_or_default())
}
