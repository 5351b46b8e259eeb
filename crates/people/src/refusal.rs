//! What people refuse, and what to do instead.

platform::codes! {
    SIGN_IN_REFUSED = "sign_in_refused", 401, "账号或密码不对", "The login or the password is wrong";
    LOCKED = "account_locked", 423, "输错次数太多，请 {minutes} 分钟后再试", "Too many failures; try again in {minutes} minutes";
    NOT_A_MEMBER = "not_a_member", 403, "这个账号不是群防成员，不能替人表示同意", "This account is not a member and cannot consent for anybody";
    NO_CONTACT = "no_contact", 404, "这位成员没有登记电话", "No telephone is on record for this member";
    LOGIN_TAKEN = "login_taken", 409, "这个账号名已被使用：{login}", "This login is taken: {login}";
    SECOND_FACTOR = "second_factor_needed", 403, "这一步需要验证码：请先输入身份验证器上的六位码（没有绑定请先绑定）", "This needs the code of your authenticator; show it first, and enrol one if you have none";
    NO_FACTOR = "no_second_factor", 409, "还没有绑定身份验证器，请先绑定", "No authenticator is enrolled yet; enrol one first";
    FACTOR_STANDS = "second_factor_stands", 409, "已经绑定了身份验证器；要换请让系统管理员重置口令", "An authenticator is enrolled already; to change it have the system administrator reset your password";
    CODE_REFUSED = "code_refused", 403, "验证码不对或已用过，请等下一个码再试", "The code is wrong or was used already; wait for the next one";
    MUST_CHANGE = "password_must_change", 403, "这是一次性口令，请同时设置新口令后登录", "This is a one-time password; set a new one while signing in";
    NO_SUCH_MEMBER = "no_such_member", 422, "没有这位成员", "There is no such member";
    ROLE_BY_SECURITY = "role_by_security_admin", 403, "角色由安全管理员授予；系统管理员只能建立第一位安全管理员和审计管理员", "Roles are granted by the security administrator; only the first security and audit administrators are made here";
    TWO_ADMINISTRATIONS = "two_administrations", 409, "三员分立：一个人不能兼任两种管理员", "The three administrations are kept apart; one person holds one of them at most";
    NOT_ONESELF = "not_oneself", 403, "不能改自己的账号，请另一位管理员办理", "Nobody changes their own account; ask another administrator";
    ROLE_OF_A_TERMINAL = "role_of_a_terminal", 422, "这是岗位终端的角色，不能授予个人", "This is the role of a terminal and no person's";
}
