//! How names and telephone numbers are shown to those who need not see them whole (domain specification §10.4).

/// Family names of two characters that are common enough to be known.
const DOUBLE: &[&str] = &["欧阳", "司马", "上官", "诸葛", "东方", "皇甫", "尉迟", "公孙", "慕容", "令狐", "夏侯", "司徒"];

/// Masks a name: the family name, and a star for each further character.
pub fn name(name: &str) -> String {
    let family = if DOUBLE.iter().any(|it| name.starts_with(it)) { 2 } else { 1 };
    name.chars().enumerate().map(|(place, it)| if place < family { it } else { '*' }).collect()
}

/// Masks a telephone number: the first three and the last four digits stay.
pub fn phone(number: &str) -> String {
    let length = number.chars().count();
    if length < 8 {
        return "*".repeat(length);
    }
    number.chars().enumerate().map(|(place, it)| if place < 3 || place + 4 >= length { it } else { '*' }).collect()
}

#[cfg(test)]
mod tests {
    #[test]
    fn only_the_family_name_and_the_ends_of_a_number_stay() {
        for (whole, masked) in [("张三", "张*"), ("欧阳小明", "欧阳**"), ("张", "张"), ("", "")] {
            assert_eq!(super::name(whole), masked);
        }
        assert_eq!(super::phone("19900001234"), "199****1234");
        assert_eq!(super::phone("110"), "***");
    }
}
