//! What this side writes.

use super::Call;
use crate::digest::Challenge;
use crate::message::{Message, address};
use crate::sdp;

/// What the other side said of itself when it answered.
#[derive(Clone, Debug)]
pub(super) struct Remote {
    /// `To` with its tag.
    pub to: String,
    /// The tag alone.
    pub tag: String,
    /// Where requests go by name (`Contact`).
    pub target: String,
    /// The way there (`Record-Route`, the last first).
    pub routes: Vec<String>,
}

impl Remote {
    /// Reads an answer; `None` if it names nobody.
    pub(super) fn of(message: &Message, fallback: &str) -> Option<Self> {
        let target = message.header("contact").map_or(fallback, address);
        Some(Self {
            to: message.header("to")?.to_owned(),
            tag: message.tag("to")?.to_owned(),
            target: target.to_owned(),
            routes: message.all("record-route").rev().map(str::to_owned).collect(),
        })
    }
}

impl Call {
    fn hex(&self) -> String {
        format!("{:016x}", self.setup.chance)
    }

    pub(super) fn own_tag(&self) -> String {
        self.hex()
    }

    fn new_branch(&mut self) -> String {
        self.branches += 1;
        format!("z9hG4bK{}{}", self.hex(), self.branches)
    }

    /// The address of whom is called.
    pub(super) fn callee(&self) -> String {
        format!("sip:{}@{}", self.setup.number, self.setup.exchange)
    }

    fn from(&self) -> String {
        format!("<sip:{}@{}>;tag={}", self.setup.account, self.setup.exchange, self.own_tag())
    }

    fn contact(&self) -> String {
        format!("<sip:{}@{}>", self.setup.account, self.setup.local)
    }

    pub(super) fn offer(&self) -> String {
        sdp::offer(self.setup.sound, self.setup.chance >> 16)
    }

    /// A request as far as all have it in common.
    fn head(&self, method: &str, uri: &str, branch: &str, to: &str, number: u32) -> String {
        format!(
            "{method} {uri} SIP/2.0\r\nVia: SIP/2.0/UDP {};branch={branch};rport\r\nMax-Forwards: 70\r\n\
             From: {}\r\nTo: {to}\r\nCall-ID: {}\r\nCSeq: {number} {method}\r\n",
            self.setup.local,
            self.from(),
            self.setup.call_id
        )
    }

    pub(super) fn invite(&mut self) -> Vec<u8> {
        self.sequence += 1;
        self.invited = self.sequence;
        self.branch = self.new_branch();
        let (callee, offer) = (self.callee(), self.offer());
        let head = self.head("INVITE", &callee, &self.branch, &format!("<{callee}>"), self.invited);
        let authorization = self.authorization.as_deref().unwrap_or_default();
        format!(
            "{head}Contact: {}\r\nAllow: INVITE, ACK, CANCEL, BYE, INFO, OPTIONS\r\nUser-Agent: likedong\r\n\
             {authorization}Content-Type: application/sdp\r\nContent-Length: {}\r\n\r\n{offer}",
            self.contact(),
            offer.len()
        )
        .into_bytes()
    }

    /// `CANCEL` has the branch, `To` and number of what it cancels (RFC 3261 §9.1).
    pub(super) fn cancellation(&self) -> Vec<u8> {
        let callee = self.callee();
        let head = self.head("CANCEL", &callee, &self.branch, &format!("<{callee}>"), self.invited);
        format!("{head}Content-Length: 0\r\n\r\n").into_bytes()
    }

    /// The acknowledgement of a refusal belongs to the transaction (RFC 3261 §17.1.1.3).
    pub(super) fn refusal_acknowledged(&self, answer: &Message) -> Vec<u8> {
        let to = answer.header("to").unwrap_or_default();
        let head = self.head("ACK", &self.callee(), &self.branch, to, self.invited);
        format!("{head}Content-Length: 0\r\n\r\n").into_bytes()
    }

    /// The acknowledgement of an answer is a request of its own (RFC 3261 §13.2.2.4).
    pub(super) fn answer_acknowledged(&mut self, remote: &Remote) -> Vec<u8> {
        let branch = self.new_branch();
        self.to_remote("ACK", &branch, self.invited, remote)
    }

    /// A request within the dialog.
    pub(super) fn within(&mut self, method: &str) -> Vec<u8> {
        self.sequence += 1;
        let (branch, number) = (self.new_branch(), self.sequence);
        match self.remote.clone() {
            Some(remote) => self.to_remote(method, &branch, number, &remote),
            None => Vec::new(),
        }
    }

    fn to_remote(&self, method: &str, branch: &str, number: u32, remote: &Remote) -> Vec<u8> {
        let head = self.head(method, &remote.target, branch, &remote.to, number);
        let routes: String = remote.routes.iter().map(|it| format!("Route: {it}\r\n")).collect();
        format!("{head}{routes}Content-Length: 0\r\n\r\n").into_bytes()
    }

    /// Answers a request of the other side.
    pub(super) fn reply(&self, request: &Message, status: &str, body: &str) -> Vec<u8> {
        let mut text = format!("SIP/2.0 {status}\r\n");
        for name in ["via", "record-route", "from", "to", "call-id", "cseq"] {
            for value in request.all(name) {
                let tag = if name == "to" && request.tag("to").is_none() {
                    format!(";tag={}", self.own_tag())
                } else {
                    String::new()
                };
                text.push_str(&format!("{name}: {value}{tag}\r\n"));
            }
        }
        text.push_str(&format!("Contact: {}\r\n", self.contact()));
        if !body.is_empty() {
            text.push_str("Content-Type: application/sdp\r\n");
        }
        text.push_str(&format!("Content-Length: {}\r\n\r\n{body}", body.len()));
        text.into_bytes()
    }

    /// Answers a challenge; tells whether that was possible.
    pub(super) fn authorize(&mut self, status: u16, message: &Message) -> bool {
        let (asks, answers) = match status {
            401 => ("www-authenticate", "Authorization"),
            _ => ("proxy-authenticate", "Proxy-Authorization"),
        };
        let Some(secret) = &self.setup.secret else { return false };
        let Some(challenge) = message.all(asks).find_map(Challenge::parse) else { return false };
        let nonce = format!("{:08x}", (self.setup.chance >> 7) as u32);
        let answer = challenge.answer(&self.setup.account, secret, "INVITE", &self.callee(), &nonce);
        self.authorization = Some(format!("{answers}: {answer}\r\n"));
        true
    }
}
