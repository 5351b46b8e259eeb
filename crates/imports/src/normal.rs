//! Makes one text of the ways in which people type it: full-width digits, spaces at the end, marks that nobody sees.

/// How much of a text is made plain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Plain {
    /// Words: digits and letters lose their full width; Chinese marks stay.
    Words,
    /// Codes and numbers: everything loses its full width, and inner spaces go.
    Code,
}

/// Makes a text plain.
pub fn plain(text: &str, how: Plain) -> String {
    let visible = text.chars().filter(|it| !unseen(*it)).map(|it| narrow(it, how));
    let narrowed: String = visible.collect();
    match how {
        Plain::Words => narrowed.trim().to_owned(),
        Plain::Code => narrowed.split_whitespace().collect(),
    }
}

/// Marks without width, which come along when text is copied from web pages.
fn unseen(letter: char) -> bool {
    matches!(letter, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{ad}')
}

fn narrow(letter: char, how: Plain) -> char {
    match letter {
        '\u{3000}' | '\u{a0}' | '\n' | '\r' | '\t' => ' ',
        '\u{ff01}'..='\u{ff5e}' => {
            let thin = char::from_u32(u32::from(letter) - 0xfee0).unwrap_or(letter);
            if how == Plain::Code || thin.is_ascii_alphanumeric() { thin } else { letter }
        }
        '\u{2010}'..='\u{2015}' | '\u{2212}' if how == Plain::Code => '-',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn full_width_digits_and_spaces_at_the_end_make_no_difference() {
        assert_eq!(plain("５００１０２\u{3000}00１\u{200b} ", Plain::Code), "500102001");
        assert_eq!(plain(" 荔枝小区（一期）\u{a0}", Plain::Words), "荔枝小区（一期）");
        assert_eq!(plain("３号楼　东门", Plain::Words), "3号楼 东门");
        assert_eq!(plain("０２３－７２８００１１０", Plain::Code), "023-72800110");
    }
}
