//! The demo town keeps its promises: sizes, shapes that fit, people of whom some may not go, equal in every run.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use dispatch::street::Class;
use domain::geo::Point;
use domain::geo::polygon::Polygon;
use domain::member::{AreaType, MemberKind};

use super::*;
use crate::rng::hash;

static TOWN: LazyLock<Town> = LazyLock::new(|| generate(1, Ground::Generated));

fn area_km2(polygon: &Polygon) -> f64 {
    let radius = 6_371.008_8_f64;
    let ring = |ring: &Vec<Point>| -> f64 {
        ring.windows(2)
            .map(|edge| {
                let width = (edge[1].lon - edge[0].lon).to_radians();
                width * (2.0 + edge[0].lat.to_radians().sin() + edge[1].lat.to_radians().sin())
            })
            .sum::<f64>()
            .abs()
            * radius
            * radius
            / 2.0
    };
    ring(&polygon.rings()[0]) - polygon.rings().iter().skip(1).map(ring).sum::<f64>()
}

#[test]
fn the_town_has_the_size_of_the_article() {
    let town = &*TOWN;
    let area = area_km2(&town.station.boundary);
    assert!((AREA_KM2 * 0.99..AREA_KM2 * 1.01).contains(&area), "{area}");
    assert!(town.station.boundary.contains(Point::new(107.39, 29.70)));
    let counts = [town.communities.len(), town.grids.len(), town.units.len(), town.members.len()];
    assert_eq!(counts, [COMMUNITIES, GRIDS, UNITS, MEMBERS]);
}

#[test]
fn grids_fill_their_communities_and_the_station() {
    let town = &*TOWN;
    let grids: f64 = town.grids.iter().map(|it| area_km2(&it.boundary)).sum();
    let communities: f64 = town.communities.iter().map(|it| area_km2(&it.boundary)).sum();
    let station = area_km2(&town.station.boundary);
    assert!((grids - station).abs() < 0.01 && (communities - station).abs() < 0.01, "{grids} {communities} {station}");
    for grid in &town.grids {
        let community = town.communities.iter().find(|it| it.id == grid.community_id).unwrap();
        assert!(community.boundary.contains(grid.boundary.centroid()), "{}", grid.name);
        assert!(grid.code.starts_with(&community.code));
    }
    // Of any place, exactly one grid holds it: they do not overlap.
    let bounds = town.station.boundary.bounds();
    for step in 0..900 {
        let (column, row) = (f64::from(step % 30) / 30.0, f64::from(step / 30) / 30.0);
        let lon = bounds.west + (bounds.east - bounds.west) * column;
        let point = Point::new(lon, bounds.south + (bounds.north - bounds.south) * row);
        let around = town.grids.iter().filter(|it| it.boundary.contains(point)).count();
        assert_eq!(around, usize::from(town.station.boundary.contains(point)), "{point:?}");
    }
}

#[test]
fn units_lie_in_their_grids_and_posts_on_the_streets() {
    let town = &*TOWN;
    for unit in &town.units {
        let grid = town.grids.iter().find(|it| it.id == unit.grid_id).unwrap();
        assert!(grid.boundary.contains(unit.point), "{}", unit.name);
        assert!(unit.service_area.contains(unit.point), "{}", unit.name);
        assert_eq!(grid.community_id, unit.community_id);
    }
    for post in &town.posts {
        let off = town.streets.off_street_m(post.point);
        assert!(off < 1.0, "{} is {off} m off the street", post.name);
        if let Some(unit) = town.units.iter().find(|it| Some(it.id) == post.unit_id) {
            assert_eq!(unit.grid_id, post.grid_id);
        }
    }
    let names: BTreeSet<&str> = town.units.iter().map(|it| it.name.as_str()).collect();
    assert_eq!(names.len(), UNITS);
}

#[test]
fn the_streets_are_one_piece_with_bridges_and_arterials() {
    let streets = &TOWN.streets;
    assert_eq!(streets.in_one_piece().ways.len(), streets.ways.len());
    for class in [Class::Major, Class::Minor, Class::Path] {
        assert!(streets.ways.iter().filter(|it| it.class == class).count() > 10, "{class:?}");
    }
    let named: Vec<&str> = streets.ways.iter().filter_map(|it| it.name.as_deref()).collect();
    assert_eq!(named.iter().collect::<BTreeSet<_>>().len(), named.len(), "each street has its own name");
    for area in [AreaType::Urban, AreaType::Suburban, AreaType::Remote] {
        assert!(TOWN.communities.iter().any(|it| it.area_type == area));
    }
}

#[test]
fn the_street_graph_connects_every_post_with_the_station() {
    let graph = TOWN.streets.graph().unwrap();
    let mut scratch = dispatch::street::times::Scratch::default();
    for post in &TOWN.posts {
        let path = graph.path(TOWN.station.point, post.point, dispatch::street::Profile::Foot, &mut scratch);
        assert!(path.is_some_and(|it| it.metres < 30_000.0), "{}", post.name);
    }
    let back = StreetMap::of(&graph);
    assert_eq!(back.nodes.len(), TOWN.streets.nodes.len());
}

#[test]
fn some_members_may_not_go_and_the_reasons_differ() {
    let members = &TOWN.members;
    let valid = jiff::civil::date(2026, 1, 1);
    assert!(members.iter().filter(|it| it.on_shift).count() > 140);
    assert!(members.iter().any(|it| !it.adult && it.kind == MemberKind::Volunteer));
    assert!(members.iter().any(|it| !it.consent));
    assert!(members.iter().any(|it| it.guard_cert_until.is_some_and(|day| day < valid)));
    assert!(members.iter().any(|it| it.trained_until.is_some_and(|day| day < valid)));
    assert!(members.iter().all(|it| it.phone.starts_with("1990000") && it.phone.len() == 11));
    let phones: BTreeSet<&str> = members.iter().map(|it| it.phone.as_str()).collect();
    assert_eq!(phones.len(), MEMBERS);
}

#[test]
fn people_have_accounts_and_the_rest_is_simulated() {
    let town = &*TOWN;
    let people: Vec<&str> = town.accounts.iter().filter(|it| !it.simulated).map(|it| it.login.as_str()).collect();
    let staff = ["desk", "desk2", "commander", "chief", "centre", "admin", "security", "audit"];
    let expected = [&staff[..], &["guard", "guard2", "grid", "volunteer", "beat"]].concat();
    assert_eq!(people, expected);
    let played: BTreeSet<_> = town.accounts.iter().filter_map(|it| it.member_id).collect();
    assert_eq!(played.len(), MEMBERS + 1, "each member has one account, and the chief");
    let logins: BTreeSet<_> = town.accounts.iter().map(|it| &it.login).collect();
    assert_eq!(logins.len(), town.accounts.len());
}

#[test]
fn every_grid_has_a_beat_and_the_vacancies_are_those_that_were_left() {
    use domain::jurisdiction::charge::ChargeLevel;

    let (town, it) = (&*TOWN, &TOWN.jurisdiction);
    assert_eq!([it.patches.len(), it.beats.len(), it.teams.len(), it.beat_of.len()], [3, 9, 6, GRIDS]);
    let held: BTreeSet<_> = it.charges.iter().map(|it| it.target).collect();
    assert_eq!(held.len(), it.charges.len(), "nothing is held twice");
    let of = |level| it.charges.iter().filter(move |it| it.level == level).count();
    assert_eq!((of(ChargeLevel::Patch), of(ChargeLevel::Beat)), (2, 8));
    let vacant = town.posts.iter().filter(|it| !held.contains(&it.id.uuid())).count();
    assert!((1..town.posts.len() / 10).contains(&vacant), "{vacant} of {} posts are vacant", town.posts.len());
    assert!(it.names.len() > 250, "{}", it.names.len());
    for name in &it.names {
        let grid = town.grids.iter().find(|it| it.id == name.within.1).unwrap();
        assert_eq!(grid.community_id, name.within.0, "{}", name.name);
    }
    for micro in &it.micro_grids {
        let grid = town.grids.iter().find(|it| it.id == micro.grid_id).unwrap();
        assert!(micro.code.len() == 17 && micro.code.starts_with(&grid.code), "{}", micro.code);
    }
}

#[test]
fn the_same_seed_makes_the_same_town_and_another_makes_another() {
    assert_eq!(generate(1, Ground::Generated), *TOWN);
    let other = generate(2, Ground::Generated);
    assert_ne!(other.members[0].name, TOWN.members[0].name);
    assert_ne!(other.station.id, TOWN.station.id);
    assert_eq!(other.grids.len(), GRIDS);
}

#[test]
fn the_town_is_the_one_that_was_agreed() {
    let town = &*TOWN;
    let mut words = String::new();
    town.communities.iter().for_each(|it| words += &it.name);
    town.units.iter().for_each(|it| words += &it.name);
    town.members.iter().for_each(|it| words += &it.name);
    town.streets.ways.iter().for_each(|it| words += it.name.as_deref().unwrap_or("-"));
    let on_shift = town.members.iter().filter(|it| it.on_shift).count();
    let summary = format!(
        "posts {} accounts {} on shift {on_shift} nodes {} ways {} names {:016x}",
        town.posts.len(),
        town.accounts.len(),
        town.streets.nodes.len(),
        town.streets.ways.len(),
        hash(0, words.as_bytes()),
    );
    assert_eq!(summary, "posts 262 accounts 246 on shift 167 nodes 4591 ways 708 names 5169bbd833617e36");
}

#[test]
fn the_station_can_be_laid_on_streets_that_are_given() {
    let streets = TOWN.streets.clone();
    let bounds = domain::geo::polygon::Bounds::around(streets.nodes.iter().copied()).unwrap();
    let town = generate(3, Ground::Streets(streets, bounds));
    assert_eq!([town.grids.len(), town.units.len(), town.members.len()], [GRIDS, UNITS, MEMBERS]);
    assert!(bounds.contains(town.station.boundary.centroid()));
    assert!(town.posts.iter().all(|it| town.streets.off_street_m(it.point) < 1.0));
    assert!(town.river.is_empty());
}
