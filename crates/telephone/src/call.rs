//! One call out, as a pure machine (RFC 3261 §13, §15, §17.1): datagrams and milliseconds go in, datagrams and
//! progress come out. Whatever comes, it reaches [`Action::Over`] within named limits.

mod answers;
mod requests;
mod wire;

use std::net::SocketAddr;

use domain::offer::telephone::TelephoneFailure as Failure;

use crate::digest::Secret;
use crate::sdp::Media;

/// T1 of RFC 3261: the first wait before a message is sent again.
const T1_MS: u64 = 500;
/// T2 of RFC 3261: the longest wait between two of the same message.
const T2_MS: u64 = 4_000;
/// Timers B and F of RFC 3261, 64 times T1: how long the other side may say nothing.
const SILENT_MS: u64 = 64 * T1_MS;
/// How long it may ring: eight rings in China (5 s each), after which exchanges give up too.
pub const RINGS_MS: u64 = 45_000;
/// How often a challenge is answered: once with each of two nonces, since the first may be stale.
const CHALLENGES_MAX: u32 = 2;

/// What a call needs to know.
#[derive(Clone, Debug)]
pub struct Setup {
    /// The account at the exchange.
    pub account: String,
    /// The exchange's name or address, with its port.
    pub exchange: String,
    /// Where this side's messages come from.
    pub local: SocketAddr,
    /// Where this side's sound comes from.
    pub sound: SocketAddr,
    /// Whom to call: digits.
    pub number: String,
    /// Unlike any other call's.
    pub call_id: String,
    /// By chance, for tags, branches and nonces.
    pub chance: u64,
    /// The account's password, if the exchange asks for one.
    pub secret: Option<Secret>,
}

/// What the machine wants or tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Action {
    /// This goes to the exchange.
    Send(Vec<u8>),
    /// It rings.
    Ringing,
    /// Somebody answered; the sound goes there.
    Answered(Media),
    /// The sound goes elsewhere from now on.
    Moved(Media),
    /// A key came as a message.
    Key(char),
    /// The call failed.
    Failed(Failure),
    /// The other side hung up.
    HungUp,
    /// Nothing more will come of this call.
    Over,
}

/// A message that is sent again until it is answered.
#[derive(Clone, Debug)]
struct Repeat {
    bytes: Vec<u8>,
    at: u64,
    wait: u64,
    until: u64,
}

impl Repeat {
    fn new(bytes: Vec<u8>, now: u64) -> Self {
        Self { bytes, at: now + T1_MS, wait: T1_MS, until: now + SILENT_MS }
    }
}

#[derive(Clone, Debug)]
enum State {
    /// `INVITE` was sent, and nothing has come back.
    Calling(Repeat),
    /// Something has come back; the call is on its way until then.
    Proceeding(u64),
    /// `CANCEL` was sent: the final answer to `INVITE` is waited for.
    Cancelling(Repeat),
    /// Somebody answered.
    Standing,
    /// `BYE` was sent.
    Ending(Repeat),
    /// Done.
    Over,
}

/// One call out.
#[derive(Debug)]
pub struct Call {
    setup: Setup,
    state: State,
    /// The number of the last request of this side.
    sequence: u32,
    /// The number of the `INVITE` that stands.
    invited: u32,
    branches: u32,
    /// The branch of the `INVITE` that stands.
    branch: String,
    authorization: Option<String>,
    challenges: u32,
    rang: bool,
    /// Why this side gives up, told when the call is over.
    why: Option<Failure>,
    /// This side wants no more of it, and nothing could be cancelled yet.
    unwanted: bool,
    /// What the other side says of itself, once it answered: `To`, `Contact`, the way.
    remote: Option<wire::Remote>,
    /// The acknowledgement, sent again for each repetition of the answer.
    acknowledgement: Vec<u8>,
    /// The number of the other side's last request.
    heard: Option<u32>,
}

impl Call {
    /// A call that is not yet placed.
    pub fn new(setup: Setup) -> Self {
        Self {
            setup,
            state: State::Over,
            sequence: 0,
            invited: 0,
            branches: 0,
            branch: String::new(),
            authorization: None,
            challenges: 0,
            rang: false,
            why: None,
            unwanted: false,
            remote: None,
            acknowledgement: Vec::new(),
            heard: None,
        }
    }

    /// Places it.
    pub fn start(&mut self, now: u64) -> Vec<Action> {
        let invite = self.invite();
        self.state = State::Calling(Repeat::new(invite.clone(), now));
        vec![Action::Send(invite)]
    }

    /// When [`Call::tick`] has something to do.
    pub fn wake_at(&self) -> Option<u64> {
        match &self.state {
            State::Calling(it) | State::Cancelling(it) | State::Ending(it) => Some(it.at.min(it.until)),
            State::Proceeding(until) => Some(*until),
            State::Standing | State::Over => None,
        }
    }

    /// Does what is due.
    pub fn tick(&mut self, now: u64) -> Vec<Action> {
        match &mut self.state {
            State::Calling(it) | State::Cancelling(it) | State::Ending(it) if now >= it.until => self.silent(),
            State::Calling(it) => repeat(it, now, u64::MAX),
            State::Cancelling(it) | State::Ending(it) => repeat(it, now, T2_MS),
            State::Proceeding(until) if now >= *until => {
                self.why = self.why.or(Some(Failure::NoAnswer));
                self.cancel(now)
            }
            State::Proceeding(_) | State::Standing | State::Over => Vec::new(),
        }
    }

    /// The other side has said nothing for too long.
    fn silent(&mut self) -> Vec<Action> {
        let failure = match self.state {
            State::Calling(_) if !self.unwanted => Some(Failure::Unreachable),
            State::Calling(_) | State::Cancelling(_) => self.why,
            State::Ending(_) | State::Proceeding(_) | State::Standing | State::Over => None,
        };
        self.over(failure)
    }

    /// Ends it from this side, wherever it stands.
    pub fn hang_up(&mut self, now: u64) -> Vec<Action> {
        match self.state {
            State::Calling(_) => {
                // Only what was answered somehow can be cancelled (RFC 3261 §9.1).
                self.unwanted = true;
                Vec::new()
            }
            State::Proceeding(_) => self.cancel(now),
            State::Standing => self.bye(now),
            State::Cancelling(_) | State::Ending(_) | State::Over => Vec::new(),
        }
    }

    /// Takes a datagram; what is no message of this call changes nothing.
    pub fn datagram(&mut self, bytes: &[u8], now: u64) -> Vec<Action> {
        use crate::message::{Message, Start};

        let Some(message) = Message::parse(bytes) else { return Vec::new() };
        match &message.start {
            Start::Response { status } => self.response(*status, &message, now),
            Start::Request { method } => self.request(&method.clone(), &message),
        }
    }

    fn cancel(&mut self, now: u64) -> Vec<Action> {
        let cancel = self.cancellation();
        self.state = State::Cancelling(Repeat::new(cancel.clone(), now));
        vec![Action::Send(cancel)]
    }

    fn bye(&mut self, now: u64) -> Vec<Action> {
        let bye = self.within("BYE");
        self.state = State::Ending(Repeat::new(bye.clone(), now));
        vec![Action::Send(bye)]
    }

    fn over(&mut self, failure: Option<Failure>) -> Vec<Action> {
        if matches!(self.state, State::Over) {
            return Vec::new();
        }
        self.state = State::Over;
        failure.map(Action::Failed).into_iter().chain([Action::Over]).collect()
    }
}

/// Sends it again if it is time, and waits twice as long for the next (timers A and E).
fn repeat(it: &mut Repeat, now: u64, longest: u64) -> Vec<Action> {
    if now < it.at {
        return Vec::new();
    }
    it.wait = (it.wait * 2).min(longest);
    it.at = now + it.wait;
    vec![Action::Send(it.bytes.clone())]
}

#[cfg(test)]
mod tests;
