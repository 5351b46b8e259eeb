//! The station's own telephone line: takes messages of the outbox, calls, and has what comes of it written down.
//!
//! Invariant: nothing here holds up the outbox. A message is taken or refused at once; calls run beside each other
//! within the line's limit, and each ends by itself.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

use anyhow::Context as _;
use domain::ids::{IncidentId, OfferId, StationId};
use domain::offer::telephone::{TelephoneFailure as Failure, TelephoneState as State};
use incidents::incidents::Incidents;
use incidents::telephone::Pressed;
use incidents::telephone::spoken;
use platform::deliver::Channel;
use platform::outbox;
use platform::problem::Result;
use telephone::digest::Secret;
use telephone::line::{CALLS_DEFAULT, Key, Line, Order, Progress, Settings};
use telephone::voice::{Piece, Script, Voice};
use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinSet;
use uuid::Uuid;

use crate::config::{Outside, Sip, Way, sip_password_of_environment};
use crate::node::Node;

/// Calls that wait for the line or are under way; what is more stays in the outbox and is tried again.
const TAKEN_MAX: usize = 64;
/// How often one member is dialled for one call.
const DIALS_MAX: u32 = 2;
/// The pause before the second: a sleeper has turned over, a busy line has ended.
const PAUSE: Duration = Duration::from_secs(15);
/// The largest file that is read as a password.
const PASSWORD_BYTES_MAX: u64 = 1_024;
/// Things told of one call that wait to be written.
const TOLD_MAX: usize = 8;

/// What one line does.
pub struct Calls {
    node: Node,
    line: Line,
    /// Whom it calls, where that is always the same: the duty commander.
    commander: Option<String>,
    inbox: mpsc::Receiver<outbox::Model>,
}

/// Makes the outbox's channels, and the lines behind some of them.
///
/// # Errors
/// If the file with the password cannot be read.
pub fn open(node: &Node, outside: &Outside) -> anyhow::Result<(BTreeMap<String, Channel>, Vec<Calls>)> {
    let (mut channels, mut lines) = (BTreeMap::new(), Vec::new());
    for (name, way) in &outside.channels {
        let channel = match way {
            Way::Adapter(uri) => Channel::Webhook(uri.clone()),
            Way::Line { account, exchange, number } => {
                let (hand, inbox) = mpsc::channel(TAKEN_MAX);
                let line = Line::new(settings(account, exchange, &outside.sip)?);
                lines.push(Calls { node: node.clone(), line, commander: number.clone(), inbox });
                Channel::Hand(hand)
            }
        };
        channels.insert(name.clone(), channel);
    }
    Ok((channels, lines))
}

fn settings(account: &str, exchange: &str, sip: &Sip) -> anyhow::Result<Settings> {
    let password = match &sip.password_file {
        Some(file) => Some(password(file)?),
        None => sip_password_of_environment(),
    };
    Ok(Settings {
        account: account.to_owned(),
        exchange: exchange.to_owned(),
        secret: password.map(Secret::new),
        voice: Voice { clips: sip.clips.clone() },
        calls_max: sip.calls_max.unwrap_or(CALLS_DEFAULT),
    })
}

fn password(file: &Path) -> anyhow::Result<String> {
    let size = std::fs::metadata(file).with_context(|| format!("{} cannot be read", file.display()))?.len();
    anyhow::ensure!(size <= PASSWORD_BYTES_MAX, "{} is too large to be a password", file.display());
    let text = std::fs::read_to_string(file).with_context(|| format!("{} cannot be read", file.display()))?;
    Ok(text.trim().to_owned())
}

impl Calls {
    /// Calls until the process ends.
    pub async fn run(mut self) {
        let start = Uuid::now_v7().to_string();
        if self.commander.is_none() {
            for station in self.node.places.stations() {
                if let Err(error) = self.node.incidents.telephone_interrupted(station, &start).await {
                    tracing::error!(error.chain = %error, "Interrupted calls could not be marked: {error}");
                }
            }
        }
        let mut calls = JoinSet::new();
        loop {
            // What is taken and not yet done is bounded too, not only what waits in the channel.
            let more = calls.len() < TAKEN_MAX;
            tokio::select! {
                message = self.inbox.recv(), if more => match message {
                    Some(message) => drop(calls.spawn(self.one(message))),
                    None => return,
                },
                Some(_) = calls.join_next() => {}
            }
        }
    }

    fn one(&self, message: outbox::Model) -> impl Future<Output = ()> + Send + use<> {
        let (incidents, line, number) = (self.node.incidents.clone(), self.line.clone(), self.commander.clone());
        let station = message.station_id;
        async move {
            let about = match number {
                Some(number) => About::Commander(IncidentId::from(message.subject_id), number),
                None => About::Member(OfferId::from(message.subject_id)),
            };
            let waking = Waking { incidents, line, station, about, message: message.id.to_string() };
            if let Err(error) = waking.run().await {
                tracing::error!(error.chain = %error, "A telephone call could not be made: {error}");
            }
        }
    }
}

/// Whom a call is for.
enum About {
    Member(OfferId),
    Commander(IncidentId, String),
}

/// One message on its way to somebody's ear.
struct Waking {
    incidents: Incidents,
    line: Line,
    station: StationId,
    about: About,
    message: String,
}

impl Waking {
    async fn run(&self) -> Result<()> {
        for dial in 1..=DIALS_MAX {
            let call = format!("{}-{dial}", self.message);
            let Some((number, script)) = self.prepare().await? else { return Ok(()) };
            let Some(number) = number else { return self.note(&call, State::Failed, Some(Failure::NoNumber)).await };
            self.note(&call, State::Placed, None).await?;
            let (progress, told) = mpsc::channel(TOLD_MAX);
            let order = Order { number, script, id: call.clone() };
            let calling = async {
                let result = self.line.call(order, &progress).await;
                drop(progress);
                result
            };
            let (result, heard) = tokio::join!(calling, self.hear(&call, told));
            heard?;
            match result {
                Ok(_) => return Ok(()),
                Err(failure) if failure.may_pass() && dial < DIALS_MAX => tokio::time::sleep(PAUSE).await,
                Err(failure) => self.note(&call, State::Failed, Some(failure)).await?,
            }
        }
        Ok(())
    }

    /// The number and the words, read at the last moment: whoever answered on the phone page is not dialled.
    async fn prepare(&self) -> Result<Option<(Option<String>, Script)>> {
        match &self.about {
            About::Member(offer) => {
                let found = self.incidents.to_dial(self.station, *offer).await?;
                Ok(found.map(|it| (it.number.map(|it| it.expose().to_owned()), script(it.script))))
            }
            About::Commander(incident, number) => {
                let found = self.incidents.to_tell_commander(self.station, *incident).await?;
                Ok(found.map(|it| (Some(number.clone()), script(it))))
            }
        }
    }

    async fn hear(&self, call: &str, mut told: mpsc::Receiver<Progress>) -> Result<()> {
        let mut outcome = Ok(());
        while let Some(progress) = told.recv().await {
            let taken = match progress {
                Progress::Ringing => self.note(call, State::Ringing, None).await,
                Progress::Answered => self.note(call, State::Answered, None).await,
                Progress::Key(key, reply) => self.key(call, key, reply).await,
            };
            // Everything is taken in: a line that nobody listens to would wait.
            outcome = outcome.and(taken);
        }
        outcome
    }

    async fn key(&self, call: &str, key: Key, reply: oneshot::Sender<Script>) -> Result<()> {
        let words = match &self.about {
            About::Member(offer) => {
                let pressed = if key == Key::Yes { Pressed::Yes } else { Pressed::No };
                self.incidents.pressed(self.station, *offer, call, pressed).await?
            }
            About::Commander(..) => {
                self.note(call, State::Acknowledged, None).await?;
                spoken::commander_noted()
            }
        };
        // Whoever has hung up meanwhile hears nothing; the answer counts all the same.
        reply.send(script(words)).ok();
        Ok(())
    }

    async fn note(&self, call: &str, state: State, failure: Option<Failure>) -> Result<()> {
        match &self.about {
            About::Member(offer) => self.incidents.telephone_is(self.station, *offer, call, state, failure).await,
            About::Commander(incident, _) => {
                self.incidents.commander_is(self.station, *incident, call, state, failure).await
            }
        }
    }
}

fn script(words: Vec<spoken::Piece>) -> Script {
    words.into_iter().map(|it| Piece { clip: it.clip, text: it.text }).collect()
}
