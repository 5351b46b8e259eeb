//! The life of an incident: every state, every action, and what one does to the other.
//!
//! `docs/states.md` is this file as a table; a test keeps them equal.
//! What an action needs beside the state is asked elsewhere: ending in `close`, leaving in `transfer`.

use crate::incident::{IncidentStatus, PoliceNature};
use crate::permission::Permission;
use crate::role::Role;

crate::codes! {
    /// What can be done to an incident; the words are the verbs of the API, but for `depart` and `arrive`,
    /// which members do through their offers.
    pub enum Action {
        Triage = "triage", "分类", "Triage";
        Dispatch = "dispatch", "派遣", "Dispatch";
        Acknowledge = "acknowledge", "签收", "Acknowledge";
        Depart = "depart", "出发", "Depart";
        Arrive = "arrive", "到场", "Arrive";
        Handle = "handle", "处置", "Handle";
        ReportProgress = "report_progress", "现场报告", "Report from the scene";
        Feedback = "feedback", "反馈", "Give feedback";
        Review = "review", "审核办结", "Review";
        Close = "close", "办结", "Close";
        Transfer = "transfer", "转出", "Transfer";
        Receipt = "receipt", "对方签收", "Record the receipt";
        Return = "return", "退回", "Take back";
        Merge = "merge", "并案", "Merge";
        Convert = "convert", "转纠纷", "Convert to a dispute";
        Escalate = "escalate", "升级派警", "Escalate to police";
        Cancel = "cancel", "撤销", "Cancel";
        Reopen = "reopen", "重开", "Reopen";
        Revisit = "revisit", "回访", "Revisit";
        Claim = "claim", "认领", "Claim";
        Release = "release", "放手", "Release";
        StandDown = "stand_down", "解除出动", "Stand down";
        ExternalRef = "external_ref", "登记外部单号", "Note another system's number";
        MarkMajor = "mark_major", "标为较大突发事件", "Mark as major";
        UnmarkMajor = "unmark_major", "撤销较大标记", "Take the mark back";
        ReportMajor = "report_major", "登记报送", "Tick a step of the report";
    }

    /// Why an action does not fit the state; the words say what to do.
    pub enum Refused {
        Over = "incident_over", "警情已结束；需要继续办请重开或重新报", "The incident is over; reopen it or report it anew";
        NotTriaged = "not_triaged", "还没分类，请先分类", "Triage it first";
        NotDispatched = "not_dispatched", "还没派人，请先派遣", "Send somebody first";
        NotOnScene = "not_on_scene", "还没有人到场，到场后再操作", "Nobody is on the scene yet";
        NotHandled = "not_handled", "还没处置，请先登记处置结果", "Record how it was handled first";
        NoFeedback = "no_feedback", "还没反馈，请先反馈", "Give feedback first";
        AlreadyDone = "already_done", "这一步已经做过了", "This is already done";
        AlreadyDispatched = "already_dispatched", "已经派人，不能再转出或并案", "People are already sent";
        AlreadyHandled = "already_handled", "已处置，不能再派人；有危险请升级派警", "Already handled; escalate if there is danger";
        Away = "transferred_away", "已转出，请先退回", "It is with another body; take it back first";
        NotTransferred = "not_transferred", "没有转出过", "It was not transferred";
        NotReceipted = "not_receipted", "对方还没签收", "The other body has not taken it yet";
        NotClosed = "not_closed", "还没办结", "It is not closed";
    }
}

impl IncidentStatus {
    /// The state after `action`, or why it does not fit.
    pub const fn advance(self, action: Action) -> Result<Self, Refused> {
        match action {
            Action::Triage => self.triage(),
            Action::Dispatch => self.dispatch(),
            Action::Acknowledge => self.acknowledge(),
            Action::Depart => self.depart(),
            Action::Arrive => self.arrive(),
            Action::Handle => self.handle(),
            Action::ReportProgress => self.report_progress(),
            Action::Feedback => self.feedback(),
            Action::Review => self.review(),
            Action::Close => self.close(),
            Action::Transfer => self.leave(Self::TransferredOut),
            Action::Merge => self.leave(Self::Merged),
            Action::Receipt => self.receipt(),
            Action::Return => self.take_back(),
            Action::Convert => self.convert(),
            Action::Escalate => self.escalate(),
            Action::Cancel => self.cancel(),
            Action::Reopen => self.reopen(),
            Action::Revisit => self.revisit(),
            Action::Claim | Action::Release => self.stay_while_open(),
            Action::StandDown => self.stand_down(),
            Action::MarkMajor => self.stay_while_open(),
            Action::ExternalRef | Action::UnmarkMajor | Action::ReportMajor => self.stay_on_record(),
        }
    }

    /// First sorting, and its correction while work goes on: a family quarrel that turns out to be violence.
    const fn triage(self) -> Result<Self, Refused> {
        match self {
            Self::Reported | Self::Triaged => Ok(Self::Triaged),
            Self::Dispatched
            | Self::Acknowledged
            | Self::EnRoute
            | Self::OnScene
            | Self::Handled
            | Self::FeedbackDone => Ok(self),
            Self::TransferredOut | Self::HandedOver => Err(Refused::Away),
            Self::Merged | Self::Closed | Self::Revisited | Self::Cancelled => Err(Refused::Over),
        }
    }

    /// Sends the first people, or more of them.
    const fn dispatch(self) -> Result<Self, Refused> {
        match self {
            Self::Triaged => Ok(Self::Dispatched),
            Self::Dispatched | Self::Acknowledged | Self::EnRoute | Self::OnScene => Ok(self),
            Self::Reported => Err(Refused::NotTriaged),
            Self::Handled | Self::FeedbackDone => Err(Refused::AlreadyHandled),
            Self::TransferredOut | Self::HandedOver => Err(Refused::Away),
            Self::Merged | Self::Closed | Self::Revisited | Self::Cancelled => Err(Refused::Over),
        }
    }

    const fn acknowledge(self) -> Result<Self, Refused> {
        match self {
            Self::Dispatched => Ok(Self::Acknowledged),
            Self::Acknowledged | Self::EnRoute | Self::OnScene | Self::Handled | Self::FeedbackDone => {
                Err(Refused::AlreadyDone)
            }
            Self::Reported | Self::Triaged => Err(Refused::NotDispatched),
            Self::TransferredOut | Self::HandedOver => Err(Refused::Away),
            Self::Merged | Self::Closed | Self::Revisited | Self::Cancelled => Err(Refused::Over),
        }
    }

    const fn depart(self) -> Result<Self, Refused> {
        match self {
            Self::Dispatched | Self::Acknowledged => Ok(Self::EnRoute),
            Self::EnRoute | Self::OnScene | Self::Handled | Self::FeedbackDone => Err(Refused::AlreadyDone),
            Self::Reported | Self::Triaged => Err(Refused::NotDispatched),
            Self::TransferredOut | Self::HandedOver => Err(Refused::Away),
            Self::Merged | Self::Closed | Self::Revisited | Self::Cancelled => Err(Refused::Over),
        }
    }

    /// A guard at the gate where it happens arrives without having departed.
    const fn arrive(self) -> Result<Self, Refused> {
        match self {
            Self::Dispatched | Self::Acknowledged | Self::EnRoute => Ok(Self::OnScene),
            Self::OnScene | Self::Handled | Self::FeedbackDone => Err(Refused::AlreadyDone),
            Self::Reported | Self::Triaged => Err(Refused::NotDispatched),
            Self::TransferredOut | Self::HandedOver => Err(Refused::Away),
            Self::Merged | Self::Closed | Self::Revisited | Self::Cancelled => Err(Refused::Over),
        }
    }

    const fn handle(self) -> Result<Self, Refused> {
        match self {
            Self::OnScene => Ok(Self::Handled),
            Self::Handled | Self::FeedbackDone => Err(Refused::AlreadyDone),
            Self::Dispatched | Self::Acknowledged | Self::EnRoute => Err(Refused::NotOnScene),
            Self::Reported | Self::Triaged => Err(Refused::NotDispatched),
            Self::TransferredOut | Self::HandedOver => Err(Refused::Away),
            Self::Merged | Self::Closed | Self::Revisited | Self::Cancelled => Err(Refused::Over),
        }
    }

    /// A word from the scene while work goes on; it ends nothing.
    const fn report_progress(self) -> Result<Self, Refused> {
        match self {
            Self::OnScene => Ok(self),
            Self::Handled | Self::FeedbackDone => Err(Refused::AlreadyDone),
            Self::Dispatched | Self::Acknowledged | Self::EnRoute => Err(Refused::NotOnScene),
            Self::Reported | Self::Triaged => Err(Refused::NotDispatched),
            Self::TransferredOut | Self::HandedOver => Err(Refused::Away),
            Self::Merged | Self::Closed | Self::Revisited | Self::Cancelled => Err(Refused::Over),
        }
    }

    const fn feedback(self) -> Result<Self, Refused> {
        match self {
            Self::Handled => Ok(Self::FeedbackDone),
            Self::FeedbackDone => Err(Refused::AlreadyDone),
            Self::Dispatched | Self::Acknowledged | Self::EnRoute | Self::OnScene => Err(Refused::NotHandled),
            Self::Reported | Self::Triaged => Err(Refused::NotDispatched),
            Self::TransferredOut | Self::HandedOver => Err(Refused::Away),
            Self::Merged | Self::Closed | Self::Revisited | Self::Cancelled => Err(Refused::Over),
        }
    }

    const fn review(self) -> Result<Self, Refused> {
        match self {
            Self::FeedbackDone => Ok(Self::Closed),
            Self::Handled => Err(Refused::NoFeedback),
            Self::Dispatched | Self::Acknowledged | Self::EnRoute | Self::OnScene => Err(Refused::NotHandled),
            Self::Reported | Self::Triaged => Err(Refused::NotDispatched),
            Self::TransferredOut | Self::HandedOver => Err(Refused::Away),
            Self::Merged | Self::Closed | Self::Revisited | Self::Cancelled => Err(Refused::Over),
        }
    }

    /// Closes what was handled, what another body has answered (回执), and, straight from triage, what is no
    /// incident at all; `close` holds that and the rule that police matters close by police.
    const fn close(self) -> Result<Self, Refused> {
        match self {
            Self::Triaged | Self::FeedbackDone | Self::HandedOver => Ok(Self::Closed),
            Self::Reported => Err(Refused::NotTriaged),
            Self::Handled => Err(Refused::NoFeedback),
            Self::Dispatched | Self::Acknowledged | Self::EnRoute | Self::OnScene => Err(Refused::NotHandled),
            Self::TransferredOut => Err(Refused::NotReceipted),
            Self::Merged | Self::Closed | Self::Revisited | Self::Cancelled => Err(Refused::Over),
        }
    }

    /// Leaves the desk's own work: to another body, or into another incident.
    const fn leave(self, to: Self) -> Result<Self, Refused> {
        match self {
            Self::Triaged => Ok(to),
            Self::Reported => Err(Refused::NotTriaged),
            Self::Dispatched
            | Self::Acknowledged
            | Self::EnRoute
            | Self::OnScene
            | Self::Handled
            | Self::FeedbackDone => Err(Refused::AlreadyDispatched),
            Self::TransferredOut | Self::HandedOver => Err(Refused::Away),
            Self::Merged | Self::Closed | Self::Revisited | Self::Cancelled => Err(Refused::Over),
        }
    }

    const fn receipt(self) -> Result<Self, Refused> {
        match self {
            Self::TransferredOut => Ok(Self::HandedOver),
            Self::HandedOver => Err(Refused::AlreadyDone),
            Self::Reported
            | Self::Triaged
            | Self::Dispatched
            | Self::Acknowledged
            | Self::EnRoute
            | Self::OnScene
            | Self::Handled
            | Self::FeedbackDone => Err(Refused::NotTransferred),
            Self::Merged | Self::Closed | Self::Revisited | Self::Cancelled => Err(Refused::Over),
        }
    }

    /// The other body refuses, or is silent: who took the report first deals with it (首接先受理).
    const fn take_back(self) -> Result<Self, Refused> {
        match self {
            Self::TransferredOut | Self::HandedOver => Ok(Self::Triaged),
            Self::Reported
            | Self::Triaged
            | Self::Dispatched
            | Self::Acknowledged
            | Self::EnRoute
            | Self::OnScene
            | Self::Handled
            | Self::FeedbackDone => Err(Refused::NotTransferred),
            Self::Merged | Self::Closed | Self::Revisited | Self::Cancelled => Err(Refused::Over),
        }
    }

    const fn convert(self) -> Result<Self, Refused> {
        match self {
            Self::OnScene => Ok(Self::Closed),
            Self::Handled | Self::FeedbackDone => Err(Refused::AlreadyHandled),
            Self::Dispatched | Self::Acknowledged | Self::EnRoute => Err(Refused::NotOnScene),
            Self::Reported | Self::Triaged => Err(Refused::NotDispatched),
            Self::TransferredOut | Self::HandedOver => Err(Refused::Away),
            Self::Merged | Self::Closed | Self::Revisited | Self::Cancelled => Err(Refused::Over),
        }
    }

    /// Danger, or a police matter after all. It is mostly found on the scene; it is open from every open state,
    /// since it only ever makes things safer, and takes back what was transferred.
    const fn escalate(self) -> Result<Self, Refused> {
        match self {
            Self::Reported
            | Self::Triaged
            | Self::Dispatched
            | Self::Acknowledged
            | Self::EnRoute
            | Self::OnScene
            | Self::Handled
            | Self::FeedbackDone
            | Self::TransferredOut
            | Self::HandedOver => Ok(Self::Dispatched),
            Self::Merged | Self::Closed | Self::Revisited | Self::Cancelled => Err(Refused::Over),
        }
    }

    const fn cancel(self) -> Result<Self, Refused> {
        if self.is_over() { Err(Refused::Over) } else { Ok(Self::Cancelled) }
    }

    const fn reopen(self) -> Result<Self, Refused> {
        match self {
            // A revisit that finds it unsettled is the commonest reason to take it up again.
            Self::Closed | Self::Revisited => Ok(Self::Triaged),
            Self::Merged | Self::Cancelled => Err(Refused::Over),
            Self::Reported
            | Self::Triaged
            | Self::Dispatched
            | Self::Acknowledged
            | Self::EnRoute
            | Self::OnScene
            | Self::Handled
            | Self::FeedbackDone
            | Self::TransferredOut
            | Self::HandedOver => Err(Refused::NotClosed),
        }
    }

    const fn revisit(self) -> Result<Self, Refused> {
        match self {
            Self::Closed => Ok(Self::Revisited),
            Self::Revisited => Err(Refused::AlreadyDone),
            Self::Merged | Self::Cancelled => Err(Refused::Over),
            Self::Reported
            | Self::Triaged
            | Self::Dispatched
            | Self::Acknowledged
            | Self::EnRoute
            | Self::OnScene
            | Self::Handled
            | Self::FeedbackDone
            | Self::TransferredOut
            | Self::HandedOver => Err(Refused::NotClosed),
        }
    }

    const fn stay_while_open(self) -> Result<Self, Refused> {
        if self.is_over() { Err(Refused::Over) } else { Ok(self) }
    }

    /// A fire may be out before its hour is: what is reported and noted goes on after the close.
    const fn stay_on_record(self) -> Result<Self, Refused> {
        if matches!(self, Self::Merged | Self::Cancelled) { Err(Refused::Over) } else { Ok(self) }
    }

    const fn stand_down(self) -> Result<Self, Refused> {
        match self {
            Self::Dispatched
            | Self::Acknowledged
            | Self::EnRoute
            | Self::OnScene
            | Self::Handled
            | Self::FeedbackDone => Ok(self),
            Self::Reported | Self::Triaged => Err(Refused::NotDispatched),
            Self::TransferredOut | Self::HandedOver => Err(Refused::Away),
            Self::Merged | Self::Closed | Self::Revisited | Self::Cancelled => Err(Refused::Over),
        }
    }
}

impl Action {
    /// The permission that the action needs.
    pub const fn permission(self) -> Permission {
        match self {
            Self::Triage
            | Self::Merge
            | Self::Claim
            | Self::Release
            | Self::MarkMajor
            | Self::UnmarkMajor
            | Self::ReportMajor => Permission::IncidentTriage,
            Self::Dispatch | Self::StandDown => Permission::IncidentDispatch,
            Self::Transfer | Self::Receipt | Self::Return | Self::ExternalRef => Permission::IncidentTransfer,
            Self::Acknowledge | Self::Depart | Self::Arrive | Self::Handle | Self::ReportProgress | Self::Feedback => {
                Permission::IncidentHandle
            }
            Self::Close | Self::Convert | Self::Cancel | Self::Reopen => Permission::IncidentClose,
            Self::Review | Self::Revisit => Permission::IncidentReview,
            // Whoever may report danger may ask for police: 「提请」.
            Self::Escalate => Permission::IncidentReport,
        }
    }

    /// Tells whether it is a verb of the API; the others come from members' offers.
    pub const fn is_verb(self) -> bool {
        !matches!(self, Self::Depart | Self::Arrive)
    }
}

/// The verbs that fit the state and that the role may use on a matter of this nature.
///
/// Who does not work police matters can only escalate them (the centre's rights are for 「非警务」).
pub fn allowed(status: IncidentStatus, nature: PoliceNature, role: Role) -> Vec<Action> {
    Action::ALL
        .iter()
        .copied()
        .filter(|it| it.is_verb() && status.advance(*it).is_ok() && role.may(it.permission()))
        .filter(|it| *it == Action::Escalate || !nature.needs_police() || role.works_police_matters())
        .collect()
}
