//! A spare client: one connection that is kept, requests as bytes, answers by their length. The machine that is
//! measured also runs the callers, so a caller must cost little.

use std::net::SocketAddr;

use anyhow::{Context as _, Result, bail};
use parking_lot::Mutex;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// Room for an answer; it grows for larger ones.
const ANSWER_BYTES: usize = 8 * 1024;
/// The largest answer that is read.
const ANSWER_BYTES_MAX: usize = 16 << 20;

/// One kept connection.
pub struct Http {
    stream: TcpStream,
    buffer: Vec<u8>,
    length: usize,
}

/// An answer; the body lives until the next one.
pub struct Answer<'a> {
    /// The status.
    pub status: u16,
    /// The body.
    pub body: &'a [u8],
}

impl Http {
    /// Connects.
    pub async fn connect(address: SocketAddr) -> Result<Self> {
        let stream = TcpStream::connect(address).await.context("the server takes no connection")?;
        stream.set_nodelay(true)?;
        Ok(Self { stream, buffer: vec![0; ANSWER_BYTES], length: 0 })
    }

    /// Sends a request as [`post`] and [`get`] make it, and waits for the answer.
    pub async fn send(&mut self, request: &[u8]) -> Result<Answer<'_>> {
        self.stream.write_all(request).await?;
        self.length = 0;
        let (status, begin, end) = loop {
            if self.length == self.buffer.len() {
                if self.length >= ANSWER_BYTES_MAX {
                    bail!("the answer is too large");
                }
                self.buffer.resize(self.length * 2, 0);
            }
            let read = self.stream.read(&mut self.buffer[self.length..]).await?;
            if read == 0 {
                bail!("the server hung up");
            }
            self.length += read;
            if let Some(found) = whole(&self.buffer[..self.length])? {
                break found;
            }
        };
        Ok(Answer { status, body: &self.buffer[begin..end] })
    }
}

/// Status, begin and end of the body, once all of it is there.
fn whole(bytes: &[u8]) -> Result<Option<(u16, usize, usize)>> {
    let Some(head) = bytes.windows(4).position(|it| it == b"\r\n\r\n") else { return Ok(None) };
    let text = std::str::from_utf8(&bytes[..head])?;
    let status: u16 = text.get(9..12).and_then(|it| it.parse().ok()).context("this is not an answer")?;
    let length = text.lines().find_map(|it| {
        let (name, value) = it.split_once(':')?;
        name.eq_ignore_ascii_case("content-length").then(|| value.trim().parse::<usize>().ok())?
    });
    let end = head + 4 + length.context("an answer without its length")?;
    Ok((bytes.len() >= end).then_some((status, head + 4, end)))
}

/// A command as bytes.
pub fn post(address: SocketAddr, path: &str, token: &str, key: &str, body: &str) -> Vec<u8> {
    let length = body.len();
    format!(
        "POST {path} HTTP/1.1\r\nHost: {address}\r\nAuthorization: Bearer {token}\r\nIdempotency-Key: {key}\r\n\
         Content-Type: application/json\r\nContent-Length: {length}\r\n\r\n{body}"
    )
    .into_bytes()
}

/// A question as bytes.
pub fn get(address: SocketAddr, path: &str, token: &str) -> Vec<u8> {
    format!("GET {path} HTTP/1.1\r\nHost: {address}\r\nAuthorization: Bearer {token}\r\n\r\n").into_bytes()
}

/// Connections that many share, one request at a time on each.
pub struct Pool {
    address: SocketAddr,
    free: Mutex<Vec<Http>>,
}

impl Pool {
    /// An empty pool; it grows with the calls that wait at the same time.
    pub fn new(address: SocketAddr) -> Self {
        Self { address, free: Mutex::default() }
    }

    /// Sends a request; answers the status and the body.
    pub async fn send(&self, request: &[u8]) -> Result<(u16, Vec<u8>)> {
        let kept = self.free.lock().pop();
        let mut http = match kept {
            Some(http) => http,
            None => Http::connect(self.address).await?,
        };
        let answer = http.send(request).await?;
        let answer = (answer.status, answer.body.to_vec());
        self.free.lock().push(http);
        Ok(answer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_whole_with_its_last_byte() {
        let bytes = b"HTTP/1.1 201 Created\r\nContent-Length: 2\r\n\r\n{}";
        assert_eq!(whole(bytes).unwrap(), Some((201, bytes.len() - 2, bytes.len())));
        assert_eq!(whole(&bytes[..bytes.len() - 1]).unwrap(), None);
        assert!(whole(b"HTTP/1.1 200 OK\r\n\r\n").is_err());
    }
}
