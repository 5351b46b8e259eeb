//! Everybody whom the engine can call: where they are, what they do, and whom they would leave alone.

use std::collections::{BTreeMap, BTreeSet};

use domain::geo::Point;
use domain::geo::polygon::Bounds;
use domain::ids::{IncidentId, MemberId, PostId, UnitId};
use domain::time::Timestamp;

use crate::case::Case;
use crate::eligibility::{Around, Asked, Choice, Elsewhere, PostCount, Skip, Why, may_go};
use crate::engine::search::Search;
use crate::grid::{Attributes, Grid, Slot};
use crate::member::{Duty, Fix, Member};

/// Called by nobody now.
pub(super) const FREE: Attributes = 1;

/// Belongs to the community forces.
pub(super) const GROUP: Attributes = 2;

/// How far around the first known place the grid reaches where there is no street graph to say it.
const REACH_M: f64 = 30_000.0;

/// A fix worse than this says no more than the post does.
const ACCURACY_M_MAX: f64 = 500.0;

/// A member, and the member's entry in the grid.
#[derive(Clone, Debug)]
pub(super) struct Person {
    pub member: Member,
    slot: Option<Slot>,
}

/// A call or an assignment that holds a member.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Held {
    pub incident: IncidentId,
    /// Whether the member accepted.
    pub assigned: bool,
    /// Whether the member leaves a post by it.
    pub leaves_post: bool,
}

/// Everybody who can be reached.
#[derive(Clone, Debug, Default)]
pub(super) struct People {
    persons: BTreeMap<MemberId, Person>,
    held: BTreeMap<MemberId, Held>,
    units: BTreeMap<UnitId, BTreeSet<MemberId>>,
    posts: BTreeMap<PostId, BTreeSet<MemberId>>,
    police: BTreeSet<MemberId>,
    grid: Option<Grid>,
    /// Whose each slot of the grid is.
    slots: Vec<Option<MemberId>>,
}

impl People {
    /// Nobody yet, in the region of the streets if they are known.
    pub(super) fn new(bounds: Option<Bounds>) -> Self {
        Self { grid: bounds.map(|it| Grid::new(it.grown_m(2_000.0))), ..Self::default() }
    }

    pub(super) fn get(&self, member: MemberId) -> Option<&Member> {
        self.persons.get(&member).map(|it| &it.member)
    }

    pub(super) fn all(&self) -> impl Iterator<Item = &Member> {
        self.persons.values().map(|it| &it.member)
    }

    pub(super) fn of_unit(&self, unit: UnitId) -> impl Iterator<Item = &Member> {
        self.units.get(&unit).into_iter().flatten().filter_map(|it| self.get(*it))
    }

    pub(super) fn of_police(&self) -> impl Iterator<Item = &Member> {
        self.police.iter().filter_map(|it| self.get(*it))
    }

    pub(super) fn grid(&self) -> Option<&Grid> {
        self.grid.as_ref()
    }

    pub(super) fn in_slot(&self, slot: Slot) -> Option<&Member> {
        self.slots.get(slot.index()).copied().flatten().and_then(|it| self.get(it))
    }

    pub(super) fn held(&self, member: MemberId) -> Option<Held> {
        self.held.get(&member).copied()
    }

    /// The member and the colleagues at the same post: whom it may concern when the member comes or becomes free.
    pub(super) fn with_colleagues(&self, member: MemberId) -> Vec<MemberId> {
        let post = self.get(member).and_then(|it| it.post).map(|it| it.id);
        let colleagues = post.and_then(|it| self.posts.get(&it)).into_iter().flatten().copied();
        std::iter::once(member).chain(colleagues.filter(|it| *it != member)).collect()
    }

    /// Takes a member in, or what changed about one. A newer fix that is known already is kept.
    pub(super) fn put(&mut self, mut member: Member) {
        let id = member.id;
        if let Some(known) = self.persons.get(&id) {
            let newer = known.member.fix.filter(|old| member.fix.is_none_or(|new| old.at > new.at));
            member.fix = newer.or(member.fix);
        }
        if !member.consents {
            member.fix = None;
        }
        self.remove(id);
        if let Some(unit) = member.unit {
            self.units.entry(unit).or_default().insert(id);
        }
        if let (Some(post), Duty::OnShift) = (member.post, member.duty) {
            self.posts.entry(post.id).or_default().insert(id);
        }
        if member.is_ring_of_police() {
            self.police.insert(id);
        }
        self.persons.insert(id, Person { member, slot: None });
        self.place(id);
    }

    /// Lets a member go. What holds the member stays until it is released.
    pub(super) fn remove(&mut self, member: MemberId) {
        let Some(person) = self.persons.remove(&member) else { return };
        if let (Some(slot), Some(grid)) = (person.slot, self.grid.as_mut()) {
            grid.remove(slot);
            self.slots[slot.index()] = None;
        }
        self.police.remove(&member);
        drop_from(&mut self.units, person.member.unit, member);
        drop_from(&mut self.posts, person.member.post.map(|it| it.id), member);
    }

    /// Moves a member; an older, a rough or an unwanted fix changes nothing. Tells whether a first place became known.
    pub(super) fn moved(&mut self, member: MemberId, fix: Fix, accuracy_m: f64, now: Timestamp) -> bool {
        let Some(person) = self.persons.get_mut(&member) else { return false };
        let known = &person.member;
        let usable = known.consents && fix.point.is_valid() && accuracy_m <= ACCURACY_M_MAX;
        if !usable || known.fix.is_some_and(|it| it.at >= fix.at) {
            return false;
        }
        let first = known.place().is_none();
        // A device whose clock runs ahead must not look fresh for ever.
        person.member.fix = Some(Fix { at: fix.at.min(now), ..fix });
        self.place(member);
        first
    }

    /// Notes what holds a member, or that nothing does any more.
    pub(super) fn hold(&mut self, member: MemberId, held: Option<Held>) {
        match held {
            Some(held) => self.held.insert(member, held),
            None => self.held.remove(&member),
        };
        let attributes = self.attributes(member);
        let slot = self.persons.get(&member).and_then(|it| it.slot);
        if let (Some(slot), Some(grid)) = (slot, self.grid.as_mut()) {
            grid.set_attributes(slot, attributes);
        }
    }

    /// Asks every rule about a member and an incident.
    pub(super) fn may_go(
        &self,
        member: &Member,
        case: &Case,
        search: Option<&Search>,
        officer_coming: bool,
        choice: Choice,
        now: Timestamp,
    ) -> Result<Why, Skip> {
        let held = self.held(member.id).filter(|it| it.incident != case.incident);
        let elsewhere = held.map(|it| match it.assigned {
            true => Elsewhere::Busy(it.incident),
            false => Elsewhere::Called(it.incident),
        });
        let asked = search.and_then(|it| it.asked(member.id));
        let around = Around { elsewhere, asked, post: self.post_count(member), officer_coming, choice };
        may_go(member, case, &around, now)
    }

    fn post_count(&self, member: &Member) -> PostCount {
        let Some(colleagues) = member.post.and_then(|it| self.posts.get(&it.id)) else { return PostCount::default() };
        let is_leaving = |it: &&MemberId| self.held.get(it).is_some_and(|held| held.leaves_post);
        let leaving = colleagues.iter().filter(|it| **it != member.id).filter(is_leaving).count();
        PostCount { present: headcount(colleagues.len()), leaving: headcount(leaving) }
    }

    fn attributes(&self, member: MemberId) -> Attributes {
        let free = if self.held.contains_key(&member) { 0 } else { FREE };
        let group = self.get(member).map_or(0, |it| if it.is_ring_of_police() { 0 } else { GROUP });
        free | group
    }

    /// Puts a member into the grid where the member is.
    fn place(&mut self, member: MemberId) {
        let attributes = self.attributes(member);
        let Some(person) = self.persons.get_mut(&member) else { return };
        let Some(point) = person.member.place() else { return };
        let grid = self.grid.get_or_insert_with(|| Grid::new(around(point)));
        if let Some(slot) = person.slot {
            return grid.update(slot, point);
        }
        let slot = grid.insert(point, attributes);
        person.slot = Some(slot);
        if self.slots.len() <= slot.index() {
            self.slots.resize(slot.index() + 1, None);
        }
        self.slots[slot.index()] = Some(member);
    }
}

impl Search {
    /// How this incident asked a member before, as far as it still counts.
    fn asked(&self, member: MemberId) -> Option<Asked> {
        use domain::offer::OfferStatus;
        let offer = self.offers.get(&member)?;
        match offer.status {
            OfferStatus::Offered
            | OfferStatus::Delivered
            | OfferStatus::Accepted
            | OfferStatus::EnRoute
            | OfferStatus::Arrived => Some(Asked::Live),
            OfferStatus::Cleared => Some(Asked::Came),
            OfferStatus::Declined => Some(Asked::Declined),
            // Who did not answer in an earlier round may be asked again; who was thanked, at any time.
            OfferStatus::Expired => (offer.wave > self.state.wave_before_round).then_some(Asked::NoAnswer),
            OfferStatus::StoodDown => offer.dismissed.then_some(Asked::Dismissed),
        }
    }
}

fn drop_from<K: Ord + Copy>(groups: &mut BTreeMap<K, BTreeSet<MemberId>>, key: Option<K>, member: MemberId) {
    let Some(key) = key else { return };
    if let Some(group) = groups.get_mut(&key) {
        group.remove(&member);
        if group.is_empty() {
            groups.remove(&key);
        }
    }
}

fn headcount(people: usize) -> u32 {
    u32::try_from(people).unwrap_or(u32::MAX)
}

fn around(point: Point) -> Bounds {
    let (south_west, north_east) = point.box_around(REACH_M);
    Bounds { west: south_west.lon, south: south_west.lat, east: north_east.lon, north: north_east.lat }
}
