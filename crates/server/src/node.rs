//! One node: the data folder taken, the keys read, the database open, the slices loaded.

use std::collections::BTreeMap;
use std::fs::{File, TryLockError};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};

use anyhow::{Context as _, bail};
use domain::ids::StationId;
use domain::jurisdiction::charge::Candidate;
use duty::duty::Duty;
use imports::imports::Imports;
use incidents::driver::Driver;
use incidents::incidents::Incidents;
use notices::notices::Notices;
use people::people::People;
use people::store::Enrolment;
use places::places::Places;
use places::roster::Roster;
use platform::app::App;
use platform::clock::Clock;
use platform::db::{self, Schema, Source};
use platform::deliver::{Channel, Deliverer};
use platform::housekeeping;
use platform::jobs::Jobs;
use platform::records::{self, Records};
use platform::seal::Sealer;
use tokio::task::JoinSet;

use crate::config::{Outside, Store};
use crate::i18n::terminal;
use crate::telephone::{self, Calls};

/// The database's name in the folder of the data.
const DATABASE: &str = "likedong.db";
/// The file that says that a process has the folder.
const LOCK: &str = "lock";

/// Jobs that come again and again.
const RECURRING: [&str; 7] = [
    housekeeping::FORGET,
    housekeeping::SEEN,
    duty::track::FORGET,
    duty::track::END,
    duty::terminal::forgotten::ASK,
    people::access::idle::DISABLE,
    records::TIDY,
];

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
    /// The notices.
    pub notices: Notices,
    /// What lies beside records.
    pub records: Records,
    /// The imports.
    pub imports: Imports,
    /// How what runs beside the answers is.
    pub health: Health,
}

/// What will run beside the answers.
pub struct Drivers {
    node: Node,
    dispatch: Driver,
    channels: BTreeMap<String, Channel>,
    lines: Vec<Calls>,
}

/// What runs beside the answers; dropping it ends it.
pub struct Running {
    tasks: JoinSet<()>,
    names: BTreeMap<String, &'static str>,
    health: Health,
}

/// How the parts beside the answers are; cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Health(Arc<AtomicU8>);

/// What [`Health`] tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Condition {
    /// Open searches are not taken up yet.
    Starting,
    /// All of them run.
    Working,
    /// One of them has ended, and the process is about to.
    Broken,
}

impl Health {
    /// How they are.
    pub fn condition(&self) -> Condition {
        match self.0.load(Ordering::SeqCst) {
            0 => Condition::Starting,
            1 => Condition::Working,
            _ => Condition::Broken,
        }
    }

    fn is_now(&self, condition: Condition) {
        self.0.store(condition as u8, Ordering::SeqCst);
    }
}

impl Node {
    /// Loads the slices over a platform, without a way to the outside.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub async fn load(app: &App) -> anyhow::Result<(Self, Drivers)> {
        Self::with_outside(app, &Outside::default()).await
    }

    /// Loads the slices over a platform. Nothing is written to the outbox for a channel that is not set.
    ///
    /// # Errors
    /// If the database cannot be read, or the exchange's password.
    pub async fn with_outside(app: &App, outside: &Outside) -> anyhow::Result<(Self, Drivers)> {
        let people = People::load(app).await?;
        let places = Places::load(app).await?;
        places.know(roster(&people));
        let duty = Duty::load(&people, &places).await?;
        let names = outside.channels.keys().cloned().collect();
        let (incidents, dispatch) = Incidents::load(&places, &people, &duty, names).await?;
        let records = Records::new(app);
        records.know(people::directory::of(&people));
        incidents::records::register(&records, &incidents);
        let notices = Notices::new(&people, &places, &duty);
        notices.register(&records);
        let imports = Imports::new(&people, &places);
        let health = Health::default();
        let node = Self { app: app.clone(), people, places, duty, incidents, notices, imports, records, health };
        let (channels, lines) = telephone::open(&node, outside)?;
        Ok((node.clone(), Drivers { node, dispatch, channels, lines }))
    }

    /// The first station of this node, if there is one.
    pub fn station(&self) -> Option<StationId> {
        self.places.stations().into_iter().next()
    }
}

impl Drivers {
    /// Takes up what was open when the last process ended, and starts the pictures that follow the log, the jobs,
    /// the outbox, the feed of positions, and dispatch.
    ///
    /// # Errors
    /// If a recurring job cannot be written.
    pub async fn start(self) -> anyhow::Result<Running> {
        let Self { node, mut dispatch, channels, lines } = self;
        let jobs = people::access::idle::register(housekeeping::register(Jobs::default()));
        let jobs = duty::terminal::forgotten::register(duty::track::register(jobs));
        let jobs = incidents::transfer::register(jobs, &node.incidents);
        let jobs = notices::due::register(records::register_jobs(jobs, &node.records));
        let jobs = incidents::sos::unheard::register(jobs, &node.incidents);
        let jobs = incidents::major::register(jobs, &node.incidents);
        // The folder is taken, so nobody else can have a job in hand.
        jobs.free(&node.app).await?;
        for kind in RECURRING {
            jobs.ensure(&node.app, kind).await?;
        }
        dispatch.take_up().await;
        let health = node.health.clone();
        let mut running = Running { tasks: JoinSet::new(), names: BTreeMap::new(), health };
        running.add("people", node.people.clone().follow());
        running.add("places", node.places.clone().follow());
        running.add("duty", node.duty.clone().run());
        running.add("dispatch", dispatch.drive());
        running.add("jobs", jobs.run(node.app.clone()));
        for line in lines {
            running.add("telephone", line.run());
        }
        running.add("outbox", Deliverer::new(channels).run(node.app));
        running.health.is_now(Condition::Working);
        Ok(running)
    }
}

impl Running {
    /// Runs one part under its name.
    fn add(&mut self, name: &'static str, part: impl Future<Output = ()> + Send + 'static) {
        let task = self.tasks.spawn(part);
        self.names.insert(task.id().to_string(), name);
    }

    /// Waits until a part has ended, which none may do while the process lives. A process without dispatch would
    /// look well and call nobody: it has to end and be started again.
    pub async fn ended(&mut self) -> anyhow::Error {
        let Some(ended) = self.tasks.join_next_with_id().await else { return std::future::pending().await };
        self.health.is_now(Condition::Broken);
        let (id, why) = match ended {
            Ok((id, ())) => (id, "it returned".to_owned()),
            Err(error) => (error.id(), error.to_string()),
        };
        let name = self.names.get(&id.to_string()).copied().unwrap_or_default();
        tracing::error!(part = name, "Part `{name}` has ended and the process with it: {why}");
        anyhow::anyhow!("{} {name} ({why})", terminal::PART_ENDED)
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
            Err(TryLockError::WouldBlock) => bail!("{} {}", terminal::FOLDER_TAKEN, path.display()),
            Err(TryLockError::Error(error)) => {
                Err(error).with_context(|| format!("{} cannot be locked", path.display()))
            }
        }
    }
}

/// Opens the platform over a store, which is made if it is not there.
///
/// # Errors
/// If the keys cannot be read or made or are not those of the data, or the database cannot be opened.
pub async fn open(store: &Store) -> anyhow::Result<App> {
    let sealer = if store.keys.exists() {
        Sealer::open_file(&store.keys)?
    } else if db::look(&source(store)).await?.sealed {
        // Invariant: keys are made only where nothing is sealed; else what is there would be lost without a word.
        bail!("{} {}", terminal::KEYS_MISSING, store.keys.display());
    } else {
        Sealer::make_file(&store.keys)?
    };
    with_keys(store, sealer).await
}

/// Opens the platform over a store that is there and of this version; nothing is made, and no schema changed.
///
/// # Errors
/// If there is no such store, it is of another version, or its keys are missing or others.
pub async fn open_existing(store: &Store) -> anyhow::Result<App> {
    match db::look(&source(store)).await?.schema {
        Schema::Absent => bail!(terminal::NO_STATION),
        Schema::Older | Schema::Newer => bail!(terminal::OTHER_VERSION),
        Schema::Current => {}
    }
    if !store.keys.exists() {
        bail!("{} {}", terminal::KEYS_MISSING, store.keys.display());
    }
    with_keys(store, Sealer::open_file(&store.keys)?).await
}

/// Tells whether a store has been made.
///
/// # Errors
/// If it is there and cannot be read.
pub async fn exists(store: &Store) -> anyhow::Result<bool> {
    Ok(db::look(&source(store)).await?.schema != Schema::Absent)
}

async fn with_keys(store: &Store, sealer: Sealer) -> anyhow::Result<App> {
    let app = App::open_in(source(store), Clock::System, sealer, Some(store.data.clone())).await?;
    if !app.sealer().fits(app.db()).await? {
        bail!("{} {}", terminal::KEYS_DO_NOT_FIT, store.keys.display());
    }
    Ok(app)
}

fn source(store: &Store) -> Source {
    match &store.database {
        Some(url) => Source::Postgres(url.clone()),
        None => Source::Sqlite(store.data.join(DATABASE)),
    }
}

/// What places ask about people when a charge is given to somebody.
fn roster(people: &People) -> Roster {
    let (asked, named) = (people.clone(), people.clone());
    Roster {
        ask: Arc::new(move |scope, id| {
            let person = asked.member(id).filter(|it| it.station == scope.station)?;
            let serving = person.enrolment == Enrolment::Active;
            Some(Candidate { kind: person.kind, role: asked.role_of(id), serving })
        }),
        name: Arc::new(move |scope, id| {
            named
                .member(id)
                .filter(|it| it.station == scope.station)
                .map_or_else(String::new, |it| it.name_for(scope).to_owned())
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_part_that_ends_is_named_and_makes_the_process_end() {
        let health = Health::default();
        assert_eq!(health.condition(), Condition::Starting);
        let mut running = Running { tasks: JoinSet::new(), names: BTreeMap::new(), health: health.clone() };
        running.add("people", std::future::pending());
        running.add("dispatch", async { panic!("a driver with a mistake") });
        health.is_now(Condition::Working);
        let why = running.ended().await.to_string();
        assert!(why.contains("dispatch"), "{why}");
        assert_eq!(health.condition(), Condition::Broken);
    }
}
