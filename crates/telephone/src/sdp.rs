//! The description of the sound (RFC 4566): what this line offers, and what the other side chose of it.

use std::net::{IpAddr, SocketAddr};

/// How a sample becomes a byte (G.711).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Law {
    /// PCMA, payload type 8: what telephones outside North America and Japan speak.
    A,
    /// PCMU, payload type 0.
    Mu,
}

impl Law {
    /// Its payload type (RFC 3551).
    pub const fn payload(self) -> u8 {
        match self {
            Self::A => 8,
            Self::Mu => 0,
        }
    }
}

/// The payload type that this line offers for keys.
const KEYS: u8 = 101;

/// Where the sound goes, and how.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Media {
    /// Where to.
    pub to: SocketAddr,
    /// How.
    pub law: Law,
    /// The payload type of keys, where the other side sends them as events (RFC 4733).
    pub keys: Option<u8>,
}

/// The offer: both laws, keys as events, 20 ms a packet.
pub fn offer(at: SocketAddr, session: u64) -> String {
    let kind = if at.is_ipv4() { "IP4" } else { "IP6" };
    let (ip, port) = (at.ip(), at.port());
    format!(
        "v=0\r\no=likedong {session} 1 IN {kind} {ip}\r\ns=-\r\nc=IN {kind} {ip}\r\nt=0 0\r\n\
         m=audio {port} RTP/AVP 8 0 {KEYS}\r\na=rtpmap:8 PCMA/8000\r\na=rtpmap:0 PCMU/8000\r\n\
         a=rtpmap:{KEYS} telephone-event/8000\r\na=fmtp:{KEYS} 0-15\r\na=ptime:20\r\na=sendrecv\r\n"
    )
}

/// Reads the answer; `None` if it has no sound that this line speaks.
pub fn answer(body: &[u8]) -> Option<Media> {
    let text = std::str::from_utf8(body).ok()?;
    let (mut ip, mut port, mut law, mut keys) = (None, None, None, None);
    let mut section = Section::Session;
    for line in text.lines().map(str::trim) {
        let Some((kind, value)) = line.split_once('=') else { continue };
        match kind {
            "m" if port.is_none() && value.starts_with("audio ") => {
                section = Section::Audio;
                let mut words = value.split(' ').skip(1);
                port = words.next().and_then(|it| it.parse::<u16>().ok()).filter(|it| *it != 0);
                law = words.skip(1).find_map(|it| match it {
                    "8" => Some(Law::A),
                    "0" => Some(Law::Mu),
                    _ => None,
                });
                port?;
            }
            "m" => section = Section::Other,
            "c" if section != Section::Other => {
                ip = value.split(' ').nth(2).and_then(|it| it.split('/').next()?.parse::<IpAddr>().ok());
            }
            "a" if section == Section::Audio => {
                let event = value.strip_prefix("rtpmap:").and_then(|it| it.split_once(' '));
                let event = event.filter(|(_, name)| name.to_ascii_lowercase().starts_with("telephone-event/8000"));
                keys = keys.or(event.and_then(|(payload, _)| payload.parse().ok()));
            }
            _ => {}
        }
    }
    Some(Media { to: SocketAddr::new(ip?, port?), law: law?, keys })
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Section {
    Session,
    Audio,
    Other,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_offer_is_read_as_an_answer() {
        let at: SocketAddr = "10.0.0.7:4000".parse().unwrap();
        assert_eq!(answer(offer(at, 1).as_bytes()), Some(Media { to: at, law: Law::A, keys: Some(101) }));
    }

    #[test]
    fn the_audio_section_decides() {
        let text = "v=0\nc=IN IP4 10.0.0.1\nm=video 9 RTP/AVP 96\nc=IN IP4 10.0.0.9\nm=audio 5004 RTP/AVP 18 0 96\n\
            a=rtpmap:96 Telephone-Event/8000\nm=audio 1 RTP/AVP 8\na=rtpmap:97 telephone-event/8000\n";
        let media = Media { to: "10.0.0.1:5004".parse().unwrap(), law: Law::Mu, keys: Some(96) };
        assert_eq!(answer(text.as_bytes()), Some(media));
    }

    #[test]
    fn no_sound_is_none() {
        for text in [
            "",
            "c=IN IP4 10.0.0.1\nm=audio 0 RTP/AVP 8",
            "c=IN IP4 10.0.0.1\nm=audio 5004 RTP/AVP 18",
            "m=audio 5004 RTP/AVP 8",
            "c=IN IP4 nowhere.example\nm=audio 5004 RTP/AVP 8",
            "c=IN IP4 10.0.0.1\nm=audio 99999 RTP/AVP 8",
        ] {
            assert_eq!(answer(text.as_bytes()), None, "{text:?}");
        }
    }
}
