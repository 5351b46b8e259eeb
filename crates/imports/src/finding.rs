//! One finding of a check: where, what is wrong, and what to write instead. It never quotes a personal value.

use std::collections::BTreeSet;

use platform::language::Language;
use serde::Serialize;
use utoipa::ToSchema;

use crate::i18n::faults::{Weight, What};
use crate::limits::FINDINGS_MAX;
use crate::sheet::{Column, Sheet};

/// A finding.
#[derive(Clone, Debug)]
pub struct Finding {
    /// The sheet as it is called in the file; empty for the file as a whole.
    pub place: String,
    /// The sheet, where it is one of the format's.
    pub sheet: Option<Sheet>,
    /// The row, as Excel counts.
    pub row: Option<u32>,
    /// The column.
    pub column: Option<&'static Column>,
    /// What is wrong.
    pub what: What,
    /// What stands there, where it is not personal.
    pub found: String,
    /// What the sentence on what to write instead names, in Chinese.
    pub hint_zh: String,
    /// The same in English.
    pub hint_en: String,
}

impl Finding {
    /// A finding about a row of a sheet.
    pub fn new(sheet: Sheet, row: impl Into<Option<u32>>, column: Option<&'static Column>, what: What) -> Self {
        Self {
            place: sheet.zh().to_owned(),
            sheet: Some(sheet),
            row: row.into(),
            column,
            what,
            found: String::new(),
            hint_zh: String::new(),
            hint_en: String::new(),
        }
    }

    /// Says what stands there, unless the column is personal.
    pub fn found(mut self, found: impl Into<String>) -> Self {
        if !self.column.is_some_and(Column::personal) {
            self.found = found.into().chars().take(FOUND_CHARS_MAX).collect();
        }
        self
    }

    /// Says what the sentence on what to write instead names, the same in both languages.
    pub fn hint(self, hint: impl ToString) -> Self {
        let hint = hint.to_string();
        self.hints(hint.clone(), hint)
    }

    /// Says what the sentence names in each language.
    pub fn hints(mut self, zh: impl Into<String>, en: impl Into<String>) -> Self {
        (self.hint_zh, self.hint_en) = (zh.into(), en.into());
        self
    }

    /// How much it weighs.
    pub fn weight(&self) -> Weight {
        self.what.weight()
    }

    /// Says what is wrong.
    pub fn reason(&self, language: Language) -> String {
        let words = language.pick(self.what.zh(), self.what.en());
        if self.found.is_empty() { words.to_owned() } else { format!("{words}: {}", self.found) }
    }

    /// Says what to write instead.
    pub fn instead(&self, language: Language) -> String {
        let (zh, en) = self.what.instead();
        match language {
            Language::Zh => zh.replace("{}", &self.hint_zh),
            Language::En => en.replace("{}", &self.hint_en),
        }
    }

    /// The finding as `language` reads it.
    pub fn view(&self, language: Language) -> FindingView {
        FindingView {
            weight: self.weight(),
            sheet: self.sheet.map_or_else(|| self.place.clone(), |it| language.pick(it.zh(), it.en()).to_owned()),
            row: self.row,
            column: self.column.map(|it| language.pick(it.zh, it.en).to_owned()),
            what: self.what,
            reason: self.reason(language),
            instead: self.instead(language),
        }
    }
}

/// Characters of a cell that a finding quotes.
const FOUND_CHARS_MAX: usize = 40;

/// A finding of a check.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct FindingView {
    /// How much it weighs.
    pub weight: Weight,
    /// The sheet.
    pub sheet: String,
    /// The row, as Excel counts; none for a whole sheet.
    pub row: Option<u32>,
    /// The column's heading; none for a whole row.
    pub column: Option<String>,
    /// The stable word of what is wrong.
    pub what: What,
    /// What is wrong.
    pub reason: String,
    /// What to write instead.
    pub instead: String,
}

/// The findings of one check.
#[derive(Clone, Debug, Default)]
pub struct Findings {
    list: Vec<Finding>,
    bad: BTreeSet<(Sheet, u32)>,
    errors: usize,
    left_out: usize,
}

impl Findings {
    /// Adds a finding.
    pub fn add(&mut self, finding: Finding) {
        if finding.weight() == Weight::Error {
            self.errors += 1;
            if let (Some(sheet), Some(row)) = (finding.sheet, finding.row) {
                self.bad.insert((sheet, row));
            }
        }
        if self.list.len() < FINDINGS_MAX { self.list.push(finding) } else { self.left_out += 1 }
    }

    /// Keeps a row out for a mistake that was told once for its whole sheet.
    pub fn keep_out(&mut self, sheet: Sheet, row: u32) {
        self.bad.insert((sheet, row));
    }

    /// Tells whether a row has an error, which keeps it out.
    pub fn is_bad(&self, sheet: Sheet, row: u32) -> bool {
        self.bad.contains(&(sheet, row))
    }

    /// Puts them in the order of the workbook, errors of a row before its warnings.
    pub fn sort(&mut self) {
        self.list.sort_by_key(|it| (it.sheet, it.row, it.weight()));
    }

    /// The findings.
    pub fn list(&self) -> &[Finding] {
        &self.list
    }

    /// How many errors there are.
    pub fn errors(&self) -> usize {
        self.errors
    }

    /// How many findings are only counted.
    pub fn left_out(&self) -> usize {
        self.left_out
    }
}
