//! Search in the names of places: any fragment of a name or alias, or the pinyin initials of it; several words,
//! with spaces between, must all be found.

use std::sync::Arc;

use domain::geo::Point;
use domain::ids::{CommunityId, GridId, UnitId};
use pinyin::ToPinyin as _;
use uuid::Uuid;

use crate::atlas::Stock;
use crate::gazetteer::Gazetteer;
use crate::parts::micro_grid;
use crate::store::{community, grid};

domain::codes! {
    /// What kind of place a name belongs to.
    pub enum PlaceKind {
        Unit = "unit", "单位", "Unit";
        Post = "post", "岗位", "Post";
        Community = "community", "村社", "Community";
        Grid = "grid", "网格", "Grid";
        Street = "street", "街道", "Street";
        MicroGrid = "micro_grid", "微网格", "Micro-grid";
        Local = "local", "俗称", "Local name";
        Alias = "alias", "别名", "Alias";
        Building = "building", "楼栋", "Building";
        Entrance = "entrance", "出入口", "Entrance";
        Floor = "floor", "楼层", "Floor";
    }
}

/// Answers of one search.
pub const FOUND_MAX: usize = 20;
/// The longest text that is searched, in characters; a name is never longer.
pub const QUERY_CHARS_MAX: usize = 64;

/// One place that can be found.
#[derive(Clone, Debug)]
pub struct Found {
    /// What it is.
    pub kind: PlaceKind,
    /// Its id; a street has none of its own and gets a nil one.
    pub id: Uuid,
    /// Its name.
    pub name: String,
    /// Where it is.
    pub point: Point,
    /// The community it lies in.
    pub community: Option<CommunityId>,
    /// The grid it lies in.
    pub grid: Option<GridId>,
    /// The unit it is or belongs to.
    pub unit: Option<UnitId>,
    /// Whether the desk has remembered it; at equal rank it comes first.
    pub remembered: bool,
}

/// A place and the words that it is found by.
pub(crate) struct Indexed {
    pub found: Found,
    /// Name and aliases in lower case, then their initials.
    words: Vec<Box<str>>,
    /// The characters of all words, by [`marks`]: most places are passed over without looking at a word.
    marks: u64,
    /// Characters of the name.
    length: u32,
}

impl Indexed {
    pub(crate) fn new<'a>(found: Found, words: impl Iterator<Item = &'a str>) -> Self {
        let mut all: Vec<Box<str>> = Vec::new();
        let mut add = |word: String| {
            if !word.is_empty() && !all.iter().any(|it| **it == *word) {
                all.push(word.into());
            }
        };
        for word in words {
            let word = word.to_lowercase();
            add(initials(&word));
            add(word);
        }
        let marks = all.iter().fold(0, |marks, it| marks | self::marks(it));
        Self { length: found.name.chars().count() as u32, words: all, marks, found }
    }

    /// How well the place matches: as well as the worst of the words that are asked for.
    fn rank(&self, asked: &[Asked]) -> Option<u8> {
        asked.iter().map(|it| self.rank_of(it)).try_fold(0, |worst, it| Some(worst.max(it?)))
    }

    fn rank_of(&self, asked: &Asked) -> Option<u8> {
        if asked.marks & !self.marks != 0 {
            return None;
        }
        self.words.iter().filter_map(|word| rank(word, &asked.word)).min()
    }
}

/// One word that is asked for.
struct Asked {
    word: String,
    marks: u64,
}

/// One bit for each character, of 64: a word that holds another has all its bits.
fn marks(word: &str) -> u64 {
    // The factor spreads neighbouring characters over the bits (the golden ratio of 64 bits).
    let bit = |it: char| (u64::from(u32::from(it)).wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 58) as u32;
    word.chars().fold(0, |marks, it| marks | 1 << bit(it))
}

/// The names of one station.
pub struct Index {
    places: Vec<Indexed>,
    names: Arc<Gazetteer>,
}

impl Index {
    /// Makes the index.
    pub fn new(stock: &Stock) -> Self {
        let mut items = Vec::new();
        for it in &stock.units {
            let found = Found {
                kind: PlaceKind::Unit,
                id: it.id.into(),
                name: it.name.clone(),
                point: it.point(),
                community: Some(it.community_id),
                grid: Some(it.grid_id),
                unit: Some(it.id),
                remembered: false,
            };
            items.push(indexed(found, &it.aliases.0));
        }
        for it in &stock.posts {
            let found = Found {
                kind: PlaceKind::Post,
                id: it.id.into(),
                name: it.name.clone(),
                point: it.point(),
                community: Some(it.community_id),
                grid: Some(it.grid_id),
                unit: it.unit_id,
                remembered: false,
            };
            items.push(indexed(found, &[]));
        }
        items.extend(stock.communities.iter().map(of_community));
        items.extend(stock.grids.iter().map(of_grid));
        items.extend(
            stock.parts.micro_grids.iter().filter(|it| it.closed_at.is_none()).map(|it| of_micro_grid(it, stock)),
        );
        if let Some(streets) = &stock.streets {
            items.extend(streets.named().map(|(name, point)| {
                let found = Found {
                    kind: PlaceKind::Street,
                    id: Uuid::nil(),
                    name: name.to_owned(),
                    point,
                    community: None,
                    grid: None,
                    unit: None,
                    remembered: false,
                };
                indexed(found, &[])
            }));
        }
        Self { places: items, names: stock.names.clone() }
    }

    /// The names of the gazetteer.
    pub fn names(&self) -> &Arc<Gazetteer> {
        &self.names
    }

    /// The places whose name, alias or initials hold every word of `query`, the closest matches first, at most
    /// [`FOUND_MAX`].
    pub fn search(&self, query: &str, may_see: impl Fn(&Found) -> bool) -> Vec<&Found> {
        let query: String = query.trim().chars().take(QUERY_CHARS_MAX).flat_map(char::to_lowercase).collect();
        let asked: Vec<Asked> =
            query.split_whitespace().map(|it| Asked { marks: marks(it), word: it.to_owned() }).collect();
        if asked.is_empty() {
            return Vec::new();
        }
        let all = self.places.iter().chain(self.names.names().iter().map(|it| &it.indexed));
        let mut hits: Vec<(Key<'_>, &Found)> = all
            .filter_map(|it| Some((it.rank(&asked)?, it)))
            .filter(|(_, it)| may_see(&it.found))
            .map(|(rank, it)| {
                let found = &it.found;
                ((rank, !found.remembered, weight(found.kind), it.length, found.name.as_str()), found)
            })
            .collect();
        if hits.len() > FOUND_MAX {
            hits.select_nth_unstable_by_key(FOUND_MAX, |it| it.0);
            hits.truncate(FOUND_MAX);
        }
        hits.sort_by_key(|it| it.0);
        hits.into_iter().map(|it| it.1).collect()
    }
}

/// What hits are ordered by: how well they match, whether the desk remembered them, what they are, how short.
type Key<'a> = (u8, bool, u8, u32, &'a str);

/// What people mean more often comes first: the estate before its gate, the gate before a floor.
const fn weight(kind: PlaceKind) -> u8 {
    match kind {
        PlaceKind::Unit | PlaceKind::Local | PlaceKind::Alias => 0,
        PlaceKind::Building | PlaceKind::Post | PlaceKind::Street => 1,
        PlaceKind::Entrance | PlaceKind::Community => 2,
        PlaceKind::MicroGrid | PlaceKind::Grid => 3,
        PlaceKind::Floor => 4,
    }
}

/// How well a word matches: the whole, its beginning, or somewhere within.
fn rank(word: &str, query: &str) -> Option<u8> {
    if word == query {
        Some(0)
    } else if word.starts_with(query) {
        Some(1)
    } else if word.contains(query) {
        Some(2)
    } else {
        None
    }
}

fn of_community(it: &community::Model) -> Indexed {
    let found = Found {
        kind: PlaceKind::Community,
        id: it.id.into(),
        name: it.name.clone(),
        point: it.boundary.0.centroid(),
        community: Some(it.id),
        grid: None,
        unit: None,
        remembered: false,
    };
    indexed(found, &[])
}

fn of_grid(it: &grid::Model) -> Indexed {
    let found = Found {
        kind: PlaceKind::Grid,
        id: it.id.into(),
        name: it.name.clone(),
        point: it.boundary.0.centroid(),
        community: Some(it.community_id),
        grid: Some(it.id),
        unit: None,
        remembered: false,
    };
    indexed(found, std::slice::from_ref(&it.code))
}

fn of_micro_grid(it: &micro_grid::Model, stock: &Stock) -> Indexed {
    let grid = stock.grids.iter().find(|grid| grid.id == it.grid_id);
    let found = Found {
        kind: PlaceKind::MicroGrid,
        id: it.id.into(),
        name: it.name.clone(),
        point: Point::new(it.lon, it.lat),
        community: grid.map(|it| it.community_id),
        grid: Some(it.grid_id),
        unit: None,
        remembered: false,
    };
    indexed(found, std::slice::from_ref(&it.code))
}

fn indexed(found: Found, aliases: &[String]) -> Indexed {
    let name = found.name.clone();
    Indexed::new(found, std::iter::once(&name).chain(aliases).map(String::as_str))
}

/// The first letter of each character's commonest reading; letters and digits stay themselves.
pub fn initials(name: &str) -> String {
    name.chars()
        .filter_map(|it| match it.to_pinyin() {
            Some(reading) => reading.first_letter().chars().next(),
            None if it.is_ascii_alphanumeric() => Some(it.to_ascii_lowercase()),
            None => None,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_found_by_its_initials_and_by_any_fragment() {
        let name = "云杉小学3号门";
        assert_eq!(initials(name), "ysxx3hm");
        assert_eq!(rank(name, "小学"), Some(2));
        assert_eq!(rank(&initials(name), "ysxx"), Some(1));
        assert_eq!(rank(name, "中学"), None);
    }
}
