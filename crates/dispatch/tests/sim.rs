//! A station that lives for half an hour: reports, shifts, phones that lose, repeat and delay messages, and crashes.
//!
//! Everything follows from a seed. Every event and effect is one line; the laws are asked after each. The seeds are
//! fixed, and one more comes from `LIKEDONG_SIM_SEED` when set; it is printed.

#![allow(clippy::unwrap_used, reason = "a test that fails may panic, in its helpers too")]
#![allow(clippy::print_stdout, reason = "the seed of a life that breaks a law must be known")]

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::Arc;

use dispatch::case::Case;
use dispatch::engine::Engine;
use dispatch::engine::effect::Effect;
use dispatch::engine::event::{Event, OfferKey};
use dispatch::engine::search::SearchState;
use dispatch::engine::settings::Settings;
use dispatch::member::{Fix, Member};
use dispatch::street::StreetGraph;
use domain::ids::{IncidentId, MemberId};
use domain::time::Timestamp;
use expect_test::expect_file;
use proptest::prelude::*;

#[path = "it/build.rs"]
mod build;
#[path = "sim/laws.rs"]
mod laws;
#[path = "sim/rows.rs"]
mod rows;
#[path = "sim/town.rs"]
mod town;

use build::*;
use laws::Laws;
use rows::{Die, Rows, Word};
use town::{people, random_case, streets};

/// What happens in the world.
#[derive(Clone, Debug)]
enum Happening {
    Report(u32),
    Ends(IncidentId),
    Chosen(IncidentId, MemberId),
    Leaves(MemberId),
    Comes(MemberId),
    Moves(MemberId),
    Desk(bool),
    /// The call reaches the phone.
    Rings(OfferKey),
    /// A message reaches the server.
    Says(OfferKey, Word),
    Hears(Event),
    Performs(Effect),
    Crashes,
    Returns,
}

struct Size {
    units: u32,
    incidents: u32,
    last_report_s: f64,
    crashes: u32,
}

struct World {
    die: Die,
    now: Timestamp,
    queue: BTreeMap<(Timestamp, u64), Happening>,
    turn: u64,
    members: BTreeMap<MemberId, Member>,
    rows: Rows,
    laws: Laws,
    engine: Option<Engine>,
    graph: Arc<StreetGraph>,
    performed_until: Timestamp,
    heard_until: Timestamp,
    log: String,
}

impl World {
    fn new(seed: u64, size: &Size) -> Self {
        let mut die = Die(seed);
        let members = people(&mut die, size.units);
        let settings = Settings::default();
        let rows = Rows { desk_present: true, expires_s: settings.offer_expires_s.into(), ..Rows::default() };
        let graph = Arc::new(streets());
        let mut world = Self {
            die,
            now: at(0.0),
            queue: BTreeMap::new(),
            turn: 0,
            members,
            rows,
            laws: Laws::default(),
            engine: Some(Engine::new(settings, Some(Arc::clone(&graph)))),
            graph,
            performed_until: at(0.0),
            heard_until: at(0.0),
            log: String::new(),
        };
        for member in world.members.keys().copied().collect::<Vec<_>>() {
            world.later(0.0, Happening::Comes(member));
            if world.die.chance(20) {
                let leaves_s = world.die.between_s(30.0, 1_200.0);
                world.later(leaves_s, Happening::Leaves(member));
                let back_s = leaves_s + world.die.between_s(30.0, 600.0);
                world.later(back_s, Happening::Comes(member));
            }
            for _ in 0..3 {
                let moves_s = world.die.between_s(1.0, 900.0);
                world.later(moves_s, Happening::Moves(member));
            }
        }
        for incident in 1..=size.incidents {
            let report_s = world.die.between_s(1.0, size.last_report_s);
            world.later(report_s, Happening::Report(incident));
        }
        for _ in 0..size.crashes {
            let crash_s = world.die.between_s(1.0, size.last_report_s + 300.0);
            world.later(crash_s, Happening::Crashes);
        }
        let desk_s = world.die.between_s(100.0, 2_000.0);
        world.later(desk_s, Happening::Desk(false));
        world
    }

    fn later(&mut self, after_s: f64, happening: Happening) {
        let at = self.now.plus_ms((after_s * 1e3) as i64);
        self.push(at, happening);
    }

    fn push(&mut self, at: Timestamp, happening: Happening) {
        self.turn += 1;
        self.queue.insert((at, self.turn), happening);
    }

    /// Runs until nothing is left to happen.
    fn run(&mut self) {
        for _ in 0..200_000 {
            let next = self.queue.first_key_value().map(|((at, _), _)| *at);
            let wake_at = self.engine.as_ref().and_then(Engine::wake_at).map(|it| it.max(self.now));
            match (next, wake_at) {
                (None, None) => return,
                (Some(next), wake_at) if wake_at.is_none_or(|wake| next <= wake) => {
                    let (_, happening) = self.queue.pop_first().unwrap();
                    self.now = next;
                    self.happen(happening);
                }
                (_, Some(wake_at)) => {
                    self.now = wake_at;
                    self.tell(Event::Tick);
                }
                (Some(_), None) => unreachable!("an event without a wake comes first"),
            }
        }
        panic!("the world does not come to rest");
    }

    fn happen(&mut self, happening: Happening) {
        match happening {
            Happening::Report(number) => self.report(number),
            Happening::Ends(incident) => {
                self.note(format!("i{:<3} ends", number(incident)));
                if let Some((_, state)) = self.rows.searches.get_mut(&incident) {
                    state.ended = true;
                }
                self.tell(Event::Ended { incident });
            }
            Happening::Chosen(incident, member) => {
                self.note(format!("i{:<3} desk chooses {}", number(incident), number(member)));
                self.tell(Event::Called { incident, member });
            }
            Happening::Comes(member) => {
                let known = self.members[&member].clone();
                self.rows.on.insert(member, known.clone());
                self.tell(Event::MemberOn(known));
            }
            Happening::Leaves(member) => {
                self.note(format!("     off duty {}", number(member)));
                self.rows.on.remove(&member);
                self.tell(Event::MemberOff(member));
            }
            Happening::Moves(member) => self.moves(member),
            Happening::Desk(present) => {
                self.note(format!("     desk present {present}"));
                self.rows.desk_present = present;
                self.laws.desk_changed_at = Some(self.now);
                self.tell(Event::DeskPresence(present));
            }
            Happening::Rings(offer) => self.rings(offer),
            Happening::Says(offer, word) => self.says(offer, word),
            Happening::Hears(event) => self.tell(event),
            Happening::Performs(effect) => self.performs(&effect),
            Happening::Crashes => self.crashes(),
            Happening::Returns => self.returns(),
        }
    }

    fn report(&mut self, number: u32) {
        let case = random_case(&mut self.die, number, self.now);
        let Case { priority, level, police, needed, desk_absent, .. } = case;
        let absent = if desk_absent { " desk absent" } else { "" };
        self.note(format!("i{number:<3} reported {priority} {level} police {police} needs {needed}{absent}"));
        self.rows.searches.insert(case.incident, (case.clone(), SearchState::new(&case)));
        if self.die.chance(30) {
            let member = *self.members.keys().nth(self.die.below(self.members.len() as u64) as usize).unwrap();
            let chosen_s = self.die.between_s(1.0, 100.0);
            self.later(chosen_s, Happening::Chosen(case.incident, member));
        }
        if self.die.chance(40) {
            let ends_s = self.die.between_s(20.0, 900.0);
            self.later(ends_s, Happening::Ends(case.incident));
        }
        self.tell(Event::Opened(case));
    }

    fn moves(&mut self, member: MemberId) {
        let east_m = self.die.between_s(-1_500.0, 1_500.0);
        let north_m = self.die.between_s(-1_500.0, 1_500.0);
        let fix = Fix { point: place(east_m, north_m), at: self.now };
        if let Some(on) = self.rows.on.get_mut(&member) {
            on.fix = Some(fix);
            self.tell(Event::Moved { member, point: fix.point, at: fix.at, accuracy_m: 10.0 });
        }
    }

    /// The phone rings: the member makes up their mind, and the messages take their way.
    fn rings(&mut self, offer: OfferKey) {
        self.send(offer, Word::Delivered, 0.2);
        let thinks_s = self.die.between_s(1.0, 45.0);
        match self.die.below(10) {
            0..=3 => {
                self.send(offer, Word::Accepted, thinks_s);
                let departs_s = thinks_s + self.die.between_s(1.0, 20.0);
                self.send(offer, Word::Departed, departs_s);
                let arrives_s = departs_s + self.die.between_s(20.0, 200.0);
                self.send(offer, Word::Arrived, arrives_s);
                let clears_s = arrives_s + self.die.between_s(30.0, 300.0);
                self.send(offer, Word::Cleared, clears_s);
                if self.die.chance(15) {
                    self.send(offer, Word::Declined, thinks_s + 5.0);
                }
            }
            4..=6 => self.send(offer, Word::Declined, thinks_s),
            7 => self.send(offer, Word::Accepted, 595.0 + thinks_s),
            _ => {}
        }
    }

    /// Sends a message that may be lost, late or repeated.
    fn send(&mut self, offer: OfferKey, word: Word, after_s: f64) {
        if self.die.chance(10) {
            return;
        }
        let delay_s = if self.die.chance(10) { self.die.between_s(5.0, 60.0) } else { 0.1 };
        self.later(after_s + delay_s, Happening::Says(offer, word));
        if self.die.chance(20) {
            self.later(after_s + delay_s + 3.0, Happening::Says(offer, word));
        }
    }

    fn says(&mut self, offer: OfferKey, word: Word) {
        if !self.rows.say(offer, word, self.now) {
            return;
        }
        self.note(format!("i{:<3} {} {:?}", number(offer.incident), number(offer.member), word).to_lowercase());
        self.hears(word.event(offer));
    }

    fn performs(&mut self, effect: &Effect) {
        // Whatever is done twice is done once.
        for _ in 0..1 + u32::from(self.die.chance(10)) {
            for event in self.rows.perform(effect, self.now) {
                self.hears(event);
            }
        }
        let rings: Vec<OfferKey> = match effect {
            Effect::Call { incident, wave, picks, .. } => {
                picks.iter().map(|it| OfferKey { incident: *incident, member: it.member, wave: *wave }).collect()
            }
            Effect::Repeat { offer, .. } | Effect::Telephone { offer } => vec![*offer],
            Effect::Refused { .. }
            | Effect::Expire { .. }
            | Effect::StandDown { .. }
            | Effect::Widen { .. }
            | Effect::Level { .. }
            | Effect::Alert { .. }
            | Effect::Exhausted { .. }
            | Effect::Keep { .. } => Vec::new(),
        };
        for offer in rings {
            let delay_s = self.die.between_s(0.1, 2.0);
            if !self.die.chance(25) {
                self.later(delay_s, Happening::Rings(offer));
            }
        }
    }

    /// What was written reaches the engine in the order of writing, a little later; some of it again, much later.
    fn hears(&mut self, event: Event) {
        let delay_ms = self.die.below(300) as i64;
        self.heard_until = self.heard_until.max(self.now.plus_ms(delay_ms));
        if self.die.chance(10) {
            let again_s = self.die.between_s(1.0, 100.0);
            self.later(again_s, Happening::Hears(event.clone()));
        }
        self.push(self.heard_until, Happening::Hears(event));
    }

    fn crashes(&mut self) {
        if self.engine.take().is_some() {
            self.note("     crash".into());
            self.queue.retain(|_, it| !matches!(it, Happening::Performs(_) | Happening::Hears(_)));
            let down_s = self.die.between_s(0.0, 20.0);
            self.later(down_s, Happening::Returns);
        }
    }

    fn returns(&mut self) {
        self.note("     back".into());
        let mut engine = Engine::new(Settings::default(), Some(Arc::clone(&self.graph)));
        for event in self.rows.memories() {
            engine.handle(self.now, event);
            assert_eq!(engine.poll(), None, "nothing is decided before everything is remembered");
        }
        self.engine = Some(engine);
        self.laws.rebuild(&self.rows, self.now);
        self.tell(Event::Tick);
    }

    /// Tells the engine, judges what it says, and lets it be done a little later, in order.
    fn tell(&mut self, event: Event) {
        let Some(engine) = self.engine.as_mut() else { return };
        self.laws.hear(&event, &self.rows);
        engine.handle(self.now, event);
        let effects: Vec<Effect> = std::iter::from_fn(|| engine.poll()).collect();
        for effect in effects.iter().filter(|it| !matches!(it, Effect::Keep { .. })) {
            self.log.push_str(&line(self.now, effect));
        }
        self.laws.judge(&effects, &self.rows, self.now);
        for effect in effects {
            let delay_ms = self.die.below(200) as i64;
            self.performed_until = self.performed_until.max(self.now.plus_ms(delay_ms));
            self.push(self.performed_until, Happening::Performs(effect));
        }
    }

    fn note(&mut self, text: String) {
        let _ = writeln!(self.log, "{:08.3}  {text}", seconds(self.now));
    }
}

/// A law was broken: the whole story is told.
impl Drop for World {
    fn drop(&mut self) {
        if std::thread::panicking() {
            println!("{}", self.log);
        }
    }
}

fn live_through(seed: u64, size: &Size) -> World {
    let mut world = World::new(seed, size);
    world.run();
    world.laws.nothing_is_left_hanging(&world.rows);
    world
}

#[test]
#[expect(clippy::disallowed_methods, reason = "a seed to look at comes from outside")]
fn a_station_lives_through_its_seeds() {
    let asked = std::env::var("LIKEDONG_SIM_SEED").ok().and_then(|it| it.parse().ok());
    let size = Size { units: 6, incidents: 14, last_report_s: 1_500.0, crashes: 3 };
    let mut calls = 0;
    for seed in (1..=40).chain(asked) {
        println!("seed {seed}");
        calls += live_through(seed, &size).laws.calls;
    }
    assert!(calls > 40 * 14, "the station did hardly anything: {calls} calls");
}

#[test]
fn the_same_seed_gives_the_same_life() {
    let size = Size { units: 3, incidents: 4, last_report_s: 60.0, crashes: 1 };
    let log = live_through(7, &size).log.clone();
    assert_eq!(log, live_through(7, &size).log);
    expect_file!["sim/golden.log"].assert_eq(&log);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_seed_keeps_the_laws(seed in any::<u64>(), units in 1..5_u32, incidents in 1..8_u32, crashes in 0..4_u32) {
        live_through(seed, &Size { units, incidents, last_report_s: 400.0, crashes });
    }
}
