//! Figures of a catalogue, as tables of the shop write them.

use std::str::FromStr;

use rust_decimal::prelude::ToPrimitive;
use rust_decimal::{Decimal, RoundingStrategy};

/// A number as it is written. Commas between thousands are read where nothing else can be meant:
/// `1,299.00` and `1,200,000` are, `1,299` may be a fraction.
pub(super) fn decimal(digits: &str) -> Option<Decimal> {
    let digits = digits.trim();
    let plain = || Decimal::from_str(digits).or_else(|_| Decimal::from_scientific(digits)).ok();
    plain().or_else(|| Decimal::from_str(&without_commas(digits)?).ok())
}

fn without_commas(digits: &str) -> Option<String> {
    let (whole, fraction) = match digits.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (digits, None),
    };
    let mut groups = whole.trim_start_matches('-').split(',');
    let first = groups.next()?;
    let groups: Vec<&str> = groups.collect();
    let sure = fraction.is_some() || groups.len() > 1;
    let whole_groups = groups.iter().all(|group| group.len() == 3) && !groups.is_empty();
    (sure && whole_groups && (1..=3).contains(&first.len())).then(|| digits.replace(',', ""))
}

/// An amount that a price can be, in whole fils: zero and less is none, and neither is what rounds to
/// nothing or is more than anything costs.
pub(super) fn price(amount: Decimal) -> Option<Decimal> {
    /// As many digits as are kept, two of them behind the point.
    const BEYOND: i64 = 1_000_000_000_000;
    let amount = amount.round_dp_with_strategy(2, RoundingStrategy::MidpointAwayFromZero);
    (amount > Decimal::ZERO && amount < Decimal::from(BEYOND)).then_some(amount)
}

/// The largest count or size that is kept.
pub(super) const MOST: u32 = i32::MAX.cast_unsigned();

/// A whole number from zero to [`MOST`].
pub(super) fn whole(number: Decimal) -> Option<u32> {
    number.to_u32().filter(|number| *number <= MOST)
}

#[cfg(test)]
mod tests {
    use rust_decimal::Decimal;

    use super::{decimal, price};

    #[test]
    fn commas_between_thousands_are_read_where_nothing_else_is_meant() {
        let table = [
            ("345.10", Some("345.10")),
            (" 1e3 ", Some("1000")),
            ("1,299.00", Some("1299.00")),
            ("1,200,000", Some("1200000")),
            ("-1,299.5", Some("-1299.5")),
            ("1,299", None),
            ("12,99", None),
            ("1299,00", None),
            ("1,29,900.00", None),
            (",299.00", None),
            ("1.299,00", None),
            ("call us", None),
            ("NaN", None),
            ("", None),
        ];
        for (written, read) in table {
            let read: Option<Decimal> = read.map(|read| read.parse().unwrap());
            assert_eq!(decimal(written), read, "{written}");
        }
    }

    #[test]
    fn what_is_nothing_or_beyond_everything_is_no_price() {
        let table = [
            ("0.004", None),
            ("0.005", Some("0.01")),
            ("0", None),
            ("-5", None),
            ("999999999999.99", Some("999999999999.99")),
            ("999999999999.999", None),
            ("1000000000000", None),
        ];
        for (amount, kept) in table {
            let kept: Option<Decimal> = kept.map(|kept| kept.parse().unwrap());
            assert_eq!(price(amount.parse().unwrap()), kept, "{amount}");
        }
    }
}
