//! What the workbook and the list of mistakes say, in both languages.

pub mod columns;
pub mod faults;

/// The name of the sheet with the explanations.
pub const NOTES: &str = "说明";
/// The name of the sheet that the drop-down lists come from.
pub const LISTS: &str = "选项";
/// The name of the sheet with the mistakes.
pub const ERRORS: &str = "错误清单";
/// The headings of the list of mistakes.
pub const ERROR_HEADINGS: [(&str, &str); 6] = [
    ("级别", "Weight"),
    ("工作表", "Sheet"),
    ("行", "Row"),
    ("列", "Column"),
    ("哪里不对", "What is wrong"),
    ("应当怎么写", "What to write instead"),
];
/// The words for yes, in Chinese and English, first the one that is written.
pub const YES: [&str; 6] = ["是", "有", "yes", "y", "true", "1"];
/// The words for no, in Chinese and English, first the one that is written.
pub const NO: [&str; 6] = ["否", "无", "no", "n", "false", "0"];
/// Marks between names.
pub const COMMAS: [char; 5] = [',', '，', '、', ';', '；'];
/// The mark after a heading whose cells must be filled.
pub const MUST: &str = "*";

/// The explanations, each in both languages.
pub const EXPLAINED: &[(&str, &str)] = &[
    (
        "每类一张工作表。第一行是中文标题，第二行是英文标题，第三行是示例；示例行不改动就不会导入，可以直接覆盖。",
        "One sheet for each kind. The first row has the Chinese headings, the second the English ones, the third an example; an example left as it is is not imported, and may be written over.",
    ),
    (
        "标题带 * 的必填；其余可空。再次导入时，空着的格子保持原来的内容不变。",
        "Cells under a heading with * must be filled. On a later import an empty cell leaves what is there as it is.",
    ),
    (
        "按代码或名称对应：已有的更新，没有的新增，从不删除，也不会重复。",
        "Rows are found by number or name: what is there is updated, what is not is added; nothing is deleted or doubled.",
    ),
    (
        "坐标写十进制度数。「坐标系」一栏可选 WGS-84、GCJ-02（网络地图）或 CGCS2000；空着按导入时选的坐标系。",
        "Coordinates are decimal degrees. The column of the reference system takes WGS-84, GCJ-02 (web maps) or CGCS2000; left empty, the one chosen for the import counts.",
    ),
    (
        "边界写一串「经度 纬度」，用逗号隔开，例如 107.38 29.70, 107.40 29.70, 107.40 29.72；也可以另附 GeoJSON 或 shapefile，按代码对应。",
        "A boundary is a list of longitude and latitude with commas between, for example 107.38 29.70, 107.40 29.70, 107.40 29.72; or GeoJSON or a shapefile beside the workbook, joined by number.",
    ),
    (
        "内保单位写服务区域，或者写服务半径（米）；保安只能在本单位的服务区域内当班。",
        "A unit has its service area, or a service radius in metres; its guards serve only inside it.",
    ),
    (
        "手机号只用于叫人，导入后加密保存；导出的工作簿不含手机号，空着就是不改。",
        "Telephone numbers only serve to call people and are kept sealed; an exported workbook leaves them out, and an empty cell changes nothing.",
    ),
    (
        "责任挂接：每个片区要有所领导，每个警格要有民警，每个点位要有群防力量；暂缺可以导入，但会提醒。同一职责同时只能有一个人。",
        "Responsibilities: each patch has a leader, each beat an officer, each point a guardian. A vacancy is imported with a warning. A charge has one holder at a time.",
    ),
];
