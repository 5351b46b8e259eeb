//! The outbox against an adapter on this machine: retried with back-off, given up at last, one dead channel harms no other.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use chrono::TimeDelta;
use domain::ids::OutboxId;
use domain::role::Role;
use parking_lot::Mutex;
use platform::db::{Command, Outcome, Rows};
use platform::deliver::{Channel, Deliverer, TRIES_MAX};
use platform::jobs::back_off;
use platform::outbox;
use platform::problem::Result;
use platform::scope::Reach;
use serde_json::json;
use testkit::bench::{Bench, on_each_database};
use uuid::Uuid;

/// What an adapter was told, and how often it refuses before it takes something.
#[derive(Clone, Default)]
struct Adapter {
    keys: Arc<Mutex<Vec<String>>>,
    refusals: Arc<Mutex<usize>>,
}

impl Adapter {
    /// Starts it; answers where it listens.
    async fn start(&self) -> Channel {
        let router = Router::new().route("/calls", post(take)).with_state(self.clone());
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        tokio::spawn(async move { axum::serve(listener, router).await });
        Channel::Webhook(format!("http://{address}/calls").parse().unwrap())
    }
}

async fn take(State(adapter): State<Adapter>, headers: HeaderMap, body: String) -> StatusCode {
    let message: serde_json::Value = serde_json::from_str(&body).unwrap();
    assert_eq!(headers["idempotency-key"], message["id"].as_str().unwrap());
    adapter.keys.lock().push(message["id"].as_str().unwrap().to_owned());
    let mut refusals = adapter.refusals.lock();
    if *refusals == 0 {
        return StatusCode::ACCEPTED;
    }
    *refusals -= 1;
    StatusCode::SERVICE_UNAVAILABLE
}

/// Leaves one message.
struct Leave(outbox::Model);

impl Command for Leave {
    type Answer = ();

    fn reads(&self, _rows: &mut Rows) {}

    fn decide(&self, _rows: &Rows, _now: chrono::DateTime<chrono::Utc>) -> Result<Outcome<()>> {
        Ok(Outcome::new(()).send(self.0.clone()))
    }
}

async fn leave(bench: &Bench, channel: &str) -> OutboxId {
    let id = OutboxId::from(Uuid::now_v7());
    let message = outbox::message(id, bench.station, channel, id.into(), json!({ "round": 1 }), bench.now());
    bench.app.db().run(bench.sender(), Leave(message)).await.unwrap();
    id
}

async fn unsent(bench: &Bench) -> Vec<(String, i64)> {
    let scope = bench.scope(Role::Desk, Reach::Station, None);
    let rows = outbox::unsent(&scope, bench.app.db(), 10).await.unwrap();
    rows.into_iter().map(|it| (it.state, it.attempts)).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_is_tried_again_after_growing_waits_until_it_is_taken() {
    on_each_database(async |bench| {
        let adapter = Adapter { refusals: Arc::new(Mutex::new(3)), ..Adapter::default() };
        let deliverer = Deliverer::new(BTreeMap::from([("telephone".to_owned(), adapter.start().await)]));
        let id = leave(&bench, "telephone").await;
        for tries in 1..=4 {
            assert_eq!(deliverer.drain(&bench.app).await.unwrap(), 1, "try {tries}");
            assert_eq!(deliverer.drain(&bench.app).await.unwrap(), 0, "it must wait after try {tries}");
            assert_eq!(adapter.keys.lock().len(), tries);
            bench.pass(back_off(tries as i64));
        }
        assert_eq!(deliverer.drain(&bench.app).await.unwrap(), 0);
        // Each try carries the same key, by which the adapter knows it again.
        assert!(adapter.keys.lock().iter().all(|it| *it == id.to_string()));
        assert_eq!(unsent(&bench).await, []);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_that_nobody_ever_takes_is_given_up_and_shown() {
    on_each_database(async |bench| {
        let adapter = Adapter { refusals: Arc::new(Mutex::new(usize::MAX)), ..Adapter::default() };
        let deliverer = Deliverer::new(BTreeMap::from([("telephone".to_owned(), adapter.start().await)]));
        leave(&bench, "telephone").await;
        for tries in 1..=TRIES_MAX {
            deliverer.drain(&bench.app).await.unwrap();
            let state = if tries < TRIES_MAX { "waiting" } else { "failed" };
            assert_eq!(unsent(&bench).await, [(state.to_owned(), tries)]);
            bench.pass(TimeDelta::hours(2));
        }
        deliverer.drain(&bench.app).await.unwrap();
        assert_eq!(adapter.keys.lock().len(), usize::try_from(TRIES_MAX).unwrap());
        assert_eq!(outbox::standing(bench.app.db()).await.unwrap(), outbox::Standing { waiting: 0, failed: 1 });
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_channel_that_nobody_set_fails_at_once_and_a_dead_one_holds_up_no_other() {
    on_each_database(async |bench| {
        let (living, dead) = (Adapter::default(), tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap());
        let nobody = Channel::Webhook(format!("http://{}/", dead.local_addr().unwrap()).parse().unwrap());
        drop(dead);
        let channels = BTreeMap::from([("dead".to_owned(), nobody), ("telephone".to_owned(), living.start().await)]);
        let deliverer = Deliverer::new(channels);
        // More than one look takes, all of them before the one that can be sent.
        for _ in 0..70 {
            leave(&bench, "dead").await;
        }
        leave(&bench, "nowhere").await;
        let last = leave(&bench, "telephone").await;
        deliverer.drain(&bench.app).await.unwrap();
        assert_eq!(*living.keys.lock(), [last.to_string()]);
        assert_eq!(outbox::standing(bench.app.db()).await.unwrap(), outbox::Standing { waiting: 70, failed: 1 });
    })
    .await;
}
