//! Words that change what a value means: `not {price:p1} but less`, `{price:p1} with a lamp`.

use super::reading::{Sentence, Token, Word};
use super::{Case, Objection};
use crate::product::PriceBasis;
use crate::reply::evidence::Slot;

/// Looks at the sentences about money and stock.
pub(super) fn objections(case: &Case<'_>) -> Vec<Objection> {
    let claims = case.rules.claims;
    let mut objections = Vec::new();
    for sentence in &case.reading.sentences {
        objections.extend(total_without_value(case, sentence));
    }
    for sentence in case.reading.sentences.iter().filter(|it| names_something(it)) {
        let per_piece = sells_by_piece(case, sentence);
        for (place, word) in sentence.own_words() {
            if claims.each.contains(word.text()) && !per_piece {
                objections.push(Objection::Twist(word.text().to_owned()));
            }
            if adds_goods(case, sentence, place, word) {
                objections.push(Objection::Bundle(word.text().to_owned()));
            }
        }
    }
    objections.extend(continued(case));
    for sentence in case.reading.sentences.iter().filter(|it| case.is_about_values(it)) {
        for (_, word) in sentence.own_words() {
            if word.is_in(&claims.twists) {
                objections.push(Objection::Twist(word.text().to_owned()));
            }
        }
        let words: Vec<Option<&Word>> = sentence.own_words().map(|(_, word)| Some(word)).collect();
        for topic in claims.topics.found_in(&words) {
            let said = words.get(topic.start).copied().flatten().map_or("", Word::text);
            objections.push(Objection::Twist(said.to_owned()));
        }
        objections.extend(price_without_value(case, sentence));
    }
    objections
}

/// Lines that go on with the one before, whatever that names: `*{name:p1}*` and then `with a lamp`.
fn continued(case: &Case<'_>) -> impl Iterator<Item = Objection> {
    let pairs = case.reading.sentences.windows(2);
    pairs.filter_map(|pair| {
        let [before, sentence] = pair else { return None };
        let (first, word) = sentence.own_words().next()?;
        let goes_on = first == 0 && case.rules.claims.connectors.contains(word.text());
        (goes_on && names_something(before)).then(|| Objection::Bundle(word.text().to_owned()))
    })
}

/// Whether a slot stands in it. A name may have its price in the next line.
fn names_something(sentence: &Sentence) -> bool {
    sentence.slots().next().is_some()
}

/// `each` is true only of what is sold by the piece.
fn sells_by_piece(case: &Case<'_>, sentence: &Sentence) -> bool {
    let mut prices = sentence.slots().filter_map(|slot| match slot {
        Slot::Price(place) => case.rules.evidence.products.get(place),
        Slot::Name(_)
        | Slot::Sku(_)
        | Slot::Stock(_)
        | Slot::Size(_)
        | Slot::About(_)
        | Slot::Quantity(_)
        | Slot::Total(_)
        | Slot::Cover(_)
        | Slot::Quoted(_)
        | Slot::Block(_) => None,
    });
    let first = prices.next();
    first.is_some_and(|it| it.price_basis == PriceBasis::Each)
        && prices.all(|it| it.price_basis == PriceBasis::Each)
}

/// Whether a word puts goods into the price: `with a lamp`, `ومكتب`.
fn adds_goods(case: &Case<'_>, sentence: &Sentence, place: usize, word: &Word) -> bool {
    const NEAR: usize = 4;
    let claims = case.rules.claims;
    if word.text().starts_with('و')
        && !claims.goods.contains(word.text())
        && word.is_in(&claims.goods)
    {
        return true;
    }
    claims.connectors.contains(word.text())
        && sentence
            .tokens
            .iter()
            .skip(place + 1)
            .take(NEAR)
            .take_while(|token| !matches!(token, Token::Slot(_)))
            .filter_map(Token::word)
            .any(|word| word.is_in(&claims.goods))
}

/// Speaking of prices takes a price in the sentence, or content's own phrase about prices.
fn price_without_value(case: &Case<'_>, sentence: &Sentence) -> Option<Objection> {
    let prices = &case.rules.claims.prices;
    let (_, word) = sentence.own_words().find(|(_, word)| word.is_in(prices))?;
    let given = |slot: Slot| matches!(slot, Slot::Price(_) | Slot::Total(_));
    let has_price = sentence.slots().any(given);
    let vouched = sentence.plain.iter().any(|plain| *plain);
    (!has_price && !vouched).then(|| Objection::Price(word.text().to_owned()))
}

/// Speaking of a total takes one in the sentence.
fn total_without_value(case: &Case<'_>, sentence: &Sentence) -> Option<Objection> {
    let total = sentence.slots().find(|slot| matches!(slot, Slot::Total(_)));
    let named = case.rules.claims.label(Slot::Total(0))?;
    let (_, word) = sentence.own_words().find(|(_, word)| named.contains(word.text()))?;
    total.is_none().then(|| Objection::Price(word.text().to_owned()))
}
