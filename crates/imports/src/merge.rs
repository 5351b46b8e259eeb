//! Lays the rows of a workbook over those of the station: the station as it would be.

use std::collections::{BTreeMap, HashMap};

use platform::seal::Personal;

use crate::book::Book;
use crate::finding::{Finding, Findings};
use crate::i18n::faults::What;
use crate::present::Present;
use crate::record::{Record, Value};
use crate::sheet::Sheet;

/// A row of the station as it would be.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The row: what the file says over what is there.
    pub record: Record,
    /// The row as it is there now, if it is.
    pub before: Option<Record>,
    /// Its row in the file, if the file has it.
    pub told: Option<u32>,
}

impl Entry {
    /// Tells whether the row is there now.
    pub fn is_there(&self) -> bool {
        self.before.is_some()
    }
}

/// The station as it would be.
#[derive(Clone, Debug, Default)]
pub struct Future {
    rows: BTreeMap<Sheet, Vec<Entry>>,
    keys: HashMap<(Sheet, String), usize>,
}

impl Future {
    /// The rows of a sheet.
    pub fn rows(&self, sheet: Sheet) -> &[Entry] {
        self.rows.get(&sheet).map_or(&[], Vec::as_slice)
    }

    /// The row with this key.
    pub fn find(&self, sheet: Sheet, key: &str) -> Option<&Entry> {
        self.rows(sheet).get(*self.keys.get(&(sheet, key.to_owned()))?)
    }

    /// The row that `column` of `record` points to.
    pub fn target(&self, record: &Record, sheet: Sheet, column: &str) -> Option<&Entry> {
        self.find(sheet, record.text(column)?)
    }

    /// The rows that the file has.
    pub fn told(&self, sheet: Sheet) -> impl Iterator<Item = (u32, &Entry)> {
        self.rows(sheet).iter().filter_map(|it| Some((it.told?, it)))
    }

    fn add(&mut self, sheet: Sheet, entry: Entry) {
        let rows = self.rows.entry(sheet).or_default();
        if let Some(key) = entry.record.key() {
            self.keys.insert((sheet, key.to_owned()), rows.len());
        }
        rows.push(entry);
    }
}

/// Lays a workbook over a station. A row that doubles another of the file is found and left out.
pub fn merge(book: &Book, present: &Present, findings: &mut Findings) -> Future {
    let now = present.book();
    let mut future = Future::default();
    for sheet in Sheet::ALL.iter().copied() {
        for record in now.rows(sheet) {
            let record = if sheet == Sheet::Members { known(record, present) } else { record.clone() };
            future.add(sheet, Entry { before: Some(record.clone()), record, told: None });
        }
        match sheet {
            Sheet::Members => members(book, present, &mut future, findings),
            Sheet::Station | Sheet::Patches | Sheet::Beats | Sheet::Communities | Sheet::Grids => {
                keyed(sheet, book, &mut future, findings);
            }
            Sheet::MicroGrids | Sheet::Units | Sheet::Posts | Sheet::PatrolTeams => {
                keyed(sheet, book, &mut future, findings);
            }
            Sheet::Responsibilities => {
                for record in book.rows(sheet) {
                    future.add(sheet, Entry { record: record.clone(), before: None, told: Some(record.row) });
                }
            }
            Sheet::LocalNames => local_names(book, &mut future, findings),
        }
    }
    future
}

fn keyed(sheet: Sheet, book: &Book, future: &mut Future, findings: &mut Findings) {
    let column = sheet.key().and_then(|it| sheet.column(it));
    for record in book.rows(sheet) {
        let Some(key) = record.key() else { continue };
        let at = future.keys.get(&(sheet, key.to_owned())).copied();
        let there = at.and_then(|it| future.rows.get_mut(&sheet)?.get_mut(it));
        match there {
            Some(entry) => match entry.told {
                Some(other) => {
                    findings.add(Finding::new(sheet, record.row, column, What::Duplicate).found(key).hint(other));
                }
                None => overlay(entry, record),
            },
            None => future.add(sheet, Entry { record: record.clone(), before: None, told: Some(record.row) }),
        }
    }
}

/// A member with what is known of them and never written out.
fn known(record: &Record, present: &Present) -> Record {
    let id = record.text("id").unwrap_or_default().to_owned();
    let row = present.members.iter().find(|it| it.id.to_string() == id);
    let phone = row.and_then(|it| present.open.get(&it.phone_sealed_id?)).cloned();
    let role = row.and_then(|it| present.roles.get(&it.id));
    let role = role.map(|it| Value::Text(it.as_str().to_owned()));
    record.clone().with("phone", phone.map(Value::Personal)).with("role", role)
}

/// Local names are found by their words, what they name, and where.
fn local_names(book: &Book, future: &mut Future, findings: &mut Findings) {
    let sheet = Sheet::LocalNames;
    let spot = |it: &Record| ["name", "kind", "grid", "unit"].map(|column| it.text(column).map(str::to_owned));
    for record in book.rows(sheet) {
        let rows = future.rows.entry(sheet).or_default();
        match rows.iter_mut().find(|it| spot(&it.record) == spot(record)) {
            Some(entry) => match entry.told {
                Some(other) => {
                    findings.add(Finding::new(sheet, record.row, sheet.column("name"), What::Duplicate).hint(other));
                }
                None => overlay(entry, record),
            },
            None => rows.push(Entry { record: record.clone(), before: None, told: Some(record.row) }),
        }
    }
}

/// Writes what the file says over what is there.
fn overlay(entry: &mut Entry, record: &Record) {
    entry.told = Some(record.row);
    entry.record.row = record.row;
    for (name, value) in &record.values {
        let there = entry.record.values.get(name);
        if !there.is_some_and(|it| same(it, value)) {
            entry.record.values.insert(name, value.clone());
        }
    }
    // A radius stands for the area that it makes.
    if record.number("service_radius_m").is_some() && record.area("service_area").is_none() {
        entry.record.values.remove("service_area");
    }
}

/// Tells whether a value says what is there already: an area whose corners are the same but for what is lost when
/// numbers are written as text.
fn same(there: &Value, told: &Value) -> bool {
    let (Value::Area(there), Value::Area(told)) = (there, told) else { return there == told };
    there.is_near(told)
}

/// Members are found by the number of their record, else by their telephone, else by name and place.
fn members(book: &Book, present: &Present, future: &mut Future, findings: &mut Findings) {
    let phones: HashMap<&str, String> = present
        .members
        .iter()
        .filter_map(|it| Some((present.open.get(&it.phone_sealed_id?)?.expose(), it.id.to_string())))
        .collect();
    let (mut by_phone, mut by_name) = (HashMap::new(), HashMap::new());
    for record in book.rows(Sheet::Members) {
        let phone = record.personal("phone").map(Personal::expose);
        let person = record.personal("person").map(Personal::expose).unwrap_or_default();
        let twin = match phone {
            Some(phone) => by_phone.insert(phone.to_owned(), record.row),
            None => None,
        };
        let named = by_name.insert((person.to_owned(), place(record), phone.map(str::to_owned)), record.row);
        if let Some(other) = twin.or(named) {
            let column = Sheet::Members.column(if twin.is_some() { "phone" } else { "person" });
            findings.add(Finding::new(Sheet::Members, record.row, column, What::Duplicate).hint(other));
            continue;
        }
        let rows = future.rows.entry(Sheet::Members).or_default();
        let id = record.text("id").map(str::to_owned).or_else(|| phones.get(phone?).cloned());
        let found = match &id {
            Some(id) => rows.iter().position(|it| it.record.text("id") == Some(id)),
            None => same_person(rows, record),
        };
        match found.and_then(|it| rows.get_mut(it)) {
            Some(entry) if entry.told.is_none() => overlay(entry, record),
            Some(entry) => {
                let column = Sheet::Members.column("person");
                let finding = Finding::new(Sheet::Members, record.row, column, What::Duplicate);
                findings.add(finding.hint(entry.told.unwrap_or_default()));
            }
            None if record.text("id").is_some() => {
                let column = Sheet::Members.column("id");
                let finding = Finding::new(Sheet::Members, record.row, column, What::UnknownTarget);
                findings.add(finding.hints(Sheet::Members.zh(), Sheet::Members.en()));
            }
            None => rows.push(Entry { record: record.clone(), before: None, told: Some(record.row) }),
        }
    }
}

/// The only member of this name and place who is not told of yet.
fn same_person(rows: &[Entry], record: &Record) -> Option<usize> {
    let same = |it: &Entry| {
        it.before.as_ref().is_some_and(|before| {
            before.personal("person") == record.personal("person") && place(before) == place(record)
        })
    };
    let mut found = rows.iter().enumerate().filter(|(_, it)| same(it)).map(|(at, _)| at);
    let first = found.next()?;
    found.next().is_none().then_some(first)
}

/// Where a member belongs: the unit, else the grid, else the community.
fn place(record: &Record) -> String {
    let named = ["unit", "grid", "community"].into_iter().find_map(|it| record.text(it));
    named.unwrap_or_default().to_owned()
}
