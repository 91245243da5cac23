//! How a name sounds, so that one written in Arabic letters meets the one of the catalogue: «كالاكس»
//! and KALLAX, «بيلي» and BILLY.
//!
//! Short vowels are not written in Arabic, so long names are told by their consonants alone; short
//! ones by their vowels too. Pure, and linear in the word.

use crate::normalise::is_arabic;

/// Names with fewer consonants keep their vowels.
const CONSONANTS: usize = 3;

/// How a folded word sounds; `None` for what is too short to be told by its sound, and for other
/// scripts.
///
/// The same sounds have the same letters in both scripts: `p` is `b` and `v` is `f`, as Arabic writes
/// them, `x` is `ks`, and a doubled letter is one.
pub fn sound(folded: &str) -> Option<String> {
    let mut sounds = String::new();
    let letters: Vec<char> = folded.chars().collect();
    for (at, c) in letters.iter().enumerate() {
        let last = at + 1 == letters.len();
        let next = letters.get(at + 1).copied();
        // «اورين» begins with its و: the alif only carries it.
        if at == 0 && *c == 'ا' && matches!(next, Some('و' | 'ي')) {
            continue;
        }
        for heard in heard(*c, next, last)?.chars() {
            if !sounds.ends_with(heard) {
                sounds.push(heard);
            }
        }
    }
    let consonants: String = sounds.chars().filter(|c| !is_vowel(*c)).collect();
    if consonants.len() >= CONSONANTS {
        return Some(consonants);
    }
    (sounds.len() > CONSONANTS && !consonants.is_empty()
        || sounds.len() == CONSONANTS && consonants.len() == 2)
        .then_some(sounds)
}

fn is_vowel(sound: char) -> bool {
    matches!(sound, 'a' | 'i' | 'u')
}

/// What is heard of a letter before `next`; `None` for one of another script.
fn heard(c: char, next: Option<char>, last: bool) -> Option<&'static str> {
    Some(match c {
        'a' | 'e' | 'ا' | 'ى' | 'أ' | 'إ' | 'آ' => "a",
        'i' | 'y' | 'j' | 'ي' | 'ئ' => "i",
        'o' | 'u' | 'w' | 'و' | 'ؤ' => "u",
        'b' | 'p' | 'ب' | 'پ' => "b",
        'c' if matches!(next, Some('e' | 'i' | 'y')) => "s",
        'c' | 'k' | 'q' | 'ك' | 'خ' => "k",
        'd' | 'د' | 'ض' | 'ذ' => "d",
        'f' | 'v' | 'ف' | 'ڤ' => "f",
        'g' | 'ج' | 'غ' | 'ق' | 'گ' => "g",
        'h' | 'ه' | 'ة' if last => "",
        'h' | 'ه' | 'ح' => "h",
        'l' | 'ل' => "l",
        'm' | 'م' => "m",
        'n' | 'ن' => "n",
        'r' | 'ر' => "r",
        's' | 'س' | 'ص' | 'ث' | 'ش' => "s",
        't' | 'ت' | 'ط' => "t",
        'x' => "ks",
        'z' | 'ز' | 'ظ' => "z",
        'ة' | 'ع' | 'ء' | '\'' | '-' => "",
        c if is_arabic(c) => "",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::normalise::fold;

    #[test]
    fn a_name_sounds_alike_in_both_scripts() {
        for (latin, arabic) in [
            ("BILLY", "بيلي"),
            ("KALLAX", "كالاكس"),
            ("MALM", "مالم"),
            ("HEMNES", "هيمنس"),
            ("BRIMNES", "بريمنس"),
            ("MARKUS", "ماركوس"),
            ("JÄRVFJÄLLET", "يارفيالت"),
            ("KIVIK", "كيفيك"),
            ("VIMLE", "فيمله"),
            ("EKTORP", "اكتورب"),
            ("LACK", "لاك"),
            ("Kinan", "كنان"),
            ("PAX", "باكس"),
            ("Orin", "اورين"),
        ] {
            let (one, other) = (sound(&fold(latin)), sound(&fold(arabic)));
            assert!(one.is_some() && one == other, "{latin} {one:?}, {arabic} {other:?}");
        }
    }

    #[test]
    fn other_names_and_what_is_too_short_do_not() {
        assert_ne!(sound("malm"), sound("مول"));
        assert_ne!(sound("billy"), sound("بولو"));
        for nothing in ["", "a", "يا", "no", "东京", "42"] {
            assert_eq!(sound(nothing), None, "{nothing}");
        }
    }
}
