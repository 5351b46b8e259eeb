//! Whether community forces handled an incident alone (群防独立处置): called, there, done, and no police went.
//! It is always derived and never typed, or the number would mean nothing.

use crate::incident::{Disposition, IncidentStatus, PoliceNature};
use crate::member::MemberKind;

/// What the answer rests on.
#[derive(Clone, Copy, Debug)]
pub struct Handled<'a> {
    /// The state of the incident.
    pub status: IncidentStatus,
    /// Whose matter it was.
    pub police_nature: PoliceNature,
    /// Its category is one of the group 90: no incident at all.
    pub invalid: bool,
    /// Police were sent at any time.
    pub police_dispatched: bool,
    /// What came of it.
    pub disposition: Option<Disposition>,
    /// Everybody who arrived.
    pub arrived: &'a [MemberKind],
}

/// Tells whether community forces handled it alone: a non-police matter, ended, that at least one of them
/// came to, that no police were sent to, and that was not passed on to anybody.
pub fn solo_by_group(handled: &Handled<'_>) -> bool {
    let ended = match handled.status {
        IncidentStatus::Closed | IncidentStatus::Revisited => true,
        IncidentStatus::Reported
        | IncidentStatus::Triaged
        | IncidentStatus::Dispatched
        | IncidentStatus::Acknowledged
        | IncidentStatus::EnRoute
        | IncidentStatus::OnScene
        | IncidentStatus::Handled
        | IncidentStatus::FeedbackDone
        | IncidentStatus::TransferredOut
        | IncidentStatus::HandedOver
        | IncidentStatus::Merged
        | IncidentStatus::Cancelled => false,
    };
    let theirs = match handled.disposition {
        Some(Disposition::Resolved | Disposition::Persuaded | Disposition::NotFound | Disposition::FalseAlarm) => true,
        Some(Disposition::HandedToPolice | Disposition::HandedOver | Disposition::Converted | Disposition::Invalid)
        | None => false,
    };
    ended
        && theirs
        && handled.police_nature == PoliceNature::NonPolice
        && !handled.invalid
        && !handled.police_dispatched
        && handled.arrived.iter().any(|it| it.is_group())
        && handled.arrived.iter().all(|it| it.is_group())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_condition_counts() {
        let bat = Handled {
            status: IncidentStatus::Closed,
            police_nature: PoliceNature::NonPolice,
            invalid: false,
            police_dispatched: false,
            disposition: Some(Disposition::Resolved),
            arrived: &[MemberKind::Guard, MemberKind::GridWorker],
        };
        assert!(solo_by_group(&bat));
        assert!(solo_by_group(&Handled { status: IncidentStatus::Revisited, ..bat }));
        for (why, other) in [
            ("not ended", Handled { status: IncidentStatus::FeedbackDone, ..bat }),
            ("cancelled", Handled { status: IncidentStatus::Cancelled, ..bat }),
            ("unclear", Handled { police_nature: PoliceNature::Unknown, ..bat }),
            ("a drill", Handled { invalid: true, ..bat }),
            ("police sent", Handled { police_dispatched: true, ..bat }),
            ("passed on", Handled { disposition: Some(Disposition::HandedToPolice), ..bat }),
            ("no result", Handled { disposition: None, ..bat }),
            ("nobody came", Handled { arrived: &[], ..bat }),
            ("an officer came", Handled { arrived: &[MemberKind::Guard, MemberKind::Officer], ..bat }),
            ("an auxiliary came", Handled { arrived: &[MemberKind::Auxiliary], ..bat }),
        ] {
            assert!(!solo_by_group(&other), "{why}");
        }
    }
}
