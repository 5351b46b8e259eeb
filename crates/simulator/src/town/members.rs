//! The 230 members: guards at their posts, grid workers, volunteers and the rest; some not qualified, too young,
//! without consent or off shift, so that the reasons for not calling somebody can be seen too.

use domain::geo::Point;
use domain::ids::{CommunityId, GridId, MemberId, UnitId};
use domain::member::{Level, MemberKind, PostKind, UnitCategory};
use jiff::civil::Date;

use crate::rng::Rng;
use crate::town::data_names;
use crate::town::make::{Land, id};
use crate::town::{Community, Grid, MEMBERS, Member, Post, Unit};

/// How many members of each kind there are.
const KINDS: &[(MemberKind, usize)] = &[
    (MemberKind::Guard, 128),
    (MemberKind::GridWorker, 40),
    (MemberKind::Volunteer, 20),
    (MemberKind::Auxiliary, 8),
    (MemberKind::Officer, 8),
    (MemberKind::Mediator, 7),
    (MemberKind::Observer, 6),
    (MemberKind::ComprehensiveOfficer, 5),
    (MemberKind::Teller, 5),
    (MemberKind::Parent, 3),
];

/// A day that has not passed for long, and one that has.
const VALID_UNTIL: Date = Date::constant(2034, 12, 31);
const EXPIRED_ON: Date = Date::constant(2024, 6, 30);

/// Makes the members.
pub(crate) fn enlist(
    seed: u64,
    land: &Land,
    station: Point,
    communities: &[Community],
    grids: &[Grid],
    units: &[Unit],
    posts: &[Post],
) -> Vec<Member> {
    let mut rng = Rng::stream(seed, "members");
    let mut roster = Roster {
        seed,
        station,
        communities,
        grids,
        units,
        posts,
        guards: guard_places(units, &mut rng),
        members: Vec::new(),
    };
    for (kind, count) in KINDS {
        for nth in 0..*count {
            let member = roster.member(*kind, nth, land, &mut rng);
            roster.members.push(member);
        }
    }
    debug_assert_eq!(roster.members.len(), MEMBERS);
    roster.members
}

/// The unit of each guard: big ones have two, so that one may leave while the other stays.
fn guard_places(units: &[Unit], rng: &mut Rng) -> Vec<usize> {
    let of = |wanted: &[UnitCategory]| -> Vec<usize> {
        (0..units.len()).filter(|it| wanted.contains(&units[*it].category)).collect()
    };
    let mut twice = of(&[UnitCategory::Property, UnitCategory::Mall, UnitCategory::Hospital]);
    let mut once = of(&[
        UnitCategory::School,
        UnitCategory::TransportHub,
        UnitCategory::Bank,
        UnitCategory::Enterprise,
        UnitCategory::Kindergarten,
        UnitCategory::Hotel,
        UnitCategory::Entertainment,
        UnitCategory::Logistics,
        UnitCategory::Other,
    ]);
    rng.shuffle(&mut twice);
    rng.shuffle(&mut once);
    let pairs = 30.min(twice.len());
    let mut places: Vec<usize> = twice.iter().take(pairs).flat_map(|it| [*it, *it]).collect();
    places.extend(twice.into_iter().skip(pairs));
    places.extend(once);
    places
}

struct Roster<'a> {
    seed: u64,
    station: Point,
    communities: &'a [Community],
    grids: &'a [Grid],
    units: &'a [Unit],
    posts: &'a [Post],
    guards: Vec<usize>,
    members: Vec<Member>,
}

/// Where somebody belongs.
#[derive(Default)]
struct Belongs {
    community: Option<CommunityId>,
    grid: Option<GridId>,
    unit: Option<UnitId>,
    post: Option<usize>,
    home: Option<Point>,
}

impl Roster<'_> {
    fn member(&self, kind: MemberKind, nth: usize, land: &Land, rng: &mut Rng) -> Member {
        let number = self.members.len();
        let belongs = self.belongs(kind, nth, rng);
        let home = belongs.home.or(belongs.post.map(|it| self.posts[it].point)).unwrap_or(self.station);
        let trained = kind != MemberKind::Guard || nth % 23 != 7;
        let guard = kind == MemberKind::Guard;
        let helper = matches!(kind, MemberKind::Volunteer | MemberKind::Parent);
        Member {
            id: MemberId::from(id(self.seed, "member", number)),
            community_id: belongs.community,
            grid_id: belongs.grid,
            unit_id: belongs.unit,
            post_id: belongs.post.map(|it| self.posts[it].id),
            kind,
            name: data_names::person(rng),
            phone: format!("1990000{:04}", 1000 + number),
            adult: !(kind == MemberKind::Volunteer && nth % 9 == 4),
            trained_until: Some(if trained { VALID_UNTIL } else { EXPIRED_ON }),
            guard_cert_until: guard.then_some(if nth % 21 == 11 { EXPIRED_ON } else { VALID_UNTIL }),
            insured_until: helper.then_some(if nth % 8 == 5 { EXPIRED_ON } else { VALID_UNTIL }),
            level_max: level(kind, nth),
            self_enrolled: helper && nth % 4 != 3,
            consent: number % 37 != 17,
            on_shift: rng.chance(shift_share(kind)),
            home: nearest_node(land, home),
        }
    }

    fn belongs(&self, kind: MemberKind, nth: usize, rng: &mut Rng) -> Belongs {
        match kind {
            MemberKind::Guard => self.guard(nth),
            MemberKind::Observer => self.at_unit(UnitCategory::Mall, nth),
            MemberKind::Teller => self.at_unit(UnitCategory::Bank, nth),
            MemberKind::Parent => self.at_unit(UnitCategory::School, nth),
            MemberKind::GridWorker | MemberKind::Volunteer => {
                let community = &self.communities[nth % self.communities.len()];
                let own: Vec<&Grid> = self.grids.iter().filter(|it| it.community_id == community.id).collect();
                let grid = rng.pick(&own).copied();
                Belongs {
                    community: Some(community.id),
                    grid: grid.filter(|_| kind == MemberKind::GridWorker).map(|it| it.id),
                    home: grid.map(|it| it.boundary.centroid()),
                    ..Belongs::default()
                }
            }
            MemberKind::Mediator | MemberKind::ComprehensiveOfficer => self.at_room(nth * 4 + 1),
            MemberKind::Auxiliary => self.patrol(nth),
            MemberKind::Officer => self.at_room(nth * 3),
        }
    }

    fn guard(&self, nth: usize) -> Belongs {
        let place = self.guards[nth % self.guards.len()];
        let second = nth > 0 && self.guards[nth - 1] == place;
        self.of_unit(place, if second { PostKind::SentryBox } else { PostKind::Gate })
    }

    fn at_unit(&self, category: UnitCategory, nth: usize) -> Belongs {
        let own: Vec<usize> = (0..self.units.len()).filter(|it| self.units[*it].category == category).collect();
        own.get(nth % own.len().max(1)).map_or_else(Belongs::default, |it| self.of_unit(*it, PostKind::Gate))
    }

    /// At a unit's post of a kind, or at its gate.
    fn of_unit(&self, unit: usize, kind: PostKind) -> Belongs {
        let unit = &self.units[unit];
        let post = |kind: PostKind| self.posts.iter().position(|it| it.unit_id == Some(unit.id) && it.kind == kind);
        Belongs {
            community: Some(unit.community_id),
            grid: Some(unit.grid_id),
            unit: Some(unit.id),
            post: post(kind).or_else(|| post(PostKind::Gate)),
            home: None,
        }
    }

    /// At the police room of a community.
    fn at_room(&self, community: usize) -> Belongs {
        let community = self.communities[community % self.communities.len()].id;
        let post = self.posts.iter().position(|it| it.kind == PostKind::PoliceRoom && it.community_id == community);
        Belongs { community: Some(community), post, ..Belongs::default() }
    }

    /// At a stationed point.
    fn patrol(&self, nth: usize) -> Belongs {
        let points: Vec<usize> =
            (0..self.posts.len()).filter(|it| self.posts[*it].kind == PostKind::Stationed).collect();
        Belongs { post: points.get(nth % points.len().max(1)).copied(), ..Belongs::default() }
    }
}

/// How far a kind of member may act: most guards alone in non-police matters, some not yet.
fn level(kind: MemberKind, nth: usize) -> Level {
    match kind {
        MemberKind::Guard if nth % 10 == 3 => Level::L1,
        MemberKind::Guard if nth % 10 == 7 => Level::L2,
        MemberKind::Teller => Level::L0,
        MemberKind::Observer => Level::L1,
        MemberKind::Guard
        | MemberKind::GridWorker
        | MemberKind::ComprehensiveOfficer
        | MemberKind::Volunteer
        | MemberKind::Parent
        | MemberKind::Mediator
        | MemberKind::Auxiliary
        | MemberKind::Officer => Level::L3,
    }
}

/// How many of a kind are on shift at a time.
fn shift_share(kind: MemberKind) -> f64 {
    match kind {
        MemberKind::Guard => 0.8,
        MemberKind::GridWorker => 0.75,
        MemberKind::Officer | MemberKind::Auxiliary => 0.75,
        MemberKind::Mediator | MemberKind::ComprehensiveOfficer | MemberKind::Observer | MemberKind::Teller => 0.7,
        MemberKind::Volunteer | MemberKind::Parent => 0.1,
    }
}

fn nearest_node(land: &Land, point: Point) -> Point {
    // Degrees do for comparing, and are much cheaper than metres.
    let squeeze = point.lat.to_radians().cos().powi(2);
    let near = |it: &Point| (it.lon - point.lon).powi(2) * squeeze + (it.lat - point.lat).powi(2);
    land.streets.nodes.iter().min_by(|one, two| near(one).total_cmp(&near(two))).copied().unwrap_or(point)
}
