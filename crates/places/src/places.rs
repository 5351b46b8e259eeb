//! The places of every station of this node: loaded at the start, replaced whole when a place changes.

use std::collections::BTreeMap;
use std::sync::Arc;

use arc_swap::ArcSwap;
use domain::geo::Point;
use domain::ids::StationId;
use parking_lot::RwLock;
use platform::app::App;
use platform::problem::{Error, Result};
use sea_orm::entity::prelude::*;
use tokio::sync::broadcast::error::RecvError;

use crate::atlas::{Atlas, Located, Stock};
use crate::settings::Section;
use crate::store::{community, grid, post, station, street_map, unit};
use crate::streets::Streets;

/// Log entries whose kind begins so change a place.
const CHANGES: &str = "place_";

struct Parts {
    app: App,
    atlases: ArcSwap<BTreeMap<StationId, Arc<Atlas>>>,
    /// Held while an atlas is read and swapped in, so that two refreshes cannot lose one another's.
    refreshing: tokio::sync::Mutex<()>,
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

    /// Reads one station again.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub async fn refresh(&self, id: StationId) -> Result<()> {
        let _one_at_a_time = self.0.refreshing.lock().await;
        let found = station::Entity::find_by_id(id).all(self.0.app.db().read()).await?;
        let mut atlases = BTreeMap::clone(&self.0.atlases.load());
        match found.into_iter().next() {
            Some(station) => atlases.insert(id, Arc::new(Atlas::new(self.stock(station).await?))),
            None => atlases.remove(&id),
        };
        self.0.atlases.store(Arc::new(atlases));
        Ok(())
    }

    /// Reads every station again.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub async fn refresh_all(&self) -> Result<()> {
        let _one_at_a_time = self.0.refreshing.lock().await;
        let mut atlases = BTreeMap::new();
        for station in station::Entity::find().all(self.0.app.db().read()).await? {
            atlases.insert(station.id, Arc::new(Atlas::new(self.stock(station).await?)));
        }
        self.0.atlases.store(Arc::new(atlases));
        Ok(())
    }

    async fn stock(&self, station: station::Model) -> Result<Stock> {
        let db = self.0.app.db().read();
        let id = station.id;
        let street_map = street_map::Entity::find_by_id(id).all(db).await?.into_iter().next();
        Ok(Stock {
            communities: community::Entity::find().filter(community::Column::StationId.eq(id)).all(db).await?,
            grids: grid::Entity::find().filter(grid::Column::StationId.eq(id)).all(db).await?,
            units: unit::Entity::find().filter(unit::Column::StationId.eq(id)).all(db).await?,
            posts: post::Entity::find().filter(post::Column::StationId.eq(id)).all(db).await?,
            streets: street_map.map(Streets::open),
            station,
        })
    }

    /// Follows the log and reads a station again when one of its places changes. Runs until the process ends.
    pub async fn follow(self) {
        let mut entries = self.0.app.hub().inside();
        loop {
            let outcome = match entries.recv().await {
                Ok(entry) if entry.row.kind.starts_with(CHANGES) => self.refresh(entry.row.station_id).await,
                Ok(_) => Ok(()),
                Err(RecvError::Lagged(_)) => self.refresh_all().await,
                Err(RecvError::Closed) => return,
            };
            if let Err(error) = outcome {
                tracing::error!(error.chain = %error, "Places could not be read again: {error}");
            }
        }
    }
}
