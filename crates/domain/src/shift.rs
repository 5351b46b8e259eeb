//! The shift of a member at a post (班次): a terminal belongs to a post, so who stands there must be said.

crate::codes! {
    /// The state of a shift (domain specification §3.3).
    pub enum ShiftState {
        Planned = "planned", "已排班", "Planned";
        HandoverPending = "handover_pending", "待交接", "Hand-over pending";
        OnDuty = "on_duty", "在岗", "On duty";
        OffDuty = "off_duty", "已下岗", "Off duty";
    }
}
