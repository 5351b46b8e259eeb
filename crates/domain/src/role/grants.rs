//! What each role may do, within its reach. `docs/permissions.md` shows it; a test keeps it so.
//!
//! "A" (approves) is read as including what it approves. Whoever sees danger may report it and ask for police.
//! To see one's own position and track is a right of everyone, not a permission (red line 3).
//! rustfmt leaves the lists alone, so that each reads as one line of the table.

use crate::permission::Permission::{
    self, AccountEdit, AccountGrant, AccountRead, AuditRead, ContactView, DrillOpen, DutyConfirm, FigureRead,
    IncidentClose, IncidentDispatch, IncidentDispatchPolice, IncidentHandle, IncidentRead, IncidentReport,
    IncidentReview, IncidentTransfer, IncidentTriage, LiveRead, OfferAnswer, PersonEdit, PersonRead, PlaceEdit,
    PlaceImport, PlaceRead, PositionRead, PositionSend, SettingEdit, SosAcknowledge, SosRaise, TerminalEdit,
    TerminalUse, TrackRead,
};
use crate::permission::Permission::{InstructionIssue, NoticeIssue, NoticeRead, RecordRead, RecordWrite};

#[rustfmt::skip]
pub const CHIEF: &[Permission] = &[
    IncidentRead, IncidentReport, IncidentDispatch, IncidentDispatchPolice, IncidentClose, IncidentReview,
    PositionRead, TrackRead, PlaceRead, PlaceEdit, PersonRead, PersonEdit, ContactView, FigureRead, LiveRead,
    SettingEdit, TerminalEdit, SosAcknowledge,
    RecordRead, RecordWrite, InstructionIssue, NoticeRead, NoticeIssue,
];

#[rustfmt::skip]
pub const DUTY_COMMANDER: &[Permission] = &[
    IncidentRead, IncidentReport, IncidentTriage, IncidentDispatch, IncidentDispatchPolice, IncidentTransfer,
    IncidentHandle, IncidentClose, IncidentReview, PositionRead, TrackRead, PlaceRead, PersonRead, ContactView,
    FigureRead, LiveRead, TerminalEdit, SosAcknowledge, DrillOpen,
    RecordRead, RecordWrite, InstructionIssue, NoticeRead, NoticeIssue,
];

// The desk asks for police by `escalate`; ordering them is the duty commander's (「提请」).
#[rustfmt::skip]
pub const DESK: &[Permission] = &[
    IncidentRead, IncidentReport, IncidentTriage, IncidentDispatch, IncidentTransfer, IncidentHandle, IncidentClose,
    IncidentReview, PositionRead, PlaceRead, PersonRead, ContactView, FigureRead, LiveRead, TerminalEdit, SosAcknowledge,
    RecordRead, RecordWrite, NoticeRead, NoticeIssue,
];

#[rustfmt::skip]
pub const BEAT_OFFICER: &[Permission] = &[
    IncidentRead, IncidentReport, IncidentTriage, IncidentDispatch, IncidentHandle, IncidentClose, OfferAnswer,
    DutyConfirm, PositionSend, PositionRead, PlaceRead, PlaceEdit, PersonRead, PersonEdit, ContactView, FigureRead,
    LiveRead, TerminalEdit, SosRaise,
    RecordRead, RecordWrite, NoticeRead,
];

#[rustfmt::skip]
pub const AUXILIARY: &[Permission] = &[
    IncidentReport, OfferAnswer, DutyConfirm, PositionSend, PlaceRead, LiveRead, SosRaise,
    RecordRead, RecordWrite, NoticeRead,
];

#[rustfmt::skip]
pub const GOVERNANCE_CENTRE: &[Permission] = &[
    IncidentRead, IncidentReport, IncidentTriage, IncidentDispatch, IncidentTransfer, IncidentHandle, IncidentClose,
    PositionRead, PlaceRead, PersonRead, ContactView, FigureRead, LiveRead, SosAcknowledge,
    RecordRead, RecordWrite, NoticeRead,
];

#[rustfmt::skip]
pub const COMMUNITY_OFFICER: &[Permission] = &[
    IncidentRead, IncidentReport, IncidentDispatch, OfferAnswer, DutyConfirm, PositionSend, PositionRead, PlaceRead,
    PlaceEdit, PersonRead, FigureRead, LiveRead, SosRaise,
    RecordRead, RecordWrite, NoticeRead,
];

#[rustfmt::skip]
pub const GRID_WORKER: &[Permission] = &[
    IncidentRead, IncidentReport, OfferAnswer, DutyConfirm, PositionSend, PlaceRead, LiveRead, SosRaise,
    RecordRead, RecordWrite, NoticeRead,
];

#[rustfmt::skip]
pub const UNIT_ADMIN: &[Permission] = &[
    IncidentRead, IncidentReport, IncidentDispatch, PositionRead, PlaceRead, PersonRead, PersonEdit, FigureRead,
    LiveRead, TerminalEdit,
    RecordRead, RecordWrite, NoticeRead,
];

#[rustfmt::skip]
pub const GUARD: &[Permission] = &[
    IncidentRead, IncidentReport, OfferAnswer, DutyConfirm, PositionSend, PlaceRead, LiveRead, SosRaise,
    RecordRead, RecordWrite, NoticeRead,
];

#[rustfmt::skip]
pub const VOLUNTEER: &[Permission] = &[
    IncidentReport, OfferAnswer, DutyConfirm, PositionSend, LiveRead, SosRaise,
    RecordRead, RecordWrite, NoticeRead,
];

#[rustfmt::skip]
pub const MEDIATOR: &[Permission] = &[
    PlaceRead,
];

#[rustfmt::skip]
pub const TELLER: &[Permission] = &[
    IncidentRead, IncidentReport, PlaceRead, LiveRead,
    RecordRead, RecordWrite, NoticeRead,
];

#[rustfmt::skip]
pub const SCHOOL_OFFICER: &[Permission] = &[
    IncidentRead, IncidentReport, OfferAnswer, DutyConfirm, PositionSend, PositionRead, PlaceRead, PersonRead,
    LiveRead, SosRaise,
    RecordRead, RecordWrite, NoticeRead,
];

#[rustfmt::skip]
pub const EVENT_COMMANDER: &[Permission] = &[
    IncidentReport, PlaceRead, LiveRead,
    RecordRead, RecordWrite, NoticeRead,
];

#[rustfmt::skip]
pub const RESIDENT: &[Permission] = &[
    IncidentReport,
    RecordRead, RecordWrite,
];

// The three administrators are kept apart, and none sees the work itself (三员分立).
#[rustfmt::skip]
pub const SYSTEM_ADMIN: &[Permission] = &[
    PlaceRead, PlaceEdit, PlaceImport, SettingEdit, AccountEdit, AccountRead,
];

#[rustfmt::skip]
pub const SECURITY_ADMIN: &[Permission] = &[
    AccountGrant, AccountRead,
];

#[rustfmt::skip]
pub const AUDIT_ADMIN: &[Permission] = &[
    AuditRead,
];

#[rustfmt::skip]
pub const OVERSEER: &[Permission] = &[
    FigureRead,
];

// What the page of a post needs, and nothing that belongs to a person: tracks, own data and lists stay closed to it.
#[rustfmt::skip]
pub const TERMINAL: &[Permission] = &[
    IncidentReport, OfferAnswer, DutyConfirm, PositionSend, LiveRead, TerminalUse,
];
