//! Writing places: a set of rows that are to stand, one or a whole workbook of them, in one command with its history.
//!
//! Invariant: what a place was called and how it was bounded is never overwritten; each change ends one span of
//! `place_versions` and begins the next (`tests/it/history.rs`).

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use domain::ids::{MemberId, PlaceNameId, ResponsibilityId, SealedId, StationId};
use domain::jurisdiction::charge::{Candidate, ChargeLevel};
use platform::db::{Command, Db, Lookup, Outcome, Rows, Sender};
use platform::log::Event;
use platform::problem::{self, Error, Result, refuse};
use platform::scope::{Audience, Scope};
use platform::seal;
use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::charted::{Charted, put};
use crate::names::place_name;
use crate::parts::{beat, micro_grid, patch, patrol_team, place_version};
use crate::store::{community, grid, post, unit};
use crate::{charges, places, refusal};

/// Names of one station's gazetteer; a district of 130 km² has some 50,000 buildings, entrances and local names.
pub const NAMES_MAX: usize = 100_000;

/// The parts of a station beside communities, grids, units and posts.
#[derive(Clone, Debug, Default)]
pub struct Jurisdiction {
    /// Patches that are to stand so.
    pub patches: Vec<patch::Model>,
    /// Beats.
    pub beats: Vec<beat::Model>,
    /// Micro-grids.
    pub micro_grids: Vec<micro_grid::Model>,
    /// Patrol teams.
    pub patrol_teams: Vec<patrol_team::Model>,
    /// Names of the gazetteer.
    pub names: Vec<place_name::Model>,
    /// Who is to be responsible for what.
    pub appointments: Vec<Appointment>,
}

/// Somebody who is to hold a charge.
#[derive(Clone, Debug)]
pub struct Appointment {
    /// The new term.
    pub id: ResponsibilityId,
    /// The level.
    pub level: ChargeLevel,
    /// The patch, the beat, or the post or patrol team; it may be new in the same set.
    pub target: Uuid,
    /// Who.
    pub member: MemberId,
    /// What the rule has to know of them.
    pub candidate: Candidate,
    /// From when; a moment to come is allowed.
    pub starts_at: DateTime<Utc>,
    /// Until when, if that is known beforehand.
    pub ends_at: Option<DateTime<Utc>>,
    /// Whom they follow.
    pub follows: Follows,
}

/// Whose term ends with an appointment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Follows {
    /// Nobody's: a charge that is held stays so and the appointment is refused.
    Nobody,
    /// The holder's whose record has this version.
    Version(i64),
    /// Whoever holds it; who holds it already simply goes on. For imports, which say how things are.
    Whoever,
}

/// Rows of one station that are to stand as they are here: new ones, and ones that replace those with the same id.
/// Their `version` is not looked at; rows that stand so already are left alone, so a second time changes nothing.
#[derive(Clone, Debug, Default)]
pub struct Changes {
    /// Communities.
    pub communities: Vec<community::Model>,
    /// Grids.
    pub grids: Vec<grid::Model>,
    /// Units.
    pub units: Vec<unit::Model>,
    /// Posts.
    pub posts: Vec<post::Model>,
    /// Everything else.
    pub jurisdiction: Jurisdiction,
    /// Sealed values that the rows point to.
    pub sealed: Vec<seal::Model>,
    /// Sealed values that no row points to any more.
    pub unsealed: Vec<SealedId>,
    /// The version that a change of one row was made on; another one is refused as stale.
    pub expected: Option<(Uuid, i64)>,
}

/// How many rows of a set were written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Tally {
    /// New ones.
    pub created: usize,
    /// Changed ones.
    pub changed: usize,
    /// Ones that were closed.
    pub closed: usize,
    /// Ones that stood so already.
    pub unchanged: usize,
}

/// What a log entry calls a name of the gazetteer.
const NAME: &str = "name";

/// The open span of a place.
pub(crate) const CURRENT_SPAN: Lookup<place_version::Entity> = Lookup {
    name: "place_versions_current",
    column: place_version::Column::PlaceId,
    only: || Some(sea_orm::Condition::all().add(place_version::Column::ValidTo.is_null())),
};

/// What is being written, and what of it there is so far.
pub(crate) struct Writing<'a, A> {
    pub rows: &'a Rows,
    pub scope: &'a Scope,
    pub now: DateTime<Utc>,
    pub expected: Option<(Uuid, i64)>,
    pub tally: Tally,
    /// The last row that was written, for the log entry of a single change.
    pub last: Option<(&'static str, Uuid, Audience)>,
    pub steps: Vec<Step<A>>,
}

/// One write of the outcome.
pub(crate) type Step<A> = Box<dyn FnOnce(Outcome<A>) -> Outcome<A>>;

impl Changes {
    /// Names the rows that [`Changes::write`] decides over.
    pub fn reads(&self, station: StationId, rows: &mut Rows) {
        want::<community::Entity>(&self.communities, station, rows);
        want::<grid::Entity>(&self.grids, station, rows);
        want::<unit::Entity>(&self.units, station, rows);
        want::<post::Entity>(&self.posts, station, rows);
        let more = &self.jurisdiction;
        want::<patch::Entity>(&more.patches, station, rows);
        want::<beat::Entity>(&more.beats, station, rows);
        want::<micro_grid::Entity>(&more.micro_grids, station, rows);
        want::<patrol_team::Entity>(&more.patrol_teams, station, rows);
        for id in self.sealed.iter().map(|it| it.id).chain(self.unsealed.iter().copied()) {
            rows.want::<seal::Entity>(id);
        }
        for it in &more.names {
            rows.want::<place_name::Entity>(it.id);
        }
        for it in &more.appointments {
            charges::want(it.level, it.target, rows);
        }
    }

    /// Decides what changes and answers with `answer` of the counts.
    ///
    /// # Errors
    /// If a row is of another station, a number is taken, the expected version is not the one that stands, something
    /// still belongs to what is to be closed, or a charge would have two holders. Nothing is changed then.
    pub fn write<A: 'static>(
        &self,
        scope: &Scope,
        rows: &Rows,
        now: DateTime<Utc>,
        answer: impl FnOnce(Tally) -> A,
    ) -> Result<Outcome<A>> {
        let mut it = Writing {
            rows,
            scope,
            now,
            expected: self.expected,
            tally: Tally::default(),
            last: None,
            steps: Vec::new(),
        };
        put::<community::Entity, A>(&self.communities, &mut it)?;
        put::<grid::Entity, A>(&self.grids, &mut it)?;
        put::<unit::Entity, A>(&self.units, &mut it)?;
        put::<post::Entity, A>(&self.posts, &mut it)?;
        let more = &self.jurisdiction;
        put::<patch::Entity, A>(&more.patches, &mut it)?;
        put::<beat::Entity, A>(&more.beats, &mut it)?;
        put::<micro_grid::Entity, A>(&more.micro_grids, &mut it)?;
        put::<patrol_team::Entity, A>(&more.patrol_teams, &mut it)?;
        names(&more.names, &mut it)?;
        charges::appoint(self, &mut it)?;
        self.finish(it, answer)
    }

    fn finish<A>(&self, it: Writing<'_, A>, answer: impl FnOnce(Tally) -> A) -> Result<Outcome<A>> {
        let Writing { scope, tally, last, steps, .. } = it;
        let mut outcome = Outcome::new(answer(tally));
        let written = tally.created + tally.changed + tally.closed;
        for row in &self.sealed {
            outcome = outcome.put::<seal::Entity>(row.clone());
        }
        for id in &self.unsealed {
            outcome = outcome.delete::<seal::Entity>(*id);
        }
        for step in steps {
            outcome = step(outcome);
        }
        let event = match last {
            None => return Ok(outcome),
            Some((NAME, id, audience)) if written == 1 => {
                Event::new(places::NAME_CHANGED, id, scope.actor(), audience).refer("name_id", id)
            }
            Some((kind, id, audience)) if written == 1 => {
                Event::new("place_changed", id, scope.actor(), audience).refer("place_id", id).field("kind", kind)
            }
            Some(_) => Event::new(places::SET_WRITTEN, scope.station, scope.actor(), Audience::default()),
        };
        Ok(outcome
            .event(event.field("created", tally.created).field("changed", tally.changed).field("closed", tally.closed)))
    }
}

fn want<E: Charted>(set: &[E::Model], station: StationId, rows: &mut Rows) {
    if set.is_empty() {
        return;
    }
    // The whole table of the station, since numbers are unique in it; the largest has some hundred rows.
    rows.find::<E>(&E::OF_STATION, station);
    for row in set {
        rows.want::<E>(E::key(row));
        let chart = E::chart(row);
        rows.find(&CURRENT_SPAN, chart.id);
        if chart.closed_at.is_some() {
            rows.find(&charges::OF_TARGET, chart.id);
            E::want_dependents(station, rows);
        }
    }
}

fn names<A: 'static>(set: &[place_name::Model], it: &mut Writing<'_, A>) -> Result<()> {
    for row in set {
        let before = it.rows.get::<place_name::Entity>(&row.id);
        if row.station_id != it.scope.station || before.is_some_and(|it| it.station_id != row.station_id) {
            return Err(Error::NotFound);
        }
        let version = |version| place_name::Model { version, ..row.clone() };
        if let Some(before) = before {
            if *before == version(before.version) {
                it.tally.unchanged += 1;
                continue;
            }
            check_version(it.expected, row.id.into(), before.version, it.scope)?;
            it.tally.changed += 1;
        } else {
            it.tally.created += 1;
        }
        let written = version(before.map_or(1, |it| it.version + 1));
        let audience = Audience {
            community: Some(row.community_id),
            grid: Some(row.grid_id),
            unit: row.unit_id,
            ..Audience::default()
        };
        it.last = Some((NAME, row.id.into(), audience));
        it.steps.push(Box::new(move |outcome| outcome.put::<place_name::Entity>(written)));
    }
    Ok(())
}

/// Refuses a change that was made on another version than the one that stands.
pub(crate) fn check_version(expected: Option<(Uuid, i64)>, id: Uuid, stands: i64, scope: &Scope) -> Result<()> {
    if expected.is_some_and(|it| it.0 == id && it.1 != stands) {
        let who = scope.language.pick("另一位用户", "somebody else");
        let what = scope.language.pick("辖区资料", "the jurisdiction");
        return Err(refuse(&problem::STALE).with("who", who).with("what", what).into());
    }
    Ok(())
}

/// Refuses numbers that occur twice in a set.
pub(crate) fn unique<'a>(codes: impl Iterator<Item = &'a str>) -> Result<BTreeSet<&'a str>> {
    let mut seen = BTreeSet::new();
    for code in codes {
        if !seen.insert(code) {
            return Err(refuse(&refusal::CODE_TAKEN).with("code", code).into());
        }
    }
    Ok(seen)
}

/// Writes a set as a command of its own.
///
/// # Errors
/// What [`Changes::write`] refuses, or if the database fails.
pub async fn run(db: &Db, sender: Sender, scope: Scope, changes: Changes) -> Result<Tally> {
    db.run(sender, Write { scope, changes }).await?.read()
}

/// A set of changes as a command.
pub(crate) struct Write {
    pub scope: Scope,
    pub changes: Changes,
}

impl Command for Write {
    type Answer = Tally;

    fn reads(&self, rows: &mut Rows) {
        self.changes.reads(self.scope.station, rows);
    }

    fn decide(&self, rows: &Rows, now: DateTime<Utc>) -> Result<Outcome<Tally>> {
        self.changes.write(&self.scope, rows, now, |tally| tally)
    }
}

/// Removes a name of the gazetteer for good.
pub(crate) struct Forget {
    pub scope: Scope,
    pub id: PlaceNameId,
}

/// The names that are part of a name.
const PARTS_OF: Lookup<place_name::Entity> =
    Lookup { name: "place_names_parent", column: place_name::Column::ParentId, only: || None };

impl Command for Forget {
    type Answer = ();

    fn reads(&self, rows: &mut Rows) {
        rows.want::<place_name::Entity>(self.id);
        rows.find(&PARTS_OF, self.id);
    }

    fn decide(&self, rows: &Rows, _now: DateTime<Utc>) -> Result<Outcome<()>> {
        let row = rows.get::<place_name::Entity>(&self.id).filter(|it| it.station_id == self.scope.station);
        let row = row.ok_or(Error::NotFound)?;
        if rows.all::<place_name::Entity>().any(|it| it.parent_id == Some(self.id)) {
            return Err(refuse(&refusal::STILL_IN_USE).into());
        }
        let audience = Audience {
            community: Some(row.community_id),
            grid: Some(row.grid_id),
            unit: row.unit_id,
            ..Audience::default()
        };
        let event = Event::new(places::NAME_REMOVED, self.id, self.scope.actor(), audience).refer("name_id", self.id);
        Ok(Outcome::new(()).delete::<place_name::Entity>(self.id).event(event))
    }
}
