//! What the engine is told when something was committed, when somebody moved, when somebody came or left.

use std::sync::Arc;

use dispatch::engine::event::{Event, OfferKey};
use domain::ids::{IncidentId, MemberId, StationId};
use domain::offer::DeclineReason;
use duty::duty::{Change, Crossed};
use duty::geofence::Crossing;
use platform::log::Entry;
use platform::sent::system_sender;
use uuid::Uuid;

use super::{Driver, facts};
use crate::answer::{Answer, Step, Voice};

impl Driver {
    pub(super) async fn on_entry(&mut self, entry: &Arc<Entry>) {
        let station = entry.row.station_id;
        let Some(incident) = entry.refer("incident_id").map(IncidentId::from) else { return };
        // The wave tells a later call to the same member from the earlier one.
        let wave = entry.body().get("wave").and_then(serde_json::Value::as_u64).and_then(|it| u32::try_from(it).ok());
        let offer = entry.refer("member_id").zip(wave);
        let offer = offer.map(|(member, wave)| OfferKey { incident, member: MemberId::from(member), wave });
        match (entry.row.kind.as_str(), offer) {
            // Stood down whole, a search learns that it may not go on before it hears of its ended calls.
            ("incident_dispatched" | "incident_escalated" | "incident_triaged" | "incident_stood_down", _) => {
                self.open(station, incident).await;
            }
            (
                "incident_closed"
                | "incident_reviewed"
                | "incident_cancelled"
                | "incident_merged"
                | "incident_converted"
                | "incident_transferred",
                _,
            ) => {
                self.tell(station, Event::Ended { incident });
            }
            ("offer_delivered", Some(offer)) => {
                self.tell(station, Event::Delivered { offer });
            }
            ("offer_accepted", Some(offer)) => {
                self.tell(station, Event::Accepted { offer });
                self.watch(station, entry).await;
            }
            ("offer_declined", Some(offer)) => {
                let reason = entry.body().get("decline_reason").cloned();
                let reason = reason.and_then(|it| serde_json::from_value(it).ok()).unwrap_or(DeclineReason::Other);
                self.tell(station, Event::Declined { offer, reason });
            }
            ("offer_departed", Some(offer)) => {
                self.tell(station, Event::Departed { offer });
            }
            ("offer_arrived", Some(offer)) => {
                self.tell(station, Event::Arrived { offer });
            }
            ("offer_cleared", Some(offer)) => {
                self.tell(station, Event::Cleared { offer });
                if entry.body().get("result").is_some_and(|it| it == "need_more") {
                    self.open(station, incident).await;
                }
            }
            ("offer_stood_down", Some(offer)) => {
                self.tell(station, Event::StoodDown { offer });
            }
            ("offer_expired", Some(offer)) => {
                self.tell(station, Event::Expired { offer });
            }
            _other => {}
        }
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

    pub(super) fn on_change(&mut self, change: &Change) {
        let (station, event) = facts::change(&self.incidents, change);
        self.tell(station, event);
    }

    pub(super) fn refresh_members(&mut self) {
        for station in self.incidents.places().stations() {
            for member in self.incidents.roster(station) {
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
            };
            let offer = Uuid::from(crossed.offer);
            let cause: &[&[u8]] = &[b"crossed", offer.as_bytes(), &[u8::from(step == Step::Arrive)]];
            // A refusal means that the member has said it already.
            let _ = incidents.app().db().run(system_sender(crossed.station, cause), command).await;
        }
    }
}
