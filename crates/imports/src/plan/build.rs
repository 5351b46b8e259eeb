//! From rows of the workbook to rows of the database.

mod parts;
mod people;
mod places;

use std::collections::HashMap;

use ::places::area::Area;
use ::places::history::spans;
use ::places::parts::place_version;
use chrono::{DateTime, Utc};
use domain::ids::{AccountId, CommunityId, GridId, MemberId, StationId};
use domain::jurisdiction::PlaceType;
use platform::seal::Sealer;
use uuid::Uuid;

use super::{Counts, Plan};
use crate::finding::Findings;
use crate::merge::{Entry, Future};
use crate::present::Present;
use crate::record::Record;
use crate::sheet::Sheet;
use crate::step::{AnyStep, Imported, Step};

/// Who plans, and when.
#[derive(Clone, Copy)]
pub struct Author<'a> {
    /// The station.
    pub station: StationId,
    /// The account, if it is not the program at the terminal.
    pub account: Option<AccountId>,
    /// Seals what is personal.
    pub sealer: &'a Sealer,
    /// The time.
    pub now: DateTime<Utc>,
}

/// Builds the plan.
pub struct Builder<'a> {
    future: &'a Future,
    present: &'a Present,
    findings: &'a Findings,
    author: Author<'a>,
    station: StationId,
    ids: HashMap<(Sheet, String), Uuid>,
    /// The members by their places in the station as it would be.
    members: HashMap<usize, MemberId>,
    steps: Vec<Box<dyn AnyStep>>,
    counts: Counts,
}

/// What the history keeps of a place.
struct Span<'a> {
    kind: PlaceType,
    place: Uuid,
    code: Option<&'a str>,
    name: &'a str,
    boundary: Option<&'a Area>,
    parent: Option<Uuid>,
}

impl<'a> Builder<'a> {
    /// Takes what the plan is made of.
    pub fn new(future: &'a Future, present: &'a Present, findings: &'a Findings, author: Author<'a>) -> Self {
        Self {
            future,
            present,
            findings,
            author,
            station: author.station,
            ids: ids(future, present, findings),
            members: HashMap::new(),
            steps: Vec::new(),
            counts: Counts::default(),
        }
    }

    /// Plans every sheet.
    pub fn plan(mut self) -> Plan {
        self.stations();
        self.patches();
        self.beats();
        self.communities();
        self.grids();
        self.micro_grids();
        self.units();
        self.posts();
        self.patrol_teams();
        self.members();
        self.charges();
        self.local_names();
        Plan { station: self.station, steps: self.steps, counts: self.counts }
    }

    /// The rows of a sheet that may be written.
    fn right(&mut self, sheet: Sheet) -> Vec<&'a Entry> {
        let (future, findings) = (self.future, self.findings);
        let (bad, right): (Vec<_>, Vec<_>) = future.told(sheet).partition(|(row, _)| findings.is_bad(sheet, *row));
        if !(bad.is_empty() && right.is_empty()) {
            self.counts.entry(sheet).or_default().kept_out = bad.len();
        }
        right.into_iter().map(|(_, entry)| entry).collect()
    }

    /// Adds a row unless it is there already as it should be; tells whether it was added.
    fn write<E: Imported>(&mut self, sheet: Sheet, before: Option<&E::Model>, after: E::Model) -> bool {
        let count = self.counts.entry(sheet).or_default();
        match before {
            Some(before) if *before == after => count.same += 1,
            Some(_) => count.changed += 1,
            None => count.added += 1,
        }
        let differs = before != Some(&after);
        if differs {
            self.steps.push(Box::new(Step::<E> { before: before.cloned(), after }));
        }
        differs
    }

    /// Ends the span of a place's history that stands and begins the next, where what it keeps has changed.
    fn note(&mut self, span: Span) {
        let next = place_version::Model {
            id: Uuid::now_v7(),
            station_id: self.station,
            place_id: span.place,
            kind: span.kind,
            code: span.code.map(str::to_owned),
            name: span.name.to_owned(),
            boundary: span.boundary.cloned(),
            parent_id: span.parent,
            valid_from: self.author.now,
            valid_to: None,
        };
        let current = self.present.spans.get(&span.place);
        for after in spans(next, current, None) {
            let before = current.filter(|it| it.id == after.id).cloned();
            self.steps.push(Box::new(Step::<place_version::Entity> { before, after }));
        }
    }

    fn id<I: From<Uuid>>(&self, sheet: Sheet, key: Option<&str>) -> Option<I> {
        self.ids.get(&(sheet, key?.to_owned())).copied().map(I::from)
    }

    /// The grid that a row names, with its community.
    fn ground(&self, record: &Record) -> Option<(GridId, CommunityId)> {
        let grid = self.future.target(record, Sheet::Grids, "grid")?;
        let id = self.id(Sheet::Grids, grid.record.key())?;
        Some((id, self.id(Sheet::Communities, grid.record.text("community"))?))
    }
}

/// The ids of the rows that there are or will be, by their keys; a row that a mistake keeps out gets none. A number
/// that was closed is taken up again by the row that had it.
fn ids(future: &Future, present: &Present, findings: &Findings) -> HashMap<(Sheet, String), Uuid> {
    let patches = present.patches.iter().map(|it| (Sheet::Patches, &it.code, Uuid::from(it.id)));
    let beats = present.beats.iter().map(|it| (Sheet::Beats, &it.code, it.id.into()));
    let communities = present.communities.iter().map(|it| (Sheet::Communities, &it.code, it.id.into()));
    let grids = present.grids.iter().map(|it| (Sheet::Grids, &it.code, it.id.into()));
    let micro_grids = present.micro_grids.iter().map(|it| (Sheet::MicroGrids, &it.code, it.id.into()));
    let units = present.units.iter().filter(|it| it.closed_at.is_none());
    let units = units.map(|it| (Sheet::Units, &it.name, it.id.into()));
    let posts = present.posts.iter().filter(|it| it.closed_at.is_none());
    let posts = posts.map(|it| (Sheet::Posts, &it.name, it.id.into()));
    let teams = present.patrol_teams.iter().filter(|it| it.closed_at.is_none());
    let teams = teams.map(|it| (Sheet::PatrolTeams, &it.name, it.id.into()));
    let numbered = patches.chain(beats).chain(communities).chain(grids).chain(micro_grids);
    let there = numbered.chain(units).chain(posts).chain(teams);
    let mut ids: HashMap<(Sheet, String), Uuid> = there.map(|(sheet, key, id)| ((sheet, key.clone()), id)).collect();
    for sheet in Sheet::ALL.iter().copied() {
        for (_, entry) in future.told(sheet).filter(|(row, _)| !findings.is_bad(sheet, *row)) {
            if let Some(key) = entry.record.key() {
                ids.entry((sheet, key.to_owned())).or_insert_with(Uuid::now_v7);
            }
        }
    }
    ids
}

/// Counts a change: a row that differs from the one that is there gets the next version.
fn counted<M: PartialEq>(before: Option<&M>, mut after: M, version: fn(&mut M) -> &mut i64) -> M {
    if before.is_some_and(|it| *it != after) {
        *version(&mut after) += 1;
    }
    after
}

fn words(record: &Record, column: &str) -> String {
    record.text(column).unwrap_or_default().to_owned()
}

fn maybe(record: &Record, column: &str) -> Option<String> {
    record.text(column).map(str::to_owned)
}

fn area(record: &Record) -> Option<Area> {
    record.area("boundary").cloned().map(Area)
}
