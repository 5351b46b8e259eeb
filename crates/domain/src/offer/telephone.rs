//! Waking by telephone (电话叫醒): how far a call has got, and why one failed.

crate::codes! {
    /// How far the telephone call has got.
    pub enum TelephoneState {
        Placed = "placed", "已拨出", "Dialled";
        Ringing = "ringing", "振铃中", "Ringing";
        Answered = "answered", "已接听", "Answered";
        Acknowledged = "acknowledged", "已按键确认", "Acknowledged by key";
        Failed = "failed", "没叫醒", "Failed";
    }

    /// Why a telephone call failed: the desk has to reach the member by other means.
    pub enum TelephoneFailure {
        NoNumber = "no_number", "没有登记电话", "No number on record";
        WrongNumber = "wrong_number", "号码打不通", "The number does not exist";
        Busy = "busy", "占线", "Busy";
        NoAnswer = "no_answer", "无人接听", "Nobody answered";
        NoKey = "no_key", "接了没按键", "Answered without a key";
        HungUp = "hung_up", "没按键就挂了", "Hung up without a key";
        Refused = "refused", "交换机拒绝，检查账号", "Refused by the exchange: check the account";
        Unavailable = "unavailable", "交换机忙或故障", "The exchange is busy or out of order";
        Unreachable = "unreachable", "联系不上交换机", "The exchange does not answer";
        NoSound = "no_sound", "交换机不支持本线路的语音", "The exchange shares no sound format with this line";
        Crowded = "crowded", "外呼线路占满", "All lines are taken";
        Interrupted = "interrupted", "服务中断，呼叫没打完", "The service stopped during the call";
    }
}

impl TelephoneFailure {
    /// Tells whether dialling once more may help.
    pub const fn may_pass(self) -> bool {
        match self {
            Self::Busy | Self::NoAnswer | Self::NoKey | Self::HungUp | Self::Unavailable | Self::Crowded => true,
            Self::NoNumber
            | Self::WrongNumber
            | Self::Refused
            | Self::Unreachable
            | Self::NoSound
            | Self::Interrupted => false,
        }
    }
}
