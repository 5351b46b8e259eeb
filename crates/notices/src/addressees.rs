//! Who a notice goes to: everybody of the chosen places and organisations, each once.

use std::collections::BTreeMap;

use domain::ids::{CommunityId, GridId, MemberId, PostId, StationId, UnitId};
use domain::notice::NoticeTarget;
use people::store::Enrolment;
use places::atlas::Atlas;
use platform::problem::{Result, refuse};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::notices::Notices;
use crate::refusal;

/// Places and organisations of one notice.
pub const TARGETS_MAX: usize = 100;
/// People of one notice: three times the community forces of a station of 27 officers.
pub const ADDRESSEES_MAX: usize = 2_000;

/// A place or an organisation whose people a notice goes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Target {
    /// What it is.
    pub kind: NoticeTarget,
    /// Which; left out for the whole station.
    pub id: Option<Uuid>,
}

/// Checks that each target is of the station.
///
/// # Errors
/// [`refusal::TARGETS_COUNT`] or [`refusal::UNKNOWN_TARGET`].
pub fn check(atlas: &Atlas, targets: &[Target]) -> Result<()> {
    if targets.is_empty() || targets.len() > TARGETS_MAX {
        return Err(refuse(&refusal::TARGETS_COUNT).with("limit", TARGETS_MAX).field("targets").into());
    }
    let known = |it: &Target| match (it.kind, it.id) {
        (NoticeTarget::Station, None) => true,
        (NoticeTarget::Community, Some(id)) => atlas.community(CommunityId::from(id)).is_some(),
        (NoticeTarget::Grid, Some(id)) => atlas.grid(GridId::from(id)).is_some(),
        (NoticeTarget::Unit, Some(id)) => atlas.unit(UnitId::from(id)).is_some(),
        (NoticeTarget::Post, Some(id)) => atlas.post(PostId::from(id)).is_some(),
        (NoticeTarget::Station, Some(_))
        | (NoticeTarget::Community | NoticeTarget::Grid | NoticeTarget::Unit | NoticeTarget::Post, None) => false,
    };
    if targets.iter().all(known) { Ok(()) } else { Err(refuse(&refusal::UNKNOWN_TARGET).field("targets").into()) }
}

/// The enrolled members whom the targets name, with their units. At a post these are who usually stands there and who
/// stands there now.
///
/// # Errors
/// [`refusal::TOO_MANY_ADDRESSEES`].
pub fn find(notices: &Notices, station: StationId, targets: &[Target]) -> Result<BTreeMap<MemberId, Option<UnitId>>> {
    let now: BTreeMap<MemberId, PostId> =
        notices.duty().on_duty(station).into_iter().filter_map(|it| Some((it.member, it.post?))).collect();
    let mut found = BTreeMap::new();
    for person in notices.people().all(station).iter().filter(|it| it.enrolment == Enrolment::Active) {
        let named = targets.iter().any(|it| {
            let is = |id: Option<Uuid>| id.is_some() && id == it.id;
            match it.kind {
                NoticeTarget::Station => true,
                NoticeTarget::Community => is(person.community.map(Uuid::from)),
                NoticeTarget::Grid => is(person.grid.map(Uuid::from)),
                NoticeTarget::Unit => is(person.unit.map(Uuid::from)),
                NoticeTarget::Post => {
                    is(person.post.map(Uuid::from)) || is(now.get(&person.id).copied().map(Uuid::from))
                }
            }
        });
        if named {
            found.insert(person.id, person.unit);
        }
    }
    if found.len() > ADDRESSEES_MAX {
        return Err(refuse(&refusal::TOO_MANY_ADDRESSEES).with("limit", ADDRESSEES_MAX).field("targets").into());
    }
    Ok(found)
}
