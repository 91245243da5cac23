//! What a turn knows of prices and quotations, and what it decides to do with a quotation.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::ids::{CustomerId, QuoteId};
use crate::money::Money;
use crate::pricing::{Piece, PriceDecision, PriceRule, Purchaser, decide};
use crate::product::{PriceBasis, Product, Texts};
use crate::quote::Quote;
use crate::sku;

/// What decides what this customer pays.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Prices {
    /// Who buys.
    pub customer: CustomerId,
    /// The segments they belong to, by their keys.
    pub segments: Vec<String>,
    /// The rules that are approved.
    pub rules: Vec<PriceRule>,
}

impl Prices {
    /// Who buys, as rules ask for it.
    pub fn purchaser(&self) -> Purchaser<'_> {
        Purchaser { id: self.customer, segments: &self.segments }
    }

    /// What one of so many pieces of a product costs this customer; `None` without a list price.
    pub fn decided(
        &self,
        product: &Product,
        quantity: u32,
        now: DateTime<Utc>,
    ) -> Option<PriceDecision> {
        let list = product.price?;
        let key = sku::key(&product.sku);
        let piece = Piece { sku_key: &key, family: product.family.as_deref(), quantity };
        Some(match product.price_basis {
            PriceBasis::Each | PriceBasis::Set => {
                decide(list, &piece, &self.purchaser(), &self.rules, now)
            }
            PriceBasis::M2 => PriceDecision::of_list(list),
        })
    }
}

/// What is known of quotations.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quotations {
    /// For a new one; what is not used is lost, which harms nobody.
    pub fresh: Fresh,
    /// The one that was made out last in this conversation, whatever became of it.
    pub last: Option<Quote>,
    /// Those that the customer named by their numbers.
    pub named: Vec<NamedQuote>,
    /// Products of the turn that nobody could order, by their lookup keys.
    pub without_item: BTreeSet<String>,
}

/// What a quotation that is made out now is called.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fresh {
    /// Its id; also that of a new revision.
    pub id: QuoteId,
    /// Its number, if it is no revision of another.
    pub number: String,
}

/// A quotation that was named by its number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NamedQuote {
    /// As it was named.
    pub number: String,
    /// The revision that stands last, if it is the customer's own; somebody else's is none.
    pub quote: Option<Quote>,
}

/// What is done with a quotation in the transaction that ends the turn.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "step", rename_all = "snake_case")]
pub enum QuoteStep {
    /// It is made out and sent; its draft order is written down.
    MakeOut {
        /// It.
        quote: Box<Quote>,
        /// The revision before it, which is open no longer.
        instead_of: Option<u32>,
    },
    /// It stands as it is, and is sent once more.
    SendAgain {
        /// It.
        quote: Box<Quote>,
    },
    /// The customer takes it.
    Accept {
        /// It.
        quote: Box<Quote>,
        /// Which of its variants, counted from 0.
        variant: usize,
    },
    /// It is taken back.
    Cancel {
        /// It.
        quote: Box<Quote>,
    },
}

/// Why a quotation is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Occasion {
    /// There was none before.
    First,
    /// What is ordered, or by whom, is another than in the one before.
    Changed,
    /// The shop's prices are others than in the one before.
    Repriced,
    /// The one before could not be accepted any more.
    Expired,
    /// They asked for it again.
    Again,
    /// They spoke of an earlier revision of it.
    Later,
}

/// A product that costs another amount than in the quotation before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Repriced {
    /// Its code.
    pub sku: String,
    /// What it is called.
    pub name: Texts,
    /// What one cost.
    pub from: Money,
    /// What one costs.
    pub to: Money,
}
