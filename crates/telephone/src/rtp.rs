//! Sound in packets of 20 ms (RFC 3550), and the keys that come back in the same stream (RFC 4733).

use crate::audio;
use crate::sdp::Media;

/// Samples of one packet: 20 ms at 8 kHz.
pub const FRAME: usize = 160;
/// The length of the fixed header.
const HEADER: usize = 12;

/// What is sent.
#[derive(Clone, Debug)]
pub struct Sender {
    sequence: u16,
    timestamp: u32,
    source: u32,
    first: bool,
}

impl Sender {
    /// Begins a stream; the numbers come from chance, as RFC 3550 asks.
    pub fn new(chance: [u8; 8]) -> Self {
        let [a, b, c, d, e, f, g, h] = chance;
        Self {
            sequence: u16::from_be_bytes([a, b]),
            timestamp: u32::from_be_bytes([c, d, 0, 0]),
            source: u32::from_be_bytes([e, f, g, h]),
            first: true,
        }
    }

    /// The next packet.
    pub fn packet(&mut self, media: &Media, samples: &[i16; FRAME]) -> Vec<u8> {
        let mut packet = Vec::with_capacity(HEADER + FRAME);
        packet.push(0x80);
        packet.push(media.law.payload() | if self.first { 0x80 } else { 0 });
        packet.extend(self.sequence.to_be_bytes());
        packet.extend(self.timestamp.to_be_bytes());
        packet.extend(self.source.to_be_bytes());
        packet.extend(samples.iter().map(|it| audio::byte(*it, media.law)));
        self.first = false;
        self.sequence = self.sequence.wrapping_add(1);
        self.timestamp = self.timestamp.wrapping_add(FRAME as u32);
        packet
    }
}

/// Hears keys: each counts once, however often its packets come.
#[derive(Clone, Debug, Default)]
pub struct Keys {
    last: Option<(u32, u32)>,
}

impl Keys {
    /// Takes a packet; a key the first time that it is heard.
    pub fn hear(&mut self, packet: &[u8], payload: u8) -> Option<char> {
        let (&first, &second) = (packet.first()?, packet.get(1)?);
        if first >> 6 != 2 || second & 0x7f != payload {
            return None;
        }
        let start = HEADER + 4 * usize::from(first & 0x0f);
        let extension = match first & 0x10 {
            0 => 0,
            _ => 4 + 4 * usize::from(u16::from_be_bytes([*packet.get(start + 2)?, *packet.get(start + 3)?])),
        };
        let event = packet.get(start + extension..start + extension + 4)?;
        let at = u32::from_be_bytes(packet.get(4..8)?.try_into().ok()?);
        let source = u32::from_be_bytes(packet.get(8..12)?.try_into().ok()?);
        // All packets of one press carry the time at which it began.
        if self.last == Some((source, at)) {
            return None;
        }
        self.last = Some((source, at));
        match event[0] {
            digit @ 0..=9 => Some(char::from(b'0' + digit)),
            10 => Some('*'),
            11 => Some('#'),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sdp::Law;

    fn event(key: u8, at: u32) -> Vec<u8> {
        let mut packet = vec![0x80, 101, 0, 1];
        packet.extend(at.to_be_bytes());
        packet.extend(7u32.to_be_bytes());
        packet.extend([key, 0x0a, 0, 160]);
        packet
    }

    #[test]
    fn a_press_counts_once() {
        let mut keys = Keys::default();
        assert_eq!(keys.hear(&event(1, 800), 101), Some('1'));
        assert_eq!(keys.hear(&event(1, 800), 101), None);
        assert_eq!(keys.hear(&event(1, 1600), 101), Some('1'));
        assert_eq!(keys.hear(&event(11, 2400), 101), Some('#'));
        assert_eq!(keys.hear(&event(1, 3200), 96), None);
    }

    #[test]
    fn any_bytes_are_taken() {
        let mut keys = Keys::default();
        for length in 0..40 {
            for byte in [0x00, 0x80, 0x9f, 0xff] {
                let mut packet = vec![byte; length];
                if let Some(second) = packet.get_mut(1) {
                    *second = 101;
                }
                keys.hear(&packet, 101);
            }
        }
        assert_eq!(keys.hear(&event(2, 1), 101), Some('2'));
    }

    #[test]
    fn packets_count_on() {
        let media = Media { to: "10.0.0.1:4000".parse().unwrap(), law: Law::A, keys: None };
        let mut sender = Sender::new([0xff, 0xff, 0, 0, 1, 2, 3, 4]);
        let (one, two) = (sender.packet(&media, &[0; FRAME]), sender.packet(&media, &[0; FRAME]));
        assert_eq!((one.len(), one[1], two[1]), (HEADER + FRAME, 0x88, 8));
        assert_eq!((&one[2..4], &two[2..4]), (&[0xff, 0xff][..], &[0, 0][..]));
        assert_eq!(two[4..8], 160u32.to_be_bytes());
        assert_eq!(one[12], 0xd5);
    }
}
