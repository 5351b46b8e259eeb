//! Recent reports by place, in memory, so that a new one is compared without reading rows.

use std::collections::{BTreeMap, VecDeque};

use domain::geo::Point;
use domain::ids::{IncidentId, StationId};
use domain::incident::duplicate::{APART_S_MAX, DISTANCE_M_MAX, Likeness, SUGGESTED_FROM, Sketch, likeness};
use parking_lot::Mutex;

/// Reports that are remembered in one cell of a square kilometre; the oldest go first.
const CELL_MAX: usize = 16;
/// Cells that are remembered; the whole board is a few megabytes at most.
const CELLS_MAX: usize = 4_096;
/// Duplicates that are suggested.
const SUGGESTED_MAX: usize = 3;

/// A report as it is compared.
#[derive(Clone, Debug)]
pub struct Recent {
    /// The incident.
    pub id: IncidentId,
    /// Its number.
    pub incident_no: String,
    /// Where.
    pub point: Point,
    /// What is compared of it.
    pub sketch: Sketch,
}

/// The recent reports of this node.
#[derive(Default)]
pub struct Board(Mutex<BTreeMap<(StationId, i64), VecDeque<Recent>>>);

impl Board {
    /// Remembers a report.
    pub fn add(&self, station: StationId, recent: Recent) {
        let mut cells = self.0.lock();
        if cells.len() >= CELLS_MAX {
            let oldest = recent.sketch.at.plus_s(-APART_S_MAX);
            cells.retain(|_, it| it.back().is_some_and(|it| it.sketch.at > oldest));
        }
        let cell = cells.entry((station, recent.point.cell())).or_default();
        if cell.len() >= CELL_MAX {
            cell.pop_front();
        }
        cell.push_back(recent);
    }

    /// The reports that may be of the same matter, the likeliest first.
    pub fn alike(&self, station: StationId, report: &Recent) -> Vec<(Recent, Likeness)> {
        let cells = self.0.lock();
        let mut found: Vec<(&Recent, Likeness)> = report
            .point
            .cells_within(DISTANCE_M_MAX)
            .into_iter()
            .filter_map(|cell| cells.get(&(station, cell)))
            .flatten()
            .filter(|it| it.id != report.id)
            .map(|it| (it, likeness(&it.sketch, &report.sketch)))
            .filter(|(_, likeness)| likeness.score >= SUGGESTED_FROM)
            .collect();
        found.sort_by(|(a, one), (b, other)| other.score.cmp(&one.score).then(b.sketch.at.cmp(&a.sketch.at)));
        found.truncate(SUGGESTED_MAX);
        found.into_iter().map(|(it, likeness)| (it.clone(), likeness)).collect()
    }
}
