//! One station's duty in memory: who is on shift, who may be located, where they are, and whom to watch.
//!
//! Nothing here reads a clock or a database. Shifts and consents come from the station log, entry by entry.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use domain::geo::Point;
use domain::geo::check::Misplaced;
use domain::ids::{MemberId, OfferId, PostId, ShiftId};
use domain::member::MemberStatus;
use places::atlas::Atlas;
use platform::scope::Audience;

use crate::fix::Fix;
use crate::geofence::{Crossing, Watch};
use crate::refusal::FixRefusal;
use crate::thin::{Kept, Thinner};

/// Microseconds of a second.
const SECOND: i64 = 1_000_000;
/// Microseconds after which a position says no longer where somebody is.
pub const STALE: i64 = 90 * SECOND;
/// The oldest position that is taken: a phone without network keeps ten minutes, and needs time to send them.
pub const AGE_MAX: i64 = 15 * 60 * SECOND;
/// How far a terminal's clock may run ahead.
pub const SKEW_MAX: i64 = 60 * SECOND;
/// The roughest position that is taken, in metres: more than a whole grid across says nothing.
pub const ACCURACY_MAX_M: f32 = 500.0;
/// Chunks that wait to be written while the database does not take them.
const CHUNKS_MAX: usize = 20_000;
/// Assignments of one member that are watched at once.
const WATCHES_MAX: usize = 8;

/// How far a call to a member has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engagement {
    /// Called, not answered.
    Called,
    /// On the way or at the place.
    Busy,
}

/// Where somebody is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Live {
    /// The place.
    pub point: Point,
    /// When, unix microseconds; never later than when it was received.
    pub at: i64,
    /// When by the terminal's own clock, by which its positions are put in order.
    pub device_at: i64,
    /// Metres it may be off.
    pub accuracy_m: f32,
    /// Percent of the battery.
    pub battery: Option<u8>,
}

impl Live {
    /// Tells whether it is too old to say where somebody is.
    pub fn is_stale(&self, now: i64) -> bool {
        now - self.at > STALE
    }
}

/// Somebody on duty.
#[derive(Clone, Debug)]
pub struct OnShift {
    /// The shift.
    pub shift: ShiftId,
    /// The post that is held, if it is a fixed one.
    pub post: Option<PostId>,
    /// Since when, unix microseconds.
    pub since: i64,
    /// Whom their position is meant for.
    pub audience: Audience,
    /// Where they are; only ever set with consent.
    pub live: Option<Live>,
    /// Whether a way to wake them was proven on this shift.
    pub proven: bool,
    /// Whether the planned end has passed and nobody has said yet who is there.
    pub unconfirmed: bool,
    thinner: Thinner,
    dirty: bool,
    stale_told: bool,
}

/// A refused position of a batch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Refused {
    /// Which one, from 0.
    pub index: usize,
    /// Why.
    pub why: FixRefusal,
}

/// What became of a batch.
#[derive(Clone, Debug, Default)]
pub struct Taken {
    /// How many were taken.
    pub accepted: usize,
    /// Which were not, and why.
    pub refused: Vec<Refused>,
    /// The last position, if one was taken.
    pub moved: Option<Live>,
    /// What the movements said.
    pub crossed: Vec<(OfferId, Crossing, i64)>,
}

/// Kept positions of one shift that are to be written.
#[derive(Clone, Debug)]
pub struct Chunk {
    /// Whose.
    pub member: MemberId,
    /// In which shift.
    pub shift: ShiftId,
    /// The positions.
    pub kept: Vec<Kept>,
}

/// One station's duty.
#[derive(Default)]
pub struct State {
    on_shift: HashMap<MemberId, OnShift>,
    /// Since when each standing consent stands, unix microseconds.
    consents: HashMap<MemberId, i64>,
    engaged: HashMap<MemberId, BTreeMap<OfferId, Engagement>>,
    watches: HashMap<MemberId, Vec<Watch>>,
    changed: BTreeSet<MemberId>,
    ended: Vec<Chunk>,
}

impl State {
    /// Somebody is on duty from now on. The same shift again changes nothing.
    pub fn begin(&mut self, member: MemberId, shift: ShiftId, post: Option<PostId>, since: i64, audience: Audience) {
        if self.on_shift.get(&member).is_some_and(|it| it.shift == shift) {
            return;
        }
        self.end(member);
        let thinner = Thinner::default();
        let on = OnShift {
            shift,
            post,
            since,
            audience,
            live: None,
            proven: false,
            unconfirmed: false,
            thinner,
            dirty: false,
            stale_told: false,
        };
        self.on_shift.insert(member, on);
        self.changed.insert(member);
    }

    /// Whether a way to wake somebody on duty is proven.
    pub fn prove(&mut self, member: MemberId, proven: bool) {
        if let Some(on) = self.on_shift.get_mut(&member) {
            on.proven = proven;
            self.changed.insert(member);
        }
    }

    /// Whether it must be asked who is really there.
    pub fn doubt(&mut self, member: MemberId, unconfirmed: bool) {
        if let Some(on) = self.on_shift.get_mut(&member) {
            on.unconfirmed = unconfirmed;
            self.changed.insert(member);
        }
    }

    /// Somebody's duty ends. Where they are is forgotten at once; what the track still holds is written.
    pub fn end(&mut self, member: MemberId) {
        if let Some(mut on) = self.on_shift.remove(&member) {
            if on.thinner.waiting() > 0 {
                self.ended.push(Chunk { member, shift: on.shift, kept: on.thinner.drain() });
            }
            self.changed.insert(member);
        }
        self.watches.remove(&member);
    }

    /// Somebody consents to be located while on duty.
    pub fn consent(&mut self, member: MemberId, since: i64) {
        self.consents.entry(member).or_insert(since);
        self.changed.insert(member);
    }

    /// Somebody withdraws: where they are is forgotten at once, and so is the unwritten part of the track.
    pub fn withdraw(&mut self, member: MemberId) {
        self.consents.remove(&member);
        if let Some(on) = self.on_shift.get_mut(&member) {
            on.live = None;
            on.dirty = false;
            on.thinner = Thinner::default();
        }
        self.ended.retain(|it| it.member != member);
        self.watches.remove(&member);
        self.changed.insert(member);
    }

    /// A call to somebody has come so far; `None` when it is over.
    pub fn engage(&mut self, member: MemberId, offer: OfferId, engagement: Option<Engagement>) {
        let of_member = self.engaged.entry(member).or_default();
        match engagement {
            Some(it) => {
                of_member.insert(offer, it);
            }
            None => {
                of_member.remove(&offer);
                self.unwatch(member, offer);
            }
        }
        if self.engaged.get(&member).is_some_and(BTreeMap::is_empty) {
            self.engaged.remove(&member);
        }
        self.changed.insert(member);
    }

    /// Watches somebody on the way.
    pub fn watch(&mut self, watch: Watch) {
        let of_member = self.watches.entry(watch.member).or_default();
        of_member.retain(|it| it.offer != watch.offer);
        if of_member.len() < WATCHES_MAX {
            of_member.push(watch);
        }
    }

    /// Watches a way no longer.
    pub fn unwatch(&mut self, member: MemberId, offer: OfferId) {
        if let Some(of_member) = self.watches.get_mut(&member) {
            of_member.retain(|it| it.offer != offer);
            if of_member.is_empty() {
                self.watches.remove(&member);
            }
        }
    }

    /// What somebody is doing.
    pub fn status(&self, member: MemberId) -> MemberStatus {
        let engaged = self.engaged.get(&member);
        match engaged {
            Some(it) if it.values().any(|it| *it == Engagement::Busy) => MemberStatus::Busy,
            Some(_) => MemberStatus::Called,
            None if self.on_shift.contains_key(&member) => MemberStatus::Free,
            None => MemberStatus::Off,
        }
    }

    /// Somebody's shift, if they are on duty.
    pub fn on_shift(&self, member: MemberId) -> Option<&OnShift> {
        self.on_shift.get(&member)
    }

    /// Everybody on duty.
    pub fn all(&self) -> impl Iterator<Item = (MemberId, &OnShift)> {
        self.on_shift.iter().map(|(member, on)| (*member, on))
    }

    /// Tells whether somebody consents to be located.
    pub fn consents(&self, member: MemberId) -> bool {
        self.consents.contains_key(&member)
    }

    /// Takes a batch of positions in. What is refused leaves no trace.
    pub fn take(&mut self, member: MemberId, fixes: &[Option<Fix>], now: i64, atlas: &Atlas) -> Taken {
        let mut taken = Taken::default();
        let consent = self.consents.get(&member).copied();
        let Some(on) = self.on_shift.get_mut(&member) else { return all_refused(fixes, FixRefusal::OffDuty) };
        let Some(consent_since) = consent else { return all_refused(fixes, FixRefusal::NoConsent) };
        let mut watches = self.watches.get_mut(&member);
        for (index, fix) in fixes.iter().enumerate() {
            let fix = match judge(fix.as_ref(), on, consent_since, now, atlas) {
                Ok(fix) => fix,
                Err(why) => {
                    taken.refused.push(Refused { index, why });
                    continue;
                }
            };
            let live = Live {
                point: fix.point,
                at: fix.at.min(now),
                device_at: fix.at,
                accuracy_m: fix.accuracy_m,
                battery: fix.battery,
            };
            on.live = Some(live);
            on.thinner.take(live.point, live.at);
            taken.accepted += 1;
            taken.moved = Some(live);
            if let Some(watches) = watches.as_deref_mut() {
                see(watches, live, &mut taken.crossed);
            }
        }
        if taken.accepted > 0 {
            on.dirty = true;
            on.stale_told = false;
        }
        if on.thinner.is_full() {
            self.ended.push(Chunk { member, shift: on.shift, kept: on.thinner.drain() });
        }
        taken
    }

    /// Those whose position changed, or became stale, since this was last asked.
    pub fn moved(&mut self, now: i64, mut tell: impl FnMut(MemberId, &OnShift, Live)) {
        for (member, on) in &mut self.on_shift {
            let Some(live) = on.live else { continue };
            let grew_stale = live.is_stale(now) && !on.stale_told;
            if on.dirty || grew_stale {
                on.dirty = false;
                on.stale_told = live.is_stale(now);
                tell(*member, on, live);
            }
        }
    }

    /// Those whose shift, consent or status changed since this was last asked.
    pub fn changed(&mut self) -> BTreeSet<MemberId> {
        std::mem::take(&mut self.changed)
    }

    /// Takes the track chunks that wait to be written.
    pub fn chunks(&mut self) -> Vec<Chunk> {
        let mut due = std::mem::take(&mut self.ended);
        for (member, on) in &mut self.on_shift {
            if on.thinner.waiting() > 0 {
                due.push(Chunk { member: *member, shift: on.shift, kept: on.thinner.drain() });
            }
        }
        due
    }

    /// Puts chunks back that could not be written. The oldest are given up when there are too many, and so are
    /// those of members who have withdrawn meanwhile.
    pub fn put_back(&mut self, chunks: Vec<Chunk>) {
        let consents = &self.consents;
        self.ended.extend(chunks.into_iter().filter(|it| consents.contains_key(&it.member)));
        let over = self.ended.len().saturating_sub(CHUNKS_MAX);
        self.ended.drain(..over);
    }
}

fn all_refused(fixes: &[Option<Fix>], why: FixRefusal) -> Taken {
    let refused = (0..fixes.len()).map(|index| Refused { index, why }).collect();
    Taken { refused, ..Taken::default() }
}

/// Judges one position: the person's rights first, then the clock, then the place.
fn judge<'a>(
    fix: Option<&'a Fix>,
    on: &OnShift,
    consent_since: i64,
    now: i64,
    atlas: &Atlas,
) -> Result<&'a Fix, FixRefusal> {
    let fix = fix.ok_or(FixRefusal::Malformed)?;
    if !fix.accuracy_m.is_finite() || fix.accuracy_m < 0.0 {
        return Err(FixRefusal::Malformed);
    }
    // From before the shift or the consent, though it arrives during it.
    if fix.at < on.since {
        return Err(FixRefusal::OffDuty);
    }
    if fix.at < consent_since {
        return Err(FixRefusal::NoConsent);
    }
    if fix.at > now + SKEW_MAX {
        return Err(FixRefusal::ClockSkew);
    }
    if now - fix.at > AGE_MAX {
        return Err(FixRefusal::TooOld);
    }
    if fix.accuracy_m > ACCURACY_MAX_M {
        return Err(FixRefusal::Inaccurate);
    }
    match atlas.misplaced(fix.point) {
        None => {}
        Some(Misplaced::Swapped) => return Err(FixRefusal::Swapped),
        Some(Misplaced::Gcj02) => return Err(FixRefusal::OtherReference),
        Some(Misplaced::Outside) if fix.point.is_valid() => return Err(FixRefusal::Outside),
        Some(Misplaced::Outside) => return Err(FixRefusal::Malformed),
    }
    if on.live.is_some_and(|it| fix.at <= it.device_at) {
        return Err(FixRefusal::OutOfOrder);
    }
    Ok(fix)
}

fn see(watches: &mut Vec<Watch>, live: Live, crossed: &mut Vec<(OfferId, Crossing, i64)>) {
    watches.retain_mut(|watch| {
        let seen = watch.see(live.point, f64::from(live.accuracy_m), live.at);
        let arrived = seen.contains(&Some(Crossing::Arrived));
        crossed.extend(seen.into_iter().flatten().map(|it| (watch.offer, it, live.at)));
        !arrived
    });
}
