//! The check that a model's draft has to pass before a customer sees it.
//!
//! It allows rather than forbids. A draft may use letters, usual marks and a few friendly faces; words
//! that content knows to be harmless, and those of the plain draft; values as slots, each after the
//! name it belongs to and beside words that leave it what it is. Whatever stands sentence by sentence in
//! the plain draft is content's and may be said as it is. Everything else is refused, since the plain
//! draft can always be sent instead. One file is one rule; none of them may change the text.

mod affirmed;
mod beside;
mod characters;
mod claimed;
mod claims;
mod familiar;
mod figures;
mod form;
mod objection;
mod order;
mod owed;
mod property;
mod reading;
mod subject;
#[cfg(test)]
mod tests;
mod twisted;

pub use claims::Claims;
pub use objection::Objection;
use reading::{Reading, Token, Word};

use std::collections::HashSet;

use super::draft::Draft;
use super::evidence::Evidence;
use crate::language::Language;

/// What a draft is checked against.
#[derive(Debug, Clone, Copy)]
pub struct Rules<'a> {
    /// The values of this turn.
    pub evidence: &'a Evidence,
    /// The words of the check.
    pub claims: &'a Claims,
    /// The language of the answer.
    pub language: Language,
    /// What the customer wrote: its measures may be read back, and nothing in it is ever granted.
    pub customer: &'a str,
    /// The plain draft: what it says is true, and every value in it is owed to the customer.
    pub plain: &'a Draft,
    /// What of it may be left out: arguments, which answer nothing that was asked.
    pub spare: &'a str,
    /// Longest text, in characters, without the slots.
    pub longest: usize,
}

/// Checks a model's text. Linear in the text.
///
/// # Errors
///
/// Every objection there is, so that one repair can mend them all.
pub fn check(text: &str, rules: Rules<'_>) -> Result<Draft, Vec<Objection>> {
    let draft = match Draft::parse(text, rules.evidence) {
        Ok(draft) => draft,
        Err(slot) => return Err(vec![Objection::UnknownSlot(slot.0)]),
    };
    let too_long = form::too_long(&draft, rules);
    if !too_long.is_empty() {
        return Err(too_long);
    }
    let case = Case::new(&draft, rules);
    let mut objections = form::objections(&case);
    let mut known: HashSet<Objection> = objections.iter().cloned().collect();
    for rule in [
        characters::objections,
        figures::objections,
        claimed::objections,
        twisted::objections,
        subject::objections,
        beside::objections,
        affirmed::objections,
        familiar::objections,
        property::objections,
        owed::objections,
        order::objections,
    ] {
        for objection in rule(&case) {
            if known.insert(objection.clone()) {
                objections.push(objection);
            }
        }
    }
    if objections.is_empty() { Ok(draft) } else { Err(objections) }
}

/// A draft, read, with all that it is judged by.
struct Case<'a> {
    rules: Rules<'a>,
    draft: &'a Draft,
    reading: Reading,
    plain: Reading,
    customer: Reading,
}

impl<'a> Case<'a> {
    fn new(draft: &'a Draft, rules: Rules<'a>) -> Self {
        let plain = Reading::of(rules.plain);
        let mut reading = Reading::of(draft);
        reading.compare(&plain);
        let mut case =
            Self { rules, draft, reading, plain, customer: Reading::of_text(rules.customer) };
        for sentence in &mut case.reading.sentences {
            mark_honest(sentence, rules.claims);
            mark_labels(sentence, rules.claims);
        }
        for sentence in &mut case.plain.sentences {
            mark_honest(sentence, rules.claims);
        }
        case
    }

    /// Whether a sentence speaks of money, stock or measures, so that one word can change what it says.
    fn is_about_values(&self, sentence: &reading::Sentence) -> bool {
        sentence.has_value()
            || sentence.words().any(|word| word.is_in(&self.rules.claims.prices))
            || sentence.plain.iter().any(|plain| *plain) && !sentence.is_plain()
    }
}

/// Marks the phrases that content vouches for, such as `without VAT`.
fn mark_honest(sentence: &mut reading::Sentence, claims: &Claims) {
    let places: Vec<usize> = sentence
        .tokens
        .iter()
        .enumerate()
        .filter(|(_, token)| **token != Token::Pause)
        .map(|(place, _)| place)
        .collect();
    let words: Vec<Option<&Word>> =
        places.iter().map(|place| sentence.tokens.get(*place).and_then(Token::word)).collect();
    let honest: Vec<usize> = claims
        .honest
        .found_in(&words)
        .into_iter()
        .flat_map(|found| found.start..found.start + found.len)
        .filter_map(|place| places.get(place).copied())
        .collect();
    mark(sentence, &honest);
}

/// Marks the words that name a value right before it.
fn mark_labels(sentence: &mut reading::Sentence, claims: &Claims) {
    let mut labels = Vec::new();
    let mut last: Option<usize> = None;
    for (place, token) in sentence.tokens.iter().enumerate() {
        match token {
            Token::Pause => {}
            Token::Slot(slot) => {
                let label = last.and_then(|at| sentence.tokens.get(at)?.word());
                if let (Some(words), Some(word), Some(at)) = (claims.label(*slot), label, last)
                    && words.contains(word.text())
                {
                    labels.push(at);
                }
                last = None;
            }
            Token::Word(_) => last = Some(place),
            Token::Figure(_) | Token::Place(_) | Token::Sign(_) => last = None,
        }
    }
    mark(sentence, &labels);
}

fn mark(sentence: &mut reading::Sentence, places: &[usize]) {
    for place in places {
        if let Some(plain) = sentence.plain.get_mut(*place) {
            *plain = true;
        }
    }
}
