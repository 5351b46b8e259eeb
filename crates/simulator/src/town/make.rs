//! Puts the parts of the town together in one order, each with its own stream of choices.

use std::collections::BTreeSet;

use domain::geo::Point;
use domain::geo::polygon::{Bounds, Polygon};
use domain::ids::{CommunityId, GridId, StationId};
use domain::member::AreaType;
use uuid::Uuid;

use crate::plane::{Plane, Spot, area, centroid, holds};
use crate::rng::{Rng, hash};
use crate::town::ground::{MadeUp, Real};
use crate::town::patches::{Patches, communities};
use crate::town::streets::{River, StreetMap, draw};
use crate::town::{
    AREA_KM2, COMMUNITIES, Community, GRIDS, Grid, Ground, Station, Town, accounts, data_names, jurisdiction, members,
    units,
};

/// Where the made-up station lies: inside a boundary that callers rely on.
const CENTRE: Point = Point { lon: 107.39, lat: 29.70 };

/// Communities of town and outskirts; the rest are remote.
const URBAN: usize = 11;
const SUBURBAN: usize = 8;

/// Population of the demo station, of the size of the article's.
const POP_RESIDENT: u32 = 229_000;
const POP_HOUSEHOLD: u32 = 106_000;

/// The land cut up, with the streets on it.
pub(crate) struct Land {
    pub plane: Plane,
    pub rings: Vec<Vec<Spot>>,
    pub boxes: Vec<(Spot, Spot)>,
    /// The community of each grid.
    pub community: Vec<usize>,
    pub area_types: Vec<AreaType>,
    pub streets: StreetMap,
}

impl Land {
    /// The grid around a place.
    pub fn grid_at(&self, spot: Spot) -> Option<usize> {
        (0..self.rings.len()).find(|it| {
            let (low, high) = self.boxes[*it];
            low.x <= spot.x && spot.x <= high.x && low.y <= spot.y && spot.y <= high.y && holds(&self.rings[*it], spot)
        })
    }
}

/// Makes an id of a seed, a kind and a number: a UUID of version 8, equal in every run.
pub(crate) fn id(seed: u64, kind: &str, number: usize) -> Uuid {
    let name = format!("{kind}/{number}");
    let (high, low) = (hash(seed, name.as_bytes()), hash(seed ^ 0x5EED, name.as_bytes()));
    uuid::Builder::from_custom_bytes(((u128::from(high) << 64) | u128::from(low)).to_be_bytes()).into_uuid()
}

pub(crate) fn town(seed: u64, ground: Ground) -> Town {
    let mut rng = Rng::stream(seed, "land");
    let (plane, patches, river, streets) = match ground {
        Ground::Generated => made_up(&mut rng),
        Ground::Streets(streets, bounds) => real(streets, bounds, &mut rng),
    };
    let mut groups = communities(&patches, COMMUNITIES, &mut Rng::stream(seed, "communities"));
    let outline_of = |group: &Vec<usize>| patches.outline(group);
    // On real streets the middle says little: where the grids are small, there is the town.
    let nearness = if river.is_some() { 1.0 } else { 0.05 };
    groups.sort_by(|one, two| {
        let far = |group| patches_centre(&outline_of(group)).length() * nearness + 900.0 * mean_size(&patches, group);
        far(one).total_cmp(&far(two))
    });
    let area_types: Vec<AreaType> = (0..groups.len()).map(area_type).collect();
    let mut community = vec![0; patches.rings.len()];
    for (index, group) in groups.iter().enumerate() {
        group.iter().for_each(|grid| community[*grid] = index);
    }
    let rings: Vec<Vec<Spot>> = (0..patches.rings.len()).map(|it| patches.ring(it)).collect();
    let hubs: Vec<Spot> = groups.iter().map(|it| patches_centre(&outline_of(it))).collect();
    let outline = patches.outline(&(0..rings.len()).collect::<Vec<_>>());
    let streets = streets.unwrap_or_else(|| {
        let inside = |spot: Spot| outline.first().is_some_and(|ring| holds(ring, spot.times(0.99)));
        draw(plane, river.unwrap_or_else(|| River::new(&mut rng)), &inside, &hubs, &mut Rng::stream(seed, "streets"))
    });
    let boxes = rings.iter().map(|it| box_around(it)).collect();
    let land = Land { plane, rings, boxes, community, area_types, streets };
    let communities = name_communities(seed, &land, &groups, &patches);
    let grids = name_grids(seed, &land, &communities);
    let (units, posts) = units::place(seed, &land, &communities, &grids);
    let station_point = posts.last().map_or(CENTRE, |it| it.point);
    let members = members::enlist(seed, &land, station_point, &communities, &grids, &units, &posts);
    let ground = jurisdiction::Ground {
        seed,
        station: station_point,
        communities: &communities,
        grids: &grids,
        units: &units,
        posts: &posts,
        members: &members,
    };
    let jurisdiction = jurisdiction::divide(&ground);
    let accounts = accounts::open(seed, &communities, &members, &units, jurisdiction.leader.id);
    let river = river.filter(|_| !land.streets.nodes.is_empty());
    let reach = outline.first().map_or(0.0, |ring| ring.iter().map(|it| it.length()).fold(0.0, f64::max));
    Town {
        seed,
        station: Station {
            id: StationId::from(id(seed, "station", 0)),
            code: "990001".to_owned(),
            name: data_names::STATION.to_owned(),
            boundary: polygon(plane, &outline),
            area_km2: (patches.area() / 1e4).round() / 100.0,
            pop_household: POP_HOUSEHOLD,
            pop_resident: POP_RESIDENT,
            duty_phone: "19900000110".to_owned(),
            point: station_point,
        },
        communities,
        grids,
        units,
        posts,
        members,
        accounts,
        jurisdiction,
        streets: land.streets,
        river: river.map(|it| it.line(reach).into_iter().map(|spot| plane.point(spot)).collect()).unwrap_or_default(),
    }
}

type Cut = (Plane, Patches, Option<River>, Option<StreetMap>);

fn made_up(rng: &mut Rng) -> Cut {
    let relief = MadeUp::new(rng);
    let mut patches = Patches::cut(&relief, GRIDS, rng);
    patches.scale((AREA_KM2 * 1e6 / patches.area()).sqrt());
    (Plane::at(CENTRE.lon, CENTRE.lat), patches, Some(River::new(rng)), None)
}

/// Lays the station where the real streets are densest. A box too small for 128 km² gives a smaller station.
fn real(streets: StreetMap, bounds: Bounds, rng: &mut Rng) -> Cut {
    let streets = streets.in_one_piece();
    let middle = bounds.centre();
    let look = Plane::at(middle.lon, middle.lat);
    let spots = |plane: Plane| -> Vec<Spot> { streets.nodes.iter().map(|it| plane.spot(*it)).collect() };
    let corners = |plane: Plane| {
        (plane.spot(Point::new(bounds.west, bounds.south)), plane.spot(Point::new(bounds.east, bounds.north)))
    };
    let (low, high) = corners(look);
    let busiest = Real::new(&spots(look), low, high, &mut rng.clone()).busiest();
    // Room for the whole station beside the centre, where the box has it.
    let room = |low: f64, high: f64, want: f64| {
        let beside = 7_000.0_f64.min((high - low) / 2.0);
        want.min(high - beside).max(low + beside)
    };
    let centre = look.point(Spot::new(room(low.x, high.x, busiest.x), room(low.y, high.y, busiest.y)));
    let plane = Plane::at(centre.lon, centre.lat);
    let (low, high) = corners(plane);
    let relief = Real::new(&spots(plane), low, high, rng);
    let mut patches = Patches::cut(&relief, GRIDS, rng);
    let factor = (AREA_KM2 * 1e6 / patches.area()).sqrt();
    let fits = |it: &Spot| {
        let it = it.times(factor);
        low.x < it.x && it.x < high.x && low.y < it.y && it.y < high.y
    };
    if patches.corners.iter().all(fits) {
        patches.scale(factor);
    }
    let (low, high) = box_around(&patches.corners);
    let streets = streets.cropped(plane.point(low), plane.point(high)).in_one_piece();
    (plane, patches, None, Some(streets))
}

fn patches_centre(outline: &[Vec<Spot>]) -> Spot {
    outline.first().map(|it| centroid(it)).unwrap_or_default()
}

/// The mean edge of a group's grids in kilometres.
fn mean_size(patches: &Patches, group: &[usize]) -> f64 {
    let total: f64 = group.iter().map(|it| area(&patches.ring(*it))).sum();
    (total / group.len().max(1) as f64 / 1e6).sqrt()
}

fn area_type(nth: usize) -> AreaType {
    match nth {
        it if it < URBAN => AreaType::Urban,
        it if it < URBAN + SUBURBAN => AreaType::Suburban,
        _ => AreaType::Remote,
    }
}

fn box_around(ring: &[Spot]) -> (Spot, Spot) {
    let start = (Spot::new(f64::MAX, f64::MAX), Spot::new(f64::MIN, f64::MIN));
    ring.iter().fold(start, |(low, high), it| {
        (Spot::new(low.x.min(it.x), low.y.min(it.y)), Spot::new(high.x.max(it.x), high.y.max(it.y)))
    })
}

/// Puts rings on the globe and closes them.
pub(crate) fn polygon(plane: Plane, rings: &[Vec<Spot>]) -> Polygon {
    let close = |ring: &Vec<Spot>| ring.iter().chain(ring.first()).map(|it| plane.point(*it)).collect();
    Polygon::new(rings.iter().map(close).collect()).expect("rings of patches have at least three corners")
}

fn name_communities(seed: u64, land: &Land, groups: &[Vec<usize>], patches: &Patches) -> Vec<Community> {
    let mut nth = [0usize; 3];
    let shares: Vec<f64> = land.area_types.iter().map(|it| populous(*it)).collect();
    let total: f64 = shares.iter().sum();
    groups
        .iter()
        .enumerate()
        .map(|(index, group)| {
            let area_type = land.area_types[index];
            let slot = &mut nth[match area_type {
                AreaType::Urban => 0,
                AreaType::Suburban => 1,
                AreaType::Remote => 2,
            }];
            *slot += 1;
            let population = (f64::from(POP_RESIDENT) * shares[index] / total) as u32;
            Community {
                id: CommunityId::from(id(seed, "community", index)),
                code: format!("990000001{:03}", index + 1),
                name: data_names::community(area_type, *slot - 1),
                area_type,
                boundary: polygon(land.plane, &patches.outline(group)),
                population,
                households: population * 10 / 29,
            }
        })
        .collect()
}

fn populous(area_type: AreaType) -> f64 {
    match area_type {
        AreaType::Urban => 6.0,
        AreaType::Suburban => 2.6,
        AreaType::Remote => 0.8,
    }
}

/// Numbers the grids of each community from west to east, then from north to south.
fn name_grids(seed: u64, land: &Land, communities: &[Community]) -> Vec<Grid> {
    let middles: Vec<Spot> = land.rings.iter().map(|it| centroid(it)).collect();
    let mut number = vec![0usize; middles.len()];
    for community in 0..communities.len() {
        let mut own: Vec<usize> = (0..middles.len()).filter(|it| land.community[*it] == community).collect();
        own.sort_by(|one, two| {
            let key = |it: usize| (middles[it].x / 600.0).floor() * 1e6 - middles[it].y;
            key(*one).total_cmp(&key(*two))
        });
        own.iter().enumerate().for_each(|(nth, grid)| number[*grid] = nth + 1);
    }
    let mut taken = BTreeSet::new();
    (0..middles.len())
        .map(|index| {
            let community = &communities[land.community[index]];
            let code = format!("{}{:03}", community.code, number[index]);
            debug_assert!(taken.insert(code.clone()), "grid codes are unique");
            Grid {
                id: GridId::from(id(seed, "grid", index)),
                community_id: community.id,
                code,
                name: data_names::grid(&community.name, number[index]),
                boundary: polygon(land.plane, &[land.rings[index].clone()]),
            }
        })
        .collect()
}
