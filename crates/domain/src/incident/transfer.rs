//! Leaving and coming back: transfer to another body, merging, reopening.

use serde::{Deserialize, Serialize};

use crate::ids::IncidentId;
use crate::incident::clocks::{Clock, ClockKind};
use crate::incident::{IncidentStatus, IntakeSource, PoliceNature, TransferTo};
use crate::role::Role;
use crate::time::Timestamp;

/// For how long a closed incident can be reopened, in hours.
pub const REOPEN_H_MAX: i64 = 72;

/// How long another body may be silent about what was passed to it; the defaults are those of the standard.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Patience {
    /// After how many hours without an answer the desk is reminded: a day.
    pub remind_after_h: u32,
    /// After how many hours without an answer the duty commander is told: two days.
    pub commander_after_h: u32,
}

impl Default for Patience {
    fn default() -> Self {
        Self { remind_after_h: 24, commander_after_h: 48 }
    }
}

crate::codes! {
    /// Why an incident cannot leave the desk or come back to it.
    pub enum Kept {
        PoliceMatter = "police_matter", "警务类或说不清的警情不能转出，请先派警", "A police or unclear matter cannot be transferred; send police";
        Itself = "merge_into_itself", "不能并入自己", "It cannot be merged into itself";
        TargetOver = "merge_target_over", "要并入的警情已结束", "The incident to merge into is over";
        TargetNotPolice = "merge_target_not_police", "警务类警情不能并入非警务警情，请先把那一条改为警务类", "A police matter cannot be merged into a non-police one; change that one first";
        TooOld = "reopen_too_old", "办结已超过72小时，请重新报", "Closed more than 72 hours ago; report it anew";
    }

    /// Who received a matter first, and therefore deals with it first if nobody wants it (首接先受理).
    pub enum FirstReceiver {
        Station = "station", "本派出所", "This station";
        Hotline12345 = "12345", "12345热线", "The 12345 hotline";
        GovernanceCentre = "governance_centre", "基层智治中心", "The governance centre";
    }

    /// Why a matter is not passed on or given back.
    pub enum Disputed {
        ReturnedBefore = "returned_before", "对方已退回过一次，不能再转给对方；首接方先受理", "They have returned it once, so it does not go to them again: who received it first deals with it first";
        SecondReturn = "second_return", "同一件事只能退回一次；首接方先受理，本所接手请用“本所收回”", "One matter is returned once only: who received it first deals with it first; the station may take it back";
        FirstReceiverKeeps = "first_receiver_keeps", "对方是首接方，应先受理，不能退回", "They received it first and deal with it first; it cannot be returned";
        ReturnReason = "return_reason", "请写明退回理由", "Say why it is returned";
        StationTakesBack = "station_takes_back", "收回由派出所决定；对方不受理请写理由退回", "Taking back is for the station; to refuse it, return it with a reason";
    }

    /// Why an incident is opened again.
    pub enum ReopenCause {
        Asked = "asked", "当事人或审核要求", "Asked for";
        RepeatCall = "repeat_call", "重复报警", "Called again";
    }

    /// How long a transfer has gone without an answer; to transfer is not to be done.
    pub enum Silence {
        InTime = "in_time", "期限内", "In time";
        Remind = "remind", "超24小时，催办", "Over 24 hours: remind";
        TellCommander = "tell_commander", "超48小时，报指挥长", "Over 48 hours: tell the duty commander";
    }
}

/// Tells whether an incident of this nature may go to 12345, the governance centre or the grid.
///
/// Their matters are non-urgent ones; what is unclear is treated as a police matter first.
pub fn transfer_check(nature: PoliceNature) -> Result<(), Kept> {
    if nature.needs_police() { Err(Kept::PoliceMatter) } else { Ok(()) }
}

impl FirstReceiver {
    /// Who received a report of this source first.
    pub const fn of(source: IntakeSource) -> Self {
        match source {
            IntakeSource::Transfer12345 => Self::Hotline12345,
            IntakeSource::Transfer141 => Self::GovernanceCentre,
            // A 110 order was sent to the police already.
            IntakeSource::Transfer110
            | IntakeSource::StationPhone
            | IntakeSource::WalkIn
            | IntakeSource::DeviceSos
            | IntakeSource::DeviceReport
            | IntakeSource::Observer
            | IntakeSource::ResidentH5
            | IntakeSource::BankButton
            | IntakeSource::SchoolAlarm
            | IntakeSource::PatrolFound => Self::Station,
        }
    }

    /// Tells whether the body that a matter is with is the one that received it first.
    pub const fn is(self, at: TransferTo) -> bool {
        matches!(
            (self, at),
            (Self::Hotline12345, TransferTo::Hotline12345) | (Self::GovernanceCentre, TransferTo::GovernanceCentre)
        )
    }
}

/// A matter on its way back, or on its way to another body.
#[derive(Clone, Copy, Debug)]
pub struct Passing<'a> {
    /// Who received it first.
    pub first: FirstReceiver,
    /// The body that it is with, or would go to.
    pub at: TransferTo,
    /// The body that has returned it, if one has.
    pub returned_from: Option<TransferTo>,
    /// Who says so.
    pub by: Role,
    /// Why.
    pub reason: &'a str,
}

/// Tells whether a matter may be passed to a body: not again to one that returned it, or it would go to and fro.
///
/// Whoever received it first is asked again all the same: it is theirs.
pub fn pass_check(passing: &Passing<'_>) -> Result<(), Disputed> {
    let again = passing.returned_from == Some(passing.at) && !passing.first.is(passing.at);
    if again { Err(Disputed::ReturnedBefore) } else { Ok(()) }
}

/// Tells whether the body that a matter is with may return it: once in its life, with a reason, and never the one
/// that received it first (首接先受理).
pub fn return_check(passing: &Passing<'_>) -> Result<(), Disputed> {
    if passing.first.is(passing.at) {
        Err(Disputed::FirstReceiverKeeps)
    } else if passing.returned_from.is_some() {
        Err(Disputed::SecondReturn)
    } else if passing.reason.trim().is_empty() {
        Err(Disputed::ReturnReason)
    } else {
        Ok(())
    }
}

/// Tells whether the caller may take a matter back for the station, which is no return: the station decides.
pub fn take_back_check(passing: &Passing<'_>) -> Result<(), Disputed> {
    if !passing.by.works_police_matters() {
        Err(Disputed::StationTakesBack)
    } else if passing.reason.trim().is_empty() {
        Err(Disputed::ReturnReason)
    } else {
        Ok(())
    }
}

/// The clock of the other body's answer: due when the desk's patience is over, met when the work on it ended.
pub fn clock(transferred_at: Timestamp, answered_at: Option<Timestamp>, patience: Patience) -> Clock {
    let due_at = transferred_at.plus_s(i64::from(patience.remind_after_h) * 3_600);
    Clock { kind: ClockKind::HandOver, started_at: transferred_at, due_at, met_at: answered_at }
}

/// One side of a merge.
#[derive(Clone, Copy, Debug)]
pub struct Side {
    /// The incident.
    pub incident: IncidentId,
    /// Its state.
    pub status: IncidentStatus,
    /// Whose matter it is.
    pub police_nature: PoliceNature,
}

/// Tells whether `one` may be merged into `other`, which carries on for both.
pub fn merge_check(one: Side, other: Side) -> Result<(), Kept> {
    if one.incident == other.incident {
        return Err(Kept::Itself);
    }
    if other.status.is_over() {
        return Err(Kept::TargetOver);
    }
    // Otherwise a police matter could end as a non-police one (adoption rule 4).
    if one.police_nature.needs_police() && !other.police_nature.needs_police() {
        return Err(Kept::TargetNotPolice);
    }
    Ok(())
}

/// Tells whether an incident closed at `closed_at` may be opened again; a repeated call always opens it.
pub fn reopen_check(cause: ReopenCause, closed_at: Timestamp, now: Timestamp) -> Result<(), Kept> {
    match cause {
        ReopenCause::RepeatCall => Ok(()),
        ReopenCause::Asked if now <= closed_at.plus_s(REOPEN_H_MAX * 3_600) => Ok(()),
        ReopenCause::Asked => Err(Kept::TooOld),
    }
}

/// Tells how long the other body has been silent.
pub fn silence(transferred_at: Timestamp, now: Timestamp, patience: Patience) -> Silence {
    let hours = now.seconds_since(transferred_at).div_euclid(3_600);
    if hours >= patience.commander_after_h.into() {
        Silence::TellCommander
    } else if hours >= patience.remind_after_h.into() {
        Silence::Remind
    } else {
        Silence::InTime
    }
}

/// When the silence has to be looked at next; nothing once the duty commander is told.
pub fn look_again(transferred_at: Timestamp, said: Silence, patience: Patience) -> Option<Timestamp> {
    let after_h = |hours: u32| Some(transferred_at.plus_s(i64::from(hours) * 3_600));
    match said {
        Silence::InTime => after_h(patience.remind_after_h.min(patience.commander_after_h)),
        Silence::Remind => after_h(patience.commander_after_h),
        Silence::TellCommander => None,
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    const CLOSED: Timestamp = Timestamp::from_seconds(1_000_000);

    #[test]
    fn only_a_sure_non_police_matter_leaves() {
        assert_eq!(transfer_check(PoliceNature::NonPolice), Ok(()));
        assert_eq!(transfer_check(PoliceNature::Unknown), Err(Kept::PoliceMatter));
        assert_eq!(transfer_check(PoliceNature::Police), Err(Kept::PoliceMatter));
    }

    #[test]
    fn a_matter_is_returned_once_and_never_by_who_had_it_first() {
        use TransferTo::{GovernanceCentre, Grid, Hotline12345};
        let ours = Passing {
            first: FirstReceiver::of(IntakeSource::StationPhone),
            at: Hotline12345,
            returned_from: None,
            by: Role::Desk,
            reason: "不属于我方职责",
        };
        assert_eq!((pass_check(&ours), return_check(&ours)), (Ok(()), Ok(())));
        assert_eq!(return_check(&Passing { reason: " ", ..ours }), Err(Disputed::ReturnReason));
        let back = Passing { returned_from: Some(Hotline12345), ..ours };
        assert_eq!(pass_check(&back), Err(Disputed::ReturnedBefore));
        let elsewhere = Passing { at: Grid, ..back };
        assert_eq!((pass_check(&elsewhere), return_check(&elsewhere)), (Ok(()), Err(Disputed::SecondReturn)));
        assert_eq!(take_back_check(&elsewhere), Ok(()), "who received it first keeps it");
        let theirs = Passing { first: FirstReceiver::of(IntakeSource::Transfer141), at: GovernanceCentre, ..ours };
        assert_eq!((pass_check(&theirs), return_check(&theirs)), (Ok(()), Err(Disputed::FirstReceiverKeeps)));
        let centre = Passing { by: Role::GovernanceCentre, ..elsewhere };
        assert_eq!(take_back_check(&centre), Err(Disputed::StationTakesBack));
    }

    #[test]
    fn the_answer_is_due_when_the_desk_is_reminded() {
        let short = Patience { remind_after_h: 2, commander_after_h: 3 };
        let due = clock(CLOSED, None, short);
        assert_eq!((due.kind, due.due_at.seconds_since(CLOSED)), (ClockKind::HandOver, 7_200));
        assert!(due.is_late(CLOSED.plus_s(7_201)));
    }

    #[test]
    fn a_merge_keeps_a_police_matter_one() {
        let side = |number: u128, status, police_nature| Side {
            incident: IncidentId::from(Uuid::from_u128(number)),
            status,
            police_nature,
        };
        let fight = side(1, IncidentStatus::Triaged, PoliceNature::Police);
        let open = IncidentStatus::OnScene;
        assert_eq!(merge_check(fight, fight), Err(Kept::Itself));
        assert_eq!(merge_check(fight, side(2, open, PoliceNature::Police)), Ok(()));
        assert_eq!(merge_check(fight, side(2, open, PoliceNature::NonPolice)), Err(Kept::TargetNotPolice));
        assert_eq!(merge_check(side(2, open, PoliceNature::NonPolice), fight), Ok(()));
        assert_eq!(merge_check(fight, side(2, IncidentStatus::Closed, PoliceNature::Police)), Err(Kept::TargetOver));
    }

    #[test]
    fn three_days_to_reopen_unless_they_call_again() {
        let last = CLOSED.plus_s(REOPEN_H_MAX * 3_600);
        assert_eq!(reopen_check(ReopenCause::Asked, CLOSED, last), Ok(()));
        assert_eq!(reopen_check(ReopenCause::Asked, CLOSED, last.plus_ms(1)), Err(Kept::TooOld));
        assert_eq!(reopen_check(ReopenCause::RepeatCall, CLOSED, last.plus_s(86_400)), Ok(()));
    }

    #[test]
    fn a_silent_body_is_reminded_and_then_reported() {
        let standard = Patience::default();
        let after_h = |hours: i64| silence(CLOSED, CLOSED.plus_s(hours * 3_600), standard);
        assert_eq!([after_h(0), after_h(24), after_h(48)], [Silence::InTime, Silence::Remind, Silence::TellCommander]);
        assert_eq!(silence(CLOSED, CLOSED.plus_s(-5), standard), Silence::InTime);
        let short = Patience { remind_after_h: 2, commander_after_h: 3 };
        for (hours, expected) in [(1, Silence::InTime), (2, Silence::Remind), (3, Silence::TellCommander)] {
            assert_eq!(silence(CLOSED, CLOSED.plus_s(hours * 3_600), short), expected, "after {hours} h");
        }
        for (said, hours) in [(Silence::InTime, Some(24)), (Silence::Remind, Some(48)), (Silence::TellCommander, None)]
        {
            let expected = hours.map(|it| CLOSED.plus_s(it * 3_600));
            assert_eq!(look_again(CLOSED, said, standard), expected, "{said}");
        }
    }
}
