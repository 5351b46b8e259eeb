//! The live feed over a real socket: readers that come and go in the middle of work miss nothing and get nothing twice,
//! and no feed outlives its session.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::middleware::{from_fn, from_fn_with_state};
use chrono::TimeDelta;
use domain::role::Role;
use futures_util::future::join_all;
use futures_util::{SinkExt as _, StreamExt as _};
use platform::app::App;
use platform::db::Sender;
use platform::live::{Inbound, SESSION_ENDED};
use platform::scope::Reach;
use platform::{api, language, live, session};
use serde_json::json;
use testkit::bench::on_each_database;
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;
use tokio_tungstenite::tungstenite::{Error, Message};
use uuid::Uuid;

use crate::furniture::{Manner, Note, write};

/// Entries that are written while readers come and go.
const ENTRIES: i64 = 400;

async fn serve(app: &App) -> String {
    let (router, _) = api::join([live::routes(app.clone())]);
    let router = router.layer(from_fn_with_state(app.clone(), session::layer)).layer(from_fn(language::layer));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, router).await });
    format!("ws://{address}/api/v1/live")
}

type Socket = tokio_tungstenite::WebSocketStream<tokio_tungstenite::MaybeTlsStream<tokio::net::TcpStream>>;

async fn connect(url: &str, token: &str, after: i64) -> Result<Socket, Box<Error>> {
    let mut request = format!("{url}?after={after}").into_client_request().map_err(Box::new)?;
    request.headers_mut().insert("authorization", format!("Bearer {token}").parse().unwrap());
    Ok(tokio_tungstenite::connect_async(request).await.map_err(Box::new)?.0)
}

/// Reads until `last`, leaving and coming back every `stay` entries.
async fn read_all(url: String, token: String, stay: usize, last: i64) -> Vec<i64> {
    let mut got = Vec::new();
    while got.last() != Some(&last) {
        let mut socket = connect(&url, &token, got.last().copied().unwrap_or(0)).await.unwrap();
        let mut here = 0;
        while here < stay && got.last() != Some(&last) {
            let Some(Ok(Message::Text(text))) = socket.next().await else { break };
            let frame: serde_json::Value = serde_json::from_str(&text).unwrap();
            if frame["kind"] == "note_written" {
                got.push(frame["seq"].as_i64().unwrap());
                here += 1;
            }
        }
    }
    got
}

#[tokio::test(flavor = "multi_thread")]
async fn readers_that_come_and_go_miss_nothing_and_get_nothing_twice() {
    on_each_database(async |bench| {
        let url = serve(&bench.app).await;
        let token = bench.token(&bench.scope(Role::Desk, Reach::Station, None)).await;
        let readers = [1, 7, 50, 1_000].map(|stay| tokio::spawn(read_all(url.clone(), token.clone(), stay, ENTRIES)));
        for _ in 0..ENTRIES / 20 {
            let notes = (0..20).map(|_| {
                let sender = Sender { station: bench.station, id: Uuid::now_v7().into(), hash: [0; 32] };
                bench.app.db().run(sender, Note::new(Manner::Well))
            });
            for answer in join_all(notes).await {
                answer.unwrap();
            }
        }
        for reader in readers {
            assert_eq!(reader.await.unwrap(), (1..=ENTRIES).collect::<Vec<_>>());
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_listens_without_signing_in() {
    on_each_database(async |bench| {
        let url = serve(&bench.app).await;
        let Err(error) = connect(&url, "guess", 0).await else { panic!("a stranger was let in") };
        assert!(matches!(*error, Error::Http(ref it) if it.status() == 401), "{error}");
    })
    .await;
}

/// The code with which the other side closes; what comes before is read and left.
async fn closed_with(mut socket: Socket) -> u16 {
    loop {
        match socket.next().await {
            Some(Ok(Message::Close(Some(frame)))) => return frame.code.into(),
            Some(Ok(_)) => {}
            other => panic!("the feed ended without a farewell: {other:?}"),
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_feed_ends_with_its_session() {
    on_each_database(async |bench| {
        let url = serve(&bench.app).await;
        let token = bench.token(&bench.scope(Role::Desk, Reach::Station, None)).await;
        let other = bench.token(&bench.scope(Role::Desk, Reach::Station, None)).await;
        let socket = connect(&url, &token, 0).await.unwrap();
        let mut stays = connect(&url, &other, 0).await.unwrap();
        bench.end(&token).await;
        assert_eq!(closed_with(socket).await, SESSION_ENDED);
        write(&bench, bench.sender(), Note::new(Manner::Well)).await.unwrap();
        let kinds = [next_kind(&mut stays).await, next_kind(&mut stays).await];
        assert_eq!(kinds, ["hello", "note_written"]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_taken_over_a_feed_whose_session_has_run_out() {
    on_each_database(async |bench| {
        let url = serve(&bench.app).await;
        let taken = Arc::new(AtomicUsize::new(0));
        let count = taken.clone();
        let take: Inbound = Arc::new(move |_, _| {
            count.fetch_add(1, Ordering::SeqCst);
            Box::pin(std::future::ready(json!({ "kind": "taken" })))
        });
        bench.app.hub().on_inbound("step", take);
        let token = bench.token(&bench.scope(Role::Guard, Reach::Station, None)).await;
        let mut socket = connect(&url, &token, 0).await.unwrap();
        assert_eq!(next_kind(&mut socket).await, "hello");
        let step = || Message::text(r#"{"kind":"step"}"#);
        // What a person sends keeps the session: twice nearly the time of idling is more than the time.
        for _ in 0..2 {
            bench.pass(TimeDelta::seconds(session::IDLE_S - 60));
            socket.send(step()).await.unwrap();
            assert_eq!(next_kind(&mut socket).await, "taken");
        }
        bench.pass(TimeDelta::seconds(session::IDLE_S));
        socket.send(step()).await.unwrap();
        assert_eq!(closed_with(socket).await, SESSION_ENDED);
        assert_eq!(taken.load(Ordering::SeqCst), 2);
    })
    .await;
}

async fn next_kind(socket: &mut Socket) -> String {
    let Some(Ok(Message::Text(text))) = socket.next().await else { panic!("the feed says nothing") };
    let frame: serde_json::Value = serde_json::from_str(&text).unwrap();
    frame["kind"].as_str().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_asks_by_itself_does_not_keep_its_session() {
    on_each_database(async |bench| {
        let http = bench.serve([live::routes(bench.app.clone())]);
        let desk = bench.of_station(&http, Role::Desk).await;
        let page = desk.clone().with(session::BACKGROUND, "1");
        for _ in 0..3 {
            bench.pass(TimeDelta::seconds(session::IDLE_S / 3 - 1));
            page.get("/api/v1/events").await.ok();
        }
        assert_eq!(bench.app.sessions().last_seen(bench.station, Role::Desk), None);
        desk.get("/api/v1/events").await.ok();
        for _ in 0..2 {
            bench.pass(TimeDelta::seconds(session::IDLE_S / 2));
            let _ = page.get("/api/v1/events").await;
        }
        desk.get("/api/v1/events").await.refused(401, "session_expired");
    })
    .await;
}
