//! Incidents (警情): where they come from, how urgent they are, what state they are in.

pub mod assess;
pub mod claim;
pub mod clocks;
pub mod close;
pub mod duplicate;
pub mod hard_stop;
pub mod major;
pub mod number;
pub mod order_110;
pub mod outside;
pub mod solo;
pub mod status;
pub mod transfer;

crate::codes! {
    /// The urgency of an incident; `P1` is the most urgent and sorts first.
    pub enum Priority {
        P1 = "P1", "特急", "Critical";
        P2 = "P2", "紧急", "Urgent";
        P3 = "P3", "一般", "Routine";
        P4 = "P4", "非紧急", "Not urgent";
    }

    /// The state of an incident; `status` holds its transitions.
    pub enum IncidentStatus {
        Reported = "reported", "已接报", "Reported";
        Triaged = "triaged", "已分类", "Triaged";
        Dispatched = "dispatched", "已派出", "Dispatched";
        Acknowledged = "acknowledged", "已签收", "Acknowledged";
        EnRoute = "en_route", "在途", "On the way";
        OnScene = "on_scene", "已到场", "On scene";
        Handled = "handled", "已处置", "Handled";
        FeedbackDone = "feedback_done", "已反馈", "Feedback given";
        TransferredOut = "transferred_out", "已转出", "Transferred out";
        HandedOver = "handed_over", "对方已签收", "Handed over";
        Merged = "merged", "已并案", "Merged";
        Closed = "closed", "已办结", "Closed";
        Revisited = "revisited", "已回访", "Revisited";
        Cancelled = "cancelled", "已撤销", "Cancelled";
    }

    /// What the desk was told of the search for people, until somebody acts on it.
    pub enum SearchAlert {
        None = "none", "无", "Nothing";
        NobodyAccepted = "nobody_accepted", "还没有人接受", "Nobody has accepted";
        Exhausted = "exhausted", "能叫的人都叫过了", "Nobody is left to call";
    }

    /// How a report reached the station.
    pub enum IntakeSource {
        Transfer110 = "110_transfer", "110指令", "110 order";
        StationPhone = "station_phone", "值班电话", "Station telephone";
        WalkIn = "walk_in", "上门报警", "Walk-in";
        DeviceSos = "device_sos", "一键求助", "SOS button";
        DeviceReport = "device_report", "对讲上报", "Member's report";
        Observer = "observer", "安全观察员", "Safety observer";
        ResidentH5 = "resident_h5", "居民上报", "Resident's page";
        Transfer12345 = "12345_transfer", "12345转办", "Transferred by 12345";
        Transfer141 = "141_transfer", "141转办", "Transferred by 141";
        BankButton = "bank_button", "银行一键联警", "Bank button";
        SchoolAlarm = "school_alarm", "校园一键报警", "School alarm";
        PatrolFound = "patrol_found", "巡逻发现", "Found on patrol";
    }

    /// Whether an incident is a matter for police; one that is unclear is treated as one.
    pub enum PoliceNature {
        Police = "police", "警务", "Police matter";
        NonPolice = "non_police", "非警务", "Not a police matter";
        Unknown = "unknown", "说不清（按警务）", "Unclear (treated as police)";
    }

    /// What came of an incident.
    pub enum Disposition {
        Resolved = "resolved", "现场处置完毕", "Resolved on the spot";
        Persuaded = "persuaded", "劝解劝离", "Settled by persuasion";
        HandedToPolice = "handed_to_police", "移交民警", "Handed to police";
        HandedOver = "handed_over", "移交主管部门", "Handed to another body";
        Converted = "converted", "转矛盾纠纷", "Became a dispute";
        NotFound = "not_found", "到场未发现", "Nothing found";
        FalseAlarm = "false_alarm", "误报", "False alarm";
        Invalid = "invalid", "无效警情", "Not a real report";
    }

    /// To whom an incident is transferred.
    pub enum TransferTo {
        Hotline12345 = "12345", "12345热线", "The 12345 hotline";
        GovernanceCentre = "governance_centre", "基层智治中心", "The governance centre";
        Grid = "grid", "网格", "The grid";
    }
}

impl IncidentStatus {
    /// Tells whether work on the incident has ended.
    pub const fn is_over(self) -> bool {
        match self {
            Self::Merged | Self::Closed | Self::Revisited | Self::Cancelled => true,
            Self::Reported
            | Self::Triaged
            | Self::Dispatched
            | Self::Acknowledged
            | Self::EnRoute
            | Self::OnScene
            | Self::Handled
            | Self::FeedbackDone
            | Self::TransferredOut
            | Self::HandedOver => false,
        }
    }
}

impl PoliceNature {
    /// Tells whether police must come and must end it: in police matters, and in unclear ones (类别不清一律按警务).
    pub const fn needs_police(self) -> bool {
        match self {
            Self::Police | Self::Unknown => true,
            Self::NonPolice => false,
        }
    }
}

/// What is known about the danger of an incident, as the desk ticks it or as members report it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    /// Somebody is armed.
    pub weapon: bool,
    /// Domestic violence.
    pub involves_dv: bool,
    /// A minor takes part.
    pub involves_minor: bool,
    /// How many people are hurt.
    pub injured_count: u32,
    /// A member called for help.
    pub sos: bool,
    /// A member reported danger.
    pub danger_reported: bool,
    /// For how many seconds a member's picture has been gone.
    pub video_lost_s: u32,
    /// Somebody escalated the incident: danger, or a police matter after all.
    pub escalated: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_most_urgent_sorts_first() {
        let mut queue = [Priority::P3, Priority::P1, Priority::P4, Priority::P2];
        queue.sort();
        assert_eq!(queue, [Priority::P1, Priority::P2, Priority::P3, Priority::P4]);
    }
}
