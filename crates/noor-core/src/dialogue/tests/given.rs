//! States, products and readings made by hand, for what is about one step alone.

use std::collections::BTreeMap;

use chrono::DateTime;
use rust_decimal::Decimal;

use super::shop::policy;
use crate::dialogue::answer::{Answer, Contribution};
use crate::dialogue::conclude;
use crate::dialogue::context::{self, Heard};
use crate::dialogue::findings::{Findings, Found};
use crate::dialogue::plan::{self, Lookup, Search};
use crate::dialogue::sought::Sought;
use crate::dialogue::state::State;
use crate::language::Language;
use crate::money::{Currency, Money};
use crate::product::{PriceBasis, Product, SizeMm, Texts};
use crate::understanding::{Understanding, Wish};

pub(super) fn heard(change: impl FnOnce(&mut Understanding)) -> Heard {
    let mut understanding = Understanding::empty(Language::English);
    change(&mut understanding);
    Heard {
        understanding,
        unreadable: Vec::new(),
        has_words: true,
        perhaps_code: None,
        digits: None,
        now: DateTime::default(),
        words: 0,
        tokens: Vec::new(),
        articles: Vec::new(),
        with_file: false,
    }
}

pub(super) fn in_context(state: &State, heard: Heard) -> Heard {
    context::in_context(state, heard, &policy())
}

pub(super) fn plan(state: &State, heard: &Heard) -> Vec<Lookup> {
    plan::plan(state, heard, &policy())
}

pub(super) fn conclude(state: &State, heard: &Heard, findings: &Findings) -> Answer {
    conclude::conclude(state, heard, findings, &policy())
}

pub(super) fn list(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}

pub(super) fn family(name: &str) -> Wish {
    Wish { families: list(&[name]), ..Wish::default() }
}

pub(super) fn colour(name: &str) -> Wish {
    Wish { colours: list(&[name]), ..Wish::default() }
}

pub(super) fn product(sku: &str, name: &str, price: i64) -> Product {
    Product {
        sku: sku.to_owned(),
        name: Texts { en: Some(name.to_owned()), ar: None },
        description: Texts::default(),
        categories: Vec::new(),
        family: Some("chair".to_owned()),
        subtype: None,
        colours: Vec::new(),
        materials: Vec::new(),
        size: SizeMm { width: Some(600), ..SizeMm::default() },
        price: (price > 0).then(|| Money::new(Decimal::from(price), Currency::AED)),
        price_basis: PriceBasis::Each,
        stock: Some(5),
        active: true,
        images: vec!["a.png".to_owned()],
        attributes: BTreeMap::new(),
        capacity: None,
        url: None,
    }
}

pub(super) fn sought(wish: Wish, shown: &[Product]) -> Sought {
    let mut sought = Sought { wish, ..Sought::default() };
    sought.show(shown);
    sought
}

/// Three chairs were shown.
pub(super) fn three() -> [Product; 3] {
    [product("A", "Aster", 100), product("B", "Birch", 200), product("C", "Cedar", 300)]
}

pub(super) fn after_three() -> State {
    State {
        introduced: true,
        wishes: vec![sought(family("chair"), &three())],
        shown: list(&["A", "B", "C"]),
        listed: list(&["A", "B", "C"]),
        valued: true,
        ..State::default()
    }
}

/// One chair was shown.
pub(super) fn after_one() -> State {
    let shown = [product("KX 210", "Orin KX 210 Grey", 345)];
    State {
        introduced: true,
        wishes: vec![sought(family("chair"), &shown)],
        shown: list(&["KX 210"]),
        valued: true,
        ..State::default()
    }
}

/// The searches a message leads to.
pub(super) fn searched(state: &State, change: impl FnOnce(&mut Understanding)) -> Vec<Search> {
    let lookups = plan(state, &heard(change));
    let searches = lookups.into_iter().flat_map(|lookup| match lookup {
        Lookup::SearchProducts { search } => vec![*search],
        Lookup::SearchOne { searches } => searches,
        other => panic!("{other:?}"),
    });
    searches.collect()
}

pub(super) fn only(searches: Vec<Search>) -> Search {
    assert_eq!(searches.len(), 1, "{searches:?}");
    searches.into_iter().next().unwrap()
}

pub(super) fn answered(
    state: &State,
    change: impl FnOnce(&mut Understanding),
    findings: &Findings,
) -> (Answer, State) {
    // Other words than the last.
    let heard = Heard { words: u64::from(state.turns) + 1, ..heard(change) };
    let answer = conclude(state, &in_context(state, heard), findings);
    let after = answer.events.iter().fold(state.clone(), State::after);
    (answer, after)
}

pub(super) fn found(search: Search, products: &[Product]) -> Findings {
    let found = Found { search, products: products.to_vec(), ..Found::default() };
    Findings { searches: vec![found], ..Findings::default() }
}

pub(super) fn for_wish(wish: Wish) -> Search {
    Search { wish, ..Search::default() }
}

pub(super) fn pointed(products: &[Product]) -> Findings {
    Findings { pointed: products.to_vec(), ..Findings::default() }
}

/// The codes of a list, in its order.
pub(super) fn listed(answer: &Answer) -> Vec<String> {
    let lists = answer.contributions.iter().filter_map(|part| match part {
        Contribution::Products { products, .. } => Some(products),
        _ => None,
    });
    lists.flatten().map(|product| product.sku.clone()).collect()
}

pub(super) fn lines(answer: &Answer) -> Vec<(String, u32)> {
    let lines = answer.contributions.iter().flat_map(|part| match part {
        Contribution::Line { product, quantity, .. } => vec![(product.sku.clone(), *quantity)],
        Contribution::Order { lines, .. } => {
            lines.iter().map(|line| (line.product.sku.clone(), line.quantity)).collect()
        }
        _ => Vec::new(),
    });
    lines.collect()
}
