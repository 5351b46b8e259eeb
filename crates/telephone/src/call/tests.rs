//! The machine of a call in each of its corners.

use super::*;

const SOUND: &str = "v=0\r\nc=IN IP4 10.0.0.5\r\nm=audio 6000 RTP/AVP 8 101\r\na=rtpmap:101 telephone-event/8000\r\n";

fn call() -> Call {
    Call::new(Setup {
        account: "station".to_owned(),
        exchange: "10.0.0.5:5060".to_owned(),
        local: "10.0.0.7:4060".parse().unwrap(),
        sound: "10.0.0.7:4000".parse().unwrap(),
        number: "19900000001".to_owned(),
        call_id: "one@10.0.0.7".to_owned(),
        chance: 0xabcd,
        secret: Some(Secret::new("pw")),
    })
}

fn sent(actions: &[Action]) -> Vec<String> {
    let texts = actions.iter().filter_map(|it| match it {
        Action::Send(bytes) => Some(String::from_utf8_lossy(bytes).into_owned()),
        Action::Ringing
        | Action::Answered(_)
        | Action::Moved(_)
        | Action::Key(_)
        | Action::Failed(_)
        | Action::HungUp
        | Action::Over => None,
    });
    texts.collect()
}

fn told(actions: Vec<Action>) -> Vec<Action> {
    actions.into_iter().filter(|it| !matches!(it, Action::Send(_))).collect()
}

fn methods(actions: &[Action]) -> Vec<String> {
    sent(actions).iter().map(|it| it.split(' ').next().unwrap().to_owned()).collect()
}

fn line(text: &str, name: &str) -> String {
    let found = text.lines().find(|it| it.to_ascii_lowercase().starts_with(&format!("{name}:")));
    found.unwrap_or_default().to_owned()
}

/// The other side's answer to a request that it got.
fn answer(request: &str, status: &str, more: &str, body: &str) -> Vec<u8> {
    let copied = ["via", "from", "call-id", "cseq"].map(|it| line(request, it)).join("\r\n");
    let to = line(request, "to");
    let tag = if to.contains("tag=") { "" } else { ";tag=theirs" };
    let length = body.len();
    format!("SIP/2.0 {status}\r\n{copied}\r\n{to}{tag}\r\n{more}Content-Length: {length}\r\n\r\n{body}").into_bytes()
}

fn ask(call: &Call, method: &str, number: u32, body: &str) -> Vec<u8> {
    format!(
        "{method} sip:station@10.0.0.7 SIP/2.0\r\nVia: SIP/2.0/UDP 10.0.0.5;branch=z9hG4bKx{number}\r\n\
         From: <sip:a@b>;tag=theirs\r\nTo: <sip:station@x>;tag={}\r\nCall-ID: one@10.0.0.7\r\n\
         CSeq: {number} {method}\r\nContent-Length: {}\r\n\r\n{body}",
        call.own_tag(),
        body.len()
    )
    .into_bytes()
}

fn standing() -> (Call, String) {
    let mut call = call();
    let invite = sent(&call.start(0)).remove(0);
    let actions = call.datagram(&answer(&invite, "200 OK", "Contact: <sip:c@10.0.0.9>\r\n", SOUND), 5);
    assert_eq!(methods(&actions), ["ACK"]);
    assert!(matches!(told(actions)[..], [Action::Answered(Media { keys: Some(101), .. })]));
    (call, invite)
}

#[test]
fn a_call_rings_is_answered_and_hung_up() {
    let mut call = call();
    let invite = sent(&call.start(0)).remove(0);
    assert_eq!(told(call.datagram(&answer(&invite, "100 Trying", "", ""), 1)), []);
    assert_eq!(told(call.datagram(&answer(&invite, "180 Ringing", "", ""), 2)), [Action::Ringing]);
    assert_eq!(told(call.datagram(&answer(&invite, "183 Progress", "", SOUND), 3)), []);
    let ok = answer(&invite, "200 OK", "Contact: <sip:c@10.0.0.9>\r\nRecord-Route: <sip:p;lr>\r\n", SOUND);
    let acknowledged = sent(&call.datagram(&ok, 4));
    assert!(acknowledged[0].starts_with("ACK sip:c@10.0.0.9 SIP/2.0") && acknowledged[0].contains("Route: <sip:p;lr>"));
    assert_eq!(sent(&call.datagram(&ok, 5)), acknowledged);
    let bye = sent(&call.hang_up(10)).remove(0);
    assert!(bye.starts_with("BYE sip:c@10.0.0.9") && bye.contains("CSeq: 2 BYE"));
    assert_eq!(sent(&call.tick(510)), std::slice::from_ref(&bye));
    assert_eq!(told(call.datagram(&answer(&bye, "200 OK", "", ""), 600)), [Action::Over]);
    assert_eq!(call.wake_at(), None);
}

#[test]
fn silence_is_asked_again_and_then_given_up() {
    let mut call = call();
    let mut times = vec![0];
    call.start(0);
    let over = loop {
        let now = call.wake_at().unwrap();
        let actions = call.tick(now);
        match sent(&actions).is_empty() {
            true => break (now, told(actions)),
            false => times.push(now),
        }
    };
    assert_eq!(times, [0, 500, 1_500, 3_500, 7_500, 15_500, 31_500]);
    assert_eq!(over, (SILENT_MS, vec![Action::Failed(Failure::Unreachable), Action::Over]));
}

#[test]
fn nobody_answers_and_the_call_is_cancelled() {
    let mut call = call();
    let invite = sent(&call.start(0)).remove(0);
    call.datagram(&answer(&invite, "180 Ringing", "", ""), 100);
    assert_eq!(call.wake_at(), Some(100 + RINGS_MS));
    let cancel = sent(&call.tick(100 + RINGS_MS)).remove(0);
    assert_eq!(line(&cancel, "via"), line(&invite, "via"));
    assert!(cancel.starts_with("CANCEL sip:19900000001@10.0.0.5:5060 ") && cancel.contains("CSeq: 1 CANCEL"));
    assert_eq!(told(call.datagram(&answer(&cancel, "200 OK", "", ""), 45_200)), []);
    let actions = call.datagram(&answer(&invite, "487 Request Terminated", "", ""), 45_300);
    assert_eq!(methods(&actions), ["ACK"]);
    assert_eq!(told(actions), [Action::Failed(Failure::NoAnswer), Action::Over]);
}

#[test]
fn an_answer_that_crosses_the_cancel_is_ended_at_once() {
    let mut call = call();
    let invite = sent(&call.start(0)).remove(0);
    call.datagram(&answer(&invite, "180 Ringing", "", ""), 0);
    call.tick(RINGS_MS);
    let actions = call.datagram(&answer(&invite, "200 OK", "", SOUND), RINGS_MS + 1);
    assert_eq!(methods(&actions), ["ACK", "BYE"]);
    assert_eq!(told(actions), [Action::Failed(Failure::NoAnswer)]);
}

#[test]
fn a_call_nobody_wants_any_more_is_cancelled_when_it_can_be() {
    let mut call = call();
    let invite = sent(&call.start(0)).remove(0);
    assert_eq!(call.hang_up(1), []);
    assert_eq!(methods(&call.datagram(&answer(&invite, "100 Trying", "", ""), 2)), ["CANCEL"]);
    assert_eq!(told(call.datagram(&answer(&invite, "487 x", "", ""), 3)), [Action::Over]);
}

#[test]
fn refusals_say_what_they_mean() {
    for (status, expected) in [
        (486, Failure::Busy),
        (600, Failure::Busy),
        (404, Failure::WrongNumber),
        (480, Failure::NoAnswer),
        (503, Failure::Unavailable),
        (403, Failure::Refused),
        (302, Failure::Refused),
        (488, Failure::NoSound),
    ] {
        let mut call = call();
        let invite = sent(&call.start(0)).remove(0);
        let refusal = answer(&invite, &format!("{status} No"), "", "");
        let actions = call.datagram(&refusal, 1);
        assert_eq!(methods(&actions), ["ACK"], "{status}");
        assert_eq!(told(actions), [Action::Failed(expected), Action::Over], "{status}");
        assert_eq!(methods(&call.datagram(&refusal, 2)), ["ACK"], "{status}");
    }
}

#[test]
fn a_challenge_is_answered_and_a_wrong_password_ends_it() {
    let mut call = call();
    let mut invite = sent(&call.start(0)).remove(0);
    let challenge = "WWW-Authenticate: Digest realm=\"pbx\", nonce=\"n\", algorithm=MD5, qop=\"auth\"\r\n";
    for number in 2..=3 {
        let actions = call.datagram(&answer(&invite, "401 Unauthorized", challenge, ""), 1);
        assert_eq!(methods(&actions), ["ACK", "INVITE"]);
        let next = sent(&actions).remove(1);
        assert!(
            next.contains("Authorization: Digest username=\"station\", realm=\"pbx\"") && next.contains("nc=00000001")
        );
        assert!(next.contains(&format!("CSeq: {number} INVITE")) && line(&next, "via") != line(&invite, "via"));
        invite = next;
    }
    let actions = call.datagram(&answer(&invite, "401 Unauthorized", challenge, ""), 1);
    assert_eq!(told(actions), [Action::Failed(Failure::Refused), Action::Over]);
}

#[test]
fn a_challenge_that_cannot_be_answered_is_a_refusal() {
    let mut call = call();
    let invite = sent(&call.start(0)).remove(0);
    let actions = call.datagram(&answer(&invite, "407 x", "Proxy-Authenticate: Basic realm=\"x\"\r\n", ""), 1);
    assert_eq!(told(actions), [Action::Failed(Failure::Refused), Action::Over]);
}

#[test]
fn the_other_side_may_hang_up_move_and_press_keys() {
    let (mut call, _) = standing();
    let moved = SOUND.replace("6000", "7000");
    let actions = call.datagram(&ask(&call, "INVITE", 5, &moved), 1);
    assert!(sent(&actions)[0].starts_with("SIP/2.0 200 OK") && sent(&actions)[0].contains("m=audio 4000"));
    assert!(matches!(told(actions)[..], [Action::Moved(it)] if it.to.port() == 7000));
    let silly = call.datagram(&ask(&call, "INVITE", 6, "m=audio 1 RTP/AVP 99"), 1);
    assert!(sent(&silly)[0].starts_with("SIP/2.0 488"));
    let press = ask(&call, "INFO", 7, "Signal=1\r\nDuration=160\r\n");
    assert_eq!(told(call.datagram(&press, 2)), [Action::Key('1')]);
    assert_eq!(told(call.datagram(&press, 3)), []);
    assert!(sent(&call.datagram(&ask(&call, "REFER", 8, ""), 4))[0].starts_with("SIP/2.0 405"));
    let actions = call.datagram(&ask(&call, "BYE", 9, ""), 5);
    assert!(sent(&actions)[0].starts_with("SIP/2.0 200 OK"));
    assert_eq!(told(actions), [Action::HungUp, Action::Over]);
}

#[test]
fn strangers_and_their_messages_change_nothing() {
    let (mut call, invite) = standing();
    let foreign = String::from_utf8(ask(&call, "BYE", 5, "")).unwrap().replace("one@10.0.0.7", "other@10.0.0.7");
    let actions = call.datagram(foreign.as_bytes(), 1);
    assert!(sent(&actions)[0].starts_with("SIP/2.0 481"));
    assert_eq!(told(actions), []);
    let guessed = String::from_utf8(ask(&call, "BYE", 5, "")).unwrap().replace("tag=theirs", "tag=guessed");
    assert_eq!(told(call.datagram(guessed.as_bytes(), 1)), []);
    let refusal = String::from_utf8(answer(&invite, "486 Busy", "", "")).unwrap();
    for text in [refusal.replace("one@", "two@"), refusal.replace("branch=z9", "branch=y9"), refusal] {
        assert_eq!(told(call.datagram(text.as_bytes(), 2)), [], "{text}");
    }
    assert_eq!(call.datagram(b"\0\0 garbage", 3), []);
    assert_eq!(methods(&call.hang_up(4)), ["BYE"]);
}

#[test]
fn an_answer_without_sound_is_ended() {
    let mut call = call();
    let invite = sent(&call.start(0)).remove(0);
    let actions = call.datagram(&answer(&invite, "200 OK", "", "v=0\r\n"), 1);
    assert_eq!(methods(&actions), ["ACK", "BYE"]);
    assert_eq!(told(actions), [Action::Failed(Failure::NoSound)]);
}

#[test]
fn every_cut_message_at_every_stage_is_survived() {
    let (mut call, invite) = standing();
    let texts = [answer(&invite, "200 OK", "", SOUND), ask(&call, "INFO", 3, "Signal=1")];
    for text in &texts {
        for end in 0..text.len() {
            call.datagram(&text[..end], 1);
        }
    }
    assert_eq!(methods(&call.hang_up(4)), ["BYE"]);
}
