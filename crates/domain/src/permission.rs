//! What a person may be allowed to do. `IncidentClose` is `incident.close` on the wire.

/// Writes the permissions; the form of `codes!`, named apart because every one is a promise of the API.
macro_rules! permissions {
    ($($variant:ident = $wire:literal, $zh:literal, $en:literal;)+) => {
        crate::codes! {
            /// Something that a role may be allowed to do, within its reach.
            pub enum Permission {
                $($variant = $wire, $zh, $en;)+
            }
        }
    };
}

permissions! {
    IncidentRead = "incident.read", "查看警情", "Read incidents";
    IncidentReport = "incident.report", "上报警情", "Report incidents";
    IncidentTriage = "incident.triage", "警情分类", "Triage incidents";
    IncidentDispatch = "incident.dispatch", "派遣群防力量", "Send community forces";
    IncidentDispatchPolice = "incident.dispatch_police", "派警", "Send police";
    IncidentTransfer = "incident.transfer", "分流移交", "Transfer incidents";
    IncidentHandle = "incident.handle", "处置反馈", "Handle incidents";
    IncidentClose = "incident.close", "办结", "Close incidents";
    IncidentReview = "incident.review", "审核回访", "Review incidents";
    OfferAnswer = "offer.answer", "应答出动呼叫", "Answer calls";
    SosRaise = "sos.raise", "一键求助", "Call for help";
    SosAcknowledge = "sos.acknowledge", "接收求助", "Hear calls for help";
    DrillOpen = "drill.open", "安排演练", "Open drills";
    DutyConfirm = "duty.confirm", "确认当班", "Confirm duty";
    PositionSend = "position.send", "上报位置", "Send positions";
    PositionRead = "position.read", "查看在岗位置", "See positions on duty";
    TrackRead = "track.read", "查看轨迹", "See tracks";
    PlaceRead = "place.read", "查看辖区", "Read places";
    PlaceEdit = "place.edit", "维护辖区", "Edit places";
    PlaceImport = "place.import", "导入辖区数据", "Import a station's workbook";
    PersonRead = "person.read", "查看人员", "Read people";
    PersonEdit = "person.edit", "维护人员", "Edit people";
    ContactView = "contact.view", "查看当事人联系方式", "See a caller's contact";
    FigureRead = "figure.read", "查看统计", "Read figures";
    LiveRead = "live.read", "接收实时动态", "Follow the live feed";
    AuditRead = "audit.read", "查看审计", "Read the audit";
    SettingEdit = "setting.edit", "修改设置", "Edit settings";
    AccountEdit = "account.edit", "建立账号", "Edit accounts";
    AccountGrant = "account.grant", "授予角色", "Grant roles";
    AccountRead = "account.read", "查看账号", "Read accounts";
    TerminalEdit = "terminal.edit", "管理终端", "Register and disable terminals";
    TerminalUse = "terminal.use", "使用岗位终端", "Be the terminal of a post";
    RecordRead = "record.read", "查看留言和附件", "Read comments and attachments";
    RecordWrite = "record.write", "留言和上传附件", "Comment and attach";
    InstructionIssue = "instruction.issue", "下达批示", "Issue instructions";
    NoticeRead = "notice.read", "查看通知", "Read notices";
    NoticeIssue = "notice.issue", "发布通知", "Issue notices";
}
