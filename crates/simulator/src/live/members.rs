//! Carries out what simulated members do: one session, one live feed and one walk for each.

use std::sync::Arc;
use std::time::Duration;

use domain::geo::Point;
use domain::ids::OfferId;
use jiff::SignedDuration;
use tokio::time::{Instant, MissedTickBehavior, interval};

use super::clock;
use super::person::{Act, Person};
use super::walk::Ways;
use super::{Backoff, MEMBERS_MAX, Shared, Stop, may_be_called, rest, stopped};
use crate::client::live::{Frame, Live};
use crate::client::position::Fix;
use crate::client::wire::{Entry, Offer, Reply};
use crate::client::{Client, Failure};
use crate::rng::Rng;
use crate::town::{Account, Member, Town};

/// How often a member's life is looked at.
const TICK: Duration = Duration::from_millis(700);

/// Seconds between batches of somebody who moves, and of somebody who stands.
const MOVING_S: (f64, f64) = (5.0, 8.0);
const STANDING_S: (f64, f64) = (18.0, 26.0);

/// Mean seconds until somebody takes a break, and how long breaks last.
const BREAK_AFTER_S: f64 = 3_000.0;
const BREAK_S: (f64, f64) = (60.0, 200.0);

/// Batches refused in a row after which the member signs in and confirms duty anew.
const REFUSED_MAX: u32 = 3;

/// The members to play: those on shift, and volunteers who may be called off shift.
pub(super) fn on_shift(town: &Town, simulated: &[Account]) -> Vec<(Account, Member)> {
    let mut members: Vec<(Account, Member)> = simulated
        .iter()
        .filter(|it| may_be_called(it))
        .filter_map(|account| {
            let member = town.members.iter().find(|it| Some(it.id) == account.member_id)?;
            (member.on_shift || member.self_enrolled).then(|| (account.clone(), member.clone()))
        })
        .collect();
    // Every kind from the start, not first all guards: the town comes to life everywhere.
    Rng::stream(town.seed, "order").shuffle(&mut members);
    members.sort_by_key(|(_, member)| !member.kind.is_police());
    members.truncate(MEMBERS_MAX);
    members
}

/// One member's life, over as many sessions as it takes.
pub(super) async fn live(shared: Arc<Shared>, account: Account, member: Member, mut stop: Stop) {
    let ways = Ways::new(shared.config.graph.clone());
    let person = Person::new(&member, &ways, shared.haste, shared.config.seed);
    let mut rng = Rng::stream(shared.config.seed, &account.login);
    let break_s = rng.exponential(BREAK_AFTER_S).max(BREAK_S.0);
    let mut terminal =
        Terminal { shared, account, member, person, ways, rng, refused: 0, next_fix_s: 0.0, break_s, back_s: None };
    let mut backoff = Backoff::new();
    loop {
        match terminal.session(&mut stop, &mut backoff).await {
            Ok(()) => return,
            Err(failure) => {
                tracing::debug!(login = terminal.account.login, %failure, "simulated member signs in again");
                if !rest(backoff.next(), &mut stop).await {
                    return;
                }
            }
        }
    }
}

struct Terminal {
    shared: Arc<Shared>,
    account: Account,
    member: Member,
    person: Person,
    ways: Ways,
    rng: Rng,
    refused: u32,
    next_fix_s: f64,
    /// When the next break begins, and when the present one ends.
    break_s: f64,
    back_s: Option<f64>,
}

impl Terminal {
    /// Works until the town stops (`Ok`) or the session breaks.
    async fn session(&mut self, stop: &mut Stop, backoff: &mut Backoff) -> Result<(), Failure> {
        let opened = tokio::select! {
            opened = self.open() => opened,
            () = stopped(stop) => return Ok(()),
        };
        let (client, mut live) = opened?;
        backoff.reset();
        self.refused = 0;
        if self.back_s.take().is_some() {
            self.break_s = self.shared.now_s() + self.rng.exponential(BREAK_AFTER_S).max(BREAK_S.0);
        }
        let mut ticks = interval(TICK);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                frame = live.next() => match frame? {
                    Some(frame) => self.hear(&client, frame).await?,
                    None => return Err(Failure::Lost("the live feed was closed".to_owned())),
                },
                _ = ticks.tick() => self.tick(&client, &mut live).await?,
                () = stopped(stop) => {
                    live.close().await;
                    return Ok(());
                }
            }
        }
    }

    async fn open(&mut self) -> Result<(Client, Live), Failure> {
        let client = self.shared.sign_in_queued(&self.account.login).await?;
        if self.member.on_shift {
            passing(client.confirm_duty(self.member.post_id, None).await)?;
        }
        let live = client.live(None).await?;
        for offer in client.my_offers().await? {
            self.person.hear(self.shared.now_s(), &offer);
        }
        Ok((client, live))
    }

    async fn hear(&mut self, client: &Client, frame: Frame) -> Result<(), Failure> {
        match frame {
            Frame::Entry(entry) => self.entry(client, *entry).await,
            Frame::PositionsAck { accepted: 0, refused } if !refused.is_empty() => {
                self.refused += 1;
                tracing::debug!(login = self.account.login, kind = refused[0].kind, "simulated positions refused");
                if self.refused >= REFUSED_MAX {
                    return Err(Failure::Lost("positions are refused".to_owned()));
                }
                Ok(())
            }
            Frame::PositionsAck { .. } => {
                self.refused = 0;
                Ok(())
            }
            Frame::Resync { .. } => Err(Failure::Lost("too slow for the live feed".to_owned())),
            Frame::Hello { .. } | Frame::Heartbeat { .. } | Frame::Beside(_) => Ok(()),
        }
    }

    async fn entry(&mut self, client: &Client, entry: Entry) -> Result<(), Failure> {
        if entry.member_id.is_some_and(|it| it != self.member.id) {
            return Ok(());
        }
        let now_s = self.shared.now_s();
        match (entry.kind.as_str(), entry.offer_id) {
            ("offer_made" | "offer_repeated", id) => match offer_in(&entry) {
                Some(offer) => self.person.hear(now_s, &offer),
                None => {
                    let offers = client.my_offers().await?;
                    let heard = |it: &&Offer| id.is_none_or(|id| it.id == id);
                    offers.iter().filter(heard).for_each(|it| self.person.hear(now_s, it));
                }
            },
            ("offer_stood_down" | "offer_expired" | "offer_cleared" | "offer_declined", Some(id)) => {
                self.person.forget(id)
            }
            ("offer_arrived", Some(id)) => self.person.arrived(now_s, id),
            ("offer_telephone", Some(id)) => self.person.woken(now_s, id),
            _ => {}
        }
        Ok(())
    }

    async fn tick(&mut self, client: &Client, live: &mut Live) -> Result<(), Failure> {
        let now_s = self.shared.now_s();
        if self.rests(client, now_s).await? {
            return Ok(());
        }
        let mut acts = Vec::new();
        self.person.live(now_s, &mut self.ways, &mut acts);
        for act in acts {
            self.act(client, act).await?;
        }
        let seen = self.member.on_shift && self.person.may_be_seen();
        if seen && now_s >= self.next_fix_s {
            let moving = self.person.speed_mps(now_s) > 0.0;
            let (from, to) = if moving { MOVING_S } else { STANDING_S };
            let fixes = self.fixes(now_s, moving);
            // The first batches are spread out, so that not everybody speaks at once for ever.
            self.next_fix_s =
                now_s + self.rng.between(from, to) * if self.next_fix_s == 0.0 { self.rng.fraction() } else { 1.0 };
            live.send_positions(&fixes).await?;
        }
        Ok(())
    }

    /// Goes on a break and comes back; says whether the member is away.
    async fn rests(&mut self, client: &Client, now_s: f64) -> Result<bool, Failure> {
        if let Some(back_s) = self.back_s {
            if now_s < back_s {
                return Ok(true);
            }
            self.back_s = None;
            self.break_s = now_s + self.rng.exponential(BREAK_AFTER_S).max(BREAK_S.0);
            passing(client.confirm_duty(self.member.post_id, None).await)?;
        } else if self.member.on_shift && now_s >= self.break_s && self.person.is_free() {
            self.break_s = f64::MAX;
            passing(client.leave_duty().await)?;
            self.back_s = Some(now_s + self.rng.between(BREAK_S.0, BREAK_S.1));
            return Ok(true);
        }
        Ok(false)
    }

    /// Now, and on the way also the moment half a batch ago; each with its own time.
    fn fixes(&mut self, now_s: f64, moving: bool) -> Vec<Fix> {
        let at = clock::now();
        let ages: &[f64] = if moving { &[2.5, 0.0] } else { &[0.0] };
        ages.iter()
            .map(|age_s| {
                let place = self.person.place(now_s - age_s);
                Fix {
                    at: at - SignedDuration::from_secs_f64(*age_s),
                    point: self.shaken(place),
                    accuracy_m: 4.0 + (self.rng.fraction() * 80.0).round() / 10.0,
                    speed_mps: (self.person.speed_mps(now_s) * 10.0).round() / 10.0,
                    battery: self.person.battery(now_s),
                }
            })
            .collect()
    }

    /// A place as a terminal measures it: some metres off.
    fn shaken(&mut self, place: Point) -> Point {
        let off = |rng: &mut Rng| (rng.normal() * 0.000_02 * 1e7).round() / 1e7;
        let round = |degrees: f64| (degrees * 1e7).round() / 1e7;
        Point::new(round(place.lon + off(&mut self.rng)), round(place.lat + off(&mut self.rng)))
    }

    async fn act(&mut self, client: &Client, act: Act) -> Result<(), Failure> {
        let told =
            |offer: OfferId, verb: &'static str, reply: Reply| (offer, verb, Reply { at: Some(clock::now()), ..reply });
        let (offer, verb, reply) = match act {
            Act::Deliver(offer) => told(offer, "deliver", Reply::default()),
            Act::Accept(offer) => told(offer, "accept", Reply::default()),
            Act::Decline(offer, reason) => told(offer, "decline", Reply { reason: Some(reason), ..Reply::default() }),
            Act::Arrive(offer) => told(offer, "arrive", Reply::default()),
            Act::Clear(offer, result) => told(offer, "clear", Reply { result: Some(result), ..Reply::default() }),
        };
        let asked = Instant::now();
        match client.reply(offer, verb, &reply).await {
            Ok(answer) => {
                tracing::debug!(
                    login = self.account.login,
                    verb,
                    ms = asked.elapsed().as_millis() as u64,
                    "simulated answer"
                );
                if verb == "accept" {
                    self.person.sent(self.shared.now_s(), &answer, &mut self.ways);
                }
                Ok(())
            }
            Err(Failure::Refused(refusal)) if refusal.status != 401 => {
                // Somebody was quicker, or the call is over: nothing to be done about it.
                tracing::debug!(login = self.account.login, verb, code = refusal.code, "simulated answer refused");
                if verb != "deliver" && verb != "arrive" {
                    self.person.forget(offer);
                } else if verb == "arrive" {
                    self.person.arrived(self.shared.now_s(), offer);
                }
                Ok(())
            }
            Err(failure) => Err(failure),
        }
    }
}

/// Lets a refusal pass: already on duty, or may not be; the desk shows it, and the member goes on.
fn passing<T>(done: Result<T, Failure>) -> Result<(), Failure> {
    match done {
        Err(Failure::Refused(refusal)) if refusal.status != 401 => {
            tracing::debug!(code = refusal.code, "simulated member's duty refused");
            Ok(())
        }
        Err(failure) => Err(failure),
        Ok(_) => Ok(()),
    }
}

/// The whole offer that an entry carries for the member who is called.
fn offer_in(entry: &Entry) -> Option<Offer> {
    serde_json::from_value(entry.body.get("offer")?.clone()).ok()
}
