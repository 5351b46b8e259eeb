//! What duty refuses, and what to do instead.

platform::codes! {
    NOT_A_MEMBER = "not_a_member", 403, "这个账号不是群防成员，不能值班", "This account is not a member and cannot be on duty";
    NOT_ACTIVE = "member_not_active", 409, "您目前不在册，请联系所在单位", "You are not an active member at present; ask your unit";
    FOREIGN_POST = "foreign_post", 422, "这不是您所在单位或网格的岗位，请另选", "This post does not belong to your unit or grid; choose another";
    ON_SHIFT_ELSEWHERE = "on_shift_elsewhere", 409, "您已在「{post}」值班，请先下岗再换岗", "You are on duty at “{post}” already; leave it first";
    TOO_MANY_FIXES = "too_many_fixes", 422, "一次最多 {limit} 个位置，请分批发送", "At most {limit} positions at once; send them in batches";
    TRACK_IS_PERSONAL = "track_is_personal", 403, "轨迹只有本人可以查看", "A track can be read only by the person it belongs to";
    TRACK_EXPORT = "track_export_refused", 403, "一次不能取出他人 {limit} 个以上的轨迹点（法律红线），已拒绝", "More than {limit} track points of another person cannot be taken out at once; this is a legal limit";
    NOT_A_TERMINAL = "not_a_terminal", 403, "这不是在用的岗位终端，请扫码绑定", "This is not a terminal in use; enrol it with its code";
    NO_SUCH_POST = "no_such_post", 422, "没有这个岗位，或不在您的范围内", "There is no such post within your reach";
    ENROL_CODE = "enrol_code_refused", 410, "二维码不对或已过期，请让管理员重新出示", "The code is wrong or has expired; ask for a new one";
    TERMINAL_HELD = "terminal_held", 409, "本机已有人当班，请选「换人」接班", "Somebody is on shift on this terminal; take over from them";
    HAND_OVER_NOT_THERE = "hand_over_not_there", 409, "交班人不在本岗当班，不能交接；请选「我是当班人」接班", "The one who hands over is not on shift here; take over instead";
    HAND_OVER_TO_ONESELF = "hand_over_to_oneself", 422, "不能交班给自己，请选接班人", "Nobody can hand over to themselves; choose who takes over";
    HAND_OVER_FOR_ANOTHER = "hand_over_for_another", 403, "接班须由接班人本人在自己的手机或岗位终端上确认", "Who takes over must confirm it on their own phone or on the post's terminal";
    PLANNED_END = "planned_end", 422, "下班时间应在现在之后、{hours} 小时之内", "The end of the turn must be later than now and within {hours} hours";
    NOT_ON_SHIFT = "not_on_shift", 409, "还没有人确认当班，请先点「我是当班人」", "Nobody has confirmed to be on shift; confirm first";
    RING_FIRST = "ring_first", 409, "请先试铃，再说是否听到", "Send the test ring first, then say whether it was heard";
}

domain::codes! {
    /// Why one position was refused. What was refused is kept nowhere.
    pub enum FixRefusal {
        OffDuty = "off_duty", "您不在岗，位置未保存", "You are not on duty; the position was not kept";
        NoConsent = "no_consent", "您没有同意定位，位置未保存", "You have not consented to location; the position was not kept";
        TooOld = "too_old", "位置太旧", "The position is too old";
        ClockSkew = "clock_skew", "位置的时间在将来，请校准手机时间", "The position lies in the future; set the phone's clock";
        Swapped = "swapped", "经纬度写反了", "Longitude and latitude are swapped";
        OtherReference = "other_reference", "像是火星坐标（GCJ-02），请发送 WGS-84", "Looks like GCJ-02; send WGS-84";
        Outside = "outside", "位置在辖区外，未保存", "The position lies outside the jurisdiction and was not kept";
        OutOfOrder = "out_of_order", "已有更新的位置", "A newer position is known already";
        Inaccurate = "inaccurate", "误差太大", "The position is too inaccurate";
        Malformed = "malformed", "这一条读不懂", "This position cannot be read";
    }
}
