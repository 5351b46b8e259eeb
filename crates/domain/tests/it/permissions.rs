//! Every role × every permission, written down in `docs/permissions.md`, and what must hold of the table.

use std::fmt::Write as _;

use domain::permission::Permission;
use domain::role::Role;
use expect_test::expect_file;

const HEAD: &str = "\
# Permissions

Generated from `crates/domain/src/role.rs` by its tests; `UPDATE_EXPECT=1 cargo test -p domain` writes it anew.
A role uses a permission within its reach only: its station, community, grid, unit, or what the person takes part in.
Roles marked 警 work police matters; the others see one only by taking part in it, and can only escalate it.
";

#[test]
fn the_document_shows_every_role_and_permission() {
    let mut text = HEAD.to_owned();
    text.push_str("\n| role | 角色 | 警 | permissions |\n|---|---|---|---|\n");
    for role in Role::ALL {
        let police = if role.works_police_matters() { "警" } else { "" };
        let held = role.permissions().iter().map(|it| it.as_str()).collect::<Vec<_>>().join(" ");
        let _ = writeln!(text, "| {role} | {} | {police} | {held} |", role.zh());
    }
    text.push_str("\n| permission | 权限 | meaning | held by |\n|---|---|---|---|\n");
    for permission in Permission::ALL {
        let holders: Vec<_> = Role::ALL.iter().filter(|it| it.may(*permission)).map(|it| it.as_str()).collect();
        let _ = writeln!(text, "| {permission} | {} | {} | {} |", permission.zh(), permission.en(), holders.join(" "));
    }
    expect_file!["../../../../docs/permissions.md"].assert_eq(&text);
}

#[test]
fn each_permission_is_held_by_somebody_and_listed_once() {
    for permission in Permission::ALL {
        assert!(Role::ALL.iter().any(|it| it.may(*permission)), "nobody holds {permission}");
    }
    for role in Role::ALL {
        let mut held = role.permissions().to_vec();
        held.sort();
        held.dedup();
        assert_eq!(held.len(), role.permissions().len(), "{role} lists one twice");
    }
}

/// 三员分立: none of the three holds what another holds, and none sees the work.
#[test]
fn the_three_administrators_are_kept_apart() {
    let three = [Role::SystemAdmin, Role::SecurityAdmin, Role::AuditAdmin];
    for one in three {
        for other in three {
            let shared = one.permissions().iter().filter(|it| other.may(**it)).count();
            assert_eq!(shared, if one == other { one.permissions().len() } else { 0 }, "{one} {other}");
        }
        for work in
            [Permission::IncidentRead, Permission::PersonRead, Permission::PositionRead, Permission::ContactView]
        {
            assert!(!one.may(work), "{one} may {work}");
        }
    }
}

/// Police are ordered by command; community forces get neither contacts nor others' tracks (red line 5).
#[test]
fn what_only_some_may() {
    let holders = |permission| Role::ALL.iter().copied().filter(|it| it.may(permission)).collect::<Vec<_>>();
    assert_eq!(holders(Permission::IncidentDispatchPolice), [Role::Chief, Role::DutyCommander]);
    assert_eq!(holders(Permission::TrackRead), [Role::Chief, Role::DutyCommander]);
    assert_eq!(
        holders(Permission::ContactView),
        [Role::Chief, Role::DutyCommander, Role::Desk, Role::BeatOfficer, Role::GovernanceCentre]
    );
    assert_eq!(holders(Permission::AuditRead), [Role::AuditAdmin]);
}

/// Whoever is called must be able to answer, to be on duty and to be found.
#[test]
fn to_answer_to_be_on_duty_and_to_be_found_go_together() {
    for role in Role::ALL {
        let answers = role.may(Permission::OfferAnswer);
        assert_eq!(answers, role.may(Permission::DutyConfirm), "{role}");
        assert_eq!(answers, role.may(Permission::PositionSend), "{role}");
        assert!(!answers || role.may(Permission::LiveRead), "{role} would not hear the call");
    }
}
