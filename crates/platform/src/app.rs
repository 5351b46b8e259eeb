//! What every handler and every slice gets: the database, the clock, the seals, the live feed, the sessions.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::blobs::Blobs;
use crate::clock::Clock;
use crate::db::{Db, Source};
use crate::live::{Hub, Seats};
use crate::seal::Sealer;
use crate::session::Sessions;

struct Parts {
    db: Db,
    clock: Clock,
    sealer: Sealer,
    hub: Hub,
    sessions: Sessions,
    seats: Seats,
    blobs: Option<Blobs>,
}

/// The folder of photos and films beside the database.
const BLOBS: &str = "blobs";

/// The platform of one node; cheap to clone.
#[derive(Clone)]
pub struct App(Arc<Parts>);

impl App {
    /// Opens the database and puts the platform together. Photos and films lie beside an SQLite file; with PostgreSQL
    /// there is no place for them.
    ///
    /// # Errors
    /// If the database cannot be opened or migrated.
    pub async fn open(source: Source, clock: Clock, sealer: Sealer) -> anyhow::Result<Self> {
        let folder = match &source {
            Source::Sqlite(path) => path.parent().map(Path::to_owned),
            Source::Postgres(_) => None,
        };
        Self::open_in(source, clock, sealer, folder).await
    }

    /// Opens the database and puts the platform together, with photos and films in a folder of the data.
    ///
    /// # Errors
    /// If the database cannot be opened or migrated.
    pub async fn open_in(
        source: Source,
        clock: Clock,
        sealer: Sealer,
        folder: Option<PathBuf>,
    ) -> anyhow::Result<Self> {
        let hub = Hub::default();
        let db = Db::open(source, clock.clone(), sealer.clone(), hub.clone()).await?;
        let blobs = folder.map(|it| Blobs::new(it.join(BLOBS), sealer.clone()));
        let (sessions, seats) = (Sessions::default(), Seats::default());
        Ok(Self(Arc::new(Parts { db, clock, sealer, hub, sessions, seats, blobs })))
    }

    /// The folder of photos and films, if there is one.
    pub fn blobs(&self) -> Option<&Blobs> {
        self.0.blobs.as_ref()
    }

    /// The database.
    pub fn db(&self) -> &Db {
        &self.0.db
    }

    /// The clock.
    pub fn clock(&self) -> &Clock {
        &self.0.clock
    }

    /// The seals.
    pub fn sealer(&self) -> &Sealer {
        &self.0.sealer
    }

    /// The live feed.
    pub fn hub(&self) -> &Hub {
        &self.0.hub
    }

    /// The sessions.
    pub fn sessions(&self) -> &Sessions {
        &self.0.sessions
    }

    /// The seats of open feeds.
    pub fn seats(&self) -> &Seats {
        &self.0.seats
    }
}
