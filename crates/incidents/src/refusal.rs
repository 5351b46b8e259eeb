//! What this slice refuses beside the rules of the domain, in words that help.

platform::codes! {
    UNKNOWN_CATEGORY = "unknown_category", 422, "没有编码为 {code} 的警情类别", "There is no category with the code {code}";
    CATEGORY_NEEDED = "category_needed", 422, "请先选定类别，再派遣", "Choose the category first, then dispatch";
    TEXT_TOO_LONG = "text_too_long", 422, "文字太长，最多 {limit} 字", "The text is too long; at most {limit} characters";
    TEXT_MISSING = "text_missing", 422, "请写上文字", "Write some words";
    POLICE_NEEDS_STATION = "police_needs_station", 403, "派警由派出所决定，请用“升级派警”提请", "Sending police is decided at the station; ask for it with “escalate”";
    NOT_FOR_YOU = "not_for_you", 403, "这次呼叫不是发给您的", "This call is not for you";
    BUSY_ELSEWHERE = "busy_elsewhere", 409, "您正在处置另一起警情，请先完成", "You are busy with another incident; finish it first";
    MAY_NOT_GO = "may_not_go", 409, "{who}现在不能派：{why}", "{who} may not be sent now: {why}";
    CALLER_OF_110 = "caller_of_110", 422, "110指令只录入地点、时间、类别和紧急程度，不录报警人；回拨请通过派出所", "From a 110 order only place, time, kind and urgency are taken, not the caller; call back through the station";
    TIME_AHEAD = "time_ahead", 422, "发生时间比现在还晚，请核对终端时间", "It cannot have happened in the future; check the terminal's clock";
    REPORT_RATE = "report_rate", 429, "您一分钟内上报太多，请稍候；紧急情况请直接拨打110", "You have reported too often within a minute; wait a little, and dial 110 if it is urgent";
    CHIEF_AUTHORISES = "chief_authorises", 403, "无人值守时可呼叫的类别须由所领导书面授权，请所领导本人修改", "Which categories may be called while nobody is at the desk is for the chief to authorise in writing; the chief has to change it";
}
