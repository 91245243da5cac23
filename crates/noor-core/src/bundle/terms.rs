//! Under which terms a plan is made: the limit and VAT, in whole fils.

use rust_decimal::prelude::ToPrimitive;
use rust_decimal::{Decimal, RoundingStrategy};
use serde::{Deserialize, Serialize};

use crate::money::{Currency, Money};

/// More than anybody spends, in fils: ten trillion dirhams. What comes to more was misread.
pub(super) const MOST: i64 = 1_000_000_000_000_000;

/// What holds for all plans of a solution.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Terms {
    /// What everything together may cost; `None` is no limit.
    pub limit: Option<Limit>,
    /// VAT in percent on top of catalogue prices, between 0 and 100.
    pub vat_percent: Decimal,
    /// The catalogue's currency, which the limit is in as well. Prices in another do not count.
    pub currency: Currency,
}

/// What everything together may cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limit {
    /// The amount, in the catalogue's currency.
    pub amount: Decimal,
    /// Whether VAT is in it.
    pub incl_vat: bool,
}

/// What a plan comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sum {
    /// The sum of the lines, without VAT.
    pub subtotal: Money,
    /// VAT on the subtotal, rounded once, half away from zero, to whole fils.
    pub vat: Money,
    /// Both together.
    pub total: Money,
}

impl Terms {
    /// The sum for lines of `fils` together.
    pub(super) fn sum(&self, fils: i64) -> Sum {
        let vat = self.vat(fils);
        Sum {
            subtotal: self.money(fils),
            vat: self.money(vat),
            total: self.money(fils.saturating_add(vat)),
        }
    }

    /// Fils as money.
    pub(super) fn money(&self, fils: i64) -> Money {
        Money::new(Decimal::new(fils, 2), self.currency)
    }

    /// The most that lines may come to together, in fils and without VAT.
    pub(super) fn most(&self) -> i64 {
        let Some(limit) = self.limit else { return i64::MAX };
        let hundredfold = limit.amount.checked_mul(Decimal::ONE_HUNDRED).map(|it| it.floor());
        let limited = match hundredfold.as_ref().map(ToPrimitive::to_i64) {
            Some(Some(fils)) => fils.clamp(0, MOST),
            // Too large to be written in fils is as good as no limit; too far below zero is nothing.
            Some(None) | None if limit.amount.is_sign_negative() => 0,
            Some(None) | None => MOST,
        };
        if limit.incl_vat { self.without_vat(limited) } else { limited }
    }

    /// The largest amount that is no more than `total` once VAT is on it.
    fn without_vat(&self, total: i64) -> i64 {
        let (mut fits, mut too_much) = (0, total.saturating_add(1));
        while too_much - fits > 1 {
            let middle = i64::midpoint(fits, too_much);
            if middle.saturating_add(self.vat(middle)) <= total {
                fits = middle;
            } else {
                too_much = middle;
            }
        }
        fits
    }

    fn vat(&self, fils: i64) -> i64 {
        let percent = self.vat_percent.clamp(Decimal::ZERO, Decimal::ONE_HUNDRED);
        let exact = Decimal::from(fils).checked_mul(percent).map(|it| it / Decimal::ONE_HUNDRED);
        let rounding = RoundingStrategy::MidpointAwayFromZero;
        let whole = exact.map(|it| it.round_dp_with_strategy(0, rounding));
        whole.and_then(|it| it.to_i64()).unwrap_or(i64::MAX)
    }
}
