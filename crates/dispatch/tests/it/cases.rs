//! Searches in special cases: an empty desk, a person's choice, posts, stale positions, two incidents at once.

use dispatch::case::Case;
use dispatch::engine::Engine;
use dispatch::engine::event::Event;
use dispatch::engine::search::SearchState;
use dispatch::engine::settings::Settings;
use dispatch::member::{Fix, Member};
use domain::incident::Priority;
use domain::member::{Level, MemberKind};
use expect_test::expect;

use crate::build::*;

fn told(members: impl IntoIterator<Item = Member>) -> Told {
    Told::new(Engine::new(Settings::default(), None), members)
}

#[test]
fn an_empty_desk() {
    let members = || [guard(1, 1, 100.0), guard(2, 2, 50.0), member(3, MemberKind::Officer, 60.0)];
    let mut with = told(members());
    with.tell(0.0, Event::Opened(Case { desk_absent: true, authorised: true, ..case(1) }));
    with.accepts(1.0, 1, 1);
    with.run_until(200.0);
    expect![[r#"
        0000.000  i1   call w1     1(own_unit r1 91s crow) | not 2: {"code":"desk_absent","params":{}} | not 3: {"code":"desk_absent","params":{}}
        0000.000  i1   alert       duty_commander round 1
    "#]]
    .assert_eq(&with.lines);
    let mut without = told(members());
    without.tell(0.0, Event::Opened(Case { desk_absent: true, police: true, ..case(1) }));
    without.run_until(200.0);
    // The desk comes back and orders people.
    without.tell(200.0, Event::Opened(Case { police: true, ..case(1) }));
    expect![[r#"
        0000.000  i1   exhausted   after wave 0 | not 2: {"code":"not_authorised","params":{}} | not 3: {"code":"not_authorised","params":{}} | not 1: {"code":"not_authorised","params":{}}
        0000.000  i1   alert       duty_commander round 1
        0060.000  i1   alert       desk round 1
        0180.000  i1   alert       governance_centre round 1
        0200.000  i1   widen       tier 2
        0200.000  i1   widen       tier 3
        0200.000  i1   call w1     2(inside_area r2 46s crow stale), 1(own_unit r1 91s crow stale), 3(officer r3 11s crow stale)
    "#]]
    .assert_eq(&without.lines);
}

#[test]
fn a_desk_that_is_left_hands_its_alert_to_the_commander() {
    let mut told = told([]);
    told.tell(0.0, Event::Opened(case(1)));
    told.tell(30.0, Event::DeskPresence(false));
    told.run_until(200.0);
    expect![[r#"
        0000.000  i1   widen       tier 2
        0000.000  i1   widen       tier 3
        0000.000  i1   exhausted   after wave 0
        0060.000  i1   alert       desk round 1
        0060.000  i1   alert       duty_commander round 1
        0180.000  i1   alert       governance_centre round 1
    "#]]
    .assert_eq(&told.lines);
}

#[test]
fn a_person_may_choose_at_any_time_by_the_same_rules() {
    let mut told = told([guard(1, 1, 100.0), guard(2, 2, 200.0), volunteer(3, 50.0), {
        Member { consents: false, ..guard(4, 1, 10.0) }
    }]);
    let call = |member| Event::Called { incident: incident_id(1), member: member_id(member) };
    told.tell(0.0, call(1));
    told.tell(0.0, Event::Opened(case(1)));
    told.declines(1.0, 1, 1);
    told.accepts(2.0, 1, 2);
    // Enough are coming; a person still may add whom the rules allow, also who said no before.
    for member in [1, 2, 3, 4, 9] {
        told.tell(3.0, call(member));
    }
    told.run_until(40.0);
    told.tell(41.0, Event::Ended { incident: incident_id(1) });
    told.tell(42.0, call(3));
    expect![[r#"
        0000.000  i1   refused     1: {"code":"incident_not_open","params":{}}
        0000.000  i1   call w1     1(own_unit r1 91s crow) | not 3: {"code":"later_tier","params":{"tier":3}}
        0001.000  i1   widen       tier 2
        0001.000  i1   call w2     2(inside_area r2 181s crow) | not 3: {"code":"later_tier","params":{"tier":3}} | not 1: {"code":"declined","params":{}}
        0003.000  i1   call w3     1(own_unit r1 91s crow manual)
        0003.000  i1   refused     2: {"code":"already_called","params":{}}
        0003.000  i1   call w4     3(volunteer r2 46s crow manual)
        0003.000  i1   refused     4: {"code":"no_consent","params":{}}
        0003.000  i1   refused     9: {"code":"off_duty","params":{}}
        0033.000  i1   repeat #2   1
        0033.000  i1   repeat #2   3
        0041.000  i1   stand down  1 2 3: "ended"
        0042.000  i1   refused     3: {"code":"incident_not_open","params":{}}
    "#]]
    .assert_eq(&told.lines);
}

#[test]
fn only_named_members_are_called_when_a_person_does_the_choosing() {
    let mut told = told([guard(1, 1, 100.0), guard(2, 1, 200.0)]);
    told.tell(0.0, Event::Opened(Case { automatic: false, ..case(1) }));
    told.tell(0.0, Event::Called { incident: incident_id(1), member: member_id(2) });
    told.run_until(61.0);
    expect![[r#"
        0000.000  i1   call w1     2(own_unit r1 181s crow manual)
        0030.000  i1   repeat #2   2
        0060.000  i1   repeat #3   2
        0060.000  i1   telephone   2
        0060.000  i1   alert       desk round 1
    "#]]
    .assert_eq(&told.lines);
}

#[test]
fn a_post_is_not_left_by_two_calls() {
    let at_post = |number, east_m| Member { post: Some(post(1, 1, 500.0)), ..guard(number, 1, east_m) };
    let mut told = told([at_post(1, 510.0), at_post(2, 520.0), at_post(3, 530.0)]);
    told.tell(0.0, Event::Opened(Case { needed: 3, ..case(1) }));
    told.run_until(20.0);
    // The third becomes free to go when a colleague cannot.
    told.declines(20.0, 1, 1);
    // A fourth comes on duty.
    told.tell(30.0, Event::MemberOn(at_post(4, 540.0)));
    told.tell(31.0, Event::MemberOff(member_id(2)));
    expect![[r#"
        0000.000  i1   widen       tier 2
        0000.000  i1   widen       tier 3
        0000.000  i1   call w1     1(own_unit r1 460s crow), 2(own_unit r1 469s crow)
        0000.000  i1   exhausted   after wave 1 | not 3: {"code":"post_below_headcount","params":{"required":1,"present":3,"leaving":2}}
        0020.000  i1   call w2     3(own_unit r1 478s crow) | not 1: {"code":"declined","params":{}}
        0020.000  i1   exhausted   after wave 2 | not 1: {"code":"declined","params":{}}
        0030.000  i1   repeat #2   2
        0030.000  i1   call w3     4(own_unit r1 487s crow) | not 1: {"code":"declined","params":{}}
        0031.000  i1   stand down  2: "off_duty"
        0031.000  i1   exhausted   after wave 3 | not 1: {"code":"declined","params":{}}
    "#]]
    .assert_eq(&told.lines);
}

#[test]
fn a_stale_position_is_ranked_by_its_time_and_says_so() {
    let fixed = |number, east_m, age_s: f64| {
        let fix = Some(Fix { point: place(east_m, 0.0), at: at(-age_s) });
        Member { fix, ..guard(number, 1, east_m) }
    };
    let assumed = Member { fix: None, post: Some(post(9, 0, 40.0)), ..guard(3, 1, 0.0) };
    let mut told = told([fixed(1, 50.0, 91.0), fixed(2, 800.0, 90.0), assumed]);
    let list = told.engine.candidates(at(0.0), &case(1));
    let lines: String = list
        .picks
        .iter()
        .map(|it| {
            let pick = it.pick;
            let age = pick.position_age_s.map_or("-".into(), |it| it.to_string());
            format!("{} {}s {}m age {age} stale {}\n", number(pick.member), pick.travel_s, pick.distance_m, pick.stale)
        })
        .collect();
    expect![[r#"
        3 37s 41m age - stale true
        1 46s 51m age 91 stale true
        2 721s 801m age 90 stale false
    "#]]
    .assert_eq(&lines);
    told.tell(0.0, Event::Opened(case(1)));
    // A rough, an old and an invalid fix change nothing.
    for (east_m, age_s, accuracy_m) in [(1.0, -5.0, 900.0), (1.0, 100.0, 5.0)] {
        let event = Event::Moved { member: member_id(2), point: place(east_m, 0.0), at: at(-age_s), accuracy_m };
        told.tell(1.0, event);
    }
    assert_eq!(told.engine.candidates(at(1.0), &case(2)).skips.len(), 2, "two are called for the other incident");
    expect![[r#"
        0000.000  i1   call w1     3(own_unit r1 37s crow stale), 1(own_unit r1 46s crow stale)
    "#]]
    .assert_eq(&told.lines);
}

#[test]
fn one_member_is_never_promised_to_two() {
    let mut told = told([guard(1, 1, 100.0), member(2, MemberKind::GridWorker, 300.0)]);
    told.tell(0.0, Event::Opened(Case { needed: 2, ..case(1) }));
    told.tell(1.0, Event::Opened(case(2)));
    told.run_until(600.0);
    // The first search gave both up at 600 s and the second took them; one now says yes to the first.
    told.accepts(601.0, 1, 1);
    told.accepts(602.0, 2, 1);
    told.accepts(603.0, 2, 2);
    told.run_until(700.0);
    expect![[r#"
        0000.000  i1   widen       tier 2
        0000.000  i1   call w1     1(own_unit r1 91s crow), 2(on_shift r2 271s crow)
        0001.000  i2   widen       tier 2
        0001.000  i2   widen       tier 3
        0001.000  i2   exhausted   after wave 0 | not 1: {"code":"called_elsewhere","params":{"incident":"00000000-0000-0000-0000-000000000001"}} | not 2: {"code":"called_elsewhere","params":{"incident":"00000000-0000-0000-0000-000000000001"}}
        0030.000  i1   repeat #2   1
        0030.000  i1   repeat #2   2
        0060.000  i1   repeat #3   1
        0060.000  i1   telephone   1
        0060.000  i1   repeat #3   2
        0060.000  i1   telephone   2
        0060.000  i1   alert       desk round 1
        0060.000  i2   alert       desk round 1
        0090.000  i1   widen       tier 3
        0120.000  i1   alert       duty_commander round 1
        0120.000  i2   alert       duty_commander round 1
        0180.000  i1   alert       governance_centre round 1
        0180.000  i2   alert       governance_centre round 1
        0600.000  i1   expire      1
        0600.000  i1   expire      2
        0600.000  i1   exhausted   after wave 1 | not 1: {"code":"no_answer","params":{}} | not 2: {"code":"no_answer","params":{}}
        0600.000  i2   call w1     1(own_unit r1 91s crow stale), 2(on_shift r2 271s crow stale)
        0601.000  i2   stand down  1: "accepted_elsewhere"
        0602.000  i2   stand down  1: "accepted_elsewhere"
    "#]]
    .assert_eq(&told.lines);
}

#[test]
fn losing_the_only_one_who_comes_begins_again() {
    let mut told = told([guard(1, 1, 100.0), guard(2, 1, 200.0)]);
    told.tell(0.0, Event::Opened(case(1)));
    told.accepts(2.0, 1, 1);
    told.run_until(300.0);
    told.tell(300.0, Event::MemberOff(member_id(1)));
    told.run_until(370.0);
    told.accepts(371.0, 1, 2);
    told.tell(372.0, Event::Arrived { offer: told.offer(1, 2) });
    told.tell(400.0, Event::Cleared { offer: told.offer(1, 2) });
    told.tell(401.0, Event::Ended { incident: incident_id(1) });
    expect![[r#"
        0000.000  i1   call w1     1(own_unit r1 91s crow), 2(own_unit r1 181s crow)
        0002.000  i1   stand down  2: "enough_coming"
        0300.000  i1   stand down  1: "off_duty"
        0300.000  i1   call w2     2(own_unit r1 181s crow stale)
        0330.000  i1   repeat #2   2
        0345.000  i1   widen       tier 2
        0360.000  i1   repeat #3   2
        0360.000  i1   telephone   2
        0360.000  i1   alert       desk round 2
    "#]]
    .assert_eq(&told.lines);
    assert_eq!(told.engine.wake_at(), None);
}

#[test]
fn more_urgency_asks_more_rings() {
    let mut told =
        told([guard(1, 1, 100.0), guard(2, 1, 200.0), guard(11, 2, 300.0), { member(21, MemberKind::Officer, 900.0) }]);
    told.tell(0.0, Event::Opened(case(1)));
    // A weapon: P1, level L1, police. Those who come observe.
    told.accepts(5.0, 1, 1);
    let p1 = Case { priority: Priority::P1, level: Level::L1, police: true, needed: 2, ..case(1) };
    told.tell(6.0, Event::Opened(p1));
    expect![[r#"
        0000.000  i1   call w1     1(own_unit r1 91s crow), 2(own_unit r1 181s crow)
        0005.000  i1   stand down  2: "enough_coming"
        0006.000  i1   call w2     2(own_unit r1 181s crow), 11(inside_area r2 271s crow), 21(officer r3 152s crow)
        0006.000  i1   level       L1
    "#]]
    .assert_eq(&told.lines);
}

#[test]
fn who_was_not_proven_to_wake_is_telephoned_at_once() {
    let mut told = told([Member { proven: false, ..guard(1, 1, 100.0) }]);
    told.tell(0.0, Event::Opened(case(1)));
    told.tell(1.0, Event::Delivered { offer: told.offer(1, 1) });
    told.run_until(100.0);
    expect![[r#"
        0000.000  i1   call w1     1(own_unit r1 91s crow)
        0000.000  i1   telephone   1
        0030.000  i1   repeat #2   1
        0045.000  i1   widen       tier 2
        0060.000  i1   repeat #3   1
        0060.000  i1   alert       desk round 1
        0090.000  i1   widen       tier 3
    "#]]
    .assert_eq(&told.lines);
}

#[test]
fn rows_that_are_read_again_replace_what_was_known() {
    let mut told = told([guard(1, 1, 100.0), guard(2, 1, 200.0)]);
    told.tell(0.0, Event::Opened(case(1)));
    // The calls could not be written: by the rows nobody was called.
    let (case, search) = (case(1), SearchState::new(&case(1)));
    assert!(told.tell(1.0, Event::Restored { case, search, offers: Vec::new() }).is_empty());
    assert_eq!(told.engine.wake_at(), Some(at(1.0)));
    told.run_until(2.0);
    expect![[r#"
        0000.000  i1   call w1     1(own_unit r1 91s crow), 2(own_unit r1 181s crow)
        0001.000  i1   call w1     1(own_unit r1 91s crow), 2(own_unit r1 181s crow)
    "#]]
    .assert_eq(&told.lines);
}
