//! Member units beside the streets, the area their guards may serve in, and the posts.

use std::collections::BTreeSet;

use dispatch::street::Class;
use domain::ids::{PostId, UnitId};
use domain::member::{AreaType, PostKind, UnitCategory};

use crate::plane::Spot;
use crate::rng::Rng;
use crate::town::data_names::{self, PostName};
use crate::town::make::{Land, id, polygon};
use crate::town::streets::StreetMap;
use crate::town::{Community, Grid, Post, UNITS, Unit};

/// How many units of a category there are, how likely in town, outskirts and hills, and how wide and deep they are.
struct Quota(UnitCategory, usize, [f64; 3], [f64; 2]);

const QUOTAS: &[Quota] = &[
    Quota(UnitCategory::Property, 52, [0.76, 0.21, 0.03], [170.0, 140.0]),
    Quota(UnitCategory::Enterprise, 26, [0.15, 0.65, 0.20], [220.0, 160.0]),
    Quota(UnitCategory::School, 14, [0.55, 0.28, 0.17], [150.0, 130.0]),
    Quota(UnitCategory::Bank, 14, [0.78, 0.16, 0.06], [36.0, 28.0]),
    Quota(UnitCategory::Kindergarten, 10, [0.65, 0.30, 0.05], [60.0, 50.0]),
    Quota(UnitCategory::Hotel, 9, [0.70, 0.20, 0.10], [56.0, 40.0]),
    Quota(UnitCategory::Mall, 8, [0.88, 0.12, 0.00], [130.0, 95.0]),
    Quota(UnitCategory::Hospital, 7, [0.60, 0.25, 0.15], [120.0, 100.0]),
    Quota(UnitCategory::Government, 7, [0.60, 0.25, 0.15], [80.0, 60.0]),
    Quota(UnitCategory::GasStation, 6, [0.20, 0.50, 0.30], [60.0, 45.0]),
    Quota(UnitCategory::Entertainment, 6, [0.90, 0.10, 0.00], [60.0, 45.0]),
    Quota(UnitCategory::Logistics, 5, [0.10, 0.80, 0.10], [160.0, 110.0]),
    Quota(UnitCategory::Construction, 4, [0.40, 0.60, 0.00], [150.0, 120.0]),
    Quota(UnitCategory::Other, 4, [0.50, 0.35, 0.15], [90.0, 70.0]),
    Quota(UnitCategory::TransportHub, 3, [0.55, 0.35, 0.10], [130.0, 90.0]),
];

/// A place beside a street where something can stand.
#[derive(Clone, Copy)]
struct Front {
    spot: Spot,
    along: Spot,
    way: usize,
    number: usize,
    grid: usize,
}

/// Fronts are taken every so many metres along a street, and at most so many in all.
const FRONT_STEP_M: f64 = 45.0;
const FRONTS_MAX: usize = 40_000;

/// A nameless lane is said to be at the street with a name within this distance.
const STREET_NEAR_M: f64 = 900.0;

/// Places the units and posts; the last post is the station's own.
pub(crate) fn place(seed: u64, land: &Land, communities: &[Community], grids: &[Grid]) -> (Vec<Unit>, Vec<Post>) {
    let mut rng = Rng::stream(seed, "units");
    let mut fronts = fronts(land);
    rng.shuffle(&mut fronts);
    fronts.truncate(FRONTS_MAX);
    let mut maker =
        Maker { seed, land, communities, grids, fronts, taken: Vec::new(), units: Vec::new(), posts: Vec::new() };
    let (mut names, mut aliases) = (BTreeSet::new(), BTreeSet::new());
    for Quota(category, count, weights, size) in QUOTAS {
        for _ in 0..*count {
            let area = [AreaType::Urban, AreaType::Suburban, AreaType::Remote][rng.weighted(weights)];
            let size = size.map(|it| it * rng.between(0.8, 1.25));
            let name = data_names::unit(*category, &mut names, &mut rng);
            let alias = data_names::alias(&mut rng, &mut aliases);
            maker.unit(*category, area, size, name, alias, &mut rng);
        }
    }
    debug_assert_eq!(maker.units.len(), UNITS);
    maker.station_posts(&mut rng);
    (maker.units, maker.posts)
}

struct Maker<'a> {
    seed: u64,
    land: &'a Land,
    communities: &'a [Community],
    grids: &'a [Grid],
    fronts: Vec<Front>,
    /// Middles and half-widths of what stands already.
    taken: Vec<(Spot, f64)>,
    units: Vec<Unit>,
    posts: Vec<Post>,
}

impl Maker<'_> {
    fn unit(
        &mut self,
        category: UnitCategory,
        area: AreaType,
        size: [f64; 2],
        name: String,
        alias: Option<String>,
        rng: &mut Rng,
    ) {
        let Some((front, inward)) = self.site(area, size) else {
            return;
        };
        let middle = front.spot.plus(inward.times(size[1] / 2.0));
        self.taken.push((middle, size[0].max(size[1]) / 2.0));
        let key_unit = matches!(
            category,
            UnitCategory::School
                | UnitCategory::Hospital
                | UnitCategory::Bank
                | UnitCategory::GasStation
                | UnitCategory::TransportHub
        ) || rng.chance(0.08);
        let street = self.street(front);
        let unit = Unit {
            id: UnitId::from(id(self.seed, "unit", self.units.len())),
            community_id: self.grids[front.grid].community_id,
            grid_id: self.grids[front.grid].id,
            name,
            aliases: alias.into_iter().collect(),
            category,
            key_unit,
            point: self.land.plane.point(middle),
            address_text: data_names::house(street, front.number),
            service_area: polygon(self.land.plane, &[grounds(front.spot, front.along, inward, size, rng)]),
        };
        self.unit_posts(&unit, front, inward, size, rng);
        self.units.push(unit);
    }

    /// The name of the street, or of the nearest one that has a name.
    fn street(&self, front: Front) -> &str {
        let name = |it: &Front| self.land.streets.ways[it.way].name.as_deref();
        let far = |it: &Front| it.spot.distance(front.spot);
        let named = self.fronts.iter().filter(|it| name(it).is_some() && far(it) < STREET_NEAR_M);
        let nearest = named.min_by(|one, two| far(one).total_cmp(&far(two))).and_then(name);
        name(&front).or(nearest).unwrap_or(data_names::NAMELESS)
    }

    /// A free front in a kind of area, with the side to build on; with ever less room when the town is full.
    fn site(&self, area: AreaType, size: [f64; 2]) -> Option<(Front, Spot)> {
        for (room, any) in [(1.15, false), (0.9, false), (0.6, false), (0.6, true), (0.0, true)] {
            for front in &self.fronts {
                if !any && self.land.area_types[self.land.community[front.grid]] != area {
                    continue;
                }
                for inward in [front.along.left(), front.along.left().times(-1.0)] {
                    let middle = front.spot.plus(inward.times(size[1] / 2.0));
                    let free = |(other, half): &(Spot, f64)| {
                        other.distance(middle) >= (half + size[0].max(size[1]) / 2.0) * room
                    };
                    if self.land.grid_at(middle) == Some(front.grid) && self.taken.iter().all(free) {
                        return Some((*front, inward));
                    }
                }
            }
        }
        None
    }

    fn unit_posts(&mut self, unit: &Unit, front: Front, inward: Spot, size: [f64; 2], rng: &mut Rng) {
        let staffed = match unit.category {
            UnitCategory::Property | UnitCategory::Hospital | UnitCategory::Mall => 0.5,
            UnitCategory::School | UnitCategory::Enterprise | UnitCategory::TransportHub => 0.35,
            UnitCategory::Kindergarten
            | UnitCategory::Bank
            | UnitCategory::Government
            | UnitCategory::GasStation
            | UnitCategory::Hotel
            | UnitCategory::Logistics
            | UnitCategory::Entertainment
            | UnitCategory::Construction
            | UnitCategory::Other => 0.1,
        };
        let headcount = u32::from(rng.chance(staffed));
        self.post(
            Some(unit),
            front.grid,
            front.spot,
            PostKind::Gate,
            data_names::post(&unit.name, PostName::Gate),
            headcount,
        );
        if size[0] > 110.0 && rng.chance(0.45) {
            // On the same street front, so that it stands on the street as well.
            let aside = self.aside(front, inward).unwrap_or(front.spot);
            let name = data_names::post(&unit.name, PostName::BackGate);
            self.post(Some(unit), front.grid, aside, PostKind::SentryBox, name, 0);
        }
        if matches!(unit.category, UnitCategory::School)
            && self.posts.iter().filter(|it| it.kind == PostKind::Escort).count() < 6
        {
            let name = data_names::post(&unit.name, PostName::Escort);
            self.post(Some(unit), front.grid, front.spot, PostKind::Escort, name, 1);
        }
    }

    /// Another front near by in the same grid, on the side of the unit.
    fn aside(&self, front: Front, inward: Spot) -> Option<Spot> {
        let near = |it: &&Front| {
            let gap = it.spot.minus(front.spot);
            it.grid == front.grid && (25.0..140.0).contains(&gap.length()) && gap.dot(inward) > -5.0
        };
        self.fronts.iter().find(near).map(|it| it.spot)
    }

    /// A police room for each community, four stationed points, and the station itself.
    fn station_posts(&mut self, rng: &mut Rng) {
        for community in 0..self.communities.len() {
            let own = |it: &&Front| self.land.community[it.grid] == community;
            let Some(front) = self.fronts.iter().find(own).copied() else {
                continue;
            };
            let name = data_names::post(&self.communities[community].name, PostName::PoliceRoom);
            self.post(None, front.grid, front.spot, PostKind::PoliceRoom, name, 0);
        }
        for nth in 0..4 {
            let area = if nth < 3 { AreaType::Urban } else { AreaType::Suburban };
            let own: Vec<Front> = self
                .fronts
                .iter()
                .filter(|it| self.land.area_types[self.land.community[it.grid]] == area)
                .copied()
                .collect();
            let Some(front) = rng.pick(&own).copied() else {
                continue;
            };
            let name = data_names::post(self.street(front), PostName::Stationed);
            self.post(None, front.grid, front.spot, PostKind::Stationed, name, 0);
        }
        let nearest = self.fronts.iter().min_by(|one, two| one.spot.length().total_cmp(&two.spot.length())).copied();
        if let Some(front) = nearest {
            self.post(None, front.grid, front.spot, PostKind::PoliceRoom, data_names::STATION.to_owned(), 0);
        }
    }

    fn post(&mut self, unit: Option<&Unit>, grid: usize, spot: Spot, kind: PostKind, name: String, headcount: u32) {
        self.posts.push(Post {
            id: PostId::from(id(self.seed, "post", self.posts.len())),
            unit_id: unit.map(|it| it.id),
            community_id: self.grids[grid].community_id,
            grid_id: self.grids[grid].id,
            name,
            kind,
            point: self.land.plane.point(spot),
            radius_m: 60.0,
            required_headcount: headcount,
        });
    }
}

/// Every place along the streets where something can stand.
fn fronts(land: &Land) -> Vec<Front> {
    let mut fronts = Vec::new();
    for (way, street) in land
        .streets
        .ways
        .iter()
        .enumerate()
        .filter(|(_, it)| it.class != Class::Path && data_names::has_houses(it.name.as_deref()))
    {
        let mut gone = 0.0;
        let mut next = FRONT_STEP_M / 2.0;
        for (from, to) in segments(land, &land.streets, street.nodes.as_slice()) {
            let length = from.distance(to);
            while next < gone + length {
                let spot = from.toward(to, (next - gone) / length);
                if let Some(grid) = land.grid_at(spot) {
                    let number = (next / 7.0) as usize * 2 + 1;
                    fronts.push(Front { spot, along: to.minus(from).unit(), way, number, grid });
                }
                next += FRONT_STEP_M;
            }
            gone += length;
        }
    }
    fronts
}

fn segments<'a>(land: &'a Land, map: &'a StreetMap, nodes: &'a [u32]) -> impl Iterator<Item = (Spot, Spot)> + 'a {
    let spot = |it: u32| land.plane.spot(map.nodes[it as usize]);
    nodes.windows(2).map(move |pair| (spot(pair[0]), spot(pair[1])))
}

/// The grounds of a unit: a crooked block behind the gate, with the pavement before it.
fn grounds(gate: Spot, along: Spot, inward: Spot, size: [f64; 2], rng: &mut Rng) -> Vec<Spot> {
    let (half, deep) = (size[0] / 2.0, size[1]);
    let corners =
        [(-1.0, -14.0), (1.0, -14.0), (1.0, deep * 0.55), (0.9, deep), (-0.95, deep * 1.03), (-1.0, deep * 0.5)];
    let mut ring: Vec<Spot> = corners
        .iter()
        .map(|(side, depth)| {
            let shake = rng.between(0.94, 1.06);
            gate.plus(along.times(side * half * shake)).plus(inward.times(*depth))
        })
        .collect();
    if crate::plane::area(&ring) < 0.0 {
        ring.reverse();
    }
    ring
}
