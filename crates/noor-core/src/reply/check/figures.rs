//! Figures in a draft's own words: content's in content's sentence, the customer's with the
//! customer's measure, and a list's numbering. No other.

use std::collections::HashSet;

use super::reading::{Sentence, Token};
use super::{Case, Objection};
use crate::reply::blocks::Block;
use crate::reply::evidence::Slot;

/// Every figure that nobody vouches for.
pub(super) fn objections(case: &Case<'_>) -> Vec<Objection> {
    let measured: HashSet<(&str, &str)> =
        case.customer.sentences.iter().flat_map(measured).collect();
    let mut objections = Vec::new();
    let mut listed = 0_usize;
    let mut list_ended = false;
    let mut last_line = None;
    for sentence in &case.reading.sentences {
        list_ended |= last_line != Some(sentence.line) && !sentence.is_listed();
        last_line = Some(sentence.line);
        let pairs = sentence.tokens.iter().zip(&sentence.plain).enumerate();
        for (place, (token, plain)) in pairs {
            match token {
                Token::Place(figure) => {
                    // Behind words of its own a list may begin at one again.
                    let begins = std::mem::take(&mut list_ended) && figure == "1";
                    listed = if begins { 1 } else { listed + 1 };
                    let names = sentence.slots().any(|slot| matches!(slot, Slot::Name(_)));
                    // What the customer calls "the second" has to be the second, whosever line it is.
                    if !plain && !names || names && *figure != listed.to_string() {
                        objections.push(Objection::Numbering);
                    }
                }
                Token::Figure(figure) if !plain => {
                    let unit = sentence.tokens.get(place + 1).and_then(Token::word);
                    let read_back = unit.is_some_and(|unit| {
                        unit.is_in(&case.rules.claims.measures)
                            && measured.contains(&(figure.as_str(), unit.text()))
                    });
                    if !(read_back && is_no_offer(case, sentence)) {
                        objections.push(Objection::Figure(figure.clone()));
                    }
                }
                Token::Slot(Slot::Block(place)) => listed += rows_of(case, *place),
                Token::Figure(_)
                | Token::Word(_)
                | Token::Sign(_)
                | Token::Slot(_)
                | Token::Pause => {}
            }
        }
    }
    objections
}

/// The numbered rows that code writes itself.
fn rows_of(case: &Case<'_>, block: usize) -> usize {
    match case.rules.evidence.blocks.get(block) {
        Some(Block::Rows { lines, .. }) => lines.len(),
        Some(_) | None => 0,
    }
}

/// The figures of a sentence, each with the word behind it.
fn measured(sentence: &Sentence) -> impl Iterator<Item = (&str, &str)> {
    sentence.tokens.windows(2).filter_map(|pair| match pair {
        [Token::Figure(figure), Token::Word(unit)] => Some((figure.as_str(), unit.text())),
        _ => None,
    })
}

/// Whether a customer's figure only says what was asked for here, and not what there is or costs.
fn is_no_offer(case: &Case<'_>, sentence: &Sentence) -> bool {
    let claims = case.rules.claims;
    !sentence.has_value()
        && sentence.words().all(|word| {
            !word.is_in(&claims.offers)
                && !word.is_in(&claims.properties)
                && !word.is_in(&claims.prices)
                && !word.is_in(&claims.affirmations)
                && !word.is_in(&claims.twists)
        })
}
