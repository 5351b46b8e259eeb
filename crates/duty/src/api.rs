//! The routes of duty: confirming and leaving, members, positions, one's own track.

use std::sync::Arc;

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Query, State};
use chrono::{DateTime, Utc};
use domain::geo::Point;
use domain::ids::{ConsentId, MemberId, PostId, ShiftId};
use domain::permission::Permission;
use domain::time::Day;
use people::store::member;
use platform::api::Api;
use platform::db::{Answered, Command, Outcome, Rows};
use platform::log::Event;
use platform::problem::{self, Error, Refusal, Result, refuse};
use platform::scope::{Audience, Scope};
use platform::sent::{BODY_BYTES_MAX, Sent, system_sender};
use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

use crate::duty::Duty;
use crate::fix::{self, FIXES_MAX};
use crate::members::{MemberPage, MemberView, PAGE_MAX};
use crate::refusal::{self, FixRefusal};
use crate::shift::{Confirm, DutyView, Leave, PostChoice, ShiftView, may_hold};
use crate::state::Taken;
use crate::store::shift;
use crate::track::{FOREIGN_POINTS_MAX, Track};

/// The routes of duty.
pub fn routes(duty: Duty) -> OpenApiRouter {
    Api::new("duty")
        .guarded(Permission::DutyConfirm, routes!(show))
        .guarded(Permission::DutyConfirm, routes!(confirm))
        .guarded(Permission::DutyConfirm, routes!(leave))
        .guarded(Permission::PositionSend, routes!(send_positions))
        .guarded(Permission::PersonRead, routes!(list_members))
        .guarded(Permission::PersonRead, routes!(show_member))
        .signed_in(routes!(own_track))
        .with(duty)
}

/// Takes positions that come over the live connection.
pub(crate) fn listen(duty: &Duty) {
    let weak = duty.weak();
    let handler = move |scope: Scope, frame: Value| {
        let answer = match weak.upgrade() {
            Some(duty) => hear(&duty, &scope, &frame),
            None => json!({ "kind": "positions_ack", "accepted": 0, "refused": [], "type": problem::BUSY.name }),
        };
        Box::pin(std::future::ready(answer)) as futures_util::future::BoxFuture<'static, Value>
    };
    duty.app().hub().on_inbound("positions", Arc::new(handler));
}

fn hear(duty: &Duty, scope: &Scope, frame: &Value) -> Value {
    let taken = scope.require(Permission::PositionSend).and_then(|()| {
        let member = member_of(scope)?;
        let batch = fix::from_frame(frame).ok_or_else(|| refuse(&problem::MALFORMED).with("detail", "fixes"))?;
        limit(batch.len())?;
        duty.take(scope.station, member, &batch)
    });
    match taken {
        Ok(taken) => {
            let answer = Answer::from(taken);
            json!({ "kind": "positions_ack", "accepted": answer.accepted, "refused": answer.refused })
        }
        Err(error) => {
            let code = error.document(scope.language).code;
            json!({ "kind": "positions_ack", "accepted": 0, "refused": [], "type": code })
        }
    }
}

/// The member that the caller is.
fn member_of(scope: &Scope) -> Result<MemberId> {
    scope.member.ok_or_else(|| refuse(&refusal::NOT_A_MEMBER).into())
}

fn limit(fixes: usize) -> Result<(), Refusal> {
    if fixes > FIXES_MAX {
        Err(refuse(&refusal::TOO_MANY_FIXES).with("limit", FIXES_MAX).field("fixes"))
    } else {
        Ok(())
    }
}

/// Shows the caller's duty.
#[utoipa::path(get, path = "/api/v1/duty", responses((status = 200, body = DutyView)))]
async fn show(State(duty): State<Duty>, scope: Scope) -> Result<Json<DutyView>> {
    let member = member_of(&scope)?;
    let db = duty.app().db().read();
    let open = shift::Entity::find()
        .filter(shift::Column::MemberId.eq(member))
        .filter(shift::Column::StationId.eq(scope.station))
        .filter(shift::Column::EndedAt.is_null())
        .all(db)
        .await?;
    let row = member::Entity::find_by_id(member).filter(member::Column::StationId.eq(scope.station)).all(db).await?;
    let row = row.into_iter().next().ok_or(Error::NotFound)?;
    let atlas = duty.places().atlas(scope.station)?;
    let posts = atlas.posts().iter().filter(|it| may_hold(&row, it));
    let state = duty.state(scope.station);
    let state = state.lock();
    Ok(Json(DutyView {
        shift: open.first().map(|it| ShiftView::new(it, it.post_id.and_then(|post| atlas.post(post)))),
        consent: state.consents(member),
        status: state.status(member),
        posts: posts.map(|it| PostChoice { id: it.id, name: it.name.clone() }).collect(),
    }))
}

/// What the caller says when coming on duty.
#[derive(Debug, Deserialize, ToSchema)]
pub struct ConfirmBody {
    /// The post; without it the caller's usual one.
    post_id: Option<PostId>,
    /// Whether the caller consents to be located while on duty. Without consent one may be on duty, but is neither
    /// located nor called.
    consent_location: Option<bool>,
}

/// Confirms that the caller is the one on duty.
#[utoipa::path(post, path = "/api/v1/duty/confirm", request_body = ConfirmBody, responses((status = 200, body = DutyView)))]
async fn confirm(State(duty): State<Duty>, sent: Sent<ConfirmBody>) -> Result<Answered> {
    let member = member_of(&sent.scope)?;
    let command = Confirm {
        member,
        shift: ShiftId::from(Uuid::now_v7()),
        post: sent.body.post_id,
        location: sent.body.consent_location.map(|it| (it, ConsentId::from(Uuid::now_v7()))),
        scope: sent.scope,
    };
    duty.app().db().run(sent.sender, command).await
}

/// Nothing has to be said when leaving.
#[derive(Debug, Deserialize, ToSchema)]
pub struct LeaveBody {}

/// Ends the caller's duty: from now on no position is taken, and the last one is forgotten.
#[utoipa::path(post, path = "/api/v1/duty/leave", request_body = LeaveBody, responses((status = 200, body = DutyView)))]
async fn leave(State(duty): State<Duty>, sent: Sent<LeaveBody>) -> Result<Answered> {
    let member = member_of(&sent.scope)?;
    duty.app().db().run(sent.sender, Leave { scope: sent.scope, member }).await
}

/// One position as it is sent.
#[derive(Debug, Serialize, ToSchema)]
pub struct FixBody {
    /// When the terminal was there, RFC 3339.
    at: chrono::DateTime<chrono::Utc>,
    /// Where.
    point: Point,
    /// The reference system of `point`; that of the batch if left out.
    crs: Option<domain::geo::crs::Crs>,
    /// Metres it may be off.
    accuracy_m: Option<f32>,
    /// Metres a second.
    speed_mps: Option<f32>,
    /// Percent of the battery.
    battery: Option<f32>,
}

/// A batch of positions.
#[derive(Debug, Serialize, ToSchema)]
pub struct PositionsBody {
    /// The reference system of all points that do not name their own; WGS-84 if left out.
    crs: Option<domain::geo::crs::Crs>,
    /// The positions, oldest first, at most 100.
    fixes: Vec<FixBody>,
}

/// One refused position.
#[derive(Debug, Serialize, ToSchema)]
pub struct RefusedFix {
    /// Which one, from 0.
    index: usize,
    /// Why.
    r#type: FixRefusal,
}

/// What became of a batch.
#[derive(Debug, Serialize, ToSchema)]
pub struct Answer {
    /// How many were taken.
    accepted: usize,
    /// Which were refused; nothing of them was kept.
    refused: Vec<RefusedFix>,
}

impl From<Taken> for Answer {
    fn from(taken: Taken) -> Self {
        let refused = taken.refused.into_iter().map(|it| RefusedFix { index: it.index, r#type: it.why }).collect();
        Self { accepted: taken.accepted, refused }
    }
}

/// Takes a batch of the caller's positions. Sending it again is safe: what is known already is refused.
#[utoipa::path(post, path = "/api/v1/positions", request_body = PositionsBody, responses((status = 200, body = Answer)))]
async fn send_positions(State(duty): State<Duty>, scope: Scope, body: Bytes) -> Result<Json<Answer>> {
    let member = member_of(&scope)?;
    if body.len() > BODY_BYTES_MAX {
        return Err(refuse(&problem::TOO_LARGE).with("limit", BODY_BYTES_MAX).into());
    }
    let batch = fix::parse(&body).map_err(|it| refuse(&problem::MALFORMED).with("detail", it))?;
    limit(batch.len())?;
    Ok(Json(duty.take(scope.station, member, &batch)?.into()))
}

/// Which page of members.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct MemberQuery {
    /// The cursor that the last page gave.
    after: Option<MemberId>,
    /// How many at most.
    limit: Option<usize>,
}

/// Lists the members within the caller's reach.
#[utoipa::path(get, path = "/api/v1/members", params(MemberQuery), responses((status = 200, body = MemberPage)))]
async fn list_members(
    State(duty): State<Duty>,
    scope: Scope,
    Query(query): Query<MemberQuery>,
) -> Result<Json<MemberPage>> {
    Ok(Json(duty.list_members(&scope, query.after, query.limit.unwrap_or(PAGE_MAX))?))
}

/// Shows one member.
#[utoipa::path(get, path = "/api/v1/members/{id}", params(("id" = MemberId, Path)), responses((status = 200, body = MemberView)))]
async fn show_member(
    State(duty): State<Duty>,
    scope: Scope,
    axum::extract::Path(id): axum::extract::Path<MemberId>,
) -> Result<Json<MemberView>> {
    Ok(Json(duty.show_member(&scope, id)?))
}

/// Which track.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct TrackQuery {
    /// The day of the station; today without it.
    #[param(value_type = Option<String>)]
    day: Option<Day>,
    /// Whose; only the caller's own is given.
    member_id: Option<MemberId>,
    /// How many points are asked for, where it is somebody else's.
    limit: Option<u64>,
}

/// Shows the caller's own track of a day. Nobody gets another person's (red lines 3 and 4).
#[utoipa::path(get, path = "/api/v1/duty/track", params(TrackQuery), responses((status = 200, body = Track)))]
async fn own_track(State(duty): State<Duty>, scope: Scope, Query(query): Query<TrackQuery>) -> Result<Json<Track>> {
    if let Some(whose) = query.member_id.filter(|it| Some(*it) != scope.member) {
        let sender = system_sender(scope.station, &[b"duty.track_refused", Uuid::now_v7().as_bytes()]);
        duty.app().db().run(sender, TrackRefused { scope: scope.clone(), whose }).await?;
        if query.limit.is_none_or(|it| it > FOREIGN_POINTS_MAX) {
            return Err(refuse(&refusal::TRACK_EXPORT).with("limit", FOREIGN_POINTS_MAX).into());
        }
        return Err(refuse(&refusal::TRACK_IS_PERSONAL).into());
    }
    // A terminal is shared: the next one on shift must not read where the last one was.
    if !scope.role.is_a_persons() {
        return Err(refuse(&refusal::TRACK_IS_PERSONAL).into());
    }
    let member = member_of(&scope)?;
    let now = domain::time::Timestamp::from_micros(duty.app().clock().now().timestamp_micros());
    let day = query.day.unwrap_or_else(|| now.station_day());
    Ok(Json(duty.own_track(&scope, member, day).await?))
}

/// Tells the audit that somebody asked for the track of another, and got nothing.
struct TrackRefused {
    scope: Scope,
    whose: MemberId,
}

impl Command for TrackRefused {
    type Answer = ();

    fn reads(&self, _rows: &mut Rows) {}

    fn decide(&self, _rows: &Rows, _now: DateTime<Utc>) -> Result<Outcome<()>> {
        let audience = Audience { audit: true, ..Audience::default() };
        let event = Event::new("audit_track_refused", self.scope.account, self.scope.actor(), audience);
        Ok(Outcome::new(()).event(event.refer("member_id", self.whose)))
    }
}
