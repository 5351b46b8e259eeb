//! A member's SOS (一键求助): pressed, heard by a person, ended; who is told when nobody hears it.
//!
//! `docs/states.md` is the machine as a table; a test keeps them equal.

use serde::{Deserialize, Serialize};

use crate::category::CategoryCode;
use crate::time::Timestamp;

crate::codes! {
    /// Where an SOS stands.
    pub enum SosStatus {
        Raised = "raised", "求助中", "Calling for help";
        Acknowledged = "acknowledged", "已收到", "Heard";
        Resolved = "resolved", "已解除", "Over";
        FalseAlarm = "false_alarm", "误报", "False alarm";
    }

    /// What can happen to an SOS.
    pub enum SosAction {
        Press = "press", "再次求助", "Press again";
        Retract = "retract", "本人说是误报", "The presser says it was none";
        Acknowledge = "acknowledge", "收到", "Acknowledge";
        Resolve = "resolve", "解除", "Resolve";
        FalseAlarm = "false_alarm", "认定误报", "Call it a false alarm";
    }

    /// Why it cannot happen now.
    pub enum SosRefused {
        Over = "sos_over", "这次求助已经结束", "This SOS is over";
        AlreadyHeard = "sos_already_heard", "已经有人收到了", "Somebody has it already";
        NotHeard = "sos_not_heard", "请先点「收到」，再处理", "Acknowledge it first";
        TooLate = "sos_too_late", "已过撤回时限，请告诉指挥室", "It is too late to take it back; tell the desk";
    }

    /// Why somebody takes an SOS back, as a tile.
    pub enum RetractReason {
        Slipped = "slipped", "误碰", "Pressed by mistake";
        Trying = "trying", "试一试", "Only trying";
        Settled = "settled", "已经没事了", "It has settled";
        Other = "other", "其他", "Something else";
    }

    /// Who has been told that nobody hears an SOS.
    pub enum SosTold {
        Desk = "desk", "指挥室", "The desk";
        DutyCommander = "duty_commander", "值班指挥长", "The duty commander";
        CommandGroup = "command_group", "全指挥组", "The whole command group";
    }

    /// What a drill or test window is for.
    pub enum DrillKind {
        Sos = "sos", "演练", "SOS drill";
        TestRing = "test_ring", "试铃", "Test ring";
    }

    /// Why a window cannot be opened.
    pub enum DrillRefused {
        Backwards = "drill_backwards", "结束时间须晚于开始时间", "It has to end after it begins";
        Past = "drill_past", "结束时间已经过去", "Its end has passed already";
        TooLong = "drill_too_long", "演练最长24小时，请分段开", "A drill lasts a day at most; open several";
        TooFar = "drill_too_far", "最多提前31天安排演练", "A drill is arranged a month ahead at most";
    }
}

impl SosStatus {
    /// The state after `action`, or why it cannot happen.
    pub const fn advance(self, action: SosAction) -> Result<Self, SosRefused> {
        match action {
            SosAction::Press => self.press(),
            SosAction::Retract => self.retract(),
            SosAction::Acknowledge => self.acknowledge(),
            SosAction::Resolve => self.end(Self::Resolved),
            SosAction::FalseAlarm => self.end(Self::FalseAlarm),
        }
    }

    /// Whoever presses again was heard and is not helped: it rings anew.
    const fn press(self) -> Result<Self, SosRefused> {
        match self {
            Self::Raised | Self::Acknowledged => Ok(Self::Raised),
            Self::Resolved | Self::FalseAlarm => Err(SosRefused::Over),
        }
    }

    /// A word of the presser ends nothing: somebody may have made them say it. The desk confirms.
    const fn retract(self) -> Result<Self, SosRefused> {
        match self {
            Self::Raised | Self::Acknowledged => Ok(self),
            Self::Resolved | Self::FalseAlarm => Err(SosRefused::Over),
        }
    }

    const fn acknowledge(self) -> Result<Self, SosRefused> {
        match self {
            Self::Raised => Ok(Self::Acknowledged),
            Self::Acknowledged => Err(SosRefused::AlreadyHeard),
            Self::Resolved | Self::FalseAlarm => Err(SosRefused::Over),
        }
    }

    /// Nothing ends that nobody has heard.
    const fn end(self, to: Self) -> Result<Self, SosRefused> {
        match self {
            Self::Raised => Err(SosRefused::NotHeard),
            Self::Acknowledged => Ok(to),
            Self::Resolved | Self::FalseAlarm => Err(SosRefused::Over),
        }
    }

    /// Tells whether somebody still has to do something.
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Raised | Self::Acknowledged)
    }
}

/// The times of an SOS that a station may set; the defaults are those of the standard.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SosLimits {
    /// After how many seconds unheard the duty commander is told: 15.
    pub commander_after_s: u32,
    /// After how many seconds unheard the whole command group is told: 30.
    pub group_after_s: u32,
    /// For how many seconds the presser may take it back: 10, by which time a slip is noticed.
    pub retract_s: u32,
}

impl Default for SosLimits {
    fn default() -> Self {
        Self { commander_after_s: 15, group_after_s: 30, retract_s: 10 }
    }
}

/// How long the button is held before it counts, in milliseconds: long enough that a pocket does not press it.
pub const HOLD_MS: u32 = 1_500;

/// Tells who has to have been told by `now`, if nobody has heard it since `raised_at`.
pub fn unheard(raised_at: Timestamp, now: Timestamp, limits: SosLimits) -> SosTold {
    let seconds = now.seconds_since(raised_at);
    if seconds >= limits.group_after_s.into() {
        SosTold::CommandGroup
    } else if seconds >= limits.commander_after_s.into() {
        SosTold::DutyCommander
    } else {
        SosTold::Desk
    }
}

/// When the silence is looked at next; nothing once everybody is told.
pub fn look_again(raised_at: Timestamp, told: SosTold, limits: SosLimits) -> Option<Timestamp> {
    let after_s = |seconds: u32| Some(raised_at.plus_s(seconds.into()));
    match told {
        SosTold::Desk => after_s(limits.commander_after_s.min(limits.group_after_s)),
        SosTold::DutyCommander => after_s(limits.group_after_s),
        SosTold::CommandGroup => None,
    }
}

/// Tells whether the presser may still take it back by themselves.
pub fn retract_check(raised_at: Timestamp, now: Timestamp, limits: SosLimits) -> Result<(), SosRefused> {
    if now <= raised_at.plus_s(limits.retract_s.into()) { Ok(()) } else { Err(SosRefused::TooLate) }
}

/// A day: nobody holds a drill for longer, and a forgotten one must not hide a real SOS for longer.
const DRILL_S_MAX: i64 = 24 * 3_600;
/// A month ahead.
const DRILL_AHEAD_S_MAX: i64 = 31 * 24 * 3_600;

/// Tells whether a window may be opened.
pub fn drill_check(from: Timestamp, to: Timestamp, now: Timestamp) -> Result<(), DrillRefused> {
    if to <= from {
        return Err(DrillRefused::Backwards);
    }
    if to <= now {
        return Err(DrillRefused::Past);
    }
    if to > from.plus_s(DRILL_S_MAX) {
        return Err(DrillRefused::TooLong);
    }
    if from > now.plus_s(DRILL_AHEAD_S_MAX) {
        return Err(DrillRefused::TooFar);
    }
    Ok(())
}

impl DrillKind {
    /// The category of what is pressed inside: 9005 drill, 9004 test of equipment. Neither is counted.
    pub fn category(self) -> CategoryCode {
        let code = match self {
            Self::Sos => "9005",
            Self::TestRing => "9004",
        };
        code.parse().expect("a code of four digits")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::category::Category;
    use crate::category::dictionary::Dictionary;

    const RAISED: Timestamp = Timestamp::from_seconds(1_000_000);

    #[test]
    fn the_way_of_an_sos() {
        use SosAction::{Acknowledge, FalseAlarm, Press, Resolve, Retract};
        let raised = SosStatus::Raised;
        assert_eq!(raised.advance(Acknowledge), Ok(SosStatus::Acknowledged));
        assert_eq!(SosStatus::Acknowledged.advance(Resolve), Ok(SosStatus::Resolved));
        assert_eq!(SosStatus::Acknowledged.advance(FalseAlarm), Ok(SosStatus::FalseAlarm));
        for action in [Resolve, FalseAlarm] {
            assert_eq!(raised.advance(action), Err(SosRefused::NotHeard), "nothing ends unheard: {action}");
        }
        assert_eq!(raised.advance(Retract), Ok(raised), "the presser's word ends nothing");
        assert_eq!(SosStatus::Acknowledged.advance(Press), Ok(raised), "it rings anew");
        for over in [SosStatus::Resolved, SosStatus::FalseAlarm] {
            assert!(!over.is_open());
            for action in SosAction::ALL {
                assert_eq!(over.advance(*action), Err(SosRefused::Over), "{over} {action}");
            }
        }
    }

    #[test]
    fn fifteen_seconds_and_thirty() {
        let standard = SosLimits::default();
        for (seconds, told) in [
            (0, SosTold::Desk),
            (14, SosTold::Desk),
            (15, SosTold::DutyCommander),
            (29, SosTold::DutyCommander),
            (30, SosTold::CommandGroup),
            (3_600, SosTold::CommandGroup),
        ] {
            assert_eq!(unheard(RAISED, RAISED.plus_s(seconds), standard), told, "after {seconds} s");
        }
        for (told, seconds) in
            [(SosTold::Desk, Some(15)), (SosTold::DutyCommander, Some(30)), (SosTold::CommandGroup, None)]
        {
            assert_eq!(look_again(RAISED, told, standard), seconds.map(|it| RAISED.plus_s(it)), "{told}");
        }
    }

    #[test]
    fn ten_seconds_to_take_it_back() {
        let standard = SosLimits::default();
        assert_eq!(retract_check(RAISED, RAISED.plus_s(10), standard), Ok(()));
        assert_eq!(retract_check(RAISED, RAISED.plus_s(10).plus_ms(1), standard), Err(SosRefused::TooLate));
    }

    #[test]
    fn a_window_is_short_and_near() {
        let now = RAISED;
        let hour = 3_600;
        assert_eq!(drill_check(now, now.plus_s(hour), now), Ok(()));
        assert_eq!(drill_check(now, now, now), Err(DrillRefused::Backwards));
        assert_eq!(drill_check(now.plus_s(-hour), now, now), Err(DrillRefused::Past));
        assert_eq!(drill_check(now, now.plus_s(25 * hour), now), Err(DrillRefused::TooLong));
        assert_eq!(drill_check(now.plus_s(32 * 24 * hour), now.plus_s(33 * 24 * hour), now), Err(DrillRefused::TooFar));
    }

    #[test]
    fn what_is_pressed_in_a_window_is_never_counted() {
        for kind in DrillKind::ALL {
            let category = Dictionary::built_in().get(kind.category());
            assert!(category.is_some_and(Category::is_invalid), "{kind}");
        }
    }
}
