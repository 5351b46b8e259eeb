//! Writing one place: new, changed or closed, and its answer.

use chrono::{DateTime, Utc};
use platform::db::{Answered, Command, Outcome, Rows, Sender};
use platform::problem::{Error, Field, Result, refuse};
use platform::scope::Scope;
use platform::seal;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::changes::Changes;
use crate::charted::Charted;
use crate::places::Places;
use crate::refusal;

/// A change of one place, and how it is shown.
pub(super) struct One<E: Charted, V> {
    pub row: E::Model,
    /// The version that a change was made on; none for a new place.
    pub expected: Option<i64>,
    /// Sealed values that are new, and those that go.
    pub sealed: (Vec<seal::Model>, Vec<domain::ids::SealedId>),
    pub show: fn(&E::Model) -> V,
}

impl<E: Charted, V: Serialize + Send + Sync + 'static> One<E, V> {
    pub fn new(row: E::Model, expected: Option<i64>, show: fn(&E::Model) -> V) -> Self {
        Self { row, expected, sealed: (Vec::new(), Vec::new()), show }
    }

    /// Writes it; whoever got the answer finds the change.
    pub async fn write(self, places: &Places, scope: Scope, sender: Sender) -> Result<Answered> {
        let station = scope.station;
        let id = E::chart(&self.row).id;
        let mut changes = E::alone(self.row.clone());
        changes.expected = self.expected.map(|it| (id, it));
        (changes.sealed, changes.unsealed) = self.sealed;
        let command =
            Write::<E, V> { scope, changes, row: self.row, show: self.show, created: self.expected.is_none() };
        let answered = places.app().db().run(sender, command).await?;
        places.refresh(station).await?;
        Ok(answered)
    }
}

struct Write<E: Charted, V> {
    scope: Scope,
    changes: Changes,
    /// The row alone of the changes, to show it.
    row: E::Model,
    show: fn(&E::Model) -> V,
    created: bool,
}

impl<E: Charted, V: Serialize + Send + Sync + 'static> Command for Write<E, V> {
    type Answer = V;

    fn reads(&self, rows: &mut Rows) {
        self.changes.reads(self.scope.station, rows);
    }

    fn decide(&self, rows: &Rows, now: DateTime<Utc>) -> Result<Outcome<V>> {
        let before = rows.get::<E>(&E::key(&self.row));
        if !self.created && before.is_none() {
            return Err(Error::NotFound);
        }
        if before.is_some_and(|it| E::chart(it).closed_at.is_some()) {
            return Err(refuse(&refusal::CLOSED).into());
        }
        let stands = before.map_or(0, |it| E::chart(it).version);
        let outcome = self.changes.write(&self.scope, rows, now, |tally| {
            (self.show)(&E::at_version(&self.row, if tally.unchanged > 0 { stands } else { stands + 1 }))
        })?;
        Ok(if self.created { outcome.created() } else { outcome })
    }
}

/// Which version a place is closed on.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CloseForm {
    /// The version that was seen.
    pub expected_version: i64,
}

/// The version that a change was made on, which has to be named.
pub(super) fn named(expected: Option<i64>) -> Result<Option<i64>> {
    if expected.is_some() {
        return Ok(expected);
    }
    let (zh, en) = ("请写上看到的版本号", "Name the version that you saw");
    Err(Error::Invalid(vec![Field::new("expected_version", "required", zh, en)]))
}
