//! A message with what each of its words can mean: the table every later step reads from.
//!
//! Each word belongs to the longest phrase that begins at the first word not yet taken.

use crate::lexicon::Feature;
use crate::money::Currency;
use crate::numbers::Term;
use crate::phrases::{Met, PhraseBook};
use crate::reading::cues::{Cue, Role};
use crate::words::{Gap, InCode, Kind, Word};

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
        let mut codes = (0..words.len()).filter(|at| words[*at].code != InCode::Nowhere).peekable();
        while let Some(first) = words.get(at) {
            // No phrase reaches into a code of the shop.
            while codes.next_if(|code| *code < at).is_some() {}
            let end = codes.peek().copied().unwrap_or(words.len());
            let rest = words.get(at..end).unwrap_or_default();
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

    /// Whether an item belongs to one of the shop's codes.
    pub fn in_shop_code(&self, item: &Item<'_>) -> bool {
        self.first_word(item).is_some_and(|word| word.code != InCode::Nowhere)
    }

    /// The item at a place, if it follows what came before without the end of a clause.
    pub fn next_in_clause(&self, at: usize) -> Option<&Item<'v>> {
        self.items.get(at).filter(|item| item.gap < Gap::Comma)
    }

    /// Whether a number stands right before the item at a place.
    pub fn behind_number(&self, place: usize) -> bool {
        let before = place.checked_sub(1).and_then(|before| self.items.get(before));
        before.is_some_and(|before| {
            before.number().is_some()
                || self.first_word(before).is_some_and(|word| word.kind == Kind::Digits)
        })
    }
}

/// Whether a word is the letters of a code and nothing else: `VS 120`, `EX 955`, `HY.4`. What leads
/// to a number ("MAX 500", "QTY 5", "NO 5", "I WANT 5") or names a thing stands before it as it is.
fn begins_a_code(rest: &[Word], meanings: &[Meaning]) -> bool {
    let [word, number, ..] = rest else { return false };
    let digits = number.text.chars().filter(char::is_ascii_digit).count();
    if number.kind != Kind::Digits || number.gap > Gap::Blank {
        return false;
    }
    let leads = |meaning: &Meaning| match meaning {
        Meaning::Cue(cue) => leads_to_a_number(*cue),
        Meaning::Term(term) => !matches!(term, Term::Excluding | Term::Including),
        Meaning::Feature(Feature::Colour(_) | Feature::Material(_) | Feature::Has(_))
        | Meaning::Role(_) => false,
        Meaning::Feature(Feature::Family { .. } | Feature::Kind { .. })
        | Meaning::Currency(_)
        | Meaning::Number(_) => true,
    };
    // Nobody says "ex 955" of an amount, in whatever letters.
    let of_an_amount = |meaning: &Meaning| matches!(meaning, Meaning::Term(Term::Excluding));
    let shaped = digits >= 2 && word.text.len() == 2 && meanings.iter().any(of_an_amount);
    let capitals =
        word.capitals && (digits >= 2 || number.gap <= Gap::Joined || !has_terms(meanings));
    (capitals || shaped) && !meanings.iter().any(leads)
}

/// Whether pieces or an hour may stand behind it: "need 5", "only 5", "at 5".
pub(super) fn leads_to_a_number(cue: Cue) -> bool {
    matches!(
        cue,
        Cue::Find
            | Cue::Want
            | Cue::Take
            | Cue::Add
            | Cue::Remove
            | Cue::Set
            | Cue::Ask
            | Cue::Correction
            | Cue::But
            | Cue::At
            | Cue::All
            | Cue::More
            | Cue::Exactly
            | Cue::Options
            | Cue::Price
    )
}

fn has_terms(meanings: &[Meaning]) -> bool {
    meanings.iter().any(|meaning| matches!(meaning, Meaning::Term(_)))
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
