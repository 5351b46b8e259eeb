//! A call that nobody answers: each round has one that is open when the server dies, and it must be open or have ended
//! properly afterwards.

use std::time::Duration;

use serde_json::{Value, json};

use super::http::Client;
use super::load::CATEGORY;
use super::station::{Station, get};
use crate::report::wait_until;
use crate::stop::{OrStop, Outcome, stop};

/// How long the call may take to come.
const CALLED_WITHIN: Duration = Duration::from_secs(10);
/// The states of a call that waits for an answer.
const WAITING: [&str; 2] = ["offered", "delivered"];
/// The states in which a call that nobody answered may have ended.
const ENDED: [&str; 2] = ["expired", "stood_down"];

/// A call that was seen open before the kill.
pub struct Silent {
    incident: String,
    offer: String,
}

impl Silent {
    /// Has somebody called who will not answer, and waits until the call is seen.
    pub fn call(station: &Station, port: u16) -> Outcome<Silent> {
        let (desk, silent) = (station.desk(port)?, station.volunteer(port)?);
        let scene = station.scene(port, &station.guard(port)?, &desk)?;
        let (mut desk, mut silent) = (Client::signed_in(port, &desk), Client::signed_in(port, &silent));
        let who = get(&mut silent, "/api/v1/session")?;
        let member = who["member_id"].as_str().or_stop("the volunteer is no member")?.to_string();
        let report = json!({ "category": CATEGORY, "priority": "P3", "unit_id": scene.unit, "point": scene.point });
        let report = made(&mut desk, "/api/v1/incidents", &report)?;
        let incident = report["id"].as_str().unwrap_or_default().to_string();
        // The server's own time, so that no clock has to be right.
        let here = json!({ "fixes": [{ "at": report["reported_at"], "point": scene.point, "accuracy_m": 8.0 }] });
        silent.post("/api/v1/positions", &here, None).or_stop("no answer to the volunteer's position")?;
        let order = json!({ "members": [member] });
        wait_until("a call that nobody answers", CALLED_WITHIN, || {
            let mine = get(&mut silent, "/api/v1/offers/mine")?;
            let mut waiting = mine["items"].as_array().into_iter().flatten().filter(|it| is_in(it, &WAITING));
            if let Some(offer) = waiting.next() {
                let text = |name: &str| offer[name].as_str().unwrap_or_default().to_string();
                return Ok(Some(Silent { incident: text("incident_id"), offer: text("id") }));
            }
            // A search of the round before may be about to call the same person: then that call is as good.
            desk.post(&format!("/api/v1/incidents/{incident}/dispatch"), &order, None)
                .or_stop("no answer to an order")?;
            Ok(None)
        })
    }

    /// The call is still open and can be answered, or it has ended as a call without an answer does.
    pub fn check(&self, station: &Station, port: u16) -> Outcome {
        let (desk, silent) = (station.desk(port)?, station.volunteer(port)?);
        let mut desk = Client::signed_in(port, &desk);
        let before = self.offer(&mut desk)?;
        if is_in(&before, &ENDED) {
            return Ok(());
        }
        if !is_in(&before, &WAITING) {
            return stop(format!("the call that nobody answered is {before} after the restart"));
        }
        let path = format!("/api/v1/offers/{}/decline", self.offer);
        let answer = Client::signed_in(port, &silent).post(&path, &json!({ "reason": "busy" }), None);
        let answer = answer.or_stop("no answer to the volunteer after the restart")?;
        let after = self.offer(&mut desk)?;
        match answer.status == 200 && after["status"] == "declined" {
            true => Ok(()),
            false => stop(format!("{path} got {} {}, and the call is {after}", answer.status, answer.body)),
        }
    }

    fn offer(&self, desk: &mut Client) -> Outcome<Value> {
        let shown = get(desk, &format!("/api/v1/incidents/{}", self.incident))?;
        let mut offers = shown["offers"].as_array().into_iter().flatten();
        offers.find(|it| it["id"] == self.offer.as_str()).cloned().or_stop("an open call is gone after the restart")
    }
}

fn is_in(offer: &Value, states: &[&str]) -> bool {
    offer["status"].as_str().is_some_and(|it| states.contains(&it))
}

/// Sends a command that must succeed; answers what it made.
fn made(client: &mut Client, path: &str, body: &Value) -> Outcome<Value> {
    let answer = client.post(path, body, None).or_stop(format!("no answer to {path}"))?;
    match answer.status < 300 && answer.body["id"].is_string() {
        true => Ok(answer.body),
        false => stop(format!("{path} got {} {}", answer.status, answer.body)),
    }
}
