//! What a thing is like is said only if the catalogue says it, or if it is what was asked for.

use std::collections::HashSet;

use super::reading::{Sentence, Word};
use super::{Case, Objection, Reading};
use crate::product::Product;
use crate::reply::evidence::{Slot, traits};

/// The words for colours, materials, parts and measures that nobody vouches for.
pub(super) fn objections(case: &Case<'_>) -> Vec<Objection> {
    let properties = &case.rules.claims.properties;
    let own = |sentence: &Sentence| sentence.own_words().any(|(_, it)| it.is_in(properties));
    let described_ones: Vec<&Sentence> =
        case.reading.sentences.iter().filter(|sentence| own(sentence)).collect();
    if described_ones.is_empty() {
        return Vec::new();
    }
    let plain = Vouched::of([&case.plain]);
    let customer = Vouched::of([&case.customer]);
    let products: Vec<Reading> = case.rules.evidence.products.iter().map(described).collect();
    let of_all = Vouched::of_all(&products);
    let mut objections = Vec::new();
    for sentence in described_ones {
        let named: HashSet<usize> = sentence.slots().filter_map(product_of).collect();
        let of_these = Vouched::of(named.iter().filter_map(|place| products.get(*place)));
        // Whoever names nothing speaks of all that is shown.
        let of_things = if named.is_empty() { &of_all } else { &of_these };
        let wished = named.is_empty() && is_no_assertion(case, sentence);
        for (_, word) in sentence.own_words().filter(|(_, it)| it.is_in(properties)) {
            let vouched = plain.has(word) || of_things.has(word) || wished && customer.has(word);
            if !vouched {
                objections.push(Objection::Property(word.text().to_owned()));
            }
        }
    }
    objections
}

/// Words that may be said, in all their forms.
struct Vouched<'a>(HashSet<&'a str>);

impl<'a> Vouched<'a> {
    fn of(readings: impl IntoIterator<Item = &'a Reading>) -> Self {
        let words = readings.into_iter().flat_map(Reading::stream).flatten();
        Self(words.flat_map(|(word, _)| word.forms()).collect())
    }

    fn of_all(readings: &'a [Reading]) -> Self {
        let mut each = readings.iter().map(|it| Self::of([it]).0);
        let first = each.next().unwrap_or_default();
        Self(each.fold(first, |all, words| all.intersection(&words).copied().collect()))
    }

    fn has(&self, word: &Word) -> bool {
        word.forms().any(|form| self.0.contains(form))
    }
}

/// What the catalogue says: in the words that a model is told, in the name and in the description.
fn described(product: &Product) -> Reading {
    let texts = [&product.name, &product.description];
    let texts = texts.into_iter().flat_map(|it| [it.en.as_deref(), it.ar.as_deref()]).flatten();
    let words: Vec<&str> = traits(product).chain(texts).collect();
    Reading::of_text(&words.join("\n"))
}

/// Whether a sentence does not say what there is or what it is like.
fn is_no_assertion(case: &Case<'_>, sentence: &Sentence) -> bool {
    let claims = case.rules.claims;
    sentence.asks || sentence.words().all(|word| !word.is_in(&claims.offers))
}

fn product_of(slot: Slot) -> Option<usize> {
    match slot {
        Slot::Name(place)
        | Slot::Sku(place)
        | Slot::Price(place)
        | Slot::Stock(place)
        | Slot::Size(place)
        | Slot::About(place) => Some(place),
        Slot::Quantity(_) | Slot::Total(_) | Slot::Cover(_) | Slot::Quoted(_) | Slot::Block(_) => {
            None
        }
    }
}
