//! What is shown of a person to those who need no more.
//!
//! Nothing here is a way back: the stars stand for no particular number of letters.

use std::sync::LazyLock;

use serde::Deserialize;

/// From so many digits in a row on, free text may hold somebody's number.
const NUMBER_DIGITS_MIN: usize = 7;

/// The words that names, addresses and plates are recognised by: `data/masking.v1.json`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Marks {
    /// The version of the file.
    #[expect(dead_code, reason = "read by people, and by whoever replaces the file")]
    version: u32,
    /// Surnames of two characters; any other is taken to have one.
    double_surnames: Vec<String>,
    /// Chinese numerals.
    numerals: String,
    /// Words that end the name of a building.
    buildings: Vec<String>,
    /// The word after a house number.
    house: char,
    /// Words for what lies inside a building; the number before them goes too.
    inside: Vec<String>,
    /// Such words that stand before their number.
    inside_before_number: Vec<String>,
    /// Provinces as on number plates.
    plate_provinces: String,
}

fn marks() -> &'static Marks {
    static MARKS: LazyLock<Marks> = LazyLock::new(|| {
        serde_json::from_str(include_str!("../../../data/masking.v1.json")).expect("the file is tested")
    });
    &MARKS
}

/// A name: the surname and stars, 张* or 欧阳**; of other scripts the first letter.
pub fn name(name: &str) -> String {
    let name = name.trim();
    if let Some(surname) = marks().double_surnames.iter().find(|it| name.starts_with(it.as_str())) {
        return format!("{surname}**");
    }
    name.chars().next().map_or_else(String::new, |it| format!("{it}*"))
}

/// A telephone number: the first three and the last four digits of a mobile number; of a shorter one the last two.
pub fn phone(phone: &str) -> String {
    let digits: String = phone.chars().filter_map(digit).collect();
    let national = digits.strip_prefix("86").filter(|it| it.len() == 11).unwrap_or(&digits);
    match national.len() {
        0 => String::new(),
        11.. => format!("{}****{}", &national[..3], &national[national.len() - 4..]),
        7..11 => format!("****{}", &national[national.len() - 2..]),
        1..7 => "****".to_owned(),
    }
}

/// An identity number: the first three and the last four characters.
pub fn identity_number(number: &str) -> String {
    let letters: Vec<char> = number.trim().chars().collect();
    match letters.len() {
        0 => String::new(),
        15.. => [&letters[..3], &['*'; 11], &letters[letters.len() - 4..]].concat().into_iter().collect(),
        1..15 => "****".to_owned(),
    }
}

/// A number plate: 渝G·**123.
pub fn plate(plate: &str) -> String {
    let letters: Vec<char> = plate.chars().filter(|it| it.is_alphanumeric()).collect();
    match letters.as_slice() {
        [province, city, .., a, b, c] if letters.len() >= 7 => format!("{province}{city}·**{a}{b}{c}"),
        [] => String::new(),
        _ => "****".to_owned(),
    }
}

/// An address as far as its building.
pub fn address(address: &str) -> String {
    let letters: Vec<char> = address.trim().chars().collect();
    match (0..letters.len()).find_map(|at| cut(&letters, at)) {
        None => letters.into_iter().collect(),
        Some(kept) => {
            let kept: String = letters[..kept].iter().collect();
            kept.trim_end_matches(|it: char| !it.is_alphanumeric()).to_owned()
        }
    }
}

/// Tells whether the address ends with a building, so that one can stand below it.
pub fn names_building(address: &str) -> bool {
    marks().buildings.iter().any(|it| address.ends_with(it.as_str()))
}

/// Free text without numbers that could be somebody's: telephone, identity and card numbers, plates.
pub fn text(text: &str) -> String {
    let letters: Vec<char> = text.chars().collect();
    let mut shown = String::with_capacity(text.len());
    let mut at = 0;
    while at < letters.len() {
        if let Some(length) = plate_length(&letters[at..]) {
            shown.push_str(&plate(&letters[at..at + length].iter().collect::<String>()));
            at += length;
        } else if let Some(length) = number_length(&letters[at..]) {
            shown.push_str(&number(&letters[at..at + length]));
            at += length;
        } else {
            // A run that is too short to be a number is taken as a whole, so that its tail is not looked at again.
            let run = letters[at..].iter().take_while(|it| digit(**it).is_some()).count().max(1);
            shown.extend(&letters[at..at + run]);
            at += run;
        }
    }
    shown
}

/// Where the address is cut if the decision falls at `at`: how many letters are kept.
fn cut(letters: &[char], at: usize) -> Option<usize> {
    let marks = marks();
    let rest = &letters[at..];
    let numbered = at > 0 && is_number(letters[at - 1]);
    let number_follows = rest.get(1).is_some_and(|it| is_number(*it));
    if let Some(building) = marks.buildings.iter().find(|it| begins(rest, it)).filter(|_| numbered) {
        return Some(at + building.chars().count());
    }
    if numbered && marks.inside.iter().any(|it| begins(rest, it)) {
        return Some(start_of_number(letters, at));
    }
    if numbered && rest[0] == marks.house && number_follows {
        return Some(at + 1);
    }
    if numbered && matches!(rest[0], '-' | '—' | '#' | '\u{ff0d}') && number_follows {
        return Some(at);
    }
    let word_begins = at == 0 || !letters[at - 1].is_alphanumeric();
    (word_begins && marks.inside_before_number.iter().any(|it| begins(rest, it))).then_some(at)
}

fn start_of_number(letters: &[char], end: usize) -> usize {
    letters[..end].iter().rposition(|it| !is_number(*it)).map_or(0, |it| it + 1)
}

/// Tells whether the letters begin with the word, whatever the case.
fn begins(letters: &[char], word: &str) -> bool {
    let mut rest = letters.iter();
    word.chars().all(|it| rest.next().is_some_and(|letter| letter.to_ascii_lowercase() == it))
}

/// A digit, a Latin letter or a Chinese numeral, as in 3号楼, A座, 二单元.
fn is_number(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || digit(letter).is_some() || marks().numerals.contains(letter)
}

/// The digit, also when written in full width.
fn digit(letter: char) -> Option<char> {
    match letter {
        '0'..='9' => Some(letter),
        '\u{ff10}'..='\u{ff19}' => char::from_u32(u32::from(letter) - 0xff10 + u32::from('0')),
        _ => None,
    }
}

/// The length of a number that starts here and could be somebody's: seven digits in a row or in groups of at
/// least three, or eleven in any groups, parted by single spaces or dashes. A date is none of these.
fn number_length(letters: &[char]) -> Option<usize> {
    let mut groups = vec![0_usize];
    let mut end = 0;
    for (at, letter) in letters.iter().enumerate() {
        let group = groups.last_mut()?;
        if digit(*letter).is_some() {
            *group += 1;
            end = at + 1;
        } else if *group > 0 && matches!(letter, ' ' | '-' | '\u{ff0d}') {
            groups.push(0);
        } else {
            break;
        }
    }
    groups.retain(|it| *it > 0);
    let digits: usize = groups.iter().sum();
    let in_a_row = groups.iter().any(|it| *it >= NUMBER_DIGITS_MIN);
    let in_groups = digits >= NUMBER_DIGITS_MIN && groups.iter().all(|it| *it >= 3);
    // The last character of an identity number may be an X.
    let check_letter = digits == 17 && letters.get(end).is_some_and(|it| matches!(it, 'x' | 'X'));
    (in_a_row || in_groups || digits >= 11).then_some(end + usize::from(check_letter))
}

fn number(letters: &[char]) -> String {
    let whole: String = letters.iter().map(|it| digit(*it).unwrap_or(*it)).filter(|it| it.is_alphanumeric()).collect();
    match whole.len() {
        11 => phone(&whole),
        15 | 18 => identity_number(&whole),
        _ => "****".to_owned(),
    }
}

/// The length of a number plate that starts here.
fn plate_length(letters: &[char]) -> Option<usize> {
    let (province, rest) = letters.split_first()?;
    if !marks().plate_provinces.contains(*province) || !rest.first()?.is_ascii_uppercase() {
        return None;
    }
    let mut length = 2;
    let mut signs = 0;
    for letter in &rest[1..] {
        match letter {
            '·' | ' ' if signs == 0 => {}
            _ if letter.is_ascii_alphanumeric() && signs < 6 => signs += 1,
            _ => break,
        }
        length += 1;
    }
    (signs >= 5).then_some(length)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_keeps_its_surname() {
        for (whole, shown) in
            [("张三", "张*"), ("张三丰", "张*"), ("欧阳修", "欧阳**"), ("John Smith", "J*"), ("", ""), (" 李 ", "李*")]
        {
            assert_eq!(name(whole), shown, "{whole}");
        }
    }

    #[test]
    fn numbers_keep_their_ends() {
        for (whole, shown) in [
            ("19900001234", "199****1234"),
            ("+86 199-0000-1234", "199****1234"),
            ("１９９００００１２３４", "199****1234"),
            ("72812345", "****45"),
            ("110", "****"),
            ("", ""),
        ] {
            assert_eq!(phone(whole), shown, "{whole}");
        }
        assert_eq!(identity_number("50010119900101123X"), "500***********123X");
        assert_eq!(identity_number("5001"), "****");
        assert_eq!(plate("渝G·12123"), "渝G·**123");
        assert_eq!(plate("渝AD12345"), "渝A·**345");
        assert_eq!(plate("渝A1"), "****");
    }

    #[test]
    fn an_address_ends_at_its_building() {
        for (whole, shown) in [
            ("青枫苑3号楼2单元501室", "青枫苑3号楼"),
            ("青枫苑 3栋 2-501", "青枫苑 3栋"),
            ("青枫苑3-2-501", "青枫苑3"),
            ("荔湾广场A座1203", "荔湾广场A座"),
            ("银座商场二楼", "银座商场"),
            ("石桥路12号501", "石桥路12号"),
            ("石桥路12号", "石桥路12号"),
            ("石桥路12号5楼", "石桥路12号"),
            ("青枫苑二单元三楼", "青枫苑"),
            ("12 Stone Road, Flat 501", "12 Stone Road"),
            ("荔枝小学门口", "荔枝小学门口"),
            ("", ""),
        ] {
            assert_eq!(address(whole), shown, "{whole}");
        }
    }

    #[test]
    fn free_text_loses_numbers_and_keeps_times_and_counts() {
        for (whole, shown) in [
            ("打19900001234找我", "打199****1234找我"),
            ("199 0000 1234", "199****1234"),
            ("身份证50010119900101123X。", "身份证500***********123X。"),
            ("卡号6222 0212 3456 7890 123", "卡号****"),
            ("车牌渝G12123挡住了", "车牌渝G·**123挡住了"),
            ("2026-11-23 8点，3号楼501，有12个人", "2026-11-23 8点，3号楼501，有12个人"),
            ("2026-11-23 08:00", "2026-11-23 08:00"),
            ("座机7281-2345", "座机****"),
            ("", ""),
        ] {
            assert_eq!(text(whole), shown, "{whole}");
        }
    }
}
