//! Slips of the finger: which word of the trade a word that nobody knows was meant to be.
//!
//! Only words with the same first letter are compared, and the dictionary is as long as the shop's
//! content, so correcting a word takes a time that does not grow with the message.

use std::collections::{HashMap, HashSet};

use crate::normalise::is_arabic;

/// Words that are worth correcting to, by their first letter.
#[derive(Debug, Clone, Default)]
pub(super) struct Spelling {
    words: HashSet<String>,
    by_first: HashMap<char, Vec<Vec<char>>>,
}

/// A letter too many or too few, or two that changed places.
const SLIP: usize = 2;
/// Another letter. People forget letters more often than they take wrong ones.
const WRONG_LETTER: usize = 3;
const SHORTEST: usize = 4;
const LONGEST: usize = 24;

impl Spelling {
    /// Adds a stem. Stems that are too short to be recognised are left out.
    pub(super) fn add(&mut self, stem: &str) {
        if self.words.contains(stem) || !stem.chars().all(char::is_alphabetic) {
            return;
        }
        let letters: Vec<char> = stem.chars().collect();
        let Some(first) = letters.first().copied() else { return };
        if (SHORTEST..=LONGEST).contains(&letters.len()) {
            self.words.insert(stem.to_owned());
            self.by_first.entry(first).or_default().push(letters);
        }
    }

    /// The stem that `word` was meant to be, if exactly one is nearest and near enough.
    pub(super) fn correct(&self, word: &str) -> Option<String> {
        let letters: Vec<char> = word.chars().take(LONGEST + 1).collect();
        let plain = letters.iter().all(|c| c.is_alphabetic());
        if !plain || !(SHORTEST..=LONGEST).contains(&letters.len()) {
            return None;
        }
        let mut best: Option<(usize, &[char])> = None;
        let mut tied = false;
        for known in self.by_first.get(letters.first()?)? {
            let most = forgiven(&letters, known) * WRONG_LETTER;
            if known.len().abs_diff(letters.len()) * SLIP > most {
                continue;
            }
            let distance = distance(&letters, known);
            if distance > most {
                continue;
            }
            match best {
                Some((nearest, _)) if distance > nearest => {}
                Some((nearest, _)) if distance == nearest => tied = true,
                Some(_) | None => (best, tied) = (Some((distance, known.as_slice())), false),
            }
        }
        best.filter(|_| !tied).map(|(_, known)| known.iter().collect())
    }
}

/// How many slips are forgiven: none in short words, which differ from too many others by one
/// letter, one in words of middle length, two in long ones. Arabic leaves vowels out, so that its
/// words are longer than they look.
fn forgiven(written: &[char], known: &[char]) -> usize {
    let arabic = known.iter().copied().any(is_arabic);
    let (one, two) = if arabic { (5, 9) } else { (4, 8) };
    let (shorter, longer) = (written.len().min(known.len()), written.len().max(known.len()));
    usize::from(longer >= one) + usize::from(shorter >= two)
}

/// How far two words are apart (optimal string alignment, weighted).
fn distance(one: &[char], other: &[char]) -> usize {
    let mut before_last: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=other.len()).map(|column| column * SLIP).collect();
    for (row, letter) in one.iter().enumerate() {
        let mut current = vec![(row + 1) * SLIP];
        for (column, known) in other.iter().enumerate() {
            let at = |line: &[usize], at: usize| line.get(at).copied().unwrap_or(usize::MAX / 2);
            let swapped = row
                .checked_sub(1)
                .zip(column.checked_sub(1))
                .filter(|&(row, column)| {
                    one.get(row) == Some(known) && other.get(column) == Some(letter)
                })
                .map_or(usize::MAX, |(_, column)| at(&before_last, column) + SLIP);
            let wrong = if letter == known { 0 } else { WRONG_LETTER };
            let replaced = at(&last, column) + wrong;
            let added = at(&last, column + 1).min(at(&current, column)) + SLIP;
            current.push(replaced.min(added).min(swapped));
        }
        before_last = std::mem::replace(&mut last, current);
    }
    last.last().copied().unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_are_weighed() {
        let count = |one: &str, other: &str| {
            let letters = |word: &str| word.chars().collect::<Vec<_>>();
            distance(&letters(one), &letters(other))
        };
        for (one, other, expected) in [
            ("chair", "chair", 0),
            ("chiar", "chair", 2),
            ("chir", "chair", 2),
            ("chaiir", "chair", 2),
            ("chaur", "chair", 3),
            ("chian", "chair", 5),
            ("مكاتبب", "مكاتب", 2),
            ("", "desk", 8),
        ] {
            assert_eq!(count(one, other), expected, "{one} {other}");
        }
    }

    #[test]
    fn only_the_one_nearest_word_is_meant() {
        let mut spelling = Spelling::default();
        for word in ["chair", "desk", "green", "grey", "wardrobe", "كرسي"] {
            spelling.add(word);
        }
        for (word, meant) in [
            ("chiar", Some("chair")),
            ("deks", Some("desk")),
            ("wadrobe", Some("wardrobe")),
            ("wadrobee", Some("wardrobe")),
            ("كرسيي", Some("كرسي")),
            ("gren", Some("green")),
            ("كرسه", None),
            ("hair", None),
            ("des", None),
            ("chains", None),
            ("cha1r", None),
        ] {
            assert_eq!(spelling.correct(word).as_deref(), meant, "{word}");
        }
    }
}
