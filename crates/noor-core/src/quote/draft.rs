//! What has to be known before a quotation can be made out.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{Flaw, QuoteLine, Recipient, Variant};
use crate::dialogue::cart::Cart;
use crate::language::Language;
use crate::money::{Currency, Money};
use crate::pricing::{PriceRule, Purchaser, TotalError, VatPercent, totals};
use crate::product::Product;
use crate::sku;
use crate::understanding::{Detail, Details};

/// A quotation before it has a number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    /// To whom.
    pub recipient: Recipient,
    /// What: one variant, or several to choose from.
    pub variants: Vec<Variant>,
}

/// On what terms the shop offers now.
#[derive(Debug, Clone)]
pub struct Terms<'a> {
    /// The shop's currency.
    pub currency: Currency,
    /// The rate of VAT.
    pub vat_percent: VatPercent,
    /// What delivery costs, where the shop charges for it.
    pub delivery: Option<Money>,
    /// Products that the inventory does not have, by their lookup keys.
    pub without_item: &'a BTreeSet<String>,
    /// The time.
    pub now: DateTime<Utc>,
}

/// Why there can be no quotation yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Missing {
    /// Nothing is ordered: ask what they want.
    Lines,
    /// These details: ask for exactly these, in one message.
    Details(Vec<Detail>),
    /// These lines cannot be quoted; all lines can, or there is no quotation.
    Flaws(Vec<Flaw>),
    /// The sum cannot be told: a number that was misread.
    Sum,
}

/// What a quotation needs of a customer, in the order in which it is asked for.
///
/// Source: business rules, "Quotation".
const NEEDS: [Detail; 4] = [Detail::Name, Detail::Company, Detail::Email, Detail::Address];

/// Makes a quotation of one cart, or of several to choose from.
///
/// `products` are those of the lines as they are now, stock and price confirmed; a line whose product
/// is not among them is not offered any more.
///
/// # Errors
///
/// [`Missing`]: details come before flaws, so that a customer is not told of a line that cannot be had
/// while nobody knows who they are.
pub fn draft(
    carts: &[Cart],
    products: &[Product],
    details: &Details,
    language: Language,
    purchaser: &Purchaser<'_>,
    rules: &[PriceRule],
    terms: &Terms<'_>,
) -> Result<Draft, Missing> {
    let carts: Vec<&Cart> = carts.iter().filter(|cart| !cart.is_empty()).collect();
    if carts.is_empty() {
        return Err(Missing::Lines);
    }
    let recipient = recipient(details, language)?;
    let of = |wanted: &str| {
        let key = sku::key(wanted);
        products.iter().find(|product| sku::key(&product.sku) == key)
    };
    let line = |sku: &str, quantity| QuoteLine::of(sku, of(sku), quantity, purchaser, rules, terms);
    let (mut variants, mut flaws) = (Vec::new(), Vec::new());
    for cart in carts {
        let mut lines = Vec::new();
        for wanted in cart.lines() {
            match line(&wanted.sku, wanted.quantity) {
                Ok(line) => lines.push(line),
                Err(flaw) if !flaws.contains(&flaw) => flaws.push(flaw),
                Err(_) => {}
            }
        }
        variants.push(lines);
    }
    if !flaws.is_empty() {
        return Err(Missing::Flaws(flaws));
    }
    let variants = variants.into_iter().map(|lines| variant(lines, terms)).collect();
    let variants: Result<Vec<Variant>, TotalError> = variants;
    Ok(Draft { recipient, variants: variants.map_err(|_| Missing::Sum)? })
}

fn variant(lines: Vec<QuoteLine>, terms: &Terms<'_>) -> Result<Variant, TotalError> {
    let amounts: Vec<Money> = lines.iter().map(|line| line.total).collect();
    let totals = totals(&amounts, terms.delivery, terms.vat_percent)?;
    Ok(Variant { lines, totals })
}

fn recipient(details: &Details, language: Language) -> Result<Recipient, Missing> {
    let Details { name, company, email, address, .. } = details.clone();
    match (name, company, email, address) {
        (Some(name), Some(buyer), Some(email), Some(address)) => {
            Ok(Recipient { name, buyer, email, address, language })
        }
        _ => Err(Missing::Details(
            NEEDS.into_iter().filter(|detail| !details.has(*detail)).collect(),
        )),
    }
}

impl Draft {
    /// Whether another draft offers the same to the same person: then it is no new revision.
    pub fn offers_the_same_as(&self, other: &Self) -> bool {
        let lines = |draft: &Self| -> Vec<Vec<(String, u32, Money)>> {
            let of = |line: &QuoteLine| (sku::key(&line.sku), line.quantity, line.price.unit);
            draft.variants.iter().map(|variant| variant.lines.iter().map(of).collect()).collect()
        };
        let sums = |draft: &Self| draft.variants.iter().map(|it| it.totals).collect::<Vec<_>>();
        self.recipient == other.recipient
            && lines(self) == lines(other)
            && sums(self) == sums(other)
    }
}
