//! One simulated member as a pure value: hears calls, thinks, answers, walks, handles. Time is an input; what the
//! person does comes out as acts, which somebody else carries out over the wire.

use std::collections::VecDeque;

use domain::geo::Point;
use domain::ids::OfferId;
use domain::member::{Level, MemberKind};
use domain::offer::{ClearResult, DeclineReason, OfferStatus};

use crate::client::wire::Offer;
use crate::live::Haste;
use crate::live::walk::{Walk, Ways};
use crate::rng::Rng;
use crate::town::Member;

/// Calls that somebody keeps in mind at once; the oldest is forgotten.
const CALLS_MAX: usize = 8;

/// Median seconds until somebody answers a call.
const THINK_S: f64 = 10.0;
/// How much that differs from person to person and time to time.
const THINK_SPREAD: f64 = 0.55;
/// Seconds until the terminal has shown a call.
const RING_S: (f64, f64) = (0.4, 1.8);
/// Seconds at the place until the arrival is told by button, when no position has told it.
const BUTTON_S: f64 = 9.0;
/// Median seconds that handling takes.
const HANDLE_S: f64 = 70.0;
/// Seconds between strolls.
const REST_S: (f64, f64) = (20.0, 140.0);

/// How much faster than a stroll people hurry, ride an electric bicycle, and drive through a town.
const HURRY: f64 = 1.25;
const BIKE: f64 = 2.6;
const CAR: f64 = 3.5;
/// Over this distance people take the bicycle.
const RIDE_OVER_M: f64 = 700.0;

/// Something a person does to a call.
#[derive(Clone, Debug, PartialEq)]
pub enum Act {
    /// The terminal showed it.
    Deliver(OfferId),
    /// "On my way."
    Accept(OfferId),
    /// "I cannot."
    Decline(OfferId, DeclineReason),
    /// "I am here."
    Arrive(OfferId),
    /// "Done."
    Clear(OfferId, ClearResult),
}

/// How somebody takes calls.
#[derive(Clone, Copy, Debug)]
struct Temper {
    accepts: f64,
    declines: f64,
    /// How likely the terminal lies in a drawer.
    unheard: f64,
    pace_mps: f64,
}

#[derive(Clone, Debug)]
struct Call {
    offer: OfferId,
    ring_s: Option<f64>,
    answer: Option<(f64, Answer)>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Answer {
    Yes,
    No(DeclineReason),
}

#[derive(Clone, Debug)]
struct Task {
    offer: OfferId,
    level: Level,
    goal: Point,
    at_place_s: Option<f64>,
    told_s: Option<f64>,
    clear_s: Option<f64>,
}

/// A simulated member.
#[derive(Clone, Debug)]
pub struct Person {
    kind: MemberKind,
    consent: bool,
    temper: Temper,
    haste: Haste,
    rng: Rng,
    home: Point,
    at: Point,
    haunts: Vec<Point>,
    walk: Option<Walk>,
    rest_until_s: f64,
    calls: VecDeque<Call>,
    task: Option<Task>,
    battery: f64,
}

impl Person {
    /// Wakes a member up at home, with a temper that the seed gives.
    pub fn new(member: &Member, ways: &Ways, haste: Haste, seed: u64) -> Self {
        let mut rng = Rng::stream(seed, &member.id.to_string());
        let temper = temper(member.kind, &mut rng);
        let stroll_m = match member.kind {
            MemberKind::Guard | MemberKind::Observer | MemberKind::Teller | MemberKind::Parent => 170.0,
            MemberKind::GridWorker
            | MemberKind::Volunteer
            | MemberKind::Mediator
            | MemberKind::ComprehensiveOfficer => 650.0,
            MemberKind::Auxiliary | MemberKind::Officer => 1_300.0,
        };
        let mut haunts = ways.near(member.home, stroll_m, 400);
        rng.shuffle(&mut haunts);
        haunts.truncate(12);
        Self {
            kind: member.kind,
            consent: member.consent,
            temper,
            haste,
            home: member.home,
            at: member.home,
            haunts,
            walk: None,
            rest_until_s: rng.between(0.0, 40.0),
            calls: VecDeque::new(),
            task: None,
            battery: rng.between(45.0, 100.0),
            rng,
        }
    }

    /// Whether the member's place may be told.
    pub const fn may_be_seen(&self) -> bool {
        self.consent
    }

    /// Whether the member is on a call.
    pub const fn is_busy(&self) -> bool {
        self.task.is_some()
    }

    /// Whether nothing calls the member.
    pub fn is_free(&self) -> bool {
        self.task.is_none() && self.calls.is_empty()
    }

    /// Hears a call, or hears it again.
    pub fn hear(&mut self, now_s: f64, offer: &Offer) {
        if self.task.as_ref().is_some_and(|it| it.offer == offer.id) {
            return;
        }
        if offer.status.is_assignment() {
            self.go_on(now_s, offer);
            return;
        }
        if !offer.status.is_waiting() {
            self.forget(offer.id);
            return;
        }
        let again = self.calls.iter().position(|it| it.offer == offer.id);
        if let Some(index) = again {
            let silent = self.calls[index].answer.is_none();
            if silent && self.rng.chance(0.45) {
                self.calls[index] = self.consider(now_s, offer.id);
            }
            return;
        }
        let call = self.consider(now_s, offer.id);
        self.calls.push_back(call);
        if self.calls.len() > CALLS_MAX {
            self.calls.pop_front();
        }
    }

    /// Takes up an assignment that was accepted before the terminal restarted.
    fn go_on(&mut self, now_s: f64, offer: &Offer) {
        if self.task.is_none() {
            let goal = offer.card.point.unwrap_or(self.at);
            let told_s = (offer.status == OfferStatus::Arrived).then_some(now_s);
            self.task =
                Some(Task { offer: offer.id, level: offer.card.level, goal, at_place_s: None, told_s, clear_s: None });
        }
    }

    fn consider(&mut self, now_s: f64, offer: OfferId) -> Call {
        let heard = !self.rng.chance(self.temper.unheard);
        let ring_s = heard.then(|| now_s + self.rng.between(RING_S.0, RING_S.1));
        let think_s = self.rng.lognormal(THINK_S, THINK_SPREAD) / self.haste.think;
        let drawn = self.rng.fraction();
        let reasons = [DeclineReason::Busy, DeclineReason::NotAtPost, DeclineReason::Unsafe, DeclineReason::Other];
        let reason = reasons[self.rng.weighted(&[5.0, 2.0, 1.0, 1.0])];
        let answer = if self.task.is_some() {
            Some(Answer::No(DeclineReason::Busy))
        } else if drawn < self.temper.accepts {
            Some(Answer::Yes)
        } else {
            (drawn < self.temper.accepts + self.temper.declines).then_some(Answer::No(reason))
        };
        Call { offer, ring_s, answer: answer.filter(|_| heard).map(|it| (now_s + RING_S.1 + think_s, it)) }
    }

    /// Is told by telephone to look at the terminal.
    pub fn woken(&mut self, now_s: f64, offer: OfferId) {
        if self.rng.chance(0.6) && self.task.is_none() {
            let answer_s = now_s + self.rng.between(4.0, 12.0);
            if let Some(call) = self.calls.iter_mut().find(|it| it.offer == offer && it.answer.is_none()) {
                call.ring_s = call.ring_s.or(Some(now_s + 2.0));
                call.answer = Some((answer_s, Answer::Yes));
            }
        }
    }

    /// Learns that a call is over: answered by others, run out, stood down.
    pub fn forget(&mut self, offer: OfferId) {
        self.calls.retain(|it| it.offer != offer);
        if self.task.as_ref().is_some_and(|it| it.offer == offer) {
            self.task = None;
            self.walk = None;
            self.rest_until_s = 0.0;
        }
    }

    /// The server took "on my way": sets out along the streets to the place that is shown now.
    pub fn sent(&mut self, now_s: f64, offer: &Offer, ways: &mut Ways) {
        let Some(goal) = offer.card.point.filter(|_| offer.status.is_assignment()) else {
            return;
        };
        self.calls.retain(|it| it.offer != offer.id);
        self.task = Some(Task {
            offer: offer.id,
            level: offer.card.level,
            goal,
            at_place_s: None,
            told_s: None,
            clear_s: None,
        });
        self.set_out(now_s, goal, ways);
    }

    fn set_out(&mut self, now_s: f64, goal: Point, ways: &mut Ways) {
        self.at = self.place(now_s);
        let ready_s = now_s + self.rng.between(1.0, 5.0) / self.haste.think;
        let hurry = match self.kind {
            MemberKind::Auxiliary | MemberKind::Officer => CAR,
            MemberKind::Guard
            | MemberKind::GridWorker
            | MemberKind::ComprehensiveOfficer
            | MemberKind::Volunteer
            | MemberKind::Parent
            | MemberKind::Observer
            | MemberKind::Mediator
            | MemberKind::Teller => {
                if self.at.distance_m(goal) > RIDE_OVER_M {
                    BIKE
                } else {
                    HURRY
                }
            }
        };
        let pace_mps = self.temper.pace_mps * hurry * self.haste.walk;
        self.walk = Some(Walk::new(ways.line(self.at, goal), ready_s, pace_mps));
    }

    /// Learns that a position has told the arrival.
    pub fn arrived(&mut self, now_s: f64, offer: OfferId) {
        if let Some(task) = self.task.as_mut().filter(|it| it.offer == offer) {
            task.told_s = task.told_s.or(Some(now_s));
        }
    }

    /// Lives on to a moment; what is due comes out.
    pub fn live(&mut self, now_s: f64, ways: &mut Ways, acts: &mut Vec<Act>) {
        self.answer(now_s, acts);
        if self.walk.as_ref().is_some_and(|it| it.ends_s() <= now_s) {
            self.at = self.place(now_s);
            self.walk = None;
            self.rest_until_s = now_s + self.rng.between(REST_S.0, REST_S.1) / self.haste.think;
        }
        match self.task.take() {
            Some(task) => self.task = self.work(now_s, task, ways, acts),
            None if self.walk.is_none() && now_s >= self.rest_until_s => self.stroll(now_s, ways),
            None => {}
        }
    }

    fn answer(&mut self, now_s: f64, acts: &mut Vec<Act>) {
        let mut answered = Vec::new();
        for call in &mut self.calls {
            if call.ring_s.is_some_and(|it| it <= now_s) {
                call.ring_s = None;
                acts.push(Act::Deliver(call.offer));
            }
            if let Some((_, answer)) = call.answer.filter(|(at_s, _)| *at_s <= now_s) {
                answered.push((call.offer, answer));
            }
        }
        for (offer, answer) in answered {
            self.calls.retain(|it| it.offer != offer);
            acts.push(match answer {
                Answer::Yes if self.task.is_some() => Act::Decline(offer, DeclineReason::Busy),
                Answer::Yes => Act::Accept(offer),
                Answer::No(reason) => Act::Decline(offer, reason),
            });
        }
    }

    fn work(&mut self, now_s: f64, mut task: Task, ways: &mut Ways, acts: &mut Vec<Act>) -> Option<Task> {
        if self.walk.is_some() {
            return Some(task);
        }
        if self.at.distance_m(task.goal) > 15.0 && task.at_place_s.is_none() && task.told_s.is_none() {
            self.set_out(now_s, task.goal, ways);
            return Some(task);
        }
        let at_place_s = *task.at_place_s.get_or_insert(now_s);
        if task.told_s.is_none() && now_s - at_place_s >= BUTTON_S {
            task.told_s = Some(now_s);
            acts.push(Act::Arrive(task.offer));
        }
        if task.told_s.is_none() {
            return Some(task);
        }
        let takes_s = self.rng.lognormal(HANDLE_S, 0.4) / self.haste.think;
        let clear_s = *task.clear_s.get_or_insert(now_s + takes_s);
        if clear_s > now_s {
            return Some(task);
        }
        acts.push(Act::Clear(task.offer, self.result(task.level)));
        self.walk = Some(Walk::new(ways.line(self.at, self.home), now_s, self.temper.pace_mps * self.haste.walk));
        None
    }

    fn result(&mut self, level: Level) -> ClearResult {
        let results = [
            ClearResult::Resolved,
            ClearResult::Persuaded,
            ClearResult::FalseAlarm,
            ClearResult::HandedToPolice,
            ClearResult::NeedMore,
        ];
        let weights = match (self.kind.is_police(), level) {
            (true, _) => [7.0, 3.0, 1.0, 0.0, 0.0],
            // What may be handled alone is no matter for police.
            (false, Level::L3) => [6.0, 3.0, 0.7, 0.0, 0.3],
            (false, Level::L0 | Level::L1 | Level::L2) => [3.0, 2.0, 0.7, 3.0, 0.8],
        };
        results[self.rng.weighted(&weights)]
    }

    fn stroll(&mut self, now_s: f64, ways: &mut Ways) {
        let homesick = self.at.distance_m(self.home) > 20.0 && self.rng.chance(0.3);
        let goal = if homesick { Some(self.home) } else { self.rng.pick(&self.haunts).copied() };
        self.rest_until_s = now_s + REST_S.1;
        if let Some(goal) = goal.filter(|it| it.distance_m(self.at) > 5.0) {
            let pace_mps = self.temper.pace_mps * self.haste.walk;
            self.walk = Some(Walk::new(ways.line(self.at, goal), now_s, pace_mps));
        }
    }

    /// Where the person is.
    pub fn place(&self, now_s: f64) -> Point {
        self.walk.as_ref().and_then(|it| it.at(now_s)).unwrap_or(self.at)
    }

    /// How fast the person moves.
    pub fn speed_mps(&self, now_s: f64) -> f64 {
        self.walk.as_ref().map_or(0.0, |it| it.speed_mps(now_s))
    }

    /// Percent of the terminal's battery: it lasts about ten hours, then somebody plugs it in.
    pub fn battery(&self, now_s: f64) -> u8 {
        let left = (self.battery - now_s / 360.0).rem_euclid(90.0);
        (10.0 + left).min(100.0) as u8
    }
}

/// How a kind of member takes calls, with some difference between people.
fn temper(kind: MemberKind, rng: &mut Rng) -> Temper {
    let (accepts, declines, unheard) = match kind {
        MemberKind::Officer => (0.97, 0.02, 0.0),
        MemberKind::Auxiliary => (0.93, 0.05, 0.01),
        MemberKind::GridWorker | MemberKind::ComprehensiveOfficer | MemberKind::Mediator => (0.78, 0.14, 0.05),
        MemberKind::Guard => (0.80, 0.10, 0.07),
        MemberKind::Volunteer | MemberKind::Parent | MemberKind::Observer | MemberKind::Teller => (0.55, 0.25, 0.15),
    };
    let keen = rng.between(0.82, 1.06);
    Temper { accepts: accepts * keen, declines, unheard, pace_mps: rng.between(1.2, 1.85) }
}

#[cfg(test)]
#[path = "person_tests.rs"]
mod tests;
