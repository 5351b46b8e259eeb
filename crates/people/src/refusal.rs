//! What people refuse, and what to do instead.

platform::codes! {
    SIGN_IN_REFUSED = "sign_in_refused", 401, "账号或密码不对", "The login or the password is wrong";
    LOCKED = "account_locked", 423, "输错次数太多，请 {minutes} 分钟后再试", "Too many failures; try again in {minutes} minutes";
    NOT_A_MEMBER = "not_a_member", 403, "这个账号不是群防成员，不能替人表示同意", "This account is not a member and cannot consent for anybody";
    NO_CONTACT = "no_contact", 404, "这位成员没有登记电话", "No telephone is on record for this member";
    LOGIN_TAKEN = "login_taken", 409, "这个账号名已被使用：{login}", "This login is taken: {login}";
}
