//! What a sales order comes to: exact decimals, rounded to whole fils.

use rust_decimal::{Decimal, RoundingStrategy};
use serde_json::Value;

use super::order::ZohoOrderLine;

/// The largest amount that is read, so that no sum leaves the range of decimals.
const LARGEST: i64 = 1_000_000_000_000;

/// What is agreed beside the lines.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Terms {
    pub(super) discount: Discount,
    /// The discount comes off the sum with tax.
    pub(super) discount_after_tax: bool,
    pub(super) shipping: Decimal,
    pub(super) adjustment: Decimal,
    /// Prices hold the tax already.
    pub(super) inclusive: bool,
}

/// A discount: of a line or of all lines.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) enum Discount {
    #[default]
    None,
    Percent(Decimal),
    Amount(Decimal),
}

impl Discount {
    /// Reads `"10%"` or an amount; `None` if it is neither, or below zero.
    pub(super) fn read(value: &Value) -> Option<Self> {
        let percent = value.as_str().and_then(|text| text.trim().strip_suffix('%'));
        let discount = match percent {
            Some(percent) => Self::Percent(percent.trim().parse().ok()?),
            None => Self::Amount(decimal(value)?),
        };
        match discount {
            Self::Percent(percent) if percent > Decimal::ONE_HUNDRED => None,
            Self::Percent(figure) | Self::Amount(figure) if figure < Decimal::ZERO => None,
            Self::None | Self::Percent(_) | Self::Amount(_) => Some(discount),
        }
    }

    /// What comes off `sum`, never more than the sum.
    pub(super) fn of(self, sum: Decimal) -> Decimal {
        match self {
            Self::None => Decimal::ZERO,
            Self::Percent(percent) => fils(sum * percent / Decimal::ONE_HUNDRED),
            Self::Amount(amount) => fils(amount).min(sum),
        }
    }
}

/// What an order comes to.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Totals {
    pub(super) sub_total: Decimal,
    pub(super) discount: Decimal,
    /// Percent and amount of each tax.
    pub(super) taxes: Vec<(Decimal, Decimal)>,
    pub(super) tax: Decimal,
    pub(super) total: Decimal,
}

/// Adds up an order. Each tax is rounded once, over all lines that it is on, and a line is taxed as its
/// item is; the charge for shipping and the adjustment bear no tax.
pub(super) fn totals(lines: &[ZohoOrderLine], terms: &Terms) -> Totals {
    let sub_total: Decimal = lines.iter().map(|line| line.item_total).sum();
    let discount = terms.discount.of(sub_total);
    let share = if terms.discount_after_tax || sub_total.is_zero() {
        Decimal::ONE
    } else {
        (sub_total - discount) / sub_total
    };
    let mut taxes: Vec<(Decimal, Decimal)> = Vec::new();
    for line in lines.iter().filter(|line| !line.tax_percentage.is_zero()) {
        let percent = line.tax_percentage;
        let of =
            if terms.inclusive { Decimal::ONE_HUNDRED + percent } else { Decimal::ONE_HUNDRED };
        let tax = line.item_total * share * percent / of;
        match taxes.iter_mut().find(|(known, _)| *known == percent) {
            Some((_, sum)) => *sum += tax,
            None => taxes.push((percent, tax)),
        }
    }
    for (_, sum) in &mut taxes {
        *sum = fils(*sum);
    }
    let tax: Decimal = taxes.iter().map(|(_, sum)| sum).sum();
    let added = if terms.inclusive { Decimal::ZERO } else { tax };
    let total = sub_total - discount + added + terms.shipping + terms.adjustment;
    Totals { sub_total, discount, taxes, tax, total: fils(total) }
}

/// Rounds to two places, halves away from zero.
pub(super) fn fils(amount: Decimal) -> Decimal {
    amount.round_dp_with_strategy(2, RoundingStrategy::MidpointAwayFromZero)
}

/// A figure as it was written, in a number or a string; `None` if it is none or far too large.
pub(super) fn decimal(value: &Value) -> Option<Decimal> {
    let text = match value {
        Value::Number(number) => number.to_string(),
        Value::String(text) => text.trim().to_owned(),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => return None,
    };
    let figure: Decimal = text.parse().ok()?;
    (figure.abs() <= Decimal::from(LARGEST)).then_some(figure)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(total: &str) -> ZohoOrderLine {
        ZohoOrderLine {
            item_total: total.parse().unwrap(),
            tax_percentage: Decimal::from(5),
            ..ZohoOrderLine::default()
        }
    }

    fn told(totals: &Totals) -> [String; 4] {
        [totals.sub_total, totals.discount, totals.tax, totals.total].map(|sum| sum.to_string())
    }

    #[test]
    fn tax_is_rounded_once_and_discounts_come_off_before_or_after_it() {
        let lines = [line("0.10"), line("0.20"), line("99.70")];
        let plain = totals(&lines, &Terms::default());
        assert_eq!(told(&plain), ["100.00", "0", "5.00", "105.00"]);
        let terms = Terms { discount: Discount::Percent(Decimal::TEN), ..Terms::default() };
        assert_eq!(told(&totals(&lines, &terms)), ["100.00", "10.00", "4.50", "94.50"]);
        let after = Terms { discount_after_tax: true, ..terms };
        assert_eq!(told(&totals(&lines, &after)), ["100.00", "10.00", "5.00", "95.00"]);
        let shipped = Terms { shipping: Decimal::TEN, ..Terms::default() };
        assert_eq!(told(&totals(&lines, &shipped)), ["100.00", "0", "5.00", "115.00"]);
        let inclusive = Terms { inclusive: true, shipping: Decimal::ONE, ..Terms::default() };
        assert_eq!(told(&totals(&lines, &inclusive)), ["100.00", "0", "4.76", "101.00"]);
    }

    #[test]
    fn discounts_are_percents_or_amounts() {
        let read = |value: Value| Discount::read(&value);
        assert_eq!(read("10%".into()), Some(Discount::Percent(Decimal::TEN)));
        assert_eq!(read(10.into()), Some(Discount::Amount(Decimal::TEN)));
        assert_eq!((read("101%".into()), read((-1).into()), read("x".into())), (None, None, None));
        assert_eq!(Discount::Amount(Decimal::TEN).of(Decimal::TWO), Decimal::TWO);
    }
}
