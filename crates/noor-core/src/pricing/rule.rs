//! A rule of the shop for prices below the list.

use chrono::{DateTime, Utc};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::permit::{Approval, Permit};
use super::to_fils;
use crate::ids::CustomerId;
use crate::money::Money;
use crate::product::Texts;

/// A rule that people of the shop write and approve.
///
/// Source: business rules, "Catalogue, price, stock": percent or fixed, least quantity, validity,
/// approval by a manager.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PriceRule {
    /// Which.
    pub id: Uuid,
    /// What customers are told it is.
    pub name: Texts,
    /// Whom it is for.
    pub whom: Whom,
    /// What it is for.
    pub what: What,
    /// Fewest pieces of one product; one for any number.
    pub min_quantity: u32,
    /// What it makes of a price.
    pub cut: Cut,
    /// From when on; absent: at once.
    pub valid_from: Option<DateTime<Utc>>,
    /// Until when, that moment excluded; absent: until it is withdrawn.
    pub valid_until: Option<DateTime<Utc>>,
    /// Who approved it; without that it is a draft and changes nothing.
    pub approval: Option<Approval>,
}

/// Whom a rule is for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Whom {
    /// Everybody.
    Everybody,
    /// Customers of a segment, as people of the shop call it (`Wholesale`), in capitals or not.
    Segment(String),
    /// One customer: a personal price.
    Customer(CustomerId),
}

/// What a rule is for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum What {
    /// All products.
    Everything,
    /// Those of a family, by its canonical key.
    Family(String),
    /// One product, by its lookup key.
    Product(String),
}

/// What a rule makes of a price.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cut {
    /// So many percent less, more than 0 and less than 100.
    Percent(Decimal),
    /// This unit price.
    Fixed(Money),
}

/// What is bought.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Piece<'a> {
    /// The product's lookup key.
    pub sku_key: &'a str,
    /// Its family, if it has one.
    pub family: Option<&'a str>,
    /// How many.
    pub quantity: u32,
}

/// Who buys.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Purchaser<'a> {
    /// Which customer.
    pub id: CustomerId,
    /// The keys of the segments they are of, as people of the shop entered them.
    pub segments: &'a [String],
}

impl PriceRule {
    /// The permit it gives for a purchase: none while it is not approved, not in force, or meant for
    /// something else.
    pub fn permit(
        &self,
        piece: &Piece<'_>,
        purchaser: &Purchaser<'_>,
        now: DateTime<Utc>,
    ) -> Option<Permit> {
        let approval = self.approval.as_ref()?;
        let in_force = self.valid_from.is_none_or(|from| from <= now)
            && self.valid_until.is_none_or(|until| now < until);
        let for_them = match &self.whom {
            Whom::Everybody => true,
            Whom::Segment(segment) => purchaser.segments.iter().any(|it| is_same(it, segment)),
            Whom::Customer(customer) => *customer == purchaser.id,
        };
        let for_it = match &self.what {
            What::Everything => true,
            What::Family(family) => piece.family == Some(family),
            What::Product(key) => piece.sku_key == key,
        };
        let enough = piece.quantity >= self.min_quantity;
        let holds = in_force && for_them && for_it && enough;
        holds.then(|| Permit::new(self.id, approval.clone()))
    }
}

/// Whether two names are of one segment: people type them, here and in the CRM.
fn is_same(one: &str, other: &str) -> bool {
    one.trim().to_lowercase() == other.trim().to_lowercase()
}

impl Cut {
    /// A list price after the cut, in whole fils; none where that is nothing or no less than the list.
    pub(super) fn of(self, list: Money) -> Option<Money> {
        let amount = match self {
            Self::Percent(percent) => {
                let whole = Decimal::ONE_HUNDRED;
                let left = whole.checked_sub(percent)?;
                to_fils(list.amount.checked_mul(left)?.checked_div(whole)?)
            }
            Self::Fixed(unit) if unit.currency == list.currency => to_fils(unit.amount),
            Self::Fixed(_) => return None,
        };
        let is_less = amount > Decimal::ZERO && amount < list.amount;
        is_less.then(|| Money::new(amount, list.currency))
    }
}
