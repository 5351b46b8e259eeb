//! The slice as other code holds it: the pictures it reads, the board of recent reports, the way to the driver.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::TimeDelta;
use dispatch::eligibility::Skip;
use dispatch::engine::CandidateList;
use dispatch::engine::settings::Settings as DispatchSettings;
use dispatch::member::Member;
use dispatch::street::StreetGraph;
use domain::category::CategoryCode;
use domain::ids::{IncidentId, MemberId, SealedId, StationId};
use domain::incident::clocks::Limits;
use domain::incident::duplicate::{APART_S_MAX, Pairs, Sketch};
use domain::incident::transfer::Patience;
use domain::sos::SosLimits;
use duty::duty::Duty;
use parking_lot::Mutex;
use people::people::People;
use places::places::Places;
use platform::app::App;
use platform::problem::{self, Result, refuse};
use platform::scope::Scope;
use platform::seal;
use platform::time::moment;
use serde::{Deserialize, Serialize};
use tokio::sync::{mpsc, oneshot};

use crate::api::duplicates;
use crate::board::{Board, Recent};
use crate::driver::asks::{ASKS_MAX, Ask};
use crate::driver::{DESK, Driver};
use crate::rate::Rate;
use crate::rows::incident;
use crate::sos::distress::Distress;
use crate::view::incident::{Beside, suggestion};
use crate::view::names::Names;
use crate::words::{Caller, Words};
use crate::{roster, settings, store};

/// A desk role that asked for something this recently counts as being at the desk.
const AT_DESK: TimeDelta = TimeDelta::seconds(60);
/// Reports that the board takes up at a start.
const BOARD_MAX: u64 = 5_000;

/// What a station may set of this slice, under `incidents` of its settings.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// The clocks and sizes of a search.
    pub dispatch: DispatchSettings,
    /// The categories that the chief authorised, in writing, for calls while nobody is at the desk (adoption rule 3).
    pub desk_absent_categories: Vec<CategoryCode>,
    /// The time limits of an incident.
    pub clocks: Limits,
    /// How long another body may be silent about what was passed to it.
    pub transfer: Patience,
    /// How soon more people are told of a call for help that nobody hears.
    pub sos: SosLimits,
}

struct Parts {
    app: App,
    places: Places,
    people: People,
    duty: Duty,
    board: Board,
    rate: Rate,
    distress: Arc<Distress>,
    asks: mpsc::Sender<Ask>,
    channels: Vec<String>,
    present: Mutex<BTreeMap<StationId, bool>>,
    /// What was read of each station's settings, with the version of the station.
    settings: Mutex<BTreeMap<StationId, (i64, Settings)>>,
}

/// The incidents of this node; cheap to clone.
#[derive(Clone)]
pub struct Incidents(Arc<Parts>);

impl Incidents {
    /// Takes up the recent reports and makes the driver, which the caller runs.
    ///
    /// `channels` are the outbox channels that are configured; messages to others are not written.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub async fn load(places: &Places, people: &People, duty: &Duty, channels: Vec<String>) -> Result<(Self, Driver)> {
        let (asks, questions) = mpsc::channel(ASKS_MAX);
        let incidents = Self(Arc::new(Parts {
            app: people.app().clone(),
            places: places.clone(),
            people: people.clone(),
            duty: duty.clone(),
            board: Board::default(),
            rate: Rate::default(),
            distress: Arc::default(),
            asks,
            channels,
            present: Mutex::default(),
            settings: Mutex::default(),
        }));
        places.add_section(settings::section());
        let distress = incidents.0.distress.clone();
        incidents.app().hub().observe(Arc::new(move |entry| distress.hear(entry)));
        for station in places.stations() {
            incidents.take_up(station).await?;
        }
        let driver = Driver::new(incidents.clone(), questions);
        Ok((incidents, driver))
    }

    /// Reads what the pictures in memory must know of a station: recent reports, standing calls.
    async fn take_up(&self, station: StationId) -> Result<()> {
        let scope = Scope::system(station);
        let since = self.app().clock().now() - TimeDelta::seconds(APART_S_MAX);
        let mut rows = store::reported_since(&scope, self.app(), since, BOARD_MAX).await?;
        rows.reverse();
        let sealed =
            store::sealed(&scope, self.app(), rows.iter().filter_map(|it| it.words_sealed_id).collect()).await?;
        for row in &rows {
            let found = sealed.iter().find(|it| Some(it.id) == row.words_sealed_id);
            self.remember(row, &Words::open(self.app().sealer(), found));
        }
        for it in crate::sos::store::open(&scope, self.app()).await? {
            self.0.distress.add(station, it.member_id, it.id);
        }
        for id in store::unfinished(&scope, self.app()).await? {
            for offer in store::offers_of(&scope, self.app(), id).await?.iter().filter(|it| it.ended_at.is_none()) {
                self.duty().offer(station, offer.member_id, offer.id, offer.status);
            }
        }
        Ok(())
    }

    /// The platform.
    pub fn app(&self) -> &App {
        &self.0.app
    }

    /// The places.
    pub fn places(&self) -> &Places {
        &self.0.places
    }

    /// The people.
    pub fn people(&self) -> &People {
        &self.0.people
    }

    /// Who is on duty, and where.
    pub fn duty(&self) -> &Duty {
        &self.0.duty
    }

    /// The recent reports.
    pub fn board(&self) -> &Board {
        &self.0.board
    }

    /// How often each account has reported lately.
    pub fn rate(&self) -> &Rate {
        &self.0.rate
    }

    /// Tells whether a member calls for help right now.
    pub fn in_distress(&self, station: StationId, member: MemberId) -> bool {
        self.0.distress.holds(station, member)
    }

    /// The outbox channels that are configured.
    pub fn channels(&self) -> &[String] {
        &self.0.channels
    }

    /// The names beside the ids, as `scope` reads them.
    ///
    /// # Errors
    /// If there is no such station.
    pub fn names(&self, scope: &Scope) -> Result<Names> {
        let names = Names::new(&self.0.places, &self.0.duty, scope.station, scope.language)?;
        let settings = self.settings(scope.station);
        Ok(names.with_limits(settings.clocks, settings.transfer))
    }

    /// Everything that lies beside an incident's row, for showing it.
    pub fn beside<'a>(
        &self,
        scope: &Scope,
        names: &Names,
        row: &incident::Model,
        find: impl Fn(Option<SealedId>) -> Option<&'a seal::Model>,
    ) -> Beside {
        let sealer = self.app().sealer();
        let words = Words::open(sealer, find(row.words_sealed_id));
        let open = |id| find(id).and_then(|it| sealer.open(it)).map(|it| it.expose().to_owned());
        let text = words.description.expose();
        let suggestion = if row.category.is_none() { suggestion(text, names) } else { None };
        let duplicates = match row.closed_at {
            None => duplicates(self, scope, &recent(row, &words), names),
            Some(_) => Vec::new(),
        };
        Beside {
            caller: Caller::open(sealer, find(row.caller_sealed_id)),
            result: open(row.result_sealed_id),
            signed_by: open(row.receipt_sealed_id),
            return_reason: open(row.return_sealed_id),
            suggestion,
            duplicates,
            words,
        }
    }

    /// Puts a report on the board.
    pub fn remember(&self, row: &incident::Model, words: &Words) {
        self.0.board.add(row.station_id, recent(row, words));
    }

    /// What a station has set. What is stored and cannot be read is told in the log, once, and counts as not set.
    pub fn settings(&self, station: StationId) -> Settings {
        let Ok(atlas) = self.0.places.atlas(station) else { return Settings::default() };
        let version = atlas.station().version;
        let mut read = self.0.settings.lock();
        if let Some((_, settings)) = read.get(&station).filter(|(of, _)| *of == version) {
            return settings.clone();
        }
        let set = atlas.station().settings.get(settings::NAME).cloned();
        let set = set.unwrap_or_else(|| serde_json::Value::Object(serde_json::Map::new()));
        let settings: Settings = serde_json::from_value(set).unwrap_or_else(|error| {
            tracing::error!(error.chain = %error, "Settings of station {station} cannot be read and count as not set: {error}");
            Settings::default()
        });
        read.insert(station, (version, settings.clone()));
        settings
    }

    /// The street graph of a station, if a map was imported.
    pub fn graph(&self, station: StationId) -> Option<Arc<StreetGraph>> {
        self.0.places.atlas(station).ok()?.streets()?.graph()
    }

    /// Everybody who can be reached in a station.
    pub fn roster(&self, station: StationId) -> Vec<Member> {
        roster::all(self, station)
    }

    /// One member, if they can be reached.
    pub fn roster_member(&self, station: StationId, member: MemberId) -> Option<Member> {
        roster::member(self, station, member)
    }

    /// Tells whether somebody is at the desk: following the live feed, or having asked for something a moment ago.
    pub fn desk_present(&self, station: StationId) -> bool {
        let now = self.app().clock().now();
        let asked = |role| self.app().sessions().last_seen(station, role).is_some_and(|it| now - it <= AT_DESK);
        self.app().hub().listens(station, DESK) || DESK.iter().any(|role| asked(*role))
    }

    /// Tells whether presence at the desk has changed since this was last asked.
    pub(crate) fn presence_changed(&self, station: StationId) -> bool {
        let present = self.desk_present(station);
        self.0.present.lock().insert(station, present) != Some(present)
    }

    /// Asks the engine to call members whom a person chose; answers who may not go, and why.
    ///
    /// # Errors
    /// [`problem::BUSY`] if the driver has too much to do.
    pub async fn call(
        &self,
        station: StationId,
        incident: IncidentId,
        members: Vec<MemberId>,
    ) -> Result<Vec<(MemberId, Skip)>> {
        let (reply, answer) = oneshot::channel();
        self.ask(Ask::Call { station, incident, members, reply })?;
        Ok(answer.await.map_err(|_| refuse(&problem::BUSY))?)
    }

    /// Asks the engine whether members whom a person chose may go; answers who may not, and why. Calls nobody.
    ///
    /// # Errors
    /// [`problem::BUSY`] if the driver has too much to do.
    pub async fn check(
        &self,
        station: StationId,
        incident: IncidentId,
        members: Vec<MemberId>,
        police: bool,
    ) -> Result<Vec<(MemberId, Skip)>> {
        let (reply, answer) = oneshot::channel();
        self.ask(Ask::Check { station, incident, members, police, reply })?;
        Ok(answer.await.map_err(|_| refuse(&problem::BUSY))?)
    }

    /// Asks the engine to rank everybody for an incident.
    ///
    /// # Errors
    /// [`problem::BUSY`] if the driver has too much to do.
    pub async fn candidates(&self, station: StationId, incident: IncidentId) -> Result<Option<CandidateList>> {
        let (reply, answer) = oneshot::channel();
        self.ask(Ask::Candidates { station, incident, reply })?;
        Ok(answer.await.map_err(|_| refuse(&problem::BUSY))?)
    }

    /// Waits until the driver has done what is due now, and all of it is committed.
    ///
    /// # Errors
    /// [`problem::BUSY`] if the driver has too much to do, or has stopped.
    pub async fn settle(&self) -> Result<()> {
        let (reply, answer) = oneshot::channel();
        self.ask(Ask::Settle { reply })?;
        Ok(answer.await.map_err(|_| refuse(&problem::BUSY))?)
    }

    fn ask(&self, ask: Ask) -> Result<()> {
        self.0.asks.try_send(ask).map_err(|_| refuse(&problem::BUSY).into())
    }
}

/// A report as the board compares it.
pub(crate) fn recent(row: &incident::Model, words: &Words) -> Recent {
    Recent {
        id: row.id,
        incident_no: row.incident_no.clone(),
        point: row.point(),
        sketch: Sketch {
            point: Some(row.point()),
            unit: row.unit_id,
            at: moment(row.occurred_at),
            category: row.category,
            words: Pairs::of(words.description.expose()),
        },
    }
}
