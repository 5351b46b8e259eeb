//! Places whose names and bounds have a history, and how one of them is written.

use domain::ids::StationId;
use domain::jurisdiction::PlaceType;
use platform::db::{Lookup, Rows, Table};
use platform::problem::{Error, Result, refuse};
use platform::scope::Audience;
use sea_orm::entity::prelude::*;

use crate::area::Area;
use crate::changes::{Changes, Jurisdiction, Writing, check_version, unique};
use crate::parts::{beat, micro_grid, patch, patrol_team, place_version};
use crate::store::{community, grid, post, unit};
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
    /// The row of such a set.
    fn of(set: &Changes) -> Option<&Self::Model>;
    /// The key of a place's id.
    fn key_of(id: Uuid) -> Self::Key;
    /// Asks for what may belong to a row, which then cannot be closed.
    fn want_dependents(station: StationId, rows: &mut Rows);
    /// Tells whether something open still belongs to the row.
    fn in_use(row: &Self::Model, rows: &Rows) -> bool;
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
    let current =
        it.rows.all::<place_version::Entity>().find(|it| it.place_id == chart.id && it.valid_to.is_none()).cloned();
    let Some(current) = current else {
        if chart.closed_at.is_none() {
            it.steps.push(Box::new(move |outcome| outcome.put::<place_version::Entity>(next)));
        }
        return;
    };
    let same = place_version::Model { id: current.id, valid_from: current.valid_from, ..next.clone() } == current;
    if chart.closed_at.is_some() {
        let ended = place_version::Model { valid_to: chart.closed_at, ..current };
        it.steps.push(Box::new(move |outcome| outcome.put::<place_version::Entity>(ended)));
    } else if !same && current.valid_from == it.now {
        // Twice in one moment: the first was never so.
        let corrected = place_version::Model { id: current.id, ..next };
        it.steps.push(Box::new(move |outcome| outcome.put::<place_version::Entity>(corrected)));
    } else if !same {
        let ended = place_version::Model { valid_to: Some(it.now), ..current };
        it.steps.push(Box::new(move |outcome| {
            outcome.put::<place_version::Entity>(ended).put::<place_version::Entity>(next)
        }));
    }
}

/// Tells whether an open row fits.
fn open<E: Charted>(rows: &Rows, fits: impl Fn(&E::Model) -> bool) -> bool {
    rows.all::<E>().any(|it| E::chart(it).closed_at.is_none() && fits(it))
}

impl Charted for community::Entity {
    const TYPE: PlaceType = PlaceType::Community;
    const OF_STATION: Lookup<Self> = Lookup { name: "of_station", column: community::Column::StationId, only: || None };

    fn chart(row: &Self::Model) -> Chart<'_> {
        Chart {
            id: row.id.into(),
            station: row.station_id,
            code: Some(&row.code),
            name: &row.name,
            boundary: Some(&row.boundary),
            parent: None,
            closed_at: row.closed_at,
            version: row.version,
            audience: Audience { community: Some(row.id), ..Audience::default() },
        }
    }

    fn at_version(row: &Self::Model, version: i64) -> Self::Model {
        community::Model { version, ..row.clone() }
    }

    fn closed(row: &Self::Model, at: DateTimeUtc) -> Self::Model {
        community::Model { closed_at: Some(at), ..row.clone() }
    }

    fn alone(row: Self::Model) -> Changes {
        Changes { communities: vec![row], ..Changes::default() }
    }

    fn of(set: &Changes) -> Option<&Self::Model> {
        set.communities.first()
    }

    fn key_of(id: Uuid) -> Self::Key {
        id.into()
    }

    fn want_dependents(station: StationId, rows: &mut Rows) {
        rows.find(&grid::Entity::OF_STATION, station);
        rows.find(&unit::Entity::OF_STATION, station);
        rows.find(&post::Entity::OF_STATION, station);
        rows.find(&patrol_team::Entity::OF_STATION, station);
    }

    fn in_use(row: &Self::Model, rows: &Rows) -> bool {
        open::<grid::Entity>(rows, |it| it.community_id == row.id)
            || open::<unit::Entity>(rows, |it| it.community_id == row.id)
            || open::<post::Entity>(rows, |it| it.community_id == row.id)
            || open::<patrol_team::Entity>(rows, |it| it.community_id == Some(row.id))
    }
}

impl Charted for grid::Entity {
    const TYPE: PlaceType = PlaceType::Grid;
    const OF_STATION: Lookup<Self> = Lookup { name: "of_station", column: grid::Column::StationId, only: || None };

    fn chart(row: &Self::Model) -> Chart<'_> {
        Chart {
            id: row.id.into(),
            station: row.station_id,
            code: Some(&row.code),
            name: &row.name,
            boundary: Some(&row.boundary),
            parent: Some(row.community_id.into()),
            closed_at: row.closed_at,
            version: row.version,
            audience: Audience { community: Some(row.community_id), grid: Some(row.id), ..Audience::default() },
        }
    }

    fn at_version(row: &Self::Model, version: i64) -> Self::Model {
        grid::Model { version, ..row.clone() }
    }

    fn closed(row: &Self::Model, at: DateTimeUtc) -> Self::Model {
        grid::Model { closed_at: Some(at), ..row.clone() }
    }

    fn alone(row: Self::Model) -> Changes {
        Changes { grids: vec![row], ..Changes::default() }
    }

    fn of(set: &Changes) -> Option<&Self::Model> {
        set.grids.first()
    }

    fn key_of(id: Uuid) -> Self::Key {
        id.into()
    }

    fn want_dependents(station: StationId, rows: &mut Rows) {
        rows.find(&micro_grid::Entity::OF_STATION, station);
        rows.find(&unit::Entity::OF_STATION, station);
        rows.find(&post::Entity::OF_STATION, station);
    }

    fn in_use(row: &Self::Model, rows: &Rows) -> bool {
        open::<micro_grid::Entity>(rows, |it| it.grid_id == row.id)
            || open::<unit::Entity>(rows, |it| it.grid_id == row.id)
            || open::<post::Entity>(rows, |it| it.grid_id == row.id)
    }
}

impl Charted for unit::Entity {
    const TYPE: PlaceType = PlaceType::Unit;
    const OF_STATION: Lookup<Self> = Lookup { name: "of_station", column: unit::Column::StationId, only: || None };

    fn chart(row: &Self::Model) -> Chart<'_> {
        Chart {
            id: row.id.into(),
            station: row.station_id,
            // Not the credit code: one property company answers for several estates.
            code: None,
            name: &row.name,
            boundary: Some(&row.service_area),
            parent: Some(row.grid_id.into()),
            closed_at: row.closed_at,
            version: row.version,
            audience: Audience {
                community: Some(row.community_id),
                grid: Some(row.grid_id),
                unit: Some(row.id),
                ..Audience::default()
            },
        }
    }

    fn at_version(row: &Self::Model, version: i64) -> Self::Model {
        unit::Model { version, ..row.clone() }
    }

    fn closed(row: &Self::Model, at: DateTimeUtc) -> Self::Model {
        unit::Model { closed_at: Some(at), ..row.clone() }
    }

    fn alone(row: Self::Model) -> Changes {
        Changes { units: vec![row], ..Changes::default() }
    }

    fn of(set: &Changes) -> Option<&Self::Model> {
        set.units.first()
    }

    fn key_of(id: Uuid) -> Self::Key {
        id.into()
    }

    fn want_dependents(station: StationId, rows: &mut Rows) {
        rows.find(&post::Entity::OF_STATION, station);
        rows.find(&patrol_team::Entity::OF_STATION, station);
    }

    fn in_use(row: &Self::Model, rows: &Rows) -> bool {
        open::<post::Entity>(rows, |it| it.unit_id == Some(row.id))
            || open::<patrol_team::Entity>(rows, |it| it.unit_id == Some(row.id))
    }
}

impl Charted for post::Entity {
    const TYPE: PlaceType = PlaceType::Post;
    const OF_STATION: Lookup<Self> = Lookup { name: "of_station", column: post::Column::StationId, only: || None };

    fn chart(row: &Self::Model) -> Chart<'_> {
        Chart {
            id: row.id.into(),
            station: row.station_id,
            code: None,
            name: &row.name,
            boundary: None,
            parent: row.unit_id.map(Into::into),
            closed_at: row.closed_at,
            version: row.version,
            audience: Audience {
                community: Some(row.community_id),
                grid: Some(row.grid_id),
                unit: row.unit_id,
                ..Audience::default()
            },
        }
    }

    fn at_version(row: &Self::Model, version: i64) -> Self::Model {
        post::Model { version, ..row.clone() }
    }

    fn closed(row: &Self::Model, at: DateTimeUtc) -> Self::Model {
        post::Model { closed_at: Some(at), ..row.clone() }
    }

    fn alone(row: Self::Model) -> Changes {
        Changes { posts: vec![row], ..Changes::default() }
    }

    fn of(set: &Changes) -> Option<&Self::Model> {
        set.posts.first()
    }

    fn key_of(id: Uuid) -> Self::Key {
        id.into()
    }

    fn want_dependents(_station: StationId, _rows: &mut Rows) {}

    fn in_use(_row: &Self::Model, _rows: &Rows) -> bool {
        false
    }
}

impl Charted for patch::Entity {
    const TYPE: PlaceType = PlaceType::Patch;
    const OF_STATION: Lookup<Self> = Lookup { name: "of_station", column: patch::Column::StationId, only: || None };

    fn chart(row: &Self::Model) -> Chart<'_> {
        Chart {
            id: row.id.into(),
            station: row.station_id,
            code: Some(&row.code),
            name: &row.name,
            boundary: row.boundary.as_ref(),
            parent: None,
            closed_at: row.closed_at,
            version: row.version,
            audience: Audience::default(),
        }
    }

    fn at_version(row: &Self::Model, version: i64) -> Self::Model {
        patch::Model { version, ..row.clone() }
    }

    fn closed(row: &Self::Model, at: DateTimeUtc) -> Self::Model {
        patch::Model { closed_at: Some(at), ..row.clone() }
    }

    fn alone(row: Self::Model) -> Changes {
        Changes { jurisdiction: Jurisdiction { patches: vec![row], ..Jurisdiction::default() }, ..Changes::default() }
    }

    fn of(set: &Changes) -> Option<&Self::Model> {
        set.jurisdiction.patches.first()
    }

    fn key_of(id: Uuid) -> Self::Key {
        id.into()
    }

    fn want_dependents(station: StationId, rows: &mut Rows) {
        rows.find(&beat::Entity::OF_STATION, station);
    }

    fn in_use(row: &Self::Model, rows: &Rows) -> bool {
        open::<beat::Entity>(rows, |it| it.patch_id == Some(row.id))
    }
}

impl Charted for beat::Entity {
    const TYPE: PlaceType = PlaceType::Beat;
    const OF_STATION: Lookup<Self> = Lookup { name: "of_station", column: beat::Column::StationId, only: || None };

    fn chart(row: &Self::Model) -> Chart<'_> {
        Chart {
            id: row.id.into(),
            station: row.station_id,
            code: Some(&row.code),
            name: &row.name,
            boundary: row.boundary.as_ref(),
            parent: row.patch_id.map(Into::into),
            closed_at: row.closed_at,
            version: row.version,
            audience: Audience::default(),
        }
    }

    fn at_version(row: &Self::Model, version: i64) -> Self::Model {
        beat::Model { version, ..row.clone() }
    }

    fn closed(row: &Self::Model, at: DateTimeUtc) -> Self::Model {
        beat::Model { closed_at: Some(at), ..row.clone() }
    }

    fn alone(row: Self::Model) -> Changes {
        Changes { jurisdiction: Jurisdiction { beats: vec![row], ..Jurisdiction::default() }, ..Changes::default() }
    }

    fn of(set: &Changes) -> Option<&Self::Model> {
        set.jurisdiction.beats.first()
    }

    fn key_of(id: Uuid) -> Self::Key {
        id.into()
    }

    fn want_dependents(station: StationId, rows: &mut Rows) {
        rows.find(&grid::Entity::OF_STATION, station);
    }

    fn in_use(row: &Self::Model, rows: &Rows) -> bool {
        open::<grid::Entity>(rows, |it| it.beat_id == Some(row.id))
    }
}

impl Charted for micro_grid::Entity {
    const TYPE: PlaceType = PlaceType::MicroGrid;
    const OF_STATION: Lookup<Self> =
        Lookup { name: "of_station", column: micro_grid::Column::StationId, only: || None };

    fn chart(row: &Self::Model) -> Chart<'_> {
        Chart {
            id: row.id.into(),
            station: row.station_id,
            code: Some(&row.code),
            name: &row.name,
            boundary: row.boundary.as_ref(),
            parent: Some(row.grid_id.into()),
            closed_at: row.closed_at,
            version: row.version,
            audience: Audience { grid: Some(row.grid_id), ..Audience::default() },
        }
    }

    fn at_version(row: &Self::Model, version: i64) -> Self::Model {
        micro_grid::Model { version, ..row.clone() }
    }

    fn closed(row: &Self::Model, at: DateTimeUtc) -> Self::Model {
        micro_grid::Model { closed_at: Some(at), ..row.clone() }
    }

    fn alone(row: Self::Model) -> Changes {
        Changes {
            jurisdiction: Jurisdiction { micro_grids: vec![row], ..Jurisdiction::default() },
            ..Changes::default()
        }
    }

    fn of(set: &Changes) -> Option<&Self::Model> {
        set.jurisdiction.micro_grids.first()
    }

    fn key_of(id: Uuid) -> Self::Key {
        id.into()
    }

    fn want_dependents(_station: StationId, _rows: &mut Rows) {}

    fn in_use(_row: &Self::Model, _rows: &Rows) -> bool {
        false
    }
}

impl Charted for patrol_team::Entity {
    const TYPE: PlaceType = PlaceType::PatrolTeam;
    const OF_STATION: Lookup<Self> =
        Lookup { name: "of_station", column: patrol_team::Column::StationId, only: || None };

    fn chart(row: &Self::Model) -> Chart<'_> {
        Chart {
            id: row.id.into(),
            station: row.station_id,
            code: None,
            name: &row.name,
            boundary: None,
            parent: row.unit_id.map(Into::into),
            closed_at: row.closed_at,
            version: row.version,
            audience: Audience { community: row.community_id, unit: row.unit_id, ..Audience::default() },
        }
    }

    fn at_version(row: &Self::Model, version: i64) -> Self::Model {
        patrol_team::Model { version, ..row.clone() }
    }

    fn closed(row: &Self::Model, at: DateTimeUtc) -> Self::Model {
        patrol_team::Model { closed_at: Some(at), ..row.clone() }
    }

    fn alone(row: Self::Model) -> Changes {
        Changes {
            jurisdiction: Jurisdiction { patrol_teams: vec![row], ..Jurisdiction::default() },
            ..Changes::default()
        }
    }

    fn of(set: &Changes) -> Option<&Self::Model> {
        set.jurisdiction.patrol_teams.first()
    }

    fn key_of(id: Uuid) -> Self::Key {
        id.into()
    }

    fn want_dependents(_station: StationId, _rows: &mut Rows) {}

    fn in_use(_row: &Self::Model, _rows: &Rows) -> bool {
        false
    }
}
