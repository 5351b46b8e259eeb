//! Making calls: one offer a pick, with the reasons of all picks and skips kept.

use chrono::TimeDelta;
use dispatch::engine::effect::SkipRecord;
use dispatch::rank::Pick;
use domain::ids::AccountId;
use domain::role::Role;
use platform::db::Rows;
use platform::language::Language;
use platform::log::Event;
use platform::scope::{Actor, Reach, Scope};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{Carry, NEW, PASSED, Work, consideration_id, offer_id};
use crate::act::members;
use crate::events;
use crate::rows::{consideration, incident, offer};
use crate::view::offer::show;
use crate::words::Words;

/// Skips that one wave keeps; the nearest ones come first.
const SKIPS_KEPT_MAX: usize = 50;

impl Work<'_> {
    pub(super) fn call(&mut self, wave: u32, picks: &[Pick], skips: &[SkipRecord], rows: &Rows) {
        let mut called = Vec::new();
        for pick in picks {
            let id = offer_id(self.incident.id, pick.member, wave);
            let taken = rows.all::<offer::Entity>().any(|it| {
                it.member_id == pick.member && it.incident_id != self.incident.id && it.status.is_assignment()
            });
            let known = self.offers.iter().any(|it| it.id == id);
            let standing = self.offers.iter().any(|it| it.member_id == pick.member && it.ended_at.is_none());
            if known || standing {
                continue;
            }
            // Handled in the meantime, or the member was promised elsewhere: the engine is told that nobody was called.
            if taken || self.search.is_none() || self.incident.status.is_over() {
                self.passed_over(pick, wave);
                continue;
            }
            let offer = self.offer(id, wave, pick);
            let before = (self.incident.group_called, self.incident.police_dispatched);
            self.incident.group_called |= !offer.officer;
            self.incident.police_dispatched |= offer.officer;
            if before != (self.incident.group_called, self.incident.police_dispatched) {
                self.change();
            }
            self.offers.push(offer);
            called.push(self.offers.len() - 1);
        }
        for at in called {
            self.made(at);
        }
        self.consider(wave, picks, skips);
    }

    /// Keeps who was called and who was not, with the reasons.
    pub(super) fn consider(&mut self, wave: u32, picks: &[Pick], skips: &[SkipRecord]) {
        self.considered.push(consideration::Model {
            id: consideration_id(self.incident.id, wave, picks.len()),
            station_id: self.carry.station,
            incident_id: self.incident.id,
            at: self.now,
            wave: wave.into(),
            manual: picks.iter().any(|it| it.manual),
            picks: json!(picks),
            skips: json!(skips.iter().take(SKIPS_KEPT_MAX).collect::<Vec<_>>()),
        });
    }

    /// Logs that somebody whom the engine chose was not called after all; the driver tells the engine.
    fn passed_over(&mut self, pick: &Pick, wave: u32) {
        let event = Event::new(PASSED, self.incident.id, Actor::System, self.incident.audience(Vec::new()))
            .refer("incident_id", self.incident.id)
            .refer("member_id", pick.member)
            .field("wave", wave);
        self.events.push(event);
    }

    fn offer(&self, id: domain::ids::OfferId, wave: u32, pick: &Pick) -> offer::Model {
        let member = self.carry.names.member_facts(pick.member);
        let unit = member.as_ref().and_then(|it| it.unit);
        let text = |value: Value| value.as_str().unwrap_or_default().to_owned();
        offer::Model {
            id,
            station_id: self.carry.station,
            incident_id: self.incident.id,
            member_id: pick.member,
            status: NEW,
            ring: pick.ring.number().into(),
            wave: wave.into(),
            attempt: 1,
            manual: pick.manual,
            officer: member.as_ref().is_some_and(|it| it.kind.is_police()),
            proven: pick.proven,
            leaves_post: self.leaves_post(pick),
            dismissed: false,
            own_unit: unit.is_some() && unit == self.incident.unit_id,
            way: text(json!(pick.way)),
            travel_s: pick.travel_s.into(),
            distance_m: pick.distance_m.into(),
            position_age_s: pick.position_age_s.map(Into::into),
            reason: json!(pick.reason),
            offered_at: self.now,
            expires_at: self.now + TimeDelta::seconds(self.carry.offer_expires_s.into()),
            telephone_at: None,
            telephone_state: None,
            telephone_failure: None,
            delivered_at: None,
            accepted_at: None,
            departed_at: None,
            arrived_at: None,
            cleared_at: None,
            ended_at: None,
            decline_reason: None,
            result: None,
            version: 1,
        }
    }

    fn leaves_post(&self, pick: &Pick) -> bool {
        let post = self.carry.names.member_facts(pick.member).and_then(|it| it.post);
        let post = post.and_then(|it| self.carry.names.atlas().post(it));
        post.is_some_and(|it| it.point().distance_m(self.incident.point()) > it.radius_m)
    }

    fn made(&mut self, at: usize) {
        let offer = self.offers[at].clone();
        self.touched.push(offer.id);
        let mut event = events::of_offer("offer_made", &offer, &self.incident, Actor::System, members(&self.offers))
            .field("travel_s", offer.travel_s)
            .field("distance_m", offer.distance_m)
            .field("way", &offer.way)
            .field("reason", &offer.reason)
            .field("manual", offer.manual)
            .field("officer", offer.officer);
        // The whole call is for the member alone, so nobody else who takes part gets it.
        event.audience.members.retain(|it| *it == offer.member_id);
        self.events.push(for_member(event, self.carry, &offer, &self.incident, &self.words));
    }
}

/// Adds the call as the called member's own screen shows it, in each language: nobody here knows which one is read.
pub(super) fn for_member(
    event: Event,
    carry: &Carry,
    offer: &offer::Model,
    incident: &incident::Model,
    words: &Words,
) -> Event {
    [("offer", Language::Zh), ("offer_en", Language::En)].into_iter().fold(event, |event, (name, language)| {
        let scope = Scope {
            station: carry.station,
            account: AccountId::from(Uuid::nil()),
            member: Some(offer.member_id),
            role: Role::Guard,
            reach: Reach::Own,
            language,
        };
        event.aside(name, show(offer, incident, words, &carry.names.clone().in_language(language), &scope))
    })
}
