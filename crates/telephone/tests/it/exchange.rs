//! An exchange for tests: one socket for signals and one for sound.

use std::net::SocketAddr;
use std::time::Duration;

use telephone::line::{Line, Settings};
use telephone::voice::Voice;
use tokio::net::UdpSocket;
use tokio::time::timeout;

/// No test waits longer for a datagram.
const PATIENCE: Duration = Duration::from_secs(20);

pub struct Exchange {
    signals: UdpSocket,
    sound: UdpSocket,
}

pub fn line(exchange: SocketAddr, calls_max: usize) -> Line {
    Line::new(Settings {
        account: "station".to_owned(),
        exchange: exchange.to_string(),
        secret: None,
        voice: Voice::default(),
        calls_max,
    })
}

impl Exchange {
    pub async fn new() -> Self {
        let open = || UdpSocket::bind("127.0.0.1:0");
        Self { signals: open().await.unwrap(), sound: open().await.unwrap() }
    }

    pub fn address(&self) -> SocketAddr {
        self.signals.local_addr().unwrap()
    }

    /// The next message, and who sent it.
    pub async fn hear(&self) -> (String, SocketAddr) {
        let mut bytes = [0; 4_096];
        let (length, from) = timeout(PATIENCE, self.signals.recv_from(&mut bytes)).await.unwrap().unwrap();
        (String::from_utf8_lossy(&bytes[..length]).into_owned(), from)
    }

    /// The next message of this method.
    pub async fn hear_of(&self, method: &str) -> (String, SocketAddr) {
        loop {
            let (text, from) = self.hear().await;
            if text.starts_with(&format!("{method} ")) {
                return (text, from);
            }
        }
    }

    pub async fn answer(&self, request: &(String, SocketAddr), status: &str, body: &str) {
        let (text, from) = request;
        let line = |name: &str| text.lines().find(|it| it.starts_with(&format!("{name}:"))).unwrap().to_owned();
        let to = line("To");
        let tag = if to.contains("tag=") { "" } else { ";tag=theirs" };
        let answer = format!(
            "SIP/2.0 {status}\r\n{}\r\n{}\r\n{to}{tag}\r\n{}\r\n{}\r\nContact: <sip:x@{}>\r\nContent-Length: {}\r\n\r\n{body}",
            line("Via"),
            line("From"),
            line("Call-ID"),
            line("CSeq"),
            self.address(),
            body.len()
        );
        self.signals.send_to(answer.as_bytes(), from).await.unwrap();
    }

    /// What this side says of its sound.
    pub fn description(&self) -> String {
        let port = self.sound.local_addr().unwrap().port();
        format!("v=0\r\nc=IN IP4 127.0.0.1\r\nm=audio {port} RTP/AVP 0 96\r\na=rtpmap:96 telephone-event/8000\r\n")
    }

    /// The next packet of sound, and who sent it.
    pub async fn listen(&self) -> (Vec<u8>, SocketAddr) {
        let mut bytes = [0; 2_048];
        let (length, from) = timeout(PATIENCE, self.sound.recv_from(&mut bytes)).await.unwrap().unwrap();
        (bytes[..length].to_vec(), from)
    }

    /// Presses a key as telephones do: the same event in several packets.
    pub async fn press(&self, key: u8, at: u32, to: SocketAddr) {
        let mut packet = vec![0x80, 96, 0, 1];
        packet.extend(at.to_be_bytes());
        packet.extend(9u32.to_be_bytes());
        packet.extend([key, 0x8a, 3, 0x20]);
        for _ in 0..3 {
            self.sound.send_to(&packet, to).await.unwrap();
        }
    }

    pub async fn send(&self, bytes: &[u8], to: SocketAddr) {
        self.signals.send_to(bytes, to).await.unwrap();
    }
}
