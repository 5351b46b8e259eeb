//! What must hold whatever happens, told again in other words than the engine's.

use std::collections::{BTreeMap, BTreeSet};

use dispatch::case::Case;
use dispatch::engine::effect::{Effect, Whom};
use dispatch::engine::event::{Event, OfferKey};
use dispatch::member::{Duty, Member};
use domain::ids::{IncidentId, MemberId};
use domain::member::{Level, MemberKind};
use domain::time::Timestamp;

use crate::rows::Rows;

/// Watches what the engine says and what it is told.
#[derive(Clone, Debug, Default)]
pub struct Laws {
    /// The standing calls by member, as the engine must see them.
    pub live: BTreeMap<MemberId, BTreeSet<IncidentId>>,
    /// When the clocks of each incident started.
    pub started: BTreeMap<IncidentId, Timestamp>,
    /// Alerts of each incident and round.
    pub alerted: BTreeMap<(IncidentId, u32), BTreeSet<Whom>>,
    pub exhausted: BTreeSet<IncidentId>,
    /// When the engine came back last.
    pub back_at: Option<Timestamp>,
    /// When somebody came to the desk or left it last.
    pub desk_changed_at: Option<Timestamp>,
    pub calls: usize,
}

impl Laws {
    /// Takes up what the rows know, after a crash.
    pub fn rebuild(&mut self, rows: &Rows, now: Timestamp) {
        self.live.clear();
        for ((incident, member), offer) in &rows.offers {
            if !offer.status.is_over() {
                self.live.entry(*member).or_default().insert(*incident);
            }
        }
        self.back_at = Some(now);
    }

    /// Follows what the engine is told. A word that was overtaken by a later one counts no more: the rows know.
    pub fn hear(&mut self, event: &Event, rows: &Rows) {
        match event {
            Event::Accepted { offer } | Event::Departed { offer } | Event::Arrived { offer } => {
                let row = rows.offers.get(&(offer.incident, offer.member));
                if row.is_some_and(|it| it.wave == offer.wave && !it.status.is_over()) {
                    self.live.entry(offer.member).or_default().insert(offer.incident);
                }
            }
            Event::Declined { offer, .. }
            | Event::Cleared { offer }
            | Event::StoodDown { offer }
            | Event::Dismissed { offer }
            | Event::Expired { offer } => self.drop(offer),
            Event::MemberOn(_)
            | Event::MemberOff(_)
            | Event::Moved { .. }
            | Event::Opened(_)
            | Event::Called { .. }
            | Event::Delivered { .. }
            | Event::Ended { .. }
            | Event::Restored { .. }
            | Event::DeskPresence(_)
            | Event::Tick => {}
        }
    }

    fn drop(&mut self, offer: &OfferKey) {
        if let Some(incidents) = self.live.get_mut(&offer.member) {
            incidents.remove(&offer.incident);
        }
    }

    /// Judges everything that one event led to.
    pub fn judge(&mut self, effects: &[Effect], rows: &Rows, now: Timestamp) {
        for effect in effects {
            if let Effect::Keep { incident, search } = effect {
                self.started.insert(*incident, search.started_at);
            }
        }
        for effect in effects {
            match effect {
                Effect::Call { incident, picks, .. } => {
                    self.exhausted.remove(incident);
                    for pick in picks {
                        self.calls += 1;
                        let member = rows.on.get(&pick.member).expect("only people on duty are called");
                        let (case, _) = &rows.searches[incident];
                        self.may_go(member, case, pick.manual, now);
                        self.post_keeps_its_headcount(member, case, rows);
                        self.live.entry(member.id).or_default().insert(*incident);
                    }
                    self.auxiliaries_have_an_officer(*incident, rows);
                }
                Effect::Expire { offer } => self.drop(offer),
                Effect::StandDown { offers, .. } => offers.iter().for_each(|it| self.drop(it)),
                Effect::Alert { incident, whom, round } => self.alert_is_in_time(*incident, *whom, *round, rows, now),
                Effect::Exhausted { incident, .. } => {
                    self.exhausted.insert(*incident);
                }
                Effect::Refused { .. }
                | Effect::Repeat { .. }
                | Effect::Telephone { .. }
                | Effect::Widen { .. }
                | Effect::Level { .. }
                | Effect::Keep { .. } => {}
            }
        }
        for (member, incidents) in &self.live {
            assert!(incidents.len() <= 1, "{member} has two: {incidents:?}");
        }
    }

    fn may_go(&self, member: &Member, case: &Case, manual: bool, now: Timestamp) {
        assert!(self.live.get(&member.id).is_none_or(BTreeSet::is_empty), "called while called or busy");
        assert!(member.consents && member.adult, "consent and age");
        if case.desk_absent && !manual {
            assert!(case.authorised && member.unit == case.unit, "an empty desk calls the own unit only");
        }
        if matches!(member.kind, MemberKind::Officer | MemberKind::Auxiliary) {
            assert!(case.police && member.duty == Duty::OnShift, "police only when sent, and on shift");
            return;
        }
        assert!(member.qualified_until.is_some_and(|it| it > now), "certificate");
        assert!(case.level != Level::L0 && member.level_max >= case.level, "level");
        let volunteers = member.duty == Duty::OffShift || member.kind == MemberKind::Volunteer;
        if volunteers {
            assert!(member.enrolled && member.insured_until.is_some_and(|it| it > now), "enrolled and insured");
            assert_eq!(case.level, Level::L3, "volunteers handle L3");
        } else if member.kind == MemberKind::Guard {
            let area = member.area.as_ref().expect("guards of this station have an area");
            assert!(area.contains(case.point), "a guard on shift stays in the area");
        }
    }

    fn post_keeps_its_headcount(&self, member: &Member, case: &Case, rows: &Rows) {
        let Some(post) = member.post.filter(|_| member.leaves_post_for(case.point)) else { return };
        let at_post = rows.on.values().filter(|it| it.post.is_some_and(|it| it.id == post.id));
        let staying = at_post.filter(|it| it.id != member.id).filter(|it| {
            let incidents = self.live.get(&it.id).into_iter().flatten();
            !incidents.map(|id| &rows.searches[id].0).any(|case| it.leaves_post_for(case.point))
        });
        assert!(staying.count() >= post.required_headcount as usize, "the post is left below its headcount");
    }

    fn auxiliaries_have_an_officer(&self, incident: IncidentId, rows: &Rows) {
        let called = self.live.iter().filter(|(_, it)| it.contains(&incident)).filter_map(|(it, _)| rows.on.get(it));
        let kinds: Vec<_> = called.map(|it| it.kind).collect();
        if kinds.contains(&MemberKind::Auxiliary) && !kinds.contains(&MemberKind::Officer) {
            // The officer may have said no since; but no auxiliary is left to be called now.
            assert!(rows.searches[&incident].0.police);
        }
    }

    fn alert_is_in_time(&mut self, incident: IncidentId, whom: Whom, round: u32, rows: &Rows, now: Timestamp) {
        let case = &rows.searches[&incident].0;
        let after_s = match whom {
            Whom::Desk => 60,
            Whom::DutyCommander if case.desk_absent => 0,
            Whom::DutyCommander if !rows.desk_present => 60,
            Whom::DutyCommander => 120,
            Whom::GovernanceCentre => 180,
        };
        let due_at = self.started[&incident].plus_s(after_s);
        // After a crash it is told as soon as the engine is back; the commander also when the desk is left later.
        let late = [self.back_at, self.desk_changed_at].contains(&Some(now)) && due_at < now;
        assert!(now == due_at || late, "{whom:?} of {incident} told at {now}, due at {due_at}");
        let first = self.alerted.entry((incident, round)).or_default().insert(whom);
        assert!(first || self.back_at.is_some(), "{whom:?} told twice");
    }

    /// At the end, every search brought enough, or ended, or said that nobody is left and told everybody.
    pub fn nothing_is_left_hanging(&self, rows: &Rows) {
        for (incident, (case, state)) in &rows.searches {
            let enough = rows
                .offers
                .iter()
                .filter(|((id, _), it)| id == incident && it.ring.number() < 3)
                .filter(|(_, it)| it.status.is_assignment() || it.status == domain::offer::OfferStatus::Cleared)
                .count()
                >= case.group_needed() as usize;
            if state.ended || (enough && (!case.police || state.enough)) {
                continue;
            }
            // Where a person does the choosing, only the alerts are the engine's.
            assert!(
                self.exhausted.contains(incident) || !case.automatic,
                "{incident} neither enough nor exhausted: {case:?} {state:?}"
            );
            assert_eq!(state.alerted.len(), 3, "everybody was told of {incident}");
        }
        for offer in rows.offers.values() {
            assert!(!offer.status.is_waiting(), "a call hangs: {offer:?}");
        }
    }
}
