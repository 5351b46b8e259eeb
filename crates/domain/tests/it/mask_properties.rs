//! Masking never leaks.

use domain::mask;
use proptest::prelude::*;

/// A mobile number from the range that is assigned to nobody.
fn any_mobile() -> impl Strategy<Value = String> {
    (0_u32..10_000).prop_map(|it| format!("1990000{it:04}"))
}

proptest! {
    #[test]
    fn a_given_name_is_never_shown(surname in "[张王李赵刘]", given in "[伟芳娜敏静强磊洋勇艳]{1,3}") {
        prop_assert_eq!(mask::name(&format!("{surname}{given}")), format!("{surname}*"));
    }

    #[test]
    fn a_telephone_number_keeps_seven_digits_at_most(phone in "[+0-9 -]{0,24}") {
        let shown = mask::phone(&phone);
        prop_assert!(shown.chars().filter(|it| it.is_numeric()).count() <= 7);
        let digits = phone.chars().filter(|it| it.is_numeric()).count();
        prop_assert!(digits == 0 || shown.contains("****"));
    }

    #[test]
    fn an_address_ends_at_its_building(
        estate in "[枫松柏竹兰]{2}苑",
        building in 1_u32..60,
        suffix in "(单元|-)",
        unit in 1_u32..9,
        room in 101_u32..3_300,
    ) {
        let inside = if suffix == "-" { format!("-{unit}-{room}") } else { format!("{unit}{suffix}{room}室") };
        for word in ["号楼", "栋", "幢"] {
            let building = format!("{estate}{building}{word}");
            prop_assert_eq!(mask::address(&format!("{building}{inside}")), building);
        }
    }

    #[test]
    fn text_never_holds_a_whole_number(
        before in "[\\PC&&[^0-9]]{0,10}",
        phone in any_mobile(),
        gap in "[ -]?",
        after in "[\\PC&&[^0-9]]{0,10}",
    ) {
        let parted = format!("{}{gap}{}{gap}{}", &phone[..3], &phone[3..7], &phone[7..]);
        let shown = mask::text(&format!("{before}{parted}{after}"));
        prop_assert!(!shown.contains(&parted) && !shown.contains(&phone[3..]), "{shown}");
        prop_assert!(longest_number(&shown) < 7, "{shown}");
    }

    #[test]
    fn an_identity_number_never_survives(number in "5001[0-9]{13}[0-9X]", before in "[^0-9]{0,5}") {
        let shown = mask::text(&format!("{before}{number}."));
        prop_assert!(!shown.contains(&number[3..14]), "{shown}");
    }

    /// Any text at all: no failure, no long number left, and masking twice changes nothing more.
    #[test]
    fn any_text_can_be_masked(text in "\\PC{0,80}") {
        let shown = mask::text(&text);
        prop_assert!(longest_number(&shown) < 7, "{shown}");
        prop_assert_eq!(mask::text(&shown), shown);
        let _ = (mask::name(&text), mask::phone(&text), mask::address(&text), mask::plate(&text));
        let _ = mask::identity_number(&text);
    }
}

/// The longest run of digits.
fn longest_number(text: &str) -> usize {
    text.split(|it: char| !it.is_ascii_digit()).map(str::len).max().unwrap_or(0)
}
