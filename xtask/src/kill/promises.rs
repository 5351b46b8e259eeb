//! What must hold after a restart: nothing promised is lost, nothing is done twice, no call hangs.

use std::time::Duration;

use serde_json::Value;

use super::http::Client;
use super::load::{Load, Round, Sent};
use super::station::get;
use crate::report::wait_until;
use crate::stop::{OrStop, Outcome, stop};

/// How long the open calls of a round may take to go on after a restart: one step of a search, and some.
const CALLS_GO_ON_MAX: Duration = Duration::from_secs(30);
/// How many open calls of a round are watched.
const CALLS_WATCHED_MAX: usize = 8;
/// The largest page that lists give.
const PAGE: usize = 200;

/// Looks up every promise of the round, sends again what was never answered, and sees open calls go on.
pub fn check(load: &Load, port: u16, round: &Round) -> Outcome<usize> {
    let mut desk = Client::signed_in(port, &load.station.desk(port)?);
    let mut guard = Client::signed_in(port, &load.station.guard(port)?);
    for report in round.reports.iter().filter(|it| it.answer.is_some()) {
        kept(&mut desk, report)?;
    }
    for sent in round.reports.iter().chain(&round.orders) {
        once(&mut desk, sent)?;
    }
    listed_once(&mut desk, &load.mark(), round.reports.len())?;
    for act in round.acts.iter().filter(|it| it.answer.is_some()) {
        went_no_further_back(&mut desk, act)?;
    }
    for act in &round.acts {
        once(&mut guard, act)?;
    }
    calls_go_on(&mut desk, &mut guard, round)
}

/// An acknowledged report is there, as it was sent.
fn kept(desk: &mut Client, report: &Sent) -> Outcome {
    let id = text(report.answer.as_ref(), "id");
    let shown = get(desk, &format!("/api/v1/incidents/{id}"))?;
    match shown["description"] == report.body["description"] {
        true => Ok(()),
        false => stop(format!("incident {id} was acknowledged and is not what was sent")),
    }
}

/// Sent again, a command gives the answer it gave, or the one it would have given, and always the same.
fn once(client: &mut Client, sent: &Sent) -> Outcome {
    let mut again = || {
        client
            .post(&sent.path, &sent.body, Some(&sent.key))
            .or_stop(format!("no answer to {} after the restart", sent.path))
    };
    let (first, second) = (again()?, again()?);
    if first.status >= 500 || first.status != second.status {
        return stop(format!("{} sent again got {} and {}", sent.path, first.status, second.status));
    }
    let promised = sent.answer.as_ref().unwrap_or(&second.body);
    if first.body["id"] != second.body["id"] || promised["id"] != first.body["id"] {
        return stop(format!(
            "{} sent again made {} and {}, promised was {}",
            sent.path, first.body["id"], second.body["id"], promised["id"]
        ));
    }
    Ok(())
}

/// Every report of the round stands in the list exactly once.
fn listed_once(desk: &mut Client, mark: &str, total: usize) -> Outcome {
    let mut seen = 0;
    let first = format!("/api/v1/incidents?status=all&limit={PAGE}");
    let mut path = first.clone();
    loop {
        let page = get(desk, &path)?;
        let items = page["items"].as_array().or_stop("the list has no items")?;
        let ours = |it: &&Value| it["description"].as_str().is_some_and(|text| text.starts_with(mark));
        seen += items.iter().filter(ours).count();
        let Some(next) = page["next"].as_str() else {
            break;
        };
        path = format!("{first}&after={next}");
    }
    match seen == total {
        true => Ok(()),
        false => stop(format!("{total} reports were sent, {seen} stand in the list")),
    }
}

/// What the guard did and was told is done stays done.
fn went_no_further_back(desk: &mut Client, act: &Sent) -> Outcome {
    let answer = act.answer.as_ref();
    let (offer, incident) = (text(answer, "id"), text(answer, "incident_id"));
    let shown = get(desk, &format!("/api/v1/incidents/{incident}"))?;
    let offers = shown["offers"].as_array().or_stop("the incident has no offers")?;
    let now = offers.iter().find(|it| it["id"] == offer.as_str());
    let (was, is) = (text(answer, "status"), text(now, "status"));
    match place(&is) >= place(&was) {
        true => Ok(()),
        false => stop(format!("offer {offer} was {was} and is {is:?} after the restart")),
    }
}

/// How far an offer has come; what ended it is as far as it gets.
fn place(status: &str) -> u8 {
    match status {
        "" => 0,
        "offered" => 1,
        "delivered" => 2,
        "accepted" => 3,
        "en_route" => 4,
        "arrived" => 5,
        _ => 6,
    }
}

/// Searches that were open when the server died take their next step: a call, a wider circle, an alert, an answer.
fn calls_go_on(desk: &mut Client, guard: &mut Client, round: &Round) -> Outcome<usize> {
    let mut waiting = Vec::new();
    for order in round.orders.iter().rev().filter(|it| it.answer.is_some()).take(CALLS_WATCHED_MAX) {
        let id = text(order.answer.as_ref(), "id");
        let shown = get(desk, &format!("/api/v1/incidents/{id}"))?;
        let offers = shown["offers"].as_array().into_iter().flatten();
        let open = offers.filter(|it| ["offered", "delivered"].contains(&text(Some(it), "status").as_str())).count();
        if open > 0 {
            waiting.push((id.clone(), last_seq(desk, &id)?));
        }
    }
    let accepted = answer_own(guard)?;
    let calls = waiting.len().max(accepted);
    wait_until("the open calls to go on after the restart", CALLS_GO_ON_MAX, || {
        let mut still = Vec::new();
        for (id, seq) in waiting.drain(..) {
            if last_seq(desk, &id)? <= seq {
                still.push((id, seq));
            }
        }
        waiting = still;
        Ok(waiting.is_empty().then_some(()))
    })?;
    Ok(calls)
}

/// The guard accepts the call that was open: it must still be there to be accepted. Tells how many were.
fn answer_own(guard: &mut Client) -> Outcome<usize> {
    let mut accepted = 0;
    let mine = get(guard, "/api/v1/offers/mine")?;
    for offer in mine["items"].as_array().into_iter().flatten() {
        if !["offered", "delivered"].contains(&text(Some(offer), "status").as_str()) {
            continue;
        }
        let id = text(Some(offer), "id");
        let path = format!("/api/v1/offers/{id}/accept");
        let answer = guard.post(&path, &serde_json::json!({}), Some(&format!("{id}-after-restart")));
        let answer = answer.or_stop("no answer to the guard after the restart")?;
        accepted += usize::from(answer.status == 200);
        // Two calls may have been open; whoever accepted the first is busy for the second.
        if ![200, 409].contains(&answer.status) {
            return stop(format!("{path} got {} {}", answer.status, answer.body));
        }
    }
    Ok(accepted)
}

fn last_seq(desk: &mut Client, incident: &str) -> Outcome<u64> {
    let page = get(desk, &format!("/api/v1/incidents/{incident}/timeline"))?;
    let seqs = page["items"].as_array().into_iter().flatten().filter_map(|it| it["seq"].as_u64());
    Ok(seqs.max().unwrap_or(0))
}

fn text(value: Option<&Value>, name: &str) -> String {
    value.and_then(|it| it[name].as_str()).unwrap_or_default().to_string()
}
