//! Every word must be one that content knows to be harmless. What nobody thought of is refused.

use std::collections::HashSet;

use super::reading::{Sentence, Word};
use super::{Case, Objection, Reading};
use crate::reply::evidence::traits;

/// The words that are neither content's, nor the products', nor the customer's where no value stands.
pub(super) fn objections(case: &Case<'_>) -> Vec<Objection> {
    let plain = words_of(&case.plain);
    let products = Reading::of_text(&described(case));
    let products = words_of(&products);
    let customer = words_of(&case.customer);
    let mut objections = Vec::new();
    for sentence in &case.reading.sentences {
        let harmless = is_harmless(case, sentence);
        for (_, word) in sentence.own_words() {
            let text = word.text();
            let known = word.is_in(&case.rules.claims.familiar)
                || plain.contains(text)
                || products.contains(text)
                || harmless && text.chars().nth(2).is_some() && customer.contains(text);
            if !known {
                objections.push(Objection::Unfamiliar(text.to_owned()));
            }
        }
    }
    objections
}

fn words_of(reading: &Reading) -> HashSet<&str> {
    reading.stream().into_iter().flatten().map(|(word, _)| word.text()).collect()
}

/// What a model is told about the products in words: kind, colours and materials.
fn described(case: &Case<'_>) -> String {
    let products = case.rules.evidence.products.iter();
    let words: Vec<&str> = products.flat_map(traits).collect();
    words.join("\n")
}

/// A sentence in which a word of the customer's grants nothing: no value, no price, no yes.
fn is_harmless(case: &Case<'_>, sentence: &Sentence) -> bool {
    let claims = case.rules.claims;
    let risky = |word: &Word| {
        word.is_in(&claims.prices) || word.is_in(&claims.affirmations) || word.is_in(&claims.offers)
    };
    !sentence.has_value() && !sentence.words().any(risky)
}
