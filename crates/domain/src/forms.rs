//! The forms of the numbers that papers carry: what can be told wrong before anybody is asked.

/// Characters of a unified social credit code (GB 32100: 18).
pub const USCC_CHARS: usize = 18;
/// Digits of a police organ's number (GA/T 380: 12).
pub const STATION_DIGITS: usize = 12;
/// Digits of a community's number (the statistical division code: 12).
pub const COMMUNITY_DIGITS: usize = 12;
/// Digits of a grid's number: its community's 12 and three of its own.
pub const GRID_DIGITS: usize = 15;
/// Digits of a micro-grid's number: its grid's 15 and two of its own.
pub const MICRO_GRID_DIGITS: usize = 17;

/// The characters of a unified social credit code, each worth its place (GB 32100 leaves out I, O, S, V and Z).
const USCC_LETTERS: &[u8; 31] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";
/// The weight of each of the first 17 characters (GB 32100: powers of three modulo 31).
const USCC_WEIGHTS: [usize; 17] = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];

/// What is wrong with a unified social credit code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UsccFault {
    /// It has not 18 characters.
    Length,
    /// A character is none of those that the standard allows.
    Letter,
    /// The last character does not follow from the others.
    Check,
}

/// Checks a unified social credit code.
///
/// # Errors
/// What is wrong with it.
pub fn uscc(text: &str) -> Result<(), UsccFault> {
    if text.chars().count() != USCC_CHARS {
        return Err(UsccFault::Length);
    }
    let worth = |letter: u8| USCC_LETTERS.iter().position(|it| *it == letter);
    let worths: Option<Vec<usize>> = text.bytes().map(worth).collect();
    let worths = worths.ok_or(UsccFault::Letter)?;
    let sum: usize = worths.iter().zip(USCC_WEIGHTS).map(|(worth, weight)| worth * weight).sum();
    if worths[USCC_CHARS - 1] == (31 - sum % 31) % 31 { Ok(()) } else { Err(UsccFault::Check) }
}

/// The last character that makes 17 characters a unified social credit code; nothing if one is not allowed.
pub fn uscc_check(first: &str) -> Option<char> {
    USCC_LETTERS.iter().map(|it| char::from(*it)).find(|it| uscc(&format!("{first}{it}")).is_ok())
}

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
    fn a_credit_code_is_checked_to_its_last_character() {
        // Made up; the last character follows from the others by the standard.
        let check = uscc_check("91500102MA5U00001").unwrap();
        let right = format!("91500102MA5U00001{check}");
        assert_eq!(uscc(&right), Ok(()));
        let wrong = USCC_LETTERS.iter().map(|it| char::from(*it)).filter(|it| *it != check);
        for letter in wrong {
            assert_eq!(uscc(&format!("91500102MA5U00001{letter}")), Err(UsccFault::Check));
        }
        assert_eq!(uscc("91500102"), Err(UsccFault::Length));
        assert_eq!(uscc(&format!("91500102IA5U00001{check}")), Err(UsccFault::Letter));
        // A code in print, of the National Bureau of Statistics' own example of the standard.
        assert_eq!(uscc("91350100M000100Y43"), Ok(()));
    }

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
