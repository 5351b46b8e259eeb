//! Members as lists show them: who they are, merged with what they are doing and where.

use chrono::{DateTime, Utc};
use domain::geo::Point;
use domain::ids::{MemberId, PostId, UnitId};
use domain::member::{Level, MemberKind, MemberStatus};
use domain::permission::Permission;
use people::people::Person;
use places::atlas::Atlas;
use platform::clock::from_micros;
use platform::problem::Result;
use platform::scope::Scope;
use serde::Serialize;
use utoipa::ToSchema;

use crate::duty::Duty;
use crate::state::{Live, OnShift, State};

/// Members of one page.
pub const PAGE_MAX: usize = 500;

/// A member as the wire shows them.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct MemberView {
    /// The member.
    pub id: MemberId,
    /// The name, masked for those who need not read it whole.
    pub name: String,
    /// What the member is.
    pub kind: MemberKind,
    /// The unit the member serves.
    pub unit_id: Option<UnitId>,
    /// Its name.
    pub unit_name: Option<String>,
    /// The post held now, else the usual one.
    pub post_id: Option<PostId>,
    /// Its name.
    pub post_name: Option<String>,
    /// Whether the member is on duty.
    pub on_duty: bool,
    /// Whether the member may be located, and so be called.
    pub consent: bool,
    /// How far the member may act.
    pub level_max: Level,
    /// What the member is doing.
    pub status: MemberStatus,
    /// Where the member is; only on duty, with consent, and for those who may see positions.
    pub point: Option<Point>,
    /// Since when the point holds.
    pub position_at: Option<DateTime<Utc>>,
    /// Whether the point is too old to go by.
    pub stale: bool,
    /// Percent of the battery.
    pub battery: Option<u8>,
    /// Since when the member is on duty.
    pub shift_since: Option<DateTime<Utc>>,
    /// Whether a way to wake the member was proven on this shift.
    pub proven: bool,
    /// Whether the planned end of the shift has passed and nobody has said yet who is there.
    pub unconfirmed: bool,
    /// What the desk must know before it relies on a call, in the caller's language.
    pub notes: Vec<String>,
}

domain::codes! {
    /// What the desk must know before it relies on a call to somebody on duty.
    pub enum Note {
        Unproven = "unproven", "叫不醒，请打电话", "Not proven to wake; telephone";
        Unconfirmed = "unconfirmed", "身份未确认", "Identity not confirmed";
    }
}

impl Note {
    /// The notes about somebody on duty.
    pub fn of(on: Option<&OnShift>) -> Vec<Self> {
        let unproven = on.is_some_and(|it| !it.proven).then_some(Self::Unproven);
        let unconfirmed = on.is_some_and(|it| it.unconfirmed).then_some(Self::Unconfirmed);
        unproven.into_iter().chain(unconfirmed).collect()
    }
}

/// A page of members.
#[derive(Debug, Serialize, ToSchema)]
pub struct MemberPage {
    /// The members, in the order of their ids.
    pub items: Vec<MemberView>,
    /// Where the next page begins.
    pub next: Option<MemberId>,
}

impl Duty {
    /// Lists the members within the caller's reach.
    ///
    /// # Errors
    /// If there is no such station.
    pub fn list_members(&self, scope: &Scope, after: Option<MemberId>, limit: usize) -> Result<MemberPage> {
        let atlas = self.places().atlas(scope.station)?;
        let people = self.people().all(scope.station);
        let mut seen = people
            .iter()
            .filter(|it| after.is_none_or(|after| it.id > after))
            .filter(|it| scope.may_see(&it.audience()));
        let now = self.app().clock().now().timestamp_micros();
        let state = self.state(scope.station);
        let state = state.lock();
        let limit = limit.clamp(1, PAGE_MAX);
        let items: Vec<MemberView> = seen.by_ref().take(limit).map(|it| show(it, scope, &state, &atlas, now)).collect();
        let next = if seen.next().is_some() { items.last().map(|it| it.id) } else { None };
        Ok(MemberPage { items, next })
    }

    /// Shows one member.
    ///
    /// # Errors
    /// If the caller's reach does not hold such a member.
    pub fn show_member(&self, scope: &Scope, id: MemberId) -> Result<MemberView> {
        let person = self.people().seen_by(scope, id)?;
        let atlas = self.places().atlas(scope.station)?;
        let now = self.app().clock().now().timestamp_micros();
        let state = self.state(scope.station);
        let state = state.lock();
        Ok(show(&person, scope, &state, &atlas, now))
    }
}

fn show(person: &Person, scope: &Scope, state: &State, atlas: &Atlas, now: i64) -> MemberView {
    let on = state.on_shift(person.id);
    let post = on.map_or(person.post, |it| it.post);
    // Red line 3: everyone may see where they are themselves; others need the permission.
    let locates = scope.may(Permission::PositionRead) || scope.member == Some(person.id);
    let live: Option<Live> = on.filter(|_| locates).and_then(|it| it.live);
    MemberView {
        id: person.id,
        name: person.name_for(scope).to_owned(),
        kind: person.kind,
        unit_id: person.unit,
        unit_name: person.unit.and_then(|it| atlas.unit(it)).map(|it| it.name.clone()),
        post_id: post,
        post_name: post.and_then(|it| atlas.post(it)).map(|it| it.name.clone()),
        on_duty: on.is_some(),
        consent: state.consents(person.id),
        level_max: person.level_max,
        status: state.status(person.id),
        point: live.map(|it| it.point),
        position_at: live.map(|it| from_micros(it.at)),
        stale: live.is_some_and(|it| it.is_stale(now)),
        battery: live.and_then(|it| it.battery),
        shift_since: on.map(|it| from_micros(it.since)),
        proven: on.is_some_and(|it| it.proven),
        unconfirmed: on.is_some_and(|it| it.unconfirmed),
        notes: Note::of(on).iter().map(|it| scope.language.pick(it.zh(), it.en()).to_owned()).collect(),
    }
}
