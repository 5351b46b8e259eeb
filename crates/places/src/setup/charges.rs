//! Who is responsible: appointing, relieving, the list, and what nobody holds.

use axum::Json;
use axum::extract::{Path, Query, State};
use domain::ids::{MemberId, ResponsibilityId};
use domain::jurisdiction::PlaceType;
use domain::jurisdiction::charge::ChargeLevel;
use domain::time::Timestamp;
use platform::db::Answered;
use platform::problem::{Error, Result};
use platform::scope::Scope;
use platform::sent::Sent;
use platform::time::{moment, row_time};
use sea_orm::entity::prelude::*;
use sea_orm::{QueryOrder as _, QuerySelect as _};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::changes::{Appointment, Changes, Follows, Jurisdiction, Write};
use crate::charges::{Relieve, near};
use crate::parts::responsibility;
use crate::places::Places;
use crate::setup::form;
use crate::sight::Sight;
use crate::vacancies;

/// Terms of one charge that are listed, the newest first.
const TERMS_MAX: u64 = 200;
/// Charges of one page; a station has some 500.
const CHARGES_MAX: usize = 2_000;

/// Who is to be responsible.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AppointForm {
    /// The level.
    pub level: ChargeLevel,
    /// The patch, the beat, or the post or patrol team.
    pub target_id: Uuid,
    /// Who.
    pub member_id: MemberId,
    /// From when; now without it.
    pub starts_at: Option<Timestamp>,
    /// Until when, if that is known beforehand.
    pub ends_at: Option<Timestamp>,
    /// The version of the holder's record, to hand the charge over from them; without it, a charge that is held is
    /// refused.
    pub expected_version: Option<i64>,
}

/// Who is relieved.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RelieveForm {
    /// The version of the record that was seen.
    pub expected_version: i64,
    /// When; now without it.
    pub ends_at: Option<Timestamp>,
}

/// A term of responsibility.
#[derive(Debug, Serialize, ToSchema)]
pub struct ResponsibilityView {
    /// The term.
    pub id: ResponsibilityId,
    /// The level.
    pub level: ChargeLevel,
    /// The patch, the beat, or the post or patrol team.
    pub target_id: Uuid,
    /// Who.
    pub member_id: MemberId,
    /// Their name, as the reader may see it.
    pub member_name: String,
    /// From when.
    pub starts_at: Timestamp,
    /// Until when.
    pub ends_at: Option<Timestamp>,
    /// Counts changes.
    pub version: i64,
}

/// Terms of responsibility.
#[derive(Debug, Serialize, ToSchema)]
pub struct Responsibilities {
    /// The terms.
    pub items: Vec<ResponsibilityView>,
}

/// Whose charge.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ChargeQuery {
    /// One charge, with its past; without it, all charges as they are held.
    target_id: Option<Uuid>,
}

/// A charge that nobody holds.
#[derive(Debug, Serialize, ToSchema)]
pub struct VacancyView {
    /// Whom it is for.
    pub level: ChargeLevel,
    /// What it is; a grid where it belongs to no beat.
    pub kind: PlaceType,
    /// The place.
    pub target_id: Uuid,
    /// How it is called.
    pub name: String,
}

/// The charges that nobody holds.
#[derive(Debug, Serialize, ToSchema)]
pub struct Vacancies {
    /// The charges: patches, then beats and grids, then points.
    pub items: Vec<VacancyView>,
}

/// Appoints somebody, or hands a charge over from its holder.
#[utoipa::path(
    post, path = "/api/v1/responsibilities", request_body = AppointForm,
    responses((status = 201, body = ResponsibilityView))
)]
pub(super) async fn appoint(State(places): State<Places>, sent: Sent<AppointForm>) -> Result<Answered> {
    let Sent { scope, sender, body } = sent;
    form::whole(&scope, &*places.atlas(scope.station)?)?;
    let now = places.app().clock().now();
    let (starts_at, ends_at) = (body.starts_at.map_or(now, row_time), body.ends_at.map(row_time));
    near("starts_at", starts_at, now)?;
    if let Some(end) = ends_at {
        near("ends_at", end, now)?;
    }
    let candidate = (places.roster().ask)(&scope, body.member_id).ok_or_else(|| form::missing("member_id"))?;
    let appointment = Appointment {
        id: Uuid::now_v7().into(),
        level: body.level,
        target: body.target_id,
        member: body.member_id,
        candidate,
        starts_at,
        ends_at,
        follows: body.expected_version.map_or(Follows::Nobody, Follows::Version),
    };
    let station = scope.station;
    let jurisdiction = Jurisdiction { appointments: vec![appointment.clone()], ..Jurisdiction::default() };
    let changes = Changes { jurisdiction, ..Changes::default() };
    let shown = ResponsibilityView {
        id: appointment.id,
        level: appointment.level,
        target_id: appointment.target,
        member_id: appointment.member,
        // The answer is kept with the command, so it holds no name; the list has it.
        member_name: String::new(),
        starts_at: moment(starts_at),
        ends_at: ends_at.map(moment),
        version: 1,
    };
    let command = Appoint { write: Write { scope, changes }, shown };
    let answered = places.app().db().run(sender, command).await?;
    places.refresh(station).await?;
    Ok(answered)
}

struct Appoint {
    write: Write,
    shown: ResponsibilityView,
}

impl platform::db::Command for Appoint {
    type Answer = ResponsibilityView;

    fn reads(&self, rows: &mut platform::db::Rows) {
        self.write.reads(rows);
    }

    fn decide(&self, rows: &platform::db::Rows, now: DateTimeUtc) -> Result<platform::db::Outcome<ResponsibilityView>> {
        let it = &self.shown;
        let answer = ResponsibilityView { member_name: String::new(), ..*it };
        Ok(self.write.changes.write(&self.write.scope, rows, now, |_| answer)?.created())
    }
}

/// Relieves a holder; the charge is vacant until somebody is appointed.
#[utoipa::path(
    post, path = "/api/v1/responsibilities/{id}/relieve", params(("id" = ResponsibilityId, Path)),
    request_body = RelieveForm, responses((status = 200))
)]
pub(super) async fn relieve(
    State(places): State<Places>,
    Path(id): Path<ResponsibilityId>,
    sent: Sent<RelieveForm>,
) -> Result<Answered> {
    let Sent { scope, sender, body } = sent;
    form::whole(&scope, &*places.atlas(scope.station)?)?;
    let at = body.ends_at.map(row_time);
    if let Some(end) = at {
        near("ends_at", end, places.app().clock().now())?;
    }
    let station = scope.station;
    let command = Relieve { scope, id, expected_version: body.expected_version, at };
    let answered = places.app().db().run(sender, command).await?;
    places.refresh(station).await?;
    Ok(answered)
}

/// Lists who is responsible now, or one charge with its past.
#[utoipa::path(
    get, path = "/api/v1/responsibilities", params(ChargeQuery), responses((status = 200, body = Responsibilities))
)]
pub(super) async fn list_charges(
    State(places): State<Places>,
    scope: Scope,
    Query(query): Query<ChargeQuery>,
) -> Result<Json<Responsibilities>> {
    let atlas = places.atlas(scope.station)?;
    let (sight, roster) = (Sight::new(&scope, &atlas), places.roster());
    let seen = |target: Uuid| {
        let post = || atlas.posts().iter().any(|it| it.id.uuid() == target && sight.post(it));
        let team = || atlas.patrol_teams().iter().any(|it| it.id.uuid() == target && sight.team(it));
        sight.whole() || post() || team()
    };
    let view = |it: &responsibility::Model| ResponsibilityView {
        id: it.id,
        level: it.level,
        target_id: it.target_id,
        member_id: it.member_id,
        member_name: (roster.name)(&scope, it.member_id),
        starts_at: moment(it.starts_at),
        ends_at: it.ends_at.map(moment),
        version: it.version,
    };
    let Some(target) = query.target_id else {
        let all = atlas.terms().iter().filter(|it| seen(it.target_id)).take(CHARGES_MAX);
        return Ok(Json(Responsibilities { items: all.map(view).collect() }));
    };
    if !seen(target) {
        return Err(Error::NotFound);
    }
    let rows = responsibility::Entity::find()
        .filter(responsibility::Column::TargetId.eq(target))
        .filter(responsibility::Column::StationId.eq(scope.station))
        .order_by_desc(responsibility::Column::StartsAt)
        .limit(TERMS_MAX);
    let rows = rows.all(places.app().db().read()).await?;
    Ok(Json(Responsibilities { items: rows.iter().map(view).collect() }))
}

/// Lists the charges that nobody holds.
#[utoipa::path(get, path = "/api/v1/jurisdiction/vacancies", responses((status = 200, body = Vacancies)))]
pub(super) async fn vacancies(State(places): State<Places>, scope: Scope) -> Result<Json<Vacancies>> {
    let atlas = places.atlas(scope.station)?;
    let sight = Sight::new(&scope, &atlas);
    let all = vacancies::of(&atlas, places.app().clock().now());
    let seen = all.into_iter().filter(|it| sight.vacancy(it)).map(|it| VacancyView {
        level: it.level,
        kind: it.kind,
        target_id: it.target,
        name: it.name,
    });
    Ok(Json(Vacancies { items: seen.collect() }))
}
