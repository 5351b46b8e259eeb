//! Members as the engine knows them, put together from people, places and duty.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use dispatch::member::{Duty, Fix, Member, Post};
use dispatch::street::Profile;
use domain::geo::Point;
use domain::ids::{MemberId, StationId};
use domain::member::MemberKind;
use duty::duty::OnDuty;
use people::people::Person;
use people::store::Enrolment;
use places::atlas::Atlas;
use platform::time::moment;

use crate::incidents::Incidents;

/// Everybody who can be reached: on shift, or off shift and enrolled as a volunteer.
pub fn all(incidents: &Incidents, station: StationId) -> Vec<Member> {
    let Ok(atlas) = incidents.places().atlas(station) else { return Vec::new() };
    let on_duty: std::collections::BTreeMap<MemberId, OnDuty> =
        incidents.duty().on_duty(station).into_iter().map(|it| (it.member, it)).collect();
    let people = incidents.people().all(station);
    // Who calls for help is called out to nothing.
    let free = people.iter().filter(|it| !incidents.in_distress(station, it.id));
    free.filter_map(|it| make(it, on_duty.get(&it.id), &atlas)).collect()
}

/// One member, if they can be reached.
pub fn member(incidents: &Incidents, station: StationId, id: MemberId) -> Option<Member> {
    let atlas = incidents.places().atlas(station).ok()?;
    let person = incidents.people().member(id).filter(|it| it.station == station)?;
    if incidents.in_distress(station, id) {
        return None;
    }
    make(&person, incidents.duty().member(station, id).as_ref(), &atlas)
}

fn make(person: &Person, on: Option<&OnDuty>, atlas: &Atlas) -> Option<Member> {
    if person.enrolment != Enrolment::Active || (on.is_none() && !person.self_enrolled) {
        return None;
    }
    let post = on.and_then(|it| it.post).and_then(|it| atlas.post(it)).map(|it| Post {
        id: it.id,
        point: it.point(),
        radius_m: it.radius_m,
        required_headcount: u32::try_from(it.required_headcount).unwrap_or(0),
    });
    let fix = on.and_then(|it| it.position).map(|it| Fix { point: it.point, at: moment(it.at) });
    Some(Member {
        id: person.id,
        kind: person.kind,
        unit: person.unit,
        duty: if on.is_some() { Duty::OnShift } else { Duty::OffShift },
        post,
        consents: on.map_or(person.consent.is_some(), |it| it.consent),
        adult: person.adult,
        level_max: person.level_max,
        qualified_until: qualified_until(person).map(moment),
        insured_until: person.insured_until.map(moment),
        enrolled: person.self_enrolled,
        area: person.unit.and_then(|it| atlas.unit(it)).map(|it| Arc::new(it.service_area.0.clone())),
        travel: if person.kind.is_group() { Profile::Foot } else { Profile::Car },
        base: base(person, on, atlas),
        fix,
        // Proven by a confirmation on the own phone or a test ring that was heard; nobody off shift has either.
        proven: on.is_some_and(|it| it.proven),
    })
}

/// Guards need a certificate and training, everybody else training.
fn qualified_until(person: &Person) -> Option<DateTime<Utc>> {
    match person.kind {
        MemberKind::Guard => Some(person.guard_cert_until?.min(person.trained_until?)),
        MemberKind::GridWorker
        | MemberKind::ComprehensiveOfficer
        | MemberKind::Volunteer
        | MemberKind::Parent
        | MemberKind::Observer
        | MemberKind::Mediator
        | MemberKind::Teller
        | MemberKind::Auxiliary
        | MemberKind::Officer => person.trained_until,
    }
}

/// Where somebody without a position is taken to be: nobody off duty is located, so a volunteer counts as
/// being somewhere in the grid they named.
fn base(person: &Person, on: Option<&OnDuty>, atlas: &Atlas) -> Option<Point> {
    let post = on.and_then(|it| it.post).or(person.post).and_then(|it| atlas.post(it)).map(|it| it.point());
    post.or_else(|| Some(atlas.unit(person.unit?)?.point()))
        .or_else(|| Some(atlas.grid(person.grid?)?.boundary.0.centroid()))
}
