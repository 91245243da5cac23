//! Article codes: one key for every spelling of the same code.

/// The lookup key of an article code: letters and digits only, lower case, look-alike letters of
/// other alphabets folded to Latin, digits of other scripts folded to ASCII.
///
/// `CH 616 Black`, `ch-616/black` and `СН616black` (Cyrillic С and Н) share the key `ch616black`.
pub fn key(code: &str) -> String {
    code.chars().filter_map(fold).collect()
}

/// One character of a key, or `None` for what keys leave out.
pub fn fold(c: char) -> Option<char> {
    let c = match c {
        '٠'..='٩' => char::from_digit(u32::from(c) - 0x0660, 10)?,
        '۰'..='۹' => char::from_digit(u32::from(c) - 0x06F0, 10)?,
        '０'..='９' => char::from_digit(u32::from(c) - 0xFF10, 10)?,
        'Ａ'..='Ｚ' => char::from_u32(u32::from(c) - 0xFF21 + 0x61)?,
        'ａ'..='ｚ' => char::from_u32(u32::from(c) - 0xFF41 + 0x61)?,
        _ => latin_of(c).unwrap_or(c),
    };
    if c.is_alphanumeric() { c.to_lowercase().next() } else { None }
}

/// The Latin letter a Cyrillic or Greek one looks like.
fn latin_of(c: char) -> Option<char> {
    Some(match c {
        'А' | 'а' | 'Α' | 'α' => 'a',
        'В' | 'в' | 'Β' | 'β' => 'b',
        'С' | 'с' | 'Ϲ' => 'c',
        'Е' | 'е' | 'Ё' | 'ё' | 'Ε' | 'ε' => 'e',
        'Н' | 'н' | 'Η' => 'h',
        'І' | 'і' | 'Ι' | 'ι' => 'i',
        'Ј' | 'ј' => 'j',
        'К' | 'к' | 'Κ' | 'κ' => 'k',
        'М' | 'м' | 'Μ' => 'm',
        'Ν' => 'n',
        'О' | 'о' | 'Ο' | 'ο' => 'o',
        'Р' | 'р' | 'Ρ' | 'ρ' => 'p',
        'Ѕ' | 'ѕ' => 's',
        'Т' | 'т' | 'Τ' | 'τ' => 't',
        'Х' | 'х' | 'Χ' | 'χ' => 'x',
        'У' | 'у' | 'Υ' => 'y',
        'Ζ' => 'z',
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_spelling_of_a_code_has_one_key() {
        for spelling in [
            "CH 616 Black",
            "ch-616/black",
            "СН616black",
            "сн 616 black",
            "ＣＨ ６１６ black",
            "CH ٦١٦ black",
        ] {
            assert_eq!(key(spelling), "ch616black", "{spelling}");
        }
    }
}
