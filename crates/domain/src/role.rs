//! Roles of the people who sign in (domain specification §12) and what each may do.

use crate::permission::Permission;

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
    }
}

impl Role {
    /// What the role may do, within its reach. The table is `docs/permissions.md`, kept by a golden test.
    ///
    /// "A" (approves) in §12 is read as including what it approves.
    /// To see one's own position and track is a right of everyone, not a permission (red line 3).
    pub const fn permissions(self) -> &'static [Permission] {
        use Permission::{
            AccountEdit, AccountGrant, AuditRead, ContactView, DutyConfirm, FigureRead, IncidentClose,
            IncidentDispatch, IncidentDispatchPolice, IncidentHandle, IncidentRead, IncidentReport, IncidentReview,
            IncidentTransfer, IncidentTriage, LiveRead, OfferAnswer, PersonEdit, PersonRead, PlaceEdit, PlaceRead,
            PositionRead, PositionSend, SettingEdit, TrackRead,
        };
        match self {
            Self::Chief => &[
                IncidentRead, IncidentDispatch, IncidentDispatchPolice, IncidentClose, IncidentReview, PositionRead,
                TrackRead, PlaceRead, PlaceEdit, PersonRead, PersonEdit, ContactView, FigureRead, LiveRead, SettingEdit,
            ],
            Self::DutyCommander => &[
                IncidentRead, IncidentReport, IncidentTriage, IncidentDispatch, IncidentDispatchPolice,
                IncidentTransfer, IncidentHandle, IncidentClose, IncidentReview, PositionRead, TrackRead, PlaceRead,
                PersonRead, ContactView, FigureRead, LiveRead,
            ],
            // The desk asks for police by `escalate`; ordering them is the duty commander's (§12 「提请」).
            Self::Desk => &[
                IncidentRead, IncidentReport, IncidentTriage, IncidentDispatch, IncidentTransfer, IncidentHandle,
                IncidentClose, IncidentReview, PositionRead, PlaceRead, PersonRead, ContactView, FigureRead, LiveRead,
            ],
            Self::BeatOfficer => &[
                IncidentRead, IncidentReport, IncidentTriage, IncidentDispatch, IncidentHandle, IncidentClose,
                OfferAnswer, DutyConfirm, PositionSend, PositionRead, PlaceRead, PlaceEdit, PersonRead, PersonEdit,
                ContactView, FigureRead, LiveRead,
            ],
            Self::Auxiliary => &[
                IncidentReport, OfferAnswer, DutyConfirm, PositionSend, PlaceRead, LiveRead,
            ],
            Self::GovernanceCentre => &[
                IncidentRead, IncidentReport, IncidentTriage, IncidentDispatch, IncidentTransfer, IncidentHandle,
                IncidentClose, PositionRead, PlaceRead, PersonRead, ContactView, FigureRead, LiveRead,
            ],
            Self::CommunityOfficer => &[
                IncidentRead, IncidentReport, IncidentDispatch, OfferAnswer, DutyConfirm, PositionSend, PositionRead,
                PlaceRead, PlaceEdit, PersonRead, FigureRead, LiveRead,
            ],
            Self::GridWorker => &[
                IncidentRead, IncidentReport, OfferAnswer, DutyConfirm, PositionSend, PlaceRead, LiveRead,
            ],
            Self::UnitAdmin => &[
                IncidentRead, IncidentReport, IncidentDispatch, PositionRead, PlaceRead, PersonRead, PersonEdit,
                FigureRead, LiveRead,
            ],
            Self::Guard => &[
                IncidentRead, IncidentReport, OfferAnswer, DutyConfirm, PositionSend, PlaceRead, LiveRead,
            ],
            Self::Volunteer | Self::Observer => &[
                IncidentReport, OfferAnswer, DutyConfirm, PositionSend, LiveRead,
            ],
            Self::Mediator => &[PlaceRead],
            Self::Teller => &[IncidentRead, IncidentReport, PlaceRead, LiveRead],
            Self::SchoolOfficer => &[
                IncidentRead, IncidentReport, OfferAnswer, DutyConfirm, PositionSend, PositionRead, PlaceRead,
                PersonRead, LiveRead,
            ],
            Self::EventCommander => &[IncidentReport, PlaceRead, LiveRead],
            Self::Resident => &[IncidentReport],
            // The three administrators are kept apart, and none sees the work itself (§10.2 三员分立).
            Self::SystemAdmin => &[PlaceRead, PlaceEdit, SettingEdit, AccountEdit],
            Self::SecurityAdmin => &[AccountGrant],
            Self::AuditAdmin => &[AuditRead],
            Self::Overseer => &[FigureRead],
        }
    }

    /// Tells whether the role holds `permission`.
    pub fn may(self, permission: Permission) -> bool {
        self.permissions().contains(&permission)
    }

    /// Tells whether the role works police matters; every other one works those that are surely none (§12 「非警务」).
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
            | Self::Overseer => false,
        }
    }
}
