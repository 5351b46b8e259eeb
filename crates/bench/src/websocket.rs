//! As much of RFC 6455 as a reader needs: the handshake, and the text frames of a server, which are never masked.

use std::net::SocketAddr;

/// Any key will do: the reader trusts the server it has started.
const KEY: &str = "bGlrZWRvbmctYmVuY2gtMQ==";
/// The first byte of a whole text frame, and of a closing one.
const TEXT: u8 = 0x81;
const CLOSE: u8 = 0x88;

/// What to send to open the live feed.
pub fn handshake(address: SocketAddr, token: &str) -> Vec<u8> {
    format!(
        "GET /api/v1/live HTTP/1.1\r\nHost: {address}\r\nAuthorization: Bearer {token}\r\nConnection: Upgrade\r\n\
         Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {KEY}\r\n\r\n"
    )
    .into_bytes()
}

/// Where the answer to the handshake ends; `None` while it is not all there.
pub fn opened(bytes: &[u8]) -> Option<Result<usize, String>> {
    let end = bytes.windows(4).position(|it| it == b"\r\n\r\n")? + 4;
    match bytes.starts_with(b"HTTP/1.1 101") {
        true => Some(Ok(end)),
        false => Some(Err(String::from_utf8_lossy(&bytes[..bytes.len().min(400)]).into_owned())),
    }
}

/// A frame at the beginning of `bytes`.
pub enum Found<'a> {
    /// A text, and how many bytes the frame took.
    Text(&'a [u8], usize),
    /// Something that is passed over, and how many bytes it took.
    Other(usize),
    /// The server closes.
    Close,
    /// Not all of it is there.
    Part,
}

/// Reads one frame.
pub fn frame(bytes: &[u8]) -> Found<'_> {
    let [kind, short, ..] = bytes else { return Found::Part };
    let (head, length) = match (*short, bytes) {
        (126, [_, _, a, b, ..]) => (4, usize::from(u16::from_be_bytes([*a, *b]))),
        (127, [_, _, a, b, c, d, e, f, g, h, ..]) => {
            (10, u64::from_be_bytes([*a, *b, *c, *d, *e, *f, *g, *h]) as usize)
        }
        (126 | 127, _) => return Found::Part,
        (short, _) => (2, usize::from(short)),
    };
    let Some(payload) = bytes.get(head..head + length) else { return Found::Part };
    match *kind {
        TEXT => Found::Text(payload, head + length),
        CLOSE => Found::Close,
        _ => Found::Other(head + length),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_are_read_one_after_the_other() {
        let mut bytes = vec![TEXT, 2, b'h', b'i', TEXT, 126, 0, 200];
        bytes.extend([b'x'; 200]);
        let Found::Text(text, taken) = frame(&bytes) else { panic!("no text") };
        assert_eq!((text, taken), (b"hi".as_slice(), 4));
        let Found::Text(text, taken) = frame(&bytes[4..]) else { panic!("no text") };
        assert_eq!((text.len(), taken), (200, 204));
        assert!(matches!(frame(&bytes[4..100]), Found::Part));
        assert!(matches!(frame(&[CLOSE, 0]), Found::Close));
    }
}
