//! Suggests a category from the words of a report. A person decides; the words that speak for it are shown.

use std::cmp::Reverse;

use super::CategoryCode;
use super::dictionary::Dictionary;
use crate::words::Words;

/// How much of a report is read, in characters; a description has at most 500.
const CHARS_READ_MAX: usize = 2_000;

/// A category that the words of a report speak for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suggestion {
    /// The category.
    pub category: CategoryCode,
    /// The words found in the report.
    pub found: Vec<String>,
}

impl Suggestion {
    /// Says why, for people.
    pub fn reason(&self) -> Words {
        let zh: String = self.found.iter().map(|it| format!("「{it}」")).collect();
        Words::new(format!("提到{zh}"), format!("mentions {}", self.found.join(", ")))
    }
}

/// Suggests the category whose words weigh most: longer words weigh more, and of two that weigh the same
/// the more urgent one is suggested.
pub fn suggest(dictionary: &Dictionary, text: &str) -> Option<Suggestion> {
    let text: String = text.chars().take(CHARS_READ_MAX).flat_map(char::to_lowercase).collect();
    dictionary
        .categories()
        .map(|category| {
            let found: Vec<&String> = category.keywords.iter().filter(|it| occurs(&text, it)).collect();
            let weight: usize = found.iter().map(|it| weight(it)).sum();
            (weight, category, found)
        })
        .filter(|(weight, _, _)| *weight > 0)
        // The last key makes the lower code win, so that the answer never depends on chance.
        .min_by_key(|(weight, category, _)| (Reverse(*weight), category.default_priority, category.code))
        .map(|(_, category, found)| Suggestion { category: category.code, found: found.into_iter().cloned().collect() })
}

/// Chinese words weigh what they have characters; an English word as much as a Chinese one of two.
fn weight(keyword: &str) -> usize {
    if keyword.is_ascii() { 2 * keyword.split(' ').count() } else { keyword.chars().count() }
}

/// Tells whether the keyword occurs; an English one only as whole words, so that "fire" is not in "fired".
fn occurs(text: &str, keyword: &str) -> bool {
    if !keyword.is_ascii() {
        return text.contains(keyword);
    }
    text.match_indices(keyword).any(|(at, _)| {
        let before = text[..at].chars().next_back();
        let after = text[at + keyword.len()..].chars().next();
        ![before, after].into_iter().flatten().any(|it| it.is_ascii_alphanumeric())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: Option<(&str, &[&str])>) {
        let suggestion = suggest(Dictionary::built_in(), text);
        let found = suggestion.as_ref().map(|it| (it.category.as_str(), it.found.iter().map(String::as_str).collect()));
        assert_eq!(found, expected.map(|(code, words)| (code, words.to_vec())), "{text}");
    }

    #[test]
    fn words_speak_for_a_category() {
        check("小区里有人家飞进一只蝙蝠", Some(("5103", &["蝙蝠"])));
        check("商场门口两个人打起来了", Some(("2001", &["打起来"])));
        check("楼上漏水，邻居不肯修", Some(("4001", &["邻居", "漏水"])));
        check("几个学生在操场推搡", Some(("4010", &["几个学生"])));
        check("车挡住了，请帮忙挪车", Some(("5101", &["挪车", "车挡住"])));
        check("There is a FIRE on the third floor", Some(("6001", &["fire"])));
        check("he was fired yesterday", None);
        check("", None);
    }

    #[test]
    fn of_two_that_weigh_the_same_the_more_urgent_is_suggested() {
        check("邻居家着火", Some(("6001", &["着火"])));
        check("放学时有人打架", Some(("2001", &["打架"])));
    }

    #[test]
    fn crying_at_night_is_not_taken_for_an_animal() {
        check("深夜有哭声", None);
    }

    #[test]
    fn the_reason_names_the_words() {
        let suggestion = suggest(Dictionary::built_in(), "楼上漏水，邻居不肯修").unwrap();
        assert_eq!(suggestion.reason(), Words::new("提到「邻居」「漏水」", "mentions 邻居, 漏水"));
    }

    #[test]
    fn a_keyword_suggests_one_category_only() {
        let mut seen = std::collections::BTreeMap::new();
        for category in Dictionary::built_in().categories() {
            for word in &category.keywords {
                if let Some(other) = seen.insert(word, category.code) {
                    panic!("{word} suggests {other} and {}", category.code);
                }
            }
        }
    }
}
