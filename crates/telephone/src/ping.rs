//! Asks an exchange whether it is there (`OPTIONS`, RFC 3261 §11), for whoever looks after the station.

use std::time::Duration;

use tokio::net::UdpSocket;
use tokio::time::timeout;

use crate::message::{BYTES_MAX, Message, Start};

/// How often it is asked, and how long each time.
const ASKS: u32 = 3;
const WAIT: Duration = Duration::from_secs(1);

/// The status that the exchange answers; any means that it is there.
///
/// # Errors
/// If it has no address, or says nothing.
pub async fn ping(account: &str, exchange: &str) -> std::io::Result<u16> {
    let peer = tokio::net::lookup_host(exchange).await?.next().ok_or(std::io::ErrorKind::NotFound)?;
    let socket = UdpSocket::bind(if peer.is_ipv4() { "0.0.0.0:0" } else { "[::]:0" }).await?;
    socket.connect(peer).await?;
    let local = socket.local_addr()?;
    let id = format!("ping-{}@{}", local.port(), local.ip());
    let request = format!(
        "OPTIONS sip:{exchange} SIP/2.0\r\nVia: SIP/2.0/UDP {local};branch=z9hG4bKping{port};rport\r\n\
         Max-Forwards: 70\r\nFrom: <sip:{account}@{exchange}>;tag=ping{port}\r\nTo: <sip:{exchange}>\r\n\
         Call-ID: {id}\r\nCSeq: 1 OPTIONS\r\nContact: <sip:{account}@{local}>\r\nContent-Length: 0\r\n\r\n",
        port = local.port()
    );
    let mut bytes = vec![0; BYTES_MAX];
    for _ in 0..ASKS {
        socket.send(request.as_bytes()).await?;
        let Ok(read) = timeout(WAIT, socket.recv(&mut bytes)).await else { continue };
        if let Some(message) = Message::parse(&bytes[..read?])
            && let Start::Response { status } = message.start
            && message.header("call-id") == Some(&id)
        {
            return Ok(status);
        }
    }
    Err(std::io::ErrorKind::TimedOut.into())
}
