//! What a station may set of this slice: what may stand there, and that nothing else is taken for it.

use dispatch::engine::settings::Settings as Dispatch;
use domain::category::Category;
use domain::category::dictionary::Dictionary;
use domain::incident::clocks::{ByArea, ByPriority, Limits};
use domain::incident::transfer::Patience;
use domain::role::Role;
use domain::sos::SosLimits;
use places::settings::Section;
use platform::problem::{Error, Field, Result, refuse};
use platform::scope::Scope;
use serde_json::Value;

use crate::incidents::Settings;
use crate::refusal;

/// The name of the section.
pub const NAME: &str = "incidents";

/// The section of this slice.
pub fn section() -> Section {
    let whole = |stored: &Value| {
        let settings: Settings = serde_json::from_value(stored.clone()).unwrap_or_default();
        serde_json::to_value(settings).unwrap_or_default()
    };
    Section { name: NAME, check: std::sync::Arc::new(check), whole: std::sync::Arc::new(whole) }
}

fn check(scope: &Scope, before: &Value, after: &Value) -> Result<()> {
    let settings: Settings = platform::sent::parse(after.to_string().as_bytes())?;
    let mut wrong = bounds(&settings.dispatch);
    wrong.extend(limits(&settings.clocks));
    wrong.extend(patience(settings.transfer));
    wrong.extend(sos(settings.sos));
    for code in &settings.desk_absent_categories {
        if Dictionary::built_in().get(*code).is_none_or(Category::is_invalid) {
            let zh = format!("没有这一类别：{code}");
            let en = format!("There is no such category: {code}");
            wrong.push(Field::new("desk_absent_categories", "unknown", zh, en));
        }
    }
    if !wrong.is_empty() {
        return Err(Error::Invalid(wrong));
    }
    let before: Settings = serde_json::from_value(before.clone()).unwrap_or_default();
    if before.desk_absent_categories != settings.desk_absent_categories && scope.role != Role::Chief {
        return Err(refuse(&refusal::CHIEF_AUTHORISES).field("settings.incidents.desk_absent_categories").into());
    }
    Ok(())
}

/// What is too small or too large, each with the bounds that would do.
///
/// The largest waits are those after which nobody would still call it a call; the smallest keep the engine from
/// ringing without a pause.
fn bounds(it: &Dispatch) -> Vec<Field> {
    let all: [(&str, u32, u32, u32); 14] = [
        ("first_wave", it.first_wave, 1, 10),
        ("step_s", it.step_s, 1, 300),
        ("tier_s", it.tier_s, 5, 3_600),
        ("desk_s", it.desk_s, 5, 3_600),
        ("commander_s", it.commander_s, 5, 3_600),
        ("centre_s", it.centre_s, 5, 3_600),
        ("repeat_s", it.repeat_s, 5, 3_600),
        ("attempts_max", it.attempts_max, 1, 10),
        ("telephone_s", it.telephone_s, 5, 3_600),
        ("offer_expires_s", it.offer_expires_s, 30, 7_200),
        ("stale_s", it.stale_s, 10, 3_600),
        ("police_needed", it.police_needed, 1, 10),
        ("upgrade_gain_s", it.upgrade_gain_s, 0, 3_600),
        ("waiting_max", it.waiting_max, 1, 100),
    ];
    all.into_iter()
        .filter_map(|(name, value, least, most)| outside(format!("dispatch.{name}"), value, least, most))
        .collect()
}

fn outside(name: String, value: u32, least: u32, most: u32) -> Option<Field> {
    let (zh, en) = (format!("应在 {least} 到 {most} 之间"), format!("Must lie between {least} and {most}"));
    (!(least..=most).contains(&value)).then(|| Field::new(name, "bounds", zh, en))
}

/// The shortest limit that a person can keep, in seconds.
const LIMIT_S_MIN: u32 = 5;
/// The longest limit that is still one: a week.
const LIMIT_S_MAX: u32 = 7 * 24 * 3_600;

/// The time limits that are too short or too long.
fn limits(it: &Limits) -> Vec<Field> {
    let by_priority = |name: &str, of: ByPriority| {
        let all = [("p1_s", of.p1_s), ("p2_s", of.p2_s), ("p3_s", of.p3_s), ("p4_s", of.p4_s)];
        all.map(|(field, value)| (format!("{name}.{field}"), value)).to_vec()
    };
    let by_area = |name: &str, of: ByArea| {
        let all = [("urban_s", of.urban_s), ("suburban_s", of.suburban_s), ("remote_s", of.remote_s)];
        all.map(|(field, value)| (format!("{name}.{field}"), value)).to_vec()
    };
    let rings = [("own_s", it.rings.own_s), ("neighbours_s", it.rings.neighbours_s), ("police_s", it.rings.police_s)];
    let reports = [("first_report_s", it.first_report_s), ("next_report_s", it.next_report_s)];
    let all = [
        by_priority("acknowledge", it.acknowledge),
        rings.map(|(field, value)| (format!("rings.{field}"), value)).to_vec(),
        by_area("arrive_p2", it.arrive_p2),
        by_area("arrive_p3", it.arrive_p3),
        reports.map(|(field, value)| (field.to_owned(), value)).to_vec(),
        by_priority("feedback", it.feedback),
    ];
    let all = all.into_iter().flatten();
    all.filter_map(|(name, value)| outside(format!("clocks.{name}"), value, LIMIT_S_MIN, LIMIT_S_MAX)).collect()
}

/// The longest silence of another body that a station may bear, in hours: a month.
const PATIENCE_H_MAX: u32 = 31 * 24;

/// What is wrong with how long another body may be silent: the commander is not told before the desk.
fn patience(it: Patience) -> Vec<Field> {
    let least = it.remind_after_h.saturating_add(1).min(PATIENCE_H_MAX);
    let remind = outside("transfer.remind_after_h".to_owned(), it.remind_after_h, 1, PATIENCE_H_MAX);
    let commander = outside("transfer.commander_after_h".to_owned(), it.commander_after_h, least, PATIENCE_H_MAX);
    remind.into_iter().chain(commander).collect()
}

/// The longest that an unheard call for help may wait before somebody else is told, in seconds: ten minutes.
const SOS_S_MAX: u32 = 600;

/// What is wrong with the times of a call for help: the whole group is not told before the duty commander.
fn sos(it: SosLimits) -> Vec<Field> {
    let least = it.commander_after_s.saturating_add(1).min(SOS_S_MAX);
    let all = [
        ("commander_after_s", it.commander_after_s, LIMIT_S_MIN),
        ("group_after_s", it.group_after_s, least),
        ("retract_s", it.retract_s, LIMIT_S_MIN),
    ];
    all.into_iter().filter_map(|(name, value, least)| outside(format!("sos.{name}"), value, least, SOS_S_MAX)).collect()
}
