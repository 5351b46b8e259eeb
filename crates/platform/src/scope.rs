//! Who asks: the account, its role, and how far it reaches. No answer reaches beyond a [`Scope`].

use domain::ids::{AccountId, CommunityId, GridId, MemberId, StationId, UnitId};
use domain::permission::Permission;
use domain::role::Role;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::language::Language;
use crate::problem::{self, Result, refuse};

/// How far a role reaches within its station (station, community, grid, unit, or only the own part).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "kind", content = "ids", rename_all = "snake_case")]
pub enum Reach {
    /// The whole station.
    Station,
    /// Some communities.
    Community(Vec<CommunityId>),
    /// Some grids.
    Grid(Vec<GridId>),
    /// Some member units.
    Unit(Vec<UnitId>),
    /// Only what the person takes part in.
    Own,
}

/// Who asks, how far they reach, and in which language they read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scope {
    /// The station; nothing crosses stations.
    pub station: StationId,
    /// The account that signed in.
    pub account: AccountId,
    /// The member this account is, if it is one.
    pub member: Option<MemberId>,
    /// The role.
    pub role: Role,
    /// How far the role reaches.
    pub reach: Reach,
    /// The caller's language; set for each request, never stored.
    #[serde(skip)]
    pub language: Language,
}

impl Scope {
    /// Makes the scope of the program itself, for jobs and the dispatch driver.
    pub fn system(station: StationId) -> Self {
        Self {
            station,
            account: AccountId::from(Uuid::nil()),
            member: None,
            role: Role::Chief,
            reach: Reach::Station,
            language: Language::Zh,
        }
    }

    /// Tells whether this is the program itself.
    pub fn is_system(&self) -> bool {
        Uuid::from(self.account).is_nil()
    }

    /// Tells whether the role holds `permission`.
    pub fn may(&self, permission: Permission) -> bool {
        self.role.permissions().contains(&permission)
    }

    /// Refuses unless the role holds `permission`.
    pub fn require(&self, permission: Permission) -> Result<()> {
        if self.may(permission) { Ok(()) } else { Err(refuse(&problem::FORBIDDEN).into()) }
    }

    /// Tells who acts, for the station log.
    pub fn actor(&self) -> Actor {
        if self.is_system() { Actor::System } else { Actor::Account(self.account) }
    }

    /// Tells whether this person may see something meant for `audience`.
    ///
    /// Police matters stay with the station, the beat officer of the grid, and those who take part
    /// (red line 5: community forces get no case facts).
    pub fn may_see(&self, audience: &Audience) -> bool {
        if !audience.accounts.is_empty() {
            return audience.accounts.contains(&self.account);
        }
        if self.member.is_some_and(|it| audience.members.contains(&it)) {
            return true;
        }
        if audience.audit {
            return self.may(Permission::AuditRead);
        }
        if audience.police && !sees_police_matters(self.role) {
            return false;
        }
        match &self.reach {
            Reach::Station => true,
            Reach::Community(ids) => audience.community.is_some_and(|it| ids.contains(&it)),
            Reach::Grid(ids) => audience.grid.is_some_and(|it| ids.contains(&it)),
            Reach::Unit(ids) => audience.unit.is_some_and(|it| ids.contains(&it)),
            Reach::Own => false,
        }
    }
}

/// Police matters are for the station's own people; everybody else sees one only by taking part in it.
fn sees_police_matters(role: Role) -> bool {
    matches!(role, Role::Chief | Role::DutyCommander | Role::Desk | Role::BeatOfficer | Role::Auxiliary)
}

/// Who did something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "id", rename_all = "snake_case")]
pub enum Actor {
    /// A person who signed in.
    Account(AccountId),
    /// A member, through their own terminal.
    Member(MemberId),
    /// The program.
    System,
}

impl Actor {
    /// The kind as text: `account`, `member` or `system`.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Account(_) => "account",
            Self::Member(_) => "member",
            Self::System => "system",
        }
    }

    /// The id, if a person acted.
    pub fn id(&self) -> Option<Uuid> {
        match self {
            Self::Account(id) => Some((*id).into()),
            Self::Member(id) => Some((*id).into()),
            Self::System => None,
        }
    }
}

/// Whom a log entry or a record is meant for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Audience {
    /// A police matter: only roles that see police matters, and those who take part.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub police: bool,
    /// An entry of the audit: only roles that read the audit, and the members it is about.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub audit: bool,
    /// The community it lies in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub community: Option<CommunityId>,
    /// The grid it lies in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grid: Option<GridId>,
    /// The unit it concerns.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<UnitId>,
    /// These accounts and nobody else, however far others reach: what waits in an inbox.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub accounts: Vec<AccountId>,
    /// The members who take part.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub members: Vec<MemberId>,
}
