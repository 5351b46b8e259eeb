//! The words of the simulated town: what residents report, and what the desk writes down.

use domain::incident::{Disposition, PoliceNature};
use domain::member::UnitCategory;

use UnitCategory::{
    Bank, Construction, Enterprise, Entertainment, Hospital, Hotel, Kindergarten, Logistics, Mall, Other, Property,
    School, TransportHub,
};

/// Why an incident was given up.
pub(crate) const GAVE_UP: &str = "长时间无进展，经核实报警人已离开，撤销";
/// Why a transferred incident is over.
pub(crate) const TRANSFER_DONE: &str = "12345已回执办理";
/// Why an invalid report is closed.
pub(crate) const INVALID: &str = "核实为无效警情";
/// Why something is transferred.
pub(crate) const TRANSFER: &str = "属咨询、环境类事项，转12345";
/// Why police are sent instead.
pub(crate) const NOBODY: &str = "附近群防力量无人应答，请民警前往";
/// Why something is cancelled.
pub(crate) const SETTLED: &str = "报警人来电称已自行解决";
/// Why police are sent too.
pub(crate) const POLICE_NEEDED: &str = "警务类警情，需民警到场";
/// Why the commander closes without police.
pub(crate) const COMMANDER: &str = "电话核实双方已离开，无警务处置内容";

const FEEDBACK: &[&str] =
    &["已电话回告报警人", "报警人表示知晓", "报警人表示满意", "已告知后续处理方式", "现场已恢复秩序"];

/// What the desk feeds back.
pub(crate) fn feedback(taste: u64) -> &'static str {
    FEEDBACK[(taste % FEEDBACK.len() as u64) as usize]
}

const RESULTS: &[(Disposition, &str)] = &[
    (Disposition::Resolved, "到场后协调处理完毕"),
    (Disposition::Resolved, "已联系物业处理，现场恢复正常"),
    (Disposition::Persuaded, "经劝解，双方各让一步，已离开"),
    (Disposition::Persuaded, "就近劝解，约定改日再商量"),
    (Disposition::Resolved, "已协助挪开，道路畅通"),
    (Disposition::NotFound, "到场未发现所述情况"),
    (Disposition::Persuaded, "说明情况后劝离"),
    (Disposition::FalseAlarm, "核实为误会"),
];

const POLICE_RESULTS: &[(Disposition, &str)] = &[
    (Disposition::HandedToPolice, "移交民警处理"),
    (Disposition::HandedToPolice, "民警到场登记，后续由民警办理"),
    (Disposition::Resolved, "民警到场后平息"),
    (Disposition::NotFound, "到场后当事人已离开"),
];

/// What is recorded when everybody is done.
pub(crate) fn result(taste: u64, nature: PoliceNature) -> (Disposition, &'static str) {
    let results = if nature == PoliceNature::NonPolice { RESULTS } else { POLICE_RESULTS };
    results[((taste / 7) % results.len() as u64) as usize]
}

/// How the second caller begins.
pub(crate) const AGAIN: &[&str] = &["我也看到了,", "催一下,", "还没人来吗,"];

/// Who calls.
pub(crate) const CALLERS: &[&str] = &["王女士", "李先生", "张先生", "刘女士", "陈先生", "何女士", "罗先生", "谢女士"];

/// Something that happens in the town. `{}` stands for the place.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Scene {
    /// Its category, which the reporter may or may not name.
    pub category: &'static str,
    /// How often it happens.
    pub weight: f64,
    /// Where: units of these categories; none means in the street.
    pub at: &'static [UnitCategory],
    /// What is said.
    pub says: &'static [&'static str],
    /// What makes it grave.
    pub grave: Grave,
}

/// What makes a scene grave.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Grave {
    pub weapon: bool,
    pub minor: bool,
    pub violence: bool,
    pub injured: u32,
}

impl Scene {
    /// Whether somebody is in danger: what the program makes P1 by itself, fire and gas with it.
    pub fn is_grave(&self) -> bool {
        self.grave != CALM || matches!(self.category, "6001" | "6002")
    }
}

const CALM: Grave = Grave { weapon: false, minor: false, violence: false, injured: 0 };

const fn scene(
    category: &'static str,
    weight: f64,
    at: &'static [UnitCategory],
    says: &'static [&'static str],
) -> Scene {
    Scene { category, weight, at, says, grave: CALM }
}

const fn grave(scene: Scene, grave: Grave) -> Scene {
    Scene { grave, ..scene }
}

/// Everything that may happen.
pub(crate) const SCENES: &[Scene] = &[
    scene(
        "5101",
        7.0,
        &[Property, Mall, Hospital, Hotel],
        &["{}门口有车挡住通道，请帮忙挪车", "{}地库出口被一辆白色轿车挡道", "{}消防通道上占道停车，电话打不通"],
    ),
    scene(
        "5103",
        5.0,
        &[Property, School, Kindergarten, Hotel],
        &[
            "{}有蝙蝠飞进楼道，家里老人害怕",
            "{}绿化带里有条蛇，孩子们在旁边玩",
            "{}门岗旁有马蜂窝",
            "{}一只猫叫了一夜，卡在雨棚上",
        ],
    ),
    scene(
        "5107",
        4.5,
        &[Property, Mall, Hotel],
        &["{}水管裂了，楼道里全是水，请报修", "{}电梯坏了停在一楼，没有人困在里面", "{}跳闸停电，物业电话打不通"],
    ),
    scene(
        "4001",
        7.0,
        &[Property],
        &["{}楼上漏水，邻居在楼道里吵起来了", "{}隔壁楼道堆物，两家又争起来", "{}邻居为晾衣杆争吵，声音很大"],
    ),
    scene("4007", 6.0, &[Property, Mall, Hospital], &["{}两人抢车位，互不相让", "{}道闸口因停车费吵起来，后面堵了车"]),
    scene("4006", 4.0, &[Property], &["{}业主因物业费和物业公司的人争执", "{}几位业主在物业办公室讨说法，情绪激动"]),
    scene(
        "4003",
        4.0,
        &[Mall, Entertainment, Hotel],
        &["{}顾客要退款，店员不同意，正在争吵", "{}买到过期食品，商家不退钱"],
    ),
    scene("4010", 4.0, &[School, Mall], &["{}门口几个学生推搡，还没动手", "{}放学后两个学生吵架，围了不少人"]),
    scene(
        "4004",
        2.0,
        &[Construction, Enterprise],
        &["{}工人来问拖欠工资的事，老板没露面", "{}门口两名工人因辞退和门卫争执"],
    ),
    scene("4002", 3.0, &[Property], &["{}两口子吵架，摔东西，邻居不放心", "{}婆媳争吵，老人坐在门口不肯回家"]),
    scene("5106", 4.0, &[School, Mall, Other], &["{}门口摊贩占道经营，放学路都堵了", "{}旁边烧烤摊占了人行道"]),
    scene("5104", 2.0, &[Mall, TransportHub, Bank], &["在{}捡到一个钱包，请来人", "{}有位老人钱包丢了，很着急"]),
    scene("5105", 3.0, &[], &["{}井盖翘起来了，晚上危险", "{}路灯坏了一排", "{}护栏坏了，斜在路上"]),
    scene("5102", 1.5, &[Property], &["{}住户没带钥匙进不了门，请帮忙联系开锁"]),
    scene("5108", 1.5, &[], &["{}有餐馆油烟直排，臭味很大", "{}有人倒垃圾和污水"]),
    scene("5109", 1.5, &[], &["请问身份证到期在哪里办证，我在{}", "咨询一下迁户口的事，人在{}"]),
    scene("2008", 4.0, &[Property, Entertainment], &["{}夜里音响太大声，扰民", "{}有人半夜装修吵得睡不着"]),
    scene("3002", 4.0, &[], &["{}两车相撞，车头有刮蹭，人没事", "{}一辆电动车追尾，挡在路中间"]),
    scene("3003", 3.0, &[School, Hospital], &["{}门口违停严重，堵住路口", "{}拥堵，救护车进不去"]),
    scene("1001", 2.5, &[Property, Mall, Logistics], &["{}电动车电瓶被偷了", "{}有包裹被盗，监控能看到人"]),
    scene("2001", 2.5, &[Entertainment, Mall, TransportHub], &["{}门口几个人酒后打架", "{}两名男子动手打起来了"]),
    scene("5002", 1.5, &[Mall, TransportHub, Hospital], &["{}有老人不见了，穿灰色外套", "{}一位家长说孩子走丢了"]),
    scene("5003", 1.0, &[Property, Hotel], &["{}电梯困人，里面两个人"]),
    scene("7001", 2.0, &[Property, Enterprise, Bank], &["{}附近有陌生人徘徊，一直往里看", "{}有个可疑的人逐户推门"]),
    scene("7003", 2.0, &[Property, Enterprise], &["{}飞线充电，好几根线拖到楼下", "{}消防通道堵塞，堆满纸箱"]),
    scene("6004", 0.8, &[], &["{}路边一棵树倒了，挡了半边路", "{}边坡有落石"]),
    scene("9001", 1.2, &[], &["打错了，不好意思"]),
    scene("9004", 0.8, &[], &["设备测试，请忽略"]),
    scene("6001", 1.0, &[Property, Logistics, Enterprise], &["{}三楼窗户冒烟，有焦味", "{}垃圾房着火了"]),
    scene("6002", 0.7, &[Property, Mall], &["{}楼道里煤气味很重"]),
    grave(
        scene("2001", 0.9, &[Entertainment, TransportHub], &["{}有人拿刀在门口比划"]),
        Grave { weapon: true, ..CALM },
    ),
    grave(scene("2002", 0.9, &[Property], &["{}听到女的哭喊，男的在打人"]), Grave { violence: true, ..CALM }),
    grave(scene("3001", 1.0, &[], &["{}电动车撞人，老人倒在地上"]), Grave { injured: 1, ..CALM }),
    grave(scene("5004", 0.9, &[Mall, TransportHub], &["{}一位大爷晕倒了，叫不应"]), Grave { injured: 1, ..CALM }),
    grave(scene("2012", 0.6, &[School], &["{}后门几个学生围着一个学生，在推他"]), Grave { minor: true, ..CALM }),
];
