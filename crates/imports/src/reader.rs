//! Reads a workbook's cells, one after the other, so that nothing is made larger than what stands in it.

use std::collections::BTreeMap;
use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};

use calamine::{DataRef, Dimensions, Reader as _, Xlsx};
use platform::problem::{Refusal, refuse};

use crate::guard;
use crate::limits::{CELL_CHARS_MAX, COLUMNS_MAX, MERGED_MAX, ROWS_MAX, SHEETS_MAX};
use crate::refusal;

/// What stands in a cell as the file has it.
#[derive(Clone, Debug, PartialEq)]
pub enum Raw {
    /// Words.
    Words(String),
    /// A number.
    Number(f64),
    /// True or false.
    Yes(bool),
    /// A day, `2026-10-18`.
    Day(String),
    /// The formula in it failed, or has no value.
    Failed,
}

/// A cell.
#[derive(Clone, Debug, PartialEq)]
pub struct Cell {
    /// What stands in it.
    pub raw: Raw,
    /// Whether a formula worked it out.
    pub formula: bool,
    /// Whether its value is that of a merged place.
    pub merged: bool,
}

/// One row: the cells that are not empty, by their columns from 0.
pub type Row = BTreeMap<u32, Cell>;

/// A sheet: the rows that are not empty, by their numbers from 1 as Excel counts.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Table {
    /// The sheet's name in the file.
    pub name: String,
    /// The rows.
    pub rows: BTreeMap<u32, Row>,
}

type Book<'a> = Xlsx<Cursor<&'a [u8]>>;

/// Reads a workbook. `step` is told after each sheet how many of how many have been read.
///
/// # Errors
/// Why the file cannot be taken.
pub fn read(bytes: &[u8], step: impl Fn(usize, usize)) -> Result<Vec<Table>, Refusal> {
    guard::check(bytes)?;
    // A damaged file is the sender's mistake, and must not end the process that looks at it.
    let read = catch_unwind(AssertUnwindSafe(|| tables(bytes, step)));
    read.unwrap_or_else(|_| Err(refuse(&refusal::NOT_A_WORKBOOK)))
}

fn tables(bytes: &[u8], step: impl Fn(usize, usize)) -> Result<Vec<Table>, Refusal> {
    let damaged = |_| refuse(&refusal::NOT_A_WORKBOOK);
    let mut book: Book = Xlsx::new(Cursor::new(bytes)).map_err(damaged)?;
    let names: Vec<String> = book.sheet_names().into_iter().take(SHEETS_MAX).collect();
    let mut tables = Vec::with_capacity(names.len());
    for (at, name) in names.iter().enumerate() {
        let mut table = table(&mut book, name)?;
        let merged = book.merge_cells_by_sheet_name(name).unwrap_or_default();
        for place in merged.iter().take(MERGED_MAX) {
            fill(&mut table, place);
        }
        tables.push(table);
        step(at + 1, names.len());
    }
    Ok(tables)
}

fn table(book: &mut Book, name: &str) -> Result<Table, Refusal> {
    let damaged = |_| refuse(&refusal::NOT_A_WORKBOOK);
    let mut table = Table { name: name.to_owned(), ..Table::default() };
    // A sheet that holds a picture only has no cells to read.
    let Ok(mut cells) = book.worksheet_cells_reader(name) else { return Ok(table) };
    while let Some(cell) = cells.next_cell_with_formula().map_err(damaged)? {
        let formula = cell.formula.is_some();
        let (row, column) = (cell.pos.0 + 1, cell.pos.1);
        let Some(raw) = raw(&cell.value, formula, name, row)? else { continue };
        if row > ROWS_MAX {
            return Err(refuse(&refusal::TOO_MANY_ROWS).with("sheet", name).with("limit", ROWS_MAX));
        }
        if column >= COLUMNS_MAX {
            return Err(refuse(&refusal::TOO_MANY_COLUMNS).with("sheet", name).with("limit", COLUMNS_MAX));
        }
        table.rows.entry(row).or_default().insert(column, Cell { raw, formula, merged: false });
    }
    Ok(table)
}

fn raw(value: &DataRef, formula: bool, sheet: &str, row: u32) -> Result<Option<Raw>, Refusal> {
    let words = |text: &str| {
        if text.len() > CELL_CHARS_MAX && text.chars().count() > CELL_CHARS_MAX {
            let limit = refuse(&refusal::CELL_TOO_LONG).with("limit", CELL_CHARS_MAX);
            return Err(limit.with("sheet", sheet).with("row", row));
        }
        Ok((!text.trim().is_empty()).then(|| Raw::Words(text.to_owned())))
    };
    Ok(match value {
        DataRef::Empty if formula => Some(Raw::Failed),
        DataRef::Empty => None,
        DataRef::String(text) => words(text)?,
        DataRef::SharedString(text) => words(text)?,
        DataRef::Int(number) => Some(Raw::Number(*number as f64)),
        DataRef::Float(number) => Some(Raw::Number(*number)),
        DataRef::Bool(yes) => Some(Raw::Yes(*yes)),
        DataRef::DateTime(at) => {
            let (year, month, day, ..) = at.to_ymd_hms_milli();
            Some(Raw::Day(format!("{year:04}-{month:02}-{day:02}")))
        }
        DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => words(text)?,
        DataRef::Error(_) => Some(Raw::Failed),
    })
}

/// Writes the value of a merged place into each of its cells within the rows that there are.
fn fill(table: &mut Table, place: &Dimensions) {
    let (top, left) = (place.start.0.saturating_add(1), place.start.1);
    let (bottom, right) = (place.end.0.saturating_add(1).min(ROWS_MAX), place.end.1.min(COLUMNS_MAX));
    let Some(first) = table.rows.get(&top).and_then(|it| it.get(&left)).cloned() else { return };
    let value = Cell { merged: true, ..first };
    for (_, row) in table.rows.range_mut(top..=bottom.max(top)) {
        for column in left..=right.max(left) {
            row.entry(column).and_modify(|it| it.merged = true).or_insert_with(|| value.clone());
        }
    }
}
