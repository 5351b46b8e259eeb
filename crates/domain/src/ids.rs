//! Identifiers: a type for each kind of thing, so that one is never taken for another.

crate::id! {
    /// A police station (派出所), the unit of order, permission and failure.
    StationId;
    /// A community or village (村/社区).
    CommunityId;
    /// A grid (网格), the smallest unit of local administration.
    GridId;
    /// A member unit (内保单位).
    UnitId;
    /// A fixed post (固定岗).
    PostId;
    /// A patch (片区), several beats that one chief leads.
    PatchId;
    /// A beat (警格), some grids that one officer holds.
    BeatId;
    /// A micro-grid (微网格), a building or a few within a grid.
    MicroGridId;
    /// A patrol team (流动哨).
    PatrolTeamId;
    /// A term of somebody's responsibility for a patch, a beat or a point (责任挂接).
    ResponsibilityId;
    /// A name of the gazetteer (地名).
    PlaceNameId;
    /// A member of the community forces or a police officer who can be called (群防成员).
    MemberId;
    /// An account that can sign in.
    AccountId;
    /// A signed-in session.
    SessionId;
    /// A shift at a post (班次).
    ShiftId;
    /// An incident (警情).
    IncidentId;
    /// A call to one member for one incident (出动呼叫), an assignment once accepted.
    OfferId;
    /// A search for people to go to an incident.
    SearchId;
    /// A sealed row that holds a personal value.
    SealedId;
    /// A command, made by its sender so that it can be sent again safely.
    CommandId;
    /// A background job.
    JobId;
    /// A message that waits to leave the station.
    OutboxId;
    /// A member's consent to something.
    ConsentId;
    /// A member's SOS (一键求助).
    SosId;
    /// A drill or test window (演练).
    DrillId;
    /// A terminal (终端), bound to a post and not to a person.
    TerminalId;
    /// A comment on a record.
    CommentId;
    /// Something that waits in an account's inbox.
    InboxId;
    /// A reminder of a record.
    ReminderId;
    /// An instruction on a record (批示).
    InstructionId;
    /// One addressee's receipt, of an instruction or of a notice.
    ReceiptId;
    /// A photo or film on a record.
    AttachmentId;
    /// A notice (通知·协查).
    NoticeId;
    /// A workbook that was brought in.
    ImportId;
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn an_id_is_a_plain_uuid_on_the_wire() {
        let id = IncidentId::from(Uuid::from_u128(0x0192_0000_0000_7000_8000_0000_0000_0001));
        let text = "\"01920000-0000-7000-8000-000000000001\"";
        assert_eq!(serde_json::to_string(&id).unwrap(), text);
        assert_eq!(serde_json::from_str::<IncidentId>(text).unwrap(), id);
        assert_eq!(id.to_string().parse::<IncidentId>(), Ok(id));
        assert!("7".parse::<IncidentId>().is_err());
    }
}
