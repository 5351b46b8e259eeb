//! Streets: times as the slow and simple way finds them, places on edges, bytes that are whole or refused.

use dispatch::member::Member;
use dispatch::rank::{Ranker, Way};
use dispatch::street::build::NotAGraph;
use dispatch::street::bytes::NotReadable;
use dispatch::street::snap::SNAP_M_MAX;
use dispatch::street::times::Scratch;
use dispatch::street::{Class, Edge, Profile, StreetGraph};
use domain::geo::Point;
use domain::member::MemberKind;
use proptest::prelude::*;

use crate::build::*;

fn edge(from: u32, to: u32, foot_s: f64) -> Edge {
    Edge {
        from,
        to,
        shape: Vec::new(),
        foot_s: Some(foot_s),
        car_s: Some(foot_s / 5.0),
        car_back_s: Some(foot_s / 5.0),
        class: Class::Minor,
        name: None,
    }
}

/// Three corners of a street that goes east and then north, and a way that stands alone far in the north.
fn corner() -> StreetGraph {
    let nodes =
        vec![place(0.0, 0.0), place(300.0, 0.0), place(300.0, 400.0), place(0.0, 3_000.0), place(300.0, 3_000.0)];
    let north = Edge { name: Some(0), class: Class::Major, shape: vec![place(310.0, 200.0)], ..edge(1, 2, 400.0) };
    let edges = vec![Edge { car_back_s: None, ..edge(0, 1, 300.0) }, north, edge(3, 4, 300.0)];
    StreetGraph::build(nodes, edges, vec!["North Street".into()]).unwrap()
}

fn seconds(graph: &StreetGraph, from: Point, to: Point, profile: Profile) -> Option<f64> {
    let mut seconds = Vec::new();
    graph.seconds_to(to, &[from], profile, 1e5, &mut Scratch::new(), &mut seconds);
    seconds[0]
}

fn near(found: Option<f64>, expected: f64) -> bool {
    found.is_some_and(|it| (it - expected).abs() < 0.5)
}

#[test]
fn a_place_beside_a_street_belongs_to_the_nearest_point_of_an_edge() {
    let graph = corner();
    let snapped = graph.snap(place(150.0, 14.0), Profile::Foot).unwrap();
    assert!((snapped.share - 0.5).abs() < 1e-3, "in the middle of the edge, not at a node: {snapped:?}");
    assert!((snapped.away_m - 14.0).abs() < 0.1);
    assert!(graph.snap(place(-2_000.0, 0.0), Profile::Foot).is_none(), "too far from any street");
    // From the middle of the first edge to the middle of the second, ten metres of yard at the start.
    let time = seconds(&graph, place(150.0, 14.0), place(310.0, 200.0), Profile::Foot);
    assert!(near(time, 150.0 + 200.0 + 10.0), "{time:?}");
}

#[test]
fn cars_follow_one_way_streets_and_people_do_not() {
    let graph = corner();
    let (west, north) = (place(0.0, 0.0), place(300.0, 400.0));
    assert!(near(seconds(&graph, west, north, Profile::Car), 140.0));
    assert_eq!(seconds(&graph, north, west, Profile::Car), None);
    assert!(near(seconds(&graph, north, west, Profile::Foot), 700.0));
    // On the same edge: with the traffic, and against it.
    let (behind, ahead) = (place(100.0, 0.0), place(200.0, 0.0));
    assert!(near(seconds(&graph, behind, ahead, Profile::Car), 20.0));
    assert_eq!(seconds(&graph, ahead, behind, Profile::Car), None);
    assert!(near(seconds(&graph, ahead, behind, Profile::Foot), 100.0));
}

#[test]
fn where_no_street_leads_the_estimate_says_so() {
    let graph = corner();
    let there = Member { fix: None, base: Some(place(150.0, 3_000.0)), ..member(1, MemberKind::GridWorker, 0.0) };
    let here = member(2, MemberKind::GridWorker, 150.0);
    let ranked = Ranker::new().rank(Some(&graph), HERE, [&there, &here].into_iter(), 90, at(0.0));
    let ways: Vec<_> = ranked.iter().map(|it| (number(it.member), it.way, it.travel_s, it.stale)).collect();
    assert_eq!(ways, [(2, Way::Road, 150, false), (1, Way::StraightLine, 2_704, true)]);
    assert_eq!(seconds(&graph, place(150.0, 3_000.0), HERE, Profile::Foot), None);
    assert!(graph.path(place(150.0, 3_000.0), HERE, Profile::Foot, &mut Scratch::new()).is_none());
}

#[test]
fn a_path_follows_the_bends() {
    let graph = corner();
    let (from, to) = (place(100.0, 5.0), place(300.0, 390.0));
    let path = graph.path(from, to, Profile::Foot, &mut Scratch::new()).unwrap();
    assert_eq!((path.line.first(), path.line.last()), (Some(&from), Some(&to)));
    assert!(path.line.iter().any(|it| it.distance_m(place(310.0, 200.0)) < 0.1), "by the bend: {:?}", path.line);
    assert!((path.metres - 597.0).abs() < 5.0, "{}", path.metres);
    assert!(near(seconds(&graph, from, to, Profile::Foot), path.seconds));
    let back = graph.path(to, from, Profile::Foot, &mut Scratch::new()).unwrap();
    assert!((back.metres - path.metres).abs() < 0.1);
    let named: Vec<_> = graph.lines().filter_map(|it| it.name.map(|name| (name, it.class, it.points.len()))).collect();
    assert_eq!(named, [("North Street", Class::Major, 3)]);
}

#[test]
fn a_search_stops_at_its_limit() {
    let graph = corner();
    let mut found = Vec::new();
    let starts = [place(290.0, 0.0), place(300.0, 400.0)];
    graph.seconds_to(HERE, &starts, Profile::Foot, 400.0, &mut Scratch::new(), &mut found);
    assert!(near(found[0], 290.0) && found[1].is_none(), "{found:?}");
}

#[test]
fn what_cannot_be_a_street_is_refused() {
    let nodes = || vec![place(0.0, 0.0), place(300.0, 0.0)];
    let build = |edge| StreetGraph::build(nodes(), vec![edge], Vec::new()).unwrap_err();
    assert_eq!(build(edge(0, 2, 1.0)), NotAGraph::NoSuchNode { edge: 0 });
    assert_eq!(build(edge(0, 1, -1.0)), NotAGraph::Time { edge: 0 });
    assert_eq!(build(edge(0, 1, f64::NAN)), NotAGraph::Time { edge: 0 });
    assert_eq!(build(Edge { name: Some(0), ..edge(0, 1, 1.0) }), NotAGraph::NoSuchName { edge: 0 });
    assert_eq!(build(Edge { shape: vec![Point::new(200.0, 0.0)], ..edge(0, 1, 1.0) }), NotAGraph::OutOfRange);
    assert_eq!(StreetGraph::build(Vec::new(), Vec::new(), Vec::new()).unwrap_err(), NotAGraph::Empty);
}

#[test]
fn bytes_say_what_is_wrong_with_them() {
    let bytes = corner().to_bytes();
    let read = |bytes: &[u8]| StreetGraph::from_bytes(bytes).unwrap_err();
    assert_eq!(read(b""), NotReadable::NotAStreetGraph);
    assert_eq!(read(b"PK\x03\x04 something else"), NotReadable::NotAStreetGraph);
    assert_eq!(read(&bytes[..20]), NotReadable::Truncated);
    assert_eq!(read(&bytes[..bytes.len() - 1]), NotReadable::Truncated);
    assert_eq!(read(&[&bytes[..], b"x"].concat()), NotReadable::TooLong);
    let mut later = bytes.clone();
    later[8] = 9;
    assert_eq!(read(&later), NotReadable::Version { found: 9 });
    let mut damaged = bytes;
    *damaged.last_mut().unwrap() ^= 1;
    assert_eq!(read(&damaged), NotReadable::Corrupted);
}

/// Streets at random: nodes in a square, edges between some of them, some one-way, some closed to cars, some bent.
fn graph() -> impl Strategy<Value = StreetGraph> {
    let coordinate = || -800.0..800.0;
    (2..20_usize).prop_flat_map(move |count| {
        let nodes = prop::collection::vec((coordinate(), coordinate()), count);
        let ends = (0..count as u32, 0..count as u32);
        let time = || prop::option::weighted(0.8, 1.0..300.0);
        let bends = prop::collection::vec((coordinate(), coordinate()), 0..3);
        let edges = prop::collection::vec((ends, time(), time(), time(), bends), 1..40);
        (nodes, edges).prop_map(|(nodes, edges)| {
            let point = |(east_m, north_m)| place(east_m, north_m);
            let edges = edges.into_iter().map(|((from, to), foot_s, car_s, car_back_s, bends)| Edge {
                shape: bends.into_iter().map(point).collect(),
                foot_s,
                car_s,
                car_back_s,
                ..edge(from, to, 1.0)
            });
            StreetGraph::build(nodes.into_iter().map(point).collect(), edges.collect(), Vec::new()).unwrap()
        })
    })
}

proptest! {
    #[test]
    fn bytes_read_back_are_the_graph(graph in graph()) {
        prop_assert_eq!(StreetGraph::from_bytes(&graph.to_bytes()), Ok(graph));
    }

    #[test]
    fn any_change_of_the_bytes_is_noticed(graph in graph(), at in any::<prop::sample::Index>(), bit in 0..8_u32) {
        let bytes = graph.to_bytes();
        prop_assert!(StreetGraph::from_bytes(&bytes[..at.index(bytes.len())]).is_err());
        let mut damaged = bytes;
        let at = at.index(damaged.len());
        damaged[at] ^= 1 << bit;
        prop_assert!(StreetGraph::from_bytes(&damaged).is_err());
    }

    #[test]
    fn nonsense_is_refused_quietly(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        prop_assert!(StreetGraph::from_bytes(&bytes).is_err());
        prop_assert!(StreetGraph::from_bytes(&[b"LDSTREET\x01\0\0\0", &bytes[..]].concat()).is_err());
    }

    #[test]
    fn the_nearest_street_is_the_nearest_of_all(graph in graph(), east_m in -1_500.0..1_500.0, north_m in -1_500.0..1_500.0) {
        let from = place(east_m, north_m);
        for profile in [Profile::Foot, Profile::Car] {
            let is_open = |it: &dispatch::street::EdgeTimes| match profile {
                Profile::Foot => it.foot_s.is_some(),
                Profile::Car => it.car_s.is_some() || it.car_back_s.is_some(),
            };
            let nearest_m = graph
                .lines()
                .zip(graph.edges())
                .filter(|(_, times)| is_open(times))
                .flat_map(|(it, _)| it.points.windows(2).map(|leg| away_m(leg[0], leg[1], from)).collect::<Vec<_>>())
                .fold(f64::INFINITY, f64::min);
            match graph.snap(from, profile) {
                Some(snapped) => {
                    prop_assert!((snapped.away_m - nearest_m).abs() < 0.5, "{} is not {}", snapped.away_m, nearest_m);
                    prop_assert!((0.0..=1.0).contains(&snapped.share));
                }
                None => prop_assert!(nearest_m > SNAP_M_MAX - 0.5, "{nearest_m} is near enough"),
            }
        }
    }

    #[test]
    fn one_search_gives_everybody_what_single_searches_give(
        graph in graph(),
        goal in (-800.0..800.0, -800.0..800.0),
        starts in prop::collection::vec((-800.0..800.0, -800.0..800.0), 1..8),
    ) {
        let starts: Vec<Point> = starts.into_iter().map(|(east_m, north_m)| place(east_m, north_m)).collect();
        let goal = place(goal.0, goal.1);
        let mut scratch = Scratch::new();
        for profile in [Profile::Foot, Profile::Car] {
            let mut together = Vec::new();
            graph.seconds_to(goal, &starts, profile, 1e6, &mut scratch, &mut together);
            for (start, seconds) in starts.iter().zip(&together) {
                let path = graph.path(*start, goal, profile, &mut scratch);
                prop_assert_eq!(path.as_ref().map(|it| it.seconds), *seconds);
                let slow = slowly(&graph, *start, goal, profile);
                prop_assert!(
                    match (slow, seconds) {
                        (None, None) => true,
                        (Some(slow), Some(seconds)) => (slow - seconds).abs() < 0.1,
                        _ => false,
                    },
                    "{:?} is not {:?}", slow, seconds
                );
                if let Some(path) = path {
                    // The line ends where it should and never jumps: each leg lies on a street, or leads to one.
                    prop_assert_eq!(path.line.first(), Some(start));
                    prop_assert_eq!(path.line.last(), Some(&goal));
                }
            }
        }
    }
}

/// Metres from a place to a leg, on the plane.
fn away_m(from: Point, to: Point, place: Point) -> f64 {
    let narrowing = HERE.lat.to_radians().cos();
    let plane = |it: Point| ((it.lon - HERE.lon) * 111_195.08 * narrowing, (it.lat - HERE.lat) * 111_195.08);
    let ((x1, y1), (x2, y2), (x, y)) = (plane(from), plane(to), plane(place));
    let squared = (x2 - x1).powi(2) + (y2 - y1).powi(2);
    let share =
        if squared > 0.0 { (((x - x1) * (x2 - x1) + (y - y1) * (y2 - y1)) / squared).clamp(0.0, 1.0) } else { 0.0 };
    (x - x1 - share * (x2 - x1)).hypot(y - y1 - share * (y2 - y1))
}

/// The travel time by relaxing every edge until nothing changes (Bellman and Ford).
fn slowly(graph: &StreetGraph, start: Point, goal: Point, profile: Profile) -> Option<f64> {
    let (from, to) = (graph.snap(start, profile)?, graph.snap(goal, profile)?);
    let edges: Vec<_> = graph.edges().collect();
    let cost = |it: &dispatch::street::EdgeTimes| match profile {
        Profile::Foot => (it.foot_s, it.foot_s),
        Profile::Car => (it.car_s, it.car_back_s),
    };
    let mut left_s = vec![f64::INFINITY; graph.nodes().len()];
    let last = &edges[to.edge as usize];
    let (along, against) = cost(last);
    let reach = |at: &mut f64, seconds: f64| *at = at.min(seconds);
    along.into_iter().for_each(|it| reach(&mut left_s[last.from as usize], it * to.share));
    against.into_iter().for_each(|it| reach(&mut left_s[last.to as usize], it * (1.0 - to.share)));
    for _ in 0..left_s.len() {
        for edge in &edges {
            let (along, against) = cost(edge);
            let (a, b) = (edge.from as usize, edge.to as usize);
            along.into_iter().for_each(|it| left_s[a] = left_s[a].min(left_s[b] + it));
            against.into_iter().for_each(|it| left_s[b] = left_s[b].min(left_s[a] + it));
        }
    }
    let first = &edges[from.edge as usize];
    let (along, against) = cost(first);
    let mut best = f64::INFINITY;
    along.into_iter().for_each(|it| reach(&mut best, it * (1.0 - from.share) + left_s[first.to as usize]));
    against.into_iter().for_each(|it| reach(&mut best, it * from.share + left_s[first.from as usize]));
    if from.edge == to.edge {
        let whole = if to.share >= from.share { along } else { against };
        whole.into_iter().for_each(|it| reach(&mut best, it * (to.share - from.share).abs()));
    }
    let metres_per_s = if profile == Profile::Foot { 1.4 } else { 4.0 };
    best.is_finite().then(|| best + (from.away_m + to.away_m) / metres_per_s)
}
