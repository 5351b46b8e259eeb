//! What this slice refuses beside the rules of the domain, in words that help.

use dispatch::eligibility::Skip;
use domain::words::Words;

platform::codes! {
    UNKNOWN_CATEGORY = "unknown_category", 422, "没有编码为 {code} 的警情类别", "There is no category with the code {code}";
    CATEGORY_NEEDED = "category_needed", 422, "请先选定类别，再派遣", "Choose the category first, then dispatch";
    TEXT_TOO_LONG = "text_too_long", 422, "文字太长，最多 {limit} 字", "The text is too long; at most {limit} characters";
    TEXT_MISSING = "text_missing", 422, "请写上文字", "Write some words";
    POLICE_NEEDS_STATION = "police_needs_station", 403, "派警由派出所决定，请用“升级派警”提请", "Sending police is decided at the station; ask for it with “escalate”";
    NOT_FOR_YOU = "not_for_you", 403, "这次呼叫不是发给您的", "This call is not for you";
    BUSY_ELSEWHERE = "busy_elsewhere", 409, "您正在处置另一起警情，请先完成", "You are busy with another incident; finish it first";
    MAY_NOT_GO = "may_not_go", 409, "{who}现在不能派：{why}", "{who} may not be sent now: {why}";
    AGREED_URGENT = "agreed_urgent", 409, "只有 P4 警情可以约定到场时间", "Only a P4 matter can wait for an agreed time";
    AGREED_TIME = "agreed_time", 422, "约定时间须在接报之后、{days} 天之内", "The agreed time must lie after the report and within {days} days";
    NO_CALLER = "no_caller", 404, "这起警情没有登记报警人电话", "No telephone of a caller is on record for this incident";
    TIME_AHEAD = "time_ahead", 422, "发生时间比现在还晚，请核对终端时间", "It cannot have happened in the future; check the terminal's clock";
    REPORT_RATE = "report_rate", 429, "您一分钟内上报太多，请{retry_after}秒后再报；紧急情况请直接拨打110", "You have reported too often within a minute; report again in {retry_after} s, and dial 110 if it is urgent";
    BEYOND_REACH = "beyond_reach", 403, "您只能派本单位或本社区的人员；要派其他人，请联系指挥室", "You may send only people of your own unit or community; ask the desk to send others";
    NAME_WHOM = "name_whom", 422, "请从本单位或本社区的人员中点名派出；自动搜索由指挥室发起", "Name whom of your own unit or community you send; only the desk begins a search for others";
    TOO_MANY_NAMED = "too_many_named", 422, "一次最多选{limit}人", "Choose at most {limit} people at once";
    NOT_A_REPETITION = "not_a_repetition", 409, "重复报警须是办结之后新报的另一起警情", "A repeated call must be another report, taken after this one was closed";
    CLOCK_SKEW = "clock_skew", 422, "终端时间与服务器相差太大，请校准终端时间", "The terminal's clock is too far off; set it right";
    UNKNOWN_UNIT = "unknown_unit", 422, "没有这家单位，请重新选择", "There is no such unit; choose it again";
    PLACE_NEEDED = "place_needed", 422, "请给出地点或单位", "Give the place or the unit";
    POINT_MALFORMED = "point_malformed", 422, "坐标应为 [经度, 纬度]", "Coordinates must be [longitude, latitude]";
    POINT_NOWHERE = "point_nowhere", 422, "坐标不在地球上，请核对", "These coordinates are not on the earth; check them";
    SOS_OFF_DUTY = "sos_off_duty", 409, "您不在岗，求助不会传到指挥室；紧急请立即拨打110", "You are off duty, so the desk does not get this; dial 110 if it is urgent";
    DRILL_WHAT = "drill_what", 422, "请写明演练什么，2到{limit}字", "Say what is tried, in 2 to {limit} characters";
    CHIEF_AUTHORISES = "chief_authorises", 403, "无人值守时可呼叫的类别须由所领导书面授权，请所领导本人修改", "Which categories may be called while nobody is at the desk is for the chief to authorise in writing; the chief has to change it";
}

/// Why somebody may not be sent, in both languages.
pub fn skip(why: &Skip) -> Words {
    match *why {
        Skip::AlreadyCalled {} => Words::new("已经呼叫过", "is called already"),
        Skip::Declined {} => Words::new("已回复走不开", "said no"),
        Skip::Dismissed {} => Words::new("已被解除", "was stood down"),
        Skip::NoAnswer {} => Words::new("没有应答", "did not answer"),
        Skip::AlreadyCame {} => Words::new("已到过现场", "has been there already"),
        Skip::Later {} | Skip::LaterTier { .. } => Words::new("稍后才轮到", "is called later"),
        Skip::IncidentNotOpen {} => Words::new("这起警情没有在派人", "nobody is being sent to this incident"),
        Skip::OffDuty {} => Words::new("不在岗", "is off duty"),
        Skip::NoConsent {} => Words::new("未同意定位", "has not consented to be located"),
        Skip::Minor {} => Words::new("未满18岁", "is under eighteen"),
        Skip::NotQualified {} => Words::new("没有有效的证件或培训", "has no valid certificate or training"),
        Skip::QualificationExpired { days } => {
            Words::new(format!("证件或培训已过期{days}天"), format!("certificate or training ran out {days} days ago"))
        }
        Skip::Busy { .. } => Words::new("正在处置另一起警情", "is busy with another incident"),
        Skip::CalledElsewhere { .. } => Words::new("已被另一起警情呼叫", "is called to another incident"),
        Skip::DeskAbsent {} => {
            Words::new("指挥室无人，只叫本单位", "nobody is at the desk, so only the own unit is called")
        }
        Skip::NotAuthorised {} => {
            Words::new("指挥室无人，该类别未授权", "nobody is at the desk, and the category is not authorised")
        }
        Skip::PoliceNotSent {} => Words::new("这起警情没有派警", "police are not sent to this incident"),
        Skip::NoOfficerComing {} => {
            Words::new("没有民警同去，辅警不能单独去", "no officer is coming, and auxiliaries do not go alone")
        }
        Skip::ReportOnly {} => {
            Words::new("该警情群防力量只报告、不接近", "community forces only report this and keep away")
        }
        Skip::LevelTooHigh { needs, has } => Words::new(
            format!("需要{needs}级授权，其为{has}"),
            format!("needs to be authorised for {needs}, and is for {has}"),
        ),
        Skip::OutsideArea {} => Words::new("地点不在其服务区域内", "the place lies outside their area"),
        Skip::AreaUnknown {} => Words::new("其服务区域未登记", "their area is not known"),
        Skip::NotForVolunteers { level } => Words::new(
            format!("{level}级警情不派志愿者"),
            format!("volunteers are not sent to a matter of level {level}"),
        ),
        Skip::NotEnrolled {} => Words::new("没有报名当志愿者", "did not enrol as a volunteer"),
        Skip::NotInsured {} => Words::new("没有有效保险", "is not insured"),
        Skip::PostBelowHeadcount { required, .. } => Words::new(
            format!("走了之后岗位不足{required}人"),
            format!("the post would be left with fewer than {required}"),
        ),
        Skip::NoPosition {} => Words::new("不知道人在哪里", "nobody knows where they are"),
    }
}
