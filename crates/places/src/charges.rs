//! Who is responsible for what: appointing and relieving, within a set of changes and as commands of their own.

use chrono::{DateTime, Utc};
use domain::ids::{AccountId, ResponsibilityId};
use domain::jurisdiction::charge::{self, ChargeLevel, ChargeRefused, Held, Term};
use platform::db::{Command, Lookup, Outcome, Rows};
use platform::log::Event;
use platform::problem::{Error, Result, refuse, rule};
use platform::scope::{Audience, Scope};
use platform::time::moment;
use sea_orm::entity::prelude::*;

use crate::changes::{Appointment, Changes, Follows, Writing, check_version};
use crate::parts::{beat, patch, patrol_team, responsibility};
use crate::refusal;
use crate::store::post;

/// The terms of a charge.
pub(crate) const OF_TARGET: Lookup<responsibility::Entity> =
    Lookup { name: "responsibilities_target", column: responsibility::Column::TargetId, only: || None };

/// Asks for a charge and its terms.
pub(crate) fn want(level: ChargeLevel, target: Uuid, rows: &mut Rows) {
    rows.find(&OF_TARGET, target);
    match level {
        ChargeLevel::Patch => rows.want::<patch::Entity>(target.into()),
        ChargeLevel::Beat => rows.want::<beat::Entity>(target.into()),
        ChargeLevel::Point => {
            rows.want::<post::Entity>(target.into());
            rows.want::<patrol_team::Entity>(target.into());
        }
    }
}

/// When a term begins and ends.
pub fn term(row: &responsibility::Model) -> Term {
    Term { start: moment(row.starts_at), end: row.ends_at.map(moment) }
}

/// Appoints everybody of a set.
pub(crate) fn appoint<A: 'static>(set: &Changes, it: &mut Writing<'_, A>) -> Result<()> {
    for new in &set.jurisdiction.appointments {
        if !stands(set, new, it) {
            return Err(Error::NotFound);
        }
        let terms: Vec<&responsibility::Model> =
            it.rows.all::<responsibility::Entity>().filter(|row| row.target_id == new.target).collect();
        let held = |row: &&responsibility::Model| Held {
            own: row.member_id == new.member,
            term: term(row),
            handed_over: match new.follows {
                Follows::Nobody => false,
                Follows::Version(version) => row.ends_at.is_none() && row.version == version,
                Follows::Whoever => true,
            },
        };
        let on_record: Vec<Held> = terms.iter().map(held).collect();
        let wanted = Term { start: moment(new.starts_at), end: new.ends_at.map(moment) };
        match charge::appoint(new.level, new.candidate, wanted, &on_record) {
            Ok(()) => {}
            Err(ChargeRefused::HoldsItAlready) if new.follows == Follows::Whoever => {
                it.tally.unchanged += 1;
                continue;
            }
            Err(refused) => return Err(rule(refused)),
        }
        for (row, held) in terms.iter().zip(&on_record) {
            if held.handed_over && held.term.overlaps(wanted) {
                relieve(row, new.starts_at, it);
            }
        }
        let row = responsibility::Model {
            id: new.id,
            station_id: it.scope.station,
            level: new.level,
            target_id: new.target,
            member_id: new.member,
            starts_at: new.starts_at,
            ends_at: new.ends_at,
            appointed_by: by(it.scope),
            relieved_by: None,
            version: 1,
        };
        it.tally.created += 1;
        it.last = Some(("responsibility", new.target, audience(&row)));
        it.steps.push(Box::new(move |outcome| outcome.put::<responsibility::Entity>(row)));
    }
    Ok(())
}

/// Tells whether the charge is an open place of the station, or becomes one with the same set.
fn stands<A>(set: &Changes, new: &Appointment, it: &Writing<'_, A>) -> bool {
    let (rows, station, target, more) = (it.rows, it.scope.station, new.target, &set.jurisdiction);
    let here = |of, closed: Option<DateTimeUtc>| of == station && closed.is_none();
    match new.level {
        ChargeLevel::Patch => {
            more.patches.iter().any(|it| it.id.uuid() == target)
                || rows.get::<patch::Entity>(&target.into()).is_some_and(|it| here(it.station_id, it.closed_at))
        }
        ChargeLevel::Beat => {
            more.beats.iter().any(|it| it.id.uuid() == target)
                || rows.get::<beat::Entity>(&target.into()).is_some_and(|it| here(it.station_id, it.closed_at))
        }
        ChargeLevel::Point => {
            set.posts.iter().any(|it| it.id.uuid() == target)
                || more.patrol_teams.iter().any(|it| it.id.uuid() == target)
                || rows.get::<post::Entity>(&target.into()).is_some_and(|it| here(it.station_id, it.closed_at))
                || rows.get::<patrol_team::Entity>(&target.into()).is_some_and(|it| here(it.station_id, it.closed_at))
        }
    }
}

/// Ends the open terms of a place that is closed.
pub(crate) fn end_of<A: 'static>(target: Uuid, it: &mut Writing<'_, A>) {
    let now = it.now;
    let open = |row: &&responsibility::Model| row.target_id == target && row.ends_at.is_none_or(|end| end > now);
    let rows: Vec<responsibility::Model> = it.rows.all::<responsibility::Entity>().filter(open).cloned().collect();
    for row in &rows {
        relieve(row, now.max(row.starts_at), it);
    }
}

fn relieve<A: 'static>(row: &responsibility::Model, at: DateTime<Utc>, it: &mut Writing<'_, A>) {
    let ended =
        responsibility::Model { ends_at: Some(at), relieved_by: by(it.scope), version: row.version + 1, ..row.clone() };
    it.steps.push(Box::new(move |outcome| outcome.put::<responsibility::Entity>(ended)));
}

fn by(scope: &Scope) -> Option<AccountId> {
    (!scope.is_system()).then_some(scope.account)
}

fn audience(row: &responsibility::Model) -> Audience {
    Audience { members: vec![row.member_id], ..Audience::default() }
}

/// Relieves a holder.
pub(crate) struct Relieve {
    pub scope: Scope,
    pub id: ResponsibilityId,
    pub expected_version: i64,
    /// When; without it, now.
    pub at: Option<DateTime<Utc>>,
}

impl Command for Relieve {
    type Answer = ();

    fn reads(&self, rows: &mut Rows) {
        rows.want::<responsibility::Entity>(self.id);
    }

    fn decide(&self, rows: &Rows, now: DateTime<Utc>) -> Result<Outcome<()>> {
        let row = rows.get::<responsibility::Entity>(&self.id).filter(|it| it.station_id == self.scope.station);
        let row = row.ok_or(Error::NotFound)?;
        check_version(Some((self.id.into(), self.expected_version)), self.id.into(), row.version, &self.scope)?;
        let at = self.at.unwrap_or(now);
        charge::relieve(term(row), moment(at)).map_err(rule)?;
        let ended = responsibility::Model {
            ends_at: Some(at),
            relieved_by: by(&self.scope),
            version: row.version + 1,
            ..row.clone()
        };
        let event = Event::new("place_holder_relieved", row.target_id, self.scope.actor(), audience(row))
            .refer("responsibility_id", self.id)
            .refer("member_id", row.member_id)
            .field("level", row.level);
        Ok(Outcome::new(()).put::<responsibility::Entity>(ended).event(event))
    }
}

/// Refuses dates that nobody can mean: more than this many years from now.
const YEARS_MAX: i64 = 50;

/// Refuses a moment that is too far from now to be meant.
pub(crate) fn near(field: &'static str, at: DateTime<Utc>, now: DateTime<Utc>) -> Result<()> {
    if (at - now).num_days().abs() > YEARS_MAX * 366 {
        return Err(refuse(&refusal::FAR_DATE).field(field).into());
    }
    Ok(())
}
