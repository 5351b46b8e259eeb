//! The gazetteer by hand: names typed in, remembered by the desk with one press, and taken back.

use axum::Json;
use axum::extract::{Path, Query, State};
use domain::geo::Point;
use domain::ids::{IncidentId, PlaceNameId, UnitId};
use domain::jurisdiction::{NameKind, NameSource};
use platform::db::{Answered, Command, Outcome, Rows, Sender};
use platform::problem::{Error, Result, refuse};
use platform::scope::Scope;
use platform::sent::{Sent, id_of};
use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::api::{Page, PageQuery};
use crate::atlas::Atlas;
use crate::changes::{Changes, Forget, Jurisdiction, NAMES_MAX};
use crate::gazetteer::Named;
use crate::names::place_name;
use crate::places::Places;
use crate::refusal;
use crate::setup::form;
use crate::sight::Sight;

/// Digits in a row that make a text a telephone or identity number and not the name of a place.
const DIGITS_MAX: usize = 6;

/// A name to take down.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NameForm {
    /// What it names.
    pub kind: NameKind,
    /// The name.
    #[schema(max_length = 64)]
    pub name: String,
    /// Where it is, in WGS-84.
    pub point: Point,
    /// What it is part of.
    pub parent_id: Option<PlaceNameId>,
    /// The unit it lies in; without it, the one in whose area the point lies.
    pub unit_id: Option<UnitId>,
}

/// What the desk remembers: the words that people used, and where it really was.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RememberForm {
    /// The words.
    #[schema(max_length = 64)]
    pub name: String,
    /// Where it really was, in WGS-84.
    pub point: Point,
    /// The incident it was learned from.
    pub incident_id: Option<IncidentId>,
}

/// A name of the gazetteer.
#[derive(Debug, Serialize, ToSchema)]
pub struct NameView {
    /// The name's own id.
    pub id: PlaceNameId,
    /// What it names.
    pub kind: NameKind,
    /// The name.
    pub name: String,
    /// What it is part of.
    pub parent_id: Option<PlaceNameId>,
    /// The unit it lies in.
    pub unit_id: Option<UnitId>,
    /// Where it is.
    pub point: Point,
    /// Where it comes from.
    pub source: NameSource,
    /// Counts changes.
    pub version: i64,
}

impl NameView {
    fn new(it: &place_name::Model) -> Self {
        Self {
            id: it.id,
            kind: it.kind,
            name: it.name.clone(),
            parent_id: it.parent_id,
            unit_id: it.unit_id,
            point: it.point(),
            source: it.source,
            version: it.version,
        }
    }
}

/// Lists the names of the gazetteer within the caller's reach.
#[utoipa::path(get, path = "/api/v1/names", params(PageQuery), responses((status = 200, body = Page<NameView>)))]
pub(super) async fn list_names(
    State(places): State<Places>,
    scope: Scope,
    Query(query): Query<PageQuery>,
) -> Result<Json<Page<NameView>>> {
    let atlas = places.atlas(scope.station)?;
    let sight = Sight::new(&scope, &atlas);
    let seen = |it: &std::sync::Arc<Named>| sight.found(it.found());
    Ok(Json(Page::of(atlas.names().names(), &query, |it| it.row.id.into(), seen, |it| NameView::new(&it.row))))
}

/// Takes a name down.
#[utoipa::path(post, path = "/api/v1/names", request_body = NameForm, responses((status = 201, body = NameView)))]
pub(super) async fn open_name(State(places): State<Places>, sent: Sent<NameForm>) -> Result<Answered> {
    let Sent { scope, sender, body } = sent;
    let atlas = places.atlas(scope.station)?;
    if body.parent_id.is_some_and(|it| atlas.names().get(it).is_none()) {
        return Err(form::missing("parent_id"));
    }
    if body.unit_id.is_some_and(|id| !atlas.units().iter().any(|it| it.id == id)) {
        return Err(form::missing("unit_id"));
    }
    let id = Uuid::now_v7().into();
    let row = row(id, &body.name, body.point, &scope, &atlas, places.app().clock().now())?;
    let unit_id = body.unit_id.or(row.unit_id);
    let row = place_name::Model { kind: body.kind, parent_id: body.parent_id, unit_id, ..row };
    write(&places, scope, sender, row).await
}

/// Remembers where a report really was, under the words that were used. Pressed twice it is one name; it can be undone.
#[utoipa::path(
    post, path = "/api/v1/names/remember", request_body = RememberForm, responses((status = 201, body = NameView))
)]
pub(super) async fn remember_name(State(places): State<Places>, sent: Sent<RememberForm>) -> Result<Answered> {
    let Sent { scope, sender, body } = sent;
    let atlas = places.atlas(scope.station)?;
    let name = form::name("name", &body.name)?;
    let cell = body.point.cell().to_be_bytes();
    let id = id_of(&[b"place_name", scope.station.uuid().as_bytes(), name.to_lowercase().as_bytes(), &cell]);
    let row = row(id.into(), &name, body.point, &scope, &atlas, places.app().clock().now())?;
    // Pressed again, it stands as it was taken down first.
    let row = match atlas.names().get(row.id) {
        Some(named) => named.row.clone(),
        None => place_name::Model { source: NameSource::Desk, incident_id: body.incident_id, ..row },
    };
    write(&places, scope, sender, row).await
}

/// Takes back what the desk has remembered.
#[utoipa::path(
    post, path = "/api/v1/names/{id}/forget", params(("id" = PlaceNameId, Path)), responses((status = 200))
)]
pub(super) async fn forget_name(
    State(places): State<Places>,
    Path(id): Path<PlaceNameId>,
    sent: Sent<Nothing>,
) -> Result<Answered> {
    let atlas = places.atlas(sent.scope.station)?;
    let sight = Sight::new(&sent.scope, &atlas);
    let named = atlas.names().get(id).filter(|it| sight.found(it.found())).ok_or(Error::NotFound)?;
    if named.row.source != NameSource::Desk {
        return Err(refuse(&refusal::NOT_REMEMBERED).into());
    }
    take_away(&places, id, sent).await
}

/// Removes a name for good.
#[utoipa::path(
    post, path = "/api/v1/names/{id}/remove", params(("id" = PlaceNameId, Path)), responses((status = 200))
)]
pub(super) async fn remove_name(
    State(places): State<Places>,
    Path(id): Path<PlaceNameId>,
    sent: Sent<Nothing>,
) -> Result<Answered> {
    take_away(&places, id, sent).await
}

/// An empty body.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Nothing {}

async fn take_away(places: &Places, id: PlaceNameId, sent: Sent<Nothing>) -> Result<Answered> {
    let Sent { scope, sender, .. } = sent;
    let station = scope.station;
    let atlas = places.atlas(station)?;
    let seen = atlas.names().get(id).is_some_and(|it| Sight::new(&scope, &atlas).found(it.found()));
    if !seen {
        return Err(Error::NotFound);
    }
    let answered = places.app().db().run(sender, Forget { scope, id }).await?;
    places.refresh_name(station, id).await?;
    Ok(answered)
}

fn row(
    id: PlaceNameId,
    name: &str,
    point: Point,
    scope: &Scope,
    atlas: &Atlas,
    now: DateTimeUtc,
) -> Result<place_name::Model> {
    let name = form::name("name", name)?;
    let mut digits = 0;
    let number = name.chars().any(|it| {
        digits = if it.is_ascii_digit() { digits + 1 } else { 0 };
        digits > DIGITS_MAX
    });
    if number {
        let (zh, en) = ("地名里不要写电话或证件号码", "Write no telephone or identity number into a name");
        return Err(form::wrong("name", "personal", zh, en));
    }
    let at = atlas.locate(point).map_err(|it| it.field("point"))?;
    if atlas.names().get(id).is_none() && atlas.names().names().len() >= NAMES_MAX {
        return Err(refuse(&refusal::NAMES_FULL).with("limit", NAMES_MAX).into());
    }
    Ok(place_name::Model {
        id,
        station_id: scope.station,
        kind: NameKind::Local,
        name,
        parent_id: None,
        unit_id: at.unit,
        community_id: at.community,
        grid_id: at.grid,
        lon: point.lon,
        lat: point.lat,
        source: NameSource::Setup,
        incident_id: None,
        created_at: now,
        version: 0,
    })
}

async fn write(places: &Places, scope: Scope, sender: Sender, row: place_name::Model) -> Result<Answered> {
    let (station, id) = (scope.station, row.id);
    let answered = places.app().db().run(sender, Take { scope, row }).await?;
    places.refresh_name(station, id).await?;
    Ok(answered)
}

/// Takes a name into the gazetteer.
struct Take {
    scope: Scope,
    row: place_name::Model,
}

impl Take {
    fn changes(&self) -> Changes {
        let jurisdiction = Jurisdiction { names: vec![self.row.clone()], ..Jurisdiction::default() };
        Changes { jurisdiction, ..Changes::default() }
    }
}

impl Command for Take {
    type Answer = NameView;

    fn reads(&self, rows: &mut Rows) {
        self.changes().reads(self.scope.station, rows);
    }

    fn decide(&self, rows: &Rows, now: DateTimeUtc) -> Result<Outcome<NameView>> {
        let stands = rows.get::<place_name::Entity>(&self.row.id).map_or(0, |it| it.version);
        let outcome = self.changes().write(&self.scope, rows, now, |tally| {
            let version = if tally.unchanged > 0 { stands } else { stands + 1 };
            NameView { version, ..NameView::new(&self.row) }
        })?;
        Ok(outcome.created())
    }
}
