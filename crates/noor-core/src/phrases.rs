//! A book of phrases: finds the longest known phrase at a place in a message.
//!
//! It knows nothing about what phrases mean. Looking up costs at most the length of the longest
//! phrase, so that reading a message stays linear.

use std::collections::HashMap;

use crate::normalise::without_particle;
use crate::words::{Kind, Word, split};

/// Phrases with what each of them means; one phrase may mean several things.
#[derive(Debug, Clone)]
pub struct PhraseBook<T> {
    /// Phrases to be met as written, marked with `=` in content.
    exact: HashMap<String, Vec<T>>,
    /// Phrases to be met in any inflection that has the same stems.
    stems: HashMap<String, Vec<T>>,
}

/// A phrase met in a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Met<'b, T> {
    /// How many words it takes.
    pub length: usize,
    /// What it means.
    pub meanings: &'b [T],
    /// The particle written together with its first word: the `و` of «وطاولة».
    pub particle: Option<char>,
}

impl<T> Default for PhraseBook<T> {
    fn default() -> Self {
        Self { exact: HashMap::new(), stems: HashMap::new() }
    }
}

impl<T: Clone + PartialEq> PhraseBook<T> {
    /// Adds a phrase. One that begins with `=` is met only as written, not by its stems. Articles that
    /// stand within it by themselves ("7ag *el* jedar") may be left out of a message,
    /// or be in it where the phrase has none.
    pub fn add(&mut self, phrase: &str, meaning: T) {
        let words = phrase.split_whitespace();
        let bare: Vec<&str> = words
            .enumerate()
            .filter(|(at, it)| *at == 0 || !is_article(it))
            .map(|(_, it)| it)
            .collect();
        if bare.len() > 1 && bare.len() < phrase.split_whitespace().count() {
            self.add_as_it_is(&bare.join(" "), meaning.clone());
        }
        self.add_as_it_is(phrase, meaning);
    }

    fn add_as_it_is(&mut self, phrase: &str, meaning: T) {
        let (pages, phrase, exact) = match phrase.strip_prefix('=') {
            Some(phrase) => (&mut self.exact, phrase, true),
            None => (&mut self.stems, phrase, false),
        };
        let mut key = String::new();
        for word in split(phrase, |_| true) {
            if !key.is_empty() {
                // An entry without meaning says that longer phrases begin here.
                pages.entry(key.clone()).or_default();
                key.push(' ');
            }
            key.push_str(if exact { &word.text } else { &word.stem });
        }
        let meanings = pages.entry(key).or_default();
        if !meanings.contains(&meaning) {
            meanings.push(meaning);
        }
    }

    /// The longest phrase that begins with the first of `words`.
    pub fn longest(&self, words: &[Word]) -> Option<Met<'_, T>> {
        let first = words.first()?;
        let met = |(length, meanings), particle| Some(Met { length, meanings, particle });
        let as_written = |text: &str| follow(&self.exact, words, text, |word| &word.text);
        let exact = as_written(&first.text);
        let stems = follow(&self.stems, words, &first.stem, |word| &word.stem);
        let best = match (exact, stems) {
            (Some(exact), Some(stems)) => Some(if stems.0 > exact.0 { stems } else { exact }),
            (exact, stems) => exact.or(stems),
        };
        if let Some(best) = best {
            return met(best, particle_before_article(first));
        }
        if first.kind != Kind::Arabic {
            return None;
        }
        let bare = without_particle(&first.text)?;
        let joined = || {
            as_written(first.text.strip_prefix("وال").and_then(|_| first.text.strip_prefix('و'))?)
        };
        let best = follow(&self.stems, words, &bare, |word| &word.stem).or_else(joined)?;
        met(best, first.text.chars().next())
    }

    /// Whether `folded` is a phrase of one word, in any inflection.
    pub fn has_word(&self, folded: &str) -> bool {
        let means = |pages: &HashMap<String, Vec<T>>, key: &str| {
            pages.get(key).is_some_and(|meanings| !meanings.is_empty())
        };
        means(&self.exact, folded) || means(&self.stems, &crate::normalise::stem(folded))
    }
}

/// The particle that was cut off together with the article: «والكراسي», «بالجلد», «للكراسي».
fn particle_before_article(word: &Word) -> Option<char> {
    let first = word.text.chars().next().filter(|c| matches!(c, 'و' | 'ب' | 'ل' | 'ف'))?;
    (word.kind == Kind::Arabic && !word.stem.starts_with(first)).then_some(first)
}

/// Goes along `words` as long as some phrase goes on, and returns the last one that was whole.
fn follow<'b, T>(
    pages: &'b HashMap<String, Vec<T>>,
    words: &[Word],
    first: &str,
    form: impl Fn(&Word) -> &str,
) -> Option<(usize, &'b [T])> {
    let mut key = first.to_owned();
    let mut best = None;
    let mut length = 1;
    while let Some(meanings) = pages.get(&key) {
        if !meanings.is_empty() {
            best = Some((length, meanings.as_slice()));
        }
        let next = |at: usize| words.get(at).filter(|next| next.gap.continues());
        let Some(word) = next(length) else { break };
        let mut longer = format!("{key} {}", form(word));
        if is_article(&word.text) && !pages.contains_key(&longer) {
            let Some(behind) = next(length + 1) else { break };
            longer = format!("{key} {}", form(behind));
            length += 1;
        }
        key = longer;
        length += 1;
    }
    best
}

/// Whether a word is an Arabic article that is written apart, as Latin letters mostly have it.
fn is_article(word: &str) -> bool {
    matches!(word, "el" | "al" | "il" | "ال")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn find(phrases: &[&str], text: &str) -> Option<(usize, Vec<usize>)> {
        let mut book = PhraseBook::default();
        for (at, phrase) in phrases.iter().enumerate() {
            book.add(phrase, at);
        }
        let met = book.longest(&split(text, |_| true))?;
        Some((met.length, met.meanings.to_vec()))
    }

    #[test]
    fn the_longest_phrase_wins() {
        assert_eq!(find(&["how", "how much"], "how much is it"), Some((2, vec![1])));
        assert_eq!(find(&["how", "how much is that"], "how much is it"), Some((1, vec![0])));
        assert_eq!(find(&["how much"], "how, much"), None);
    }

    #[test]
    fn stems_and_particles_are_met() {
        assert_eq!(find(&["office chair"], "office-chairs"), Some((2, vec![0])));
        assert_eq!(find(&["كرسي مكتب"], "الكرسي المكتب"), Some((2, vec![0])));
        assert_eq!(find(&["طاوله"], "وطاولة"), Some((1, vec![0])));
        assert_eq!(find(&["وردي", "ردي"], "وردي"), Some((1, vec![0])));
    }

    #[test]
    fn an_article_that_is_written_apart_may_stand_within_a_phrase_or_not() {
        assert_eq!(find(&["7ag jedar"], "7ag el jedar"), Some((3, vec![0])));
        assert_eq!(find(&["tawlat el akel"], "tawlat akel"), Some((2, vec![0])));
        assert_eq!(find(&["el jedar"], "jedar"), None);
        assert_eq!(find(&["kursi"], "kursi el"), Some((1, vec![0])));
    }

    #[test]
    fn a_particle_is_told() {
        let mut book = PhraseBook::default();
        for phrase in ["كرسي", "وحده"] {
            book.add(phrase, ());
        }
        for (text, particle) in [
            ("كرسي", None),
            ("وكرسي", Some('و')),
            ("والكرسي", Some('و')),
            ("للكرسي", Some('ل')),
            ("وحدة", None),
        ] {
            let words = split(text, |_| true);
            assert_eq!(book.longest(&words).unwrap().particle, particle, "{text}");
        }
    }

    #[test]
    fn a_marked_phrase_is_met_only_as_written() {
        assert_eq!(find(&["=الثاني"], "ثاني"), None);
        assert_eq!(find(&["=الثاني"], "الثاني"), Some((1, vec![0])));
    }
}
