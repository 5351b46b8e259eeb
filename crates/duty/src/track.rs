//! Tracks: written in batches, read only by their owner, deleted after thirty days.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use domain::geo::Point;
use domain::ids::{MemberId, StationId};
use domain::time::Day;
use platform::app::App;
use platform::clock::from_micros;
use platform::db::{Command, Outcome, Rows};
use platform::housekeeping::delete_where;
use platform::jobs::{Jobs, Next};
use platform::problem::{Error, Result};
use platform::scope::Scope;
use platform::sent::system_sender;
use sea_orm::entity::prelude::*;
use sea_orm::{QueryOrder as _, QuerySelect as _};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::duty::Duty;
use crate::shift::Leave;
use crate::state::Chunk;
use crate::store::{shift, track_chunk};
use crate::thin::{pack, unpack};

/// How long a track is kept: no longer than looking into a complaint needs 【个人信息保护法 19】.
pub const KEPT: TimeDelta = TimeDelta::days(30);
/// Track points of another person that the law calls a crime to pass on in number; no request may ask for more.
pub const FOREIGN_POINTS_MAX: u64 = 50;
/// Points of one's own track in one answer: a whole day at one each ten metres of a long walk.
pub const OWN_POINTS_MAX: usize = 10_000;
/// The longest shift; a forgotten one ends by itself, since nobody may be located after work (red line 3).
pub const SHIFT_MAX: TimeDelta = TimeDelta::hours(16);

/// The job that deletes tracks past their time.
pub const FORGET: &str = "duty.tracks_forget";
/// The job that ends forgotten shifts.
pub const END: &str = "duty.shifts_end";

/// How often [`FORGET`] runs.
const FORGET_EVERY: TimeDelta = TimeDelta::hours(1);
/// How often [`END`] runs.
const END_EVERY: TimeDelta = TimeDelta::minutes(10);
/// Forgotten shifts ended in one run.
const END_MAX: u64 = 500;
/// Chunks written by one command, so that no other waits long behind it.
const CHUNKS_PER_COMMAND: usize = 256;
/// Chunks read for one answer.
const CHUNKS_READ_MAX: u64 = 1_000;
/// The label that binds a sealed track to its use.
const LABEL: &str = "track";

/// Adds duty's handlers.
pub fn register(jobs: Jobs) -> Jobs {
    jobs.on(FORGET, Arc::new(|app, _| Box::pin(forget(app)))).on(END, Arc::new(|app, _| Box::pin(end(app))))
}

async fn forget(app: App) -> anyhow::Result<Next> {
    let now = app.clock().now();
    let writer = app.db().housekeeping().await?;
    delete_where::<track_chunk::Entity>(&writer, track_chunk::Column::ToAt.lt(now - KEPT)).await?;
    Ok(Next::At(now + FORGET_EVERY))
}

async fn end(app: App) -> anyhow::Result<Next> {
    let now = app.clock().now();
    let forgotten = shift::Entity::find()
        .filter(shift::Column::EndedAt.is_null())
        .filter(shift::Column::StartedAt.lt(now - SHIFT_MAX))
        .limit(END_MAX)
        .all(app.db().read())
        .await?;
    for row in forgotten {
        let scope = Scope::system(row.station_id);
        let sender = system_sender(row.station_id, &[END.as_bytes(), Uuid::from(row.id).as_bytes()]);
        app.db().run(sender, Leave { scope, member: row.member_id }).await?;
    }
    Ok(Next::At(now + END_EVERY))
}

/// Writes chunks. Positions are not events: they never enter the log.
struct Write(Vec<track_chunk::Model>);

impl Command for Write {
    type Answer = ();

    fn reads(&self, _rows: &mut Rows) {}

    fn decide(&self, _rows: &Rows, _now: DateTime<Utc>) -> Result<Outcome<()>> {
        Ok(self.0.iter().fold(Outcome::new(()), |outcome, row| outcome.put::<track_chunk::Entity>(row.clone())))
    }
}

impl Duty {
    /// Writes the track chunks that wait; what cannot be written now waits on.
    pub async fn write_tracks(&self) {
        for station in self.stations() {
            let chunks = self.state(station).lock().chunks();
            if !self.keeps_tracks(station) {
                // The station turned tracks off: what was gathered is dropped, not kept for later.
                continue;
            }
            for part in chunks.chunks(CHUNKS_PER_COMMAND) {
                let rows = part.iter().filter_map(|it| self.row(station, it)).collect();
                let sender = system_sender(station, &[b"duty.track", Uuid::now_v7().as_bytes()]);
                if let Err(error) = self.app().db().run(sender, Write(rows)).await {
                    tracing::warn!(error.chain = %error, "Tracks could not be written and wait: {error}");
                    self.state(station).lock().put_back(part.to_vec());
                }
            }
        }
    }

    fn row(&self, station: StationId, chunk: &Chunk) -> Option<track_chunk::Model> {
        let (first, last) = (chunk.kept.first()?, chunk.kept.last()?);
        Some(track_chunk::Model {
            id: Uuid::now_v7(),
            station_id: station,
            member_id: chunk.member,
            shift_id: chunk.shift,
            from_at: from_micros(first.at_ms * 1_000),
            to_at: from_micros(last.at_ms * 1_000),
            fixes: i64::try_from(chunk.kept.len()).unwrap_or(i64::MAX),
            points: self.app().sealer().encrypt(LABEL, &pack(&chunk.kept)),
        })
    }

    /// Reads the caller's own track of one day of the station.
    pub(crate) async fn own_track(&self, scope: &Scope, member: MemberId, day: Day) -> Result<Track> {
        let (from, to) = (from_micros(day.start().micros()), from_micros(day.end().micros()));
        let chunks = track_chunk::Entity::find()
            .filter(track_chunk::Column::MemberId.eq(member))
            .filter(track_chunk::Column::StationId.eq(scope.station))
            .filter(track_chunk::Column::FromAt.lt(to))
            .filter(track_chunk::Column::ToAt.gte(from))
            .order_by_asc(track_chunk::Column::FromAt)
            .limit(CHUNKS_READ_MAX)
            .all(self.app().db().read())
            .await?;
        let mut items = Vec::new();
        for chunk in chunks {
            let packed = self.app().sealer().decrypt_any(LABEL, &chunk.points);
            let kept = packed.as_deref().and_then(unpack);
            let kept = kept.ok_or_else(|| Error::Internal(anyhow::anyhow!("a track chunk cannot be opened")))?;
            items.extend(kept.iter().map(|it| TrackPoint { at: from_micros(it.at_ms * 1_000), point: it.point() }));
        }
        items.retain(|it| from <= it.at && it.at < to);
        let more = items.len() > OWN_POINTS_MAX;
        items.truncate(OWN_POINTS_MAX);
        Ok(Track { day, items, more })
    }
}

/// One's own track of one day.
#[derive(Debug, Serialize, ToSchema)]
pub struct Track {
    /// The day of the station.
    pub day: Day,
    /// The points, oldest first; written at most a minute after they were made.
    pub items: Vec<TrackPoint>,
    /// Whether there were more than one answer holds.
    pub more: bool,
}

/// One point of a track.
#[derive(Debug, Serialize, ToSchema)]
pub struct TrackPoint {
    /// When.
    pub at: DateTime<Utc>,
    /// Where.
    pub point: Point,
}
