//! Laying out a whole station at once, for a new installation and for the demo.

use chrono::{DateTime, Utc};
use domain::ids::StationId;
use platform::db::{Command, Db, Outcome, Rows};
use platform::log::Event;
use platform::problem::{Error, Result, refuse};
use platform::scope::{Actor, Audience, Scope};
use platform::sent::system_sender;

use crate::changes::{Changes, Jurisdiction};
use crate::refusal;
use crate::store::{community, grid, post, station, street_map, unit};

/// A whole station's places.
#[derive(Clone, Debug)]
pub struct Layout {
    /// The station.
    pub station: station::Model,
    /// Its communities.
    pub communities: Vec<community::Model>,
    /// Its grids.
    pub grids: Vec<grid::Model>,
    /// Its member units.
    pub units: Vec<unit::Model>,
    /// Its posts.
    pub posts: Vec<post::Model>,
    /// Its patches, beats and everything else, with who is responsible.
    pub jurisdiction: Jurisdiction,
    /// Its streets.
    pub streets: Option<street_map::Model>,
}

/// Writes a whole station in one command. The same station a second time is refused and changes nothing.
///
/// # Errors
/// [`refusal::STATION_EXISTS`], or if the database fails.
pub async fn seed(db: &Db, layout: Layout) -> Result<StationId> {
    let station = layout.station.id;
    let sender = system_sender(station, &[b"places.seed", uuid::Uuid::now_v7().as_bytes()]);
    db.run(sender, Seed::from(layout)).await?;
    Ok(station)
}

struct Seed {
    station: station::Model,
    streets: Option<street_map::Model>,
    changes: Changes,
}

impl From<Layout> for Seed {
    fn from(it: Layout) -> Self {
        let Layout { station, communities, grids, units, posts, jurisdiction, streets } = it;
        let changes = Changes { communities, grids, units, posts, jurisdiction, ..Changes::default() };
        Self { station, streets, changes }
    }
}

impl Command for Seed {
    type Answer = ();

    fn reads(&self, rows: &mut Rows) {
        rows.want::<station::Entity>(self.station.id);
        self.changes.reads(self.station.id, rows);
    }

    fn decide(&self, rows: &Rows, now: DateTime<Utc>) -> Result<Outcome<()>> {
        let Self { station, streets, changes } = self;
        if rows.get::<station::Entity>(&station.id).is_some() {
            return Err(refuse(&refusal::STATION_EXISTS).into());
        }
        let event = Event::new(crate::places::LAID_OUT, station.id, Actor::System, Audience::default())
            .field("communities", changes.communities.len())
            .field("grids", changes.grids.len())
            .field("units", changes.units.len())
            .field("posts", changes.posts.len());
        let mut outcome = changes.write(&Scope::system(station.id), rows, now, |_| ())?;
        outcome = outcome.event(event).put::<station::Entity>(station.clone());
        if let Some(row) = streets {
            outcome = outcome.put::<street_map::Entity>(row.clone());
        }
        Ok(outcome)
    }
}

/// Replaces the streets of a station.
///
/// # Errors
/// If there is no such station, or the database fails.
pub async fn put_streets(db: &Db, streets: street_map::Model) -> Result<()> {
    let sender = system_sender(streets.station_id, &[b"places.streets", uuid::Uuid::now_v7().as_bytes()]);
    db.run(sender, PutStreets(streets)).await?;
    Ok(())
}

struct PutStreets(street_map::Model);

impl Command for PutStreets {
    type Answer = ();

    fn reads(&self, rows: &mut Rows) {
        rows.want::<station::Entity>(self.0.station_id);
        rows.want::<street_map::Entity>(self.0.station_id);
    }

    fn decide(&self, rows: &Rows, _now: DateTime<Utc>) -> Result<Outcome<()>> {
        let station = self.0.station_id;
        rows.get::<station::Entity>(&station).ok_or(Error::NotFound)?;
        let event = Event::new("place_streets_replaced", station, Actor::System, Audience::default())
            .field("source", &self.0.source);
        Ok(Outcome::new(()).event(event).put::<street_map::Entity>(self.0.clone()))
    }
}
