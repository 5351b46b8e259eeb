//! What this slice refuses beside the rules of the domain, in words that help.

platform::codes! {
    TITLE_LENGTH = "notice_title", 422, "标题应为1到{limit}字", "The title has 1 to {limit} characters";
    TEXT_LENGTH = "notice_text", 422, "正文应为1到{limit}字", "The text has 1 to {limit} characters";
    REASON_LENGTH = "notice_reason", 422, "撤回须写明理由，1到{limit}字", "A withdrawal needs a reason of 1 to {limit} characters";
    TARGETS_COUNT = "notice_targets", 422, "请选择1到{limit}个发送范围", "Choose 1 to {limit} places or organisations";
    UNKNOWN_TARGET = "notice_unknown_target", 422, "所选的社区、网格、单位或岗位不在本所", "A chosen community, grid, unit or post is not of this station";
    TOO_MANY_ADDRESSEES = "notice_too_many", 422, "一次通知最多发给{limit}人，请缩小范围", "A notice goes to at most {limit} people; choose less";
    NOT_ADDRESSED = "notice_not_addressed", 409, "这条通知不是发给您的，无需签收", "This notice is not addressed to you; there is nothing to acknowledge";
    NO_COMMENTS = "notice_no_comments", 409, "通知不能留言；有线索请直接上报", "Notices take no comments; report what you know instead";
}
