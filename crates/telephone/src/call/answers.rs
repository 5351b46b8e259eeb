//! What becomes of the other side's answers.

use domain::offer::telephone::TelephoneFailure as Failure;

use super::wire::Remote;
use super::{Action, CHALLENGES_MAX, Call, RINGS_MS, Repeat, State};
use crate::message::Message;
use crate::sdp;

impl Call {
    pub(super) fn response(&mut self, status: u16, message: &Message, now: u64) -> Vec<Action> {
        let ours = message.header("call-id") == Some(&self.setup.call_id)
            && message.tag("from") == Some(self.own_tag().as_str());
        let Some(sequence) = message.sequence().filter(|_| ours) else { return Vec::new() };
        match sequence.method.as_str() {
            "INVITE" if sequence.number != self.invited => Vec::new(),
            "INVITE" if (200..300).contains(&status) => self.answered(message, now),
            "INVITE" if message.branch() != Some(&self.branch) => Vec::new(),
            "INVITE" if status < 200 => self.provisional(status, now),
            "INVITE" => self.refused(status, message, now),
            // Any final answer to `BYE` ends the call, also a refusal: there is nothing left to end.
            "BYE" if status >= 200 && matches!(self.state, State::Ending(_)) => self.over(None),
            _ => Vec::new(),
        }
    }

    /// 100 to 199. Sound that comes before the answer (183) is not listened to.
    fn provisional(&mut self, status: u16, now: u64) -> Vec<Action> {
        if matches!(self.state, State::Calling(_)) {
            if self.unwanted {
                return self.cancel(now);
            }
            self.state = State::Proceeding(now + RINGS_MS);
        }
        if matches!(self.state, State::Proceeding(_)) && status > 100 && !self.rang {
            self.rang = true;
            return vec![Action::Ringing];
        }
        Vec::new()
    }

    /// 200 to 299: also again and again, until the acknowledgement has arrived.
    fn answered(&mut self, message: &Message, now: u64) -> Vec<Action> {
        match self.state {
            State::Calling(_) | State::Proceeding(_) | State::Cancelling(_) => {}
            State::Standing | State::Ending(_) => return vec![Action::Send(self.acknowledgement.clone())],
            State::Over => return Vec::new(),
        }
        let Some(remote) = Remote::of(message, &self.callee()) else { return Vec::new() };
        self.acknowledgement = self.answer_acknowledged(&remote);
        self.remote = Some(remote);
        let mut actions = vec![Action::Send(self.acknowledgement.clone())];
        let unwanted = self.unwanted || matches!(self.state, State::Cancelling(_));
        match sdp::answer(&message.body) {
            Some(media) if !unwanted => {
                self.state = State::Standing;
                actions.push(Action::Answered(media));
            }
            // The answer crossed this side's giving up, or nobody could hear anything.
            found => {
                let failure = if found.is_none() { Some(Failure::NoSound) } else { self.why };
                actions.extend(failure.map(Action::Failed));
                actions.extend(self.bye(now));
            }
        }
        actions
    }

    /// 300 to 699.
    fn refused(&mut self, status: u16, message: &Message, now: u64) -> Vec<Action> {
        let acknowledged = Action::Send(self.refusal_acknowledged(message));
        let waiting = match self.state {
            State::Calling(_) | State::Proceeding(_) => true,
            State::Cancelling(_) => false,
            // The acknowledgement was lost: once more.
            State::Standing | State::Ending(_) | State::Over => return vec![acknowledged],
        };
        let mut actions = vec![acknowledged];
        if waiting && !self.unwanted && matches!(status, 401 | 407) && self.challenges < CHALLENGES_MAX {
            self.challenges += 1;
            if self.authorize(status, message) {
                let invite = self.invite();
                self.state = State::Calling(Repeat::new(invite.clone(), now));
                actions.push(Action::Send(invite));
                return actions;
            }
        }
        let failure = if waiting && !self.unwanted { Some(failure(status)) } else { self.why };
        actions.extend(self.over(failure));
        actions
    }
}

/// What a refusal means to the desk.
pub(super) fn failure(status: u16) -> Failure {
    match status {
        486 | 600 => Failure::Busy,
        404 | 410 | 484 | 604 => Failure::WrongNumber,
        408 | 480 | 487 | 603 => Failure::NoAnswer,
        488 | 606 | 415 => Failure::NoSound,
        500..600 => Failure::Unavailable,
        _ => Failure::Refused,
    }
}
