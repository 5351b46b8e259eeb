//! A call for help and a drill as the wire shows them.

use chrono::{DateTime, Utc};
use domain::geo::Point;
use domain::ids::{DrillId, IncidentId, MemberId, SosId};
use domain::role::Role;
use domain::sos::{DrillKind, RetractReason, SosLimits, SosStatus, SosTold, look_again};
use platform::scope::Scope;
use platform::time::{moment, row_time};
use serde::Serialize;
use utoipa::ToSchema;

use crate::rows::{drill, sos};
use crate::view::names::Names;

/// A member's call for help.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Sos)]
pub struct SosView {
    /// The SOS's id.
    pub id: SosId,
    /// The incident it made, or that the member was at.
    pub incident_id: IncidentId,
    /// Counts changes.
    pub version: i64,
    /// Where it stands.
    pub status: SosStatus,
    /// Pressed for a drill.
    pub drill: bool,
    /// Who pressed.
    pub member_id: MemberId,
    /// The name, as the caller may read it.
    pub member_name: String,
    /// The member's unit.
    pub unit_name: Option<String>,
    /// The post that the member holds on this shift.
    pub post_name: Option<String>,
    /// The grid it lies in.
    pub grid_name: Option<String>,
    /// When the device says that it was pressed.
    pub pressed_at: DateTime<Utc>,
    /// When it reached the station.
    pub raised_at: DateTime<Utc>,
    /// The last position known when it was pressed.
    pub point: Option<Point>,
    /// Metres that it may be off.
    pub accuracy_m: Option<f64>,
    /// Who has been told that nobody hears it.
    pub told: SosTold,
    /// When more people are told, if nobody hears it until then.
    pub tells_at: Option<DateTime<Utc>>,
    /// When somebody heard it.
    pub acknowledged_at: Option<DateTime<Utc>>,
    /// As what they heard it.
    pub acknowledged_as: Option<Role>,
    /// The same in words.
    pub acknowledged_as_name: Option<String>,
    /// Until when the presser may take it back.
    pub retract_until: DateTime<Utc>,
    /// When the presser said that it was a mistake.
    pub retracted_at: Option<DateTime<Utc>>,
    /// The tile that the presser chose.
    pub retract_reason: Option<RetractReason>,
    /// The same in words.
    pub retract_reason_name: Option<String>,
    /// When it ended.
    pub ended_at: Option<DateTime<Utc>>,
}

/// Shows an SOS to `scope`.
pub fn show(row: &sos::Model, names: &Names, scope: &Scope, limits: SosLimits) -> SosView {
    let tells_at = look_again(moment(row.raised_at), row.told, limits).filter(|_| row.status == SosStatus::Raised);
    let person = names.member_facts(row.member_id);
    SosView {
        id: row.id,
        incident_id: row.incident_id,
        version: row.version,
        status: row.status,
        drill: row.drill,
        member_id: row.member_id,
        member_name: names.member(scope, row.member_id),
        unit_name: names.unit(row.unit_id.or(person.as_ref().and_then(|it| it.unit))),
        post_name: names.post(row.post_id),
        grid_name: names.grid(row.grid_id),
        pressed_at: row.pressed_at,
        raised_at: row.raised_at,
        point: row.lon.zip(row.lat).map(|(lon, lat)| Point::new(lon, lat)),
        accuracy_m: row.accuracy_m,
        told: row.told,
        tells_at: tells_at.map(row_time),
        acknowledged_at: row.acknowledged_at,
        acknowledged_as: row.acknowledged_as,
        acknowledged_as_name: row.acknowledged_as.map(|it| names.word(it)),
        retract_until: row_time(moment(row.raised_at).plus_s(limits.retract_s.into())),
        retracted_at: row.retracted_at,
        retract_reason: row.retract_reason,
        retract_reason_name: row.retract_reason.map(|it| names.word(it)),
        ended_at: row.ended_at,
    }
}

/// A window in which what is pressed is a drill or a test.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Drill)]
pub struct DrillView {
    /// The window's id.
    pub id: DrillId,
    /// What for.
    pub kind: DrillKind,
    /// The same in words.
    pub kind_name: String,
    /// What is tried.
    pub what: String,
    /// When it begins.
    pub from: DateTime<Utc>,
    /// When it ends.
    pub to: DateTime<Utc>,
    /// Whether it runs now.
    pub running: bool,
    /// Who opened it.
    pub opened_by_name: String,
    /// When somebody ended it early.
    pub ended_at: Option<DateTime<Utc>>,
}

/// Shows a window to `scope`.
pub fn show_drill(row: &drill::Model, names: &Names, scope: &Scope, now: DateTime<Utc>) -> DrillView {
    DrillView {
        id: row.id,
        kind: row.kind,
        kind_name: names.word(row.kind),
        what: row.what.clone(),
        from: row.from_at,
        to: row.to_at,
        running: row.runs(now),
        opened_by_name: names.account(scope, row.opened_by),
        ended_at: row.ended_at,
    }
}
