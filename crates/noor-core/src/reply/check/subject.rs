//! Each value belongs to the product whose name was read last, and a total to its own pieces.

use std::collections::HashSet;

use super::reading::{Sentence, Token, is_value};
use super::{Case, Objection};
use crate::reply::evidence::Slot;

/// Follows the names through the draft as a reader does.
pub(super) fn objections(case: &Case<'_>) -> Vec<Objection> {
    let mut objections = Vec::new();
    let mut subject: Option<usize> = None;
    for sentence in &case.reading.sentences {
        let has_value = sentence.has_value();
        let mut waiting: Option<usize> = None;
        let slots: Vec<Slot> = sentence.slots().collect();
        for (place, slot) in slots.iter().copied().enumerate() {
            match (slot, product_of(case, slot)) {
                (Slot::Name(product), _) => {
                    // Two names and then a value: whose is it?
                    if has_value && waiting.is_some_and(|other| other != product) {
                        objections.push(Objection::Subject(slot.to_string()));
                    }
                    waiting = Some(product);
                    subject = Some(product);
                }
                (Slot::Sku(product), _) if subject.is_none() => subject = Some(product),
                // `{quantity:t1} pieces of the {name:p1}`.
                (Slot::Quantity(_), Some(product))
                    if slots.get(place + 1) == Some(&Slot::Name(product)) => {}
                (_, Some(product)) if subject != Some(product) => {
                    objections.push(Objection::Subject(slot.to_string()));
                }
                (slot, Some(_)) if is_value(slot) => waiting = None,
                (Slot::Quoted(_), _) if has_value => {
                    objections.push(Objection::Subject(slot.to_string()));
                }
                (
                    Slot::Sku(_)
                    | Slot::Price(_)
                    | Slot::Stock(_)
                    | Slot::Size(_)
                    | Slot::About(_)
                    | Slot::Quantity(_)
                    | Slot::Total(_)
                    | Slot::Cover(_)
                    | Slot::Quoted(_)
                    | Slot::Block(_),
                    _,
                ) => {}
            }
        }
        objections.extend(totals(sentence));
    }
    objections
}

/// The product a value is about.
fn product_of(case: &Case<'_>, slot: Slot) -> Option<usize> {
    match slot {
        Slot::Name(place)
        | Slot::Sku(place)
        | Slot::Price(place)
        | Slot::Stock(place)
        | Slot::Size(place)
        | Slot::About(place) => Some(place),
        Slot::Quantity(place) | Slot::Total(place) | Slot::Cover(place) => {
            case.rules.evidence.lines.get(place).map(|line| line.product)
        }
        Slot::Quoted(_) | Slot::Block(_) => None,
    }
}

/// A total without its number of pieces reads like the price of one, and with another's it is wrong.
fn totals(sentence: &Sentence) -> Vec<Objection> {
    let mut objections = Vec::new();
    let pieces: HashSet<usize> = sentence.tokens.iter().filter_map(pieces_of).collect();
    for slot in sentence.slots() {
        match slot {
            Slot::Total(line) if pieces.len() != 1 || !pieces.contains(&line) => {
                objections.push(Objection::Subject(slot.to_string()));
            }
            Slot::Total(_)
            | Slot::Name(_)
            | Slot::Sku(_)
            | Slot::Price(_)
            | Slot::Stock(_)
            | Slot::Size(_)
            | Slot::About(_)
            | Slot::Quantity(_)
            | Slot::Cover(_)
            | Slot::Quoted(_)
            | Slot::Block(_) => {}
        }
    }
    objections
}

fn pieces_of(token: &Token) -> Option<usize> {
    match token {
        Token::Slot(Slot::Quantity(line)) => Some(*line),
        Token::Slot(_)
        | Token::Word(_)
        | Token::Figure(_)
        | Token::Place(_)
        | Token::Sign(_)
        | Token::Pause => None,
    }
}
