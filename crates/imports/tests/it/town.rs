//! A town of the size of a real jurisdiction, as somebody would type it into sheets: 27 communities, 267 grids,
//! 175 units, 230 members. Everything in it is made up.

use std::collections::BTreeMap;

use domain::jurisdiction::code::uscc_check;
use imports::sheet::Sheet;
use rust_xlsxwriter::Workbook;

/// A row: cells by the names of the columns.
pub type Line = BTreeMap<&'static str, String>;

/// The sheets of a workbook.
#[derive(Clone, Default)]
pub struct Town(pub BTreeMap<Sheet, Vec<Line>>);

pub const COMMUNITIES: usize = 27;
pub const GRIDS: usize = 267;
pub const UNITS: usize = 175;
pub const MEMBERS: usize = 230;
pub const OFFICERS: usize = 27;
pub const LEADERS: usize = 3;
pub const TEAMS: usize = 5;
pub const CHARGES: usize = LEADERS + OFFICERS + UNITS + TEAMS;

const WEST: f64 = 107.30;
const SOUTH: f64 = 29.65;
const WIDE: f64 = 0.015;
const HIGH: f64 = 0.03;
const ACROSS: usize = 9;

pub fn line<const N: usize>(cells: [(&'static str, String); N]) -> Line {
    cells.into_iter().collect()
}

fn rectangle(west: f64, south: f64, east: f64, north: f64) -> String {
    format!("{west:.6} {south:.6}, {east:.6} {south:.6}, {east:.6} {north:.6}, {west:.6} {north:.6}")
}

pub fn community_code(number: usize) -> String {
    format!("500102001{:03}", number + 1)
}

/// A grid: its community, its code, and its middle.
pub struct Cell {
    pub community: usize,
    pub code: String,
    pub middle: (f64, f64),
    boundary: String,
}

/// Every grid: ten in each community from west to east, nine in the last three.
pub fn cells() -> Vec<Cell> {
    let mut cells = Vec::new();
    for community in 0..COMMUNITIES {
        let count = if community < COMMUNITIES - 3 { 10 } else { 9 };
        let (west, south) = corner(community);
        let step = WIDE / count as f64;
        for number in 0..count {
            let left = west + step * number as f64;
            cells.push(Cell {
                community,
                code: format!("{}{:03}", community_code(community), number + 1),
                middle: (left + step / 2.0, south + HIGH / 2.0),
                boundary: rectangle(left, south, left + step, south + HIGH),
            });
        }
    }
    assert_eq!(cells.len(), GRIDS);
    cells
}

fn corner(community: usize) -> (f64, f64) {
    let (column, row) = (community % ACROSS, community / ACROSS);
    (WEST + WIDE * column as f64, SOUTH + HIGH * row as f64)
}

pub fn phone(number: usize) -> String {
    format!("1990000{number:04}")
}

pub fn credit_code(number: usize) -> String {
    let first = format!("91500102MA5U{number:05}");
    let check = uscc_check(&first).unwrap();
    format!("{first}{check}")
}

/// The right workbook.
pub fn town() -> Town {
    let mut town = Town::default();
    let cells = cells();
    town.0.insert(Sheet::Station, vec![station()]);
    town.0.insert(
        Sheet::Patches,
        (0..LEADERS).map(|it| line([("code", format!("P{it}")), ("name", format!("片区{it}"))])).collect(),
    );
    town.0.insert(Sheet::Beats, (0..OFFICERS).map(beat).collect());
    town.0.insert(Sheet::MicroGrids, (0..10).map(|it| micro_grid(it, &cells[it])).collect());
    town.0.insert(Sheet::PatrolTeams, (0..TEAMS).map(team).collect());
    town.0.insert(Sheet::Responsibilities, (0..CHARGES).map(charge).collect());
    town.0.insert(Sheet::LocalNames, (0..20).map(|it| local_name(it, &cells[it])).collect());
    town.0.insert(Sheet::Communities, (0..COMMUNITIES).map(community).collect());
    town.0.insert(Sheet::Grids, cells.iter().enumerate().map(|(number, it)| grid(number, it)).collect());
    town.0.insert(Sheet::Units, (0..UNITS).map(|it| unit(it, &cells[it])).collect());
    town.0.insert(Sheet::Posts, (0..UNITS).map(|it| post(it, &cells[it])).collect());
    town.0.insert(Sheet::Members, (0..MEMBERS).map(|it| member(it, &cells)).collect());
    town
}

fn station() -> Line {
    line([
        ("code", "500102000009".into()),
        ("name", "试验派出所".into()),
        ("area_km2", "128".into()),
        ("pop_household", "106000".into()),
        ("pop_resident", "229000".into()),
        ("duty_phone", "023-00000110".into()),
        ("boundary", rectangle(WEST, SOUTH, WEST + WIDE * ACROSS as f64, SOUTH + HIGH * 3.0)),
    ])
}

fn community(number: usize) -> Line {
    let (west, south) = corner(number);
    line([
        ("code", community_code(number)),
        ("name", format!("第{}社区", number + 1)),
        ("area_type", ["城区", "城郊", "偏远"][number % 3].into()),
        ("population", "8500".into()),
        ("households", "2900".into()),
        ("boundary", rectangle(west, south, west + WIDE, south + HIGH)),
    ])
}

fn grid(number: usize, cell: &Cell) -> Line {
    line([
        ("code", cell.code.clone()),
        ("name", format!("{}号网格", number + 1)),
        ("community", community_code(cell.community)),
        ("beat", format!("B{}", cell.community)),
        ("boundary", cell.boundary.clone()),
    ])
}

fn beat(number: usize) -> Line {
    let patch = format!("P{}", number / ACROSS);
    line([("code", format!("B{number}")), ("name", format!("{number}号警格")), ("patch", patch)])
}

fn micro_grid(number: usize, cell: &Cell) -> Line {
    line([
        ("code", format!("{}01", cell.code)),
        ("name", format!("{number}号微网格")),
        ("grid", cell.code.clone()),
        ("households", "60".into()),
    ])
}

pub fn team_name(number: usize) -> String {
    format!("夜巡{}队", number + 1)
}

fn team(number: usize) -> Line {
    line([
        ("name", team_name(number)),
        ("mode", "步巡".into()),
        ("community", community_code(number)),
        ("shift_plan", "每晚 19:00-22:00".into()),
    ])
}

/// Leaders of patches, officers of beats, a guard for each gate, a grid worker for each team.
fn charge(number: usize) -> Line {
    let (level, target, holder) = if number < LEADERS {
        ("所领导包片", format!("P{number}"), UNITS + OFFICERS + number)
    } else if number < LEADERS + OFFICERS {
        ("民警包格", format!("B{}", number - LEADERS), UNITS + number - LEADERS)
    } else if number < LEADERS + OFFICERS + UNITS {
        let post = number - LEADERS - OFFICERS;
        ("群防力量包点", post_name(post), post)
    } else {
        let team = number - LEADERS - OFFICERS - UNITS;
        ("群防力量包点", team_name(team), UNITS + OFFICERS + LEADERS + team)
    };
    line([("level", level.into()), ("target", target), ("holder", person(holder)), ("from", "2026-01-01".into())])
}

fn local_name(number: usize, cell: &Cell) -> Line {
    let mut name = line([("name", format!("老地名{number}")), ("kind", "俗称".into())]);
    name.extend(place(cell));
    name
}

pub fn unit_name(number: usize) -> String {
    format!("试验单位{}", number + 1)
}

pub fn post_name(number: usize) -> String {
    format!("试验单位{}门岗", number + 1)
}

fn place(cell: &Cell) -> [(&'static str, String); 3] {
    [("grid", cell.code.clone()), ("lon", format!("{:.6}", cell.middle.0)), ("lat", format!("{:.6}", cell.middle.1))]
}

fn unit(number: usize, cell: &Cell) -> Line {
    let mut unit = line([
        ("name", unit_name(number)),
        ("guard_source", "保安公司派驻".into()),
        ("uscc", credit_code(number)),
        ("category", ["学校", "银行网点", "物业小区", "商场", "企业"][number % 5].into()),
        ("key_unit", "否".into()),
        ("address", format!("试验路{}号", number + 1)),
        ("service_radius_m", "60".into()),
    ]);
    unit.extend(place(cell));
    unit
}

fn post(number: usize, cell: &Cell) -> Line {
    let mut post = line([
        ("name", post_name(number)),
        ("unit", unit_name(number)),
        ("kind", "门卫".into()),
        ("radius_m", "50".into()),
        ("required_headcount", "1".into()),
    ]);
    post.extend(place(cell));
    post
}

pub fn person(number: usize) -> String {
    format!("群防{}", number + 1)
}

/// Guards of the units first, then officers of the beats, leaders of the patches, and grid workers.
fn member(number: usize, cells: &[Cell]) -> Line {
    let mut member = line([
        ("person", person(number)),
        ("phone", phone(number)),
        ("adult", "是".into()),
        ("trained_until", "2027-06-30".into()),
        ("insured_until", "2027-06-30".into()),
        ("level_max", "先期处置".into()),
    ]);
    if number < UNITS {
        member.insert("kind", "保安员".into());
        member.insert("unit", unit_name(number));
        member.insert("post", post_name(number));
        member.insert("guard_cert_until", "2028-12-31".into());
    } else if number < UNITS + OFFICERS + LEADERS {
        member.insert("kind", "民警".into());
    } else {
        member.insert("kind", "网格员".into());
        member.insert("grid", cells[number].code.clone());
    }
    member
}

impl Town {
    /// A cell to write over.
    pub fn cell(&mut self, sheet: Sheet, at: usize, column: &'static str) -> &mut String {
        self.0.get_mut(&sheet).unwrap()[at].entry(column).or_default()
    }

    /// The number of a row in the file.
    pub fn row(at: usize) -> u32 {
        u32::try_from(at).unwrap() + 2
    }

    /// The workbook as a person's hand leaves it: Chinese headings, everything typed as text.
    pub fn file(&self) -> Vec<u8> {
        let mut workbook = Workbook::new();
        for (sheet, lines) in &self.0 {
            let page = workbook.add_worksheet();
            page.set_name(sheet.zh()).unwrap();
            for (at, column) in (0..).zip(sheet.columns()) {
                page.write(0, at, column.zh).unwrap();
                for (line, cells) in (1..).zip(lines) {
                    if let Some(text) = cells.get(column.name).filter(|it| !it.is_empty()) {
                        page.write(line, at, text).unwrap();
                    }
                }
            }
        }
        workbook.save_to_buffer().unwrap()
    }
}
