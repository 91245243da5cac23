//! What the lookups of a turn found.

use serde::{Deserialize, Serialize};

use super::offer::{Prices, Quotations};
use super::past::{LastTime, Pending};
use super::placed::PlacedOrder;
use super::plan::{Aim, Search};
use crate::bundle::Need;
use crate::product::Product;
use crate::understanding::{CodeMention, Wish};

/// What the lookups found.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Findings {
    /// The results of the searches, in the order of the plan.
    pub searches: Vec<Found>,
    /// What stands behind each code that was written.
    pub codes: Vec<FoundCode>,
    /// The products pointed at, as they are today.
    pub pointed: Vec<Product>,
    /// The products of the order, of what was calculated, of the solutions offered and of the
    /// quotation that stands, as they are.
    pub order: Vec<Product>,
    /// For what was ordered and is not offered any more: others of its kind that are there, each search
    /// with the code it stands in for as the one seen.
    pub instead: Vec<Found>,
    /// What a whole place needs, each need with the products found for it, best first.
    pub places: Vec<Place>,
    /// The families carried, most products first.
    pub families: Vec<String>,
    /// The customer's own orders that can be told of, newest first.
    pub placed: Vec<PlacedOrder>,
    /// What is open with a customer who comes back.
    pub pending: Pending,
    /// What they bought last, where they speak of it and it is known.
    pub last_time: Option<LastTime>,
    /// What decides what this customer pays; `None` where no price is told.
    pub prices: Option<Prices>,
    /// What is known of quotations, where the turn may be about one.
    pub quotations: Option<Quotations>,
}

impl Findings {
    /// Every product that was found, as often as it was.
    pub fn products_mut(&mut self) -> impl Iterator<Item = &mut Product> {
        let searched = self.searches.iter_mut().flat_map(|found| found.products.iter_mut());
        let named = self.codes.iter_mut().flat_map(|code| match &mut code.is {
            CodeIs::One(product) | CodeIs::Gone(product) => std::slice::from_mut(product.as_mut()),
            CodeIs::Many(products) => products.as_mut_slice(),
            CodeIs::Unknown => &mut [],
        });
        let needed = self.places.iter_mut().flat_map(|place| place.products.iter_mut());
        let stand_in = self.instead.iter_mut().flat_map(|found| found.products.iter_mut());
        let before = self.pointed.iter_mut().chain(&mut self.order);
        searched.chain(named).chain(before).chain(stand_in).chain(needed)
    }
}

/// A need of a whole place, and what could cover it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// The need.
    pub need: Need,
    /// What was found for it, best first.
    pub products: Vec<Product>,
}

/// Products that were searched for.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Found {
    /// The search.
    pub search: Search,
    /// Best first. Their names meet as many of the wished words as any.
    pub products: Vec<Product>,
    /// The wished traits that had to be let go to find any.
    pub without: Vec<Trait>,
    /// The wished words that none of them meets.
    pub unmet: Vec<String>,
}

/// A trait of a wish.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Trait {
    /// Width, depth or height.
    Size,
    /// The colour.
    Colour,
    /// The material.
    Material,
    /// What it has or is made for.
    Feature,
    /// The kind within the family.
    Kind,
    /// The price.
    Price,
    /// Being in stock.
    Stock,
    /// Room for that many people.
    People,
    /// The words of a name.
    Words,
    /// Being a version of the very product that was meant.
    Version,
}

/// What stands behind a code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FoundCode {
    /// As it was written, with the pieces wanted.
    pub mention: CodeMention,
    /// What it is.
    pub is: CodeIs,
    /// Whether a colour was named beside it that it does not come in.
    #[serde(default)]
    pub other_colour: bool,
}

impl FoundCode {
    /// The search for others of its kind where the very product cannot be had: not in the colour that
    /// was named (one of `colours`), not at the moment, or no longer.
    pub fn others(&self, colours: &[String]) -> Option<Search> {
        let (product, sold_out) = match &self.is {
            CodeIs::One(product) => (product, product.stock == Some(0)),
            CodeIs::Gone(product) => (product, true),
            CodeIs::Many(_) | CodeIs::Unknown => return None,
        };
        let of_its_kind = Wish {
            families: product.family.iter().cloned().collect(),
            subtypes: product.subtype.iter().cloned().collect(),
            ..Wish::default()
        };
        let (aim, wish) = if self.other_colour {
            (Aim::InColour, Wish { colours: colours.to_vec(), ..of_its_kind })
        } else if sold_out && product.family.is_some() {
            (Aim::Instead, Wish { in_stock: true, ..of_its_kind })
        } else {
            return None;
        };
        Some(Search { wish, aim, seen: vec![product.sku.clone()], ..Search::default() })
    }
}

impl Found {
    /// Whether it is of any use to whom something else was asked for: what is sold out is replaced by
    /// something of the same kind that is there.
    pub fn replaces(&self) -> bool {
        self.search.aim != Aim::Instead || self.without.is_empty() && !self.products.is_empty()
    }
}

/// What a code turned out to be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CodeIs {
    /// One product on offer.
    One(Box<Product>),
    /// The beginning of several products' codes.
    Many(Vec<Product>),
    /// A product that is no longer offered.
    Gone(Box<Product>),
    /// Nothing in this catalogue.
    Unknown,
}
