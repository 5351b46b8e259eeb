//! `dispatch`: the ten nearest eligible of a million, ours beside Redis and PostGIS in one run, and ranking by road.

use std::time::Instant;

use ::dispatch::grid::{Grid, Near, Slot};
use anyhow::{Result, ensure};
use domain::geo::Point;
use domain::geo::polygon::Bounds;
use serde_json::{Value, json};
use simulator::rng::Rng;

use crate::answer::note;
use crate::config::Config;
use crate::postgis::Postgis;
use crate::redis::Redis;
use crate::roads;
use crate::spread::{Spread, rounded};

/// Members; 1.8 to a square kilometre, as in the study that set the goal.
const MEMBERS: usize = 1_000_000;
/// The side of the square they live in, in degrees of latitude: 745 km.
const SIDE_LAT: f64 = 6.7;
/// Half of them live in this many towns.
const TOWNS: usize = 400;
/// How far people live from the middle of their town, in degrees of latitude.
const TOWN_SPREAD: f64 = 0.05;
/// The bits that the grid filters by.
const AVAILABLE: u32 = 1;
const SKILLED: u32 = 2;
/// Shares that make 18 % eligible together.
const SHARE_AVAILABLE: f64 = 0.6;
const SHARE_SKILLED: f64 = 0.3;
/// How many are asked for.
pub const K: usize = 10;
/// Questions to the grid, and to each peer.
const QUESTIONS: usize = 100_000;
const PEER_QUESTIONS: usize = 5_000;
/// Answers that are compared with a look at everybody.
const PROVEN: usize = 1_000;
/// Two members this near to equally far may stand in either order.
const TIE_M: f64 = 0.001;
/// Moves that are timed.
const MOVES: usize = 2_000_000;
/// What the country grows from.
const SEED: u64 = 2;

/// Somebody in the made-up country.
#[derive(Clone, Copy)]
pub struct Person {
    /// Where.
    pub point: Point,
    /// Free now.
    pub available: bool,
    /// With the skill that is asked for.
    pub skilled: bool,
}

/// Measures.
pub fn run(config: &Config) -> Result<Value> {
    let mut rng = Rng::stream(SEED, "bench");
    let land = Land::new(&mut rng);
    let people: Vec<Person> = (0..MEMBERS).map(|_| land.person(&mut rng)).collect();
    let eligible = people.iter().filter(|it| it.available && it.skilled).count();
    let questions: Vec<Point> = (0..QUESTIONS).map(|_| land.place(&mut rng)).collect();
    let (mut grid, slots) = fill(&people, land.bounds);
    note("asking the grid");
    let (mut ours, per_s) = ask(&grid, &questions);
    prove(&grid, &people, &slots, &questions[..PROVEN])?;
    let p50_us = ours.at(0.5);
    let mut figures = json!({
        "knn_p50_us": rounded(p50_us),
        "knn_p99_us": rounded(ours.at(0.99)),
        "queries_per_s": per_s.round(),
        "moves_per_s": moves(&mut grid, &slots, &people, &mut rng).round(),
        "members": MEMBERS,
        "eligible_share": rounded(eligible as f64 / MEMBERS as f64),
        "equal_to_brute_force": PROVEN,
    });
    peers(config, &people, &questions, p50_us, &mut figures)?;
    roads::measure(config, &mut figures)?;
    Ok(figures)
}

/// Asks both peers the same questions, if they are there, and sets their figures beside ours.
fn peers(config: &Config, people: &[Person], questions: &[Point], p50_us: f64, figures: &mut Value) -> Result<()> {
    let questions = &questions[..PEER_QUESTIONS];
    let redis = match &config.redis {
        None => None,
        Some(socket) => {
            note("filling and asking Redis");
            let mut redis = Redis::connect(socket)?;
            redis.fill(people)?;
            let (spread, radius_km) = redis.ask(questions)?;
            figures["redis_first_radius_km"] = radius_km.into();
            Some(spread)
        }
    };
    let postgis = match &config.postgres {
        None => None,
        Some((url, socket)) => {
            note("filling and asking PostGIS");
            Some(Postgis::measure(url, socket, people, questions)?)
        }
    };
    for (name, spread) in [("redis", redis), ("postgis", postgis)] {
        let Some(mut spread) = spread else {
            note(&format!("no {name}: `cargo xtask bench dispatch` starts one"));
            figures[format!("vs_{name}")] = Value::Null;
            continue;
        };
        figures[format!("{name}_p50_us")] = rounded(spread.at(0.5)).into();
        figures[format!("{name}_p99_us")] = rounded(spread.at(0.99)).into();
        figures[format!("vs_{name}")] = rounded(spread.at(0.5) / p50_us).into();
    }
    Ok(())
}

/// The made-up country.
struct Land {
    bounds: Bounds,
    towns: Vec<Point>,
    narrowing: f64,
}

impl Land {
    fn new(rng: &mut Rng) -> Self {
        let (west, south) = (104.0, 27.0);
        let narrowing = (south + SIDE_LAT / 2.0).to_radians().cos();
        let bounds = Bounds { west, south, east: west + SIDE_LAT / narrowing, north: south + SIDE_LAT };
        let towns = (0..TOWNS).map(|_| anywhere(&bounds, rng)).collect();
        Self { bounds, towns, narrowing }
    }

    /// A place as people live: half of them in towns.
    fn place(&self, rng: &mut Rng) -> Point {
        if rng.chance(0.5) {
            return anywhere(&self.bounds, rng);
        }
        let town = self.towns[rng.below(TOWNS)];
        let (east, north) = (rng.normal() * TOWN_SPREAD / self.narrowing, rng.normal() * TOWN_SPREAD);
        Point::new(
            (town.lon + east).clamp(self.bounds.west, self.bounds.east),
            (town.lat + north).clamp(self.bounds.south, self.bounds.north),
        )
    }

    fn person(&self, rng: &mut Rng) -> Person {
        Person { point: self.place(rng), available: rng.chance(SHARE_AVAILABLE), skilled: rng.chance(SHARE_SKILLED) }
    }
}

fn anywhere(bounds: &Bounds, rng: &mut Rng) -> Point {
    Point::new(rng.between(bounds.west, bounds.east), rng.between(bounds.south, bounds.north))
}

fn fill(people: &[Person], bounds: Bounds) -> (Grid, Vec<Slot>) {
    let mut grid = Grid::new(bounds);
    let slots = people
        .iter()
        .map(|it| grid.insert(it.point, u32::from(it.available) * AVAILABLE + u32::from(it.skilled) * SKILLED))
        .collect();
    grid.order();
    (grid, slots)
}

/// Each question timed alone, and all of them together.
fn ask(grid: &Grid, questions: &[Point]) -> (Spread, f64) {
    let mut found: Vec<Near> = Vec::with_capacity(K);
    let mut spread = Spread::default();
    for round in 0..2 {
        for question in questions {
            let begun = Instant::now();
            grid.nearest_into(*question, K, AVAILABLE | SKILLED, |_| true, &mut found);
            let micros = begun.elapsed().as_nanos() as f64 / 1e3;
            // The first round only warms the caches.
            if round == 1 {
                spread.add(micros);
            }
        }
    }
    let begun = Instant::now();
    for question in questions {
        grid.nearest_into(*question, K, AVAILABLE | SKILLED, |_| true, &mut found);
        std::hint::black_box(&found);
    }
    (spread, questions.len() as f64 / begun.elapsed().as_secs_f64())
}

/// Compares answers with a look at everybody.
fn prove(grid: &Grid, people: &[Person], slots: &[Slot], questions: &[Point]) -> Result<()> {
    note("comparing answers with a look at everybody");
    let eligible: Vec<(Point, Slot)> = people
        .iter()
        .zip(slots)
        .filter(|(it, _)| it.available && it.skilled)
        .map(|(it, slot)| (it.point, *slot))
        .collect();
    for question in questions {
        let mut all: Vec<(f64, Slot)> =
            eligible.iter().map(|(point, slot)| (question.distance_m(*point), *slot)).collect();
        all.select_nth_unstable_by(K, |a, b| a.0.total_cmp(&b.0));
        all.truncate(K);
        all.sort_by(|a, b| a.0.total_cmp(&b.0));
        let found = grid.nearest(*question, K, AVAILABLE | SKILLED);
        ensure!(found.len() == K, "the grid found {} of {K} near {question:?}", found.len());
        for (near, (distance_m, slot)) in found.iter().zip(&all) {
            let same = near.slot == *slot || (near.distance_m - distance_m).abs() < TIE_M;
            ensure!(same, "the grid is wrong near {question:?}: {near:?} instead of {slot:?} at {distance_m}");
        }
    }
    Ok(())
}

/// Moves a second: most stay in their cell, as people do between two positions.
fn moves(grid: &mut Grid, slots: &[Slot], people: &[Person], rng: &mut Rng) -> f64 {
    let steps: Vec<(Slot, Point)> = (0..MOVES)
        .map(|_| {
            let who = rng.below(MEMBERS);
            let point = people[who].point;
            (slots[who], Point::new(point.lon + rng.between(-1e-3, 1e-3), point.lat + rng.between(-1e-3, 1e-3)))
        })
        .collect();
    let begun = Instant::now();
    for (slot, point) in steps {
        grid.update(slot, point);
    }
    MOVES as f64 / begun.elapsed().as_secs_f64()
}
