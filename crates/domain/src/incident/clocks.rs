//! The clocks of an incident: by when it should be taken up, reached and answered.
//!
//! Bases: 城区五分钟、城郊十分钟 of the rules for police calls; fifteen minutes for remote villages; thirty seconds
//! as the passing band of acknowledgement; one, three and five minutes for the rings.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::incident::Priority;
use crate::member::AreaType;
use crate::time::Timestamp;

crate::codes! {
    /// What a clock is for.
    pub enum ClockKind {
        Acknowledge = "acknowledge", "签收", "Acknowledge";
        Arrive = "arrive", "到场", "Arrive";
        FirstReport = "first_report", "首报", "First report";
        Feedback = "feedback", "反馈", "Feedback";
    }
}

/// A time limit, and when it was met.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Clock {
    /// What it is for.
    pub kind: ClockKind,
    /// By when.
    pub due_at: Timestamp,
    /// When it happened.
    pub met_at: Option<Timestamp>,
}

impl Clock {
    /// Tells whether the limit was missed, or is missed by `now`.
    pub fn is_late(&self, now: Timestamp) -> bool {
        self.met_at.unwrap_or(now) > self.due_at
    }
}

/// The moments that the clocks of an incident run from and stop at.
#[derive(Clone, Copy, Debug)]
pub struct Moments {
    /// How urgent it is.
    pub priority: Priority,
    /// Where it is.
    pub area_type: AreaType,
    /// When it was reported.
    pub reported_at: Timestamp,
    /// When somebody was first sent; all limits run from here (计时起点统一).
    pub dispatched_at: Option<Timestamp>,
    /// When somebody acknowledged.
    pub acknowledged_at: Option<Timestamp>,
    /// When somebody was on the scene.
    pub on_scene_at: Option<Timestamp>,
    /// When the scene was first reported on.
    pub first_report_at: Option<Timestamp>,
    /// When feedback was given.
    pub feedback_at: Option<Timestamp>,
    /// The time agreed with the caller, for what is not urgent.
    pub agreed_at: Option<Timestamp>,
}

/// The clocks that run or have run, in the order of their kinds.
///
/// Until somebody is sent, the first clock runs from the report, so that one that nobody touches turns late too.
pub fn clocks(moments: &Moments) -> Vec<Clock> {
    let from = moments.dispatched_at.unwrap_or(moments.reported_at);
    let priority = moments.priority;
    let sent = moments.dispatched_at.is_some();
    let acknowledge = Some(from.plus_s(acknowledge_s(priority)));
    let arrive = match arrive_s(priority, moments.area_type) {
        Some(seconds) => sent.then(|| from.plus_s(seconds)),
        None => moments.agreed_at,
    };
    let first_report = moments.on_scene_at.and_then(|it| Some(it.plus_s(first_report_s(priority)?)));
    let feedback = sent.then(|| from.plus_s(feedback_s(priority)));
    [
        (ClockKind::Acknowledge, acknowledge, moments.acknowledged_at),
        (ClockKind::Arrive, arrive, moments.on_scene_at),
        (ClockKind::FirstReport, first_report, moments.first_report_at),
        (ClockKind::Feedback, feedback, moments.feedback_at),
    ]
    .into_iter()
    .filter_map(|(kind, due_at, met_at)| Some(Clock { kind, due_at: due_at?, met_at }))
    .collect()
}

/// Seconds to acknowledge.
pub const fn acknowledge_s(priority: Priority) -> i64 {
    match priority {
        Priority::P1 | Priority::P2 => 30,
        Priority::P3 => 60,
        Priority::P4 => 180,
    }
}

/// Seconds until somebody is there; nothing for what is done when agreed.
///
/// For P1 it is the outermost ring: what is nearer has its own limit (`ring_s`).
pub const fn arrive_s(priority: Priority, area: AreaType) -> Option<i64> {
    match (priority, area) {
        (Priority::P1, AreaType::Urban | AreaType::Suburban | AreaType::Remote) => Some(ring_s(Ring::Police)),
        (Priority::P2, AreaType::Urban) => Some(5 * 60),
        (Priority::P2, AreaType::Suburban) => Some(10 * 60),
        (Priority::P2, AreaType::Remote) => Some(15 * 60),
        (Priority::P3, AreaType::Urban) => Some(10 * 60),
        (Priority::P3, AreaType::Suburban) => Some(15 * 60),
        (Priority::P3, AreaType::Remote) => Some(30 * 60),
        (Priority::P4, AreaType::Urban | AreaType::Suburban | AreaType::Remote) => None,
    }
}

/// Seconds from arrival to the first report; for P2 it is the arrival itself, below it none is asked.
pub const fn first_report_s(priority: Priority) -> Option<i64> {
    match priority {
        Priority::P1 => Some(5 * 60),
        Priority::P2 => Some(0),
        Priority::P3 | Priority::P4 => None,
    }
}

/// Seconds between the reports that follow the first one, for P1.
pub const NEXT_REPORT_S: i64 = 10 * 60;

/// Seconds to feedback. For P1 only reports from the scene are prescribed; it has no more time than P2.
pub const fn feedback_s(priority: Priority) -> i64 {
    match priority {
        Priority::P1 | Priority::P2 => 30 * 60,
        Priority::P3 => 60 * 60,
        Priority::P4 => 24 * 60 * 60,
    }
}

crate::codes! {
    /// A response ring (响应圈): who comes at once, who next, who after that. For P1 all are called at the same moment.
    pub enum Ring {
        Own = "own", "事发单位", "The unit itself";
        Neighbours = "neighbours", "相邻单位", "Neighbouring units";
        Police = "police", "警力", "Police";
    }
}

impl Ring {
    /// Its number on the wire, 1 to 3.
    pub const fn number(self) -> u8 {
        match self {
            Self::Own => 1,
            Self::Neighbours => 2,
            Self::Police => 3,
        }
    }
}

/// Seconds from dispatch until the ring is there: one, three, five minutes (最小应急单元).
pub const fn ring_s(ring: Ring) -> i64 {
    match ring {
        Ring::Own => 60,
        Ring::Neighbours => 180,
        Ring::Police => 300,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const AT: Timestamp = Timestamp::from_seconds(1_000_000);

    fn moments(priority: Priority) -> Moments {
        Moments {
            priority,
            area_type: AreaType::Suburban,
            reported_at: AT,
            dispatched_at: None,
            acknowledged_at: None,
            on_scene_at: None,
            first_report_at: None,
            feedback_at: None,
            agreed_at: None,
        }
    }

    #[track_caller]
    fn check(moments: &Moments, expected: &[(ClockKind, i64)]) {
        let due: Vec<_> = clocks(moments).into_iter().map(|it| (it.kind, it.due_at.seconds_since(AT))).collect();
        assert_eq!(due, expected);
    }

    #[test]
    fn a_report_that_nobody_touches_turns_late() {
        check(&moments(Priority::P2), &[(ClockKind::Acknowledge, 30)]);
        let clock = clocks(&moments(Priority::P2))[0];
        assert!(!clock.is_late(AT.plus_s(30)) && clock.is_late(AT.plus_s(31)));
    }

    #[test]
    fn all_limits_run_from_dispatch() {
        use ClockKind::{Acknowledge, Arrive, Feedback, FirstReport};
        let sent = |priority| Moments { dispatched_at: Some(AT.plus_s(100)), ..moments(priority) };
        check(&sent(Priority::P1), &[(Acknowledge, 130), (Arrive, 400), (Feedback, 1_900)]);
        check(&sent(Priority::P2), &[(Acknowledge, 130), (Arrive, 700), (Feedback, 1_900)]);
        check(&sent(Priority::P3), &[(Acknowledge, 160), (Arrive, 1_000), (Feedback, 3_700)]);
        check(&sent(Priority::P4), &[(Acknowledge, 280), (Feedback, 86_500)]);
        let there = Moments { on_scene_at: Some(AT.plus_s(250)), ..sent(Priority::P1) };
        check(&there, &[(Acknowledge, 130), (Arrive, 400), (FirstReport, 550), (Feedback, 1_900)]);
        assert!(!clocks(&there)[1].is_late(AT.plus_s(9_999)), "met in time stays met");
    }

    #[test]
    fn what_is_not_urgent_is_reached_when_agreed() {
        let agreed = Moments { agreed_at: Some(AT.plus_s(7_200)), ..moments(Priority::P4) };
        check(&agreed, &[(ClockKind::Acknowledge, 180), (ClockKind::Arrive, 7_200)]);
    }

    #[test]
    fn the_limits_are_those_of_the_table() {
        let row = |priority| AreaType::ALL.iter().map(|it| arrive_s(priority, *it).map(|s| s / 60)).collect::<Vec<_>>();
        assert_eq!(row(Priority::P1), [Some(5), Some(5), Some(5)]);
        assert_eq!(row(Priority::P2), [Some(5), Some(10), Some(15)]);
        assert_eq!(row(Priority::P3), [Some(10), Some(15), Some(30)]);
        assert_eq!(row(Priority::P4), [None, None, None]);
        assert_eq!(
            Ring::ALL.iter().map(|it| (it.number(), ring_s(*it))).collect::<Vec<_>>(),
            [(1, 60), (2, 180), (3, 300)]
        );
    }
}
