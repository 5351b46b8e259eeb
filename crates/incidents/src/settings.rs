//! What a station may set of this slice: what may stand there, and that nothing else is taken for it.

use dispatch::engine::settings::Settings as Dispatch;
use domain::category::Category;
use domain::category::dictionary::Dictionary;
use domain::role::Role;
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
    let outside = all.into_iter().filter(|(_, value, least, most)| !(least..=most).contains(&value));
    outside
        .map(|(name, _, least, most)| {
            let (zh, en) = (format!("应在 {least} 到 {most} 之间"), format!("Must lie between {least} and {most}"));
            Field::new(format!("dispatch.{name}"), "bounds", zh, en)
        })
        .collect()
}
