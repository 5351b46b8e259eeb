//! What lies beside a record of any kind: photos and films, comments, reminders, instructions.

use crate::time::Timestamp;

crate::codes! {
    /// What a photo or film is, found from its content and never from its name.
    pub enum Media {
        Jpeg = "image/jpeg", "JPEG照片", "JPEG photo";
        Png = "image/png", "PNG图片", "PNG picture";
        Webp = "image/webp", "WebP图片", "WebP picture";
        Mp4 = "video/mp4", "MP4视频", "MP4 film";
    }

    /// The state of an attachment. One that its author deletes in time leaves nothing.
    pub enum AttachmentState {
        Uploading = "uploading", "上传中", "Uploading";
        Stored = "stored", "已保存", "Stored";
        Withdrawn = "withdrawn", "已撤下", "Withdrawn";
    }

    /// Why something lies in an inbox.
    pub enum InboxCause {
        Mention = "mention", "有人提到您", "You were mentioned";
        Reminder = "reminder", "提醒", "A reminder";
        Instruction = "instruction", "批示", "An instruction";
        Overdue = "overdue", "批示逾期未签收", "An instruction is overdue";
    }

    /// Why something cannot be done beside a record now.
    pub enum RecordRefused {
        UploadOpen = "upload_open", "附件还没传完，请接着传完再保存", "The attachment is not all here yet; send the rest, then complete it";
        UploadOver = "upload_over", "这个附件已经保存，不能再传", "This attachment is stored already; nothing more can be sent";
        NotTheAuthor = "not_the_author", "只有本人可以这样做", "Only its author can do this";
        WithdrawInstead = "withdraw_instead", "超过可删除的时间，请写明理由撤下", "The time for deleting is over; withdraw it with a reason";
        AlreadyWithdrawn = "already_withdrawn", "已经撤下或撤回", "It has been withdrawn already";
        NotAddressed = "not_addressed", "这条批示不是发给您的", "This instruction is not addressed to you";
        AlreadyFired = "already_fired", "提醒已经发出或取消", "The reminder has gone off or was cancelled already";
    }
}

/// Bytes in a megabyte, as people count them.
const MEGABYTE: i64 = 1_000_000;
/// The largest photo: what phones take has 3 to 15 MB.
pub const PHOTO_BYTES_MAX: i64 = 20 * MEGABYTE;
/// The largest film: about two minutes at 1080p, 12 Mbit/s.
pub const FILM_BYTES_MAX: i64 = 200 * MEGABYTE;
/// Seconds within which an author may delete without a trace in the list: a slip of the finger is noticed at once.
pub const DELETE_WITHIN_S: i64 = 5 * 60;

impl Media {
    /// The largest that may be sent, in bytes.
    pub const fn bytes_max(self) -> i64 {
        match self {
            Self::Jpeg | Self::Png | Self::Webp => PHOTO_BYTES_MAX,
            Self::Mp4 => FILM_BYTES_MAX,
        }
    }

    /// The end of a file's name.
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Jpeg => "jpg",
            Self::Png => "png",
            Self::Webp => "webp",
            Self::Mp4 => "mp4",
        }
    }
}

/// Tells whether an author may still delete what was added at `added`; later it is withdrawn with a reason.
///
/// # Errors
/// Why not.
pub fn may_delete(author: bool, added: Timestamp, now: Timestamp) -> Result<(), RecordRefused> {
    if !author {
        return Err(RecordRefused::NotTheAuthor);
    }
    if now.seconds_since(added) > DELETE_WITHIN_S {
        return Err(RecordRefused::WithdrawInstead);
    }
    Ok(())
}

/// Tells whether a receipt is overdue: a time was set, it has passed, and nobody acknowledged.
pub fn is_overdue(due: Option<Timestamp>, acknowledged: bool, now: Timestamp) -> bool {
    !acknowledged && due.is_some_and(|it| it < now)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_author_deletes_within_minutes_and_nobody_else_ever() {
        let at = Timestamp::from_seconds(1_000);
        assert_eq!(may_delete(true, at, at.plus_s(DELETE_WITHIN_S)), Ok(()));
        assert_eq!(may_delete(true, at, at.plus_s(DELETE_WITHIN_S + 1)), Err(RecordRefused::WithdrawInstead));
        assert_eq!(may_delete(false, at, at), Err(RecordRefused::NotTheAuthor));
    }

    #[test]
    fn only_what_has_a_time_can_be_overdue() {
        let now = Timestamp::from_seconds(1_000);
        assert!(is_overdue(Some(now.plus_s(-1)), false, now));
        assert!(!is_overdue(Some(now), false, now));
        assert!(!is_overdue(Some(now.plus_s(-1)), true, now));
        assert!(!is_overdue(None, false, now));
    }

    #[test]
    fn a_film_may_be_larger_than_a_photo() {
        assert!(Media::ALL.iter().all(|it| it.bytes_max() <= Media::Mp4.bytes_max()));
    }
}
