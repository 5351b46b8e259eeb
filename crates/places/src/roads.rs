//! Which ways of OpenStreetMap are streets, for whom, how fast, and how they become a graph.

use std::collections::HashMap;

use dispatch::street::{Class, Edge, StreetGraph};
use domain::geo::Point;

use crate::map::{COMPONENT_SHARE_MIN, Imported, Node, NotAMap};

/// Metres a second on foot: brisk walking, as dispatch assumes beside the streets.
const FOOT_MPS: f64 = 1.4;
/// Metres a second on steps.
const STEPS_MPS: f64 = 0.7;
/// Cars reach this share of a posted limit, over crossings and bends.
const LIMIT_SHARE: f64 = 0.8;
/// Metres a second in one kilometre an hour.
const MPS_PER_KMH: f64 = 1.0 / 3.6;

/// A way that is a street.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Road {
    pub nodes: Vec<i64>,
    pub name: Option<String>,
    pub class: Class,
    /// Metres a second on foot, where people may walk.
    pub foot_mps: Option<f64>,
    /// Metres a second by car along the way and against it, where cars may go.
    pub car_mps: [Option<f64>; 2],
}

/// Who uses a kind of highway: how it is drawn, whether people walk there, and how fast cars go, in km/h.
fn kind(highway: &str) -> Option<(Class, bool, Option<f64>)> {
    let base = highway.strip_suffix("_link").unwrap_or(highway);
    Some(match base {
        "motorway" => (Class::Major, false, Some(90.0)),
        "trunk" => (Class::Major, true, Some(65.0)),
        "primary" => (Class::Major, true, Some(50.0)),
        "secondary" => (Class::Major, true, Some(45.0)),
        "tertiary" => (Class::Minor, true, Some(40.0)),
        "unclassified" | "road" => (Class::Minor, true, Some(30.0)),
        "residential" => (Class::Minor, true, Some(25.0)),
        "living_street" | "service" => (Class::Minor, true, Some(12.0)),
        "track" => (Class::Path, true, Some(12.0)),
        "footway" | "path" | "pedestrian" | "steps" | "cycleway" | "bridleway" => (Class::Path, true, None),
        _ => return None,
    })
}

/// Reads a way's tags; nothing when it is no street.
pub(crate) fn road(tags: &HashMap<&str, &str>, nodes: impl FnOnce() -> Vec<i64>) -> Option<Road> {
    let is = |key: &str, value: &str| tags.get(key).is_some_and(|it| *it == value);
    let highway = *tags.get("highway")?;
    if is("area", "yes") {
        return None;
    }
    let (class, walks, car_kmh) = kind(highway)?;
    // Private ways stay open: whoever is called goes to people behind the gate too. Only a plain "no" closes.
    let allowed = |keys: &[&str]| match keys.iter().find_map(|it| tags.get(it)) {
        Some(&"no") => Some(false),
        Some(&("yes" | "designated" | "permissive" | "destination" | "private")) => Some(true),
        Some(_) | None => None,
    };
    let foot = allowed(&["foot", "access"]).unwrap_or(walks);
    let car = allowed(&["motorcar", "motor_vehicle", "vehicle", "access"]).unwrap_or(true);
    let foot_mps = foot.then_some(if highway == "steps" { STEPS_MPS } else { FOOT_MPS });
    let car_mps = car_kmh.filter(|_| car).map(|it| MPS_PER_KMH * limited(it, tags.get("maxspeed").copied()));
    if foot_mps.is_none() && car_mps.is_none() {
        return None;
    }
    let nodes = nodes();
    if nodes.len() < 2 {
        return None;
    }
    let name = tags.get("name").map(|it| (*it).trim().to_owned()).filter(|it| !it.is_empty());
    Some(Road { nodes, name, class, foot_mps, car_mps: directions(car_mps, highway, tags) })
}

/// A class's speed under a posted limit; limits in words or miles are left out.
fn limited(kmh: f64, limit: Option<&str>) -> f64 {
    match limit.and_then(|it| it.trim().parse::<f64>().ok()).filter(|it| (5.0..=130.0).contains(it)) {
        Some(limit) => kmh.min(limit * LIMIT_SHARE),
        None => kmh,
    }
}

fn directions(mps: Option<f64>, highway: &str, tags: &HashMap<&str, &str>) -> [Option<f64>; 2] {
    let round = tags.get("junction").is_some_and(|it| matches!(*it, "roundabout" | "circular"));
    match tags.get("oneway").copied() {
        Some("yes" | "true" | "1") => [mps, None],
        Some("-1" | "reverse") => [None, mps],
        Some("no" | "false" | "0") => [mps, mps],
        Some(_) | None if round || highway == "motorway" => [mps, None],
        Some(_) | None => [mps, mps],
    }
}

/// Makes the graph: roads are cut where they meet, and what nothing connects with the rest is left out.
pub(crate) fn graph(roads: &[Road], nodes: &HashMap<i64, Node>) -> Result<Imported, NotAMap> {
    let mut cut = Cut::default();
    for road in roads {
        cut.take(road, nodes);
    }
    if cut.edges.is_empty() {
        return Err(NotAMap::NoRoads);
    }
    let before = cut.edges.len();
    let (points, edges) = largest(cut.points, cut.edges);
    let left_out = before - edges.len();
    let graph = StreetGraph::build(points, edges, cut.names).map_err(NotAMap::NotAGraph)?;
    Ok(Imported { graph, roads: roads.len(), left_out })
}

#[derive(Default)]
struct Cut {
    points: Vec<Point>,
    numbers: HashMap<i64, u32>,
    edges: Vec<Edge>,
    names: Vec<String>,
    name_numbers: HashMap<String, u32>,
}

impl Cut {
    /// Cuts a road at its crossings, and where it leaves the map.
    fn take(&mut self, road: &Road, nodes: &HashMap<i64, Node>) {
        let name = road.name.as_ref().map(|it| self.name(it));
        let mut stretch: Vec<(i64, Point)> = Vec::new();
        for id in &road.nodes {
            let Some(Node { uses, point: Some(point) }) = nodes.get(id).copied() else {
                self.put(road, name, &std::mem::take(&mut stretch));
                continue;
            };
            stretch.push((*id, point));
            // A road that closes on itself without meeting another is cut too, so that no edge is a loop.
            let closes = stretch.len() > 2 && stretch[0].0 == *id;
            if stretch.len() > 1 && (uses > 1 || closes) {
                self.put(road, name, &stretch);
                stretch = vec![(*id, point)];
            }
        }
        self.put(road, name, &stretch);
    }

    fn put(&mut self, road: &Road, name: Option<u32>, stretch: &[(i64, Point)]) {
        if stretch.len() < 2 {
            return;
        }
        let (first, last) = (stretch[0], stretch[stretch.len() - 1]);
        if first.0 == last.0 && stretch.len() > 2 {
            let middle = stretch.len() / 2;
            self.put(road, name, &stretch[..=middle]);
            self.put(road, name, &stretch[middle..]);
            return;
        }
        let length_m: f64 = stretch.windows(2).map(|leg| leg[0].1.distance_m(leg[1].1)).sum();
        let seconds = |mps: Option<f64>| mps.map(|it| length_m / it);
        let (from, to) = (self.number(first), self.number(last));
        self.edges.push(Edge {
            from,
            to,
            shape: stretch[1..stretch.len() - 1].iter().map(|(_, point)| *point).collect(),
            foot_s: seconds(road.foot_mps),
            car_s: seconds(road.car_mps[0]),
            car_back_s: seconds(road.car_mps[1]),
            class: road.class,
            name,
        });
    }

    fn number(&mut self, (id, point): (i64, Point)) -> u32 {
        *self.numbers.entry(id).or_insert_with(|| {
            self.points.push(point);
            u32::try_from(self.points.len() - 1).unwrap_or(u32::MAX)
        })
    }

    fn name(&mut self, name: &str) -> u32 {
        if let Some(number) = self.name_numbers.get(name) {
            return *number;
        }
        let number = u32::try_from(self.names.len()).unwrap_or(u32::MAX);
        self.names.push(name.to_owned());
        self.name_numbers.insert(name.to_owned(), number);
        number
    }
}

/// Keeps the largest component and those of at least [`COMPONENT_SHARE_MIN`] of all nodes.
fn largest(points: Vec<Point>, edges: Vec<Edge>) -> (Vec<Point>, Vec<Edge>) {
    let mut parent: Vec<u32> = (0..u32::try_from(points.len()).unwrap_or(u32::MAX)).collect();
    for edge in &edges {
        let (a, b) = (root(&mut parent, edge.from), root(&mut parent, edge.to));
        parent[a as usize] = b;
    }
    let roots: Vec<u32> = (0..parent.len()).map(|it| root(&mut parent, it as u32)).collect();
    let mut sizes = vec![0usize; points.len()];
    roots.iter().for_each(|it| sizes[*it as usize] += 1);
    let most = sizes.iter().copied().max().unwrap_or(0);
    let enough = ((points.len() as f64 * COMPONENT_SHARE_MIN).ceil() as usize).min(most);
    let mut numbers = vec![u32::MAX; points.len()];
    let mut kept = Vec::new();
    for (node, point) in points.into_iter().enumerate() {
        if sizes[roots[node] as usize] >= enough {
            numbers[node] = u32::try_from(kept.len()).unwrap_or(u32::MAX);
            kept.push(point);
        }
    }
    let edges = edges
        .into_iter()
        .filter(|it| numbers[it.from as usize] != u32::MAX)
        .map(|it| Edge { from: numbers[it.from as usize], to: numbers[it.to as usize], ..it })
        .collect();
    (kept, edges)
}

/// The root of a node's component, with the way to it halved.
fn root(parent: &mut [u32], mut node: u32) -> u32 {
    while parent[node as usize] != node {
        let above = parent[parent[node as usize] as usize];
        parent[node as usize] = above;
        node = above;
    }
    node
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tagged(tags: &[(&'static str, &'static str)]) -> Option<Road> {
        road(&tags.iter().copied().collect(), || vec![1, 2, 3])
    }

    #[test]
    fn tags_say_who_may_go_where() {
        let street = tagged(&[("highway", "residential"), ("name", "Carrer Major"), ("oneway", "yes")]).unwrap();
        assert_eq!(street.name.as_deref(), Some("Carrer Major"));
        assert!(street.foot_mps.is_some() && street.car_mps[0].is_some() && street.car_mps[1].is_none());
        let motorway = tagged(&[("highway", "motorway_link")]).unwrap();
        assert!(motorway.foot_mps.is_none() && motorway.car_mps[0].is_some());
        let steps = tagged(&[("highway", "steps")]).unwrap();
        assert_eq!((steps.foot_mps, steps.car_mps), (Some(STEPS_MPS), [None, None]));
        let back = tagged(&[("highway", "service"), ("oneway", "-1")]).unwrap();
        assert!(back.car_mps[0].is_none() && back.car_mps[1].is_some());
        let closed = tagged(&[("highway", "residential"), ("access", "no"), ("foot", "yes")]).unwrap();
        assert!(closed.foot_mps.is_some() && closed.car_mps == [None, None]);
        assert!(tagged(&[("highway", "residential"), ("access", "private")]).unwrap().car_mps[0].is_some());
        for none in
            [&[("highway", "construction")][..], &[("building", "yes")], &[("highway", "service"), ("area", "yes")]]
        {
            assert_eq!(tagged(none), None);
        }
    }

    #[test]
    fn a_posted_limit_slows_cars_and_words_do_not() {
        assert_eq!(limited(50.0, Some("30")), 24.0);
        assert_eq!(limited(25.0, Some("90")), 25.0);
        assert_eq!(limited(50.0, Some("walk")), 50.0);
    }

    fn node(uses: u32, east_m: f64, north_m: f64) -> Node {
        Node { uses, point: Some(Point::new(1.5 + east_m / 82_000.0, 42.5 + north_m / 111_195.0)) }
    }

    fn plain(nodes: &[i64]) -> Road {
        Road { nodes: nodes.to_vec(), name: None, class: Class::Minor, foot_mps: Some(1.0), car_mps: [Some(5.0); 2] }
    }

    #[test]
    fn roads_are_cut_at_crossings_and_islands_are_left_out() {
        // A cross of four arms, a far island of one stretch, and a ring that hangs on one arm.
        let mut nodes: HashMap<i64, Node> = (0..40).map(|it| (100 + it, node(1, 2_000.0 + it as f64, 0.0))).collect();
        for (id, uses, east, north) in [
            (1, 2, -100.0, 0.0),
            (2, 2, 0.0, 0.0),
            (3, 3, 100.0, 0.0),
            (4, 2, 0.0, 100.0),
            (5, 2, 0.0, -100.0),
            (6, 1, 150.0, 50.0),
            (7, 1, 200.0, 0.0),
            (8, 1, 150.0, -50.0),
            (9, 2, 900.0, 900.0),
            (10, 2, 950.0, 900.0),
        ] {
            nodes.insert(id, node(uses, east, north));
        }
        nodes.get_mut(&2).unwrap().uses = 4;
        let mut roads = vec![plain(&[1, 2, 3]), plain(&[4, 2, 5]), plain(&[3, 6, 7, 8, 3]), plain(&[9, 10])];
        roads.push(plain(&(100..140).collect::<Vec<i64>>()));
        let imported = graph(&roads[..4], &nodes).unwrap();
        assert_eq!((imported.graph.edge_count(), imported.graph.nodes().len()), (7, 8));
        let small: Vec<Road> = (0..60).map(|it| plain(&[200 + it, 201 + it])).chain([plain(&[9, 10])]).collect();
        nodes.extend((0..61).map(|it| (200 + it, node(2, 10.0 * it as f64, 500.0))));
        let imported = graph(&small, &nodes).unwrap();
        assert_eq!((imported.left_out, imported.graph.edge_count()), (1, 60));
    }

    #[test]
    fn a_road_that_leaves_the_map_is_cut_there() {
        let nodes = HashMap::from([
            (1, node(2, 0.0, 0.0)),
            (2, node(1, 10.0, 0.0)),
            (3, Node { uses: 1, point: None }),
            (4, node(1, 30.0, 0.0)),
            (5, node(2, 40.0, 0.0)),
        ]);
        let imported = graph(&[plain(&[1, 2, 3, 4, 5])], &nodes).unwrap();
        assert_eq!(imported.graph.edge_count(), 2);
        assert!(matches!(graph(&[plain(&[3, 3])], &nodes), Err(NotAMap::NoRoads)));
    }
}
