//! The load of the kill test, and what must hold after it: nothing promised is lost, nothing is done twice, no call hangs.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::Stdio;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::http::Client;
use crate::report::wait_until;
use crate::run::run;
use crate::stop::{OrStop, Outcome, stop};

/// How many clients report at once.
const CALLERS: usize = 6;
/// How long the open calls of a round may take to go on after a restart.
const CALLS_GO_ON_MAX: Duration = Duration::from_secs(20);
/// A report that calls group forces, and a point inside the demo station.
const CATEGORY: &str = "4010";
const POINT: [f64; 2] = [107.39, 29.70];

/// The accounts of the station under test.
pub struct Accounts {
    desk: (String, String),
}

impl Accounts {
    /// Founds a demo station in the folder, takes its desk's account, and ends it: the first kill of all.
    pub fn found(binary: &Path, data: &Path) -> Outcome<Accounts> {
        let mut demo = run("setpriv")
            .args("--pdeathsig KILL --")
            .arg(binary)
            .args("demo --json --port 0 --data")
            .arg(data)
            .command()
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .or_stop("could not start the demo")?;
        let printed = demo.stdout.take().or_stop("the demo has no output")?;
        let line = BufReader::new(printed).lines().map_while(Result::ok).find(|line| line.starts_with('{'));
        let _ = demo.kill();
        let _ = demo.wait();
        let line = line.or_stop("the demo ended before it was ready")?;
        let ready: Value = serde_json::from_str(&line).or_stop("the demo printed no JSON line")?;
        let desk = ready["accounts"]
            .as_array()
            .and_then(|all| all.iter().find(|it| it["role"] == "desk"))
            .or_stop("the demo has no account for the desk")?;
        let text = |name: &str| desk[name].as_str().unwrap_or_default().to_string();
        Ok(Accounts { desk: (text("login"), text("password")) })
    }
}

/// A report that was sent: its command id, its body, and its incident once acknowledged.
#[derive(Clone)]
pub struct Report {
    key: String,
    body: Value,
    incident: Option<String>,
}

/// What became of the reports of one round.
#[derive(Default)]
pub struct Sent {
    /// Answered with 201: promised.
    pub acknowledged: Vec<Report>,
    /// Sent, and the server died before it answered.
    pub unanswered: Vec<Report>,
}

/// What was looked up after the restart.
pub struct Checked {
    /// Calls that were open when the server died, and moved on.
    pub calls: usize,
}

/// The load of all rounds.
pub struct Load {
    accounts: Accounts,
    round: u32,
}

impl Load {
    /// Prepares it.
    pub fn new(accounts: Accounts) -> Load {
        Load { accounts, round: 0 }
    }

    /// Reports from many clients at once until `kill` has ended the server.
    pub fn run(&mut self, port: u16, under_load: Duration, kill: impl FnOnce() -> Outcome) -> Outcome<Sent> {
        self.round += 1;
        let token = self.sign_in(port)?;
        let over = AtomicBool::new(false);
        let round = self.round;
        let (killed, all) = std::thread::scope(|scope| {
            let callers: Vec<_> = (0..CALLERS)
                .map(|caller| {
                    let (token, over) = (&token, &over);
                    scope.spawn(move || report(port, token, round, caller, over))
                })
                .collect();
            let started = Instant::now();
            while started.elapsed() < under_load {
                std::thread::sleep(under_load.saturating_sub(started.elapsed()));
            }
            let killed = kill();
            over.store(true, Ordering::Release);
            let all: Vec<Outcome<Sent>> =
                callers.into_iter().map(|it| it.join().unwrap_or_else(|_| stop("a caller broke"))).collect();
            (killed, all)
        });
        killed?;
        let mut sent = Sent::default();
        for one in all {
            let one = one?;
            sent.acknowledged.extend(one.acknowledged);
            sent.unanswered.extend(one.unanswered);
        }
        Ok(sent)
    }

    /// Looks up every promise, sends again what was never answered, and sees every open call go on.
    pub fn settle(&self, port: u16, sent: &Sent) -> Outcome<Checked> {
        let token = self.sign_in(port)?;
        let mut client = Client::signed_in(port, &token);
        for report in &sent.acknowledged {
            let id = report.incident.as_deref().unwrap_or_default();
            let shown = get(&mut client, &format!("/api/v1/incidents/{id}"))?;
            if shown["description"] != report.body["description"] {
                return stop(format!("incident {id} was acknowledged and is not what was sent"));
            }
            same_again(&mut client, report, id)?;
        }
        for report in &sent.unanswered {
            let first = send(&mut client, report)?;
            same_again(&mut client, report, &first)?;
        }
        let total = sent.acknowledged.len() + sent.unanswered.len();
        self.once_each(&mut client, total)?;
        let calls = go_on(&mut client, sent)?;
        Ok(Checked { calls })
    }

    /// Every report of this round stands in the list exactly once.
    fn once_each(&self, client: &mut Client, total: usize) -> Outcome {
        let mark = mark(self.round);
        let mut seen = 0;
        let mut path = "/api/v1/incidents?status=all&limit=200".to_string();
        loop {
            let page = get(client, &path)?;
            let items = page["items"].as_array().or_stop("the list has no items")?;
            let ours = |it: &&Value| it["description"].as_str().is_some_and(|text| text.starts_with(&mark));
            seen += items.iter().filter(ours).count();
            let Some(next) = page["next"].as_str() else {
                break;
            };
            path = format!("/api/v1/incidents?status=all&limit=200&after={next}");
        }
        match seen == total {
            true => Ok(()),
            false => stop(format!("{total} reports were sent, {seen} stand in the list")),
        }
    }

    fn sign_in(&self, port: u16) -> Outcome<String> {
        let (login, password) = &self.accounts.desk;
        let body = json!({ "login": login, "password": password });
        let answer =
            Client::new(port).post("/api/v1/session", &body, None).or_stop("the server did not answer the sign-in")?;
        match answer.body["token"].as_str() {
            Some(token) => Ok(token.to_string()),
            None => stop(format!("the desk could not sign in: {} {}", answer.status, answer.body)),
        }
    }
}

fn mark(round: u32) -> String {
    format!("kill {round} of {} ", std::process::id())
}

/// One caller: a report after the other, until the server is gone.
fn report(port: u16, token: &str, round: u32, caller: usize, over: &AtomicBool) -> Outcome<Sent> {
    let mut client = Client::signed_in(port, token);
    let mut sent = Sent::default();
    for n in 0u32.. {
        if over.load(Ordering::Acquire) {
            break;
        }
        let mut report = Report {
            key: format!("{}-{round}-{caller}-{n}", std::process::id()),
            body: json!({
                "source": "observer",
                "category": CATEGORY,
                "priority": "P3",
                "description": format!("{}caller {caller} report {n}", mark(round)),
                "point": { "type": "Point", "coordinates": POINT },
            }),
            incident: None,
        };
        let Some(answer) = client.post("/api/v1/incidents", &report.body, Some(&report.key)) else {
            sent.unanswered.push(report);
            break;
        };
        let Some(id) = answer.body["id"].as_str().filter(|_| answer.status == 201) else {
            return stop(format!("a report was refused: {} {}", answer.status, answer.body));
        };
        report.incident = Some(id.to_string());
        sent.acknowledged.push(report);
    }
    Ok(sent)
}

/// Sends a report and answers its incident.
fn send(client: &mut Client, report: &Report) -> Outcome<String> {
    let answer = client
        .post("/api/v1/incidents", &report.body, Some(&report.key))
        .or_stop("the server did not answer after its restart")?;
    match answer.body["id"].as_str() {
        Some(id) if answer.status < 300 => Ok(id.to_string()),
        _ => stop(format!("a report sent again got {} {}", answer.status, answer.body)),
    }
}

/// The same command id with the same body is the same incident.
fn same_again(client: &mut Client, report: &Report, id: &str) -> Outcome {
    let again = send(client, report)?;
    match again == id {
        true => Ok(()),
        false => stop(format!("sent again, incident {id} came back as {again}")),
    }
}

/// Every call that was open when the server died is answered, repeated, widened, or ended after the restart.
fn go_on(client: &mut Client, sent: &Sent) -> Outcome<usize> {
    let mut waiting = Vec::new();
    for report in sent.acknowledged.iter().rev().take(CALLERS) {
        let id = report.incident.as_deref().unwrap_or_default();
        let before = get(client, &format!("/api/v1/incidents/{id}/timeline"))?;
        let last = before["items"].as_array().and_then(|it| it.last());
        let open = get(client, &format!("/api/v1/incidents/{id}"))?;
        let offers = open["offers"].as_array().map(Vec::len).unwrap_or(0);
        if offers > 0 {
            let seq = last.and_then(|it| it["seq"].as_u64()).unwrap_or(0);
            waiting.push((id.to_string(), seq));
        }
    }
    let calls = waiting.len();
    wait_until("the open calls to go on after the restart", CALLS_GO_ON_MAX, || {
        let mut still = Vec::new();
        for (id, seq) in waiting.drain(..) {
            let page = get(client, &format!("/api/v1/incidents/{id}/timeline"))?;
            let last = page["items"].as_array().and_then(|it| it.last());
            if last.and_then(|it| it["seq"].as_u64()).unwrap_or(0) <= seq {
                still.push((id, seq));
            }
        }
        waiting = still;
        Ok(waiting.is_empty().then_some(()))
    })?;
    Ok(calls)
}

fn get(client: &mut Client, path: &str) -> Outcome<Value> {
    let answer = client.get(path).or_stop(format!("no answer to {path}"))?;
    match answer.status {
        200 => Ok(answer.body),
        status => stop(format!("{path} got {status} {}", answer.body)),
    }
}
