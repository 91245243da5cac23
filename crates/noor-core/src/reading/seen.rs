//! A message before anything is made of it: its words with their meanings, its figures, sentences and
//! codes, and what it tells about the customer.

use super::Before;
use super::codes::shop::mark;
use super::codes::{Codes, codes};
use super::cues::Cue;
use super::details::{Spelled, Told, details};
use super::language::{Spoken, spoken};
use super::sentences::Sentences;
use super::tags::Tagged;
use super::vocabulary::Vocabulary;
use crate::numbers::{Figure, figures};
use crate::words::{Kind, Word};

/// A message as everything else is read from it.
pub(super) struct Seen<'m> {
    /// As written.
    pub(super) raw: &'m str,
    pub(super) vocabulary: &'m Vocabulary,
    /// Who the customer is, and where.
    pub(super) told: Told,
    /// Its words; those that only tell who the customer is mean nothing any more.
    pub(super) text: Tagged<'m>,
    pub(super) figures: Vec<Figure>,
    pub(super) sentences: Sentences,
    pub(super) codes: Codes,
}

impl<'m> Seen<'m> {
    /// Looks at a message in the light of what was `before`.
    pub(super) fn of(raw: &'m str, before: Before<'_>, vocabulary: &'m Vocabulary) -> Self {
        let mut words = vocabulary.words(raw);
        mark(raw, &mut words, before.codes, vocabulary);
        let right = vocabulary.put_right(raw, words.clone());
        let spelled = Spelled { raw, words: &words, right: &right };
        let told = details(spelled, before.asked, vocabulary);
        let text = vocabulary.tag_words(without(right, &told.taken));
        let figures = figures(&text);
        let sentences = Sentences::of(raw, &text, vocabulary);
        let codes = codes(raw, &text, &figures);
        Self { raw, vocabulary, told, text, figures, sentences, codes }
    }

    /// Whether any of its phrases says `cue`.
    pub(super) fn says(&self, cue: Cue) -> bool {
        self.text.items.iter().any(|item| item.says(cue))
    }

    /// Whether it names an article beyond doubt.
    pub(super) fn names_code(&self) -> bool {
        self.codes.mentions.iter().any(|code| code.explicit)
    }

    /// The language it is written in; codes and areas are the same in every language.
    pub(super) fn spoken(&self) -> Spoken {
        let names = self.codes.with_colours.iter().zip(&self.told.areas);
        let names: Vec<bool> = names.map(|(code, area)| *code || *area).collect();
        spoken(&self.text, self.vocabulary, &names, self.told.heard)
    }
}

/// Words of which those that were taken can no longer be read as anything.
fn without(mut words: Vec<Word>, taken: &[bool]) -> Vec<Word> {
    for (word, _) in words.iter_mut().zip(taken).filter(|(_, taken)| **taken) {
        word.kind = Kind::Private;
        word.text.clear();
        word.stem.clear();
    }
    words
}
