//! A telephone woken: the call is placed, answered, acknowledged by a key, and seen on the desk.

use std::net::SocketAddr;
use std::time::Duration;

use chrono::TimeDelta;
use serde_json::{Value, json};
use server::config::{Outside, Way};
use testkit::bench::Bench;
use tokio::net::UdpSocket;
use tokio::time::timeout;

use crate::furniture::{Station, text};

/// No test waits longer for what a telephone does.
const PATIENCE: Duration = Duration::from_secs(40);

fn line(text: &str, name: &str) -> String {
    text.lines().find(|it| it.starts_with(&format!("{name}: "))).unwrap()[name.len() + 2..].to_owned()
}

fn answer(request: &str, status: &str, body: &str) -> String {
    let to = line(request, "To");
    let tag = if to.contains("tag=") { "" } else { ";tag=theirs" };
    format!(
        "SIP/2.0 {status}\r\nVia: {}\r\nFrom: {}\r\nTo: {to}{tag}\r\nCall-ID: {}\r\nCSeq: {}\r\nContent-Length: {}\r\n\r\n{body}",
        line(request, "Via"),
        line(request, "From"),
        line(request, "Call-ID"),
        line(request, "CSeq"),
        body.len()
    )
}

/// An exchange behind which somebody answers each call and presses a key; says which number was dialled.
async fn pick_up(signals: UdpSocket, key: char) -> String {
    let sound = UdpSocket::bind("127.0.0.1:0").await.unwrap();
    let port = sound.local_addr().unwrap().port();
    let description = format!("v=0\r\nc=IN IP4 127.0.0.1\r\nm=audio {port} RTP/AVP 8\r\n");
    let (mut bytes, mut number) = ([0; 4_096], String::new());
    loop {
        let (length, from) = signals.recv_from(&mut bytes).await.unwrap();
        let request = String::from_utf8_lossy(&bytes[..length]).into_owned();
        let send = async |text: String| signals.send_to(text.as_bytes(), from).await.unwrap();
        match request.split(' ').next().unwrap() {
            "INVITE" => {
                number = request["INVITE sip:".len()..].split('@').next().unwrap().to_owned();
                send(answer(&request, "180 Ringing", "")).await;
                send(answer(&request, "200 OK", &description)).await;
            }
            "ACK" => {
                let info = format!(
                    "INFO sip:x SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1;branch=z9hG4bKk\r\nFrom: {}\r\nTo: {}\r\n\
                     Call-ID: {}\r\nCSeq: 7 INFO\r\nContent-Length: 8\r\n\r\nSignal={key}",
                    line(&request, "To"),
                    line(&request, "From"),
                    line(&request, "Call-ID")
                );
                send(info).await;
            }
            "BYE" => {
                send(answer(&request, "200 OK", "")).await;
                return number;
            }
            _ => {}
        }
    }
}

fn outside(exchange: SocketAddr) -> Outside {
    let way = Way::Line { account: "9001".to_owned(), exchange: exchange.to_string(), number: None };
    Outside { channels: [("telephone".to_owned(), way)].into(), ..Outside::default() }
}

/// A guard was called and has been silent for more than a minute.
async fn silent(station: &Station) -> Value {
    let desk = station.sign_in("desk").await;
    let (_, guard) = station.come_on_duty("guard").await;
    station.come_on_duty("guard2").await;
    let report = json!({ "category": "5103", "point": station.member("guard").home });
    let incident = desk.post("/api/v1/incidents", report).await.expect(201);
    let path = format!("/api/v1/incidents/{}/dispatch", text(&incident["id"]));
    desk.post(&path, json!({ "members": [guard] })).await.ok();
    for _ in 0..65 {
        station.bench.pass(TimeDelta::seconds(1));
        station.settle().await;
    }
    incident
}

/// Waits until the log has an entry of this kind about a telephone call.
async fn until(station: &Station, kind: &str, state: Option<&str>) {
    let mut entries = station.node.app.hub().inside();
    let found = async {
        loop {
            let entry = entries.recv().await.unwrap();
            let body = entry.body();
            if entry.row.kind == kind && state.is_none_or(|it| body.get("telephone_state") == Some(&json!(it))) {
                return;
            }
        }
    };
    timeout(PATIENCE, found).await.unwrap();
}

async fn guards_call(station: &Station, incident: &Value) -> Value {
    let desk = station.sign_in("desk").await;
    let shown = desk.get(&format!("/api/v1/incidents/{}", text(&incident["id"]))).await.ok();
    let guard = json!(station.member("guard").id);
    shown["offers"].as_array().unwrap().iter().find(|it| it["member_id"] == guard).unwrap().clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sleeping_guard_is_telephoned_and_says_yes_by_a_key() {
    let signals = UdpSocket::bind("127.0.0.1:0").await.unwrap();
    let station = Station::with_outside(Bench::sqlite().await, &outside(signals.local_addr().unwrap())).await;
    let exchange = tokio::spawn(pick_up(signals, '1'));
    let (incident, ()) = tokio::join!(silent(&station), until(&station, "offer_accepted", None));
    let dialled = timeout(PATIENCE, exchange).await.unwrap().unwrap();
    assert!(dialled.len() >= 11 && dialled.bytes().all(|it| it.is_ascii_digit()), "{dialled}");
    let call = guards_call(&station, &incident).await;
    assert_eq!((text(&call["status"]), text(&call["telephone_state"])), ("accepted".into(), "acknowledged".into()));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_exchange_that_is_not_there_is_told_to_the_desk() {
    let gone = UdpSocket::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    let station = Station::with_outside(Bench::sqlite().await, &outside(gone)).await;
    let failed = until(&station, "offer_telephone_progress", Some("failed"));
    let (incident, ()) = tokio::join!(silent(&station), failed);
    // It is dialled once more before it is given up; what the desk reads then is the end of it.
    let mut entries = station.node.app.hub().inside();
    let given_up = async {
        loop {
            let call = guards_call(&station, &incident).await;
            if call["telephone_state"] == "failed" {
                return call;
            }
            entries.recv().await.unwrap();
        }
    };
    let call = timeout(PATIENCE, given_up).await.unwrap();
    assert_eq!((text(&call["telephone_failure"]), &call["telephone"]), ("unreachable".into(), &json!(true)));
}
