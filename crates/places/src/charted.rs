//! Places whose names and bounds have a history, and how one of them is written.

mod kinds;

use domain::ids::StationId;
use domain::jurisdiction::PlaceType;
use platform::db::{Lookup, Rows, Table};
use platform::problem::{Error, Result, refuse};
use platform::scope::Audience;
use sea_orm::entity::prelude::*;

use crate::area::Area;
use crate::changes::{Changes, Writing, check_version, unique};
use crate::history::spans;
use crate::parts::place_version;
use crate::{charges, refusal};

/// What is the same of every place.
pub(crate) struct Chart<'a> {
    pub id: Uuid,
    pub station: StationId,
    pub code: Option<&'a str>,
    pub name: &'a str,
    pub boundary: Option<&'a Area>,
    pub parent: Option<Uuid>,
    pub closed_at: Option<DateTimeUtc>,
    pub version: i64,
    pub audience: Audience,
}

/// A table of places with a history.
pub(crate) trait Charted: Table<Model: PartialEq, Key: Copy + Into<Uuid>> {
    const TYPE: PlaceType;
    const OF_STATION: Lookup<Self>;
    fn chart(row: &Self::Model) -> Chart<'_>;
    fn at_version(row: &Self::Model, version: i64) -> Self::Model;
    /// The same row, closed.
    fn closed(row: &Self::Model, at: DateTimeUtc) -> Self::Model;
    /// The set of this row alone.
    fn alone(row: Self::Model) -> Changes;
    /// Asks for what may belong to a row, which then cannot be closed; nothing does unless it says so.
    fn want_dependents(_station: StationId, _rows: &mut Rows) {}
    /// Tells whether something open still belongs to the row.
    fn in_use(_row: &Self::Model, _rows: &Rows) -> bool {
        false
    }
}

/// Writes rows of one table with their history.
pub(crate) fn put<E: Charted, A: 'static>(set: &[E::Model], it: &mut Writing<'_, A>) -> Result<()> {
    let codes = unique(set.iter().filter_map(|it| E::chart(it).code))?;
    let taken = it.rows.all::<E>().find(|row| {
        let chart = E::chart(row);
        let replaced = || set.iter().any(|it| E::key(it) == E::key(row));
        chart.station == it.scope.station && chart.code.is_some_and(|code| codes.contains(code)) && !replaced()
    });
    if let Some(code) = taken.and_then(|row| E::chart(row).code) {
        return Err(refuse(&refusal::CODE_TAKEN).with("code", code).field("code").into());
    }
    for row in set {
        put_one::<E, A>(row, it)?;
    }
    Ok(())
}

fn put_one<E: Charted, A: 'static>(row: &E::Model, it: &mut Writing<'_, A>) -> Result<()> {
    let chart = E::chart(row);
    let before = it.rows.get::<E>(&E::key(row));
    let foreign = before.is_some_and(|it| E::chart(it).station != chart.station);
    if chart.station != it.scope.station || foreign {
        return Err(Error::NotFound);
    }
    let stands = before.map(|it| E::chart(it).version);
    if let (Some(before), Some(version)) = (before, stands) {
        check_version(it.expected, chart.id, version, it.scope)?;
        if *before == E::at_version(row, version) {
            it.tally.unchanged += 1;
            return Ok(());
        }
    }
    let closing = chart.closed_at.is_some() && before.is_some_and(|it| E::chart(it).closed_at.is_none());
    if closing {
        if E::in_use(row, it.rows) {
            return Err(refuse(&refusal::STILL_IN_USE).into());
        }
        charges::end_of(chart.id, it);
        it.tally.closed += 1;
    } else if before.is_some() {
        it.tally.changed += 1;
    } else {
        it.tally.created += 1;
    }
    note_span::<E, A>(&chart, it);
    it.last = Some((E::TYPE.as_str(), chart.id, chart.audience));
    let written = E::at_version(row, stands.unwrap_or(0) + 1);
    it.steps.push(Box::new(move |outcome| outcome.put::<E>(written)));
    Ok(())
}

/// Ends the span that stood and begins the next, where name, number, bounds or belonging changed.
fn note_span<E: Charted, A: 'static>(chart: &Chart<'_>, it: &mut Writing<'_, A>) {
    let next = place_version::Model {
        id: Uuid::now_v7(),
        station_id: chart.station,
        place_id: chart.id,
        kind: E::TYPE,
        code: chart.code.map(str::to_owned),
        name: chart.name.to_owned(),
        boundary: chart.boundary.cloned(),
        parent_id: chart.parent,
        valid_from: it.now,
        valid_to: None,
    };
    let current = it.rows.all::<place_version::Entity>().find(|it| it.place_id == chart.id && it.valid_to.is_none());
    for row in spans(next, current, chart.closed_at) {
        it.steps.push(Box::new(move |outcome| outcome.put::<place_version::Entity>(row)));
    }
}

/// Tells whether an open row fits.
fn open<E: Charted>(rows: &Rows, fits: impl Fn(&E::Model) -> bool) -> bool {
    rows.all::<E>().any(|it| E::chart(it).closed_at.is_none() && fits(it))
}
