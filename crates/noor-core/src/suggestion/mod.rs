//! What a model read in a message, held against the message itself.
//!
//! A model may point at words the rules missed; it cannot add a figure, a code, a name, an address or
//! a family that is not there. Whatever the rules read stands. Everything is text here, as a model
//! writes it: what is none of the closed words, or does not stand in the message, counts for nothing.

mod fill;
mod ground;
mod intents;
mod order;
#[cfg(test)]
mod tests;

use std::collections::HashSet;

use serde::{Deserialize, Serialize};

use crate::privacy::Mask;
pub use fill::fill;
pub use ground::Ground;
pub use intents::intents;

/// A model's reading, as its JSON schema asks for it. What was not said has no entry, so that a reading
/// costs what there is to read.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Suggestion {
    /// Plain names of intents; [`intents`] has them all.
    pub intents: Vec<String>,
    /// The articles of the shop's knowledge that are asked for.
    pub articles: Vec<String>,
    /// Properties of products that are asked about.
    pub properties: Vec<String>,
    /// The kinds of things that are looked for.
    pub wishes: Vec<SuggestedWish>,
    /// What is to happen with the order.
    pub changes: Vec<SuggestedChange>,
    /// Everything else, by the words of [`FACTS`]; people as `people` and their role's key.
    pub facts: Vec<Fact>,
}

/// A kind of thing that is looked for.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SuggestedWish {
    /// Canonical families, kinds, colours and materials; see [`KIND`].
    pub want: Vec<String>,
    /// Those that are excluded.
    pub not: Vec<String>,
    /// Limits and figures, by the words of [`WISH_FACTS`].
    pub facts: Vec<Fact>,
}

/// A change of one line of the order.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SuggestedChange {
    /// One of [`HOW`]. What is swapped in stands before what is swapped out.
    pub how: String,
    /// How it is named: one of [`AT`].
    pub at: String,
    /// The code or the place, as written; empty otherwise.
    pub value: String,
    /// Its canonical names, where it is named by its kind.
    pub names: Vec<String>,
    /// Pieces as written; empty if no number was said.
    pub quantity: String,
    /// The pieces that are said to be wrong; empty if none are.
    pub was: String,
}

/// Something that was said: what it is, and the customer's own words for it, if it takes any.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Fact {
    /// What it is.
    pub is: String,
    /// As written.
    pub value: String,
}

/// Stands before a kind that has the name of a family, colour or material: `kind mesh`.
pub const KIND: &str = "kind ";

/// Stands before a role: `people staff` and how many of them.
pub const PEOPLE: &str = "people ";

/// What a fact can be.
pub const FACTS: [&str; 28] = [
    "code",
    "quantity",
    "at_most",
    "it",
    "place",
    "end_of_list",
    "cheapest",
    "dearest",
    "smallest",
    "largest",
    "cheaper",
    "dearer",
    "smaller",
    "larger",
    "in_currency",
    "name",
    "company",
    "individual",
    "email",
    "phone",
    "address",
    "area",
    "role",
    "budget_total",
    "budget_each",
    "budget_currency",
    "budget_with_vat",
    "budget_without_vat",
];

/// What a fact about a thing can be.
pub const WISH_FACTS: [&str; 14] = [
    "price_min",
    "price_max",
    "currency",
    "width",
    "depth",
    "height",
    "people",
    "pieces",
    "word",
    "in_stock",
    "cheapest",
    "dearest",
    "smallest",
    "largest",
];

/// What can be done with a line of an order.
pub const HOW: [&str; 6] = ["take", "set", "add", "remove", "swap_in", "swap_out"];

/// How a line of an order can be named.
pub const AT: [&str; 12] = [
    "code",
    "kind",
    "place",
    "it",
    "end_of_list",
    "cheapest",
    "dearest",
    "smallest",
    "largest",
    "each",
    "everything",
    "meant",
];

/// The closed lists a suggestion may draw from.
#[derive(Debug, Clone, Default)]
pub struct Known {
    /// Canonical families.
    pub families: HashSet<String>,
    /// Canonical kinds within them.
    pub kinds: HashSet<String>,
    /// Canonical colours.
    pub colours: HashSet<String>,
    /// Canonical materials.
    pub materials: HashSet<String>,
    /// Keys of articles.
    pub articles: HashSet<String>,
    /// Keys of roles.
    pub roles: HashSet<String>,
}

impl Suggestion {
    /// The same with the customer's own words where a model saw slots of `mask`.
    #[must_use]
    pub fn restored(mut self, mask: &Mask) -> Self {
        for fact in &mut self.facts {
            fact.value = mask.restore(&fact.value);
        }
        self
    }
}

/// The first value of a fact.
fn value<'f>(facts: &'f [Fact], is: &str) -> Option<&'f str> {
    facts.iter().find(|fact| fact.is == is).map(|fact| fact.value.as_str())
}

/// Whether a fact was named.
fn has(facts: &[Fact], is: &str) -> bool {
    facts.iter().any(|fact| fact.is == is)
}
