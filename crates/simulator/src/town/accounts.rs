//! The accounts of the demo: thirteen for people, and one for everybody whom the simulator plays.

use domain::ids::{AccountId, MemberId};
use domain::member::{Level, MemberKind, UnitCategory};
use domain::role::Role;

use crate::rng::Rng;
use crate::town::data_names::{self, DESK_NAMES};
use crate::town::make::id;
use crate::town::{Account, Community, Member, Reach, Unit};

/// Residents who report.
pub(crate) const RESIDENTS: usize = 6;

/// Opens the accounts; the members whom people play are not simulated.
pub(crate) fn open(
    seed: u64,
    communities: &[Community],
    members: &[Member],
    units: &[Unit],
    chief: MemberId,
) -> Vec<Account> {
    let mut rng = Rng::stream(seed, "accounts");
    let mut book = Book { seed, accounts: Vec::new() };
    let staff = [
        ("desk", Role::Desk),
        ("desk2", Role::Desk),
        ("commander", Role::DutyCommander),
        ("chief", Role::Chief),
        ("centre", Role::GovernanceCentre),
        ("admin", Role::SystemAdmin),
        ("security", Role::SecurityAdmin),
        ("audit", Role::AuditAdmin),
    ];
    for ((login, role), name) in staff.into_iter().zip(DESK_NAMES) {
        // The chief leads patches and is a member for that.
        let member = (role == Role::Chief).then_some(chief);
        book.add(login, name, role, Reach::Station, member, false);
    }
    let played = played(members, units);
    for (login, member) in ["guard", "guard2", "grid", "volunteer", "beat"].into_iter().zip(&played) {
        book.add_member(login, member, communities, false);
    }
    book.add("sim-desk", &data_names::person(&mut rng), Role::Desk, Reach::Station, None, true);
    book.add("sim-commander", &data_names::person(&mut rng), Role::DutyCommander, Reach::Station, None, true);
    for nth in 1..=RESIDENTS {
        book.add(&format!("sim-resident-{nth}"), &data_names::person(&mut rng), Role::Resident, Reach::Own, None, true);
    }
    for (number, member) in members.iter().enumerate() {
        if !played.iter().any(|it| it.id == member.id) {
            book.add_member(&format!("sim-{:03}", number + 1), member, communities, true);
        }
    }
    book.accounts
}

/// The members for people: two guards of one estate, a grid worker, a volunteer and an officer, all fit to go.
fn played<'a>(members: &'a [Member], units: &[Unit]) -> Vec<&'a Member> {
    let fit = |it: &&Member| it.consent && it.adult && it.level_max == Level::L3 && it.valid();
    let of = |kind: MemberKind| members.iter().filter(fit).filter(move |it| it.kind == kind);
    let pair = of(MemberKind::Guard).find_map(|one| {
        let estate = units.iter().any(|it| Some(it.id) == one.unit_id && it.category == UnitCategory::Property);
        let two = of(MemberKind::Guard).find(|two| two.unit_id == one.unit_id && two.id != one.id);
        two.filter(|_| estate).map(|two| [one, two])
    });
    let helper = of(MemberKind::Volunteer).find(|it| it.self_enrolled);
    let others = [of(MemberKind::GridWorker).next(), helper, of(MemberKind::Officer).next()];
    pair.into_iter().flatten().chain(others.into_iter().flatten()).collect()
}

impl Member {
    /// Whether none of the member's papers has run out (on the days that the generator uses).
    fn valid(&self) -> bool {
        let old = jiff::civil::date(2025, 1, 1);
        [self.trained_until, self.guard_cert_until, self.insured_until].into_iter().flatten().all(|it| it > old)
    }
}

struct Book {
    seed: u64,
    accounts: Vec<Account>,
}

impl Book {
    fn add(&mut self, login: &str, name: &str, role: Role, reach: Reach, member_id: Option<MemberId>, simulated: bool) {
        self.accounts.push(Account {
            id: AccountId::from(id(self.seed, "account", self.accounts.len())),
            login: login.to_owned(),
            name: name.to_owned(),
            role,
            reach,
            member_id,
            simulated,
        });
    }

    fn add_member(&mut self, login: &str, member: &Member, communities: &[Community], simulated: bool) {
        let role = match member.kind {
            MemberKind::Guard => Role::Guard,
            MemberKind::GridWorker => Role::GridWorker,
            MemberKind::ComprehensiveOfficer => Role::CommunityOfficer,
            MemberKind::Volunteer | MemberKind::Parent => Role::Volunteer,
            MemberKind::Observer => Role::Observer,
            MemberKind::Mediator => Role::Mediator,
            MemberKind::Teller => Role::Teller,
            MemberKind::Auxiliary => Role::Auxiliary,
            MemberKind::Officer => Role::BeatOfficer,
        };
        let reach = match (member.kind, member.unit_id, member.grid_id, member.community_id) {
            (MemberKind::Guard | MemberKind::Teller | MemberKind::Observer | MemberKind::Parent, Some(unit), _, _) => {
                Reach::Unit(vec![unit])
            }
            (MemberKind::GridWorker, _, Some(grid), _) => Reach::Grid(vec![grid]),
            (MemberKind::Officer, _, _, Some(community)) => Reach::Community(beat(communities, community)),
            (MemberKind::ComprehensiveOfficer | MemberKind::Mediator, _, _, Some(community)) => {
                Reach::Community(vec![community])
            }
            (MemberKind::Auxiliary, ..) => Reach::Station,
            _ => Reach::Own,
        };
        self.add(login, &member.name, role, reach, Some(member.id), simulated);
    }
}

/// An officer's beat: the community of the police room and the two that follow.
fn beat(communities: &[Community], first: domain::ids::CommunityId) -> Vec<domain::ids::CommunityId> {
    communities.iter().skip_while(|it| it.id != first).take(3).map(|it| it.id).collect()
}
