//! Duty on this node: the stations' states, fed by the log before anybody is answered, and what others ask of them.

use std::collections::HashMap;
use std::sync::{Arc, Weak};

use chrono::{DateTime, Utc};
use domain::geo::Point;
use domain::ids::{AccountId, MemberId, OfferId, PostId, ShiftId, StationId, UnitId};
use domain::member::MemberStatus;
use domain::offer::OfferStatus;
use parking_lot::{Mutex, RwLock};
use people::people::People;
use people::store::consent;
use places::places::Places;
use platform::app::App;
use platform::clock::from_micros;
use platform::log::Entry;
use platform::problem::Result;
use sea_orm::entity::prelude::*;
use tokio::sync::broadcast;

use crate::fix::Fix;
use crate::geofence::{Crossing, Watch};
use crate::state::{Engagement, Live, OnShift, State, Taken};
use crate::store::shift;

/// Changes that wait for one listener; a listener further behind reads [`Duty::on_duty`] again.
const CHANGES_MAX: usize = 16_384;
/// Crossings that wait for one listener; members also press buttons, so a lost one costs seconds.
const CROSSINGS_MAX: usize = 4_096;

/// Where somebody on duty was last.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Position {
    /// The place.
    pub point: Point,
    /// When.
    pub at: DateTime<Utc>,
    /// Metres it may be off.
    pub accuracy_m: f32,
    /// Percent of the battery.
    pub battery: Option<u8>,
}

impl From<Live> for Position {
    fn from(live: Live) -> Self {
        Self { point: live.point, at: from_micros(live.at), accuracy_m: live.accuracy_m, battery: live.battery }
    }
}

/// Somebody on duty, as dispatch needs them.
#[derive(Clone, Debug, PartialEq)]
pub struct OnDuty {
    /// Who.
    pub member: MemberId,
    /// The shift.
    pub shift: ShiftId,
    /// The post that is held, if it is a fixed one.
    pub post: Option<PostId>,
    /// The unit the member serves.
    pub unit: Option<UnitId>,
    /// Since when.
    pub since: DateTime<Utc>,
    /// Whether they may be located; without consent nobody is located or called.
    pub consent: bool,
    /// Where they are; only with consent.
    pub position: Option<Position>,
    /// What they are doing.
    pub status: MemberStatus,
    /// Whether a way to wake them was proven on this shift.
    pub proven: bool,
    /// Whether the planned end has passed and nobody has said yet who is there: 身份未确认.
    pub unconfirmed: bool,
}

/// What changed in a station's duty.
#[derive(Clone, Debug)]
pub enum Change {
    /// Somebody came on duty, or gave or withdrew consent while on duty.
    On(StationId, OnDuty),
    /// Somebody left.
    Off(StationId, MemberId),
    /// Somebody moved; the last position of each batch.
    Moved(StationId, MemberId, Position),
}

/// A departure or an arrival of somebody who is watched.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Crossed {
    /// The station.
    pub station: StationId,
    /// The assignment.
    pub offer: OfferId,
    /// Who.
    pub member: MemberId,
    /// What.
    pub crossing: Crossing,
    /// When, by the terminal.
    pub at: DateTime<Utc>,
}

struct Parts {
    app: App,
    people: People,
    places: Places,
    stations: RwLock<HashMap<StationId, Arc<Mutex<State>>>>,
    changes: broadcast::Sender<Change>,
    crossings: broadcast::Sender<Crossed>,
}

/// The duty of this node; cheap to clone.
#[derive(Clone)]
pub struct Duty(Arc<Parts>);

impl Duty {
    /// Rebuilds who is on duty from rows, and follows the log from then on. Call it before commands are taken.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub async fn load(people: &People, places: &Places) -> Result<Self> {
        let app = people.app().clone();
        let (changes, _) = broadcast::channel(CHANGES_MAX);
        let (crossings, _) = broadcast::channel(CROSSINGS_MAX);
        let duty = Self(Arc::new(Parts {
            app: app.clone(),
            people: people.clone(),
            places: places.clone(),
            stations: RwLock::default(),
            changes,
            crossings,
        }));
        duty.refresh().await?;
        let weak = Arc::downgrade(&duty.0);
        app.hub().observe(Arc::new(move |entry| {
            if let Some(duty) = weak.upgrade().map(Self) {
                duty.take_entry(entry);
            }
        }));
        crate::api::listen(&duty);
        places.add_section(crate::settings::section());
        Ok(duty)
    }

    /// Takes up what rows say and the picture does not know yet: at the start, and after people were seeded.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub async fn refresh(&self) -> Result<()> {
        let db = self.0.app.db().read();
        for row in consent::Entity::find().filter(consent::Column::WithdrawnAt.is_null()).all(db).await? {
            self.state(row.station_id).lock().consent(row.member_id, row.given_at.timestamp_micros());
        }
        for row in shift::Entity::find().filter(shift::Column::EndedAt.is_null()).all(db).await? {
            let Some(person) = self.0.people.member(row.member_id) else { continue };
            let since = row.started_at.timestamp_micros();
            let state = self.state(row.station_id);
            let mut state = state.lock();
            state.begin(row.member_id, row.id, row.post_id, since, person.audience());
            state.prove(row.member_id, row.proven_at.is_some());
            state.doubt(row.member_id, row.asked_at.is_some());
        }
        Ok(())
    }

    /// The platform.
    pub fn app(&self) -> &App {
        &self.0.app
    }

    /// The people.
    pub fn people(&self) -> &People {
        &self.0.people
    }

    /// The places.
    pub fn places(&self) -> &Places {
        &self.0.places
    }

    /// A handle that does not keep duty alive.
    pub(crate) fn weak(&self) -> WeakDuty {
        WeakDuty(Arc::downgrade(&self.0))
    }

    /// The state of a station.
    pub(crate) fn state(&self, station: StationId) -> Arc<Mutex<State>> {
        if let Some(state) = self.0.stations.read().get(&station) {
            return state.clone();
        }
        self.0.stations.write().entry(station).or_default().clone()
    }

    /// The stations that have a state.
    pub(crate) fn stations(&self) -> Vec<StationId> {
        self.0.stations.read().keys().copied().collect()
    }

    /// Everybody on duty in a station.
    pub fn on_duty(&self, station: StationId) -> Vec<OnDuty> {
        let state = self.state(station);
        let state = state.lock();
        state.all().map(|(member, on)| on_duty(&state, member, on)).collect()
    }

    /// Somebody's duty, if they are on duty.
    pub fn member(&self, station: StationId, member: MemberId) -> Option<OnDuty> {
        let state = self.state(station);
        let state = state.lock();
        state.on_shift(member).map(|on| on_duty(&state, member, on))
    }

    /// What somebody is doing, on duty or not.
    pub fn status(&self, station: StationId, member: MemberId) -> MemberStatus {
        self.state(station).lock().status(member)
    }

    /// Listens to who comes, leaves and moves.
    pub fn changes(&self) -> broadcast::Receiver<Change> {
        self.0.changes.subscribe()
    }

    /// Listens to departures and arrivals of those who are watched.
    pub fn crossings(&self) -> broadcast::Receiver<Crossed> {
        self.0.crossings.subscribe()
    }

    /// Watches somebody on the way to an incident, from the next position on. The same assignment again replaces it.
    pub fn watch(&self, station: StationId, watch: Watch) {
        self.state(station).lock().watch(watch);
    }

    /// Watches a way no longer; after an arrival, and when an offer ends, this happens by itself.
    pub fn unwatch(&self, station: StationId, member: MemberId, offer: OfferId) {
        self.state(station).lock().unwatch(member, offer);
    }

    /// Tells how far an open offer has come. The log tells it from then on; at the start its owner does.
    pub fn offer(&self, station: StationId, member: MemberId, offer: OfferId, status: OfferStatus) {
        self.state(station).lock().engage(member, offer, engagement(status));
    }

    /// Takes positions in. What is refused leaves no trace.
    ///
    /// # Errors
    /// If there is no such station.
    pub fn take(&self, station: StationId, member: MemberId, fixes: &[Option<Fix>]) -> Result<Taken> {
        let atlas = self.0.places.atlas(station)?;
        let now = self.0.app.clock().now().timestamp_micros();
        let taken = self.state(station).lock().take(member, fixes, now, &atlas);
        // Nobody need be listening.
        if let Some(live) = taken.moved {
            let _ = self.0.changes.send(Change::Moved(station, member, live.into()));
        }
        for (offer, crossing, at) in &taken.crossed {
            let at = from_micros(*at);
            let _ = self.0.crossings.send(Crossed { station, offer: *offer, member, crossing: *crossing, at });
        }
        Ok(taken)
    }

    /// Takes a log entry into the picture. Called for each entry, after its commit and before its answer.
    fn take_entry(&self, entry: &Entry) {
        let kind = entry.row.kind.as_str();
        // Whoever takes over a terminal, or disables it, changes what its session may do from this moment on.
        if (kind.starts_with("shift_") || kind.starts_with("terminal_"))
            && let Some(terminal) = entry.refer("terminal_id")
        {
            self.app().sessions().forget(AccountId::from(terminal));
        }
        if !(kind.starts_with("shift_") || kind.starts_with("consent_") || kind.starts_with("offer_")) {
            return;
        }
        let Some(member) = entry.refer("member_id").map(MemberId::from) else { return };
        let station = entry.row.station_id;
        let at = entry.row.at.timestamp_micros();
        let state = self.state(station);
        let mut state = state.lock();
        match kind {
            "shift_confirmed" => {
                let Some(shift) = entry.refer("shift_id").map(ShiftId::from) else { return };
                state.begin(member, shift, entry.refer("post_id").map(PostId::from), at, entry.audience.clone());
                // The own phone has just shown that it reaches its owner; the screen of a post must ring first.
                state.prove(member, entry.refer("terminal_id").is_none());
            }
            "shift_reconfirmed" => state.doubt(member, false),
            "shift_hand_over_asked" => state.doubt(member, true),
            "shift_ring_heard" => state.prove(member, true),
            "shift_ring_unheard" => state.prove(member, false),
            "shift_left" => state.end(member),
            "consent_given" => state.consent(member, at),
            "consent_withdrawn" => state.withdraw(member),
            _ => {
                let offer = entry.refer("offer_id").map(OfferId::from);
                if let (Some(offer), Some(status)) = (offer, status_after(kind)) {
                    state.engage(member, offer, engagement(status));
                }
                return;
            }
        }
        let change = match state.on_shift(member) {
            Some(on) => Change::On(station, on_duty(&state, member, on)),
            None if kind == "shift_left" => Change::Off(station, member),
            None => return,
        };
        let _ = self.0.changes.send(change);
    }
}

/// A handle that does not keep duty alive.
#[derive(Clone)]
pub(crate) struct WeakDuty(Weak<Parts>);

impl WeakDuty {
    /// Duty, if it still lives.
    pub(crate) fn upgrade(&self) -> Option<Duty> {
        self.0.upgrade().map(Duty)
    }
}

fn on_duty(state: &State, member: MemberId, on: &OnShift) -> OnDuty {
    OnDuty {
        member,
        shift: on.shift,
        post: on.post,
        unit: on.audience.unit,
        since: from_micros(on.since),
        consent: state.consents(member),
        position: on.live.map(Position::from),
        status: state.status(member),
        proven: on.proven,
        unconfirmed: on.unconfirmed,
    }
}

/// The status of an offer after an entry of this kind; `None` where it does not change.
fn status_after(kind: &str) -> Option<OfferStatus> {
    Some(match kind {
        "offer_made" => OfferStatus::Offered,
        "offer_accepted" => OfferStatus::Accepted,
        "offer_departed" => OfferStatus::EnRoute,
        "offer_arrived" => OfferStatus::Arrived,
        "offer_cleared" => OfferStatus::Cleared,
        "offer_declined" => OfferStatus::Declined,
        "offer_expired" => OfferStatus::Expired,
        "offer_stood_down" => OfferStatus::StoodDown,
        _ => return None,
    })
}

fn engagement(status: OfferStatus) -> Option<Engagement> {
    match status {
        OfferStatus::Offered | OfferStatus::Delivered => Some(Engagement::Called),
        OfferStatus::Accepted | OfferStatus::EnRoute | OfferStatus::Arrived => Some(Engagement::Busy),
        OfferStatus::Cleared | OfferStatus::Declined | OfferStatus::Expired | OfferStatus::StoodDown => None,
    }
}
