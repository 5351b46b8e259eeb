//! Whether places lie where the workbook says, and what is probably wrong where they do not.

use domain::geo::Point;
use domain::geo::check::{Misplaced, misplaced};
use domain::geo::crs::{Crs, to_gcj02, to_wgs84};

use super::jurisdiction;
use crate::finding::{Finding, Findings};
use crate::i18n::faults::What;
use crate::merge::{Entry, Future};
use crate::record::Record;
use crate::sheet::Sheet;

/// Places that must speak for another reference system before a whole sheet is doubted.
const WITNESSES: usize = 3;
/// How many times more places must fit the other system than fit only the one that was named.
const MAJORITY: usize = 4;

/// Checks every place that the file has.
pub fn check(future: &Future, findings: &mut Findings) {
    for sheet in [Sheet::Communities, Sheet::Grids] {
        for (row, entry) in future.told(sheet) {
            outline(future, sheet, row, entry, findings);
        }
    }
    for sheet in [Sheet::Units, Sheet::Posts, Sheet::LocalNames] {
        for crs in Crs::ALL {
            points(future, sheet, *crs, findings);
        }
    }
}

/// A boundary lies in the station, as far as its middle tells.
fn outline(future: &Future, sheet: Sheet, row: u32, entry: &Entry, findings: &mut Findings) {
    let (Some(whole), Some(area)) = (jurisdiction(future), entry.record.area("boundary")) else { return };
    if let Some(what) = misplaced(area.centroid(), whole) {
        findings.add(Finding::new(sheet, row, sheet.column("boundary"), named(what)));
    }
}

fn named(what: Misplaced) -> What {
    match what {
        Misplaced::Swapped => What::Swapped,
        Misplaced::Gcj02 | Misplaced::Outside => What::OutsideStation,
    }
}

/// A place whose row the file has.
struct Place<'a> {
    row: u32,
    record: &'a Record,
    point: Point,
    /// Where it is when its numbers are read in the other system.
    other: Point,
}

fn points(future: &Future, sheet: Sheet, crs: Crs, findings: &mut Findings) {
    let places: Vec<Place> = future.told(sheet).filter_map(|(row, entry)| place(row, entry, crs)).collect();
    let fits = |place: &Place, point: Point| {
        let grid = future.target(place.record, Sheet::Grids, "grid");
        grid.and_then(|it| it.record.area("boundary")).map(|it| it.contains(point))
    };
    let only_other = places.iter().filter(|it| fits(it, it.point) == Some(false) && fits(it, it.other) == Some(true));
    let only_named = places.iter().filter(|it| fits(it, it.point) == Some(true) && fits(it, it.other) == Some(false));
    let (only_other, only_named) = (only_other.count(), only_named.count());
    if only_other >= WITNESSES && only_other > MAJORITY * only_named {
        let (zh, en) = (counterpart(crs).zh(), counterpart(crs).en());
        findings.add(Finding::new(sheet, None, sheet.column("crs"), What::OtherSystem).hints(zh, en));
        places.iter().for_each(|it| findings.keep_out(sheet, it.row));
        return;
    }
    for place in &places {
        let outside = jurisdiction(future).filter(|it| !it.contains(place.point));
        if let Some(whole) = outside {
            let what = misplaced(place.point, whole).map_or(What::OutsideStation, named);
            findings.add(Finding::new(sheet, place.row, sheet.column("lon"), what));
        } else if fits(place, place.point) == Some(false) {
            findings.add(Finding::new(sheet, place.row, sheet.column("grid"), What::OutsideGrid));
        }
    }
}

fn place(row: u32, entry: &Entry, crs: Crs) -> Option<Place<'_>> {
    let record = &entry.record;
    let point = record.point().filter(|_| record.text("crs") == Some(crs.as_str()))?;
    // What is there already was looked at when it came.
    let moved =
        entry.before.as_ref().is_none_or(|it| it.point() != Some(point) || it.text("grid") != record.text("grid"));
    let other = match crs {
        Crs::Wgs84 | Crs::Cgcs2000 => to_wgs84(point, Crs::Gcj02),
        Crs::Gcj02 => to_gcj02(point),
    };
    moved.then_some(Place { row, record, point, other })
}

/// The system that a place may have been written in instead.
fn counterpart(crs: Crs) -> Crs {
    match crs {
        Crs::Wgs84 | Crs::Cgcs2000 => Crs::Gcj02,
        Crs::Gcj02 => Crs::Wgs84,
    }
}
