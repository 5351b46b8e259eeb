//! What the program says to the person at the terminal and on its own plain pages, in both languages.

pub mod doctor;

use crate::config::Mistake;

/// How to use the program.
pub const HELP: &str = "\
likedong 荔刻动：社区警情接处平台 / community safety platform

用法 Usage:
  likedong demo                        打开示范站 / open the demo station
  likedong serve --data DIR            运行派出所的服务 / serve a station
  likedong map import FILE.osm.pbf --data DIR
                                       导入 OpenStreetMap 街道 / read streets from OpenStreetMap
  likedong import template FILE.xlsx   写出建站用的空白工作簿 / write the workbook to fill in
  likedong import FILE.xlsx --data DIR 从工作簿建站或更新辖区 / set a station up, or change it, from its workbook
  likedong export FILE.xlsx --data DIR 把辖区写成工作簿 / write the station's rows as a workbook
  likedong audit verify --data DIR     核验日志链 / check the log from end to end
  likedong store backup --data DIR --to FILE
                                       在线备份 / copy the database while it is in use
  likedong doctor --config FILE        逐项检查，并说明怎么办 / look at everything and say what to do
  likedong config example              打印设置文件的样例 / print an example of the settings file
  likedong openapi                     打印接口文档 / print the OpenAPI document

serve 和 demo / serve and demo:
  --config FILE    设置文件，命令行上的优先（serve、doctor）/ settings file; the command line comes first
  --data DIR       数据目录 / folder of the data (demo: ./demo-data)
  --keys FILE      密钥文件，须在数据目录之外 / key file, outside the folder (DIR.keys)
  --database URL   用 PostgreSQL 代替 SQLite，也可用环境变量 LIKEDONG_DATABASE
                   PostgreSQL instead of SQLite; also LIKEDONG_DATABASE
  --host ADDRESS   监听地址 / address to listen on (serve: 0.0.0.0; demo: 127.0.0.1)
  --port PORT      端口，0 表示任选 / port, 0 for any (8420)
  --behind-proxy   由本机代理加密，配合 --tls off / a proxy on this machine encrypts; with --tls off
  --channel NAME=http://ADDRESS
                   外呼适配器：telephone 叫醒队员，sms 发短信，duty_commander 叫值班指挥长（仅 serve，可写多次）
                   adapter: telephone and sms for members, duty_commander (serve only, may be repeated)
  --channel NAME=sip:ACCOUNT@HOST[:PORT]
                   经本单位交换机外呼并朗读，duty_commander 再加 ,号码（仅 serve）
                   calls through the station's exchange and reads aloud; duty_commander with ,NUMBER (serve only)
  --sip-password-file FILE, --sip-clips DIR, --sip-calls N
                   交换机口令文件（或环境变量 LIKEDONG_SIP_PASSWORD）、录音目录、同时呼叫数
                   the account's password (or LIKEDONG_SIP_PASSWORD), recorded clips, calls at once (3)
  --tls HOW        off 仅本机 / this machine only; auto 本站自签 / own authority; CERT,KEY 证书文件 / PEM files

import:
  --crs SYSTEM     坐标系：wgs84、gcj02 或 cgcs2000 / reference system of what says nothing else (wgs84)
  --boundaries FILE  村社区和网格的边界，GeoJSON 或 .shp，可写多次 / boundaries as GeoJSON or .shp, may be repeated
  --partly         有错误时也导入正确的部分 / import what is right in spite of mistakes
  --errors FILE    把错误清单写成 .xlsx / write the list of mistakes as .xlsx

demo:
  --lan            手机可用同一网络访问 / reachable from phones on the same network
  --map FILE       用真实街道 / lay the station on the streets of this .osm.pbf file
  --speed N        快 N 倍 / live N times faster (420)
  --seed N         换一座小城 / another town (163)
  --no-simulator   不要模拟人员 / nobody simulated
  --json           就绪后打印一行 JSON / print one JSON line when ready

环境变量 LIKEDONG_LOG 设日志多少，如 info、debug / LIKEDONG_LOG sets how much is logged.";

/// Words a mistake on the command line.
pub fn mistake(mistake: &Mistake) -> String {
    let text = match mistake {
        Mistake::UnknownCommand(words) => format!("不认识的命令 / unknown command: {words}"),
        Mistake::UnknownOption(name) => format!("不认识的选项 / unknown option: {name}"),
        Mistake::Missing(name) => format!("缺少 {name} / {name} is missing"),
        Mistake::Twice(name) => format!("{name} 写了两次 / {name} is given twice"),
        Mistake::NoValue(name) => format!("{name} 不带值 / {name} takes no value"),
        Mistake::LacksValue(name) => format!("{name} 缺少值 / {name} lacks its value"),
        Mistake::NotANumber(name, value) => format!("{name} 不是数字 / {name} is not a number: {value}"),
        Mistake::NotAnAddress(value) => format!("--host 不是地址 / --host is not an address: {value}"),
        Mistake::Speed => "--speed 应大于 0，不超过 10000 / --speed must be above 0 and at most 10000".to_owned(),
        Mistake::KeysInside => {
            "密钥文件须在数据目录之外 / the key file must lie outside the folder of the data".to_owned()
        }
        Mistake::Database => "--database 应以 postgres:// 开头 / --database must begin with postgres://".to_owned(),
        Mistake::Tls => "--tls 应为 off、auto 或 CERT,KEY / --tls is off, auto or CERT,KEY".to_owned(),
        Mistake::Channel(text) => format!(
            "--channel 应为 telephone、sms 或 duty_commander，加本机或内网的 http:// 地址，或 sip:账号@交换机（duty_commander \
             再加 ,号码） / --channel is telephone, sms or duty_commander with an http:// address of this machine or its own \
             network, or sip:ACCOUNT@HOST (for duty_commander with ,NUMBER): {text}"
        ),
        Mistake::Crs(word) => {
            format!("--crs 应为 wgs84、gcj02 或 cgcs2000 / --crs is wgs84, gcj02 or cgcs2000: {word}")
        }
        Mistake::ConfigFile(place) => format!("设置文件读不懂 / the settings file cannot be read: {place}"),
        Mistake::SipCalls(calls) => {
            format!("--sip-calls 应为 1 到 30 / --sip-calls must be between 1 and 30: {calls}")
        }
        Mistake::ProxyAndTls => {
            "--behind-proxy 只能与 --tls off 同用 / --behind-proxy goes with --tls off only".to_owned()
        }
        Mistake::OpenWithoutTls => {
            "不加密只能用于本机地址 / without TLS only an address of this machine can be served".to_owned()
        }
    };
    format!("{text}\n用 likedong --help 查看用法 / see likedong --help")
}

/// What stands in place of pages that were not built.
pub const NOT_BUILT: &str = "<!doctype html><html lang=\"zh-CN\"><meta charset=\"utf-8\"><title>荔刻动</title>\
<body><h1>页面还没有构建</h1><p>请运行 <code>cargo xtask build</code>，然后重新启动。接口已经可用：\
<a href=\"/api/v1/openapi.json\">/api/v1/openapi.json</a></p><hr><p lang=\"en\">The pages are not built yet. Run \
<code>cargo xtask build</code> and start again. The interface works: see the link above.</p></body></html>";

/// The page that tells a phone how to trust this station; `{url}`, `{fingerprint}` and `{demo}` are filled in.
pub const TRUST: &str = include_str!("i18n/trust.html");

/// What the terminal says when the program serves.
pub mod terminal {
    /// Above the addresses.
    pub const OPEN: &str = "打开 / open:";
    /// Before the first administrator's login and password.
    pub const FIRST_ADMINISTRATOR: &str = "第一位系统管理员，口令只显示这一次，首次登录须改 / the first system \
administrator; the password is shown this once and changed at the first sign-in:";
    /// Above the accounts.
    pub const ACCOUNTS: &str = "账号 / accounts:";
    /// Before the password that all accounts of the demo share.
    pub const PASSWORD: &str = "口令 / password:";
    /// Above the picture for phones.
    pub const PHONE: &str = "手机扫码 / scan with the phone:";
    /// Before the page that tells phones how to trust the station.
    pub const TRUST: &str = "手机第一次用先看 / phones look here first:";
    /// Before the authority's fingerprint.
    pub const FINGERPRINT: &str = "证书指纹 / certificate fingerprint (SHA-256):";
    /// How to stop.
    pub const STOP: &str = "按 Ctrl-C 停止 / stops with Ctrl-C";
    /// Before the key file that is not there.
    pub const KEYS_MISSING: &str = "数据已加密，但找不到密钥文件；请检查 --keys，或从备份取回 / the data is encrypted and the \
key file is not there; check --keys, or bring it back from its backup:";
    /// Before the key file that is not of this database.
    pub const KEYS_DO_NOT_FIT: &str = "密钥文件与数据不符，什么都没有改动；请检查 --data 和 --keys / the key file does not \
fit the data, and nothing was changed; check --data and --keys:";
    /// What a command for data of this version says of other data.
    pub const OTHER_VERSION: &str = "数据属于另一版本；请先用本版本 serve 启动一次，或换用相同版本 / the data is of another \
version; start serve once with this version, or use the version that made it";
    /// Before the folder of another demo town.
    pub const OTHER_TOWN: &str = "这个目录里已是另一座小城，--seed 或 --map 不同；请去掉它们，或用 --data 换一个目录 / there is \
another town in this folder, of another --seed or --map; leave them out, or choose another folder with --data:";
    /// Before the folder that another process has.
    pub const FOLDER_TAKEN: &str = "服务正在使用这个数据目录，请先停止服务 / a server has this data folder; stop the server \
first:";
    /// What a server says when a part of it has ended.
    pub const PART_ENDED: &str = "程序的一部分意外停止，为安全起见退出，请重新启动 / a part of the program has stopped \
unexpectedly, so it ends; start it again:";
    /// What a backup of another database needs.
    pub const BACKUP_IS_FOR_SQLITE: &str = "PostgreSQL 请用它自己的工具备份（pg_basebackup 或 pg_dump）/ PostgreSQL is backed \
up by its own tools (pg_basebackup or pg_dump)";
    /// What a damaged log needs.
    pub const LOG_BROKEN: &str = "日志被改动或截断：请保持数据目录原样，并联系负责人 / the log was changed or cut; keep this \
data folder as it is and call the owner";
    /// Between the count of findings and where they were written.
    pub const MISTAKES_IN: &str = "错误清单 / list of mistakes:";
    /// What follows the findings that are shown.
    pub const MORE_FINDINGS: &str =
        "还有更多，用 --errors FILE.xlsx 写出全部 / there are more; write all with --errors FILE.xlsx:";
    /// What a data folder without a station needs.
    pub const NO_STATION: &str = "数据目录里还没有派出所；先用 likedong import 从工作簿建站，或用 likedong demo 试用 / there is no station \
in the data folder yet; set one up with likedong import, or try likedong demo";
}

/// What every page of a made-up station carries.
pub const DEMO: &str = "演示数据";
