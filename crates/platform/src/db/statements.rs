//! The texts of the statements that write rows: built once for each table and number of rows, then only filled.
//!
//! Building the text of 64 rows of fifty columns anew costs more than SQLite needs to write them.

use std::any::TypeId;
use std::collections::HashMap;
use std::sync::Arc;

use parking_lot::RwLock;
use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ActiveModelTrait as _, ConnectionTrait as _, DatabaseTransaction, DbErr, EntityTrait, IdenStatic as _,
    IntoActiveModel, Iterable as _, ModelTrait, QueryTrait as _, Statement,
};

/// Rows in one statement that writes.
const ROWS_MAX: usize = 64;

/// What a statement does with a row whose key is there already.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Clash {
    /// There is none; if there is one all the same, the batch fails.
    Fail,
    /// The row is replaced.
    Replace,
}

/// The texts that one lane has built; at most two for each table and power of two up to [`ROWS_MAX`].
#[derive(Debug, Default)]
pub(super) struct Statements(RwLock<HashMap<(TypeId, usize, Clash), Arc<str>>>);

impl Statements {
    /// Inserts new rows.
    pub(super) async fn insert<E>(&self, rows: &[&E::Model], tx: &DatabaseTransaction) -> Result<(), DbErr>
    where
        E: EntityTrait<Model: Clone + Sync + IntoActiveModel<E::ActiveModel>>,
    {
        for chunk in chunks(rows) {
            let text = self.text::<E>(chunk, Clash::Fail, tx, |it| it);
            fill::<E>(&text, chunk, tx).await?;
        }
        Ok(())
    }

    /// Writes rows over those with the same `key`.
    pub(super) async fn replace<E>(
        &self,
        key: E::Column,
        rows: &[&E::Model],
        tx: &DatabaseTransaction,
    ) -> Result<(), DbErr>
    where
        E: EntityTrait<Model: Clone + Sync + IntoActiveModel<E::ActiveModel>, Column: Sync>,
    {
        for chunk in chunks(rows) {
            let text = self.text::<E>(chunk, Clash::Replace, tx, |it| {
                let others = E::Column::iter().filter(|it| it.as_str() != key.as_str());
                it.on_conflict(OnConflict::column(key).update_columns(others).to_owned())
            });
            fill::<E>(&text, chunk, tx).await?;
        }
        Ok(())
    }

    fn text<E>(
        &self,
        rows: &[&E::Model],
        clash: Clash,
        tx: &DatabaseTransaction,
        finish: impl FnOnce(sea_orm::InsertMany<E::ActiveModel>) -> sea_orm::InsertMany<E::ActiveModel>,
    ) -> Arc<str>
    where
        E: EntityTrait<Model: Clone + IntoActiveModel<E::ActiveModel>>,
    {
        let of = (TypeId::of::<E>(), rows.len(), clash);
        if let Some(text) = self.0.read().get(&of) {
            return text.clone();
        }
        let models = rows.iter().map(|it| (*it).clone().into_active_model().reset_all());
        let built = finish(E::insert_many(models)).build(tx.get_database_backend());
        // Invariant: the text has one place for each column of each row, in the order in which `fill` gives values.
        debug_assert_eq!(built.values.as_ref().map(|it| &it.0), Some(&values::<E>(rows)), "a text and its values part");
        let text: Arc<str> = built.sql.into();
        self.0.write().insert(of, text.clone());
        text
    }
}

/// Cuts rows into power-of-two pieces, so that few statements are prepared.
fn chunks<M>(mut rows: &[M]) -> impl Iterator<Item = &[M]> {
    std::iter::from_fn(move || {
        let length = (1usize << rows.len().checked_ilog2()?).min(ROWS_MAX);
        let (chunk, rest) = rows.split_at(length);
        rows = rest;
        Some(chunk)
    })
}

fn values<E: EntityTrait>(rows: &[&E::Model]) -> Vec<sea_orm::Value> {
    let mut values = Vec::with_capacity(rows.len() * E::Column::iter().len());
    for row in rows {
        values.extend(E::Column::iter().map(|column| row.get(column)));
    }
    values
}

async fn fill<E: EntityTrait>(text: &str, rows: &[&E::Model], tx: &DatabaseTransaction) -> Result<(), DbErr> {
    let values = values::<E>(rows);
    tx.execute_raw(Statement::from_sql_and_values(tx.get_database_backend(), text, values)).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_cut_into_powers_of_two() {
        let rows: Vec<u32> = (0..150).collect();
        let lengths: Vec<usize> = chunks(&rows).map(<[u32]>::len).collect();
        assert_eq!(lengths, [64, 64, 16, 4, 2]);
        assert_eq!(chunks(&rows).flatten().copied().collect::<Vec<_>>(), rows);
        assert_eq!(chunks::<u32>(&[]).count(), 0);
    }
}
