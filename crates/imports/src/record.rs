//! A row of a sheet once its cells are understood.

use std::collections::BTreeMap;

use domain::geo::Point;
use domain::geo::polygon::Polygon;
use domain::time::Day;
use platform::seal::Personal;

use crate::sheet::Sheet;

/// What stands in a cell.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// Words, a code, or the wire word of a choice.
    Text(String),
    /// A personal text.
    Personal(Personal),
    /// Several names.
    Names(Vec<String>),
    /// A whole number.
    Whole(i64),
    /// A number.
    Number(f64),
    /// Yes or no.
    Yes(bool),
    /// A day.
    Day(Day),
    /// An area in WGS-84.
    Area(Polygon),
}

/// A row of a sheet.
#[derive(Clone, Debug, PartialEq)]
pub struct Record {
    /// Its sheet.
    pub sheet: Sheet,
    /// Its number in the sheet, as Excel counts: from 1.
    pub row: u32,
    /// What stands in it, by the names of the columns; empty cells are left out.
    pub values: BTreeMap<&'static str, Value>,
}

impl Record {
    /// An empty row.
    pub fn new(sheet: Sheet, row: u32) -> Self {
        Self { sheet, row, values: BTreeMap::new() }
    }

    /// Adds a value, where there is one.
    pub fn with(mut self, name: &'static str, value: impl Into<Option<Value>>) -> Self {
        if let Some(value) = value.into() {
            self.values.insert(name, value);
        }
        self
    }

    /// Adds words, unless they are empty.
    pub fn words(self, name: &'static str, text: impl Into<String>) -> Self {
        let text = text.into();
        self.with(name, (!text.is_empty()).then_some(Value::Text(text)))
    }

    /// The words of a column.
    pub fn text(&self, name: &str) -> Option<&str> {
        match self.values.get(name)? {
            Value::Text(text) => Some(text),
            Value::Personal(_) | Value::Names(_) | Value::Whole(_) | Value::Number(_) => None,
            Value::Yes(_) | Value::Day(_) | Value::Area(_) => None,
        }
    }

    /// The personal text of a column.
    pub fn personal(&self, name: &str) -> Option<&Personal> {
        if let Value::Personal(it) = self.values.get(name)? { Some(it) } else { None }
    }

    /// The names of a column.
    pub fn names(&self, name: &str) -> Option<&[String]> {
        if let Value::Names(it) = self.values.get(name)? { Some(it) } else { None }
    }

    /// The whole number of a column.
    pub fn whole(&self, name: &str) -> Option<i64> {
        if let Value::Whole(it) = self.values.get(name)? { Some(*it) } else { None }
    }

    /// The number of a column.
    pub fn number(&self, name: &str) -> Option<f64> {
        if let Value::Number(it) = self.values.get(name)? { Some(*it) } else { None }
    }

    /// The yes or no of a column.
    pub fn yes(&self, name: &str) -> Option<bool> {
        if let Value::Yes(it) = self.values.get(name)? { Some(*it) } else { None }
    }

    /// The day of a column.
    pub fn day(&self, name: &str) -> Option<Day> {
        if let Value::Day(it) = self.values.get(name)? { Some(*it) } else { None }
    }

    /// The area of a column.
    pub fn area(&self, name: &str) -> Option<&Polygon> {
        if let Value::Area(it) = self.values.get(name)? { Some(it) } else { None }
    }

    /// The choice of a column.
    pub fn choice<C: domain::code::Code>(&self, name: &str) -> Option<C> {
        C::find(self.text(name)?)
    }

    /// The point of its columns `lon` and `lat`.
    pub fn point(&self) -> Option<Point> {
        Some(Point::new(self.number("lon")?, self.number("lat")?))
    }

    /// The text that names the row within its sheet, where one column does.
    pub fn key(&self) -> Option<&str> {
        self.text(self.sheet.key()?)
    }
}
