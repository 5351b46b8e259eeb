//! Who has an account, as what lies beside records asks for it: by id, by the beginning of a name.

use std::sync::Arc;

use domain::ids::{AccountId, StationId};
use platform::language::Language;
use platform::problem::Result;
use platform::records::{Directory, FOUND_MAX};
use platform::scope::Scope;
use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _};

use crate::people::People;
use crate::store::account;

/// The directory of these people.
pub fn of(people: &People) -> Directory {
    let (finding, naming, searching) = (people.clone(), people.clone(), people.clone());
    Directory {
        find: Arc::new(move |station, id| Box::pin(find(finding.clone(), station, id))),
        name: Arc::new(move |scope, id| naming.account_name(scope, id)),
        search: Arc::new(move |scope, words| searching.accounts_named(scope, words, FOUND_MAX)),
    }
}

/// The scope of an account that may sign in, read anew: a role that was taken away a moment ago counts for nothing.
async fn find(people: People, station: StationId, id: AccountId) -> Result<Option<Scope>> {
    let found = account::Entity::find_by_id(id)
        .filter(account::Column::StationId.eq(station))
        .filter(account::Column::DisabledAt.is_null())
        .all(people.app().db().read())
        .await?;
    Ok(found.into_iter().next().map(|it| Scope {
        station: it.station_id,
        account: it.id,
        member: it.member_id,
        role: it.role,
        reach: it.reach(),
        language: Language::Zh,
    }))
}
