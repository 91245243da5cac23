//! The words of a text by which things of one kind are told apart: "changing" and "wall" in "a changing
//! table for the wall".
//!
//! Numbers, colours, materials and what is ruled out are no such words: they are limits of the wish.

use super::cues::Cue;
use super::tags::{Item, Tagged};
use super::topics::idle_words;
use super::vocabulary::Vocabulary;
use super::{refusal, things};
use crate::language::Language;
use crate::lexicon::Feature;
use crate::normalise::tokens;
use crate::numbers::Term;
use crate::words::{Gap, Kind};

/// Shorter words stand in too many rows.
const SHORTEST: usize = 3;

/// What a text calls the things it names.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Naming {
    /// The words of each phrase that names a thing, with the family it names. The family's own name is
    /// none of them.
    pub nouns: Vec<(String, Vec<String>)>,
    /// Words that nobody knows, folded.
    pub unknown: Vec<String>,
    /// The families of the things that are not wanted: "not a whole wardrobe".
    pub refused: Vec<String>,
}

impl Naming {
    /// What `text` calls the things it names, with misspelled words put right.
    pub fn of(text: &str, vocabulary: &Vocabulary) -> Self {
        let words = vocabulary.words(text);
        let text = vocabulary.tag_words(vocabulary.put_right(text, words));
        let idle = idle_words(&text);
        let mut naming = Self::default();
        let mut not = false;
        for (place, item) in text.items.iter().enumerate() {
            if item.gap >= Gap::Comma || item.says(Cue::But) || item.says(Cue::With) {
                not = false;
            }
            not |= refusal::excludes(&text, place, not) || item.says(Cue::Refrain);
            let idle = idle.get(item.at).copied().unwrap_or(true);
            if let Some(family) = things::family(item).filter(|_| not) {
                naming.refused.push(family.to_owned());
            }
            if not || idle {
                continue;
            }
            if let Some(family) = things::family(item) {
                naming.noun(&text, place, family, vocabulary);
            } else if item.meanings.is_empty() {
                naming.unknown.extend(words_of(&text, item));
            }
        }
        naming
    }

    /// The words of the phrases that name a thing of one of `families`.
    pub fn nouns_of(&self, families: &[String]) -> Vec<String> {
        let of_them = self.nouns.iter().filter(|(family, _)| families.contains(family));
        of_them.flat_map(|(_, words)| words.clone()).collect()
    }

    /// Notes the words of a phrase that names a thing. English puts what a thing is last, so that a word
    /// nobody knows behind a part of something says it: a "door mat" is a mat.
    fn noun(&mut self, text: &Tagged<'_>, place: usize, family: &str, vocabulary: &Vocabulary) {
        let Some(item) = text.items.get(place) else { return };
        let lexicon = &vocabulary.lexicon;
        let head = text.items.get(place + 1).filter(|next| {
            let both = is_latin(text, item) && is_latin(text, next);
            both && next.gap == Gap::Blank && next.meanings.is_empty()
        });
        let head = head.filter(|_| lexicon.is_catch_all(family));
        let own = |plural| lexicon.family_name(family, Language::English, plural);
        let own: Vec<String> =
            [own(false), own(true)].into_iter().flatten().flat_map(tokens).collect();
        let mut words = words_of(text, head.unwrap_or(item));
        words.retain(|word| !own.contains(word));
        self.nouns.push((family.to_owned(), words));
    }
}

fn is_latin(text: &Tagged<'_>, item: &Item<'_>) -> bool {
    text.first_word(item).is_some_and(|word| word.kind == Kind::Latin)
}

/// The words of a phrase that rows may have.
fn words_of(text: &Tagged<'_>, item: &Item<'_>) -> Vec<String> {
    let words = text.words.get(item.at..item.at + item.length).unwrap_or_default();
    let tells = |word: &&crate::words::Word| {
        matches!(word.kind, Kind::Latin | Kind::Arabic)
            && word.text.chars().take(SHORTEST).count() == SHORTEST
    };
    let counts = item.is(Term::Person) || item.number().is_some();
    let shade = |feature: &Feature| matches!(feature, Feature::Colour(_) | Feature::Material(_));
    if counts || item.features().any(shade) {
        return Vec::new();
    }
    words.iter().filter(tells).map(|word| word.stem.clone()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reading::tests::vocabulary;

    #[test]
    fn the_words_that_tell_things_apart_are_those_nobody_counts_or_measures() {
        let vocabulary = vocabulary();
        for (text, nouns, unknown) in [
            ("a white quilting table under 300", "", "quilting"),
            ("a changing table", "changing", ""),
            ("a sideboard for the hallway", "sideboard", "hallway"),
            ("mattress 160 cm", "mattress", ""),
            ("door stopper", "stopper", "stopper"),
            ("a table, not a gateleg table", "", ""),
        ] {
            let naming = Naming::of(text, &vocabulary);
            let all: Vec<String> = naming.nouns.iter().flat_map(|it| it.1.clone()).collect();
            assert_eq!(all.join(" "), nouns, "{text}");
            assert_eq!(naming.unknown.join(" "), unknown, "{text}");
        }
    }

    #[test]
    fn what_is_not_wanted_is_refused() {
        let vocabulary = vocabulary();
        for (text, refused) in [
            ("something for my clothes but not a whole wardrobe", "wardrobe"),
            ("ابي شي اعلق عليه ثيابي بس مب دولاب ملابس", "wardrobe"),
            ("a table, not black", ""),
        ] {
            assert_eq!(Naming::of(text, &vocabulary).refused.join(" "), refused, "{text}");
        }
    }
}
