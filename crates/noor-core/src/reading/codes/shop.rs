//! The shop's own codes in a message: what the catalogue knows is a code, whatever else its letters
//! and digits could mean ("MAX 300", `STACK-8`, `P/3`, `ARM-S`).
//!
//! The catalogue is asked once for all windows of a batch ([`possible`]); which of those it has come
//! back with the batch ([`ShopCode`]), and [`mark`] says where they stand.

use std::collections::HashSet;
use std::ops::Range;

use crate::numbers::Term;
use crate::reading::tags::{Meaning, leads_to_a_number};
use crate::reading::vocabulary::Vocabulary;
use crate::sku;
use crate::words::{Gap, InCode, Kind, Word};

/// Most words of one code.
const LONGEST: usize = 6;
/// Most windows of a batch that the catalogue is asked for: an order of a hundred lines has fewer.
const MOST: usize = 1_200;
/// A code of letters alone has at least so many of them.
const LETTERS: usize = 3;

/// A key that the catalogue has, as the whole of a code or as its beginning.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShopCode {
    /// The key that was asked for.
    pub key: String,
    /// The shop's spelling of a code with that key, or of one that begins with it.
    pub sku: String,
}

/// The keys of everything in `messages` that could be one of the shop's codes, each once. None of a
/// message that has only ordinary words.
pub fn possible(messages: &[&str], vocabulary: &Vocabulary) -> Vec<String> {
    let mut seen = HashSet::new();
    let mut keys = Vec::new();
    for message in messages {
        let words = vocabulary.words(message);
        for start in 0..words.len() {
            for end in start + 1..=words.len().min(start + LONGEST) {
                let key = window(message, &words, start..end, vocabulary);
                keys.extend(key.filter(|key| seen.insert(key.clone())));
            }
        }
    }
    keys.truncate(MOST);
    keys
}

/// Marks the words of `raw` that are codes of the shop, the longest from each place on.
pub(in crate::reading) fn mark(
    raw: &str,
    words: &mut [Word],
    codes: &[ShopCode],
    vocabulary: &Vocabulary,
) {
    let mut start = 0;
    while !codes.is_empty() && start < words.len() {
        let longest = (start + 1..=words.len().min(start + LONGEST)).rev().find(|&end| {
            window(raw, words, start..end, vocabulary)
                .is_some_and(|key| is_one(raw, words, start..end, &key, codes, vocabulary))
        });
        let Some(end) = longest else {
            start += 1;
            continue;
        };
        for (place, word) in words.iter_mut().enumerate().take(end).skip(start) {
            word.code = if place == start { InCode::First } else { InCode::Later };
        }
        start = end;
    }
}

/// The key of some words that could be a code: letters with digits, or letters that are joined by a
/// dash, are no ordinary word, or stand in capitals.
fn window(
    raw: &str,
    words: &[Word],
    range: Range<usize>,
    vocabulary: &Vocabulary,
) -> Option<String> {
    let inside = words.get(range)?;
    let (first, last) = (inside.first()?, inside.last()?);
    let unbroken = inside.iter().skip(1).all(|word| word.gap < Gap::Colon);
    let writable =
        inside.iter().all(|word| matches!(word.kind, Kind::Digits | Kind::Latin | Kind::Foreign));
    let letters = inside.iter().any(|word| word.kind != Kind::Digits);
    let digits = inside.iter().any(|word| word.text.contains(|c: char| c.is_ascii_digit()));
    // "2 FC-4": digits that stand apart in front count what follows.
    let counts =
        first.kind == Kind::Digits && inside.get(1).is_some_and(|word| word.gap >= Gap::Blank);
    let distinct = || match inside {
        [word] => word.capitals || !vocabulary.knows(word),
        several => several.iter().skip(1).all(|word| word.gap == Gap::Joined),
    };
    if !unbroken || !writable || !letters || counts || !digits && !distinct() {
        return None;
    }
    let key = sku::key(raw.get(first.start..last.end)?);
    (key.chars().count() >= if digits { 2 } else { LETTERS }).then_some(key)
}

/// Whether some words are a code the shop has, and mean it.
fn is_one(
    raw: &str,
    words: &[Word],
    range: Range<usize>,
    key: &str,
    codes: &[ShopCode],
    vocabulary: &Vocabulary,
) -> bool {
    let mut named = codes.iter().filter(|code| code.key == key).peekable();
    let Some(first) = words.get(range.clone()).and_then(<[Word]>::first) else { return false };
    let Some(inside) = words.get(range.clone()) else { return false };
    let whole = |code: &&ShopCode| sku::key(&code.sku) == key;
    let has_digits = key.contains(|c: char| c.is_ascii_digit());
    if named.peek().is_none() || !has_digits && !named.clone().any(|code| whole(&code)) {
        return false;
    }
    let exact = named.clone().any(|code| whole(&code));
    if !exact && !named.clone().any(|code| ends_a_part(&code.sku, key)) {
        return false;
    }
    let joined = inside.get(1).is_none_or(|word| word.gap <= Gap::Joined);
    let ordinary = first.kind != Kind::Digits && vocabulary.knows(first);
    let as_spelled = || {
        let written = raw.get(first.start..first.end).unwrap_or_default();
        (first.capitals || range.start == 0)
            && named.clone().any(|code| code.sku.trim_start().starts_with(written))
    };
    let spelled_out = || exact && inside.len() > 2 && !counts_what_follows(first, vocabulary);
    !ordinary || joined && inside.len() > 1 || as_spelled() || spelled_out()
}

/// Whether a word says what the number behind it is: "max 300 black", "need 5 black".
fn counts_what_follows(word: &Word, vocabulary: &Vocabulary) -> bool {
    vocabulary.meanings_of(word).iter().any(|meaning| match meaning {
        Meaning::Cue(cue) => leads_to_a_number(*cue),
        Meaning::Term(term) => !matches!(term, Term::Excluding | Term::Including),
        Meaning::Currency(_) | Meaning::Number(_) => true,
        Meaning::Feature(_) | Meaning::Role(_) => false,
    })
}

/// Whether a key ends where a part of a code does: `av110` in `AV 110 black`, and not `av11`.
fn ends_a_part(sku: &str, key: &str) -> bool {
    let mut left = key.chars().count();
    let mut last: Option<char> = None;
    for c in sku.chars() {
        let folded = sku::fold(c);
        if left == 0 {
            let goes_on = folded
                .zip(last)
                .is_some_and(|(next, last)| next.is_ascii_digit() == last.is_ascii_digit());
            return !goes_on;
        }
        if let Some(folded) = folded {
            last = Some(folded);
            left -= 1;
        }
    }
    left == 0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reading::tests::vocabulary;

    fn codes(skus: &[&str]) -> Vec<ShopCode> {
        skus.iter()
            .flat_map(|sku| {
                let key = sku::key(sku);
                let ends = (2..=key.len()).filter_map(move |end| Some(key.get(..end)?.to_owned()));
                ends.map(|key| ShopCode { key, sku: (*sku).to_owned() })
            })
            .collect()
    }

    fn marked(text: &str, skus: &[&str]) -> Vec<String> {
        let vocabulary = vocabulary();
        let mut words = vocabulary.words(text);
        mark(text, &mut words, &codes(skus), &vocabulary);
        let mut found: Vec<String> = Vec::new();
        for word in &words {
            let written = &text.get(word.start..word.end).unwrap();
            match (word.code, found.last_mut()) {
                (InCode::First, _) => found.push((*written).to_owned()),
                (InCode::Later, Some(code)) => {
                    code.push(' ');
                    code.push_str(written);
                }
                (InCode::Later | InCode::Nowhere, _) => {}
            }
        }
        found
    }

    #[test]
    fn a_code_of_the_shop_is_one_whatever_its_words_mean_elsewhere() {
        let skus = ["LIMIT 500 white", "REST-2", "Q/7", "BR-5T", "ARC-N", "PUFF", "OAK 90"];
        for (text, expected) in [
            ("2 LIMIT 500 white please", vec!["LIMIT 500 white"]),
            ("LIMIT 500?", vec!["LIMIT 500"]),
            ("i want rest-2 and 3 q/7", vec!["rest 2", "q 7"]),
            ("quote for 4 BR-5T", vec!["BR 5 T"]),
            ("how much is arc-n with vat", vec!["arc n"]),
            ("one PUFF please", vec!["PUFF"]),
            ("desk limit 500 dirham", vec![]),
            ("the rest 2 weeks later", vec![]),
            ("oak 90 cm wide", vec![]),
            ("OAK 90 in stock?", vec!["OAK 90"]),
            ("a limit of 500 white chairs", vec![]),
        ] {
            assert_eq!(marked(text, &skus), expected, "{text}");
        }
    }

    #[test]
    fn half_a_number_is_no_part_of_a_code() {
        assert_eq!(marked("KV 11", &["KV 110 black"]), Vec::<String>::new());
        assert_eq!(marked("kv110", &["KV 110 black"]), ["kv 110"]);
        assert_eq!(marked("kv 110 black x 3", &["KV 110 black"]), ["kv 110 black"]);
    }

    #[test]
    fn the_last_line_of_a_long_order_is_asked_for_like_the_first() {
        let lines = (1..=100).map(|line| format!("{line} x LIMIT {} white mesh", 300 + line));
        let order = lines.collect::<Vec<_>>().join("\n");
        let keys = possible(&[&order], &vocabulary());
        assert!(keys.contains(&"limit301white".to_owned()), "the first");
        assert!(keys.contains(&"limit400white".to_owned()), "the last of {}", keys.len());
    }

    #[test]
    fn ordinary_words_ask_the_catalogue_nothing() {
        let vocabulary = vocabulary();
        for text in ["good morning", "do you have chairs in black", "ابغى كرسي", "2 chairs"]
        {
            assert_eq!(possible(&[text], &vocabulary), Vec::<String>::new(), "{text}");
        }
    }
}
