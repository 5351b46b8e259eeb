//! Carries the outbox out: each message at least once, retried with back-off, shown when it fails.

use std::collections::BTreeMap;
use std::time::Duration;

use anyhow::{Context as _, bail};
use axum::body::Bytes;
use axum::http::{Request, Uri, header};
use chrono::{DateTime, Utc};
use domain::ids::{OutboxId, StationId};
use http_body_util::Full;
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _, QueryOrder as _, QuerySelect as _};

use crate::app::App;
use crate::db::{Command, Outcome, Rows};
use crate::jobs::back_off;
use crate::outbox;
use crate::problem::Result;
use crate::sent::system_sender;

/// Where messages of one channel go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Channel {
    /// `POST` to this address, `http://` only: outside networks are reached through the station's own relay.
    Webhook(Uri),
}

/// How often the outbox is looked at.
const LOOK_EVERY: Duration = Duration::from_millis(500);
/// Messages sent in one look.
const SENT_MAX: u64 = 64;
/// How long one sending may take.
const TIMEOUT: Duration = Duration::from_secs(10);
/// Tries before a message counts as failed (with the back-off of jobs: about three hours).
const TRIES_MAX: i64 = 14;

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

    /// Sends until the process ends.
    pub async fn run(self, app: App) {
        let mut tick = tokio::time::interval(LOOK_EVERY);
        tick.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        loop {
            tick.tick().await;
            if let Err(error) = self.drain(&app).await {
                tracing::warn!(error.chain = %format!("{error:#}"), "Outbox could not be sent: {error:#}");
            }
        }
    }

    /// Sends what is due now, and tells how many messages there were. Tests call it instead of waiting.
    ///
    /// # Errors
    /// If the database fails; a failed sending is written to its row.
    pub async fn drain(&self, app: &App) -> Result<usize> {
        let due = outbox::Entity::find()
            .filter(outbox::Column::NextAt.lte(app.clock().now()))
            .order_by_asc(outbox::Column::NextAt)
            .limit(SENT_MAX)
            .all(app.db().read())
            .await?;
        let count = due.len();
        for message in due {
            let outcome = self.send(&message).await.map_err(|it| format!("{it:#}"));
            let sender = system_sender(
                StationId::from(uuid::Uuid::nil()),
                &[b"sent", uuid::Uuid::from(message.id).as_bytes(), &message.attempts.to_be_bytes()],
            );
            app.db().run(sender, Sent { id: message.id, outcome }).await?;
        }
        Ok(count)
    }

    async fn send(&self, message: &outbox::Model) -> anyhow::Result<()> {
        let Some(Channel::Webhook(uri)) = self.channels.get(&message.channel) else {
            bail!("the channel `{}` is not configured", message.channel);
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

/// Writes down what came of one sending.
struct Sent {
    id: OutboxId,
    outcome: std::result::Result<(), String>,
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
            Err(error) if attempts >= TRIES_MAX => ("failed", None, Some(error.clone())),
            Err(error) => ("waiting", Some(now + back_off(attempts)), Some(error.clone())),
        };
        let row = outbox::Model { attempts, state: state.to_owned(), next_at, last_error, ..row };
        Ok(Outcome::new(()).put::<outbox::Entity>(row))
    }
}
