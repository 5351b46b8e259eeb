//! Ending an incident: who may, with what reason, and that police matters close by police (adoption rule 4).

use crate::incident::status::Action;
use crate::incident::{IncidentStatus, PoliceNature};
use crate::role::Role;

crate::codes! {
    /// Why an incident cannot end yet.
    pub enum Unfinished {
        ReasonMissing = "reason_missing", "请写明理由", "Say why";
        NotInvalid = "not_invalid", "没派人的警情只有无效类（90）才能直接办结", "Without sending anybody only an invalid report (90) can be closed";
        PoliceNotArrived = "police_not_arrived", "警务类或说不清的警情，须民警到场，或由值班指挥长写明理由后办结", "A police or unclear matter needs a police arrival, or the duty commander's written reason";
        PoliceMatterStays = "police_matter_stays", "已派人的警务类警情，须民警到场或由值班指挥长改为非警务", "A police matter that people were sent to stays one, unless police came or the duty commander changes it";
    }

    /// What an ending rests on; kept with the incident.
    pub enum Ground {
        NonPolice = "non_police", "非警务", "Not a police matter";
        PoliceArrived = "police_arrived", "民警已到场", "Police arrived";
        CommanderReason = "commander_reason", "值班指挥长理由", "The duty commander's reason";
    }
}

/// What is known when somebody wants to end an incident.
#[derive(Clone, Copy, Debug)]
pub struct Ending<'a> {
    /// `close`, `review`, `cancel` or `convert`.
    pub action: Action,
    /// The state it is in.
    pub status: IncidentStatus,
    /// Whose matter it is; a hard stop makes it a police matter (`assess`).
    pub police_nature: PoliceNature,
    /// Its category is one of the group 90: no incident at all.
    pub invalid: bool,
    /// A police officer has arrived.
    pub police_arrived: bool,
    /// Who wants to end it.
    pub by: Role,
    /// What they say.
    pub reason: Option<&'a str>,
}

/// What is known when somebody sorts an incident anew.
#[derive(Clone, Copy, Debug)]
pub struct Relabel {
    /// The state it is in.
    pub status: IncidentStatus,
    /// People were sent to it before, also before it was reopened.
    pub was_sent: bool,
    /// Whose matter it was.
    pub before: PoliceNature,
    /// Whose matter it would be.
    pub after: PoliceNature,
    /// A police officer has arrived.
    pub police_arrived: bool,
    /// Who sorts it.
    pub by: Role,
}

/// Tells whether an incident may be sorted anew so.
///
/// A slip is corrected freely until somebody is sent. But what is a police matter, or is treated as one because it is
/// unclear, does not turn into another one by a click once people were sent, or rule 4 would end where relabelling
/// begins; nor does reopening it make it new.
pub fn relabel_check(relabel: &Relabel) -> Result<(), Unfinished> {
    let lowered = relabel.before.needs_police() && !relabel.after.needs_police();
    let sent = relabel.was_sent || !matches!(relabel.status, IncidentStatus::Reported | IncidentStatus::Triaged);
    if lowered && sent && !relabel.police_arrived && !relabel.by.answers_for_police() {
        return Err(Unfinished::PoliceMatterStays);
    }
    Ok(())
}

/// Tells what the ending rests on, or why it cannot be.
///
/// Cancelling and converting count too: an incident that could be cancelled without police would make
/// rule 4 worthless.
pub fn close_check(ending: &Ending<'_>) -> Result<Ground, Unfinished> {
    let reason = ending.reason.is_some_and(|it| !it.trim().is_empty());
    if ending.action == Action::Cancel && !reason {
        return Err(Unfinished::ReasonMissing);
    }
    let ground = ground(ending, reason)?;
    let unsent = ending.action == Action::Close && ending.status == IncidentStatus::Triaged;
    if unsent && !ending.invalid && ground != Ground::CommanderReason {
        return Err(Unfinished::NotInvalid);
    }
    Ok(ground)
}

fn ground(ending: &Ending<'_>, reason: bool) -> Result<Ground, Unfinished> {
    if !ending.police_nature.needs_police() {
        return Ok(Ground::NonPolice);
    }
    if ending.police_arrived {
        return Ok(Ground::PoliceArrived);
    }
    match (ending.by.answers_for_police(), reason) {
        (true, true) => Ok(Ground::CommanderReason),
        (true, false) => Err(Unfinished::ReasonMissing),
        (false, true | false) => Err(Unfinished::PoliceNotArrived),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BAT: Ending<'static> = Ending {
        action: Action::Review,
        status: IncidentStatus::FeedbackDone,
        police_nature: PoliceNature::NonPolice,
        invalid: false,
        police_arrived: false,
        by: Role::Desk,
        reason: None,
    };

    const FIGHT: Ending<'static> = Ending { police_nature: PoliceNature::Police, ..BAT };

    #[track_caller]
    fn check(ending: Ending<'_>, expected: Result<Ground, Unfinished>) {
        assert_eq!(close_check(&ending), expected, "{ending:?}");
    }

    #[test]
    fn a_non_police_matter_closes_by_whoever_may_close() {
        check(BAT, Ok(Ground::NonPolice));
    }

    #[test]
    fn a_police_matter_closes_by_police() {
        check(FIGHT, Err(Unfinished::PoliceNotArrived));
        check(Ending { reason: Some("双方已离开"), ..FIGHT }, Err(Unfinished::PoliceNotArrived));
        check(Ending { police_arrived: true, ..FIGHT }, Ok(Ground::PoliceArrived));
        check(Ending { police_nature: PoliceNature::Unknown, ..FIGHT }, Err(Unfinished::PoliceNotArrived));
    }

    #[test]
    fn or_by_the_duty_commander_who_says_why() {
        let commander = Ending { by: Role::DutyCommander, ..FIGHT };
        check(commander, Err(Unfinished::ReasonMissing));
        check(Ending { reason: Some(" "), ..commander }, Err(Unfinished::ReasonMissing));
        check(Ending { reason: Some("报警人确认是误会"), ..commander }, Ok(Ground::CommanderReason));
    }

    #[test]
    fn cancelling_is_no_way_around_it() {
        let cancel =
            Ending { action: Action::Cancel, status: IncidentStatus::Dispatched, reason: Some("误报"), ..FIGHT };
        check(cancel, Err(Unfinished::PoliceNotArrived));
        check(Ending { police_nature: PoliceNature::NonPolice, ..cancel }, Ok(Ground::NonPolice));
        check(Ending { reason: None, ..cancel }, Err(Unfinished::ReasonMissing));
    }

    #[test]
    fn a_police_matter_under_way_is_not_relabelled_by_the_desk() {
        let slip = Relabel {
            status: IncidentStatus::Triaged,
            was_sent: false,
            before: PoliceNature::Police,
            after: PoliceNature::NonPolice,
            police_arrived: false,
            by: Role::Desk,
        };
        let sent = Relabel { status: IncidentStatus::OnScene, ..slip };
        assert_eq!(relabel_check(&slip), Ok(()));
        assert_eq!(relabel_check(&sent), Err(Unfinished::PoliceMatterStays));
        assert_eq!(relabel_check(&Relabel { before: PoliceNature::Unknown, ..slip }), Ok(()), "now it is clear");
        let unclear = Relabel { before: PoliceNature::Unknown, ..sent };
        assert_eq!(relabel_check(&unclear), Err(Unfinished::PoliceMatterStays), "unclear is treated as police");
        assert_eq!(relabel_check(&Relabel { was_sent: true, ..slip }), Err(Unfinished::PoliceMatterStays), "reopened");
        assert_eq!(relabel_check(&Relabel { after: PoliceNature::Unknown, ..sent }), Ok(()), "still needs police");
        assert_eq!(relabel_check(&Relabel { police_arrived: true, ..sent }), Ok(()));
        assert_eq!(relabel_check(&Relabel { by: Role::DutyCommander, ..sent }), Ok(()));
    }

    #[test]
    fn straight_from_triage_only_what_is_no_incident_closes() {
        let unsent = Ending { action: Action::Close, status: IncidentStatus::Triaged, ..BAT };
        check(unsent, Err(Unfinished::NotInvalid));
        check(Ending { invalid: true, ..unsent }, Ok(Ground::NonPolice));
        let commander = Ending { by: Role::DutyCommander, reason: Some("已由分局直接处置"), ..unsent };
        check(Ending { police_nature: PoliceNature::Police, ..commander }, Ok(Ground::CommanderReason));
        check(commander, Err(Unfinished::NotInvalid));
    }
}
