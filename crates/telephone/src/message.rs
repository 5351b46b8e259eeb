//! SIP messages as they lie in a datagram (RFC 3261 §7): read leniently, within limits; what is not one is `None`.

/// The largest datagram that is read: more than any exchange sends for a call.
pub const BYTES_MAX: usize = 16 * 1024;
/// Headers of one message.
const HEADERS_MAX: usize = 128;

/// The first line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Start {
    /// Somebody asks.
    Request {
        /// `BYE`, `INVITE`, …
        method: String,
    },
    /// Somebody answers.
    Response {
        /// 100 to 699.
        status: u16,
    },
}

/// One message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// The first line.
    pub start: Start,
    headers: Vec<(String, String)>,
    /// What comes after the headers.
    pub body: Vec<u8>,
}

/// `CSeq`: the number and the method of a transaction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sequence {
    /// The number.
    pub number: u32,
    /// The method.
    pub method: String,
}

impl Message {
    /// Reads a datagram.
    pub fn parse(bytes: &[u8]) -> Option<Self> {
        if bytes.len() > BYTES_MAX {
            return None;
        }
        let (head, body) = split(bytes);
        let head = std::str::from_utf8(head).ok()?;
        let mut lines = head.split("\r\n").flat_map(|it| it.split('\n'));
        let start = start(lines.next()?)?;
        let mut headers: Vec<(String, String)> = Vec::new();
        for line in lines.filter(|it| !it.is_empty()) {
            if line.starts_with([' ', '\t']) {
                // A folded line goes on with the header before it.
                let (_, value) = headers.last_mut()?;
                value.push(' ');
                value.push_str(line.trim());
                continue;
            }
            let (name, value) = line.split_once(':')?;
            if headers.len() == HEADERS_MAX {
                return None;
            }
            headers.push((whole_name(name.trim()), value.trim().to_owned()));
        }
        let mut message = Self { start, headers, body: body.to_vec() };
        if let Some(length) = message.header("content-length") {
            let length: usize = length.parse().ok()?;
            if length > message.body.len() {
                return None;
            }
            message.body.truncate(length);
        }
        // Without these four no message belongs to anything.
        let whole = ["via", "from", "to", "call-id"].iter().all(|it| message.header(it).is_some());
        (whole && message.sequence().is_some()).then_some(message)
    }

    /// The first header of this name, which is given in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(it, _)| it == name).map(|(_, value)| value.as_str())
    }

    /// All headers of this name, in order.
    pub fn all<'a>(&'a self, name: &'a str) -> impl DoubleEndedIterator<Item = &'a str> {
        self.headers.iter().filter(move |(it, _)| it == name).map(|(_, value)| value.as_str())
    }

    /// `CSeq`.
    pub fn sequence(&self) -> Option<Sequence> {
        let (number, method) = self.header("cseq")?.split_once(' ')?;
        Some(Sequence { number: number.trim().parse().ok()?, method: method.trim().to_ascii_uppercase() })
    }

    /// The branch of the topmost `Via`.
    pub fn branch(&self) -> Option<&str> {
        parameter(self.header("via")?.split(',').next()?, "branch")
    }

    /// The tag of `From` or `To`.
    pub fn tag(&self, header: &str) -> Option<&str> {
        let value = self.header(header)?;
        parameter(value.rsplit_once('>').map_or(value, |(_, rest)| rest), "tag")
    }
}

fn split(bytes: &[u8]) -> (&[u8], &[u8]) {
    for end in [&b"\r\n\r\n"[..], &b"\n\n"[..]] {
        if let Some(at) = bytes.windows(end.len()).position(|it| it == end) {
            return (&bytes[..at], &bytes[at + end.len()..]);
        }
    }
    (bytes, &[])
}

fn start(line: &str) -> Option<Start> {
    if let Some(rest) = line.strip_prefix("SIP/2.0 ") {
        let status: u16 = rest.split(' ').next()?.parse().ok()?;
        return (100..700).contains(&status).then_some(Start::Response { status });
    }
    let mut words = line.split(' ');
    let (method, _uri, version) = (words.next()?, words.next()?, words.next()?);
    let named = !method.is_empty() && method.bytes().all(|it| it.is_ascii_uppercase());
    (named && version == "SIP/2.0").then(|| Start::Request { method: method.to_owned() })
}

/// The long name of a header, in lower case.
fn whole_name(name: &str) -> String {
    let name = name.to_ascii_lowercase();
    let long = match name.as_str() {
        "v" => "via",
        "f" => "from",
        "t" => "to",
        "i" => "call-id",
        "m" => "contact",
        "l" => "content-length",
        "c" => "content-type",
        other => other,
    };
    long.to_owned()
}

/// A parameter of a header's value, as in `;tag=abc`.
fn parameter<'a>(value: &'a str, name: &str) -> Option<&'a str> {
    value.split(';').skip(1).find_map(|it| {
        let (key, value) = it.trim().split_once('=')?;
        key.eq_ignore_ascii_case(name).then(|| value.trim())
    })
}

/// The address inside `<…>`, or the value before its parameters.
pub fn address(value: &str) -> &str {
    match value.split_once('<').and_then(|(_, rest)| rest.split_once('>')) {
        Some((inside, _)) => inside.trim(),
        None => value.split(';').next().unwrap_or_default().trim(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RINGING: &str = "SIP/2.0 180 Ringing\r\nv: SIP/2.0/UDP 10.0.0.1:5060;branch=z9hG4bKa;rport\r\n\
        f: <sip:a@b>;tag=1\r\nTo: \"x;tag=no\" <sip:c@d;tag=neither>;tag=2\r\ni: call\r\nCSeq: 7  INVITE\r\n\
        Subject: one\r\n two\r\nl: 2\r\n\r\nokmore";

    #[test]
    fn short_names_folded_lines_and_lengths_are_read() {
        let message = Message::parse(RINGING.as_bytes()).unwrap();
        assert_eq!(message.start, Start::Response { status: 180 });
        assert_eq!(message.branch(), Some("z9hG4bKa"));
        assert_eq!((message.tag("from"), message.tag("to")), (Some("1"), Some("2")));
        assert_eq!(message.header("subject"), Some("one two"));
        assert_eq!(message.body, b"ok");
        assert_eq!(message.sequence().map(|it| it.number), Some(7));
    }

    #[test]
    fn what_is_no_message_is_none() {
        for text in [
            "",
            "\r\n\r\n",
            "SIP/2.0 99 x\r\n\r\n",
            "SIP/2.0 abc\r\n\r\n",
            "hello world SIP/2.0\r\nVia: x\r\n\r\n",
            "BYE sip:a SIP/2.0\r\nVia: x\r\nFrom: y\r\nTo: z\r\nCSeq: 1 BYE\r\n\r\n",
            " folded first\r\n\r\n",
        ] {
            assert_eq!(Message::parse(text.as_bytes()), None, "{text:?}");
        }
        assert_eq!(Message::parse(&RINGING.replace("l: 2", "l: 99").into_bytes()), None);
        assert_eq!(Message::parse(&[0xff; 400]), None);
        assert_eq!(Message::parse(&vec![b'a'; BYTES_MAX + 1]), None);
    }

    #[test]
    fn every_cut_of_a_message_is_read_or_refused() {
        for end in 0..RINGING.len() {
            let read = Message::parse(&RINGING.as_bytes()[..end]);
            assert!(read.is_none() || end > RINGING.find("CSeq").unwrap(), "{end}");
        }
    }

    #[test]
    fn addresses_come_with_and_without_brackets() {
        assert_eq!(address("\"x\" <sip:a@b:5060;ob>;expires=3"), "sip:a@b:5060;ob");
        assert_eq!(address("sip:a@b;expires=3"), "sip:a@b");
    }
}
