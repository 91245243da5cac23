//! What a turn knows of prices and quotations, and what it decides to do with a quotation.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::ids::{CustomerId, QuoteId};
use crate::pricing::{PriceRule, Purchaser};
use crate::quote::Quote;

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
