//! A message as the details are read from it: what each word may be, and which are already told.

use std::ops::Range;

use super::Spelled;
use super::marks::{DetailMarks, Mark};
use crate::lexicon::Feature;
use crate::phrases::Met;
use crate::reading::cues::Cue;
use crate::reading::tags::{Meaning, Tagged};
use crate::reading::vocabulary::Vocabulary;
use crate::words::{Gap, Kind, Word};

/// What stands before a word, as far as details are parted by it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Wall {
    /// Nothing that parts.
    None,
    /// A comma or bracket: between details, and within an address.
    Comma,
    /// A slash, a bar, a dash between blanks, a semicolon, the end of a line.
    Field,
    /// The end of a sentence.
    Sentence,
}

/// How much a word says besides being somebody's name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Weight {
    /// Nothing.
    Unknown,
    /// Something that names are also made of: "office", "the", "green".
    Weak,
    /// It asks, answers or names a product.
    Strong,
}

/// A message and what was already taken from it.
pub(super) struct Sheet<'s> {
    pub(super) raw: &'s str,
    pub(super) words: &'s [Word],
    vocabulary: &'s Vocabulary,
    marks: Vec<Option<Met<'s, Mark>>>,
    meanings: Vec<&'s [Meaning]>,
    misspelled: Vec<bool>,
    walls: Vec<Wall>,
    /// Whether capital letters say nothing because there are no small ones.
    shouted: bool,
    /// For each word, whether it tells a detail.
    pub(super) taken: Vec<bool>,
    /// For each word, whether it only introduces one.
    pub(super) forms: Vec<bool>,
}

impl<'s> Sheet<'s> {
    pub(super) fn new(message: Spelled<'s>, vocabulary: &'s Vocabulary) -> Self {
        let Spelled { raw, words, right } = message;
        let book = &vocabulary.details;
        let marks: Vec<Option<Met<'s, Mark>>> =
            (0..words.len()).map(|at| book.longest(words.get(at..).unwrap_or_default())).collect();
        let written = vocabulary.tag_words(words.to_vec());
        let corrected = vocabulary.tag_words(right.to_vec());
        let meanings = by_word(&written);
        let misspelled = by_word(&corrected)
            .iter()
            .zip(&meanings)
            .map(|(corrected, written)| written.is_empty() && !corrected.is_empty())
            .collect();
        let walls = walls(raw, words, book);
        let mut sheet = Self {
            raw,
            words,
            vocabulary,
            marks,
            meanings,
            misspelled,
            walls,
            shouted: !raw.chars().any(char::is_lowercase),
            taken: vec![false; words.len()],
            forms: vec![false; words.len()],
        };
        sheet.tell_greetings_from_names();
        sheet
    }

    /// A word that greets and is a first name as well ("hala") is one in capitals, beside another
    /// word of a name or in front of an e-mail.
    fn tell_greetings_from_names(&mut self) {
        for at in 0..self.len() {
            let greets = self.says(at, |cue| matches!(cue, Cue::Greet | Cue::Salam));
            if !greets || self.mark(at, Mark::FirstName).is_none() {
                continue;
            }
            let beside = self.follows(at + 1)
                && self.is_capital(at + 1)
                && self.is_letters(at + 1)
                && self.weight(at + 1) == Weight::Unknown
                && (self.wall(at + 2) > Wall::None || self.is_introduced(at));
            let email = self.word(at + 1).is_some_and(|word| word.kind == Kind::Private);
            if !(self.is_capital(at) && (beside || email))
                && let Some(mark) = self.marks.get_mut(at)
            {
                *mark = None;
            }
        }
    }

    /// Whether "I'm" or "my name is" stands right before a word.
    fn is_introduced(&self, at: usize) -> bool {
        let form = |back: usize| {
            let start = at.checked_sub(back)?;
            let length = self.mark(start, Mark::Being).or_else(|| self.mark(start, Mark::Named))?;
            (length == back).then_some(())
        };
        self.follows(at) && (1..=4).any(|back| form(back).is_some())
    }

    pub(super) fn len(&self) -> usize {
        self.words.len()
    }

    /// How many words the phrase at a place has, if it is marked so.
    pub(super) fn mark(&self, at: usize, mark: Mark) -> Option<usize> {
        let met = self.marks.get(at).and_then(Option::as_ref)?;
        met.meanings.contains(&mark).then_some(met.length)
    }

    pub(super) fn is_any(&self, at: usize, marks: &[Mark]) -> bool {
        marks.iter().any(|mark| self.mark(at, *mark).is_some())
    }

    /// What stands before a word; the end of the text is the end of a sentence.
    pub(super) fn wall(&self, at: usize) -> Wall {
        self.walls.get(at).copied().unwrap_or(Wall::Sentence)
    }

    pub(super) fn word(&self, at: usize) -> Option<&'s Word> {
        self.words.get(at)
    }

    pub(super) fn is_free(&self, at: usize) -> bool {
        self.taken.get(at).is_some_and(|taken| !taken)
    }

    pub(super) fn all_free(&self, range: &Range<usize>) -> bool {
        range.clone().all(|at| self.is_free(at))
    }

    /// Whether a word follows the one before without anything that parts them.
    pub(super) fn follows(&self, at: usize) -> bool {
        at < self.len() && self.wall(at) == Wall::None
    }

    pub(super) fn is_capital(&self, at: usize) -> bool {
        !self.shouted && self.text(at..at + 1).chars().next().is_some_and(char::is_uppercase)
    }

    pub(super) fn is_letters(&self, at: usize) -> bool {
        self.word(at).is_some_and(|word| matches!(word.kind, Kind::Latin | Kind::Arabic))
    }

    pub(super) fn is_digits(&self, at: usize) -> bool {
        self.word(at).is_some_and(|word| word.kind == Kind::Digits)
    }

    pub(super) fn is_arabic(&self, at: usize) -> bool {
        self.word(at).is_some_and(|word| word.kind == Kind::Arabic)
    }

    /// Whether anybody knows the word, as one of the trade or of the language.
    pub(super) fn is_ordinary(&self, at: usize) -> bool {
        self.word(at).is_some_and(|word| self.vocabulary.knows(word))
    }

    pub(super) fn says(&self, at: usize, is: impl Fn(Cue) -> bool) -> bool {
        self.meanings.get(at).is_some_and(|meanings| {
            meanings.iter().any(|meaning| match meaning {
                Meaning::Cue(cue) => is(*cue),
                Meaning::Feature(_)
                | Meaning::Term(_)
                | Meaning::Currency(_)
                | Meaning::Role(_)
                | Meaning::Number(_) => false,
            })
        })
    }

    /// Whether a word names a product.
    pub(super) fn is_thing(&self, at: usize) -> bool {
        self.meanings.get(at).is_some_and(|meanings| {
            meanings.iter().any(|meaning| match meaning {
                Meaning::Feature(Feature::Family { .. } | Feature::Kind { .. }) => true,
                Meaning::Feature(Feature::Colour(_) | Feature::Material(_) | Feature::Has(_))
                | Meaning::Cue(_)
                | Meaning::Term(_)
                | Meaning::Currency(_)
                | Meaning::Role(_)
                | Meaning::Number(_) => false,
            })
        })
    }

    /// Whether all that a word says is about products: its thing, or its colour or material.
    pub(super) fn is_of_trade(&self, at: usize) -> bool {
        let meanings = self.meanings.get(at).copied().unwrap_or_default();
        let features = meanings.iter().all(|meaning| match meaning {
            Meaning::Feature(_) => true,
            Meaning::Cue(cue) => is_weak(*cue),
            Meaning::Term(_) | Meaning::Currency(_) | Meaning::Role(_) | Meaning::Number(_) => {
                false
            }
        });
        features && !meanings.is_empty()
    }

    pub(super) fn weight(&self, at: usize) -> Weight {
        let meanings = self.meanings.get(at).copied().unwrap_or_default();
        let misspelled = self.misspelled.get(at).copied().unwrap_or(false);
        if self.mark(at, Mark::FirstName).is_some() {
            return Weight::Unknown;
        }
        // A role is no more than a word where somebody says who they are.
        let says_nothing = |meaning: &Meaning| matches!(meaning, Meaning::Role(_));
        if meanings.iter().all(says_nothing) {
            let slip = misspelled && !self.is_capital(at);
            return if slip { Weight::Strong } else { Weight::Unknown };
        }
        let strong = meanings.iter().any(|meaning| match meaning {
            Meaning::Cue(cue) => !is_weak(*cue),
            Meaning::Feature(_) | Meaning::Currency(_) => true,
            Meaning::Term(_) | Meaning::Number(_) | Meaning::Role(_) => false,
        });
        if strong { Weight::Strong } else { Weight::Weak }
    }

    /// The words as written.
    pub(super) fn text(&self, range: Range<usize>) -> &'s str {
        let (Some(first), Some(last)) = (
            self.words.get(range.start),
            range.end.checked_sub(1).and_then(|at| self.words.get(at)),
        ) else {
            return "";
        };
        self.raw.get(first.start..last.end).unwrap_or_default()
    }

    /// What stands in the text between a word and the one before.
    pub(super) fn between(&self, at: usize) -> &'s str {
        between(self.raw, self.words, at)
    }

    /// Whether a question ends right before a word.
    pub(super) fn is_asked_before(&self, at: usize) -> bool {
        self.between(at).contains(['?', '؟'])
    }

    /// The stretches between the walls, in order.
    pub(super) fn parts(&self) -> Vec<Range<usize>> {
        let mut parts: Vec<Range<usize>> = Vec::new();
        for at in 0..self.len() {
            match parts.last_mut() {
                Some(last) if self.follows(at) => last.end = at + 1,
                Some(_) | None => parts.push(at..at + 1),
            }
        }
        parts
    }

    /// The words of a value: nothing else may be read from them.
    pub(super) fn take(&mut self, range: Range<usize>) {
        self.taken.get_mut(range).into_iter().for_each(|words| words.fill(true));
    }

    /// The words that introduced a value: as [`Self::take`], but they tell the language.
    pub(super) fn take_form(&mut self, range: Range<usize>) {
        self.forms.get_mut(range.clone()).into_iter().for_each(|words| words.fill(true));
        self.take(range);
    }
}

/// Whether a cue may also be a word of a name, a company or an address.
fn is_weak(cue: Cue) -> bool {
    matches!(
        cue,
        Cue::Filler
            | Cue::Setting
            | Cue::Place
            | Cue::Chatter
            | Cue::Name
            | Cue::Foreign
            | Cue::Determiner
            | Cue::With
            | Cue::All
            | Cue::Or
            | Cue::Ordinal(_)
    ) || cue.is_circumstance()
}

fn by_word<'s>(text: &Tagged<'s>) -> Vec<&'s [Meaning]> {
    text.items.iter().flat_map(|item| std::iter::repeat_n(item.meanings, item.length)).collect()
}

fn between<'s>(raw: &'s str, words: &[Word], at: usize) -> &'s str {
    let from = at.checked_sub(1).and_then(|before| words.get(before)).map_or(0, |word| word.end);
    let to = words.get(at).map_or(raw.len(), |word| word.start);
    raw.get(from..to).unwrap_or_default()
}

fn walls(raw: &str, words: &[Word], book: &DetailMarks) -> Vec<Wall> {
    let is_private = |at: Option<usize>| {
        at.and_then(|at| words.get(at)).is_some_and(|it| it.kind == Kind::Private)
    };
    words
        .iter()
        .enumerate()
        .map(|(at, word)| {
            let between = between(raw, words, at);
            let wall = match word.gap {
                Gap::Stop if between.contains([';', '؛']) => Wall::Field,
                Gap::Stop if is_abbreviated(words, at, between, book) => Wall::None,
                Gap::Stop => Wall::Sentence,
                Gap::Comma | Gap::Bracket => Wall::Comma,
                Gap::Line | Gap::Dash => Wall::Field,
                Gap::Joined if between.contains(['/', '|']) => Wall::Field,
                Gap::Glued | Gap::Joined | Gap::Blank | Gap::Colon => Wall::None,
            };
            // An e-mail or a phone is a detail of its own.
            let contact = is_private(Some(at)) || is_private(at.checked_sub(1));
            if contact { wall.max(Wall::Comma) } else { wall }
        })
        .collect()
}

/// Whether the dot before a word ends an abbreviation: "Est.", "No.", "L.L.C."
fn is_abbreviated(words: &[Word], at: usize, between: &str, book: &DetailMarks) -> bool {
    let Some(before) = at.checked_sub(1).and_then(|before| words.get(before)) else { return false };
    let dotted = between.trim() == ".";
    let met = book.longest(std::slice::from_ref(before));
    let marked = met.is_some_and(|met| {
        met.meanings.iter().any(|mark| matches!(mark, Mark::Title | Mark::Patronym | Mark::Legal))
    });
    dotted
        && (marked
            || before.text.chars().count() == 1
            || crate::privacy::address::is_abbreviation(&before.text))
}
