//! Whether a product's name is meant by a word: the same in any letters, or misspelled.

use noor_core::normalise::tokens;
use noor_core::product::Texts;
use noor_core::sound::sound;

/// Shorter words are like too many names.
const SHORTEST: usize = 4;

/// Whether a word stands in a product's name, in any letters.
pub(super) fn is_called(name: &Texts, word: &str) -> bool {
    let sounds_like = sound(word).filter(|_| !word.is_ascii());
    words_of(name).any(|it| it == word || sounds_like.is_some() && sound(&it) == sounds_like)
}

/// Whether a word of a product's name may be meant by a misspelled word or by the beginning of it: one
/// slip in a short word and two in a long one. Everyday words are like many a name: "sink" is no SINDVIK.
pub(super) fn is_like(name: &Texts, word: &str) -> bool {
    let letters: Vec<char> = word.chars().collect();
    words_of(name).any(|known| {
        let known: Vec<char> = known.chars().collect();
        let forgiven = match letters.len().min(known.len()) {
            ..SHORTEST => return false,
            SHORTEST..8 => 1,
            8.. => 2,
        };
        known.starts_with(&letters) || slips(&letters, &known) <= forgiven
    })
}

fn words_of(name: &Texts) -> impl Iterator<Item = String> {
    name.en.iter().chain(name.ar.iter()).flat_map(|name| tokens(name))
}

/// How many letters are wrong, too many, missing, or in the place of their neighbour.
fn slips(one: &[char], other: &[char]) -> usize {
    let mut before_last: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=other.len()).collect();
    for (row, letter) in one.iter().enumerate() {
        let mut current = vec![row + 1];
        for (column, known) in other.iter().enumerate() {
            let at = |line: &[usize], at: usize| line.get(at).copied().unwrap_or(usize::MAX / 2);
            let swapped = row
                .checked_sub(1)
                .zip(column.checked_sub(1))
                .filter(|&(row, column)| {
                    one.get(row) == Some(known) && other.get(column) == Some(letter)
                })
                .map_or(usize::MAX, |(_, column)| at(&before_last, column) + 1);
            let replaced = at(&last, column) + usize::from(letter != known);
            let added = at(&last, column + 1).min(at(&current, column)) + 1;
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
    fn a_slip_is_forgiven_and_another_word_is_not() {
        for (word, name, like) in [
            ("ingatrop", "INGATORP", true),
            ("songesnd", "SONGESAND", true),
            ("hemnez", "HEMNES", true),
            ("poeng", "POÄNG", true),
            ("jarvf", "JÄRVFJÄLLET", true),
            ("sink", "SINDVIK", false),
            ("bags", "BAGGANÄS", false),
            ("bag", "BAGGANÄS", false),
        ] {
            let name = Texts { en: Some(name.to_owned()), ar: None };
            assert_eq!(is_like(&name, word), like, "{word}");
        }
    }
}
