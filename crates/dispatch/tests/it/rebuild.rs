//! An engine rebuilt from rows has the same future as one that never crashed.

use std::sync::Arc;

use dispatch::engine::Engine;
use dispatch::engine::event::{Event, OfferKey};
use dispatch::engine::search::SearchState;
use dispatch::engine::settings::Settings;
use dispatch::member::Fix;
use dispatch::street::StreetGraph;
use domain::ids::MemberId;
use domain::time::Timestamp;
use proptest::prelude::*;

use crate::build::*;
use crate::rows::{Die, Rows, Word};
use crate::town::{people, random_case, streets};

/// What comes from outside; it does not depend on what the engine does.
#[derive(Clone, Debug)]
enum Outside {
    Report(u32),
    Says(MemberId, Word),
    Moves(MemberId),
    Leaves(MemberId),
    Comes(MemberId),
    Chosen(u32, MemberId),
    Ends(u32),
    Desk(bool),
}

struct Story {
    rows: Rows,
    engine: Engine,
    graph: Arc<StreetGraph>,
    die: Die,
    log: String,
}

impl Story {
    fn crash(&mut self, now: Timestamp) {
        self.engine = Engine::new(Settings::default(), Some(Arc::clone(&self.graph)));
        for event in self.rows.memories() {
            self.engine.handle(now, event);
            assert_eq!(self.engine.poll(), None, "nothing is decided before everything is remembered");
        }
        self.tell(now, Event::Tick);
    }

    /// Tells the engine; what it asks for is done at once, and told back.
    fn tell(&mut self, now: Timestamp, event: Event) {
        let mut told = vec![event];
        while let Some(event) = told.pop() {
            self.engine.handle(now, event);
            while let Some(effect) = self.engine.poll() {
                self.log.push_str(&line(now, &effect));
                told.extend(self.rows.perform(&effect, now));
            }
        }
    }

    fn tick_until(&mut self, until: Timestamp) {
        while let Some(wake_at) = self.engine.wake_at().filter(|it| *it <= until) {
            self.tell(wake_at, Event::Tick);
        }
    }

    fn happen(&mut self, now: Timestamp, outside: &Outside) {
        match *outside {
            Outside::Report(number) => {
                let case = random_case(&mut self.die, number, now);
                self.rows.searches.insert(case.incident, (case.clone(), SearchState::new(&case)));
                self.tell(now, Event::Opened(case));
            }
            Outside::Says(member, word) => {
                let mut calls = self.rows.offers.iter().filter(|(_, it)| it.member == member && !it.status.is_over());
                let Some(((incident, _), offer)) = calls.next() else { return };
                let offer: OfferKey = offer.key(*incident);
                if self.rows.say(offer, word, now) {
                    self.tell(now, word.event(offer));
                }
            }
            Outside::Moves(member) => {
                let point = place(self.die.between_s(-900.0, 900.0), self.die.between_s(-900.0, 900.0));
                let Some(on) = self.rows.on.get_mut(&member) else { return };
                if on.consents {
                    on.fix = Some(Fix { point, at: now });
                    self.tell(now, Event::Moved { member, point, at: now, accuracy_m: 10.0 });
                }
            }
            Outside::Leaves(member) => {
                self.rows.on.remove(&member);
                self.tell(now, Event::MemberOff(member));
            }
            Outside::Comes(member) => {
                let Some(mut known) = people(&mut Die(1), 5).remove(&member) else { return };
                // Whoever is on already keeps the position that came last.
                known.fix = self.rows.on.get(&member).map_or(known.fix, |it| it.fix);
                self.rows.on.insert(member, known.clone());
                self.tell(now, Event::MemberOn(known));
            }
            Outside::Chosen(number, member) => {
                self.tell(now, Event::Called { incident: incident_id(number), member });
            }
            Outside::Ends(number) => {
                let incident = incident_id(number);
                self.tell(now, Event::Ended { incident });
            }
            Outside::Desk(present) => {
                self.rows.desk_present = present;
                self.tell(now, Event::DeskPresence(present));
            }
        }
    }
}

/// Lives through a script, with a crash before each step that `crashes` names.
fn live(script: &[(Timestamp, Outside)], crashes: impl Fn(usize) -> bool) -> String {
    let graph = Arc::new(streets());
    let rows = Rows { desk_present: true, expires_s: 600, ..Rows::default() };
    let engine = Engine::new(Settings::default(), Some(Arc::clone(&graph)));
    let mut story = Story { rows, engine, graph, die: Die(2), log: String::new() };
    for (member, known) in people(&mut Die(1), 5) {
        story.rows.on.insert(member, known.clone());
        story.tell(at(0.0), Event::MemberOn(known));
    }
    for (step, (now, outside)) in script.iter().enumerate() {
        story.tick_until(*now);
        if crashes(step) {
            story.crash(*now);
        }
        story.happen(*now, outside);
    }
    story.tick_until(at(1e5));
    story.log
}

fn script(seed: u64, steps: usize) -> Vec<(Timestamp, Outside)> {
    let mut die = Die(seed);
    let members: Vec<MemberId> = people(&mut Die(1), 5).into_keys().collect();
    let mut now_s = 0.0;
    let mut reports = 0;
    let words = [Word::Delivered, Word::Accepted, Word::Declined, Word::Departed, Word::Arrived, Word::Cleared];
    (0..steps)
        .map(|_| {
            now_s += die.between_s(0.0, 12.0);
            let member = members[die.below(members.len() as u64) as usize];
            let outside = match die.below(40) {
                0..=3 => {
                    reports += 1;
                    Outside::Report(reports)
                }
                4..=5 => Outside::Moves(member),
                6 => Outside::Leaves(member),
                7 => Outside::Comes(member),
                8 => Outside::Chosen(1 + die.below(u64::from(reports) + 1) as u32, member),
                9 => Outside::Ends(1 + die.below(u64::from(reports) + 1) as u32),
                10 => Outside::Desk(die.chance(50)),
                _ => Outside::Says(member, words[die.below(6) as usize]),
            };
            (at(now_s), outside)
        })
        .collect()
}

/// The first line in which two lives differ, in both.
fn difference(undisturbed: &str, crashed: &str) -> Option<String> {
    let mut lines = undisturbed.lines().map(Some).chain([None]).zip(crashed.lines().map(Some).chain([None]));
    lines.find(|(a, b)| a != b).map(|(a, b)| format!("\n{}\n{}", a.unwrap_or("-"), b.unwrap_or("-")))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn a_crash_changes_nothing_of_the_future(seed in any::<u64>(), crash in 0..150_usize) {
        let script = script(seed, 150);
        let undisturbed = live(&script, |_| false);
        prop_assert!(undisturbed.contains("call"), "something happens");
        prop_assert_eq!(difference(&undisturbed, &live(&script, |step| step == crash)), None);
        prop_assert_eq!(difference(&undisturbed, &live(&script, |step| step % 7 == crash % 7)), None);
    }
}
