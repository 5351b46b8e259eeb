//! A member's call for help: pressed, heard, taken back, ended.

use axum::Json;
use axum::extract::{Path, State};
use chrono::{DateTime, Utc};
use domain::category::CategoryCode;
use domain::geo::Point;
use domain::geo::crs::{Crs, to_wgs84};
use domain::ids::{IncidentId, MemberId, SearchId, SosId};
use domain::incident::IntakeSource;
use domain::sos::{DrillKind, RetractReason};
use duty::duty::OnDuty;
use places::atlas::Located;
use platform::db::Answered;
use platform::problem::{Error, Result, refuse};
use platform::scope::Scope;
use platform::seal::Personal;
use platform::sent::Sent;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::report::RawPoint;
use super::sealed;
use crate::incidents::Incidents;
use crate::report::{Draft, Report};
use crate::rows::drill;
use crate::rows::incident::ExternalRefs;
use crate::sos::act::{Said, Say, Which};
use crate::sos::raise::{Press, Raise};
use crate::sos::store;
use crate::sos::view::{DrillView, SosView, show, show_drill};
use crate::view::names::Names;
use crate::words::{Caller, REASON, Words};
use crate::{refusal, store as rows};

/// A press of the button.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct SosBody {
    /// When it was pressed, by the device's clock; now if left out.
    at: Option<DateTime<Utc>>,
    /// For how many milliseconds it was held.
    hold_ms: Option<u32>,
    /// The last position; kept only of somebody who consents to be located.
    #[schema(value_type = Option<Point>)]
    point: Option<RawPoint>,
    /// The reference system of `point`; WGS-84 if left out.
    crs: Option<Crs>,
    /// Metres that it may be off.
    accuracy_m: Option<f64>,
}

/// Why the presser takes it back.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RetractBody {
    /// The tile; `other` if left out.
    why: Option<RetractReason>,
}

/// Nothing: the id says it all.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct HearBody {}

/// Why it ends.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct SosEndBody {
    /// In words.
    #[serde(default)]
    reason: String,
}

/// Open calls for help.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct SosPage {
    /// Those that nobody has heard first, then the oldest.
    items: Vec<SosView>,
}

/// The caller's own call for help.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct OwnSos {
    /// The last one, while it is open or ended a moment ago.
    sos: Option<SosView>,
    /// The drill or test that runs now.
    drill: Option<DrillView>,
}

/// Calls for help. On duty it is never refused; pressed again while it is open, it is the same one and rings anew.
#[utoipa::path(post, path = "/api/v1/sos", request_body = SosBody, responses((status = 201, body = SosView)))]
pub(super) async fn raise_sos(State(incidents): State<Incidents>, sent: Sent<SosBody>) -> Result<Answered> {
    let Sent { scope, sender, body } = sent;
    let app = incidents.app();
    let (member, on) = on_duty(&incidents, &scope)?;
    let now = app.clock().now();
    let names = incidents.names(&scope)?;
    let press = press(&body, &on, now);
    let (point, located) = place(&incidents, &names, &scope, &on, press.point)?;
    let running = store::running(&scope, app, now).await?;
    let report = |drill: Option<&drill::Model>| report(&incidents, &scope, &names, (point, located), drill, &press);
    let command = Raise {
        member,
        id: SosId::from(Uuid::now_v7()),
        press,
        report: report(None),
        drill: running.as_ref().map(|it| (it.id, report(Some(it)))),
        search: SearchId::from(Uuid::now_v7()),
        limits: incidents.settings(scope.station).sos,
        names: names.clone(),
        scope: scope.clone(),
    };
    let answered = app.db().run(sender, command).await?;
    remember(&incidents, &scope, &answered).await?;
    Ok(answered)
}

/// Shows the caller's own.
#[utoipa::path(get, path = "/api/v1/sos/mine", responses((status = 200, body = OwnSos)))]
pub(super) async fn own_sos(State(incidents): State<Incidents>, scope: Scope) -> Result<Json<OwnSos>> {
    let app = incidents.app();
    let now = app.clock().now();
    let (names, limits) = (incidents.names(&scope)?, incidents.settings(scope.station).sos);
    let row = match scope.member {
        Some(member) => store::own(&scope, app, member).await?,
        None => None,
    };
    let drill = store::running(&scope, app, now).await?;
    Ok(Json(OwnSos {
        sos: row.map(|it| show(&it, &names, &scope, limits)),
        drill: drill.map(|it| show_drill(&it, &names, &scope, now)),
    }))
}

/// Says, within seconds, that it was a mistake. It stays recorded, and the desk still confirms.
#[utoipa::path(post, path = "/api/v1/sos/mine/retract", request_body = RetractBody, responses((status = 200, body = SosView)))]
pub(super) async fn retract_sos(State(incidents): State<Incidents>, sent: Sent<RetractBody>) -> Result<Answered> {
    let member = sent.scope.member.ok_or(Error::NotFound)?;
    let why = sent.body.why.unwrap_or(RetractReason::Other);
    say(&incidents, sent, Which::OpenOf(member), Said::Retract(why)).await
}

/// Lists the open ones.
#[utoipa::path(get, path = "/api/v1/sos", responses((status = 200, body = SosPage)))]
pub(super) async fn list_sos(State(incidents): State<Incidents>, scope: Scope) -> Result<Json<SosPage>> {
    let (names, limits) = (incidents.names(&scope)?, incidents.settings(scope.station).sos);
    let rows = store::open(&scope, incidents.app()).await?;
    Ok(Json(SosPage { items: rows.iter().map(|it| show(it, &names, &scope, limits)).collect() }))
}

/// Says that somebody has it: it stops ringing, and the presser reads who.
#[utoipa::path(post, path = "/api/v1/sos/{id}/acknowledge", params(("id" = SosId, Path)), request_body = HearBody, responses((status = 200, body = SosView)))]
pub(super) async fn acknowledge_sos(
    State(incidents): State<Incidents>,
    Path(id): Path<SosId>,
    sent: Sent<HearBody>,
) -> Result<Answered> {
    say(&incidents, sent, Which::Id(id), Said::Acknowledge).await
}

/// Ends it: the presser is safe.
#[utoipa::path(post, path = "/api/v1/sos/{id}/resolve", params(("id" = SosId, Path)), request_body = SosEndBody, responses((status = 200, body = SosView)))]
pub(super) async fn resolve_sos(
    State(incidents): State<Incidents>,
    Path(id): Path<SosId>,
    sent: Sent<SosEndBody>,
) -> Result<Answered> {
    let words = sealed(&incidents, &sent, REASON, id.into(), &sent.body.reason)?;
    say(&incidents, sent, Which::Id(id), Said::Resolve(words)).await
}

/// Ends it as a false alarm, with the reason. It has no consequence for whoever pressed.
#[utoipa::path(post, path = "/api/v1/sos/{id}/false_alarm", params(("id" = SosId, Path)), request_body = SosEndBody, responses((status = 200, body = SosView)))]
pub(super) async fn false_alarm_sos(
    State(incidents): State<Incidents>,
    Path(id): Path<SosId>,
    sent: Sent<SosEndBody>,
) -> Result<Answered> {
    let words = sealed(&incidents, &sent, REASON, id.into(), &sent.body.reason)?;
    say(&incidents, sent, Which::Id(id), Said::FalseAlarm(words)).await
}

async fn say<T>(incidents: &Incidents, sent: Sent<T>, which: Which, said: Said) -> Result<Answered> {
    let Sent { scope, sender, body: _ } = sent;
    let (names, limits) = (incidents.names(&scope)?, incidents.settings(scope.station).sos);
    incidents.app().db().run(sender, Say { scope, which, said, limits, names }).await
}

/// Only who is on duty is heard; everybody else is told at once to dial 110, and nothing of them is kept.
fn on_duty(incidents: &Incidents, scope: &Scope) -> Result<(MemberId, OnDuty)> {
    let member = scope.member.ok_or_else(|| refuse(&refusal::SOS_OFF_DUTY))?;
    let on = incidents.duty().member(scope.station, member).ok_or_else(|| refuse(&refusal::SOS_OFF_DUTY))?;
    Ok((member, on))
}

/// What the device said. A position that cannot be read, or of somebody who does not consent, is left out: that is no
/// reason to refuse a call for help.
fn press(body: &SosBody, on: &OnDuty, now: DateTime<Utc>) -> Press {
    let sent = body.point.as_ref().and_then(|it| it.point().ok());
    let sent = sent.map(|it| (to_wgs84(it, body.crs.unwrap_or(Crs::Wgs84)), body.accuracy_m));
    let known = on.position.map(|it| (it.point, Some(f64::from(it.accuracy_m))));
    let position = sent.or(known).filter(|_| on.consent);
    Press {
        at: body.at.unwrap_or(now),
        hold_ms: body.hold_ms,
        point: position.map(|it| it.0),
        accuracy_m: position.and_then(|it| it.1),
        post: on.post,
    }
}

/// Where the incident lies: the position, else the post, the unit, the grid, the middle of the station. Somebody a step
/// outside the station's boundary is heard like anybody else.
fn place(
    incidents: &Incidents,
    names: &Names,
    scope: &Scope,
    on: &OnDuty,
    position: Option<Point>,
) -> Result<(Point, Located)> {
    let atlas = names.atlas();
    let person = names.member_facts(on.member);
    let grid = person.as_ref().and_then(|it| it.grid);
    let unit = on.unit.or(person.as_ref().and_then(|it| it.unit));
    let places = [
        position,
        on.post.and_then(|it| atlas.post(it)).map(|it| it.point()),
        unit.and_then(|it| atlas.unit(it)).map(|it| it.point()),
        grid.and_then(|it| atlas.grid(it)).map(|it| it.boundary.0.centroid()),
    ];
    for point in places.into_iter().flatten() {
        if let Ok(located) = incidents.places().locate(scope.station, point) {
            return Ok((point, located));
        }
    }
    let middle = atlas.station().boundary.0.centroid();
    Ok((middle, incidents.places().locate(scope.station, middle)?))
}

/// The incident of a press. It has no category of its own: what it is, the desk finds out.
fn report(
    incidents: &Incidents,
    scope: &Scope,
    names: &Names,
    (point, located): (Point, Located),
    drill: Option<&drill::Model>,
    press: &Press,
) -> Report {
    let app = incidents.app();
    let at = app.clock().now();
    let id = IncidentId::from(Uuid::now_v7());
    let words = words(names, scope, &located, drill, press);
    let category: Option<CategoryCode> = drill.map(|it| DrillKind::category(it.kind));
    Report {
        scope: scope.clone(),
        names: names.clone(),
        id,
        search: SearchId::from(Uuid::now_v7()),
        words_sealed: words.seal(app.sealer(), scope.station, id.into(), at),
        caller_sealed: None,
        at,
        call: false,
        desk_absent: !incidents.desk_present(scope.station),
        authorised: false,
        suggestion: None,
        wait_s: None,
        duplicates: Vec::new(),
        draft: Draft {
            source: IntakeSource::DeviceSos,
            category,
            priority: None,
            police_nature: None,
            point,
            unit: located.unit,
            located,
            occurred_at: Some(press.at.min(at)),
            weapon: false,
            involves_dv: false,
            involves_minor: false,
            injured_count: 0,
            people_count: 0,
            external_refs: ExternalRefs::default(),
            words,
            caller: Caller { name: Personal::new(""), phone: Personal::new("") },
            drill: drill.is_some(),
        },
    }
}

/// Place and matter in a few words, from names that are known.
fn words(names: &Names, scope: &Scope, located: &Located, drill: Option<&drill::Model>, press: &Press) -> Words {
    let place = names.post(press.post).or_else(|| names.unit(located.unit)).or_else(|| names.grid(Some(located.grid)));
    let who = scope.member.map(|it| names.member(&Scope::system(scope.station), it)).unwrap_or_default();
    let kind = drill.map(|it| format!("{} ", it.kind.zh())).unwrap_or_default();
    Words {
        address_text: Personal::new(place.unwrap_or_default()),
        description: Personal::new(format!("{kind}{} {who}", IntakeSource::DeviceSos.zh())),
    }
}

/// The part of the answer that the board of recent reports needs.
#[derive(Deserialize)]
struct Made {
    incident_id: IncidentId,
    drill: bool,
}

/// A call that comes in about the same matter is shown to be so.
async fn remember(incidents: &Incidents, scope: &Scope, answered: &Answered) -> Result<()> {
    let Made { incident_id, drill } = answered.read()?;
    if answered.repeated || drill {
        return Ok(());
    }
    let system = Scope::system(scope.station);
    let (row, _) = rows::find(&system, incidents.app(), incident_id).await?;
    let sealed = rows::sealed(&system, incidents.app(), row.words_sealed_id.into_iter().collect()).await?;
    incidents.remember(&row, &Words::open(incidents.app().sealer(), sealed.first()));
    Ok(())
}
