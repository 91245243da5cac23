//! What is recommended beside a product: something else instead of it, and what belongs to it.
//!
//! The shop's rules come from `content/complements.toml`. Everything here is pure: who looks for
//! candidates gives them, and gets those that fit, best first, each with its reasons. A recommendation
//! never says that something is better, and never offers the same model in another colour: that is a
//! version and not an alternative.

mod alternatives;
mod complements;
mod content;

use rust_decimal::Decimal;
use serde::Serialize;

use crate::lexicon::Lexicon;
use crate::money::Currency;
use crate::normalise::tokens;
use crate::product::Product;
use crate::sku;

pub use alternatives::Candidate;
pub use content::{Recommending, RecommendingError, Thing};

/// A product that is recommended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recommended {
    /// The product.
    pub product: Product,
    /// Why, most telling first.
    pub because: Vec<Because>,
}

/// Why something is recommended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Because {
    /// It is of the same kind.
    SameKind,
    /// The shop says that the two belong together.
    BelongsTogether,
    /// It costs less.
    Cheaper,
    /// It costs the same.
    SamePrice,
    /// It has the same main colour.
    SameColour,
    /// One of its materials is the same.
    SameMaterial,
    /// It is about as large.
    NearSize,
    /// It has something else that the other has.
    SharedFeatures,
    /// It is known to be in stock.
    InStock,
}

/// The product that others are recommended beside, and what it takes to compare them with it.
#[derive(Debug, Clone, Copy)]
pub struct Beside<'a> {
    /// The product.
    pub product: &'a Product,
    /// What it has or is made for ([`Lexicon::features_of_row`]).
    pub features: &'a [String],
    /// What one unit of another currency is in its own; one if not listed.
    pub rates: &'a [(Currency, Decimal)],
    /// The words of colours and materials.
    pub lexicon: &'a Lexicon,
}

impl Beside<'_> {
    /// What a product costs in the currency of this one.
    fn price_of(&self, other: &Product) -> Option<Decimal> {
        let price = other.price?;
        let rate = self.rates.iter().find(|(currency, _)| *currency == price.currency);
        price.amount.checked_mul(rate.map_or(Decimal::ONE, |(_, rate)| *rate))
    }

    /// What this one costs, in its own currency.
    fn price(&self) -> Option<Decimal> {
        self.product.price.map(|price| price.amount)
    }

    /// What is the same of all colours and materials that a product comes in.
    fn model(&self, product: &Product) -> Model {
        let tells_version = |word: &str| {
            !self.lexicon.colours_in(word).is_empty() || !self.lexicon.materials_in(word).is_empty()
        };
        // Catalogues mix letters that look alike: "140 х 70" is "140 x 70".
        let keys = |words: Vec<String>| words.iter().map(|word| sku::key(word)).collect();
        let mut code = tokens(&product.sku);
        code.retain(|word| !tells_version(word));
        Model { name: keys(product.model(tells_version)), code: keys(code) }
    }

    /// What both look like.
    fn style(&self, other: &Product) -> impl Iterator<Item = Because> {
        let main = |product: &Product| product.colours.first().cloned();
        let colour = main(other).is_some() && main(other) == main(self.product);
        let material = other.materials.iter().any(|it| self.product.materials.contains(it));
        let style = [(colour, Because::SameColour), (material, Because::SameMaterial)];
        style.into_iter().filter(|(holds, _)| *holds).map(|(_, because)| because)
    }
}

/// A model, by what is left of its name and of its code without words for colours and materials.
#[derive(Debug, PartialEq, Eq)]
struct Model {
    name: Vec<String>,
    code: Vec<String>,
}

impl Model {
    /// Whether two products are versions of one another: one of both may have a remark in its name.
    fn is_also(&self, other: &Self) -> bool {
        self.name == other.name || !self.code.is_empty() && self.code == other.code
    }
}

/// What there is comes before what nobody knows, and that before what is sold out.
fn shelf(product: &Product) -> u8 {
    match product.stock {
        Some(1..) => 0,
        None => 1,
        Some(0) => 2,
    }
}

#[cfg(test)]
mod tests;
