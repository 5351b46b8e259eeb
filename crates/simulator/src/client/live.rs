//! The live feed over a WebSocket: log entries in order, and what comes beside them.

use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_tungstenite::{WebSocketStream, client_async};

use super::position::{Fix, RefusedFix};
use super::wire::Entry;
use super::{Client, Failure, REQUEST_MAX};

/// The open feed.
#[derive(Debug)]
pub struct Live {
    stream: WebSocketStream<TcpStream>,
}

/// A frame of the feed.
#[derive(Clone, Debug)]
pub enum Frame {
    /// The first frame: how far the log reaches.
    Hello {
        /// The last sequence.
        seq: i64,
    },
    /// An entry of the log.
    Entry(Box<Entry>),
    /// Nothing new; still there.
    Heartbeat {
        /// The last sequence.
        seq: i64,
    },
    /// The reader was too slow: come back after this sequence.
    Resync {
        /// The last sequence that was sent.
        after: i64,
    },
    /// What became of positions that were sent.
    PositionsAck {
        /// How many were stored.
        accepted: u64,
        /// Which were not.
        refused: Vec<RefusedFix>,
    },
    /// Positions, presence and what later versions add.
    Beside(Value),
}

impl Client {
    /// Opens the live feed; with a sequence, what came after it is sent first.
    pub async fn live(&self, after: Option<i64>) -> Result<Live, Failure> {
        match timeout(REQUEST_MAX, self.open_live(after)).await {
            Ok(live) => live,
            Err(_) => Err(Failure::Lost("the live feed did not open in time".to_owned())),
        }
    }

    async fn open_live(&self, after: Option<i64>) -> Result<Live, Failure> {
        let lost = |it: &dyn std::fmt::Display| Failure::Lost(it.to_string());
        let after = after.map_or(String::new(), |it| format!("?after={it}"));
        let url = format!("ws://{}/api/v1/live{after}", self.authority());
        let mut request = url.into_client_request().map_err(|it| lost(&it))?;
        if let Some(token) = self.token() {
            let bearer = format!("Bearer {token}").parse().map_err(|_| lost(&"a token that no header can carry"))?;
            request.headers_mut().insert("Authorization", bearer);
        }
        let stream = TcpStream::connect(self.authority()).await.map_err(|it| lost(&it))?;
        stream.set_nodelay(true).map_err(|it| lost(&it))?;
        match client_async(request, stream).await {
            Ok((stream, _)) => Ok(Live { stream }),
            Err(Error::Http(answer)) => {
                let body = answer.body().clone().unwrap_or_default().into();
                let status = answer.status().as_u16();
                Err(super::read::<Value>(&super::Answer { status, body }).err().unwrap_or_else(|| lost(&status)))
            }
            Err(error) => Err(lost(&error)),
        }
    }
}

impl Live {
    /// Waits for the next text; `None` once the feed is closed. Safe to abandon and call again.
    pub async fn next_text(&mut self) -> Result<Option<String>, Failure> {
        loop {
            match self.stream.next().await {
                Some(Ok(Message::Text(text))) => return Ok(Some(text.as_str().to_owned())),
                Some(Ok(Message::Close(_))) | None => return Ok(None),
                Some(Ok(Message::Ping(_) | Message::Pong(_) | Message::Binary(_) | Message::Frame(_))) => {}
                Some(Err(Error::ConnectionClosed | Error::AlreadyClosed)) => return Ok(None),
                Some(Err(error)) => return Err(Failure::Lost(error.to_string())),
            }
        }
    }

    /// Waits for the next frame; `None` once the feed is closed. Safe to abandon and call again.
    pub async fn next(&mut self) -> Result<Option<Frame>, Failure> {
        match self.next_text().await? {
            Some(text) => frame(&text).map(Some),
            None => Ok(None),
        }
    }

    /// Sends positions; the answer comes as a frame.
    pub async fn send_positions(&mut self, fixes: &[Fix]) -> Result<(), Failure> {
        let text = json!({"kind": "positions", "fixes": fixes}).to_string();
        self.stream.send(Message::text(text)).await.map_err(|it| Failure::Lost(it.to_string()))
    }

    /// Closes the feed.
    pub async fn close(mut self) {
        // Whether the server still hears it makes no difference.
        let _ = self.stream.close(None).await;
    }
}

/// Reads a frame.
pub fn frame(text: &str) -> Result<Frame, Failure> {
    let garbled = |it: serde_json::Error| Failure::Garbled(it.to_string());
    let value: Value = serde_json::from_str(text).map_err(garbled)?;
    let number = |name: &str| value[name].as_i64().unwrap_or_default();
    Ok(match value["kind"].as_str().unwrap_or_default() {
        "hello" => Frame::Hello { seq: number("seq") },
        "heartbeat" => Frame::Heartbeat { seq: number("seq") },
        "resync" => Frame::Resync { after: number("after") },
        "positions_ack" => Frame::PositionsAck {
            accepted: value["accepted"].as_u64().unwrap_or_default(),
            refused: serde_json::from_value(value["refused"].clone()).unwrap_or_default(),
        },
        "positions" | "presence" => Frame::Beside(value),
        _ if value["seq"].is_i64() && value["at"].is_string() => {
            Frame::Entry(Box::new(serde_json::from_value(value).map_err(garbled)?))
        }
        _ => Frame::Beside(value),
    })
}
