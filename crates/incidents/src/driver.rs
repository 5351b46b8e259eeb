//! Drives the dispatch engines of this node: facts in, effects out as commands, and nothing else.
//!
//! Invariant: one event in, every effect out, then the next event. The rows decide: whatever goes wrong here,
//! a search is built again from its rows ([`Driver::restore`]).

pub mod asks;
mod entries;
mod facts;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use dispatch::engine::Engine;
use dispatch::engine::effect::Effect;
use dispatch::engine::event::Event;
use dispatch::engine::settings::Settings;
use dispatch::street::StreetGraph;
use domain::ids::{IncidentId, StationId};
use domain::role::Role;
use domain::time::Timestamp;
use duty::duty::{Change, Crossed};
use platform::log::Entry;
use platform::problem::Result;
use platform::scope::Scope;
use platform::sent::system_sender;
use platform::time::moment;
use tokio::sync::broadcast::error::{RecvError, TryRecvError};
use tokio::sync::{broadcast, mpsc};
use uuid::Uuid;

use self::asks::{ASKS_MAX, Ask};
use crate::carry::Carry;
use crate::incidents::Incidents;
use crate::store;

/// How often presence at the desk is looked at.
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// How long after effects could not be written their search is built again.
const AGAIN_AFTER: Duration = Duration::from_secs(1);
/// The roles whose presence means that somebody is at the desk.
pub const DESK: &[Role] = &[Role::Desk, Role::DutyCommander, Role::Chief];

/// Whose search could not be written.
type Failed = (StationId, IncidentId);

/// The driver of this node.
pub struct Driver {
    incidents: Incidents,
    entries: broadcast::Receiver<Arc<Entry>>,
    changes: broadcast::Receiver<Change>,
    crossings: broadcast::Receiver<Crossed>,
    engines: BTreeMap<StationId, Engine>,
    /// The street graph that each engine was made with.
    graphs: BTreeMap<StationId, Option<Arc<StreetGraph>>>,
    /// The settings that each engine was made with.
    made_with: BTreeMap<StationId, Settings>,
    asks: mpsc::Receiver<Ask>,
    /// Searches whose effects could not be written: they are built again.
    failed: mpsc::Sender<Failed>,
    /// The other end of `failed`.
    again: mpsc::Receiver<Failed>,
}

impl Driver {
    /// Makes the driver; it does nothing before [`Driver::run`].
    pub fn new(incidents: Incidents, asks: mpsc::Receiver<Ask>) -> Self {
        let (failed, again) = mpsc::channel(ASKS_MAX);
        Self {
            entries: incidents.app().hub().inside(),
            changes: incidents.duty().changes(),
            crossings: incidents.duty().crossings(),
            incidents,
            engines: BTreeMap::new(),
            graphs: BTreeMap::new(),
            made_with: BTreeMap::new(),
            asks,
            failed,
            again,
        }
    }

    /// Takes up what is open, and drives until the process ends.
    pub async fn run(mut self) {
        self.take_up().await;
        self.drive().await;
    }

    /// Drives until the process ends, once [`Driver::take_up`] is done.
    pub async fn drive(mut self) {
        let mut look = tokio::time::interval(LOOK_EVERY);
        look.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        loop {
            let wake = self.until_wake();
            tokio::select! {
                entry = self.entries.recv() => match entry {
                    Ok(entry) => self.on_entry(&entry).await,
                    Err(RecvError::Lagged(_)) => self.take_up().await,
                    Err(RecvError::Closed) => return,
                },
                ask = self.asks.recv() => match ask {
                    Some(ask) => self.on_ask(ask).await,
                    None => return,
                },
                change = self.changes.recv() => match change {
                    Ok(change) => self.on_change(&change),
                    Err(RecvError::Lagged(_)) => self.refresh_members(),
                    Err(RecvError::Closed) => return,
                },
                crossed = self.crossings.recv() => match crossed {
                    Ok(crossed) => {
                        tokio::spawn(self.on_crossed(crossed));
                    }
                    Err(RecvError::Lagged(_)) => self.watch_again().await,
                    Err(RecvError::Closed) => return,
                },
                Some((station, incident)) = self.again.recv() => self.restore(station, incident).await,
                () = tokio::time::sleep(wake) => self.tick(),
                _ = look.tick() => self.look().await,
            }
        }
    }

    fn now(&self) -> Timestamp {
        moment(self.incidents.app().clock().now())
    }

    /// How long until an engine wants to be woken.
    fn until_wake(&self) -> Duration {
        let Some(at) = self.engines.values().filter_map(Engine::wake_at).min() else { return LOOK_EVERY };
        let micros = at.micros().saturating_sub(self.now().micros()).max(0);
        Duration::from_micros(micros.unsigned_abs()).min(LOOK_EVERY)
    }

    /// Builds every engine from rows.
    pub async fn take_up(&mut self) {
        for station in self.incidents.places().stations() {
            self.start(station).await;
        }
    }

    async fn start(&mut self, station: StationId) {
        let graph = self.incidents.graph(station);
        let settings = self.settings(station);
        self.engines.insert(station, Engine::new(settings, graph.clone()));
        self.made_with.insert(station, settings);
        self.graphs.insert(station, graph);
        self.tell(station, Event::DeskPresence(self.incidents.desk_present(station)));
        for member in self.incidents.roster(station) {
            self.tell(station, Event::MemberOn(member));
        }
        match store::unfinished(&Scope::system(station), self.incidents.app()).await {
            Ok(unfinished) => {
                // All of them before the first decision: a member may be out for the last one.
                for incident in unfinished {
                    self.restore(station, incident).await;
                }
            }
            Err(error) => tracing::error!(error.chain = %error, "Open searches could not be read: {error}"),
        }
        self.tell(station, Event::Tick);
    }

    /// Builds one search again from its rows.
    async fn restore(&mut self, station: StationId, incident: IncidentId) {
        match facts::restored(&self.incidents, station, incident).await {
            Ok(Some((event, watches))) => {
                for watch in watches {
                    self.incidents.duty().watch(station, watch);
                }
                self.tell(station, event);
            }
            Ok(None) => {}
            Err(error) => tracing::error!(error.chain = %error, "A search could not be read: {error}"),
        }
    }

    fn settings(&self, station: StationId) -> Settings {
        self.incidents.settings(station).dispatch
    }

    /// One event in, every effect out.
    fn tell(&mut self, station: StationId, event: Event) -> Vec<Effect> {
        let now = self.now();
        let Some(engine) = self.engines.get_mut(&station) else { return Vec::new() };
        engine.handle(now, event);
        let mut refused = Vec::new();
        let mut steps: Vec<(IncidentId, Vec<Effect>)> = Vec::new();
        while let Some(effect) = engine.poll() {
            let Some(incident) = facts::incident_of(&effect) else { continue };
            if let Effect::Refused { .. } = effect {
                refused.push(effect);
                continue;
            }
            match steps.iter_mut().find(|(it, _)| *it == incident) {
                Some((_, effects)) => effects.push(effect),
                None => steps.push((incident, vec![effect])),
            }
        }
        for (incident, effects) in steps {
            self.carry(station, incident, effects);
        }
        refused
    }

    /// Puts the effects of one step in line. Commands of a station are carried out in the order of their steps.
    fn carry(&self, station: StationId, incident: IncidentId, effects: Vec<Effect>) {
        let app = self.incidents.app();
        let Ok(names) = self.incidents.names(&Scope::system(station)) else { return };
        let command = Carry {
            station,
            incident,
            effects,
            names,
            sealer: app.sealer().clone(),
            offer_expires_s: self.settings(station).offer_expires_s,
            channels: self.incidents.channels().to_vec(),
        };
        let sender = system_sender(station, &[b"carry", Uuid::now_v7().as_bytes()]);
        let failed = self.failed.clone();
        match app.db().submit(sender, command) {
            Ok(pending) => {
                tokio::spawn(async move {
                    if let Err(error) = pending.answer().await {
                        tracing::error!(error.chain = %error, "Effects could not be written and are built again: {error}");
                        tokio::time::sleep(AGAIN_AFTER).await;
                        let _ = failed.send((station, incident)).await;
                    }
                });
            }
            Err(error) => {
                tracing::warn!(error.chain = %error, "Effects could not be put in line: {error}");
                tokio::spawn(async move {
                    tokio::time::sleep(AGAIN_AFTER).await;
                    let _ = failed.send((station, incident)).await;
                });
            }
        }
    }

    fn tick(&mut self) {
        let stations: Vec<StationId> = self.engines.keys().copied().collect();
        let now = self.now();
        for station in stations {
            if self.engines.get(&station).and_then(Engine::wake_at).is_some_and(|it| it <= now) {
                self.tell(station, Event::Tick);
            }
        }
    }

    /// Looks who is at the desk, and whether there are new stations, new streets or new settings.
    async fn look(&mut self) {
        for station in self.incidents.places().stations() {
            let graph = self.incidents.graph(station);
            let streets_changed = self.graphs.get(&station).is_none_or(|it| !same(it.as_ref(), graph.as_ref()));
            if streets_changed || self.made_with.get(&station) != Some(&self.settings(station)) {
                self.start(station).await;
            }
            if self.incidents.presence_changed(station) {
                self.tell(station, Event::DeskPresence(self.incidents.desk_present(station)));
            }
        }
    }

    /// Does what is due now, and what follows from it, until nothing is left.
    async fn settle(&mut self) {
        self.look().await;
        loop {
            self.tick();
            for station in self.incidents.places().stations() {
                self.settled(station).await;
            }
            if !self.drain().await {
                return;
            }
        }
    }

    /// Takes in what waits; tells whether there was anything.
    async fn drain(&mut self) -> bool {
        let mut any = false;
        loop {
            let (entry, change, crossed) =
                (self.entries.try_recv(), self.changes.try_recv(), self.crossings.try_recv());
            let nothing = |it: &TryRecvError| matches!(it, TryRecvError::Empty | TryRecvError::Closed);
            if entry.as_ref().is_err_and(nothing)
                && change.as_ref().is_err_and(nothing)
                && crossed.as_ref().is_err_and(nothing)
            {
                return any;
            }
            any = true;
            if let Ok(change) = change {
                self.on_change(&change);
            }
            if let Ok(entry) = entry {
                self.on_entry(&entry).await;
            }
            if let Ok(crossed) = crossed {
                self.on_crossed(crossed).await;
            }
        }
    }

    /// Resolves when everything that is in line for the station is committed.
    fn settled(&self, station: StationId) -> impl Future<Output = ()> + use<> {
        let app = self.incidents.app().clone();
        async move {
            let sender = system_sender(station, &[b"settled", Uuid::now_v7().as_bytes()]);
            let _: Result<_> = app.db().run(sender, Nothing).await;
        }
    }
}

/// Tells whether both are the same graph in memory.
fn same(one: Option<&Arc<StreetGraph>>, other: Option<&Arc<StreetGraph>>) -> bool {
    match (one, other) {
        (Some(one), Some(other)) => Arc::ptr_eq(one, other),
        (None, None) => true,
        (Some(_), None) | (None, Some(_)) => false,
    }
}

/// Changes nothing; it is answered when everything before it in line is committed.
struct Nothing;

impl platform::db::Command for Nothing {
    type Answer = ();

    fn reads(&self, _rows: &mut platform::db::Rows) {}

    fn decide(
        &self,
        _rows: &platform::db::Rows,
        _now: chrono::DateTime<chrono::Utc>,
    ) -> Result<platform::db::Outcome<()>> {
        Ok(platform::db::Outcome::new(()))
    }
}
