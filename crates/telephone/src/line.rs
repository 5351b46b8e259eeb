//! The line to one exchange: two sockets and a clock around each [`Call`], and a limit of calls at once.

use std::io::ErrorKind;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use aws_lc_rs::rand;
use domain::offer::telephone::TelephoneFailure as Failure;
use tokio::net::UdpSocket;
use tokio::sync::{Semaphore, mpsc, oneshot};
use tokio::time::{Instant, MissedTickBehavior, interval, sleep_until, timeout};

use crate::call::{Action, Call, Setup};
use crate::digest::Secret;
use crate::message::BYTES_MAX;
use crate::reading::Reading;
use crate::rtp::{Keys, Sender};
use crate::sdp::Media;
use crate::voice::{Script, Voice};

/// Calls at once where nothing else is set: a small exchange's trunk has four lines, and one stays free.
pub const CALLS_DEFAULT: usize = 3;
/// The most calls at once that can be set.
pub const CALLS_MAX: usize = 30;
/// How long a call waits for a free line.
const SEAT_WAIT: Duration = Duration::from_secs(30);
/// How long a name is looked up.
const LOOK_UP: Duration = Duration::from_secs(5);
/// How long the answer to a key may take.
const REPLY: Duration = Duration::from_secs(8);
/// How long a call that has its result may take to end.
const LINGER: Duration = Duration::from_secs(4);
/// The longest that one call may take, whatever the other side does.
const WHOLE: Duration = Duration::from_secs(240);
/// The longest number that is dialled (E.164 has 15 digits; prefixes of exchanges come before).
const DIGITS_MAX: usize = 20;
/// Milliseconds of sound in a packet.
const FRAME_MS: u64 = 20;

/// What the line needs to know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// The account at the exchange.
    pub account: String,
    /// Its name or address, with the port.
    pub exchange: String,
    /// The account's password, if it has one.
    pub secret: Option<Secret>,
    /// How words become sound.
    pub voice: Voice,
    /// Calls at once.
    pub calls_max: usize,
}

/// Whom to call, and what to say.
#[derive(Clone, Debug)]
pub struct Order {
    /// The number, as people write it.
    pub number: String,
    /// What is read aloud.
    pub script: Script,
    /// The same for the same attempt of the same call, and for no other.
    pub id: String,
}

/// What the person pressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Key {
    /// 1: comes.
    Yes,
    /// 2: cannot come.
    No,
}

/// What happens meanwhile.
#[derive(Debug)]
pub enum Progress {
    /// It rings.
    Ringing,
    /// Somebody answered.
    Answered,
    /// A key was pressed; what comes back is read aloud before the line hangs up.
    Key(Key, oneshot::Sender<Script>),
}

/// The line to one exchange; cheap to clone.
#[derive(Clone, Debug)]
pub struct Line {
    settings: Arc<Settings>,
    seats: Arc<Semaphore>,
}

impl Line {
    /// Makes the line; nothing is sent yet.
    pub fn new(settings: Settings) -> Self {
        let seats = Arc::new(Semaphore::new(settings.calls_max.clamp(1, CALLS_MAX)));
        Self { settings: Arc::new(settings), seats }
    }

    /// Calls, reads aloud, and answers what was pressed or why it failed.
    ///
    /// # Errors
    /// Why nobody pressed a key.
    pub async fn call(&self, order: Order, progress: &mpsc::Sender<Progress>) -> Result<Key, Failure> {
        let number = digits(&order.number).ok_or(Failure::WrongNumber)?;
        let seat = timeout(SEAT_WAIT, self.seats.clone().acquire_owned()).await;
        let Ok(Ok(_seat)) = seat else { return Err(Failure::Crowded) };
        let words = self.settings.voice.say(&order.script).await;
        let mut talk = match self.open(number, order.id, words).await {
            Ok(talk) => talk,
            Err(error) => {
                tracing::warn!(error.chain = %format!("{error:#}"), "Telephone exchange was not reached: {error:#}");
                return Err(Failure::Unreachable);
            }
        };
        match timeout(WHOLE, talk.run(progress)).await {
            Ok(result) => result,
            Err(_) => talk.result.unwrap_or(Err(Failure::NoKey)),
        }
    }

    async fn open(&self, number: String, id: String, words: Vec<i16>) -> anyhow::Result<Talk> {
        let settings = &self.settings;
        let found = timeout(LOOK_UP, tokio::net::lookup_host(&settings.exchange)).await.context("no name server")??;
        let peer = found.into_iter().next().context("the exchange has no address")?;
        let any = if peer.is_ipv4() { Ipv4Addr::UNSPECIFIED.into() } else { Ipv6Addr::UNSPECIFIED.into() };
        let socket = UdpSocket::bind(SocketAddr::new(any, 0)).await?;
        // Connected: whoever else sends here is not heard, and an absent exchange is noticed at once.
        socket.connect(peer).await?;
        let local = socket.local_addr()?;
        let sound = UdpSocket::bind(SocketAddr::new(local.ip(), 0)).await?;
        let mut chance = [0; 16];
        rand::fill(&mut chance).map_err(|_| anyhow::anyhow!("no chance to draw from"))?;
        let (first, second) = chance.split_at(8);
        let setup = Setup {
            account: settings.account.clone(),
            exchange: settings.exchange.clone(),
            local,
            sound: sound.local_addr()?,
            number,
            call_id: format!("{id}@{}", local.ip()),
            chance: u64::from_be_bytes(first.try_into()?),
            secret: settings.secret.clone(),
        };
        Ok(Talk {
            call: Call::new(setup),
            socket,
            sound,
            peer,
            sender: Sender::new(second.try_into()?),
            keys: Keys::default(),
            reading: Reading::new(words),
            voice: settings.voice.clone(),
            media: None,
            reply: None,
            result: None,
            since: Instant::now(),
            ends_at: None,
            over: false,
        })
    }
}

/// The digits of a number; `None` if it is none.
fn digits(number: &str) -> Option<String> {
    let plain: String = number.chars().filter(|it| !matches!(it, ' ' | '-' | '(' | ')')).collect();
    let digits = plain.strip_prefix('+').unwrap_or(&plain);
    let right = !digits.is_empty() && plain.len() <= DIGITS_MAX && digits.bytes().all(|it| it.is_ascii_digit());
    right.then_some(plain)
}

type Words = Pin<Box<dyn Future<Output = Option<Vec<i16>>> + Send>>;

/// One call with its sockets.
struct Talk {
    call: Call,
    socket: UdpSocket,
    sound: UdpSocket,
    peer: SocketAddr,
    sender: Sender,
    keys: Keys,
    reading: Reading,
    voice: Voice,
    /// Where the sound goes, once somebody answered.
    media: Option<Media>,
    /// The words that answer a key, on their way.
    reply: Option<Words>,
    result: Option<Result<Key, Failure>>,
    since: Instant,
    /// By when it ends, now that there is a result.
    ends_at: Option<Instant>,
    over: bool,
}

impl Talk {
    fn now(&self) -> u64 {
        u64::try_from(self.since.elapsed().as_millis()).unwrap_or(u64::MAX)
    }

    async fn run(&mut self, progress: &mpsc::Sender<Progress>) -> Result<Key, Failure> {
        let mut frames = interval(Duration::from_millis(FRAME_MS));
        frames.set_missed_tick_behavior(MissedTickBehavior::Skip);
        let (mut signals, mut packets) = (vec![0; BYTES_MAX], [0; 2_048]);
        let started = self.call.start(0);
        self.act(started, progress).await;
        while !self.over {
            let due = self.call.wake_at().map(|it| self.since + Duration::from_millis(it));
            let due = due.into_iter().chain(self.ends_at).min().unwrap_or(self.since + WHOLE);
            let talking = self.media.is_some() && self.ends_at.is_none();
            let actions = tokio::select! {
                read = self.socket.recv(&mut signals) => self.heard(read.map(|it| &signals[..it])),
                read = self.sound.recv_from(&mut packets), if talking => {
                    read.map_or_else(|_| Vec::new(), |(length, from)| self.pressed(&packets[..length], from))
                }
                _ = frames.tick(), if talking => self.speak().await,
                words = waiting(&mut self.reply), if self.reply.is_some() => self.answer(words),
                () = sleep_until(due) => {
                    if self.ends_at.is_some_and(|it| Instant::now() >= it) {
                        break;
                    }
                    let now = self.now();
                    self.call.tick(now)
                }
            };
            self.act(actions, progress).await;
        }
        self.result.unwrap_or(Err(Failure::NoAnswer))
    }

    fn heard(&mut self, read: std::io::Result<&[u8]>) -> Vec<Action> {
        match read {
            Ok(bytes) => {
                let now = self.now();
                self.call.datagram(bytes, now)
            }
            // Nothing listens there (ICMP): no need to ask for 32 seconds.
            Err(error) if error.kind() == ErrorKind::ConnectionRefused && self.media.is_none() => {
                vec![Action::Failed(Failure::Unreachable), Action::Over]
            }
            Err(_) => Vec::new(),
        }
    }

    /// A packet of sound: only keys in it are listened to, and only from where the sound should come.
    fn pressed(&mut self, packet: &[u8], from: SocketAddr) -> Vec<Action> {
        let Some(media) = self.media else { return Vec::new() };
        if from.ip() != media.to.ip() && from.ip() != self.peer.ip() {
            return Vec::new();
        }
        let key = media.keys.and_then(|it| self.keys.hear(packet, it));
        key.map(Action::Key).into_iter().collect()
    }

    /// Sends the next packet, or hangs up when everything was said.
    async fn speak(&mut self) -> Vec<Action> {
        let Some(media) = self.media else { return Vec::new() };
        let silence = [0; crate::rtp::FRAME];
        // Between the key and its answer there is silence.
        let frame = if self.reply.is_some() { Some(silence) } else { self.reading.next_frame() };
        let Some(frame) = frame else {
            self.result.get_or_insert(Err(Failure::NoKey));
            return self.hang_up();
        };
        let packet = self.sender.packet(&media, &frame);
        // A lost packet is silence of 20 ms; whether anybody is there is told by the signals.
        self.sound.send_to(&packet, media.to).await.ok();
        Vec::new()
    }

    fn answer(&mut self, words: Option<Vec<i16>>) -> Vec<Action> {
        self.reply = None;
        match words {
            Some(words) => {
                self.reading = Reading::last(words);
                Vec::new()
            }
            None => self.hang_up(),
        }
    }

    fn hang_up(&mut self) -> Vec<Action> {
        self.ends_at = Some(Instant::now() + LINGER);
        let now = self.now();
        self.call.hang_up(now)
    }

    async fn act(&mut self, actions: Vec<Action>, progress: &mpsc::Sender<Progress>) {
        for action in actions {
            match action {
                Action::Send(bytes) => {
                    // A datagram that is not sent is as one that is lost: it is sent again.
                    self.socket.send(&bytes).await.ok();
                }
                Action::Ringing => drop(progress.send(Progress::Ringing).await),
                Action::Answered(media) => {
                    self.media = Some(media);
                    drop(progress.send(Progress::Answered).await);
                }
                Action::Moved(media) => self.media = Some(media),
                Action::Key(key) => self.key(key, progress).await,
                Action::Failed(failure) => {
                    self.result.get_or_insert(Err(failure));
                    self.ends_at.get_or_insert(Instant::now() + LINGER);
                }
                Action::HungUp => {
                    self.result.get_or_insert(Err(Failure::HungUp));
                }
                Action::Over => self.over = true,
            }
        }
    }

    /// The first 1 or 2 counts, 3 reads again, anything else nothing.
    async fn key(&mut self, key: char, progress: &mpsc::Sender<Progress>) {
        let key = match key {
            '1' => Key::Yes,
            '2' => Key::No,
            '3' if self.result.is_none() => return self.reading.again(),
            _ => return,
        };
        if self.result.is_some() {
            return;
        }
        self.result = Some(Ok(key));
        let (reply, words) = oneshot::channel();
        drop(progress.send(Progress::Key(key, reply)).await);
        let voice = self.voice.clone();
        self.reply = Some(Box::pin(async move {
            let script = timeout(REPLY, words).await.ok()?.ok().filter(|it| !it.is_empty())?;
            Some(voice.say(&script).await)
        }));
    }
}

/// Waits for the words, if any are on their way.
async fn waiting(reply: &mut Option<Words>) -> Option<Vec<i16>> {
    match reply {
        Some(words) => words.await,
        None => std::future::pending().await,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_digits_are_dialled() {
        assert_eq!(digits("199 0000-0001").as_deref(), Some("19900000001"));
        assert_eq!(digits("+86 (199) 00000001").as_deref(), Some("+8619900000001"));
        for number in ["", "+", "12;x=y", "1@evil", "1\r\nVia: x", "123456789012345678901", "一二三"] {
            assert_eq!(digits(number), None, "{number:?}");
        }
    }
}
