//! What the engine is told, read from rows and from the pictures of people, places and duty.

use dispatch::case::{Case, Ring};
use dispatch::eligibility::Skip;
use dispatch::engine::effect::Effect;
use dispatch::engine::event::{Event, OfferState};
use dispatch::engine::search::SearchState;
use domain::ids::{IncidentId, MemberId, OfferId, StationId};
use domain::incident::Priority;
use domain::offer::OfferStatus;
use duty::duty::{Change, OnDuty};
use duty::geofence::{ARRIVAL_M, Watch};
use platform::problem::{Error, Result};
use platform::scope::Scope;
use platform::time::moment;

use crate::clocks;
use crate::incidents::Incidents;
use crate::rows::{incident, offer, search};
use crate::store;

/// The incident that an effect is about.
pub(super) fn incident_of(effect: &Effect) -> Option<IncidentId> {
    Some(match effect {
        Effect::Call { incident, .. }
        | Effect::Refused { incident, .. }
        | Effect::Widen { incident, .. }
        | Effect::Level { incident, .. }
        | Effect::Alert { incident, .. }
        | Effect::Exhausted { incident, .. }
        | Effect::Keep { incident, .. } => *incident,
        Effect::Repeat { offer, .. } | Effect::Telephone { offer } | Effect::Expire { offer } => offer.incident,
        Effect::StandDown { offers, .. } => offers.first()?.incident,
    })
}

/// The member whom a refused choice is about, and why.
pub(super) fn refused(effect: &Effect) -> Option<(MemberId, Skip)> {
    match effect {
        Effect::Refused { member, skip, .. } => Some((*member, *skip)),
        Effect::Call { .. }
        | Effect::Repeat { .. }
        | Effect::Telephone { .. }
        | Effect::Expire { .. }
        | Effect::StandDown { .. }
        | Effect::Widen { .. }
        | Effect::Level { .. }
        | Effect::Alert { .. }
        | Effect::Exhausted { .. }
        | Effect::Keep { .. } => None,
    }
}

fn case_of(row: &incident::Model, offers: &[offer::Model], search: Option<&search::Model>) -> Case {
    let priority = row.priority.unwrap_or_else(|| clocks::demands(row, None, Some(row.police_nature)).priority);
    Case {
        incident: row.id,
        point: row.point(),
        priority,
        level: row.level,
        unit: row.unit_id,
        needed: search.map_or(1, |it| u32::try_from(it.needed).unwrap_or(1)),
        // The three rings of a P1 are asked at the same moment, whosever matter it is.
        police: row.is_police() || row.police_dispatched || priority == Priority::P1,
        desk_absent: search.is_some_and(|it| it.unattended),
        authorised: search.is_some_and(|it| it.authorised),
        automatic: search.is_some_and(|it| it.automatic),
        upgrade_window_s: clocks::category(row).map_or(0, |it| it.upgrade_window_s),
        waves_before: offers.iter().filter_map(|it| u32::try_from(it.wave).ok()).max().unwrap_or(0),
        dispatched_at: moment(search.map_or(row.dispatched_at.unwrap_or(row.reported_at), |it| it.started_at)),
    }
}

async fn row(
    incidents: &Incidents,
    station: StationId,
    id: IncidentId,
) -> Result<Option<(incident::Model, Vec<offer::Model>)>> {
    match store::find(&Scope::system(station), incidents.app(), id).await {
        Ok(found) => Ok(Some(found)),
        Err(Error::NotFound) => Ok(None),
        Err(error) => Err(error),
    }
}

/// The case of an incident, searched for or not.
pub(super) async fn case(incidents: &Incidents, station: StationId, id: IncidentId) -> Result<Option<Case>> {
    let Some((row, offers)) = row(incidents, station, id).await? else { return Ok(None) };
    let search = store::search_of(&Scope::system(station), incidents.app(), id).await?;
    Ok(Some(case_of(&row, &offers, search.as_ref())))
}

/// The case of an incident that is searched for.
pub(super) async fn opened(incidents: &Incidents, station: StationId, id: IncidentId) -> Result<Option<Case>> {
    let Some((row, offers)) = row(incidents, station, id).await? else { return Ok(None) };
    let search = store::search_of(&Scope::system(station), incidents.app(), id).await?;
    Ok(search.filter(|_| !row.status.is_over()).map(|it| case_of(&row, &offers, Some(&it))))
}

/// A search as its rows remember it, and the ways to watch.
pub(super) async fn restored(
    incidents: &Incidents,
    station: StationId,
    id: IncidentId,
) -> Result<Option<(Event, Vec<Watch>)>> {
    let Some((row, offers)) = row(incidents, station, id).await? else { return Ok(None) };
    let search = store::search_of(&Scope::system(station), incidents.app(), id).await?;
    let case = case_of(&row, &offers, search.as_ref());
    let kept = search.as_ref().and_then(|it| serde_json::from_value::<SearchState>(it.state.clone()).ok());
    let mut state = kept.unwrap_or_else(|| SearchState::new(&case));
    state.ended |= search.is_none() || row.status.is_over();
    let watches = offers.iter().filter(|it| it.status.is_assignment()).map(|it| way(incidents, &row, it)).collect();
    Ok(Some((Event::Restored { case, search: state, offers: newest(&offers, search.as_ref()) }, watches)))
}

/// The newest call to each member, of this search or still standing: what was answered to an earlier search, before a
/// reopening, says nothing about this one.
fn newest(offers: &[offer::Model], search: Option<&search::Model>) -> Vec<OfferState> {
    let of_this = |it: &&offer::Model| search.is_none_or(|search| it.offered_at >= search.started_at);
    let mut states: Vec<OfferState> = Vec::new();
    for it in offers.iter().filter(|it| it.ended_at.is_none() || of_this(it)) {
        let state = OfferState {
            member: it.member_id,
            ring: u8::try_from(it.ring).ok().and_then(Ring::from_number).unwrap_or(Ring::Adjacent),
            officer: it.officer,
            status: it.status,
            wave: u32::try_from(it.wave).unwrap_or(1),
            attempt: u32::try_from(it.attempt).unwrap_or(1),
            called_at: moment(it.offered_at),
            telephoned: it.telephone_at.is_some(),
            proven: it.proven,
            travel_s: u32::try_from(it.travel_s).unwrap_or(0),
            manual: it.manual,
            leaves_post: it.leaves_post,
            dismissed: it.dismissed,
        };
        // Offers come oldest first, so the last one of a member is the newest.
        states.retain(|other| other.member != state.member);
        states.push(state);
    }
    states
}

/// The way of an assignment.
pub(super) async fn watch(incidents: &Incidents, station: StationId, id: OfferId) -> Result<Option<Watch>> {
    let (offer, row) = match store::offer(&Scope::system(station), incidents.app(), id).await {
        Ok(found) => found,
        Err(Error::NotFound) => return Ok(None),
        Err(error) => return Err(error),
    };
    Ok(offer.status.is_assignment().then(|| way(incidents, &row, &offer)))
}

fn way(incidents: &Incidents, row: &incident::Model, offer: &offer::Model) -> Watch {
    Watch {
        offer: offer.id,
        member: offer.member_id,
        from: incidents.duty().member(row.station_id, offer.member_id).and_then(|it| it.position).map(|it| it.point),
        to: row.point(),
        radius_m: ARRIVAL_M,
        departed: offer.status != OfferStatus::Accepted,
        since: offer.accepted_at.map_or(0, |it| it.timestamp_micros()),
    }
}

/// What is known of a member now, as the engine is told it.
pub(super) fn person(incidents: &Incidents, station: StationId, member: MemberId) -> (StationId, Event) {
    let event = match incidents.roster_member(station, member) {
        Some(it) => Event::MemberOn(it),
        None => Event::MemberOff(member),
    };
    (station, event)
}

/// What a change on duty means to the engine.
pub(super) fn change(incidents: &Incidents, change: &Change) -> (StationId, Event) {
    match change {
        Change::On(station, OnDuty { member, .. }) | Change::Off(station, member) => {
            person(incidents, *station, *member)
        }
        Change::Moved(station, member, position) => {
            let (point, at) = (position.point, moment(position.at));
            (*station, Event::Moved { member: *member, point, at, accuracy_m: position.accuracy_m.into() })
        }
    }
}
