//! The station under test: founded by the demo itself, with a desk that reports and a guard who answers.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::Stdio;

use serde_json::{Value, json};

use super::http::Client;
use crate::run::run;
use crate::stop::{OrStop, Outcome, stop};

/// The accounts of the station under test.
pub struct Station {
    desk: Account,
    guard: Account,
    volunteer: Account,
}

struct Account {
    login: String,
    password: String,
}

/// Where reports of the round come from: the guard's own unit, so that the guard may be called.
pub struct Scene {
    /// The unit's id.
    pub unit: String,
    /// The unit's point as GeoJSON.
    pub point: Value,
}

impl Station {
    /// Founds a demo station in the folder, notes its accounts, and ends it: the first kill of all.
    pub fn found(binary: &Path, data: &Path) -> Outcome<Station> {
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
        Ok(Station {
            desk: account(&ready, "desk")?,
            guard: account(&ready, "guard")?,
            volunteer: account(&ready, "volunteer")?,
        })
    }

    /// Signs the desk in.
    pub fn desk(&self, port: u16) -> Outcome<String> {
        sign_in(port, &self.desk)
    }

    /// Signs the guard in, on duty and with consent.
    pub fn guard(&self, port: u16) -> Outcome<String> {
        on_duty(port, &self.guard)
    }

    /// Signs the volunteer in, on duty and with consent.
    pub fn volunteer(&self, port: u16) -> Outcome<String> {
        on_duty(port, &self.volunteer)
    }

    /// Looks up the guard's unit.
    pub fn scene(&self, port: u16, guard: &str, desk: &str) -> Outcome<Scene> {
        let who = get(&mut Client::signed_in(port, guard), "/api/v1/session")?;
        let mut client = Client::signed_in(port, desk);
        let unit = who["reach"]["ids"][0].as_str().or_stop("the guard has no unit")?.to_string();
        let mut path = "/api/v1/units?limit=200".to_string();
        loop {
            let page = get(&mut client, &path)?;
            let items = page["items"].as_array().or_stop("the list of units has no items")?;
            if let Some(found) = items.iter().find(|it| it["id"] == unit.as_str()) {
                return Ok(Scene { unit, point: found["point"].clone() });
            }
            let next = page["next"].as_str().or_stop("the guard's unit is not in the list")?;
            path = format!("/api/v1/units?limit=200&after={next}");
        }
    }
}

fn on_duty(port: u16, account: &Account) -> Outcome<String> {
    let token = sign_in(port, account)?;
    let mut client = Client::signed_in(port, &token);
    let confirmed = client.post("/api/v1/duty/confirm", &json!({ "consent_location": true }), None);
    match confirmed.map(|it| (it.status, it.body)) {
        // Still on duty from the round before.
        Some((200 | 201 | 409, _)) => Ok(token),
        Some((status, body)) => stop(format!("{} could not go on duty: {status} {body}", account.login)),
        None => stop(format!("the server did not answer {}", account.login)),
    }
}

fn account(ready: &Value, role: &str) -> Outcome<Account> {
    let found = ready["accounts"].as_array().and_then(|all| all.iter().find(|it| it["role"] == role));
    let found = found.or_stop(format!("the demo has no account with the role {role}"))?;
    let text = |name: &str| found[name].as_str().unwrap_or_default().to_string();
    Ok(Account { login: text("login"), password: text("password") })
}

fn sign_in(port: u16, account: &Account) -> Outcome<String> {
    let body = json!({ "login": account.login, "password": account.password });
    let answer =
        Client::new(port).post("/api/v1/session", &body, None).or_stop("the server did not answer the sign-in")?;
    match answer.body["token"].as_str() {
        Some(token) => Ok(token.to_string()),
        None => stop(format!("{} could not sign in: {} {}", account.login, answer.status, answer.body)),
    }
}

/// Fetches what must be there.
pub fn get(client: &mut Client, path: &str) -> Outcome<Value> {
    let answer = client.get(path).or_stop(format!("no answer to {path}"))?;
    match answer.status {
        200 => Ok(answer.body),
        status => stop(format!("{path} got {status} {}", answer.body)),
    }
}
