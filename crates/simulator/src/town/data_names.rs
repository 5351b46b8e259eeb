//! Invented names of the demo town: no place, unit or person of this list is meant to exist.

use std::collections::BTreeSet;

use dispatch::street::Class;
use domain::member::{AreaType, UnitCategory};

use crate::rng::Rng;

/// The demo station's name, on every page and print of the demo.
pub(crate) const STATION: &str = "示范派出所";

const SURNAMES: &[&str] = &[
    "王", "李", "张", "刘", "陈", "杨", "黄", "赵", "周", "吴", "徐", "孙", "马", "朱", "胡", "郭", "何", "林", "罗",
    "高", "郑", "梁", "谢", "宋", "唐", "许", "韩", "冯", "邓", "曹", "彭", "曾", "肖", "田", "董", "袁", "潘", "蒋",
    "蔡", "余", "杜", "叶", "程", "苏", "魏", "吕", "丁", "任", "沈", "姚", "卢", "姜", "崔", "钟", "谭", "陆", "汪",
    "范", "石", "廖", "贾", "夏", "韦", "付", "方", "白", "邹", "孟", "熊", "秦", "邱", "江", "尹", "薛", "闫", "段",
    "雷", "侯", "龙", "冉", "欧阳", "司马", "上官",
];

const GIVEN_FIRST: &[&str] = &[
    "建", "志", "文", "明", "国", "晓", "春", "永", "海", "家", "小", "光", "德", "秀", "玉", "桂", "红", "丽", "世",
    "天", "正", "立", "云", "东", "少", "子", "俊", "思", "雨", "佳", "兴", "万", "宗", "启", "广", "庆", "素", "淑",
    "月", "成",
];

const GIVEN_LAST: &[&str] = &[
    "华", "军", "平", "强", "勇", "伟", "刚", "林", "兰", "芳", "梅", "英", "霞", "琴", "燕", "峰", "斌", "涛", "辉",
    "波", "清", "元", "全", "福", "贵", "生", "贤", "轩", "宇", "涵", "怡", "琳", "珍", "碧", "容", "超", "磊", "鑫",
    "良", "松",
];

const COMMUNITY_TOWN: &[&str] = &[
    "柑坪",
    "望榴",
    "石鼓湾",
    "梧桐井",
    "南浦门",
    "听涛",
    "杏林里",
    "双鲤",
    "金盏",
    "北栅",
    "老盐仓",
    "锦屏桥",
    "榕荫",
];

const COMMUNITY_EDGE: &[&str] = &["白果坡", "三棵松", "新渡", "麻柳沱", "鹤鸣台", "窑湾子", "青藤", "大田坎"];

const COMMUNITY_FAR: &[&str] = &["云岭", "雾泉", "石笋沟", "响水岩", "杉木垭", "野鹿坪", "油草坝", "黄檀岗"];

const STREET_ONE: &[&str] = &[
    "望", "听", "鹿", "鹤", "杏", "榴", "柑", "桐", "榕", "松", "荷", "菱", "锦", "澄", "暖", "朗", "霁", "槐", "枫",
    "蓼", "芷", "棠", "桑", "栖", "映", "沁", "漱", "拾", "倚", "抱", "揽", "问", "采", "寄", "渡", "眠", "鸣", "浣",
];

const STREET_TWO: &[&str] = &[
    "溪", "岚", "泉", "坪", "湾", "台", "浦", "洲", "岭", "桥", "亭", "井", "林", "园", "月", "霞", "星", "风", "竹",
    "苔", "舟", "帆", "烟", "汀", "渚", "墙", "窗", "檐", "坞", "屿", "川", "麦", "禾", "藤", "篱", "炉", "砚", "梯",
];

const UNIT_ONE: &[&str] = &[
    "锦榴",
    "望岚",
    "鹿鸣",
    "桐月",
    "澄湾",
    "杏泉",
    "双鲤",
    "听荷",
    "榕桥",
    "朗星",
    "霁川",
    "柑园",
    "鹤汀",
    "棠溪",
    "栖霞台",
    "枫禾",
    "沁竹",
    "揽月",
    "菱洲",
    "映山",
    "芷兰",
    "漱石",
    "采薇",
    "渡云",
    "暖亭",
    "拾光里",
    "浣花井",
    "麦浪",
    "青篱",
    "石鼓",
    "金盏",
    "望榴",
    "南浦",
    "北栅",
    "云岭",
    "松风",
    "倚窗",
    "问津台",
    "抱朴",
    "寄帆",
];

const ALIASES: &[&str] = &[
    "老粮站",
    "大转盘",
    "黄葛树脚",
    "电影院背后",
    "老车站",
    "水塔坡",
    "三角地",
    "供销社",
    "铁门口",
    "鱼市口",
    "锅炉房",
    "百步梯",
    "老邮局",
    "红砖楼",
    "工人村",
    "大坝子",
    "石狮子",
    "老戏台",
    "纺织厂门口",
    "五金巷子口",
    "榨油坊",
    "渡口上",
    "棉花库",
    "钟楼底下",
    "老食堂",
    "灯光球场",
    "煤坪",
    "染坊",
    "豆花街口",
    "洋房子",
    "马房湾",
    "老政府",
    "牛市",
    "缆车站",
    "汽修厂",
    "果品库",
];

/// Gives each person a name.
pub(crate) fn person(rng: &mut Rng) -> String {
    let surname = rng.pick(SURNAMES).copied().unwrap_or_default();
    let last = rng.pick(GIVEN_LAST).copied().unwrap_or_default();
    if rng.chance(0.22) {
        return format!("{surname}{last}");
    }
    format!("{surname}{}{last}", rng.pick(GIVEN_FIRST).copied().unwrap_or_default())
}

/// Names the communities of a kind of area, in order.
pub(crate) fn community(area: AreaType, nth: usize) -> String {
    let (names, suffix) = match area {
        AreaType::Urban => (COMMUNITY_TOWN, "社区"),
        AreaType::Suburban => (COMMUNITY_EDGE, "社区"),
        AreaType::Remote => (COMMUNITY_FAR, "村"),
    };
    match names.get(nth) {
        Some(name) => format!("{name}{suffix}"),
        None => format!("{}{}{suffix}", names[nth % names.len()], if nth < 2 * names.len() { "新" } else { "东" }),
    }
}

/// Street names that are still free.
pub(crate) struct StreetNames {
    stems: Vec<String>,
    bridges: usize,
}

/// Puts all street names into a random order.
pub(crate) fn street_names(rng: &mut Rng) -> StreetNames {
    let mut stems: Vec<String> =
        STREET_ONE.iter().flat_map(|one| STREET_TWO.iter().map(move |two| format!("{one}{two}"))).collect();
    rng.shuffle(&mut stems);
    StreetNames { stems, bridges: 0 }
}

impl StreetNames {
    /// Names a street by its class, how far out it is and how long it is; short country lanes have no name.
    pub fn next(&mut self, class: Class, far: bool, length_m: f64) -> Option<String> {
        let suffix = match (class, far) {
            (Class::Major, true) => "公路",
            (Class::Major, false) if length_m > 1_500.0 => "大道",
            (Class::Major, false) => "路",
            (Class::Minor, true) if length_m < 500.0 => return None,
            (Class::Minor, true) => "村道",
            (Class::Minor, false) if length_m > 500.0 => "街",
            (Class::Minor, false) => "支路",
            (Class::Path, true) => return None,
            (Class::Path, false) if self.bridges.is_multiple_of(3) => "梯坎",
            (Class::Path, false) => "巷",
        };
        self.bridges += usize::from(class == Class::Path);
        self.stems.pop().map(|stem| format!("{stem}{suffix}"))
    }
}

/// Gives each unit a name of its category that is not taken.
pub(crate) fn unit(category: UnitCategory, taken: &mut BTreeSet<String>, rng: &mut Rng) -> String {
    let endings: &[&str] = match category {
        UnitCategory::School => &["小学", "中学", "实验小学", "职业中学"],
        UnitCategory::Kindergarten => &["幼儿园", "第二幼儿园"],
        UnitCategory::Bank => &["商业银行网点", "农商银行支行", "储蓄所"],
        UnitCategory::Hospital => &["卫生服务中心", "医院", "中医院"],
        UnitCategory::Mall => &["购物中心", "商场", "生活广场"],
        UnitCategory::Property => &["小区", "花园", "苑", "公寓", "家园"],
        UnitCategory::Enterprise => &["机械厂", "食品厂", "建材公司", "纺织公司", "电子科技园"],
        UnitCategory::Government => &["便民服务中心", "水务所", "综合办公楼"],
        UnitCategory::GasStation => &["加油站"],
        UnitCategory::Hotel => &["宾馆", "酒店", "客栈"],
        UnitCategory::Logistics => &["物流园", "快递分拨点"],
        UnitCategory::Entertainment => &["影城", "歌城", "网吧"],
        UnitCategory::Construction => &["二期工地", "安置房工地"],
        UnitCategory::TransportHub => &["客运站", "公交枢纽", "轮渡码头"],
        UnitCategory::Other => &["农贸市场", "养老院"],
    };
    for round in 0..200 {
        let stem = rng.pick(UNIT_ONE).copied().unwrap_or_default();
        let ending = rng.pick(endings).copied().unwrap_or_default();
        let name = if round < 80 { format!("{stem}{ending}") } else { format!("{stem}第{}{ending}", round / 40) };
        if taken.insert(name.clone()) {
            return name;
        }
    }
    format!("单位{}", taken.len())
}

/// Gives a unit what the neighbourhood calls it: many have one such name.
pub(crate) fn alias(rng: &mut Rng, taken: &mut BTreeSet<String>) -> Option<String> {
    if !rng.chance(0.45) {
        return None;
    }
    (0..20).filter_map(|_| rng.pick(ALIASES).map(|it| (*it).to_owned())).find(|it| taken.insert(it.clone()))
}

/// Where no street near by has a name, addresses say this.
pub(crate) const NAMELESS: &str = "无名路";

/// Streets with such words in their names have no houses.
const HOUSELESS: &[&str] = &["隧道", "Túnel", "Tunnel", "大桥"];

/// Whether houses may stand at a street, by its name.
pub(crate) fn has_houses(street: Option<&str>) -> bool {
    street.is_none_or(|name| !HOUSELESS.iter().any(|it| name.contains(it)))
}

/// The number of a house.
pub(crate) fn house(street: &str, number: usize) -> String {
    format!("{street}{number}号")
}

/// Names the grids of a community.
pub(crate) fn grid(community: &str, nth: usize) -> String {
    format!("{community}第{nth}网格")
}

/// Names the posts of units and of the station.
pub(crate) fn post(of: &str, what: PostName) -> String {
    let what = match what {
        PostName::Gate => "门岗",
        PostName::BackGate => "后门岗亭",
        PostName::PoliceRoom => "警务室",
        PostName::Stationed => "屯警点",
        PostName::Escort => "护学岗",
    };
    format!("{of}{what}")
}

/// What a post is called.
#[derive(Clone, Copy, Debug)]
pub(crate) enum PostName {
    Gate,
    BackGate,
    PoliceRoom,
    Stationed,
    Escort,
}

/// The people of the demo who sit at the desk and above.
pub(crate) const DESK_NAMES: &[&str] = &["冉静怡", "秦朗", "石立峰", "谭永清", "余素华", "韦正全", "石慧敏", "秦守一"];

/// Local names of corners, invented; each occurs once.
pub(crate) const LOCAL: &[&str] = &[
    "老粮仓",
    "大榕树脚",
    "鸭儿塘",
    "旧戏台",
    "铁匠铺口",
    "三岔坝",
    "洗衣石",
    "打铜巷口",
    "白塔脚",
    "老船码头",
    "歪脖子树",
    "五角亭",
    "石磨坊",
    "盐店坡",
    "磨盘石",
    "红砖楼",
    "老水井",
    "烟囱底下",
    "小石桥",
    "晒谷坝",
    "油坊口",
    "半边街",
    "炮台坡",
    "望江石",
    "转盘口",
    "老邮局",
    "大水缸",
    "豆腐房",
    "银杏坝",
    "双水井",
];

/// When the patrol teams go.
pub(crate) const SHIFT_PLAN: &str = "每晚19:00至22:00，周末加中午一班";
/// The entrance of a building.
pub(crate) const ENTRANCE: &str = "1单元";
/// The second gate of an estate.
pub(crate) const SIDE_GATE: &str = "侧门";

/// A patch's name.
pub(crate) fn patch(nth: usize) -> String {
    let names = ["城中片区", "城郊片区", "山乡片区"];
    names[nth % names.len()].to_owned()
}

/// A beat's name, after its first community.
pub(crate) fn beat(community: &str) -> String {
    let stem = community.trim_end_matches("社区").trim_end_matches('村');
    format!("{stem}警格")
}

/// An estate's micro-grid.
pub(crate) fn micro_grid(unit: &str) -> String {
    format!("{unit}微网格")
}

/// A patrol team's name.
pub(crate) fn team(community: &str) -> String {
    format!("{community}平安巡逻队")
}

/// A building's name.
pub(crate) fn building(nth: usize) -> String {
    format!("{}号楼", nth + 1)
}

/// The chief's name: that of the account.
pub(crate) fn chief() -> &'static str {
    // The fourth of the staff.
    DESK_NAMES[3]
}
