//! One row that an import writes: as it was when it was planned, and as it will be. What it takes to put it back is
//! kept column by column, so that each table's rows come back exactly.

use std::marker::PhantomData;

use platform::db::{Outcome, Rows, Table};
use sea_orm::sea_query::Value as Cell;
use sea_orm::{EntityTrait, IdenStatic as _, Iterable as _, ModelTrait};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use uuid::Uuid;

/// The column that counts changes.
const VERSION: &str = "version";

/// A row's columns as JSON.
pub type Columns = Map<String, Value>;

/// What it takes to put one row back.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Former {
    /// The table.
    pub table: String,
    /// The row's key.
    pub key: Uuid,
    /// The row before the import; nothing if it was not there.
    pub before: Option<Columns>,
    /// The row as the import left it.
    pub after: Columns,
}

/// A row that an import writes, whatever its table.
pub trait AnyStep: Send + Sync {
    /// Asks for the row.
    fn want(&self, rows: &mut Rows);
    /// Tells whether the row is still as it was when the import was planned.
    fn fits(&self, rows: &Rows) -> bool;
    /// Writes the row.
    fn put(&self, outcome: Outcome<Value>) -> Outcome<Value>;
    /// What it takes to put the row back.
    fn former(&self) -> Former;
}

/// A table whose rows imports write: its keys are ids.
pub trait Imported: Table<Key: From<Uuid> + Into<Uuid>, Model: PartialEq> {
    /// The table's name.
    const NAME: &'static str;
}

/// A row of one table.
pub struct Step<E: Imported> {
    /// The row when the import was planned.
    pub before: Option<E::Model>,
    /// The row to write.
    pub after: E::Model,
}

impl<E: Imported> AnyStep for Step<E> {
    fn want(&self, rows: &mut Rows) {
        rows.want::<E>(E::key(&self.after));
    }

    fn fits(&self, rows: &Rows) -> bool {
        rows.get::<E>(&E::key(&self.after)) == self.before.as_ref()
    }

    fn put(&self, outcome: Outcome<Value>) -> Outcome<Value> {
        outcome.put::<E>(self.after.clone())
    }

    fn former(&self) -> Former {
        Former {
            table: E::NAME.to_owned(),
            key: E::key(&self.after).into(),
            before: self.before.as_ref().map(columns::<E>),
            after: columns::<E>(&self.after),
        }
    }
}

/// Puts rows of one table back.
pub trait AnyBack: Send + Sync {
    /// Asks for the row.
    fn want(&self, rows: &mut Rows);
    /// Tells whether the row is still as the import left it.
    fn fits(&self, rows: &Rows) -> bool;
    /// The table.
    fn name(&self) -> &'static str;
    /// Puts the row back, or takes it out if it was not there before.
    fn put(&self, rows: &Rows, outcome: Outcome<Value>) -> Outcome<Value>;
}

/// One row to put back.
pub struct Back<E> {
    former: Former,
    table: PhantomData<fn() -> E>,
}

impl<E> Back<E> {
    /// Takes what was kept.
    pub fn new(former: Former) -> Self {
        Self { former, table: PhantomData }
    }
}

impl<E: Imported> AnyBack for Back<E> {
    fn want(&self, rows: &mut Rows) {
        rows.want::<E>(self.former.key.into());
    }

    fn fits(&self, rows: &Rows) -> bool {
        rows.get::<E>(&self.former.key.into()).is_some_and(|it| same(columns::<E>(it), self.former.after.clone()))
    }

    fn name(&self) -> &'static str {
        E::NAME
    }

    fn put(&self, rows: &Rows, outcome: Outcome<Value>) -> Outcome<Value> {
        let key = self.former.key.into();
        match (&self.former.before, rows.get::<E>(&key)) {
            (Some(before), Some(row)) => outcome.put::<E>(restored::<E>(row, before)),
            (None, Some(_)) => outcome.delete::<E>(key),
            (_, None) => outcome,
        }
    }
}

/// Tells whether two rows say the same; how often they were changed on the way does not matter.
fn same(mut one: Columns, mut other: Columns) -> bool {
    one.remove(VERSION);
    other.remove(VERSION);
    one == other
}

/// The columns of a row.
fn columns<E: EntityTrait>(row: &E::Model) -> Columns {
    E::Column::iter().map(|it| (it.as_str().to_owned(), json(row.get(it)))).collect()
}

/// A row with its former columns. Its version goes on counting, so that nobody takes it for the one they have seen.
fn restored<E: Imported>(row: &E::Model, before: &Columns) -> E::Model {
    let mut back = row.clone();
    for column in E::Column::iter() {
        let Some(value) = before.get(column.as_str()) else { continue };
        let now = row.get(column);
        let cell = match (&now, column.as_str()) {
            (Cell::BigInt(Some(version)), VERSION) => Cell::BigInt(Some(version + 1)),
            _ => cell(&now, value),
        };
        back.set(column, cell);
    }
    back
}

#[expect(clippy::wildcard_enum_match_arm, reason = "the library's own enum, of which only some kinds come")]
fn json(cell: Cell) -> Value {
    match cell {
        Cell::Bool(it) => it.into(),
        Cell::Int(it) => it.into(),
        Cell::BigInt(it) => it.into(),
        Cell::Double(it) => it.into(),
        Cell::String(it) => it.into(),
        Cell::Uuid(it) => it.map(|it| it.to_string()).into(),
        Cell::Json(it) => it.map_or(Value::Null, |it| *it),
        Cell::ChronoDateTimeUtc(it) => it.map(|it| it.to_rfc3339()).into(),
        Cell::Bytes(it) => it.map(|it| it.iter().map(|it| u64::from(*it)).collect::<Vec<u64>>()).into(),
        other => Value::String(format!("{other:?}")),
    }
}

/// A value of the same type as `like`.
#[expect(clippy::wildcard_enum_match_arm, reason = "the library's own enum, of which only some kinds come")]
fn cell(like: &Cell, value: &Value) -> Cell {
    match like {
        Cell::Bool(_) => Cell::Bool(value.as_bool()),
        Cell::Int(_) => Cell::Int(value.as_i64().and_then(|it| i32::try_from(it).ok())),
        Cell::BigInt(_) => Cell::BigInt(value.as_i64()),
        Cell::Double(_) => Cell::Double(value.as_f64()),
        Cell::String(_) => Cell::String(value.as_str().map(str::to_owned)),
        Cell::Uuid(_) => Cell::Uuid(value.as_str().and_then(|it| it.parse().ok())),
        Cell::Json(_) => Cell::Json((!value.is_null()).then(|| Box::new(value.clone()))),
        Cell::ChronoDateTimeUtc(_) => Cell::ChronoDateTimeUtc(value.as_str().and_then(|it| it.parse().ok())),
        Cell::Bytes(_) => Cell::Bytes(value.as_array().map(|it| it.iter().filter_map(byte).collect())),
        other => other.clone(),
    }
}

fn byte(value: &Value) -> Option<u8> {
    u8::try_from(value.as_u64()?).ok()
}

/// Says which tables imports write, and finds one by its name.
macro_rules! imported {
    ($($entity:path = $name:literal;)+) => {
        $(impl Imported for $entity {
            const NAME: &'static str = $name;
        })+

        /// What puts a row back, by its table; nothing for a table that imports do not write.
        pub fn back(former: Former) -> Option<Box<dyn AnyBack>> {
            match former.table.as_str() {
                $($name => Some(Box::new(Back::<$entity>::new(former))),)+
                _ => None,
            }
        }
    };
}

imported! {
    places::store::station::Entity = "stations";
    places::store::community::Entity = "communities";
    places::store::grid::Entity = "grids";
    places::store::unit::Entity = "units";
    places::store::post::Entity = "posts";
    places::parts::patch::Entity = "patches";
    places::parts::beat::Entity = "beats";
    places::parts::micro_grid::Entity = "micro_grids";
    places::parts::patrol_team::Entity = "patrol_teams";
    places::parts::responsibility::Entity = "responsibilities";
    places::parts::place_version::Entity = "place_versions";
    places::names::place_name::Entity = "place_names";
    people::store::member::Entity = "members";
    platform::seal::Entity = "sealed";
}
