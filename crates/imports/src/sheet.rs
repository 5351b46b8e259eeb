//! The workbook's format: its sheets, their columns, and what may stand in each.

use domain::code::Code;
use domain::jurisdiction::code::Numbered;

use crate::i18n::columns;

domain::codes! {
    /// A sheet of the workbook, in the order in which they are read: what others point to comes first.
    pub enum Sheet {
        Station = "station", "派出所", "Station";
        Patches = "patches", "片区", "Patches";
        Beats = "beats", "警格", "Beats";
        Communities = "communities", "村社区", "Communities";
        Grids = "grids", "网格", "Grids";
        MicroGrids = "micro_grids", "微网格", "Micro-grids";
        Units = "units", "内保单位", "Units";
        Posts = "posts", "固定岗", "Posts";
        PatrolTeams = "patrol_teams", "流动哨", "Patrol teams";
        Members = "members", "群防成员", "Members";
        Responsibilities = "responsibilities", "责任挂接", "Responsibilities";
        LocalNames = "local_names", "俗称", "Local names";
    }
}

/// One word of a list: the wire word and both names.
pub type Choice = (&'static str, &'static str, &'static str);

/// What may stand in a column.
#[derive(Clone, Copy, Debug)]
pub enum Kind {
    /// Words, at most so many characters.
    Text(usize),
    /// Several names, with a comma between.
    Names,
    /// The number of a place, by the rules of the district.
    Code(Numbered),
    /// A telephone number.
    Phone,
    /// A whole number from 0 to the limit.
    Whole(i64),
    /// A number between two limits.
    Number(f64, f64),
    /// Yes or no.
    Yes,
    /// A day.
    Day,
    /// One of a list.
    Choice(fn() -> Vec<Choice>),
    /// The key of a row of another sheet.
    Ref(Sheet),
    /// Degrees east.
    Lon,
    /// Degrees north.
    Lat,
    /// An area: corners as `lon lat, lon lat, …`, or GeoJSON.
    Area,
}

/// Whether a column may be left empty.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// Each row needs it.
    Always,
    /// A row that is new needs it; one that is there keeps what it has.
    WhenNew,
    /// It may be left empty; what is there stays.
    Never,
}

/// A column of a sheet.
#[derive(Clone, Copy, Debug)]
pub struct Column {
    /// Its name in the program.
    pub name: &'static str,
    /// Its heading in Chinese.
    pub zh: &'static str,
    /// Its heading in English.
    pub en: &'static str,
    /// What may stand in it.
    pub kind: Kind,
    /// Whether it may be left empty.
    pub need: Need,
    /// What the example row shows.
    pub example: &'static str,
}

impl Column {
    /// Tells whether its values are personal: they are never quoted in a finding or a log.
    pub fn personal(&self) -> bool {
        matches!(self.name, "person" | "phone" | "holder" | "holder_phone")
    }
}

impl Sheet {
    /// Its columns, in the order of the template.
    pub fn columns(self) -> &'static [Column] {
        match self {
            Self::Station => columns::STATION,
            Self::Patches => columns::PATCHES,
            Self::Beats => columns::BEATS,
            Self::Communities => columns::COMMUNITIES,
            Self::Grids => columns::GRIDS,
            Self::MicroGrids => columns::MICRO_GRIDS,
            Self::Units => columns::UNITS,
            Self::Posts => columns::POSTS,
            Self::PatrolTeams => columns::PATROL_TEAMS,
            Self::Members => columns::MEMBERS,
            Self::Responsibilities => columns::RESPONSIBILITIES,
            Self::LocalNames => columns::LOCAL_NAMES,
        }
    }

    /// The column that names a row of this sheet, where one column does.
    pub fn key(self) -> Option<&'static str> {
        match self {
            Self::Station | Self::Patches | Self::Beats | Self::Communities => Some("code"),
            Self::Grids | Self::MicroGrids => Some("code"),
            Self::Units | Self::Posts | Self::PatrolTeams => Some("name"),
            Self::Members | Self::Responsibilities | Self::LocalNames => None,
        }
    }

    /// The column with this name.
    pub fn column(self, name: &str) -> Option<&'static Column> {
        self.columns().iter().find(|it| it.name == name)
    }

    /// Tells whether rows of this sheet carry coordinates.
    pub fn has_coordinates(self) -> bool {
        self.column("crs").is_some()
    }
}

/// The words of a closed set, as a list for a column.
pub fn choices<C: Code>() -> Vec<Choice> {
    C::VALUES.iter().map(|it| (it.code(), it.zh(), it.en())).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn headings_are_told_apart_in_both_languages() {
        for sheet in Sheet::ALL {
            let mut seen = BTreeSet::new();
            for column in sheet.columns() {
                assert!(seen.insert(column.zh) && seen.insert(column.en), "{sheet} {}", column.name);
                assert!(seen.insert(column.name) || column.en == column.name, "{sheet} {}", column.name);
            }
            assert!(sheet.key().is_none_or(|it| sheet.column(it).is_some_and(|it| it.need == Need::Always)));
        }
    }
}
