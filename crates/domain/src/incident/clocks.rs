//! The clocks of an incident: by when it should be taken up, reached and answered and reported on.
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
        NextReport = "next_report", "续报", "Next report";
        Feedback = "feedback", "反馈", "Feedback";
        HandOver = "hand_over", "对方回执", "The other body's answer";
        MajorReport = "major_report", "突发事件报送", "Report of a major incident";
    }
}

/// A time limit, and when it was met.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Clock {
    /// What it is for.
    pub kind: ClockKind,
    /// From when it runs.
    pub started_at: Timestamp,
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

/// Seconds for each priority.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ByPriority {
    /// For P1.
    pub p1_s: u32,
    /// For P2.
    pub p2_s: u32,
    /// For P3.
    pub p3_s: u32,
    /// For P4.
    pub p4_s: u32,
}

impl ByPriority {
    /// The seconds for one priority.
    pub const fn of(self, priority: Priority) -> i64 {
        match priority {
            Priority::P1 => self.p1_s as i64,
            Priority::P2 => self.p2_s as i64,
            Priority::P3 => self.p3_s as i64,
            Priority::P4 => self.p4_s as i64,
        }
    }
}

/// Seconds for each kind of area.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ByArea {
    /// In town.
    pub urban_s: u32,
    /// In the outskirts.
    pub suburban_s: u32,
    /// In remote villages.
    pub remote_s: u32,
}

impl ByArea {
    /// The seconds for one kind of area.
    pub const fn of(self, area: AreaType) -> i64 {
        match area {
            AreaType::Urban => self.urban_s as i64,
            AreaType::Suburban => self.suburban_s as i64,
            AreaType::Remote => self.remote_s as i64,
        }
    }
}

/// Seconds from dispatch until the first of each response ring is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ByRing {
    /// The unit itself.
    pub own_s: u32,
    /// Neighbouring units.
    pub neighbours_s: u32,
    /// Police.
    pub police_s: u32,
}

impl ByRing {
    /// The seconds for one ring.
    pub const fn of(self, ring: Ring) -> i64 {
        match ring {
            Ring::Own => self.own_s as i64,
            Ring::Neighbours => self.neighbours_s as i64,
            Ring::Police => self.police_s as i64,
        }
    }
}

/// The time limits that a station goes by. The defaults are those of the standard.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Limits {
    /// From dispatch, or from the report while nobody is sent, until somebody acknowledges: 30 s for what is urgent,
    /// a minute and three minutes for the rest.
    pub acknowledge: ByPriority,
    /// From dispatch until each ring is there: one, three, five minutes (最小应急单元). The police's is P1's arrival.
    pub rings: ByRing,
    /// From dispatch until the first is there, P2: 城区五分钟、城郊十分钟, fifteen for remote villages.
    pub arrive_p2: ByArea,
    /// The same for P3: 10, 15 and 30 minutes. P4 has no limit but the time that was agreed.
    pub arrive_p3: ByArea,
    /// From the arrival to the first report from the scene, P1: five minutes. For P2 the arrival is the first report.
    pub first_report_s: u32,
    /// From one report of a P1 to the next, until it is handled: ten minutes.
    pub next_report_s: u32,
    /// From dispatch to feedback: 30 minutes, an hour for P3, a day for P4. The standard gives P1 nothing but its
    /// reports; it has no more time than P2.
    pub feedback: ByPriority,
}

/// The standard's limits.
pub const STANDARD: Limits = Limits {
    acknowledge: ByPriority { p1_s: 30, p2_s: 30, p3_s: 60, p4_s: 180 },
    rings: ByRing { own_s: 60, neighbours_s: 180, police_s: 300 },
    arrive_p2: ByArea { urban_s: 5 * 60, suburban_s: 10 * 60, remote_s: 15 * 60 },
    arrive_p3: ByArea { urban_s: 10 * 60, suburban_s: 15 * 60, remote_s: 30 * 60 },
    first_report_s: 5 * 60,
    next_report_s: 10 * 60,
    feedback: ByPriority { p1_s: 30 * 60, p2_s: 30 * 60, p3_s: 60 * 60, p4_s: 24 * 60 * 60 },
};

impl Default for Limits {
    fn default() -> Self {
        STANDARD
    }
}

impl Limits {
    /// Seconds until somebody is there; nothing for what is done when agreed.
    ///
    /// For P1 it is the outermost ring: what is nearer has its own limit.
    pub const fn arrive_s(&self, priority: Priority, area: AreaType) -> Option<i64> {
        match priority {
            Priority::P1 => Some(self.rings.of(Ring::Police)),
            Priority::P2 => Some(self.arrive_p2.of(area)),
            Priority::P3 => Some(self.arrive_p3.of(area)),
            Priority::P4 => None,
        }
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
    /// When the scene was last reported on.
    pub last_report_at: Option<Timestamp>,
    /// When it was handled: then no more reports are asked for.
    pub handled_at: Option<Timestamp>,
    /// When feedback was given.
    pub feedback_at: Option<Timestamp>,
    /// The time agreed with the caller, for what is not urgent.
    pub agreed_at: Option<Timestamp>,
}

/// The clocks that run or have run, in the order of their kinds.
///
/// Until somebody is sent, the first clock runs from the report, so that one that nobody touches turns late too.
pub fn clocks(moments: &Moments, limits: &Limits) -> Vec<Clock> {
    let from = moments.dispatched_at.unwrap_or(moments.reported_at);
    let priority = moments.priority;
    let sent = moments.dispatched_at.is_some();
    let acknowledge = Some(from.plus_s(limits.acknowledge.of(priority)));
    let arrive = match limits.arrive_s(priority, moments.area_type) {
        Some(seconds) => sent.then(|| from.plus_s(seconds)),
        None => moments.agreed_at,
    };
    let feedback = sent.then(|| from.plus_s(limits.feedback.of(priority)));
    let clock =
        |kind, due_at: Option<Timestamp>, met_at| Some(Clock { kind, started_at: from, due_at: due_at?, met_at });
    [
        clock(ClockKind::Acknowledge, acknowledge, moments.acknowledged_at),
        clock(ClockKind::Arrive, arrive, moments.on_scene_at),
        first_report(moments, limits),
        next_report(moments, limits),
        clock(ClockKind::Feedback, feedback, moments.feedback_at),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// The clock of the first report from the scene: for P2 the arrival is the report, below it none is asked.
fn first_report(moments: &Moments, limits: &Limits) -> Option<Clock> {
    let arrived = moments.on_scene_at?;
    let (due_at, met_at) = match moments.priority {
        Priority::P1 => (arrived.plus_s(limits.first_report_s.into()), moments.first_report_at),
        Priority::P2 => (arrived, Some(arrived)),
        Priority::P3 | Priority::P4 => return None,
    };
    Some(Clock { kind: ClockKind::FirstReport, started_at: arrived, due_at, met_at })
}

/// The clock of the report that follows the last one, for P1, until it is handled.
fn next_report(moments: &Moments, limits: &Limits) -> Option<Clock> {
    if moments.priority != Priority::P1 || moments.on_scene_at.is_none() || moments.first_report_at.is_none() {
        return None;
    }
    let started_at = moments.last_report_at?;
    let due_at = started_at.plus_s(limits.next_report_s.into());
    // Once handled, no further report is asked for; what was handled after the report was due stays late.
    let met_at = moments.handled_at;
    let runs = met_at.is_none_or(|it| it > started_at);
    runs.then_some(Clock { kind: ClockKind::NextReport, started_at, due_at, met_at })
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
            last_report_at: None,
            handled_at: None,
            feedback_at: None,
            agreed_at: None,
        }
    }

    #[track_caller]
    fn check(moments: &Moments, expected: &[(ClockKind, i64)]) {
        let due = clocks(moments, &STANDARD);
        let due: Vec<_> = due.into_iter().map(|it| (it.kind, it.due_at.seconds_since(AT))).collect();
        assert_eq!(due, expected);
    }

    fn clock(moments: &Moments, kind: ClockKind) -> Option<Clock> {
        clocks(moments, &STANDARD).into_iter().find(|it| it.kind == kind)
    }

    #[test]
    fn a_report_that_nobody_touches_turns_late() {
        check(&moments(Priority::P2), &[(ClockKind::Acknowledge, 30)]);
        let clock = clocks(&moments(Priority::P2), &STANDARD)[0];
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
        assert!(!clocks(&there, &STANDARD)[1].is_late(AT.plus_s(9_999)), "met in time stays met");
    }

    #[test]
    fn who_arrives_at_a_p2_has_reported_by_arriving() {
        for (priority, expected) in [
            (Priority::P1, Some((300, None))),
            (Priority::P2, Some((0, Some(0)))),
            (Priority::P3, None),
            (Priority::P4, None),
        ] {
            let there = Moments { on_scene_at: Some(AT), ..moments(priority) };
            let found = clock(&there, ClockKind::FirstReport);
            let found = found.map(|it| (it.due_at.seconds_since(AT), it.met_at.map(|at| at.seconds_since(AT))));
            assert_eq!(found, expected, "{priority}");
        }
    }

    #[test]
    fn a_p1_is_reported_on_every_ten_minutes_until_it_is_handled() {
        let there = Moments { on_scene_at: Some(AT), ..moments(Priority::P1) };
        assert_eq!(clock(&there, ClockKind::NextReport), None, "the first comes first");
        let reported = |first: i64, last: i64| Moments {
            first_report_at: Some(AT.plus_s(first)),
            last_report_at: Some(AT.plus_s(last)),
            ..there
        };
        for (first, last, due) in [(200, 200, 800), (200, 790, 1_390), (400, 1_500, 2_100)] {
            let next = clock(&reported(first, last), ClockKind::NextReport).unwrap();
            assert_eq!((next.due_at.seconds_since(AT), next.met_at), (due, None));
            assert_eq!(clock(&reported(first, last), ClockKind::FirstReport).unwrap().met_at, Some(AT.plus_s(first)));
        }
        let handled = Moments { handled_at: Some(AT.plus_s(900)), ..reported(200, 790) };
        assert_eq!(clock(&handled, ClockKind::NextReport).unwrap().met_at, Some(AT.plus_s(900)));
        for priority in [Priority::P2, Priority::P3, Priority::P4] {
            assert_eq!(clock(&Moments { priority, ..reported(200, 200) }, ClockKind::NextReport), None, "{priority}");
        }
    }

    #[test]
    fn what_is_not_urgent_is_reached_when_agreed() {
        let agreed = Moments { agreed_at: Some(AT.plus_s(7_200)), ..moments(Priority::P4) };
        check(&agreed, &[(ClockKind::Acknowledge, 180), (ClockKind::Arrive, 7_200)]);
        let sooner = Moments { priority: Priority::P3, dispatched_at: Some(AT), ..agreed };
        assert_eq!(clock(&sooner, ClockKind::Arrive).unwrap().due_at, AT.plus_s(900), "what is urgent does not wait");
    }

    #[test]
    fn the_limits_are_those_of_the_table() {
        let row = |priority| {
            AreaType::ALL.iter().map(|it| STANDARD.arrive_s(priority, *it).map(|s| s / 60)).collect::<Vec<_>>()
        };
        assert_eq!(row(Priority::P1), [Some(5), Some(5), Some(5)]);
        assert_eq!(row(Priority::P2), [Some(5), Some(10), Some(15)]);
        assert_eq!(row(Priority::P3), [Some(10), Some(15), Some(30)]);
        assert_eq!(row(Priority::P4), [None, None, None]);
        let each = |it: ByPriority| Priority::ALL.iter().map(|p| it.of(*p)).collect::<Vec<_>>();
        assert_eq!(each(STANDARD.acknowledge), [30, 30, 60, 180]);
        assert_eq!(each(STANDARD.feedback), [1_800, 1_800, 3_600, 86_400]);
        assert_eq!((STANDARD.first_report_s, STANDARD.next_report_s), (300, 600));
        assert_eq!(
            Ring::ALL.iter().map(|it| (it.number(), STANDARD.rings.of(*it))).collect::<Vec<_>>(),
            [(1, 60), (2, 180), (3, 300)]
        );
    }

    #[test]
    fn a_station_may_have_other_limits() {
        let limits = Limits {
            first_report_s: 60,
            next_report_s: 120,
            arrive_p2: ByArea { suburban_s: 30, ..STANDARD.arrive_p2 },
            ..STANDARD
        };
        let there = Moments {
            dispatched_at: Some(AT),
            on_scene_at: Some(AT),
            first_report_at: Some(AT.plus_s(10)),
            last_report_at: Some(AT.plus_s(10)),
            ..moments(Priority::P1)
        };
        let due = |moments: &Moments, kind| {
            clocks(moments, &limits).into_iter().find(|it| it.kind == kind).map(|it| it.due_at.seconds_since(AT))
        };
        assert_eq!(due(&there, ClockKind::FirstReport), Some(60));
        assert_eq!(due(&there, ClockKind::NextReport), Some(130));
        assert_eq!(due(&Moments { priority: Priority::P2, ..there }, ClockKind::Arrive), Some(30));
    }
}
