//! What a station has now.

use std::collections::BTreeMap;

use domain::ids::{MemberId, SealedId, StationId};
use domain::role::Role;
use people::store::{account, member};
use places::names::place_name;
use places::parts::{beat, micro_grid, patch, patrol_team, place_version, responsibility};
use places::store::{community, grid, post, station, unit};
use platform::app::App;
use platform::problem::Result;
use platform::seal::{self, Personal};
use sea_orm::entity::prelude::*;

/// Sealed rows read in one statement.
const SEALED_CHUNK: usize = 500;

/// A station's rows.
#[derive(Clone, Debug, Default)]
pub struct Present {
    /// The station, if it has been founded.
    pub station: Option<station::Model>,
    /// Its communities.
    pub communities: Vec<community::Model>,
    /// Its grids.
    pub grids: Vec<grid::Model>,
    /// Its units.
    pub units: Vec<unit::Model>,
    /// Its posts.
    pub posts: Vec<post::Model>,
    /// Its patches.
    pub patches: Vec<patch::Model>,
    /// Its beats.
    pub beats: Vec<beat::Model>,
    /// Its micro-grids.
    pub micro_grids: Vec<micro_grid::Model>,
    /// Its patrol teams.
    pub patrol_teams: Vec<patrol_team::Model>,
    /// The terms that nothing has ended.
    pub charges: Vec<responsibility::Model>,
    /// The present spans of the history of places, by place.
    pub spans: BTreeMap<Uuid, place_version::Model>,
    /// Its gazetteer.
    pub names: Vec<place_name::Model>,
    /// The roles of members who have an account.
    pub roles: BTreeMap<MemberId, Role>,
    /// Its members.
    pub members: Vec<member::Model>,
    /// The sealed values of its members.
    pub sealed: BTreeMap<SealedId, seal::Model>,
    /// What they say.
    pub open: BTreeMap<SealedId, Personal>,
}

impl Present {
    /// Reads a station.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub async fn load(app: &App, id: StationId) -> Result<Self> {
        let db = app.db().read();
        let members = member::Entity::find().filter(member::Column::StationId.eq(id)).all(db).await?;
        let mut present = Self {
            station: station::Entity::find_by_id(id).all(db).await?.into_iter().next(),
            communities: community::Entity::find().filter(community::Column::StationId.eq(id)).all(db).await?,
            grids: grid::Entity::find().filter(grid::Column::StationId.eq(id)).all(db).await?,
            units: unit::Entity::find().filter(unit::Column::StationId.eq(id)).all(db).await?,
            posts: post::Entity::find().filter(post::Column::StationId.eq(id)).all(db).await?,
            patches: patch::Entity::find().filter(patch::Column::StationId.eq(id)).all(db).await?,
            beats: beat::Entity::find().filter(beat::Column::StationId.eq(id)).all(db).await?,
            micro_grids: micro_grid::Entity::find().filter(micro_grid::Column::StationId.eq(id)).all(db).await?,
            patrol_teams: patrol_team::Entity::find().filter(patrol_team::Column::StationId.eq(id)).all(db).await?,
            names: place_name::Entity::find().filter(place_name::Column::StationId.eq(id)).all(db).await?,
            members,
            ..Self::default()
        };
        let charges = responsibility::Entity::find().filter(responsibility::Column::StationId.eq(id));
        present.charges = charges.filter(responsibility::Column::EndsAt.is_null()).all(db).await?;
        let spans = place_version::Entity::find().filter(place_version::Column::StationId.eq(id));
        let spans = spans.filter(place_version::Column::ValidTo.is_null()).all(db).await?;
        present.spans = spans.into_iter().map(|it| (it.place_id, it)).collect();
        let accounts = account::Entity::find().filter(account::Column::StationId.eq(id)).all(db).await?;
        present.roles = accounts.into_iter().filter_map(|it| Some((it.member_id?, it.role))).collect();
        let ids = present.members.iter().flat_map(|it| [Some(it.name_sealed_id), it.phone_sealed_id]).flatten();
        let ids: Vec<SealedId> = ids.collect();
        for chunk in ids.chunks(SEALED_CHUNK) {
            let found = seal::Entity::find().filter(seal::Column::Id.is_in(chunk.iter().copied())).all(db).await?;
            for row in found {
                if let Some(text) = app.sealer().open(&row) {
                    present.open.insert(row.id, text);
                }
                present.sealed.insert(row.id, row);
            }
        }
        Ok(present)
    }
}
