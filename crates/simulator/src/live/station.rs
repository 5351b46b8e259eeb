//! Carries out what the simulated desk and duty commander decide, and keeps away from what people work on.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use domain::ids::{AccountId, IncidentId};
use domain::incident::IncidentStatus;
use domain::incident::status::Action;
use serde_json::json;
use tokio::time::{MissedTickBehavior, interval};

use super::desk::{By, Memory, Next, is_taken, next};
use super::{Backoff, Shared, Stop, rest, stopped};
use crate::client::live::Frame;
use crate::client::wire::{Entry, Incident, Page};
use crate::client::{Client, Failure};
use crate::rng::{Rng, hash};

/// How often the desk looks at its queue.
const LOOK: Duration = Duration::from_millis(1_500);

/// Steps that one look takes at most: an officer has two hands.
const STEPS_MAX: usize = 3;

/// Open incidents that are read at a look.
const QUEUE_MAX: usize = 100;

/// Entries of the past that are read at the start, to find what people touched before.
const PAST_MAX: i64 = 500;

/// Median seconds that the desk takes before a step.
const THINK_S: f64 = 4.0;

/// Seconds that the desk leaves an incident alone after a refusal.
const REFUSED_S: f64 = 15.0;

/// Open incidents of people that the town does not count; beyond them it reports less.
const KEPT_MAX: usize = 30;

/// Incidents that people touched are remembered up to this many.
const TOUCHED_MAX: usize = 10_000;

/// Works until the town stops.
pub(super) async fn work(shared: Arc<Shared>, mut stop: Stop) {
    let rng = Rng::stream(shared.config.seed, "desk");
    let mut desk = Desk { shared, rng, watched: BTreeMap::new(), touched: BTreeSet::new(), quiet_until_s: 0.0 };
    let mut backoff = Backoff::new();
    loop {
        match desk.session(&mut stop, &mut backoff).await {
            Ok(()) => return,
            Err(failure) => {
                tracing::debug!(%failure, "simulated desk signs in again");
                if !rest(backoff.next(), &mut stop).await {
                    return;
                }
            }
        }
    }
}

/// An incident in the desk's mind.
struct Watched {
    first_s: f64,
    status: IncidentStatus,
    since_s: f64,
    next_s: f64,
    picked_by_hand: bool,
    escalated: bool,
}

struct Desk {
    shared: Arc<Shared>,
    rng: Rng,
    watched: BTreeMap<IncidentId, Watched>,
    touched: BTreeSet<IncidentId>,
    quiet_until_s: f64,
}

impl Desk {
    async fn session(&mut self, stop: &mut Stop, backoff: &mut Backoff) -> Result<(), Failure> {
        let opened = tokio::select! {
            opened = self.open() => opened,
            () = stopped(stop) => return Ok(()),
        };
        let (desk, commander, mut live) = opened?;
        backoff.reset();
        let mut looks = interval(LOOK);
        looks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                frame = live.next() => match frame? {
                    Some(Frame::Hello { seq }) => {
                        for entry in desk.events((seq - PAST_MAX).max(0), PAST_MAX as usize).await? {
                            self.note(&entry);
                        }
                        self.quiet_until_s = 0.0;
                    }
                    Some(Frame::Entry(entry)) => self.note(&entry),
                    Some(Frame::Resync { .. }) | None => return Err(Failure::Lost("the live feed was closed".to_owned())),
                    Some(Frame::Heartbeat { .. } | Frame::PositionsAck { .. } | Frame::Beside(_)) => {}
                },
                _ = looks.tick() => self.look(&desk, &commander).await?,
                () = stopped(stop) => {
                    live.close().await;
                    return Ok(());
                }
            }
        }
    }

    async fn open(&self) -> Result<(Client, Client, crate::client::live::Live), Failure> {
        let desk = self.shared.sign_in("sim-desk").await?;
        let live = desk.live(None).await?;
        let commander = self.shared.sign_in("sim-commander").await?;
        Ok((desk, commander, live))
    }

    /// Remembers what people work on, and keeps quiet for a while.
    fn note(&mut self, entry: &Entry) {
        let (Some(incident), Some(actor)) = (entry.incident_id, &entry.actor) else {
            return;
        };
        let by_person =
            actor.kind == "account" && actor.id.is_some_and(|it| !self.shared.is_simulated(AccountId::from(it)));
        if by_person && entry.kind.starts_with("incident_") {
            self.quiet_until_s = self.shared.now_s() + self.shared.config.rates.yield_s;
            if self.touched.len() < TOUCHED_MAX {
                self.touched.insert(incident);
            }
        }
    }

    async fn look(&mut self, desk: &Client, commander: &Client) -> Result<(), Failure> {
        let page: Page<Incident> = desk.get(&format!("/api/v1/incidents?status=open&limit={QUEUE_MAX}")).await?;
        let now_s = self.shared.now_s();
        // What people keep for themselves does not stop the town, up to a point.
        let own = page.items.iter().filter(|it| !self.is_peoples(it)).count();
        let kept = (page.items.len() - own).saturating_sub(KEPT_MAX);
        self.shared.open.store(own + kept, Ordering::Relaxed);
        let open: BTreeSet<IncidentId> = page.items.iter().map(|it| it.id).collect();
        self.watched.retain(|it, _| open.contains(it));
        let mut steps = 0;
        for incident in &page.items {
            if self.is_due(incident, now_s) && steps < STEPS_MAX {
                steps += 1;
                self.step(desk, commander, incident.id).await?;
            }
        }
        Ok(())
    }

    /// Watches an incident; says whether the desk has thought about it long enough and may touch it.
    fn is_due(&mut self, incident: &Incident, now_s: f64) -> bool {
        let think_s = self.rng.lognormal(THINK_S, 0.5) / self.shared.haste.think;
        let fresh = || Watched {
            first_s: now_s,
            status: incident.status,
            since_s: now_s,
            next_s: now_s + think_s,
            picked_by_hand: false,
            escalated: incident.police_dispatched,
        };
        let watched = self.watched.entry(incident.id).or_insert_with(fresh);
        if watched.status != incident.status {
            watched.status = incident.status;
            watched.since_s = now_s;
            watched.next_s = now_s + think_s;
        }
        let due = watched.next_s <= now_s;
        if due {
            watched.next_s = now_s + think_s;
        }
        let starts = matches!(incident.status, IncidentStatus::Reported | IncidentStatus::Triaged);
        due && !self.is_peoples(incident) && !(starts && now_s < self.quiet_until_s)
    }

    /// Whether people work on an incident.
    fn is_peoples(&self, incident: &Incident) -> bool {
        self.touched.contains(&incident.id) || is_taken(incident, &|it| self.shared.is_simulated(it))
    }

    async fn step(&mut self, desk: &Client, commander: &Client, id: IncidentId) -> Result<(), Failure> {
        let mut incident = match desk.incident(id).await {
            Ok(incident) => incident,
            Err(Failure::Refused(refusal)) if refusal.status == 404 => return Ok(()),
            Err(failure) => return Err(failure),
        };
        let shared = Arc::clone(&self.shared);
        if is_taken(&incident, &|it| shared.is_simulated(it)) {
            return Ok(());
        }
        // Only what is open can take another report in.
        let watched = &self.watched;
        incident.duplicates.retain(|it| watched.contains_key(&it.incident_id));
        let now_s = self.shared.now_s();
        let Some(watched) = self.watched.get_mut(&id) else {
            return Ok(());
        };
        let memory = Memory {
            same_state_s: (now_s - watched.since_s) * self.shared.haste.think,
            known_s: now_s - watched.first_s,
            picked_by_hand: watched.picked_by_hand,
            escalated: watched.escalated,
            taste: hash(self.shared.config.seed, incident.incident_no.as_bytes()),
        };
        match next(&incident, &memory) {
            Next::Wait => Ok(()),
            Next::PickByHand => {
                watched.picked_by_hand = true;
                pick_by_hand(desk, id).await
            }
            Next::Step(step) => {
                watched.escalated |= step.verb == Action::Escalate;
                let client = match step.by {
                    By::Desk => desk,
                    By::Commander => commander,
                };
                let done = client.act(id, step.verb.as_str(), &step.body).await;
                if done.is_err() {
                    watched.next_s = now_s + REFUSED_S;
                }
                settle(&incident.incident_no, step.verb.as_str(), done.map(|_| ()))
            }
        }
    }
}

/// Calls the first candidate who was not called yet.
async fn pick_by_hand(desk: &Client, id: IncidentId) -> Result<(), Failure> {
    let candidates = match desk.candidates(id).await {
        Ok(candidates) => candidates,
        Err(Failure::Refused(_)) => return Ok(()),
        Err(failure) => return Err(failure),
    };
    let Some(pick) = candidates.picks.iter().find(|it| it.offer_status.is_none()) else {
        return Ok(());
    };
    let done = desk.act(id, Action::Dispatch.as_str(), &json!({"members": [pick.member_id]})).await;
    settle(&id.to_string(), "dispatch by hand", done.map(|_| ()))
}

/// A refusal is no reason to stop working; a lost server is.
fn settle(incident: &str, verb: &str, done: Result<(), Failure>) -> Result<(), Failure> {
    match done {
        Err(Failure::Refused(refusal)) if refusal.status != 401 => {
            tracing::debug!(incident, verb, code = refusal.code, "simulated step refused");
            Ok(())
        }
        other => other,
    }
}
