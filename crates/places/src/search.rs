//! Search in the names of places: any fragment of a name or alias, or the pinyin initials of it.

use domain::geo::Point;
use domain::ids::{CommunityId, GridId, UnitId};
use pinyin::ToPinyin as _;
use uuid::Uuid;

use crate::atlas::Stock;
use crate::store::{community, grid};

domain::codes! {
    /// What kind of place a name belongs to.
    pub enum PlaceKind {
        Unit = "unit", "单位", "Unit";
        Post = "post", "岗位", "Post";
        Community = "community", "村社", "Community";
        Grid = "grid", "网格", "Grid";
        Street = "street", "街道", "Street";
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
}

struct Indexed {
    found: Found,
    /// Name and aliases in lower case, then their initials.
    words: Vec<String>,
}

/// The names of one station.
pub struct Index(Vec<Indexed>);

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
            };
            items.push(indexed(found, &[]));
        }
        items.extend(stock.communities.iter().map(of_community));
        items.extend(stock.grids.iter().map(of_grid));
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
                };
                indexed(found, &[])
            }));
        }
        Self(items)
    }

    /// The places whose name, alias or initials hold `query`, the closest matches first, at most [`FOUND_MAX`].
    pub fn search(&self, query: &str, may_see: impl Fn(&Found) -> bool) -> Vec<&Found> {
        let query: String = query.trim().chars().take(QUERY_CHARS_MAX).flat_map(char::to_lowercase).collect();
        if query.is_empty() {
            return Vec::new();
        }
        let mut hits: Vec<(u8, usize, &Indexed)> = self
            .0
            .iter()
            .filter_map(|it| {
                let rank = it.words.iter().filter_map(|word| rank(word, &query)).min()?;
                Some((rank, it.found.name.chars().count(), it))
            })
            .filter(|(_, _, it)| may_see(&it.found))
            .collect();
        hits.sort_by(|a, b| (a.0, a.1, &a.2.found.name).cmp(&(b.0, b.1, &b.2.found.name)));
        hits.into_iter().take(FOUND_MAX).map(|(_, _, it)| &it.found).collect()
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
    };
    indexed(found, std::slice::from_ref(&it.code))
}

fn indexed(found: Found, aliases: &[String]) -> Indexed {
    let mut words: Vec<String> = std::iter::once(&found.name).chain(aliases).map(|it| it.to_lowercase()).collect();
    let initials: Vec<String> = words.iter().map(|it| initials(it)).filter(|it| !it.is_empty()).collect();
    words.extend(initials);
    Indexed { found, words }
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
