//! Who may go: every rule that stands between a member and a call, answered with its reason.
//!
//! A guard on shift goes only where the unit's contract reaches and never so that the post falls below its headcount;
//! elsewhere only grown, insured volunteers who enrolled, for matters of level L3. Nobody goes off duty, without a valid
//! certificate, or above the own level. Each refusal says what is missing in numbers; the pages make the words.

use domain::ids::IncidentId;
use domain::member::{Level, MemberKind};
use domain::time::Timestamp;
use serde::Serialize;

use crate::case::{Case, Ring};
use crate::member::{Duty, Member};

/// Seconds in a day.
const DAY_S: i64 = 86_400;

/// Why a member may be called; `code` and `params` on the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "code", content = "params", rename_all = "snake_case")]
pub enum Why {
    /// On shift in the unit where it happens.
    OwnUnit {},
    /// On shift, and the place lies in the legal or contracted area of the member's unit.
    InsideArea {},
    /// On shift with public duties in the neighbourhood: grid workers, community officers, mediators.
    OnShift {},
    /// Enrolled by own choice, adult and insured, for a matter that volunteers may handle.
    Volunteer {},
    /// A police officer, and police are sent.
    Officer {},
    /// An auxiliary, and an officer comes too.
    Auxiliary {},
}

/// Why a member is not called; `code` and `params` on the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "code", content = "params", rename_all = "snake_case")]
pub enum Skip {
    /// Already called for this incident, and the call still stands.
    AlreadyCalled {},
    /// Said no to this incident.
    Declined {},
    /// A person took the call to this incident back.
    Dismissed {},
    /// Did not answer the call to this incident.
    NoAnswer {},
    /// Came to this incident, and is done.
    AlreadyCame {},
    /// May go, and is called later: others are there sooner, or their position is fresher.
    Later {},
    /// May go, and is called when the next tier opens.
    LaterTier {
        /// The tier: 2 neighbours, 3 volunteers.
        tier: u8,
    },
    /// The incident is not open for calls.
    IncidentNotOpen {},
    /// Off shift, and not somebody who is called off shift.
    OffDuty {},
    /// The consent to be located is missing or withdrawn.
    NoConsent {},
    /// Under eighteen.
    Minor {},
    /// No valid certificate or training is known.
    NotQualified {},
    /// Certificate or training ran out.
    QualificationExpired {
        /// Whole days since then.
        days: i64,
    },
    /// On the way to, or at, another incident.
    Busy {
        /// The other incident.
        incident: IncidentId,
    },
    /// Called for another incident and not yet answered.
    CalledElsewhere {
        /// The other incident.
        incident: IncidentId,
    },
    /// Nobody is at the desk: only the incident's own unit is called.
    DeskAbsent {},
    /// Nobody is at the desk, and the category is not authorised for calls without it.
    NotAuthorised {},
    /// Police are not sent to this incident.
    PoliceNotSent {},
    /// An auxiliary goes only where an officer goes too.
    NoOfficerComing {},
    /// The matter is only to be reported: nobody of the community forces goes near it.
    ReportOnly {},
    /// The matter asks for a higher level than the member is authorised for.
    LevelTooHigh {
        /// The level of the matter.
        needs: Level,
        /// The level of the member.
        has: Level,
    },
    /// The place lies outside the legal or contracted area.
    OutsideArea {},
    /// No area of the member's unit is known, and it is another unit's matter.
    AreaUnknown {},
    /// Volunteers are called only for matters of level L3.
    NotForVolunteers {
        /// The level of the matter.
        level: Level,
    },
    /// Did not enrol as a volunteer.
    NotEnrolled {},
    /// Not insured, or no longer.
    NotInsured {},
    /// The post would be left with fewer than it needs.
    PostBelowHeadcount {
        /// How many must stay.
        required: u32,
        /// How many are on shift there.
        present: u32,
        /// How many of them are called or away already.
        leaving: u32,
    },
    /// Neither a position nor a post is known.
    NoPosition {},
}

/// What stands around a member at the moment of the question.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Around {
    /// Another incident that has called or holds the member.
    pub elsewhere: Option<Elsewhere>,
    /// How this very incident asked the member before.
    pub asked: Option<Asked>,
    /// The colleagues at the member's post.
    pub post: PostCount,
    /// Whether an officer is called or coming to this incident.
    pub officer_coming: bool,
    /// Who chose the member.
    pub choice: Choice,
}

/// Another incident that has a claim on a member.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Elsewhere {
    /// Called and not answered.
    Called(IncidentId),
    /// Accepted, on the way or there.
    Busy(IncidentId),
}

/// How an incident asked a member before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asked {
    /// The call stands, or was accepted.
    Live,
    /// The member said no.
    Declined,
    /// The call ran out.
    NoAnswer,
    /// The member came, and is done.
    Came,
    /// A person took the call back.
    Dismissed,
}

/// The people at a post, the member included.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PostCount {
    /// On shift there.
    pub present: u32,
    /// Of these, others who are called away or gone.
    pub leaving: u32,
}

/// Who chose a member.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Choice {
    /// The engine.
    #[default]
    Engine,
    /// A person at the desk, who may ask again whoever declined, and acts also where the desk was empty.
    Person,
}

/// Tells whether a member may go to an incident, and why or why not.
///
/// The first rule that fails is the reason: what concerns the person first, then the matter, then the place.
///
/// `Skip::Later`, `Skip::LaterTier` and `Skip::IncidentNotOpen` are never its answer: they belong to the search.
pub fn may_go(member: &Member, case: &Case, around: &Around, now: Timestamp) -> Result<Why, Skip> {
    not_asked_before(around)?;
    fit(member, now)?;
    free(around)?;
    if around.choice == Choice::Engine {
        desk_allows(member, case)?;
    }
    if member.is_ring_of_police() {
        return police_may_go(member, case, around);
    }
    level_allows(member, case)?;
    if member.goes_as_volunteer() {
        volunteer_allowed(member, case, now)?;
    } else {
        area_allows(member, case)?;
    }
    post_allows(member, case, around.post)?;
    placed(member)?;
    Ok(why(member, case))
}

/// The reason that speaks for a member, whether or not something else speaks against.
pub fn why(member: &Member, case: &Case) -> Why {
    if member.kind == MemberKind::Officer {
        Why::Officer {}
    } else if member.kind == MemberKind::Auxiliary {
        Why::Auxiliary {}
    } else if member.goes_as_volunteer() {
        Why::Volunteer {}
    } else if case.ring_of(member) == Ring::OwnUnit {
        Why::OwnUnit {}
    } else if bound_to_unit(member.kind) {
        Why::InsideArea {}
    } else {
        Why::OnShift {}
    }
}

fn not_asked_before(around: &Around) -> Result<(), Skip> {
    match (around.asked, around.choice) {
        (None, _) | (Some(Asked::Declined | Asked::NoAnswer | Asked::Came | Asked::Dismissed), Choice::Person) => {
            Ok(())
        }
        (Some(Asked::Live), _) => Err(Skip::AlreadyCalled {}),
        (Some(Asked::Declined), Choice::Engine) => Err(Skip::Declined {}),
        (Some(Asked::NoAnswer), Choice::Engine) => Err(Skip::NoAnswer {}),
        (Some(Asked::Dismissed), Choice::Engine) => Err(Skip::Dismissed {}),
        (Some(Asked::Came), Choice::Engine) => Err(Skip::AlreadyCame {}),
    }
}

/// What concerns the person: on shift or enrolled, consent, age, certificate.
fn fit(member: &Member, now: Timestamp) -> Result<(), Skip> {
    if member.duty == Duty::OffShift && member.is_ring_of_police() {
        return Err(Skip::OffDuty {});
    }
    if !member.consents {
        return Err(Skip::NoConsent {});
    }
    if !member.adult {
        return Err(Skip::Minor {});
    }
    if member.is_ring_of_police() {
        return Ok(());
    }
    match member.qualified_until {
        None => Err(Skip::NotQualified {}),
        Some(until) if until <= now => Err(Skip::QualificationExpired { days: now.seconds_since(until) / DAY_S }),
        Some(_) => Ok(()),
    }
}

fn free(around: &Around) -> Result<(), Skip> {
    match around.elsewhere {
        None => Ok(()),
        Some(Elsewhere::Called(incident)) => Err(Skip::CalledElsewhere { incident }),
        Some(Elsewhere::Busy(incident)) => Err(Skip::Busy { incident }),
    }
}

/// With nobody at the desk only the own unit is called, and only for an authorised category.
fn desk_allows(member: &Member, case: &Case) -> Result<(), Skip> {
    if !case.desk_absent {
        return Ok(());
    }
    if !case.authorised {
        return Err(Skip::NotAuthorised {});
    }
    if case.ring_of(member) == Ring::OwnUnit { Ok(()) } else { Err(Skip::DeskAbsent {}) }
}

/// Police go where police are sent; an auxiliary has no authority alone.
fn police_may_go(member: &Member, case: &Case, around: &Around) -> Result<Why, Skip> {
    if !case.police {
        return Err(Skip::PoliceNotSent {});
    }
    if member.kind == MemberKind::Auxiliary && !around.officer_coming {
        return Err(Skip::NoOfficerComing {});
    }
    post_allows(member, case, around.post)?;
    placed(member)?;
    Ok(why(member, case))
}

fn level_allows(member: &Member, case: &Case) -> Result<(), Skip> {
    if case.level == Level::L0 {
        return Err(Skip::ReportOnly {});
    }
    if case.level > member.level_max {
        return Err(Skip::LevelTooHigh { needs: case.level, has: member.level_max });
    }
    Ok(())
}

fn volunteer_allowed(member: &Member, case: &Case, now: Timestamp) -> Result<(), Skip> {
    if !member.enrolled {
        // A guard who is off shift and did not enrol is simply off duty.
        return Err(match member.duty {
            Duty::OffShift => Skip::OffDuty {},
            Duty::OnShift => Skip::NotEnrolled {},
        });
    }
    if case.level != Level::L3 {
        return Err(Skip::NotForVolunteers { level: case.level });
    }
    if member.insured_until.is_none_or(|until| until <= now) {
        return Err(Skip::NotInsured {});
    }
    Ok(())
}

/// Guards, and the others whom a unit employs, act only in the unit's area 【保安服务管理条例 15、42】.
fn area_allows(member: &Member, case: &Case) -> Result<(), Skip> {
    match &member.area {
        Some(area) if area.contains(case.point) => Ok(()),
        Some(_) => Err(Skip::OutsideArea {}),
        None if !bound_to_unit(member.kind) => Ok(()),
        None if case.ring_of(member) == Ring::OwnUnit => Ok(()),
        None => Err(Skip::AreaUnknown {}),
    }
}

fn bound_to_unit(kind: MemberKind) -> bool {
    match kind {
        MemberKind::Guard | MemberKind::Observer | MemberKind::Teller => true,
        MemberKind::GridWorker
        | MemberKind::ComprehensiveOfficer
        | MemberKind::Volunteer
        | MemberKind::Parent
        | MemberKind::Mediator
        | MemberKind::Auxiliary
        | MemberKind::Officer => false,
    }
}

fn post_allows(member: &Member, case: &Case, count: PostCount) -> Result<(), Skip> {
    let Some(post) = member.post else { return Ok(()) };
    if member.duty == Duty::OffShift || !member.leaves_post_for(case.point) {
        return Ok(());
    }
    let staying = count.present.saturating_sub(count.leaving).saturating_sub(1);
    if staying < post.required_headcount {
        return Err(Skip::PostBelowHeadcount {
            required: post.required_headcount,
            present: count.present,
            leaving: count.leaving,
        });
    }
    Ok(())
}

fn placed(member: &Member) -> Result<(), Skip> {
    member.place().map(|_| ()).ok_or(Skip::NoPosition {})
}
