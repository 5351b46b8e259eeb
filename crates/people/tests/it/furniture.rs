//! A station with a few members and accounts.

use chrono::TimeDelta;
use domain::ids::{AccountId, CommunityId, MemberId, UnitId};
use domain::member::{Level, MemberKind};
use domain::role::Role;
use people::password;
use people::people::People;
use people::seed::{NewAccount, NewMember, seed};
use platform::scope::Reach;
use platform::seal::Personal;
use testkit::bench::Bench;
use uuid::Uuid;

/// The password of every account here.
pub const PASSWORD: &str = "five-lychees-and-a-gate";

/// What a test needs to know of the people it starts with.
pub struct Town {
    pub people: People,
    pub guard: MemberId,
    pub unit: UnitId,
    pub elsewhere: MemberId,
}

/// Seeds a guard and somebody of another unit, an account `desk`, and an account `guard`.
pub async fn town(bench: &Bench) -> Town {
    let (unit, other) = (UnitId::from(Uuid::now_v7()), UnitId::from(Uuid::now_v7()));
    let guard = member("欧阳小明", Some("19900000001"), unit);
    let elsewhere = member("李四", None, other);
    let hash = password::hash(PASSWORD).unwrap();
    let account = |login: &str, role, reach, member| NewAccount {
        id: AccountId::from(Uuid::now_v7()),
        login: login.to_owned(),
        password_hash: hash.clone(),
        role,
        reach,
        member,
        name: Personal::new("王五"),
    };
    let accounts = [
        account("desk", Role::Desk, Reach::Station, None),
        account("guard", Role::Guard, Reach::Unit(vec![unit]), Some(guard.id)),
    ];
    let (guard_id, elsewhere_id) = (guard.id, elsewhere.id);
    seed(&bench.app, bench.station, &[guard, elsewhere], &accounts).await.unwrap();
    let people = People::load(&bench.app).await.unwrap();
    Town { people, guard: guard_id, unit, elsewhere: elsewhere_id }
}

fn member(name: &str, phone: Option<&str>, unit: UnitId) -> NewMember {
    let until = testkit::bench::noon() + TimeDelta::days(100);
    NewMember {
        id: MemberId::from(Uuid::now_v7()),
        community: Some(CommunityId::from(Uuid::now_v7())),
        grid: None,
        unit: Some(unit),
        post: None,
        kind: MemberKind::Guard,
        name: Personal::new(name),
        phone: phone.map(Personal::new),
        adult: true,
        trained_until: Some(until),
        guard_cert_until: Some(until),
        insured_until: None,
        level_max: Level::L2,
        self_enrolled: false,
        consent: false,
    }
}
