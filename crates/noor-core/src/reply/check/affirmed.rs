//! A yes to a customer who would like something conceded is a promise, also without a figure.

use super::reading::{Sentence, Word};
use super::{Case, Objection, owed};

/// Refuses a yes if the customer asked for a reduction, a date, a status or anything of that kind, or
/// if the plain draft has a reservation; unless the plain draft says yes itself.
pub(super) fn objections(case: &Case<'_>) -> Vec<Objection> {
    let claims = case.rules.claims;
    let customer = case.customer.stream();
    let customer: Vec<Option<&Word>> = customer.iter().map(|it| it.map(|(word, _)| word)).collect();
    let wants = !claims.haggling.found_in(&customer).is_empty()
        || claims.of_values.found_in(&customer).iter().any(|found| is_favour(found.kind))
        || owed::reservations(case).next().is_some();
    if !wants {
        return Vec::new();
    }
    let plainly = case.plain.stream();
    let plainly = |text: &str| plainly.iter().flatten().any(|(word, _)| word.text() == text);
    case.reading
        .sentences
        .iter()
        .flat_map(Sentence::own_words)
        .filter(|(_, word)| claims.affirmations.contains(word.text()) && !plainly(word.text()))
        .map(|(_, word)| Objection::Agreement(word.text().to_owned()))
        .collect()
}

/// Kinds of claims that a customer would gain by. Asking for counts or stock is asking, not haggling.
fn is_favour(kind: &str) -> bool {
    !matches!(kind, "number" | "availability" | "money")
}
