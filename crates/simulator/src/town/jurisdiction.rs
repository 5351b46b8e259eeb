//! Who is responsible in the demo town: patches, beats, micro-grids, patrol teams, points, and what people call places.
//!
//! Two charges are left vacant on purpose beside the beat that no officer is there for: a page that is all well is not
//! believed.

use std::collections::BTreeSet;

use domain::geo::Point;
use domain::ids::{BeatId, GridId, MemberId, MicroGridId, PatchId, PatrolTeamId, PlaceNameId, PostId, UnitId};
use domain::jurisdiction::charge::ChargeLevel;
use domain::jurisdiction::{NameKind, TeamMode};
use domain::member::{Level, MemberKind, PostKind, UnitCategory};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::rng::Rng;
use crate::town::data_names;
use crate::town::make::id;
use crate::town::{Community, Grid, Member, Post, Unit};

/// Patches; each has three beats, and each beat three communities.
const PATCHES: usize = 3;
const BEATS_OF_PATCH: usize = 3;
const COMMUNITIES_OF_BEAT: usize = 3;
/// Patches that the chief leads; the last is vacant.
const LED: usize = 2;
/// Patrol teams.
const TEAMS: usize = 6;
/// Points that a team must reach on each round.
const MUST_REACH: usize = 4;
/// The post among the first with a holder that loses it: vacant, though somebody could hold it.
const VACANT_POST: usize = 12;
/// Estates that have buildings with names, and buildings of each.
const ESTATES: usize = 40;
const BUILDINGS: usize = 6;

/// The jurisdiction of the demo town.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Jurisdiction {
    /// The patches.
    pub patches: Vec<Patch>,
    /// The beats.
    pub beats: Vec<Beat>,
    /// The beat of each grid.
    pub beat_of: Vec<(GridId, BeatId)>,
    /// The micro-grids: the estates of town.
    pub micro_grids: Vec<MicroGrid>,
    /// The patrol teams.
    pub teams: Vec<Team>,
    /// Who is responsible.
    pub charges: Vec<Charge>,
    /// What people call places.
    pub names: Vec<Name>,
    /// The chief as somebody who can be responsible; not one of the members who are called.
    pub leader: Member,
}

/// A patch.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Patch {
    /// Its id.
    pub id: PatchId,
    /// The station's number for it.
    pub code: String,
    /// Its name.
    pub name: String,
}

/// A beat.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Beat {
    /// Its id.
    pub id: BeatId,
    /// The patch it belongs to.
    pub patch_id: PatchId,
    /// The station's number for it.
    pub code: String,
    /// Its name.
    pub name: String,
}

/// A micro-grid.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MicroGrid {
    /// Its id.
    pub id: MicroGridId,
    /// The grid it belongs to.
    pub grid_id: GridId,
    /// The grid's number, and two digits.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Its middle.
    pub point: Point,
    /// Households.
    pub households: u32,
}

/// A patrol team.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Team {
    /// Its id.
    pub id: PatrolTeamId,
    /// The community it goes round in.
    pub community_id: domain::ids::CommunityId,
    /// Its name.
    pub name: String,
    /// How it moves.
    pub mode: TeamMode,
    /// Points that each round must reach.
    pub must_reach: Vec<(String, Point)>,
    /// When it goes.
    pub shift_plan: String,
}

/// Somebody responsible for something.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Charge {
    /// The term.
    pub id: Uuid,
    /// The level.
    pub level: ChargeLevel,
    /// The patch, the beat, or the post or team.
    pub target: Uuid,
    /// Who.
    pub member_id: MemberId,
}

/// What people call a place.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Name {
    /// The name's own id.
    pub id: PlaceNameId,
    /// What it names.
    pub kind: NameKind,
    /// The name.
    pub name: String,
    /// What it is part of.
    pub parent_id: Option<PlaceNameId>,
    /// The unit it lies in.
    pub unit_id: Option<UnitId>,
    /// The community and the grid around it.
    pub within: (domain::ids::CommunityId, GridId),
    /// Where it is.
    pub point: Point,
}

/// The parts of the town that the jurisdiction is made of.
pub(crate) struct Ground<'a> {
    pub seed: u64,
    pub station: Point,
    pub communities: &'a [Community],
    pub grids: &'a [Grid],
    pub units: &'a [Unit],
    pub posts: &'a [Post],
    pub members: &'a [Member],
}

/// Divides the town, and says who is responsible.
pub(crate) fn divide(ground: &Ground<'_>) -> Jurisdiction {
    let seed = ground.seed;
    let patch = |nth: usize| Patch {
        id: PatchId::from(id(seed, "patch", nth)),
        code: format!("P{}", nth + 1),
        name: data_names::patch(nth),
    };
    let patches: Vec<Patch> = (0..PATCHES).map(patch).collect();
    let beat = |nth: usize| Beat {
        id: BeatId::from(id(seed, "beat", nth)),
        patch_id: patches[nth / BEATS_OF_PATCH].id,
        code: format!("B{:02}", nth + 1),
        name: data_names::beat(&ground.communities[nth * COMMUNITIES_OF_BEAT].name),
    };
    let beats: Vec<Beat> = (0..PATCHES * BEATS_OF_PATCH).map(beat).collect();
    let of_community = |it: &Grid| ground.communities.iter().position(|one| one.id == it.community_id).unwrap_or(0);
    let beat_of = ground.grids.iter().map(|it| (it.id, beats[of_community(it) / COMMUNITIES_OF_BEAT].id)).collect();
    let teams = teams(ground);
    let leader = leader(ground);
    let charges = charges(ground, &patches, &beats, &teams, &leader);
    Jurisdiction {
        patches,
        beats,
        beat_of,
        micro_grids: micro_grids(ground),
        teams,
        charges,
        names: names(ground),
        leader,
    }
}

/// The chief: leads patches, and is never called.
fn leader(ground: &Ground<'_>) -> Member {
    Member {
        id: MemberId::from(id(ground.seed, "leader", 0)),
        community_id: None,
        grid_id: None,
        unit_id: None,
        post_id: None,
        kind: MemberKind::Officer,
        name: data_names::chief().to_owned(),
        // After the numbers of the members.
        phone: "19900009999".to_owned(),
        adult: true,
        trained_until: None,
        guard_cert_until: None,
        insured_until: None,
        level_max: Level::L3,
        self_enrolled: false,
        consent: false,
        on_shift: false,
        home: ground.station,
    }
}

fn micro_grids(ground: &Ground<'_>) -> Vec<MicroGrid> {
    let mut made: Vec<MicroGrid> = Vec::new();
    for unit in ground.units.iter().filter(|it| it.category == UnitCategory::Property) {
        let Some(grid) = ground.grids.iter().find(|it| it.id == unit.grid_id) else { continue };
        let nth = made.iter().filter(|it| it.grid_id == grid.id).count() + 1;
        made.push(MicroGrid {
            id: MicroGridId::from(id(ground.seed, "micro_grid", made.len())),
            grid_id: grid.id,
            code: format!("{}{nth:02}", grid.code),
            name: data_names::micro_grid(&unit.name),
            point: unit.point,
            households: 240,
        });
    }
    made
}

fn teams(ground: &Ground<'_>) -> Vec<Team> {
    let modes = [TeamMode::Foot, TeamMode::Ebike, TeamMode::Motorcycle];
    let team = |nth: usize| {
        let community = &ground.communities[nth];
        let own = ground.posts.iter().filter(|it| it.community_id == community.id);
        Team {
            id: PatrolTeamId::from(id(ground.seed, "team", nth)),
            community_id: community.id,
            name: data_names::team(&community.name),
            mode: modes[nth % modes.len()],
            must_reach: own.take(MUST_REACH).map(|it| (it.name.clone(), it.point)).collect(),
            shift_plan: data_names::SHIFT_PLAN.to_owned(),
        }
    };
    (0..TEAMS.min(ground.communities.len())).map(team).collect()
}

fn charges(ground: &Ground<'_>, patches: &[Patch], beats: &[Beat], teams: &[Team], leader: &Member) -> Vec<Charge> {
    let mut made = Vec::new();
    let mut hold = |level, target: Uuid, member: MemberId| {
        made.push(Charge { id: id(ground.seed, "charge", made.len()), level, target, member_id: member });
    };
    for patch in patches.iter().take(LED) {
        hold(ChargeLevel::Patch, patch.id.into(), leader.id);
    }
    let officers = ground.members.iter().filter(|it| it.kind == MemberKind::Officer);
    for (beat, officer) in beats.iter().zip(officers) {
        hold(ChargeLevel::Beat, beat.id.into(), officer.id);
    }
    let held = ground.posts.iter().filter_map(|it| Some((it, guardian(ground, it)?)));
    for (nth, (post, member)) in held.enumerate() {
        if nth != VACANT_POST {
            hold(ChargeLevel::Point, post.id.into(), member);
        }
    }
    let mut helpers = ground.members.iter().filter(|it| it.kind == MemberKind::Volunteer && it.adult);
    for team in teams {
        if let Some(member) = helpers.next() {
            hold(ChargeLevel::Point, team.id.into(), member.id);
        }
    }
    made
}

/// Who guards a post: somebody of it, else of its unit, else a grid worker or volunteer of its community; the
/// station's own points are guarded by the community's grid workers.
fn guardian(ground: &Ground<'_>, post: &Post) -> Option<MemberId> {
    let fit = |it: &&Member| {
        let kind = matches!(
            it.kind,
            MemberKind::Guard
                | MemberKind::GridWorker
                | MemberKind::Volunteer
                | MemberKind::Parent
                | MemberKind::Teller
        );
        kind && it.adult
    };
    let find = |of: &dyn Fn(&Member) -> bool| ground.members.iter().filter(fit).find(|it| of(it)).map(|it| it.id);
    let of_post = |it: &Member| it.post_id == Some(post.id);
    let of_unit = |it: &Member| it.unit_id.is_some() && it.unit_id == post.unit_id;
    let of_community = |it: &Member| it.unit_id.is_none() && it.community_id == Some(post.community_id);
    find(&of_post).or_else(|| find(&of_unit)).or_else(|| find(&of_community))
}

/// Buildings and gates of the estates, and what people call corners of the town.
fn names(ground: &Ground<'_>) -> Vec<Name> {
    let mut rng = Rng::stream(ground.seed, "gazetteer");
    let mut made: Vec<Name> = Vec::new();
    let mut add = |kind, name: String, parent_id, unit: Option<&Unit>, within, point| {
        let new = PlaceNameId::from(id(ground.seed, "name", made.len()));
        made.push(Name { id: new, kind, name, parent_id, unit_id: unit.map(|it| it.id), within, point });
        new
    };
    for unit in ground.units.iter().filter(|it| it.category == UnitCategory::Property).take(ESTATES) {
        let within = (unit.community_id, unit.grid_id);
        let (gate, middle) = (unit.point, unit.service_area.centroid());
        for nth in 0..BUILDINGS {
            let shift = |of: f64, to: f64| of + (to - of) * share_of_way(nth);
            let point = Point::new(shift(gate.lon, middle.lon), shift(gate.lat, middle.lat));
            let building = add(NameKind::Building, data_names::building(nth), None, Some(unit), within, point);
            if nth == 0 {
                add(NameKind::Entrance, data_names::ENTRANCE.to_owned(), Some(building), Some(unit), within, point);
            }
        }
        add(NameKind::Entrance, data_names::SIDE_GATE.to_owned(), None, Some(unit), within, gate);
    }
    let corners: Vec<&Post> = ground.posts.iter().filter(|it| it.kind != PostKind::Escort).collect();
    let mut taken: BTreeSet<PostId> = BTreeSet::new();
    for name in data_names::LOCAL {
        let Some(post) = rng.pick(&corners).copied().filter(|it| taken.insert(it.id)) else { continue };
        add(NameKind::Local, (*name).to_owned(), None, None, (post.community_id, post.grid_id), post.point);
    }
    made
}

/// How far from the gate to beyond the middle of the grounds a building stands.
fn share_of_way(nth: usize) -> f64 {
    0.4 + 0.2 * nth as f64
}
