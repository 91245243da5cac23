//! A phrase in its sentence: what is said beside it, whether it is asked, refused or only imagined.
//!
//! An intent is read from a whole sentence and not from one word in it. What the sentence says is
//! collected once, so that every rule that looks around stays linear in the message.

use std::collections::HashSet;

use crate::numbers::Term;
use crate::reading::cues::Cue;
use crate::reading::refusal::refuses;
use crate::reading::tags::{Item, Tagged};
use crate::reading::vocabulary::Vocabulary;
use crate::words::{Gap, Kind};

/// The sentences of a message.
pub(super) struct Sentences {
    all: Vec<Sentence>,
    /// For each phrase, its sentence.
    of: Vec<usize>,
}

/// What one sentence says.
#[derive(Default)]
pub(super) struct Sentence {
    cues: HashSet<Cue>,
    signs: HashSet<Sign>,
}

/// What a sentence is, or has, besides its cues.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Sign {
    /// It is a question: by its mark, or by one of its words.
    Asks,
    /// It opens with a word that is answered by yes or no.
    AsksWhether,
    /// It has a word that is answered by more than yes or no.
    AsksWhich,
    /// It names a product.
    NamesThing,
    /// The customer speaks of themselves in it.
    SpeaksOfSelf,
    /// It names an hour.
    NamesHour,
    /// It names a number of two digits or more.
    NamesNumber,
    /// It names a percentage.
    NamesPercent,
    /// It speaks of a total.
    AddsUp,
}

/// A phrase where it stands.
#[derive(Clone, Copy)]
pub(super) struct Spot<'s> {
    pub(super) text: &'s Tagged<'s>,
    pub(super) sentence: &'s Sentence,
    pub(super) place: usize,
}

impl Sentences {
    /// Collects what the sentences of `message`, tagged as `text`, say.
    pub(super) fn of(message: &str, text: &Tagged<'_>, vocabulary: &Vocabulary) -> Self {
        let mut all: Vec<Sentence> = Vec::new();
        let mut of = Vec::with_capacity(text.items.len());
        for (place, item) in text.items.iter().enumerate() {
            let before = place.checked_sub(1).and_then(|before| text.items.get(before));
            if all.is_empty() || item.gap >= Gap::Stop && !is_shortened(before, item) {
                all.push(Sentence::default());
            }
            of.push(all.len() - 1);
            let Some(sentence) = all.last_mut() else { continue };
            let words = text.words.get(item.at..item.at + item.length).unwrap_or_default();
            let says = |cue| words.iter().any(|word| vocabulary.says(word, cue));
            let opens = sentence.only_opened();
            let whether = words.first().is_some_and(|word| vocabulary.says(word, Cue::Whether));
            let number = words.first().is_some_and(|word| word.kind == Kind::Digits);
            let hour = number && before.is_some_and(|item| item.says(Cue::At));
            let next = text.items.get(place + 1);
            let ends = next.is_none_or(|next| next.gap >= Gap::Stop);
            let which = says(Cue::Which);
            let signs = [
                (
                    Sign::Asks,
                    which || opens && whether || ends && marked(message, text, item, next),
                ),
                (Sign::AsksWhether, opens && whether),
                (Sign::AsksWhich, which),
                (Sign::NamesThing, super::things::family(item).is_some()),
                (Sign::SpeaksOfSelf, says(Cue::Oneself)),
                (Sign::NamesHour, hour),
                (Sign::NamesNumber, number && words.iter().any(|word| word.text.len() > 1)),
                (Sign::NamesPercent, item.is(Term::Percent)),
                (Sign::AddsUp, item.is(Term::Total)),
            ];
            sentence.signs.extend(signs.into_iter().filter_map(|(sign, is)| is.then_some(sign)));
            sentence.cues.extend(item.cues());
        }
        Self { all, of }
    }

    /// The phrase at a place of `text`.
    pub(super) fn spot<'s>(&'s self, text: &'s Tagged<'s>, place: usize) -> Option<Spot<'s>> {
        let sentence = self.of.get(place).and_then(|number| self.all.get(*number))?;
        Some(Spot { text, sentence, place })
    }
}

impl Sentence {
    /// Whether it says `cue` anywhere.
    pub(super) fn says(&self, cue: Cue) -> bool {
        self.cues.contains(&cue)
    }

    /// Whether it speaks of a property of products.
    pub(super) fn says_property(&self) -> bool {
        self.cues.iter().any(|cue| matches!(cue, Cue::Property(_)))
    }

    /// Whether it is, or has, `sign`.
    pub(super) fn is(&self, sign: Sign) -> bool {
        self.signs.contains(&sign)
    }

    /// Whether it is a question.
    pub(super) fn asks(&self) -> bool {
        self.is(Sign::Asks)
    }

    /// Whether nothing but courtesies stood in it so far.
    fn only_opened(&self) -> bool {
        let courtesies = [Cue::Greet, Cue::Salam, Cue::Thank, Cue::Agree];
        let opened = courtesies.iter().any(|cue| self.says(*cue)) && !self.says(Cue::Find);
        self.cues.is_empty() || opened
    }
}

impl<'s> Spot<'s> {
    /// How far a rule looks from a phrase to the words that bear on it.
    const NEAR: usize = 5;

    /// The phrase itself.
    pub(super) fn item(&self) -> Option<&'s Item<'s>> {
        self.text.items.get(self.place)
    }

    /// Whether the customer does not want it: "I don't need a quotation", "no call please".
    pub(super) fn refused(&self) -> bool {
        self.behind_refusal() || self.followed(|item| item.says(Cue::Refrain))
    }

    /// Whether it is said of a case that is only imagined: "if it breaks", "before I confirm".
    pub(super) fn imagined(&self) -> bool {
        self.preceded(|item| item.says(Cue::If), carries_on)
    }

    /// Whether a product is named directly behind it: "custom desk", "a manager chair".
    pub(super) fn of_a_thing(&self) -> bool {
        let next = self.text.next_in_clause(self.place + 1);
        next.is_some_and(|next| super::things::family(next).is_some())
    }

    /// Whether the phrase before it, past words that say little, is one that `is` accepts.
    pub(super) fn preceded(
        &self,
        is: impl Fn(&Item<'_>) -> bool,
        passes: impl Fn(&Item<'_>) -> bool,
    ) -> bool {
        let mut joined = self.item().is_some_and(|item| item.gap < Gap::Comma);
        for place in (self.place.saturating_sub(Self::NEAR)..self.place).rev() {
            let Some(item) = self.text.items.get(place).filter(|_| joined) else { return false };
            if is(item) {
                return true;
            }
            joined = passes(item) && item.gap < Gap::Comma;
        }
        false
    }

    /// Whether a phrase behind it, past words that say little, is one that `is` accepts.
    pub(super) fn followed(&self, is: impl Fn(&Item<'_>) -> bool) -> bool {
        self.behind().find(|item| is(item) || !says_little(item)).is_some_and(is)
    }

    /// The phrases behind it in its clause.
    pub(super) fn behind(&self) -> impl Iterator<Item = &'s Item<'s>> {
        let before = self.text.items.get(self.place..).unwrap_or_default();
        let items = before.iter().zip(before.iter().skip(1)).take(Self::NEAR);
        items
            .take_while(|(before, item)| item.gap < Gap::Comma || is_shortened(Some(before), item))
            .map(|(_, item)| item)
    }

    fn behind_refusal(&self) -> bool {
        let near = self.place.saturating_sub(Self::NEAR)..self.place;
        let mut joined = self.item().is_some_and(|item| item.gap < Gap::Comma);
        for place in near.rev() {
            let Some(item) = self.text.items.get(place).filter(|_| joined) else { return false };
            if refuses(item) {
                return true;
            }
            joined = carries_on(item) && item.gap < Gap::Comma;
        }
        false
    }
}

/// Whether a question mark stands behind the last phrase of a sentence.
fn marked(message: &str, text: &Tagged<'_>, last: &Item<'_>, next: Option<&Item<'_>>) -> bool {
    let end = text.words.get(last.at + last.length - 1).map_or(0, |word| word.end);
    let next = next.and_then(|next| text.first_word(next));
    let marks = message.get(end..next.map_or(message.len(), |next| next.start));
    marks.is_some_and(|marks| marks.contains(['?', '؟']))
}

/// Whether the full stop before a phrase only shortens the title in front of it: "Mr. Khalid".
fn is_shortened(before: Option<&Item<'_>>, item: &Item<'_>) -> bool {
    item.gap == Gap::Stop && before.is_some_and(|before| before.says(Cue::NamedPerson))
}

/// Whether a phrase says little by itself, so that a rule may look past it.
pub(super) fn says_little(item: &Item<'_>) -> bool {
    item.cues().any(|cue| {
        matches!(
            cue,
            Cue::Filler | Cue::Chatter | Cue::Determiner | Cue::Setting | Cue::Those | Cue::Later
        )
    })
}

/// Whether a "not" or an "if" before a phrase reaches what stands behind it.
fn carries_on(item: &Item<'_>) -> bool {
    says_little(item)
        || item.meanings.is_empty()
        || item.cues().any(|cue| matches!(cue, Cue::Find | Cue::Price | Cue::Had))
}
