//! The import of OpenStreetMap files: a real one where there is one, and files that are none.

use std::io::Write as _;

use dispatch::street::Profile;
use dispatch::street::times::Scratch;
use domain::geo::Point;
use domain::geo::polygon::Bounds;
use places::map::{NotAMap, import};
use tempfile::NamedTempFile;
use testkit::bench::real_map;

fn file(bytes: &[u8]) -> NamedTempFile {
    let mut file = NamedTempFile::new().unwrap();
    file.write_all(bytes).unwrap();
    file
}

#[test]
fn what_is_no_map_is_refused_in_words() {
    for bytes in [&b""[..], b"hello", b"\0\0\0\x0dOSMHeader", b"PK\x03\x04 a zip file that calls itself a map"] {
        let error = import(file(bytes).path(), None).unwrap_err();
        assert!(matches!(error, NotAMap::NotOsmPbf | NotAMap::Damaged(_)), "{error:?}");
        assert!(!error.to_string().contains("Error"), "{error}");
    }
    let missing = import(std::path::Path::new("/nowhere/there.osm.pbf"), None);
    assert!(matches!(missing, Err(NotAMap::Unreadable(_))));
}

#[test]
fn on_a_real_map_one_connected_graph_is_made() {
    let Some(path) = real_map() else { return };
    let imported = import(&path, None).unwrap();
    let graph = &imported.graph;
    println!(
        "{} roads, {} stretches, {} left out, {:.0} km",
        imported.roads,
        graph.edge_count(),
        imported.left_out,
        graph.length_m() / 1e3
    );
    assert!(graph.edge_count() > 2_000);
    assert!(imported.left_out * 5 < graph.edge_count());
    // The capital to the second town: about 3.5 km apart along the valley.
    let (from, to) = (Point::new(1.5218, 42.5075), Point::new(1.5392, 42.5094));
    for profile in [Profile::Foot, Profile::Car] {
        let path = graph.path(from, to, profile, &mut Scratch::new()).unwrap();
        assert!((1_000.0..4_000.0).contains(&path.metres), "{profile:?} {}", path.metres);
        assert!(path.seconds > 60.0 && path.seconds < 4_000.0, "{profile:?} {}", path.seconds);
    }
    let bytes = graph.to_bytes();
    assert_eq!(dispatch::street::StreetGraph::from_bytes(&bytes).unwrap(), *graph);
}

#[test]
fn on_a_real_map_only_what_lies_in_the_box_is_taken() {
    let Some(path) = real_map() else { return };
    let within = Bounds { west: 1.50, south: 42.49, east: 1.55, north: 42.53 };
    let part = import(&path, Some(within)).unwrap();
    let whole = import(&path, None).unwrap();
    assert!(part.graph.edge_count() < whole.graph.edge_count() / 2);
    assert!(part.graph.nodes().iter().all(|it| within.contains(*it)));
    let nowhere = Bounds { west: 107.0, south: 29.0, east: 108.0, north: 30.0 };
    assert!(matches!(import(&path, Some(nowhere)), Err(NotAMap::NoRoads)));
}

#[test]
fn on_a_real_map_a_cut_or_a_change_is_noticed() {
    let Some(path) = real_map() else { return };
    let whole = std::fs::read(&path).unwrap();
    for share in [0.001, 0.1, 0.5, 0.9, 0.999] {
        let cut = file(&whole[..(whole.len() as f64 * share) as usize]);
        let error = import(cut.path(), None).unwrap_err();
        assert!(matches!(error, NotAMap::Damaged(_) | NotAMap::NotOsmPbf), "{share}: {error:?}");
    }
    for at in [200, whole.len() / 3, whole.len() / 2, whole.len() - 500] {
        let mut changed = whole.clone();
        changed[at..at + 64].fill(0xA5);
        let error = import(file(&changed).path(), None).unwrap_err();
        assert!(matches!(error, NotAMap::Damaged(_) | NotAMap::NotOsmPbf | NotAMap::NoRoads), "{at}: {error:?}");
    }
}
