//! The quotations that a message names by their numbers.

use super::policy::Policy;
use super::state::State;
use crate::normalise::tokens;
use crate::sku;
use crate::understanding::{CodeMention, Target, Understanding, Wish};

/// Most quotations of one message.
const MOST: usize = 4;
/// Most digits of a number.
const DIGITS: usize = 9;
/// What stands between a number and its revision, folded.
const REVISION: [&str; 7] = ["revision", "rev", "version", "v", "r", "نسخه", "مراجعه"];

/// What stands before the number of a quotation, folded.
const CALLED: [&str; 9] =
    ["quotation", "quote", "offer", "number", "no", "رقم", "السعر", "العرض", "عرض"];

/// A quotation as it was named: `NR-1042/2`, `nr 1042`, «NR١٠٤٢».
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Numbered {
    /// Its number as the shop writes it.
    pub(super) number: String,
    /// Which revision, where one was named.
    pub(super) revision: Option<u32>,
    /// Its digits alone.
    digits: String,
}

/// The quotations that a message with these words names, each once.
///
/// The one that stands is also meant without the prefix: "quotation 1042".
pub(super) fn numbered(state: &State, words: &[String], policy: &Policy) -> Vec<Numbered> {
    let prefix = &policy.quotation.prefix;
    let key = tokens(prefix).concat();
    let stands = state.quoted.as_ref().map(|it| &it.number).or(state.accepted.as_ref());
    let standing = stands.and_then(|number| sku::key(number).strip_prefix(&key).map(str::to_owned));
    let mut named: Vec<Numbered> = Vec::new();
    for (at, word) in words.iter().enumerate() {
        let before = words.get(..at).unwrap_or_default();
        let digits = match word.strip_prefix(key.as_str()).filter(|_| !key.is_empty()) {
            Some(digits) if is_number(digits) => digits,
            _ if is_number(word) && ends_with(before, &key) => word,
            _ if standing.as_ref() == Some(word) && is_called(before) => word,
            _ => continue,
        };
        let behind = words.get(at + 1..).unwrap_or_default();
        let revision = match behind {
            [between, number, ..] if REVISION.contains(&between.as_str()) => number.parse().ok(),
            [number, ..] if number.len() <= 2 => number.parse().ok(),
            _ => None,
        };
        let number = format!("{prefix}{digits}");
        if named.len() < MOST && named.iter().all(|it| it.number != number) {
            named.push(Numbered { number, revision, digits: digits.to_owned() });
        }
    }
    named
}

/// Takes what belongs to a number out of what was read: it is no code of the catalogue, and counts
/// nothing.
pub(super) fn take_out(named: &[Numbered], said: &mut Understanding) {
    let is_of = |code: &CodeMention| named.iter().any(|it| it.is_in(code));
    let counts =
        |pieces: Option<u32>| pieces.is_some_and(|pieces| named.iter().any(|it| it.counts(pieces)));
    said.codes.retain(|code| !is_of(code));
    said.changes.retain(|change| match &change.target {
        Target::Code(code) => !is_of(code),
        Target::Kind(_) | Target::Shown(_) | Target::Meant | Target::Each | Target::Everything => {
            true
        }
    });
    said.quantity = said.quantity.filter(|pieces| !counts(Some(*pieces)));
    let is_part = |word: &String| named.iter().any(|it| it.number_words().contains(word));
    for wish in &mut said.wishes {
        wish.words.retain(|word| !is_part(word));
        wish.pieces = wish.pieces.filter(|pieces| !counts(Some(*pieces)));
    }
    said.wishes.retain(|wish| *wish != Wish::default());
    said.guesses.retain(|guess| named.iter().all(|it| it.digits != guess.figure));
}

impl Numbered {
    /// Whether a code is a reading of it.
    pub(super) fn is_in(&self, code: &CodeMention) -> bool {
        code.key.starts_with(&sku::key(&self.number)) || code.key == self.digits
    }

    fn counts(&self, pieces: u32) -> bool {
        self.digits.parse() == Ok(pieces) || self.revision == Some(pieces)
    }

    fn number_words(&self) -> Vec<String> {
        tokens(&self.number)
    }
}

/// Whether the last of `words` say that a number is that of a quotation.
fn is_called(words: &[String]) -> bool {
    words.last().is_some_and(|word| CALLED.contains(&word.as_str()))
}

fn is_number(word: &str) -> bool {
    (1..=DIGITS).contains(&word.len()) && word.chars().all(|c| c.is_ascii_digit())
}

/// Whether the last of `words`, written together, are `key`: "Q T" is the prefix of `QT-12`.
fn ends_with(words: &[String], key: &str) -> bool {
    const PARTS: usize = 3;
    let parts = 1..=PARTS.min(words.len());
    !key.is_empty()
        && parts
            .into_iter()
            .any(|parts| words.get(words.len() - parts..).is_some_and(|last| last.concat() == key))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dialogue::state::Quoted;

    fn names(text: &str, state: &State) -> Vec<(String, Option<u32>)> {
        let policy = crate::dialogue::tests::policy();
        let named = numbered(state, &tokens(text), &policy);
        named.into_iter().map(|it| (it.number, it.revision)).collect()
    }

    #[test]
    fn a_number_is_known_however_it_is_written() {
        for (text, number, revision) in [
            ("I accept NR-1042", "NR-1042", None),
            ("i accept nr 1042 please", "NR-1042", None),
            ("nr1042", "NR-1042", None),
            ("موافق على العرض NR-١٠٤٢", "NR-1042", None),
            ("NR–1042/2 approved", "NR-1042", Some(2)),
            ("NR-1042 revision 3", "NR-1042", Some(3)),
            ("NR-1042, 250 chairs", "NR-1042", None),
        ] {
            let expected = vec![(number.to_owned(), revision)];
            assert_eq!(names(text, &State::default()), expected, "{text}");
        }
        for text in ["KX 210", "I need 1042 chairs", "nr", "NR-12345678901", ""] {
            assert!(names(text, &State::default()).is_empty(), "{text}");
        }
        let two = names("NR-1 and NR-2 and NR-1", &State::default());
        assert_eq!(two.len(), 2, "{two:?}");
    }

    #[test]
    fn the_one_that_stands_is_meant_without_its_prefix() {
        let quoted = Quoted {
            number: "NR-1042".to_owned(),
            revision: 1,
            skus: Vec::new(),
            variants: 1,
            valid_until: chrono::DateTime::default(),
        };
        let state = State { quoted: Some(quoted), ..State::default() };
        assert_eq!(names("quotation 1042 is fine", &state), [("NR-1042".to_owned(), None)]);
        for text in ["quotation 1043 is fine", "1042 chairs", "we accept 1042 of them"] {
            assert!(names(text, &state).is_empty(), "{text}");
        }
    }
}
