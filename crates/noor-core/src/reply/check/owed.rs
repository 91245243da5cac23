//! What the plain draft tells the customer, a model's draft has to tell too.

use std::collections::{BTreeSet, HashSet};

use super::reading::{Sentence, Token, Word};
use super::{Case, Objection, Reading};
use crate::reply::evidence::Slot;

/// The values of the plain draft that are missing, and the statements.
pub(super) fn objections(case: &Case<'_>) -> Vec<Objection> {
    let given: HashSet<Slot> = case.draft.slots().collect();
    let owed: BTreeSet<Slot> = case.rules.plain.slots().filter(|slot| is_owed(*slot)).collect();
    let missing = owed.into_iter().filter(|slot| !given.contains(slot));
    let missing = missing.map(|slot| Objection::Missing(slot.to_string()));
    let told: HashSet<Vec<&Token>> = case.reading.sentences.iter().map(Sentence::bare).collect();
    let spare = Reading::of_text(case.rules.spare);
    let spare: HashSet<Vec<&Token>> = spare.sentences.iter().map(Sentence::bare).collect();
    let statements = case.plain.sentences.iter().filter(|sentence| is_statement(case, sentence));
    let unsaid = statements
        .filter(|sentence| !told.contains(&sentence.bare()) && !spare.contains(&sentence.bare()));
    missing.chain(unsaid.map(|sentence| Objection::Unsaid(sentence.to_string()))).collect()
}

/// The sentences of the plain draft that say what is not so, or that a person comes in.
pub(super) fn reservations<'a>(case: &'a Case<'_>) -> impl Iterator<Item = &'a Sentence> {
    let reservations = &case.rules.claims.reservations;
    case.plain.sentences.iter().filter(move |sentence| {
        !sentence.asks && sentence.own_words().any(|(_, word)| reservations.contains(word.text()))
    })
}

/// Whether a sentence of the plain draft tells the customer what is so in words or figures of its own.
/// Nobody can tell from another wording of it whether it still says the same.
pub(super) fn is_statement(case: &Case<'_>, sentence: &Sentence) -> bool {
    let claims = case.rules.claims;
    if sentence.asks || sentence.has_value() {
        return false;
    }
    let words: Vec<Option<&Word>> = sentence.own_words().map(|(_, word)| Some(word)).collect();
    let reserved = words.iter().flatten().any(|it| claims.reservations.contains(it.text()));
    let figure = sentence.tokens.iter().any(|token| matches!(token, Token::Figure(_)));
    let idioms = claims.idioms.found_in(&words);
    let idiomatic: HashSet<usize> =
        idioms.iter().flat_map(|it| it.start..it.start + it.len).collect();
    let mut claimed = claims.of_values.found_in(&words).into_iter();
    let claimed = claimed.any(|found| !idiomatic.contains(&found.start));
    reserved || figure || claimed
}

/// What things are, what they cost and whether they are there.
fn is_owed(slot: Slot) -> bool {
    match slot {
        Slot::Name(_)
        | Slot::Price(_)
        | Slot::Stock(_)
        | Slot::Quantity(_)
        | Slot::Total(_)
        | Slot::Cover(_)
        | Slot::Block(_) => true,
        Slot::Sku(_) | Slot::Size(_) | Slot::About(_) | Slot::Quoted(_) => false,
    }
}
