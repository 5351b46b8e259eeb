//! A member's separate consent to location: given by nobody else, withdrawn as easily as given 【个人信息保护法 15、29】.

use chrono::{DateTime, Utc};
use domain::ids::{ConsentId, MemberId, StationId};
use platform::db::{Command, Outcome, Rows};
use platform::log::Event;
use platform::problem::{Error, Result};
use platform::scope::{Actor, Scope};

use crate::store::{ConsentKind, consent, member};

/// The wording that members are shown now.
pub const TEXT_VERSION: &str = "1";

/// Asks for what [`standing`], [`give`] and [`withdraw`] read.
pub fn reads(rows: &mut Rows, member: MemberId) {
    rows.want::<member::Entity>(member);
    rows.find(&consent::OF_MEMBER, member);
}

/// The member's consent to location, if it stands.
pub fn standing(rows: &Rows, member: MemberId) -> Option<&consent::Model> {
    rows.all::<consent::Entity>()
        .find(|it| it.member_id == member && it.kind == ConsentKind::Location && it.withdrawn_at.is_none())
}

/// Adds a consent to location to an outcome; changes nothing where one stands.
///
/// # Errors
/// If the member is not of the station.
pub fn give<A>(
    outcome: Outcome<A>,
    rows: &Rows,
    id: ConsentId,
    scope: &Scope,
    member: MemberId,
    now: DateTime<Utc>,
) -> Result<Outcome<A>> {
    let row = of_station(rows, member, scope.station)?;
    if standing(rows, member).is_some() {
        return Ok(outcome);
    }
    let given = consent::Model {
        id,
        station_id: scope.station,
        member_id: member,
        kind: ConsentKind::Location,
        text_version: TEXT_VERSION.to_owned(),
        given_at: now,
        withdrawn_at: None,
    };
    let event = Event::new("consent_given", member, Actor::Member(member), row.audience())
        .refer("member_id", member)
        .field("kind", ConsentKind::Location)
        .field("text_version", TEXT_VERSION);
    Ok(outcome.put::<consent::Entity>(given).event(event))
}

/// Adds the withdrawal of the consent to location to an outcome; changes nothing where none stands.
///
/// # Errors
/// If the member is not of the station.
pub fn withdraw<A>(
    outcome: Outcome<A>,
    rows: &Rows,
    scope: &Scope,
    member: MemberId,
    now: DateTime<Utc>,
) -> Result<Outcome<A>> {
    let row = of_station(rows, member, scope.station)?;
    let Some(standing) = standing(rows, member) else { return Ok(outcome) };
    let withdrawn = consent::Model { withdrawn_at: Some(now), ..standing.clone() };
    let event = Event::new("consent_withdrawn", member, Actor::Member(member), row.audience())
        .refer("member_id", member)
        .field("kind", ConsentKind::Location);
    Ok(outcome.put::<consent::Entity>(withdrawn).event(event))
}

fn of_station(rows: &Rows, member: MemberId, station: StationId) -> Result<&member::Model> {
    rows.get::<member::Entity>(&member).filter(|it| it.station_id == station).ok_or(Error::NotFound)
}

/// Sets the caller's own consent to location.
pub struct SetConsent {
    /// Who sends it.
    pub scope: Scope,
    /// Whose consent: the caller's own member.
    pub member: MemberId,
    /// The id of the consent, should one be given.
    pub id: ConsentId,
    /// Whether the member consents.
    pub location: bool,
}

impl Command for SetConsent {
    type Answer = serde_json::Value;

    fn reads(&self, rows: &mut Rows) {
        reads(rows, self.member);
    }

    fn decide(&self, rows: &Rows, now: DateTime<Utc>) -> Result<Outcome<Self::Answer>> {
        let outcome = Outcome::new(serde_json::json!({ "location": self.location }));
        if self.location {
            give(outcome, rows, self.id, &self.scope, self.member, now)
        } else {
            withdraw(outcome, rows, &self.scope, self.member, now)
        }
    }
}
