//! What a solution looks like.

use serde::{Deserialize, Serialize};

use super::terms::Sum;
use crate::money::Money;
use crate::product::Product;

/// How needs can be covered.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Solution<'a> {
    /// Plans that keep the limit, cheapest first, each clearly dearer than the one before. One
    /// alone that leaves something missing if the limit does not reach; none if nothing can be
    /// bought at all.
    pub plans: Vec<Plan<'a>>,
    /// Where the limit does not reach: the cheapest plan that covers all that is essential and on
    /// sale. Its total is what the customer would have to spend at least.
    pub least: Option<Plan<'a>>,
}

/// Products for the needs, and what they come to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan<'a> {
    /// Its place among the plans.
    pub level: Level,
    /// What is bought, in the order of the needs.
    pub lines: Vec<Line<'a>>,
    /// How far each need is covered, one entry for each in the order given.
    pub coverage: Vec<Coverage>,
    /// What the lines come to.
    pub sum: Sum,
    /// Whether that is within the limit.
    pub keeps_limit: bool,
}

/// A plan's place among the plans.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// The cheapest.
    Lean,
    /// About halfway between the other two.
    Middle,
    /// The best that the limit allows, with what is only offered where it can be added.
    Best,
}

/// Pieces of one product for one need.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line<'a> {
    /// The need, by its place.
    pub need: usize,
    /// The product.
    pub product: &'a Product,
    /// Pieces of it.
    pub quantity: u32,
    /// The price of one.
    pub unit: Money,
    /// The price of all, without VAT, in whole fils (see [`Money::times`]).
    pub total: Money,
    /// Whether they are there.
    pub supply: Supply,
    /// How many people one piece is taken for although nobody entered a capacity and such products
    /// are shared; to be said as an assumption and asked about. `None` is nothing assumed.
    pub assumed: Option<u32>,
}

/// Whether the pieces of a line are in stock, after what earlier lines take of the same product.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Supply {
    /// All of them are.
    InStock,
    /// Nobody knows; to be confirmed.
    ToConfirm,
    /// Some are not.
    Short {
        /// Pieces that are not there.
        by: u32,
    },
}

/// How far a need is covered. `covered` and `missing` are always `wanted` together, and count what
/// the need counts: pieces or people.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Coverage {
    /// How much was wanted.
    pub wanted: u32,
    /// How much of it the plan has, whether or not it is in stock.
    pub covered: u32,
    /// How much of it the plan lacks.
    pub missing: u32,
    /// Why it lacks that; `None` where nothing is missing.
    pub why: Option<Why>,
}

/// Why a plan does not cover a need.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// No product with a price was found for it.
    NotSold,
    /// The limit does not reach for it.
    Limit,
    /// It is only offered, and this plan does without.
    Offered,
}

impl Plan<'_> {
    /// Whether nothing is missing but what is only offered.
    pub fn is_complete(&self) -> bool {
        self.coverage.iter().all(|it| matches!(it.why, None | Some(Why::Offered)))
    }
}
