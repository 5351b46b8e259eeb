//! What a node does with workbooks: checks them beside the answers, carries them out one at a time, and puts them back.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use domain::geo::crs::Crs;
use domain::ids::{AccountId, ImportId, StationId};
use parking_lot::Mutex;
use people::people::People;
use places::places::Places;
use platform::app::App;
use platform::db::{Answered, Sender};
use platform::log;
use platform::problem::{Error, Refusal, Result, refuse};
use platform::scope::{Actor, Scope};
use sea_orm::entity::prelude::*;
use sea_orm::{QueryOrder as _, QuerySelect as _};
use uuid::Uuid;

use crate::apply::{Apply, TakeIn, Undo};
use crate::boundaries::Outline;
use crate::examine::{Examined, Input, Stage, examine};
use crate::limits::KEPT_MAX;
use crate::plan::Plan;
use crate::present::Present;
use crate::refusal;
use crate::step::{self, Former};
use crate::store::{self, ImportState, import};

/// The label that binds a sealed workbook to its use.
const FILE: &str = "import_file";
/// The label that binds what it takes to undo to its use.
const FORMER: &str = "import_former";
/// Entries of the log that are looked through for a use of what an import added; more happened means it was used.
const ENTRIES_MAX: u64 = 20_000;
/// Checks that are kept in memory; a forgotten one is made again when it is asked for.
const CHECKS_MAX: usize = 32;

/// How far a check is, and what it found.
#[derive(Clone)]
pub enum Check {
    /// It runs.
    Running(Stage, usize, usize),
    /// It has ended.
    Ended(Arc<Examined>),
    /// The file could not be read at all.
    Refused(Refusal),
}

struct Parts {
    app: App,
    people: People,
    places: Places,
    checks: Mutex<BTreeMap<ImportId, Check>>,
    /// Held while an import is planned and carried out, so that two cannot make the same rows twice.
    one_at_a_time: tokio::sync::Mutex<()>,
}

/// The imports of this node; cheap to clone.
#[derive(Clone)]
pub struct Imports(Arc<Parts>);

impl Imports {
    /// Stands on the slices whose rows are imported.
    pub fn new(people: &People, places: &Places) -> Self {
        Self(Arc::new(Parts {
            app: places.app().clone(),
            people: people.clone(),
            places: places.clone(),
            checks: Mutex::default(),
            one_at_a_time: tokio::sync::Mutex::default(),
        }))
    }

    /// The platform these imports live on.
    pub fn app(&self) -> &App {
        &self.0.app
    }

    /// Takes a file in and begins to check it.
    ///
    /// # Errors
    /// If it is no workbook or too large, or the database fails.
    pub async fn take_in(&self, scope: &Scope, sender: Sender, bytes: &[u8], crs: Crs) -> Result<Answered> {
        let app = self.app();
        if !crate::boundaries::is_boundaries(bytes) {
            crate::guard::check(bytes)?;
        }
        // The same file sent again under the same key is the same import.
        let id = ImportId::from(platform::sent::id_of(&[b"import", Uuid::from(sender.id).as_bytes()]));
        let row = import::Model {
            id,
            station_id: scope.station,
            created_at: app.clock().now(),
            account_id: Some(scope.account),
            crs,
            state: ImportState::Uploaded,
            file: Some(app.sealer().encrypt(FILE, bytes)),
            former: None,
            counts: serde_json::json!({}),
            settled_at: None,
            version: 1,
        };
        let forgotten = self.forgotten(scope.station).await?;
        app.db().run(sender, TakeIn { row, forgotten, actor: scope.actor() }).await
    }

    /// How the check of an import is; one that nobody has begun, or that a restart has lost, is begun.
    ///
    /// # Errors
    /// If there is no such import, or the database fails.
    pub async fn check(&self, row: &import::Model) -> Result<Check> {
        if let Some(check) = self.0.checks.lock().get(&row.id) {
            return Ok(check.clone());
        }
        let began = Check::Running(Stage::Reading, 0, 0);
        self.note(row.id, began.clone());
        let (imports, row) = (self.clone(), row.clone());
        tokio::spawn(async move {
            let check = match imports.examined(&row).await {
                Ok(examined) => Check::Ended(Arc::new(examined)),
                Err(Error::Refused(refusal)) => Check::Refused(refusal),
                Err(error) => {
                    tracing::error!(error.chain = %error, "Workbook could not be checked: {error}");
                    imports.0.checks.lock().remove(&row.id);
                    return;
                }
            };
            imports.note(row.id, check);
        });
        Ok(began)
    }

    fn note(&self, id: ImportId, check: Check) {
        let mut checks = self.0.checks.lock();
        if checks.len() >= CHECKS_MAX
            && let Some(oldest) = checks.keys().next().copied()
        {
            checks.remove(&oldest);
        }
        checks.insert(id, check);
    }

    /// Checks the file of an import as the station is now.
    async fn examined(&self, row: &import::Model) -> Result<Examined> {
        let app = self.app();
        let file = row.file.as_ref().ok_or_else(|| refuse(&refusal::APPLIED))?;
        let bytes = app.sealer().decrypt_any(FILE, file);
        let bytes = bytes.ok_or_else(|| Error::Internal(anyhow::anyhow!("a sealed workbook cannot be opened")))?;
        let present = Present::load(app, row.station_id).await?;
        let (imports, id, crs) = (self.clone(), row.id, row.crs);
        let step = move |stage, done, total| {
            if let Some(check) = imports.0.checks.lock().get_mut(&id) {
                *check = Check::Running(stage, done, total);
            }
        };
        let order = Order { file: bytes, outlines: Vec::new(), crs, partly: false };
        self.examine(order, row.account_id, present, step).await
    }

    async fn examine(
        &self,
        order: Order,
        account: Option<AccountId>,
        present: Present,
        step: impl Fn(Stage, usize, usize) + Send + Sync + 'static,
    ) -> Result<Examined> {
        let (sealer, now) = (self.app().sealer().clone(), self.app().clock().now());
        let work = tokio::task::spawn_blocking(move || {
            let input = Input { file: &order.file, outlines: &order.outlines, crs: order.crs, account };
            examine(input, &present, &sealer, now, &step)
        });
        let examined = work.await.map_err(|it| Error::Internal(it.into()))?;
        Ok(examined?)
    }

    /// Carries an import out: all of it, or what is right of it.
    ///
    /// # Errors
    /// If it has mistakes and all of it is wanted, was carried out before, or the database fails.
    pub async fn apply(&self, scope: &Scope, sender: Sender, id: ImportId, partly: bool) -> Result<Answered> {
        let _one_at_a_time = self.0.one_at_a_time.lock().await;
        let row = store::find(self.app().db(), scope.station, id).await?;
        if row.state != ImportState::Uploaded {
            // A command that was carried out gets its answer again; any other one is refused.
            let command = Apply {
                row,
                forgotten: Vec::new(),
                steps: Vec::new(),
                counts: BTreeMap::new(),
                partly,
                actor: scope.actor(),
            };
            return self.app().db().run(sender, command).await;
        }
        let examined = self.examined(&row).await?;
        let plan = usable(examined, partly)?;
        let answered = self.write(sender, row, plan, partly, scope.actor()).await?;
        self.0.checks.lock().remove(&id);
        self.read_again(scope.station).await?;
        Ok(answered)
    }

    async fn write(
        &self,
        sender: Sender,
        row: import::Model,
        plan: Plan,
        partly: bool,
        actor: Actor,
    ) -> Result<Answered> {
        let app = self.app();
        let former: Vec<Former> = plan.steps.iter().map(|it| it.former()).collect();
        let former = serde_json::to_vec(&former).map_err(|it| Error::Internal(it.into()))?;
        let row = import::Model {
            station_id: plan.station,
            state: ImportState::Applied,
            file: None,
            former: Some(app.sealer().encrypt(FORMER, &former)),
            counts: serde_json::to_value(&plan.counts).map_err(|it| Error::Internal(it.into()))?,
            settled_at: Some(app.clock().now()),
            version: row.version + 1,
            ..row
        };
        let forgotten = self.forgotten(plan.station).await?.into_iter().filter(|it| *it != row.id).collect();
        let Plan { steps, counts, .. } = plan;
        app.db().run(sender, Apply { row, forgotten, steps, counts, partly, actor }).await
    }

    /// Carries a file out at the terminal. Without a station the workbook founds one.
    ///
    /// # Errors
    /// If the file cannot be read, has mistakes and all of it is wanted, or the database fails.
    pub async fn run(&self, order: Order, step: impl Fn(Stage, usize, usize) + Send + Sync + 'static) -> Result<Ran> {
        let app = self.app();
        let station = self.0.places.stations().into_iter().next();
        let present = match station {
            Some(station) => Present::load(app, station).await?,
            None => Present::default(),
        };
        let step = Arc::new(step);
        let told = step.clone();
        let said = move |stage, done, total| told(stage, done, total);
        let (crs, partly) = (order.crs, order.partly);
        let examined = self.examine(order, None, present, said).await?;
        let Examined { findings, plan } = examined;
        let errors = findings.errors();
        let refused = match plan {
            Err(refusal) => Some(refusal),
            Ok(_) if errors > 0 && !partly => Some(refuse(&refusal::MISTAKES).with("count", errors)),
            Ok(plan) => {
                let rows = plan.steps.len();
                step(Stage::Writing, 0, rows);
                let counts = plan.counts.clone();
                self.found(plan, crs, partly).await?;
                step(Stage::Done, rows, rows);
                return Ok(Ran { findings, outcome: Ok(counts) });
            }
        };
        let refused = refused.unwrap_or_else(|| refuse(&refusal::NOTHING_RIGHT));
        Ok(Ran { findings, outcome: Err(refused) })
    }

    async fn found(&self, plan: Plan, crs: Crs, partly: bool) -> Result<()> {
        let id = ImportId::from(Uuid::now_v7());
        let sender = platform::sent::system_sender(plan.station, &[b"import", Uuid::from(id).as_bytes()]);
        let row = import::Model {
            id,
            station_id: plan.station,
            created_at: self.app().clock().now(),
            account_id: None::<AccountId>,
            crs,
            state: ImportState::Uploaded,
            file: None,
            former: None,
            counts: serde_json::json!({}),
            settled_at: None,
            version: 0,
        };
        self.write(sender, row, plan, partly, Actor::System).await?;
        Ok(())
    }

    /// Puts back what an import changed.
    ///
    /// # Errors
    /// If it was not carried out, or what it wrote has been changed or used since.
    pub async fn undo(&self, scope: &Scope, sender: Sender, id: ImportId) -> Result<Answered> {
        let _one_at_a_time = self.0.one_at_a_time.lock().await;
        let row = store::find(self.app().db(), scope.station, id).await?;
        let former = self.former(&row)?;
        let added: BTreeSet<String> =
            former.iter().filter(|it| it.before.is_none()).map(|it| it.key.to_string()).collect();
        // A station is not undone: it has a log, and people who answer for it.
        let founding = former.iter().any(|it| it.before.is_none() && it.table == "stations");
        if founding || !added.is_empty() && self.used(scope.station, id, &added).await? {
            return Err(refuse(&refusal::CHANGED_SINCE).with("what", "station_log").into());
        }
        let back = former.into_iter().filter_map(step::back).collect();
        let command = Undo { station: scope.station, id, back, actor: scope.actor() };
        let answered = self.app().db().run(sender, command).await?;
        self.read_again(scope.station).await?;
        Ok(answered)
    }

    fn former(&self, row: &import::Model) -> Result<Vec<Former>> {
        let Some(sealed) = &row.former else { return Ok(Vec::new()) };
        let plain = self.app().sealer().decrypt_any(FORMER, sealed);
        let plain = plain.ok_or_else(|| Error::Internal(anyhow::anyhow!("what undoes an import cannot be opened")))?;
        serde_json::from_slice(&plain).map_err(|it| Error::Internal(it.into()))
    }

    /// Tells whether the log names something since that the import added: a shift, a call, an incident in a grid.
    async fn used(&self, station: StationId, id: ImportId, added: &BTreeSet<String>) -> Result<bool> {
        let of_station = || log::Entity::find().filter(log::Column::StationId.eq(station));
        let own = of_station().filter(log::Column::ThreadId.eq(Uuid::from(id)));
        let own = own.order_by_desc(log::Column::Seq).limit(1).all(self.app().db().read()).await?;
        let Some(last) = own.first() else { return Ok(false) };
        let since = of_station().filter(log::Column::Seq.gt(last.seq)).order_by_asc(log::Column::Seq);
        let entries = since.limit(ENTRIES_MAX).all(self.app().db().read()).await?;
        let names = |entry: &log::Model| {
            let text = format!("{}{}{}", entry.refs, entry.audience, entry.body);
            text.split('"').any(|word| added.contains(word))
        };
        Ok(entries.len() as u64 == ENTRIES_MAX || entries.iter().any(names))
    }

    /// Whoever gets the answer finds the change.
    async fn read_again(&self, station: StationId) -> Result<()> {
        self.0.places.refresh(station).await?;
        self.0.people.refresh_all().await
    }

    /// The imports that go when another one comes.
    async fn forgotten(&self, station: StationId) -> Result<Vec<ImportId>> {
        let all = store::list(self.app().db(), station, 2 * KEPT_MAX as u64).await?;
        Ok(all.into_iter().skip(KEPT_MAX - 1).map(|it| it.id).collect())
    }
}

/// What is to be done at the terminal.
pub struct Order {
    /// The file.
    pub file: Vec<u8>,
    /// Boundaries beside it.
    pub outlines: Vec<Outline>,
    /// The reference system of what says nothing else.
    pub crs: Crs,
    /// Whether what is right is imported in spite of mistakes.
    pub partly: bool,
}

/// What came of it.
pub struct Ran {
    /// What was found.
    pub findings: crate::finding::Findings,
    /// What changed, by sheet; or why nothing did.
    pub outcome: std::result::Result<crate::plan::Counts, Refusal>,
}

fn usable(examined: Examined, partly: bool) -> Result<Plan> {
    let Examined { findings, plan } = examined;
    let plan = plan?;
    if findings.errors() > 0 && !partly {
        return Err(refuse(&refusal::MISTAKES).with("count", findings.errors()).into());
    }
    Ok(plan)
}
