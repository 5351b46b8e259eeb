//! Carries the outbox out: each message at least once, retried with back-off, shown when it fails.

use std::collections::BTreeMap;
use std::time::Duration;

use anyhow::{Context as _, bail};
use axum::body::Bytes;
use axum::http::{Request, Uri, header};
use chrono::{DateTime, Utc};
use domain::ids::{OutboxId, StationId};
use futures_util::future::join_all;
use futures_util::{StreamExt as _, TryStreamExt as _};
use http_body_util::Full;
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _, QueryOrder as _, QuerySelect as _};
use tokio::sync::mpsc;

use crate::app::App;
use crate::db::{Command, Outcome, Rows};
use crate::jobs::back_off;
use crate::outbox;
use crate::problem::Result;
use crate::sent::system_sender;

/// Where messages of one channel go.
#[derive(Clone, Debug)]
pub enum Channel {
    /// `POST` to this address, `http://` only: outside networks are reached through the station's own relay.
    Webhook(Uri),
    /// Handed to a part of this process, which says by commands of its own what comes of it.
    Hand(mpsc::Sender<outbox::Model>),
}

/// How often the outbox is looked at.
const LOOK_EVERY: Duration = Duration::from_millis(500);
/// Messages of one channel sent in one look.
const SENT_MAX: u64 = 64;
/// Messages of one channel on their way at once.
const AT_ONCE: usize = 8;
/// How long one sending may take.
const TIMEOUT: Duration = Duration::from_secs(10);
/// Tries before a message counts as failed (with the back-off of jobs: about three hours).
pub const TRIES_MAX: i64 = 14;

/// Sends what waits, by channel.
#[derive(Clone)]
pub struct Deliverer {
    channels: BTreeMap<String, Channel>,
    client: Client<HttpConnector, Full<Bytes>>,
}

impl Deliverer {
    /// Makes a deliverer of these channels, by name. A message to a channel that is not configured fails at once.
    pub fn new(channels: BTreeMap<String, Channel>) -> Self {
        Self { channels, client: Client::builder(TokioExecutor::new()).build_http() }
    }

    /// Sends until the process ends. Each channel is looked after apart, so that none waits for a dead one.
    pub async fn run(self, app: App) {
        let names = self.channels.keys().map(|it| Some(it.as_str())).chain([None]);
        join_all(names.map(|it| self.run_channel(&app, it))).await;
    }

    async fn run_channel(&self, app: &App, name: Option<&str>) {
        let mut tick = tokio::time::interval(LOOK_EVERY);
        tick.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        loop {
            tick.tick().await;
            if let Err(error) = self.drain_channel(app, name).await {
                tracing::warn!(error.chain = %format!("{error:#}"), "Outbox could not be sent: {error:#}");
            }
        }
    }

    /// Sends what is due now, and tells how many messages there were. Tests call it instead of waiting.
    ///
    /// # Errors
    /// If the database fails; a failed sending is written to its row.
    pub async fn drain(&self, app: &App) -> Result<usize> {
        let names = self.channels.keys().map(|it| Some(it.as_str())).chain([None]);
        let counts = join_all(names.map(|it| self.drain_channel(app, it))).await;
        counts.into_iter().sum()
    }

    /// Sends what is due on one channel, or gives up what is for no channel of this node.
    async fn drain_channel(&self, app: &App, name: Option<&str>) -> Result<usize> {
        let of_channel = match name {
            Some(name) => outbox::Column::Channel.eq(name),
            None => outbox::Column::Channel.is_not_in(self.channels.keys()),
        };
        let due = outbox::Entity::find()
            .filter(outbox::Column::NextAt.lte(app.clock().now()))
            .filter(of_channel)
            .order_by_asc(outbox::Column::NextAt)
            .limit(SENT_MAX)
            .all(app.db().read())
            .await?;
        let count = due.len();
        let sendings = futures_util::stream::iter(due.into_iter().map(|it| self.carry_out(app, it)));
        sendings.buffer_unordered(AT_ONCE).try_collect::<()>().await?;
        Ok(count)
    }

    async fn carry_out(&self, app: &App, message: outbox::Model) -> Result<()> {
        let outcome = match self.channels.get(&message.channel) {
            Some(channel) => self.send(channel, &message).await.map_err(|it| Failed::Again(format!("{it:#}"))),
            None => Err(Failed::Forever(format!("the channel `{}` is not configured", message.channel))),
        };
        if let Err(Failed::Again(why) | Failed::Forever(why)) = &outcome {
            tracing::warn!(outbox.channel = %message.channel, "Message to `{}` was not sent: {why}", message.channel);
        }
        let sender = system_sender(
            StationId::from(uuid::Uuid::nil()),
            &[b"sent", uuid::Uuid::from(message.id).as_bytes(), &message.attempts.to_be_bytes()],
        );
        app.db().run(sender, Sent { id: message.id, outcome }).await?;
        Ok(())
    }

    async fn send(&self, channel: &Channel, message: &outbox::Model) -> anyhow::Result<()> {
        let uri = match channel {
            Channel::Webhook(uri) => uri,
            // Never waited for: a part that is full or gone holds up no other message.
            Channel::Hand(hand) => return hand.try_send(message.clone()).context("it has too much to do"),
        };
        let body = serde_json::json!({
            "id": message.id,
            "channel": message.channel,
            "subject_id": message.subject_id,
            "created_at": message.created_at,
            "body": message.body,
        });
        let request = Request::post(uri.clone())
            .header(header::CONTENT_TYPE, "application/json")
            .header("idempotency-key", message.id.to_string())
            .body(Full::new(Bytes::from(body.to_string())))?;
        let response =
            tokio::time::timeout(TIMEOUT, self.client.request(request)).await.context("no answer in time")??;
        if !response.status().is_success() {
            bail!("the other side answered {}", response.status());
        }
        Ok(())
    }
}

/// Why a message was not sent.
enum Failed {
    /// It may work later.
    Again(String),
    /// It never will.
    Forever(String),
}

/// Writes down what came of one sending.
struct Sent {
    id: OutboxId,
    outcome: std::result::Result<(), Failed>,
}

impl Command for Sent {
    type Answer = ();

    fn reads(&self, rows: &mut Rows) {
        rows.want::<outbox::Entity>(self.id);
    }

    fn decide(&self, rows: &Rows, now: DateTime<Utc>) -> Result<Outcome<()>> {
        let Some(row) = rows.get::<outbox::Entity>(&self.id).cloned() else { return Ok(Outcome::new(())) };
        let attempts = row.attempts + 1;
        let (state, next_at, last_error) = match &self.outcome {
            Ok(()) => ("sent", None, None),
            Err(Failed::Forever(error)) => ("failed", None, Some(error.clone())),
            Err(Failed::Again(error)) if attempts >= TRIES_MAX => ("failed", None, Some(error.clone())),
            Err(Failed::Again(error)) => ("waiting", Some(now + back_off(attempts)), Some(error.clone())),
        };
        let row = outbox::Model { attempts, state: state.to_owned(), next_at, last_error, ..row };
        Ok(Outcome::new(()).put::<outbox::Entity>(row))
    }
}
