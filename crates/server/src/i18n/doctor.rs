//! What `likedong doctor` says: what it looked at, and what to do where it is not as it should be.

/// Before a line where all is well, where something should be looked at, and where something is wrong.
pub const MARKS: [&str; 3] = ["好  ok  ", "注意 look", "不对 bad "];

/// What was looked at, and what to do.
pub struct Check {
    /// What.
    pub what: &'static str,
    /// What to do.
    pub to_do: &'static str,
}

const fn check(what: &'static str, to_do: &'static str) -> Check {
    Check { what, to_do }
}

/// The folder of the data.
pub const FOLDER: Check = check(
    "数据目录 / data folder",
    "只应由运行服务的用户读写：chmod 700 目录 / only the service's user may read it: chmod 700",
);
/// The key file.
pub const KEYS: Check = check(
    "密钥文件 / key file",
    "应在原处、只有服务用户可读（chmod 600），并另存一份 / it has to be there, readable for the service's user alone \
     (chmod 600), and kept in another place too",
);
/// The data and its version.
pub const DATA: Check = check(
    "数据与版本 / data and version",
    "检查 --data 和 --keys；旧版本的数据先用 serve 启动一次 / check --data and --keys; start serve once on older data",
);
/// Free space.
pub const DISK: Check = check(
    "磁盘余量 / free space",
    "清理磁盘或换大盘；写满即停止接警 / free some space or take a larger disk; a full one stops everything",
);
/// The clock.
pub const CLOCK: Check = check(
    "时钟 / clock",
    "打开校时：timedatectl set-ntp true，或指向内网时间服务器 / turn time synchronization on, or name a time server",
);
/// The port.
pub const PORT: Check = check(
    "端口 / port",
    "服务没有运行却被占用时，换 --port 或停掉占用的程序 / if the service does not run, choose another --port or stop \
     who has it",
);
/// The certificate.
pub const CERTIFICATE: Check = check(
    "证书 / certificate",
    "自签证书由服务自动续期：确认服务在运行；自备证书请换新 / the own one is renewed by the running service; replace a \
     given one",
);
/// The database.
pub const DATABASE: Check = check(
    "数据库 / database",
    "停止服务，用最近的备份恢复，并保留损坏的文件 / stop the service, restore the last backup, keep the damaged file",
);
/// The log.
pub const LOG: Check = check(
    "日志链 / station log",
    "日志被改动：保持数据目录原样，联系负责人 / the log was changed: leave the folder as it is and call the owner",
);
/// The backups.
pub const BACKUP: Check = check(
    "最近备份 / last backup",
    "每天执行 likedong store backup，存到另一块盘 / run likedong store backup daily, onto another disk",
);
/// A channel.
pub const CHANNEL: Check = check(
    "外呼通道 / channel",
    "检查适配器或交换机是否开着、地址对不对、防火墙是否放行 / check that the adapter or exchange runs, its address and the \
     firewall",
);
/// The voice.
pub const VOICE: Check = check(
    "朗读 / voice",
    "apt install espeak-ng，或用 --sip-clips 指定录音；否则只有提示音 / or name recorded clips; else there are only tones",
);
/// What the last line says when something is wrong.
pub const WRONG: &str = "有不对的地方，见上 / something is wrong, see above";
