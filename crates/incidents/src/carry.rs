//! Carries the engine's effects out: all effects of one step of one search are one command.

mod calls;

use chrono::{DateTime, Utc};
use dispatch::engine::effect::{Effect, StandDownReason, Whom};
use dispatch::engine::event::OfferKey;
use domain::ids::{IncidentId, MemberId, OfferId, SearchId, StationId};
use domain::incident::SearchAlert;
use domain::offer::OfferStatus;
use domain::offer::status::OfferAction;
use platform::db::{Command, Outcome, Rows};
use platform::log::Event;
use platform::outbox;
use platform::problem::Result;
use platform::scope::Actor;
use platform::seal::{self, Sealer};
use platform::sent::id_of;
use serde_json::json;
use uuid::Uuid;

use crate::act::{members, offers, open_search};
use crate::events;
use crate::rows::{consideration, incident, offer, search};
use crate::view::names::Names;
use crate::words::Words;

/// The outbox channel that telephones members.
pub const TELEPHONE: &str = "telephone";
/// The outbox channel that sends members a text message at the moment at which they are telephoned.
pub const SMS: &str = "sms";
/// The outbox channel that telephones the duty commander.
pub const COMMANDER: &str = "duty_commander";
/// The kind of the log entry of a pick that was not called after all.
pub const PASSED: &str = "pick_passed_over";

/// The message that telephones the duty commander about an incident, once for each cause and moment it arose.
pub(crate) fn to_commander(
    row: &incident::Model,
    cause: &'static str,
    since: DateTime<Utc>,
    now: DateTime<Utc>,
) -> outbox::Model {
    let body = json!({ "incident_id": row.id, "incident_no": row.incident_no, "cause": cause });
    let words = json!([body, since]).to_string();
    outbox::caused(row.station_id, COMMANDER, row.id.into(), &words, body, now)
}

/// Carries out what the engine asked for in one step of one search.
///
/// Doing it twice is harmless: calls have ids made of incident, member and wave, and everything else only moves
/// an offer that still stands.
pub struct Carry {
    /// The station.
    pub station: StationId,
    /// The incident.
    pub incident: IncidentId,
    /// The effects, in order.
    pub effects: Vec<Effect>,
    /// The names for the members' screens.
    pub names: Names,
    /// Opens the words for the members' screens.
    pub sealer: Sealer,
    /// How long a call stands, in seconds.
    pub offer_expires_s: u32,
    /// The outbox channels that are configured.
    pub channels: Vec<String>,
}

/// The search as it changes while the effects are carried out.
struct Work<'a> {
    carry: &'a Carry,
    now: DateTime<Utc>,
    words: Words,
    incident: incident::Model,
    /// Whether the change of the incident is counted.
    changed: bool,
    offers: Vec<offer::Model>,
    search: Option<search::Model>,
    touched: Vec<OfferId>,
    considered: Vec<consideration::Model>,
    outbox: Vec<outbox::Model>,
    events: Vec<Event>,
}

impl Command for Carry {
    type Answer = ();

    fn reads(&self, rows: &mut Rows) {
        rows.want::<incident::Entity>(self.incident);
        rows.find(&offer::OF_INCIDENT, self.incident);
        rows.find(&search::OPEN_OF_INCIDENT, self.incident);
        for effect in &self.effects {
            if let Effect::Call { picks, .. } = effect {
                for pick in picks {
                    rows.find(&offer::OPEN_OF_MEMBER, pick.member);
                }
            }
        }
        if let Some(id) = rows.get::<incident::Entity>(&self.incident).and_then(|it| it.words_sealed_id) {
            rows.want::<seal::Entity>(id);
        }
    }

    fn decide(&self, rows: &Rows, now: DateTime<Utc>) -> Result<Outcome<()>> {
        let Some(before) = rows.get::<incident::Entity>(&self.incident) else { return Ok(Outcome::new(())) };
        let sealed = before.words_sealed_id.and_then(|it| rows.get::<seal::Entity>(&it));
        let mut work = Work {
            carry: self,
            now,
            words: Words::open(&self.sealer, sealed),
            incident: before.clone(),
            changed: false,
            offers: offers(rows, self.incident),
            search: open_search(rows, self.incident),
            touched: Vec::new(),
            considered: Vec::new(),
            outbox: Vec::new(),
            events: Vec::new(),
        };
        for effect in &self.effects {
            work.take(effect, rows);
        }
        Ok(work.finish(before))
    }
}

impl Work<'_> {
    fn take(&mut self, effect: &Effect, rows: &Rows) {
        match effect {
            Effect::Call { wave, picks, skips, .. } => self.call(*wave, picks, skips, rows),
            Effect::Refused { .. } => {}
            Effect::Repeat { offer, attempt } => self.repeat(*offer, i64::from(*attempt)),
            Effect::Telephone { offer } => self.telephone(*offer),
            Effect::Expire { offer } => {
                self.end(*offer, OfferAction::Expire, "offer_expired", None);
            }
            Effect::StandDown { offers, reason } => {
                for offer in offers {
                    self.end(*offer, OfferAction::Replace, "offer_stood_down", Some(*reason));
                }
            }
            Effect::Widen { tier, .. } => {
                let event = self.event("search_widened").field("tier", tier);
                self.events.push(event);
            }
            Effect::Level { level, .. } => {
                if self.incident.level_now != Some(*level) {
                    self.incident.level_now = Some(*level);
                    self.change();
                    let event = self.event("search_level").field("level_now", level);
                    self.events.push(event);
                }
            }
            Effect::Alert { whom, round, .. } => self.alert(*whom, *round),
            Effect::Exhausted { wave, skips, .. } => {
                self.consider(*wave, &[], skips);
                self.alerted(SearchAlert::Exhausted);
                let event = self.event("search_exhausted").field("wave", wave);
                self.events.push(event);
            }
            Effect::Keep { search, .. } => {
                if let Some(row) = &mut self.search {
                    row.state = serde_json::to_value(search).unwrap_or_default();
                    row.version += 1;
                    if search.ended {
                        row.ended_at = row.ended_at.or(Some(self.now));
                    }
                }
            }
        }
    }

    fn event(&self, kind: &'static str) -> Event {
        events::of_incident(kind, &self.incident, &self.incident, Actor::System, members(&self.offers))
    }

    /// The standing call of a member, if it stands.
    fn standing(&self, key: OfferKey) -> Option<usize> {
        let is_it = |it: &offer::Model| it.member_id == key.member && it.wave == i64::from(key.wave);
        self.offers.iter().position(|it| is_it(it) && it.ended_at.is_none())
    }

    fn repeat(&mut self, key: OfferKey, attempt: i64) {
        let Some(at) = self.standing(key) else { return };
        let offer = &mut self.offers[at];
        if offer.status.advance(OfferAction::Repeat).is_err() || offer.attempt >= attempt {
            return;
        }
        offer.attempt = attempt;
        offer.version += 1;
        self.say(at, "offer_repeated", None);
    }

    fn telephone(&mut self, key: OfferKey) {
        let Some(at) = self.standing(key) else { return };
        let offer = &mut self.offers[at];
        if !offer.status.is_waiting() || offer.telephone_at.is_some() {
            return;
        }
        offer.telephone_at = Some(self.now);
        offer.version += 1;
        let (id, member) = (offer.id, offer.member_id);
        self.say(at, "offer_telephone", None);
        let body = json!({ "offer_id": id, "member_id": member, "incident_id": self.incident.id });
        for channel in [TELEPHONE, SMS] {
            self.send(channel, Uuid::from(id), body.clone());
        }
    }

    fn end(&mut self, key: OfferKey, action: OfferAction, kind: &'static str, reason: Option<StandDownReason>) {
        let Some(at) = self.standing(key) else { return };
        let offer = &mut self.offers[at];
        // Whoever said yes while the thanks were on their way is not a spare (adoption rule 5).
        if reason == Some(StandDownReason::EnoughComing) && !offer.status.is_waiting() {
            return;
        }
        let Ok(status) = offer.status.advance(action) else { return };
        offer.status = status;
        offer.ended_at = Some(self.now);
        offer.version += 1;
        self.say(at, kind, reason);
    }

    /// Notes what the desk is told, until it acts.
    fn alerted(&mut self, alert: SearchAlert) {
        if self.incident.alert != alert {
            self.incident.alert = alert;
            self.change();
        }
    }

    /// Counts the change of the incident once, before the events that tell of it.
    fn change(&mut self) {
        if !self.changed {
            self.changed = true;
            self.incident.version += 1;
        }
    }

    fn alert(&mut self, whom: Whom, round: u32) {
        if whom == Whom::Desk && self.incident.alert == SearchAlert::None {
            self.alerted(SearchAlert::NobodyAccepted);
        }
        let event = self.event("alert_raised").field("whom", whom).field("round", round);
        self.events.push(event);
        if whom == Whom::DutyCommander {
            let subject = Uuid::from(self.incident.id);
            let body =
                json!({ "incident_id": self.incident.id, "incident_no": self.incident.incident_no, "round": round });
            self.send(COMMANDER, subject, body);
        }
    }

    /// Leaves a message for the outbox, where the channel is configured.
    fn send(&mut self, channel: &str, subject: Uuid, body: serde_json::Value) {
        if self.carry.channels.iter().any(|it| it == channel) {
            let cause = body.to_string();
            self.outbox.push(outbox::caused(self.carry.station, channel, subject, &cause, body, self.now));
        }
    }

    /// Logs what happened to a call. The member's own feed gets the whole call with it.
    fn say(&mut self, at: usize, kind: &'static str, reason: Option<StandDownReason>) {
        let offer = self.offers[at].clone();
        self.touched.push(offer.id);
        let mut event = events::of_offer(kind, &offer, &self.incident, Actor::System, members(&self.offers));
        if let Some(reason) = reason {
            event = event.field("reason", reason);
        }
        // The whole call is for the member alone, so nobody else who takes part gets it.
        event.audience.members.retain(|it| *it == offer.member_id);
        self.events.push(calls::for_member(event, self.carry, &offer, &self.incident, &self.words));
    }

    fn finish(self, before: &incident::Model) -> Outcome<()> {
        let mut outcome = Outcome::new(());
        for offer in self.offers.into_iter().filter(|it| self.touched.contains(&it.id)) {
            outcome = outcome.put::<offer::Entity>(offer);
        }
        if let Some(search) = self.search {
            outcome = outcome.put::<search::Entity>(search);
        }
        for row in self.considered {
            outcome = outcome.put::<consideration::Entity>(row);
        }
        if self.incident != *before {
            outcome = outcome.put::<incident::Entity>(self.incident);
        }
        for message in self.outbox {
            outcome = outcome.send(message);
        }
        self.events.into_iter().fold(outcome, Outcome::event)
    }
}

/// The id of a call: the same for the same incident, member and wave.
pub fn offer_id(incident: IncidentId, member: MemberId, wave: u32) -> OfferId {
    let (incident, member) = (Uuid::from(incident), Uuid::from(member));
    let parts: [&[u8]; 4] = [b"offer", incident.as_bytes(), member.as_bytes(), &wave.to_be_bytes()];
    OfferId::from(id_of(&parts))
}

/// The id of the consideration of a wave.
fn consideration_id(incident: IncidentId, wave: u32, picks: usize) -> SearchId {
    let incident = Uuid::from(incident);
    let parts: [&[u8]; 4] = [b"consideration", incident.as_bytes(), &wave.to_be_bytes(), &(picks as u64).to_be_bytes()];
    SearchId::from(id_of(&parts))
}

/// The status of a new call.
const NEW: OfferStatus = OfferStatus::Offered;
