//! The people, the matters and the streets of the simulated station.

use std::collections::BTreeMap;

use dispatch::case::Case;
use dispatch::member::{Fix, Member};
use dispatch::street::{Class, Edge, StreetGraph};
use domain::geo::Point;
use domain::ids::MemberId;
use domain::incident::Priority;
use domain::member::{Level, MemberKind};
use domain::time::Timestamp;

use crate::build::*;
use crate::rows::Die;

/// Guards with posts in units, grid workers, volunteers, police.
pub fn people(die: &mut Die, units: u32) -> BTreeMap<MemberId, Member> {
    let mut members = Vec::new();
    for unit in 1..=units {
        let middle = place(die.between_s(-1_200.0, 1_200.0), die.between_s(-1_200.0, 1_200.0));
        let reach_m = die.between_s(150.0, 1_500.0);
        let staff = 2 + die.below(4) as u32;
        for one in 0..staff {
            let fix = Some(Fix { point: middle, at: at(0.0) });
            let own_post = dispatch::member::Post {
                id: post_id(unit),
                point: middle,
                radius_m: 30.0,
                required_headcount: die.below(3) as u32,
            };
            let required_headcount = members
                .iter()
                .filter_map(|it: &Member| it.post)
                .find(|it| it.id == own_post.id)
                .map_or(own_post.required_headcount, |it| it.required_headcount);
            let post = Some(dispatch::member::Post { required_headcount, ..own_post });
            let area = Some(area(middle, reach_m));
            members.push(Member { fix, post, area, ..guard(unit * 10 + one, unit, 0.0) });
        }
    }
    let kinds = [MemberKind::GridWorker, MemberKind::Officer, MemberKind::Auxiliary];
    for (place, kind) in (0_u32..).zip(kinds.iter().cycle().take(units as usize)) {
        members.push(member(900 + place, *kind, die.between_s(-1_500.0, 1_500.0)));
    }
    members.extend((0..units).map(|it| volunteer(950 + it, 300.0 * f64::from(it))));
    for member in &mut members {
        // Each rule finds somebody to refuse.
        match die.below(24) {
            0 => member.consents = false,
            1 => member.adult = false,
            2 => member.qualified_until = Some(at(400.0)),
            3 => member.insured_until = None,
            4 => member.level_max = Level::L1,
            5 => member.fix = None,
            6 => member.proven = false,
            _ => {}
        }
    }
    members.into_iter().map(|it| (it.id, it)).collect()
}

/// A matter of any kind, somewhere in the station.
pub fn random_case(die: &mut Die, number: u32, now: Timestamp) -> Case {
    let level = [Level::L1, Level::L2, Level::L3, Level::L3, Level::L0][die.below(5) as usize];
    let priority = Priority::ALL[die.below(4) as usize];
    let police = level != Level::L3 && die.chance(70);
    Case {
        point: place(die.between_s(-1_000.0, 1_000.0), die.between_s(-1_000.0, 1_000.0)),
        priority,
        level,
        police,
        unit: (!die.chance(30)).then(|| unit_id(1 + die.below(4) as u32)),
        needed: 1 + die.below(2) as u32,
        desk_absent: die.chance(15),
        authorised: die.chance(70),
        automatic: !die.chance(10),
        upgrade_window_s: if die.chance(20) { 10 } else { 0 },
        dispatched_at: now,
        ..case(number)
    }
}

/// Streets every 200 m, three kilometres wide.
pub fn streets() -> StreetGraph {
    const SIDE: u32 = 16;
    let at = |it: u32| f64::from(it) * 200.0 - 1_500.0;
    let nodes: Vec<Point> = (0..SIDE * SIDE).map(|it| place(at(it % SIDE), at(it / SIDE))).collect();
    let mut edges = Vec::new();
    for node in 0..SIDE * SIDE {
        let (right, up) = (node % SIDE + 1 < SIDE, node / SIDE + 1 < SIDE);
        for (wanted, to) in [(right, node + 1), (up, node + SIDE)] {
            if wanted {
                let (foot_s, car_s, car_back_s) = (Some(140.0), Some(24.0), Some(24.0));
                let (shape, class, name) = (Vec::new(), Class::Minor, None);
                edges.push(Edge { from: node, to, shape, foot_s, car_s, car_back_s, class, name });
            }
        }
    }
    StreetGraph::build(nodes, edges, Vec::new()).unwrap()
}
