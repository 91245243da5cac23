//! What can be looked up.

use serde::{Deserialize, Serialize};

use crate::dialogue::findings::Trait;
use crate::understanding::{Change, CodeMention, Headcount, Wish};

/// Something to look up. Reads only: nothing here changes the world.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "tool", rename_all = "snake_case")]
pub enum Lookup {
    /// Products with the wished traits.
    SearchProducts {
        /// What to look for.
        search: Box<Search>,
    },
    /// One of several searches: the first that finds all of its wish, else the first.
    SearchOne {
        /// The searches, the likeliest first.
        searches: Vec<Search>,
    },
    /// The products behind codes the customer wrote.
    FindCodes {
        /// The candidates.
        mentions: Vec<CodeMention>,
        /// Colours that were named beside them.
        colours: Vec<String>,
    },
    /// The products shown before, with today's price and stock.
    GetStock {
        /// Their codes.
        skus: Vec<String>,
    },
    /// The products of the order, of what was calculated, of the solutions offered and of the
    /// quotation that stands, as they are today.
    GetOrder {
        /// Their codes.
        skus: Vec<String>,
    },
    /// Products for all that people in a place need, or for several things within one budget.
    Furnish {
        /// Whom it is for.
        people: Vec<Headcount>,
        /// What was named, with pieces.
        wishes: Vec<Wish>,
    },
    /// Which families the shop carries.
    ListFamilies,
    /// How the customer's own orders stand.
    CheckOrders,
    /// What is open between the shop and a customer who comes back.
    GetPending,
    /// What the customer bought last.
    GetLastOrder,
    /// Quotations of this customer, and what a new one would be called.
    GetQuotation {
        /// The numbers that they named.
        numbers: Vec<String>,
    },
}

impl Lookup {
    /// The codes it looks up as those of an order.
    pub fn ordered(&self) -> &[String] {
        match self {
            Self::GetOrder { skus } => skus,
            Self::SearchProducts { .. }
            | Self::SearchOne { .. }
            | Self::FindCodes { .. }
            | Self::GetStock { .. }
            | Self::Furnish { .. }
            | Self::ListFamilies
            | Self::CheckOrders
            | Self::GetPending
            | Self::GetLastOrder
            | Self::GetQuotation { .. } => &[],
        }
    }
}

/// A search for products.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Search {
    /// The traits.
    pub wish: Wish,
    /// What the search is for.
    pub aim: Aim,
    /// The wish of the state that it goes on from, by its place; `None` for a new one.
    pub of: Option<usize>,
    /// Traits that were let go before, so that the same products are searched.
    pub without: Vec<Trait>,
    /// Codes that are not to be shown again.
    pub seen: Vec<String>,
}

/// What a search is for.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "aim", rename_all = "snake_case")]
pub enum Aim {
    /// To find what has the traits.
    #[default]
    Wish,
    /// To show more of what was shown.
    More,
    /// To go beyond what was shown.
    Change {
        /// Which way.
        change: Change,
    },
    /// To find others of the kind of a product that does not come in the wished colour.
    InColour,
    /// To find something there is instead of a product that is sold out or no longer offered.
    Instead,
    /// To find the version of one product that has the traits.
    Version {
        /// The product's code.
        sku: String,
    },
}

impl Aim {
    /// Whether it finds something else for a product that was named by its code.
    pub fn stands_in(&self) -> bool {
        matches!(self, Aim::InColour | Aim::Instead)
    }
}

impl Search {
    /// How many people each piece has to have room for, as far as more than one has to share it.
    pub fn people_each(&self) -> Option<u32> {
        let people = self.wish.people?;
        let pieces = self.wish.pieces.unwrap_or(1).max(1);
        Some(people.div_ceil(pieces)).filter(|each| *each > 1)
    }
}
