//! What is refused beside a record, in words that help.

crate::codes! {
    WORDS_MISSING = "words_missing", 422, "请写上内容", "Write some words";
    WORDS_TOO_LONG = "words_too_long", 422, "内容太长，最多 {limit} 字", "The words are too long; at most {limit} characters";
    MAY_NOT_SEE = "may_not_see", 422, "{who}看不到这条记录，请换人或当面告知", "{who} may not see this record; choose somebody else or tell them in person";
    TOO_MANY_NAMED = "too_many_named", 422, "一次最多 {limit} 人", "At most {limit} people at once";
    NOBODY_NAMED = "nobody_named", 422, "请至少选一个人", "Choose at least one person";
    RECORD_FULL = "record_full", 409, "这条记录上已达 {limit} 条，不能再加", "This record has {limit} already; no more can be added";
    TOO_MANY_REMINDERS = "too_many_reminders", 409, "您还有 {limit} 个提醒没到时间，请先取消不用的", "You have {limit} reminders waiting; cancel those you do not need first";
    TIME_PAST = "time_past", 422, "时间应在现在之后一年之内", "The time must lie within the year that follows";
    TOO_MANY_UPLOADS = "too_many_uploads", 409, "您有 {limit} 个附件正在上传，请等传完或删除", "{limit} of your attachments are being uploaded; wait for them or delete one";
    FILE_TOO_LARGE = "file_too_large", 413, "文件太大，照片最多20MB、视频最多200MB", "The file is too large: at most 20 MB for a photo, 200 MB for a film";
    FILE_EMPTY = "file_empty", 422, "文件是空的", "The file is empty";
    HASH_MALFORMED = "hash_malformed", 422, "sha256 应为64位十六进制", "sha256 is 64 hexadecimal digits";
    WRONG_OFFSET = "wrong_offset", 409, "请从第 {received} 字节接着传", "Go on from byte {received}";
    CHUNK_SIZE = "chunk_size", 422, "除最后一块外，每块应为 {frame} 字节的整数倍，最多 {limit} 字节", "Each chunk but the last is a multiple of {frame} bytes, at most {limit}";
    CHUNK_BEYOND = "chunk_beyond", 422, "这一块超出了申报的文件大小", "This chunk goes beyond the size that was declared";
    UPLOAD_BUSY = "upload_busy", 409, "这个附件的上一块还在保存，请稍后再发", "The chunk before is still being written; send it again in a moment";
    HASH_DIFFERS = "hash_differs", 422, "收到的内容与申报的 sha256 不符，请删除后重传", "What arrived does not have the declared sha256; delete it and send it again";
    NOT_A_PHOTO_OR_FILM = "not_a_photo_or_film", 422, "只收 JPEG、PNG、WebP 照片和 MP4 视频，且内容须与申报的类型一致", "Only JPEG, PNG and WebP photos and MP4 films are taken, and the content must be of the declared kind";
    FILE_BROKEN = "file_broken", 422, "文件不完整或已损坏，请重新选取", "The file is not whole or is damaged; choose it again";
    FILE_TRAILING = "file_trailing", 422, "文件末尾还有别的内容，请另存后再传", "Something else follows the end of the file; save it anew and send that";
    PICTURE_TOO_LARGE = "picture_too_large", 422, "图片像素太多，请缩小后再传", "The picture has too many pixels; make it smaller first";
    HIDDEN_TRACK = "hidden_track", 422, "视频里除画面和声音外还有别的轨道，可能含位置，请另存为普通视频后再传", "The film has a track beside picture and sound, which may hold places; save it as a plain film first";
    RANGE_UNREADABLE = "range_unreadable", 416, "所要的范围不在文件内", "The range asked for does not lie in the file";
    NO_FOLDER = "no_folder", 503, "服务器没有设置附件目录，请联系管理员", "No folder for attachments is set on the server; ask the administrator";
}
