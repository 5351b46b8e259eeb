//! Once a second: positions and presence to those who may see them. Once a minute: tracks to the database.

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use domain::ids::{MemberId, StationId};
use domain::member::MemberStatus;
use platform::clock::from_micros;
use platform::live::Volatile;
use platform::log::{Entry, rfc3339};
use platform::scope::Audience;
use serde_json::value::RawValue;
use tokio::sync::broadcast::{self, error::TryRecvError};

use crate::duty::Duty;
use crate::state::Live;

/// How often the desks are told.
const TELL_EVERY: Duration = Duration::from_secs(1);
/// How often tracks are written; a crash loses at most this much of them, and nothing else.
pub const WRITE_EVERY: TimeDelta = TimeDelta::seconds(60);

impl Duty {
    /// Tells desks and writes tracks until the process ends.
    pub async fn run(self) {
        let mut tick = tokio::time::interval(TELL_EVERY);
        tick.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        let mut written_at = self.app().clock().now();
        let mut entries = self.app().hub().inside();
        loop {
            tick.tick().await;
            if seeded(&mut entries)
                && let Err(error) = self.refresh().await
            {
                tracing::error!(error.chain = %error, "Duty could not be read again: {error}");
            }
            self.tell();
            let now = self.app().clock().now();
            if now - written_at >= WRITE_EVERY {
                written_at = now;
                self.write_tracks().await;
            }
        }
    }

    /// Sends what changed since the last time, one frame of each kind for each kind of viewer.
    pub fn tell(&self) {
        let now = self.app().clock().now().timestamp_micros();
        for station in self.stations() {
            self.tell_station(station, now);
        }
    }

    fn tell_station(&self, station: StationId, now: i64) {
        let mut positions = Vec::new();
        let mut presence: Vec<(MemberId, bool, bool, MemberStatus)> = Vec::new();
        {
            let state = self.state(station);
            let mut state = state.lock();
            state.moved(now, |member, on, live| positions.push((member, on.audience.clone(), live)));
            for member in state.changed() {
                presence.push((member, state.on_shift(member).is_some(), state.consents(member), state.status(member)));
            }
        }
        // The frames are made after the lock is given back: positions go on coming in.
        let items: Vec<Volatile> = positions
            .into_iter()
            .filter_map(|(member, audience, live)| position(member, audience, live, now))
            .collect();
        self.app().hub().volatile(station, "positions", &items);
        let items: Vec<Volatile> = presence
            .into_iter()
            .filter_map(|(member, on_duty, consent, status)| {
                let audience = self.people().member(member)?.audience();
                let json = format!(
                    r#"{{"member_id":"{member}","on_duty":{on_duty},"consent":{consent},"status":"{status}"}}"#
                );
                Some(Volatile { audience, json: RawValue::from_string(json).ok()? })
            })
            .collect();
        self.app().hub().volatile(station, "presence", &items);
    }
}

/// Tells whether people were seeded since this was last asked; their consents have no entries of their own.
fn seeded(entries: &mut broadcast::Receiver<Arc<Entry>>) -> bool {
    let mut seeded = false;
    loop {
        match entries.try_recv() {
            Ok(entry) => seeded |= entry.row.kind == "people_seeded",
            Err(TryRecvError::Lagged(_)) => seeded = true,
            Err(TryRecvError::Empty | TryRecvError::Closed) => return seeded,
        }
    }
}

fn position(member: MemberId, audience: Audience, live: Live, now: i64) -> Option<Volatile> {
    let at: DateTime<Utc> = from_micros(live.at);
    let battery = live.battery.map_or_else(|| "null".to_owned(), |it| it.to_string());
    let json = format!(
        r#"{{"member_id":"{member}","point":{{"type":"Point","coordinates":[{:.6},{:.6}]}},"at":"{}","stale":{},"battery":{battery}}}"#,
        live.point.lon,
        live.point.lat,
        rfc3339(at),
        live.is_stale(now),
    );
    Some(Volatile { audience, json: RawValue::from_string(json).ok()? })
}
