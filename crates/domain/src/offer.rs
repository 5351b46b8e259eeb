//! The call of one member to one incident (出动呼叫); an assignment once accepted.

pub mod card;
pub mod status;

crate::codes! {
    /// The state of an offer ; `status` holds its transitions.
    pub enum OfferStatus {
        Offered = "offered", "已呼叫", "Called";
        Delivered = "delivered", "已送达", "Delivered";
        Accepted = "accepted", "已接受", "Accepted";
        EnRoute = "en_route", "在途", "On the way";
        Arrived = "arrived", "已到场", "Arrived";
        Cleared = "cleared", "已完成", "Cleared";
        Declined = "declined", "走不开", "Declined";
        Expired = "expired", "未应答", "No answer";
        StoodDown = "stood_down", "已解除", "Stood down";
    }

    /// Why a member cannot go. It is never held against anybody.
    pub enum DeclineReason {
        NotAtPost = "not_at_post", "不在岗", "Not at the post";
        Busy = "busy", "正在处置", "Busy with another matter";
        OutsideArea = "outside_area", "超出服务区域", "Outside the service area";
        Unsafe = "unsafe", "不安全", "Not safe";
        Other = "other", "其他", "Other";
    }

    /// What a member taps when done: one tile, no typing.
    pub enum ClearResult {
        Resolved = "resolved", "处理好了", "Resolved";
        Persuaded = "persuaded", "劝好了", "Persuaded";
        HandedToPolice = "handed_to_police", "交给民警了", "Handed to police";
        FalseAlarm = "false_alarm", "没有这回事", "Nothing there";
        NeedMore = "need_more", "要增援", "Need help";
    }
}

impl OfferStatus {
    /// Tells whether the member still has to answer.
    pub const fn is_waiting(self) -> bool {
        match self {
            Self::Offered | Self::Delivered => true,
            Self::Accepted
            | Self::EnRoute
            | Self::Arrived
            | Self::Cleared
            | Self::Declined
            | Self::Expired
            | Self::StoodDown => false,
        }
    }

    /// Tells whether the member has said yes and is not done.
    pub const fn is_assignment(self) -> bool {
        match self {
            Self::Accepted | Self::EnRoute | Self::Arrived => true,
            Self::Offered | Self::Delivered | Self::Cleared | Self::Declined | Self::Expired | Self::StoodDown => false,
        }
    }

    /// Tells whether the offer has ended.
    pub const fn is_over(self) -> bool {
        !self.is_waiting() && !self.is_assignment()
    }
}
