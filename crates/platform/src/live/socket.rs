//! The wire of the live feed: a WebSocket that resumes from a sequence, and the same entries as pages.

use std::time::Duration;

use axum::body::Bytes;
use axum::extract::ws::{CloseFrame, Message, Utf8Bytes, WebSocket, WebSocketUpgrade};
use axum::extract::{Query, State};
use axum::response::Response;
use domain::permission::Permission;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use tokio::sync::watch;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::hub::{Frame, Reader};
use crate::api::Api;
use crate::app::App;
use crate::log::{self, Entry};
use crate::problem::{self, Result, refuse};
use crate::scope::Scope;
use crate::session::{TokenHash, Use};

/// The largest frame a client may send, in bytes.
const CLIENT_FRAME_BYTES_MAX: usize = 64 * 1024;
/// The read buffer of one connection; the library's default of 128 KiB is 1.3 GB for 10,000 readers.
const READ_BUFFER_BYTES: usize = 2 * 1024;
/// How often a quiet connection says that it lives, and how far the log is.
const HEARTBEAT_EVERY: Duration = Duration::from_secs(15);
/// A reader that does not take a frame for this long is closed.
const SEND_TIMEOUT: Duration = Duration::from_secs(20);
/// The close code of a reader that must resume (private range of RFC 6455 §7.4.2).
const RESYNC: u16 = 4008;
/// The close code of a reader whose session has ended: sign in again (private range of RFC 6455 §7.4.2).
pub const SESSION_ENDED: u16 = 4001;
/// Entries of one page of `GET /events`.
const EVENTS_MAX: u64 = 500;

/// The routes of the live feed.
pub fn routes(app: App) -> OpenApiRouter {
    Api::new("live")
        .guarded(Permission::LiveRead, routes!(live))
        .guarded(Permission::LiveRead, routes!(events))
        .with(app)
}

/// From where to read.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct After {
    /// The last sequence that the reader has; without it the feed begins now.
    after: Option<i64>,
    /// How many entries at most.
    limit: Option<u64>,
}

/// A page of log entries.
#[derive(Debug, Serialize, ToSchema)]
pub struct EventPage {
    /// The entries this viewer may see, oldest first.
    pub items: Vec<Value>,
    /// The sequence to go on from; `null` at the end of the log.
    pub next: Option<i64>,
}

/// Reads log entries after a sequence.
#[utoipa::path(get, path = "/api/v1/events", params(After), responses((status = 200, body = EventPage)))]
async fn events(State(app): State<App>, scope: Scope, Query(query): Query<After>) -> Result<axum::Json<EventPage>> {
    let limit = query.limit.unwrap_or(EVENTS_MAX).clamp(1, EVENTS_MAX);
    let rows = log::after(app.db(), scope.station, query.after.unwrap_or(0).max(0), limit).await?;
    let next = (rows.len() as u64 == limit).then(|| rows.last().map(|it| it.seq)).flatten();
    let entries = rows.into_iter().map(|row| Entry::new(row, None)).filter(|it| scope.may_see(&it.audience));
    let items = entries.filter_map(|it| serde_json::from_slice(&it.frame).ok()).collect();
    Ok(axum::Json(EventPage { items, next }))
}

/// Opens the live feed: entries after a sequence without loss or repetition, then as they happen.
#[utoipa::path(get, path = "/api/v1/live", params(After), responses((status = 101, description = "A WebSocket")))]
async fn live(
    State(app): State<App>,
    scope: Scope,
    session: TokenHash,
    Query(query): Query<After>,
    upgrade: WebSocketUpgrade,
) -> Result<Response> {
    let seat = app.seats().take(scope.account).ok_or_else(|| refuse(&problem::TOO_MANY_FEEDS))?;
    Ok(upgrade
        .read_buffer_size(READ_BUFFER_BYTES)
        .write_buffer_size(0)
        .max_message_size(CLIENT_FRAME_BYTES_MAX)
        .max_frame_size(CLIENT_FRAME_BYTES_MAX)
        .on_upgrade(async move |socket| {
            let _seat = seat;
            serve(app, scope, session, query.after, socket).await;
        }))
}

async fn serve(app: App, scope: Scope, session: TokenHash, after: Option<i64>, mut socket: WebSocket) {
    // Before anything is sent: what ends from now on is noticed.
    let ended = app.sessions().ended();
    // Invariant: subscribe first, then read the log up to its end, then go on from the queue; what is in both
    // is told apart by its sequence, so nothing is lost and nothing comes twice.
    let reader = app.hub().subscribe(scope.clone(), scope.may(Permission::PositionRead));
    let Ok(sent) = catch_up(&app, &scope, after, &mut socket).await else { return };
    // Whatever ends the connection ends only this connection.
    let _ = Feed { app, scope, session, sent, socket }.follow(reader, ended).await;
}

/// Sends the greeting and what the reader has missed; answers the last sequence it now has.
async fn catch_up(app: &App, scope: &Scope, after: Option<i64>, socket: &mut WebSocket) -> anyhow::Result<i64> {
    let head = log::last_seq(app.db(), scope.station).await?;
    send(socket, format!(r#"{{"kind":"hello","seq":{head}}}"#).into()).await?;
    let Some(mut seq) = after else { return Ok(head) };
    loop {
        let rows = log::after(app.db(), scope.station, seq, log::PAGE_MAX).await?;
        let Some(last) = rows.last() else { return Ok(seq) };
        seq = last.seq;
        for entry in rows.into_iter().map(|row| Entry::new(row, None)) {
            if scope.may_see(&entry.audience) {
                send(socket, entry.frame).await?;
            }
        }
    }
}

/// One reader's open feed.
struct Feed {
    app: App,
    scope: Scope,
    session: TokenHash,
    /// The last sequence that was sent.
    sent: i64,
    socket: WebSocket,
}

impl Feed {
    async fn follow(mut self, mut reader: Reader, mut ended: watch::Receiver<u64>) -> anyhow::Result<()> {
        // The session may have ended between the request and now.
        ended.mark_changed();
        let mut heartbeat = tokio::time::interval_at(tokio::time::Instant::now() + HEARTBEAT_EVERY, HEARTBEAT_EVERY);
        loop {
            tokio::select! {
                frame = reader.next() => match frame {
                    Some(Frame::Entry(seq, _)) if seq <= self.sent => {}
                    Some(Frame::Entry(seq, bytes)) => {
                        send(&mut self.socket, bytes).await?;
                        self.sent = seq;
                    }
                    Some(Frame::Volatile(bytes)) => send(&mut self.socket, bytes).await?,
                    None => return self.resync().await,
                },
                message = self.socket.recv() => match message {
                    None | Some(Err(_)) | Some(Ok(Message::Close(_))) => return Ok(()),
                    Some(Ok(Message::Text(text))) => {
                        if !stands(&self.app, &self.session, Use::Person).await? {
                            return self.sign_out().await;
                        }
                        if let Some(answer) = inbound(&self.app, &self.scope, &text).await {
                            send(&mut self.socket, answer.to_string().into()).await?;
                        }
                    }
                    Some(Ok(Message::Binary(_) | Message::Ping(_) | Message::Pong(_))) => {}
                },
                _ = ended.changed() => match scope_now(&self.app, &self.session, Use::Background).await? {
                    None => return self.sign_out().await,
                    // Somebody else has taken over a shared terminal: the feed begins anew for them.
                    Some(scope) if scope.member != self.scope.member => return self.resync().await,
                    Some(_) => {}
                },
                _ = heartbeat.tick() => {
                    if !stands(&self.app, &self.session, Use::Background).await? {
                        return self.sign_out().await;
                    }
                    send(&mut self.socket, format!(r#"{{"kind":"heartbeat","seq":{}}}"#, self.sent).into()).await?;
                }
            }
        }
    }

    async fn resync(mut self) -> anyhow::Result<()> {
        send(&mut self.socket, format!(r#"{{"kind":"resync","after":{}}}"#, self.sent).into()).await?;
        self.close(RESYNC, "too slow; resume from the sequence").await
    }

    async fn sign_out(self) -> anyhow::Result<()> {
        self.close(SESSION_ENDED, "the session has ended; sign in again").await
    }

    async fn close(mut self, code: u16, reason: &'static str) -> anyhow::Result<()> {
        let close = CloseFrame { code, reason: Utf8Bytes::from_static(reason) };
        tokio::time::timeout(SEND_TIMEOUT, self.socket.send(Message::Close(Some(close)))).await??;
        Ok(())
    }
}

/// Looks at the session again: what was right when the feed was opened may have ended.
async fn stands(app: &App, session: &TokenHash, used: Use) -> anyhow::Result<bool> {
    Ok(scope_now(app, session, used).await?.is_some())
}

/// Who holds the session now; `None` once it has ended.
async fn scope_now(app: &App, session: &TokenHash, used: Use) -> anyhow::Result<Option<Scope>> {
    Ok(app.sessions().look_up(app.db(), session, used, app.clock().now()).await?.ok())
}

async fn inbound(app: &App, scope: &Scope, text: &str) -> Option<Value> {
    let value: Value = serde_json::from_str(text).ok()?;
    let handler = app.hub().inbound(value.get("kind")?.as_str()?)?;
    Some(handler(scope.clone(), value).await)
}

async fn send(socket: &mut WebSocket, bytes: Bytes) -> anyhow::Result<()> {
    let text = Utf8Bytes::try_from(bytes)?;
    tokio::time::timeout(SEND_TIMEOUT, socket.send(Message::Text(text))).await??;
    Ok(())
}
