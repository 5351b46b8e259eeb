//! Responsibility on three levels: chiefs lead patches, officers hold beats, community forces guard points.
//!
//! A charge never has two holders at one time. It may be vacant, and then it is listed until somebody is appointed.

use crate::member::MemberKind;
use crate::role::Role;
use crate::time::Timestamp;

crate::codes! {
    /// The level of a charge.
    pub enum ChargeLevel {
        Patch = "patch", "所领导包片", "Chief leads a patch";
        Beat = "beat", "民警包格", "Officer holds a beat";
        Point = "point", "群防力量包点", "Community forces guard a point";
    }

    /// Why somebody cannot be appointed or relieved.
    pub enum ChargeRefused {
        NeedsChief = "needs_chief", "片区由所领导包片，请选一位所领导", "A patch is led by a chief; choose one of the chiefs";
        NeedsOfficer = "needs_officer", "警格由民警包格，请选一位民警", "A beat is held by a police officer; choose one";
        NeedsGuardian = "needs_guardian", "点位由群防力量包点，请选保安、网格员、志愿者、学校安全干部、银行联络员或单位管理员", "A point is guarded by community forces; choose a guard, grid worker, volunteer, school safety officer, bank contact or unit administrator";
        NotServing = "not_serving", "这个人已停用或离开，不能任命", "This person is suspended or has left and cannot be appointed";
        ChargeHeld = "charge_held", "已有人在任；要交接，请写明在任记录的版本，一并免去", "Somebody holds this charge; to hand it over, name the version of the holder's record";
        HoldsItAlready = "holds_it_already", "这个人已经在任，不用再任命", "This person holds the charge already";
        TermsOverlap = "terms_overlap", "这段时间里另有人负责，请改起止时间", "Somebody else is responsible in this time; change the dates";
        EndsBeforeStart = "ends_before_start", "结束时间早于开始时间", "The end is before the start";
        TermOver = "term_over", "这段任期已经结束", "This term is over";
    }
}

/// Whom somebody wants to appoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// What they are as a member.
    pub kind: MemberKind,
    /// The role of their account, if they have one.
    pub role: Option<Role>,
    /// Whether they still belong.
    pub serving: bool,
}

/// From when to when somebody holds a charge; without an end until they are relieved. The end is not part of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Term {
    /// When it begins.
    pub start: Timestamp,
    /// When it ends.
    pub end: Option<Timestamp>,
}

impl Term {
    /// Tells whether two terms have a moment in common.
    pub fn overlaps(self, other: Self) -> bool {
        let before = |one: Self, two: Self| one.end.is_some_and(|end| end <= two.start);
        !before(self, other) && !before(other, self)
    }

    /// Tells whether the term covers a moment.
    pub fn covers(self, at: Timestamp) -> bool {
        self.start <= at && self.end.is_none_or(|end| at < end)
    }
}

/// Says whether somebody may hold a charge of a level: a patch is for chiefs, a beat for officers, a point for guards,
/// grid workers, volunteers (parents among them), school safety officers, bank contacts and unit administrators.
pub fn eligible(level: ChargeLevel, candidate: Candidate) -> Result<(), ChargeRefused> {
    if !candidate.serving {
        return Err(ChargeRefused::NotServing);
    }
    let fit = match level {
        ChargeLevel::Patch => candidate.role == Some(Role::Chief),
        ChargeLevel::Beat => candidate.kind.is_police(),
        ChargeLevel::Point => guards(candidate),
    };
    match level {
        _ if fit => Ok(()),
        ChargeLevel::Patch => Err(ChargeRefused::NeedsChief),
        ChargeLevel::Beat => Err(ChargeRefused::NeedsOfficer),
        ChargeLevel::Point => Err(ChargeRefused::NeedsGuardian),
    }
}

fn guards(candidate: Candidate) -> bool {
    let by_role = matches!(candidate.role, Some(Role::SchoolOfficer | Role::UnitAdmin));
    let by_kind = match candidate.kind {
        MemberKind::Guard
        | MemberKind::GridWorker
        | MemberKind::Volunteer
        | MemberKind::Parent
        | MemberKind::Teller => true,
        MemberKind::ComprehensiveOfficer
        | MemberKind::Observer
        | MemberKind::Mediator
        | MemberKind::Auxiliary
        | MemberKind::Officer => false,
    };
    by_kind || by_role
}

/// A term of the charge that is on record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Held {
    /// Whether it is the candidate's own.
    pub own: bool,
    /// From when to when.
    pub term: Term,
    /// Whether the one who appoints has seen this holder and hands over from them.
    pub handed_over: bool,
}

/// Says whether a candidate may hold a charge from `term.start` on, beside the terms that are on record. A holder whose
/// charge is handed over is relieved at that moment.
pub fn appoint(level: ChargeLevel, candidate: Candidate, term: Term, on_record: &[Held]) -> Result<(), ChargeRefused> {
    eligible(level, candidate)?;
    if term.end.is_some_and(|end| end < term.start) {
        return Err(ChargeRefused::EndsBeforeStart);
    }
    for held in on_record.iter().filter(|it| it.term.overlaps(term)) {
        if held.own && held.term.end.is_none() {
            return Err(ChargeRefused::HoldsItAlready);
        }
        if held.handed_over {
            // Relieved at the new start, the old term must not begin after it.
            if held.term.start > term.start {
                return Err(ChargeRefused::TermsOverlap);
            }
        } else if held.term.end.is_none() {
            return Err(ChargeRefused::ChargeHeld);
        } else {
            return Err(ChargeRefused::TermsOverlap);
        }
    }
    Ok(())
}

/// Says when a holder's term ends if they are relieved at `at`.
pub fn relieve(term: Term, at: Timestamp) -> Result<Term, ChargeRefused> {
    if at < term.start {
        return Err(ChargeRefused::EndsBeforeStart);
    }
    if term.end.is_some_and(|end| end <= at) {
        return Err(ChargeRefused::TermOver);
    }
    Ok(Term { end: Some(at), ..term })
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn day(number: i64) -> Timestamp {
        Timestamp::from_seconds(number * 86_400)
    }

    fn term(start: i64, end: Option<i64>) -> Term {
        Term { start: day(start), end: end.map(day) }
    }

    const fn member(kind: MemberKind) -> Candidate {
        Candidate { kind, role: None, serving: true }
    }

    #[test]
    fn each_level_is_for_its_own_people() {
        let chief = Candidate { kind: MemberKind::Officer, role: Some(Role::Chief), serving: true };
        assert_eq!(eligible(ChargeLevel::Patch, chief), Ok(()));
        assert_eq!(eligible(ChargeLevel::Patch, member(MemberKind::Officer)), Err(ChargeRefused::NeedsChief));
        let mut allowed = Vec::new();
        for kind in MemberKind::ALL {
            for level in [ChargeLevel::Beat, ChargeLevel::Point] {
                if eligible(level, member(*kind)).is_ok() {
                    allowed.push(format!("{level} {kind}"));
                }
            }
        }
        let expected =
            ["point guard", "point grid_worker", "point volunteer", "point parent", "point teller", "beat officer"];
        assert_eq!(allowed, expected);
        let school = Candidate { role: Some(Role::SchoolOfficer), ..member(MemberKind::Observer) };
        assert_eq!(eligible(ChargeLevel::Point, school), Ok(()));
        let gone = Candidate { serving: false, ..chief };
        assert_eq!(eligible(ChargeLevel::Patch, gone), Err(ChargeRefused::NotServing));
    }

    #[test]
    fn a_charge_is_never_held_twice_at_one_time() {
        let held = |own, term, handed_over| [Held { own, term, handed_over }];
        let officer = member(MemberKind::Officer);
        let check = |new: Term, on_record: &[Held]| appoint(ChargeLevel::Beat, officer, new, on_record);
        let open = term(10, None);
        assert_eq!(check(term(20, None), &[]), Ok(()));
        assert_eq!(check(term(20, None), &held(false, open, false)), Err(ChargeRefused::ChargeHeld));
        assert_eq!(check(term(20, None), &held(false, open, true)), Ok(()));
        assert_eq!(check(term(5, None), &held(false, open, true)), Err(ChargeRefused::TermsOverlap));
        assert_eq!(check(term(20, None), &held(true, open, true)), Err(ChargeRefused::HoldsItAlready));
        assert_eq!(check(term(20, None), &held(false, term(10, Some(20)), false)), Ok(()));
        assert_eq!(check(term(19, None), &held(false, term(10, Some(20)), false)), Err(ChargeRefused::TermsOverlap));
        assert_eq!(check(term(5, Some(10)), &held(false, open, false)), Ok(()));
        assert_eq!(check(term(9, Some(8)), &[]), Err(ChargeRefused::EndsBeforeStart));
    }

    #[test]
    fn who_is_relieved_holds_it_until_then() {
        assert_eq!(relieve(term(10, None), day(12)), Ok(term(10, Some(12))));
        assert_eq!(relieve(term(10, Some(20)), day(12)), Ok(term(10, Some(12))));
        assert_eq!(relieve(term(10, None), day(9)), Err(ChargeRefused::EndsBeforeStart));
        assert_eq!(relieve(term(10, Some(11)), day(12)), Err(ChargeRefused::TermOver));
        assert!(term(10, Some(12)).covers(day(11)) && !term(10, Some(12)).covers(day(12)));
    }
}
