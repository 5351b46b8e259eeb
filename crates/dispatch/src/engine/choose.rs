//! Chooses whom to call next, and says why the others are not called.

use domain::ids::MemberId;
use domain::offer::OfferStatus;
use domain::time::Timestamp;

use crate::case::{Case, Ring};
use crate::eligibility::{Choice, Skip, Why};
use crate::engine::effect::SkipRecord;
use crate::engine::event::OfferState;
use crate::engine::people::{FREE, GROUP, Held};
use crate::engine::search::{Search, Stream};
use crate::engine::{CANDIDATES_MAX, Candidate, CandidateList, Engine};
use crate::member::Member;
use crate::rank::{Pick, Ranked, Way};

/// Of how many, nearest as the crow flies, the travel time is worked out for one wave.
pub const RANKED_MAX: usize = 64;

/// How many who were passed over a wave tells of.
pub const SKIPS_MAX: usize = 20;

impl Engine {
    /// Calls up to `want` more people of a stream; whom it called.
    pub(super) fn call(&mut self, search: &mut Search, stream: Stream, want: u32, wave: u32) -> Vec<Pick> {
        let mut left = self.ranked_of(search, stream);
        let mut picks = Vec::new();
        // One after the other, because each call counts for the next: at the post, and as the officer of an auxiliary.
        while (picks.len() as u32) < want {
            let next = left.iter().enumerate().find_map(|(place, ranked)| {
                let member = self.people.get(ranked.member)?;
                let officer = search.officer_is_coming();
                let why = self.people.may_go(member, &search.case, Some(search), officer, Choice::Engine, self.now);
                why.ok().map(|why| (place, why))
            });
            let Some((place, why)) = next else { break };
            let ranked = left.remove(place);
            picks.extend(self.call_one(search, &ranked, why, Choice::Engine, wave));
        }
        picks
    }

    /// Notes a call, so that every later question knows of it.
    pub(super) fn call_one(
        &mut self,
        search: &mut Search,
        ranked: &Ranked,
        why: Why,
        choice: Choice,
        wave: u32,
    ) -> Option<Pick> {
        let member = self.people.get(ranked.member)?;
        let manual = choice == Choice::Person;
        let pick = pick_of(member, &search.case, ranked, why, manual);
        let leaves_post = member.leaves_post_for(search.case.point);
        let offer = OfferState {
            member: member.id,
            ring: pick.ring,
            officer: why == Why::Officer {},
            status: OfferStatus::Offered,
            wave,
            attempt: 1,
            called_at: self.now,
            telephoned: false,
            proven: member.proven,
            travel_s: ranked.travel_s,
            manual,
            leaves_post,
            dismissed: false,
        };
        search.offers.insert(offer.member, offer);
        let held = Held { incident: search.case.incident, assigned: false, leaves_post };
        self.people.hold(pick.member, Some(held));
        Some(pick)
    }

    /// Tells whether a member may be called in a stream now.
    pub(super) fn fits(&self, search: &Search, stream: Stream, member: &Member, officer: bool) -> bool {
        let case = &search.case;
        stream.holds(case.ring_of(member))
            && (stream != Stream::Group || tier_of(member, case) <= search.state.tier)
            && self.people.may_go(member, case, Some(search), officer, Choice::Engine, self.now).is_ok()
    }

    /// Those of a stream who may go now, the first first. An auxiliary counts on an officer being called before.
    fn ranked_of(&mut self, search: &Search, stream: Stream) -> Vec<Ranked> {
        let (people, case) = (&self.people, &search.case);
        let tier = search.state.tier;
        let fits = |member: &&Member| self.fits(search, stream, member, true);
        let members: Vec<&Member> = match (stream, case.unit) {
            (Stream::Police, _) => people.of_police().filter(fits).collect(),
            (Stream::OwnUnit, None) => Vec::new(),
            (Stream::Group, None) if tier == 1 => Vec::new(),
            (Stream::OwnUnit, Some(unit)) => people.of_unit(unit).filter(fits).collect(),
            (Stream::Group, Some(unit)) if tier == 1 => people.of_unit(unit).filter(fits).collect(),
            (Stream::Group | Stream::Adjacent, _) => {
                let mut found = Vec::new();
                if let Some(grid) = people.grid() {
                    let keep = |slot| people.in_slot(slot).is_some_and(|it| fits(&it));
                    grid.nearest_into(case.point, RANKED_MAX, FREE | GROUP, keep, &mut found);
                }
                found.iter().filter_map(|it| people.in_slot(it.slot)).collect()
            }
        };
        let (graph, stale_s) = (self.graph.as_deref(), self.settings.stale_s);
        self.ranker.rank(graph, case.point, members.into_iter(), stale_s, self.now)
    }

    /// Whoever stands nearer than `within_m` and is not called in this wave, with the reason; the nearest first.
    pub(super) fn skips(&self, search: &Search, within_m: Option<u32>) -> Vec<SkipRecord> {
        let Some(grid) = self.people.grid() else { return Vec::new() };
        let case = &search.case;
        let officer = search.officer_is_coming();
        let mut skips = Vec::new();
        for near in grid.nearest(case.point, RANKED_MAX + search.offers.len(), 0) {
            let distance_m = near.distance_m.ceil() as u32;
            if within_m.is_some_and(|it| distance_m > it) {
                break;
            }
            let Some(member) = self.people.in_slot(near.slot) else { continue };
            let reason = match self.people.may_go(member, case, Some(search), officer, Choice::Engine, self.now) {
                // Police who were not asked for are nobody's question.
                Err(Skip::AlreadyCalled {} | Skip::PoliceNotSent {}) => continue,
                Err(reason) => reason,
                Ok(_) if search.has_tiers() && tier_of(member, case) > search.state.tier => {
                    Skip::LaterTier { tier: tier_of(member, case) }
                }
                Ok(_) => Skip::Later {},
            };
            skips.push(SkipRecord { member: member.id, distance_m: Some(distance_m), reason });
        }
        // Colleagues at one post are equally far: by id, so that a rebuilt engine tells the same.
        skips.sort_by_key(|it| (it.distance_m, it.member));
        skips.truncate(SKIPS_MAX);
        skips
    }

    /// Calls whom a person chose, if the member may go.
    pub(super) fn call_chosen(&mut self, search: &mut Search, member: MemberId) -> Result<Pick, Skip> {
        let Some(chosen) = self.people.get(member) else { return Err(Skip::OffDuty {}) };
        let officer = search.officer_is_coming();
        let why = self.people.may_go(chosen, &search.case, Some(search), officer, Choice::Person, self.now)?;
        let graph = self.graph.as_deref();
        let stale_s = self.settings.stale_s;
        let ranked = self.ranker.rank(graph, search.case.point, std::iter::once(chosen), stale_s, self.now);
        let ranked = ranked.first().ok_or(Skip::NoPosition {})?;
        let wave = search.state.wave + 1;
        let pick = self.call_one(search, ranked, why, Choice::Person, wave).ok_or(Skip::OffDuty {})?;
        search.state.wave = wave;
        Ok(pick)
    }

    /// Ranks everyone for a case.
    pub(super) fn list_candidates(&mut self, now: Timestamp, case: &Case) -> CandidateList {
        let search = self.searches.get(&case.incident);
        let judge =
            |member: &Member, officer: bool| self.people.may_go(member, case, search, officer, Choice::Engine, now);
        let officer = search.is_some_and(Search::officer_is_coming)
            || self.people.of_police().any(|it| judge(it, false) == Ok(Why::Officer {}));
        let mut going = Vec::new();
        let mut skips = Vec::new();
        for member in self.people.all() {
            match judge(member, officer) {
                Ok(_) | Err(Skip::AlreadyCalled {}) => going.push(member),
                Err(reason) => {
                    let distance_m = member.place().map(|it| it.distance_m(case.point).ceil() as u32);
                    skips.push(SkipRecord { member: member.id, distance_m, reason });
                }
            }
        }
        skips.sort_by_key(|it| (it.distance_m.unwrap_or(u32::MAX), it.member));
        skips.truncate(CANDIDATES_MAX);
        let graph = self.graph.as_deref();
        let ranked = self.ranker.rank(graph, case.point, going.into_iter(), self.settings.stale_s, now);
        let picks = ranked.iter().take(CANDIDATES_MAX).filter_map(|ranked| {
            let member = self.people.get(ranked.member)?;
            let offer = search.and_then(|it| it.offers.get(&ranked.member)).filter(|it| !it.status.is_over());
            let why = crate::eligibility::why(member, case);
            let pick = pick_of(member, case, ranked, why, offer.is_some_and(|it| it.manual));
            Some(Candidate { pick, status: offer.map(|it| it.status) })
        });
        let way = if ranked.iter().any(|it| it.way == Way::Road) { Way::Road } else { Way::StraightLine };
        CandidateList { way, picks: picks.collect(), skips }
    }
}

/// The tier in which a member of the community forces is asked: own unit, neighbours, volunteers.
pub(super) fn tier_of(member: &Member, case: &Case) -> u8 {
    match case.ring_of(member) {
        Ring::Police => 1,
        Ring::OwnUnit | Ring::Adjacent if member.goes_as_volunteer() => 3,
        Ring::OwnUnit => 1,
        Ring::Adjacent => 2,
    }
}

fn pick_of(member: &Member, case: &Case, ranked: &Ranked, why: Why, manual: bool) -> Pick {
    Pick {
        member: member.id,
        ring: case.ring_of(member),
        travel_s: ranked.travel_s,
        distance_m: ranked.distance_m,
        way: ranked.way,
        position_age_s: ranked.position_age_s,
        stale: ranked.stale,
        proven: member.proven,
        manual,
        place: ranked.place,
        reason: why,
    }
}
