//! Notices to people of units, communities, grids or posts (通知·协查), and what each addressee did with one.
//!
//! No kind names a suspect: identities and photographs of suspects go to nobody by notice. `docs/states.md` holds the
//! transitions as tables; a test keeps them equal.

use crate::time::Timestamp;

crate::codes! {
    /// What a notice is about. There is no kind for looking for a suspect.
    pub enum NoticeKind {
        LostPerson = "lost_person", "走失寻人", "Lost person";
        Warning = "warning", "安全提示", "Warning";
        WaterCut = "water_cut", "停水停电", "Water or power cut";
        Duty = "duty", "勤务通知", "Duty";
        Other = "other", "其他", "Other";
    }

    /// Whom a notice names: everybody of a place or an organisation, never a person.
    pub enum NoticeTarget {
        Station = "station", "全所", "The whole station";
        Community = "community", "社区", "Community";
        Grid = "grid", "网格", "Grid";
        Unit = "unit", "单位", "Unit";
        Post = "post", "岗位", "Post";
    }

    /// The state of a notice.
    pub enum NoticeStatus {
        Active = "active", "有效", "Active";
        Expired = "expired", "已到期", "Expired";
        Withdrawn = "withdrawn", "已撤回", "Withdrawn";
    }

    /// What can happen to a notice.
    pub enum NoticeAction {
        Repeat = "repeat", "再次提醒", "Repeat";
        Expire = "expire", "到期", "Expire";
        Withdraw = "withdraw", "撤回", "Withdraw";
    }

    /// What an addressee did with a notice.
    pub enum ReceiptStatus {
        Addressed = "addressed", "已发出", "Addressed";
        Delivered = "delivered", "已送达", "Delivered";
        Seen = "seen", "已看", "Seen";
        Acknowledged = "acknowledged", "已签收", "Acknowledged";
    }

    /// What an addressee can do with a notice.
    pub enum ReceiptAction {
        Deliver = "deliver", "送达", "Deliver";
        See = "see", "看过", "See";
        Acknowledge = "acknowledge", "签收", "Acknowledge";
    }

    /// Why it cannot happen to a notice now.
    pub enum NoticeRefused {
        NoticeExpired = "notice_expired", "通知已到期", "The notice has expired";
        NoticeWithdrawn = "notice_withdrawn", "通知已撤回", "The notice was withdrawn";
        NoAddressee = "notice_no_addressee", "所选范围内没有人，请重新选择", "There is nobody among those chosen; choose again";
        ExpiryOutOfRange = "notice_expiry", "到期时间应在10分钟到30天之内", "A notice expires after 10 minutes at the earliest and 30 days at the latest";
        RepeatOutOfRange = "notice_repeat", "重复提醒间隔应为5到1440分钟，最多12次", "A notice is repeated every 5 to 1440 minutes, at most 12 times";
        PhotoOfOthers = "notice_photo", "只有走失寻人、且已勾选家属同意的通知可以附照片", "Only a notice of a lost person may carry a photo, and only where the family's consent is ticked";
    }
}

/// The shortest time that a notice is in force.
pub const EXPIRES_S_MIN: i64 = 10 * 60;
/// The longest time that a notice is in force.
pub const EXPIRES_S_MAX: i64 = 30 * 24 * 3_600;
/// The shortest pause between two repetitions, in minutes: oftener is noise that people switch off.
pub const REPEAT_MINUTES_MIN: i64 = 5;
/// The longest pause between two repetitions, in minutes.
pub const REPEAT_MINUTES_MAX: i64 = 24 * 60;
/// The most repetitions of one notice.
pub const REPEATS_MAX: i64 = 12;

impl NoticeStatus {
    /// The state after `action`, or why it cannot happen.
    ///
    /// # Errors
    /// Why not.
    pub const fn advance(self, action: NoticeAction) -> Result<Self, NoticeRefused> {
        match (self, action) {
            (Self::Active, NoticeAction::Repeat) => Ok(Self::Active),
            (Self::Active, NoticeAction::Expire) => Ok(Self::Expired),
            (Self::Active, NoticeAction::Withdraw) => Ok(Self::Withdrawn),
            (Self::Expired, NoticeAction::Repeat | NoticeAction::Expire | NoticeAction::Withdraw) => {
                Err(NoticeRefused::NoticeExpired)
            }
            (Self::Withdrawn, NoticeAction::Repeat | NoticeAction::Expire | NoticeAction::Withdraw) => {
                Err(NoticeRefused::NoticeWithdrawn)
            }
        }
    }
}

impl ReceiptStatus {
    /// The state after `action`. It never goes back: an acknowledged notice stays so.
    ///
    /// # Errors
    /// Never; the type is that of every machine.
    pub const fn advance(self, action: ReceiptAction) -> Result<Self, NoticeRefused> {
        Ok(match (self, action) {
            (Self::Addressed, ReceiptAction::Deliver) | (Self::Delivered, ReceiptAction::Deliver) => Self::Delivered,
            (Self::Addressed | Self::Delivered, ReceiptAction::See)
            | (Self::Seen, ReceiptAction::Deliver | ReceiptAction::See) => Self::Seen,
            (Self::Addressed | Self::Delivered | Self::Seen, ReceiptAction::Acknowledge)
            | (Self::Acknowledged, ReceiptAction::Deliver | ReceiptAction::See | ReceiptAction::Acknowledge) => {
                Self::Acknowledged
            }
        })
    }
}

/// Checks when a notice issued at `now` expires.
///
/// # Errors
/// [`NoticeRefused::ExpiryOutOfRange`].
pub fn check_expiry(now: Timestamp, expires: Timestamp) -> Result<(), NoticeRefused> {
    let seconds = expires.seconds_since(now);
    if (EXPIRES_S_MIN..=EXPIRES_S_MAX).contains(&seconds) { Ok(()) } else { Err(NoticeRefused::ExpiryOutOfRange) }
}

/// Checks how often a notice is repeated until it is acknowledged.
///
/// # Errors
/// [`NoticeRefused::RepeatOutOfRange`].
pub fn check_repeat(every_minutes: i64, times: i64) -> Result<(), NoticeRefused> {
    let well = (REPEAT_MINUTES_MIN..=REPEAT_MINUTES_MAX).contains(&every_minutes) && (1..=REPEATS_MAX).contains(&times);
    if well { Ok(()) } else { Err(NoticeRefused::RepeatOutOfRange) }
}

/// Checks whether a notice may carry a photo: a lost person's, with the family's consent 【个人信息保护法 29】, and of
/// nobody else.
///
/// # Errors
/// [`NoticeRefused::PhotoOfOthers`].
pub const fn check_photo(kind: NoticeKind, consent: bool) -> Result<(), NoticeRefused> {
    match kind {
        NoticeKind::LostPerson if consent => Ok(()),
        NoticeKind::LostPerson | NoticeKind::Warning | NoticeKind::WaterCut | NoticeKind::Duty | NoticeKind::Other => {
            Err(NoticeRefused::PhotoOfOthers)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_over_stays_over() {
        for status in [NoticeStatus::Expired, NoticeStatus::Withdrawn] {
            assert!(NoticeAction::ALL.iter().all(|it| status.advance(*it).is_err()), "{status}");
        }
        assert!(NoticeAction::ALL.iter().all(|it| NoticeStatus::Active.advance(*it).is_ok()));
    }

    #[test]
    fn a_receipt_never_goes_back() {
        for status in ReceiptStatus::ALL {
            for action in ReceiptAction::ALL {
                assert!(status.advance(*action).is_ok_and(|it| it >= *status), "{status} {action}");
            }
        }
    }

    #[test]
    fn only_a_lost_person_with_consent_has_a_photo() {
        for kind in NoticeKind::ALL {
            assert!(check_photo(*kind, false).is_err());
            assert_eq!(check_photo(*kind, true).is_ok(), *kind == NoticeKind::LostPerson);
        }
    }

    #[test]
    fn no_kind_looks_for_a_suspect() {
        let words = NoticeKind::ALL.iter().map(|it| it.as_str()).collect::<Vec<_>>();
        assert_eq!(words, ["lost_person", "warning", "water_cut", "duty", "other"]);
    }

    #[test]
    fn times_are_bounded() {
        let now = Timestamp::from_seconds(0);
        assert!(check_expiry(now, now.plus_s(EXPIRES_S_MIN)).is_ok());
        assert!(check_expiry(now, now.plus_s(EXPIRES_S_MIN - 1)).is_err());
        assert!(check_expiry(now, now.plus_s(EXPIRES_S_MAX + 1)).is_err());
        assert!(check_repeat(5, 12).is_ok() && check_repeat(4, 1).is_err() && check_repeat(5, 13).is_err());
        assert!(check_repeat(5, 0).is_err());
    }
}
