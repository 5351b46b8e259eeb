//! What the rows of a workbook say of each other: whether what they point to is there, and whether numbers fit.

mod ground;
pub mod holders;

use domain::geo::polygon::Polygon;
use domain::jurisdiction::GridKind;
use domain::jurisdiction::code::Numbered;

use crate::cells;
use crate::finding::{Finding, Findings};
use crate::i18n::faults::What;
use crate::merge::{Entry, Future};
use crate::sheet::{Column, Kind, Need, Sheet};

/// Checks the rows of a file within the station as it would be.
pub fn check(future: &Future, findings: &mut Findings) {
    for sheet in Sheet::ALL.iter().copied() {
        for (row, entry) in future.told(sheet) {
            required(sheet, row, entry, findings);
            targets(sheet, row, entry, future, findings);
        }
    }
    one_station(future, findings);
    parents(future, findings);
    branches(future, findings);
    ground::check(future, findings);
    holders::check(future, findings);
    // Last, when it is known which rows are wrong.
    for sheet in Sheet::ALL.iter().copied() {
        for (row, entry) in future.told(sheet) {
            dependents(sheet, row, entry, future, findings);
        }
    }
}

/// A new row needs what one that is there has already.
fn required(sheet: Sheet, row: u32, entry: &Entry, findings: &mut Findings) {
    if findings.is_bad(sheet, row) {
        return;
    }
    let missing = |it: &&Column| it.need == Need::WhenNew && !entry.record.values.contains_key(it.name);
    for column in sheet.columns().iter().filter(missing) {
        findings.add(Finding::new(sheet, row, Some(column), What::Required));
    }
    let area = ["service_area", "service_radius_m"];
    if sheet == Sheet::Units && !area.iter().any(|it| entry.record.values.contains_key(it)) {
        findings.add(Finding::new(sheet, row, sheet.column(area[0]), What::Required));
    }
}

/// What a row points to must be in the file or in the station.
fn targets(sheet: Sheet, row: u32, entry: &Entry, future: &Future, findings: &mut Findings) {
    for (column, target, key) in pointers(sheet, entry) {
        if future.find(target, key).is_none() {
            let finding = Finding::new(sheet, row, Some(column), What::UnknownTarget).found(key);
            findings.add(finding.hints(target.zh(), target.en()));
        }
    }
}

/// A row that points to a new row with a mistake cannot be written either.
fn dependents(sheet: Sheet, row: u32, entry: &Entry, future: &Future, findings: &mut Findings) {
    for (column, target, key) in pointers(sheet, entry) {
        let Some(there) = future.find(target, key) else { continue };
        if there.before.is_none() && there.told.is_some_and(|it| findings.is_bad(target, it)) {
            let finding = Finding::new(sheet, row, Some(column), What::DependsOnMistake).found(key);
            findings.add(finding.hints(target.zh(), target.en()));
        }
    }
}

fn pointers(sheet: Sheet, entry: &Entry) -> impl Iterator<Item = (&'static Column, Sheet, &str)> {
    sheet.columns().iter().filter_map(|column| {
        let Kind::Ref(target) = column.kind else { return None };
        Some((column, target, entry.record.text(column.name)?))
    })
}

fn one_station(future: &Future, findings: &mut Findings) {
    for (row, _) in future.told(Sheet::Station).skip(1) {
        findings.add(Finding::new(Sheet::Station, row, None, What::OneStation));
    }
}

/// A grid's number begins with its community's and fits its kind, a micro-grid's begins with its grid's.
fn parents(future: &Future, findings: &mut Findings) {
    let grids = (Sheet::Grids, Sheet::Communities, "community", Numbered::Grid);
    let micro_grids = (Sheet::MicroGrids, Sheet::Grids, "grid", Numbered::MicroGrid);
    for (sheet, above, parent, of) in [grids, micro_grids] {
        for (row, entry) in future.told(sheet) {
            // A parent that is not there is told elsewhere.
            let there = future.target(&entry.record, above, parent);
            let (Some(code), Some(begin)) = (entry.record.text("code"), there.and_then(|it| it.record.key())) else {
                continue;
            };
            let kind = (sheet == Sheet::Grids).then(|| entry.record.choice("kind").unwrap_or(GridKind::General));
            if let Err(fault) = cells::code(of, code, Some(begin), kind) {
                let finding = Finding::new(sheet, row, sheet.column("code"), fault.what);
                findings.add(finding.found(fault.found).hints(fault.zh, fault.en));
            }
        }
    }
}

/// Who stands at a post of a unit belongs to that unit, and a grid lies in its community.
fn branches(future: &Future, findings: &mut Findings) {
    let sheet = Sheet::Members;
    for (row, entry) in future.told(sheet) {
        let post = future.target(&entry.record, Sheet::Posts, "post");
        let unit = post.and_then(|it| it.record.text("unit"));
        if let (Some(unit), Some(own)) = (unit, entry.record.text("unit"))
            && unit != own
        {
            findings.add(Finding::new(sheet, row, sheet.column("unit"), What::WrongBranch).found(own).hint(unit));
        }
        let grid = future.target(&entry.record, Sheet::Grids, "grid");
        let community = grid.and_then(|it| it.record.text("community"));
        if let (Some(community), Some(own)) = (community, entry.record.text("community"))
            && community != own
        {
            let finding = Finding::new(sheet, row, sheet.column("community"), What::WrongBranch);
            findings.add(finding.found(own).hint(community));
        }
    }
}

/// The jurisdiction, where one is known.
fn jurisdiction(future: &Future) -> Option<&Polygon> {
    future.rows(Sheet::Station).first().and_then(|it| it.record.area("boundary"))
}
