//! What every handler and every slice gets: the database, the clock, the seals, the live feed, the sessions.

use std::sync::Arc;

use crate::clock::Clock;
use crate::db::Db;
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
}

/// The platform of one node; cheap to clone.
#[derive(Clone)]
pub struct App(Arc<Parts>);

impl App {
    /// Opens the database and puts the platform together.
    ///
    /// # Errors
    /// If the database cannot be opened or migrated.
    pub async fn open(source: crate::db::Source, clock: Clock, sealer: Sealer) -> anyhow::Result<Self> {
        let hub = Hub::default();
        let db = Db::open(source, clock.clone(), sealer.clone(), hub.clone()).await?;
        Ok(Self(Arc::new(Parts { db, clock, sealer, hub, sessions: Sessions::default(), seats: Seats::default() })))
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
