//! What a station has now, as rows of the database and as rows of the workbook.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use domain::ids::{CommunityId, GridId, PostId, SealedId, StationId, UnitId};
use domain::time::{Day, Timestamp};
use people::store::member;
use places::store::{community, grid, post, station, unit};
use platform::app::App;
use platform::problem::Result;
use platform::seal::{self, Personal};
use sea_orm::entity::prelude::*;

use crate::book::Book;
use crate::record::{Record, Value};
use crate::sheet::Sheet;

/// Sealed rows read in one statement.
const SEALED_CHUNK: usize = 500;

/// A station's rows.
#[derive(Clone, Debug, Default)]
pub struct Present {
    /// The station, if it has been founded.
    pub station: Option<station::Model>,
    /// Its communities.
    pub communities: Vec<community::Model>,
    /// Its grids.
    pub grids: Vec<grid::Model>,
    /// Its units.
    pub units: Vec<unit::Model>,
    /// Its posts.
    pub posts: Vec<post::Model>,
    /// Its members.
    pub members: Vec<member::Model>,
    /// The sealed values of its members.
    pub sealed: BTreeMap<SealedId, seal::Model>,
    /// What they say.
    pub open: BTreeMap<SealedId, Personal>,
}

impl Present {
    /// Reads a station.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub async fn load(app: &App, id: StationId) -> Result<Self> {
        let db = app.db().read();
        let members = member::Entity::find().filter(member::Column::StationId.eq(id)).all(db).await?;
        let mut present = Self {
            station: station::Entity::find_by_id(id).all(db).await?.into_iter().next(),
            communities: community::Entity::find().filter(community::Column::StationId.eq(id)).all(db).await?,
            grids: grid::Entity::find().filter(grid::Column::StationId.eq(id)).all(db).await?,
            units: unit::Entity::find().filter(unit::Column::StationId.eq(id)).all(db).await?,
            posts: post::Entity::find().filter(post::Column::StationId.eq(id)).all(db).await?,
            members,
            ..Self::default()
        };
        let ids = present.members.iter().flat_map(|it| [Some(it.name_sealed_id), it.phone_sealed_id]).flatten();
        let ids: Vec<SealedId> = ids.collect();
        for chunk in ids.chunks(SEALED_CHUNK) {
            let found = seal::Entity::find().filter(seal::Column::Id.is_in(chunk.iter().copied())).all(db).await?;
            for row in found {
                if let Some(text) = app.sealer().open(&row) {
                    present.open.insert(row.id, text);
                }
                present.sealed.insert(row.id, row);
            }
        }
        Ok(present)
    }

    /// The rows as rows of the workbook, in the order of their keys.
    pub fn book(&self) -> Book {
        let named = Names::of(self);
        let mut book = Book::default();
        let mut put = |sheet: Sheet, mut records: Vec<Record>| {
            records.sort_by(|a, b| a.key().cmp(&b.key()));
            book.records.insert(sheet, records);
        };
        put(Sheet::Station, self.station.iter().map(station_record).collect());
        put(Sheet::Communities, self.communities.iter().map(community_record).collect());
        put(Sheet::Grids, self.grids.iter().map(|it| named.grid_record(it)).collect());
        put(Sheet::Units, self.units.iter().map(|it| named.unit_record(it)).collect());
        put(Sheet::Posts, self.posts.iter().map(|it| named.post_record(it)).collect());
        let mut members: Vec<Record> = self.members.iter().map(|it| named.member_record(self, it)).collect();
        members.sort_by(|a, b| a.text("id").cmp(&b.text("id")));
        book.records.insert(Sheet::Members, members);
        book
    }
}

/// How rows of the workbook name the others.
struct Names<'a> {
    communities: BTreeMap<CommunityId, &'a str>,
    grids: BTreeMap<GridId, &'a str>,
    units: BTreeMap<UnitId, &'a str>,
    posts: BTreeMap<PostId, &'a str>,
}

impl<'a> Names<'a> {
    fn of(present: &'a Present) -> Self {
        Self {
            communities: present.communities.iter().map(|it| (it.id, it.code.as_str())).collect(),
            grids: present.grids.iter().map(|it| (it.id, it.code.as_str())).collect(),
            units: present.units.iter().map(|it| (it.id, it.name.as_str())).collect(),
            posts: present.posts.iter().map(|it| (it.id, it.name.as_str())).collect(),
        }
    }

    fn grid_record(&self, row: &grid::Model) -> Record {
        Record::new(Sheet::Grids, 0)
            .words("code", &row.code)
            .words("name", &row.name)
            .words("community", of(&self.communities, Some(row.community_id)))
            .with("boundary", Value::Area(row.boundary.0.clone()))
            .words("crs", "wgs84")
    }

    fn unit_record(&self, row: &unit::Model) -> Record {
        Record::new(Sheet::Units, 0)
            .words("name", &row.name)
            .with("aliases", (!row.aliases.0.is_empty()).then(|| Value::Names(row.aliases.0.clone())))
            .words("category", row.category.as_str())
            .with("key_unit", Value::Yes(row.key_unit))
            .words("grid", of(&self.grids, Some(row.grid_id)))
            .words("address", &row.address_text)
            .with("lon", Value::Number(row.lon))
            .with("lat", Value::Number(row.lat))
            .with("service_area", Value::Area(row.service_area.0.clone()))
            .words("crs", "wgs84")
    }

    fn post_record(&self, row: &post::Model) -> Record {
        Record::new(Sheet::Posts, 0)
            .words("name", &row.name)
            .words("unit", of(&self.units, row.unit_id))
            .words("grid", of(&self.grids, Some(row.grid_id)))
            .words("kind", row.kind.as_str())
            .with("lon", Value::Number(row.lon))
            .with("lat", Value::Number(row.lat))
            .with("radius_m", Value::Number(row.radius_m))
            .with("required_headcount", Value::Whole(row.required_headcount))
            .words("crs", "wgs84")
    }

    /// A member with the name and without the telephone number: what need not leave stays.
    fn member_record(&self, present: &Present, row: &member::Model) -> Record {
        let name = present.open.get(&row.name_sealed_id).cloned().unwrap_or_default();
        Record::new(Sheet::Members, 0)
            .words("id", row.id.to_string())
            .with("person", Value::Personal(name))
            .words("kind", row.kind.as_str())
            .words("unit", of(&self.units, row.unit_id))
            .words("post", of(&self.posts, row.post_id))
            .words("grid", of(&self.grids, row.grid_id))
            .words("community", of(&self.communities, row.community_id))
            .with("adult", Value::Yes(row.adult))
            .with("trained_until", day(row.trained_until))
            .with("guard_cert_until", day(row.guard_cert_until))
            .with("insured_until", day(row.insured_until))
            .words("level_max", row.level_max.as_str())
            .with("self_enrolled", Value::Yes(row.self_enrolled))
    }
}

fn of<K: Ord>(names: &BTreeMap<K, &str>, id: Option<K>) -> String {
    id.and_then(|it| names.get(&it)).copied().unwrap_or_default().to_owned()
}

/// The last day that counts, of a moment at which it ends.
fn day(until: Option<DateTime<Utc>>) -> Option<Value> {
    let last = Timestamp::from_micros(until?.timestamp_micros() - 1);
    let day: Day = last.station_day();
    Some(Value::Day(day))
}

fn station_record(row: &station::Model) -> Record {
    Record::new(Sheet::Station, 0)
        .words("code", &row.code)
        .words("name", &row.name)
        .with("area_km2", Value::Number(row.area_km2))
        .with("pop_household", Value::Whole(row.pop_household))
        .with("pop_resident", Value::Whole(row.pop_resident))
        .words("duty_phone", &row.duty_phone)
        .with("boundary", Value::Area(row.boundary.0.clone()))
        .words("crs", "wgs84")
}

fn community_record(row: &community::Model) -> Record {
    Record::new(Sheet::Communities, 0)
        .words("code", &row.code)
        .words("name", &row.name)
        .words("area_type", row.area_type.as_str())
        .with("population", Value::Whole(row.population))
        .with("households", Value::Whole(row.households))
        .with("boundary", Value::Area(row.boundary.0.clone()))
        .words("crs", "wgs84")
}
