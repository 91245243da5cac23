//! What may stand right before and behind a value, so that it stays what it is.

use std::collections::HashSet;

use super::reading::{Token, Word};
use super::{Case, Objection};
use crate::normalise::is_arabic;
use crate::reply::draft::Part;
use crate::reply::evidence::Slot;

/// The neighbours of every slot: the characters that touch it, and the words next to it.
pub(super) fn objections(case: &Case<'_>) -> Vec<Objection> {
    let mut objections = touching(case);
    for sentence in &case.reading.sentences {
        for (place, slot) in sentence.own_slots() {
            let before = sentence.tokens.get(..place).unwrap_or_default();
            let behind = sentence.tokens.get(place + 1..).unwrap_or_default();
            objections.extend(before_slot(case, slot, before, behind));
            objections.extend(behind_slot(case, slot, behind));
        }
    }
    objections
}

fn before_slot(
    case: &Case<'_>,
    slot: Slot,
    before: &[Token],
    behind: &[Token],
) -> Option<Objection> {
    let claims = case.rules.claims;
    let paused = matches!(before.last(), Some(Token::Pause));
    let mut backwards = before.iter().rev().filter(|token| **token != Token::Pause);
    let last = backwards.next();
    let last_but_one = backwards.next().and_then(Token::word).map_or("", Word::text);
    let may_precede = |allowed: &HashSet<String>, word: &Word| {
        allowed.contains(word.text())
            || allowed.contains(&format!("{last_but_one} {}", word.text()))
    };
    let fits = match (last, claims.before(slot)) {
        (None | Some(Token::Place(_) | Token::Pause), _) | (Some(Token::Slot(_)), None) => true,
        (Some(Token::Slot(other)), Some(_)) => paused || is_name(*other),
        (Some(Token::Word(word)), Some(allowed)) => {
            may_precede(allowed, word) || paused && !word.is_in(&claims.prices)
        }
        // A name, a code or a size after `costs` would be read as a price, if none follows.
        (Some(Token::Word(word)), None) => {
            !word.is_in(&claims.prices) || is_name(slot) && (paused || gives_price(behind))
        }
        (Some(Token::Sign('=')), Some(_)) => matches!(slot, Slot::Total(_)),
        (Some(Token::Sign(_) | Token::Figure(_)), _) => false,
    };
    (!fits).then(|| Objection::Beside { slot: slot.to_string(), beside: shown(last) })
}

fn behind_slot(case: &Case<'_>, slot: Slot, behind: &[Token]) -> Option<Objection> {
    let claims = case.rules.claims;
    let paused = matches!(behind.first(), Some(Token::Pause));
    let next = behind.iter().find(|token| **token != Token::Pause);
    let fits = match (next, claims.after(slot)) {
        (_, None) => !matches!(next, Some(Token::Figure(_))),
        // Pieces of what? `for {quantity:t1}` alone would be read as a price.
        (None, Some(_)) => paused || !matches!(slot, Slot::Quantity(_)),
        (Some(Token::Slot(other)), Some(_)) => paused || is_name(*other),
        (Some(Token::Word(word)), Some(allowed)) => allowed.contains(word.text()) || is_and(word),
        (Some(Token::Sign('=')), Some(_)) => matches!(slot, Slot::Price(_)),
        (Some(Token::Sign(_) | Token::Figure(_) | Token::Place(_)), Some(_)) => false,
        (Some(Token::Pause), Some(_)) => true,
    };
    (!fits).then(|| Objection::Beside { slot: slot.to_string(), beside: shown(next) })
}

/// Whether the next value is the price itself.
fn gives_price(behind: &[Token]) -> bool {
    const NEAR: usize = 8;
    let near = behind.iter().take(NEAR).filter_map(Token::slot);
    let next = near.into_iter().find(|slot| !is_name(*slot));
    matches!(next, Some(Slot::Price(_)))
}

/// `و` is written together with the word it adds.
fn is_and(word: &Word) -> bool {
    word.text().starts_with('و')
}

fn is_name(slot: Slot) -> bool {
    match slot {
        Slot::Name(_) | Slot::Sku(_) => true,
        Slot::Price(_)
        | Slot::Stock(_)
        | Slot::Size(_)
        | Slot::About(_)
        | Slot::Quantity(_)
        | Slot::Total(_)
        | Slot::Cover(_)
        | Slot::Quoted(_)
        | Slot::Block(_) => false,
    }
}

fn shown(token: Option<&Token>) -> String {
    match token {
        None | Some(Token::Pause) => String::new(),
        Some(Token::Word(word)) => word.text().to_owned(),
        Some(Token::Figure(figure) | Token::Place(figure)) => figure.clone(),
        Some(Token::Sign(sign)) => sign.to_string(),
        Some(Token::Slot(slot)) => slot.to_string(),
    }
}

/// Slots that touch each other, a letter, a digit or a sign: `{price:p1}k`, `-{price:p1}`.
fn touching(case: &Case<'_>) -> Vec<Objection> {
    let parts = case.draft.parts();
    let mut objections = Vec::new();
    for (place, part) in parts.iter().enumerate() {
        let Part::Slot(slot) = part else { continue };
        let before = place.checked_sub(1).and_then(|place| parts.get(place));
        let behind = parts.get(place + 1);
        let fits_before = match before {
            None => true,
            Some(Part::Slot(_)) => false,
            Some(Part::Words(words)) => may_touch_before(words),
        };
        let fits_behind = match behind {
            None | Some(Part::Slot(_)) => true,
            Some(Part::Words(words)) => words.chars().next().is_none_or(may_touch_behind),
        };
        if !(fits_before && fits_behind) {
            objections.push(Objection::Beside { slot: slot.to_string(), beside: String::new() });
        }
    }
    objections
}

fn may_touch_before(words: &str) -> bool {
    let mut letters = words.chars().rev();
    match letters.next() {
        Some('*' | '_' | '(' | '"' | '“' | '«' | ':') | None => true,
        Some('ـ') => letters.next().is_some_and(is_arabic),
        // `ب{price:p1}`: a particle is written together with its word.
        Some('ب' | 'ل' | 'و') => letters.next().is_none_or(char::is_whitespace),
        Some(c) => c.is_whitespace(),
    }
}

fn may_touch_behind(c: char) -> bool {
    c.is_whitespace()
        || matches!(
            c,
            '*' | '_'
                | ')'
                | '"'
                | '”'
                | '»'
                | '.'
                | ','
                | '،'
                | ':'
                | ';'
                | '؛'
                | '!'
                | '?'
                | '؟'
                | '…'
        )
}
