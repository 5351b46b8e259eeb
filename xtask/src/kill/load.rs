//! The load of the kill test: reports from many clients, and a guard who answers the calls they lead to.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use serde_json::{Value, json};

use super::http::Client;
use super::station::{Scene, Station};
use crate::stop::{Outcome, stop};

/// How many clients report at once.
const CALLERS: usize = 6;
/// How long a caller rests between two reports: together some hundred a second, as on the worst night.
const CALLER_REST: Duration = Duration::from_millis(25);
/// Each caller has group forces called to one report of so many.
const CALLED_EVERY: u32 = 10;
/// How long the guard rests when nobody calls.
const GUARD_REST: Duration = Duration::from_millis(20);
/// How long the guard looks at a call before accepting it, so that kills find calls that are open.
const GUARD_LOOKS: Duration = Duration::from_millis(400);
/// A repair on the unit's ground: a matter that its own guards may settle alone.
pub const CATEGORY: &str = "5107";

/// A command that was sent: its path, its id and its body, and what it led to once acknowledged.
#[derive(Clone)]
pub struct Sent {
    /// Where it was sent.
    pub path: String,
    /// Its command id.
    pub key: String,
    /// Its body.
    pub body: Value,
    /// The answer, none when the server died before it gave one.
    pub answer: Option<Value>,
}

impl Sent {
    /// Sends it and keeps the answer; answers the id of what it made, none when the server died meanwhile.
    fn deliver(&mut self, client: &mut Client) -> Outcome<Option<String>> {
        let Some(answer) = client.post(&self.path, &self.body, Some(&self.key)) else {
            return Ok(None);
        };
        match answer.body["id"].as_str().map(str::to_string) {
            Some(id) if answer.status < 300 => {
                self.answer = Some(answer.body);
                Ok(Some(id))
            }
            _ => stop(format!("{} got {} {}", self.path, answer.status, answer.body)),
        }
    }
}

/// What was sent in one round.
#[derive(Default)]
pub struct Round {
    /// Reports.
    pub reports: Vec<Sent>,
    /// The desk's orders to call somebody to a report.
    pub orders: Vec<Sent>,
    /// What the guard did about calls.
    pub acts: Vec<Sent>,
}

impl Round {
    /// How many commands the server died on.
    pub fn unanswered(&self) -> usize {
        let all = self.reports.iter().chain(&self.orders).chain(&self.acts);
        all.filter(|it| it.answer.is_none()).count()
    }
}

/// The load of all rounds.
pub struct Load {
    /// Whose accounts send it.
    pub station: Station,
    round: u32,
}

impl Load {
    /// Prepares it.
    pub fn new(station: Station) -> Load {
        Load { station, round: 0 }
    }

    /// The words that every description of this round begins with.
    pub fn mark(&self) -> String {
        format!("kill {} of {} ", self.round, std::process::id())
    }

    /// Sends from all sides at once, until `kill` has ended the server.
    pub fn run(&mut self, port: u16, under_load: Duration, kill: impl FnOnce() -> Outcome) -> Outcome<Round> {
        self.round += 1;
        let desk = self.station.desk(port)?;
        let guard = self.station.guard(port)?;
        let scene = self.station.scene(port, &guard, &desk)?;
        let mark = self.mark();
        let over = AtomicBool::new(false);
        let (killed, reports, acts) = std::thread::scope(|scope| {
            let callers: Vec<_> = (0..CALLERS)
                .map(|caller| {
                    let (desk, scene, mark, over) = (&desk, &scene, &mark, &over);
                    scope.spawn(move || report(port, desk, scene, &format!("{mark}by {caller}"), over))
                })
                .collect();
            let answering = scope.spawn(|| answer_calls(port, &guard, &mark, &over));
            std::thread::sleep(under_load);
            let killed = kill();
            over.store(true, Ordering::Release);
            let broke = |_| stop("a client of the load broke");
            let reports: Outcome<Vec<Vec<Sent>>> =
                callers.into_iter().map(|it| it.join().unwrap_or_else(broke)).collect();
            (killed, reports, answering.join().unwrap_or_else(broke))
        });
        killed?;
        let (orders, reports) = reports?.concat().into_iter().partition(|it| it.path.ends_with("/dispatch"));
        Ok(Round { reports, orders, acts: acts? })
    }
}

/// One caller: a report after the other, until the server is gone.
fn report(port: u16, desk: &str, scene: &Scene, mark: &str, over: &AtomicBool) -> Outcome<Vec<Sent>> {
    let mut client = Client::signed_in(port, desk);
    let mut all = Vec::new();
    for n in 0u32.. {
        if over.load(Ordering::Acquire) {
            break;
        }
        let description = format!("{mark} number {n}");
        let mut sent = Sent {
            path: "/api/v1/incidents".to_string(),
            key: description.replace(' ', "-"),
            body: json!({
                "source": "observer",
                "category": CATEGORY,
                "priority": "P3",
                "description": description,
                "unit_id": scene.unit,
                "point": scene.point,
            }),
            answer: None,
        };
        let Some(id) = sent.deliver(&mut client)? else {
            all.push(sent);
            break;
        };
        all.push(sent);
        if n % CALLED_EVERY == 0 {
            let mut order = Sent {
                path: format!("/api/v1/incidents/{id}/dispatch"),
                key: format!("{id}-dispatch"),
                body: json!({}),
                answer: None,
            };
            let answered = order.deliver(&mut client)?.is_some();
            all.push(order);
            if !answered {
                break;
            }
        }
        std::thread::sleep(CALLER_REST);
    }
    Ok(all)
}

/// The guard: accepts, arrives and clears every call, until the server is gone.
fn answer_calls(port: u16, guard: &str, mark: &str, over: &AtomicBool) -> Outcome<Vec<Sent>> {
    let mut client = Client::signed_in(port, guard);
    let mut all = Vec::new();
    while !over.load(Ordering::Acquire) {
        let Some(mine) = client.get("/api/v1/offers/mine") else {
            break;
        };
        let next = mine.body["items"].as_array().into_iter().flatten().find_map(next_act);
        let Some((offer, verb)) = next else {
            std::thread::sleep(GUARD_REST);
            continue;
        };
        if verb == "accept" {
            std::thread::sleep(GUARD_LOOKS);
        }
        let body = match verb {
            "clear" => json!({ "result": "resolved" }),
            _ => json!({}),
        };
        let mut sent = Sent {
            path: format!("/api/v1/offers/{offer}/{verb}"),
            key: format!("{mark}{offer} {verb}").replace(' ', "-"),
            body,
            answer: None,
        };
        let Some(answer) = client.post(&sent.path, &sent.body, Some(&sent.key)) else {
            all.push(sent);
            break;
        };
        match answer.status {
            200 => sent.answer = Some(answer.body),
            // Somebody else was quicker, or the call was taken back in between.
            409 | 404 => continue,
            status => return stop(format!("{} got {status} {}", sent.path, answer.body)),
        }
        all.push(sent);
    }
    Ok(all)
}

/// What a guard does next about a call or an assignment.
fn next_act(offer: &Value) -> Option<(String, &'static str)> {
    let verb = match offer["status"].as_str()? {
        "offered" | "delivered" => "accept",
        "accepted" | "en_route" => "arrive",
        "arrived" => "clear",
        _ => return None,
    };
    Some((offer["id"].as_str()?.to_string(), verb))
}
