//! Carries out the reports: residents write, members report, the desk writes down what it hears.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use domain::permission::Permission;

use super::scenes::{Channel, Storyteller, Told};
use super::{Backoff, Shared, Stop, rest};
use crate::client::wire::{Incident, Page};
use crate::client::{Client, Failure};
use crate::rng::{Rng, hash};

/// Seconds until the first report: something happens soon after the page is opened.
const FIRST_S: f64 = 4.0;

/// The first reports come faster, until the town is as busy as it will be.
const WARM_UP: usize = 5;
const WARM_UP_SHARE: f64 = 0.35;

/// How long to wait when enough is going on.
const FULL: Duration = Duration::from_secs(4);

/// The shortest pause between two reports, whatever the speed.
const SHORTEST_S: f64 = 1.0;

/// Members who report; each keeps one session.
const MEMBERS: usize = 6;

/// Tells what happens, until the town stops.
pub(super) async fn tell(shared: Arc<Shared>, mut stop: Stop) {
    let town = Arc::clone(&shared.config.town);
    let mut voices = Voices::new(Arc::clone(&shared));
    let mut backoff = Backoff::new();
    let mut teller = loop {
        match voices.chapter().await {
            Ok(seed) => break Storyteller::new(&town, seed),
            Err(failure) => {
                tracing::debug!(%failure, "simulated reports wait for the server");
                if !rest(backoff.next(), &mut stop).await {
                    return;
                }
            }
        }
    };
    backoff.reset();
    let mut pause = Duration::from_secs_f64(FIRST_S);
    let mut told_count = 0;
    while rest(pause, &mut stop).await {
        if shared.open() >= shared.config.rates.open_max {
            pause = FULL;
            continue;
        }
        let told = teller.next_told();
        let pause_s = teller.pause_s(shared.config.rates.reports_per_day) / shared.config.speed.max(1e-3);
        told_count += 1;
        let share = if told_count < WARM_UP { WARM_UP_SHARE } else { 1.0 };
        pause = Duration::from_secs_f64((pause_s * share).clamp(SHORTEST_S, 86_400.0));
        match voices.say(told).await {
            Ok(()) => backoff.reset(),
            Err(failure) => {
                tracing::debug!(%failure, "simulated report not taken");
                pause = backoff.next();
            }
        }
    }
}

/// The accounts that report, signed in when they first do.
struct Voices {
    shared: Arc<Shared>,
    rng: Rng,
    residents: Vec<String>,
    members: Vec<String>,
    sessions: BTreeMap<String, Client>,
}

impl Voices {
    fn new(shared: Arc<Shared>) -> Self {
        let town = &shared.config.town;
        let simulated = || town.accounts.iter().filter(|it| it.simulated);
        let residents =
            simulated().filter(|it| it.login.starts_with("sim-resident-")).map(|it| it.login.clone()).collect();
        let on_shift = |it: &&crate::town::Account| {
            let member = town.members.iter().find(|member| Some(member.id) == it.member_id);
            member.is_some_and(|it| it.on_shift) && it.role.permissions().contains(&Permission::IncidentReport)
        };
        let members = simulated().filter(on_shift).step_by(11).take(MEMBERS).map(|it| it.login.clone()).collect();
        let rng = Rng::stream(shared.config.seed, "voices");
        Self { shared, rng, residents, members, sessions: BTreeMap::new() }
    }

    /// The seed of what happens from here on: a town that is taken up again does not tell the same day twice.
    async fn chapter(&mut self) -> Result<u64, Failure> {
        let seed = self.shared.config.seed;
        let desk = self.session("sim-desk").await?;
        let last: Page<Incident> = desk.get("/api/v1/incidents?status=all&limit=1").await?;
        Ok(last.items.first().map_or(seed, |it| hash(seed, it.incident_no.as_bytes())))
    }

    async fn session(&mut self, login: &str) -> Result<&Client, Failure> {
        if !self.sessions.contains_key(login) {
            let client = self.shared.sign_in(login).await?;
            self.sessions.insert(login.to_owned(), client);
        }
        self.sessions.get(login).ok_or_else(|| Failure::Lost("no session".to_owned()))
    }

    async fn say(&mut self, mut told: Told) -> Result<(), Failure> {
        let login = match told.channel {
            Channel::Desk => None,
            Channel::Resident => self.rng.pick(&self.residents).cloned(),
            Channel::Member => self.rng.pick(&self.members).cloned(),
        };
        if let Some(login) = login {
            match self.report(&login, &told).await {
                Err(Failure::Refused(refusal)) if refusal.status != 401 => {
                    // A resident who may not write again so soon calls instead.
                    tracing::debug!(login, code = refusal.code, "simulated report refused");
                    told.report.source = "station_phone".to_owned();
                }
                other => return other,
            }
        }
        self.report("sim-desk", &told).await
    }

    async fn report(&mut self, login: &str, told: &Told) -> Result<(), Failure> {
        let client = self.session(login).await?;
        let done = client.report(&told.report).await;
        if done.as_ref().is_err_and(|it| it.status() == Some(401)) {
            self.sessions.remove(login);
        }
        done.map(|_| ())
    }
}
