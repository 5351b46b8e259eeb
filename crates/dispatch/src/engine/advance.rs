//! Drives one search to where the clock says it should be: timers, calls, wider tiers, alerts.

use domain::ids::IncidentId;
use domain::offer::OfferStatus;
use domain::time::Timestamp;

use crate::engine::Engine;
use crate::engine::effect::{Effect, StandDownReason, Whom};
use crate::engine::event::{OfferKey, OfferState};
use crate::engine::search::{Search, Stream};
use crate::rank::Pick;

impl Engine {
    /// Brings a search up to now, keeps its state if it changed, and notes when to look at it again.
    pub(super) fn advance(&mut self, incident: IncidentId) {
        let Some(mut search) = self.searches.remove(&incident) else { return };
        self.run_timers(&mut search);
        if !search.state.ended {
            self.begin_again_if_short(&mut search);
            self.thank_those_not_needed(&mut search);
            self.call_more(&mut search);
            self.tell_level(&mut search);
            self.raise_alerts(&mut search);
        }
        self.store(search);
    }

    /// Puts a search back and notes its next time.
    pub(super) fn store(&mut self, mut search: Search) {
        let incident = search.case.incident;
        if search.kept.as_ref() != Some(&search.state) {
            search.kept = Some(search.state.clone());
            self.effects.push_back(Effect::Keep { incident, search: search.state.clone() });
        }
        let due = self.next_time(&search);
        if let Some(old) = search.due {
            self.due.remove(&(old, incident));
        }
        search.due = due;
        if let Some(due) = due {
            self.due.insert((due, incident));
        }
        // A search that has ended is forgotten when nobody is out for it any more, by the engine and by the rows.
        let is_out = |it: &OfferState| !it.status.is_over() || self.asked_to_end.contains(&it.key(incident));
        if !search.state.ended || search.offers.values().any(is_out) {
            self.searches.insert(incident, search);
        } else if let Some(due) = due {
            self.due.remove(&(due, incident));
        }
    }

    /// Repeats, telephones and ends unanswered calls. None of this delays the next call.
    fn run_timers(&mut self, search: &mut Search) {
        let (incident, now) = (search.case.incident, self.now);
        let settings = self.settings;
        let mut ended = Vec::new();
        for offer in search.offers.values_mut().filter(|it| it.status.is_waiting()) {
            let key = offer.key(incident);
            if now >= offer.called_at.plus_s(settings.offer_expires_s.into()) {
                offer.status = OfferStatus::Expired;
                self.effects.push_back(Effect::Expire { offer: key });
                self.asked_to_end.insert(key);
                ended.push(offer.member);
                continue;
            }
            let attempt = self.settings.attempts_by(now.seconds_since(offer.called_at));
            if attempt > offer.attempt {
                offer.attempt = attempt;
                self.effects.push_back(Effect::Repeat { offer: key, attempt });
            }
            if !offer.telephoned && now >= settings.telephone_at(offer) {
                offer.telephoned = true;
                self.effects.push_back(Effect::Telephone { offer: key });
            }
        }
        ended.into_iter().for_each(|it| self.release(it, incident));
    }

    /// Enough were coming and are no longer: the search begins again, with all its clocks.
    fn begin_again_if_short(&mut self, search: &mut Search) {
        let enough = search.is_enough(&self.settings);
        if search.state.enough && !enough {
            search.state.begin_round(self.now);
        }
        search.state.enough = enough;
        if enough {
            search.state.exhausted = false;
        }
        search.state.group_enough_at =
            search.group_is_enough().then(|| search.state.group_enough_at.unwrap_or(self.now));
    }

    /// Takes back, with thanks, the calls of streams that need nobody more. Who accepted is never among them.
    fn thank_those_not_needed(&mut self, search: &mut Search) {
        let incident = search.case.incident;
        let mut thanked = Vec::new();
        for &stream in Stream::of(&search.case) {
            let upgrades = stream != Stream::Police && self.upgrade_until(search).is_some_and(|it| self.now < it);
            if upgrades || !search.stream_is_enough(stream, &self.settings) {
                continue;
            }
            // Whom a person chose, a person takes back.
            let spare = |it: &&mut OfferState| stream.holds(it.ring) && it.status.is_waiting() && !it.manual;
            for offer in search.offers.values_mut().filter(spare) {
                offer.status = OfferStatus::StoodDown;
                thanked.push(offer.key(incident));
            }
        }
        self.stand_down(thanked, StandDownReason::EnoughComing);
    }

    /// Until when a nearer acceptor of the community forces releases a farther one.
    fn upgrade_until(&self, search: &Search) -> Option<Timestamp> {
        let window_s = i64::from(search.case.upgrade_window_s);
        search.state.group_enough_at.filter(|_| window_s > 0).map(|it| it.plus_s(window_s))
    }

    /// Releases the farthest acceptor who has not set out, when a nearer one came in time (adoption rule 5).
    pub(super) fn upgrade(&mut self, search: &mut Search, accepted: &OfferState) {
        let in_time = self.upgrade_until(search).is_some_and(|it| self.now < it);
        if !in_time || search.group_accepted() <= search.case.group_needed() {
            return;
        }
        let soon_s = accepted.travel_s.saturating_add(self.settings.upgrade_gain_s);
        let released = search
            .offers
            .values_mut()
            .filter(|it| it.status == OfferStatus::Accepted && it.ring != crate::case::Ring::Police && !it.manual)
            .filter(|it| it.travel_s >= soon_s && it.member != accepted.member)
            .max_by_key(|it| (it.travel_s, it.member));
        if let Some(released) = released {
            released.status = OfferStatus::StoodDown;
            let released = released.key(search.case.incident);
            self.stand_down(vec![released], StandDownReason::NearerComing);
        }
    }

    /// Asks for calls to be taken back and lets the members go.
    pub(super) fn stand_down(&mut self, offers: Vec<OfferKey>, reason: StandDownReason) {
        if offers.is_empty() {
            return;
        }
        offers.iter().for_each(|it| self.release(it.member, it.incident));
        self.asked_to_end.extend(&offers);
        self.effects.push_back(Effect::StandDown { offers, reason });
    }

    /// Opens tiers that are due and calls whoever is due, in one wave.
    fn call_more(&mut self, search: &mut Search) {
        if !search.case.automatic {
            return;
        }
        self.open_due_tiers(search);
        let wave = search.state.wave + 1;
        let mut picks = Vec::new();
        for &stream in Stream::of(&search.case) {
            self.call_stream(search, stream, wave, &mut picks);
        }
        if let Some(farthest_m) = picks.iter().map(|it| it.distance_m).max() {
            search.state.wave = wave;
            search.state.exhausted = false;
            let skips = self.skips(search, Some(farthest_m));
            self.effects.push_back(Effect::Call { incident: search.case.incident, wave, picks, skips });
        }
        self.tell_exhausted(search);
    }

    fn open_due_tiers(&mut self, search: &mut Search) {
        while self.tier_at(search).is_some_and(|it| self.now >= it) {
            self.widen(search);
        }
    }

    /// When the next tier opens by the clock.
    fn tier_at(&self, search: &Search) -> Option<Timestamp> {
        let more = search.has_tiers() && search.state.tier < search.tier_max() && !search.group_is_enough();
        let after_s = i64::from(self.settings.tier_s) * i64::from(search.state.tier);
        (more && search.case.automatic).then(|| search.state.started_at.plus_s(after_s))
    }

    fn widen(&mut self, search: &mut Search) {
        search.state.tier += 1;
        search.state.dry[Stream::Group.index()] = false;
        search.state.next_step_at[Stream::Group.index()] = self.now;
        let (incident, tier) = (search.case.incident, search.state.tier);
        self.effects.push_back(Effect::Widen { incident, tier });
    }

    /// Calls the first of a stream, one more at each step, and one for each who said no.
    fn call_stream(&mut self, search: &mut Search, stream: Stream, wave: u32, picks: &mut Vec<Pick>) {
        let place = stream.index();
        while !self.stream_rests(search, stream) {
            if !search.state.dry[place] {
                let want = self.wanted(search, stream);
                let called = self.call(search, stream, want, wave);
                search.state.dry[place] = (called.len() as u32) < want;
                picks.extend(called);
            }
            // A tier that cannot bring enough, whatever they answer, is not waited for.
            let may_widen = stream == Stream::Group && search.state.tier < search.tier_max();
            if !search.state.dry[place] || !may_widen || !self.is_short(search, stream) {
                return;
            }
            self.widen(search);
        }
    }

    /// How many a stream should call now; the step that is due counts as made.
    fn wanted(&self, search: &mut Search, stream: Stream) -> u32 {
        let next_step_at = &mut search.state.next_step_at[stream.index()];
        let step_is_due = self.now >= *next_step_at;
        if step_is_due {
            *next_step_at = self.now.plus_s(self.settings.step_s.max(1).into());
        }
        let count = search.count(|ring| stream.holds(ring));
        let first = self.settings.first_wave.max(search.stream_needs(stream, &self.settings));
        let missing = first.saturating_sub(count.accepted + count.waiting);
        let officer_missing = stream == Stream::Police && !search.officer_comes_or_came();
        missing
            .max(u32::from(officer_missing))
            .max(u32::from(step_is_due))
            .min(self.settings.waiting_max.saturating_sub(self.freshly_called(search, stream)))
    }

    /// How many calls of a stream still have a chance to be answered: whoever is due to be telephoned has been silent
    /// for so long that they no longer stand in the way of others.
    fn freshly_called(&self, search: &Search, stream: Stream) -> u32 {
        let silent_s = i64::from(self.settings.telephone_s);
        let waiting = search.offers.values().filter(|it| stream.holds(it.ring) && it.status.is_waiting());
        let fresh = waiting.filter(|it| self.now < it.called_at.plus_s(silent_s)).count();
        u32::try_from(fresh).unwrap_or(u32::MAX)
    }

    /// Tells whether a stream cannot bring enough even if all who are called say yes.
    fn is_short(&self, search: &Search, stream: Stream) -> bool {
        let count = search.count(|ring| stream.holds(ring));
        let no_officer = stream == Stream::Police && !search.officer_comes_or_came();
        no_officer || count.accepted + count.waiting < search.stream_needs(stream, &self.settings)
    }

    /// Tells whether a stream makes no new calls: it has enough, or the matter as a whole has.
    fn stream_rests(&self, search: &Search, stream: Stream) -> bool {
        search.stream_is_enough(stream, &self.settings) || (stream != Stream::Police && search.group_is_enough())
    }

    /// Says once that nobody is left to call and that those called cannot be enough.
    fn tell_exhausted(&mut self, search: &mut Search) {
        if search.state.exhausted || search.state.enough {
            return;
        }
        let working = || Stream::of(&search.case).iter().filter(|it| !self.stream_rests(search, **it));
        let has_more = |stream: Stream| !search.state.dry[stream.index()] || !self.is_short(search, stream);
        if working().next().is_none() || working().any(|it| has_more(*it)) {
            return;
        }
        search.state.exhausted = true;
        let skips = self.skips(search, None);
        let (incident, wave) = (search.case.incident, search.state.wave);
        self.effects.push_back(Effect::Exhausted { incident, wave, skips });
    }

    /// Says how far those who come may act, when that is not what they were told.
    fn tell_level(&mut self, search: &mut Search) {
        let coming = search.offers.values().filter(|it| it.status.is_assignment()).count();
        if coming == 0 {
            search.state.level = None;
            return;
        }
        let level = search.case.level_for(u32::try_from(coming).unwrap_or(u32::MAX));
        let told = search.state.level.replace(level).unwrap_or(search.case.level);
        if level != told {
            self.effects.push_back(Effect::Level { incident: search.case.incident, level });
        }
    }

    fn raise_alerts(&mut self, search: &mut Search) {
        for (at, whom) in self.alerts(search) {
            if self.now >= at {
                search.state.alerted.push(whom);
                let (incident, round) = (search.case.incident, search.state.round);
                self.effects.push_back(Effect::Alert { incident, whom, round });
            }
        }
    }

    /// The alerts still to come, the first first.
    fn alerts(&self, search: &Search) -> Vec<(Timestamp, Whom)> {
        let settings = &self.settings;
        let after = |seconds: u32| search.state.started_at.plus_s(seconds.into());
        let absent = search.case.desk_absent;
        // With nobody at the desk the commander is telephoned at once, even when enough are coming (adoption rule 3).
        let commander_s = match (absent, self.desk_present) {
            (true, _) => 0,
            (false, true) => settings.commander_s,
            (false, false) => settings.commander_s.min(settings.desk_s),
        };
        let mut alerts = vec![
            (after(settings.desk_s), Whom::Desk),
            (after(commander_s), Whom::DutyCommander),
            (after(settings.centre_s), Whom::GovernanceCentre),
        ];
        alerts.retain(|(_, whom)| {
            let wanted = !search.state.enough || (absent && *whom == Whom::DutyCommander);
            wanted && !search.state.alerted.contains(whom)
        });
        alerts.sort();
        alerts
    }

    /// When the search must be looked at again if nothing happens.
    pub(super) fn next_time(&self, search: &Search) -> Option<Timestamp> {
        let settings = &self.settings;
        let waiting = search.offers.values().filter(|it| it.status.is_waiting());
        let calls = waiting.filter_map(|it| settings.next_timer(it)).min();
        if search.state.ended {
            return calls;
        }
        let steps = Stream::of(&search.case)
            .iter()
            .filter(|it| search.case.automatic && !self.stream_rests(search, **it) && !search.state.dry[it.index()])
            .map(|it| search.state.next_step_at[it.index()])
            .min();
        let alerts = self.alerts(search).first().map(|(at, _)| *at);
        let thanks = self.upgrade_until(search).filter(|it| *it > self.now);
        [calls, steps, self.tier_at(search), alerts, thanks].into_iter().flatten().min()
    }
}
