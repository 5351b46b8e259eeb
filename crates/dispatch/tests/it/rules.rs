//! Each rule about who may go, one line each.

use dispatch::case::Case;
use dispatch::eligibility::{Around, Asked, Choice, Elsewhere, PostCount, may_go};
use dispatch::member::{Duty, Member};
use domain::incident::Priority;
use domain::member::{Level, MemberKind};
use expect_test::expect;

use crate::build::*;

type Setting = (Member, Case, Around);

fn check(label: &str, change: impl FnOnce(&mut Setting)) -> String {
    let mut setting = (guard(1, 1, 100.0), case(1), Around::default());
    change(&mut setting);
    let (member, case, around) = setting;
    let answer = match may_go(&member, &case, &around, at(0.0)) {
        Ok(why) => format!("yes  {}", json(&why)),
        Err(skip) => format!("no   {}", json(&skip)),
    };
    format!("{label:<48} {answer}\n")
}

#[test]
fn guards_go_inside_their_area() {
    let far = place(5_000.0, 0.0);
    let lines = [
        check("guard on shift, own unit", |_| {}),
        check("guard on shift, elsewhere in the contracted area", |it| it.0.unit = Some(unit_id(2))),
        check("guard on shift, outside the area", |it| it.1.point = far),
        check("enrolled guard on shift, outside: no volunteer", |it| {
            (it.0.enrolled, it.0.insured_until, it.1.point) = (true, Some(at(9.0)), far);
        }),
        check("guard without a drawn area, own unit", |it| it.0.area = None),
        check("guard without a drawn area, other unit", |it| (it.0.area, it.1.unit) = (None, None)),
        check("observer outside the area of the mall", |it| (it.0.kind, it.1.point) = (MemberKind::Observer, far)),
        check("grid worker without an area", |it| {
            (it.0.kind, it.0.area, it.0.unit) = (MemberKind::GridWorker, None, None);
        }),
        check("grid worker outside the own area", |it| (it.0.kind, it.1.point) = (MemberKind::GridWorker, far)),
    ];
    expect![[r#"
        guard on shift, own unit                         yes  {"code":"own_unit","params":{}}
        guard on shift, elsewhere in the contracted area yes  {"code":"inside_area","params":{}}
        guard on shift, outside the area                 no   {"code":"outside_area","params":{}}
        enrolled guard on shift, outside: no volunteer   no   {"code":"outside_area","params":{}}
        guard without a drawn area, own unit             yes  {"code":"own_unit","params":{}}
        guard without a drawn area, other unit           no   {"code":"area_unknown","params":{}}
        observer outside the area of the mall            no   {"code":"outside_area","params":{}}
        grid worker without an area                      yes  {"code":"on_shift","params":{}}
        grid worker outside the own area                 no   {"code":"outside_area","params":{}}
    "#]]
    .assert_eq(&lines.concat());
}

#[test]
fn a_member_must_be_fit_for_it() {
    let lines = [
        check("off shift, not enrolled", |it| it.0.duty = Duty::OffShift),
        check("consent withdrawn", |it| it.0.consents = false),
        check("under eighteen", |it| it.0.adult = false),
        check("no certificate", |it| it.0.qualified_until = None),
        check("certificate ran out two days ago", |it| it.0.qualified_until = Some(at(-2.5 * 86_400.0))),
        check("level above the authorised one", |it| it.0.level_max = Level::L1),
        check("matter that is only to be reported", |it| it.1.level = Level::L0),
        check("no position, no post", |it| it.0.fix = None),
        check("no position, but at the post", |it| (it.0.fix, it.0.post) = (None, Some(post(1, 0, 0.0)))),
    ];
    expect![[r#"
        off shift, not enrolled                          no   {"code":"off_duty","params":{}}
        consent withdrawn                                no   {"code":"no_consent","params":{}}
        under eighteen                                   no   {"code":"minor","params":{}}
        no certificate                                   no   {"code":"not_qualified","params":{}}
        certificate ran out two days ago                 no   {"code":"qualification_expired","params":{"days":2}}
        level above the authorised one                   no   {"code":"level_too_high","params":{"needs":"L3","has":"L1"}}
        matter that is only to be reported               no   {"code":"report_only","params":{}}
        no position, no post                             no   {"code":"no_position","params":{}}
        no position, but at the post                     yes  {"code":"own_unit","params":{}}
    "#]]
    .assert_eq(&lines.concat());
}

#[test]
fn a_member_is_asked_once_and_by_one_incident() {
    let other = incident_id(7);
    let lines = [
        check("busy elsewhere", |it| it.2.elsewhere = Some(Elsewhere::Busy(other))),
        check("called elsewhere", |it| it.2.elsewhere = Some(Elsewhere::Called(other))),
        check("called here", |it| it.2.asked = Some(Asked::Live)),
        check("declined here", |it| it.2.asked = Some(Asked::Declined)),
        check("did not answer here", |it| it.2.asked = Some(Asked::NoAnswer)),
        check("came and is done", |it| it.2.asked = Some(Asked::Came)),
        check("declined, and a person asks again", |it| {
            (it.2.asked, it.2.choice) = (Some(Asked::Declined), Choice::Person);
        }),
        check("called here, and a person asks again", |it| {
            (it.2.asked, it.2.choice) = (Some(Asked::Live), Choice::Person);
        }),
        check("busy, and a person asks", |it| {
            (it.2.elsewhere, it.2.choice) = (Some(Elsewhere::Busy(other)), Choice::Person);
        }),
    ];
    expect![[r#"
        busy elsewhere                                   no   {"code":"busy","params":{"incident":"00000000-0000-0000-0000-000000000007"}}
        called elsewhere                                 no   {"code":"called_elsewhere","params":{"incident":"00000000-0000-0000-0000-000000000007"}}
        called here                                      no   {"code":"already_called","params":{}}
        declined here                                    no   {"code":"declined","params":{}}
        did not answer here                              no   {"code":"no_answer","params":{}}
        came and is done                                 no   {"code":"already_came","params":{}}
        declined, and a person asks again                yes  {"code":"own_unit","params":{}}
        called here, and a person asks again             no   {"code":"already_called","params":{}}
        busy, and a person asks                          no   {"code":"busy","params":{"incident":"00000000-0000-0000-0000-000000000007"}}
    "#]]
    .assert_eq(&lines.concat());
}

#[test]
fn a_post_keeps_its_headcount() {
    let at_post = |required, present, leaving, east_m: f64| {
        move |it: &mut Setting| {
            it.0.post = Some(post(1, required, east_m));
            it.2.post = PostCount { present, leaving };
        }
    };
    let lines = [
        check("two at a post that needs one", at_post(1, 2, 0, 500.0)),
        check("one at a post that needs one", at_post(1, 1, 0, 500.0)),
        check("two, one called away already", at_post(1, 2, 1, 500.0)),
        check("three, one called away already", at_post(1, 3, 1, 500.0)),
        check("one at a post that needs nobody", at_post(0, 1, 0, 500.0)),
        check("one, and it happens at the post itself", at_post(1, 1, 0, 10.0)),
        check("one, P1 all the same", |it| {
            at_post(1, 1, 0, 500.0)(it);
            it.1.priority = Priority::P1;
        }),
        check("one, and a person asks", |it| {
            at_post(1, 1, 0, 500.0)(it);
            it.2.choice = Choice::Person;
        }),
    ];
    expect![[r#"
        two at a post that needs one                     yes  {"code":"own_unit","params":{}}
        one at a post that needs one                     no   {"code":"post_below_headcount","params":{"required":1,"present":1,"leaving":0}}
        two, one called away already                     no   {"code":"post_below_headcount","params":{"required":1,"present":2,"leaving":1}}
        three, one called away already                   yes  {"code":"own_unit","params":{}}
        one at a post that needs nobody                  yes  {"code":"own_unit","params":{}}
        one, and it happens at the post itself           yes  {"code":"own_unit","params":{}}
        one, P1 all the same                             no   {"code":"post_below_headcount","params":{"required":1,"present":1,"leaving":0}}
        one, and a person asks                           no   {"code":"post_below_headcount","params":{"required":1,"present":1,"leaving":0}}
    "#]]
    .assert_eq(&lines.concat());
}

#[test]
fn volunteers_go_to_what_they_may_handle() {
    let far = place(5_000.0, 0.0);
    let check = |label: &str, change: &dyn Fn(&mut Setting)| {
        check(label, |it| {
            (it.0, it.1.point) = (volunteer(1, 4_000.0), far);
            change(it);
        })
    };
    let lines = [
        check("volunteer off shift, L3 anywhere", &|_| {}),
        check("guard off shift, enrolled and insured", &|it| it.0.kind = MemberKind::Guard),
        check("volunteer, matter of level L2", &|it| it.1.level = Level::L2),
        check("volunteer, not insured", &|it| it.0.insured_until = None),
        check("volunteer, insurance ran out", &|it| it.0.insured_until = Some(at(-1.0))),
        check("volunteer, did not enrol", &|it| it.0.enrolled = false),
        check("volunteer on an organised shift, L3", &|it| it.0.duty = Duty::OnShift),
        check("volunteer on an organised shift, L1", &|it| (it.0.duty, it.1.level) = (Duty::OnShift, Level::L1)),
        check("volunteer under eighteen", &|it| it.0.adult = false),
        check("volunteer whose consent is missing", &|it| it.0.consents = false),
    ];
    expect![[r#"
        volunteer off shift, L3 anywhere                 yes  {"code":"volunteer","params":{}}
        guard off shift, enrolled and insured            yes  {"code":"volunteer","params":{}}
        volunteer, matter of level L2                    no   {"code":"not_for_volunteers","params":{"level":"L2"}}
        volunteer, not insured                           no   {"code":"not_insured","params":{}}
        volunteer, insurance ran out                     no   {"code":"not_insured","params":{}}
        volunteer, did not enrol                         no   {"code":"off_duty","params":{}}
        volunteer on an organised shift, L3              yes  {"code":"volunteer","params":{}}
        volunteer on an organised shift, L1              no   {"code":"not_for_volunteers","params":{"level":"L1"}}
        volunteer under eighteen                         no   {"code":"minor","params":{}}
        volunteer whose consent is missing               no   {"code":"no_consent","params":{}}
    "#]]
    .assert_eq(&lines.concat());
}

#[test]
fn police_go_where_police_are_sent() {
    let police = |label: &str, kind: MemberKind, change: &dyn Fn(&mut Setting)| {
        check(label, |it| {
            it.0 = Member { qualified_until: None, level_max: Level::L0, ..member(1, kind, 900.0) };
            (it.1.police, it.1.level) = (true, Level::L1);
            change(it);
        })
    };
    let lines = [
        police("officer, police sent", MemberKind::Officer, &|_| {}),
        police("officer, police not sent", MemberKind::Officer, &|it| it.1.police = false),
        police("officer off shift", MemberKind::Officer, &|it| it.0.duty = Duty::OffShift),
        police("officer, matter only to be reported", MemberKind::Officer, &|it| it.1.level = Level::L0),
        police("auxiliary alone", MemberKind::Auxiliary, &|_| {}),
        police("auxiliary with an officer", MemberKind::Auxiliary, &|it| it.2.officer_coming = true),
        police("auxiliary alone, and a person asks", MemberKind::Auxiliary, &|it| it.2.choice = Choice::Person),
    ];
    expect![[r#"
        officer, police sent                             yes  {"code":"officer","params":{}}
        officer, police not sent                         no   {"code":"police_not_sent","params":{}}
        officer off shift                                no   {"code":"off_duty","params":{}}
        officer, matter only to be reported              yes  {"code":"officer","params":{}}
        auxiliary alone                                  no   {"code":"no_officer_coming","params":{}}
        auxiliary with an officer                        yes  {"code":"auxiliary","params":{}}
        auxiliary alone, and a person asks               no   {"code":"no_officer_coming","params":{}}
    "#]]
    .assert_eq(&lines.concat());
}

#[test]
fn an_empty_desk_calls_the_own_unit_for_authorised_categories() {
    let absent = |label: &str, authorised: bool, change: &dyn Fn(&mut Setting)| {
        check(label, |it| {
            (it.1.desk_absent, it.1.authorised) = (true, authorised);
            change(it);
        })
    };
    let lines = [
        absent("own unit, authorised", true, &|_| {}),
        absent("own unit, not authorised", false, &|_| {}),
        absent("neighbour, authorised", true, &|it| it.0.unit = Some(unit_id(2))),
        absent("volunteer, authorised", true, &|it| it.0 = volunteer(1, 10.0)),
        absent("officer, authorised", true, &|it| {
            (it.0, it.1.police) = (member(1, MemberKind::Officer, 10.0), true);
        }),
        absent("neighbour, and a person asks", true, &|it| {
            (it.0.unit, it.2.choice) = (Some(unit_id(2)), Choice::Person);
        }),
    ];
    expect![[r#"
        own unit, authorised                             yes  {"code":"own_unit","params":{}}
        own unit, not authorised                         no   {"code":"not_authorised","params":{}}
        neighbour, authorised                            no   {"code":"desk_absent","params":{}}
        volunteer, authorised                            no   {"code":"desk_absent","params":{}}
        officer, authorised                              no   {"code":"desk_absent","params":{}}
        neighbour, and a person asks                     yes  {"code":"inside_area","params":{}}
    "#]]
    .assert_eq(&lines.concat());
}
