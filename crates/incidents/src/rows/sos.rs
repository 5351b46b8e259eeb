//! The `sos` table: a member's calls for help.

use domain::ids::{
    AccountId, CommunityId, DrillId, GridId, IncidentId, MemberId, PostId, SealedId, SosId, StationId, UnitId,
};
use domain::role::Role;
use domain::sos::{RetractReason, SosStatus, SosTold};
use platform::db::{Lookup, Table};
use platform::scope::Audience;
use sea_orm::Condition;
use sea_orm::entity::prelude::*;

/// One SOS.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "sos")]
pub struct Model {
    /// The SOS's id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: SosId,
    /// Whose SOS.
    pub station_id: StationId,
    /// The incident that it made, or that the member was at.
    pub incident_id: IncidentId,
    /// Who pressed.
    pub member_id: MemberId,
    /// Where it stands.
    pub status: SosStatus,
    /// Pressed for a drill: it counts nowhere.
    pub drill: bool,
    /// The window it was pressed in.
    pub drill_id: Option<DrillId>,
    /// When the device says that it was pressed.
    pub pressed_at: DateTimeUtc,
    /// When it reached the station, the last time it was pressed: who must be told counts from here.
    pub raised_at: DateTimeUtc,
    /// For how long the button was held.
    pub hold_ms: Option<i64>,
    /// Degrees east of the last position; only of somebody who consents to be located.
    pub lon: Option<f64>,
    /// Degrees north of the last position.
    pub lat: Option<f64>,
    /// Metres that the position may be off.
    pub accuracy_m: Option<f64>,
    /// The community it lies in.
    pub community_id: Option<CommunityId>,
    /// The grid it lies in.
    pub grid_id: Option<GridId>,
    /// The unit it lies in.
    pub unit_id: Option<UnitId>,
    /// The post that the member holds on this shift.
    pub post_id: Option<PostId>,
    /// Who has been told that nobody hears it.
    pub told: SosTold,
    /// When somebody heard it.
    pub acknowledged_at: Option<DateTimeUtc>,
    /// Who heard it.
    pub acknowledged_by: Option<AccountId>,
    /// As what they heard it.
    pub acknowledged_as: Option<Role>,
    /// When the presser said that it was a mistake.
    pub retracted_at: Option<DateTimeUtc>,
    /// The tile that the presser chose.
    pub retract_reason: Option<RetractReason>,
    /// When it ended.
    pub ended_at: Option<DateTimeUtc>,
    /// Who ended it.
    pub ended_by: Option<AccountId>,
    /// The sealed words of the desk on its end.
    pub reason_sealed_id: Option<SealedId>,
    /// Counts changes.
    pub version: i64,
}

/// No relations: joins are explicit.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Table for Entity {
    type Key = SosId;
    const KEY: Column = Column::Id;
    fn key(row: &Model) -> SosId {
        row.id
    }
}

/// The SOS of a member that has not ended: at most one.
pub const OPEN_OF_MEMBER: Lookup<Entity> = Lookup {
    name: "open_of_member",
    column: Column::MemberId,
    only: || Some(Condition::all().add(Column::EndedAt.is_null())),
};

impl Model {
    /// Whom it is meant for: the station's people within reach and the presser; once nobody has heard it for long,
    /// everybody who reaches the whole station, the governance centre too. It says who and where, never what.
    pub fn audience(&self) -> Audience {
        let members = vec![self.member_id];
        match self.told {
            SosTold::Desk | SosTold::DutyCommander => Audience {
                police: true,
                community: self.community_id,
                grid: self.grid_id,
                unit: self.unit_id,
                members,
                ..Audience::default()
            },
            SosTold::CommandGroup => Audience { members, ..Audience::default() },
        }
    }
}
