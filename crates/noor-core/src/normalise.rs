//! One folded form for every spelling of the same words, in Latin and Arabic script.
//!
//! The reader of messages and the index of the catalogue share this file, so that what one side
//! folds the other finds. It must never look at meaning, and it must stay linear in its input.

use unicode_normalization::char::decompose_compatible;

/// The folded form of `text`: lower case, without accents, Arabic vowel signs, stretching and
/// invisible marks; one letter for the spellings of alif, ya, ha and waw; ASCII digits, separators,
/// quotes and dashes; single blanks, none at the ends.
///
/// `" أُريدُ  مكتبًا ١٬٢٠٠ "` becomes `"اريد مكتبا 1,200"`.
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    let mut blank_due = false;
    for c in text.chars() {
        fold_char(c, |c| {
            if c == ' ' {
                blank_due = !folded.is_empty();
            } else {
                if std::mem::take(&mut blank_due) {
                    folded.push(' ');
                }
                folded.push(c);
            }
        });
    }
    folded
}

/// The words and numbers of `text`, folded, without punctuation: what a search index holds.
///
/// `"BILLY / OXBERG, 80x30 cm"` becomes `billy`, `oxberg`, `80x30`, `cm`.
pub fn tokens(text: &str) -> Vec<String> {
    fold(text)
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

/// The light stem of one folded word: an English word without its plural ending, an Arabic one
/// without the article and what is written together with it (`وال`, `بال`, `لل`, `هال`).
///
/// Letters drawn out for emphasis are shortened (`helloooo`, `هلااا`). Words of other scripts and
/// words with digits are returned as they are.
pub fn stem(folded: &str) -> String {
    let word = shorten_drawn_out(folded);
    match word.chars().next() {
        Some(first) if is_arabic(first) => arabic_stem(&word),
        Some(first) if first.is_ascii_lowercase() => english_stem(word),
        Some(_) | None => word,
    }
}

/// What may follow a particle written together with an Arabic word: `وكرسي` gives `كرسي`.
///
/// `None` where no such particle can be cut off. The caller asks only for words it does not know
/// otherwise, since many words simply begin with these letters (`وردي`, `بني`).
pub fn without_particle(folded: &str) -> Option<String> {
    let rest = folded.strip_prefix(['و', 'ب', 'ل', 'ف'])?;
    // "And" stands before the shortest words as well: «وكم».
    let shortest = if folded.starts_with('و') { 2 } else { 3 };
    let long = rest.chars().take(shortest).count() == shortest;
    (long && rest.chars().all(is_arabic)).then(|| stem(rest))
}

/// Whether `c` is a letter of the Arabic script.
pub fn is_arabic(c: char) -> bool {
    matches!(c, '\u{0620}'..='\u{064A}' | '\u{066E}'..='\u{06D3}' | '\u{06FA}'..='\u{06FF}'
        | '\u{0750}'..='\u{077F}' | '\u{FB50}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFC}')
}

/// Gives the folded characters of one character to `emit`: none, one, or (for ligatures) several.
/// Every kind of blank and control character is given as a plain blank.
pub fn fold_char(c: char, mut emit: impl FnMut(char)) {
    match c {
        'a'..='z' | '0'..='9' | ' ' => emit(c),
        'A'..='Z' => emit(c.to_ascii_lowercase()),
        '½' => ['.', '5'].into_iter().for_each(emit),
        '¼' => ['.', '2', '5'].into_iter().for_each(emit),
        '¾' => ['.', '7', '5'].into_iter().for_each(emit),
        other => decompose_compatible(other, |part| {
            if let Some(part) = fold_part(part) {
                part.to_lowercase().filter(|c| !is_mark(*c)).for_each(&mut emit);
            }
        }),
    }
}

/// Folds one part of a decomposed character; `None` for what carries no meaning.
fn fold_part(c: char) -> Option<char> {
    Some(match c {
        'ٱ' => 'ا',
        'ى' | 'ی' | 'ې' => 'ي',
        'ة' | 'ە' | 'ہ' => 'ه',
        'ک' => 'ك',
        '٠'..='٩' => char::from_digit(u32::from(c) - 0x0660, 10)?,
        '۰'..='۹' => char::from_digit(u32::from(c) - 0x06F0, 10)?,
        '٫' => '.',
        '٬' | '،' | '、' => ',',
        '؛' => ';',
        '؟' => '?',
        '٪' => '%',
        '×' | '✕' | '✖' => 'x',
        '‘' | '’' | '‚' | '‛' | '`' | '´' | '′' | 'ʼ' => '\'',
        '“' | '”' | '„' | '‟' | '«' | '»' | '″' => '"',
        '‐'..='―' | '−' | '⁃' => '-',
        '⁄' | '∕' => '/',
        _ if is_mark(c) => return None,
        _ if c.is_whitespace() || c.is_control() => ' ',
        _ => c,
    })
}

/// Accents, vowel signs, stretching, and marks nobody sees.
fn is_mark(c: char) -> bool {
    matches!(c,
        '\u{0300}'..='\u{036F}' | '\u{0610}'..='\u{061A}' | '\u{0640}' | '\u{064B}'..='\u{065F}'
        | '\u{0670}' | '\u{06D6}'..='\u{06ED}' | '\u{061C}' | '\u{00AD}' | '\u{180E}'
        | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}'
        | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{1F3FB}'..='\u{1F3FF}' | '\u{20D0}'..='\u{20F0}')
}

/// Three or more of the same letter in a row are one letter; digits stay.
fn shorten_drawn_out(word: &str) -> String {
    let mut short = String::with_capacity(word.len());
    let mut run: Option<(char, usize)> = None;
    let mut close = |run: Option<(char, usize)>| {
        if let Some((c, times)) = run {
            let kept = if times >= 3 && c.is_alphabetic() { 1 } else { times };
            short.extend(std::iter::repeat_n(c, kept));
        }
    };
    for c in word.chars() {
        run = match run {
            Some((same, times)) if same == c => Some((c, times + 1)),
            ended => {
                close(ended);
                Some((c, 1))
            }
        };
    }
    close(run);
    short
}

/// Cuts the article off if at least three letters stay, and the silent hamza at the end.
fn arabic_stem(word: &str) -> String {
    const ARTICLES: [&str; 7] = ["وبال", "هال", "وال", "بال", "فال", "كال", "ال"];
    let rest = |word: &str, prefix: &str| {
        word.strip_prefix(prefix)
            .filter(|rest| rest.chars().take(3).count() == 3)
            .map(str::to_owned)
    };
    let bare = ARTICLES
        .iter()
        .find_map(|article| rest(word, article))
        .or_else(|| rest(word, "لل"))
        .or_else(|| rest(word, "ولل"))
        .unwrap_or_else(|| word.to_owned());
    match bare.strip_suffix("اء") {
        Some(open) if open.chars().take(2).count() == 2 => format!("{open}ا"),
        Some(_) | None => bare,
    }
}

/// Cuts a plural ending off.
fn english_stem(word: String) -> String {
    if word.chars().take(4).count() < 4 || !word.is_ascii() {
        return word;
    }
    let cut = |ending: &str, replacement: &str| {
        word.strip_suffix(ending).map(|stem| format!("{stem}{replacement}"))
    };
    for (ending, replacement) in [
        ("elves", "elf"),
        ("ies", "y"),
        ("ches", "ch"),
        ("shes", "sh"),
        ("xes", "x"),
        ("sses", "ss"),
    ] {
        if let Some(stem) = cut(ending, replacement) {
            return stem;
        }
    }
    if ["ss", "us", "is"].iter().any(|ending| word.ends_with(ending)) {
        return word;
    }
    cut("s", "").unwrap_or(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_spelling_folds_to_one() {
        for (written, folded) in [
            ("  Hello   World ", "hello world"),
            ("أُريدُ  مكتبًا ١٬٢٠٠", "اريد مكتبا 1,200"),
            ("إلى آخر الأسبوع ٱلقادم", "الي اخر الاسبوع القادم"),
            ("طاولة مستديرة", "طاوله مستديره"),
            ("كـــرســي", "كرسي"),
            ("رؤوس مسائل", "رووس مسايل"),
            ("۲۵ کرسی", "25 كرسي"),
            ("٢٫٥", "2.5"),
            ("“What’s this” – OK…", "\"what's this\" - ok..."),
            ("POÄNG Järvfjället", "poang jarvfjallet"),
            ("ＣＨ ６１６", "ch 616"),
            ("ﻻ ﻛﺮﺳﻲ", "لا كرسي"),
            ("a\u{200f}b\u{202e}c\u{0}d\u{feff}", "abc d"),
            ("1½ m", "1.5 m"),
            ("120×60", "120x60"),
            ("كم؟ ١٠٪", "كم? 10%"),
            ("", ""),
            ("\n\t ", ""),
        ] {
            assert_eq!(fold(written), folded, "{written:?}");
        }
    }

    #[test]
    fn folding_twice_changes_nothing() {
        for text in ["أُريدُ مكتبًا", "POÄNG", "ﷺ", "½", "İstanbul", "ǅ", "ﬁx", "Ωmega"]
        {
            assert_eq!(fold(&fold(text)), fold(text), "{text}");
        }
    }

    #[test]
    fn stems_meet_on_both_sides() {
        for (one, other) in [
            ("chairs", "chair"),
            ("benches", "bench"),
            ("boxes", "box"),
            ("shelves", "shelf"),
            ("accessories", "accessory"),
            ("الكراسي", "كراسي"),
            ("والكراسي", "كراسي"),
            ("بالجلد", "جلد"),
            ("للمكتب", "مكتب"),
            ("هالكرسي", "كرسي"),
            ("سوداء", "سودا"),
            ("helloooo", "hello"),
            ("هلاااا", "هلا"),
        ] {
            assert_eq!(stem(&fold(one)), stem(&fold(other)), "{one} {other}");
        }
    }

    #[test]
    fn words_that_only_look_inflected_stay_whole() {
        for word in ["glass", "الف", "الي", "بني", "وردي", "this", "bus", "2000"] {
            assert_eq!(stem(word), word);
        }
    }

    #[test]
    fn tokens_are_words_without_punctuation() {
        assert_eq!(tokens("BILLY / OXBERG, 80x30 cm"), ["billy", "oxberg", "80x30", "cm"]);
    }
}
