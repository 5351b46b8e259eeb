//! The live feed over a real socket: readers that come and go in the middle of work miss nothing and get nothing twice.

use axum::middleware::{from_fn, from_fn_with_state};
use domain::role::Role;
use futures_util::StreamExt as _;
use futures_util::future::join_all;
use platform::app::App;
use platform::db::Sender;
use platform::{api, language, live, session};
use testkit::bench::Bench;
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;
use tokio_tungstenite::tungstenite::{Error, Message};
use uuid::Uuid;

use crate::furniture::{Manner, Note};

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
    let bench = Bench::sqlite().await;
    let url = serve(&bench.app).await;
    let token = bench.token(&bench.scope(Role::Desk, platform::scope::Reach::Station, None)).await;
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
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_listens_without_signing_in() {
    let bench = Bench::sqlite().await;
    let url = serve(&bench.app).await;
    let Err(error) = connect(&url, "guess", 0).await else { panic!("a stranger was let in") };
    assert!(matches!(*error, Error::Http(ref it) if it.status() == 401), "{error}");
}
