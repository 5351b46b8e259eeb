//! From the cells of a workbook to rows that are understood one by one; what they say of each other is looked at later.

use std::collections::BTreeMap;

use domain::geo::crs::{Crs, to_wgs84};
use platform::problem::{Refusal, refuse};

use crate::cells;
use crate::finding::{Finding, Findings};
use crate::i18n::faults::What;
use crate::i18n::{LISTS, MUST, NOTES};
use crate::normal::{Plain, plain};
use crate::reader::{Cell, Raw, Row, Table};
use crate::record::{Record, Value};
use crate::refusal;
use crate::sheet::{Column, Need, Sheet};

/// The rows of a workbook.
#[derive(Clone, Debug, Default)]
pub struct Book {
    /// The rows that say something, sheet by sheet in the order of the format.
    pub records: BTreeMap<Sheet, Vec<Record>>,
}

impl Book {
    /// The rows of a sheet.
    pub fn rows(&self, sheet: Sheet) -> &[Record] {
        self.records.get(&sheet).map_or(&[], Vec::as_slice)
    }

    /// How many rows there are.
    pub fn len(&self) -> usize {
        self.records.values().map(Vec::len).sum()
    }

    /// Tells whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// Understands the sheets of a file, whose coordinates are in `crs` where a row says nothing else.
///
/// # Errors
/// If no sheet is known.
pub fn understand(tables: &[Table], crs: Crs, findings: &mut Findings) -> Result<Book, Refusal> {
    let mut book = Book::default();
    for table in tables {
        let Some(sheet) = sheet_of(&table.name) else {
            if table.name != NOTES && table.name != LISTS && !table.rows.is_empty() {
                let found = Finding::new(Sheet::Station, None, None, What::UnknownSheet);
                findings.add(Finding { sheet: None, place: table.name.clone(), ..found });
            }
            continue;
        };
        let records = Reading { sheet, crs, findings: &mut *findings }.table(table);
        book.records.entry(sheet).or_default().extend(records);
    }
    if book.records.is_empty() { Err(refuse(&refusal::NO_SHEET)) } else { Ok(book) }
}

fn sheet_of(name: &str) -> Option<Sheet> {
    let name = plain(name, Plain::Words);
    Sheet::ALL.iter().copied().find(|it| it.zh() == name || it.en().eq_ignore_ascii_case(&name) || it.as_str() == name)
}

struct Reading<'a> {
    sheet: Sheet,
    crs: Crs,
    findings: &'a mut Findings,
}

/// The format's columns by the places where this file has them.
type Places = BTreeMap<u32, &'static Column>;

impl Reading<'_> {
    fn table(&mut self, table: &Table) -> Vec<Record> {
        let mut rows = table.rows.iter();
        let Some((_, heading)) = rows.next() else { return Vec::new() };
        let places = self.headings(heading);
        let missing = self.sheet.columns().iter().filter(|it| it.need == Need::Always);
        let missing: Vec<&'static Column> =
            missing.filter(|it| !places.values().any(|there| there.name == it.name)).collect();
        for column in &missing {
            let finding = Finding::new(self.sheet, 1, Some(column), What::MissingColumn);
            self.findings.add(finding.hints(column.zh, column.en));
        }
        if !missing.is_empty() {
            return Vec::new();
        }
        let sheet = self.sheet;
        let told = rows.filter(|(_, row)| !is_heading(sheet, row, &places) && !is_example(row, &places));
        told.filter_map(|(number, row)| self.row(*number, row, &places)).collect()
    }

    fn headings(&mut self, row: &Row) -> Places {
        let mut places = Places::new();
        for (at, cell) in row {
            let Raw::Words(text) = &cell.raw else { continue };
            match column_of(self.sheet, text) {
                Some(column) if !places.values().any(|it| it.name == column.name) => {
                    places.insert(*at, column);
                }
                Some(_) | None => {
                    let finding = Finding::new(self.sheet, 1, None, What::UnknownColumn);
                    self.findings.add(finding.found(plain(text, Plain::Words)));
                }
            }
        }
        places
    }

    fn row(&mut self, number: u32, row: &Row, places: &Places) -> Option<Record> {
        if row.iter().all(|(at, cell)| !places.contains_key(at) || is_blank(cell)) {
            return None;
        }
        let crs = self.system(row, places);
        let mut record = Record::new(self.sheet, number);
        for (at, column) in places {
            match row.get(at) {
                None => {}
                Some(cell) => {
                    self.tell_kind(number, column, cell);
                    match cells::value(column, &cell.raw, crs) {
                        Ok(Some(value)) => {
                            record.values.insert(column.name, value);
                        }
                        Ok(None) => {}
                        Err(fault) => {
                            let finding = Finding::new(self.sheet, number, Some(column), fault.what);
                            self.findings.add(finding.found(fault.found).hints(fault.zh, fault.en));
                        }
                    }
                }
            }
            if column.need == Need::Always && row.get(at).is_none_or(is_blank) {
                self.findings.add(Finding::new(self.sheet, number, Some(column), What::Required));
            }
        }
        // A sheet whose coordinates carry no system of their own takes that of the import, and keeps it.
        if self.sheet.has_coordinates() {
            record.values.insert("crs", Value::Text(crs.as_str().to_owned()));
            self.place(number, &mut record, crs);
        }
        Some(record)
    }

    /// Moves the point of a row to WGS-84, in which everything inside is. A point needs both its numbers.
    fn place(&mut self, number: u32, record: &mut Record, crs: Crs) {
        if let Some(point) = record.point() {
            let moved = to_wgs84(point, crs);
            record.values.insert("lon", Value::Number(moved.lon));
            record.values.insert("lat", Value::Number(moved.lat));
            return;
        }
        for (there, missing) in [("lon", "lat"), ("lat", "lon")] {
            // A number that could not be read has been told.
            if record.number(there).is_some() && !self.findings.is_bad(self.sheet, number) {
                let column = self.sheet.column(missing);
                self.findings.add(Finding::new(self.sheet, number, column, What::Required));
            }
        }
    }

    /// The reference system of a row.
    fn system(&self, row: &Row, places: &Places) -> Crs {
        let cell =
            places.iter().find(|(_, it)| it.name == "crs").and_then(|(at, column)| Some((*column, row.get(at)?)));
        let own = cell.and_then(|(column, cell)| cells::value(column, &cell.raw, self.crs).ok().flatten());
        match own {
            Some(Value::Text(word)) => word.parse().unwrap_or(self.crs),
            Some(_) | None => self.crs,
        }
    }

    fn tell_kind(&mut self, number: u32, column: &'static Column, cell: &Cell) {
        let told = [(cell.formula && cell.raw != Raw::Failed, What::Formula), (cell.merged, What::Merged)];
        for (_, what) in told.into_iter().filter(|(is, _)| *is) {
            self.findings.add(Finding::new(self.sheet, number, Some(column), what));
        }
    }
}

fn column_of(sheet: Sheet, heading: &str) -> Option<&'static Column> {
    let plain = plain(heading, Plain::Words);
    let name = plain.trim_end_matches(MUST).trim();
    let mut columns = sheet.columns().iter();
    columns.find(|it| it.zh == name || it.en.eq_ignore_ascii_case(name) || it.name == name)
}

/// Tells whether a row only repeats the headings, in the other language.
fn is_heading(sheet: Sheet, row: &Row, places: &Places) -> bool {
    row.iter().all(|(at, cell)| match (&cell.raw, places.get(at)) {
        (Raw::Words(text), Some(column)) => column_of(sheet, text).is_some_and(|it| it.name == column.name),
        (Raw::Words(_) | Raw::Number(_) | Raw::Yes(_) | Raw::Day(_) | Raw::Failed, _) => false,
    })
}

fn is_blank(cell: &Cell) -> bool {
    matches!(&cell.raw, Raw::Words(text) if plain(text, Plain::Code).is_empty())
}

/// Tells whether a row is the template's example, left as it was.
fn is_example(row: &Row, places: &Places) -> bool {
    let text = |cell: &Cell| match &cell.raw {
        Raw::Words(text) => plain(text, Plain::Words),
        Raw::Number(number) => number.to_string(),
        Raw::Day(day) => day.clone(),
        Raw::Yes(_) | Raw::Failed => String::new(),
    };
    let known = places.iter().map(|(at, column)| (row.get(at).map(text).unwrap_or_default(), column.example));
    known.into_iter().all(|(found, example)| found == example)
}
