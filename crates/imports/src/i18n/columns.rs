//! The columns of each sheet: headings in both languages, what may stand in them, and an example.
//!
//! rustfmt leaves the tables alone, so that each column reads as one line.

use domain::geo::crs::Crs;
use domain::jurisdiction::charge::ChargeLevel;
use domain::jurisdiction::code::Numbered;
use domain::jurisdiction::{CommunityKind, GridKind, GuardSource, NameKind, TeamMode, UnitStatus};
use domain::member::{AreaType, Level, MemberKind, PostKind, UnitCategory};

use crate::sheet::Kind::{self, Area, Choice, Code, Day, Lat, Lon, Names, Number, Phone, Ref, Text, Whole, Yes};
use crate::sheet::Need::{self, Always, Never, WhenNew};
use crate::sheet::{Column, Sheet, choices};

const fn c(
    name: &'static str,
    zh: &'static str,
    en: &'static str,
    kind: Kind,
    need: Need,
    example: &'static str,
) -> Column {
    Column { name, zh, en, kind, need, example }
}

/// The most people, households or places that a number can mean.
const MANY: i64 = 10_000_000;
/// The longest name, in characters.
const NAME: usize = 60;
/// The longest address, in characters.
const ADDRESS: usize = 120;

const CRS: Column = c("crs", "坐标系", "Reference system", Choice(choices::<Crs>), Never, "WGS-84");
const BOUNDARY: Column =
    c("boundary", "边界", "Boundary", Area, WhenNew, "107.380 29.700, 107.386 29.700, 107.386 29.705, 107.380 29.705");
const OUTLINE: Column = c("boundary", "边界", "Boundary", Area, Never, "");
const AT_LON: Column = c("lon", "经度", "Longitude", Lon, Never, "");
const AT_LAT: Column = c("lat", "纬度", "Latitude", Lat, Never, "");
const LON: Column = c("lon", "经度", "Longitude", Lon, WhenNew, "107.3815");
const LAT: Column = c("lat", "纬度", "Latitude", Lat, WhenNew, "29.7025");

/// The station: one row.
#[rustfmt::skip]
pub const STATION: &[Column] = &[
    c("code", "机构代码", "Number", Code(Numbered::Station), Always, "500102000001"),
    c("name", "名称", "Name", Text(NAME), Always, "示例派出所"),
    c("area_km2", "辖区面积（平方公里）", "Area in km²", Number(0.01, 100_000.0), WhenNew, "128"),
    c("pop_household", "户籍人口", "Registered inhabitants", Whole(MANY), WhenNew, "106000"),
    c("pop_resident", "常住人口", "Residents", Whole(MANY), WhenNew, "229000"),
    c("duty_phone", "值班电话", "Duty telephone", Phone, WhenNew, "023-00000110"),
    BOUNDARY, CRS,
];

/// Patches, each of a leader.
#[rustfmt::skip]
pub const PATCHES: &[Column] = &[
    c("code", "片区编号", "Number", Text(32), Always, "P1"),
    c("name", "片区名称", "Name", Text(NAME), Always, "示例片区"),
    OUTLINE, CRS,
];

/// Beats, each of an officer.
#[rustfmt::skip]
pub const BEATS: &[Column] = &[
    c("code", "警格编号", "Number", Text(32), Always, "B1"),
    c("name", "警格名称", "Name", Text(NAME), Always, "示例警格"),
    c("patch", "所属片区编号", "Patch", Ref(Sheet::Patches), WhenNew, "P1"),
    OUTLINE, CRS,
];

/// Communities and villages.
#[rustfmt::skip]
pub const COMMUNITIES: &[Column] = &[
    c("code", "村社区代码", "Number", Code(Numbered::Community), Always, "500102001001"),
    c("name", "名称", "Name", Text(NAME), Always, "示例社区"),
    c("area_type", "地域类型", "Kind of area", Choice(choices::<AreaType>), WhenNew, "城区"),
    c("kind", "居委会或村委会", "Kind", Choice(choices::<CommunityKind>), Never, "居委会"),
    c("population", "人口", "Population", Whole(MANY), Never, "8500"),
    c("households", "户数", "Households", Whole(MANY), Never, "2900"),
    BOUNDARY, CRS,
];

/// Grids.
#[rustfmt::skip]
pub const GRIDS: &[Column] = &[
    c("code", "网格代码", "Number", Code(Numbered::Grid), Always, "500102001001001"),
    c("name", "名称", "Name", Text(NAME), Always, "示例社区一网格"),
    c("community", "所属村社区代码", "Community", Ref(Sheet::Communities), WhenNew, "500102001001"),
    c("beat", "所属警格编号", "Beat", Ref(Sheet::Beats), Never, "B1"),
    c("kind", "网格类别", "Kind", Choice(choices::<GridKind>), Never, "普通网格"),
    c("population", "人口", "Population", Whole(MANY), Never, "860"),
    c("households", "户数", "Households", Whole(MANY), Never, "290"),
    BOUNDARY, CRS,
];

/// Micro-grids.
#[rustfmt::skip]
pub const MICRO_GRIDS: &[Column] = &[
    c("code", "微网格代码", "Number", Code(Numbered::MicroGrid), Always, "50010200100100101"),
    c("name", "名称", "Name", Text(NAME), Always, "示例一网格 1 号微网格"),
    c("grid", "所属网格代码", "Grid", Ref(Sheet::Grids), WhenNew, "500102001001001"),
    c("households", "户数", "Households", Whole(MANY), Never, "60"),
    AT_LON, AT_LAT, OUTLINE, CRS,
];

/// Member units.
#[rustfmt::skip]
pub const UNITS: &[Column] = &[
    c("name", "单位名称", "Name", Text(NAME), Always, "示例小区物业"),
    c("uscc", "统一社会信用代码", "Credit code", Code(Numbered::Unit), Never, "91350100M000100Y43"),
    c("aliases", "俗称", "Also called", Names, Never, "老棉纺厂宿舍"),
    c("category", "类别", "Category", Choice(choices::<UnitCategory>), WhenNew, "物业小区"),
    c("key_unit", "治安保卫重点单位", "Key unit", Yes, Never, "否"),
    c("grid", "所在网格代码", "Grid", Ref(Sheet::Grids), WhenNew, "500102001001001"),
    c("address", "地址", "Address", Text(ADDRESS), WhenNew, "示例路 1 号"),
    LON, LAT,
    c("service_area", "服务区域", "Service area", Area, Never, ""),
    c("service_radius_m", "服务半径（米）", "Service radius in metres", Number(10.0, 2_000.0), Never, "120"),
    c("status", "入网状态", "Status", Choice(choices::<UnitStatus>), Never, "在网"),
    c("guard_source", "保安来源", "Source of guards", Choice(choices::<GuardSource>), Never, "物业"),
    c("guards_full_time", "专职保安人数", "Guards full time", Whole(10_000), Never, "4"),
    c("guards_part_time", "兼职保安人数", "Guards part time", Whole(10_000), Never, "0"),
    c("opening_hours", "营业或开放时间", "Opening hours", Text(NAME), Never, "全天"),
    c("cameras", "监控探头数", "Cameras", Whole(100_000), Never, "12"),
    c("alarm_button", "一键报警", "Alarm button", Yes, Never, "否"),
    c("agreement_no", "协议编号", "Agreement", Text(NAME), Never, ""),
    CRS,
];

/// Fixed posts.
#[rustfmt::skip]
pub const POSTS: &[Column] = &[
    c("name", "岗位名称", "Name", Text(NAME), Always, "示例小区东门岗"),
    c("unit", "所属单位", "Unit", Ref(Sheet::Units), Never, "示例小区物业"),
    c("grid", "所在网格代码", "Grid", Ref(Sheet::Grids), WhenNew, "500102001001001"),
    c("kind", "岗位类型", "Kind", Choice(choices::<PostKind>), WhenNew, "门卫"),
    LON, LAT,
    c("radius_m", "在岗半径（米）", "Radius in metres", Number(10.0, 500.0), WhenNew, "50"),
    c("required_headcount", "应在岗人数", "People needed", Whole(100), WhenNew, "1"),
    c("duty_hours", "值守时间", "Duty hours", Text(NAME), Never, "00:00-24:00"),
    CRS,
];

/// Patrol teams.
#[rustfmt::skip]
pub const PATROL_TEAMS: &[Column] = &[
    c("name", "队名", "Name", Text(NAME), Always, "示例巡逻队"),
    c("mode", "巡逻方式", "Mode", Choice(choices::<TeamMode>), WhenNew, "步巡"),
    c("unit", "所属单位", "Unit", Ref(Sheet::Units), Never, ""),
    c("community", "所属村社区代码", "Community", Ref(Sheet::Communities), Never, "500102001001"),
    c("shift_plan", "班次安排", "Shift plan", Text(ADDRESS), Never, "每晚 19:00-22:00"),
];

/// Members of the community forces, and the police who can be called.
#[rustfmt::skip]
pub const MEMBERS: &[Column] = &[
    c("id", "系统编号", "Record", Text(36), Never, ""),
    c("person", "姓名", "Name", Text(NAME), Always, "张示例"),
    c("phone", "手机号", "Telephone", Phone, Never, "19900000001"),
    c("kind", "人员类别", "Kind", Choice(choices::<MemberKind>), WhenNew, "保安员"),
    c("unit", "所属单位", "Unit", Ref(Sheet::Units), Never, "示例小区物业"),
    c("post", "常在岗位", "Usual post", Ref(Sheet::Posts), Never, "示例小区东门岗"),
    c("grid", "所在网格代码", "Grid", Ref(Sheet::Grids), Never, "500102001001001"),
    c("community", "所在村社区代码", "Community", Ref(Sheet::Communities), Never, "500102001001"),
    c("adult", "已满18周岁", "18 or older", Yes, WhenNew, "是"),
    c("trained_until", "培训有效期至", "Trained until", Day, Never, "2027-06-30"),
    c("guard_cert_until", "保安员证有效期至", "Guard certificate until", Day, Never, "2028-12-31"),
    c("insured_until", "保险有效期至", "Insured until", Day, Never, "2027-06-30"),
    c("level_max", "最高处置等级", "Highest level", Choice(choices::<Level>), WhenNew, "先期处置"),
    c("self_enrolled", "自愿下班后应召", "Calls when off shift", Yes, Never, "否"),
];

/// Who answers for which patch, beat and point.
#[rustfmt::skip]
pub const RESPONSIBILITIES: &[Column] = &[
    c("level", "责任层级", "Level", Choice(choices::<ChargeLevel>), Always, "群防力量包点"),
    c("target", "片区编号、警格编号或点位名称", "Patch, beat or point", Text(NAME), Always, "示例小区东门岗"),
    c("holder", "责任人姓名", "Holder", Text(NAME), Always, "张示例"),
    c("holder_phone", "责任人手机号", "Holder's telephone", Phone, Never, "19900000001"),
    c("holder_id", "责任人系统编号", "Holder's record", Text(36), Never, ""),
    c("from", "任职日期", "From", Day, Never, "2026-01-01"),
];

/// What people call places.
#[rustfmt::skip]
pub const LOCAL_NAMES: &[Column] = &[
    c("name", "俗称", "Local name", Text(NAME), Always, "老供销社"),
    c("kind", "类别", "Kind", Choice(choices::<NameKind>), WhenNew, "俗称"),
    c("grid", "所在网格代码", "Grid", Ref(Sheet::Grids), WhenNew, "500102001001001"),
    c("unit", "所属单位", "Unit", Ref(Sheet::Units), Never, ""),
    LON, LAT, CRS,
];
