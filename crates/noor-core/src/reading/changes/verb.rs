//! The words that begin a change, and where they do not.

use std::ops::Range as Places;

use super::Said;
use crate::numbers::{FigureKind, Term};
use crate::reading::cues::Cue;
use crate::reading::tags::Item;
use crate::reading::things::family;
use crate::words::Gap;

/// What a phrase asks to be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Do {
    Take,
    /// "I want": a change only of what is pointed at.
    Want,
    Add,
    Remove,
    Clear,
    Swap,
    InsteadOf,
    Set,
    /// "Sorry, 12": corrects only where a number says to what.
    Correct,
}

/// A phrase that begins a change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Verb {
    pub(super) what: Do,
    /// Its phrase, or the number that it stands behind ("*2* more").
    pub(super) start: usize,
    /// The phrase after it.
    pub(super) end: usize,
}

/// The verb at a place; `None` where the phrase begins no change here.
pub(super) fn at(said: &Said<'_>, sentence: &Places<usize>, place: usize) -> Option<Verb> {
    let item = said.text.items.get(place)?;
    if said.taken.get(item.at).copied().unwrap_or(false) || asked_before(said, sentence, place) {
        return None;
    }
    let verb = |what| Some(Verb { what, start: place, end: place + 1 });
    let number_before = number_before(said, place).filter(|start| *start >= sentence.start);
    let relative = match () {
        () if item.says(Cue::Add) && item.says(Cue::More) => Some(Do::Add),
        () if item.says(Cue::Remove) => Some(Do::Remove),
        () => None,
    };
    if let (Some(what), Some(start)) = (relative, number_before) {
        return Some(Verb { what, start, end: place + 1 });
    }
    let counts = number_at(said, place + 1);
    let first = begins_clause(said, sentence, place);
    match () {
        () if item.says(Cue::Clear) => verb(Do::Clear),
        () if item.says(Cue::InsteadOf) => verb(Do::InsteadOf),
        () if item.says(Cue::Swap) && !item.says(Cue::Set) => verb(Do::Swap),
        () if item.says(Cue::Remove) && item.says(Cue::Not) => {
            let known = first && (definite(said, place + 1) || code_at(said, place + 1));
            known.then_some(Verb { what: Do::Remove, start: place, end: place + 1 })
        }
        () if item.says(Cue::Remove) => verb(Do::Remove),
        () if item.says(Cue::Add) && is_weak(item) => {
            let opens = !item.says(Cue::With) || place == sentence.start;
            (first && opens && counts).then_some(())?;
            verb(Do::Add)
        }
        () if item.says(Cue::Add) => verb(Do::Add),
        () if item.says(Cue::Set) && is_weak(item) => {
            (first && counts).then_some(())?;
            verb(Do::Set)
        }
        () if item.says(Cue::Set) => verb(Do::Set),
        () if item.says(Cue::Take) => verb(Do::Take),
        () if item.says(Cue::Want) => verb(Do::Want),
        () if item.says(Cue::Correction) => verb(Do::Correct),
        () => None,
    }
}

/// How far back in its sentence a verb is judged by.
const REACH: usize = 8;

/// Whether a word begins a change only where a number follows it: "only", "plus", "more".
fn is_weak(item: &Item<'_>) -> bool {
    [Cue::But, Cue::Filler, Cue::With, Cue::More].into_iter().any(|cue| item.says(cue))
}

/// Whether what stands before in the sentence makes a question of it: "how much if I take ten".
fn asked_before(said: &Said<'_>, sentence: &Places<usize>, place: usize) -> bool {
    let from = sentence.start.max(place.saturating_sub(REACH));
    let before = said.text.items.get(from..place).unwrap_or_default();
    let asks = before.iter().rposition(asks);
    asks.is_some_and(|asks| before.iter().skip(asks + 1).all(|item| item.gap < Gap::Comma))
}

/// Whether a phrase asks.
pub(super) fn asks(item: &Item<'_>) -> bool {
    [Cue::Ask, Cue::Price, Cue::Stock, Cue::Discount].into_iter().any(|cue| item.says(cue))
}

/// Whether only words that carry nothing stand between the beginning of the clause and a place.
fn begins_clause(said: &Said<'_>, sentence: &Places<usize>, place: usize) -> bool {
    const COURTESIES: [Cue; 7] =
        [Cue::Agree, Cue::Decline, Cue::Correction, Cue::Those, Cue::But, Cue::Greet, Cue::Thank];
    let mut at = place;
    while at > sentence.start {
        if place - at > REACH {
            return false;
        }
        let here = said.text.items.get(at);
        let Some(before) = said.text.items.get(at - 1) else { return false };
        if here.is_some_and(|item| item.gap >= Gap::Comma) {
            return true;
        }
        // "The same order but without the lamp", but not "a desk but without the drawers".
        if before.says(Cue::But) {
            let earlier = said.text.items.get(sentence.start..at - 1).unwrap_or_default();
            return earlier.iter().rev().take(REACH).all(|item| family(item).is_none());
        }
        let idle = before.says(Cue::Filler)
            || before.is(Term::And)
            || COURTESIES.into_iter().any(|cue| before.says(cue));
        if !idle || family(before).is_some() {
            return false;
        }
        at -= 1;
    }
    true
}

/// Whether what stands at a place is named as something known: "the lamp", «الكرسي».
pub(super) fn definite(said: &Said<'_>, place: usize) -> bool {
    let Some(item) = said.text.next_in_clause(place) else { return false };
    let points = item.says(Cue::Those) || item.cues().any(|cue| matches!(cue, Cue::Ordinal(_)));
    let article = said
        .text
        .first_word(item)
        .is_some_and(|word| word.text.starts_with("ال") && word.text != word.stem);
    item.says(Cue::Definite) || points || article
}

/// Whether a code begins at a place.
fn code_at(said: &Said<'_>, place: usize) -> bool {
    let code = said.codes.written.partition_point(|code| code.start < place);
    said.codes.written.get(code).is_some_and(|code| code.start == place)
}

/// Whether a number that counts pieces, or nothing yet, stands at a place.
fn number_at(said: &Said<'_>, place: usize) -> bool {
    let at = said.figures.partition_point(|figure| figure.start < place);
    let first = said.figures.get(at).filter(|figure| figure.start == place);
    let close = said.text.next_in_clause(place).is_some();
    close && first.is_some_and(|figure| counts(&figure.kind))
}

/// The first phrase of the number that stands right before a place, with nothing but a unit.
fn number_before(said: &Said<'_>, place: usize) -> Option<usize> {
    let item = said.text.items.get(place).filter(|item| item.gap.continues())?;
    let at = said.figures.partition_point(|figure| figure.start < place).checked_sub(1)?;
    let figure = said.figures.get(at).filter(|figure| figure.end >= place)?;
    let free = !said.codes.quantities.contains(&at);
    (free && counts(&figure.kind) && item.number().is_none()).then_some(figure.start)
}

/// Whether a figure can be pieces.
pub(super) fn counts(kind: &FigureKind) -> bool {
    match kind {
        FigureKind::Pieces(_) => true,
        FigureKind::Bare(number) => (1..10_000).contains(number),
        FigureKind::Price(_)
        | FigureKind::Size(..)
        | FigureKind::Footprint(_)
        | FigureKind::People(_)
        | FigureKind::Place(_)
        | FigureKind::LineNumber
        | FigureKind::Other
        | FigureKind::Fraction(_) => false,
    }
}
