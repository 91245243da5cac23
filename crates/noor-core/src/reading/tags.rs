//! A message with what each of its words can mean: the table every later step reads from.
//!
//! Each word belongs to the longest phrase that begins at the first word not yet taken.

use crate::lexicon::Feature;
use crate::money::Currency;
use crate::numbers::Term;
use crate::phrases::{Met, PhraseBook};
use crate::reading::cues::{Cue, Role};
use crate::words::{Gap, Kind, Word};

/// What a phrase can mean. One phrase may have several of these.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Meaning {
    /// Something customers say to a shop.
    Cue(Cue),
    /// Something about a product.
    Feature(Feature),
    /// A term of the number grammar.
    Term(Term),
    /// A currency.
    Currency(Currency),
    /// A number word.
    Number(u32),
    /// People whom an office is for, or a room of theirs.
    Role(Role),
}

/// A message as a row of phrases.
#[derive(Debug, Clone)]
pub struct Tagged<'v> {
    /// Its words.
    pub words: Vec<Word>,
    /// Its phrases; together they cover every word once, in order.
    pub items: Vec<Item<'v>>,
}

/// One phrase of a message, or one word that no phrase covers.
#[derive(Debug, Clone, Copy)]
pub struct Item<'v> {
    /// Its first word.
    pub at: usize,
    /// How many words it has.
    pub length: usize,
    /// What stands before it.
    pub gap: Gap,
    /// What it can mean; empty for a word that is not known.
    pub meanings: &'v [Meaning],
    /// The Arabic particle written together with it: the `و` of «ومكتب».
    pub particle: Option<char>,
}

impl<'v> Tagged<'v> {
    /// Tags `words` with the longest phrases of `book`.
    pub fn new(words: Vec<Word>, book: &'v PhraseBook<Meaning>) -> Self {
        let mut items = Vec::new();
        let mut at = 0;
        while let Some(first) = words.get(at) {
            let rest = words.get(at..).unwrap_or_default();
            let met =
                book.longest(rest).unwrap_or(Met { length: 1, meanings: &[], particle: None });
            let Met { length, mut meanings, particle } = met;
            if length == 1 && begins_a_code(rest, meanings) {
                meanings = &[];
            }
            items.push(Item { at, length, gap: first.gap, meanings, particle });
            at += length;
        }
        Self { words, items }
    }

    /// The first word of an item.
    pub fn first_word(&self, item: &Item<'_>) -> Option<&Word> {
        self.words.get(item.at)
    }

    /// The item at a place, if it follows what came before without the end of a clause.
    pub fn next_in_clause(&self, at: usize) -> Option<&Item<'v>> {
        self.items.get(at).filter(|item| item.gap < Gap::Comma)
    }
}

/// Whether a word is the letters of a code and nothing else: `VS 120`, `AW 60`. Units, numbers and
/// currencies stand before numbers as they are.
fn begins_a_code(rest: &[Word], meanings: &[Meaning]) -> bool {
    let [word, number, ..] = rest else { return false };
    let plain = meanings.iter().all(|meaning| match meaning {
        Meaning::Cue(_) | Meaning::Feature(_) | Meaning::Role(_) => true,
        Meaning::Term(_) | Meaning::Currency(_) | Meaning::Number(_) => false,
    });
    word.capitals && plain && number.kind == Kind::Digits && number.gap <= Gap::Blank
}

impl Item<'_> {
    /// Whether it can be `term`.
    pub fn is(&self, term: Term) -> bool {
        self.meanings.contains(&Meaning::Term(term))
    }

    /// Whether it can be `cue`.
    pub fn says(&self, cue: Cue) -> bool {
        self.meanings.contains(&Meaning::Cue(cue))
    }

    /// Its terms of the number grammar.
    pub fn terms(&self) -> impl Iterator<Item = Term> {
        self.meanings.iter().filter_map(|meaning| match meaning {
            Meaning::Term(term) => Some(*term),
            Meaning::Cue(_)
            | Meaning::Feature(_)
            | Meaning::Currency(_)
            | Meaning::Number(_)
            | Meaning::Role(_) => None,
        })
    }

    /// Its cues.
    pub fn cues(&self) -> impl Iterator<Item = Cue> {
        self.meanings.iter().filter_map(|meaning| match meaning {
            Meaning::Cue(cue) => Some(*cue),
            Meaning::Term(_)
            | Meaning::Feature(_)
            | Meaning::Currency(_)
            | Meaning::Number(_)
            | Meaning::Role(_) => None,
        })
    }

    /// What it says about a product.
    pub fn features(&self) -> impl Iterator<Item = &Feature> {
        self.meanings.iter().filter_map(|meaning| match meaning {
            Meaning::Feature(feature) => Some(feature),
            Meaning::Term(_)
            | Meaning::Cue(_)
            | Meaning::Currency(_)
            | Meaning::Number(_)
            | Meaning::Role(_) => None,
        })
    }

    /// The number it is a word for.
    pub fn number(&self) -> Option<u32> {
        self.meanings.iter().find_map(|meaning| match meaning {
            Meaning::Number(number) => Some(*number),
            Meaning::Term(_)
            | Meaning::Cue(_)
            | Meaning::Currency(_)
            | Meaning::Feature(_)
            | Meaning::Role(_) => None,
        })
    }

    /// The currency it names.
    pub fn currency(&self) -> Option<Currency> {
        self.meanings.iter().find_map(|meaning| match meaning {
            Meaning::Currency(currency) => Some(*currency),
            Meaning::Term(_)
            | Meaning::Cue(_)
            | Meaning::Number(_)
            | Meaning::Feature(_)
            | Meaning::Role(_) => None,
        })
    }

    /// The people it names, or whose room it is.
    pub fn roles(&self) -> impl Iterator<Item = &Role> {
        self.meanings.iter().filter_map(|meaning| match meaning {
            Meaning::Role(role) => Some(role),
            Meaning::Term(_)
            | Meaning::Cue(_)
            | Meaning::Currency(_)
            | Meaning::Feature(_)
            | Meaning::Number(_) => None,
        })
    }
}
