//! Ranking everybody of a station by road: the demo station laid on the streets of a file.

use std::time::Instant;

use ::dispatch::member::{Duty, Fix, Member};
use ::dispatch::rank::{Ranker, Way};
use ::dispatch::street::Profile;
use anyhow::Result;
use domain::geo::Point;
use domain::member::Level;
use domain::time::Timestamp;
use places::map;
use serde_json::{Value, json};
use simulator::rng::Rng;
use simulator::town::streets::StreetMap;
use simulator::town::{Ground, Town, generate};

use crate::answer::note;
use crate::config::Config;
use crate::spread::{Spread, rounded};

/// Rankings that are timed.
const RANKINGS: usize = 1_000;
/// After how many seconds a position is stale.
const STALE_S: u32 = 90;
/// The seed of the station.
const SEED: u64 = 163;

/// Adds `road_rank_p99_ms`, or nothing where there is no map.
pub fn measure(config: &Config, figures: &mut Value) -> Result<()> {
    let file = config.map.as_deref().filter(|it| it.is_file());
    let Some(file) = file else {
        note("no map: give an .osm.pbf file with --map or in LIKEDONG_BENCH_MAP to measure ranking by road");
        figures["road_rank_p99_ms"] = Value::Null;
        return Ok(());
    };
    note("ranking by road");
    let graph = map::import(file, None)?.graph;
    let town = generate(SEED, Ground::Streets(StreetMap::of(&graph), graph.bounds()));
    let now = Timestamp::from_micros(1_800_000_000_000_000);
    let members = members(&town, now);
    let mut rng = Rng::stream(SEED, "bench");
    let mut ranker = Ranker::new();
    let mut spread = Spread::default();
    let mut by_road = 0;
    for _ in 0..RANKINGS {
        let goal = town.members[rng.below(town.members.len())].home;
        let goal = Point::new(goal.lon + rng.between(-0.002, 0.002), goal.lat + rng.between(-0.002, 0.002));
        let begun = Instant::now();
        let ranked = ranker.rank(Some(&graph), goal, members.iter(), STALE_S, now);
        spread.add(begun.elapsed().as_nanos() as f64 / 1e3);
        by_road += ranked.iter().filter(|it| it.way == Way::Road).count();
    }
    figures["road_rank_p99_ms"] = spread.ms_at(0.99).into();
    figures["road_rank_p50_ms"] = spread.ms_at(0.5).into();
    figures["road_rank"] = json!({
        "members": members.len(),
        "nodes": graph.nodes().len(),
        "edges": graph.edge_count(),
        "by_road_share": rounded(by_road as f64 / (RANKINGS * members.len()) as f64),
    });
    Ok(())
}

fn members(town: &Town, now: Timestamp) -> Vec<Member> {
    let member = |it: &simulator::town::Member| Member {
        id: it.id,
        kind: it.kind,
        unit: it.unit_id,
        duty: Duty::OnShift,
        post: None,
        consents: true,
        adult: true,
        level_max: Level::L3,
        qualified_until: None,
        insured_until: None,
        enrolled: false,
        area: None,
        travel: if it.kind.is_group() { Profile::Foot } else { Profile::Car },
        base: None,
        fix: Some(Fix { point: it.home, at: now }),
        proven: true,
    };
    town.members.iter().map(member).collect()
}
