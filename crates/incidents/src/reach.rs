//! Whom somebody may send: a unit's administrator only people of the unit, a community's officer only people of the
//! community. Everybody else who may send at all sends anybody whom the rules let go.

use domain::role::Role;
use people::people::Person;
use platform::scope::{Reach, Scope};

/// Tells whether the role sends only people of its own unit or community.
pub fn is_bounded(scope: &Scope) -> bool {
    matches!(scope.role, Role::UnitAdmin | Role::CommunityOfficer)
}

/// Tells whether `scope` may send `person`; somebody who is not known is beyond everybody's bounds.
pub fn may_send(scope: &Scope, person: Option<&Person>) -> bool {
    if !is_bounded(scope) {
        return true;
    }
    let Some(person) = person else { return false };
    match &scope.reach {
        Reach::Station => true,
        Reach::Community(ids) => person.community.is_some_and(|it| ids.contains(&it)),
        Reach::Grid(ids) => person.grid.is_some_and(|it| ids.contains(&it)),
        Reach::Unit(ids) => person.unit.is_some_and(|it| ids.contains(&it)),
        Reach::Own => scope.member == Some(person.id),
    }
}
