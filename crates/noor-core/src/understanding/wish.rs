//! What somebody looks for: traits, limits, and how the next list should differ from the last.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::money::Currency;

/// Traits of a product somebody looks for. All of them must hold; empty lists mean "any".
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Wish {
    /// Canonical families (`chair`); several mean "one of these".
    pub families: Vec<String>,
    /// Canonical kinds within the families (`executive`).
    pub subtypes: Vec<String>,
    /// Canonical kinds that are not wanted ("no mesh").
    pub subtypes_not: Vec<String>,
    /// Canonical colours; one of them must be on the product.
    pub colours: Vec<String>,
    /// Canonical colours that must not be on it.
    pub colours_not: Vec<String>,
    /// Canonical materials; one of them must be on it.
    pub materials: Vec<String>,
    /// Canonical materials that must not be on it.
    pub materials_not: Vec<String>,
    /// Canonical features (`armrests`); it must have all of them.
    pub features: Vec<String>,
    /// Canonical features that it must not have.
    pub features_not: Vec<String>,
    /// Lowest unit price.
    pub price_min: Option<Decimal>,
    /// Highest unit price.
    pub price_max: Option<Decimal>,
    /// The currency the customer named; `None` means that of the catalogue.
    pub price_currency: Option<Currency>,
    /// What everything together may cost, where the customer gave one budget for several pieces;
    /// `price_max` is then the share of one piece. A budget for several kinds of things stands with
    /// each of them, and no piece of any may cost more.
    pub budget_total: Option<Decimal>,
    /// Wished sizes.
    pub size: SizeWish,
    /// How many people it is for. To compare with a capacity that a person entered, or to ask
    /// about; never to claim.
    pub people: Option<u32>,
    /// Only what is known to be in stock.
    pub in_stock: bool,
    /// Pieces wanted of it, where the message names several kinds of things.
    pub pieces: Option<u32>,
    /// Which end of the range comes first ("your cheapest desk"); `None` is by how well they fit.
    pub first: Option<Extreme>,
    /// Remaining words that may name a product or series, normalised, for the text search.
    pub words: Vec<String>,
}

impl Wish {
    /// Whether no trait was named at all.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// Wished sizes by side.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SizeWish {
    /// Left to right (or the longest side, where the customer said "long").
    pub width: Option<Range>,
    /// Front to back.
    pub depth: Option<Range>,
    /// Floor to top.
    pub height: Option<Range>,
}

/// A range of millimetres, both ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Range {
    /// Lowest; `None` is open.
    pub min: Option<u32>,
    /// Highest; `None` is open.
    pub max: Option<u32>,
    /// The very size that was named, where it was one size and not a range: results are sorted by
    /// how near they come to it.
    pub near: Option<u32>,
}

/// A number that was taken for what is likeliest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Guess {
    /// The number, as the customer is told it.
    pub figure: String,
    /// What it was taken for.
    pub sense: Sense,
}

/// What a number can be taken for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sense {
    /// A width in millimetres.
    Width,
    /// The most that one piece may cost.
    Price,
    /// People.
    People,
    /// Pieces.
    Pieces,
}

/// An end of a range that somebody asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Extreme {
    /// The lowest price.
    Cheapest,
    /// The highest price.
    Dearest,
    /// The least wide, or of the least footprint.
    Smallest,
    /// The widest.
    Largest,
}

/// How the next list should differ from the one shown last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Change {
    /// "Anything cheaper?": below the lowest price shown.
    Cheaper,
    /// "Something better": above the highest price shown.
    Dearer,
    /// "Smaller": narrower than the narrowest shown.
    Smaller,
    /// "Bigger": wider than the widest shown.
    Larger,
}
