//! The shift of a member at a post (班次): a terminal belongs to a post, so who stands there must be said.
//!
//! `docs/states.md` holds the transitions as a table; a test keeps them equal.

crate::codes! {
    /// The state of a shift (domain specification §3.3).
    pub enum ShiftState {
        Planned = "planned", "已排班", "Planned";
        HandoverPending = "handover_pending", "待交接", "Hand-over pending";
        OnDuty = "on_duty", "在岗", "On duty";
        OffDuty = "off_duty", "已下岗", "Off duty";
    }

    /// What can happen to a shift.
    pub enum ShiftAction {
        Due = "due", "到点待交接", "Its time has come";
        Confirm = "confirm", "我是当班人", "I am on duty";
        Leave = "leave", "下岗", "Leave";
    }

    /// Why it cannot happen now.
    pub enum ShiftRefused {
        AlreadyDone = "shift_already_done", "已经是这个状态", "Already so";
        NotOnDuty = "not_on_duty", "还没确认当班", "Not on duty yet";
        Over = "shift_over", "这一班已经结束，请确认新的一班", "This shift is over; confirm a new one";
    }
}

impl ShiftState {
    /// The state after `action`, or why it cannot happen.
    pub const fn advance(self, action: ShiftAction) -> Result<Self, ShiftRefused> {
        match (self, action) {
            (Self::Planned, ShiftAction::Due) => Ok(Self::HandoverPending),
            (Self::Planned | Self::HandoverPending, ShiftAction::Confirm) => Ok(Self::OnDuty),
            (Self::OnDuty, ShiftAction::Leave) => Ok(Self::OffDuty),
            (Self::Planned | Self::HandoverPending, ShiftAction::Leave) => Err(ShiftRefused::NotOnDuty),
            (Self::HandoverPending | Self::OnDuty, ShiftAction::Due)
            | (Self::OnDuty, ShiftAction::Confirm)
            | (Self::OffDuty, ShiftAction::Leave) => Err(ShiftRefused::AlreadyDone),
            (Self::OffDuty, ShiftAction::Due | ShiftAction::Confirm) => Err(ShiftRefused::Over),
        }
    }

    /// Tells whether positions may be taken: off shift they stop (red line 3).
    pub const fn takes_positions(self) -> bool {
        match self {
            Self::OnDuty => true,
            Self::Planned | Self::HandoverPending | Self::OffDuty => false,
        }
    }
}
