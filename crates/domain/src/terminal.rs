//! A terminal (终端) of a post: shared by those who take turns there, so it is never anybody's own.
//!
//! It is bound once by a token that soon ends, and a lost one is disabled by two people.
//! `docs/states.md` holds the transitions as a table; a test keeps them equal.

crate::codes! {
    /// What a terminal is.
    pub enum TerminalKind {
        VisualPtt = "visual_ptt", "可视对讲机", "Visual radio";
        Bodycam = "bodycam", "执法记录仪", "Body camera";
        PhoneH5 = "phone_h5", "手机网页", "Phone page";
        FixedPanel = "fixed_panel", "岗亭值守屏", "Gate screen";
    }

    /// Where a terminal stands.
    pub enum TerminalStatus {
        Registered = "registered", "待绑定", "Waiting to be enrolled";
        Enrolled = "enrolled", "在用", "In use";
        Lost = "lost", "已报失，待第二人确认", "Reported lost; a second person must confirm";
        Disabled = "disabled", "已停用并清除", "Disabled and wiped";
    }

    /// What can happen to a terminal.
    pub enum TerminalAction {
        Enrol = "enrol", "扫码绑定", "Enrol";
        ReportLost = "report_lost", "报失", "Report it lost";
        Find = "find", "找到了", "Found again";
        Disable = "disable", "第二人确认停用", "A second person disables it";
    }

    /// Why it cannot happen now.
    pub enum TerminalRefused {
        AlreadyEnrolled = "terminal_already_enrolled", "这台终端已经绑定过了；要换机请先报失停用，再登记新终端", "This terminal is enrolled already; to replace it, report it lost and register a new one";
        NotEnrolled = "terminal_not_enrolled", "这台终端还没绑定，请先扫码", "This terminal is not enrolled yet; scan its code first";
        AlreadyDone = "terminal_already_done", "已经是这个状态", "Already so";
        NotLost = "terminal_not_lost", "这台终端没有报失；停用须先由一人报失，再由另一人确认", "This terminal is not reported lost; one person reports it and another confirms";
        SamePerson = "terminal_same_person", "报失和停用须由两个人办理，请另一位同事确认", "The one who reported it lost cannot disable it too; ask a colleague to confirm";
        Disabled = "terminal_disabled", "这台终端已停用，请登记新终端", "This terminal is disabled; register a new one";
    }
}

/// How long the token in the QR code of an enrolment can be used, in minutes: long enough to walk to the gate and
/// scan it, too short to be found later.
pub const ENROL_MINUTES: i64 = 10;

impl TerminalStatus {
    /// The state after `action`, or why it cannot happen.
    pub const fn advance(self, action: TerminalAction) -> Result<Self, TerminalRefused> {
        match (self, action) {
            (Self::Registered, TerminalAction::Enrol) => Ok(Self::Enrolled),
            (Self::Enrolled, TerminalAction::ReportLost) => Ok(Self::Lost),
            (Self::Lost, TerminalAction::Find) => Ok(Self::Enrolled),
            (Self::Lost, TerminalAction::Disable) => Ok(Self::Disabled),
            (Self::Enrolled | Self::Lost, TerminalAction::Enrol) => Err(TerminalRefused::AlreadyEnrolled),
            (Self::Registered, TerminalAction::ReportLost) => Err(TerminalRefused::NotEnrolled),
            (Self::Lost, TerminalAction::ReportLost) => Err(TerminalRefused::AlreadyDone),
            (Self::Registered | Self::Enrolled, TerminalAction::Find | TerminalAction::Disable) => {
                Err(TerminalRefused::NotLost)
            }
            (Self::Disabled, _) => Err(TerminalRefused::Disabled),
        }
    }

    /// Tells whether the terminal may be used: one person's word does not take it away.
    pub const fn works(self) -> bool {
        match self {
            Self::Enrolled | Self::Lost => true,
            Self::Registered | Self::Disabled => false,
        }
    }
}

/// Disables a lost terminal; never by the one who reported it.
///
/// # Errors
/// If it is not reported lost, or the second person is the first.
pub const fn disable(status: TerminalStatus, same_person: bool) -> Result<TerminalStatus, TerminalRefused> {
    match status.advance(TerminalAction::Disable) {
        Ok(_) if same_person => Err(TerminalRefused::SamePerson),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_terminal_is_enrolled_once_and_disabled_by_two() {
        let enrolled = TerminalStatus::Registered.advance(TerminalAction::Enrol).unwrap();
        assert_eq!(enrolled.advance(TerminalAction::Enrol), Err(TerminalRefused::AlreadyEnrolled));
        assert_eq!(disable(enrolled, false), Err(TerminalRefused::NotLost));
        let lost = enrolled.advance(TerminalAction::ReportLost).unwrap();
        assert!(lost.works());
        assert_eq!(disable(lost, true), Err(TerminalRefused::SamePerson));
        let disabled = disable(lost, false).unwrap();
        assert!(!disabled.works());
        for action in TerminalAction::ALL {
            assert_eq!(disabled.advance(*action), Err(TerminalRefused::Disabled));
        }
    }
}
