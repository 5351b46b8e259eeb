//! Who is responsible for what: one holder for each charge, of the right kind, and vacancies told.

use std::collections::{BTreeMap, BTreeSet};

use domain::code::Code as _;
use domain::jurisdiction::charge::{Candidate, ChargeLevel, eligible};
use domain::member::MemberKind;
use domain::role::Role;
use platform::seal::Personal;

use crate::finding::{Finding, Findings};
use crate::i18n::faults::What;
use crate::merge::{Entry, Future};
use crate::record::Record;
use crate::sheet::Sheet;

const SHEET: Sheet = Sheet::Responsibilities;

/// Checks the charges of a file, and tells of those that nobody holds.
pub fn check(future: &Future, findings: &mut Findings) {
    let mut told: BTreeMap<(Sheet, &str), (u32, usize)> = BTreeMap::new();
    for (row, entry) in future.told(SHEET) {
        let (Some((sheet, key)), Some(holder)) =
            (target(row, entry, future, findings), holder(row, entry, future, findings))
        else {
            continue;
        };
        if let Some((other, whose)) = told.insert((sheet, key), (row, holder)) {
            let what = if whose == holder { What::Duplicate } else { What::TwoHolders };
            findings.add(Finding::new(SHEET, row, SHEET.column("target"), what).found(key).hint(other));
        }
        fit(row, entry, &future.rows(Sheet::Members)[holder], findings);
    }
    vacancies(future, findings);
}

/// The sheet and the key of what a row's charge is.
pub fn charged<'a>(record: &'a Record, future: &Future) -> Option<(Sheet, &'a str)> {
    let (level, key) = (record.choice::<ChargeLevel>("level")?, record.text("target")?);
    let sheets: &[Sheet] = match level {
        ChargeLevel::Patch => &[Sheet::Patches],
        ChargeLevel::Beat => &[Sheet::Beats],
        ChargeLevel::Point => &[Sheet::Posts, Sheet::PatrolTeams],
    };
    sheets.iter().find(|it| future.find(**it, key).is_some()).map(|it| (*it, key))
}

fn target<'a>(row: u32, entry: &'a Entry, future: &Future, findings: &mut Findings) -> Option<(Sheet, &'a str)> {
    let (level, key) = (entry.record.choice::<ChargeLevel>("level")?, entry.record.text("target")?);
    let found = charged(&entry.record, future);
    match found.and_then(|(sheet, key)| Some((sheet, future.find(sheet, key)?))) {
        None => {
            let sheet = match level {
                ChargeLevel::Patch => Sheet::Patches,
                ChargeLevel::Beat => Sheet::Beats,
                ChargeLevel::Point => Sheet::Posts,
            };
            let finding = Finding::new(SHEET, row, SHEET.column("target"), What::UnknownTarget).found(key);
            findings.add(finding.hints(sheet.zh(), sheet.en()));
        }
        Some((sheet, there)) if there.before.is_none() && there.told.is_some_and(|it| findings.is_bad(sheet, it)) => {
            let finding = Finding::new(SHEET, row, SHEET.column("target"), What::DependsOnMistake).found(key);
            findings.add(finding.hints(sheet.zh(), sheet.en()));
        }
        Some(_) => {}
    }
    found
}

/// Which member a row means: by the number of the record, else by telephone, else by name.
///
/// # Errors
/// If there is none, or there are several.
pub fn person(record: &Record, future: &Future) -> Result<usize, What> {
    let members = future.rows(Sheet::Members);
    let one = |fits: &dyn Fn(&Record) -> bool| {
        let mut found = members.iter().enumerate().filter(|(_, it)| fits(&it.record)).map(|(at, _)| at);
        match (found.next(), found.next()) {
            (Some(at), None) => Ok(at),
            (None, _) => Err(What::UnknownTarget),
            (Some(_), Some(_)) => Err(What::Ambiguous),
        }
    };
    if let Some(id) = record.text("holder_id") {
        return one(&|it| it.text("id") == Some(id));
    }
    let name = record.personal("holder");
    match record.personal("holder_phone").map(Personal::expose) {
        Some(phone) => {
            one(&|it| it.personal("phone").map(Personal::expose) == Some(phone) && it.personal("person") == name)
        }
        None => one(&|it| it.personal("person") == name),
    }
}

fn holder(row: u32, entry: &Entry, future: &Future, findings: &mut Findings) -> Option<usize> {
    let column = SHEET.column("holder");
    entry.record.personal("holder")?;
    match person(&entry.record, future) {
        Ok(at) => {
            let there = &future.rows(Sheet::Members)[at];
            if there.before.is_none() && there.told.is_some_and(|it| findings.is_bad(Sheet::Members, it)) {
                let finding = Finding::new(SHEET, row, column, What::DependsOnMistake);
                findings.add(finding.hints(Sheet::Members.zh(), Sheet::Members.en()));
            }
            Some(at)
        }
        Err(what) => {
            let finding = Finding::new(SHEET, row, column, what);
            findings.add(finding.hints(Sheet::Members.zh(), Sheet::Members.en()));
            None
        }
    }
}

/// Says whether the member may hold the charge. Accounts come after the members: an officer who has none yet may be a
/// chief, and is taken for one where a patch is written down for them.
fn fit(row: u32, entry: &Entry, member: &Entry, findings: &mut Findings) {
    let level = entry.record.choice::<ChargeLevel>("level");
    let kind = member.record.choice::<MemberKind>("kind");
    let (Some(level), Some(kind)) = (level, kind) else { return };
    let account = member.record.text("role").and_then(Role::find);
    let role = account.or((kind == MemberKind::Officer).then_some(Role::Chief));
    if let Err(refused) = eligible(level, Candidate { kind, role, serving: true }) {
        let finding = Finding::new(SHEET, row, SHEET.column("holder"), What::WrongHolder);
        findings.add(finding.hints(refused.zh(), refused.en()));
    }
}

/// Tells of patches, beats and points of the file that nobody answers for.
fn vacancies(future: &Future, findings: &mut Findings) {
    let mut held: BTreeSet<(Sheet, &str)> = BTreeSet::new();
    for entry in future.rows(SHEET) {
        let right = entry.told.is_none_or(|it| !findings.is_bad(SHEET, it));
        held.extend(charged(&entry.record, future).filter(|_| right));
    }
    for sheet in [Sheet::Patches, Sheet::Beats, Sheet::Posts, Sheet::PatrolTeams] {
        let keys = future.told(sheet).filter_map(|(row, entry)| Some((row, entry.record.key()?)));
        let vacant: Vec<(u32, &str)> = keys.filter(|(_, key)| !held.contains(&(sheet, *key))).collect();
        for (row, key) in vacant {
            findings.add(Finding::new(sheet, row, None, What::Vacant).found(key));
        }
    }
}
