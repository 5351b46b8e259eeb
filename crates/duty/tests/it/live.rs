//! Positions over the live connection.

use axum::middleware::{from_fn, from_fn_with_state};
use futures_util::{SinkExt as _, StreamExt as _};
use serde_json::{Value, json};
use testkit::bench::on_each_database;
use tokio::net::{TcpListener, TcpStream};
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream};

use crate::furniture::{HERE, LI, Town, ZHANG, id};

type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

/// Opens the live connection of a member through a real socket.
async fn connect(town: &Town, number: u128) -> Socket {
    let app = town.bench.app.clone();
    let (router, _) = platform::api::join([platform::live::routes(app.clone())]);
    let router =
        router.layer(from_fn_with_state(app, platform::session::layer)).layer(from_fn(platform::language::layer));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, router).await });
    let mut request = format!("ws://{address}/api/v1/live").into_client_request().unwrap();
    let token = town.bench.token(&town.scope(number)).await;
    request.headers_mut().insert("authorization", format!("Bearer {token}").parse().unwrap());
    tokio_tungstenite::connect_async(request).await.unwrap().0
}

/// Sends a frame and answers the acknowledgement that follows it.
async fn say(socket: &mut Socket, frame: Value) -> Value {
    socket.send(Message::text(frame.to_string())).await.unwrap();
    loop {
        let message = socket.next().await.unwrap().unwrap();
        let Message::Text(text) = message else { continue };
        let frame: Value = serde_json::from_str(&text).unwrap();
        if frame["kind"] == "positions_ack" {
            return frame;
        }
    }
}

fn frame(fixes: Value) -> Value {
    json!({ "kind": "positions", "fixes": fixes["fixes"] })
}

#[tokio::test]
async fn positions_come_over_the_live_connection_by_the_same_rules() {
    on_each_database(async |bench| {
        let town = Town::new(bench).await;
        town.on_duty(ZHANG).await;
        let mut zhang = connect(&town, ZHANG).await;
        let taken = say(&mut zhang, frame(town.fix(HERE))).await;
        assert_eq!((&taken["accepted"], &taken["refused"]), (&json!(1), &json!([])));
        let station = town.bench.station;
        assert_eq!(town.duty.member(station, id(ZHANG)).unwrap().position.unwrap().point, HERE);
        let bad = say(&mut zhang, json!({ "kind": "positions", "fixes": [7] })).await;
        assert_eq!(bad["refused"], json!([{ "index": 0, "type": "malformed" }]));
        let none = say(&mut zhang, json!({ "kind": "positions", "fixes": 7 })).await;
        assert_eq!((&none["accepted"], &none["type"]), (&json!(0), &json!("malformed")));
        let many: Vec<Value> = (0..101).map(|_| json!({})).collect();
        assert_eq!(say(&mut zhang, json!({ "kind": "positions", "fixes": many })).await["type"], "too_many_fixes");
        let mut li = connect(&town, LI).await;
        let refused = say(&mut li, frame(town.fix(HERE))).await;
        assert_eq!((&refused["accepted"], &refused["refused"][0]["type"]), (&json!(0), &json!("off_duty")));
    })
    .await;
}
