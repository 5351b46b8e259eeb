//! Who sees an incident, its calls and its words.

use domain::role::Role;
use platform::scope::Scope;

use crate::rows::{incident, offer};

/// Tells whether `scope` may see an incident: within reach, as one of those who have accepted, or as who reported it.
///
/// The one rule for reading, for acting, and for the answer to an act.
pub fn sees(scope: &Scope, row: &incident::Model, offers: &[offer::Model]) -> bool {
    let members = offers.iter().filter(|it| it.status.is_assignment()).map(|it| it.member_id).collect();
    let seen = scope.may_see(&row.audience(members)) || row.reporter_id == Some(scope.account);
    seen && row.station_id == scope.station
}

/// Tells whether `scope` sees a call: who works on the incident sees every one, who takes part sees their own.
pub fn sees_offer(scope: &Scope, row: &incident::Model, offer: &offer::Model) -> bool {
    scope.member == Some(offer.member_id) || scope.may_see(&row.audience(Vec::new()))
}

/// Tells whether a viewer reads the whole words of an incident.
///
/// Station and governance centre read them, and whoever reported them; community forces get no case facts, and the
/// address to the building only.
pub fn reads_words(scope: &Scope, row: &incident::Model) -> bool {
    match scope.role {
        Role::Chief
        | Role::DutyCommander
        | Role::Desk
        | Role::BeatOfficer
        | Role::Auxiliary
        | Role::GovernanceCentre => true,
        Role::CommunityOfficer
        | Role::GridWorker
        | Role::UnitAdmin
        | Role::Guard
        | Role::Volunteer
        | Role::Observer
        | Role::Mediator
        | Role::Teller
        | Role::SchoolOfficer
        | Role::EventCommander
        | Role::Resident
        | Role::SystemAdmin
        | Role::SecurityAdmin
        | Role::AuditAdmin
        | Role::Overseer
        | Role::Terminal => row.reporter_id == Some(scope.account),
    }
}
