//! Restricted records: what is known of domestic violence, of children and of informants is for few eyes.
//!
//! Reading needs the role and a tie to the record; everybody else is shown that there is a record, and no more.
//! 【反家庭暴力法 5、未成年人保护法 103、治安管理处罚法 对举报人保密】

use crate::role::Role;

crate::codes! {
    /// Why a record is restricted.
    pub enum Restriction {
        DomesticViolence = "domestic_violence", "家庭暴力", "Domestic violence";
        Minor = "minor", "未成年人", "A minor";
        Informant = "informant", "举报人", "An informant";
    }

    /// What ties a person to a restricted record.
    pub enum Tie {
        None = "none", "无关", "None";
        Authorised = "authorised", "经所领导授权", "Authorised by the chief";
        OwnCase = "own_case", "本案承办", "Works the case";
        VisitTask = "visit_task", "查访任务", "Has the task to visit";
        OwnSchool = "own_school", "本校", "Of the child's school";
    }
}

/// Tells whether a role with this tie may read a record that is restricted for this reason.
///
/// A chief reads what can be authorised, since the chief authorises it. An informant is known to those alone who work
/// the case and to the chief, and never to the unit or person complained of.
pub const fn may_read(role: Role, restriction: Restriction, tie: Tie) -> bool {
    match (restriction, role) {
        (_, Role::Chief) => true,
        (Restriction::Informant, Role::DutyCommander | Role::BeatOfficer) => matches!(tie, Tie::OwnCase),
        (_, Role::DutyCommander) => matches!(tie, Tie::Authorised | Tie::OwnCase),
        (_, Role::BeatOfficer) => matches!(tie, Tie::OwnCase),
        (Restriction::DomesticViolence | Restriction::Minor, Role::GovernanceCentre) => matches!(tie, Tie::Authorised),
        (Restriction::DomesticViolence | Restriction::Minor, Role::CommunityOfficer) => matches!(tie, Tie::VisitTask),
        (Restriction::Minor, Role::SchoolOfficer) => matches!(tie, Tie::OwnSchool),
        _ => false,
    }
}
