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

/// A model's reading, as its JSON schema asks for it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Suggestion {
    /// Plain names of intents; [`intents`] has them all.
    pub intents: Vec<String>,
    /// The articles of the shop's knowledge that are asked for.
    pub articles: Vec<String>,
    /// Properties of products that are asked about.
    pub properties: Vec<String>,
    /// Currencies that prices are asked in.
    pub in_currencies: Vec<String>,
    /// The kinds of things that are looked for.
    pub wishes: Vec<SuggestedWish>,
    /// Article codes.
    pub codes: Vec<SuggestedCode>,
    /// Pieces, where nothing says of what.
    pub quantity: Option<String>,
    /// What is pointed at: `it`, `end_of_list`, `cheapest`, `dearest`.
    pub point: Option<String>,
    /// A place in the last list, as written ("the second one", `2`).
    pub place: Option<String>,
    /// How the next list should differ: `cheaper`, `dearer`, `smaller`, `larger`.
    pub change: Option<String>,
    /// What is to happen with the order.
    pub changes: Vec<SuggestedChange>,
    /// What they told about themselves.
    pub details: SuggestedDetails,
    /// What they can spend.
    pub budget: SuggestedBudget,
    /// Whom a whole place is to be furnished for.
    pub people: Vec<SuggestedPeople>,
}

/// A kind of thing that is looked for, or a line of an order. Figures as written.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SuggestedWish {
    /// Canonical families.
    pub families: Vec<String>,
    /// Canonical kinds within them.
    pub kinds: Vec<String>,
    /// Kinds that are excluded.
    pub kinds_not: Vec<String>,
    /// Canonical colours.
    pub colours: Vec<String>,
    /// Colours that are excluded.
    pub colours_not: Vec<String>,
    /// Canonical materials.
    pub materials: Vec<String>,
    /// Materials that are excluded.
    pub materials_not: Vec<String>,
    /// Lowest price of one piece.
    pub price_min: Option<String>,
    /// Highest price of one piece.
    pub price_max: Option<String>,
    /// The currency named with it.
    pub currency: Option<String>,
    /// Left to right, with its unit as written; centimetres without one.
    pub width: Option<String>,
    /// Front to back.
    pub depth: Option<String>,
    /// Floor to top.
    pub height: Option<String>,
    /// How many people it is for.
    pub people: Option<String>,
    /// Pieces of it.
    pub pieces: Option<String>,
    /// Only what is in stock.
    pub in_stock: bool,
    /// Which end of the range comes first: `cheapest`, `dearest`, `smallest`, `largest`.
    pub first: Option<String>,
    /// Words that name a product or a series.
    pub words: Vec<String>,
}

/// An article code.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SuggestedCode {
    /// As written.
    pub text: String,
    /// Pieces of it.
    pub quantity: Option<String>,
}

/// A change of one line of the order.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SuggestedChange {
    /// `take`, `set`, `add`, `remove` or `swap`.
    pub how: String,
    /// What it is about; what comes in, where something is swapped.
    pub target: SuggestedTarget,
    /// What goes out, where something is swapped.
    pub out: Option<SuggestedTarget>,
    /// Pieces.
    pub quantity: Option<String>,
}

/// What a change of the order is about. The first that is given counts; nothing is whatever is meant.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SuggestedTarget {
    /// An article code as written.
    pub code: Option<String>,
    /// A kind of thing.
    pub kind: Option<SuggestedWish>,
    /// As [`Suggestion::point`].
    pub point: Option<String>,
    /// As [`Suggestion::place`].
    pub place: Option<String>,
    /// All of the order.
    pub everything: bool,
}

/// What somebody told about themselves, as written.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SuggestedDetails {
    /// How to address them.
    pub name: Option<String>,
    /// For whom they buy.
    pub company: Option<String>,
    /// Whether they buy for themselves.
    pub individual: bool,
    /// An e-mail address.
    pub email: Option<String>,
    /// A telephone number.
    pub phone: Option<String>,
    /// Where to deliver.
    pub address: Option<String>,
    /// A city or district, too vague to deliver to.
    pub area: Option<String>,
    /// What they do in their company.
    pub role: Option<String>,
}

/// What somebody can spend. Figures as written.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SuggestedBudget {
    /// For everything together.
    pub total: Option<String>,
    /// For one piece.
    pub per_item: Option<String>,
    /// The currency named with it.
    pub currency: Option<String>,
    /// Whether VAT is in it, where that was said.
    pub incl_vat: Option<bool>,
}

/// People of one kind.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SuggestedPeople {
    /// The role's key.
    pub role: String,
    /// How many, as written.
    pub people: String,
}

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
        let details = &mut self.details;
        let told = [
            &mut details.name,
            &mut details.company,
            &mut details.email,
            &mut details.phone,
            &mut details.address,
            &mut details.area,
            &mut details.role,
        ];
        for value in told.into_iter().flatten() {
            *value = mask.restore(value);
        }
        self
    }
}
