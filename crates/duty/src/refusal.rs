//! What duty refuses, and what to do instead.

platform::codes! {
    NOT_A_MEMBER = "not_a_member", 403, "这个账号不是群防成员，不能值班", "This account is not a member and cannot be on duty";
    NOT_ACTIVE = "member_not_active", 409, "您目前不在册，请联系所在单位", "You are not an active member at present; ask your unit";
    FOREIGN_POST = "foreign_post", 422, "这不是您所在单位或网格的岗位，请另选", "This post does not belong to your unit or grid; choose another";
    ON_SHIFT_ELSEWHERE = "on_shift_elsewhere", 409, "您已在「{post}」值班，请先下岗再换岗", "You are on duty at “{post}” already; leave it first";
    TOO_MANY_FIXES = "too_many_fixes", 422, "一次最多 {limit} 个位置，请分批发送", "At most {limit} positions at once; send them in batches";
    TRACK_IS_PERSONAL = "track_is_personal", 403, "轨迹只有本人可以查看", "A track can be read only by the person it belongs to";
    TRACK_EXPORT = "track_export_refused", 403, "一次不能取出他人 {limit} 个以上的轨迹点（法律红线），已拒绝", "More than {limit} track points of another person cannot be taken out at once; this is a legal limit";
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
