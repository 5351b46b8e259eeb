//! The dictionary that the program brings along: complete, consistent, and grounded in law.

use domain::category::dictionary::{Dictionary, NotADictionary};
use domain::category::{Category, Nature, StatGroup};
use domain::incident::Priority;
use domain::member::Level;
use serde_json::{Value, json};

const BUILT_IN: &str = include_str!("../../../../data/categories.v1.json");

fn dictionary() -> &'static Dictionary {
    Dictionary::built_in()
}

fn codes(keep: impl Fn(&Category) -> bool) -> Vec<&'static str> {
    dictionary().categories().filter(|it| keep(it)).map(|it| it.code.as_str()).collect()
}

/// The categories that stations use, code by code.
#[test]
fn every_category_of_the_specification_is_there() {
    let ranges: &[(&str, &[u32])] = &[
        ("10", &[1, 2, 3, 4, 5, 6, 7, 99]),
        ("20", &[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]),
        ("30", &[1, 2, 3]),
        ("40", &[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 99]),
        ("50", &[1, 2, 3, 4, 5]),
        ("51", &[1, 2, 3, 4, 5, 6, 7, 8, 9]),
        ("60", &[1, 2, 3, 4, 5]),
        ("70", &[1, 2, 3]),
        ("80", &[1, 2, 3]),
        ("90", &[1, 2, 3, 4, 5]),
    ];
    let expected: Vec<String> = ranges
        .iter()
        .flat_map(|(group, numbers)| numbers.iter().map(move |number| format!("{group}{number:02}")))
        .collect();
    assert_eq!(codes(|_| true), expected);
    assert_eq!(dictionary().groups().count(), ranges.len());
    assert_eq!(dictionary().version(), 1);
}

#[test]
fn nature_and_level_are_those_of_the_table() {
    for category in dictionary().categories() {
        let (natures, lowest, highest): (&[Nature], _, _) = match category.code.group() {
            "10" => (&[Nature::Police], Level::L1, Level::L1),
            "20" => (&[Nature::Police], Level::L1, Level::L2),
            "30" | "50" => (&[Nature::Police], Level::L2, Level::L2),
            "40" => (&[Nature::Either], Level::L3, Level::L3),
            "51" => (&[Nature::NonPolice], Level::L3, Level::L3),
            "60" => (&[Nature::Either], Level::L2, Level::L2),
            "70" => (&[Nature::Police, Nature::Either], Level::L0, Level::L1),
            "80" => (&[Nature::Police], Level::L1, Level::L1),
            "90" => (&[Nature::NonPolice], Level::L0, Level::L0),
            group => panic!("unknown group {group}"),
        };
        assert!(natures.contains(&category.nature), "{}", category.code);
        assert!((lowest..=highest).contains(&category.level_max), "{}", category.code);
    }
}

/// Injury is 1005, 1006, 1007, 2001, 2002; crime is the whole of group 10.
#[test]
fn figures_group_by_code() {
    let group = |group| codes(|it| it.stat_groups.contains(&group));
    assert_eq!(group(StatGroup::Injury), ["1005", "1006", "1007", "2001", "2002"]);
    assert_eq!(group(StatGroup::Criminal), codes(|it| it.code.group() == "10"));
    assert_eq!(group(StatGroup::NonPolice), codes(|it| ["40", "51"].contains(&it.code.group())));
    assert_eq!(codes(Category::is_invalid), codes(|it| it.code.group() == "90"));
}

/// Off until somebody with the authority says otherwise.
#[test]
fn what_needs_authority_is_off() {
    assert_eq!(codes(|it| it.upgrade_window_s > 0), [""; 0]);
}

#[test]
fn neutral_words_are_for_homes_children_and_informants() {
    assert_eq!(codes(|it| it.neutral), ["2002", "2012", "7001", "7002", "7003"]);
}

#[test]
fn every_card_says_what_one_may_and_may_not_and_by_which_law() {
    for category in dictionary().categories() {
        for level in Level::ALL.iter().filter(|it| **it <= category.level_max) {
            let limits = dictionary().limits(Some(category), *level);
            assert!(!limits.may.is_empty() && !limits.may_not.is_empty(), "{} {level}", category.code);
            assert!(limits.law.iter().any(|it| it.zh.starts_with("保安服务管理条例第")), "{} {level}", category.code);
            for words in limits.may.iter().chain(&limits.may_not).chain(&limits.law) {
                assert!(!words.zh.is_empty() && !words.en.is_empty(), "{} {words:?}", category.code);
                assert!(words.zh.chars().count() <= 24, "a guard reads it in a glance: {}", words.zh);
            }
        }
    }
}

/// 【保安服务管理条例 30】: whatever the category, who may step in may never do these.
#[test]
fn whoever_may_step_in_is_told_what_the_law_forbids() {
    let limits = dictionary().limits(None, Level::L2);
    let forbidden: String = limits.may_not.iter().map(|it| it.zh.as_str()).collect();
    for word in ["限制人身自由", "搜身", "扣证件", "辱骂", "殴打"] {
        assert!(forbidden.contains(word), "{word}");
    }
}

#[test]
fn a_lower_level_never_allows_more_of_a_category() {
    for category in dictionary().categories() {
        let own = |level: Level| category.may.iter().filter(|it| it.from <= level).count();
        assert!(own(Level::L0) <= own(Level::L1) && own(Level::L1) <= own(Level::L2), "{}", category.code);
        if !category.hard_stops.is_empty() {
            let limits = dictionary().limits(Some(category), Level::L1);
            let above = category.may.iter().filter(|it| it.from > Level::L1);
            for act in above {
                assert!(!limits.may.iter().any(|it| it.zh == act.zh), "{} {}", category.code, act.zh);
            }
        }
    }
    let urgent = codes(|it| it.default_priority == Priority::P1);
    assert!(urgent.contains(&"6001") && urgent.contains(&"5001"), "{urgent:?}");
}

#[track_caller]
fn check_refusal(change: impl FnOnce(&mut Value), expected: &str) {
    let mut file: Value = serde_json::from_str(BUILT_IN).expect("the built-in file is JSON");
    change(&mut file);
    let refusal = Dictionary::parse(&file.to_string()).expect_err("it does not hold together");
    assert!(refusal.to_string().contains(expected), "{refusal}");
}

#[test]
fn a_dictionary_that_does_not_hold_together_is_refused() {
    check_refusal(|it| it["categories"][1]["code"] = json!("1001"), "category 1001 occurs twice");
    check_refusal(|it| it["categories"][0]["code"] = json!("7701"), "category 7701 belongs to no group");
    check_refusal(|it| it["categories"][0]["nature"] = json!("civil"), "one of `police` `non_police` `either`");
    check_refusal(|it| it["categories"][0]["surprise"] = json!(1), "unknown field `surprise`");
    check_refusal(|it| it["categories"][0]["level_max"] = json!("L0"), "category 1001 allows an act above its level");
    check_refusal(|it| drop(it["levels"].as_object_mut().map(|it| it.remove("L2"))), "level L2 has no card");
    let long: Vec<Value> =
        (0..1_001).map(|_| serde_json::from_str::<Value>(BUILT_IN).unwrap()["categories"][0].clone()).collect();
    check_refusal(|it| it["categories"] = Value::Array(long), "more than 1000 categories");
    assert!(matches!(Dictionary::parse("{"), Err(NotADictionary::Syntax(_))));
}
