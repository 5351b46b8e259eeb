//! What the other side asks for while a call stands.

use super::wire::Remote;
use super::{Action, Call, State};
use crate::message::Message;
use crate::sdp;

impl Call {
    pub(super) fn request(&mut self, method: &str, message: &Message) -> Vec<Action> {
        if method == "ACK" {
            return Vec::new();
        }
        // Whoever asks after a call must know it by its id and both tags (RFC 3261 §12.2.2).
        let known = message.header("call-id") == Some(&self.setup.call_id)
            && message.tag("to") == Some(self.own_tag().as_str())
            && self.remote.as_ref().is_some_and(|it| message.tag("from") == Some(it.tag.as_str()));
        if !known {
            let status = if method == "OPTIONS" { "200 OK" } else { "481 Call/Transaction Does Not Exist" };
            return vec![Action::Send(self.reply(message, status, ""))];
        }
        let number = message.sequence().map_or(0, |it| it.number);
        let seen = self.heard.is_some_and(|it| number <= it);
        self.heard = Some(self.heard.map_or(number, |it| it.max(number)));
        match method {
            "BYE" => {
                let mut actions = vec![Action::Send(self.reply(message, "200 OK", ""))];
                if matches!(self.state, State::Standing) {
                    actions.push(Action::HungUp);
                }
                actions.extend(self.over(None));
                actions
            }
            "INVITE" | "UPDATE" => self.offered_again(message),
            "INFO" => {
                let mut actions = vec![Action::Send(self.reply(message, "200 OK", ""))];
                let standing = matches!(self.state, State::Standing) && !seen;
                actions.extend(key(message).filter(|_| standing).map(Action::Key));
                actions
            }
            "OPTIONS" => vec![Action::Send(self.reply(message, "200 OK", ""))],
            _ => vec![Action::Send(self.reply(message, "405 Method Not Allowed", ""))],
        }
    }

    /// The other side changes where the sound goes, or asks what this side offers.
    fn offered_again(&mut self, message: &Message) -> Vec<Action> {
        if !matches!(self.state, State::Standing) {
            return vec![Action::Send(self.reply(message, "481 Call/Transaction Does Not Exist", ""))];
        }
        let media = sdp::answer(&message.body);
        if media.is_none() && !message.body.is_empty() {
            return vec![Action::Send(self.reply(message, "488 Not Acceptable Here", ""))];
        }
        if let (Some(remote), Some(_)) = (&mut self.remote, message.header("contact"))
            && let Some(fresh) = Remote::of(message, &remote.target)
        {
            remote.target = fresh.target;
        }
        let mut actions = vec![Action::Send(self.reply(message, "200 OK", &self.offer()))];
        actions.extend(media.map(Action::Moved));
        actions
    }
}

/// A key in an `INFO`, as many exchanges send it: `Signal=1`.
fn key(message: &Message) -> Option<char> {
    let text = std::str::from_utf8(&message.body).ok()?;
    let signal = text.lines().find_map(|it| it.trim().strip_prefix("Signal="));
    signal?.trim().chars().next().filter(|it| it.is_ascii_digit() || matches!(it, '*' | '#'))
}
