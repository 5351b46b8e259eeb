//! A major incident (较大以上突发事件): the district reports it to the municipal government within one hour
//! (重庆市突发事件应对条例 第二十八条), so the station tells the bureau and the bureau tells the district in that hour.

use crate::incident::clocks::{Clock, ClockKind};
use crate::role::Role;
use crate::time::Timestamp;

/// From when it is known until the municipal government has it, in seconds: one hour, by the regulation.
pub const REPORT_S: i64 = 3_600;
/// After how many seconds the desk is reminded of what is not ticked yet: half of the hour is left then.
pub const REMIND_S: i64 = 1_800;

crate::codes! {
    /// A step on the way up, in order; each is ticked by a named person.
    pub enum MajorStep {
        Station = "station", "派出所已报分局", "The station told the bureau";
        Bureau = "bureau", "分局已报区县政府", "The bureau told the district";
        District = "district", "区县政府已报市政府", "The district told the municipal government";
    }

    /// What was said about a report that is not through.
    pub enum MajorSaid {
        InTime = "in_time", "期限内", "In time";
        Remind = "remind", "还剩半小时", "Half an hour is left";
        Overdue = "overdue", "超1小时未报到市政府", "Over an hour and not with the municipal government";
    }

    /// Why a mark or a tick is not taken.
    pub enum MajorRefused {
        Already = "major_already", "已经标为较大突发事件", "It is marked as major already";
        NotMarked = "major_not_marked", "没有标为较大突发事件，请先标记", "It is not marked as major; mark it first";
        StepBefore = "major_step_before", "请先登记上一级的报送", "Tick the step before first";
        StepDone = "major_step_done", "这一级已经登记过了", "This step is ticked already";
        KnownAt = "major_known_at", "获知时间须在接报之后、现在之前", "When it became known must lie after the report and not ahead";
        ReasonMissing = "major_reason_missing", "请写明理由", "Say why";
        NotYours = "major_not_yours", "由指挥室或值班指挥长标记和登记", "The desk or the duty commander marks it and ticks the steps";
    }
}

/// Tells whether a role marks incidents as major and ticks their steps.
pub const fn may_mark(role: Role) -> bool {
    matches!(role, Role::DutyCommander | Role::Desk)
}

/// From when the hour runs: from when the station knew, which is now unless somebody says that it was earlier.
pub fn known_at(said: Option<Timestamp>, reported_at: Timestamp, now: Timestamp) -> Result<Timestamp, MajorRefused> {
    match said {
        None => Ok(now),
        Some(it) if it >= reported_at && it <= now => Ok(it),
        Some(_) => Err(MajorRefused::KnownAt),
    }
}

/// The step that comes next; none once the municipal government has it.
pub fn next(done: &[MajorStep]) -> Option<MajorStep> {
    MajorStep::ALL.iter().copied().find(|it| !done.contains(it))
}

/// Tells whether a step can be ticked now: each once, and in order.
pub fn tick(done: &[MajorStep], step: MajorStep) -> Result<(), MajorRefused> {
    if done.contains(&step) {
        Err(MajorRefused::StepDone)
    } else if next(done) == Some(step) {
        Ok(())
    } else {
        Err(MajorRefused::StepBefore)
    }
}

/// The clock of the report; it is met by the last step.
pub fn clock(known_at: Timestamp, through_at: Option<Timestamp>) -> Clock {
    let due_at = known_at.plus_s(REPORT_S);
    Clock { kind: ClockKind::MajorReport, started_at: known_at, due_at, met_at: through_at }
}

/// What has to be said by `now` of a report that is not through.
pub fn said(known_at: Timestamp, now: Timestamp) -> MajorSaid {
    match now.seconds_since(known_at) {
        REPORT_S.. => MajorSaid::Overdue,
        REMIND_S..REPORT_S => MajorSaid::Remind,
        ..REMIND_S => MajorSaid::InTime,
    }
}

/// When it has to be looked at next; nothing once it was said to be overdue.
pub fn look_again(known_at: Timestamp, said: MajorSaid) -> Option<Timestamp> {
    match said {
        MajorSaid::InTime => Some(known_at.plus_s(REMIND_S)),
        MajorSaid::Remind => Some(known_at.plus_s(REPORT_S)),
        MajorSaid::Overdue => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const AT: Timestamp = Timestamp::from_seconds(1_000_000);

    #[test]
    fn steps_are_ticked_once_and_in_order() {
        use MajorStep::{Bureau, District, Station};
        assert_eq!(next(&[]), Some(Station));
        assert_eq!(tick(&[], Bureau), Err(MajorRefused::StepBefore));
        assert_eq!(tick(&[], Station), Ok(()));
        assert_eq!(tick(&[Station], Station), Err(MajorRefused::StepDone));
        assert_eq!(tick(&[Station, Bureau], District), Ok(()));
        assert_eq!(next(&[Station, Bureau, District]), None);
    }

    #[test]
    fn the_hour_runs_from_when_it_was_known() {
        let later = AT.plus_s(600);
        assert_eq!(known_at(None, AT, later), Ok(later));
        assert_eq!(known_at(Some(AT.plus_s(60)), AT, later), Ok(AT.plus_s(60)));
        assert_eq!(known_at(Some(AT.plus_s(-1)), AT, later), Err(MajorRefused::KnownAt));
        assert_eq!(known_at(Some(later.plus_s(1)), AT, later), Err(MajorRefused::KnownAt));
        let hour = clock(AT, None);
        assert_eq!((hour.due_at.seconds_since(AT), hour.is_late(AT.plus_s(3_600))), (3_600, false));
        assert!(hour.is_late(AT.plus_s(3_601)));
        assert!(!clock(AT, Some(AT.plus_s(3_599))).is_late(AT.plus_s(9_000)));
    }

    #[test]
    fn the_desk_is_reminded_and_then_it_is_overdue() {
        for (after_s, expected) in [
            (0, MajorSaid::InTime),
            (1_799, MajorSaid::InTime),
            (1_800, MajorSaid::Remind),
            (3_599, MajorSaid::Remind),
            (3_600, MajorSaid::Overdue),
        ] {
            assert_eq!(said(AT, AT.plus_s(after_s)), expected, "after {after_s} s");
        }
        assert_eq!(look_again(AT, MajorSaid::InTime), Some(AT.plus_s(REMIND_S)));
        assert_eq!(look_again(AT, MajorSaid::Remind), Some(AT.plus_s(REPORT_S)));
        assert_eq!(look_again(AT, MajorSaid::Overdue), None);
    }

    #[test]
    fn the_desk_and_command_mark() {
        let may: Vec<Role> = Role::ALL.iter().copied().filter(|it| may_mark(*it)).collect();
        assert_eq!(may, [Role::DutyCommander, Role::Desk]);
    }
}
