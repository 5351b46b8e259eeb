//! One node: the data folder taken, the keys read, the database open, the slices loaded.

use std::collections::BTreeMap;
use std::fs::{File, TryLockError};
use std::path::Path;

use anyhow::{Context as _, bail};
use domain::ids::StationId;
use duty::duty::Duty;
use incidents::driver::Driver;
use incidents::incidents::Incidents;
use people::people::People;
use places::places::Places;
use platform::app::App;
use platform::clock::Clock;
use platform::db::Source;
use platform::deliver::Deliverer;
use platform::housekeeping;
use platform::jobs::Jobs;
use platform::seal::Sealer;

use crate::config::Store;

/// The database's name in the folder of the data.
const DATABASE: &str = "likedong.db";
/// The file that says that a process has the folder.
const LOCK: &str = "lock";

/// Jobs that come again and again.
const RECURRING: [&str; 4] = [housekeeping::FORGET, housekeeping::SEEN, duty::track::FORGET, duty::track::END];

/// The slices over one platform; cheap to clone.
#[derive(Clone)]
pub struct Node {
    /// The platform.
    pub app: App,
    /// The people.
    pub people: People,
    /// The places.
    pub places: Places,
    /// The duty.
    pub duty: Duty,
    /// The incidents.
    pub incidents: Incidents,
}

/// What runs beside the answers.
pub struct Drivers {
    node: Node,
    dispatch: Driver,
}

impl Node {
    /// Loads the slices over a platform.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub async fn load(app: &App) -> anyhow::Result<(Self, Drivers)> {
        let people = People::load(app).await?;
        let places = Places::load(app).await?;
        let duty = Duty::load(&people, &places).await?;
        // No outside channel is configured yet: nothing is written to the outbox for nobody.
        let (incidents, dispatch) = Incidents::load(&places, &people, &duty, Vec::new()).await?;
        let node = Self { app: app.clone(), people, places, duty, incidents };
        Ok((node.clone(), Drivers { node, dispatch }))
    }

    /// The first station of this node, if there is one.
    pub fn station(&self) -> Option<StationId> {
        self.places.stations().into_iter().next()
    }
}

impl Drivers {
    /// Starts the pictures that follow the log, the jobs, the outbox, the feed of positions, and dispatch.
    ///
    /// # Errors
    /// If a recurring job cannot be written.
    pub async fn start(self) -> anyhow::Result<()> {
        let Self { node, dispatch } = self;
        let jobs = duty::track::register(housekeeping::register(Jobs::default()));
        for kind in RECURRING {
            jobs.ensure(&node.app, kind).await?;
        }
        tokio::spawn(node.people.clone().follow());
        tokio::spawn(node.places.clone().follow());
        tokio::spawn(node.duty.clone().run());
        tokio::spawn(dispatch.run());
        tokio::spawn(jobs.run(node.app.clone()));
        tokio::spawn(Deliverer::new(BTreeMap::new()).run(node.app));
        Ok(())
    }
}

/// The folder of the data, taken by this process until the value is dropped.
pub struct Folder {
    _lock: File,
}

impl Folder {
    /// Makes the folder if it is not there, and takes it.
    ///
    /// # Errors
    /// If it cannot be made, or another process has it.
    pub fn take(path: &Path) -> anyhow::Result<Self> {
        use std::os::unix::fs::DirBuilderExt as _;

        let made = std::fs::DirBuilder::new().recursive(true).mode(0o700).create(path);
        made.with_context(|| format!("the folder {} could not be made", path.display()))?;
        let lock = File::create(path.join(LOCK)).with_context(|| format!("{} cannot be written", path.display()))?;
        match lock.try_lock() {
            Ok(()) => Ok(Self { _lock: lock }),
            Err(TryLockError::WouldBlock) => bail!("another process serves {}; stop it first", path.display()),
            Err(TryLockError::Error(error)) => {
                Err(error).with_context(|| format!("{} cannot be locked", path.display()))
            }
        }
    }
}

/// Opens the platform over a store.
///
/// # Errors
/// If the keys cannot be read or made, or the database cannot be opened.
pub async fn open(store: &Store) -> anyhow::Result<App> {
    let sealer = Sealer::open_file(&store.keys)?;
    App::open(source(store), Clock::System, sealer).await
}

fn source(store: &Store) -> Source {
    match &store.database {
        Some(url) => Source::Postgres(url.clone()),
        None => Source::Sqlite(store.data.join(DATABASE)),
    }
}
