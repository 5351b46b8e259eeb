//! What the engine is told when something was committed, when somebody moved, when somebody came or left.

use std::sync::Arc;

use dispatch::engine::Engine;
use dispatch::engine::event::{Event, OfferKey};
use domain::ids::{IncidentId, MemberId, StationId};
use domain::offer::DeclineReason;
use duty::duty::{Change, Crossed};
use duty::geofence::Crossing;
use platform::log::Entry;
use platform::problem::{self, Error};
use platform::scope::Scope;
use platform::sent::system_sender;
use uuid::Uuid;

use super::{Driver, facts};
use crate::answer::{Answer, Step, Voice};
use crate::carry::PASSED;
use crate::store;

impl Driver {
    pub(super) async fn on_entry(&mut self, entry: &Arc<Entry>) {
        let Some(incident) = entry.refer("incident_id").map(IncidentId::from) else {
            return self.on_person(entry);
        };
        if entry.row.kind.starts_with("sos_") {
            return self.on_sos(entry);
        }
        // The wave tells a later call to the same member from the earlier one.
        let wave = entry.body().get("wave").and_then(serde_json::Value::as_u64).and_then(|it| u32::try_from(it).ok());
        let offer = entry.refer("member_id").zip(wave);
        let offer = offer.map(|(member, wave)| OfferKey { incident, member: MemberId::from(member), wave });
        match offer {
            Some(offer) if entry.row.kind.starts_with("offer_") || entry.row.kind == PASSED => {
                self.on_offer(entry, offer).await;
            }
            Some(_) | None => self.on_incident(entry, incident).await,
        }
    }

    async fn on_incident(&mut self, entry: &Entry, incident: IncidentId) {
        let station = entry.row.station_id;
        match entry.row.kind.as_str() {
            // Stood down whole, a search learns that it may not go on before it hears of its ended calls.
            "incident_dispatched"
            | "incident_escalated"
            | "incident_triaged"
            | "incident_stood_down"
            | "reinforcement_asked" => {
                self.open(station, incident).await;
            }
            // Somebody at the desk has it now; members acknowledge through their calls.
            "incident_acknowledged" if entry.row.actor_kind == "account" => {
                self.open(station, incident).await;
            }
            "incident_handled" => self.handled(station, incident).await,
            "incident_closed"
            | "incident_reviewed"
            | "incident_cancelled"
            | "incident_merged"
            | "incident_converted"
            | "incident_transferred" => {
                self.tell(station, Event::Ended { incident });
            }
            _other => {}
        }
    }

    /// Police may still be missing: then the search goes on.
    async fn handled(&mut self, station: StationId, incident: IncidentId) {
        if !self.open(station, incident).await {
            self.tell(station, Event::Ended { incident });
        }
    }

    async fn on_offer(&mut self, entry: &Entry, offer: OfferKey) {
        let station = entry.row.station_id;
        match entry.row.kind.as_str() {
            "offer_delivered" => {
                self.tell(station, Event::Delivered { offer });
            }
            "offer_accepted" => {
                self.tell(station, Event::Accepted { offer });
                self.watch(station, entry).await;
            }
            "offer_declined" => {
                let reason = entry.body().get("decline_reason").cloned();
                let reason = reason.and_then(|it| serde_json::from_value(it).ok()).unwrap_or(DeclineReason::Other);
                self.tell(station, Event::Declined { offer, reason });
            }
            "offer_departed" => {
                self.tell(station, Event::Departed { offer });
            }
            "offer_arrived" => {
                self.tell(station, Event::Arrived { offer });
            }
            "offer_cleared" => {
                self.tell(station, Event::Cleared { offer });
            }
            "offer_stood_down" if entry.body().contains_key("dismissed") => {
                self.tell(station, Event::Dismissed { offer });
            }
            "offer_stood_down" | PASSED => {
                self.tell(station, Event::StoodDown { offer });
            }
            "offer_expired" => {
                self.tell(station, Event::Expired { offer });
            }
            _other => {}
        }
    }

    /// Somebody calls for help, or no longer does: until then nobody calls them out. Who is at an incident stays in it.
    fn on_sos(&mut self, entry: &Entry) {
        let Some(member) = entry.refer("member_id").map(MemberId::from) else { return };
        if entry.body().contains_key("attached") {
            return;
        }
        let (station, event) = facts::person(&self.incidents, entry.row.station_id, member);
        self.tell(station, event);
    }

    /// Facts about a member changed: consent, also off shift, and what the member may do.
    fn on_person(&mut self, entry: &Entry) {
        let kind = entry.row.kind.as_str();
        if !(kind.starts_with("consent_") || kind.starts_with("member_")) {
            return;
        }
        let Some(member) = entry.refer("member_id").map(MemberId::from) else { return };
        let (station, event) = facts::person(&self.incidents, entry.row.station_id, member);
        self.tell(station, event);
    }

    /// Tells the engine of an incident that needs people, or what has changed of it.
    pub(super) async fn open(&mut self, station: StationId, incident: IncidentId) -> bool {
        match facts::opened(&self.incidents, station, incident).await {
            Ok(Some(case)) => {
                self.tell(station, Event::Opened(case));
                true
            }
            Ok(None) => false,
            Err(error) => {
                tracing::error!(error.chain = %error, "An incident could not be read: {error}");
                false
            }
        }
    }

    /// Watches the way of somebody who has accepted.
    async fn watch(&self, station: StationId, entry: &Entry) {
        let Some(offer) = entry.refer("offer_id") else { return };
        match facts::watch(&self.incidents, station, offer.into()).await {
            Ok(Some(watch)) => self.incidents.duty().watch(station, watch),
            Ok(None) => {}
            Err(error) => tracing::warn!(error.chain = %error, "A way could not be watched: {error}"),
        }
    }

    /// Crossings were lost: every way is watched again, and the next position says what the lost one said.
    pub(super) async fn watch_again(&self) {
        for station in self.incidents.places().stations() {
            let scope = Scope::system(station);
            let Ok(unfinished) = store::unfinished(&scope, self.incidents.app()).await else { continue };
            for incident in unfinished {
                let Ok(Some((_, watches))) = facts::restored(&self.incidents, station, incident).await else {
                    continue;
                };
                watches.into_iter().for_each(|it| self.incidents.duty().watch(station, it));
            }
        }
    }

    pub(super) fn on_change(&mut self, change: &Change) {
        let (station, event) = facts::change(&self.incidents, change);
        self.tell(station, event);
    }

    pub(super) fn refresh_members(&mut self) {
        for station in self.incidents.places().stations() {
            let roster = self.incidents.roster(station);
            let here: std::collections::BTreeSet<MemberId> = roster.iter().map(|it| it.id).collect();
            let known = self.engines.get(&station).map(Engine::members).unwrap_or_default();
            for gone in known.into_iter().filter(|it| !here.contains(it)) {
                self.tell(station, Event::MemberOff(gone));
            }
            for member in roster {
                self.tell(station, Event::MemberOn(member));
            }
        }
    }

    /// A position says that somebody set out or arrived: the member's own answer, given by the terminal.
    pub(super) fn on_crossed(&self, crossed: Crossed) -> impl Future<Output = ()> + use<> {
        let step = match crossed.crossing {
            Crossing::Departed => Step::Depart,
            Crossing::Arrived => Step::Arrive,
        };
        let incidents = self.incidents.clone();
        async move {
            let Some(person) = incidents.people().member(crossed.member) else { return };
            let command = Answer {
                voice: Voice::Geofence,
                offer: crossed.offer,
                kind: person.kind,
                step,
                expected_version: None,
                device_at: Some(crossed.at),
                note: None,
                shown: None,
            };
            let offer = Uuid::from(crossed.offer);
            let cause: &[&[u8]] = &[b"crossed", offer.as_bytes(), &[u8::from(step == Step::Arrive)]];
            match incidents.app().db().run(system_sender(crossed.station, cause), command).await {
                // A refusal by a rule means that the member has said it already.
                Ok(_) => {}
                Err(Error::Refused(refusal)) if refusal.code != &problem::BUSY => {}
                Err(_) => {
                    // It was not written: the next position says it again.
                    if let Ok(Some(watch)) = facts::watch(&incidents, crossed.station, crossed.offer).await {
                        incidents.duty().watch(crossed.station, watch);
                    }
                }
            }
        }
    }
}
