//! A client for one server on this machine, in the standard library alone.

use std::io::{BufRead, BufReader, Write};
use std::net::TcpStream;
use std::time::Duration;

use serde_json::Value;

/// How long an answer may take before the request counts as unanswered.
const ANSWER_MAX: Duration = Duration::from_secs(10);
/// The longest body that is read.
const BODY_BYTES_MAX: usize = 4 * 1024 * 1024;

/// A connection that is kept between requests and made anew when the server went away.
pub struct Client {
    port: u16,
    token: Option<String>,
    open: Option<BufReader<TcpStream>>,
}

/// An answer; a request that got none is no answer at all, whatever the reason.
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// The JSON body, null where there is none.
    pub body: Value,
}

impl Client {
    /// A client of the server on this port.
    pub fn new(port: u16) -> Client {
        Client { port, token: None, open: None }
    }

    /// The same, signed in.
    pub fn signed_in(port: u16, token: &str) -> Client {
        Client { token: Some(token.to_string()), ..Client::new(port) }
    }

    /// Fetches a resource.
    pub fn get(&mut self, path: &str) -> Option<Answer> {
        self.ask("GET", path, "", None)
    }

    /// Sends a command under its own id.
    pub fn post(&mut self, path: &str, body: &Value, key: Option<&str>) -> Option<Answer> {
        self.ask("POST", path, &body.to_string(), key)
    }

    fn ask(&mut self, method: &str, path: &str, body: &str, key: Option<&str>) -> Option<Answer> {
        let mut head = format!(
            "{method} {path} HTTP/1.1\r\nHost: localhost:{}\r\nAccept-Language: en\r\n\
             Content-Type: application/json\r\nContent-Length: {}\r\n",
            self.port,
            body.len()
        );
        if let Some(token) = &self.token {
            head.push_str(&format!("Authorization: Bearer {token}\r\n"));
        }
        if let Some(key) = key {
            head.push_str(&format!("Idempotency-Key: {key}\r\n"));
        }
        head.push_str("\r\n");
        let mut stream = match self.open.take() {
            Some(stream) => stream,
            None => self.connect()?,
        };
        stream.get_mut().write_all(head.as_bytes()).ok()?;
        stream.get_mut().write_all(body.as_bytes()).ok()?;
        let (answer, keep) = read(&mut stream)?;
        if keep {
            self.open = Some(stream);
        }
        Some(answer)
    }

    fn connect(&self) -> Option<BufReader<TcpStream>> {
        let stream = TcpStream::connect(("127.0.0.1", self.port)).ok()?;
        stream.set_read_timeout(Some(ANSWER_MAX)).ok()?;
        stream.set_write_timeout(Some(ANSWER_MAX)).ok()?;
        stream.set_nodelay(true).ok()?;
        Some(BufReader::new(stream))
    }
}

/// Reads one whole answer, and whether the connection stays open; nothing when it breaks off.
fn read(stream: &mut impl BufRead) -> Option<(Answer, bool)> {
    let status = line(stream)?.split(' ').nth(1)?.parse().ok()?;
    let mut length = None;
    let mut chunked = false;
    let mut keep = true;
    loop {
        let header = line(stream)?.to_ascii_lowercase();
        if header.is_empty() {
            break;
        }
        let (name, value) = header.split_once(':')?;
        match name {
            "content-length" => length = Some(value.trim().parse::<usize>().ok()?),
            "transfer-encoding" => chunked = value.contains("chunked"),
            "connection" => keep = !value.contains("close"),
            _ => {}
        }
    }
    let body = match (chunked, length) {
        (true, _) => chunks(stream)?,
        (false, length) => exactly(stream, length.unwrap_or(0))?,
    };
    let body = serde_json::from_slice(&body).unwrap_or(Value::Null);
    Some((Answer { status, body }, keep))
}

fn line(stream: &mut impl BufRead) -> Option<String> {
    let mut text = String::new();
    match stream.read_line(&mut text) {
        Ok(n) if n > 0 && text.ends_with('\n') => Some(text.trim_end().to_string()),
        _ => None,
    }
}

fn exactly(stream: &mut impl BufRead, length: usize) -> Option<Vec<u8>> {
    if length > BODY_BYTES_MAX {
        return None;
    }
    let mut body = vec![0; length];
    stream.read_exact(&mut body).ok()?;
    Some(body)
}

fn chunks(stream: &mut impl BufRead) -> Option<Vec<u8>> {
    let mut body = Vec::new();
    loop {
        let size = line(stream)?;
        let size = usize::from_str_radix(size.split(';').next()?.trim(), 16).ok()?;
        body.extend(exactly(stream, size)?);
        line(stream)?;
        if size == 0 || body.len() > BODY_BYTES_MAX {
            return Some(body);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn whole_and_chunked_answers_are_read() {
        let mut whole: &[u8] = b"HTTP/1.1 201 Created\r\nContent-Length: 8\r\n\r\n{\"id\":1}rest";
        let (answer, keep) = read(&mut whole).expect("an answer");
        assert_eq!((answer.status, answer.body["id"].as_u64(), keep), (201, Some(1), true));
        let mut pieces: &[u8] = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n\
            5\r\n{\"id\"\r\n3\r\n:1}\r\n0\r\n\r\n";
        let (answer, keep) = read(&mut pieces).expect("an answer");
        assert_eq!((answer.status, answer.body["id"].as_u64(), keep), (200, Some(1), false));
    }

    #[test]
    fn an_answer_that_breaks_off_is_none() {
        for broken in ["", "HTTP/1.1 201 Cre", "HTTP/1.1 201 Created\r\nContent-Length: 8\r\n\r\n{\"id"] {
            assert!(read(&mut broken.as_bytes()).is_none(), "{broken}");
        }
    }
}
