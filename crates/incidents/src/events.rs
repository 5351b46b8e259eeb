//! What this slice says in the station log: statuses and ids, never names, words or places.

use domain::ids::MemberId;
use platform::log::Event;
use platform::scope::Actor;

use crate::clocks;
use crate::rows::{incident, offer};

/// An event of an incident, with the fields that lists and boards show.
///
/// It is meant for whoever could see the incident before or can see it now, so that nobody is left with an old state.
pub fn of_incident(
    kind: &'static str,
    before: &incident::Model,
    after: &incident::Model,
    actor: Actor,
    members: Vec<MemberId>,
) -> Event {
    let mut audience = after.audience(members);
    audience.police = before.is_police() && after.is_police();
    // In neutral cases category, priority and nature are for the police alone: those called learn what they need
    // from their own calls (adoption rule 7).
    if clocks::neutral(before) || clocks::neutral(after) {
        audience.police = true;
        audience.members.clear();
    }
    Event::new(kind, after.id, actor, audience)
        .refer("incident_id", after.id)
        .field("status", after.status)
        .field("version", after.version)
        .field("category", after.category)
        .field("priority", after.priority)
        .field("police_nature", after.police_nature)
        .field("level", after.level)
}

/// An event of an offer, meant for those who see the incident, those who take part, and the member called.
pub fn of_offer(
    kind: &'static str,
    row: &offer::Model,
    incident: &incident::Model,
    actor: Actor,
    mut members: Vec<MemberId>,
) -> Event {
    if !members.contains(&row.member_id) {
        members.push(row.member_id);
    }
    Event::new(kind, incident.id, actor, incident.audience(members))
        .refer("incident_id", incident.id)
        .refer("offer_id", row.id)
        .refer("member_id", row.member_id)
        .field("status", row.status)
        .field("version", row.version)
        .field("ring", row.ring)
        .field("wave", row.wave)
        .field("attempt", row.attempt)
}
