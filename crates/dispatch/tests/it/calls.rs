//! How a search goes: who is called when, and who is told.

use dispatch::case::Case;
use dispatch::engine::Engine;
use dispatch::engine::event::Event;
use dispatch::engine::settings::Settings;
use dispatch::member::Member;
use domain::incident::Priority;
use domain::member::{Level, MemberKind};
use expect_test::expect;

use crate::build::*;

fn told(members: impl IntoIterator<Item = Member>) -> Told {
    Told::new(Engine::new(Settings::default(), None), members)
}

#[test]
fn nobody_answers() {
    let own = (1..=4).map(|it| guard(it, 1, f64::from(it) * 100.0));
    let near = (11..=12).map(|it| guard(it, 2, f64::from(it) * 50.0));
    let mut told = told(own.chain(near).chain([volunteer(21, 60.0), member(31, MemberKind::Officer, 10.0)]));
    told.tell(0.0, Event::Opened(case(1)));
    told.run_until(2_000.0);
    expect![[r#"
        0000.000  i1   call w1     1(own_unit r1 91s crow), 2(own_unit r1 181s crow) | not 21: {"code":"later_tier","params":{"tier":3}}
        0008.000  i1   call w2     3(own_unit r1 271s crow) | not 21: {"code":"later_tier","params":{"tier":3}}
        0016.000  i1   call w3     4(own_unit r1 361s crow) | not 21: {"code":"later_tier","params":{"tier":3}}
        0030.000  i1   repeat #2   1
        0030.000  i1   repeat #2   2
        0038.000  i1   repeat #2   3
        0045.000  i1   widen       tier 2
        0045.000  i1   call w4     11(inside_area r2 496s crow) | not 21: {"code":"later_tier","params":{"tier":3}}
        0046.000  i1   repeat #2   4
        0053.000  i1   call w5     12(inside_area r2 541s crow) | not 21: {"code":"later_tier","params":{"tier":3}}
        0060.000  i1   repeat #3   1
        0060.000  i1   telephone   1
        0060.000  i1   repeat #3   2
        0060.000  i1   telephone   2
        0060.000  i1   alert       desk round 1
        0068.000  i1   repeat #3   3
        0068.000  i1   telephone   3
        0075.000  i1   repeat #2   11
        0076.000  i1   repeat #3   4
        0076.000  i1   telephone   4
        0083.000  i1   repeat #2   12
        0090.000  i1   widen       tier 3
        0090.000  i1   call w6     21(volunteer r2 55s crow)
        0105.000  i1   repeat #3   11
        0105.000  i1   telephone   11
        0113.000  i1   repeat #3   12
        0113.000  i1   telephone   12
        0120.000  i1   repeat #2   21
        0120.000  i1   alert       duty_commander round 1
        0150.000  i1   repeat #3   21
        0150.000  i1   telephone   21
        0180.000  i1   alert       governance_centre round 1
        0600.000  i1   expire      1
        0600.000  i1   expire      2
        0608.000  i1   expire      3
        0616.000  i1   expire      4
        0645.000  i1   expire      11
        0653.000  i1   expire      12
        0690.000  i1   expire      21
        0690.000  i1   exhausted   after wave 6 | not 21: {"code":"no_answer","params":{}} | not 1: {"code":"no_answer","params":{}} | not 2: {"code":"no_answer","params":{}} | not 3: {"code":"no_answer","params":{}} | not 4: {"code":"no_answer","params":{}} | not 11: {"code":"no_answer","params":{}} | not 12: {"code":"no_answer","params":{}}
    "#]]
    .assert_eq(&told.lines);
    assert_eq!(told.engine.wake_at(), None);
}

#[test]
fn one_accepts_and_the_others_are_thanked() {
    let mut told = told((1..=3).map(|it| guard(it, 1, f64::from(it) * 100.0)));
    told.tell(0.0, Event::Opened(case(1)));
    told.run_until(5.0);
    told.accepts(5.0, 1, 2);
    told.run_until(700.0);
    expect![[r#"
        0000.000  i1   call w1     1(own_unit r1 91s crow), 2(own_unit r1 181s crow)
        0005.000  i1   stand down  1: "enough_coming"
    "#]]
    .assert_eq(&told.lines);
    assert_eq!(told.engine.wake_at(), None);
}

#[test]
fn p1_asks_three_rings_at_the_same_moment() {
    let mut told = told([
        guard(1, 1, 100.0),
        guard(2, 1, 200.0),
        guard(3, 1, 300.0),
        guard(11, 2, 150.0),
        member(12, MemberKind::GridWorker, 400.0),
        member(21, MemberKind::Auxiliary, 500.0),
        member(22, MemberKind::Officer, 3_000.0),
    ]);
    let p1 = Case { priority: Priority::P1, level: Level::L1, needed: 2, police: true, ..case(1) };
    told.tell(0.0, Event::Opened(p1));
    told.accepts(1.0, 1, 1);
    told.accepts(2.0, 1, 2);
    told.accepts(3.0, 1, 11);
    told.run_until(20.0);
    told.accepts(20.0, 1, 22);
    told.run_until(700.0);
    expect![[r#"
        0000.000  i1   call w1     1(own_unit r1 91s crow), 2(own_unit r1 181s crow), 11(inside_area r2 136s crow), 12(on_shift r2 361s crow), 22(officer r3 507s crow), 21(auxiliary r3 451s crow) | not 3: {"code":"later","params":{}}
        0003.000  i1   stand down  12: "enough_coming"
        0020.000  i1   stand down  21: "enough_coming"
    "#]]
    .assert_eq(&told.lines);
}

#[test]
fn a_no_is_answered_by_the_next_call_at_once() {
    let mut told = told((1..=4).map(|it| guard(it, 1, f64::from(it) * 100.0)));
    told.tell(0.0, Event::Opened(case(1)));
    told.declines(2.0, 1, 1);
    told.declines(3.0, 1, 2);
    told.accepts(4.0, 1, 3);
    expect![[r#"
        0000.000  i1   call w1     1(own_unit r1 91s crow), 2(own_unit r1 181s crow)
        0002.000  i1   call w2     3(own_unit r1 271s crow) | not 1: {"code":"declined","params":{}}
        0003.000  i1   call w3     4(own_unit r1 361s crow) | not 1: {"code":"declined","params":{}} | not 2: {"code":"declined","params":{}}
        0004.000  i1   stand down  4: "enough_coming"
    "#]]
    .assert_eq(&told.lines);
}

#[test]
fn one_alone_observes_and_two_may_act() {
    let mut told = told((1..=3).map(|it| guard(it, 1, f64::from(it) * 100.0)));
    told.tell(0.0, Event::Opened(Case { level: Level::L2, priority: Priority::P2, ..case(1) }));
    told.accepts(2.0, 1, 1);
    told.run_until(9.0);
    told.accepts(9.0, 1, 2);
    told.declines(10.0, 1, 1);
    told.accepts(11.0, 1, 3);
    expect![[r#"
        0000.000  i1   call w1     1(own_unit r1 91s crow), 2(own_unit r1 181s crow)
        0002.000  i1   level       L1
        0008.000  i1   call w2     3(own_unit r1 271s crow)
        0009.000  i1   stand down  3: "enough_coming"
        0009.000  i1   level       L2
        0010.000  i1   call w3     3(own_unit r1 271s crow) | not 1: {"code":"declined","params":{}}
        0010.000  i1   level       L1
        0011.000  i1   level       L2
    "#]]
    .assert_eq(&told.lines);
}

#[test]
fn whoever_accepted_is_never_a_spare() {
    let mut told = told((1..=3).map(|it| guard(it, 1, f64::from(it) * 100.0)));
    told.tell(0.0, Event::Opened(case(1)));
    told.run_until(8.0);
    told.accepts(9.0, 1, 3);
    // The thanks crossed with an answer; the row says yes, so the member comes too.
    told.accepts(9.1, 1, 1);
    told.tell(9.2, Event::Departed { offer: told.offer(1, 2) });
    told.run_until(700.0);
    expect![[r#"
        0000.000  i1   call w1     1(own_unit r1 91s crow), 2(own_unit r1 181s crow)
        0008.000  i1   call w2     3(own_unit r1 271s crow)
        0009.000  i1   stand down  1 2: "enough_coming"
    "#]]
    .assert_eq(&told.lines);
}

#[test]
fn the_upgrade_window_releases_who_has_not_set_out() {
    for (departs, expected) in [
        (
            false,
            expect![[r#"
                0000.000  i1   call w1     1(own_unit r1 46s crow), 2(own_unit r1 811s crow)
                0006.000  i1   stand down  2: "nearer_coming"
            "#]],
        ),
        (
            true,
            expect![[r#"
                0000.000  i1   call w1     1(own_unit r1 46s crow), 2(own_unit r1 811s crow)
            "#]],
        ),
    ] {
        let mut told = told([guard(1, 1, 50.0), guard(2, 1, 900.0)]);
        told.tell(0.0, Event::Opened(Case { upgrade_window_s: 10, ..case(1) }));
        told.accepts(2.0, 1, 2);
        if departs {
            told.tell(3.0, Event::Departed { offer: told.offer(1, 2) });
        }
        told.accepts(6.0, 1, 1);
        told.run_until(60.0);
        expected.assert_eq(&told.lines);
    }
}

#[test]
fn thirty_who_are_silent_do_not_stop_the_search() {
    let mut told = told((1..=30).map(|it| guard(it, 1, f64::from(it) * 20.0)));
    told.tell(0.0, Event::Opened(case(1)));
    told.run_until(8.0 * 30.0);
    for number in 1..=30 {
        let called =
            told.lines.lines().filter(|it| it.contains(" call ")).any(|it| it.contains(&format!(" {number}(own")));
        assert!(called, "{number} is never called:\n{}", told.lines);
    }
}

#[test]
fn who_a_person_sent_home_is_not_called_again_by_the_engine() {
    let mut told = told((1..=3).map(|it| guard(it, 1, f64::from(it) * 100.0)));
    told.tell(0.0, Event::Opened(case(1)));
    told.run_until(1.0);
    let offer = told.offer(1, 1);
    told.tell(1.0, Event::Dismissed { offer });
    told.run_until(300.0);
    let again = told.lines.lines().filter(|it| it.contains(" call ") && it.contains(" 1(own")).count();
    assert_eq!(again, 1, "{}", told.lines);
    told.tell(301.0, Event::Called { incident: incident_id(1), member: member_id(1) });
    assert!(told.lines.lines().any(|it| it.contains(" 1(own") && it.contains("0301")), "{}", told.lines);
}

#[test]
fn a_hard_stop_takes_back_the_calls_of_volunteers() {
    let mut told = told([guard(1, 1, 100.0), volunteer(21, 60.0)]);
    let calm = Case { level: Level::L3, ..case(1) };
    told.tell(0.0, Event::Opened(calm.clone()));
    told.run_until(95.0);
    assert!(told.lines.contains(" 21(volunteer"), "{}", told.lines);
    told.tell(96.0, Event::Opened(Case { level: Level::L1, ..calm }));
    assert!(told.lines.contains("stand down  21: \"may_not_go\""), "{}", told.lines);
}
