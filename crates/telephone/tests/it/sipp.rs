//! Calls against Debian's `sipp`, which knows nothing of this program.

use std::net::{SocketAddr, UdpSocket};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use domain::offer::telephone::TelephoneFailure as Failure;
use telephone::digest::Secret;
use telephone::line::{Key, Line, Settings};
use telephone::voice::Voice;

use crate::line::place;

/// A running `sipp`, ended with the test.
struct Sipp {
    child: Child,
    address: SocketAddr,
}

impl Drop for Sipp {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

fn is_installed() -> bool {
    let found = Command::new("sipp").arg("-v").stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok();
    if !found {
        println!("sipp is not installed (Debian: sip-tester): not tested against it");
    }
    found
}

/// Starts `sipp` with a scenario and waits until it has its port.
fn sipp(folder: &Path, scenario: &str) -> Sipp {
    let port = || UdpSocket::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let (signals, sound) = (port(), port());
    std::fs::write(folder.join("scenario.xml"), scenario).unwrap();
    let child = Command::new("sipp")
        .args(["-sf", "scenario.xml", "-i", "127.0.0.1", "-m", "1", "-nostdin", "-nd", "-auth_uri", "x"])
        .args(["-p", &signals.to_string(), "-mp", &sound.to_string(), "-cp", &port().to_string()])
        .current_dir(folder)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let address: SocketAddr = ([127, 0, 0, 1], signals).into();
    // The kernel's own list says when it has its port; trying to bind it could take it from under its hands.
    let mine = format!("0100007F:{signals:04X} ");
    while !std::fs::read_to_string("/proc/net/udp").unwrap().contains(&mine) {
        std::thread::yield_now();
    }
    Sipp { child, address }
}

fn line(sipp: &Sipp) -> Line {
    Line::new(Settings {
        account: "station".to_owned(),
        exchange: sipp.address.to_string(),
        secret: Some(Secret::new("pw")),
        voice: Voice::default(),
        calls_max: 1,
    })
}

/// An answer of `sipp` to the last request.
fn answer(status: &str, tag: &str, more: &str, body: &str) -> String {
    format!(
        "<send><![CDATA[\nSIP/2.0 {status}\n[last_Via:]\n[last_From:]\n[last_To:]{tag}\n[last_Call-ID:]\n\
         [last_CSeq:]\nContact: <sip:[local_ip]:[local_port]>\n{more}Content-Length: [len]\n\n{body}]]></send>\n"
    )
}

const SOUND: &str = "v=0\no=x 1 1 IN IP[local_ip_type] [local_ip]\ns=-\nc=IN IP[media_ip_type] [media_ip]\nt=0 0\n\
    m=audio [media_port] RTP/AVP 8 101\na=rtpmap:8 PCMA/8000\na=rtpmap:101 telephone-event/8000\n";
const TAG: &str = ";tag=[pid]S[call_number]";

fn scenario(steps: &str) -> String {
    format!("<?xml version=\"1.0\"?>\n<scenario name=\"exchange\">\n{steps}</scenario>\n")
}

#[tokio::test]
async fn sipp_asks_for_a_password_rings_answers_and_presses_a_key() {
    if !is_installed() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let challenge = "WWW-Authenticate: Digest realm=\"sipp\", nonce=\"47ebe028cda119c35d4877b383027d28\"\n";
    let info = "<send><![CDATA[\nINFO sip:station@[remote_ip]:[remote_port] SIP/2.0\n\
        Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]\n\
        From: <sip:callee@[local_ip]>;tag=[pid]S[call_number]\nTo[$peer]\n[last_Call-ID:]\nCSeq: 7 INFO\n\
        Content-Type: application/dtmf-relay\nContent-Length: [len]\n\nSignal=1\nDuration=160\n]]></send>\n";
    let steps = [
        "<recv request=\"INVITE\"/>\n".to_owned(),
        answer("401 Unauthorized", TAG, challenge, ""),
        "<recv request=\"ACK\"/>\n".to_owned(),
        "<recv request=\"INVITE\"><action>\
         <ereg regexp=\".*\" search_in=\"hdr\" header=\"From\" assign_to=\"peer\"/>\
         <verifyauth assign_to=\"right\" username=\"station\" password=\"pw\"/></action></recv>\n\
         <nop next=\"refused\" test=\"right\" condexec=\"right\" condexec_inverse=\"true\"/>\n"
            .to_owned(),
        answer("180 Ringing", TAG, "", ""),
        answer("200 OK", TAG, "Content-Type: application/sdp\n", SOUND),
        "<recv request=\"ACK\"/>\n".to_owned(),
        info.to_owned(),
        "<recv response=\"200\"/>\n<recv request=\"BYE\"/>\n".to_owned(),
        answer("200 OK", "", "", ""),
        "<label id=\"refused\"/>\n".to_owned(),
    ];
    let sipp = sipp(folder.path(), &scenario(&steps.concat()));
    let (result, noted) = place(&line(&sipp), "one").await.unwrap();
    assert_eq!(result, Ok(Key::Yes));
    assert_eq!(noted, ["ringing", "answered", "Yes"]);
}

#[tokio::test]
async fn sipp_is_busy_or_out_of_order() {
    if !is_installed() {
        return;
    }
    for (status, expected) in [("486 Busy Here", Failure::Busy), ("503 Service Unavailable", Failure::Unavailable)] {
        let folder = tempfile::tempdir().unwrap();
        let steps = ["<recv request=\"INVITE\"/>\n", &answer(status, TAG, "", ""), "<recv request=\"ACK\"/>\n"];
        let sipp = sipp(folder.path(), &scenario(&steps.concat()));
        assert_eq!(place(&line(&sipp), "one").await.unwrap().0, Err(expected));
    }
}
