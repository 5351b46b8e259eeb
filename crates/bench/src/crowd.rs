//! People at their terminals: a live feed each, and the duty they confirm.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use anyhow::{Result, bail, ensure};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use uuid::Uuid;

use crate::http::{Pool, post};
use crate::websocket::{self, Found};

/// How many connect or confirm at the same time.
const AT_ONCE: usize = 32;
/// The largest frame that is read.
const FRAME_BYTES_MAX: usize = 4 << 20;
/// Room for frames; it grows for larger ones.
const FRAME_BYTES: usize = 4 * 1024;

/// What a terminal does with a text of its feed.
pub type OnText = Arc<dyn Fn(usize, &[u8]) + Send + Sync>;

/// Opens a feed for each token, in that order, and keeps them until the runtime ends.
pub async fn listen(address: SocketAddr, tokens: &[String], on_text: OnText) -> Result<()> {
    for (batch, chunk) in tokens.chunks(AT_ONCE).enumerate() {
        let opening = chunk.iter().map(|token| tokio::spawn(open(address, token.clone())));
        for (nth, opened) in opening.collect::<Vec<_>>().into_iter().enumerate() {
            let (stream, rest) = opened.await??;
            let on_text = on_text.clone();
            tokio::spawn(async move {
                // A feed that breaks is seen in the figures: its calls are missing.
                let _ = read(stream, rest, batch * AT_ONCE + nth, &on_text).await;
            });
        }
    }
    Ok(())
}

async fn open(address: SocketAddr, token: String) -> Result<(TcpStream, Vec<u8>)> {
    let mut stream = TcpStream::connect(address).await?;
    stream.set_nodelay(true)?;
    stream.write_all(&websocket::handshake(address, &token)).await?;
    let mut bytes = Vec::with_capacity(FRAME_BYTES);
    loop {
        ensure!(stream.read_buf(&mut bytes).await? > 0, "the server hung up during the handshake");
        match websocket::opened(&bytes) {
            None => {}
            Some(Ok(end)) => {
                bytes.drain(..end);
                return Ok((stream, bytes));
            }
            Some(Err(said)) => bail!("the live feed was refused: {said}"),
        }
    }
}

async fn read(mut stream: TcpStream, mut bytes: Vec<u8>, who: usize, on_text: &OnText) -> Result<()> {
    loop {
        let mut taken = 0;
        loop {
            match websocket::frame(&bytes[taken..]) {
                Found::Text(text, length) => {
                    on_text(who, text);
                    taken += length;
                }
                Found::Other(length) => taken += length,
                Found::Close => return Ok(()),
                Found::Part => break,
            }
        }
        bytes.drain(..taken);
        ensure!(bytes.len() < FRAME_BYTES_MAX, "a frame is too large");
        if stream.read_buf(&mut bytes).await? == 0 {
            return Ok(());
        }
    }
}

/// Everybody says "I am on duty".
pub async fn confirm_duty(address: SocketAddr, tokens: &[String]) -> Result<()> {
    let pool = Arc::new(Pool::new(address));
    let next = Arc::new(AtomicU64::new(0));
    let tokens: Arc<[String]> = tokens.into();
    let mut callers = Vec::new();
    for _ in 0..AT_ONCE {
        let (pool, next, tokens) = (pool.clone(), next.clone(), tokens.clone());
        callers.push(tokio::spawn(async move {
            while let Some(token) = tokens.get(next.fetch_add(1, Ordering::Relaxed) as usize) {
                let request = post(address, "/api/v1/duty/confirm", token, &Uuid::now_v7().to_string(), "{}");
                let (status, body) = pool.send(&request).await?;
                ensure!(status == 200, "duty was refused: {status} {}", String::from_utf8_lossy(&body));
            }
            Ok(())
        }));
    }
    for caller in callers {
        caller.await??;
    }
    Ok(())
}

/// The text of a JSON field that holds an id, found without reading the whole.
pub fn id_in<'a>(text: &'a [u8], name: &str) -> Option<&'a str> {
    let text = std::str::from_utf8(text).ok()?;
    let (_, rest) = text.split_once(&format!("\"{name}\":\""))?;
    rest.get(..36)
}

/// Waits until `at`, counted from `begun`; what is late does not wait.
pub async fn wait_until(begun: tokio::time::Instant, at: Duration) {
    tokio::time::sleep_until(begun + at).await;
}

/// A runtime for callers.
pub fn runtime() -> Result<tokio::runtime::Runtime> {
    Ok(tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?)
}
