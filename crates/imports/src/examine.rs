//! The whole check of a file: from bytes to what is wrong with it and what it would change.

use chrono::{DateTime, Utc};
use domain::geo::crs::Crs;
use domain::ids::AccountId;
use platform::problem::Refusal;
use platform::seal::Sealer;

use crate::book::{self, Book};
use crate::boundaries::{self, Outline};
use crate::check;
use crate::finding::Findings;
use crate::merge;
use crate::plan::{self, Plan};
use crate::present::Present;
use crate::reader;

domain::codes! {
    /// What a check is doing.
    pub enum Stage {
        Reading = "reading", "读取工作表", "Reading sheets";
        Checking = "checking", "核对", "Checking";
        Writing = "writing", "写入", "Writing";
        Done = "done", "完成", "Done";
    }
}

/// How far a check has come: the stage, and how many of how many sheets are read.
pub type Step<'a> = &'a (dyn Fn(Stage, usize, usize) + Send + Sync);

/// What is to be imported.
#[derive(Clone, Copy, Debug)]
pub struct Input<'a> {
    /// The workbook, or boundaries alone.
    pub file: &'a [u8],
    /// Boundaries beside the workbook.
    pub outlines: &'a [Outline],
    /// The reference system of what says nothing else.
    pub crs: Crs,
    /// Who brings it; nobody at the terminal.
    pub account: Option<AccountId>,
}

/// What a check found.
pub struct Examined {
    /// What is wrong, in the order of the workbook.
    pub findings: Findings,
    /// What would change; nothing where nothing of the file can be used.
    pub plan: Result<Plan, Refusal>,
}

/// Checks a file against a station.
///
/// # Errors
/// If the file cannot be read at all.
pub fn examine(
    input: Input,
    present: &Present,
    sealer: &Sealer,
    now: DateTime<Utc>,
    step: Step,
) -> Result<Examined, Refusal> {
    let mut findings = Findings::default();
    let mut outlines = input.outlines.to_vec();
    let mut book = if boundaries::is_boundaries(input.file) {
        outlines.extend(boundaries::read(input.file, input.crs, &mut findings)?);
        Book::default()
    } else {
        let tables = reader::read(input.file, |done, total| step(Stage::Reading, done, total))?;
        book::understand(&tables, input.crs, &mut findings)?
    };
    step(Stage::Checking, 0, book.len());
    boundaries::join(outlines, &mut book, present, &mut findings);
    let future = merge::merge(&book, present, &mut findings);
    check::check(&future, &mut findings);
    findings.sort();
    let plan = plan::plan(&future, present, &findings, sealer, input.account, now);
    step(Stage::Checking, book.len(), book.len());
    Ok(Examined { findings, plan })
}
