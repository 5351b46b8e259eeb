//! The rows of one batch: loaded table by table, changed in memory, written table by table.

use std::any::{Any, TypeId};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Debug;
use std::future::Future;
use std::pin::Pin;

use sea_orm::sea_query::LockType;
use sea_orm::{
    ActiveModelTrait, ColumnTrait as _, Condition, DatabaseTransaction, DbErr, EntityTrait, IntoActiveModel,
    QueryFilter as _, QuerySelect as _, Value,
};
use uuid::Uuid;

use super::locks_rows;
use super::statements::Statements;

/// A table whose rows commands may read and write: one column is its key.
pub trait Table:
    EntityTrait<
        Model: IntoActiveModel<Self::ActiveModel> + Clone + Send + Sync,
        ActiveModel: ActiveModelTrait<Entity = Self> + Send,
        Column: Send + Sync,
    > + Default
{
    /// The key's type.
    type Key: Clone + Ord + Debug + Into<Value> + Send + Sync + 'static;
    /// The key's column.
    const KEY: Self::Column;
    /// Reads the key of a row.
    fn key(row: &Self::Model) -> Self::Key;
}

/// Rows found by another column than the key, for example the open offers of a member.
pub struct Lookup<E: Table> {
    /// The name, unique within the table.
    pub name: &'static str,
    /// The column, which holds ids.
    pub column: E::Column,
    /// What else must hold; `None` for nothing.
    pub only: fn() -> Option<Condition>,
}

/// Ids in one `IN (…)` list.
const IN_MAX: usize = 256;

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Clean,
    New,
    Changed,
    Gone,
}

struct Slot<M> {
    row: M,
    state: State,
    stored: bool,
}

struct Finder<C> {
    column: C,
    only: fn() -> Option<Condition>,
    wanted: BTreeSet<Uuid>,
    known: BTreeSet<Uuid>,
}

struct TableRows<E: Table> {
    slots: BTreeMap<E::Key, Slot<E::Model>>,
    wanted: BTreeSet<E::Key>,
    known: BTreeSet<E::Key>,
    finders: BTreeMap<&'static str, Finder<E::Column>>,
}

impl<E: Table> Default for TableRows<E> {
    fn default() -> Self {
        Self { slots: BTreeMap::new(), wanted: BTreeSet::new(), known: BTreeSet::new(), finders: BTreeMap::new() }
    }
}

type Step<'a> = Pin<Box<dyn Future<Output = Result<(), DbErr>> + Send + 'a>>;

/// One table of a batch, whatever its type.
trait AnyTable: Any + Send + Sync {
    fn wants(&self) -> bool;
    fn load<'a>(&'a mut self, tx: &'a DatabaseTransaction) -> Step<'a>;
    fn write<'a>(&'a mut self, statements: &'a Statements, tx: &'a DatabaseTransaction) -> Step<'a>;
    fn any(&self) -> &dyn Any;
    fn any_mut(&mut self) -> &mut dyn Any;
}

impl<E: Table> AnyTable for TableRows<E> {
    fn wants(&self) -> bool {
        !self.wanted.is_empty() || self.finders.values().any(|it| !it.wanted.is_empty())
    }

    fn load<'a>(&'a mut self, tx: &'a DatabaseTransaction) -> Step<'a> {
        Box::pin(async move {
            let wanted: Vec<E::Key> = std::mem::take(&mut self.wanted).into_iter().collect();
            for chunk in wanted.chunks(IN_MAX) {
                let values = padded(chunk.iter().cloned().map(Into::into).collect());
                let found = select::<E>(E::KEY, values, None, tx).await?;
                self.take(found);
            }
            self.known.extend(wanted);
            let mut found = Vec::new();
            for finder in self.finders.values_mut() {
                let wanted: Vec<Uuid> = std::mem::take(&mut finder.wanted).into_iter().collect();
                for chunk in wanted.chunks(IN_MAX) {
                    let values = padded(chunk.iter().map(|it| Value::from(*it)).collect());
                    found.extend(select::<E>(finder.column, values, (finder.only)(), tx).await?);
                }
                finder.known.extend(wanted);
            }
            self.take(found);
            Ok(())
        })
    }

    fn write<'a>(&'a mut self, statements: &'a Statements, tx: &'a DatabaseTransaction) -> Step<'a> {
        Box::pin(async move {
            let (mut new, mut changed, mut gone) = (Vec::new(), Vec::new(), Vec::new());
            for (key, slot) in &self.slots {
                match slot.state {
                    State::Clean => {}
                    State::New => new.push(&slot.row),
                    State::Changed => changed.push(&slot.row),
                    State::Gone if slot.stored => gone.push(key.clone().into()),
                    State::Gone => {}
                }
            }
            // What goes or gives way first, so that what is unique among open rows may pass from one to the next.
            if !gone.is_empty() {
                E::delete_many().filter(E::KEY.is_in(padded(gone))).exec(tx).await?;
            }
            statements.replace::<E>(E::KEY, &changed, tx).await?;
            statements.insert::<E>(&new, tx).await?;
            Ok(())
        })
    }

    fn any(&self) -> &dyn Any {
        self
    }

    fn any_mut(&mut self) -> &mut dyn Any {
        self
    }
}

impl<E: Table> TableRows<E> {
    /// Takes rows that were read; what the batch has changed already stays as the batch has it.
    fn take(&mut self, found: Vec<E::Model>) {
        for row in found {
            let key = E::key(&row);
            self.known.insert(key.clone());
            self.slots.entry(key).or_insert(Slot { row, state: State::Clean, stored: true });
        }
    }
}

/// Fills a list to a power of two with its last value, so that few statements are prepared.
fn padded(mut values: Vec<Value>) -> Vec<Value> {
    let Some(last) = values.last().cloned() else { return values };
    values.resize(values.len().next_power_of_two(), last);
    values
}

async fn select<E: Table>(
    column: E::Column,
    values: Vec<Value>,
    only: Option<Condition>,
    tx: &DatabaseTransaction,
) -> Result<Vec<E::Model>, DbErr> {
    use sea_orm::ConnectionTrait as _;

    let mut query = E::find().filter(column.is_in(values));
    if let Some(only) = only {
        query = query.filter(only);
    }
    if locks_rows(tx.get_database_backend()) {
        query = query.lock(LockType::Update);
    }
    query.all(tx).await
}

/// The rows that a batch of commands reads and writes.
#[derive(Default)]
pub struct Rows {
    tables: BTreeMap<TypeId, Box<dyn AnyTable>>,
}

impl Rows {
    /// Asks for the row with this key, unless it was asked for before.
    pub fn want<E: Table>(&mut self, key: E::Key) {
        let table = self.table::<E>();
        if !table.known.contains(&key) {
            table.wanted.insert(key);
        }
    }

    /// Asks for the rows that a lookup finds for `id`, unless they were asked for before.
    pub fn find<E: Table>(&mut self, lookup: &Lookup<E>, id: impl Into<Uuid>) {
        let id = id.into();
        let finder = self.table::<E>().finders.entry(lookup.name).or_insert_with(|| Finder {
            column: lookup.column,
            only: lookup.only,
            wanted: BTreeSet::new(),
            known: BTreeSet::new(),
        });
        if !finder.known.contains(&id) {
            finder.wanted.insert(id);
        }
    }

    /// The row with this key, if there is one. It must have been asked for.
    pub fn get<E: Table>(&self, key: &E::Key) -> Option<&E::Model> {
        let slot = self.seen::<E>()?.slots.get(key)?;
        (slot.state != State::Gone).then_some(&slot.row)
    }

    /// All rows of a table that the batch has read or written; filter them by what was asked for.
    pub fn all<E: Table>(&self) -> impl Iterator<Item = &E::Model> {
        self.seen::<E>()
            .into_iter()
            .flat_map(|it| it.slots.values())
            .filter(|it| it.state != State::Gone)
            .map(|it| &it.row)
    }

    pub(super) fn put<E: Table>(&mut self, row: E::Model) {
        let table = self.table::<E>();
        let key = E::key(&row);
        table.known.insert(key.clone());
        match table.slots.get_mut(&key) {
            Some(slot) => {
                slot.state = if slot.stored { State::Changed } else { State::New };
                slot.row = row;
            }
            None => {
                table.slots.insert(key, Slot { row, state: State::New, stored: false });
            }
        }
    }

    pub(super) fn delete<E: Table>(&mut self, key: &E::Key) {
        if let Some(slot) = self.table::<E>().slots.get_mut(key) {
            slot.state = State::Gone;
        }
    }

    pub(super) fn wants(&self) -> bool {
        self.tables.values().any(|it| it.wants())
    }

    pub(super) async fn load(&mut self, tx: &DatabaseTransaction) -> Result<(), DbErr> {
        for table in self.tables.values_mut() {
            table.load(tx).await?;
        }
        Ok(())
    }

    pub(super) async fn write(&mut self, statements: &Statements, tx: &DatabaseTransaction) -> Result<(), DbErr> {
        for table in self.tables.values_mut() {
            table.write(statements, tx).await?;
        }
        Ok(())
    }

    fn table<E: Table>(&mut self) -> &mut TableRows<E> {
        self.tables
            .entry(TypeId::of::<E>())
            .or_insert_with(|| Box::new(TableRows::<E>::default()))
            .any_mut()
            .downcast_mut()
            .expect("tables are kept by their type")
    }

    fn seen<E: Table>(&self) -> Option<&TableRows<E>> {
        self.tables.get(&TypeId::of::<E>())?.any().downcast_ref()
    }
}
