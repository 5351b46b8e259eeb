//! The places of every station of this node: loaded at the start, replaced whole when a place changes.

use std::collections::BTreeMap;
use std::sync::Arc;

use arc_swap::ArcSwap;
use domain::geo::Point;
use domain::ids::{PlaceNameId, StationId};
use parking_lot::RwLock;
use platform::app::App;
use platform::log::Entry;
use platform::problem::{Error, Result};
use sea_orm::entity::prelude::*;
use tokio::sync::broadcast::error::RecvError;

use crate::atlas::{Atlas, Divisions, Located, Stock};
use crate::gazetteer::Gazetteer;
use crate::names::place_name;
use crate::parts::{beat, micro_grid, patch, patrol_team, responsibility};
use crate::roster::Roster;
use crate::settings::Section;
use crate::store::{community, grid, post, station, street_map, unit};
use crate::streets::Streets;

/// Log entries whose kind begins so change a place.
const CHANGES: &str = "place_";
/// A set of places was written, perhaps with names.
pub(crate) const SET_WRITTEN: &str = "place_set_written";
/// A whole station was laid out.
pub(crate) const LAID_OUT: &str = "place_station_laid_out";
/// A name of the gazetteer is new or changed.
pub(crate) const NAME_CHANGED: &str = "gazetteer_name_changed";
/// A name of the gazetteer is gone.
pub(crate) const NAME_REMOVED: &str = "gazetteer_name_removed";

struct Parts {
    app: App,
    atlases: ArcSwap<BTreeMap<StationId, Arc<Atlas>>>,
    /// Held while an atlas is read and swapped in, so that two refreshes cannot lose one another's.
    refreshing: tokio::sync::Mutex<()>,
    /// What is known of the people whom charges are given to.
    roster: ArcSwap<Roster>,
    /// The sections of the settings, each of the slice that owns it.
    sections: RwLock<Vec<Section>>,
}

/// The atlases of this node; cheap to clone.
#[derive(Clone)]
pub struct Places(Arc<Parts>);

impl Places {
    /// Reads every station.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub async fn load(app: &App) -> Result<Self> {
        let parts = Parts {
            app: app.clone(),
            atlases: ArcSwap::default(),
            refreshing: tokio::sync::Mutex::default(),
            roster: ArcSwap::from_pointee(Roster::nobody()),
            sections: RwLock::default(),
        };
        let places = Self(Arc::new(parts));
        places.refresh_all().await?;
        Ok(places)
    }

    /// The platform these places live on.
    pub fn app(&self) -> &App {
        &self.0.app
    }

    /// Says where people are known; without it nobody can be appointed.
    pub fn know(&self, roster: Roster) {
        self.0.roster.store(Arc::new(roster));
    }

    /// What is known of the people whom charges are given to.
    pub fn roster(&self) -> Arc<Roster> {
        self.0.roster.load_full()
    }

    /// Adds a slice's section of the settings, in place of an earlier one of the same name.
    pub fn add_section(&self, section: Section) {
        let mut sections = self.0.sections.write();
        sections.retain(|it| it.name != section.name);
        sections.push(section);
    }

    /// The sections of the settings.
    pub fn sections(&self) -> Vec<Section> {
        self.0.sections.read().clone()
    }

    /// The stations of this node.
    pub fn stations(&self) -> Vec<StationId> {
        self.0.atlases.load().keys().copied().collect()
    }

    /// The places of a station, as they are now.
    ///
    /// # Errors
    /// If there is no such station.
    pub fn atlas(&self, station: StationId) -> Result<Arc<Atlas>> {
        self.0.atlases.load().get(&station).cloned().ok_or(Error::NotFound)
    }

    /// Tells where a point lies in a station.
    ///
    /// # Errors
    /// If it lies outside the jurisdiction, with the likeliest mistake; or there is no such station.
    pub fn locate(&self, station: StationId, point: Point) -> Result<Located> {
        Ok(self.atlas(station)?.locate(point)?)
    }

    /// Reads one station's places again; the gazetteer stays, unless units are called otherwise now.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub async fn refresh(&self, id: StationId) -> Result<()> {
        self.replace(id, |_, names| names).await
    }

    /// Reads one station again with its gazetteer.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub async fn refresh_with_names(&self, id: StationId) -> Result<()> {
        let rows = place_name::Entity::find().filter(place_name::Column::StationId.eq(id));
        let rows = rows.all(self.0.app.db().read()).await?;
        self.replace(id, |units, _| Arc::new(Gazetteer::new(rows, units))).await
    }

    /// Reads one name of a station's gazetteer again.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub async fn refresh_name(&self, station: StationId, id: PlaceNameId) -> Result<()> {
        let found = place_name::Entity::find_by_id(id).all(self.0.app.db().read()).await?.into_iter().next();
        self.replace(station, |_, names| match found {
            Some(row) => Arc::new(names.with(row)),
            None => Arc::new(names.without(id)),
        })
        .await
    }

    /// Reads every station again.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub async fn refresh_all(&self) -> Result<()> {
        let there = station::Entity::find().all(self.0.app.db().read()).await?;
        for id in there.iter().map(|it| it.id).chain(self.stations()) {
            self.refresh_with_names(id).await?;
        }
        Ok(())
    }

    /// Swaps in a station as it is now, with the gazetteer that `names` makes of the one before.
    async fn replace(
        &self,
        id: StationId,
        names: impl FnOnce(&[unit::Model], Arc<Gazetteer>) -> Arc<Gazetteer>,
    ) -> Result<()> {
        let _one_at_a_time = self.0.refreshing.lock().await;
        let found = station::Entity::find_by_id(id).all(self.0.app.db().read()).await?;
        let mut atlases = BTreeMap::clone(&self.0.atlases.load());
        match found.into_iter().next() {
            Some(station) => {
                let mut stock = self.stock(station).await?;
                let before = atlases.get(&id).map(|it| it.names().clone()).unwrap_or_default();
                stock.names = names(&stock.units, before);
                if !stock.names.knows(&stock.units) {
                    stock.names = Arc::new(stock.names.again(&stock.units));
                }
                atlases.insert(id, Arc::new(Atlas::new(stock)));
            }
            None => {
                atlases.remove(&id);
            }
        }
        self.0.atlases.store(Arc::new(atlases));
        Ok(())
    }

    async fn stock(&self, station: station::Model) -> Result<Stock> {
        let db = self.0.app.db().read();
        let id = station.id;
        let street_map = street_map::Entity::find_by_id(id).all(db).await?.into_iter().next();
        let going_on = sea_orm::Condition::any()
            .add(responsibility::Column::EndsAt.is_null())
            .add(responsibility::Column::EndsAt.gt(self.0.app.clock().now()));
        let terms = responsibility::Entity::find().filter(responsibility::Column::StationId.eq(id)).filter(going_on);
        Ok(Stock {
            communities: community::Entity::find().filter(community::Column::StationId.eq(id)).all(db).await?,
            grids: grid::Entity::find().filter(grid::Column::StationId.eq(id)).all(db).await?,
            units: unit::Entity::find().filter(unit::Column::StationId.eq(id)).all(db).await?,
            posts: post::Entity::find().filter(post::Column::StationId.eq(id)).all(db).await?,
            parts: Divisions {
                patches: patch::Entity::find().filter(patch::Column::StationId.eq(id)).all(db).await?,
                beats: beat::Entity::find().filter(beat::Column::StationId.eq(id)).all(db).await?,
                micro_grids: micro_grid::Entity::find().filter(micro_grid::Column::StationId.eq(id)).all(db).await?,
                patrol_teams: patrol_team::Entity::find().filter(patrol_team::Column::StationId.eq(id)).all(db).await?,
                terms: terms.all(db).await?,
            },
            names: Arc::default(),
            streets: street_map.map(Streets::open),
            station,
        })
    }

    /// Takes one log entry in.
    async fn take(&self, entry: &Entry) -> Result<()> {
        let station = entry.row.station_id;
        match entry.row.kind.as_str() {
            SET_WRITTEN | LAID_OUT => self.refresh_with_names(station).await,
            NAME_CHANGED | NAME_REMOVED => match entry.refer("name_id") {
                Some(id) => self.refresh_name(station, id.into()).await,
                None => Ok(()),
            },
            kind if kind.starts_with(CHANGES) => self.refresh(station).await,
            _ => Ok(()),
        }
    }

    /// Follows the log and reads a station again when one of its places changes. Runs until the process ends.
    pub async fn follow(self) {
        let mut entries = self.0.app.hub().inside();
        loop {
            let outcome = match entries.recv().await {
                Ok(entry) => self.take(&entry).await,
                Err(RecvError::Lagged(_)) => self.refresh_all().await,
                Err(RecvError::Closed) => return,
            };
            if let Err(error) = outcome {
                tracing::error!(error.chain = %error, "Places could not be read again: {error}");
            }
        }
    }
}
