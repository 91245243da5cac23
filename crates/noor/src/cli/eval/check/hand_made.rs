//! Conversations made by hand, for the tests of checks.

use std::path::Path;
use std::sync::LazyLock;

use noor_core::money::{Currency, Money};
use noor_core::product::{PriceBasis, Product, SizeMm, Texts};
use serde_json::Value;

use super::super::ground::Ground;
use super::super::scenario::{Bindings, Notes};
use super::super::seen::{Happened, Turn};
use super::{Expectation, Verdict};
use crate::content::Content;

/// A product with a code, a name and a price in dirhams.
pub(in crate::cli::eval) fn product(sku: &str, name: &str, price: &str) -> Product {
    Product {
        sku: sku.to_owned(),
        name: Texts { en: Some(name.to_owned()), ar: None },
        description: Texts::default(),
        categories: Vec::new(),
        family: Some("chair".to_owned()),
        subtype: None,
        colours: vec!["grey".to_owned()],
        materials: Vec::new(),
        size: SizeMm { width: Some(600), ..SizeMm::default() },
        price: price.parse().ok().map(|amount| Money::new(amount, Currency::AED)),
        price_basis: PriceBasis::Each,
        stock: Some(22),
        active: true,
        images: Vec::new(),
        attributes: [("Warranty".to_owned(), "2 years".to_owned())].into(),
        capacity: None,
        url: None,
    }
}

/// A shop with three products.
pub(in crate::cli::eval) static GROUND: LazyLock<Ground> = LazyLock::new(|| {
    let content = Content::load(None::<&Path>).expect("the built-in content is whole");
    let desk = Product { family: Some("desk".to_owned()), ..product("DM 905", "Deem Desk", "240") };
    let products = vec![
        product("KX 210", "Orin Task Chair", "345.00"),
        product("KX 201", "Tayf Task Chair", "275.50"),
        desk,
    ];
    Ground::of(&content.into(), products, vec!["the-secret".to_owned()])
        .expect("the built-in words are whole")
});

/// A trace of a turn, in the published format, after the customer's words.
pub(in crate::cli::eval) fn turn(words: &str, trace: Value) -> Turn {
    let turn: Turn = serde_json::from_value(trace).expect("a trace");
    Turn { happened: Happened { words: vec![words.to_owned()], ..Happened::default() }, ..turn }
}

/// A turn with one text as its reply.
pub(in crate::cli::eval) fn says(text: &str) -> Turn {
    turn("hello", serde_json::json!({"replies": [{"text": text}]}))
}

/// Checks an expectation, which has to be written well.
pub(in crate::cli::eval) fn check(expectation: Value, turns: &[Turn]) -> Verdict {
    let bindings = Bindings::default();
    let mut notes = Notes::new(&bindings);
    let read = Expectation::read("expect[0]".to_owned(), expectation, turns.len(), &mut notes);
    let mistakes = notes.mistakes();
    assert_eq!(mistakes, Vec::<String>::new());
    read.expect("an expectation without mistakes").check(turns, &GROUND)
}

/// It holds for the first conversation and not for the second.
pub(in crate::cli::eval) fn tells_apart(expectation: Value, good: &[Turn], bad: &[Turn]) {
    let written = expectation.to_string();
    assert_eq!(check(expectation.clone(), good), Ok(()), "{written} has to hold");
    assert!(check(expectation, bad).is_err(), "{written} must not hold");
}
