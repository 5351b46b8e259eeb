//! The life of an offer: called, answered, on the way, there, done.
//!
//! `docs/states.md` is this file as a table; a test keeps them equal.

use crate::offer::OfferStatus;

crate::codes! {
    /// What can happen to an offer.
    pub enum OfferAction {
        Repeat = "repeat", "重呼", "Call again";
        Deliver = "deliver", "送达", "Delivered";
        Accept = "accept", "收到，马上去", "Accept";
        Decline = "decline", "走不开", "Decline";
        Depart = "depart", "出发", "Depart";
        Arrive = "arrive", "到了", "Arrive";
        Clear = "clear", "处理完了", "Clear";
        Expire = "expire", "超时未应答", "Expire";
        Replace = "replace", "已有人到，谢谢", "Replaced by somebody nearer";
        StandDown = "stand_down", "解除", "Stand down";
        Report = "report", "报告现场", "Report from the scene";
        Reinforce = "reinforce", "要增援", "Ask for reinforcement";
    }

    /// Why it cannot happen now.
    pub enum OfferRefused {
        Over = "offer_over", "这次呼叫已经结束，不用去了，谢谢", "This call is over; no need to go, thank you";
        AlreadyDone = "offer_already_done", "已经收到过了", "Already received";
        AlreadyAnswered = "offer_already_answered", "已经应答过了", "Already answered";
        NotAccepted = "offer_not_accepted", "请先点「收到，马上去」", "Accept the call first";
        NotArrived = "offer_not_arrived", "请先点「到了」", "Say that you have arrived first";
        OnTheWay = "offer_on_the_way", "人已经出发，不能当作备用", "They have set out and are no spare";
    }
}

impl OfferStatus {
    /// The state after `action`, or why it cannot happen.
    pub const fn advance(self, action: OfferAction) -> Result<Self, OfferRefused> {
        match action {
            OfferAction::Repeat => self.repeat(),
            OfferAction::Deliver => self.deliver(),
            OfferAction::Accept => self.accept(),
            OfferAction::Decline => self.decline(),
            OfferAction::Depart => self.depart(),
            OfferAction::Arrive => self.arrive(),
            OfferAction::Clear => self.clear(),
            OfferAction::Expire => self.expire(),
            OfferAction::Replace => self.replace(),
            OfferAction::StandDown => self.stand_down(),
            OfferAction::Report => self.report(),
            OfferAction::Reinforce => self.reinforce(),
        }
    }

    /// An unanswered call rings again and stays what it is.
    const fn repeat(self) -> Result<Self, OfferRefused> {
        match self {
            Self::Offered | Self::Delivered => Ok(self),
            Self::Accepted | Self::EnRoute | Self::Arrived => Err(OfferRefused::AlreadyAnswered),
            Self::Cleared | Self::Declined | Self::Expired | Self::StoodDown => Err(OfferRefused::Over),
        }
    }

    const fn deliver(self) -> Result<Self, OfferRefused> {
        match self {
            Self::Offered => Ok(Self::Delivered),
            Self::Delivered | Self::Accepted | Self::EnRoute | Self::Arrived => Err(OfferRefused::AlreadyDone),
            Self::Cleared | Self::Declined | Self::Expired | Self::StoodDown => Err(OfferRefused::Over),
        }
    }

    /// An answer counts even if the delivery was never reported.
    const fn accept(self) -> Result<Self, OfferRefused> {
        match self {
            Self::Offered | Self::Delivered => Ok(Self::Accepted),
            Self::Accepted | Self::EnRoute | Self::Arrived => Err(OfferRefused::AlreadyDone),
            Self::Cleared | Self::Declined | Self::Expired | Self::StoodDown => Err(OfferRefused::Over),
        }
    }

    /// Whoever said yes and then cannot come may still say so: to know it is worth more than the promise.
    const fn decline(self) -> Result<Self, OfferRefused> {
        match self {
            Self::Offered | Self::Delivered | Self::Accepted | Self::EnRoute => Ok(Self::Declined),
            Self::Arrived => Err(OfferRefused::AlreadyAnswered),
            Self::Declined => Err(OfferRefused::AlreadyDone),
            Self::Cleared | Self::Expired | Self::StoodDown => Err(OfferRefused::Over),
        }
    }

    const fn depart(self) -> Result<Self, OfferRefused> {
        match self {
            Self::Accepted => Ok(Self::EnRoute),
            Self::EnRoute | Self::Arrived => Err(OfferRefused::AlreadyDone),
            Self::Offered | Self::Delivered => Err(OfferRefused::NotAccepted),
            Self::Cleared | Self::Declined | Self::Expired | Self::StoodDown => Err(OfferRefused::Over),
        }
    }

    /// A guard whose own gate it is arrives without having departed.
    const fn arrive(self) -> Result<Self, OfferRefused> {
        match self {
            Self::Accepted | Self::EnRoute => Ok(Self::Arrived),
            Self::Arrived => Err(OfferRefused::AlreadyDone),
            Self::Offered | Self::Delivered => Err(OfferRefused::NotAccepted),
            Self::Cleared | Self::Declined | Self::Expired | Self::StoodDown => Err(OfferRefused::Over),
        }
    }

    const fn clear(self) -> Result<Self, OfferRefused> {
        match self {
            Self::Arrived => Ok(Self::Cleared),
            Self::Cleared => Err(OfferRefused::AlreadyDone),
            Self::Offered | Self::Delivered => Err(OfferRefused::NotAccepted),
            Self::Accepted | Self::EnRoute => Err(OfferRefused::NotArrived),
            Self::Declined | Self::Expired | Self::StoodDown => Err(OfferRefused::Over),
        }
    }

    const fn expire(self) -> Result<Self, OfferRefused> {
        match self {
            Self::Offered | Self::Delivered => Ok(Self::Expired),
            Self::Accepted | Self::EnRoute | Self::Arrived => Err(OfferRefused::AlreadyAnswered),
            Self::Expired => Err(OfferRefused::AlreadyDone),
            Self::Cleared | Self::Declined | Self::StoodDown => Err(OfferRefused::Over),
        }
    }

    /// Releases somebody for whom a nearer member has come. Who has set out is never treated as a spare
    /// (adoption rule 5).
    const fn replace(self) -> Result<Self, OfferRefused> {
        match self {
            Self::Offered | Self::Delivered | Self::Accepted => Ok(Self::StoodDown),
            Self::EnRoute | Self::Arrived => Err(OfferRefused::OnTheWay),
            Self::StoodDown => Err(OfferRefused::AlreadyDone),
            Self::Cleared | Self::Declined | Self::Expired => Err(OfferRefused::Over),
        }
    }

    /// A word from the scene; it ends nothing.
    const fn report(self) -> Result<Self, OfferRefused> {
        match self {
            Self::Arrived => Ok(self),
            Self::Offered | Self::Delivered => Err(OfferRefused::NotAccepted),
            Self::Accepted | Self::EnRoute => Err(OfferRefused::NotArrived),
            Self::Cleared | Self::Declined | Self::Expired | Self::StoodDown => Err(OfferRefused::Over),
        }
    }

    /// Whoever said yes may ask for more people, as often as it takes; their own call stays what it is.
    const fn reinforce(self) -> Result<Self, OfferRefused> {
        match self {
            Self::Accepted | Self::EnRoute | Self::Arrived => Ok(self),
            Self::Offered | Self::Delivered => Err(OfferRefused::NotAccepted),
            Self::Cleared | Self::Declined | Self::Expired | Self::StoodDown => Err(OfferRefused::Over),
        }
    }

    /// The desk, or the end of the incident, releases everybody, wherever they are: no call is left hanging.
    const fn stand_down(self) -> Result<Self, OfferRefused> {
        match self {
            Self::Offered | Self::Delivered | Self::Accepted | Self::EnRoute | Self::Arrived => Ok(Self::StoodDown),
            Self::StoodDown => Err(OfferRefused::AlreadyDone),
            Self::Cleared | Self::Declined | Self::Expired => Err(OfferRefused::Over),
        }
    }
}
