//! Everything Noor knows to read, built once from content.

use std::collections::HashSet;

use crate::knowledge::Topics;
use crate::lexicon::{Lexicon, Spelling};
use crate::phrases::PhraseBook;
use crate::reading::cues::{Cue, Intents};
use crate::reading::tags::{Meaning, Tagged};
use crate::words::{Kind, Word, split};

/// The words of the trade, of asking, and of the shop's own topics, in one book.
#[derive(Debug, Clone)]
pub struct Vocabulary {
    /// Furniture, colours, materials.
    pub lexicon: Lexicon,
    /// What the shop can be asked about itself.
    pub topics: Topics,
    book: PhraseBook<Meaning>,
    arabizi: HashSet<String>,
    english: HashSet<String>,
}

impl Vocabulary {
    /// Puts the parts together. Slow (some thousand phrases): do it once.
    pub fn new(lexicon: Lexicon, intents: &Intents, topics: Topics) -> Self {
        let mut builder = Builder::default();
        for (phrase, spelling, feature) in lexicon.phrases() {
            builder.add(phrase, spelling, Meaning::Feature(feature));
        }
        for (phrase, spelling, cue) in intents.phrases() {
            builder.add(phrase, spelling, Meaning::Cue(cue));
        }
        for (term, forms) in lexicon.terms() {
            forms
                .all()
                .for_each(|(phrase, spelling)| builder.add(phrase, spelling, Meaning::Term(term)));
        }
        for (currency, forms) in lexicon.currencies() {
            forms.all().for_each(|(phrase, spelling)| {
                builder.add(phrase, spelling, Meaning::Currency(currency));
            });
        }
        for (number, forms) in lexicon.numbers() {
            forms.all().for_each(|(phrase, spelling)| {
                builder.add(phrase, spelling, Meaning::Number(number));
            });
        }
        let Builder { book, mut arabizi, english } = builder;
        arabizi.retain(|word| !english.contains(word));
        Self { lexicon, topics, book, arabizi, english }
    }

    /// A message as words with their meanings.
    pub fn tag(&self, text: &str) -> Tagged<'_> {
        let known = |word: &str| {
            self.arabizi.contains(word) || self.book.has_word(word) || self.english.contains(word)
        };
        Tagged::new(split(text, known), &self.book)
    }

    /// Whether a word is Arabic in Latin letters.
    pub(crate) fn is_arabizi(&self, word: &Word) -> bool {
        word.kind == Kind::Latin
            && (self.arabizi.contains(&word.text)
                || word.text.chars().any(|c| c.is_ascii_digit())
                    && !self.english.contains(&word.text))
    }

    /// Whether a word is English that Noor knows.
    pub(crate) fn is_english(&self, word: &Word) -> bool {
        word.kind == Kind::Latin
            && (self.english.contains(&word.text) || self.english.contains(&word.stem))
    }
}

#[derive(Default)]
struct Builder {
    book: PhraseBook<Meaning>,
    arabizi: HashSet<String>,
    english: HashSet<String>,
}

impl Builder {
    fn add(&mut self, phrase: &str, spelling: Spelling, meaning: Meaning) {
        let foreign = meaning == Meaning::Cue(Cue::Foreign);
        let words = split(phrase, |_| true);
        let latin = words.into_iter().filter(|word| word.kind == Kind::Latin);
        match spelling {
            Spelling::AsIs if foreign => {}
            Spelling::AsIs => latin.for_each(|word| {
                self.english.insert(word.text);
                self.english.insert(word.stem);
            }),
            // Particles of one or two letters ("w", "fe") prove nothing.
            Spelling::Arabizi => {
                self.arabizi.extend(latin.map(|word| word.text).filter(|word| word.len() > 2));
            }
        }
        self.book.add(phrase, meaning);
    }
}
