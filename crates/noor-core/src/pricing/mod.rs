//! What a customer pays: the list price, or less where a person of the shop approved it.
//!
//! Owns every calculation with prices of an order, so that the chat, the paper and the order book have
//! the same figures. It must never give a price below the list without an approval.

mod fault;
mod permit;
mod rule;
mod totals;

#[cfg(test)]
mod tests;

use chrono::{DateTime, Utc};
use rust_decimal::{Decimal, RoundingStrategy};
use serde::{Deserialize, Serialize};

pub use self::fault::RuleFault;
pub use self::permit::{Approval, Permit};
pub use self::rule::{Cut, Piece, PriceRule, Purchaser, What, Whom};
pub use self::totals::{TotalError, Totals, VatPercent, totals};
use crate::money::Money;
use crate::product::Texts;

/// What one piece costs, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PriceDecision {
    /// The catalogue's price.
    pub list: Money,
    /// What is paid; the list price where there is no reduction.
    pub unit: Money,
    /// What makes it less, to be named wherever the price is.
    pub reduction: Option<Reduction>,
}

/// A reduction that a person approved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reduction {
    /// What customers are told it is: "Wholesale price".
    pub name: Texts,
    /// Who approved it, by which rule.
    pub permit: Permit,
}

impl PriceDecision {
    /// The list price.
    pub fn of_list(list: Money) -> Self {
        Self { list, unit: list, reduction: None }
    }
}

/// What a piece costs for a purchaser: the lowest price that a rule in force gives them, else that of
/// the list. The same facts always give the same price; of two rules that give the same one the older
/// is named.
///
/// A rule that would give nothing, more than the list, or another currency gives no price.
pub fn decide(
    list: Money,
    piece: &Piece<'_>,
    purchaser: &Purchaser<'_>,
    rules: &[PriceRule],
    now: DateTime<Utc>,
) -> PriceDecision {
    let reduced = rules.iter().filter_map(|rule| {
        let permit = rule.permit(piece, purchaser, now)?;
        let unit = rule.cut.of(list)?;
        Some((unit, permit, rule))
    });
    let best =
        reduced.min_by_key(|(unit, permit, _)| (unit.amount, permit.approval().at, permit.rule()));
    match best {
        None => PriceDecision::of_list(list),
        Some((unit, permit, rule)) => {
            let reduction = Reduction { name: rule.name.clone(), permit };
            PriceDecision { list, unit, reduction: Some(reduction) }
        }
    }
}

/// An amount in whole fils, half away from zero: the one way in which prices are rounded.
pub(crate) fn to_fils(amount: Decimal) -> Decimal {
    amount.round_dp_with_strategy(2, RoundingStrategy::MidpointAwayFromZero)
}
