//! Calls against an exchange of the tests' own.

use domain::offer::telephone::TelephoneFailure as Failure;
use telephone::line::{Key, Line, Order, Progress};
use telephone::voice::Piece;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

use crate::exchange::{Exchange, line};

fn order(id: &str) -> Order {
    let script = vec![Piece { clip: None, text: "出动呼叫".to_owned() }];
    Order { number: "199 0000 0001".to_owned(), script, id: id.to_owned() }
}

/// Places a call; what happens is noted, and a key is answered with nothing more to say.
pub fn place(line: &Line, id: &str) -> JoinHandle<(Result<Key, Failure>, Vec<String>)> {
    let (line, order) = (line.clone(), order(id));
    tokio::spawn(async move {
        let (progress, mut told) = mpsc::channel(8);
        let noted = tokio::spawn(async move {
            let mut noted = Vec::new();
            while let Some(it) = told.recv().await {
                match it {
                    Progress::Ringing => noted.push("ringing".to_owned()),
                    Progress::Answered => noted.push("answered".to_owned()),
                    Progress::Key(key, reply) => {
                        noted.push(format!("{key:?}"));
                        reply.send(Vec::new()).ok();
                    }
                }
            }
            noted
        });
        let result = line.call(order, &progress).await;
        drop(progress);
        (result, noted.await.unwrap())
    })
}

#[tokio::test]
async fn words_are_sent_as_sound_and_a_key_is_heard() {
    let exchange = Exchange::new().await;
    let call = place(&line(exchange.address(), 1), "one");
    let invite = exchange.hear_of("INVITE").await;
    assert!(invite.0.starts_with(&format!("INVITE sip:19900000001@{} SIP/2.0", exchange.address())));
    exchange.answer(&invite, "180 Ringing", "").await;
    exchange.answer(&invite, "200 OK", &exchange.description()).await;
    let (packet, from) = exchange.listen().await;
    assert_eq!((packet.len(), packet[0], packet[1] & 0x7f), (172, 0x80, 0));
    exchange.press(7, 160, from).await;
    exchange.press(1, 320, from).await;
    let bye = exchange.hear_of("BYE").await;
    exchange.answer(&bye, "200 OK", "").await;
    let (result, noted) = call.await.unwrap();
    assert_eq!(result, Ok(Key::Yes));
    assert_eq!(noted, ["ringing", "answered", "Yes"]);
}

#[tokio::test]
async fn a_second_call_waits_for_the_line() {
    let exchange = Exchange::new().await;
    let line = line(exchange.address(), 1);
    let first = place(&line, "one");
    let invite = exchange.hear_of("INVITE").await;
    let second = place(&line, "two");
    exchange.answer(&invite, "486 Busy Here", "").await;
    assert!(exchange.hear_of("ACK").await.0.contains("Call-ID: one@"));
    assert_eq!(first.await.unwrap().0, Err(Failure::Busy));
    let invite = exchange.hear_of("INVITE").await;
    assert!(invite.0.contains("Call-ID: two@"));
    exchange.answer(&invite, "503 Service Unavailable", "").await;
    assert_eq!(second.await.unwrap().0, Err(Failure::Unavailable));
}

#[tokio::test]
async fn rubbish_is_survived_and_a_hang_up_is_told() {
    let exchange = Exchange::new().await;
    let call = place(&line(exchange.address(), 1), "one");
    let invite = exchange.hear_of("INVITE").await;
    for bytes in [&b""[..], b"\r\n\r\n", b"SIP/2.0 200 OK\r\n\r\n", &[0xff; 1_000]] {
        exchange.send(bytes, invite.1).await;
    }
    exchange.answer(&invite, "183 Session Progress", &exchange.description()).await;
    exchange.answer(&invite, "200 OK", &exchange.description()).await;
    let ack = exchange.hear_of("ACK").await;
    exchange.listen().await;
    let line =
        |name: &str| ack.0.lines().find(|it| it.starts_with(name)).unwrap().split_once(": ").unwrap().1.to_owned();
    let bye = format!(
        "BYE sip:x SIP/2.0\r\nVia: SIP/2.0/UDP x;branch=z9hG4bKq\r\nFrom: {}\r\nTo: {}\r\nCall-ID: {}\r\nCSeq: 9 BYE\r\n\r\n",
        line("To"),
        line("From"),
        line("Call-ID")
    );
    exchange.send(bye.as_bytes(), ack.1).await;
    assert!(exchange.hear().await.0.starts_with("SIP/2.0 200 OK"));
    let (result, noted) = call.await.unwrap();
    assert_eq!(result, Err(Failure::HungUp));
    assert_eq!(noted, ["ringing", "answered"]);
}

#[tokio::test]
async fn nobody_there_is_noticed_at_once_and_no_number_is_not_dialled() {
    let gone = Exchange::new().await.address();
    assert_eq!(place(&line(gone, 1), "one").await.unwrap().0, Err(Failure::Unreachable));
    let (progress, _told) = mpsc::channel(8);
    let bad = Order { number: "1@evil".to_owned(), ..order("two") };
    assert_eq!(line(gone, 1).call(bad, &progress).await, Err(Failure::WrongNumber));
}

#[tokio::test]
async fn an_exchange_that_is_there_answers_when_asked() {
    let exchange = Exchange::new().await;
    let address = exchange.address().to_string();
    let asked = tokio::spawn(async move { telephone::ping::ping("station", &address).await });
    let options = exchange.hear_of("OPTIONS").await;
    exchange.answer(&options, "200 OK", "").await;
    assert_eq!(asked.await.unwrap().unwrap(), 200);
    let gone = Exchange::new().await.address().to_string();
    assert!(telephone::ping::ping("station", &gone).await.is_err());
}
