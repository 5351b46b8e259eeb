//! What people call places, in memory: buildings, entrances, floors, local names and aliases of one station.
//!
//! A gazetteer is never changed in place; one name more or less makes the next one, which shares all others.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use domain::ids::{PlaceNameId, UnitId};
use domain::jurisdiction::{NameKind, NameSource};

use crate::names::place_name;
use crate::search::{Found, Indexed, PlaceKind};
use crate::store::unit;

/// How many names deep a name stands: a floor in an entrance in a building.
const DEPTH_MAX: usize = 3;

/// A name and what it is found by.
pub struct Named {
    /// The row.
    pub row: place_name::Model,
    pub(crate) indexed: Indexed,
}

impl Named {
    /// The name as a search finds it.
    pub fn found(&self) -> &Found {
        &self.indexed.found
    }
}

/// What is kept of the units: their names and aliases are part of what a name is found by.
type Units = HashMap<UnitId, Vec<String>>;

/// The names of one station, in the order of their ids.
#[derive(Default)]
pub struct Gazetteer {
    names: Vec<Arc<Named>>,
    units: Units,
}

impl Gazetteer {
    /// Makes the gazetteer of rows, which may come in any order.
    pub fn new(rows: Vec<place_name::Model>, units: &[unit::Model]) -> Self {
        let units = called(units);
        let by_id: HashMap<PlaceNameId, &place_name::Model> = rows.iter().map(|it| (it.id, it)).collect();
        let find = |id: PlaceNameId| by_id.get(&id).copied();
        let indexed: Vec<Indexed> = rows.iter().map(|it| indexed(it, &find, &units)).collect();
        drop(by_id);
        let name = |(row, indexed)| Arc::new(Named { row, indexed });
        let mut names: Vec<Arc<Named>> = rows.into_iter().zip(indexed).map(name).collect();
        names.sort_by_key(|it| it.row.id);
        Self { names, units }
    }

    /// The names.
    pub fn names(&self) -> &[Arc<Named>] {
        &self.names
    }

    /// The name with this id.
    pub fn get(&self, id: PlaceNameId) -> Option<&Arc<Named>> {
        self.place(id).ok().map(|it| &self.names[it])
    }

    /// Tells whether units are called as they were when the names were indexed.
    pub(crate) fn knows(&self, units: &[unit::Model]) -> bool {
        self.units == called(units)
    }

    /// The same names, indexed under what units are called now.
    pub(crate) fn again(&self, units: &[unit::Model]) -> Self {
        Self::new(self.names.iter().map(|it| it.row.clone()).collect(), units)
    }

    /// The next gazetteer, with this name in place of the one with its id.
    pub(crate) fn with(&self, row: place_name::Model) -> Self {
        let find = |id: PlaceNameId| self.get(id).map(|it| &it.row);
        let indexed = indexed(&row, &find, &self.units);
        let mut names = self.names.clone();
        let place = self.place(row.id);
        let name = Arc::new(Named { row, indexed });
        match place {
            Ok(place) => names[place] = name,
            Err(place) => names.insert(place, name),
        }
        Self { names, units: self.units.clone() }
    }

    /// The next gazetteer, without this name.
    pub(crate) fn without(&self, id: PlaceNameId) -> Self {
        let names = self.names.iter().filter(|it| it.row.id != id).cloned().collect();
        Self { names, units: self.units.clone() }
    }

    fn place(&self, id: PlaceNameId) -> Result<usize, usize> {
        self.names.binary_search_by(|it| it.row.id.cmp(&id))
    }
}

fn called(units: &[unit::Model]) -> Units {
    let words = |it: &unit::Model| std::iter::once(&it.name).chain(&it.aliases.0).cloned().collect();
    units.iter().map(|it| (it.id, words(it))).collect()
}

fn indexed<'a>(
    row: &'a place_name::Model,
    find: &impl Fn(PlaceNameId) -> Option<&'a place_name::Model>,
    units: &Units,
) -> Indexed {
    let mut chain = vec![row.name.as_str()];
    let mut above = row.parent_id;
    while let Some(parent) = above.and_then(find).filter(|_| chain.len() < DEPTH_MAX) {
        chain.push(&parent.name);
        above = parent.parent_id;
    }
    chain.reverse();
    let within = chain.concat();
    let unit: &[String] = row.unit_id.and_then(|it| units.get(&it)).map_or(&[], Vec::as_slice);
    // A local name stands for itself; what is part of a unit is told from its like elsewhere by the unit's name.
    let own = matches!(row.kind, NameKind::Local | NameKind::Alias);
    let whole: Vec<String> = unit.iter().map(|it| format!("{it}{within}")).collect();
    let name = if own { within.clone() } else { whole.first().unwrap_or(&within).clone() };
    let found = Found {
        kind: kind(row.kind),
        id: row.id.into(),
        name,
        point: row.point(),
        community: Some(row.community_id),
        grid: Some(row.grid_id),
        unit: row.unit_id,
        remembered: row.source == NameSource::Desk,
    };
    Indexed::new(found, [row.name.as_str(), &within].into_iter().chain(whole.iter().map(String::as_str)))
}

const fn kind(of: NameKind) -> PlaceKind {
    match of {
        NameKind::Local => PlaceKind::Local,
        NameKind::Alias => PlaceKind::Alias,
        NameKind::Building => PlaceKind::Building,
        NameKind::Entrance => PlaceKind::Entrance,
        NameKind::Floor => PlaceKind::Floor,
    }
}

impl Gazetteer {
    /// The ids of names by kind, unit and whole name (a building's before its entrance's), so that whoever writes a
    /// set of names anew keeps the ids of those that are there.
    pub fn by_whole_name(&self) -> BTreeMap<(NameKind, Option<UnitId>, String), PlaceNameId> {
        let key = |it: &Arc<Named>| ((it.row.kind, it.row.unit_id, it.indexed.found.name.clone()), it.row.id);
        self.names.iter().map(key).collect()
    }
}
