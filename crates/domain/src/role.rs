//! Roles of the people who sign in and what each may do.

use crate::permission::Permission;

mod grants;

crate::codes! {
    /// What a person is to the station.
    pub enum Role {
        Chief = "chief", "所领导", "Station chief";
        DutyCommander = "duty_commander", "值班指挥长", "Duty commander";
        Desk = "desk", "指挥室坐席", "Desk officer";
        BeatOfficer = "beat_officer", "社区民警", "Beat officer";
        Auxiliary = "auxiliary", "辅警", "Auxiliary";
        GovernanceCentre = "governance_centre", "智治中心值守", "Governance centre";
        CommunityOfficer = "community_officer", "村社综治专干", "Community safety officer";
        GridWorker = "grid_worker", "网格员", "Grid worker";
        UnitAdmin = "unit_admin", "内保单位管理员", "Unit administrator";
        Guard = "guard", "保安", "Guard";
        Volunteer = "volunteer", "志愿者", "Volunteer";
        Observer = "observer", "安全观察员", "Safety observer";
        Mediator = "mediator", "人民调解员", "People's mediator";
        Teller = "teller", "银行联络员", "Bank contact";
        SchoolOfficer = "school_officer", "学校安全干部", "School safety officer";
        EventCommander = "event_commander", "安保指挥", "Event commander";
        Resident = "resident", "居民", "Resident";
        SystemAdmin = "system_admin", "系统管理员", "System administrator";
        SecurityAdmin = "security_admin", "安全管理员", "Security administrator";
        AuditAdmin = "audit_admin", "审计管理员", "Audit administrator";
        Overseer = "overseer", "区县督导", "District overseer";
        Terminal = "terminal", "岗位终端", "Post terminal";
    }
}

impl Role {
    /// What the role may do, within its reach. The table is `docs/permissions.md`, kept by a golden test.
    pub const fn permissions(self) -> &'static [Permission] {
        match self {
            Self::Chief => grants::CHIEF,
            Self::DutyCommander => grants::DUTY_COMMANDER,
            Self::Desk => grants::DESK,
            Self::BeatOfficer => grants::BEAT_OFFICER,
            Self::Auxiliary => grants::AUXILIARY,
            Self::GovernanceCentre => grants::GOVERNANCE_CENTRE,
            Self::CommunityOfficer => grants::COMMUNITY_OFFICER,
            Self::GridWorker => grants::GRID_WORKER,
            Self::UnitAdmin => grants::UNIT_ADMIN,
            Self::Guard => grants::GUARD,
            Self::Volunteer | Self::Observer => grants::VOLUNTEER,
            Self::Mediator => grants::MEDIATOR,
            Self::Teller => grants::TELLER,
            Self::SchoolOfficer => grants::SCHOOL_OFFICER,
            Self::EventCommander => grants::EVENT_COMMANDER,
            Self::Resident => grants::RESIDENT,
            Self::SystemAdmin => grants::SYSTEM_ADMIN,
            Self::SecurityAdmin => grants::SECURITY_ADMIN,
            Self::AuditAdmin => grants::AUDIT_ADMIN,
            Self::Overseer => grants::OVERSEER,
            Self::Terminal => grants::TERMINAL,
        }
    }

    /// Tells whether the role holds `permission`.
    pub fn may(self, permission: Permission) -> bool {
        self.permissions().contains(&permission)
    }

    /// Tells whether the role works police matters; every other one works those that are surely none (「非警务」).
    pub const fn works_police_matters(self) -> bool {
        match self {
            Self::Chief | Self::DutyCommander | Self::Desk | Self::BeatOfficer | Self::Auxiliary => true,
            Self::GovernanceCentre
            | Self::CommunityOfficer
            | Self::GridWorker
            | Self::UnitAdmin
            | Self::Guard
            | Self::Volunteer
            | Self::Observer
            | Self::Mediator
            | Self::Teller
            | Self::SchoolOfficer
            | Self::EventCommander
            | Self::Resident
            | Self::SystemAdmin
            | Self::SecurityAdmin
            | Self::AuditAdmin
            | Self::Overseer
            | Self::Terminal => false,
        }
    }

    /// Tells whether the role is one of the three administrators, who are kept apart 【GB/T 22239 三员分立】.
    pub const fn administers(self) -> bool {
        matches!(self, Self::SystemAdmin | Self::SecurityAdmin | Self::AuditAdmin)
    }

    /// Tells whether a person can hold the role; a terminal's is held by no account.
    pub const fn is_a_persons(self) -> bool {
        !matches!(self, Self::Terminal)
    }

    /// Tells whether the role can answer for a police matter that ends without police: the duty commander alone
    /// (adoption rule 4). A chief on duty signs in as one.
    pub const fn answers_for_police(self) -> bool {
        matches!(self, Self::DutyCommander)
    }
}
