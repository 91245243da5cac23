//! One line of a quotation.

use serde::{Deserialize, Serialize};

use crate::money::Money;
use crate::pricing::{Piece, PriceDecision, PriceRule, Purchaser, decide};
use crate::product::{PriceBasis, Product, Texts};
use crate::sku;

use super::Terms;

/// So many of a product, at a price.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuoteLine {
    /// The shop's spelling of the code.
    pub sku: String,
    /// What it is called.
    pub name: Texts,
    /// Pieces, at least one.
    pub quantity: u32,
    /// What one costs, and why.
    pub price: PriceDecision,
    /// What all of them cost, without VAT.
    pub total: Money,
    /// How much of it is there.
    pub availability: Availability,
}

/// How much of a line is there, as it was known when the quotation was made out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Availability {
    /// All of it.
    Full,
    /// So many pieces; the rest is to be confirmed.
    Partial(u32),
    /// None; when there will be some is to be confirmed.
    Sold,
    /// Nobody could be asked: to be confirmed.
    Unknown,
}

impl Availability {
    /// Of so many wanted pieces, by what is known of the stock.
    pub fn of(stock: Option<u32>, quantity: u32) -> Self {
        match stock {
            None => Self::Unknown,
            Some(0) => Self::Sold,
            Some(there) if there < quantity => Self::Partial(there),
            Some(_) => Self::Full,
        }
    }
}

/// Why a product cannot be quoted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "flaw", rename_all = "snake_case")]
pub enum Flaw {
    /// It is not in the catalogue, or not any more: tell the customer, and offer others.
    Gone {
        /// Its code.
        sku: String,
    },
    /// It has no price, or none for a piece: a person has to say one (`price_unavailable`).
    NoPrice {
        /// Its code.
        sku: String,
    },
    /// Its price is in another currency than the shop's: a mistake of the catalogue.
    ForeignPrice {
        /// Its code.
        sku: String,
    },
    /// The inventory does not have it, so that nobody could order it: a person has to see to it.
    NoItem {
        /// Its code.
        sku: String,
    },
    /// So many pieces that the amount cannot be told: a number that was misread.
    TooMany {
        /// Its code.
        sku: String,
    },
}

impl QuoteLine {
    /// A line for `quantity` pieces of a product, which is `None` where the catalogue does not offer it.
    ///
    /// # Errors
    ///
    /// The [`Flaw`] for which it cannot be quoted.
    pub(super) fn of(
        wanted: &str,
        product: Option<&Product>,
        quantity: u32,
        purchaser: &Purchaser<'_>,
        rules: &[PriceRule],
        terms: &Terms<'_>,
    ) -> Result<Self, Flaw> {
        let flawed = || wanted.to_owned();
        let product = product.filter(|it| it.active).ok_or_else(|| Flaw::Gone { sku: flawed() })?;
        let list = product.price.ok_or_else(|| Flaw::NoPrice { sku: flawed() })?;
        if list.currency != terms.currency {
            return Err(Flaw::ForeignPrice { sku: flawed() });
        }
        let key = sku::key(&product.sku);
        if terms.without_item.contains(&key) {
            return Err(Flaw::NoItem { sku: flawed() });
        }
        // Nobody knows how many square metres a piece has: a person says what it costs.
        match product.price_basis {
            PriceBasis::Each | PriceBasis::Set => {}
            PriceBasis::M2 => return Err(Flaw::NoPrice { sku: flawed() }),
        }
        let piece = Piece { sku_key: &key, family: product.family.as_deref(), quantity };
        let price = decide(list, &piece, purchaser, rules, terms.now);
        let total = price.unit.times(quantity).ok_or_else(|| Flaw::TooMany { sku: flawed() })?;
        Ok(Self {
            sku: product.sku.clone(),
            name: product.name.clone(),
            quantity,
            price,
            total,
            availability: Availability::of(product.stock, quantity),
        })
    }
}
