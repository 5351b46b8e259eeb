//! The forms of the numbers that papers carry beside those of places: what can be told wrong before anybody is asked.

/// Tells whether the text is exactly so many digits.
pub fn is_digits(text: &str, count: usize) -> bool {
    text.len() == count && text.bytes().all(|it| it.is_ascii_digit())
}

/// Tells whether the text has the form of a telephone number in China: a mobile number of 11 digits that begins
/// with 1, or an area code of 3 or 4 digits that begins with 0 and 7 or 8 digits of the line.
pub fn is_phone(text: &str) -> bool {
    let plain: String = text.chars().filter(|it| *it != '-' && *it != ' ').collect();
    let mobile = plain.len() == 11 && plain.starts_with('1');
    let line = (10..=12).contains(&plain.len()) && plain.starts_with('0');
    plain.bytes().all(|it| it.is_ascii_digit()) && (mobile || line)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_telephone_number_is_a_mobile_or_a_line() {
        for right in ["19900000001", "023-72800110", "02372800110", "0755-1234567", "199 0000 0001"] {
            assert!(is_phone(right), "{right}");
        }
        for wrong in ["1990000000", "199000000012", "29900000001", "72800110", "199000O0001", ""] {
            assert!(!is_phone(wrong), "{wrong}");
        }
    }
}
