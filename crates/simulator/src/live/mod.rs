//! The living town: members who walk, answer, refuse and stay silent, residents who report, and a desk that works
//! when no person does. All of it through the wire, with the accounts that the generator opened.
//!
//! What people decide is pure and seeded (`person`, `scenes`, `desk`); `members`, `station` and `reports` carry it out.
//! `speed` is station time against real time: at 1 a town of this size has about five group calls a day. Reports come
//! `speed` times as often; people walk and think faster only up to `WALK_MAX` and `THINK_MAX`, since the clocks of the
//! server run in real time and nobody believes a guard at the speed of sound.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use dispatch::street::StreetGraph;
use domain::ids::AccountId;
use domain::permission::Permission;
use parking_lot::Mutex;
use tokio::sync::{Semaphore, watch};
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep};

use crate::client::{Client, Failure};
use crate::town::{Account, Town};

pub mod desk;
pub mod person;
pub mod scenes;
pub mod walk;

mod clock;
mod data_words;
mod members;
mod reports;
mod station;

/// The demo's speed: a report about every half minute.
pub const DEFAULT_SPEED: f64 = 420.0;

/// The fastest that people walk, as a multiple of a walk.
pub const WALK_MAX: f64 = 4.0;

/// The fastest that people think and handle, as a multiple of real time.
pub const THINK_MAX: f64 = 2.0;

/// Members who are played at most.
pub const MEMBERS_MAX: usize = 400;

/// Sign-ins of members at once: each costs the server a slow password hash. Desk and reporters do not queue with them.
const SIGN_INS: usize = 3;

/// The first and the longest pause after an error.
const PAUSE: Duration = Duration::from_millis(500);
const PAUSE_MAX: Duration = Duration::from_secs(30);

/// How much happens.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rates {
    /// Reports a day of station time: five for the community forces, and what is for police or nobody.
    pub reports_per_day: f64,
    /// No new reports while so many incidents are open.
    pub open_max: usize,
    /// Whether the simulated desk works at all.
    pub desk: bool,
    /// For how long the simulated desk starts nothing new after a person did something at a desk, in real seconds.
    pub yield_s: f64,
}

impl Default for Rates {
    fn default() -> Self {
        Self { reports_per_day: 7.0, open_max: 14, desk: true, yield_s: 90.0 }
    }
}

/// What the living town needs to know.
#[derive(Clone, Debug)]
pub struct Config {
    /// The server: `http://127.0.0.1:PORT`.
    pub base_url: String,
    /// The town that the server was seeded with; its simulated accounts are used.
    pub town: Arc<Town>,
    /// The password of the simulated accounts.
    pub password: String,
    /// The streets to walk on; nothing means straight lines.
    pub graph: Option<Arc<StreetGraph>>,
    /// Station time against real time.
    pub speed: f64,
    /// The seed of all choices.
    pub seed: u64,
    /// How much happens.
    pub rates: Rates,
}

/// How much faster than in life people move and think.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Haste {
    /// On foot.
    pub walk: f64,
    /// In the head and at the scene.
    pub think: f64,
}

impl Haste {
    /// The haste at a speed.
    pub fn of(speed: f64) -> Self {
        Self { walk: speed.clamp(1.0, WALK_MAX), think: speed.clamp(1.0, THINK_MAX) }
    }
}

/// What the tasks share.
struct Shared {
    config: Config,
    haste: Haste,
    started: Instant,
    sign_ins: Semaphore,
    open: AtomicUsize,
    simulated: Mutex<BTreeSet<AccountId>>,
}

impl Shared {
    /// Seconds since the town came to life.
    fn now_s(&self) -> f64 {
        self.started.elapsed().as_secs_f64()
    }

    fn is_simulated(&self, account: AccountId) -> bool {
        self.simulated.lock().contains(&account)
    }

    fn open(&self) -> usize {
        self.open.load(Ordering::Relaxed)
    }

    /// Signs a member in, a few at a time.
    async fn sign_in_queued(&self, login: &str) -> Result<Client, Failure> {
        let _permit = self.sign_ins.acquire().await;
        self.sign_in(login).await
    }

    /// Signs an account in over a new connection.
    async fn sign_in(&self, login: &str) -> Result<Client, Failure> {
        let mut client = Client::new(&self.config.base_url)?;
        let account = client.sign_in(login, &self.config.password).await?;
        self.simulated.lock().insert(account.id);
        Ok(client)
    }
}

/// Told once when the town shall stop.
type Stop = watch::Receiver<bool>;

/// Ends when the town shall stop.
async fn stopped(stop: &mut Stop) {
    // A sender that is gone stops the town as well.
    let _ = stop.wait_for(|it| *it).await;
}

/// Waits; says whether the town goes on.
async fn rest(pause: Duration, stop: &mut Stop) -> bool {
    tokio::select! {
        () = sleep(pause) => true,
        () = stopped(stop) => false,
    }
}

/// A pause that doubles with each error.
struct Backoff {
    pause: Duration,
}

impl Backoff {
    const fn new() -> Self {
        Self { pause: PAUSE }
    }

    const fn reset(&mut self) {
        self.pause = PAUSE;
    }

    fn next(&mut self) -> Duration {
        let pause = self.pause;
        self.pause = (pause * 2).min(PAUSE_MAX);
        pause
    }
}

/// Lets the town live until `stop` turns true. Errors of the server are waited out, never fatal.
pub async fn run(config: Config, mut stop: watch::Receiver<bool>) {
    let simulated: Vec<Account> = config.town.accounts.iter().filter(|it| it.simulated).cloned().collect();
    let shared = Arc::new(Shared {
        haste: Haste::of(config.speed),
        started: Instant::now(),
        sign_ins: Semaphore::new(SIGN_INS),
        open: AtomicUsize::new(0),
        simulated: Mutex::new(simulated.iter().map(|it| it.id).collect()),
        config,
    });
    let mut tasks = JoinSet::new();
    if shared.config.rates.desk {
        tasks.spawn(station::work(Arc::clone(&shared), stop.clone()));
    }
    tasks.spawn(reports::tell(Arc::clone(&shared), stop.clone()));
    for (account, member) in members::on_shift(&shared.config.town, &simulated) {
        tasks.spawn(members::live(Arc::clone(&shared), account, member, stop.clone()));
    }
    stopped(&mut stop).await;
    while tasks.join_next().await.is_some() {}
    tracing::info!("simulated town stopped");
}

/// Whether an account may take part as a member.
fn may_be_called(account: &Account) -> bool {
    let granted = account.role.permissions();
    granted.contains(&Permission::DutyConfirm) && granted.contains(&Permission::OfferAnswer)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_hurry_only_so_much() {
        assert_eq!(Haste::of(0.5), Haste { walk: 1.0, think: 1.0 });
        assert_eq!(Haste::of(DEFAULT_SPEED), Haste { walk: WALK_MAX, think: THINK_MAX });
    }

    #[test]
    fn pauses_grow_to_a_limit() {
        let mut backoff = Backoff::new();
        let pauses: Vec<u128> = (0..9).map(|_| backoff.next().as_millis()).collect();
        assert_eq!(pauses, [500, 1000, 2000, 4000, 8000, 16000, 30000, 30000, 30000]);
        backoff.reset();
        assert_eq!(backoff.next(), PAUSE);
    }

    #[tokio::test]
    async fn a_town_without_a_server_stops_when_told() {
        let town = Arc::new(crate::town::generate(1, crate::town::Ground::Generated));
        let config = Config {
            base_url: "http://127.0.0.1:9".to_owned(),
            town,
            password: "none".to_owned(),
            graph: None,
            speed: DEFAULT_SPEED,
            seed: 1,
            rates: Rates::default(),
        };
        let (stop, stopping) = watch::channel(false);
        let life = tokio::spawn(run(config, stopping));
        tokio::task::yield_now().await;
        stop.send(true).unwrap();
        life.await.unwrap();
    }
}
