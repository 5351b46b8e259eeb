//! The same incident as each level reads it, field by field: `=` as the desk reads it, `-` not at all, else what
//! stands there instead.

use std::fmt::Write as _;

use domain::role::Role;
use expect_test::{Expect, expect};
use platform::scope::Reach;
use serde_json::{Value, json};
use testkit::bench::Bench;
use testkit::http::Caller;

use crate::town::{Town, bat, community, estate, grid, text, verb_path};

/// What somebody reads of the matter, and of who has it; ids, times and what follows from the reader are left out.
const FIELDS: [&str; 20] = [
    "category",
    "category_name",
    "police_nature",
    "priority",
    "address_text",
    "description",
    "unit_name",
    "caller_name",
    "caller_phone",
    "involves_minor",
    "involves_dv",
    "weapon",
    "injured_count",
    "hard_stops",
    "external_refs",
    "hand_over.signed_by",
    "hand_over.return_reason",
    "major",
    "claimed_by",
    "result",
];

/// The levels, from the station outwards.
async fn levels(town: &Town) -> Vec<(&'static str, Caller)> {
    let mut levels = Vec::new();
    for (name, role, reach) in [
        ("officer", Role::BeatOfficer, Reach::Grid(vec![grid()])),
        ("centre", Role::GovernanceCentre, Reach::Station),
        ("community", Role::CommunityOfficer, Reach::Community(vec![community()])),
        ("grid", Role::GridWorker, Reach::Grid(vec![grid()])),
        ("unit", Role::UnitAdmin, Reach::Unit(vec![estate()])),
    ] {
        let scope = town.bench.scope(role, reach, None);
        levels.push((name, town.bench.caller(&town.http, &scope).await));
    }
    levels
}

fn field<'a>(view: &'a Value, path: &str) -> &'a Value {
    path.split('.').fold(view, |value, name| &value[name])
}

fn cell(desk: &Value, theirs: &Value) -> String {
    match theirs {
        it if it == desk => "=".to_owned(),
        Value::Null | Value::Bool(false) => "-".to_owned(),
        Value::Array(list) if list.is_empty() => "-".to_owned(),
        Value::Number(it) if it.as_i64() == Some(0) => "-".to_owned(),
        Value::String(it) => it.clone(),
        Value::Bool(true) | Value::Number(_) | Value::Array(_) | Value::Object(_) => theirs.to_string(),
    }
}

#[track_caller]
fn check(desk: &Value, levels: &[(&str, Value)], expected: &Expect) {
    let mut table = String::from("field | desk");
    for (name, _) in levels {
        let _ = write!(table, " | {name}");
    }
    table.push('\n');
    for path in FIELDS {
        let whole = field(desk, path);
        let shown = match whole {
            Value::String(it) => it.clone(),
            Value::Object(_) => "{…}".to_owned(),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) => whole.to_string(),
        };
        let _ = write!(table, "{path} | {shown}");
        for (_, view) in levels {
            let _ = write!(table, " | {}", cell(whole, field(view, path)));
        }
        table.push('\n');
    }
    expected.assert_eq(&table);
}

async fn seen(levels: &[(&'static str, Caller)], incident: &Value) -> Vec<(&'static str, Value)> {
    let mut views = Vec::new();
    for (name, caller) in levels {
        let reply = caller.get(&format!("/api/v1/incidents/{}", text(&incident["id"]))).await;
        // What is not theirs does not exist for them.
        views.push((*name, if reply.status == 404 { Value::Null } else { reply.ok() }));
    }
    views
}

#[tokio::test(flavor = "multi_thread")]
async fn each_level_reads_its_fields_of_a_non_police_matter() {
    let town = Town::new(Bench::sqlite().await).await;
    let mut report = bat();
    report["source"] = json!("12345_transfer");
    report["external_ref"] = json!("R-8");
    report["injured_count"] = json!(0);
    let bat = town.report(report).await;
    town.verb(&bat, "triage", json!({})).await;
    town.verb(&bat, "mark_major", json!({})).await;
    town.verb(&bat, "transfer", json!({ "to": "governance_centre", "reason": "属于市政" })).await;
    town.verb(&bat, "return", json!({ "reason": "不属于我方" })).await;
    town.verb(&bat, "transfer", json!({ "to": "grid", "reason": "网格处理" })).await;
    town.verb(&bat, "receipt", json!({ "signed_by": "测试乙" })).await;
    town.verb(&bat, "claim", json!({})).await;
    let desk = town.show(&bat).await;
    let levels = levels(&town).await;
    check(
        &desk,
        &seen(&levels, &bat).await,
        &expect![[r#"
        field | desk | officer | centre | community | grid | unit
        category | 5103 | = | = | = | = | =
        category_name | 动物进屋 | = | = | = | = | =
        police_nature | non_police | = | = | = | = | =
        priority | P4 | = | = | = | = | =
        address_text | 云荔苑3号楼2单元 | = | = | 云荔苑3号楼 | 云荔苑3号楼 | 云荔苑3号楼
        description | 三号楼楼道里有蝙蝠，居民不敢出门 | = | = | - | - | -
        unit_name | 云荔苑 | = | = | = | = | =
        caller_name | 测* | = | = | - | - | -
        caller_phone | 199****1234 | = | = | - | - | -
        involves_minor | false | = | = | = | = | =
        involves_dv | false | = | = | = | = | =
        weapon | false | = | = | = | = | =
        injured_count | 0 | = | = | = | = | =
        hard_stops | [] | = | = | = | = | =
        external_refs | [{"number":"R-8","system":"12345"}] | = | = | - | - | -
        hand_over.signed_by | 测试乙 | = | = | - | - | -
        hand_over.return_reason | 不属于我方 | = | = | - | - | -
        major | {…} | = | - | - | - | -
        claimed_by | {…} | - | = | - | - | -
        result | null | = | = | = | = | =
    "#]],
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_police_matter_with_a_child_is_for_the_police_alone() {
    let town = Town::new(Bench::sqlite().await).await;
    let home = json!({ "category": "2002", "involves_dv": true, "involves_minor": true, "injured_count": 1,
        "description": "妻子被打", "address_text": "云荔苑3号楼2单元501", "caller_name": "测试甲",
        "caller_phone": "19900001234", "point": { "type": "Point", "coordinates": [107.3901, 29.7001] } });
    let home = town.report(home).await;
    assert_eq!(town.centre.get(&verb_path(&home, "timeline")).await.status, 404);
    let desk = town.show(&home).await;
    let levels = levels(&town).await;
    check(
        &desk,
        &seen(&levels, &home).await,
        &expect![[r#"
        field | desk | officer | centre | community | grid | unit
        category | 2002 | = | - | - | - | -
        category_name | 家庭暴力 | = | - | - | - | -
        police_nature | police | = | - | - | - | -
        priority | P1 | = | - | - | - | -
        address_text | 云荔苑3号楼2单元501 | = | - | - | - | -
        description | 妻子被打 | = | - | - | - | -
        unit_name | 云荔苑 | = | - | - | - | -
        caller_name | 测* | = | - | - | - | -
        caller_phone | 199****1234 | = | - | - | - | -
        involves_minor | true | = | - | - | - | -
        involves_dv | true | = | - | - | - | -
        weapon | false | = | - | - | - | -
        injured_count | 1 | = | - | - | - | -
        hard_stops | ["domestic_violence","injury","minor_harm"] | = | - | - | - | -
        external_refs | [] | = | - | - | - | -
        hand_over.signed_by | null | = | = | = | = | =
        hand_over.return_reason | null | = | = | = | = | =
        major | null | = | = | = | = | =
        claimed_by | null | = | = | = | = | =
        result | null | = | = | = | = | =
    "#]],
    );
}
