//! The client against a stub on the loopback: keys, refusals, a connection that is cut.

use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;

use super::live::{Frame, frame};
use super::*;

/// Answers requests on one port in turn; an empty answer hangs up instead.
async fn stub(answers: Vec<String>) -> (String, mpsc::UnboundedReceiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base_url = format!("http://{}", listener.local_addr().unwrap());
    let (heard, hear) = mpsc::unbounded_channel();
    tokio::spawn(async move {
        let mut answers = answers.into_iter();
        while let Ok((stream, _)) = listener.accept().await {
            if serve(stream, &mut answers, &heard).await.is_none() {
                continue;
            }
        }
    });
    (base_url, hear)
}

async fn serve(
    mut stream: TcpStream,
    answers: &mut impl Iterator<Item = String>,
    heard: &mpsc::UnboundedSender<String>,
) -> Option<()> {
    loop {
        let mut request = Vec::new();
        let mut buffer = [0; 4096];
        loop {
            let read = stream.read(&mut buffer).await.ok().filter(|it| *it > 0)?;
            request.extend_from_slice(&buffer[..read]);
            if whole(&request) {
                break;
            }
        }
        heard.send(String::from_utf8(request).unwrap()).ok()?;
        let answer = answers.next().filter(|it| !it.is_empty())?;
        stream.write_all(answer.as_bytes()).await.ok()?;
    }
}

fn whole(request: &[u8]) -> bool {
    let text = String::from_utf8_lossy(request).to_lowercase();
    let Some(end) = text.find("\r\n\r\n") else {
        return false;
    };
    let length = text
        .split("content-length: ")
        .nth(1)
        .and_then(|it| it.split("\r\n").next())
        .map_or(0, |it| it.parse().unwrap());
    request.len() >= end + 4 + length
}

fn answer(status: &str, body: &Value) -> String {
    let body = body.to_string();
    format!("HTTP/1.1 {status}\r\nContent-Length: {}\r\n\r\n{body}", body.len())
}

#[tokio::test]
async fn signing_in_keeps_the_token_and_the_connection() {
    let account = json!({"id": Uuid::nil(), "login": "desk", "role": "desk", "member_id": null, "more": 1});
    let answers = vec![answer("200 OK", &json!({"token": "t0", "account": account})), answer("200 OK", &account)];
    let (base_url, mut heard) = stub(answers).await;
    let mut client = Client::new(&base_url).unwrap();
    assert_eq!(client.sign_in("desk", "secret").await.unwrap().login, "desk");
    client.account().await.unwrap();
    assert!(!heard.recv().await.unwrap().to_lowercase().contains("authorization"));
    assert!(heard.recv().await.unwrap().contains("Bearer t0"));
}

#[tokio::test]
async fn a_lost_command_is_sent_again_with_the_same_key() {
    let (base_url, mut heard) = stub(vec![String::new(), answer("200 OK", &json!({"ok": true}))]).await;
    let client = Client::new(&base_url).unwrap();
    let done: Value = client.post("/api/v1/duty/leave", &json!({})).await.unwrap();
    assert_eq!(done["ok"], true);
    let key = |request: String| {
        let line = request.lines().find(|it| it.to_lowercase().starts_with("idempotency-key")).map(str::to_owned);
        line.unwrap()
    };
    assert_eq!(key(heard.recv().await.unwrap()), key(heard.recv().await.unwrap()));
}

#[tokio::test]
async fn a_refusal_is_told_with_its_code() {
    let problem = json!({"type": "/problems/stale", "code": "stale", "status": 409, "detail": "已被张*修改"});
    let (base_url, _heard) = stub(vec![answer("409 Conflict", &problem)]).await;
    let client = Client::new(&base_url).unwrap();
    let failure = client.get::<Value>("/api/v1/duty").await.unwrap_err();
    assert!(failure.is("stale") && failure.status() == Some(409), "{failure}");
}

#[test]
fn a_packed_body_is_unpacked() {
    use std::io::Write as _;

    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    packer.write_all(b"{\"features\":[]}").unwrap();
    assert_eq!(unzipped(&packer.finish().unwrap()).unwrap(), &b"{\"features\":[]}"[..]);
    assert!(unzipped(b"not packed").is_err());
}

#[test]
fn only_plain_http_addresses_are_taken() {
    assert!(Client::new("http://127.0.0.1:8080/").is_ok());
    for wrong in ["https://127.0.0.1", "127.0.0.1:80", "http://", "http://a/b"] {
        assert!(Client::new(wrong).is_err(), "{wrong}");
    }
}

#[test]
fn frames_are_told_apart() {
    assert!(matches!(frame(r#"{"kind":"hello","seq":7}"#), Ok(Frame::Hello { seq: 7 })));
    assert!(matches!(frame(r#"{"kind":"heartbeat","seq":8}"#), Ok(Frame::Heartbeat { seq: 8 })));
    assert!(matches!(frame(r#"{"kind":"resync","after":3}"#), Ok(Frame::Resync { after: 3 })));
    assert!(matches!(frame(r#"{"kind":"positions","items":[]}"#), Ok(Frame::Beside(_))));
    let entry = r#"{"seq":9,"at":"2026-11-23T08:00:00Z","kind":"offer_made","station_id":"x","actor":{"kind":"system"},"body":{"offer":{}}}"#;
    let Ok(Frame::Entry(entry)) = frame(entry) else {
        panic!("an entry");
    };
    assert_eq!((entry.seq, entry.kind.as_str()), (9, "offer_made"));
    assert!(frame("nonsense").is_err());
}
