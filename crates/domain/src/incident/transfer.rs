//! Leaving and coming back: transfer to another body, merging, reopening.

use serde::{Deserialize, Serialize};

use crate::ids::IncidentId;
use crate::incident::{IncidentStatus, PoliceNature};
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
